//! `duplicate-reference`: a list of the front matter names one entry twice.

use std::collections::HashMap;

use super::context::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::ReferenceKind;
use crate::glossary::EntryIndex;

pub(super) fn check(context: &Context<'_>, from: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    let relations = context
        .edges_of(from)
        .filter(|(reference, _)| matches!(reference.kind, ReferenceKind::Relation(_)));
    let mut ends: Vec<EntryIndex> = relations.filter_map(|(_, to)| to.entry()).collect();
    ends.sort_unstable();
    if ends.windows(2).all(|pair| pair[0] != pair[1]) {
        return;
    }
    let mut seen = HashMap::new();
    for (reference, target) in context.edges_of(from) {
        let (ReferenceKind::Relation(field), Some(to)) = (&reference.kind, target.entry()) else {
            continue;
        };
        let at = context.at(from, reference.span);
        match seen.entry((field, to)) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(at);
            }
            std::collections::hash_map::Entry::Occupied(first) => diagnostics.push(
                Diagnostic::new(
                    Code::DuplicateReference,
                    at,
                    format!("`{field}` names `{}` twice", context.entry(to).name),
                )
                .label("second time")
                .see(first.get().clone(), "first time")
                .help("take one of them out"),
            ),
        }
    }
}

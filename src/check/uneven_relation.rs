//! `uneven-relation`: a relation and its inverse are both kept by hand, and one of them lacks what the other one names.

use super::context::Context;
use super::inverse::{inverse, is_kept};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::ReferenceKind;
use crate::glossary::EntryIndex;

pub(super) fn check(context: &Context<'_>, from: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    let collection = context.entry(from).collection;
    let mut known = None;
    for (reference, target) in context.edges_of(from) {
        let (ReferenceKind::Relation(field), Some(to)) = (&reference.kind, target.entry()) else {
            continue;
        };
        if to == from || !context.glossary.is_published(to) {
            continue;
        }
        let other = context.entry(to);
        // The values of a list are of one kind.
        let kind = (field, other.collection);
        let back = match known {
            Some((known, back)) if known == kind => back,
            _ => inverse(context.config, [collection, kind.1], field)
                .filter(|back| **back != **field),
        };
        known = Some((kind, back));
        let Some(back) = back else { continue };
        if context.shared.relations.contains(&(to, from, back)) {
            continue;
        }
        let Some(list) = other.fields.get(back).filter(|list| is_kept(&list.value)) else {
            continue;
        };
        if context.is_contested(from) || context.is_contested(to) {
            continue;
        }
        let entry = context.entry(from);
        diagnostics.push(
            Diagnostic::new(
                Code::UnevenRelation,
                context.at(from, reference.span),
                format!(
                    "`{}` is named in `{field}`, but its `{back}` does not name this entry",
                    other.name
                ),
            )
            .label(format!("`{field}` leads there"))
            .see(
                other.at(list.span),
                format!("this list does not name `{}`", entry.name),
            )
            .leads_to(Some(other.path.clone()))
            .help(format!(
                "add `{}` to `{back}` there, or write one of the two sides only: readers see both",
                entry.slug()
            )),
        );
    }
}

//! `ambiguous-link`: a link by name fits more than one entry.

use super::Context;
use crate::config::schema::alternatives;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::ReferenceKind;
use crate::glossary::Target;

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (from, reference, target) in context.edges() {
        let Target::Ambiguous(entries) = target else {
            continue;
        };
        let at = context.at(from, reference.span);
        let mut diagnostic = Diagnostic::new(
            Code::AmbiguousLink,
            at,
            format!(
                "`{}` is the name of {} entries",
                reference.written,
                entries.len()
            ),
        )
        .label("which one is meant?");
        let mut ways = Vec::new();
        for &index in entries {
            let entry = context.entry(index);
            diagnostic = diagnostic.see(
                entry.source.at(entry.name_span),
                format!("it could be `/{}`", entry.id),
            );
            ways.push(match reference.kind {
                ReferenceKind::WikiLink => format!("[[{}|{}]]", entry.id, reference.written),
                _ => entry.id.clone(),
            });
        }
        diagnostics.push(diagnostic.help(format!("say which one: {}", alternatives(&ways))));
    }
}

//! `case-conflict`: two places differ only in case. On macOS and Windows, and on disks and servers that take after
//! them, they are one file.

use super::context::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::glossary::place::{ConflictKind, Occupant};
use crate::source::{Location, Span};

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for conflict in &context.glossary.places.conflicts {
        let (ConflictKind::Case, Some(first)) = (conflict.fault, &conflict.first) else {
            continue;
        };
        let (at, other) = match (
            context.location_of(&conflict.second),
            context.location_of(first),
        ) {
            (Some(second), first) => (second, first),
            (None, Some(first)) => (first, None),
            (None, None) => (within(context, &conflict.path), None),
        };
        let mut diagnostic = Diagnostic::new(
            Code::CaseConflict,
            at,
            format!(
                "the place `/{}` differs from another one only in case",
                conflict.path
            ),
        )
        .label("the same file on many disks");
        if let Some(other) = other {
            diagnostic = diagnostic.see(other, "this is the other one");
        }
        diagnostics.push(diagnostic.help(match conflict.second.occupant {
            Occupant::Redirect(..) => {
                "remove the alias: where both are one file, one of them is lost"
            }
            Occupant::Moved(_) => "take the line out: where both are one file, one of them is lost",
            _ => "rename one of the two: where both are one file, one of them is lost",
        }));
    }
}

/// Where a page is written that is that of a folder: in the first entry that lies there.
fn within(context: &Context<'_>, path: &str) -> Location {
    let folder = format!("content/{path}/");
    let mut entries = context.glossary.indices().map(|index| context.entry(index));
    let first = entries.find(|entry| entry.path.starts_with(&folder));
    match first {
        Some(entry) => entry.at(Span::empty(entry.start as usize)),
        None => Location {
            path: context.config_path.cloned().unwrap_or_default(),
            span: Span::default(),
        },
    }
}

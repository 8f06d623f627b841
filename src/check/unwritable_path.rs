//! `unwritable-path`: a page or file of the site that no disk can hold, or not beside the others.

use super::context::{Context, occupant};
use crate::diagnostic::{Code, Diagnostic};
use crate::glossary::place::{Conflict, ConflictKind, Occupant};
use crate::source::{Location, Span};

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for conflict in &context.glossary.places.conflicts {
        let (message, label) = match conflict.fault {
            ConflictKind::TooLong => (
                format!(
                    "the path `/{}` is too long for a file",
                    shortened(&conflict.path)
                ),
                "a name in a path has at most 255 bytes",
            ),
            ConflictKind::BadName => (
                format!(
                    "no file can be at the path `/{}`",
                    shortened(&conflict.path)
                ),
                "a name in a path is not `.` or `..`, and has no control character and no backslash",
            ),
            ConflictKind::BelowFile => (
                format!("the path `/{}` leads through a file", conflict.path),
                "a file cannot hold others",
            ),
            ConflictKind::Fingerprint => (
                format!(
                    "the path `/{}` is that of a fingerprinted file",
                    conflict.path
                ),
                "the program writes a file of this name",
            ),
            ConflictKind::SameUrl | ConflictKind::SameFile | ConflictKind::Case => continue,
        };
        diagnostics.push(report(context, conflict, message, label));
    }
}

fn report(
    context: &Context<'_>,
    conflict: &Conflict,
    message: String,
    label: &'static str,
) -> Diagnostic {
    let first = conflict.first.as_ref();
    let other = first.and_then(|first| context.location_of(first));
    // What the program makes of itself is never too long, and gives way to nothing: the other one is at fault.
    let nowhere = || Location {
        path: context.config_path.cloned().unwrap_or_default(),
        span: Span::default(),
    };
    let own = context.location_of(&conflict.second);
    let is_own = own.is_some();
    let at = own.or_else(|| other.clone()).unwrap_or_else(nowhere);
    let is_nowhere = !is_own && other.is_none();
    let mut diagnostic = Diagnostic::new(Code::UnwritablePath, at, message).label(label);
    if let Some(other) = other.filter(|_| is_own) {
        diagnostic = diagnostic.see(other, "this one is in the way");
    } else if let Some(first) = first.filter(|_| is_own || is_nowhere) {
        diagnostic = diagnostic.help(format!("{} is in the way", occupant(first)));
    }
    diagnostic.help(match (conflict.second.occupant, conflict.second.cause) {
        (Occupant::Entry(_), _) => "give the entry another `slug`, or its file another name",
        (Occupant::Redirect(..), _) => "take the alias out, or shorten it",
        (Occupant::Moved(_), _) => "take the line out, or shorten the address",
        (Occupant::Asset(_), _) => "rename the file",
        (Occupant::Page, Some(_)) => "use a shorter name",
        (Occupant::Page, None) => "rename it: it is in the way of a file that the program makes",
    })
}

/// The start of a path, which fits a line.
fn shortened(path: &str) -> String {
    const MOST: usize = 60;
    match path.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &path[..end]),
        None => path.to_owned(),
    }
}

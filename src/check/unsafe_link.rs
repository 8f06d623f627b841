//! `unsafe-link`: an address that runs code (`javascript:`), carries a document in itself
//! (`data:`), or points into the reader's own computer (`file:`).

use super::context::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::{Reference, ReferenceKind};
use crate::glossary::{EntryIndex, Target};

pub(super) fn check(
    context: &Context<'_>,
    from: EntryIndex,
    reference: Reference<'_>,
    target: &Target,
) -> Option<Diagnostic> {
    if *target != Target::Unsafe || matches!(reference.kind, ReferenceKind::Relation(_)) {
        return None;
    }
    let scheme: String = reference
        .written()
        .chars()
        .take_while(|letter| *letter != ':')
        .filter(|letter| !letter.is_control() && !letter.is_whitespace())
        .collect();
    Some(
        Diagnostic::new(
            Code::UnsafeLink,
            context.at(from, reference.span),
            format!("a `{scheme}:` address is not safe to follow"),
        )
        .label("unsafe address")
        .help("link to a page of this site or to an `https:` address"),
    )
}

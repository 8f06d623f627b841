//! `self-reference`: an entry lists itself as related, or links to the page that it is on.

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
    let Target::Entry {
        entry,
        anchor,
        query: None,
        ..
    } = target
    else {
        return None;
    };
    let is_embed = *reference.kind == ReferenceKind::Transclusion;
    // `[to the top](#)` is meant.
    let is_no_link = matches!(
        reference.kind,
        ReferenceKind::Url(_) | ReferenceKind::HtmlAddress
    );
    if *entry != from
        || is_no_link
        || (!is_embed && (anchor.is_some() || reference.written().contains('#')))
        || context.is_contested(from)
    {
        return None;
    }
    let (message, help) = match &reference.kind {
        ReferenceKind::Relation(field) => {
            (format!("`{field}` names the entry itself"), "take it out")
        }
        ReferenceKind::Transclusion => (
            "this embed shows a part of the page that it is on".to_owned(),
            "take it out, or link to the heading without the `!`",
        ),
        _ => (
            "this link leads to the page that it is on".to_owned(),
            "write the words without a link, or link to a heading of this page",
        ),
    };
    Some(
        Diagnostic::new(
            Code::SelfReference,
            context.at(from, reference.span),
            message,
        )
        .label("this very entry")
        .help(help),
    )
}

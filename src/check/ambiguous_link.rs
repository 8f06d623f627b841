//! `ambiguous-link`: a link by name fits more than one entry.

use super::context::{Context, encoded};
use crate::config::schema::alternatives;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::{Reference, ReferenceKind};
use crate::glossary::{EntryIndex, Target};

pub(super) fn check(
    context: &Context<'_>,
    from: EntryIndex,
    reference: Reference<'_>,
    target: &Target,
) -> Option<Diagnostic> {
    let Target::Ambiguous(choice) = target else {
        return None;
    };
    let at = context.at(from, reference.span);
    let (name, heading) = match reference.written().rsplit_once('#') {
        Some((name, _)) if reference.kind.is_name() => (name, &reference.written()[name.len()..]),
        _ => (reference.written(), ""),
    };
    let quotes = &context.entry(from).body.quotes;
    let shown = quotes.get(reference.text.range()).unwrap_or(name);
    let shown = if shown == reference.written() {
        name
    } else {
        shown
    };
    let mut diagnostic = Diagnostic::new(
        Code::AmbiguousLink,
        at,
        format!("`{}` is the name of {} entries", name, choice.count()),
    )
    .label("which one is meant?");
    let mut ways = Vec::new();
    for index in choice.first() {
        let entry = context.entry(index);
        diagnostic = diagnostic.see(
            entry.at(entry.name_span),
            format!("it could be `/{}`", entry.id),
        );
        if index != from {
            ways.push(match reference.kind {
                ReferenceKind::WikiLink => format!("[[{}{heading}|{shown}]]", entry.id),
                ReferenceKind::Transclusion => format!("![[{}{heading}|{shown}]]", entry.id),
                _ => format!("/{}", encoded(&entry.id)),
            });
        }
    }
    Some(diagnostic.help(format!("say which one: {}", alternatives(&ways))))
}

//! `broken-anchor`: the page is there, but it has no such heading.

use super::context::{Context, Pool, is_replaceable, is_same_but_for_form, rewritten};
use super::meant::did_you_mean;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::{Reference, ReferenceKind};
use crate::glossary::{EntryIndex, Target};

pub(super) fn check(
    context: &Context<'_>,
    from: EntryIndex,
    reference: Reference<'_>,
    target: &Target,
) -> Option<Diagnostic> {
    let Target::MissingAnchor {
        entry: index,
        anchor,
    } = target
    else {
        return None;
    };
    let entry = context.entry(*index);
    // Where its front matter cannot be read, its text may be a part of that.
    if entry.is_damaged() {
        return None;
    }
    let whose = if *index == from {
        "this entry".to_owned()
    } else {
        format!("`{}`", entry.name)
    };
    // The part behind `#` is at fault, not the page before it.
    let mut at = context.at(from, reference.span);
    let is_plain = at.span.range().len() == reference.written().len();
    if let Some(sign) = reference.written().rfind('#').filter(|_| is_plain) {
        at.span.start += sign as u32;
    }
    let mut diagnostic = Diagnostic::new(
        Code::BrokenAnchor,
        at.clone(),
        format!("{whose} has no heading with the id `{anchor}`"),
    )
    .label("no such heading");
    let headings = &entry.body.headings;
    let spelling = || {
        let anchors = entry.body.anchors();
        let anchors = anchors.filter(|known| !known.starts_with("_fn"));
        let is_allowed = context.budget.allows(entry.body.anchor_count());
        is_allowed.then(|| nearest(anchor, anchors)).flatten()
    };
    let offer = context.offer(Pool::Headings(*index), anchor, |_| Some(0));
    let id_of = |number: usize| headings.iter().nth(number).map(|heading| heading.id);
    let near = offer.certain.and_then(id_of).or_else(spelling);
    let possible = offer.possible.iter().filter_map(|&number| id_of(number));
    let possible = did_you_mean(possible.map(|id| format!("#{id}")));
    diagnostic = if let Some(id) = near {
        let (title, text) = (
            format!("there is a similar heading: `{id}`"),
            format!("#{id}"),
        );
        let is_certain = is_same_but_for_form(anchor, id)
            && reference.written().contains('#')
            && is_replaceable(reference, &text);
        diagnostic.fix(title, at, text).certain_if(is_certain)
    } else if let Some(possible) = possible {
        diagnostic.help(possible)
    } else if headings.is_empty() && *index == from {
        diagnostic.help("it has no headings at all: write the words without a link")
    } else if headings.is_empty() {
        diagnostic.help(format!("{whose} has no headings: link to the page itself"))
    } else {
        let ids: Vec<String> = headings
            .iter()
            .take(8)
            .map(|heading| format!("`#{}`", heading.id))
            .collect();
        let more = headings.iter().nth(8).map_or("", |_| ", …");
        diagnostic.help(format!("its headings are {}{more}", ids.join(", ")))
    };
    if *index != from && matches!(reference.kind, ReferenceKind::WikiLink) && near.is_none() {
        diagnostic = diagnostic.help(format!(
            "`[[{}]]` links to the page itself",
            rewritten(context, reference, entry, None)
        ));
    }
    Some(diagnostic)
}

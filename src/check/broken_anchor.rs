//! `broken-anchor`: the page is there, but it has no such heading.

use super::context::{Context, Pool, is_replaceable, is_same_but_for_form, rewritten};
use super::meant::did_you_mean;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::Reference;
use crate::glossary::{EntryIndex, Target};
use crate::source::Location;

pub(super) fn check(
    context: &Context<'_>,
    from: EntryIndex,
    reference: Reference<'_>,
    target: &Target,
) -> Option<Diagnostic> {
    if let Some((file, id)) = target.in_file() {
        return in_file(context, from, reference, file, &id);
    }
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
    let at = place_of_anchor(context, from, reference);
    let mut diagnostic = fault(
        &at,
        format!("{whose} has no heading with the id `{anchor}`"),
        "no such heading",
    );
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
    diagnostic = if anchor.starts_with('^') {
        diagnostic.help("blocks have no names here: write the heading above it")
    } else if let Some(id) = near {
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
    if *index != from && reference.kind.is_name() && near.is_none() {
        diagnostic = diagnostic.help(format!(
            "`[[{}]]` links to the page itself",
            rewritten(context, reference, entry, None)
        ));
    }
    Some(diagnostic)
}

/// What is said of a place in an HTML file.
fn in_file(
    context: &Context<'_>,
    from: EntryIndex,
    reference: Reference<'_>,
    file: usize,
    id: &str,
) -> Option<Diagnostic> {
    let (message, near) = context.missing_id(file, id)?;
    let at = place_of_anchor(context, from, reference);
    let diagnostic = fault(&at, message, "no such id");
    Some(match near {
        Some(near) => diagnostic.fix(
            format!("there is a similar id: `{near}`"),
            at,
            format!("#{near}"),
        ),
        None => diagnostic.help("link to the file itself, or give an element of it this `id`"),
    })
}

fn fault(at: &Location, message: String, label: &str) -> Diagnostic {
    Diagnostic::new(Code::BrokenAnchor, at.clone(), message).label(label)
}

/// The part behind `#`, which is at fault, rather than the page before it.
fn place_of_anchor(context: &Context<'_>, from: EntryIndex, reference: Reference<'_>) -> Location {
    let mut at = context.at(from, reference.span);
    let is_plain = at.span.range().len() == reference.written().len();
    if let Some(sign) = reference.written().rfind('#').filter(|_| is_plain) {
        at.span.start += sign as u32;
    }
    at
}

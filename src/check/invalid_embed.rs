//! `invalid-embed`: what a text embeds cannot stand there.

use super::context::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::{LONGEST_EMBED, MOST_EMBEDS, Reference, ReferenceKind};
use crate::glossary::{EntryIndex, Target};

pub(super) fn check(context: &Context<'_>, index: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    let embeds = context.edges_of(index);
    let embeds = embeds.filter(|(reference, _)| *reference.kind == ReferenceKind::Transclusion);
    for (number, (reference, target)) in embeds.enumerate() {
        let at = context.at(index, reference.span);
        if number == MOST_EMBEDS {
            let message = format!("this text embeds more than {MOST_EMBEDS} others");
            let fault = Diagnostic::new(Code::InvalidEmbed, at, message);
            let fault = fault.label("from here on readers get links");
            diagnostics.push(fault.help("take some out, or link to them without the `!`"));
            return;
        }
        let found = fault(context, index, reference, target);
        diagnostics.extend(found.map(|(message, help)| {
            let fault = Diagnostic::new(Code::InvalidEmbed, at, message).help(help);
            fault.leads_to(context.file_of(target))
        }));
    }
}

/// What is wrong with an embed, and what to do.
fn fault(
    context: &Context<'_>,
    from: EntryIndex,
    reference: Reference<'_>,
    target: &Target,
) -> Option<(String, String)> {
    let written = reference.written();
    let (to, anchor) = match target {
        Target::Entry { entry, anchor, .. } => (*entry, anchor),
        Target::Page { .. } | Target::Asset { .. } => {
            let message = format!("`{written}` has no text to embed");
            return Some((
                message,
                format!("link to it: `[[{written}]]`, without the `!`"),
            ));
        }
        _ => return None,
    };
    if to == from || !context.glossary.is_published(to) {
        return None;
    }
    let entry = context.entry(to);
    let Some(id) = anchor else {
        let has_words = entry.built_in.description.is_some() || !entry.body.lead.trim().is_empty();
        return (!has_words).then(|| {
            let message = format!("`{}` has neither a description nor a text", entry.name);
            (
                message,
                "give it a `description`, or take the embed out".to_owned(),
            )
        });
    };
    let Some(length) = entry.part_length(id) else {
        let message = format!(
            "`#{id}` is no heading of `{}`: nobody knows where it ends",
            entry.name
        );
        return Some((
            message,
            "embed the part below a heading, or link to it without the `!`".to_owned(),
        ));
    };
    (length > LONGEST_EMBED).then(|| {
        let kilobytes = length.div_ceil(1000);
        let message = format!(
            "this part of `{}` is too long to be embedded: {kilobytes} kB",
            entry.name
        );
        let most = LONGEST_EMBED / 1000;
        (
            message,
            format!("embed a heading below it, at most {most} kB, or link to it without the `!`"),
        )
    })
}

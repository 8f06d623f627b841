//! `link-to-draft`: a published entry refers to a draft, which the site will not have.

use super::context::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::Hidden;
use crate::glossary::EntryIndex;

pub(super) fn check(context: &Context<'_>, from: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    for (reference, target) in context.edges_of(from) {
        let Some(to) = target.entry() else { continue };
        if context.glossary.is_published(to) {
            continue;
        }
        let entry = context.entry(to);
        let at = context.at(from, reference.span);
        let hidden = entry.hidden(context.config, context.visibility);
        diagnostics.push(if let Some(Hidden::Until(date)) = hidden {
            let message = format!("`{}` is not published before {date}", entry.name);
            let mut diagnostic =
                Diagnostic::new(Code::LinkToDraft, at, message).label("leads nowhere until then");
            if let Some(span) = context.date_span(to) {
                diagnostic = diagnostic.see(entry.at(span), "this day is still to come");
            }
            diagnostic.help("take the link out until then; `--drafts` shows what is to come")
        } else {
            let message = format!("`{}` is a draft: the site will not have it", entry.name);
            let mut diagnostic =
                Diagnostic::new(Code::LinkToDraft, at, message).label("leads to a draft");
            if let Some(draft) = entry.fields.get("draft") {
                let place = entry.at(draft.span);
                diagnostic = diagnostic.see(place, "it is a draft because of this");
            }
            diagnostic.help("publish it, or take the link out until then; `--drafts` shows drafts")
        });
    }
}

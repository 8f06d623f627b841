//! `link-to-draft`: a published entry refers to a draft, which the site will not have.

use super::context::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::{Hidden, Reference};
use crate::glossary::{EntryIndex, Target};

pub(super) fn check(
    context: &Context<'_>,
    from: EntryIndex,
    reference: Reference<'_>,
    target: &Target,
) -> Option<Diagnostic> {
    let to = target.entry()?;
    if context.glossary.is_published(to) {
        return None;
    }
    let entry = context.entry(to);
    let at = context.at(from, reference.span);
    let hidden = entry.hidden(context.config, context.visibility);
    let diagnostic = if let Some(Hidden::Until(date)) = hidden {
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
    };
    // One cause, however many links lead there.
    Some(diagnostic.about(format!("links to {}", entry.path)))
}

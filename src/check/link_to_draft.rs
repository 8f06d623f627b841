//! `link-to-draft`: a published entry refers to a draft, which the site will not have.

use super::Context;
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (from, reference, target) in context.edges() {
        let Some(to) = target.entry() else { continue };
        if context.glossary.published[to] {
            continue;
        }
        let entry = context.entry(to);
        let mut diagnostic = Diagnostic::new(
            Code::LinkToDraft,
            context.at(from, reference.span),
            format!("`{}` is a draft: the site will not have it", entry.name),
        )
        .label("leads to a draft");
        if let Some(draft) = entry.fields.get("draft") {
            diagnostic =
                diagnostic.see(entry.source.at(draft.span), "it is a draft because of this");
        }
        diagnostics.push(
            diagnostic.help("publish it, or take the link out until then; `--drafts` shows drafts"),
        );
    }
}

//! `link-to-redirect`: a link uses an old address. It works, but the new one says where it leads.

use super::{Context, rewritten};
use crate::diagnostic::{Code, Diagnostic};
use crate::glossary::Target;

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (from, reference, target) in context.edges() {
        let Target::Entry {
            entry,
            anchor,
            redirected: true,
            ..
        } = target
        else {
            continue;
        };
        let entry = context.entry(*entry);
        let at = context.at(from, reference.span);
        diagnostics.push(
            Diagnostic::new(
                Code::LinkToRedirect,
                at.clone(),
                format!(
                    "`{}` is an old address of `{}`",
                    reference.written, entry.name
                ),
            )
            .label("redirects")
            .fix(
                "use its address",
                at,
                rewritten(context, reference, entry, anchor.as_deref()),
            ),
        );
    }
}

//! `link-to-redirect`: a link uses an old address. It works, but the new one says where it leads.

use super::context::{Context, encoded, is_replaceable, rewritten};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::{Entry, Reference};
use crate::glossary::{EntryIndex, Target};
use crate::source::Location;

pub(super) fn check(
    context: &Context<'_>,
    from: EntryIndex,
    reference: Reference<'_>,
    target: &Target,
) -> Option<Diagnostic> {
    let Target::Entry {
        entry,
        anchor,
        redirected: true,
        ..
    } = target
    else {
        return None;
    };
    let entry = context.entry(*entry);
    let at = context.at(from, reference.span);
    let text = rewritten(context, reference, entry, anchor.as_deref());
    let is_certain = is_replaceable(reference, &text);
    let fault = old_address(at.clone(), reference.written(), entry);
    Some(
        fault
            .fix("use its address", at, text)
            .certain_if(is_certain),
    )
}

/// The links of the settings.
pub(super) fn navigation(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let links = context.config.links().into_iter();
    for ((url, _), target) in links.zip(&context.glossary.navigation) {
        if let (
            Target::Entry {
                entry,
                redirected: true,
                ..
            },
            Some(path),
        ) = (target, context.config_path)
        {
            let at = Location {
                path: path.clone(),
                span: url.span,
            };
            let entry = context.entry(*entry);
            diagnostics.push(
                old_address(at, url, entry)
                    .leads_to(context.file_of(target))
                    .help(format!("use its address: `/{}`", encoded(&entry.id))),
            );
        }
    }
}

fn old_address(at: Location, written: &str, entry: &Entry) -> Diagnostic {
    Diagnostic::new(
        Code::LinkToRedirect,
        at,
        format!("`{written}` is an old address of `{}`", entry.name),
    )
    .label("redirects")
}

//! `broken-link`: a link in a text, or in the main navigation, leads nowhere.

use super::{Context, rewritten};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::ReferenceKind;
use crate::glossary::Target;
use crate::source::Location;

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (from, reference, target) in context.edges() {
        if matches!(reference.kind, ReferenceKind::Relation(_)) {
            continue;
        }
        let Target::Missing {
            is_asset: false,
            wanted,
        } = target
        else {
            continue;
        };
        let at = context.at(from, reference.span);
        let message = match reference.kind {
            _ if reference.written.trim().is_empty() => "this link has no address".to_owned(),
            ReferenceKind::WikiLink => format!("no entry is called `{}`", reference.written),
            _ => format!("nothing is at `{}`", reference.written),
        };
        let mut diagnostic =
            Diagnostic::new(Code::BrokenLink, at.clone(), message).label("leads nowhere");
        if let Some(entry) = context.suggest(wanted) {
            let entry = context.entry(entry);
            // `collection/Name` and the text behind `#` are kept apart from the name itself.
            let anchor = reference.written.rsplit_once('#').map(|(_, anchor)| anchor);
            let title = format!("an entry with a similar name exists: `{}`", entry.name);
            diagnostic = diagnostic.fix(title, at, rewritten(context, reference, entry, anchor));
        } else if !wanted.is_empty() {
            let first = reference
                .written
                .trim_start_matches('/')
                .split('/')
                .next()
                .unwrap_or("");
            let collection = context
                .config
                .collection_named(first)
                .unwrap_or(context.entry(from).collection);
            diagnostic = diagnostic.help(context.unwritten(collection, wanted));
        }
        diagnostics.push(diagnostic);
    }
    navigation(context, diagnostics);
}

fn navigation(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let (Some(items), Some(path)) = (&context.config.site.navigation, context.config_path) else {
        return;
    };
    for (item, target) in items.iter().zip(&context.glossary.navigation) {
        let message = match target {
            Target::Missing { .. } => format!("nothing is at `{}`", item.url.value),
            Target::MissingAnchor { anchor, .. } => format!("the page has no heading `#{anchor}`"),
            Target::Unsafe => format!("`{}` is no address to lead a reader to", item.url.value),
            Target::Entry { entry, .. } if !context.glossary.published[*entry] => {
                "the main navigation leads to a draft".to_owned()
            }
            _ => continue,
        };
        let at = Location {
            path: path.clone(),
            span: item.url.span,
        };
        diagnostics.push(Diagnostic::new(Code::BrokenLink, at, message).label("leads nowhere"));
    }
}

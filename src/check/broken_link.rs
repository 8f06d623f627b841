//! `broken-link`: a link in a text, or in the main navigation, leads nowhere.

use super::context::{Context, encoded, rewritten};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::{Reference, ReferenceKind};
use crate::glossary::{EntryIndex, Target};
use crate::source::Location;

pub(super) fn check(
    context: &Context<'_>,
    from: EntryIndex,
    reference: Reference<'_>,
    target: &Target,
) -> Option<Diagnostic> {
    match target {
        Target::Missing {
            is_asset: false,
            wanted,
            path,
        } if !matches!(reference.kind, ReferenceKind::Relation(_)) => {
            Some(broken(context, from, reference, wanted, path.as_deref()))
        }
        _ => None,
    }
}

fn broken(
    context: &Context<'_>,
    from: EntryIndex,
    reference: Reference<'_>,
    wanted: &str,
    path: Option<&str>,
) -> Diagnostic {
    let at = context.at(from, reference.span);
    let is_name = *reference.kind == ReferenceKind::WikiLink;
    let message = if reference.written().trim().is_empty() {
        "this link has no address".to_owned()
    } else if is_name {
        format!("no entry is called `{}`", reference.written())
    } else {
        format!("nothing is at `{}`", reference.written())
    };
    let diagnostic = Diagnostic::new(Code::BrokenLink, at.clone(), message).label("leads nowhere");
    // `[[collection/Name]]` looks in one collection only.
    let within = reference
        .written()
        .split_once('/')
        .filter(|_| is_name)
        .and_then(|(collection, _)| context.config.collection_named(collection));
    if let Some(entry) = context.suggest(wanted, within) {
        let entry = context.entry(entry);
        let anchor = reference
            .written()
            .rsplit_once('#')
            .map(|(_, anchor)| anchor);
        let title = format!("an entry with a similar name exists: `{}`", entry.name);
        return diagnostic.fix(title, at, rewritten(context, reference, entry, anchor));
    }
    if let Some(page) = path.and_then(|_| context.suggest_page(wanted)) {
        let title = format!("there is a page with a similar address: `/{page}`");
        let rest = reference.written().find(['?', '#']);
        let rest = rest.map_or("", |rest| &reference.written()[rest..]);
        return diagnostic.fix(title, at, format!("/{}{rest}", encoded(page)));
    }
    let collection = if is_name {
        Some(within.unwrap_or(context.entry(from).collection))
    } else {
        path.and_then(|path| context.config.collection_of(path))
    };
    match collection {
        Some(collection) if !wanted.is_empty() => {
            diagnostic.help(context.unwritten(collection, wanted))
        }
        None if !wanted.is_empty() => diagnostic.help("this address leads out of the site"),
        _ => diagnostic,
    }
}

/// The links of the main navigation.
pub(super) fn navigation(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let (Some(items), Some(path)) = (&context.config.site.navigation, context.config_path) else {
        return;
    };
    for (item, target) in items.iter().zip(&context.glossary.navigation) {
        let mut near = None;
        let (message, label) = match target {
            Target::Missing { wanted, .. } => {
                near = context.suggest(wanted, None);
                (
                    format!("nothing is at `{}`", item.url.value),
                    "leads nowhere",
                )
            }
            Target::MissingAnchor { anchor, .. } => (
                format!("the page has no heading with the id `{anchor}`"),
                "no such heading",
            ),
            Target::Unsafe => (
                format!("`{}` is no address to lead a reader to", item.url.value),
                "unsafe address",
            ),
            Target::Entry { entry, .. } if !context.glossary.is_published(*entry) => (
                format!(
                    "`{}` is a draft: the site will not have it",
                    context.entry(*entry).name
                ),
                "leads to a draft",
            ),
            _ => continue,
        };
        let at = Location {
            path: path.clone(),
            span: item.url.span,
        };
        let mut diagnostic = Diagnostic::new(Code::BrokenLink, at, message).label(label);
        if let Some(entry) = near {
            let entry = context.entry(entry);
            diagnostic = diagnostic.help(format!(
                "an entry with a similar name exists: `/{}`",
                entry.id
            ));
        }
        diagnostics.push(diagnostic);
    }
}

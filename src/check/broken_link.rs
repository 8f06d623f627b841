//! `broken-link`: a link in a text, or in the main navigation, leads nowhere.

use super::context::Context;
use super::meant::{Meanings, Wanted, did_you_mean, outside};
use super::mislabeled_link::named_by;
use crate::config::LinkUse;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::{Reference, ReferenceKind};
use crate::glossary::{EntryIndex, Target, unwritten_key};
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
            broken(context, from, reference, wanted, path.as_deref())
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
) -> Option<Diagnostic> {
    let at = context.at(from, reference.span);
    let is_name = reference.kind.is_name();
    let message = if reference.written().trim().is_empty() {
        "this link has no address".to_owned()
    } else if reference.written().starts_with("mailto:") {
        format!("`{}` is no address of a person", reference.written())
    } else if path.is_some() && reference.written().contains("://") {
        format!(
            "`{}` is an address on your own computer",
            reference.written()
        )
    } else if is_name {
        format!("no entry is called `{}`", reference.written())
    } else {
        format!("nothing is at `{}`", reference.written())
    };
    let diagnostic = Diagnostic::new(Code::BrokenLink, at.clone(), message).label("leads nowhere");
    if is_name && reference.written().contains(['[', ']']) {
        let closed = reference.written().replace(']', "]]").replace('[', "[[");
        return Some(diagnostic.help(format!(
            "two brackets open and close each link: `[[{closed}]]`"
        )));
    }
    if is_name && let Some((name, _)) = reference.written().split_once('^') {
        let name = name.trim_end_matches('#');
        return Some(diagnostic.help(format!(
            "blocks have no names here: write `[[{name}]]`, or `[[{name}#Heading]]` with the heading above it"
        )));
    }
    if is_name && let Some(named) = reference.words.and_then(|words| named_by(context, words)) {
        let (name, words) = (&context.entry(named).name, reference.written());
        return Some(diagnostic.help(format!(
            "the name stands before the words that readers see: `[[{name}|{words}]]`"
        )));
    }
    let diagnostic = match outside(context, diagnostic, reference, &at) {
        Ok(diagnostic) => return Some(diagnostic),
        Err(diagnostic) => diagnostic,
    };
    let diagnostic = match context.lost(diagnostic, wanted, path) {
        Ok(diagnostic) => return Some(diagnostic),
        Err(diagnostic) => diagnostic,
    };
    // `[[collection/Name]]` looks in one collection first.
    let within = reference
        .written()
        .split_once('/')
        .filter(|_| is_name)
        .and_then(|(collection, _)| context.config.collection_named(collection));
    let wanted_one = Wanted {
        from: Some(from),
        name: wanted,
        path,
        is_media: false,
    };
    let near = within.map(|within| context.meant_in(wanted_one, within));
    let near = near.filter(Meanings::is_certain);
    let near = near.unwrap_or_else(|| context.meant(wanted_one));
    if context.is_contested_meaning(&near) {
        return None;
    }
    let diagnostic = context.offering(diagnostic, reference, &at, &near);
    let diagnostic = match context.in_empty_folder(diagnostic, path.unwrap_or("")) {
        Ok(diagnostic) => return Some(diagnostic),
        Err(diagnostic) => diagnostic,
    };
    if near.is_certain() {
        // Links to its headings have the same cause.
        return Some(match path {
            Some(path) => diagnostic.about(format!("a page at {path}")),
            None => diagnostic,
        });
    }
    let collection = if is_name {
        Some(within.unwrap_or(context.entry(from).collection))
    } else {
        path.and_then(|path| context.config.collection_of(path))
    };
    Some(match collection {
        Some(collection) if !wanted.is_empty() => {
            let diagnostic = diagnostic.about(unwritten_key(wanted));
            match context.unwritten(collection, wanted) {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            }
        }
        None if !wanted.is_empty() => diagnostic.help("this address leads out of the site"),
        _ => diagnostic,
    })
}

/// The links of the settings: the navigation, images, fonts.
pub(super) fn navigation(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(config_path) = context.config_path else {
        return;
    };
    let links = context.config.links().into_iter();
    for ((url, used), target) in links.zip(&context.glossary.navigation) {
        let is_file = matches!(used, LinkUse::Image | LinkUse::File);
        let mut near = None;
        let (message, label) = match target {
            Target::Missing { wanted, path, .. } => {
                near = Some(context.meant(Wanted {
                    from: None,
                    name: wanted,
                    path: path.as_deref(),
                    is_media: is_file,
                }));
                (format!("nothing is at `{}`", url.value), "leads nowhere")
            }
            Target::MissingAnchor { anchor, .. } => (
                format!("the page has no heading with the id `{anchor}`"),
                "no such heading",
            ),
            Target::Unsafe => (
                format!("`{}` is no address to lead a reader to", url.value),
                "unsafe address",
            ),
            Target::Entry { entry, .. } if !context.glossary.is_published(*entry) => (
                format!(
                    "`{}` is a draft: the site will not have it",
                    context.entry(*entry).name
                ),
                "leads to a draft",
            ),
            Target::Page { path, .. } if context.is_moved(path) => (
                format!("`{}` is an old address itself", url.value),
                "leads on from there",
            ),
            target => match (used, target) {
                (LinkUse::Link, _) | (LinkUse::Entry, Target::Entry { .. }) => continue,
                (LinkUse::File, Target::Asset { .. }) => continue,
                (LinkUse::Image, Target::Asset { asset, .. })
                    if context.glossary.assets[*asset].is_image() =>
                {
                    continue;
                }
                (LinkUse::Entry, _) => {
                    let message = format!("`{}` is no entry: there is no text to show", url.value);
                    (message, "no entry")
                }
                (LinkUse::Image, _) => {
                    let message = format!("`{}` is no image of this site", url.value);
                    (message, "no image")
                }
                (LinkUse::File, _) => {
                    let message = format!("`{}` is no file of this site", url.value);
                    (message, "no file")
                }
            },
        };
        let at = Location {
            path: config_path.clone(),
            span: url.span,
        };
        let diagnostic = Diagnostic::new(Code::BrokenLink, at, message).label(label);
        let mut diagnostic = diagnostic.leads_to(context.file_of(target));
        if url.value.contains('*') {
            diagnostic =
                diagnostic.help("`*` stands for nothing here: each address is written out");
        } else if let Some(near) = near {
            let path = url.value.trim_start_matches('/');
            let help = did_you_mean(near.addresses(context));
            let help = help.or_else(|| is_file.then(|| format!("put it at `static/{path}`")));
            diagnostic.help.extend(help);
        }
        diagnostics.push(diagnostic);
    }
}

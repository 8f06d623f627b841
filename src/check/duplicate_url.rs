//! `duplicate-url`: two things want the same place on the site, and one would replace the other.

use super::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::Entry;
use crate::glossary::EntryIndex;
use crate::glossary::names::{Place, old_address, safe};
use crate::source::{Location, Span};

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for clash in context.glossary.names.clashes() {
        // The later of the two is at fault, or the one that an author can move.
        let (at, other, owner) = match (place(context, clash.second), place(context, clash.first)) {
            // An address that was chosen gives way before one that a file has by its name.
            (Some(second), Some(first))
                if chosen(context, clash.first) && !chosen(context, clash.second) =>
            {
                (first, Some(second), clash.second)
            }
            (Some(second), first) => (second, first, clash.first),
            (None, Some(first)) => (first, None, clash.second),
            (None, None) => continue,
        };
        // A file is named as it is, though it is the page of its folder.
        let path = match clash.second {
            Place::Asset(index) => context.glossary.assets[index].site_path(),
            _ => clash.path,
        };
        let what = match owner {
            Place::Entry(_) => "an entry",
            Place::Redirect(..) => "an alias",
            Place::Asset(_) => "a file",
            Place::Page => "a page that the program makes",
        };
        let mut diagnostic = Diagnostic::new(
            Code::DuplicateUrl,
            at,
            format!("the URL `/{path}` is already taken by {what}"),
        );
        if let Some(other) = other {
            diagnostic = diagnostic.see(other, "it is taken here");
        }
        diagnostic = match clash.second {
            Place::Entry(index) if context.entry(index).is_index => {
                diagnostic.help("a folder has one text: keep one of the two files")
            }
            Place::Page if is_folder(context, clash.path) => diagnostic.help(format!(
                "for the text of the folder's own page, move it to `content/{}/_index.md`",
                clash.path
            )),
            Place::Entry(_) | Place::Page => {
                diagnostic.help("rename one of the two, or give it another `slug`")
            }
            Place::Redirect(..) => diagnostic.help("remove the alias, or rename what is there"),
            Place::Asset(_) => diagnostic.help("rename the file"),
        };
        diagnostics.push(diagnostic);
    }
}

/// Aliases that are no address at all.
pub(super) fn aliases(context: &Context<'_>, index: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    let entry = context.entry(index);
    for (number, alias) in entry.built_in.aliases.iter().enumerate() {
        let Some(path) = alias.strip_prefix('/') else {
            continue;
        };
        if safe(&old_address(path, context.config)) {
            continue;
        }
        diagnostics.push(
            Diagnostic::new(
                Code::DuplicateUrl,
                alias_location(entry, number),
                format!("the alias `{alias}` is no place of its own on this site"),
            )
            .help("an old address is a path such as `/primer/old-name`, without `.` and `..`"),
        );
    }
}

fn chosen(context: &Context<'_>, place: Place) -> bool {
    matches!(place, Place::Entry(index) if context.entry(index).built_in.slug.is_some())
}

fn is_folder(context: &Context<'_>, path: &str) -> bool {
    let collections = &context.config.collections;
    collections
        .iter()
        .any(|collection| collection.folder == path)
}

fn place(context: &Context<'_>, place: Place) -> Option<Location> {
    match place {
        Place::Entry(index) => {
            let entry = context.entry(index);
            let span = entry
                .fields
                .get("slug")
                .map_or(Span::empty(entry.start as usize), |value| value.span);
            Some(entry.source.at(span))
        }
        Place::Redirect(index, number) => Some(alias_location(context.entry(index), number)),
        Place::Asset(index) => Some(Location {
            path: context.glossary.assets[index].path.clone(),
            span: Span::default(),
        }),
        Place::Page => None,
    }
}

fn alias_location(entry: &Entry, number: usize) -> Location {
    entry.source.at(entry.fields.alias_span(number))
}

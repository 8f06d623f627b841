//! `duplicate-url`: two things want the same place on the site, and one would replace the other.

use super::context::{Context, occupant};
use crate::diagnostic::{Code, Diagnostic};
use crate::glossary::place::{Conflict, ConflictKind, Form, Occupant, Place};
use crate::source::{Location, Span};

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for conflict in &context.glossary.places.conflicts {
        if let (ConflictKind::SameUrl | ConflictKind::SameFile, Some(first)) =
            (conflict.fault, &conflict.first)
        {
            diagnostics.extend(clash(context, conflict, first));
        }
    }
}

fn clash(context: &Context<'_>, conflict: &Conflict, first: &Place) -> Option<Diagnostic> {
    let second = &conflict.second;
    // The later of the two is at fault, or the one that an author can move.
    let (at, other, owner) = match (context.location_of(second), context.location_of(first)) {
        // An address that was chosen gives way before one that a file has by its name.
        (Some(two), Some(one)) if is_chosen(context, first) && !is_chosen(context, second) => {
            (one, Some(two), second)
        }
        (Some(two), one) => (two, one, first),
        (None, Some(one)) => (one, None, second),
        // A folder in the place of a page that the program makes.
        (None, None) => (first_below(context, &conflict.path)?, None, second),
    };
    // A file is named as it is, though it is the page of its folder.
    let path = match second.occupant {
        Occupant::Asset(index) => context.glossary.assets[index].site_path(),
        _ => &conflict.path,
    };
    let mut diagnostic = Diagnostic::new(
        Code::DuplicateUrl,
        at,
        format!("the URL `/{path}` is already taken by {}", occupant(owner)),
    );
    if let Some(other) = other {
        diagnostic = diagnostic.see(other, "it is taken here");
    }
    Some(match second.occupant {
        Occupant::Entry(index) if context.entry(index).is_index => {
            diagnostic.help("a folder has one text: keep one of the two files")
        }
        Occupant::Page if first.form == Form::Folder => {
            diagnostic.help("name the folder otherwise: the page of its list would stand there")
        }
        Occupant::Page if is_folder(context, &conflict.path) => diagnostic.help(format!(
            "for the text of the folder's own page, move it to `content/{}/_index.md`",
            conflict.path
        )),
        Occupant::Entry(_) | Occupant::Page => {
            diagnostic.help("rename one of the two, or give it another `slug`")
        }
        Occupant::Redirect(..) => diagnostic.help("remove the alias, or rename what is there"),
        Occupant::Moved(_) => diagnostic.help("take the line out, or rename what is there"),
        Occupant::Asset(_) => diagnostic.help("rename the file"),
    })
}

/// The start of the first entry in a folder.
fn first_below(context: &Context<'_>, folder: &str) -> Option<Location> {
    let folder = format!("content/{folder}/");
    let mut entries = context.glossary.indices();
    let first = entries.find(|&index| context.entry(index).path.starts_with(&folder))?;
    Some(context.at(first, Span::empty(context.entry(first).start as usize)))
}

fn is_chosen(context: &Context<'_>, place: &Place) -> bool {
    matches!(place.occupant, Occupant::Entry(index) if context.entry(index).built_in.slug.is_some())
}

fn is_folder(context: &Context<'_>, path: &str) -> bool {
    let collections = &context.config.collections;
    collections
        .iter()
        .any(|collection| collection.folder == path)
}

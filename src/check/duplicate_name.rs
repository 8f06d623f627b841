//! `duplicate-name`: two entries of one collection share a name or an alias, so that no reader can
//! tell them apart. Two collections may share a name: the Discovery of a trial is a stage, and a
//! tool of lawyers too.

use super::context::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::Entry;
use crate::entry::slug::slug;
use crate::glossary::EntryIndex;
use crate::source::Location;

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let glossary = context.glossary;
    for (key, entries) in glossary.names.shared() {
        // An entry whose file alone is called like this confuses nobody.
        let entries: Vec<EntryIndex> = entries
            .iter()
            .copied()
            .filter(|&index| glossary.is_published(index) && !context.entry(index).is_index)
            .filter(|&index| called(context.entry(index), key).is_some())
            .collect();
        for (at, &second) in entries.iter().enumerate() {
            let first = entries[..at].iter().find(|&&first| {
                context.entry(first).collection == context.entry(second).collection
            });
            let Some(&first) = first else { continue };
            let (Some(one), Some(two)) = (
                called(context.entry(first), key),
                called(context.entry(second), key),
            ) else {
                continue;
            };
            let collection = &context.config.collections[context.entry(second).collection];
            diagnostics.push(
                Diagnostic::new(
                    Code::DuplicateName,
                    two.1,
                    format!("another entry of `{}` is already called `{}`", collection.name, two.0),
                )
                .label("the same name again")
                .see(one.1, "first used here")
                .help("give one of them another name, or make the shorter text an alias of the longer"),
            );
        }
    }
}

/// The name or alias of an entry that has a slug, and where it is written.
fn called(entry: &Entry, key: &str) -> Option<(String, Location)> {
    if slug(&entry.name) == key {
        return Some((entry.name.clone(), entry.at(entry.name_span)));
    }
    let aliases = entry.built_in.aliases.iter().enumerate();
    let (number, alias) = aliases
        .filter(|(_, alias)| !alias.starts_with('/'))
        .find(|(_, alias)| slug(alias) == key)?;
    Some((alias.clone(), entry.at(entry.fields.alias_span(number))))
}

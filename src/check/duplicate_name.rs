//! `duplicate-name`: two entries of one collection share a name or an alias, so that no reader can
//! tell them apart. Two collections may share a name: the Discovery of a trial is a stage, and a
//! tool of lawyers too.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::context::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry;
use crate::entry::slug::{slug, spelling};
use crate::glossary::EntryIndex;
use crate::source::{Location, Span};

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let glossary = context.glossary;
    let mut called: HashMap<EntryIndex, Called<'_>> = HashMap::new();
    // Two entries are alike once, however many names they share.
    let mut told: HashSet<(EntryIndex, EntryIndex)> = HashSet::new();
    for (key, entries) in glossary.names.shared() {
        // Where each collection has the name first.
        let mut firsts: HashMap<(usize, String), (EntryIndex, Location)> = HashMap::new();
        for &index in entries {
            let entry = context.entry(index);
            if !glossary.is_published(index) || entry.is_index {
                continue;
            }
            // An entry whose file alone is called like this confuses nobody.
            let called = called.entry(index).or_insert_with(|| names_of(entry));
            let Some((name, span)) = called.get(key) else {
                continue;
            };
            let at = entry.at(*span);
            let (twin, first) = match firsts.entry((entry.collection, spelling(name))) {
                Entry::Vacant(free) => {
                    free.insert((index, at));
                    continue;
                }
                Entry::Occupied(first) => first.get().clone(),
            };
            // Two that want one address are reported for that.
            let want_one_place = context.entry(twin).id == entry.id;
            if want_one_place || !told.insert((twin, index)) {
                continue;
            }
            let collection = &context.config.collections[entry.collection];
            diagnostics.push(
                Diagnostic::new(
                    Code::DuplicateName,
                    at,
                    format!("another entry of `{}` is already called `{name}`", collection.name),
                )
                .label("the same name again")
                .see(first, "first used here")
                .help("give one of them another name, or make the shorter text an alias of the longer"),
            );
        }
    }
}

/// The names of an entry by their slugs, and where each is written.
type Called<'a> = HashMap<String, (&'a str, Span)>;

/// The name and the aliases of an entry; of two with one slug the first.
fn names_of(entry: &entry::Entry) -> Called<'_> {
    let aliases = entry.built_in.aliases.iter().enumerate();
    let aliases = aliases.filter(|(_, alias)| !alias.starts_with('/'));
    let aliases = aliases.map(|(number, alias)| (alias, entry.fields.alias_span(number)));
    let mut called = HashMap::new();
    for (name, span) in [(&entry.name, entry.name_span)].into_iter().chain(aliases) {
        called.entry(slug(name)).or_insert((name.as_str(), span));
    }
    called
}

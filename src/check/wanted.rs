//! Entries that references ask for and nobody wrote, those that most entries ask for first.

use std::collections::{BTreeSet, HashMap};

use super::context::{Context, Shared};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::nearest::Budget;
use crate::diagnostic::wanted::{WantedEntry, WantedPlace};
use crate::entry::{ReferenceKind, Visibility};
use crate::glossary::{EntryIndex, Glossary, Target, unwritten_key};
use crate::source::Location;

/// What is wanted, of that of which the faults of a report say that it leads nowhere. What was probably misspelt is not:
/// those faults have a repair.
pub fn wanted(glossary: &Glossary, config: &Config, faults: &[Diagnostic]) -> Vec<WantedEntry> {
    // A fault without a topic is about how a reference is written.
    let faults = faults.iter();
    let faults = faults.filter(|fault| fault.fix.is_none() && fault.topic.is_some());
    let told: BTreeSet<&Location> = faults.map(|fault| &fault.at).collect();
    let indices: Vec<EntryIndex> = glossary.indices().collect();
    let shared = Shared::new(glossary, &indices);
    let context = Context {
        glossary,
        config,
        visibility: Visibility::default(),
        config_path: None,
        shared: &shared,
        budget: Budget::default(),
    };
    // Each with the last entry that asks for it.
    let mut all: Vec<(Option<EntryIndex>, WantedEntry)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for &from in &indices {
        for (reference, target) in context.edges_of(from) {
            let Target::Missing { wanted, path, .. } = target else {
                continue;
            };
            let (at, key) = (context.at(from, reference.span), unwritten_key(wanted));
            if key.is_empty() || !told.contains(&at) {
                continue;
            }
            let number = *known.entry(key).or_insert(all.len());
            if number == all.len() {
                let own = context.entry(from).collection;
                let named = || {
                    let named = path.as_deref();
                    named.and_then(|path| config.collection_of(path))
                };
                let collection = if let ReferenceKind::Relation(field) = reference.kind {
                    config.relation_target(own, field)
                } else {
                    named().unwrap_or(own)
                };
                let entry = WantedEntry {
                    name: wanted.trim_end_matches(".md").to_owned(),
                    command: context.command_for(collection, wanted),
                    entries: 0,
                    places: Vec::new(),
                };
                all.push((None, entry));
            }
            let (last, entry) = &mut all[number];
            entry.entries += usize::from(*last != Some(from));
            *last = Some(from);
            entry.places.push(WantedPlace {
                at,
                written: reference.written().to_owned(),
            });
        }
    }
    let mut wanted: Vec<WantedEntry> = all.into_iter().map(|(_, entry)| entry).collect();
    let rank = |entry: &WantedEntry| (entry.entries, entry.places.len());
    wanted.sort_by(|one, two| rank(two).cmp(&rank(one)).then(one.name.cmp(&two.name)));
    wanted
}

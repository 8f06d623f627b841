//! The step of one entry: where its references lead in the next glossary, and what differs from where they led.
//!
//! In: two glossaries of which the next one has its entries and names, but not their edges yet. Out: a [`Step`]
//! for each entry. The steps depend on nothing of each other.

use std::sync::Arc;

use super::edges::{self, without};
use super::next::Edited;
use super::resolve::{Resolution, Resolver};
use super::{EntryIndex, Glossary, Target, wanted_key};
use crate::config::Config;

/// What differs where the references of an entry lead.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) from: EntryIndex,
    pub(super) resolution: Arc<Resolution>,
    /// The entries to which it refers no more.
    pub(super) less: Vec<EntryIndex>,
    /// Those to which it did not before.
    pub(super) more: Vec<EntryIndex>,
    /// Those that are seen from it otherwise.
    pub(super) reached: Vec<EntryIndex>,
    /// What it wants no more, by slugs.
    pub(super) wanted_no_more: Vec<String>,
    /// What it did not want before.
    pub(super) wanted_now: Vec<String>,
    /// Whether it is published, and a reference leads to no one place.
    pub(super) fails: bool,
}

/// What the steps of all entries are made from.
pub(super) struct Steps<'a> {
    next: &'a Glossary,
    config: &'a Config,
    is_first: bool,
    /// Entries that are gone.
    gone: Vec<EntryIndex>,
    /// Entries that are shown now, or no more, with whether they were.
    was_published: Vec<(EntryIndex, bool)>,
}

impl<'a> Steps<'a> {
    pub(super) fn new(
        former: &Glossary,
        next: &'a Glossary,
        edited: &[Edited],
        config: &'a Config,
    ) -> Self {
        let gone = edited.iter().filter(|entry| entry.after.is_none());
        let mut gone: Vec<EntryIndex> = gone.map(|entry| entry.index).collect();
        gone.sort_unstable();
        let was_published = edited.iter().filter(|entry| {
            !former.is_empty() && entry.was_published != next.is_published(entry.index)
        });
        let was_published = was_published.map(|entry| (entry.index, entry.was_published));
        let mut was_published: Vec<_> = was_published.collect();
        was_published.sort_unstable();
        Self {
            next,
            config,
            is_first: former.is_empty(),
            gone,
            was_published,
        }
    }

    /// The step of an entry.
    pub(super) fn of(&self, from: EntryIndex) -> Step {
        let slot = &self.next.slots[from];
        let resolution = if self.gone.binary_search(&from).is_ok() {
            Resolution::default()
        } else {
            let (slots, names) = (&self.next.slots, &self.next.names);
            Resolver::new(slots, names, self.config).all(slot.entry())
        };
        let (before, after) = (&*slot.resolution.targets, &*resolution.targets);
        let is_published = slot.is_published;
        let known = (self.was_published).binary_search_by_key(&from, |(index, _)| *index);
        let was_published = known.map_or(is_published, |at| self.was_published[at].1);
        let (old, new) = (edges::leading_to(before), edges::leading_to(after));
        let (no_more, now) = (
            unwritten(before, was_published),
            unwritten(after, is_published),
        );
        Step {
            from,
            reached: if self.is_first {
                // All of them are new.
                Vec::new()
            } else if is_published == was_published {
                let (old, new) = (reached(before), reached(after));
                let mut reached = without(&old, &new);
                reached.extend(without(&new, &old));
                reached
            } else {
                [old.as_slice(), &new].concat()
            },
            less: without(&old, &new),
            more: without(&new, &old),
            wanted_no_more: without(&no_more, &now),
            wanted_now: without(&now, &no_more),
            fails: is_published && after.iter().any(Target::is_failure),
            resolution: Arc::new(resolution),
        }
    }
}

/// The entries that targets are, sorted.
fn reached(targets: &[Target]) -> Vec<EntryIndex> {
    let mut reached: Vec<EntryIndex> = targets.iter().filter_map(Target::entry).collect();
    reached.sort_unstable();
    reached.dedup();
    reached
}

/// What targets show to be unwritten, by slugs, sorted.
fn unwritten(targets: &[Target], is_published: bool) -> Vec<String> {
    let targets = targets.iter().filter(|_| is_published);
    let unwritten = targets.filter_map(|target| match target {
        Target::Missing {
            is_asset: false,
            wanted,
            ..
        } => Some(wanted_key(wanted)),
        _ => None,
    });
    let mut unwritten: Vec<String> = unwritten.collect();
    unwritten.sort_unstable();
    unwritten.dedup();
    unwritten
}

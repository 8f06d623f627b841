//! Whom a name means among those who have it.

use std::collections::HashMap;

use super::target::{Choice, EntryIndex};

/// The choice among those who have a name, in all collections and in each.
#[derive(Clone, Debug, Default)]
pub(super) struct Choices {
    all: Choice,
    within: HashMap<usize, Choice>,
}

impl Choices {
    pub(super) fn add(&mut self, entry: EntryIndex, rank: u8, collection: usize) {
        self.all.add(entry, rank);
        self.within.entry(collection).or_default().add(entry, rank);
    }

    pub(super) fn within(&self, collection: Option<usize>) -> Choice {
        collection.map_or(self.all, |collection| {
            self.within.get(&collection).copied().unwrap_or_default()
        })
    }
}

//! Entries about the same as another one: those that lead to the same entries, have the same tags or its category.
//!
//! What more than a few entries share says little, and does not count: so each entry is compared with few others, however
//! many there are.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Outline;
use super::section::{Subject, Subjects};
use crate::glossary::{EntryIndex, Target};

/// What so many entries share at most is a sign that they are about the same.
const MOST_SHARED: usize = 64;

/// So many entries are shown.
const MOST_SHOWN: usize = 5;

impl Subject {
    /// How much it says that two entries share it.
    fn weight(self) -> usize {
        match self {
            Self::Entry(_) => 3,
            Self::Tag(_) => 2,
            Self::Category(_) => 1,
        }
    }
}

impl Outline {
    /// The entries of chosen collections that share most with an entry, without those that its page shows already.
    pub(super) fn keep_reading(
        &self,
        index: EntryIndex,
        shown: &BTreeSet<EntryIndex>,
    ) -> Vec<EntryIndex> {
        let own = &self.config.collections[self.glossary.entry(index).collection];
        let chosen = own.keep_reading.iter();
        let chosen = chosen.filter_map(|name| self.config.collection_named(name));
        let chosen: BTreeSet<usize> = chosen.collect();
        if chosen.is_empty() {
            return Vec::new();
        }
        let subjects = self.subjects.get_or_init(|| self.all_subjects());
        let mut scores: BTreeMap<EntryIndex, usize> = BTreeMap::new();
        for subject in self.subjects_of(index) {
            let sharing = subjects.get(&subject).map(Vec::as_slice);
            let sharing = sharing.filter(|sharing| sharing.len() <= MOST_SHARED);
            for &other in sharing.unwrap_or_default() {
                let is_chosen = chosen.contains(&self.glossary.entry(other).collection);
                if other != index && is_chosen && !shown.contains(&other) {
                    *scores.entry(other).or_default() += subject.weight();
                }
            }
        }
        let mut found: Vec<(EntryIndex, usize)> = scores.into_iter().collect();
        found.sort_by_key(|&(other, score)| {
            let entry = self.glossary.entry(other);
            (Reverse(score), &entry.key, &entry.path)
        });
        let found = found.into_iter().take(MOST_SHOWN);
        found.map(|(other, _)| other).collect()
    }

    /// The entries of all lists by what they are about.
    fn all_subjects(&self) -> Subjects {
        let mut subjects = Subjects::new();
        for &index in self.order.iter().flatten() {
            for subject in self.subjects_of(index) {
                subjects.entry(subject).or_default().push(index);
            }
        }
        subjects
    }

    fn subjects_of(&self, index: EntryIndex) -> BTreeSet<Subject> {
        let entry = self.glossary.entry(index);
        let targets = self.glossary.targets_of(index).iter();
        let targets = targets.filter_map(Target::entry);
        let targets = targets.filter(|&to| to != index && self.glossary.is_published(to));
        let taxonomy = &self.glossary.taxonomy;
        let tags = entry.built_in.tags.iter();
        let tags = tags.filter_map(|name| taxonomy.tags.find(name));
        let category = entry.built_in.category.as_deref();
        let category = category.and_then(|name| taxonomy.categories.find(name));
        let groups = tags
            .map(Subject::Tag)
            .chain(category.map(Subject::Category));
        targets.map(Subject::Entry).chain(groups).collect()
    }
}

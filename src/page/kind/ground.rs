//! What kinds of pages decide by, and the places of all of them.

use std::fmt;

use rayon::prelude::*;

use crate::config::Config;
use crate::entry::Visibility;
use crate::glossary::place::{Claim, Form, Occupant, Place, normalized};
use crate::glossary::{EntryIndex, Glossary};
pub use crate::page::outline::{Ground, Kind, Kinds};

impl Ground<'_> {
    /// The published entry that is the text of a folder's own page.
    pub(super) fn text_of(&self, folder: &str) -> Option<EntryIndex> {
        let slash = if folder.is_empty() { "" } else { "/" };
        ["_index", "index"]
            .iter()
            .flat_map(|stem| {
                let files = ["markdown", "md"].iter();
                files.map(move |ending| format!("content/{folder}{slash}{stem}.{ending}"))
            })
            .filter_map(|file| self.entries.of_file(&file))
            .find(|&index| {
                let entry = self.entries.entry(index);
                entry.is_index && entry.id == folder && self.entries.is_published(index)
            })
    }

    /// Whether any entry stands in a list.
    pub(super) fn has_listed(&self) -> bool {
        let mut entries = self.entries.indices();
        entries.any(|index| self.entries.is_listed(index, self.config))
    }

    /// Whether an entry may be in a feed: it is published for everybody, on a day that is known.
    pub(super) fn is_dated(&self, index: EntryIndex) -> bool {
        let entry = self.entries.entry(index);
        self.entries.is_published(index)
            && entry.is_for_lists()
            && self.entries.published_on(index, self.config).is_some()
            && entry.hidden(self.config, self.visibility).is_none()
    }

    /// The places that each entry has, in the order of their files.
    pub(super) fn of_entries<F>(&self, of: F) -> Vec<(String, Place)>
    where
        F: Fn(EntryIndex) -> Vec<(String, Place)> + Send + Sync,
    {
        let indices: Vec<EntryIndex> = self.entries.indices().collect();
        indices.into_par_iter().flat_map_iter(of).collect()
    }
}

impl Kinds {
    /// A table of some kinds. Those of the program are [`ALL`](super::ALL).
    pub fn new(kinds: &'static [&'static dyn Kind]) -> Self {
        Self(kinds)
    }

    /// The kinds in their order.
    pub fn iter(self) -> impl Iterator<Item = &'static dyn Kind> {
        self.0.iter().copied()
    }

    /// The places of all kinds.
    pub fn places(
        self,
        entries: &Glossary,
        config: &Config,
        visibility: Visibility,
    ) -> Vec<(String, Place)> {
        let mut said: Vec<(String, Place)> = Vec::with_capacity(entries.len() + 64);
        for (number, kind) in self.iter().enumerate() {
            let mut places = kind.places(&Ground {
                entries,
                config,
                visibility,
                kinds: self,
                said: &said,
            });
            for (_, place) in &mut places {
                place.kind = number;
            }
            said.append(&mut places);
        }
        said
    }
}

impl fmt::Debug for Kinds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.0).finish()
    }
}

/// A page at a path, which the program makes.
pub fn made(path: &str, form: Form, key: usize) -> (String, Place) {
    let place = Place {
        occupant: Occupant::Page,
        form,
        claim: if form == Form::File {
            Claim::Default
        } else {
            Claim::Made
        },
        kind: 0,
        key,
        cause: None,
    };
    (normalized(path), place)
}

//! All entries together, every reference resolved or not, with edges both ways.
//!
//! In: entries and assets. Out: [`Glossary`]. Making it cannot fail: a reference that leads nowhere is
//! a [`Target`] like any other, and whether that is a fault is said in `check`.

pub mod names;
pub mod resolve;
pub mod suggest;
pub mod taxonomy;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Config;
use crate::entry::field::Value;
use crate::entry::{Entry, Reference, ReferenceKind};
use crate::source::Asset;
use names::Names;
use resolve::Resolver;
use taxonomy::Taxonomy;

/// The index of an entry in its glossary.
pub type EntryIndex = usize;

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An entry of this site, at one of its headings or at its start.
    Entry {
        /// Which entry.
        entry: EntryIndex,
        /// The id of the heading, as it is on the page.
        anchor: Option<String>,
        /// What stood behind a `?`.
        query: Option<String>,
        /// Whether the reference used an old address of the entry.
        redirected: bool,
    },
    /// An entry of this site, at a heading that it does not have.
    MissingAnchor {
        /// Which entry.
        entry: EntryIndex,
        /// The id that was asked for.
        anchor: String,
    },
    /// A page that the program makes, such as A–Z: its place, and what stood behind it.
    Page {
        /// The place on the site, without slashes around it.
        path: String,
        /// `?query` and `#anchor` as written.
        suffix: String,
    },
    /// A file.
    Asset {
        /// The index of the file among the assets.
        asset: usize,
        /// `?query` and `#anchor` as written.
        suffix: String,
    },
    /// Another site, or an address such as `mailto:`.
    External,
    /// An address that runs code or hides its content.
    Unsafe,
    /// A name that several entries have.
    Ambiguous(Vec<EntryIndex>),
    /// Nothing.
    Missing {
        /// Whether a file was meant, rather than an entry.
        is_asset: bool,
        /// What to look for: the last part of the address, or the name.
        wanted: String,
        /// The place on the site that an address means; nothing for a name, and for an address that
        /// leads out of the site.
        path: Option<String>,
    },
}

impl Target {
    /// The entry, where the target is one.
    pub fn entry(&self) -> Option<EntryIndex> {
        match self {
            Self::Entry { entry, .. } | Self::MissingAnchor { entry, .. } => Some(*entry),
            _ => None,
        }
    }
}

/// A link to an entry, seen from that entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlink {
    /// The entry that links.
    pub from: EntryIndex,
    /// Which of its references does.
    pub reference: usize,
}

/// All entries, and who refers to whom.
#[derive(Debug)]
pub struct Glossary {
    /// The entries, sorted by their path.
    pub entries: Vec<Arc<Entry>>,
    /// The files that entries can show and link to.
    pub assets: Vec<Asset>,
    /// Which entries the site shows: all but drafts, or all.
    pub published: Vec<bool>,
    /// What everything is called.
    pub names: Names,
    /// Categories and tags.
    pub taxonomy: Taxonomy,
    /// For each entry, what each of its references leads to.
    pub targets: Vec<Vec<Target>>,
    /// For each entry, the published entries that link to it in their text, each once.
    pub backlinks: Vec<Vec<Backlink>>,
    /// For each entry, the relations that lead to it: the field's name and the entry that has it.
    pub inverse: Vec<Vec<(Arc<str>, EntryIndex)>>,
    /// For each item of the main navigation, what it leads to.
    pub navigation: Vec<Target>,
}

impl Glossary {
    /// Resolves every reference of every entry.
    pub fn new(
        mut entries: Vec<Arc<Entry>>,
        assets: Vec<Asset>,
        config: &Config,
        drafts: bool,
    ) -> Self {
        entries.sort_by(|a, b| a.source.path.cmp(&b.source.path));
        let published: Vec<bool> = entries
            .iter()
            .map(|entry| drafts || !entry.built_in.draft)
            .collect();
        let taxonomy = Taxonomy::new(&entries, &published, config);
        let names = Names::new(&entries, &published, &assets, &taxonomy, config);
        let resolver = Resolver {
            entries: &entries,
            published: &published,
            names: &names,
            config,
        };
        let targets: Vec<Vec<Target>> = entries
            .par_iter()
            .map(|entry| {
                entry
                    .references
                    .iter()
                    .map(|reference| resolver.resolve(entry, reference))
                    .collect()
            })
            .collect();
        let navigation = config
            .site
            .navigation
            .iter()
            .flatten()
            .map(|item| resolver.address(None, &item.url.value, false))
            .collect();
        let mut glossary = Self {
            backlinks: vec![Vec::new(); entries.len()],
            inverse: vec![Vec::new(); entries.len()],
            entries,
            assets,
            published,
            names,
            taxonomy,
            targets,
            navigation,
        };
        glossary.turn_edges();
        glossary
    }

    /// Fills in the edges in the other direction.
    fn turn_edges(&mut self) {
        for from in 0..self.entries.len() {
            if !self.published[from] {
                continue;
            }
            let mut linked = BTreeMap::new();
            for (index, reference) in self.entries[from].references.iter().enumerate() {
                let Some(to) = self.targets[from][index].entry() else {
                    continue;
                };
                if to == from {
                    continue;
                }
                if let ReferenceKind::Relation(field) = &reference.kind {
                    let edge = (Arc::clone(field), from);
                    if !self.inverse[to].contains(&edge) {
                        self.inverse[to].push(edge);
                    }
                } else if reference.kind.is_link() {
                    linked.entry(to).or_insert(index);
                }
            }
            for (to, reference) in linked {
                self.backlinks[to].push(Backlink { from, reference });
            }
        }
    }

    /// Every reference of every published entry, with what it leads to.
    pub fn edges(&self) -> impl Iterator<Item = (EntryIndex, &Reference, &Target)> {
        self.entries
            .iter()
            .enumerate()
            .filter(|(index, _)| self.published[*index])
            .flat_map(|(index, entry)| {
                entry
                    .references
                    .iter()
                    .zip(&self.targets[index])
                    .map(move |(reference, target)| (index, reference, target))
            })
    }

    /// The entries that a `ref` or `refs` field of an entry leads to, each once, in their order.
    pub fn related(&self, from: EntryIndex, field: &str) -> Vec<EntryIndex> {
        let mut related = Vec::new();
        let Some(value) = self.entries[from].fields.get(field) else {
            return related;
        };
        if let Value::References(indices) = &value.value {
            for &index in indices {
                if let Some(to) = self.targets[from][index].entry()
                    && to != from
                    && self.published[to]
                    && !related.contains(&to)
                {
                    related.push(to);
                }
            }
        }
        related
    }

    /// An entry.
    pub fn entry(&self, index: EntryIndex) -> &Arc<Entry> {
        &self.entries[index]
    }

    /// Every entry in the order of their paths, drafts too.
    pub fn indices(&self) -> impl Iterator<Item = EntryIndex> {
        0..self.entries.len()
    }

    /// The entry of a file, by its path from the root.
    pub fn of_file(&self, path: &str) -> Option<EntryIndex> {
        self.names.of_file(path)
    }

    /// Whether the site shows an entry.
    pub fn is_published(&self, index: EntryIndex) -> bool {
        self.published[index]
    }

    /// What each reference of an entry leads to.
    pub fn targets_of(&self, index: EntryIndex) -> &[Target] {
        &self.targets[index]
    }

    /// The published entries that link to an entry in their text, each once.
    pub fn backlinks_of(&self, index: EntryIndex) -> Vec<Backlink> {
        self.backlinks[index].clone()
    }

    /// What an address leads to, seen from the root of the site.
    pub fn resolve(&self, address: &str, config: &Config) -> Target {
        Resolver {
            entries: &self.entries,
            published: &self.published,
            names: &self.names,
            config,
        }
        .address(None, address, false)
    }

    /// How many references there are in all entries.
    pub fn reference_count(&self) -> usize {
        self.entries
            .iter()
            .map(|entry| entry.references.len())
            .sum()
    }
}

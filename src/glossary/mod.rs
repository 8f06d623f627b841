//! All entries together, every reference resolved or not, with edges both ways.
//!
//! In: a glossary, at first the empty one, and the entries in which the next one differs. Out: the next
//! [`Glossary`] (`next`). Making it cannot fail: a reference that leads nowhere is a [`Target`] like any
//! other, and whether that is a fault is said in `check`.

mod address;
mod claimants;
mod edges;
pub mod mention;
pub mod names;
pub mod next;
mod resolve;
pub(crate) mod slots;
mod step;
pub(crate) mod stored;
pub mod suggest;
pub mod taxonomy;

use std::collections::BTreeSet;
use std::sync::Arc;

use imbl::{HashMap, OrdSet};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::entry::field::Value;
use crate::entry::slug::slug;
use crate::entry::{Entry, Reference, ReferenceKind};
use crate::source::Asset;
use names::{Names, Rank};
use resolve::Resolver;
use slots::Slots;
use suggest::Suggester;
use taxonomy::Taxonomy;

/// The index of an entry in its glossary. It stays the same from one glossary to the next while the
/// entry keeps its file, and says nothing about any order.
pub type EntryIndex = usize;

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// An entry of this site, at one of its headings or at its start.
    Entry {
        /// Which entry.
        entry: EntryIndex,
        /// The id of the heading, as it is on the page.
        anchor: Option<Box<str>>,
        /// What stood behind a `?`.
        query: Option<Box<str>>,
        /// Whether the reference used an old address of the entry.
        redirected: bool,
    },
    /// An entry of this site, at a heading that it does not have.
    MissingAnchor {
        /// Which entry.
        entry: EntryIndex,
        /// The id that was asked for.
        anchor: Box<str>,
    },
    /// A page that the program makes, such as A–Z: its place, and what stood behind it.
    Page {
        /// The place on the site, without slashes around it.
        path: Box<str>,
        /// `?query` and `#anchor` as written.
        suffix: Box<str>,
    },
    /// A file.
    Asset {
        /// The index of the file among the assets.
        asset: usize,
        /// `?query` and `#anchor` as written.
        suffix: Box<str>,
    },
    /// Another site, or an address such as `mailto:`.
    External,
    /// An address that runs code or hides its content.
    Unsafe,
    /// A name that several entries have.
    Ambiguous(Box<[EntryIndex]>),
    /// Nothing.
    Missing {
        /// Whether a file was meant, rather than an entry.
        is_asset: bool,
        /// What to look for: the last part of the address, or the name.
        wanted: Box<str>,
        /// The place on the site that an address means; nothing for a name, and for an address that
        /// leads out of the site.
        path: Option<Box<str>>,
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

    /// Whether it is no one place: nothing, or too many.
    pub fn is_failure(&self) -> bool {
        matches!(
            self,
            Self::MissingAnchor { .. } | Self::Ambiguous(_) | Self::Missing { .. }
        )
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

/// Who refers to an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Referrers {
    /// The relations that lead to it: the field's name and the entry that has it, each once.
    pub relations: Vec<(Arc<str>, EntryIndex)>,
    /// The published entries that link to it in their text, each once.
    pub links: Vec<Backlink>,
}

/// All entries, and who refers to whom.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Glossary {
    #[serde(skip)]
    slots: Slots,
    /// The files that entries can show and link to.
    #[serde(skip)]
    pub assets: Arc<Vec<Asset>>,
    /// What everything is called.
    #[serde(skip)]
    pub names: Names,
    /// Categories and tags.
    pub taxonomy: Taxonomy,
    /// For each item of the main navigation, what it leads to.
    pub navigation: Vec<Target>,
    /// The published entries that refer to what nobody wrote, by its slug.
    wanted: HashMap<String, Vec<EntryIndex>>,
    /// The published entries with a reference that leads to no one place.
    failing: OrdSet<EntryIndex>,
    /// The published entries that ask for a template of their own.
    pub templated: OrdSet<EntryIndex>,
    /// The entries with a fault that can be seen in their file alone.
    faulty: OrdSet<EntryIndex>,
    /// The pages that the program makes, with their rank.
    made: BTreeSet<(String, Rank)>,
    tally: Tally,
}

/// Counts over all entries.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Tally {
    references: usize,
    /// Published entries that stand in lists.
    listed: usize,
    /// Those of them that belong into a feed.
    dated: usize,
}

impl Glossary {
    /// An entry.
    pub fn entry(&self, index: EntryIndex) -> &Arc<Entry> {
        self.slots[index].entry()
    }

    /// The id of an entry.
    pub fn id_of(&self, index: EntryIndex) -> &str {
        self.slots[index].id()
    }

    /// Whether an entry is the text of its folder's own page.
    pub fn is_index(&self, index: EntryIndex) -> bool {
        self.slots[index].is_index()
    }

    /// The place of the old address that an alias of an entry makes, by the index of the alias.
    pub fn old_place_of(&self, index: EntryIndex, alias: usize, config: &Config) -> Option<String> {
        self.slots[index].old_place(alias, config)
    }

    /// When an entry was published.
    pub fn date_of(&self, index: EntryIndex, config: &Config) -> Option<Date> {
        self.slots[index].date(config)
    }

    /// Every entry in the order of their paths, drafts too.
    pub fn indices(&self) -> impl Iterator<Item = EntryIndex> {
        self.names.in_order()
    }

    /// How many entries there are, drafts too.
    pub fn len(&self) -> usize {
        self.names.count()
    }

    /// One more than the greatest index that ever was.
    pub fn capacity(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entry of a file, by its path from the root.
    pub fn of_file(&self, path: &str) -> Option<EntryIndex> {
        self.names.of_file(path)
    }

    /// Whether the site shows an entry.
    pub fn is_published(&self, index: EntryIndex) -> bool {
        self.slots[index].is_published
    }

    /// What each reference of an entry leads to.
    pub fn targets_of(&self, index: EntryIndex) -> &[Target] {
        &self.slots[index].resolution.targets
    }

    /// The references of an entry, each with what it leads to.
    pub fn edges_of(&self, index: EntryIndex) -> impl Iterator<Item = (Reference<'_>, &Target)> {
        let slot = &self.slots[index];
        slot.entry().references.iter().zip(&slot.resolution.targets)
    }

    /// The files that published entries show in their texts, by their indices.
    pub fn shown_assets(&self) -> BTreeSet<usize> {
        let published = self.indices().filter(|&index| self.is_published(index));
        published
            .flat_map(|index| self.slots[index].shown_assets())
            .collect()
    }

    /// The entries that refer to an entry, published or not, each once, in no order.
    pub fn inbound(&self, to: EntryIndex) -> &[EntryIndex] {
        &self.slots[to].inbound
    }

    /// The published entries that refer to an entry, in the order of their paths.
    fn published_inbound(&self, to: EntryIndex) -> Vec<EntryIndex> {
        let inbound = self.inbound(to).iter().copied();
        let mut from: Vec<EntryIndex> = inbound
            .filter(|&from| from != to && self.is_published(from))
            .collect();
        let path = |from: EntryIndex| &self.slots[from].source().path;
        from.sort_by(|&one, &two| path(one).cmp(path(two)));
        from
    }

    /// Who refers to an entry, in the order of their paths.
    pub fn referrers_of(&self, to: EntryIndex) -> Referrers {
        let mut referrers = Referrers::default();
        for from in self.published_inbound(to) {
            let first = referrers.relations.len();
            let slot = &self.slots[from];
            for (number, target) in slot.resolution.targets.iter().enumerate() {
                if target.entry() != Some(to) {
                    continue;
                }
                let reference = slot.entry().references.at(number);
                if let ReferenceKind::Relation(field) = reference.kind {
                    let known = &referrers.relations[first..];
                    if !known.iter().any(|(known, _)| known == field) {
                        referrers.relations.push((Arc::clone(field), from));
                    }
                } else if reference.kind.is_link()
                    && referrers.links.last().is_none_or(|link| link.from != from)
                {
                    referrers.links.push(Backlink {
                        from,
                        reference: number,
                    });
                }
            }
        }
        referrers
    }

    /// The entries that a `ref` or `refs` field of an entry leads to, each once, in their order.
    pub fn related(&self, from: EntryIndex, field: &str) -> Vec<EntryIndex> {
        let mut related = Vec::new();
        let Some(value) = self.slots[from].entry().fields.get(field) else {
            return related;
        };
        if let Value::References(indices) = &value.value {
            for &index in indices {
                if let Some(to) = self.targets_of(from)[index].entry()
                    && to != from
                    && self.is_published(to)
                    && !related.contains(&to)
                {
                    related.push(to);
                }
            }
        }
        related
    }

    /// What an address leads to, seen from the root of the site.
    pub fn resolve(&self, address: &str, config: &Config) -> Target {
        Resolver::new(&self.slots, &self.names, config).address(None, address, false)
    }

    /// The names of published entries, of one collection or of all, to find the one that was meant.
    pub fn suggester(&self, within: Option<usize>) -> Suggester {
        let entries = self.indices().map(|index| (index, self.entry(index)));
        let offered = entries.filter(|(index, entry)| {
            self.is_published(*index)
                && !entry.is_index
                && within.is_none_or(|collection| entry.collection == collection)
        });
        Suggester::new(offered.flat_map(|(index, entry)| {
            [entry.slug(), entry.name.as_str()]
                .into_iter()
                .chain(entry.built_in.aliases.iter().map(String::as_str))
                .map(move |name| (index, name))
        }))
    }

    /// How many references there are in all entries.
    pub fn reference_count(&self) -> usize {
        self.tally.references
    }

    /// Faults that can be seen in one file alone.
    pub fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        let faulty = self.faulty.iter();
        faulty.flat_map(|index| &self.slots[*index].entry().diagnostics)
    }

    /// Whether any entry stands in a list.
    pub fn has_listed(&self) -> bool {
        self.tally.listed > 0
    }

    /// Whether the site has a feed: something dated to put into it, and an address to be found at.
    pub fn has_feed(&self, config: &Config) -> bool {
        self.tally.dated > 0 && config.site.base_url.is_some()
    }

    /// The published entries with a reference that leads to no one place.
    pub fn failing(&self) -> impl Iterator<Item = EntryIndex> {
        self.failing.iter().copied()
    }

    /// How many published entries refer to something that nobody wrote, by its address or name.
    pub fn wanted_by(&self, wanted: &str) -> usize {
        self.wanted.get(&wanted_key(wanted)).map_or(0, Vec::len)
    }
}

/// What is wanted, by the last part of its address, without regard to spelling.
fn wanted_key(wanted: &str) -> String {
    let last = wanted.rsplit('/').next().unwrap_or(wanted);
    slug(last.trim_end_matches(".md"))
}

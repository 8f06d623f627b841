//! The glossary: entries, what is at each place, and the edges both ways. It is read here, and made elsewhere.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use indexmap::IndexSet;
use jiff::civil::Date;

use super::names::Names;
use super::place::Places;
use super::suggest::Suggester;
use super::target::{EntryIndex, Inbound, Target};
use super::taxonomy::Taxonomy;
use super::update::nodes::Nodes;
use crate::asset::Asset;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::entry::field::FieldValue;
use crate::entry::slug::slug;
use crate::entry::{Entry, Reference, ReferenceKind};
use crate::source::last_part;

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
#[derive(Clone, Debug, Default)]
pub struct Glossary {
    pub(super) nodes: Nodes,
    /// Whether it has edges: the empty glossary, from which the first one is made, has not.
    pub(super) is_linked: bool,
    /// The files that entries can show and link to.
    pub assets: Arc<Vec<Asset>>,
    /// What entries are called.
    pub names: Names,
    /// What there is at each place of the site.
    pub places: Arc<Places>,
    /// Categories and tags.
    pub taxonomy: Taxonomy,
    /// For each link of the settings, what it leads to.
    pub navigation: Vec<Target>,
}

impl Glossary {
    /// An entry.
    pub fn entry(&self, index: EntryIndex) -> &Arc<Entry> {
        &self.nodes[index].entry
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
        self.nodes.len()
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
        self.nodes[index].is_published
    }

    /// Whether an entry stands in lists: it is published, its collection is listed, and it is one for lists.
    pub fn is_listed(&self, index: EntryIndex, config: &Config) -> bool {
        let node = &self.nodes[index];
        node.is_published
            && node.entry.is_for_lists()
            && config.collections[node.entry.collection].listed
    }

    /// When an entry was published.
    pub fn published_on(&self, index: EntryIndex, config: &Config) -> Option<Date> {
        let entry = self.entry(index);
        entry.published(&config.collections[entry.collection])
    }

    /// What each reference of an entry leads to.
    pub fn targets_of(&self, index: EntryIndex) -> &[Target] {
        &self.nodes[index].resolution.targets
    }

    /// The references of an entry, each with what it leads to.
    pub fn edges_of(&self, index: EntryIndex) -> impl Iterator<Item = (Reference<'_>, &Target)> {
        let node = &self.nodes[index];
        node.entry.references.iter().zip(&node.resolution.targets)
    }

    /// The files that published entries show in their texts, by their indices.
    pub fn shown_assets(&self) -> BTreeSet<usize> {
        let published = self.indices().filter(|&index| self.is_published(index));
        let edges = published.flat_map(|index| self.edges_of(index));
        let shown = edges.filter_map(|(reference, target)| match target {
            Target::Asset { asset, .. } if reference.kind.is_media() => Some(*asset),
            _ => None,
        });
        shown.collect()
    }

    /// The references that lead to an entry, of entries published or not, by the index of their entry.
    pub fn inbound(&self, to: EntryIndex) -> &[Inbound] {
        &self.nodes[to].inbound
    }

    /// The same for each entry that refers, once.
    pub(super) fn inbound_by_entry(
        &self,
        to: EntryIndex,
    ) -> impl Iterator<Item = (EntryIndex, &[Inbound])> {
        let each = self
            .inbound(to)
            .chunk_by(|one, two| one.from() == two.from());
        each.map(|inbound| (inbound[0].from(), inbound))
    }

    /// Who refers to an entry, in the order of their paths.
    pub fn referrers_of(&self, to: EntryIndex) -> Referrers {
        let each = self.inbound_by_entry(to);
        let mut each: Vec<(EntryIndex, &[Inbound])> = each
            .filter(|&(from, _)| from != to && self.is_published(from))
            .collect();
        let path = |from: EntryIndex| &self.entry(from).path;
        each.sort_by(|one, two| path(one.0).cmp(path(two.0)));
        let mut referrers = Referrers::default();
        for (from, inbound) in each {
            let first = referrers.relations.len();
            for known in inbound {
                let number = known.reference();
                let reference = self.entry(from).references.at(number);
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
        let mut related = IndexSet::new();
        let Some(value) = self.entry(from).fields.get(field) else {
            return Vec::new();
        };
        if let FieldValue::References(indices) = &value.value {
            for &index in indices {
                if let Some(to) = self.targets_of(from)[index].entry()
                    && to != from
                    && self.is_published(to)
                {
                    related.insert(to);
                }
            }
        }
        related.into_iter().collect()
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
                .chain(entry.built_in.aliases.iter().map(|alias| {
                    // Of an old address the last part is its name.
                    let is_address = alias.starts_with('/');
                    let last = alias.trim_end_matches('/').rsplit('/').next();
                    last.filter(|_| is_address).unwrap_or(alias)
                }))
                .map(move |name| (index, name))
        }))
    }

    /// How many references there are in all entries.
    pub fn reference_count(&self) -> usize {
        let count = |index| self.entry(index).references.len();
        self.indices().map(count).sum()
    }

    /// Faults that can be seen in one file alone.
    pub fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        let entries = self.indices().map(|index| self.entry(index));
        entries.flat_map(|entry| &entry.diagnostics)
    }

    /// For each thing that nobody wrote, by its slug, how many published entries refer to it.
    pub fn unwritten(&self) -> HashMap<String, usize> {
        let mut counts = HashMap::new();
        for index in self.indices().filter(|&index| self.is_published(index)) {
            let targets = self.targets_of(index).iter();
            let keys = targets.filter_map(|target| match target {
                Target::Missing {
                    is_asset: false,
                    wanted,
                    ..
                } => Some(unwritten_key(wanted)),
                _ => None,
            });
            for key in keys.collect::<BTreeSet<String>>() {
                *counts.entry(key).or_default() += 1;
            }
        }
        counts
    }
}

/// Something that nobody wrote, by the last part of its address, without regard to spelling.
pub fn unwritten_key(wanted: &str) -> String {
    let last = last_part(wanted);
    slug(last.trim_end_matches(".md"))
}

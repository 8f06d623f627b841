//! Where the references of one entry lead in the next glossary, and which edges differ from before.
//!
//! In: a glossary that has its entries, names and places, but not its edges yet. Out: a [`Relink`] for an entry,
//! which depends on no other one.

use std::sync::Arc;

use super::edges::{Edge, EdgeChange, ends_of};
use super::nodes::Resolution;
use crate::config::Config;
use crate::glossary::graph::Glossary;
use crate::glossary::resolve::Resolver;
use crate::glossary::target::EntryIndex;

/// The references of an entry, resolved.
#[derive(Debug)]
pub(super) struct Relink {
    pub(super) from: EntryIndex,
    pub(super) resolution: Arc<Resolution>,
    removed: Vec<EntryIndex>,
    added: Vec<EntryIndex>,
}

impl Relink {
    /// Resolves the references of an entry; one that is gone has none.
    pub(super) fn new(next: &Glossary, from: EntryIndex, is_gone: bool, config: &Config) -> Self {
        let node = &next.nodes[from];
        let resolution = if is_gone {
            Resolution::default()
        } else {
            let (targets, questions) = Resolver::new(next, config).all(&node.entry);
            Resolution { targets, questions }
        };
        let (old, new) = (
            ends_of(&node.resolution.targets),
            ends_of(&resolution.targets),
        );
        Self {
            from,
            removed: without(&old, &new),
            added: without(&new, &old),
            resolution: Arc::new(resolution),
        }
    }

    /// The edges that differ.
    pub(super) fn edges(&self) -> impl Iterator<Item = Edge> {
        let removed = self.removed.iter();
        let removed = removed.map(|&to| (to, self.from, EdgeChange::Removed));
        let added = self.added.iter();
        removed.chain(added.map(|&to| (to, self.from, EdgeChange::Added)))
    }
}

/// What is in the first of two sorted lists and not in the second.
fn without(one: &[EntryIndex], other: &[EntryIndex]) -> Vec<EntryIndex> {
    let only = one.iter().filter(|item| other.binary_search(item).is_err());
    only.copied().collect()
}

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
use crate::glossary::target::{EntryIndex, Inbound};

/// The references of an entry, resolved.
#[derive(Debug)]
pub(super) struct Relink {
    pub(super) from: EntryIndex,
    pub(super) resolution: Arc<Resolution>,
    removed: Vec<(EntryIndex, Inbound)>,
    added: Vec<(EntryIndex, Inbound)>,
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
            ends_of(from, &node.resolution.targets),
            ends_of(from, &resolution.targets),
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
        let with = |change| move |&(to, inbound): &(EntryIndex, Inbound)| (to, inbound, change);
        let removed = self.removed.iter().map(with(EdgeChange::Removed));
        removed.chain(self.added.iter().map(with(EdgeChange::Added)))
    }
}

/// What is in the first of two sorted lists and not in the second.
fn without<T: Copy + Ord>(one: &[T], other: &[T]) -> Vec<T> {
    let only = one.iter().filter(|item| other.binary_search(item).is_err());
    only.copied().collect()
}

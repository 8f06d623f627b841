//! Edges seen from their ends: which references lead to an entry.

use std::sync::Arc;

use rayon::prelude::*;

use super::nodes::{CHUNK, Node, Nodes};
use crate::glossary::target::{EntryIndex, Inbound, Target};

/// What becomes of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum EdgeChange {
    /// It is not there any more.
    Removed,
    /// It was not there before.
    Added,
}

/// An edge by its end, then as it is seen from there, and what becomes of it.
pub(super) type Edge = (EntryIndex, Inbound, EdgeChange);

/// The entries that the targets of an entry are, each with the reference that leads there, sorted.
pub(super) fn ends_of(from: EntryIndex, targets: &[Target]) -> Vec<(EntryIndex, Inbound)> {
    let each = targets.iter().enumerate();
    let mut ends: Vec<_> = each
        .filter_map(|(number, target)| Some((target.entry()?, Inbound::new(from, number))))
        .collect();
    ends.sort_unstable();
    ends
}

/// Brings the inbound edges of all nodes up to date.
pub(super) fn update_inbound(nodes: &mut Nodes, edges: impl Iterator<Item = Edge>) {
    let mut edges = edges.peekable();
    if edges.peek().is_none() {
        return;
    }
    let mut changes: Vec<Vec<Edge>> = Vec::new();
    changes.resize_with(nodes.chunks_mut().len(), Vec::new);
    for edge in edges {
        changes[edge.0 / CHUNK].push(edge);
    }
    let chunks = nodes.chunks_mut().par_iter_mut().zip(changes);
    chunks.with_min_len(16).for_each(|(chunk, mut edges)| {
        if edges.is_empty() {
            return;
        }
        edges.sort_unstable();
        let chunk = Arc::make_mut(chunk);
        for edges in edges.chunk_by(|one, two| one.0 == two.0) {
            update_node(&mut chunk[edges[0].0 % CHUNK], edges);
        }
    });
}

/// The same for the edges that end at one entry, sorted.
fn update_node(node: &mut Node, edges: &[Edge]) {
    let added = edges.iter().filter(|edge| edge.2 == EdgeChange::Added);
    let added = added.map(|edge| edge.1);
    if node.inbound.is_empty() {
        node.inbound = added.collect();
        return;
    }
    let is_removed = |known: &Inbound| {
        let removed = (*known, EdgeChange::Removed);
        let at = edges.binary_search_by_key(&removed, |edge| (edge.1, edge.2));
        at.is_ok()
    };
    let known = node.inbound.iter().copied();
    let kept = known.filter(|known| !is_removed(known));
    let mut inbound: Vec<Inbound> = kept.chain(added).collect();
    inbound.sort_unstable();
    node.inbound = inbound.into();
}

//! Edges turned around: who refers to an entry.

use std::sync::Arc;

use rayon::prelude::*;

use super::slots::{CHUNK, Slot, Slots};
use super::{EntryIndex, Target};

/// What becomes of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// It is not there any more.
    Gone,
    /// It was not there before.
    Come,
}

/// The entries that targets are, or may be, sorted.
pub(super) fn leading_to(targets: &[Target]) -> Vec<EntryIndex> {
    let mut entries = Vec::with_capacity(targets.len());
    for target in targets {
        match target {
            Target::Ambiguous(candidates) => entries.extend(candidates.iter().copied()),
            target => entries.extend(target.entry()),
        }
    }
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// What is in the first of two sorted lists and not in the second.
pub(super) fn without<T: Ord + Clone>(one: &[T], other: &[T]) -> Vec<T> {
    let only = one.iter().filter(|item| other.binary_search(item).is_err());
    only.cloned().collect()
}

/// Takes edges out and puts others in, each written from its end to its start.
pub(super) fn turn(slots: &mut Slots, edges: impl Iterator<Item = (EntryIndex, EntryIndex, Fate)>) {
    let mut edges = edges.peekable();
    if edges.peek().is_none() {
        return;
    }
    let mut changes: Vec<Vec<(EntryIndex, EntryIndex, Fate)>> = Vec::new();
    changes.resize_with(slots.chunks().len(), Vec::new);
    for edge in edges {
        changes[edge.0 / CHUNK].push(edge);
    }
    let chunks = slots.chunks_mut().par_iter_mut().zip(changes);
    chunks.with_min_len(16).for_each(|(chunk, mut edges)| {
        if edges.is_empty() {
            return;
        }
        edges.sort_unstable();
        let chunk = Arc::make_mut(chunk);
        for edges in edges.chunk_by(|one, two| one.0 == two.0) {
            turn_to(&mut chunk[edges[0].0 % CHUNK], edges);
        }
    });
}

/// The same for the edges that end at one entry.
fn turn_to(slot: &mut Slot, edges: &[(EntryIndex, EntryIndex, Fate)]) {
    let come = edges.iter().filter(|edge| edge.2 == Fate::Come);
    let come = come.map(|edge| edge.1);
    if slot.inbound.is_empty() {
        slot.inbound = come.collect();
        return;
    }
    let is_gone = |from: EntryIndex| {
        let at = edges.binary_search_by_key(&(from, Fate::Gone), |edge| (edge.1, edge.2));
        at.is_ok()
    };
    let known = slot.inbound.iter().copied();
    let mut from: Vec<EntryIndex> = known.filter(|&from| !is_gone(from)).chain(come).collect();
    from.sort_unstable();
    slot.inbound = from.into();
}

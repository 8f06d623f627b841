//! Edges turned around: who refers to an entry.

use std::collections::BTreeSet;
use std::sync::Arc;

use imbl::Vector;

use super::{EntryIndex, Target};

/// The entries that targets are, or may be.
pub(super) fn leading_to(targets: &[Target]) -> BTreeSet<EntryIndex> {
    let mut entries = BTreeSet::new();
    for target in targets {
        match target {
            Target::Ambiguous(candidates) => entries.extend(candidates),
            target => entries.extend(target.entry()),
        }
    }
    entries
}

/// Takes edges out and puts others in, each written from its end to its start.
pub(super) fn turn(
    inbound: &mut Vector<Arc<[EntryIndex]>>,
    mut less: Vec<(EntryIndex, EntryIndex)>,
    mut more: Vec<(EntryIndex, EntryIndex)>,
) {
    less.sort_unstable();
    more.sort_unstable();
    let mut ends: Vec<EntryIndex> = less.iter().chain(&more).map(|(to, _)| *to).collect();
    ends.sort_unstable();
    ends.dedup();
    for to in ends {
        let of = |edges: &[(EntryIndex, EntryIndex)]| {
            let start = edges.partition_point(|edge| edge.0 < to);
            let end = edges.partition_point(|edge| edge.0 <= to);
            start..end
        };
        let (less, more) = (&less[of(&less)], &more[of(&more)]);
        let known = inbound[to].iter().copied();
        let mut from: Vec<EntryIndex> = known
            .filter(|from| less.binary_search(&(to, *from)).is_err())
            .chain(more.iter().map(|(_, from)| *from))
            .collect();
        from.sort_unstable();
        inbound.set(to, from.into());
    }
}

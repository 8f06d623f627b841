//! Who has which name, in shards that a glossary shares with those before and after it.
//!
//! In: names with the entries that have them now, or no more. Out: [`NameTable`]. A copy shares every shard with its
//! original; a change copies the shards of the names that it touches, and works on them on all threads.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::{Arc, OnceLock};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use crate::glossary::choice::Choices;
use crate::glossary::target::EntryIndex;

/// So many shards that one of them is copied quickly, and few enough to copy all their addresses.
const SHARDS: usize = 1024;

type Shard = HashMap<String, NameRow, FixedState>;

/// Who has a name.
#[derive(Clone, Debug, Default)]
pub(in crate::glossary) struct NameRow {
    /// In the order that `change` was given.
    pub(in crate::glossary) entries: Vec<EntryIndex>,
    /// Whom it means, where many have it, once a reference has asked.
    pub(in crate::glossary) choices: OnceLock<Choices>,
}

/// A name, by its slug, and an entry that has it.
pub(super) type Named = (String, EntryIndex);

/// For each name, by its slug, the entries that have it.
#[derive(Clone, Debug)]
pub(in crate::glossary) struct NameTable {
    shards: Vec<Arc<Shard>>,
}

impl Default for NameTable {
    fn default() -> Self {
        Self {
            shards: vec![Arc::default(); SHARDS],
        }
    }
}

impl NameTable {
    /// Who has a name.
    pub(in crate::glossary) fn row(&self, name: &str) -> Option<&NameRow> {
        self.shards[number(name)].get(name)
    }

    /// The entries that have a name, in the order that `change` was given.
    pub(in crate::glossary) fn of(&self, name: &str) -> &[EntryIndex] {
        self.row(name).map_or(&[], |row| &row.entries)
    }

    /// The names that several entries have, sorted.
    pub(in crate::glossary) fn shared(&self) -> Vec<(&str, &[EntryIndex])> {
        let shards = self.shards.par_iter().with_min_len(64);
        let shared = shards.flat_map_iter(|shard| {
            let rows = shard.iter().map(|(name, row)| (name, &row.entries));
            let names = rows.filter(|(_, entries)| entries.len() > 1);
            names.map(|(name, entries)| (name.as_str(), entries.as_slice()))
        });
        let mut shared: Vec<_> = shared.collect();
        shared.sort_unstable();
        shared
    }

    /// Takes names from entries and gives others. `sort` orders the entries of one name.
    pub(super) fn change(
        &mut self,
        gone: Vec<Named>,
        come: Vec<Named>,
        sort: impl Fn(&mut [EntryIndex]) + Sync,
    ) {
        if gone.is_empty() && come.is_empty() {
            return;
        }
        let mut changes: Vec<[Vec<Named>; 2]> = Vec::new();
        changes.resize_with(SHARDS, Default::default);
        for (side, names) in [gone, come].into_iter().enumerate() {
            for named in names {
                changes[number(&named.0)][side].push(named);
            }
        }
        let shards = self.shards.par_iter_mut().zip(changes).with_min_len(16);
        shards
            .filter(|(_, [gone, come])| !gone.is_empty() || !come.is_empty())
            .for_each(|(shard, [mut gone, mut come])| {
                let shard = Arc::make_mut(shard);
                gone.sort_unstable();
                for named in gone.chunk_by(|one, two| one.0 == two.0) {
                    let is_gone = |entry: &EntryIndex| {
                        named
                            .binary_search_by_key(entry, |(_, entry)| *entry)
                            .is_ok()
                    };
                    if let Some(row) = shard.get_mut(&named[0].0) {
                        row.entries.retain(|known| !is_gone(known));
                        row.choices.take();
                        if row.entries.is_empty() {
                            shard.remove(&named[0].0);
                        }
                    }
                }
                come.sort_unstable();
                for named in come.chunk_by(|one, two| one.0 == two.0) {
                    let row = shard.entry(named[0].0.clone()).or_default();
                    row.entries.extend(named.iter().map(|(_, entry)| *entry));
                    row.choices.take();
                    sort(&mut row.entries);
                }
            });
    }
}

fn number(name: &str) -> usize {
    // Within a shard, names are told apart by the other bits.
    (FixedState::with_seed(1).hash_one(name) as usize) % SHARDS
}

#[cfg(test)]
mod tests {
    use super::NameTable;

    fn named(names: &[(&str, usize)]) -> Vec<(String, usize)> {
        let names = names.iter();
        names.map(|(name, of)| ((*name).to_owned(), *of)).collect()
    }

    fn change(table: &mut NameTable, gone: &[(&str, usize)], come: &[(&str, usize)]) {
        table.change(named(gone), named(come), <[usize]>::sort_unstable);
    }

    #[test]
    fn names_come_and_go() {
        let mut table = NameTable::default();
        change(&mut table, &[], &[("a", 2), ("b", 1)]);
        let before = table.clone();
        change(&mut table, &[], &[("a", 1), ("c", 9), ("c", 3)]);
        assert_eq!((table.of("a"), table.of("b")), (&[1, 2][..], &[1][..]));
        assert_eq!(table.of("d"), [0; 0]);
        assert_eq!(table.shared(), [("a", &[1, 2][..]), ("c", &[3, 9][..])]);
        assert_eq!((before.of("a"), before.of("c")), (&[2][..], &[][..]));
        change(&mut table, &[("a", 1), ("b", 1), ("d", 1)], &[]);
        assert_eq!((table.of("a"), table.of("b")), (&[2][..], &[][..]));
        change(&mut table, &[("a", 2)], &[("a", 3)]);
        assert_eq!((table.of("a"), before.of("b")), (&[3][..], &[1][..]));
    }
}

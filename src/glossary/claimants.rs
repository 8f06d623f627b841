//! Who claims which text, in shards that a glossary shares with those before and after it.
//!
//! In: texts with those who claim them now, or no more. Out: [`Claimants`]. A copy shares every shard with its
//! original; a change copies the shards of the texts that it names, and works on them on all threads.

use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::FixedState;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// So many shards that one of them is copied quickly, and few enough to copy all their addresses.
const SHARDS: usize = 1024;

type Shard<T> = HashMap<String, Vec<T>, FixedState>;

/// For each text those who claim it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Claimants<T> {
    shards: Vec<Arc<Shard<T>>>,
}

/// Those who claim a text after a change.
#[derive(Debug, PartialEq)]
pub(super) struct Claimed<T> {
    pub(super) text: String,
    pub(super) first: Option<T>,
    pub(super) count: usize,
}

impl<T> Default for Claimants<T> {
    fn default() -> Self {
        Self {
            shards: vec![Arc::default(); SHARDS],
        }
    }
}

impl<T: Copy + PartialEq + Send + Sync> Claimants<T> {
    /// Those who claim a text, the first of them first.
    pub(super) fn of(&self, text: &str) -> &[T] {
        self.shards[number(text)]
            .get(text)
            .map_or(&[], Vec::as_slice)
    }

    /// Takes claims out and puts others in. `sort` orders those who claim the same text. What comes out are
    /// the texts that more than one claims or did, those that nobody claims any more, and those with a
    /// claimant that `is_told` asks for: whoever claims another one alone has it.
    pub(super) fn change(
        &mut self,
        gone: Vec<(String, T)>,
        come: Vec<(String, T)>,
        is_told: impl Fn(&T) -> bool + Sync,
        sort: impl Fn(&mut [T]) + Sync,
    ) -> Vec<Claimed<T>> {
        if gone.is_empty() && come.is_empty() {
            return Vec::new();
        }
        let mut changes: Vec<[Vec<(String, T)>; 2]> = Vec::new();
        changes.resize_with(SHARDS, Default::default);
        for (side, claims) in [gone, come].into_iter().enumerate() {
            for claim in claims {
                changes[number(&claim.0)][side].push(claim);
            }
        }
        let shards = self.shards.par_iter_mut().zip(changes).with_min_len(16);
        shards
            .filter(|(_, [gone, come])| !gone.is_empty() || !come.is_empty())
            .flat_map_iter(|(shard, [gone, come])| {
                let shard = Arc::make_mut(shard);
                let mut texts: BTreeSet<String> = BTreeSet::new();
                for (text, claimant) in gone {
                    if let Some(claimants) = shard.get_mut(&text) {
                        claimants.retain(|known| *known != claimant);
                        texts.insert(text);
                    }
                }
                for (text, claimant) in come {
                    if let Some(claimants) = shard.get_mut(&text) {
                        claimants.push(claimant);
                        texts.insert(text);
                    } else {
                        if is_told(&claimant) {
                            texts.insert(text.clone());
                        }
                        shard.insert(text, vec![claimant]);
                    }
                }
                let claimed = texts.into_iter().map(|text| settled(shard, text, &sort));
                claimed.collect::<Vec<_>>()
            })
            .collect()
    }

    /// Whether these are the same in memory.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let mut shards = self.shards.iter().zip(&other.shards);
        shards.all(|(one, two)| Arc::ptr_eq(one, two))
    }
}

/// Puts those who claim a text into their order.
fn settled<T: Copy>(shard: &mut Shard<T>, text: String, sort: impl Fn(&mut [T])) -> Claimed<T> {
    let claimants = shard.get_mut(&text).map_or(&mut [][..], Vec::as_mut_slice);
    if claimants.len() > 1 {
        sort(claimants);
    }
    let (first, count) = (claimants.first().copied(), claimants.len());
    if count == 0 {
        shard.remove(&text);
    }
    Claimed { text, first, count }
}

fn number(text: &str) -> usize {
    // Within a shard, texts are told apart by the other bits.
    (FixedState::with_seed(1).hash_one(text) as usize) % SHARDS
}

#[cfg(test)]
mod tests {
    use super::{Claimants, Claimed};

    fn claims(claims: &[(&str, usize)]) -> Vec<(String, usize)> {
        let claims = claims.iter();
        claims.map(|(text, by)| ((*text).to_owned(), *by)).collect()
    }

    fn change(
        claimants: &mut Claimants<usize>,
        gone: &[(&str, usize)],
        come: &[(&str, usize)],
    ) -> Vec<(String, Option<usize>, usize)> {
        let is_told = |by: &usize| *by == 9;
        let sort = |claimants: &mut [usize]| claimants.sort_unstable();
        let told = claimants.change(claims(gone), claims(come), is_told, sort);
        let mut told: Vec<_> = told
            .into_iter()
            .map(|Claimed { text, first, count }| (text, first, count))
            .collect();
        told.sort();
        told
    }

    fn told(text: &str, first: Option<usize>, count: usize) -> (String, Option<usize>, usize) {
        (text.to_owned(), first, count)
    }

    #[test]
    fn claims_come_and_go() {
        let mut one = Claimants::default();
        assert_eq!(change(&mut one, &[], &[("a", 2), ("b", 1)]), []);
        let before = one.clone();
        assert!(one.is_same(&before));
        let come = change(&mut one, &[], &[("a", 1), ("c", 9)]);
        assert_eq!(come, [told("a", Some(1), 2), told("c", Some(9), 1)]);
        assert_eq!(
            (one.of("a"), one.of("b"), one.of("d")),
            (&[1, 2][..], &[1][..], &[][..])
        );
        assert_eq!(before.of("a"), [2]);
        assert!(!one.is_same(&before));
        let gone = change(&mut one, &[("a", 1), ("b", 1), ("d", 1)], &[]);
        assert_eq!(gone, [told("a", Some(2), 1), told("b", None, 0)]);
        assert_eq!(
            change(&mut one, &[("a", 2)], &[("a", 3)]),
            [told("a", Some(3), 1)]
        );
        assert_eq!(before.of("b"), [1]);
    }
}

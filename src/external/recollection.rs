//! What is remembered of addresses from one run to the next, how long that is worth, and when a dead one is told.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::check::verdict::Verdict;

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// So long an address that was there is not asked again.
const ALIVE: i64 = 14 * DAY;

/// So long others are not.
const OTHER: i64 = HOUR;

/// So long must be between two looks that find nothing: servers are mended, and so are networks.
const APART: i64 = DAY;

/// What nobody asked about for so long is forgotten.
const FORGOTTEN: i64 = 90 * DAY;

/// What is remembered of addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recollection(BTreeMap<String, Sighting>);

/// The last look at an address. Times are seconds of the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sighting {
    verdict: Verdict,
    seen: i64,
    /// Since when it was dead each time that somebody could say.
    dead_since: Option<i64>,
}

impl Recollection {
    /// How many addresses are known.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes a new look in.
    pub(super) fn see(&mut self, url: &str, verdict: Verdict, now: Timestamp) {
        let now = now.as_second();
        let last = self.0.get(url);
        let since = last.and_then(|last| last.dead_since);
        // A clock that was wrong proves nothing.
        let since = since.filter(|since| *since <= now);
        let dead_since = match verdict {
            Verdict::Alive { .. } => None,
            Verdict::Dead { .. } => since.or(Some(now)),
            Verdict::Unknown(_) | Verdict::Barred(_) => since,
            Verdict::Late => return,
        };
        let sighting = Sighting {
            verdict,
            seen: now,
            dead_since,
        };
        self.0.insert(url.to_owned(), sighting);
    }

    /// Whether the last look is worth something still.
    pub(super) fn is_fresh(&self, url: &str, now: Timestamp) -> bool {
        self.0.get(url).is_some_and(|last| {
            let worth = match last.verdict {
                Verdict::Alive { .. } => ALIVE,
                _ => OTHER,
            };
            (0..worth).contains(&now.as_second().saturating_sub(last.seen))
        })
    }

    /// When an address was asked last, in seconds of the Unix epoch.
    pub(super) fn seen(&self, url: &str) -> Option<i64> {
        self.0.get(url).map(|last| last.seen)
    }

    /// What is known of an address; `at_once` believes the first look that finds nothing.
    pub(super) fn verdict(&self, url: &str, at_once: bool) -> Option<Verdict> {
        let last = self.0.get(url)?;
        Some(match last.verdict {
            Verdict::Dead { sign, .. } => Verdict::Dead {
                sign,
                is_certain: at_once
                    || last
                        .dead_since
                        .is_some_and(|since| last.seen.saturating_sub(since) >= APART),
            },
            ref other => other.clone(),
        })
    }

    /// Forgets what nobody asked about for long.
    pub(super) fn forget(&mut self, now: Timestamp) {
        let now = now.as_second();
        let is_recent =
            |last: &Sighting| (-DAY..FORGOTTEN).contains(&now.saturating_sub(last.seen));
        self.0.retain(|_, last| is_recent(last));
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, ToSpan};

    use super::Recollection;
    use crate::check::verdict::{DeathSign, Doubt, Verdict};

    const URL: &str = "https://example.org/";
    const ALIVE: Verdict = Verdict::Alive { moved: None };
    const DOUBT: Verdict = Verdict::Unknown(Doubt::Status(503));

    fn dead(is_certain: bool) -> Verdict {
        let sign = DeathSign::Status(404);
        Verdict::Dead { sign, is_certain }
    }

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + (500_000 + hours).hours()
    }

    /// What is known after looks at an address, each at an hour.
    fn known(looks: &[(i64, Verdict)]) -> Option<Verdict> {
        let mut known = Recollection::default();
        for (hour, verdict) in looks {
            known.see(URL, verdict.clone(), at(*hour));
        }
        known.verdict(URL, false)
    }

    #[test]
    fn a_dead_address_is_told_when_it_was_so_a_day_before() {
        for (looks, is_certain) in [
            (&[(0, dead(false))][..], false),
            (&[(0, dead(false)), (23, dead(false))], false),
            (&[(0, dead(false)), (24, dead(false))], true),
            (
                &[(0, dead(false)), (12, dead(false)), (24, dead(false))],
                true,
            ),
            (&[(0, dead(false)), (12, ALIVE), (24, dead(false))], false),
            // Who cannot say takes nothing back.
            (&[(0, dead(false)), (12, DOUBT), (24, dead(false))], true),
            // A clock that went back.
            (&[(50, dead(false)), (24, dead(false))], false),
        ] {
            assert_eq!(known(looks), Some(dead(is_certain)), "{looks:?}");
        }
        assert_eq!(known(&[(0, dead(false)), (24, DOUBT)]), Some(DOUBT));
        let mut known = Recollection::default();
        known.see(URL, dead(false), at(0));
        assert_eq!(known.verdict(URL, true), Some(dead(true)));
    }

    #[test]
    fn a_look_is_worth_something_for_a_time() {
        for (verdict, worth) in [(ALIVE, 14 * 24), (DOUBT, 1), (dead(false), 1)] {
            let mut known = Recollection::default();
            known.see(URL, verdict, at(0));
            let second = 1.second();
            assert!(known.is_fresh(URL, at(0)));
            assert!(known.is_fresh(URL, at(worth) - second));
            assert!(!known.is_fresh(URL, at(worth)));
            assert!(!known.is_fresh(URL, at(-1)), "it is of the future");
        }
        let mut known = Recollection::default();
        known.see(URL, Verdict::Late, at(0));
        assert!(known.is_empty());
    }

    #[test]
    fn what_nobody_asks_about_is_forgotten() {
        let mut known = Recollection::default();
        known.see(URL, ALIVE, at(0));
        known.forget(at(89 * 24));
        assert_eq!(known.len(), 1);
        known.forget(at(90 * 24));
        assert!(known.is_empty());
    }
}

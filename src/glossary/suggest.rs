//! A reference that failed and the names → what was probably meant, or nothing.
//!
//! A wrong suggestion is worse than none, and near spelling alone is not enough: `fourth-amendment`
//! is not what `fifth-amendment` means. So names are compared word by word; a word counts the more
//! the fewer names have it, another spelling of a word counts only where no name has the word
//! itself, and a tie is silence.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use indexmap::IndexMap;

use crate::diagnostic::nearest::{Budget, slips};
use crate::entry::slug::slug;

/// A suggestion is at least this likely: the share of the words, by weight, that both names have.
const LIKELY: f64 = 0.6;
/// Enough where every word that was written is found, and no other name has them all.
const CONTAINED: f64 = 0.45;
/// Enough to be one of several that are offered.
const POSSIBLE: f64 = 0.3;
/// The second best must be this much worse.
const MARGIN: f64 = 0.1;

/// Words that say little by themselves.
const COMMON: &[&str] = &[
    "a", "an", "and", "as", "at", "by", "der", "die", "for", "from", "in", "of", "on", "or", "s",
    "the", "to", "under", "with",
];

/// A name is compared by so many of its words.
const MOST_WORDS: usize = 32;

/// So many words are compared letter by letter to find the one that was misspelt.
const MOST_TRIED: usize = 200;

/// So many words are passed over at their letters in the time in which one is compared with another.
const AT_A_GLANCE: usize = 32;

/// Names to suggest, each with the index of what it names.
#[derive(Debug, Default)]
pub struct Suggester {
    labels: Vec<(usize, Vec<String>)>,
    /// The labels that each word stands in.
    labels_with: HashMap<String, Vec<usize>>,
    /// In how many names a word stands.
    frequency: HashMap<String, usize>,
    targets: HashSet<usize>,
    words: Spellings,
    /// The labels with all their words run together.
    runs: Spellings,
    labels_run: HashMap<String, Vec<usize>>,
    /// For words that no name has: the words that they may be a misspelling of.
    known: Mutex<HashMap<String, Vec<String>>>,
}

/// Words, to be found by a misspelling.
#[derive(Debug, Default)]
struct Spellings(Vec<Spelling>);

#[derive(Debug)]
struct Spelling {
    word: String,
    length: usize,
    /// A bit for each of its letters.
    letters: u64,
}

impl Spelling {
    fn new(word: &str) -> Self {
        let bits = word
            .chars()
            .map(|letter| 1 << (u32::from(letter) % u64::BITS));
        Self {
            word: word.to_owned(),
            length: word.chars().count(),
            letters: bits.fold(0, |letters, bit: u64| letters | bit),
        }
    }
}

impl Spellings {
    /// Takes in words; their order decides which are tried.
    fn new<'a>(words: impl Iterator<Item = &'a String>) -> Self {
        let mut words: Vec<&String> = words.collect();
        words.sort_unstable();
        Self(words.into_iter().map(|word| Spelling::new(word)).collect())
    }

    /// How many comparisons a search is worth.
    fn cost(&self) -> usize {
        self.0.len() / AT_A_GLANCE + 1
    }

    /// The words that one may be a misspelling of.
    fn near(&self, written: &str) -> impl Iterator<Item = &str> {
        let wanted = Spelling::new(written);
        // A slip of the finger puts one letter in the place of another, and there are two at most.
        let may_be = move |known: &&Spelling| {
            known.length.abs_diff(wanted.length) <= 2
                && (known.letters ^ wanted.letters).count_ones() <= 4
        };
        let tried = self.0.iter().filter(may_be).take(MOST_TRIED);
        tried
            .map(|known| known.word.as_str())
            .filter(move |word| misspelt(written, word))
    }
}

impl Suggester {
    /// Takes in names; a thing may have several.
    pub fn new<'a>(names: impl IntoIterator<Item = (usize, &'a str)>) -> Self {
        let mut suggester = Self::default();
        let mut counted: HashSet<(usize, String)> = HashSet::new();
        for (target, name) in names {
            let words = words(name);
            if words.is_empty() {
                continue;
            }
            let label = suggester.labels.len();
            for word in &words {
                if counted.insert((target, word.clone())) {
                    *suggester.frequency.entry(word.clone()).or_default() += 1;
                }
                let with = suggester.labels_with.entry(word.clone()).or_default();
                if with.last() != Some(&label) {
                    with.push(label);
                }
            }
            suggester.targets.insert(target);
            let run = suggester.labels_run.entry(words.concat());
            run.or_default().push(label);
            suggester.labels.push((target, words));
        }
        suggester.words = Spellings::new(suggester.frequency.keys());
        suggester.runs = Spellings::new(suggester.labels_run.keys());
        suggester
    }

    /// What a name that leads nowhere was probably meant to be.
    pub fn suggest(&self, written: &str, budget: &Budget) -> Option<usize> {
        let ranked = self.ranked(written, budget);
        let &(target, score, contained) = ranked.first()?;
        let second = ranked.get(1).map_or(0.0, |other| other.1);
        let only_container = !ranked.iter().skip(1).any(|other| other.2);
        let likely = score >= LIKELY || (contained && only_container && score >= CONTAINED);
        (likely && score - second >= MARGIN).then_some(target)
    }

    /// What a name that leads nowhere may have been meant to be, the likeliest first: for a reader who
    /// can choose.
    pub fn nearest(&self, written: &str, most: usize) -> Vec<usize> {
        let ranked = self.ranked(written, &Budget::default());
        let near = ranked
            .into_iter()
            .filter(|(_, score, _)| *score >= POSSIBLE);
        near.take(most).map(|(target, ..)| target).collect()
    }

    /// What shares words with a name, with the share and whether all wanted words are in it, the
    /// likeliest first.
    fn ranked(&self, written: &str, budget: &Budget) -> Vec<(usize, f64, bool)> {
        let wanted = words(written);
        if wanted.is_empty() {
            return Vec::new();
        }
        // Candidates come in the order of the labels, which stays where scores are the same: a target's number says
        // nothing.
        let mut best: IndexMap<usize, (f64, bool)> = IndexMap::new();
        for label in self.candidates(&wanted, budget) {
            let (target, label) = &self.labels[label];
            let (score, contained) = self.score(&wanted, label);
            let known = best.entry(*target).or_insert((0.0, false));
            if score > known.0 {
                *known = (score, contained);
            }
        }
        let mut ranked: Vec<(usize, f64, bool)> = best
            .into_iter()
            .map(|(target, (score, contained))| (target, score, contained))
            .collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }

    /// The labels that share a telling word with a name, however it is spelt. Where no word is known at all, words may
    /// have been run together.
    fn candidates(&self, wanted: &[String], budget: &Budget) -> Vec<usize> {
        let mut known: Vec<String> = Vec::new();
        for word in wanted {
            if self.frequency.contains_key(word) {
                known.push(word.clone());
            } else {
                known.extend(self.spellings_of(word, budget));
            }
        }
        if known.is_empty() {
            return self.run_together(wanted, budget);
        }
        // A word that very many names have tells little: the rarest one decides where to look.
        let count = |word: &String| self.labels_with.get(word).map_or(0, Vec::len);
        let rarest = known.iter().map(count).min().unwrap_or(0);
        let few = rarest.max(100);
        let telling = known.iter().filter(|word| count(word) <= few);
        if !budget.allows(telling.clone().map(count).sum()) {
            return Vec::new();
        }
        let mut labels: Vec<usize> = telling
            .flat_map(|word| self.labels_with.get(word).into_iter().flatten().copied())
            .collect();
        labels.sort_unstable();
        labels.dedup();
        labels
    }

    /// The labels that are a name but for the gaps between its words, and a slip of the finger.
    fn run_together(&self, wanted: &[String], budget: &Budget) -> Vec<usize> {
        if !budget.allows(self.runs.cost()) {
            return Vec::new();
        }
        let wanted = wanted.concat();
        let near = self.runs.near(&wanted).chain([wanted.as_str()]);
        let labels = near.filter_map(|run| self.labels_run.get(run)).flatten();
        let mut labels: Vec<usize> = labels.copied().take(MOST_TRIED).collect();
        labels.sort_unstable();
        labels.dedup();
        labels
    }

    /// What a word may be a misspelling of. A word costs the same each time: what is suggested for one
    /// entry must not depend on what another one asked before.
    fn spellings_of(&self, word: &str, budget: &Budget) -> Vec<String> {
        if !budget.allows(self.words.cost()) {
            return Vec::new();
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(word) {
            return found.clone();
        }
        let found: Vec<String> = self.words.near(word).map(ToOwned::to_owned).collect();
        known.insert(word.to_owned(), found.clone());
        found
    }

    /// The share of weight that two names have in common, and whether all wanted words are found
    /// as they were written.
    fn score(&self, wanted: &[String], label: &[String]) -> (f64, bool) {
        if wanted.concat() == label.concat() {
            return (1.0, true);
        }
        // Words that were run together, with a slip of the finger on top.
        if wanted.len() != label.len()
            && !wanted
                .iter()
                .any(|word| self.frequency.contains_key(word.as_str()))
            && misspelt(&wanted.concat(), &label.concat())
        {
            return (0.9, false);
        }
        let mut free: Vec<&String> = label.iter().collect();
        let mut common = 0.0;
        let mut all = 0.0;
        let mut contained = true;
        for word in wanted {
            if let Some(at) = free.iter().position(|other| *other == word) {
                let weight = self.weight(word);
                free.remove(at);
                common += weight;
                all += weight;
                continue;
            }
            let near = (!self.frequency.contains_key(word.as_str()))
                .then(|| free.iter().position(|other| misspelt(word, other)))
                .flatten();
            if let Some(at) = near {
                let weight = self.weight(free[at]);
                free.remove(at);
                common += weight * 0.9;
                all += weight;
            } else {
                contained = false;
                all += self.weight(word);
            }
        }
        all += free.iter().map(|word| self.weight(word)).sum::<f64>();
        (common / all.max(f64::MIN_POSITIVE), contained)
    }

    /// A rare word says more than a common one.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of names are far below 2^52"
    )]
    fn weight(&self, word: &str) -> f64 {
        if COMMON.contains(&word) {
            return 0.1;
        }
        let names = self.targets.len().max(1) as f64;
        let with = self.frequency.get(word).copied().unwrap_or(1) as f64;
        (1.0 + names / with).ln()
    }
}

/// The words of a name, each in the singular.
fn words(name: &str) -> Vec<String> {
    slug(name)
        .split('-')
        .filter(|word| !word.is_empty())
        .take(MOST_WORDS)
        .map(singular)
        .collect()
}

fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies")
        && stem.len() > 2
    {
        return format!("{stem}y");
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 3 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// Whether one word is the other with a slip of the finger. Numbers are never misspelt: another
/// number is another thing.
fn misspelt(written: &str, word: &str) -> bool {
    let length = written.chars().count().min(word.chars().count());
    let most = match length {
        0..=2 => return false,
        // Short words are many: `doe` is not `roe`, but `lnk` lacks a letter of `link`.
        3 if written.chars().count() == word.chars().count() => return false,
        3..=6 => 1,
        _ => 2,
    };
    if written.chars().chain(word.chars()).any(char::is_numeric) {
        return false;
    }
    slips(written, word, most).is_some()
}

#[cfg(test)]
mod tests {
    use super::{Budget, Suggester};

    const NAMES: &[&str] = &[
        "motion-to-dismiss",
        "fourth-amendment",
        "requests-for-production",
        "interrogatories",
        "respondeat-superior",
        "monell-liability",
        "supervisory-liability",
        "excessive-force",
        "foia-and-records-requests",
        "body-camera-footage",
        "rule-12",
        "howto-05.png",
    ];

    fn suggest(written: &str) -> Option<&'static str> {
        let names = NAMES.iter().enumerate().map(|(index, name)| (index, *name));
        Suggester::new(names)
            .suggest(written, &Budget::default())
            .map(|index| NAMES[index])
    }

    #[test]
    fn right_or_silent() {
        for (written, expected) in [
            ("motion-to-dismis", Some("motion-to-dismiss")),
            ("dismiss-motion", Some("motion-to-dismiss")),
            ("Motions to dismiss", Some("motion-to-dismiss")),
            ("request-for-production", Some("requests-for-production")),
            ("interrogatory", Some("interrogatories")),
            ("respondiat-superior", Some("respondeat-superior")),
            ("excessive-force-claim", Some("excessive-force")),
            ("bodycamera-footage", Some("body-camera-footage")),
            ("foia-requests", Some("foia-and-records-requests")),
            ("monell", Some("monell-liability")),
            ("fifth-amendment", None),
            ("liability", None),
            ("rule-15", None),
            ("howto-04.png", None),
            ("requests-for-admission", None),
            ("qualified-immunity", None),
            ("", None),
        ] {
            assert_eq!(suggest(written), expected, "{written}");
        }
    }
}

//! A reference that failed and the names → what was probably meant, or nothing.
//!
//! A wrong suggestion is worse than none, and near spelling alone is not enough: `fourth-amendment`
//! is not what `fifth-amendment` means. So names are compared word by word; a word counts the more
//! the fewer names have it, and another form of a word counts only where no name has the word
//! itself. Words may be dropped from what was written, and none but common ones added: a broader
//! term never becomes a narrower one. What is less than certain is one of a few that are named.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use indexmap::IndexMap;
use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::nearest::{Budget, slips};
use crate::entry::slug::slug;

/// A repair is at least this likely: the share of the words, by weight, that both names have.
const LIKELY: f64 = 0.6;
/// Enough to be one of a few that are named.
const POSSIBLE: f64 = 0.3;
/// The second best must be this much worse.
const MARGIN: f64 = 0.1;
/// What a name gains for each thing about it that speaks for it, such as its folder.
const PREFERENCE: f64 = 0.15;
/// One that is named is not this much worse than the best.
const SPREAD: f64 = 0.3;
/// More than these are no help.
const FEW: usize = 3;

/// How much of a word's weight another form of it counts: misspelt, abbreviated or run together, derived.
const MISSPELT: f64 = 0.9;
const ABBREVIATED: f64 = 0.85;
const AKIN: f64 = 0.8;

/// Words that say little by themselves.
const COMMON: &[&str] = &[
    "a", "an", "and", "as", "at", "by", "der", "die", "for", "from", "in", "of", "on", "or", "s",
    "the", "to", "under", "with",
];

/// Words that number things: another one is another thing.
const ORDINALS: &[&str] = &[
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];

/// Words that turn a name into its opposite. They are never dropped.
const OPPOSITES: &[&str] = &["anti", "no", "non", "not", "post", "pre", "un", "without"];

/// A name is compared by so many of its words.
const MOST_WORDS: usize = 32;

/// An abbreviation stands for so many words.
const ABBREVIATES: std::ops::RangeInclusive<usize> = 2..=8;

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
    /// The labels with words of these initials, one behind the other.
    initials: HashMap<String, Vec<usize>>,
    /// For words that no name has: the words that they may be another form of.
    known: Mutex<HashMap<String, Vec<String>>>,
}

/// What a name that leads nowhere may have been meant to be.
#[derive(Debug, Default, PartialEq)]
pub struct Offer {
    /// What it was meant to be, where that is certain.
    pub certain: Option<usize>,
    /// Else what it may have been meant to be, the likeliest first, and no more than a few.
    pub possible: Vec<usize>,
}

/// How near a label is to what was written.
#[derive(Clone, Copy, Debug, Default)]
struct Nearness {
    score: f64,
    /// Whether no word was added and each is found as it was written, or misspelt.
    is_sure: bool,
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

    /// The words with the same first letters that one may be short for or derived from.
    fn akin(&self, written: &str) -> impl Iterator<Item = &str> {
        let start: String = written.chars().take(4).collect();
        let at = self.0.partition_point(|known| *known.word < *start);
        let same = self.0[at..].iter().take(MOST_TRIED);
        same.map(|known| known.word.as_str())
            .take_while(move |word| word.starts_with(&start))
            .filter(move |word| akin(written, word))
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
            for initials in abbreviations(&words) {
                let with = suggester.initials.entry(initials).or_default();
                with.push(label);
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

    /// What a name that leads nowhere was or may have been meant to be. `preference` says of a candidate how many
    /// things about it speak for it, or that it cannot be meant at all.
    pub fn offer(
        &self,
        written: &str,
        preference: impl Fn(usize) -> Option<u8>,
        budget: &Budget,
    ) -> Offer {
        let mut ranked: Vec<(usize, Nearness, f64)> = self
            .ranked(written, budget)
            .into_iter()
            .filter_map(|(target, near)| {
                let preference = f64::from(preference(target)?) * PREFERENCE;
                Some((target, near, near.score + preference))
            })
            .collect();
        ranked.sort_by(|one, two| two.2.total_cmp(&one.2));
        let Some(&(first, near, best)) = ranked.first() else {
            return Offer::default();
        };
        let second = ranked.get(1).map_or(0.0, |(.., score)| *score);
        if near.is_sure && near.score >= LIKELY && best - second >= MARGIN {
            return Offer {
                certain: Some(first),
                possible: Vec::new(),
            };
        }
        let possible = ranked
            .iter()
            .take_while(|(.., score)| *score > best - SPREAD)
            .filter(|(_, near, _)| near.score >= POSSIBLE);
        let mut possible: Vec<usize> = possible.take(FEW + 1).map(|it| it.0).collect();
        if possible.len() > FEW {
            // Where they differ, the best of many may still be told from the rest.
            let last = ranked[FEW].2;
            possible.retain(|target| {
                let score = ranked.iter().find(|it| it.0 == *target).map(|it| it.2);
                score.is_some_and(|score| score - last >= MARGIN)
            });
        }
        Offer {
            certain: None,
            possible,
        }
    }

    /// What a name that leads nowhere may have been meant to be, the likeliest first: for a reader who
    /// can choose.
    pub fn nearest(&self, written: &str, most: usize) -> Vec<usize> {
        let mut ranked = self.ranked(written, &Budget::default());
        ranked.sort_by(|one, two| two.1.score.total_cmp(&one.1.score));
        let near = ranked
            .into_iter()
            .filter(|(_, near)| near.score >= POSSIBLE);
        near.take(most).map(|(target, _)| target).collect()
    }

    /// What shares words with a name, each with its nearest label.
    fn ranked(&self, written: &str, budget: &Budget) -> Vec<(usize, Nearness)> {
        let wanted = words(written);
        if wanted.is_empty() {
            return Vec::new();
        }
        let is_capital = written
            .chars()
            .filter(|letter| letter.is_uppercase())
            .count()
            > 1;
        // Candidates come in the order of the labels, which stays where scores are the same: a target's number says
        // nothing.
        let mut best: IndexMap<usize, Nearness> = IndexMap::new();
        for label in self.candidates(&wanted, budget) {
            let (target, label) = &self.labels[label];
            let near = self.near(&wanted, label, is_capital);
            let known = best.entry(*target).or_default();
            let key = |near: &Nearness| (near.is_sure && near.score >= LIKELY, near.score);
            if key(&near) > key(known) {
                *known = near;
            }
        }
        best.into_iter().collect()
    }

    /// The labels that share a telling word with a name, in whatever form. Where no word is known at all, words may
    /// have been run together.
    fn candidates(&self, wanted: &[String], budget: &Budget) -> Vec<usize> {
        let mut known: Vec<String> = Vec::new();
        for word in wanted {
            if self.frequency.contains_key(word) {
                known.push(word.clone());
            } else {
                known.extend(self.forms_of(word, budget));
            }
        }
        // A word that very many names have tells little: the rarest one decides where to look.
        let count = |word: &String| self.labels_with.get(word).map_or(0, Vec::len);
        let rarest = known.iter().map(count).min().unwrap_or(0);
        let few = rarest.max(100);
        let telling = known.iter().filter(|word| count(word) <= few);
        let mut labels = self.abbreviated(wanted);
        if !budget.allows(telling.clone().map(count).sum::<usize>() + labels.len()) {
            return Vec::new();
        }
        if known.is_empty() {
            labels.extend(self.run_together(wanted, budget));
        }
        labels.extend(telling.flat_map(|word| &self.labels_with[word]));
        labels.extend(self.labels_run.get(&wanted.concat()).into_iter().flatten());
        labels.sort_unstable();
        labels.dedup();
        labels
    }

    /// The labels that a word abbreviates, and those that abbreviate the whole.
    fn abbreviated(&self, wanted: &[String]) -> Vec<usize> {
        let shorter = wanted.iter().filter_map(|word| self.initials.get(word));
        let longer = whole_abbreviations(wanted);
        let longer = longer.filter_map(|initials| self.labels_run.get(&initials));
        let labels: Vec<&Vec<usize>> = shorter.collect();
        let labels = labels.into_iter().chain(longer.collect::<Vec<_>>());
        labels.flatten().copied().take(MOST_TRIED).collect()
    }

    /// The labels that are a name but for the gaps between its words, and a slip of the finger.
    fn run_together(&self, wanted: &[String], budget: &Budget) -> Vec<usize> {
        if !budget.allows(self.runs.cost()) {
            return Vec::new();
        }
        let wanted = wanted.concat();
        let near = self.runs.near(&wanted);
        let labels = near.filter_map(|run| self.labels_run.get(run)).flatten();
        labels.copied().take(MOST_TRIED).collect()
    }

    /// What a word may be another form of. A word costs the same each time: what is suggested for one
    /// entry must not depend on what another one asked before.
    fn forms_of(&self, word: &str, budget: &Budget) -> Vec<String> {
        if !budget.allows(self.words.cost()) {
            return Vec::new();
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(word) {
            return found.clone();
        }
        let found = self.words.near(word).chain(self.words.akin(word));
        let found: BTreeSet<String> = found.map(ToOwned::to_owned).collect();
        let found: Vec<String> = found.into_iter().collect();
        known.insert(word.to_owned(), found.clone());
        found
    }

    /// How near a label is to what was written: the share of weight that they have in common.
    fn near(&self, wanted: &[String], label: &[String], is_capital: bool) -> Nearness {
        if wanted.concat() == label.concat() {
            return Nearness {
                score: 1.0,
                is_sure: true,
            };
        }
        let is_known = |word: &String| self.frequency.contains_key(word.as_str());
        let abbreviates = |short: &[String], long: &[String]| {
            short.len() == 1 && whole_abbreviations(long).any(|initials| initials == short[0])
        };
        if abbreviates(wanted, label) || abbreviates(label, wanted) {
            // Words of few letters are many: only capitals say that these are initials.
            let is_sure = is_capital && wanted.len() == 1 && wanted[0].len() > 2;
            return Nearness {
                score: MISSPELT,
                is_sure: is_sure && !is_known(&wanted[0]),
            };
        }
        // Words that were run together, with a slip of the finger on top.
        if wanted.len() != label.len()
            && !wanted.iter().any(is_known)
            && misspelt(&wanted.concat(), &label.concat())
        {
            return Nearness {
                score: MISSPELT,
                is_sure: true,
            };
        }
        let mut pairing = Pairing {
            free: label.iter().collect(),
            common: 0.0,
            all: 0.0,
            is_sure: true,
            is_one: wanted.len() == 1,
        };
        let rest: Vec<&String> = wanted
            .iter()
            .filter(|word| !pairing.take(word, self.weight(word)))
            .collect();
        let mut dropped = Vec::new();
        for word in rest {
            if is_known(word) || !pairing.take_form(word, |other| self.weight(other)) {
                pairing.all += self.weight(word);
                dropped.push(word);
            }
        }
        let free = pairing.free;
        let all = pairing.all + free.iter().map(|word| self.weight(word)).sum::<f64>();
        let is_told = |word: &&String| !COMMON.contains(&word.as_str());
        let is_added = free.iter().any(&is_told);
        let has_number = |words: &[&String]| words.iter().any(|word| numbers(word));
        // Another number is another thing, and so is a name with another word in place of its first.
        let differs = has_number(&dropped) && has_number(&free);
        let begins = |word: &String| wanted.first() == Some(word);
        let is_elsewhere = is_added
            && dropped.iter().any(is_told)
            && (free.first().copied() == label.first() || dropped.iter().any(|word| begins(word)));
        if differs || is_elsewhere {
            return Nearness::default();
        }
        // The first word narrows a term: `mutual aid` is not `aid`.
        let turns = |word: &&String| {
            numbers(word)
                || OPPOSITES.contains(&word.as_str())
                || word.chars().count() == 1
                || (begins(word) && is_told(word))
        };
        Nearness {
            score: pairing.common / all.max(f64::MIN_POSITIVE),
            is_sure: pairing.is_sure && !is_added && !dropped.iter().any(turns),
        }
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

/// The words of one label that are not yet found in the other, and what was found.
struct Pairing<'a> {
    free: Vec<&'a String>,
    common: f64,
    all: f64,
    is_sure: bool,
    /// Whether a single word was written.
    is_one: bool,
}

impl Pairing<'_> {
    /// Pairs a word with the first free one that is the same, if there is one.
    fn take(&mut self, word: &str, weight: f64) -> bool {
        let Some(at) = self.free.iter().position(|other| *other == word) else {
            return false;
        };
        self.free.remove(at);
        self.common += weight;
        self.all += weight;
        true
    }

    /// Pairs a word with free ones in another form.
    fn take_form(&mut self, word: &str, weight: impl Fn(&str) -> f64) -> bool {
        let at = |is: &dyn Fn(&str) -> bool| self.free.iter().position(|other| is(other));
        let (range, share) = if let Some(at) = at(&|other| misspelt(word, other)) {
            (at..at + 1, MISSPELT)
        } else if let Some(range) = self.run_of(word) {
            (range, ABBREVIATED)
        } else if let Some(at) = at(&|other| {
            akin(word, other) && (self.common > 0.0 || !self.is_one || is_short_for(word, other))
        }) {
            (at..at + 1, AKIN)
        } else {
            return false;
        };
        let weight: f64 = self.free[range.clone()]
            .iter()
            .map(|word| weight(word))
            .sum();
        self.is_sure &= share >= MISSPELT;
        self.common += weight * share;
        self.all += weight;
        self.free.drain(range);
        true
    }

    /// The free words that a word runs together, the last one perhaps cut short, or of which it is the initials.
    fn run_of(&self, word: &str) -> Option<std::ops::Range<usize>> {
        (0..self.free.len())
            .find_map(|start| {
                let mut rest = word;
                for (at, part) in (start..).zip(&self.free[start..]) {
                    if let Some(more) = rest.strip_prefix(part.as_str()) {
                        rest = more;
                    } else {
                        let is_cut =
                            at > start && rest.chars().count() > 2 && part.starts_with(rest);
                        return is_cut.then_some(start..at + 1);
                    }
                    if rest.is_empty() {
                        return Some(start..at + 1);
                    }
                }
                None
            })
            .or_else(|| {
                let count = word.chars().count();
                let windows = self.free.windows(count.max(1)).position(|run| {
                    count > 2
                        && run
                            .iter()
                            .filter_map(|part| part.chars().next())
                            .eq(word.chars())
                });
                windows.map(|start| start..start + count)
            })
    }
}

/// The initials of all words, and of those that say something.
fn whole_abbreviations(words: &[String]) -> impl Iterator<Item = String> {
    let initials = |words: &mut dyn Iterator<Item = &String>| -> Option<String> {
        let initials: String = words.filter_map(|word| word.chars().next()).collect();
        ABBREVIATES
            .contains(&initials.chars().count())
            .then_some(initials)
    };
    let all = initials(&mut words.iter());
    let telling = initials(&mut words.iter().filter(|word| !COMMON.contains(&word.as_str())));
    // `k8s`: first and last letter, and how many there are between.
    let number = |word: &String, more: &str| {
        let between = word.chars().count() + more.len() - 2;
        let ends = word
            .chars()
            .next()
            .zip(word.chars().chain(more.chars()).last());
        ends.map(|(first, last)| format!("{first}{between}{last}"))
    };
    // A word may have lost the `s` at its end.
    let numbers = match words {
        [word] if word.chars().count() > 5 => [number(word, ""), number(word, "s")],
        _ => [None, None],
    };
    [all, telling].into_iter().chain(numbers).flatten()
}

/// What may abbreviate words of a label: all of them, or some that stand together.
fn abbreviations(words: &[String]) -> BTreeSet<String> {
    let words = &words[..words.len().min(*ABBREVIATES.end())];
    let runs =
        (0..words.len()).flat_map(|start| (start + 3..=words.len()).map(move |end| start..end));
    let runs = runs.flat_map(|run| whole_abbreviations(&words[run]));
    whole_abbreviations(words).chain(runs).collect()
}

/// Whether a word numbers things.
fn numbers(word: &str) -> bool {
    word.contains(char::is_numeric) || ORDINALS.contains(&word)
}

/// Whether one word is short for the other or derived from the same: `info` and `information`, `balancing` and
/// `balancer`.
fn akin(written: &str, word: &str) -> bool {
    let lengths = [written, word].map(|word| word.chars().count());
    let same = written
        .chars()
        .zip(word.chars())
        .take_while(|(one, two)| one == two)
        .count();
    let shorter = lengths[0].min(lengths[1]);
    is_short_for(written, word) || same >= 4 && same * 3 >= shorter * 2
}

/// Whether a word is cut short.
fn is_short_for(written: &str, word: &str) -> bool {
    written.chars().count() > 2 && word.starts_with(written)
}

/// The words of a name, each in the singular and without accents.
fn words(name: &str) -> Vec<String> {
    let is_accent = |letter: &char| ('\u{300}'..='\u{36f}').contains(letter);
    let plain: String = if name.is_ascii() {
        name.to_owned()
    } else {
        name.nfd().filter(|letter| !is_accent(letter)).collect()
    };
    slug(&plain)
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

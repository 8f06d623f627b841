//! Names of entries that stand in a text without a link.
//!
//! In: the glossary, and the text of one of its entries. Out: for each entry that it names and never links to, the first
//! place where it does, exactly. Headings, links, quotations and code name nothing.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::graph::Glossary;
use super::target::{EntryIndex, Target};
use crate::config::Config;
use crate::entry::{Entry, markdown, passages};
use crate::source::{Location, Source, Span};

/// A name of more words is hardly ever written out.
const WORDS: usize = 8;

/// A name of fewer letters is a word of any text.
const LETTERS: usize = 3;

/// A name that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Whose name it is.
    pub entry: EntryIndex,
    /// The words as they stand in the text.
    pub text: String,
    /// Whether the name is one word: that may be a word of any text.
    pub is_word: bool,
    /// Where they stand in the file.
    pub at: Location,
}

/// The names that a text can mention, by their first two words: many share the first one.
#[derive(Debug)]
pub struct NameIndex {
    names: Vec<SoughtName>,
    /// By the hash of a word that is a name, or by those of the first two words of one, the names from the longest on.
    starts: HashMap<u64, Vec<u32>, FixedState>,
    /// A bit for each of these hashes: nearly all words of a text start no name.
    bits: Box<[u64]>,
}

/// How many bits of a hash choose the bit.
const BITS: u32 = 20;

#[derive(Debug)]
struct SoughtName {
    /// Whose it is; nobody's where several have it, or the one that has it is not to be linked to. It still stands for
    /// itself: a shorter name in it is not meant.
    entry: Option<EntryIndex>,
    words: Vec<NameWord>,
    /// Whether there is nothing but spaces and hyphens between its words.
    is_plain: bool,
}

/// The entries that have a name.
struct NameOwner<'a> {
    /// The name as it is written somewhere.
    name: &'a str,
    /// The first of them that stands in lists.
    first: Option<EntryIndex>,
    /// Whether there are more.
    is_shared: bool,
}

#[derive(Debug)]
struct NameWord {
    folded: String,
    /// The hashes of the word, and of its plurals where it is the last one.
    hashes: Vec<u64>,
    /// The word as it is written, where it is in capitals: it is another one in small letters.
    capitals: Option<String>,
}

impl NameIndex {
    /// The names of all entries.
    pub fn new(glossary: &Glossary, config: &Config) -> Self {
        let mut owners: HashMap<Vec<String>, NameOwner<'_>> = HashMap::new();
        for index in glossary.indices() {
            let entry = glossary.entry(index);
            let is_listed = glossary.is_listed(index, config);
            for name in names(entry) {
                let words = words(name).into_iter();
                let key: Vec<String> = words.map(|word| folded(word.of(name))).collect();
                let letters: usize = key.iter().map(|word| word.chars().count()).sum();
                if key.is_empty() || key.len() > WORDS || letters < LETTERS {
                    continue;
                }
                let owner = owners.entry(key).or_insert(NameOwner {
                    name,
                    first: None,
                    is_shared: false,
                });
                // One that no list has takes nobody's name.
                if is_listed {
                    let first = *owner.first.get_or_insert(index);
                    owner.is_shared |= first != index;
                }
            }
        }
        let mut index = Self {
            names: Vec::new(),
            starts: HashMap::default(),
            bits: vec![0; 1 << (BITS - 6)].into(),
        };
        let mut owners: Vec<_> = owners.into_iter().collect();
        owners.sort_by(|(one, _), (other, _)| other.len().cmp(&one.len()).then(one.cmp(other)));
        for (key, owner) in owners {
            let is_meant = |index: &EntryIndex| {
                !owner.is_shared && !glossary.entry(*index).built_in.common_word
            };
            index.add(key, owner.first.filter(is_meant), owner.name);
        }
        index
    }

    fn add(&mut self, key: Vec<String>, entry: Option<EntryIndex>, name: &str) {
        let number = self.names.len() as u32;
        let written = words(name);
        let count = key.len();
        let words = key.into_iter().zip(&written).enumerate();
        let words = words.map(|(at, (folded, word))| {
            let word = word.of(name);
            let endings = if at + 1 == count { PLURALS } else { &[""] };
            let hashes = endings
                .iter()
                .map(|end| hash([&folded, *end].concat().as_bytes()));
            NameWord {
                hashes: hashes.collect(),
                folded,
                capitals: has_capitals(word).then(|| word.to_owned()),
            }
        });
        let words: Vec<NameWord> = words.collect();
        let first = &words[0].hashes;
        let starts = words.get(1).map_or_else(
            || first.clone(),
            |second| {
                let hashes = second.hashes.iter();
                hashes.map(|second| pair(first[0], *second)).collect()
            },
        );
        for hash in starts {
            self.starts.entry(hash).or_default().push(number);
            let (part, bit) = place(hash);
            self.bits[part] |= bit;
        }
        self.names.push(SoughtName {
            entry,
            words,
            is_plain: (1..count).all(|at| Between::before(name, &written, at).is_plain()),
        });
    }

    /// The names that start with a word, or with two, by their hash.
    #[inline]
    fn starting(&self, hash: u64) -> &[u32] {
        let (part, bit) = place(hash);
        if self.bits[part] & bit == 0 {
            return &[];
        }
        self.starts.get(&hash).map_or(&[], Vec::as_slice)
    }

    /// The longest name at a word of a text.
    fn longest(&self, text: &str, words: &[Word], at: usize) -> Option<&SoughtName> {
        let first = words[at].hash;
        let longer = words.get(at + 1).map(|second| pair(first, second.hash));
        let starts = longer.into_iter().chain([first]);
        let mut names = starts.flat_map(|hash| self.starting(hash));
        names.find_map(|&number| {
            let name = &self.names[number as usize];
            name.is_at(text, words, at).then_some(name)
        })
    }

    /// Whether a text may mention an entry that is not known: it has the words of its name behind each other, whatever stands
    /// between them.
    fn may_mention(&self, text: &str, known: &[EntryIndex]) -> bool {
        // A letter that is written as its name in HTML is none here.
        if memchr::memchr(b'&', text.as_bytes()).is_some() {
            return true;
        }
        let is_new = |name: &SoughtName| {
            let entry = name.entry.as_ref();
            entry.is_some_and(|entry| !known.contains(entry))
        };
        let mut words = Words::of(text);
        let mut last = 0;
        while let Some(word) = words.next() {
            for hash in [word.hash, pair(last, word.hash)] {
                let mut names = self.starting(hash).iter();
                let may = names.any(|&number| {
                    let name = &self.names[number as usize];
                    name.goes_on(words.clone()) && is_new(name)
                });
                if may {
                    return true;
                }
            }
            last = word.hash;
        }
        false
    }

    /// The entries that an entry names in its text and does not link to, in the order of their first places.
    pub fn unlinked(
        &self,
        glossary: &Glossary,
        index: EntryIndex,
        source: &Source,
    ) -> Vec<Mention> {
        let targets = glossary.targets_of(index).iter();
        let mut known: Vec<EntryIndex> = targets.filter_map(Target::entry).collect();
        known.push(index);
        let mut mentions = Vec::new();
        // To read the Markdown once more takes longer than to look at all its words.
        if !self.may_mention(markdown(source), &known) {
            return mentions;
        }
        for passage in passages(source) {
            let text = passage.text.as_str();
            let words = words(text);
            let mut at = 0;
            while at < words.len() {
                let Some(name) = self.longest(text, &words, at) else {
                    at += 1;
                    continue;
                };
                let (first, last) = (words[at].start(), words[at + name.words.len() - 1].end());
                at += name.words.len();
                let Some(entry) = name.entry.filter(|entry| !known.contains(entry)) else {
                    continue;
                };
                known.push(entry);
                // The last letter has a place of its own: a mark may stand between it and the first.
                let letter = text[first..last]
                    .chars()
                    .next_back()
                    .map_or(1, char::len_utf8);
                let end = passage.place(last - letter) + letter;
                mentions.push(Mention {
                    entry,
                    text: text[first..last].to_owned(),
                    is_word: name.words.len() == 1,
                    at: source.at(Span::new(passage.place(first), end)),
                });
            }
        }
        mentions
    }
}

/// The part of the bits in which that of a hash is, and the bit.
fn place(hash: u64) -> (usize, u64) {
    let number = hash >> (u64::BITS - BITS);
    ((number >> 6) as usize, 1 << (number & 63))
}

impl SoughtName {
    /// Whether the words behind the first two have the hashes of its words.
    fn goes_on(&self, mut behind: impl Iterator<Item = Word>) -> bool {
        let mut rest = self.words.iter().skip(2);
        rest.all(|name| {
            let word = behind.next();
            word.is_some_and(|word| name.hashes.contains(&word.hash))
        })
    }

    /// Whether the name stands at a word of a text.
    fn is_at(&self, text: &str, words: &[Word], at: usize) -> bool {
        let end = at + self.words.len();
        self.goes_on(words.iter().skip(at + 2).copied())
            && (at == 0 || Between::before(text, words, at).is_wide())
            && (end == words.len() || Between::before(text, words, end).is_wide())
            && (!self.is_plain
                || (at + 1..end).all(|at| Between::before(text, words, at).is_plain()))
            && self
                .words
                .iter()
                .zip(&words[at..end])
                .all(|(name, word)| name.is(word.of(text)))
    }
}

impl NameWord {
    /// Whether a word of a text with the right hash is this one.
    fn is(&self, written: &str) -> bool {
        let is_plural = |rest: &str| PLURALS.contains(&rest);
        match &self.capitals {
            Some(capitals) => written.strip_prefix(capitals).is_some_and(is_plural),
            None => folded(written)
                .strip_prefix(&self.folded)
                .is_some_and(is_plural),
        }
    }
}

/// What the last word of a name may end with.
const PLURALS: &[&str] = &["", "s", "es"];

/// The names of an entry that are not only those of its file or its title. `Infrastructure as code (IaC)` is called by the
/// whole, and by what stands before the bracket and in it.
fn names(entry: &Entry) -> impl Iterator<Item = &str> {
    let others = entry.built_in.other_names().map(String::as_str);
    let names = [entry.name.as_str()].into_iter().chain(others);
    names.flat_map(|name| {
        let short = name
            .strip_suffix(')')
            .and_then(|name| name.split_once(" ("))
            .filter(|(_, short)| is_abbreviation(short));
        let parts = short.map(|(long, short)| [long, short]);
        [name].into_iter().chain(parts.into_iter().flatten())
    })
}

/// Whether some words are one in which a letter behind the first is a capital one, such as `IaC`.
fn is_abbreviation(words: &str) -> bool {
    let mut behind = words.chars().skip(1);
    words.chars().all(char::is_alphanumeric) && behind.any(char::is_uppercase)
}

/// Whether a word is in capitals, such as `API`.
fn has_capitals(word: &str) -> bool {
    let mut letters = word.chars().filter(|letter| letter.is_alphabetic());
    letters.clone().count() > 1 && letters.all(char::is_uppercase)
}

/// A word of a text, without a possessive `'s`.
#[derive(Clone, Copy)]
struct Word {
    start: u32,
    length: u16,
    /// How much of a possessive stands behind it.
    tail: u16,
    hash: u64,
}

impl Word {
    fn start(&self) -> usize {
        self.start as usize
    }

    fn end(&self) -> usize {
        self.start() + usize::from(self.length)
    }

    fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start()..self.end()]
    }
}

/// What stands between a word and the one before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    Space,
    Hyphen,
    /// Signs without a space.
    Signs,
    /// Signs and spaces, or a sign that parts words as a space does.
    Wide,
}

impl Between {
    /// That before a word of a text that is not the first one.
    fn before(text: &str, words: &[Word], at: usize) -> Self {
        let last = &words[at - 1];
        let gap = &text[last.end() + usize::from(last.tail)..words[at].start()];
        let is_hyphen = |letter: char| matches!(letter, '-' | '\u{2010}' | '\u{2011}');
        let is_wide = |letter: char| letter.is_whitespace() || matches!(letter, '/' | '—' | '–');
        if gap.chars().all(char::is_whitespace) {
            Self::Space
        } else if gap.chars().all(is_hyphen) {
            Self::Hyphen
        } else if gap.chars().any(is_wide) {
            Self::Wide
        } else {
            Self::Signs
        }
    }

    /// Whether words on both sides can be one name.
    fn is_plain(self) -> bool {
        matches!(self, Self::Space | Self::Hyphen)
    }

    /// Whether a name can begin or end here.
    fn is_wide(self) -> bool {
        matches!(self, Self::Space | Self::Wide)
    }
}

/// The words of a text. One of more than 64 kB is none.
fn words(text: &str) -> Vec<Word> {
    Words::of(text).collect()
}

/// The words of a text, one behind the other.
#[derive(Clone)]
struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Words<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The word that starts at a byte, where there is one, in which or behind which stands more than letters of ASCII.
    fn unusual(&mut self, start: usize) -> Option<Word> {
        let end = end_of_word(self.text, start);
        if end == start {
            self.at = start + self.text[start..].chars().next().map_or(1, char::len_utf8);
            return None;
        }
        self.at = end;
        let whole = &self.text[start..end];
        let mut possessive = ["'s", "’s", "'S", "’S"].iter();
        let own = possessive.find_map(|end| whole.strip_suffix(end));
        let word = own.unwrap_or(whole);
        Some(Word {
            start: start as u32,
            length: u16::try_from(word.len()).ok()?,
            tail: u16::try_from(whole.len() - word.len()).ok()?,
            hash: hash(folded(word).as_bytes()),
        })
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    #[inline]
    fn next(&mut self) -> Option<Word> {
        let bytes = self.text.as_bytes();
        let count = |from: usize, class: ByteClass| {
            let bytes = bytes[from..].iter();
            let same = bytes.take_while(|byte| CLASSES[usize::from(**byte)] == class);
            same.count()
        };
        loop {
            let start = self.at + count(self.at, ByteClass::Gap);
            let end = start + count(start, ByteClass::Letter);
            let behind = bytes.get(end);
            if behind.is_some_and(|byte| CLASSES[usize::from(*byte)] == ByteClass::Other) {
                match self.unusual(start) {
                    None => continue,
                    word => return word,
                }
            }
            self.at = end;
            if end == start {
                return None;
            }
            if let Ok(length) = u16::try_from(end - start) {
                return Some(Word {
                    start: start as u32,
                    length,
                    tail: 0,
                    hash: hash_within(bytes, start, end),
                });
            }
        }
    }
}

/// What a byte of a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ByteClass {
    /// What parts words.
    Gap,
    /// A letter or digit of ASCII.
    Letter,
    /// What needs a closer look: a sign that words can have, or a part of another letter.
    Other,
}

const CLASSES: [ByteClass; 256] = {
    let mut classes = [ByteClass::Gap; 256];
    let mut byte = 0;
    while byte < 256 {
        let letter = byte as u8;
        if letter.is_ascii_alphanumeric() {
            classes[byte] = ByteClass::Letter;
        } else if !letter.is_ascii() || matches!(letter, b'\'' | b'+' | b'#') {
            classes[byte] = ByteClass::Other;
        }
        byte += 1;
    }
    classes
};

/// Where a word ends that starts at a byte; there where no word does. An apostrophe belongs to it between letters, a `+` and a
/// `#` behind one.
fn end_of_word(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() || (matches!(byte, b'+' | b'#') && at > start) {
            at += 1;
            continue;
        }
        if byte.is_ascii() && byte != b'\'' {
            break;
        }
        let mut letters = text[at..].chars();
        let Some(letter) = letters.next() else { break };
        let is_word = match letter {
            '\'' | '’' | '\u{2bc}' => {
                at > start && letters.next().is_some_and(char::is_alphanumeric)
            }
            // Dashes and quotation marks, the most frequent of all.
            '\u{2010}'..='\u{206f}' => false,
            letter => letter.is_alphanumeric() || (at > start && is_combining_mark(letter)),
        };
        if !is_word {
            break;
        }
        at += letter.len_utf8();
    }
    at
}

/// A word by which it is compared: in small letters, in the composed form, without apostrophes.
fn folded(word: &str) -> String {
    let is_letter = |letter: &char| !matches!(letter, '\'' | '’' | '\u{2bc}');
    if word.is_ascii() {
        let letters = word.chars().filter(is_letter);
        return letters.map(|letter| letter.to_ascii_lowercase()).collect();
    }
    let letters = word.nfkc().filter(is_letter);
    letters.flat_map(char::to_lowercase).collect()
}

/// The hash of a word, by its start and its end: as there are few names, it need not be a good one. Whether a letter of ASCII is
/// a small one does not count.
fn hash(word: &[u8]) -> u64 {
    let part = |bytes: &[u8]| {
        let mut part = [0; 8];
        part[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(part)
    };
    let first = part(&word[..word.len().min(8)]);
    let last = part(&word[word.len().saturating_sub(8)..]);
    mixed(first, last, word.len())
}

/// The hash of a word in a text: the same, without a copy where enough of the text is around it.
#[inline]
fn hash_within(text: &[u8], start: usize, end: usize) -> u64 {
    let length = end - start;
    let part = |at: usize| {
        let part = text.get(at..at + 8)?;
        Some(u64::from_le_bytes(part.try_into().ok()?))
    };
    let (Some(first), Some(last)) = (part(start), part(end.saturating_sub(8))) else {
        return hash(&text[start..end]);
    };
    if length >= 8 {
        return mixed(first, last, length);
    }
    let own = first & ((1 << (8 * length)) - 1);
    mixed(own, own, length)
}

/// The hash of two words behind each other.
#[inline]
fn pair(first: u64, second: u64) -> u64 {
    (first.rotate_left(23) ^ second).wrapping_mul(FACTOR)
}

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

fn mixed(first: u64, last: u64, length: usize) -> u64 {
    const SMALL: u64 = 0x2020_2020_2020_2020;
    let first = (first | SMALL).wrapping_mul(FACTOR);
    let both = first.rotate_left(29) ^ (last | SMALL) ^ length as u64;
    both.wrapping_mul(FACTOR)
}

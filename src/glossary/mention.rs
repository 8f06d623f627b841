//! Names of entries that stand in a text without a link.
//!
//! In: the glossary and one of its entries. Out: for each entry that it names and never links to, the
//! first place where it does, exactly. Headings, links and code name nothing.

use std::collections::BTreeSet;

use unicode_normalization::char::is_combining_mark;

use super::graph::Glossary;
use super::target::{EntryIndex, Target};
use crate::config::Config;
use crate::entry::slug::slug;
use crate::entry::{Entry, passages};
use crate::source::{Location, Source, Span};

/// A name of more words is hardly ever written out.
const WORDS: usize = 8;

/// A name of fewer letters is a word of any text.
const LETTERS: usize = 3;

/// Of more entries than so many, a name is nobody's.
const MOST_NAMESAKES: usize = 16;

/// A name that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Whose name it is.
    pub entry: EntryIndex,
    /// The words as they stand in the text.
    pub text: String,
    /// Where they stand in the file.
    pub at: Location,
}

/// A word of the plain text: where it stands, and its slug.
struct Word {
    start: usize,
    end: usize,
    slug: String,
}

/// The entries that an entry names in its text and does not link to, in the order of their first places.
pub fn unlinked(
    glossary: &Glossary,
    config: &Config,
    index: EntryIndex,
    source: &Source,
) -> Vec<Mention> {
    let mut linked: BTreeSet<EntryIndex> = glossary
        .targets_of(index)
        .iter()
        .filter_map(Target::entry)
        .collect();
    linked.insert(index);
    let mut mentions = Vec::new();
    for passage in passages(source) {
        let words = words(&passage.text);
        let mut at = 0;
        while at < words.len() {
            let Some((length, found)) = longest(glossary, config, &words[at..]) else {
                at += 1;
                continue;
            };
            let (first, last) = (words[at].start, words[at + length - 1].end);
            at += length;
            if linked.insert(found) {
                // The last letter has a place of its own: a mark may stand between it and the first.
                let end = passage.place(last - 1) + 1;
                mentions.push(Mention {
                    entry: found,
                    text: passage.text[first..last].to_owned(),
                    at: source.at(Span::new(passage.place(first), end)),
                });
            }
        }
    }
    mentions
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        let is_gap = letter.is_whitespace() || matches!(letter, '/' | '—' | '–');
        match (start, is_gap) {
            (None, false) => start = Some(at),
            (Some(first), true) => {
                let is_mark = |letter: char| {
                    !letter.is_alphanumeric()
                        && !matches!(letter, '+' | '#')
                        && !is_combining_mark(letter)
                };
                let word = text[first..at].trim_end_matches(is_mark);
                let inner = word.trim_start_matches(is_mark);
                let slug = slug(inner);
                if !slug.is_empty() {
                    words.push(Word {
                        start: first + word.len() - inner.len(),
                        end: first + word.len(),
                        slug,
                    });
                }
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// Whether an entry has a name in so many words, not only a file or a title of that name.
fn is_called(entry: &Entry, key: &str) -> bool {
    let aliases = entry.built_in.other_names();
    let mut names = [&entry.name].into_iter().chain(aliases);
    names.any(|name| slug(name) == key)
}

/// The longest name at the start of some words, and whose it is.
fn longest(glossary: &Glossary, config: &Config, words: &[Word]) -> Option<(usize, EntryIndex)> {
    let mut key = String::new();
    let mut best = None;
    for (number, word) in words.iter().take(WORDS).enumerate() {
        if number > 0 {
            key.push('-');
        }
        key.push_str(&word.slug);
        let named = glossary.names.named(&key).iter().copied();
        let mut named = named.take(MOST_NAMESAKES).filter(|&index| {
            let entry = glossary.entry(index);
            glossary.is_listed(index, config) && is_called(entry, &key)
        });
        // A name of several entries is nobody's, and a short word is rarely a name.
        if let (Some(only), None) = (named.next(), named.next())
            && key.chars().count() >= LETTERS
        {
            best = Some((number + 1, only));
        }
    }
    best
}

//! Documents → for each of their words, the documents that have it and how much it says there.

use std::borrow::Cow;

use foldhash::fast::FixedState;
use indexmap::IndexSet;

use super::fold::{Folder, order};
use super::text::visible_into;

/// What a document is found by.
#[derive(Clone, Debug, Default)]
pub struct Document<'a> {
    /// What it is called: its names, and the phrases that mean it.
    pub labels: Vec<&'a str>,
    /// Its headings.
    pub headings: Vec<&'a str>,
    /// One sentence about it.
    pub description: Cow<'a, str>,
    /// Its text as HTML.
    pub html: &'a str,
}

/// How much a word says of a document: so many bits stand beside the number of the document.
pub(super) const BITS: u32 = 3;

/// The word is in the text, so many times, or fewer.
const OFTEN: u32 = 4;

/// What a word says of a document, from the least to the most.
const TEXT: u8 = 0;
const TEXT_OFTEN: u8 = 1;
const DESCRIPTION: u8 = 2;
const HEADING: u8 = 3;

/// The least that a word of a label says: the fewer words the label has, the more.
pub(super) const LABEL: u8 = 4;

fn of_label(words: usize) -> u8 {
    match words {
        0 | 1 => LABEL + 3,
        2 => LABEL + 2,
        3 | 4 => LABEL + 1,
        _ => LABEL,
    }
}

/// The words of some documents, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Postings {
    words: IndexSet<Box<str>, FixedState>,
    /// For each word, its place among those of the document that is being read, and one more than that document.
    last: Vec<(u32, u32)>,
    /// The words of the document that is being read: which, how often, and what it says.
    met: Vec<(u32, u32, u8)>,
    /// Each word of each document, with what it says of it.
    all: Vec<(u32, u32)>,
    folder: Folder,
    text: String,
    of_label: Vec<u32>,
}

impl Postings {
    /// Reads a document; their numbers rise.
    pub(super) fn add(&mut self, number: u32, document: &Document<'_>) {
        for label in &document.labels {
            self.of_label.clear();
            self.each(label, |this, word| {
                let at = this.meet(number, word);
                this.of_label.push(at);
            });
            let says = of_label(self.of_label.len());
            for &at in &self.of_label {
                let met = &mut self.met[at as usize];
                met.2 = met.2.max(says);
            }
        }
        for heading in &document.headings {
            self.each(heading, |this, word| this.say(number, word, HEADING));
        }
        self.each(&document.description, |this, word| {
            this.say(number, word, DESCRIPTION);
        });
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        visible_into(document.html, &mut text);
        self.each(&text, |this, word| {
            let at = this.meet(number, word) as usize;
            let met = &mut this.met[at];
            met.1 += 1;
            if met.1 >= OFTEN {
                met.2 = met.2.max(TEXT_OFTEN);
            }
        });
        self.text = text;
        let met = self.met.drain(..);
        let all = met.map(|(word, _, says)| (word, number << BITS | u32::from(says)));
        self.all.extend(all);
    }

    fn each(&mut self, text: &str, mut each: impl FnMut(&mut Self, &str)) {
        let mut folder = std::mem::take(&mut self.folder);
        folder.words(text, &mut |word| each(self, word));
        self.folder = folder;
    }

    fn say(&mut self, number: u32, word: &str, says: u8) {
        let at = self.meet(number, word) as usize;
        let met = &mut self.met[at];
        met.2 = met.2.max(says);
    }

    /// The place of a word among those of the document.
    fn meet(&mut self, number: u32, word: &str) -> u32 {
        let known = self.words.get_index_of(word);
        let id = known.unwrap_or_else(|| {
            self.last.push((0, 0));
            self.words.insert_full(word.into()).0
        });
        let (at, document) = &mut self.last[id];
        if *document != number + 1 {
            *document = number + 1;
            *at = self.met.len() as u32;
            self.met.push((id as u32, 0, TEXT));
        }
        *at
    }

    /// The same, sorted by words.
    pub(super) fn sorted(self) -> Sorted {
        let mut order_of: Vec<u32> = (0..self.words.len() as u32).collect();
        order_of.sort_unstable_by(|&one, &other| {
            order(&self.words[one as usize], &self.words[other as usize])
        });
        // Where those of each word end; first, how many there are.
        let mut ends = vec![0_u32; self.words.len()];
        for &(word, _) in &self.all {
            ends[word as usize] += 1;
        }
        let mut end = 0;
        let mut places = vec![0_u32; self.words.len()];
        let mut words = Vec::with_capacity(self.words.len());
        let mut names = String::new();
        for &word in &order_of {
            places[word as usize] = end;
            end += ends[word as usize];
            names.push_str(&self.words[word as usize]);
            words.push((names.len() as u32, end));
        }
        let mut postings = vec![0_u32; self.all.len()];
        for (word, posting) in self.all {
            let place = &mut places[word as usize];
            postings[*place as usize] = posting;
            *place += 1;
        }
        Sorted {
            names,
            words,
            postings,
        }
    }
}

/// The words of some documents, sorted, each with its documents in their order.
#[derive(Debug)]
pub(super) struct Sorted {
    names: String,
    /// Where each word ends, and where its documents do.
    words: Vec<(u32, u32)>,
    postings: Vec<u32>,
}

impl Sorted {
    /// Each word with its documents.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, &[u32])> {
        let mut start = (0, 0);
        self.words.iter().map(move |&(name, postings)| {
            let name = name as usize;
            let postings = postings as usize;
            let word = (
                &self.names[start.0..name],
                &self.postings[start.1..postings],
            );
            start = (name, postings);
            word
        })
    }
}

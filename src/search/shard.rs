//! Sorted words → the files that a search asks for.
//!
//! A shard ends where the words say so, not where a count does: a new word changes its own shard, and those behind it stay
//! as they are.

use super::postings::{BITS, LABEL};

/// A shard has at least so many bytes, and ends behind the next word whose hash says so, or when it has so many.
const LEAST: usize = 6 * 1024;
const MOST: usize = 20 * 1024;

/// One word in so many ends a shard.
const ENDS: u32 = 128;

/// A word in more than one document of so many says little: in texts nobody needs to find it.
const COMMON: usize = 5;

/// A word in fewer documents than this is never common; in more than that, always.
const FEW: usize = 100;
const MANY: usize = 8192;

/// What a search needs of some documents.
#[derive(Debug, Default)]
pub struct WordIndex {
    /// The words in their order.
    pub shards: Vec<WordShard>,
    /// The words of labels, a line for each: how many characters it shares with the one before it, as a digit of
    /// base 36, and the rest of it.
    pub names: String,
}

/// Some words that follow each other, with their documents.
#[derive(Debug, Default)]
pub struct WordShard {
    /// Its first word.
    pub first: String,
    /// For each word: how many bytes it shares with the one before it, how many follow, and these; twice the number of
    /// its documents, and one more where only those are named in which it says more than in a text; for each of them
    /// eight times the distance from the one before it, and what the word says there. Numbers are LEB128.
    pub bytes: Vec<u8>,
}

/// Writes shards.
#[derive(Debug)]
pub(super) struct ShardWriter {
    index: WordIndex,
    shard: WordShard,
    last: String,
    last_name: String,
    common: usize,
}

impl ShardWriter {
    /// For an index of so many documents.
    pub(super) fn new(count: usize) -> Self {
        Self {
            index: WordIndex::default(),
            shard: WordShard::default(),
            last: String::new(),
            last_name: String::new(),
            common: (count / COMMON).clamp(FEW, MANY),
        }
    }

    /// The next word, with its documents in some parts that follow each other.
    pub(super) fn add<'p>(&mut self, word: &str, parts: impl Iterator<Item = &'p [u32]> + Clone) {
        let mut counts = [0_usize; 1 << BITS];
        for posting in parts.clone().flatten() {
            counts[says(*posting)] += 1;
        }
        let mut least = 0;
        let mut kept: usize = counts.iter().sum();
        while kept > self.common && least < counts.len() - 1 {
            kept -= counts[least];
            least += 1;
        }
        if self.shard.bytes.is_empty() {
            word.clone_into(&mut self.shard.first);
            self.last.clear();
        }
        let shared = shared(&self.last, word);
        let bytes = &mut self.shard.bytes;
        number(shared, bytes);
        number(word.len() - shared, bytes);
        bytes.extend_from_slice(&word.as_bytes()[shared..]);
        number((kept << 1) | usize::from(least > 0), bytes);
        let mut last = 0;
        for &posting in parts.flatten().filter(|posting| says(**posting) >= least) {
            let document = posting >> BITS;
            let distance = (document - last) as usize;
            number((distance << BITS) | says(posting), bytes);
            last = document;
        }
        word.clone_into(&mut self.last);
        if counts[usize::from(LABEL)..].iter().any(|&count| count > 0) {
            self.name(word);
        }
        let length = self.shard.bytes.len();
        if length >= LEAST && (hash(word).is_multiple_of(ENDS) || length >= MOST) {
            self.index.shards.push(std::mem::take(&mut self.shard));
        }
    }

    /// A word of a label.
    fn name(&mut self, word: &str) {
        let pairs = self.last_name.chars().zip(word.chars());
        let shared = pairs.take_while(|(one, other)| one == other).count();
        let digit = char::from_digit(shared as u32, 36).unwrap_or('0');
        self.index.names.push(digit);
        self.index.names.extend(word.chars().skip(shared));
        self.index.names.push('\n');
        word.clone_into(&mut self.last_name);
    }

    pub(super) fn finish(mut self) -> WordIndex {
        if !self.shard.bytes.is_empty() {
            self.index.shards.push(self.shard);
        }
        self.index
    }
}

/// What a word says of the document of a posting.
fn says(posting: u32) -> usize {
    (posting & ((1 << BITS) - 1)) as usize
}

/// How many bytes two words share at their start.
fn shared(one: &str, other: &str) -> usize {
    let pairs = one.bytes().zip(other.bytes());
    pairs.take_while(|(one, other)| one == other).count()
}

/// Appends a number as LEB128.
fn number(mut number: usize, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// FNV-1a: the same on every machine.
fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

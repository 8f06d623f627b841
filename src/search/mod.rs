//! An index by which a browser finds entries, made of many small files of which a search needs a few.
//!
//! In: [`Document`]s, one after the other by their numbers. Out: a [`WordIndex`]: [`WordShard`]s of sorted words, each with the
//! documents that have the word and how much it says there, and the words of names, against which a misspelt word is
//! held. Knows no address and no page. `static/search.js` reads what is made here: `docs/search.md` has the format.
//!
//! - [`fold`]: texts → words in the one form in which they are compared; the script has the same rules.
//! - [`text`]: HTML → what a reader sees of it.

pub mod fold;
mod postings;
mod shard;
pub mod text;

use rayon::prelude::*;

pub use postings::Document;
use postings::Postings;
use shard::ShardWriter;
pub use shard::{WordIndex, WordShard};

/// So many documents are read by one thread: their words are kept once.
const AT_ONCE: usize = 1024;

/// The index of so many documents, each of which is asked for once.
pub fn index<'a>(count: usize, document: impl Fn(usize) -> Document<'a> + Sync) -> WordIndex {
    let starts: Vec<usize> = (0..count).step_by(AT_ONCE).collect();
    let parts = starts.into_par_iter().map(|start| {
        let mut postings = Postings::default();
        for number in start..count.min(start + AT_ONCE) {
            postings.add(number as u32, &document(number));
        }
        postings.sorted()
    });
    let parts: Vec<_> = parts.collect();
    let mut words: Vec<(&str, &[u32])> = Vec::new();
    for part in &parts {
        words.extend(part.words());
    }
    // Each part is sorted: what is left to do is to merge them. Those of one word stay in the order of the parts.
    words.sort_by(|(one, _), (other, _)| fold::order(one, other));
    let mut writer = ShardWriter::new(count);
    for same in words.chunk_by(|(one, _), (other, _)| one == other) {
        writer.add(same[0].0, same.iter().map(|(_, postings)| *postings));
    }
    writer.finish()
}

//! What others show of a text: its start, and the sentences of its links.

use std::ops::Range;

use super::markup::BodySink;
use super::writer::Writer;
use crate::entry::sentence::{Sentences, excerpt};
use crate::source::Span;

/// Of the start of a text, so many characters can be shown: more than any list shows.
const LONGEST_LEAD: usize = 256;

impl<S: BodySink> Writer<'_, '_, S> {
    /// Keeps of the plain text what others will show of it: its start, and the sentences of its links.
    pub(super) fn quote(&mut self) {
        let lead = self.lead.start as usize..self.lead.end as usize;
        let lead = self.plain.get(lead).unwrap_or("").trim();
        let start = lead.get(..LONGEST_LEAD).filter(|start| start.is_ascii());
        self.body.lead = start
            .unwrap_or_else(|| {
                let end = lead.char_indices().nth(LONGEST_LEAD);
                end.map_or(lead, |(end, _)| &lead[..end])
            })
            .to_owned();
        if !S::IS_SHOWN {
            for reference in &mut self.references[self.first_reference..] {
                reference.text = Span::default();
            }
            return;
        }
        let quotes = &mut self.body.quotes;
        let (mut last, mut start, mut whole) = (0..0, 0, 0..0);
        let (mut line, mut sentences) = (0..0, Sentences::default());
        for reference in &mut self.references[self.first_reference..] {
            let text = std::mem::take(&mut reference.text);
            if !reference.kind.is_link() {
                continue;
            }
            let text = text.range();
            let inner = text.start.min(self.plain.len())..text.end.min(self.plain.len());
            if !(line.start <= inner.start && inner.end <= line.end) || line.is_empty() {
                line = line_of(&self.plain, &inner);
                sentences.start_anew();
            }
            let within = inner.start - line.start..inner.end - line.start;
            let sentence = sentences.around(&self.plain[line.clone()], within);
            let sentence = line.start + sentence.start..line.start + sentence.end;
            let shown = excerpt(&self.plain, sentence.clone(), inner);
            if quotes.is_empty() || shown != last {
                if !quotes.is_empty() {
                    quotes.push('\n');
                }
                whole = quotes.len()..0;
                quotes.push_str(if shown.start > sentence.start {
                    "… "
                } else {
                    ""
                });
                start = quotes.len();
                quotes.push_str(&self.plain[shown.clone()]);
                quotes.push_str(if shown.end < sentence.end { " …" } else { "" });
                whole.end = quotes.len();
                last = shown.clone();
            }
            let place = |at: usize| start + at.clamp(shown.start, shown.end) - shown.start;
            reference.text = Span::new(place(text.start), place(text.end));
            reference.sentence = whole.clone().into();
        }
        // A copy takes no more memory than it needs.
        *quotes = quotes.clone();
    }
}

/// The line of `plain` that holds a range.
fn line_of(plain: &str, inner: &Range<usize>) -> Range<usize> {
    let plain = plain.as_bytes();
    let start = memchr::memrchr(b'\n', &plain[..inner.start]).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', &plain[inner.end..]);
    start..end.map_or(plain.len(), |at| inner.end + at)
}

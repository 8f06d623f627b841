//! Lists in a text, and numbers of entries: what is asked for, and where the answer belongs.
//!
//! A list is a block of code in the language `entries`; `{count:cases}` is the number of entries of a collection. Neither is
//! known before the whole glossary is, so a comment stands in the HTML in its place.

use std::ops::Range;

use super::markup::BodySink;
use super::state::{ListInText, OpenCode};
use super::writer::Writer;
use crate::config::ListBlock;
use crate::source::{Source, Span, Spanned};

/// How what stands in HTML where a list belongs starts.
pub const LIST_MARK: &str = "<!--entries:";

/// What stands in HTML where a list belongs.
pub fn list_mark(number: usize) -> String {
    format!("{LIST_MARK}{number}-->")
}

/// What stands in HTML where the number of entries of a collection belongs: this, its name, and the end of a comment.
pub const COUNT_MARK: &str = "<!--count:";

const COUNT_START: &str = "{count:";

impl<S: BodySink> Writer<'_, '_, S> {
    /// Ends a block that asks for a list.
    pub(super) fn close_list(&mut self, code: &OpenCode) {
        let source = Source::new(&self.source.path, code.text.as_str());
        let (mut block, mut faults) = ListBlock::read(&source);
        let place = |span: Span| {
            let (start, end) = (span.start as usize, span.end as usize);
            let last = code.place(end.max(start + 1) - 1) + 1;
            self.span(code.place(start)..last.max(code.place(start)))
        };
        block.relocate(place);
        block.span = self.span(code.range.clone());
        for fault in &mut faults {
            fault.at.span = place(fault.at.span);
            for edit in fault.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
                edit.at.span = place(edit.at.span);
            }
        }
        self.out.push_block(&list_mark(self.body.lists.len()));
        self.out.push("\n");
        self.body.lists.push(ListInText { block, faults });
    }

    /// Writes a text in which numbers of entries stand.
    pub(super) fn words_with_counts(&mut self, text: &str, range: &Range<usize>) -> bool {
        let may_have = memchr::memchr(b'{', text.as_bytes()).is_some();
        if !may_have || !text.contains(COUNT_START) || self.in_image() {
            return false;
        }
        let mut rest = text;
        // Where the signs of the text differ from those of the Markdown, all of it is the place.
        let is_same = self.text.get(range.clone()) == Some(text);
        while let Some((before, behind)) = rest.split_once(COUNT_START) {
            let name = behind.split('}').next().unwrap_or_default();
            let is_name = name.len() < behind.len()
                && !name.is_empty()
                && !name.contains(|letter: char| letter.is_whitespace() || "<>&".contains(letter))
                && !name.contains("--");
            if !is_name {
                let end = rest.len() - behind.len();
                self.push_words(&rest[..end]);
                rest = behind;
                continue;
            }
            self.push_words(before);
            let start = text.len() - behind.len();
            let place = if is_same {
                range.start + start..range.start + start + name.len()
            } else {
                range.clone()
            };
            let name = Spanned::new(name.to_owned(), self.span(place));
            self.out.push(&[COUNT_MARK, &name, "-->"].concat());
            rest = &behind[name.len() + 1..];
            self.body.counts.push(name);
        }
        self.push_words(rest);
        true
    }
}

//! The quotation marks that the parser makes of straight ones → those of the language.
//!
//! In: a mark, and where its straight one is written. Out: the mark of the language.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::words::Wording;

/// What is known of the quotations of a block.
pub(super) struct Quotations<'a> {
    text: &'a str,
    wording: &'a Wording,
    /// How many quotations within others are open.
    inner: usize,
}

impl<'a> Quotations<'a> {
    pub(super) fn new(text: &'a str, wording: &'a Wording) -> Self {
        Self {
            text,
            wording,
            inner: 0,
        }
    }

    /// Whether the parser made a mark of a straight one, rather than found it.
    pub(super) fn is_sign(&self, mark: &str, range: &Range<usize>) -> bool {
        let written = self.text.as_bytes().get(range.clone());
        matches!(written, Some(b"\"" | b"'")) && mark.len() > 1
    }

    /// The mark in its place. What closes nothing is an apostrophe, the same in all languages.
    pub(super) fn of_language(&mut self, mark: &str, range: &Range<usize>) -> &'a str {
        let behind = self.text[range.end..].chars().next();
        match mark {
            "‘" => self.inner += 1,
            "’" if self.inner == 0 || behind.is_some_and(char::is_alphanumeric) => return "’",
            "’" => self.inner -= 1,
            _ => {}
        }
        let mark = mark.chars().next();
        mark.and_then(|mark| self.wording.quote(mark)).unwrap_or("")
    }

    /// No quotation runs on from one block into another.
    pub(super) fn pass(&mut self, event: &Event<'_>) {
        let is_block = match event {
            Event::Start(tag) => !matches!(
                tag,
                Tag::Emphasis
                    | Tag::Strong
                    | Tag::Strikethrough
                    | Tag::Superscript
                    | Tag::Subscript
                    | Tag::Link { .. }
                    | Tag::Image { .. }
            ),
            Event::End(tag) => !is_inline(*tag),
            _ => false,
        };
        if is_block {
            self.inner = 0;
        }
    }
}

/// Whether what ends here stands within a line of text.
pub(super) fn is_inline(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

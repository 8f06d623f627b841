//! The HTML of a body while it is written: tags, text, and gaps for what is known only later.
//!
//! In: what the writer says, piece by piece. Out: [`Html`], or nothing where only the facts of a body
//! are asked for.

use std::fmt::Write;

use super::headings::Headings;
use crate::entry::highlight::Highlighter;
use crate::entry::html::{Hole, Html, escape_into, replace_into};

/// Where the HTML of a body goes. What does nothing writes nothing.
pub(in crate::entry) trait BodySink: Sized {
    /// Whether pages will be made of what was read.
    const IS_SHOWN: bool = true;

    /// A sink for the HTML of a text.
    fn of(text: &str) -> Self;

    /// HTML as it stands.
    fn push(&mut self, _html: &str) {}

    /// A tag that starts a line.
    fn push_block(&mut self, _tag: &str) {}

    /// The end of a paragraph.
    fn end_paragraph(&mut self) {}

    /// Text between tags.
    fn push_text(&mut self, _text: &str) {}

    /// Text within the quotes of an attribute.
    fn push_value(&mut self, _text: &str) {}

    /// HTML with values in it.
    fn push_format(&mut self, _html: std::fmt::Arguments<'_>) {}

    /// A block of code.
    fn push_code(&mut self, _language: &str, _code: &str, _highlighter: &Highlighter) {}

    /// A place for what is not known yet.
    fn push_gap(&mut self, _gap: Gap) {}

    /// HTML at the end of the last paragraph, or behind the last other block.
    fn push_inside(&mut self, _html: &str) {}

    /// What was written elsewhere.
    fn append(&mut self, _other: Self) {}

    /// How much was written.
    fn length(&self) -> usize {
        0
    }

    /// Whether anything stands behind the tag that starts at a length.
    fn has_words(&self, _start: usize) -> bool {
        true
    }

    /// Takes back what was written behind a length.
    fn truncate(&mut self, _length: usize) {}

    /// Takes out what was written behind a length, if it is more than text.
    fn split_marked(&mut self, _length: usize) -> Option<Self> {
        None
    }

    /// The whole, where it is wanted, with the ids of headings.
    fn finish(self, _headings: &Headings) -> Option<Html> {
        None
    }
}

/// For who wants only facts.
pub(in crate::entry) struct Nothing;

impl BodySink for Nothing {
    const IS_SHOWN: bool = false;

    fn of(_: &str) -> Self {
        Self
    }
}

/// A place in HTML for what is not known while it is written.
#[derive(Clone, Copy)]
pub(in crate::entry) enum Gap {
    /// The address of a reference, by its number in the entry, and how much of the text before it and behind it
    /// belongs to it.
    Address(usize, [usize; 2]),
    /// What the entry says that a reference embeds, by its number in the entry.
    Embed(usize),
    /// The id of a heading, by its number.
    Id(usize),
}

/// HTML with gaps.
pub(in crate::entry) struct Markup {
    text: String,
    /// Each gap and the offset before which it lies.
    gaps: Vec<(usize, Gap)>,
    /// Where the last paragraph ended.
    paragraph: usize,
}

const PARAGRAPH_END: &str = "</p>\n";

impl BodySink for Markup {
    fn of(text: &str) -> Self {
        Self {
            text: String::with_capacity(text.len() * 3 / 2),
            gaps: Vec::new(),
            paragraph: 0,
        }
    }

    fn push(&mut self, html: &str) {
        self.text.push_str(html);
    }

    fn push_block(&mut self, tag: &str) {
        if !matches!(self.text.as_bytes().last(), None | Some(b'\n')) {
            self.text.push('\n');
        }
        self.text.push_str(tag);
    }

    fn end_paragraph(&mut self) {
        self.text.push_str(PARAGRAPH_END);
        self.paragraph = self.text.len();
    }

    fn push_text(&mut self, text: &str) {
        replace_into(text, &mut self.text, |byte| match byte {
            b'&' => Some("&amp;"),
            b'<' => Some("&lt;"),
            b'>' => Some("&gt;"),
            _ => None,
        });
    }

    fn push_value(&mut self, text: &str) {
        escape_into(text, &mut self.text);
    }

    fn push_format(&mut self, html: std::fmt::Arguments<'_>) {
        let _ = self.text.write_fmt(html);
    }

    fn push_code(&mut self, language: &str, code: &str, highlighter: &Highlighter) {
        self.push("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            self.push(" class=\"language-");
            self.push_value(language);
            self.push("\"");
        }
        self.push(">");
        match highlighter.highlight(language, code) {
            Some(highlighted) => self.push(&highlighted),
            None => self.push_value(code),
        }
        self.push("</code></pre>\n");
    }

    fn push_gap(&mut self, gap: Gap) {
        self.gaps.push((self.text.len(), gap));
    }

    fn push_inside(&mut self, html: &str) {
        let is_inside = self.paragraph == self.text.len() && self.text.ends_with(PARAGRAPH_END);
        if is_inside {
            self.text.truncate(self.text.len() - PARAGRAPH_END.len());
        }
        self.text.push_str(html);
        if is_inside {
            self.end_paragraph();
        }
    }

    fn append(&mut self, other: Self) {
        let length = self.text.len();
        self.text.push_str(&other.text);
        let gaps = other.gaps.into_iter();
        self.gaps.extend(gaps.map(|(at, gap)| (length + at, gap)));
    }

    fn length(&self) -> usize {
        self.text.len()
    }

    fn has_words(&self, start: usize) -> bool {
        !self.text[start..].ends_with('>') || self.text[start..].matches('>').count() > 1
    }

    fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
        let kept = self.gaps.partition_point(|(at, _)| *at < length);
        self.gaps.truncate(kept);
    }

    fn split_marked(&mut self, length: usize) -> Option<Self> {
        let kept = self.gaps.partition_point(|(at, _)| *at < length);
        if kept == self.gaps.len() && !self.text[length..].contains('<') {
            return None;
        }
        let gaps = self.gaps.split_off(kept).into_iter();
        Some(Self {
            text: self.text.split_off(length),
            gaps: gaps.map(|(at, gap)| (at - length, gap)).collect(),
            paragraph: 0,
        })
    }

    fn finish(self, headings: &Headings) -> Option<Html> {
        let (mut length, mut addresses) = (self.text.len(), 0);
        for (_, gap) in &self.gaps {
            match gap {
                Gap::Address(..) | Gap::Embed(_) => addresses += 1,
                Gap::Id(heading) => length += headings.at(*heading).id.len(),
            }
        }
        let mut text = String::with_capacity(length);
        let mut holes = Vec::with_capacity(addresses);
        let mut from = 0;
        for (at, gap) in self.gaps {
            text.push_str(&self.text[from..at]);
            from = at;
            match gap {
                Gap::Address(reference, around) => {
                    holes.push(Hole::new(text.len(), reference, around));
                }
                Gap::Embed(reference) => holes.push(Hole::for_text(text.len(), reference)),
                Gap::Id(heading) => escape_into(headings.at(heading).id, &mut text),
            }
        }
        text.push_str(&self.text[from..]);
        Some(Html { text, holes })
    }
}

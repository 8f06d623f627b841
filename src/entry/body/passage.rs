//! The running text of a body with the places where it was written.
//!
//! In: the same Markdown, read by the same parser. Out: [`Passage`]s. They are made for the one page that
//! an author looks at; an entry does not keep them.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::prepare::{as_written, is_marked, options, prepared};

/// Words that follow each other, outside of headings, links, code and raw HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// The words without marks.
    pub text: String,
    /// Where each piece of the text starts, and where it starts in the source.
    pieces: Vec<(usize, usize)>,
}

impl Passage {
    /// Where a byte of the text stands in the source.
    pub fn place(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|(start, _)| *start <= at);
        let (start, place) = piece
            .checked_sub(1)
            .map_or((0, 0), |piece| self.pieces[piece]);
        place + (at - start)
    }

    fn push(&mut self, text: &str, place: usize) {
        self.pieces.push((self.text.len(), place));
        if is_marked(text) {
            self.text.push_str(&as_written(text));
        } else {
            self.text.push_str(text);
        }
    }
}

/// The passages of the Markdown that starts at a byte of a text.
pub(in crate::entry) fn read(text: &str, start: usize) -> Vec<Passage> {
    let text = prepared(&text[start..]);
    let mut passages = Vec::new();
    let mut passage = Passage::default();
    // What is open whose words are not running text.
    let mut silent = 0_usize;
    for (event, range) in Parser::new_ext(&text, options(false)).into_offset_iter() {
        match &event {
            Event::Text(words) if silent == 0 => passage.push(words, start + range.start),
            Event::SoftBreak | Event::HardBreak if silent == 0 => {
                passage.push(" ", start + range.start);
            }
            Event::Text(_) | Event::SoftBreak | Event::HardBreak => {}
            Event::Start(
                Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Superscript
                | Tag::Subscript,
            )
            | Event::End(
                TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript,
            ) => {}
            _ => passages.push(std::mem::take(&mut passage)),
        }
        match event {
            Event::Start(
                Tag::Heading { .. }
                | Tag::Link { .. }
                | Tag::Image { .. }
                | Tag::CodeBlock(_)
                | Tag::HtmlBlock,
            ) => silent += 1,
            Event::End(
                TagEnd::Heading(_)
                | TagEnd::Link
                | TagEnd::Image
                | TagEnd::CodeBlock
                | TagEnd::HtmlBlock,
            ) => silent = silent.saturating_sub(1),
            Event::InlineHtml(html) if html.starts_with("<a ") => silent += 1,
            Event::InlineHtml(html) if html.starts_with("</a") => {
                silent = silent.saturating_sub(1);
            }
            _ => {}
        }
    }
    passages.push(passage);
    passages.retain(|passage| !passage.text.trim().is_empty());
    passages
}

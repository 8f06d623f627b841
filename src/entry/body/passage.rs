//! The running text of a body with the places where it was written.
//!
//! In: the same Markdown, read by the same parser. Out: [`Passage`]s. They are made for the one page that
//! an author looks at; an entry does not keep them.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::prepare::{as_written, is_marked, options, prepared};

/// Words that follow each other, outside of headings, links, quotations, code and raw HTML.
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
    let mut elements = 0_usize;
    // Of each block quote that is open, whether it is a quotation.
    let mut quotes = Vec::new();
    for (event, range) in Parser::new_ext(&text, options(false)).into_offset_iter() {
        match &event {
            Event::Text(words) if silent + elements == 0 => {
                passage.push(words, start + range.start);
            }
            Event::SoftBreak | Event::HardBreak if silent + elements == 0 => {
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
            Event::Start(Tag::BlockQuote(kind)) => {
                let is_alert = kind.is_some() || is_alert(&text[range]);
                quotes.push(!is_alert);
                silent += usize::from(!is_alert);
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                silent = silent.saturating_sub(usize::from(quotes.pop() == Some(true)));
            }
            Event::Start(
                Tag::Heading { .. }
                | Tag::Link { .. }
                | Tag::Image { .. }
                | Tag::CodeBlock(_)
                | Tag::HtmlBlock
                | Tag::TableHead
                | Tag::DefinitionListTitle,
            ) => silent += 1,
            Event::End(
                TagEnd::Heading(_)
                | TagEnd::Link
                | TagEnd::Image
                | TagEnd::CodeBlock
                | TagEnd::HtmlBlock
                | TagEnd::TableHead
                | TagEnd::DefinitionListTitle,
            ) => silent = silent.saturating_sub(1),
            // What no end tag closes ends with its paragraph.
            Event::InlineHtml(html) => match silencing(&html) {
                Some(TagSide::Start) => elements += 1,
                Some(TagSide::End) => elements = elements.saturating_sub(1),
                None => {}
            },
            Event::End(TagEnd::Paragraph) => elements = 0,
            _ => {}
        }
    }
    passages.push(passage);
    passages.retain(|passage| !passage.text.trim().is_empty());
    passages
}

/// Whether a block quote opens with a mark such as `[!NOTE]`: it is no quotation.
fn is_alert(quote: &str) -> bool {
    quote.trim_start_matches(['>', ' ']).starts_with("[!")
}

/// One of the tags of an element.
enum TagSide {
    Start,
    End,
}

/// Elements whose words are links, code, or somebody else's.
const SILENT: &[&str] = &["a", "code", "kbd", "samp", "var", "q", "cite"];

fn silencing(tag: &str) -> Option<TagSide> {
    let inner = tag.strip_prefix('<')?;
    let (name, side) = match inner.strip_prefix('/') {
        Some(name) => (name, TagSide::End),
        None => (inner, TagSide::Start),
    };
    let end = name.find(|letter: char| !letter.is_ascii_alphanumeric());
    let name = name[..end.unwrap_or(name.len())].to_ascii_lowercase();
    SILENT.contains(&name.as_str()).then_some(side)
}

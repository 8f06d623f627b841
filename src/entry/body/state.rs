//! What is known of a body while it is written, and what is left at its end: values without a step of the way.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, Event, LinkType, Tag, TagEnd};

use super::anchors::{AnchorTable, ids};
use super::headings::Headings;
use crate::config::ListBlock;
use crate::diagnostic::Diagnostic;
use crate::entry::html::Html;
use crate::entry::ignore::Ignore;
use crate::entry::reference::BlockNumber;
use crate::entry::safe::{is_heading, kept_open};
use crate::source::{Span, Spanned};

/// So many elements of raw HTML may stand in each other; the tags of more are left out.
const DEEPEST: usize = 256;

/// What the body of an entry says.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The HTML, with placeholders for the addresses of its references; empty where only the facts were read.
    pub(in crate::entry) html: Html,
    /// The words of the heading that is the title, where they are more than text.
    pub(in crate::entry) title: Option<Box<Html>>,
    /// The headings in their order.
    pub headings: Headings,
    /// The other ids that a link can lead to: those of raw HTML, and of footnotes.
    pub(super) other_ids: Vec<String>,
    /// The sentences in which there are links, without marks, one on each line.
    pub quotes: String,
    /// The start of the first paragraph, without marks.
    pub lead: String,
    /// How many words there are between spaces.
    pub words: u32,
    /// The comments that say that a fault is meant: they go to the entry.
    pub(in crate::entry) ignores: Vec<Ignore>,
    /// The lists that the text asks for.
    pub lists: Vec<ListInText>,
    /// How long the file is.
    pub(in crate::entry) end: u32,
    /// The collections of which the text says how many entries they have.
    pub counts: Vec<Spanned<String>>,
    pub(super) anchor_table: AnchorTable,
}

impl Body {
    /// Every id that a link can lead to.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        ids(&self.headings, &self.other_ids)
    }

    /// Whether links find the same in another body.
    pub(in crate::entry) fn has_same_anchors(&self, other: &Self) -> bool {
        let mut texts = self.headings.all().zip(other.headings.all());
        self.anchors().eq(other.anchors()) && texts.all(|(one, other)| one.text == other.text)
    }

    /// How many ids there are.
    pub fn anchor_count(&self) -> usize {
        self.headings.all().len() + self.other_ids.len()
    }

    /// The id that an anchor means: the very one, the only one with the same slug, or that of the heading for which
    /// GitHub makes it.
    pub fn anchor(&self, written: &str) -> Option<&str> {
        let table = &self.anchor_table;
        table.find(written, &self.headings, &self.other_ids)
    }
}

/// A list of a text as it was read.
#[derive(Clone, Debug)]
pub struct ListInText {
    /// What it asks for.
    pub block: ListBlock,
    /// What of it could not be understood.
    pub faults: Vec<Diagnostic>,
}

/// A block of code that is read.
#[derive(Debug, Default)]
pub(super) struct OpenCode {
    /// What stands behind its fence.
    pub(super) info: String,
    pub(super) text: String,
    /// Where each piece starts in the text and in the Markdown.
    pub(super) pieces: Vec<(usize, usize)>,
    /// The whole block in the Markdown.
    pub(super) range: Range<usize>,
}

impl OpenCode {
    /// The place of an offset of its text in the Markdown.
    pub(super) fn place(&self, offset: usize) -> usize {
        let piece = self.pieces.partition_point(|(start, _)| *start <= offset);
        let piece = piece
            .checked_sub(1)
            .and_then(|piece| self.pieces.get(piece));
        piece.map_or(self.range.start, |(start, place)| place + (offset - start))
    }
}

/// How far the numbers of sections and blocks have come.
#[derive(Default)]
pub(super) struct Numbering {
    pub(super) last: BlockNumber,
    /// How many blocks are open in which others can stand.
    pub(super) depth: usize,
}

/// A link or image whose end was not met yet.
pub(super) struct OpenReference<'a> {
    pub(super) image: bool,
    /// Whether a `!` stands before it, though it is no image: an entry is to be embedded.
    pub(super) is_embed: bool,
    pub(super) kind: LinkType,
    pub(super) destination: CowStr<'a>,
    pub(super) title: CowStr<'a>,
    pub(super) label: CowStr<'a>,
    /// End of the last child: the destination stands behind it.
    pub(super) inner_end: usize,
    pub(super) plain_start: usize,
    pub(super) alt: String,
    /// The reference, for a link: its gap stands before its text.
    pub(super) reference: usize,
    /// How much HTML stands before its text.
    pub(super) before: usize,
    /// How many images and pieces of HTML stand before it.
    pub(super) others: usize,
}

/// A piece of raw HTML, put together of its lines.
#[derive(Default)]
pub(super) struct Raw {
    pub(super) text: String,
    /// Where each piece starts in the raw text and in the Markdown.
    pub(super) pieces: Vec<(usize, usize)>,
}

impl Raw {
    pub(super) fn place(&self, offset: usize) -> usize {
        let piece = self
            .pieces
            .partition_point(|(start, _)| *start <= offset)
            .saturating_sub(1);
        self.pieces
            .get(piece)
            .map_or(0, |(start, source)| source + (offset - start))
    }

    /// The place of a range, of one byte at least.
    pub(super) fn places(&self, range: &Range<usize>) -> Range<usize> {
        self.place(range.start)..self.place(range.end.max(range.start + 1) - 1) + 1
    }

    /// The same without some ranges, which are in their order.
    pub(super) fn without(&self, ranges: &[Range<usize>]) -> Self {
        let mut kept = Self::default();
        let mut at = 0;
        let end = self.text.len();
        for range in ranges.iter().chain([&(end..end)]) {
            let before = |offset: usize| self.pieces.partition_point(|(start, _)| *start < offset);
            let (first, last) = (before(at + 1), before(range.start));
            kept.pieces.push((kept.text.len(), self.place(at)));
            for (start, source) in self.pieces.get(first..last).unwrap_or_default() {
                kept.pieces.push((kept.text.len() + start - at, *source));
            }
            kept.text.push_str(&self.text[at..range.start]);
            at = range.end;
        }
        kept
    }

    /// The text with blanks in the places of some ranges, which are in their order.
    pub(super) fn with_blanks(&self, ranges: &[Range<usize>]) -> String {
        let mut text = String::with_capacity(self.text.len());
        for range in ranges {
            text.push_str(&self.text[text.len()..range.start]);
            text.extend(range.clone().map(|_| ' '));
        }
        text.push_str(&self.text[text.len()..]);
        text
    }

    /// What stands from an offset on.
    pub(super) fn from(&self, offset: usize) -> Self {
        let behind = self.pieces.iter().filter(|(start, _)| *start > offset);
        let first = (0, self.place(offset));
        Self {
            text: self.text[offset..].to_owned(),
            pieces: std::iter::once(first)
                .chain(behind.map(|(start, source)| (start - offset, *source)))
                .collect(),
        }
    }
}

/// The comments of a text, in their order.
#[derive(Default)]
pub(super) struct Ignores {
    pub(super) found: Vec<Ignore>,
    /// Which of them wait for what they apply to.
    pub(super) waiting: Vec<usize>,
    /// Whether that is text of a list, which is told piece by piece.
    pub(super) is_in_text: bool,
}

/// The elements of raw HTML that are open in a text.
#[derive(Default)]
pub(super) struct Purifier {
    pub(super) open: Vec<&'static str>,
    /// For each open element of Markdown, how many were open before it.
    pub(super) marks: Vec<usize>,
    /// Whether a heading of Markdown is open.
    pub(super) is_in_heading: bool,
    pub(super) silence: Option<Silence>,
    /// A report for each tag and attribute that was left out.
    pub(super) left_out: Vec<Diagnostic>,
}

/// An element that is left out with all that stands in it, and was not closed yet.
pub(super) struct Silence {
    pub(super) name: String,
    /// How many elements of Markdown are open in it.
    pub(super) depth: usize,
    /// Whether its end was met within them: they are left out whole.
    pub(super) is_over: bool,
}

impl Purifier {
    /// How many elements were open before the innermost element of Markdown.
    pub(super) fn mark(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }

    /// How many elements of raw HTML stay open where another one starts; nothing where it cannot stand.
    pub(super) fn kept(&self, name: &str) -> Option<usize> {
        let kept = self.mark() + kept_open(self.inner(), name)?;
        // A heading in another one ends that, and its end tag ends what is around both.
        let mut headings = self.open[..kept].iter();
        let is_nested = self.is_in_heading || headings.any(|open| is_heading(open));
        (kept < DEEPEST && !(is_heading(name) && is_nested)).then_some(kept)
    }

    /// The elements that were opened in the innermost element of Markdown.
    pub(super) fn inner(&self) -> &[&'static str] {
        &self.open[self.mark()..]
    }

    /// Whether an event stands in an element that is left out.
    pub(super) fn is_silent(&mut self, event: &Event<'_>) -> bool {
        let Some(silence) = &mut self.silence else {
            return false;
        };
        match event {
            // Its end may stand here.
            Event::Start(Tag::HtmlBlock)
            | Event::End(TagEnd::HtmlBlock)
            | Event::Html(_)
            | Event::InlineHtml(_) => return false,
            Event::Start(_) => silence.depth += 1,
            Event::End(_) if silence.depth == 0 => {
                // The element around it ends.
                self.silence = None;
                return false;
            }
            Event::End(_) => {
                silence.depth -= 1;
                if silence.depth == 0 && silence.is_over {
                    self.silence = None;
                }
            }
            _ => {}
        }
        true
    }
}

/// The text of a footnote.
pub(super) struct FootnoteText {
    pub(super) label: String,
    /// Where `[^label]` stands before it.
    pub(super) mark: Range<usize>,
}

impl FootnoteText {
    pub(super) fn new(markdown: &str, label: &str, range: Range<usize>) -> Self {
        let mark = markdown[range.clone()]
            .find("]:")
            .map_or(range.end, |at| range.start + at + 1);
        Self {
            label: label.to_owned(),
            mark: range.start..mark,
        }
    }
}

/// The elements of raw HTML that are open where all of it is kept.
#[derive(Default)]
pub(super) struct OpenElements {
    pub(super) open: Vec<(String, Range<usize>)>,
    /// How many of each name are open.
    pub(super) counts: HashMap<String, usize>,
    /// Where a comment starts that is not closed.
    pub(super) comment: Option<Range<usize>>,
    /// A link that has shown nothing yet, and how much plain text stood before it.
    pub(super) link: Option<(Range<usize>, usize)>,
}

impl OpenElements {
    /// Closes an element and those in it; says whether it was open.
    pub(super) fn close(&mut self, name: &str) -> bool {
        if self.counts.get(name).is_none_or(|count| *count == 0) {
            return false;
        }
        while let Some((inner, _)) = self.open.pop() {
            let is_it = inner == name;
            if let Some(count) = self.counts.get_mut(&inner) {
                *count -= 1;
            }
            if is_it {
                break;
            }
        }
        true
    }
}

/// A heading that waits for its id.
pub(super) struct PendingHeading {
    pub(super) level: u8,
    /// The id that the author chose.
    pub(super) id: Option<String>,
    /// The words, in the plain text.
    pub(super) text: Range<usize>,
    pub(super) span: Span,
    pub(super) opens_body: bool,
    /// Whether it stands in a list or a quotation.
    pub(super) is_nested: bool,
    /// How many images and pieces of HTML stand before it.
    pub(super) others: usize,
    /// How much HTML stands before its tag, and behind it.
    pub(super) tag: Range<usize>,
}

/// An alert whose title is being read.
pub(super) struct Alert {
    /// Events before this offset are the mark of the alert.
    pub(super) title: Range<usize>,
    /// How many elements are open in it.
    pub(super) depth: usize,
    pub(super) state: AlertState,
    /// What closes the title.
    pub(super) closing: &'static str,
}

impl Alert {
    pub(super) fn new(title: Range<usize>, closing: &'static str) -> Self {
        Self {
            title,
            depth: 0,
            state: AlertState::Opened,
            closing,
        }
    }
}

/// How far the title of an alert was read.
#[derive(PartialEq)]
pub(super) enum AlertState {
    Opened,
    InTitle,
}

/// The figure that is open.
pub(super) enum Figure {
    /// Of an image: its caption; empty before the image.
    Image(String),
    /// Of an entry: the reference to it, once it was met.
    Embed(Option<usize>),
}

/// The table that is being written.
#[derive(Default)]
pub(super) struct TableState {
    /// How many there were before it, and itself.
    pub(super) number: usize,
    pub(super) alignments: Vec<Alignment>,
    /// The number of the cell in its row.
    pub(super) cell: usize,
    pub(super) in_head: bool,
    /// How much HTML stands before the cell that is open.
    pub(super) before_cell: usize,
    /// Where the last cell ends in the Markdown.
    pub(super) cell_end: usize,
}

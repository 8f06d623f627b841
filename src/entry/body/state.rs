//! What is known of a body while it is written, and what is left at its end: values without a step of the way.

use std::ops::Range;
use std::sync::OnceLock;

use pulldown_cmark::{Alignment, CowStr, LinkType};

use super::anchors::AnchorTable;
use super::headings::Headings;
use crate::entry::html::Html;
use crate::source::Span;

/// What the body of an entry says.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The HTML, with placeholders for the addresses of its references; empty where only the facts were read.
    pub(in crate::entry) html: Html,
    /// The headings in their order.
    pub headings: Headings,
    /// The other ids that a link can lead to: those of raw HTML, and of footnotes.
    pub(super) other_ids: Vec<String>,
    /// The sentences in which there are links, without marks, one on each line.
    pub quotes: String,
    /// The start of the first paragraph, without marks.
    pub lead: String,
    pub(super) anchor_table: OnceLock<AnchorTable>,
}

impl Body {
    /// Every id that a link can lead to.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        let of_headings = self.headings.all().map(|heading| heading.id);
        of_headings.chain(self.other_ids.iter().map(String::as_str))
    }

    /// How many ids there are.
    pub fn anchor_count(&self) -> usize {
        self.headings.all().len() + self.other_ids.len()
    }

    /// The id that an anchor means: the very one, or else the only one with the same slug.
    pub fn anchor(&self, written: &str) -> Option<&str> {
        let table = self
            .anchor_table
            .get_or_init(|| AnchorTable::new(self.anchors()));
        table.find(written)
    }
}

/// A link or image whose end was not met yet.
pub(super) struct OpenReference<'a> {
    pub(super) image: bool,
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
    /// How much HTML stands before it.
    pub(super) before: usize,
}

/// An alert whose title is being read.
pub(super) struct Alert {
    /// What it is called without a title.
    pub(super) name: &'static str,
    /// Events before this offset are the mark of the alert.
    pub(super) title: Range<usize>,
    /// How many elements are open in it.
    pub(super) depth: usize,
    pub(super) state: AlertState,
}

/// How far the title of an alert was read.
#[derive(PartialEq)]
pub(super) enum AlertState {
    Opened,
    InTitle,
}

/// The table that is being written.
#[derive(Default)]
pub(super) struct TableState {
    pub(super) alignments: Vec<Alignment>,
    /// The number of the cell in its row.
    pub(super) cell: usize,
    pub(super) in_head: bool,
}

//! Texts: plain words, code, and addresses that were written without a mark.

use std::borrow::Cow;
use std::ops::Range;

use super::markup::{BodySink, Gap};
use super::prepare::as_written;
use super::writer::Writer;
use crate::entry::ReferenceKind;
use crate::entry::html::has_byte;
use crate::source::Span;

/// No one writes a text without a mark of this length; the search for bare addresses would be slow.
const LONGEST_LINKED: usize = 32 * 1024;

impl<S: BodySink> Writer<'_, '_, S> {
    pub(super) fn words(&mut self, text: &str, range: Range<usize>) {
        if let Some(code) = &mut self.code {
            // In a block of code everything stands as it was written.
            let before = code.text.len();
            if self.pieces.is_empty() {
                code.pieces.push((before, range.start));
            }
            let pieces = self.pieces.iter();
            let pieces = pieces.map(|(start, range)| (before + start, range.start));
            code.pieces.extend(pieces);
            code.text.push_str(&as_written(text));
            return;
        }
        if self.open.is_empty() {
            self.leftovers.note(self.text, &range);
        }
        let text = &*self.restored(text);
        if self.words_with_counts(text, &range) {
            return;
        }
        if self.in_image() {
            self.plain(text);
        } else if is_bare(text) {
            self.plain(text);
            let shown = self.with_numbers_kept(text);
            self.out.push(&shown);
        } else if !self.open.is_empty()
            || text.len() > LONGEST_LINKED
            || self.raw_links > 0
            || !may_hold_address(text)
        {
            self.push_words(text);
        } else {
            self.words_with_addresses(text, &range);
        }
    }

    pub(super) fn push_words(&mut self, text: &str) {
        self.plain(text);
        let shown = self.with_numbers_kept(text);
        self.out.push_text(&shown);
    }

    /// The text in which no line ends between `§` and its number.
    fn with_numbers_kept<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let has_sign = memchr::memchr(SECTION_BYTE, text.as_bytes()).is_some();
        if has_sign && text.contains("§ ") {
            text.replace("§ ", self.section_sign).into()
        } else {
            text.into()
        }
    }

    fn words_with_addresses(&mut self, text: &str, range: &Range<usize>) {
        let straight = Straight::of(text, range, &self.pieces, self.text);
        let mut finder = linkify::LinkFinder::new();
        finder.url_must_have_scheme(true);
        let mut from = 0;
        for link in finder.links(&straight.text) {
            let written = link.as_str();
            let is_email = *link.kind() == linkify::LinkKind::Email;
            if !is_email && !written.starts_with("http://") && !written.starts_with("https://") {
                continue;
            }
            let (start, place_start) = straight.place(link.start());
            let (end, place_end) = straight.place(link.end());
            self.push_words(&text[from..start]);
            let span = self.span(place_start..place_end.max(place_start));
            let plain_start = self.plain.len();
            self.plain(written);
            let target = if is_email {
                format!("mailto:{written}")
            } else {
                written.to_owned()
            };
            let reference = self.reference(ReferenceKind::Link, target, span);
            self.references[reference].text = Span::new(plain_start, self.plain.len());
            self.out.push("<a ");
            self.out.push_gap(Gap::Address(reference, [0, 0]));
            self.out.push(">");
            self.out.push_value(written);
            self.out.push("</a>");
            from = end;
        }
        self.push_words(&text[from..]);
    }
}

/// The last byte of `§`.
const SECTION_BYTE: u8 = 0xa7;

/// A text before its punctuation was made typographic: addresses stand in it as they were written.
struct Straight<'t> {
    text: Cow<'t, str>,
    pieces: Vec<Piece>,
}

/// A piece of a text, and where it starts in the straight text, in the text and in the Markdown.
struct Piece {
    straight: usize,
    text: Range<usize>,
    source: usize,
    /// Whether the text is as it was written.
    is_same: bool,
}

impl<'t> Straight<'t> {
    fn of(
        text: &'t str,
        range: &Range<usize>,
        pieces: &[(usize, Range<usize>)],
        markdown: &str,
    ) -> Self {
        let whole = Piece {
            straight: 0,
            text: 0..text.len(),
            source: range.start,
            is_same: true,
        };
        // Where marks were taken out, the pieces lie elsewhere.
        let starts = pieces.iter().map(|(start, _)| *start);
        let ends = starts.skip(1).chain([text.len()]);
        let mut straight = String::with_capacity(text.len());
        let mut made = Vec::with_capacity(pieces.len());
        for ((start, source), end) in pieces.iter().zip(ends) {
            let (Some(shown), Some(written)) =
                (text.get(*start..end), markdown.get(source.clone()))
            else {
                made.clear();
                break;
            };
            made.push(Piece {
                straight: straight.len(),
                text: *start..end,
                source: source.start,
                is_same: shown == written,
            });
            // A reference to a character is read.
            let is_reference = written.starts_with('&');
            straight.push_str(if is_reference { shown } else { written });
        }
        if made.is_empty() {
            return Self {
                text: text.into(),
                pieces: vec![whole],
            };
        }
        Self {
            text: straight.into(),
            pieces: made,
        }
    }

    /// The place of a byte in the text and in the Markdown.
    fn place(&self, at: usize) -> (usize, usize) {
        let behind = self.pieces.partition_point(|piece| piece.straight <= at);
        let piece = &self.pieces[behind.saturating_sub(1)];
        let offset = at - piece.straight;
        let text = match offset {
            0 => piece.text.start,
            _ if piece.is_same => piece.text.start + offset,
            _ => piece.text.end,
        };
        (text, piece.source + offset)
    }
}

/// Whether a text is its own HTML, and holds no address. Most are.
fn is_bare(text: &str) -> bool {
    !has_byte(text, |byte| {
        (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b':') | (byte == b'@')
    })
}

/// Whether a text may hold an address that is no link yet. Most texts have none of the letters.
fn may_hold_address(text: &str) -> bool {
    let text = text.as_bytes();
    memchr::memchr2_iter(b':', b'@', text)
        .any(|at| text[at] == b'@' || text[at + 1..].starts_with(b"//"))
}

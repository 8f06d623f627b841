//! What an entry refers to, kept close together: each entry has many references.
//!
//! In: references as they are found, [`ReferenceBuf`]. Out: [`References`], in which each is a [`Reference`].

use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use foldhash::fast::FixedState;

use crate::source::Span;

/// Something an entry refers to.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'a> {
    /// What was written for all references of the entry. Most rules never look at it.
    all: &'a str,
    start: u32,
    end: u32,
    /// Where it was written.
    pub span: Span,
    /// In which form it was written.
    pub kind: &'a ReferenceKind,
    /// The words of the link in [`Body::quotes`](super::body::Body::quotes).
    pub text: Span,
    /// The sentence around the link in [`Body::quotes`](super::body::Body::quotes).
    pub sentence: Span,
    /// The words of the link as a number, where they are known and not made from what was written.
    pub words: Option<WordsKey>,
    /// The block of the text that it stands in.
    pub block: BlockNumber,
}

/// The words of a link or a name, as a number by which equal ones are found. Whether the first letter is a capital one does
/// not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WordsKey([u32; 2]);

impl WordsKey {
    /// The key of some words; nothing for none.
    pub fn of(words: &str) -> Option<Self> {
        let mut letters = words.trim().chars();
        let first = letters.next()?;
        let mut hasher = FixedState::default().build_hasher();
        first
            .to_lowercase()
            .for_each(|letter| hasher.write_u32(letter.into()));
        hasher.write(letters.as_str().as_bytes());
        let hash = hasher.finish();
        Some(Self([(hash >> 32) as u32, hash as u32]))
    }
}

/// The number of a block of the text, such as a paragraph or a list: that of its section, the headings of level 2
/// counted, and its own within that. It is also the id of the element: `2.3`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlockNumber {
    /// 0 before the first section.
    pub section: u16,
    /// 0 for what stands in no block.
    pub block: u16,
}

impl fmt::Display for BlockNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.section.to_string())?;
        formatter.write_str(".")?;
        formatter.write_str(&self.block.to_string())
    }
}

impl<'a> Reference<'a> {
    /// What was written: an address or a name.
    pub fn written(&self) -> &'a str {
        &self.all[self.start as usize..self.end as usize]
    }
}

/// The form in which a reference is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferenceKind {
    /// `[text](/address)`, `<https://…>` or a bare address.
    Link,
    /// `[text][label]`, by way of `[label]: /address`.
    Definition,
    /// `[[Name]]`.
    WikiLink,
    /// `![alternative](/image.png)`.
    Image,
    /// `![[image.png]]`, in whatever folder.
    Embed,
    /// `![[Name]]` in a paragraph of its own: what the entry says stands there.
    Transclusion,
    /// `<a href="…">` in raw HTML.
    HtmlLink,
    /// `src="…"` and `srcset="…"` in raw HTML.
    HtmlSource,
    /// `<form action="…">` in raw HTML, and other addresses that are neither followed nor shown in the text.
    HtmlAddress,
    /// A value of a `ref` or `refs` field of the front matter, by the name of the field.
    Relation(Arc<str>),
    /// A value of a `url` field of the front matter, by the name of the field.
    Url(Arc<str>),
}

impl ReferenceKind {
    /// Whether readers follow it in the text.
    pub fn is_link(&self) -> bool {
        matches!(
            self,
            Self::Link | Self::Definition | Self::WikiLink | Self::Transclusion | Self::HtmlLink
        )
    }

    /// Whether it names an entry between two brackets.
    pub fn is_name(&self) -> bool {
        matches!(self, Self::WikiLink | Self::Transclusion)
    }

    /// Whether it shows a file in the text.
    pub fn is_media(&self) -> bool {
        matches!(self, Self::Image | Self::Embed | Self::HtmlSource)
    }
}

/// A reference that is being read.
#[derive(Clone, Debug)]
pub(super) struct ReferenceBuf {
    pub(super) written: String,
    pub(super) span: Span,
    pub(super) kind: ReferenceKind,
    /// The words of the link: while the text is read, in it, then in the quotes.
    pub(super) text: Span,
    pub(super) sentence: Span,
    pub(super) words: Option<WordsKey>,
    pub(super) block: BlockNumber,
}

impl ReferenceBuf {
    /// A reference that stands outside of the text, or whose place in it is not known yet.
    pub(super) fn new(kind: ReferenceKind, written: String, span: Span) -> Self {
        Self {
            written,
            span,
            kind,
            text: Span::default(),
            sentence: Span::default(),
            words: None,
            block: BlockNumber::default(),
        }
    }
}

/// The references of an entry: first those of the front matter, then those of the body, each in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// What was written for each, one behind the other.
    written: Box<str>,
    /// The kinds that there are.
    kinds: Box<[ReferenceKind]>,
    places: Box<[ReferenceRow]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ReferenceRow {
    /// Where it ends among what was written.
    end: u32,
    /// The index of its kind.
    kind: u32,
    span: Span,
    text: Span,
    sentence: Span,
    words: Option<WordsKey>,
    block: BlockNumber,
}

impl References {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Reference<'_>> {
        let mut start = 0;
        self.places.iter().map(move |place| {
            let from = std::mem::replace(&mut start, place.end);
            self.reference(from, place)
        })
    }

    /// One of them, by its number.
    pub(crate) fn at(&self, number: usize) -> Reference<'_> {
        let place = &self.places[number];
        let before = number.checked_sub(1);
        let start = before.map_or(0, |before| self.places[before].end);
        self.reference(start, place)
    }

    #[inline]
    fn reference<'a>(&'a self, start: u32, place: &ReferenceRow) -> Reference<'a> {
        Reference {
            all: &self.written,
            start,
            end: place.end,
            span: place.span,
            kind: &self.kinds[place.kind as usize],
            text: place.text,
            sentence: place.sentence,
            words: place.words,
            block: place.block,
        }
    }
}

impl From<Vec<ReferenceBuf>> for References {
    fn from(references: Vec<ReferenceBuf>) -> Self {
        let length = references.iter().map(|it| it.written.len()).sum();
        let mut written = String::with_capacity(length);
        let mut kinds: Vec<ReferenceKind> = Vec::new();
        let mut places = Vec::with_capacity(references.len());
        for reference in references {
            written.push_str(&reference.written);
            // Most are of the kind of the one before.
            let known = kinds.iter().rposition(|kind| *kind == reference.kind);
            let kind = known.unwrap_or_else(|| {
                kinds.push(reference.kind);
                kinds.len() - 1
            });
            places.push(ReferenceRow {
                end: written.len() as u32,
                kind: kind as u32,
                span: reference.span,
                text: reference.text,
                sentence: reference.sentence,
                words: reference.words,
                block: reference.block,
            });
        }
        Self {
            written: written.into(),
            // A copy takes no more memory than it needs.
            kinds: kinds.as_slice().into(),
            places: places.into(),
        }
    }
}

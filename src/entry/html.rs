//! HTML with a hole for each reference. No address is known here: the holes are filled when the whole glossary is.

use std::borrow::Cow;
use std::ops::Range;

use crate::source::character::is_forbidden;

/// The body of an entry as HTML; the addresses of its references are still to be filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html {
    pub(super) text: String,
    pub(super) holes: Vec<Hole>,
}

/// A place in HTML where an address belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hole {
    at: u32,
    reference: u32,
    /// Whether a text belongs there, rather than an address.
    is_text: bool,
    /// So many bytes before it and behind it are left out where nothing belongs there: the rest of its attribute.
    lead: u32,
    tail: u32,
}

impl Hole {
    /// A hole before a byte of the text, for the address of a reference.
    pub(super) fn new(at: usize, reference: usize, [lead, tail]: [usize; 2]) -> Self {
        Self {
            at: at as u32,
            reference: reference as u32,
            is_text: false,
            lead: lead as u32,
            tail: tail as u32,
        }
    }

    /// A hole before a byte of the text, for what an embedded entry says.
    pub(super) fn for_text(at: usize, reference: usize) -> Self {
        Self {
            is_text: true,
            ..Self::new(at, reference, [0, 0])
        }
    }
}

impl Html {
    /// Appends the text with every hole filled: `fill` is given the index of a reference, and whether what it embeds is
    /// wanted rather than its address. It writes what belongs into the hole, or says that nothing does.
    pub fn fill(&self, text: &mut String, mut fill: impl FnMut(usize, bool, &mut String) -> bool) {
        text.reserve(self.text.len() + self.holes.len() * 48);
        let mut from = 0;
        for hole in &self.holes {
            text.push_str(&self.text[from..hole.at as usize]);
            from = hole.at as usize;
            let start = text.len();
            if !fill(hole.reference as usize, hole.is_text, text) {
                text.truncate(start - hole.lead as usize);
                from += hole.tail as usize;
            }
        }
        text.push_str(&self.text[from..]);
    }

    /// The text with every hole empty: what a reader sees of it is the same.
    pub fn hollow(&self) -> &str {
        &self.text
    }

    /// The holes and the text of a range.
    pub(super) fn cut(&self, range: Range<usize>) -> Self {
        let inside = |hole: &&Hole| range.contains(&(hole.at as usize));
        let holes = self.holes.iter().filter(inside).map(|hole| Hole {
            at: hole.at - range.start as u32,
            ..*hole
        });
        Self {
            holes: holes.collect(),
            text: self.text[range.clone()].to_owned(),
        }
    }

    /// Whether there is nothing to see.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Appends a text with `&`, `<`, `>` and `"` escaped, fit for content and for quoted attributes.
pub fn escape_into(text: &str, html: &mut String) {
    if !has_byte(text, |byte| is_escaped(byte) | may_be_forbidden(byte)) {
        html.push_str(text);
        return;
    }
    replace_into(&without_forbidden(text), html, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    });
}

fn is_escaped(byte: u8) -> bool {
    (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"')
}

/// Whether a character that no document may hold can begin with a byte.
pub(crate) fn may_be_forbidden(byte: u8) -> bool {
    ((byte < b' ') & (byte != b'\n') & (byte != b'\t') & (byte != b'\r')) | (byte == 0xef)
}

/// The text with U+FFFD for each character that no document may hold, as browsers read their references.
pub(crate) fn without_forbidden(text: &str) -> Cow<'_, str> {
    if text.contains(is_forbidden) {
        text.replace(is_forbidden, "\u{fffd}").into()
    } else {
        text.into()
    }
}

/// Appends a text with something else in place of some of its ASCII characters.
pub(crate) fn replace_into(
    text: &str,
    out: &mut String,
    replacement: impl Fn(u8) -> Option<&'static str>,
) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(replacement) = replacement(byte) {
            out.push_str(&text[from..at]);
            out.push_str(replacement);
            from = at + 1;
        }
    }
    out.push_str(&text[from..]);
}

/// Whether a text has a byte of a kind. The bytes of a block are looked at all at once, so the kind is best
/// said without `&&` and `||`; the last block overlaps the one before it.
#[inline]
pub(crate) fn has_byte(text: &str, is_one: impl Fn(u8) -> bool) -> bool {
    const BLOCK: usize = 16;
    let is_in = |block: &[u8; BLOCK]| {
        let bytes = block.iter();
        bytes.fold(false, |found, &byte| found | is_one(byte))
    };
    let text = text.as_bytes();
    match (text.last_chunk(), text.first()) {
        (Some(last), _) => text.as_chunks().0.iter().any(is_in) || is_in(last),
        (None, Some(&first)) => {
            let mut block = [first; BLOCK];
            block[..text.len()].copy_from_slice(text);
            is_in(&block)
        }
        (None, None) => false,
    }
}

/// The text with `&`, `<`, `>` and `"` escaped.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 8);
    escape_into(text, &mut html);
    html
}

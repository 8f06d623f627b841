//! Marks in fields, which are plain text: readers see their signs.

use std::ops::Range;

use super::link::is_address;
use super::scan::may_be_in_word;
use crate::entry::html::has_byte;

/// A mark in a field.
pub(super) struct FieldMark {
    pub(super) at: Range<usize>,
    pub(super) message: &'static str,
    /// What stays where the signs go, for marks that only change how their words look.
    pub(super) words: Option<Range<usize>>,
}

/// The first mark in a value as it was written that nobody writes as text.
pub(super) fn first_mark(written: &str) -> Option<FieldMark> {
    let is_sign =
        |byte| (byte == b'[') | (byte == b'*') | (byte == b'`') | (byte == b'<') | (byte == b'\\');
    if !has_byte(written, is_sign) {
        return None;
    }
    let bytes = written.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let mark = match bytes[at] {
            b'\\' => {
                at += 2;
                continue;
            }
            b'[' => link(bytes, at),
            b'*' => emphasis(bytes, at),
            b'`' => code(bytes, at),
            b'<' => element(bytes, at),
            _ => None,
        };
        if mark.is_some() {
            return mark;
        }
        at += 1;
    }
    None
}

/// How far the end of a mark is looked for.
const FARTHEST: usize = 200;

/// What stands from a byte on, as far as is looked.
fn rest(bytes: &[u8], from: usize) -> &[u8] {
    &bytes[from..bytes.len().min(from + FARTHEST)]
}

/// `[words](address)` and `[[Name]]`.
fn link(bytes: &[u8], at: usize) -> Option<FieldMark> {
    let rest = rest(bytes, at);
    let end = if rest.starts_with(b"[[") {
        let close = memchr::memchr2(b'[', b']', &rest[2..])?;
        let is_name = rest[2].is_ascii_alphabetic() || !rest[2].is_ascii();
        (is_name && rest[2 + close..].starts_with(b"]]")).then_some(2 + close + 2)?
    } else {
        let close = memchr::memchr(b']', rest)?;
        let address = rest[close + 1..].strip_prefix(b"(")?;
        let length = memchr::memchr(b')', address)?;
        is_address(&address[..length]).then_some(close + 2 + length + 1)?
    };
    Some(FieldMark {
        at: at..at + end,
        message: "a field is plain text: this is no link",
        words: None,
    })
}

/// `*words*` and `**words**`.
fn emphasis(bytes: &[u8], at: usize) -> Option<FieldMark> {
    let opens_word = at == 0 || !may_be_in_word(bytes[at - 1]);
    let stars = bytes[at..].iter().take_while(|byte| **byte == b'*').count();
    let start = at + stars;
    let first = bytes.get(start).copied().unwrap_or(b' ');
    if !opens_word || stars > 3 || !may_be_in_word(first) || bytes[..at].ends_with(b"*") {
        return None;
    }
    let length = memchr::memchr(b'*', rest(bytes, start))?;
    let close = start + length;
    let closing = bytes[close..]
        .iter()
        .take_while(|byte| **byte == b'*')
        .count();
    let end = close + closing;
    let is_tight = !bytes[close - 1].is_ascii_whitespace();
    let ends_word = bytes.get(end).is_none_or(|byte| !may_be_in_word(*byte));
    (closing == stars && is_tight && ends_word).then_some(FieldMark {
        at: at..end,
        message: "a field is plain text: readers see these stars",
        words: Some(start..close),
    })
}

/// `` `code` ``.
fn code(bytes: &[u8], at: usize) -> Option<FieldMark> {
    let length = memchr::memchr(b'`', rest(bytes, at + 1))?;
    let words = at + 1..at + 1 + length;
    let inside = &bytes[words.clone()];
    (inside.trim_ascii().len() == length && length > 0).then_some(FieldMark {
        at: at..words.end + 1,
        message: "a field is plain text: readers see these backticks",
        words: Some(words),
    })
}

/// `<em>words</em>` and `<br>`.
fn element(bytes: &[u8], at: usize) -> Option<FieldMark> {
    let rest = rest(bytes, at);
    let length = rest[1..]
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let name = &rest[1..=length];
    let known = ELEMENTS
        .iter()
        .find(|known| known.as_bytes().eq_ignore_ascii_case(name))?;
    let close = memchr::memchr(b'>', rest)?;
    let end = if *known == "br" {
        close + 1
    } else {
        let closing = format!("</{known}>");
        close + memchr::memmem::find(&rest[close..], closing.as_bytes())? + closing.len()
    };
    Some(FieldMark {
        at: at..at + end,
        message: "a field is plain text: readers see this HTML",
        words: None,
    })
}

/// Elements that people write in texts.
const ELEMENTS: &[&str] = &[
    "a", "abbr", "b", "br", "cite", "code", "em", "i", "kbd", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "u",
];

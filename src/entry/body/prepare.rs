//! What the parser is given: its extensions, and the text without what it must not see.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::Options;

use crate::entry::html::{has_byte, may_be_forbidden};
use crate::source::character::is_forbidden;

/// Stands for the `|` of a wiki-link inside a table, where a bare one would end the cell.
pub(super) const PIPE: char = '\x1f';

/// Stands for the `\` before such a `|`, and for nothing.
pub(super) const ESCAPE: char = '\x1e';

/// Stands for a `:` that opens no definition, as no space follows it.
pub(super) const COLON: char = '\x1d';

/// Whether a text may hold one of the marks above.
pub(super) fn is_marked(text: &str) -> bool {
    memchr::memchr3(PIPE as u8, ESCAPE as u8, COLON as u8, text.as_bytes()).is_some()
}

/// A text as it was written, with the signs for which marks stand.
pub(super) fn as_written(text: &str) -> String {
    text.replace(ESCAPE, "\\")
        .replace(PIPE, "|")
        .replace(COLON, ":")
}

/// The one control character of ASCII that XML may hold and HTML may not.
const DELETE: u8 = b'\x7f';

/// What opens a wiki-link.
const WIKI_LINK: &str = "[[";

/// What may stand before the row of a table in its line.
const BEFORE_ROW: [char; 5] = [' ', '>', '-', '*', '+'];

/// A quotation or list that starts further from the start of its line stands in some hundred others.
const FURTHEST_MARK: usize = 200;

/// The extensions that texts may use, and whether straight quotes become typographic ones.
pub(super) fn options(smart_punctuation: bool) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS;
    options.set(Options::ENABLE_SMART_PUNCTUATION, smart_punctuation);
    options
}

/// The text that the parser is given, of the same length: control characters are taken out, which
/// neither HTML nor XML may hold and which serve as marks here, and so are marks of quotations and lists that nest
/// without end; `|` inside wiki-links in table rows is replaced.
pub(super) fn prepared(original: &str) -> Cow<'_, str> {
    let text: Cow<'_, str> = if has_byte(original, |byte| may_be_forbidden(byte) | (byte == DELETE))
    {
        let letters = original.chars();
        letters
            .map(|letter| match letter {
                _ if letter != char::from(DELETE) && !is_forbidden(letter) => letter,
                '\0'..='\x7f' => ' ',
                _ => char::REPLACEMENT_CHARACTER,
            })
            .collect()
    } else {
        original.into()
    };
    let text = if deep_marks(&text).next().is_some() {
        let mut shallow = String::with_capacity(text.len());
        for marks in deep_marks(&text) {
            shallow.push_str(&text[shallow.len()..marks.start]);
            shallow.extend(marks.map(|_| ' '));
        }
        shallow.push_str(&text[shallow.len()..]);
        shallow.into()
    } else {
        text
    };
    with_marked_pipes(with_marked_colons(text))
}

/// The text with marks for the `:` at the start of a line behind which no space stands.
fn with_marked_colons(text: Cow<'_, str>) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let is_loose = |at: &usize| {
        let before = bytes[at.saturating_sub(FURTHEST_MARK)..*at].iter().rev();
        let mut before = before.skip_while(|byte| matches!(byte, b' ' | b'\t' | b'>'));
        bytes
            .get(at + 1)
            .is_some_and(|next| !next.is_ascii_whitespace())
            && before.next().is_none_or(|byte| *byte == b'\n')
            && !is_delimiter_row(text[*at..].lines().next().unwrap_or(""))
    };
    let loose: Vec<usize> = memchr::memchr_iter(b':', bytes).filter(is_loose).collect();
    if loose.is_empty() {
        return text;
    }
    let mut marked = String::with_capacity(text.len());
    for at in loose {
        marked.push_str(&text[marked.len()..at]);
        marked.push(COLON);
    }
    marked.push_str(&text[marked.len()..]);
    marked.into()
}

/// The text with marks for the `|` inside of wiki-links in the rows of tables.
fn with_marked_pipes(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut block = 0..0;
    let mut is_table = false;
    let rows = lines_with_links(&text).filter(|row| {
        let line = &text[row.clone()];
        if !line.contains('|') {
            return false;
        }
        if block.end <= row.start {
            block = block_around(&text, row);
            is_table = text[block.clone()].lines().any(is_delimiter_row);
        }
        is_table || line.trim_start_matches(BEFORE_ROW).starts_with('|')
    });
    let rows: Vec<Range<usize>> = rows.collect();
    if rows.is_empty() {
        return text;
    }
    let mut marked = String::with_capacity(text.len());
    for row in rows {
        marked.push_str(&text[marked.len()..row.start]);
        marked.push_str(&cells(&text[row]));
    }
    marked.push_str(&text[marked.len()..]);
    if marked == text { text } else { marked.into() }
}

/// What stands between the empty lines around a line.
fn block_around(text: &str, line: &Range<usize>) -> Range<usize> {
    const EMPTY_LINE: &[u8] = b"\n\n";
    let (before, behind) = text.as_bytes().split_at(line.end);
    let start = memchr::memmem::rfind(before, EMPTY_LINE).map_or(0, |at| at + EMPTY_LINE.len());
    let end = memchr::memmem::find(behind, EMPTY_LINE).map_or(text.len(), |at| line.end + at);
    start..end
}

/// Whether a line divides the head of a table from its rows.
fn is_delimiter_row(line: &str) -> bool {
    let line = line.trim_start_matches(BEFORE_ROW);
    let is_of_row = |byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t' | b'\r');
    line.bytes().all(is_of_row) && line.contains('|')
}

/// The marks of quotations and lists that stand too far from the start of their line, line by line. The parser would
/// go through all that are open for each one, and a browser draw them all.
pub(super) fn deep_marks(text: &str) -> impl Iterator<Item = Range<usize>> {
    let text = if may_nest_deep(text) { text } else { "" };
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
    ends.chain([text.len()]).filter_map(move |end| {
        let from = std::mem::replace(&mut start, end);
        let line = &text[from..end];
        // Most lines are shorter, or start with a word.
        if line.len() <= FURTHEST_MARK {
            return None;
        }
        let mut at = 0;
        let mut first = None;
        while let Some(mark) = mark_at(&line.as_bytes()[at..]) {
            at += mark.end;
            if at > FURTHEST_MARK && first.is_none() && !is_rule(&line[at - mark.len()..]) {
                first = Some(at - mark.len());
            }
            if at > FURTHEST_MARK && first.is_none() {
                return None;
            }
        }
        Some(from + first?..from + at)
    })
}

/// Whether a text may have such marks. Before them, their line holds nothing but marks and white space, so that looking
/// at some bytes of each text is enough.
fn may_nest_deep(text: &str) -> bool {
    const STEP: usize = FURTHEST_MARK / 2;
    let is_of_mark = |byte: u8| {
        matches!(
            byte,
            b' ' | b'\t' | b'>' | b'-' | b'+' | b'*' | b':' | b'.' | b')' | b'0'..=b'9'
        )
    };
    let mut samples = text.bytes().step_by(STEP).map(is_of_mark);
    let mut last = false;
    samples.any(|is_of_mark| std::mem::replace(&mut last, is_of_mark) && is_of_mark)
}

/// The mark of a quotation or a list at the start of some bytes, behind white space.
fn mark_at(bytes: &[u8]) -> Option<Range<usize>> {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = bytes.iter().take_while(|byte| is_space(byte)).count();
    let rest = &bytes[start..];
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let length = match rest.get(digits)? {
        b'>' if digits == 0 => return Some(start..start + 1),
        b'-' | b'+' | b'*' | b':' if digits == 0 => 1,
        b'.' | b')' if digits > 0 => digits + 1,
        _ => return None,
    };
    let behind = rest.get(length).is_none_or(u8::is_ascii_whitespace);
    behind.then_some(start..start + length)
}

/// Whether marks are all of a thematic break.
fn is_rule(line: &str) -> bool {
    let mut signs = line.bytes().filter(|byte| !byte.is_ascii_whitespace());
    let first = signs.next();
    matches!(first, Some(b'-' | b'*')) && signs.all(|sign| Some(sign) == first)
}

/// The lines that hold a wiki-link.
fn lines_with_links(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + memchr::memmem::find(&bytes[from..], WIKI_LINK.as_bytes())?;
        let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
        from = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
        Some(start..from)
    })
}

/// A table row without the `|` inside of its wiki-links.
fn cells(row: &str) -> String {
    let mut cells = String::with_capacity(row.len());
    let mut rest = row;
    while let Some(open) = rest.find(WIKI_LINK) {
        let Some(close) = rest[open..].find("]]") else {
            break;
        };
        let link = &rest[open..open + close];
        cells.push_str(&rest[..open]);
        cells.push_str(&link.replace("\\|", "\u{1e}\u{1f}").replace('|', "\u{1f}"));
        rest = &rest[open + close..];
    }
    cells + rest
}

/// The form in which labels are compared.
pub(super) fn unicase(label: &str) -> String {
    label
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

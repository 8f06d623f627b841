//! What the parser is given: its extensions, and the text without what it must not see.

use std::borrow::Cow;

use pulldown_cmark::Options;

use crate::entry::html::has_byte;
use crate::source::character::is_forbidden;

/// Stands for the `|` of a wiki-link inside a table, where a bare one would end the cell.
pub(super) const PIPE: char = '\x1f';

/// Stands for the `\` before such a `|`, and for nothing.
pub(super) const ESCAPE: char = '\x1e';

/// What opens a wiki-link.
const WIKI_LINK: &str = "[[";

/// What may stand before the row of a table in its line.
const BEFORE_ROW: [char; 5] = [' ', '>', '-', '*', '+'];

/// The extensions that every text may use.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}

/// The text that the parser is given, of the same length: control characters are taken out, which
/// neither HTML nor XML may hold and which serve as marks here, and `|` inside wiki-links in table rows is replaced.
pub(super) fn prepared(original: &str) -> Cow<'_, str> {
    let text: Cow<'_, str> = if has_byte(original, |byte| is_control(byte) | (byte == 0xef)) {
        let letters = original.chars();
        letters
            .map(|letter| match u8::try_from(letter) {
                Ok(byte) if is_control(byte) => ' ',
                Err(_) if is_forbidden(letter) => char::REPLACEMENT_CHARACTER,
                _ => letter,
            })
            .collect()
    } else {
        original.into()
    };
    let is_row = |line: &str| {
        let line = line.trim_start_matches(BEFORE_ROW);
        line.starts_with('|') && line.contains(WIKI_LINK)
    };
    let is_in_row = |at: usize| {
        let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |end| end + 1);
        is_row(&text[start..at + WIKI_LINK.len()])
    };
    if !memchr::memmem::find_iter(text.as_bytes(), WIKI_LINK).any(is_in_row) {
        return text;
    }
    let lines = text.split_inclusive('\n');
    lines
        .map(|line| {
            if is_row(line) {
                cells(line)
            } else {
                line.to_owned()
            }
        })
        .collect()
}

/// Whether neither HTML nor XML may hold a character.
fn is_control(letter: u8) -> bool {
    ((letter < b' ') & (letter != b'\t') & (letter != b'\n') & (letter != b'\r'))
        | (letter == b'\x7f')
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

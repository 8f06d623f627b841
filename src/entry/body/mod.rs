//! Markdown → facts (links, headings, plain text) and HTML with holes for the addresses.
//!
//! In: one source and where its body starts. Out: [`Body`] and what is wrong with it by itself.
//! This file holds the one configured Markdown parser; it never asks about another file.

mod alert;
mod footnote;
mod heading;
pub mod headings;
mod link;
pub(super) mod markup;
pub mod passage;
mod quote;
mod words;
mod writer;

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::OnceLock;

use indexmap::IndexMap;
use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser};
use serde::{Deserialize, Serialize};

use super::highlight::Highlighter;
use super::html::{Html, has_byte};
use super::reference::ReferenceBuf;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};
use headings::Headings;
use markup::Sink;
use writer::{Table, Writer};

/// What the body of an entry says.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Body {
    /// The HTML, with holes for the addresses of its references; made again from the file where only
    /// the facts are known.
    #[serde(skip)]
    pub(super) html: OnceLock<Html>,
    /// The headings in their order.
    pub headings: Headings,
    /// The other ids that a link can lead to: those of raw HTML, and of footnotes.
    other_ids: Vec<String>,
    /// The sentences in which there are links, without marks, one on each line.
    pub quotes: String,
    /// The start of the first paragraph, without marks.
    pub lead: String,
}

impl Body {
    /// Every id that a link can lead to.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        let of_headings = self.headings.all().map(|heading| heading.id);
        of_headings.chain(self.other_ids.iter().map(String::as_str))
    }
}

/// Stands for the `|` of a wiki-link inside a table, where a bare one would end the cell.
const PIPE: char = '\x1f';

/// Stands for the `\` before such a `|`, and for nothing.
const ESCAPE: char = '\x1e';

/// What opens a wiki-link.
const WIKI_LINK: &str = "[[";

/// What may stand before the row of a table in its line.
const BEFORE_ROW: [char; 5] = [' ', '>', '-', '*', '+'];

/// What the reading of a body depends on beside its text.
pub(super) struct Settings<'a> {
    /// Whether straight quotes become typographic ones.
    pub(super) smart_punctuation: bool,
    /// The title that the front matter gives.
    pub(super) title: Option<&'a str>,
    /// Whether a name is that of a collection.
    pub(super) is_collection: &'a dyn Fn(&str) -> bool,
}

/// Reads the Markdown from byte `start` of a source; its HTML goes into a sink of the kind `S`.
pub(super) fn read<S: Sink>(
    source: &Source,
    start: usize,
    settings: &Settings<'_>,
    highlighter: &Highlighter,
    references: &mut Vec<ReferenceBuf>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Body {
    let original = &source.text[start..];
    let text = prepared(original);
    let mut options = options();
    options.set(
        Options::ENABLE_SMART_PUNCTUATION,
        settings.smart_punctuation,
    );

    let undefined = RefCell::new(Vec::new());
    let callback = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        if link.link_type == LinkType::Reference {
            undefined
                .borrow_mut()
                .push((link.span, link.reference.to_string()));
        }
        None
    };
    let parser = Parser::new_with_broken_link_callback(&text, options, Some(callback));
    let definitions = parser
        .reference_definitions()
        .iter()
        .map(|(label, definition)| (link::unicase(label), definition.span.clone()))
        .collect();

    let mut writer = Writer {
        source,
        text: &text,
        start,
        definitions,
        highlighter,
        references,
        first_reference: 0,
        out: S::of(&text),
        around: Vec::new(),
        body: Body::default(),
        plain: String::with_capacity(text.len()),
        lead: 0..0,
        open: Vec::new(),
        pending: Vec::new(),
        footnotes: IndexMap::new(),
        definitions_of_footnotes: IndexMap::new(),
        raw_links: 0,
        open_footnote: None,
        raw: None,
        code: None,
        alert: None,
        quotes: Vec::new(),
        table: Table::default(),
        explicit: Vec::new(),
        lead_open: false,
        blocks: 0,
        is_collection: settings.is_collection,
        title: settings.title,
        // The mark comes from nowhere else.
        piped: matches!(text, Cow::Owned(_)) && text.contains(PIPE),
    };
    writer.first_reference = writer.references.len();
    // Texts that follow each other are one: the first of them, or where there are more, all joined.
    let mut first: Option<(CowStr<'_>, Range<usize>)> = None;
    let mut joined = String::new();
    for (event, range) in parser.into_offset_iter() {
        match (event, &mut first) {
            (Event::Text(text), None) => first = Some((text, range)),
            (Event::Text(text), Some((first, whole))) => {
                if joined.is_empty() {
                    joined.push_str(first);
                }
                joined.push_str(&text);
                whole.end = range.end;
            }
            (event, _) => {
                if let Some((first, whole)) = first.take() {
                    let text = if joined.is_empty() { &*first } else { &joined };
                    writer.text(text, whole);
                    joined.clear();
                }
                writer.event(event, range);
            }
        }
    }
    let body = writer.finish(diagnostics);

    let mut undefined = undefined.into_inner();
    undefined.sort_by_key(|(range, _)| range.start);
    undefined.dedup();
    for (range, label) in undefined {
        diagnostics.push(
            Diagnostic::new(
                Code::UndefinedLabel,
                source.at(Span::from(range).shifted(start)),
                format!("no link definition has the label `{label}`"),
            )
            .label("shown as plain text")
            .help(format!(
                "add a line `[{label}]: /address`, or put a backslash before the bracket if no link is meant"
            )),
        );
    }
    body
}

/// The extensions that every text may use.
fn options() -> Options {
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
fn prepared(original: &str) -> Cow<'_, str> {
    let text: Cow<'_, str> = if has_byte(original, is_control) {
        let letters = original.chars();
        letters
            .map(|letter| match u8::try_from(letter) {
                Ok(byte) if is_control(byte) => ' ',
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

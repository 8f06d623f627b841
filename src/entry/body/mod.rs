//! Markdown → facts (links, headings, plain text) and HTML with holes for the addresses.
//!
//! In: one source and where its body starts. Out: [`Body`] and what is wrong with it by itself.
//! This file holds the one configured Markdown parser; it never asks about another file.

mod alert;
mod anchors;
mod definition;
mod footnote;
mod heading;
pub mod headings;
mod ignore;
pub(in crate::entry) mod leftover;
mod link;
pub mod list_block;
pub(super) mod markup;
pub mod media;
pub mod passage;
mod prepare;
mod purify;
mod quotation;
mod quote;
mod raw;
mod state;
pub(in crate::entry) mod unclosed;
mod words;
mod writer;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use indexmap::IndexMap;
use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Parser};

use super::highlight::Highlighter;
use super::reference::ReferenceBuf;
use crate::config::HtmlMode;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::character::is_forbidden;
use crate::source::{Source, Span};
use crate::words::Wording;
use definition::report_repeated;
use leftover::Leftovers;
use markup::BodySink;
use prepare::{deep_marks, is_marked, options, prepared, unicase};
use quotation::Quotations;
pub use state::Body;
use state::{Ignores, Numbering, OpenElements, Purifier, TableState};
use writer::Writer;

/// What the reading of a body depends on beside its text.
pub(super) struct BodySettings<'a> {
    /// Whether straight quotes become typographic ones.
    pub(super) smart_punctuation: bool,
    /// What becomes of raw HTML.
    pub(super) html: HtmlMode,
    /// Whether sections have numbers.
    pub(super) numbers: bool,
    /// The words of the program.
    pub(super) wording: &'a Wording,
    /// The title that the front matter gives.
    pub(super) title: Option<&'a str>,
    /// Whether a name is that of a collection.
    pub(super) is_collection: &'a dyn Fn(&str) -> bool,
}

/// Reads the Markdown from byte `start` of a source; its HTML goes into a sink of the kind `S`.
pub(super) fn read<S: BodySink>(
    source: &Source,
    start: usize,
    settings: &BodySettings<'_>,
    highlighter: &Highlighter,
    references: &mut Vec<ReferenceBuf>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Body {
    let text = prepared(&source.text[start..]);
    // Where nothing was taken out, there is none.
    if matches!(text, Cow::Owned(_)) {
        diagnostics.extend(deep_nesting(source, start));
    }
    let options = options(settings.smart_punctuation);

    let undefined = RefCell::new(Vec::new());
    let callback = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        let is_footnote = link.reference.starts_with('^');
        if link.link_type == LinkType::Reference && !is_footnote {
            undefined
                .borrow_mut()
                .push((link.span, link.reference.to_string()));
        }
        None
    };
    let parser = Parser::new_with_broken_link_callback(&text, options, Some(callback));
    let definitions: HashMap<String, Range<usize>> = parser
        .reference_definitions()
        .iter()
        .map(|(label, definition)| (unicase(label), definition.span.clone()))
        .collect();
    let repeated = report_repeated(source, start, &text, options, &definitions);
    diagnostics.extend(repeated);

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
        heading: None,
        body: Body::default(),
        plain: String::with_capacity(text.len()),
        lead: 0..0,
        open: Vec::new(),
        pending: Vec::new(),
        pieces: Vec::new(),
        others: 0,
        elements: OpenElements::default(),
        faults: Vec::new(),
        ignores: Ignores::default(),
        leftovers: Leftovers::default(),
        footnotes: IndexMap::new(),
        definitions_of_footnotes: IndexMap::new(),
        notes: Vec::new(),
        raw_links: 0,
        open_footnote: None,
        raw: None,
        html: settings.html,
        purifier: Purifier::default(),
        code: None,
        figure: None,
        alert: None,
        quotes: Vec::new(),
        table: TableState::default(),
        numbering: Numbering::default(),
        numbers: settings.numbers,
        section_sign: section_sign(settings.smart_punctuation),
        wording: settings.wording,
        explicit: Vec::new(),
        lead_open: false,
        blocks: 0,
        is_collection: settings.is_collection,
        title: settings.title,
        // The marks come from nowhere else.
        marked: matches!(text, Cow::Owned(_)) && is_marked(&text),
    };
    writer.first_reference = writer.references.len();
    let mut quotes = Quotations::new(&text, settings.wording);
    // Texts that follow each other are one: the first of them, or where there are more, all joined.
    let mut first: Option<(CowStr<'_>, Range<usize>)> = None;
    let mut joined = String::new();
    for (event, range) in parser.into_offset_iter() {
        // A reference to a character is a text of its own.
        let is_reference = text.as_bytes().get(range.start) == Some(&b'&');
        let event = match event {
            Event::Text(letter) if is_reference && letter.starts_with(is_forbidden) => {
                Event::Text(REPLACEMENT.into())
            }
            Event::Text(letter) if quotes.is_sign(&letter, &range) => {
                Event::Text(quotes.of_language(&letter, &range).into())
            }
            event => event,
        };
        quotes.pass(&event);
        match (event, &mut first) {
            (Event::Text(text), None) => first = Some((text, range)),
            (Event::Text(text), Some((first, whole))) => {
                if joined.is_empty() {
                    joined.push_str(first);
                    writer.pieces.push((0, whole.clone()));
                }
                writer.pieces.push((joined.len(), range.clone()));
                joined.push_str(&text);
                whole.end = range.end;
            }
            (event, _) => {
                if let Some((first, whole)) = first.take() {
                    let text = if joined.is_empty() { &*first } else { &joined };
                    writer.text(text, whole);
                    joined.clear();
                    writer.pieces.clear();
                }
                writer.event(event, range);
            }
        }
    }
    let body = writer.finish(diagnostics);

    diagnostics.extend(undefined_labels(source, start, undefined.into_inner()));
    body
}

/// `§` with what stands between it and its number.
fn section_sign(is_smart: bool) -> &'static str {
    if is_smart { "§\u{a0}" } else { "§ " }
}

/// The links whose labels no definition has.
fn undefined_labels(
    source: &Source,
    start: usize,
    undefined: Vec<(Range<usize>, String)>,
) -> impl Iterator<Item = Diagnostic> {
    let mut undefined = undefined;
    undefined.sort_by_key(|(range, _)| range.start);
    undefined.dedup();
    undefined.into_iter().map(move |(range, label)| {
        Diagnostic::new(
            Code::UndefinedLabel,
            source.at(Span::from(range).shifted(start)),
            format!("no link definition has the label `{label}`"),
        )
        .label("shown as plain text")
        .help(format!(
            "add a line `[{label}]: /address`, or put a backslash before the bracket if no link is meant"
        ))
    })
}

/// What browsers show for a reference to a character that no document may hold.
const REPLACEMENT: &str = "\u{fffd}";

/// The first quotation or list that stands in too many others.
fn deep_nesting(source: &Source, start: usize) -> Option<Diagnostic> {
    let marks = deep_marks(&source.text[start..]).next()?;
    let at = source.at(Span::new(marks.start, marks.start + 1).shifted(start));
    let fault = Diagnostic::new(
        Code::DeepNesting,
        at,
        "too many quotations and lists stand in one another here",
    );
    let fault = fault.label("shown without this mark and those behind it");
    Some(fault.help("no mark may stand further than 200 bytes from the start of its line"))
}

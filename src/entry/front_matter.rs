//! The head of a file → its fields as written, each with its place.
//!
//! In: a source. Out: the head as written, and every way in which a head can be malformed as a diagnostic.
//! A head that is malformed in a way that can be seen through is read all the same, so that one
//! fault is not reported as ten.

use super::cut_value;
use super::ignore::{Ignore, WORD, in_front_matter};
use crate::config::Collection;
use crate::data::{Notation, Table, parse_front_matter};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};

/// Of a head that cannot be read, so many faults are told: each is sought for in the whole head.
const MOST_FAULTS: usize = 100;

/// The fields of a file as they were written.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// The fields; empty where there are none.
    pub(super) table: Table,
    /// Where a missing field is to be reported: the opening fence.
    pub(super) at: Span,
    /// Whether the head could not be read: then no field of it counts as missing.
    pub(super) damaged: bool,
    /// What stands between a key and its value in this notation.
    pub(super) sign: &'static str,
    /// The comments that say that a fault is meant.
    pub(super) ignores: Vec<Ignore>,
    /// Where the body starts.
    pub(super) body: usize,
}

impl Head {
    /// The fields of a collection that it does not have; none where it cannot be read.
    pub(super) fn missing<'c>(&self, collection: &'c Collection) -> impl Iterator<Item = &'c str> {
        let names = collection.fields.iter().map(|field| field.name.as_str());
        names.filter(|name| !self.damaged && self.table.get(name).is_none())
    }
}

pub(super) fn read(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Head {
    let start = source.mark_length();
    let Some(fence) = opening(source, start) else {
        let first = source.text[start..]
            .find('\n')
            .map_or(source.text.len(), |at| start + at);
        let end = start + source.text[start..first].trim_end().len();
        diagnostics.push(
            Diagnostic::new(
                Code::NoFrontMatter,
                source.at(Span::new(start, end)),
                "this file has no front matter",
            )
            .label("the file should start with `---`")
            .help("start it with a line `---`, then `title: …`, then another line `---`"),
        );
        return Head {
            table: Table::default(),
            at: Span::empty(start),
            damaged: true,
            sign: ":",
            ignores: Vec::new(),
            body: start,
        };
    };
    let at = Span::new(fence.start, fence.start + fence.notation.fence().len());
    let Some((head, body)) = closing(source, &fence) else {
        let mark = fence.notation.fence();
        let fault = Diagnostic::new(
            Code::UnclosedFrontMatter,
            source.at(at),
            "the front matter is never closed",
        );
        let fault = fault.label(format!("no second line `{mark}` follows"));
        diagnostics.push(match misspelt_fence(source, &fence) {
            Some(line) => fault.fix(
                format!("the line that was meant to close it is written `{mark}`"),
                source.at(line),
                mark,
            ),
            None => fault.help(format!(
                "put a line `{mark}` between the fields and the text"
            )),
        });
        return Head {
            table: Table::default(),
            at,
            damaged: true,
            sign: ":",
            ignores: Vec::new(),
            body: source.text.len(),
        };
    };
    let mut damaged = false;
    let text = &source.text[head.range()];
    if let Some(diagnostic) = indented(source, &fence, start, head) {
        diagnostics.push(diagnostic);
    }
    let table = match parse_front_matter(fence.notation, text, head.start as usize) {
        Ok(table) => table,
        Err(_) if is_of_other_notation(&fence, text) => {
            damaged = true;
            diagnostics.push(other_notation(source, &fence, at));
            Table::default()
        }
        Err(faults) => {
            damaged = true;
            for fault in faults.into_iter().take(MOST_FAULTS) {
                diagnostics.push(
                    repeated(source, head, &fault)
                        .unwrap_or_else(|| invalid(source, fence.notation, &fault)),
                );
            }
            Table::default()
        }
    };
    if !damaged && table.0.is_empty() {
        damaged = true;
        diagnostics.push(
            Diagnostic::new(
                Code::EmptyFrontMatter,
                source.at(at),
                "the front matter is empty",
            )
            .label("nothing follows")
            .help("give it at least a title: `title: …`"),
        );
    }
    if fence.notation == Notation::Yaml && text.contains('#') {
        cut_value::report(source, &table, diagnostics);
    }
    let ignores = if damaged || !text.contains(WORD) {
        Vec::new()
    } else {
        in_front_matter(source, head, fence.start, &table, diagnostics)
    };
    for (first, second) in table.duplicate_keys() {
        diagnostics.push(duplicate(source, &second.value, first.span, second.span));
    }
    Head {
        table,
        at,
        damaged,
        sign: match fence.notation {
            Notation::Yaml => ":",
            Notation::Toml => " =",
        },
        ignores,
        body,
    }
}

/// Whether the fields are written in the notation whose fences are the other ones.
fn is_of_other_notation(fence: &Fence, text: &str) -> bool {
    let table = parse_front_matter(fence.notation.other(), text, 0);
    table.is_ok_and(|table| !table.0.is_empty())
}

fn other_notation(source: &Source, fence: &Fence, at: Span) -> Diagnostic {
    let (own, other) = (fence.notation, fence.notation.other());
    let message = format!(
        "the front matter is not valid {}: its fields are written as {}",
        own.name(),
        other.name()
    );
    let fault = Diagnostic::new(Code::InvalidFrontMatter, source.at(at), message);
    let fault = fault.label(format!("this announces {}", own.name()));
    fault.help(format!(
        "put `{}` above and below the fields in place of `{}`",
        other.fence(),
        own.fence()
    ))
}

/// Where the body starts.
pub(super) fn body_start(source: &Source) -> usize {
    let start = source.mark_length();
    let fence = opening(source, start);
    fence.map_or(start, |fence| {
        closing(source, &fence).map_or(source.text.len(), |(_, body)| body)
    })
}

fn duplicate(source: &Source, key: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(
        Code::DuplicateKey,
        source.at(second),
        format!("the key `{key}` stands twice"),
    )
    .label("second time")
    .see(source.at(first), "first time")
    .help("keep one of the two")
}

/// In TOML a key that stands twice is a fault of the notation itself.
fn repeated(source: &Source, head: Span, fault: &crate::data::Fault) -> Option<Diagnostic> {
    if !fault.is_repeated_key() {
        return None;
    }
    let key = source.slice(fault.span);
    let before = &source.text[head.start as usize..fault.span.start as usize];
    // The key stands in the same table: behind the last header before it.
    let table = before.rfind("\n[").map_or(0, |at| at + 1);
    let mut at = head.start as usize + table;
    for line in before[table..].split_inclusive('\n') {
        let found = line.trim_start();
        if found
            .strip_prefix(key)
            .is_some_and(|rest| rest.trim_start().starts_with('='))
        {
            let start = at + (line.len() - found.len());
            return Some(duplicate(
                source,
                key,
                Span::new(start, start + key.len()),
                fault.span,
            ));
        }
        at += line.len();
    }
    None
}

/// White space before the opening fence, or before the first field.
fn indented(source: &Source, fence: &Fence, start: usize, head: Span) -> Option<Diagnostic> {
    if fence.misplaced {
        let line = source.text[..fence.start]
            .rfind('\n')
            .map_or(start, |at| at + 1);
        let span = if line < fence.start {
            Span::new(line, fence.start)
        } else {
            Span::new(fence.start, fence.start + fence.notation.fence().len())
        };
        let message = "the front matter does not start at the beginning of the file";
        return Some(
            Diagnostic::new(Code::IndentedFrontMatter, source.at(span), message)
                .label("this should be the very first thing")
                .help(match fence.notation {
                    Notation::Yaml => {
                        "remove what stands before it: other programs see no front matter here"
                    }
                    Notation::Toml => "remove what stands before it",
                }),
        );
    }
    let text = source.slice(head);
    let first = text.find(|letter: char| !letter.is_whitespace())?;
    let line = text[..first].rfind('\n').map_or(0, |end| end + 1);
    let indent = first - line;
    let at = head.start as usize + line;
    (indent > 0).then(|| {
        let span = Span::new(at, at + indent);
        Diagnostic::new(
            Code::IndentedFrontMatter,
            source.at(span),
            "the front matter is indented",
        )
        .label("this space does not belong here")
        .help("start its lines at the margin: one that is indented by less would break it")
    })
}

fn invalid(source: &Source, notation: Notation, fault: &crate::data::Fault) -> Diagnostic {
    let message = format!(
        "the front matter is not valid {}: {}",
        notation.name(),
        fault.message
    );
    let diagnostic = Diagnostic::new(Code::InvalidFrontMatter, source.at(fault.span), message)
        .label("cannot be read from here on");
    match &fault.help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

struct Fence {
    notation: Notation,
    /// Offset of the fence itself.
    start: usize,
    /// Whether something stands before it.
    misplaced: bool,
}

/// The first line behind an opening fence that is made of the signs of rules and nothing else.
fn misspelt_fence(source: &Source, fence: &Fence) -> Option<Span> {
    let mut at = fence.start;
    let is_rule = |line: &str| {
        let signs = line.chars().filter(|letter| *letter != ' ');
        let is_sign = |letter: char| matches!(letter, '-' | '–' | '—' | '+' | '=' | '*' | '_');
        line.chars().all(|letter| letter == ' ' || is_sign(letter)) && signs.count() > 0
    };
    for (number, whole) in source.text[fence.start..].split_inclusive('\n').enumerate() {
        let line = whole.trim_end();
        if number > 0 && !line.starts_with(' ') && line != "-" && is_rule(line) {
            return Some(Span::new(at, at + line.len()));
        }
        at += whole.len();
    }
    None
}

fn notation_of(line: &str) -> Option<Notation> {
    [Notation::Yaml, Notation::Toml]
        .into_iter()
        .find(|notation| line == notation.fence())
}

/// The opening fence: the first line, or the first line that is not blank if fields follow it.
fn opening(source: &Source, start: usize) -> Option<Fence> {
    let mut at = start;
    for line in source.text[start..].split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            at += line.len();
            continue;
        }
        let notation = notation_of(trimmed)?;
        let indent = line.len() - line.trim_start().len();
        let fence = Fence {
            notation,
            start: at + indent,
            misplaced: at + indent != start,
        };
        if fence.misplaced && !looks_like_fields(&source.text[at + line.len()..], notation) {
            return None;
        }
        return Some(fence);
    }
    None
}

/// Whether text behind a line `---` is a head rather than the text behind a thematic break.
fn looks_like_fields(rest: &str, notation: Notation) -> bool {
    let sign = match notation {
        Notation::Yaml => ':',
        Notation::Toml => '=',
    };
    let first = rest
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("");
    let key: String = first
        .trim()
        .chars()
        .take_while(|letter| *letter != sign)
        .collect();
    first.contains(sign)
        && !key.trim().is_empty()
        && !key.trim().contains(' ')
        && rest.lines().any(|line| line.trim() == notation.fence())
}

/// The text between the fences, and where the body starts.
fn closing(source: &Source, fence: &Fence) -> Option<(Span, usize)> {
    let text = &source.text;
    let head = text[fence.start..]
        .find('\n')
        .map(|at| fence.start + at + 1)?;
    let mut at = head;
    let ends = memchr::memchr_iter(b'\n', text[head..].as_bytes()).map(|end| head + end + 1);
    for end in ends.chain([text.len()]) {
        let line = &text[at..end];
        let found = if fence.misplaced {
            line.trim()
        } else {
            line.trim_end()
        };
        // The end of a document, as Pandoc and Jekyll read it.
        let is_end = fence.notation == Notation::Yaml && found == "...";
        if found == fence.notation.fence() || is_end {
            return Some((Span::new(head, at), at + line.len()));
        }
        at += line.len();
    }
    None
}

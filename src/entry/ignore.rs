//! The comments by which an author says that a fault is meant: `primer-ignore: broken-link why`.
//!
//! In: the text of a comment, and what it stands before. Out: an [`Ignore`], and reports of what cannot be understood.

use std::ops::Range;

use crate::data::{Data, Table};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Source, Span, Spanned};

/// What such a comment begins with.
pub(super) const WORD: &str = "primer-ignore";

/// A file has so many of them at most: each is asked about each fault of the file.
pub(super) const MOST: usize = 1000;

/// A comment that says that faults are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The kinds of the faults, each where it is named.
    pub codes: Vec<Spanned<Code>>,
    /// The whole comment.
    pub comment: Span,
    /// What it applies to: the faults that start in it.
    pub scope: Span,
}

impl Ignore {
    /// Whether it applies to what has a place.
    pub fn covers(&self, place: Span) -> bool {
        (self.scope.start..self.scope.end).contains(&place.start)
    }
}

/// Whether the text of a comment means to be one of these.
pub(super) fn is_meant(text: &str) -> bool {
    text.trim_start().starts_with(WORD)
}

/// Reads the text of a comment that [`is_meant`]. `place` tells where a range of it stands.
pub(super) fn read(
    text: &str,
    place: &dyn Fn(Range<usize>) -> Location,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Spanned<Code>> {
    let fault = |range: Range<usize>, message: String| {
        Diagnostic::new(Code::InvalidIgnore, place(range), message)
    };
    let start = text.len() - text.trim_start().len();
    let word = start..start + name_length(&text[start..]);
    let rest = text[word.end..].trim_start();
    if text[word.clone()] != *WORD || !rest.starts_with(':') {
        let code = &rest[..name_length(rest)];
        let code = Code::named(code).map_or("broken-link", Code::name);
        let message = format!("a colon and a code must follow `{WORD}`");
        let found = fault(word, message).label("ignores nothing");
        diagnostics.push(found.help(format!("write `{WORD}: {code}`, and behind that why")));
        return Vec::new();
    }
    let mut codes: Vec<Spanned<Code>> = Vec::new();
    let mut at = text.len() - rest.len() + ":".len();
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let name = at..at + name_length(&text[at..]);
        let span = |range: Range<usize>| place(range).span;
        match Code::named(&text[name.clone()]) {
            Some(code) if code.adjustable() => {
                if codes.iter().all(|known| known.value != code) {
                    codes.push(Spanned::new(code, span(name.clone())));
                }
            }
            Some(code) => {
                let message = format!("`{code}` cannot be ignored");
                let found = fault(name.clone(), message).label("always an error");
                diagnostics.push(found.help("without its repair no site can be made"));
            }
            None if name.is_empty() => {
                let found = fault(word.clone(), "this comment names no code".to_owned());
                let found = found.label("ignores nothing");
                diagnostics.push(found.help(format!(
                    "name what is meant: `{WORD}: broken-link`, and behind that why"
                )));
            }
            None => diagnostics.push(unknown(
                fault(
                    name.clone(),
                    format!("there is no check `{}`", &text[name.clone()]),
                ),
                &text[name.clone()],
                !codes.is_empty(),
            )),
        }
        at = name.end;
        let behind = text[at..].trim_start();
        if let Some(more) = behind.strip_prefix(',').filter(|_| !name.is_empty()) {
            at = text.len() - more.len();
            continue;
        }
        // Two codes, or the first word of a reason.
        let next = &behind[..name_length(behind)];
        if Code::named(next).is_some() {
            let message = format!("a comma must stand before `{next}`");
            let start = text.len() - behind.len();
            let found = fault(start..start + next.len(), message);
            let end = place(name.end..name.end);
            diagnostics.push(
                found
                    .label("taken for a reason")
                    .fix("write a comma", end, ","),
            );
        }
        return codes;
    }
}

fn unknown(fault: Diagnostic, name: &str, is_behind_comma: bool) -> Diagnostic {
    match nearest(name, Code::adjustable_names()) {
        Some(near) => {
            let at = fault.at.clone();
            fault.fix(
                format!("a check with a similar name exists: `{near}`"),
                at,
                near,
            )
        }
        None if is_behind_comma => {
            fault.help("a reason stands behind the last code, without a comma before it")
        }
        None => fault.help("`primer explain` lists the checks"),
    }
}

/// The length of the name that a text starts with. No sign of a code is anything but a letter, a digit or a hyphen; what a
/// name ends with is no part of it.
fn name_length(text: &str) -> usize {
    let end = text.find(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ':'));
    end.unwrap_or(text.len())
}

/// The comments of a front matter, whose opening fence stands at `fence`.
pub(super) fn in_front_matter(
    source: &Source,
    head: Span,
    fence: usize,
    table: &Table,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Ignore> {
    let text = &source.text;
    let mut ignores = Vec::new();
    let mut values = Vec::new();
    table
        .0
        .iter()
        .for_each(|pair| leaves(&pair.value, &mut values));
    values.sort_unstable();
    let is_in_value = |at: usize| {
        let behind = values.partition_point(|value| value.start as usize <= at);
        let value = behind.checked_sub(1).map(|last| values[last]);
        value.is_some_and(|value| at < value.end as usize)
    };
    let found = memchr::memmem::find_iter(source.slice(head).as_bytes(), WORD);
    for at in found.map(|at| head.start as usize + at) {
        let before = text[head.start as usize..at].trim_end_matches([' ', '\t']);
        let Some(before) = before.strip_suffix('#') else {
            continue;
        };
        let start = head.start as usize + before.len();
        if is_in_value(start) || ignores.len() > MOST {
            continue;
        }
        let line = line_around(text, start);
        let comment = start..start + text[start..line.end].trim_end().len();
        let place = |range: Range<usize>| {
            let start = comment.start + 1;
            source.at(Span::new(start + range.start, start + range.end))
        };
        let codes = read(&text[comment.start + 1..comment.end], &place, diagnostics);
        let scope = if text[line.start..start].trim().is_empty() {
            let before = source.slice(Span::new(head.start as usize, line.start));
            let is_first = before.lines().all(is_blank);
            let from = if is_first { fence } else { start };
            Span::new(
                from,
                end_of_next(source, line.end, head.end as usize, table),
            )
        } else {
            line.into()
        };
        ignores.push(Ignore {
            codes,
            comment: comment.into(),
            scope,
        });
    }
    ignores
}

/// Whether a line of a front matter holds nothing but a comment.
fn is_blank(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// Where the field or the value of a list ends that starts on the next line that is not blank.
fn end_of_next(source: &Source, from: usize, end: usize, table: &Table) -> usize {
    let mut at = from;
    for line in source.text[from..end].split_inclusive('\n') {
        let whole = at..at + line.len();
        at = whole.end;
        if !is_blank(line) {
            let element = end_in_table(table, &whole);
            return element.unwrap_or(0).max(whole.end);
        }
    }
    from
}

/// Where the outermost field ends that starts in a line, or the value of a list.
fn end_in_table(table: &Table, line: &Range<usize>) -> Option<usize> {
    table.0.iter().find_map(|pair| {
        if line.contains(&(pair.key.span.start as usize)) {
            return Some(pair.value.span.end as usize);
        }
        end_of_element(&pair.value.value, line)
    })
}

fn end_of_element(data: &Data, line: &Range<usize>) -> Option<usize> {
    let starts = |span: Span| line.contains(&(span.start as usize));
    match data {
        Data::Table(table) => end_in_table(table, line),
        Data::List(items) => items.iter().find_map(|item| {
            if starts(item.span) {
                return Some(item.span.end as usize);
            }
            end_of_element(&item.value, line)
        }),
        _ => None,
    }
}

/// The places of the values that are not made of others.
fn leaves(value: &Spanned<Data>, found: &mut Vec<Span>) {
    match &value.value {
        Data::Table(table) => table.0.iter().for_each(|pair| leaves(&pair.value, found)),
        Data::List(items) => items.iter().for_each(|item| leaves(item, found)),
        _ => found.push(value.span),
    }
}

/// The line around a place, with its end.
pub(super) fn line_around(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
    start..end
}

/// The comments of a file, as many as are heard.
pub(super) fn heard(
    mut ignores: Vec<Ignore>,
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Ignore> {
    if let Some(first) = ignores.get(MOST) {
        let at = source.at(first.comment);
        let message = format!("this file has more than {MOST} comments `{WORD}`");
        let fault = Diagnostic::new(Code::InvalidIgnore, at, message);
        let fault = fault.label("not heard from here on");
        diagnostics.push(fault.help("write an exception into `primer.toml`: `[[check.except]]`"));
        ignores.truncate(MOST);
    }
    ignores
}

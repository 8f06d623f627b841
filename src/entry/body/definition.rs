//! `duplicate-label`: definitions of links whose label has one already.
//!
//! In: a text and the definitions that its parser found. Out: those that it passed over, since the first of a label counts
//! (CommonMark, 4.7).

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Options, Parser};

use super::prepare::unicase;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};

/// So many of a text are looked for: each takes another parse.
const MOST: usize = 8;

/// Reports the definitions of a text that no link follows. Its bytes start at `start` in the source.
pub(super) fn report_repeated(
    source: &Source,
    start: usize,
    text: &str,
    options: Options,
    definitions: &HashMap<String, Range<usize>>,
) -> Vec<Diagnostic> {
    if definitions.is_empty() {
        return Vec::new();
    }
    let at = |range: Range<usize>| source.at(Span::from(range).shifted(start));
    let repeated = candidates(text, definitions).take(MOST);
    let repeated = repeated.filter_map(|(label, place)| {
        let first = &definitions[&unicase(label)];
        // With the first one blank, the parser takes the next, unless that is code or a part of a paragraph.
        let mut without = text.as_bytes().to_vec();
        let blank = without.get_mut(first.clone())?;
        blank
            .iter_mut()
            .filter(|byte| **byte != b'\n')
            .for_each(|byte| *byte = b' ');
        let without = String::from_utf8(without).ok()?;
        let parser = Parser::new_ext(&without, options);
        let next = parser.reference_definitions().get(label)?;
        let is_same = text.get(next.span.clone())? == text.get(first.clone())?;
        if next.span.start != place || is_same {
            return None;
        }
        let message = format!("the label `{label}` is defined twice");
        let fault = Diagnostic::new(Code::DuplicateLabel, at(next.span.clone()), message);
        let fault = fault
            .label("no link leads here")
            .see(at(first.clone()), "all of them lead here");
        Some(fault.help("choose another label, or take one of the two out"))
    });
    repeated.collect()
}

/// Lines that start like the definition of a label which stands above them already.
fn candidates<'t>(
    text: &'t str,
    definitions: &HashMap<String, Range<usize>>,
) -> impl Iterator<Item = (&'t str, usize)> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start + line.len() - line.trim_start_matches(' ').len();
        start += line.len();
        let (label, target) = line.trim().strip_prefix('[')?.split_once("]:")?;
        // `[//]: # (words)` is a comment.
        if matches!(target.split_whitespace().next(), Some("#" | "<>")) {
            return None;
        }
        let first = definitions.get(&unicase(label))?;
        (!label.contains(']') && first.start < at && !first.contains(&at)).then_some((label, at))
    })
}

//! Headings and their ids, which wait until all that the author chose are known.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{CowStr, HeadingLevel};

use super::headings::Heading;
use super::markup::{BodySink, Gap};
use super::state::PendingHeading;
use super::writer::Writer;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::slug::slug;
use crate::source::{Span, Spanned};

impl<S: BodySink> Writer<'_, '_, S> {
    pub(super) fn open_heading(
        &mut self,
        level: HeadingLevel,
        id: Option<&str>,
        classes: &[CowStr<'_>],
        range: Range<usize>,
    ) {
        let opens_body = self.blocks == 0 && level == HeadingLevel::H1;
        self.blocks += 1;
        self.end_block();
        let before = self.out.length();
        let is_section =
            level == HeadingLevel::H2 && self.numbering.depth == 0 && self.around.is_empty();
        if is_section {
            let last = &mut self.numbering.last;
            last.section = last.section.saturating_add(1);
            last.block = 0;
        }
        self.out.push("<h");
        self.out.push(digit(level));
        if !self.around.is_empty() {
            // In a footnote: nobody links to it, and its place is not known yet.
            self.out.push(">");
            return;
        }
        self.out.push(" id=\"");
        self.out.push_gap(Gap::Id(self.pending.len()));
        for (number, class) in classes.iter().enumerate() {
            self.out.push(if number == 0 { "\" class=\"" } else { " " });
            self.out.push_value(class);
        }
        self.out.push("\">");
        if is_section && self.numbers {
            // The number is a part of the heading, and its permalink.
            self.out.push("<a class=\"permalink number\" href=\"#");
            self.out.push_gap(Gap::Id(self.pending.len()));
            let number = self.numbering.last.section;
            self.out.push_format(format_args!("\">{number}</a> "));
        }
        let id = id.filter(|id| !id.is_empty());
        if let Some(id) = id {
            let at = self.text[range.clone()]
                .rfind(&format!("#{id}"))
                .map_or(range.clone(), |at| {
                    range.start + at + 1..range.start + at + 1 + id.len()
                });
            self.explicit
                .push(Spanned::new(id.to_owned(), self.span(at)));
        }
        let end = range.start + self.text[range.clone()].trim_end().len();
        self.pending.push(PendingHeading {
            level: level as u8,
            id: id.map(ToOwned::to_owned),
            text: self.plain.len()..self.plain.len(),
            span: self.span(range.start..end),
            opens_body,
            is_nested: self.numbering.depth > 0,
            others: self.others,
            tag: before..self.out.length(),
        });
    }

    pub(super) fn close_heading(&mut self, level: HeadingLevel) {
        if self.around.is_empty()
            && let Some(heading) = self.pending.last_mut()
        {
            let text = &self.plain[heading.text.start..];
            let start = heading.text.start + (text.len() - text.trim_start().len());
            let text = text.trim();
            heading.text = start..start + text.len();
            if text.is_empty() && heading.others == self.others {
                let at = self.source.at(heading.span);
                let fault = Diagnostic::new(Code::EmptyHeading, at, "this heading has no words");
                let fault = fault.label("an empty line in the table of contents");
                self.faults
                    .push(fault.help("write the words behind its marks, or take it out"));
            }
            // A heading that says something else than the title is a part of the text.
            if heading.opens_body {
                let text = slug(text);
                heading.opens_body = self.title.is_none_or(|title| slug(title) == text);
            }
            if heading.opens_body {
                self.heading = self.out.split_marked(heading.tag.end);
                self.out.truncate(heading.tag.start);
                self.end_block();
                return;
            }
            let has_number = level == HeadingLevel::H2 && self.numbers && self.numbering.depth == 0;
            if !has_number {
                let id = Gap::Id(self.pending.len() - 1);
                self.out.push(" <a class=\"permalink\" href=\"#");
                self.out.push_gap(id);
                // Named by its heading, since each has another name then.
                self.out.push("\" aria-labelledby=\"");
                self.out.push_gap(id);
                self.out.push("\">#</a>");
            }
        }
        self.out.push("</h");
        self.out.push(digit(level));
        self.out.push(">\n");
        self.end_block();
    }

    /// Gives every heading its id: first those that the author chose, then those made of the text,
    /// so that a new heading never takes an id that was there before.
    pub(super) fn identify_headings(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let mut chosen: BTreeMap<&str, Span> = BTreeMap::new();
        for explicit in &self.explicit {
            if let Some(&first) = chosen.get(&*explicit.value) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::DuplicateAnchor,
                        self.source.at(explicit.span),
                        format!("the id `{}` is already taken in this entry", explicit.value),
                    )
                    .label("second use")
                    .see(self.source.at(first), "first use")
                    .help("a link to it reaches the first one only: choose another id"),
                );
            } else {
                chosen.insert(&explicit.value, explicit.span);
            }
        }
        let mut used: BTreeSet<&str> = BTreeSet::new();
        let mut made: BTreeSet<String> = BTreeSet::new();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for heading in &self.pending {
            let mut shown = Heading {
                level: heading.level,
                id: "",
                // Nothing may stand behind the end of what was kept.
                text: self.plain.get(heading.text.clone()).unwrap_or(""),
                is_nested: heading.is_nested,
                span: heading.span,
            };
            if let Some(id) = heading.id.as_deref().filter(|id| used.insert(id)) {
                shown.id = id;
                self.body.headings.push(shown);
                continue;
            }
            let mut id = slug(shown.text);
            if id.is_empty() {
                "section".clone_into(&mut id);
            }
            let is_taken = |id: &str| chosen.contains_key(id) || made.contains(id);
            if is_taken(&id) {
                // Each stem goes on counting where it was: a page of equal headings stays fast.
                let stem = id;
                let number = counts.entry(stem.clone()).or_insert(0);
                loop {
                    *number += 1;
                    id = format!("{stem}-{number}");
                    if !is_taken(&id) {
                        break;
                    }
                }
            }
            shown.id = &id;
            self.body.headings.push(shown);
            made.insert(id);
        }
        let is_second = |heading: &&PendingHeading| {
            heading.level == 1 && !heading.opens_body && !heading.text.is_empty()
        };
        let firsts = self.pending.iter().filter(is_second);
        let firsts: Vec<Span> = firsts.map(|heading| heading.span).collect();
        if let [first, others @ ..] = &*firsts {
            let message = match others.len() {
                0 => "this heading is of the first level, as the title is".to_owned(),
                1 => "this heading and 1 more are of the first level, as the title is".to_owned(),
                more => {
                    format!("this heading and {more} more are of the first level, as the title is")
                }
            };
            diagnostics.push(
                Diagnostic::new(Code::SecondTitle, self.source.at(*first), message)
                    .label("a second title")
                    .help("start parts of the text with `##`"),
            );
        }
        let opens_body = |heading: &PendingHeading| heading.opens_body;
        let has_title = self.pending.first().is_some_and(opens_body);
        self.body.headings.close(has_title);
        let others = chosen.into_keys().filter(|id| !used.contains(id));
        self.body.other_ids.extend(others.map(ToOwned::to_owned));
    }
}

fn digit(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "1",
        HeadingLevel::H2 => "2",
        HeadingLevel::H3 => "3",
        HeadingLevel::H4 => "4",
        HeadingLevel::H5 => "5",
        HeadingLevel::H6 => "6",
    }
}

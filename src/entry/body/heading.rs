//! Headings and their ids, which wait until all that the author chose are known.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use pulldown_cmark::Event;

use super::Heading;
use super::writer::Writer;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::html::escape_into;
use crate::entry::slug::slug;
use crate::source::{Span, Spanned};

/// A heading that waits for its id.
pub(super) struct PendingHeading {
    pub(super) event: usize,
    pub(super) end: usize,
    pub(super) level: u8,
    pub(super) id: Option<String>,
    pub(super) classes: Vec<String>,
    pub(super) plain_start: usize,
    pub(super) text: String,
    pub(super) span: Span,
    pub(super) opens_body: bool,
}

impl Writer<'_, '_> {
    /// Gives every heading its id: first those that the author chose, then those made of the text,
    /// so that a new heading never takes an id that was there before.
    pub(super) fn identify_headings(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let mut taken: HashSet<String> = HashSet::new();
        let mut places: IndexMap<String, Span> = IndexMap::new();
        for explicit in std::mem::take(&mut self.explicit) {
            if let Some(&first) = places.get(&explicit.value) {
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
                taken.insert(explicit.value.clone());
                places.insert(explicit.value, explicit.span);
            }
        }
        let anchors = places.into_iter().map(|(id, span)| Spanned::new(id, span));
        self.body.anchors.extend(anchors);
        let mut used: HashSet<String> = HashSet::new();
        let mut counts: HashMap<String, usize> = HashMap::new();
        for mut heading in std::mem::take(&mut self.pending) {
            let id = if let Some(id) = heading.id.take().filter(|id| used.insert(id.clone())) {
                id
            } else {
                let stem = slug(&heading.text);
                let stem = if stem.is_empty() {
                    "section".to_owned()
                } else {
                    stem
                };
                let id = if taken.contains(&stem) {
                    // Each stem goes on counting where it was: a page of equal headings stays fast.
                    let number = counts.entry(stem.clone()).or_insert(0_usize);
                    loop {
                        *number += 1;
                        let id = format!("{stem}-{number}");
                        if !taken.contains(&id) {
                            break id;
                        }
                    }
                } else {
                    stem
                };
                taken.insert(id.clone());
                self.body
                    .anchors
                    .push(Spanned::new(id.clone(), heading.span));
                id
            };
            let shown = Heading {
                level: heading.level,
                id,
                text: heading.text,
                span: heading.span,
            };
            let output = &mut self.outputs[0];
            // A heading that says something else than the title is a part of the text.
            if heading.opens_body
                && self
                    .title
                    .as_ref()
                    .is_none_or(|title| *title == slug(&shown.text))
            {
                for event in &mut output[heading.event..=heading.end] {
                    *event = Event::Html("".into());
                }
                self.body.title = Some(shown);
                continue;
            }
            output[heading.event] = Event::Html(opening(&shown, &heading.classes).into());
            output[heading.end] = Event::Html(closing(&shown).into());
            self.body.headings.push(shown);
        }
    }
}

fn opening(heading: &Heading, classes: &[String]) -> String {
    let mut html = String::with_capacity(heading.id.len() + 16);
    html.push_str("<h");
    html.push(char::from(b'0' + heading.level));
    html.push_str(" id=\"");
    escape_into(&heading.id, &mut html);
    if !classes.is_empty() {
        html.push_str("\" class=\"");
        escape_into(&classes.join(" "), &mut html);
    }
    html.push_str("\">");
    html
}

fn closing(heading: &Heading) -> String {
    let mut html = String::with_capacity(heading.id.len() + 96);
    html.push_str(" <a class=\"permalink\" href=\"#");
    escape_into(&heading.id, &mut html);
    html.push_str("\" aria-label=\"Link to this section\">#</a></h");
    html.push(char::from(b'0' + heading.level));
    html.push_str(">\n");
    html
}

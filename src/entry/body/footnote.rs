//! Footnotes: numbered by their first reference, gathered at the end, with links there and back.

use pulldown_cmark::{Event, TagEnd};

use super::link::unicase;
use super::writer::Writer;
use crate::source::{Span, Spanned};

impl<'a> Writer<'a, '_> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let entry = self.footnotes.entry(unicase(label));
        let number = entry.index();
        let count = entry.or_insert(0);
        *count += 1;
        let count = *count;
        let number = number + 1;
        let id = footnote_id(number, count);
        self.inline(format!(
            "<sup class=\"footnote-reference\"><a href=\"#_fn-{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    pub(super) fn footnote_section(&mut self) {
        let mut section: Vec<Event<'a>> = Vec::new();
        let mut definitions = std::mem::take(&mut self.definitions_of_footnotes);
        let footnotes = std::mem::take(&mut self.footnotes);
        for (index, (label, &count)) in footnotes.iter().enumerate() {
            let number = index + 1;
            let Some(mut events) = definitions.get_mut(label).map(std::mem::take) else {
                continue;
            };
            let mut back = String::new();
            for reference in 1..=count {
                let id = footnote_id(number, reference);
                let _ = std::fmt::Write::write_fmt(
                    &mut back,
                    format_args!(
                        " <a class=\"footnote-back\" href=\"#{id}\" role=\"doc-backlink\" aria-label=\"Back to reference {number}{}\">↩</a>",
                        if count > 1 {
                            format!(".{reference}")
                        } else {
                            String::new()
                        }
                    ),
                );
            }
            let last_is_paragraph = matches!(events.last(), Some(Event::End(TagEnd::Paragraph)));
            let at = events.len() - usize::from(last_is_paragraph);
            events.insert(at, Event::InlineHtml(back.into()));
            section.push(Event::Html(format!("<li id=\"_fn-{number}\">\n").into()));
            section.append(&mut events);
            section.push(Event::Html("</li>\n".into()));
            self.body
                .anchors
                .push(Spanned::new(format!("_fn-{number}"), Span::default()));
            for reference in 1..=count {
                self.body.anchors.push(Spanned::new(
                    footnote_id(number, reference),
                    Span::default(),
                ));
            }
        }
        if !section.is_empty() {
            self.html("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n");
            if let Some(output) = self.outputs.last_mut() {
                output.append(&mut section);
            }
            self.html("</ol>\n</section>\n");
        }
    }
}

fn footnote_id(number: usize, reference: usize) -> String {
    if reference == 1 {
        format!("_fnref-{number}")
    } else {
        format!("_fnref-{number}-{reference}")
    }
}

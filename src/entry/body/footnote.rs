//! Footnotes: numbered by their first reference, gathered at the end, with links there and back.

use std::fmt::Write;

use super::markup::BodySink;
use super::prepare::unicase;
use super::writer::Writer;
use crate::entry::html::escape_into;

impl<S: BodySink> Writer<'_, '_, S> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let entry = self.footnotes.entry(unicase(label));
        let number = entry.index() + 1;
        let count = entry.or_insert(0);
        *count += 1;
        let id = footnote_id(number, *count);
        self.out.push_format(format_args!(
            "<sup class=\"footnote-reference\"><a href=\"#_fn-{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    pub(super) fn footnote_section(&mut self) {
        let mut definitions = std::mem::take(&mut self.definitions_of_footnotes);
        let footnotes = std::mem::take(&mut self.footnotes);
        let mut is_open = false;
        for (index, (label, &count)) in footnotes.iter().enumerate() {
            let number = index + 1;
            let Some(mut footnote) = definitions.swap_remove(label) else {
                continue;
            };
            self.body.other_ids.push(format!("_fn-{number}"));
            let mut back = String::new();
            for reference in 1..=count {
                let id = footnote_id(number, reference);
                let which = if count > 1 {
                    format!("{number}.{reference}")
                } else {
                    number.to_string()
                };
                let label = self.wording.fill("footnote_back", None, &[("n", &which)]);
                let _ = write!(
                    back,
                    " <a class=\"footnote-back\" href=\"#{id}\" role=\"doc-backlink\" aria-label=\""
                );
                escape_into(&label.unwrap_or_default(), &mut back);
                back.push_str("\">↩</a>");
                self.body.other_ids.push(id);
            }
            footnote.push_inside(&back);
            if !is_open {
                is_open = true;
                self.out
                    .push("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
                self.out.push_value(self.wording.get("footnotes"));
                self.out.push("\">\n<ol>\n");
            }
            self.out
                .push_format(format_args!("<li id=\"_fn-{number}\">\n"));
            self.out.append(footnote);
            self.out.push("</li>\n");
        }
        if is_open {
            self.out.push("</ol>\n</section>\n");
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

//! Footnotes: numbered by their first reference, gathered at the end, with links there and back.

use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;

use super::markup::BodySink;
use super::prepare::{COLON, unicase};
use super::state::FootnoteText;
use super::writer::Writer;
use crate::diagnostic::nearest::{Budget, nearest};
use crate::diagnostic::{Code, Diagnostic};
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

    /// Footnotes without a text, texts that no one refers to, and those that stand behind another of their label.
    pub(super) fn report_footnotes(
        &self,
        undefined: Vec<(String, Range<usize>)>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let at = |range: &Range<usize>| self.source.at(self.span(range.clone()));
        let mut notes: HashMap<String, &FootnoteText> = HashMap::new();
        for note in &self.notes {
            let first = *notes.entry(unicase(&note.label)).or_insert(note);
            if first.mark != note.mark {
                diagnostics.push(
                    Diagnostic::new(
                        Code::DuplicateFootnote,
                        at(&note.mark),
                        format!("the footnote `{}` is written twice", note.label),
                    )
                    .label("this text is not shown")
                    .see(at(&first.mark), "this one is")
                    .help("choose another label, or take one of the texts out"),
                );
            }
        }
        let is_used = |note: &FootnoteText| self.footnotes.contains_key(&unicase(&note.label));
        let mut unused: Vec<&FootnoteText> =
            self.notes.iter().filter(|note| !is_used(note)).collect();
        unused.retain(|note| notes[&unicase(&note.label)].mark == note.mark);
        let budget = Budget::default();
        // `[^label] : text`.
        let spaces = |range: &Range<usize>| {
            let is_space = |letter: char| letter != '\n' && letter.is_whitespace();
            let before = self.text[..range.start].trim_end_matches(is_space);
            let opens_line = before.is_empty() || before.ends_with('\n');
            let behind = &self.text[range.end..];
            let rest = behind.trim_start_matches([' ', '\t']);
            let is_text = opens_line && rest.starts_with([':', COLON]);
            (is_text && rest.len() < behind.len()).then(|| behind.len() - rest.len())
        };
        let loose: Vec<String> = (undefined.iter())
            .filter(|(_, range)| spaces(range).is_some())
            .map(|(label, _)| unicase(label))
            .collect();
        for (label, range) in undefined {
            if let Some(spaces) = spaces(&range) {
                let place = at(&(range.end..range.end + spaces));
                let message = format!("a space keeps this from being the text of `{label}`");
                let fault = Diagnostic::new(Code::UndefinedFootnote, at(&range), message);
                let fault = fault.label("shown as plain text");
                diagnostics.push(fault.fix("take the space out", place, "").certain_if(true));
                continue;
            }
            if loose.contains(&unicase(&label)) {
                continue;
            }
            let mut fault = Diagnostic::new(
                Code::UndefinedFootnote,
                at(&range),
                format!("no footnote has the label `{label}`"),
            )
            .label("shown as plain text");
            let labels = self.notes.iter().map(|note| &*note.label);
            let meant = budget
                .allows(self.notes.len())
                .then(|| nearest(&label, labels));
            if let Some(meant) = meant.flatten() {
                let place = range.start + 2..range.end - 1;
                fault = fault.fix("write the label of the note", at(&place), meant);
                // That its text is not shown comes of this.
                unused.retain(|note| note.label != meant);
            } else {
                fault = fault.help(format!(
                    "add a line `[^{label}]: The note.`, or put a backslash before the bracket if no note is meant"
                ));
            }
            diagnostics.push(fault);
        }
        for note in unused {
            diagnostics.push(
                Diagnostic::new(
                    Code::UnusedFootnote,
                    at(&note.mark),
                    format!("nothing refers to the footnote `{}`", note.label),
                )
                .label("its text is not shown")
                .help(format!(
                    "write `[^{}]` where it belongs, or take the note out",
                    note.label
                )),
            );
        }
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

//! Raw HTML: kept as it is, but for its addresses; made safe; or shown as text.

use std::ops::Range;

use super::markup::{BodySink, Gap};
use super::prepare::as_written;
use super::state::Raw;
use super::writer::Writer;
use crate::config::HtmlMode;
use crate::entry::attribute::{Attribute, Holds, Part, all_attributes};
use crate::entry::html::escaped;
use crate::entry::reference::ReferenceKind;
use crate::source::{Span, Spanned};

impl<S: BodySink> Writer<'_, '_, S> {
    /// A piece of a block of HTML.
    pub(super) fn raw(&mut self, html: &str, range: &Range<usize>) {
        let raw = self.raw.get_or_insert_default();
        // In a block quote the parser takes the marks of the quote from each line.
        let source = &self.text[range.clone()];
        let mut at = 0;
        for line in html.split_inclusive('\n') {
            // A line that the parser made anew is not found: it keeps the place before it.
            if let Some(found) = source[at..].find(line.trim_end()) {
                at += found;
                raw.pieces.push((raw.text.len(), range.start + at));
                at += line.trim_end().len();
            } else {
                raw.pieces.push((raw.text.len(), range.start + at));
            }
            raw.text.push_str(line);
        }
    }

    /// The end of a piece of HTML: of a block, or of a piece in a line.
    pub(super) fn close_raw(&mut self, block: Option<&Range<usize>>) {
        let Some(raw) = self.raw.take() else { return };
        let raw = Raw {
            text: as_written(&raw.text),
            ..raw
        };
        let is_block = block.is_some();
        let Some(raw) = self.without_ignores(raw, block) else {
            // It is neither a block nor does it show anything.
            *if is_block {
                &mut self.blocks
            } else {
                &mut self.others
            } -= 1;
            return;
        };
        match self.html {
            HtmlMode::Keep => self.keep(&raw),
            HtmlMode::Safe => self.purify(raw),
            HtmlMode::Escape if is_block => {
                self.end_block();
                self.out.push_block("<p>");
                self.show(raw.text.trim_end());
                self.out.end_paragraph();
                self.end_block();
            }
            HtmlMode::Escape => self.show(&raw.text),
        }
    }

    fn show(&mut self, html: &str) {
        self.plain(html);
        self.out.push_text(html);
    }

    fn keep(&mut self, raw: &Raw) {
        let lower = raw.text.to_ascii_lowercase();
        let opened = lower.matches("<a ").count() + lower.matches("<a\n").count();
        self.raw_links = (self.raw_links + opened).saturating_sub(lower.matches("</a>").count());
        self.follow_elements(raw);
        let mut from = 0;
        for attribute in all_attributes(&raw.text) {
            if attribute.holds == Some(Holds::Id) {
                self.raw_id(raw, attribute);
                continue;
            }
            let parts = attribute.parts();
            if attribute.whole.start < from || parts.is_empty() {
                continue;
            }
            if attribute.value.is_empty() {
                // It stays as it is written.
                self.raw_reference(raw, &attribute, &parts[0]);
                continue;
            }
            self.out.push(&raw.text[from..attribute.whole.start]);
            self.addresses(raw, &attribute, &parts);
            from = attribute.whole.end;
        }
        self.out.push(&raw.text[from..]);
    }

    pub(super) fn raw_id(&mut self, raw: &Raw, attribute: Attribute) {
        let span = self.span(raw.places(&attribute.range));
        self.explicit.push(Spanned::new(attribute.value, span));
    }

    /// An attribute, with a hole for each address in its value.
    pub(super) fn addresses(&mut self, raw: &Raw, attribute: &Attribute, parts: &[Part]) {
        let value = attribute.value.as_str();
        let start = self.out.length();
        self.out.push(&attribute.name);
        self.out.push("=\"");
        let mut from = 0;
        for part in parts {
            self.out.push_value(&value[from..part.range.start]);
            // Of several addresses one can be left out by itself.
            let is_only = parts.len() == 1;
            from = if is_only { value.len() } else { part.end };
            let tail = escaped(&value[part.range.end..from]);
            let around = if is_only {
                [self.out.length() - start, tail.len() + 1]
            } else {
                [0, tail.len()]
            };
            let reference = self.raw_reference(raw, attribute, part);
            self.out.push_gap(Gap::Address(reference, around));
            self.out.push(&tail);
        }
        self.out.push_value(&value[from..]);
        self.out.push("\"");
    }

    fn raw_reference(&mut self, raw: &Raw, attribute: &Attribute, part: &Part) -> usize {
        let kind = match attribute.holds {
            Some(Holds::Link) => ReferenceKind::HtmlLink,
            Some(Holds::Source | Holds::Sources) => ReferenceKind::HtmlSource,
            _ => ReferenceKind::HtmlAddress,
        };
        let written = attribute.value[part.range.clone()].to_owned();
        let span = self.span(raw.places(&attribute.place(&raw.text, &part.range)));
        let reference = self.reference(kind, written, span);
        self.references[reference].text = Span::empty(self.plain.len());
        reference
    }
}

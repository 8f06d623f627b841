//! Elements of raw HTML, and blocks of code, that are open at the end of a text: the rest of the page stands in them, or is
//! lost.
//!
//! In: the raw HTML of a text, piece by piece, and its blocks of code. Out: a report for each that has no end. Links without words, and
//! images without a description, are seen on the way.

use std::ops::Range;

use html5gum::{StartTag, Token};

use super::markup::BodySink;
use super::state::Raw;
use super::writer::Writer;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::safe::is_element;
use crate::entry::tags::tokens;

const COMMENT: &str = "<!--";

/// Elements without content, those of old pages too.
pub(in crate::entry) const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
];

/// Elements that end by themselves (HTML Standard, 13.1.2.4).
pub(in crate::entry) const OPTIONAL: &[&str] = &[
    "body", "caption", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p",
    "rb", "rp", "rt", "rtc", "tbody", "td", "tfoot", "th", "thead", "tr",
];

impl<S: BodySink> Writer<'_, '_, S> {
    /// Notes what a piece of raw HTML opens and closes.
    pub(super) fn follow_elements(&mut self, raw: &Raw) {
        if self.elements.comment.is_some() {
            if !raw.text.contains("-->") {
                return;
            }
            self.elements.comment = None;
        }
        let mut last = None;
        for token in tokens(&raw.text) {
            match token {
                Token::StartTag(tag) => {
                    self.open_raw(raw, &tag);
                    last = Some(tag);
                    continue;
                }
                Token::EndTag(tag) => {
                    self.close_raw_link(&tag.name, raw.places(&(tag.span.start..tag.span.end)));
                    let name = String::from_utf8_lossy(&tag.name);
                    let ends_itself = OPTIONAL.contains(&&*name) || VOID.contains(&&*name);
                    if !self.elements.close(&name) && !ends_itself {
                        self.report_stray_end(raw.places(&(tag.span.start..tag.span.end)));
                    }
                }
                Token::String(text) if !text.trim_ascii().is_empty() => self.elements.link = None,
                _ => {}
            }
            last = None;
        }
        if let Some(at) = raw.text.rfind(COMMENT)
            && !raw.text[at..].contains("-->")
            && last.is_none_or(|tag| !matches!(&**tag.name, b"script" | b"style" | b"textarea"))
        {
            self.elements.comment = Some(raw.places(&(at..at + COMMENT.len())));
        }
    }

    fn open_raw(&mut self, raw: &Raw, tag: &StartTag<usize>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let place = raw.places(&(tag.span.start..tag.span.end));
        let has = |attribute: &[u8]| tag.attributes.contains_key(attribute);
        if name == "img"
            && has(b"src")
            && !["alt", "aria-label", "aria-hidden", "role"]
                .iter()
                .any(|label| has(label.as_bytes()))
        {
            self.without_description(place.clone());
        }
        let is_labelled = ["aria-label", "aria-labelledby", "title"];
        let is_labelled = is_labelled.iter().any(|label| has(label.as_bytes()));
        self.elements.link = (name == "a" && has(b"href") && !is_labelled)
            .then(|| (place.clone(), self.plain.len()));
        if name == "a"
            && !["href", "id", "name"]
                .iter()
                .any(|known| has(known.as_bytes()))
        {
            let at = self.source.at(self.span(place.clone()));
            let fault = Diagnostic::new(Code::UnclosedHtml, at, "this element leads nowhere");
            let fault = fault.label("no address");
            self.faults.push(fault.help("write one: `<a href=\"/…\">`"));
        }
        // A shortcode of Hugo, which is left in the text.
        let before = self.text.get(..place.start).unwrap_or("");
        let is_closed = before.ends_with("{{")
            || tag.self_closing
            || VOID.contains(&name.as_str())
            || OPTIONAL.contains(&name.as_str());
        if !is_closed {
            *self.elements.counts.entry(name.clone()).or_default() += 1;
            self.elements.open.push((name, place));
        }
    }

    fn close_raw_link(&mut self, name: &[u8], end: Range<usize>) {
        if name != b"a" {
            return;
        }
        if let Some((start, length)) = self.elements.link.take()
            && self.plain[length.min(self.plain.len())..].trim().is_empty()
        {
            let help = "write words before `</a>`";
            self.report_empty_link(start.start..end.end, help);
        }
    }

    /// Reports a fenced block of code that runs to the end of the text without its closing fence.
    pub(super) fn report_open_fence(&mut self, range: &Range<usize>) {
        let text = self.text.trim_end();
        if range.end < text.len() {
            return;
        }
        let block = text.get(range.start..).unwrap_or("");
        let (first, rest) = block.split_once('\n').unwrap_or((block, ""));
        let mark = first.chars().next().unwrap_or('`');
        let fence = &first[..first.len() - first.trim_start_matches(mark).len()];
        // The marks of quotations may stand before the last line.
        let last = rest.rsplit('\n').next().unwrap_or("");
        let last = last.trim_start_matches([' ', '\t', '>']).trim_end();
        if last.len() >= fence.len() && last.chars().all(|letter| letter == mark) {
            return;
        }
        let at = self
            .source
            .at(self.span(range.start..range.start + first.trim_end().len()));
        let fault = Diagnostic::new(Code::UnclosedCode, at, "this block of code is never closed");
        let fault = fault.label("all that stands behind it is code");
        self.faults.push(fault.help(format!(
            "write {fence} on a line of its own behind the code"
        )));
    }

    fn report_stray_end(&mut self, place: Range<usize>) {
        let written = self.text.get(place.clone()).unwrap_or("");
        let message = format!("`{written}` closes no element of this text");
        let fault = Diagnostic::new(
            Code::UnclosedHtml,
            self.source.at(self.span(place)),
            message,
        );
        let fault = fault.label("it would close an element of the page");
        self.faults
            .push(fault.help("take it out, or open the element before it"));
    }

    pub(super) fn report_open_elements(&mut self) {
        let elements = std::mem::take(&mut self.elements);
        if let Some(place) = elements.comment {
            let at = self.source.at(self.span(place));
            let fault = Diagnostic::new(Code::UnclosedHtml, at, "this comment is never closed");
            let fault = fault.label("readers see nothing of what stands behind it");
            self.faults
                .push(fault.help("write `-->` at its end, without an empty line between"));
        }
        // What stands in a drawing has names of its own.
        let is_drawn =
            (elements.open.iter()).any(|(name, _)| matches!(name.as_str(), "svg" | "math"));
        for (name, place) in elements.open {
            // As it is written, for names that look like types.
            let written = self.text.get(place.start + 1..place.start + 1 + name.len());
            let written = written.filter(|written| written.eq_ignore_ascii_case(&name));
            let written = written.unwrap_or(&name);
            let at = self.source.at(self.span(place));
            let label = match name.as_str() {
                "script" | "style" | "textarea" | "title" | "template" => {
                    "readers see nothing of what stands behind it"
                }
                _ => "all that stands behind it stands in it",
            };
            let fault = Diagnostic::new(
                Code::UnclosedHtml,
                at,
                format!("the element `<{written}>` is never closed"),
            );
            self.faults
                .push(fault.label(label).help(if is_drawn || is_element(&name) {
                format!(
                    "write `</{written}>` at its end, or a backslash before `<` if no HTML is meant"
                )
            } else {
                format!("HTML has no such element: write `\\<{written}` if no HTML is meant")
            }));
        }
    }
}

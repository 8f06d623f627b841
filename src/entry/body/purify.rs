//! Raw HTML → HTML that can do nothing but show something.
//!
//! Tags are written anew from their names and attributes, so that nothing reaches a browser that it could read in
//! another way; what no table of [`safe`](crate::entry::safe) has is left out. Every element ends where the Markdown
//! around it ends, so that none can close what is not its own.

use html5gum::{StartTag, Token};
use pulldown_cmark::{Event, Tag, TagEnd};

use super::markup::BodySink;
use super::state::{Raw, Silence};
use super::writer::Writer;
use crate::config::HtmlMode;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::attribute::{Holds, attributes};
use crate::entry::safe::{self, SafeElement, holds_text, is_implied, is_left_out_whole};
use crate::entry::tags::tokens;

impl<S: BodySink> Writer<'_, '_, S> {
    /// Knows where elements of Markdown start and end. A block of HTML is none: what it opens stays open.
    #[inline]
    pub(super) fn mark_raw(&mut self, event: &Event<'_>) {
        if self.html == HtmlMode::Safe {
            self.mark_elements(event);
        }
    }

    fn mark_elements(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::Heading { .. }) => self.purifier.is_in_heading = true,
            Event::End(TagEnd::Heading(_)) => self.purifier.is_in_heading = false,
            _ => {}
        }
        match event {
            Event::Start(Tag::HtmlBlock)
            | Event::End(TagEnd::HtmlBlock)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::SoftBreak => {}
            Event::Text(text) if text.trim().is_empty() => {}
            Event::End(_) => {
                self.end_raw();
                self.purifier.marks.pop();
            }
            _ => {
                // No Markdown stands in a table outside of its cells, and no heading in another one.
                let is_heading = matches!(event, Event::Start(Tag::Heading { .. }));
                while let Some(open) = self.purifier.inner().last()
                    && (!holds_text(open) || is_heading && safe::is_heading(open))
                {
                    self.end_elements(self.purifier.open.len() - 1);
                }
                if matches!(event, Event::Start(_)) {
                    self.purifier.marks.push(self.purifier.open.len());
                }
            }
        }
    }

    /// Ends what raw HTML opened in the innermost element of Markdown.
    pub(super) fn end_raw(&mut self) {
        self.end_elements(self.purifier.mark());
    }

    /// Ends the elements of raw HTML but for so many.
    fn end_elements(&mut self, kept: usize) {
        while self.purifier.open.len() > kept
            && let Some(name) = self.purifier.open.pop()
        {
            self.raw_links -= usize::from(name == "a");
            if !is_implied(name) {
                self.end_tag(name);
            }
        }
    }

    fn end_tag(&mut self, name: &str) {
        self.out.push("</");
        self.out.push(name);
        self.out.push(">");
    }

    pub(super) fn purify(&mut self, raw: Raw) {
        let mut raw = raw;
        if let Some(silence) = &mut self.purifier.silence {
            match end_of(&raw.text, &silence.name) {
                None => return,
                Some(_) if silence.depth > 0 => {
                    silence.is_over = true;
                    return;
                }
                Some(end) => {
                    raw = raw.from(end);
                    self.purifier.silence = None;
                }
            }
        }
        for token in tokens(&raw.text) {
            match token {
                Token::EndTag(tag) => self.close_element(&String::from_utf8_lossy(&tag.name)),
                _ if self.purifier.silence.is_some() => {}
                Token::StartTag(tag) => self.open_element(&raw, &tag),
                Token::String(text) => {
                    self.out
                        .push_text(&printable(&String::from_utf8_lossy(&text)));
                }
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
    }

    fn open_element(&mut self, raw: &Raw, tag: &StartTag<usize>) {
        let name = String::from_utf8_lossy(&tag.name);
        let opening = tag.span.start..tag.span.start + 1 + name.len();
        let Some(element) = SafeElement::named(&name) else {
            self.leave_out(&format!("<{name}>"), raw, opening);
            let is_empty = tag.self_closing && matches!(&*name, "svg" | "math");
            if is_left_out_whole(&name) && !is_empty {
                self.purifier.silence = Some(Silence {
                    name: name.into_owned(),
                    depth: 0,
                    is_over: false,
                });
            }
            return;
        };
        let Some(kept) = self.purifier.kept(element.name) else {
            self.leave_out(&format!("<{name}>"), raw, opening);
            return;
        };
        self.end_elements(kept);
        self.out.push("<");
        self.out.push(element.name);
        for attribute in attributes(&raw.text, tag) {
            if !element.may_have(&attribute.name) {
                self.leave_out(&attribute.name, raw, attribute.whole);
                continue;
            }
            self.out.push(" ");
            let parts = attribute.parts();
            if parts.is_empty() {
                self.out.push(&attribute.name);
                self.out.push("=\"");
                self.out.push_value(&printable(&attribute.value));
                self.out.push("\"");
            } else {
                self.addresses(raw, &attribute, &parts);
            }
            if attribute.holds == Some(Holds::Id) {
                self.raw_id(raw, attribute);
            }
        }
        self.out.push(">");
        if !element.is_void() {
            self.raw_links += usize::from(element.name == "a");
            self.purifier.open.push(element.name);
        }
    }

    fn close_element(&mut self, name: &str) {
        let purifier = &mut self.purifier;
        if let Some(silence) = &purifier.silence {
            if silence.name == name {
                purifier.silence = None;
            }
            return;
        }
        let mark = purifier.mark();
        let open = purifier.open.iter().enumerate().skip(mark);
        if let Some((at, &name)) = open.rev().find(|(_, open)| **open == name) {
            self.end_elements(at + 1);
            self.purifier.open.pop();
            self.raw_links -= usize::from(name == "a");
            self.end_tag(name);
        }
    }

    fn leave_out(&mut self, what: &str, raw: &Raw, range: std::ops::Range<usize>) {
        let at = self.source.at(self.span(raw.places(&range)));
        let message = format!("`{what}` is left out: it is not safe");
        let report = Diagnostic::new(Code::UnsafeHtml, at, message).label("not on the page");
        let help = "write it as Markdown, or take it out";
        self.purifier.left_out.push(report.help(help));
    }
}

/// Where the end tag of an element starts.
fn end_of(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, "</").find(|at| {
        let rest = &bytes[at + 2..];
        let found = rest.get(..name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            && !rest.get(name.len()).is_some_and(u8::is_ascii_alphanumeric)
    })
}

/// A text without the control characters that character references can stand for.
fn printable(text: &str) -> String {
    let is_kept = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
    text.chars().filter(is_kept).collect()
}

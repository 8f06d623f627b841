//! Texts: plain words, code, and addresses that were written without a mark.

use std::ops::Range;

use super::markup::{BodySink, Gap};
use super::prepare::as_written;
use super::writer::Writer;
use crate::entry::ReferenceKind;
use crate::entry::html::has_byte;
use crate::source::Span;

/// No one writes a text without a mark of this length; the search for bare addresses would be slow.
const LONGEST_LINKED: usize = 32 * 1024;

impl<S: BodySink> Writer<'_, '_, S> {
    pub(super) fn words(&mut self, text: &str, range: Range<usize>) {
        if let Some((_, code)) = &mut self.code {
            // In a block of code everything stands as it was written.
            code.push_str(&as_written(text));
            return;
        }
        if self.open.is_empty() {
            self.leftovers.note(self.text, &range);
        }
        let text = &*self.restored(text);
        if self.in_image() {
            self.plain(text);
        } else if is_bare(text) {
            self.plain(text);
            self.out.push(text);
        } else if !self.open.is_empty()
            || text.len() > LONGEST_LINKED
            || self.raw_links > 0
            || !may_hold_address(text)
        {
            self.plain(text);
            self.out.push_text(text);
        } else {
            self.words_with_addresses(text, &range);
        }
    }

    fn words_with_addresses(&mut self, text: &str, range: &Range<usize>) {
        let mut finder = linkify::LinkFinder::new();
        finder.url_must_have_scheme(true);
        let mut from = 0;
        for link in finder.links(text) {
            let written = link.as_str();
            let is_email = *link.kind() == linkify::LinkKind::Email;
            if !is_email && !written.starts_with("http://") && !written.starts_with("https://") {
                continue;
            }
            self.plain(&text[from..link.start()]);
            self.out.push_text(&text[from..link.start()]);
            // Where punctuation was made typographic the text is longer than its source.
            let place = if self.text[range.clone()] == *text {
                range.start + link.start()..range.start + link.end()
            } else {
                self.text[range.clone()]
                    .find(written)
                    .map_or(range.clone(), |at| {
                        range.start + at..range.start + at + written.len()
                    })
            };
            let span = self.span(place);
            let plain_start = self.plain.len();
            self.plain(written);
            let target = if is_email {
                format!("mailto:{written}")
            } else {
                written.to_owned()
            };
            let reference = self.reference(ReferenceKind::Link, target, span);
            self.references[reference].text = Span::new(plain_start, self.plain.len());
            self.out.push("<a ");
            self.out.push_gap(Gap::Address(reference, [0, 0]));
            self.out.push(">");
            self.out.push_value(written);
            self.out.push("</a>");
            from = link.end();
        }
        self.plain(&text[from..]);
        self.out.push_text(&text[from..]);
    }
}

/// Whether a text is its own HTML, and holds no address. Most are.
fn is_bare(text: &str) -> bool {
    !has_byte(text, |byte| {
        (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b':') | (byte == b'@')
    })
}

/// Whether a text may hold an address that is no link yet. Most texts have none of the letters.
fn may_hold_address(text: &str) -> bool {
    let text = text.as_bytes();
    memchr::memchr2_iter(b':', b'@', text)
        .any(|at| text[at] == b'@' || text[at + 1..].starts_with(b"//"))
}

//! Links and images: what they refer to, where that is written, and the holes that they leave.

use std::ops::Range;

use pulldown_cmark::{CowStr, LinkType};

use super::markup::{BodySink, Gap};
use super::media::{names_entry, player};
use super::prepare::{COLON, ESCAPE, PIPE, unicase};
use super::state::{Figure, OpenReference};
use super::writer::Writer;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::reference::{ReferenceBuf, ReferenceKind, WordsKey};
use crate::source::Span;

impl<'a, S: BodySink> Writer<'a, '_, S> {
    pub(super) fn reference(&mut self, kind: ReferenceKind, written: String, span: Span) -> usize {
        let mut reference = ReferenceBuf::new(kind, written, span);
        if self.around.is_empty() {
            reference.block = self.numbering.last;
        }
        self.references.push(reference);
        self.references.len() - 1
    }

    pub(super) fn open_reference(
        &mut self,
        image: bool,
        kind: LinkType,
        destination: CowStr<'a>,
        title: CowStr<'a>,
        label: CowStr<'a>,
        range: &Range<usize>,
    ) {
        let inner_end = range.start + if image { 2 } else { 1 };
        // A link cannot stand within another.
        let is_embed = image
            && matches!(kind, LinkType::WikiLink { .. })
            && self.open.is_empty()
            && self.raw_links == 0
            && names_entry(&self.restored(&destination));
        let image = image && !is_embed;
        let mut open = OpenReference {
            image,
            is_embed,
            kind,
            destination,
            title,
            label,
            inner_end,
            plain_start: self.plain.len(),
            alt: String::new(),
            reference: 0,
            before: 0,
            others: self.others,
        };
        if !image && !self.in_image() {
            open.reference = self.reference(ReferenceKind::Link, String::new(), Span::default());
            self.out.push("<a ");
            self.out.push_gap(Gap::Address(open.reference, [0, 0]));
            self.title_attribute(&open.title);
            self.out.push(">");
            open.before = self.out.length();
        }
        self.open.push(open);
    }

    pub(super) fn close_link(&mut self, range: Range<usize>) {
        let Some(open) = self.open.pop() else { return };
        if self.in_image() {
            return;
        }
        let (kind, written, place) = self.destination(&open, &range);
        let piped = self.marked
            && matches!(open.kind, LinkType::WikiLink { .. })
            && open.destination.contains(PIPE);
        let shown = if piped {
            // The parser took `term|text` for the name: its text is what stands behind the bar.
            open.destination
                .split_once(PIPE)
                .map(|(_, shown)| shown.trim().to_owned())
        } else if matches!(open.kind, LinkType::WikiLink { has_pothole: false }) {
            readable(&written, self.is_collection)
        } else {
            None
        };
        if let Some(shown) = shown {
            self.plain.truncate(open.plain_start);
            self.plain(&shown);
            self.out.truncate(open.before);
            self.out.push_text(&shown);
        }
        let words = self.plain.get(open.plain_start..).unwrap_or("");
        // The words of `<https://…>` and `[[Name]]` say what was written anyway.
        let is_own = match open.kind {
            LinkType::WikiLink { has_pothole } => has_pothole || piped,
            LinkType::Autolink | LinkType::Email => false,
            _ => true,
        };
        let key = is_own.then(|| WordsKey::of(words)).flatten();
        if words.trim().is_empty() && !written.is_empty() {
            self.without_words(&open, range.clone());
        }
        let kind = match &mut self.figure {
            Some(Figure::Embed(embed)) if open.is_embed => {
                *embed = Some(open.reference);
                ReferenceKind::Transclusion
            }
            _ => kind,
        };
        let span = self.span(place);
        let text = Span::new(open.plain_start, self.plain.len());
        let reference = &mut self.references[open.reference];
        reference.words = key;
        reference.kind = kind;
        reference.written = written;
        reference.span = span;
        reference.text = text;
        self.out.push("</a>");
        self.reach(range.end);
    }

    pub(super) fn close_image(&mut self, range: Range<usize>) {
        let Some(mut open) = self.open.pop() else {
            return;
        };
        if self.in_image() {
            return;
        }
        let (kind, written, place) = self.destination(&open, &range);
        let (kind, width) = match kind {
            ReferenceKind::WikiLink => (ReferenceKind::Embed, width(&open.alt)),
            _ => (ReferenceKind::Image, None),
        };
        if width.is_some() {
            open.alt.clear();
        }
        if open.alt.trim().is_empty() && self.open.is_empty() && self.raw_links == 0 {
            self.without_description(range.clone());
        }
        self.others += 1;
        self.elements.link = None;
        let span = self.span(place);
        let reference = self.reference(kind, written, span);
        let player = player(&self.references[reference].written);
        let label = match player {
            Some("audio") => {
                self.out.push("<audio controls=\"\" ");
                " aria-label=\""
            }
            Some(_) => {
                self.out.push("<video controls=\"\" ");
                " aria-label=\""
            }
            None => {
                self.out.push("<img ");
                " alt=\""
            }
        };
        self.out.push_gap(Gap::Address(reference, [0, 0]));
        self.out.push(label);
        self.out.push_value(&open.alt);
        self.out.push("\"");
        if let Some(width) = width {
            self.out.push_format(format_args!(" width=\"{width}\""));
        }
        if let Some(Figure::Image(_)) = self.figure {
            self.figure = Some(Figure::Image(self.restored(&open.title).into_owned()));
        } else {
            self.title_attribute(&open.title);
        }
        self.out.push(match player {
            Some("audio") => "></audio>",
            Some(_) => "></video>",
            None => " />",
        });
        self.reach(range.end);
    }

    /// A link that readers cannot see, or of which a screen reader has nothing to say.
    fn without_words(&mut self, open: &OpenReference<'a>, range: Range<usize>) {
        let shown = &self.text[range.clone()];
        let help = if self.others == open.others {
            "write words between its brackets"
        } else if shown.contains('<') {
            // HTML may have a label.
            return;
        } else {
            "say in the brackets of its image where the link leads: `[![words](…)](…)`"
        };
        self.report_empty_link(range, help);
    }

    pub(super) fn report_empty_link(&mut self, range: Range<usize>, help: &str) {
        let at = self.source.at(self.span(range));
        let fault = Diagnostic::new(Code::EmptyLink, at, "this link has no words");
        let fault = fault.label("nothing to read or to hear").help(help);
        self.faults.push(fault);
    }

    pub(super) fn without_description(&mut self, range: Range<usize>) {
        let at = self.source.at(self.span(range));
        let fault = Diagnostic::new(Code::MissingAlt, at, "this image has no description");
        let fault = fault.label("nothing to hear").help(
            "say what it shows: `![words](…)`; if it only decorates, write it in HTML with `alt=\"\"`",
        );
        self.faults.push(fault);
    }

    fn title_attribute(&mut self, title: &str) {
        if !title.is_empty() {
            let title = self.restored(title);
            self.out.push(" title=\"");
            self.out.push_value(&title);
            self.out.push("\"");
        }
    }

    /// What a link says about its target, and the range of the words that say it.
    pub(super) fn destination(
        &self,
        open: &OpenReference<'a>,
        range: &Range<usize>,
    ) -> (ReferenceKind, String, Range<usize>) {
        let mut written = String::from(&*open.destination);
        if self.marked {
            written = written.replace(COLON, ":");
        }
        match open.kind {
            LinkType::WikiLink { .. } => {
                let inside = range.start + 2 + usize::from(open.image || open.is_embed)
                    ..range.end.saturating_sub(2);
                let text = self.text.get(inside.clone()).unwrap_or("");
                let name = text.find(['|', PIPE]).map_or(text, |at| &text[..at]);
                let name = name.strip_suffix(['\\', ESCAPE]).unwrap_or(name);
                let lead = name.len() - name.trim_start().len();
                let place = inside.start + lead..inside.start + lead + name.trim().len();
                (ReferenceKind::WikiLink, name.trim().to_owned(), place)
            }
            LinkType::Autolink => (
                ReferenceKind::Link,
                written,
                range.start + 1..range.end.saturating_sub(1).max(range.start + 1),
            ),
            LinkType::Email => (
                ReferenceKind::Link,
                format!("mailto:{written}"),
                range.start + 1..range.end.saturating_sub(1).max(range.start + 1),
            ),
            LinkType::Inline => {
                let place = self.text.as_bytes()[open.inner_end.min(range.end)..range.end]
                    .windows(2)
                    .position(|pair| pair == b"](")
                    .map(|at| open.inner_end + at + 2)
                    .map_or(range.clone(), |at| {
                        match self.text[at..range.end].strip_prefix(&*written) {
                            Some(rest) if rest.starts_with(')') && !written.is_empty() => {
                                at..at + written.len()
                            }
                            _ => destination_at(self.text, at, range.end),
                        }
                    });
                (ReferenceKind::Link, written, place)
            }
            _ => {
                let place = self
                    .definitions
                    .get(&unicase(&open.label))
                    .and_then(|definition| {
                        let text = &self.text[definition.clone()];
                        let at = text.find("]:")? + 2;
                        Some(destination_at(
                            self.text,
                            definition.start + at,
                            definition.end,
                        ))
                    })
                    .unwrap_or(range.clone());
                (ReferenceKind::Definition, written, place)
            }
        }
    }
}

/// What readers see of `[[collection/Name#Heading]]`: `Name: Heading`.
fn readable(written: &str, is_collection: &dyn Fn(&str) -> bool) -> Option<String> {
    let (name, heading) = match written.rsplit_once('#') {
        Some((name, heading)) if !heading.trim().is_empty() && !name.ends_with(' ') => {
            (name.trim(), heading.trim())
        }
        _ => (written, ""),
    };
    let last = match name.split_once('/') {
        Some((folder, rest)) if is_collection(folder) => rest.rsplit('/').next().unwrap_or(rest),
        _ => name,
    };
    match (last, heading) {
        (_, "") if last == written => None,
        (last, "") => Some(last.to_owned()),
        ("", heading) => Some(heading.to_owned()),
        (last, heading) => Some(format!("{last}: {heading}")),
    }
}

/// The range of a link destination (CommonMark 0.31.2, section 6.3) that starts at or behind `at`.
fn destination_at(text: &str, at: usize, end: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let mut at = at;
    // In a block quote the mark of the quote stands between the lines.
    let mut at_line_start = false;
    while at < end && (bytes[at].is_ascii_whitespace() || (at_line_start && bytes[at] == b'>')) {
        at_line_start |= bytes[at] == b'\n';
        at += 1;
    }
    let start = at;
    if bytes.get(at) == Some(&b'<') {
        at += 1;
        while at < end && bytes[at] != b'>' {
            at += 1 + usize::from(bytes[at] == b'\\');
        }
        return start + 1..at.clamp(start + 1, end);
    }
    let mut depth = 0;
    while at < end {
        match bytes[at] {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            byte if byte.is_ascii_whitespace() || byte.is_ascii_control() => break,
            _ => {}
        }
        at += 1;
    }
    let mut at = at.min(end);
    while !text.is_char_boundary(at) {
        at += 1;
    }
    start..at
}

/// The width of an image in pixels, where that is what stands behind the bar: `![[image.png|300]]`, `|300x200`.
fn width(alt: &str) -> Option<u32> {
    let (width, height) = alt.split_once('x').unwrap_or((alt, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_size = is_number(width) && is_number(height);
    is_size.then(|| width.parse().ok()).flatten()
}

//! Markdown → facts (links, headings, plain text) and HTML with holes for the addresses.
//!
//! In: one source and where its body starts. Out: [`Body`] and what is wrong with it by itself.
//! This file holds the one configured Markdown parser; it never asks about another file.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{
    BlockQuoteKind, BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag,
    TagEnd, TextMergeWithOffset,
};

use super::highlight::Highlighter;
use super::html::{Attribute, AttributeKind, Html, MARK, attributes, escape_into, escaped};
use super::sentence;
use super::slug::slug;
use super::{Reference, ReferenceKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span, Spanned};

/// What the body of an entry says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// The HTML, with holes for the addresses of its references.
    pub html: Html,
    /// The heading of level 1 that opens the body, which the page shows as its title.
    pub title: Option<Heading>,
    /// The other headings in their order.
    pub headings: Vec<Heading>,
    /// Every id that a link can lead to, with its place.
    pub anchors: Vec<Spanned<String>>,
    /// The text without marks: a block on each line, code blocks left out.
    pub plain: String,
    /// The first paragraph in [`Body::plain`].
    pub lead: Range<u32>,
}

/// A heading and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The id of the element, unique within its entry.
    pub id: String,
    /// The text without marks.
    pub text: String,
    /// Where it was written.
    pub span: Span,
}

/// Stands for the `|` of a wiki-link inside a table, where a bare one would end the cell.
const PIPE: char = '\x1f';

/// Stands for the `\` before such a `|`, and for nothing.
const ESCAPE: char = '\x1e';

/// Reads the Markdown from byte `start` of a source.
pub(super) fn read(
    source: &Source,
    start: usize,
    smart_punctuation: bool,
    title: Option<&str>,
    highlighter: &Highlighter,
    references: &mut Vec<Reference>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Body {
    let original = &source.text[start..];
    let text = prepared(original);
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS;
    options.set(Options::ENABLE_SMART_PUNCTUATION, smart_punctuation);

    let undefined = RefCell::new(Vec::new());
    let callback = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        if link.link_type == LinkType::Reference {
            undefined
                .borrow_mut()
                .push((link.span, link.reference.to_string()));
        }
        None
    };
    let parser = Parser::new_with_broken_link_callback(&text, options, Some(callback));
    let definitions: Vec<(String, Range<usize>)> = parser
        .reference_definitions()
        .iter()
        .map(|(label, definition)| (label.to_owned(), definition.span.clone()))
        .collect();

    let mut writer = Writer {
        source,
        text: &text,
        start,
        definitions,
        highlighter,
        references,
        first_reference: 0,
        outputs: vec![Vec::new()],
        body: Body::default(),
        open: Vec::new(),
        pending: Vec::new(),
        footnotes: Vec::new(),
        definitions_of_footnotes: Vec::new(),
        raw: None,
        code: None,
        alert: None,
        quotes: Vec::new(),
        explicit: Vec::new(),
        lead_open: false,
        blocks: 0,
        title: title.map(slug),
        piped: text.contains(PIPE),
    };
    writer.first_reference = writer.references.len();
    for (event, range) in TextMergeWithOffset::new(parser.into_offset_iter()) {
        writer.event(event, range);
    }
    let body = writer.finish(diagnostics);

    let mut undefined = undefined.into_inner();
    undefined.sort_by_key(|(range, _)| range.start);
    undefined.dedup();
    for (range, label) in undefined {
        diagnostics.push(
            Diagnostic::new(
                Code::UndefinedLabel,
                source.at(Span::from(range).shifted(start)),
                format!("no link definition has the label `{label}`"),
            )
            .label("shown as plain text")
            .help(format!(
                "add a line `[{label}]: /address`, or put a backslash before the bracket if no link is meant"
            )),
        );
    }
    body
}

/// The text that the parser is given, of the same length: the marks that this file uses are taken
/// out, and `|` inside wiki-links in table rows is replaced.
fn prepared(original: &str) -> std::borrow::Cow<'_, str> {
    let has_marks = original.contains([MARK, PIPE, ESCAPE]);
    let has_wiki_cells = original.contains("[[") && original.contains('|');
    if !has_marks && !has_wiki_cells {
        return original.into();
    }
    let mut text = String::with_capacity(original.len());
    for line in original.split_inclusive('\n') {
        let line = line.replace([MARK, PIPE, ESCAPE], " ");
        let mut rest = line.as_str();
        let mut changed = String::with_capacity(line.len());
        let mut outside = 0;
        while let Some(open) = rest.find("[[") {
            let Some(close) = rest[open..].find("]]") else {
                break;
            };
            outside += rest[..open].matches('|').count();
            changed.push_str(&rest[..open]);
            let link = &rest[open..open + close];
            changed.push_str(&link.replace("\\|", "\u{1e}\u{1f}").replace('|', "\u{1f}"));
            rest = &rest[open + close..];
        }
        outside += rest.matches('|').count();
        changed.push_str(rest);
        text.push_str(if outside > 0 { &changed } else { &line });
    }
    text.into()
}

struct Writer<'a, 'r> {
    source: &'a Source,
    text: &'a str,
    start: usize,
    definitions: Vec<(String, Range<usize>)>,
    highlighter: &'a Highlighter,
    references: &'r mut Vec<Reference>,
    first_reference: usize,
    /// The innermost list of events is written to: one for the body, one for an open footnote.
    outputs: Vec<Vec<Event<'a>>>,
    body: Body,
    /// Open links and images.
    open: Vec<OpenReference<'a>>,
    /// Headings that wait for their ids.
    pending: Vec<PendingHeading>,
    /// Labels of footnotes in the order of their first reference, with the number of references.
    footnotes: Vec<(CowStr<'a>, usize)>,
    definitions_of_footnotes: Vec<(CowStr<'a>, Vec<Event<'a>>)>,
    raw: Option<Raw>,
    code: Option<(String, String)>,
    alert: Option<Alert>,
    /// For each open block quote, whether it is an alert.
    quotes: Vec<bool>,
    /// Ids that the author gave: by heading attributes and in raw HTML.
    explicit: Vec<Spanned<String>>,
    lead_open: bool,
    /// Blocks seen so far, to know which heading opens the body.
    blocks: usize,
    /// The slug of the title that the front matter gives.
    title: Option<String>,
    piped: bool,
}

struct OpenReference<'a> {
    image: bool,
    kind: LinkType,
    destination: CowStr<'a>,
    title: CowStr<'a>,
    label: CowStr<'a>,
    /// End of the last child: the destination stands behind it.
    inner_end: usize,
    plain_start: usize,
    alt: String,
    /// The reference, for a link: its hole stands before its text.
    reference: usize,
}

struct PendingHeading {
    event: usize,
    end: usize,
    level: u8,
    id: Option<String>,
    classes: Vec<String>,
    plain_start: usize,
    text: String,
    span: Span,
    opens_body: bool,
}

struct Alert {
    /// Events before this offset are the mark of the alert.
    title: Range<usize>,
    state: AlertState,
}

#[derive(PartialEq)]
enum AlertState {
    Opened,
    InTitle,
}

#[derive(Default)]
struct Raw {
    text: String,
    /// Where each piece starts in the raw text and in the Markdown.
    pieces: Vec<(usize, usize)>,
}

impl<'a> Writer<'a, '_> {
    fn push(&mut self, event: Event<'a>) {
        if let Some(output) = self.outputs.last_mut() {
            output.push(event);
        }
    }

    fn html(&mut self, html: impl Into<String>) {
        self.push(Event::Html(CowStr::from(html.into())));
    }

    fn inline(&mut self, html: impl Into<String>) {
        self.push(Event::InlineHtml(CowStr::from(html.into())));
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::from(range).shifted(self.start)
    }

    /// `|` where it was replaced.
    fn restored(&self, text: CowStr<'a>) -> CowStr<'a> {
        if self.piped && text.contains(PIPE) {
            CowStr::from(text.replace(ESCAPE, "").replace(PIPE, "|"))
        } else {
            text
        }
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        if self.alert.is_some() && self.in_alert_title(&event, &range) {
            return;
        }
        if let Some(open) = self.open.last_mut()
            && !matches!(event, Event::End(TagEnd::Link | TagEnd::Image))
        {
            open.inner_end = open.inner_end.max(range.end);
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.words(text, range),
            Event::Code(code) => {
                let code = self.restored(code);
                self.plain(&code);
                if !self.in_image() {
                    self.push(Event::Code(code));
                }
            }
            Event::Html(html) => self.raw(&html, range),
            Event::InlineHtml(html) => {
                if !self.in_image() {
                    self.raw = Some(Raw::default());
                    self.raw(&html, range);
                    self.close_raw(true);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                self.plain(" ");
                if !self.in_image() {
                    self.push(event);
                }
            }
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::Rule | Event::TaskListMarker(_) => {
                self.blocks += 1;
                self.push(event);
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.words(text, range),
        }
    }

    fn in_image(&self) -> bool {
        self.open.iter().any(|open| open.image)
    }

    fn plain(&mut self, text: &str) {
        self.body.plain.push_str(text);
        for open in &mut self.open {
            if open.image {
                open.alt.push_str(text);
            }
        }
    }

    /// Ends a block of plain text, so that no sentence runs on into the next one.
    fn end_block(&mut self) {
        let kept = self.body.plain.trim_end().len();
        self.body
            .plain
            .truncate(kept.max(self.body.plain.rfind('\n').map_or(0, |at| at + 1)));
        if !self.body.plain.is_empty() && !self.body.plain.ends_with('\n') {
            self.body.plain.push('\n');
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Heading {
                level, id, classes, ..
            } => {
                let opens_body = self.blocks == 0 && level as u8 == 1;
                self.blocks += 1;
                self.end_block();
                if self.outputs.len() > 1 {
                    // In a footnote: nobody links to it, and its place is not known yet.
                    self.html(format!("<h{}>", level as u8));
                    return;
                }
                let id = id.map(|id| id.to_string()).filter(|id| !id.is_empty());
                if let Some(id) = &id {
                    let at = self.text[range.clone()]
                        .rfind(&format!("#{id}"))
                        .map_or(range.clone(), |at| {
                            range.start + at + 1..range.start + at + 1 + id.len()
                        });
                    let span = self.span(at);
                    self.explicit.push(Spanned::new(id.clone(), span));
                }
                self.pending.push(PendingHeading {
                    event: self.outputs[0].len(),
                    end: 0,
                    level: level as u8,
                    id,
                    classes: classes.iter().map(ToString::to_string).collect(),
                    plain_start: self.body.plain.len(),
                    text: String::new(),
                    span: self.span(trimmed(self.text, range)),
                    opens_body,
                });
                self.html("");
            }
            Tag::BlockQuote(kind) => {
                self.blocks += 1;
                self.open_quote(kind, &range);
            }
            Tag::CodeBlock(kind) => {
                self.blocks += 1;
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new()));
            }
            Tag::HtmlBlock => {
                self.blocks += 1;
                self.raw = Some(Raw::default());
            }
            Tag::FootnoteDefinition(label) => {
                self.end_block();
                self.definitions_of_footnotes.push((label, Vec::new()));
                self.outputs.push(Vec::new());
            }
            Tag::Table(_) => {
                self.blocks += 1;
                self.html(
                    "<div class=\"table\" role=\"region\" aria-label=\"Table\" tabindex=\"0\">",
                );
                self.push(Event::Start(tag));
            }
            Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            } => {
                self.open_reference(false, link_type, dest_url, title, id, &range);
            }
            Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            } => {
                self.open_reference(true, link_type, dest_url, title, id, &range);
            }
            Tag::Paragraph => {
                if self.body.lead.is_empty() && self.outputs.len() == 1 && !self.lead_open {
                    self.lead_open = true;
                    self.body.lead = self.body.plain.len() as u32..self.body.plain.len() as u32;
                }
                self.blocks += 1;
                self.push(Event::Start(tag));
            }
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript => {
                if !self.in_image() {
                    self.push(Event::Start(tag));
                }
            }
            Tag::List(_)
            | Tag::Item
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::MetadataBlock(_) => {
                self.blocks += 1;
                self.end_block();
                self.push(Event::Start(tag));
            }
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Heading(level) => {
                let end = self.outputs[0].len();
                if self.outputs.len() == 1
                    && let Some(heading) = self.pending.last_mut()
                {
                    self.body.plain[heading.plain_start..]
                        .trim()
                        .clone_into(&mut heading.text);
                    heading.end = end;
                }
                self.html(format!("</h{}>\n", level as u8));
                self.end_block();
            }
            TagEnd::BlockQuote(_) => {
                if let Some(alert) = self.alert.take()
                    && alert.state == AlertState::InTitle
                {
                    self.html("</p>\n");
                }
                self.close_quote();
                self.end_block();
            }
            TagEnd::CodeBlock => self.close_code(),
            TagEnd::HtmlBlock => self.close_raw(false),
            TagEnd::FootnoteDefinition => {
                if let Some(events) = self.outputs.pop()
                    && let Some((_, output)) = self.definitions_of_footnotes.last_mut()
                {
                    *output = events;
                }
                self.end_block();
            }
            TagEnd::Table => {
                self.push(Event::End(tag));
                self.html("</div>\n");
                self.end_block();
            }
            TagEnd::Link => self.close_link(range),
            TagEnd::Image => self.close_image(range),
            TagEnd::Paragraph => {
                if self.lead_open {
                    self.body.lead.end = self.body.plain.len() as u32;
                    if !self.body.lead.is_empty() {
                        self.lead_open = false;
                    }
                }
                self.push(Event::End(tag));
                self.end_block();
            }
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript => {
                if !self.in_image() {
                    self.push(Event::End(tag));
                }
            }
            TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::TableCell
            | TagEnd::MetadataBlock(_) => {
                self.push(Event::End(tag));
                self.end_block();
            }
        }
    }

    // Text

    fn words(&mut self, text: CowStr<'a>, range: Range<usize>) {
        let text = self.restored(text);
        if let Some((_, code)) = &mut self.code {
            code.push_str(&text);
            return;
        }
        if self.in_image() || !self.open.is_empty() || !text.contains("://") && !text.contains('@')
        {
            self.plain(&text);
            if !self.in_image() {
                self.push(Event::Text(text));
            }
            return;
        }
        let mut finder = linkify::LinkFinder::new();
        finder.url_must_have_scheme(true);
        let mut from = 0;
        let links: Vec<(usize, usize, bool)> = finder
            .links(&text)
            .map(|link| {
                (
                    link.start(),
                    link.end(),
                    *link.kind() == linkify::LinkKind::Email,
                )
            })
            .collect();
        for (link_start, link_end, is_email) in links {
            let written = &text[link_start..link_end];
            if !is_email && !written.starts_with("http://") && !written.starts_with("https://") {
                continue;
            }
            if from < link_start {
                let before = text[from..link_start].to_owned();
                self.plain(&before);
                self.push(Event::Text(before.into()));
            }
            // Where punctuation was made typographic the text is longer than its source.
            let place = if self.text[range.clone()] == *text {
                range.start + link_start..range.start + link_end
            } else {
                self.text[range.clone()]
                    .find(written)
                    .map_or(range.clone(), |at| {
                        range.start + at..range.start + at + written.len()
                    })
            };
            let span = self.span(place);
            let plain_start = self.body.plain.len();
            let written = written.to_owned();
            self.plain(&written);
            let target = if is_email {
                format!("mailto:{written}")
            } else {
                written.clone()
            };
            let reference = self.reference(ReferenceKind::Link, target, span);
            self.references[reference].text = plain_start as u32..self.body.plain.len() as u32;
            self.inline(format!(
                "<a {MARK}{reference}{MARK}>{}</a>",
                escaped(&written)
            ));
            from = link_end;
        }
        if from < text.len() {
            let rest = text[from..].to_owned();
            self.plain(&rest);
            self.push(Event::Text(rest.into()));
        }
    }

    // Links and images

    fn reference(&mut self, kind: ReferenceKind, written: String, span: Span) -> usize {
        self.references.push(Reference {
            written,
            span,
            kind,
            text: 0..0,
            sentence: 0..0,
        });
        self.references.len() - 1
    }

    fn open_reference(
        &mut self,
        image: bool,
        kind: LinkType,
        destination: CowStr<'a>,
        title: CowStr<'a>,
        label: CowStr<'a>,
        range: &Range<usize>,
    ) {
        let inner_end = range.start + if image { 2 } else { 1 };
        let mut open = OpenReference {
            image,
            kind,
            destination,
            title,
            label,
            inner_end,
            plain_start: self.body.plain.len(),
            alt: String::new(),
            reference: 0,
        };
        if !image && !self.in_image() {
            open.reference = self.reference(ReferenceKind::Link, String::new(), Span::default());
            let title = title_attribute(&open.title);
            let reference = open.reference;
            self.inline(format!("<a {MARK}{reference}{MARK}{title}>"));
        }
        self.open.push(open);
    }

    fn close_link(&mut self, range: Range<usize>) {
        let Some(open) = self.open.pop() else { return };
        if self.in_image() {
            return;
        }
        let (kind, written, place) = self.destination(&open, &range);
        let piped = self.piped
            && matches!(open.kind, LinkType::WikiLink { .. })
            && open.destination.contains(PIPE);
        let shown = if piped {
            // The parser took `term|text` for the name: its text is what stands behind the bar.
            open.destination
                .split_once(PIPE)
                .map(|(_, shown)| shown.trim().to_owned())
        } else if matches!(open.kind, LinkType::WikiLink { has_pothole: false }) {
            readable(&written)
        } else {
            None
        };
        if let Some(shown) = shown {
            self.body.plain.truncate(open.plain_start);
            self.plain(&shown);
            if let Some(output) = self.outputs.last_mut() {
                while let Some(event) = output.pop() {
                    if matches!(&event, Event::InlineHtml(html) if html.contains(MARK)) {
                        output.push(event);
                        break;
                    }
                }
            }
            self.push(Event::Text(shown.into()));
        }
        let span = self.span(place);
        let text = open.plain_start as u32..self.body.plain.len() as u32;
        let reference = &mut self.references[open.reference];
        reference.kind = kind;
        reference.written = written;
        reference.span = span;
        reference.text = text;
        self.inline("</a>");
        if let Some(outer) = self.open.last_mut() {
            outer.inner_end = outer.inner_end.max(range.end);
        }
    }

    fn close_image(&mut self, range: Range<usize>) {
        let Some(open) = self.open.pop() else { return };
        if self.in_image() {
            return;
        }
        let (_, written, place) = self.destination(&open, &range);
        let span = self.span(place);
        let reference = self.reference(ReferenceKind::Image, written, span);
        let title = title_attribute(&open.title);
        self.inline(format!(
            "<img {MARK}{reference}{MARK} alt=\"{}\"{title} />",
            escaped(&open.alt)
        ));
        if let Some(outer) = self.open.last_mut() {
            outer.inner_end = outer.inner_end.max(range.end);
        }
    }

    /// What a link says about its target, and the range of the words that say it.
    fn destination(
        &self,
        open: &OpenReference<'a>,
        range: &Range<usize>,
    ) -> (ReferenceKind, String, Range<usize>) {
        let written = open.destination.to_string();
        match open.kind {
            LinkType::WikiLink { .. } => {
                let inside = range.start + 2 + usize::from(open.image)..range.end.saturating_sub(2);
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
                let place = self.text[open.inner_end.min(range.end)..range.end]
                    .find("](")
                    .map(|at| open.inner_end + at + 2)
                    .map_or(range.clone(), |at| destination_at(self.text, at, range.end));
                (ReferenceKind::Link, written, place)
            }
            _ => {
                let place = self
                    .definitions
                    .iter()
                    .find(|(label, _)| unicase(label) == unicase(&open.label))
                    .and_then(|(_, definition)| {
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

    // Raw HTML

    fn raw(&mut self, html: &str, range: Range<usize>) {
        match &mut self.raw {
            Some(raw) => {
                raw.pieces.push((raw.text.len(), range.start));
                raw.text.push_str(html);
            }
            None => self.html(html.to_owned()),
        }
    }

    fn close_raw(&mut self, inline: bool) {
        let Some(raw) = self.raw.take() else { return };
        let mut html = String::with_capacity(raw.text.len() + 16);
        let mut from = 0;
        for Attribute { kind, value, range } in attributes(&raw.text) {
            let place = raw.place(range.start)..raw.place(range.end.max(range.start + 1) - 1) + 1;
            let span = self.span(place);
            if kind == AttributeKind::Id {
                self.explicit.push(Spanned::new(value, span));
                continue;
            }
            if range.start < from {
                continue;
            }
            let kind = if kind == AttributeKind::Link {
                ReferenceKind::HtmlLink
            } else {
                ReferenceKind::HtmlSource
            };
            let reference = self.reference(kind, value, span);
            let at = self.body.plain.len() as u32;
            self.references[reference].text = at..at;
            html.push_str(&raw.text[from..range.start]);
            html.push_str(&format!("{MARK}{reference}{MARK}"));
            from = range.end;
        }
        html.push_str(&raw.text[from..]);
        if inline {
            self.inline(html);
        } else {
            self.html(html);
        }
    }

    // Blocks

    fn close_code(&mut self) {
        let Some((info, code)) = self.code.take() else {
            return;
        };
        let language = info.split([' ', ',', '{']).next().unwrap_or("").trim();
        let mut html = String::from("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            html.push_str(" class=\"language-");
            escape_into(language, &mut html);
            html.push('"');
        }
        html.push('>');
        match self.highlighter.highlight(language, &code) {
            Some(highlighted) => html.push_str(&highlighted),
            None => escape_into(&code, &mut html),
        }
        html.push_str("</code></pre>\n");
        self.html(html);
    }

    fn open_quote(&mut self, kind: Option<BlockQuoteKind>, range: &Range<usize>) {
        self.end_block();
        let titled = kind
            .is_none()
            .then(|| titled_alert(self.text, range))
            .flatten();
        let (kind, title) = match (kind, titled) {
            (Some(kind), _) => (Some(kind), None),
            (None, Some((kind, title))) => (Some(kind), Some(title)),
            (None, None) => (None, None),
        };
        match kind {
            None => self.push(Event::Start(Tag::BlockQuote(None))),
            Some(kind) => {
                let (class, name) = match kind {
                    BlockQuoteKind::Note => ("note", "Note"),
                    BlockQuoteKind::Tip => ("tip", "Tip"),
                    BlockQuoteKind::Important => ("important", "Important"),
                    BlockQuoteKind::Warning => ("warning", "Warning"),
                    BlockQuoteKind::Caution => ("caution", "Caution"),
                };
                self.html(format!(
                    "<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">"
                ));
                match title {
                    None => self.html(format!("{name}</p>\n")),
                    Some(title) => {
                        self.alert = Some(Alert {
                            title,
                            state: AlertState::Opened,
                        });
                    }
                }
                // The closing tag is chosen by what stands at the start.
                self.quotes.push(true);
                return;
            }
        }
        self.quotes.push(false);
    }

    fn close_quote(&mut self) {
        if self.quotes.pop() == Some(true) {
            self.html("</div>\n");
        } else {
            self.push(Event::End(TagEnd::BlockQuote(None)));
        }
    }

    /// The first line of an alert with a title is neither in a paragraph of its own nor, its mark,
    /// text. Says whether the event was dealt with.
    fn in_alert_title(&mut self, event: &Event<'a>, range: &Range<usize>) -> bool {
        let Some(alert) = &mut self.alert else {
            return false;
        };
        match (event, &alert.state) {
            (Event::Start(Tag::Paragraph), AlertState::Opened) => {
                alert.state = AlertState::InTitle;
                true
            }
            (Event::Text(text), AlertState::InTitle) if range.start < alert.title.start => {
                // `] title` is one text: what stands behind the mark belongs to the title.
                let after = text
                    .find(']')
                    .map_or("", |at| text[at + 1..].trim_start())
                    .to_owned();
                if range.end > alert.title.start && !after.is_empty() {
                    self.plain(&after);
                    self.push(Event::Text(after.into()));
                }
                true
            }
            (Event::SoftBreak | Event::HardBreak, AlertState::InTitle) => {
                self.alert = None;
                self.html("</p>\n");
                self.end_block();
                self.push(Event::Start(Tag::Paragraph));
                true
            }
            (Event::End(TagEnd::Paragraph), AlertState::InTitle) => {
                self.alert = None;
                self.html("</p>\n");
                self.end_block();
                true
            }
            _ => false,
        }
    }

    // Footnotes

    fn footnote_reference(&mut self, label: CowStr<'a>) {
        let number =
            if let Some(index) = self.footnotes.iter().position(|(known, _)| *known == label) {
                self.footnotes[index].1 += 1;
                index
            } else {
                self.footnotes.push((label, 1));
                self.footnotes.len() - 1
            };
        let count = self.footnotes[number].1;
        let number = number + 1;
        let id = footnote_id(number, count);
        self.inline(format!(
            "<sup class=\"footnote-reference\"><a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    fn footnote_section(&mut self) {
        // A footnote may refer to others: the list grows while it is written.
        let mut section: Vec<Event<'a>> = Vec::new();
        let mut definitions = std::mem::take(&mut self.definitions_of_footnotes);
        for index in 0..self.footnotes.len() {
            let (label, count) = self.footnotes[index].clone();
            let number = index + 1;
            let Some(at) = definitions.iter().position(|(known, _)| *known == label) else {
                continue;
            };
            let (_, mut events) = definitions.swap_remove(at);
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
            section.push(Event::Html(format!("<li id=\"fn-{number}\">\n").into()));
            section.append(&mut events);
            section.push(Event::Html("</li>\n".into()));
            self.body
                .anchors
                .push(Spanned::new(format!("fn-{number}"), Span::default()));
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

    // The end

    fn finish(mut self, diagnostics: &mut Vec<Diagnostic>) -> Body {
        self.end_block();
        while self.body.plain.ends_with('\n') {
            self.body.plain.pop();
        }
        self.identify_headings(diagnostics);
        self.footnote_section();
        let references = &mut self.references[self.first_reference..];
        for reference in references {
            let text = reference.text.start as usize..reference.text.end as usize;
            if reference.kind.is_link() {
                reference.sentence = sentence_in(&self.body.plain, text);
            }
            let length = self.body.plain.len() as u32;
            reference.text = reference.text.start.min(length)..reference.text.end.min(length);
        }
        let events = std::mem::take(&mut self.outputs[0]);
        let mut html = String::with_capacity(self.text.len() * 3 / 2);
        pulldown_cmark::html::push_html(&mut html, events.into_iter());
        self.body.html = Html::from_marked(&html);
        self.body
    }

    /// Gives every heading its id: first those that the author chose, then those made of the text,
    /// so that a new heading never takes an id that was there before.
    fn identify_headings(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let mut taken: HashSet<String> = HashSet::new();
        let mut places: Vec<Spanned<String>> = Vec::new();
        for explicit in std::mem::take(&mut self.explicit) {
            if taken.insert(explicit.value.clone()) {
                places.push(explicit);
            } else if let Some(first) = places.iter().find(|first| first.value == explicit.value) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::DuplicateAnchor,
                        self.source.at(explicit.span),
                        format!("the id `{}` is already taken in this entry", explicit.value),
                    )
                    .label("second use")
                    .see(self.source.at(first.span), "first use")
                    .help("a link to it reaches the first one only: choose another id"),
                );
            }
        }
        self.body.anchors.extend(places.iter().cloned());
        let mut used: HashSet<String> = HashSet::new();
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
                let mut id = stem.clone();
                let mut number = 1;
                while !taken.insert(id.clone()) {
                    id = format!("{stem}-{number}");
                    number += 1;
                }
                self.body
                    .anchors
                    .push(Spanned::new(id.clone(), heading.span));
                id
            };
            let level = heading.level;
            let classes = if heading.classes.is_empty() {
                String::new()
            } else {
                format!(" class=\"{}\"", escaped(&heading.classes.join(" ")))
            };
            let shown = Heading {
                level,
                id: id.clone(),
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
            output[heading.event] =
                Event::Html(format!("<h{level} id=\"{}\"{classes}>", escaped(&id)).into());
            output[heading.end] = Event::Html(
                format!(
                    " <a class=\"permalink\" href=\"#{}\" aria-label=\"Link to this section\">#</a></h{level}>\n",
                    escaped(&id)
                )
                .into(),
            );
            self.body.headings.push(shown);
        }
    }
}

impl Raw {
    fn place(&self, offset: usize) -> usize {
        let piece = self
            .pieces
            .partition_point(|(start, _)| *start <= offset)
            .saturating_sub(1);
        self.pieces
            .get(piece)
            .map_or(0, |(start, source)| source + (offset - start))
    }
}

/// What readers see of `[[collection/Name#Heading]]`: `Name: Heading`.
fn readable(written: &str) -> Option<String> {
    let (name, heading) = match written.rsplit_once('#') {
        Some((name, heading)) if !heading.trim().is_empty() => (name.trim(), heading.trim()),
        _ => (written, ""),
    };
    let last = name
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(name);
    match (last, heading) {
        (_, "") if last == written => None,
        (last, "") => Some(last.to_owned()),
        ("", heading) => Some(heading.to_owned()),
        (last, heading) => Some(format!("{last}: {heading}")),
    }
}

fn footnote_id(number: usize, reference: usize) -> String {
    if reference == 1 {
        format!("fnref-{number}")
    } else {
        format!("fnref-{number}-{reference}")
    }
}

fn title_attribute(title: &str) -> String {
    if title.is_empty() {
        String::new()
    } else {
        format!(" title=\"{}\"", escaped(title))
    }
}

fn unicase(label: &str) -> String {
    label
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    range.start..range.start + part.trim_end().len()
}

/// The sentence of the line of `plain` that holds a range.
fn sentence_in(plain: &str, inner: Range<usize>) -> Range<u32> {
    let inner = inner.start.min(plain.len())..inner.end.min(plain.len());
    let start = plain[..inner.start].rfind('\n').map_or(0, |at| at + 1);
    let end = plain[inner.end..]
        .find('\n')
        .map_or(plain.len(), |at| inner.end + at);
    let found = sentence::around(&plain[start..end], inner.start - start..inner.end - start);
    (start + found.start) as u32..(start + found.end) as u32
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

/// The kind of an alert whose first line goes on behind its mark, and the range of its title.
fn titled_alert(text: &str, range: &Range<usize>) -> Option<(BlockQuoteKind, Range<usize>)> {
    let line = text[range.clone()].lines().next()?;
    let mark = line.find("[!")?;
    if !line[..mark]
        .chars()
        .all(|letter| letter == '>' || letter == ' ')
    {
        return None;
    }
    let close = mark + line[mark..].find(']')?;
    let kind = match line[mark + 2..close].to_ascii_lowercase().as_str() {
        "note" => BlockQuoteKind::Note,
        "tip" => BlockQuoteKind::Tip,
        "important" => BlockQuoteKind::Important,
        "warning" => BlockQuoteKind::Warning,
        "caution" => BlockQuoteKind::Caution,
        _ => return None,
    };
    let title = &line[close + 1..];
    if title.trim().is_empty() {
        return None;
    }
    let start = range.start + close + 1 + (title.len() - title.trim_start().len());
    Some((kind, start..range.start + line.len()))
}

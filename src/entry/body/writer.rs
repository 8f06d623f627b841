//! The events of the parser → HTML, plain text and facts: each event is met here once.

use std::collections::HashMap;
use std::ops::Range;

use indexmap::IndexMap;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::alert::{Alert, AlertState};
use super::heading::PendingHeading;
use super::link::{OpenReference, Raw, unicase};
use super::{Body, ESCAPE, PIPE};
use crate::diagnostic::Diagnostic;
use crate::entry::highlight::Highlighter;
use crate::entry::html::{Html, MARK, escape_into, escaped};
use crate::entry::{Reference, ReferenceKind, sentence};
use crate::source::{Source, Span, Spanned};

/// No one writes a text without a mark of this length; the search for bare addresses would be slow.
const LONGEST_LINKED: usize = 32 * 1024;

/// Of the start of a text, so many characters can be shown: more than any list shows.
const LONGEST_LEAD: usize = 256;

/// What was written so far, and what is still open.
pub(super) struct Writer<'a, 'r> {
    pub(super) source: &'a Source,
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) definitions: HashMap<String, Range<usize>>,
    pub(super) highlighter: &'a Highlighter,
    pub(super) references: &'r mut Vec<Reference>,
    pub(super) first_reference: usize,
    /// The innermost list of events is written to: one for the body, one for an open footnote.
    pub(super) outputs: Vec<Vec<Event<'a>>>,
    pub(super) body: Body,
    /// The text without marks: a block on each line, code blocks left out.
    pub(super) plain: String,
    /// The first paragraph in the plain text.
    pub(super) lead: Range<u32>,
    /// Open links and images.
    pub(super) open: Vec<OpenReference<'a>>,
    /// Headings that wait for their ids.
    pub(super) pending: Vec<PendingHeading>,
    /// Labels of footnotes in the order of their first reference, with the number of references.
    pub(super) footnotes: IndexMap<String, usize>,
    pub(super) definitions_of_footnotes: IndexMap<String, Vec<Event<'a>>>,
    /// How many `<a>` of raw HTML are open: no link may stand in another.
    pub(super) raw_links: usize,
    pub(super) open_footnote: Option<String>,
    pub(super) raw: Option<Raw>,
    pub(super) code: Option<(String, String)>,
    pub(super) alert: Option<Alert>,
    /// For each open block quote, whether it is an alert.
    pub(super) quotes: Vec<bool>,
    /// Ids that the author gave: by heading attributes and in raw HTML.
    pub(super) explicit: Vec<Spanned<String>>,
    pub(super) lead_open: bool,
    /// Blocks seen so far, to know which heading opens the body.
    pub(super) blocks: usize,
    /// Whether a name is that of a collection.
    pub(super) is_collection: &'a dyn Fn(&str) -> bool,
    /// The slug of the title that the front matter gives.
    pub(super) title: Option<String>,
    pub(super) piped: bool,
}

impl<'a> Writer<'a, '_> {
    pub(super) fn push(&mut self, event: Event<'a>) {
        if let Some(output) = self.outputs.last_mut() {
            output.push(event);
        }
    }

    pub(super) fn html(&mut self, html: impl Into<CowStr<'a>>) {
        self.push(Event::Html(html.into()));
    }

    pub(super) fn inline(&mut self, html: impl Into<CowStr<'a>>) {
        self.push(Event::InlineHtml(html.into()));
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::from(range).shifted(self.start)
    }

    /// `|` where it was replaced.
    pub(super) fn restored(&self, text: CowStr<'a>) -> CowStr<'a> {
        if self.piped && text.contains(PIPE) {
            CowStr::from(text.replace(ESCAPE, "").replace(PIPE, "|"))
        } else {
            text
        }
    }

    pub(super) fn event(&mut self, event: Event<'a>, range: Range<usize>) {
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
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::Rule | Event::TaskListMarker(_) => {
                self.blocks += 1;
                self.push(event);
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.words(text, range),
        }
    }

    pub(super) fn in_image(&self) -> bool {
        self.open.iter().any(|open| open.image)
    }

    pub(super) fn plain(&mut self, text: &str) {
        self.plain.push_str(text);
        for open in &mut self.open {
            if open.image {
                open.alt.push_str(text);
            }
        }
    }

    /// Ends a block of plain text, so that no sentence runs on into the next one.
    pub(super) fn end_block(&mut self) {
        let kept = self.plain.trim_end().len();
        let mut behind = self.plain[kept..].bytes();
        let end = behind.rposition(|byte| byte == b'\n');
        self.plain.truncate(kept + end.map_or(0, |at| at + 1));
        // A link without words at the end of the block stood in what was cut away.
        let length = self.plain.len() as u32;
        for reference in self.references[self.first_reference..].iter_mut().rev() {
            if reference.text.end <= length && reference.text.start <= length {
                break;
            }
            reference.text = reference.text.start.min(length)..reference.text.end.min(length);
        }
        for open in &mut self.open {
            open.plain_start = open.plain_start.min(self.plain.len());
        }
        if !self.plain.is_empty() && !self.plain.ends_with('\n') {
            self.plain.push('\n');
        }
    }

    pub(super) fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
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
                    plain_start: self.plain.len(),
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
                self.open_footnote = Some(unicase(&label));
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
                if self.lead.is_empty() && self.outputs.len() == 1 {
                    self.lead_open = true;
                    self.lead = self.plain.len() as u32..self.plain.len() as u32;
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

    pub(super) fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Heading(level) => {
                let end = self.outputs[0].len();
                if self.outputs.len() == 1
                    && let Some(heading) = self.pending.last_mut()
                {
                    self.plain[heading.plain_start..]
                        .trim()
                        .clone_into(&mut heading.text);
                    heading.end = end;
                    self.html("");
                } else {
                    self.html(format!("</h{}>\n", level as u8));
                }
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
                    && let Some(label) = self.open_footnote.take()
                {
                    self.definitions_of_footnotes.entry(label).or_insert(events);
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
                    self.lead.end = self.plain.len() as u32;
                    if !self.lead.is_empty() {
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

    pub(super) fn words(&mut self, text: CowStr<'a>, range: Range<usize>) {
        if let Some((_, code)) = &mut self.code {
            // In a block of code everything stands as it was written.
            code.push_str(&text.replace(ESCAPE, "\\").replace(PIPE, "|"));
            return;
        }
        let text = self.restored(text);
        if self.in_image()
            || !self.open.is_empty()
            || text.len() > LONGEST_LINKED
            || self.raw_links > 0
            || !may_hold_address(&text)
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
            let plain_start = self.plain.len();
            let written = written.to_owned();
            self.plain(&written);
            let target = if is_email {
                format!("mailto:{written}")
            } else {
                written.clone()
            };
            let reference = self.reference(ReferenceKind::Link, target, span);
            self.references[reference].text = plain_start as u32..self.plain.len() as u32;
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

    pub(super) fn close_code(&mut self) {
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

    pub(super) fn finish(mut self, diagnostics: &mut Vec<Diagnostic>) -> Body {
        self.end_block();
        while self.plain.ends_with('\n') {
            self.plain.pop();
        }
        self.identify_headings(diagnostics);
        self.footnote_section();
        if self.piped {
            self.plain = self.plain.replace(ESCAPE, "\\").replace(PIPE, "|");
        }
        self.quote();
        let events = std::mem::take(&mut self.outputs[0]);
        let mut html = String::with_capacity(self.text.len() * 3 / 2);
        pulldown_cmark::html::push_html(&mut html, events.into_iter());
        if self.piped {
            // Also where the parser passes text on by itself, such as in titles and comments.
            html = html.replace(ESCAPE, "\\").replace(PIPE, "|");
        }
        self.body.html = Html::from_marked(&html).into();
        self.body
    }

    /// Keeps of the plain text what others will show of it: its start, and the sentences of its links.
    fn quote(&mut self) {
        let lead = self.lead.start as usize..self.lead.end as usize;
        let lead = self.plain.get(lead).unwrap_or("").trim();
        let end = lead.char_indices().nth(LONGEST_LEAD);
        self.body.lead = end.map_or(lead, |(end, _)| &lead[..end]).to_owned();
        let quotes = &mut self.body.quotes;
        let (mut last, mut start) = (0..0, 0);
        let (mut line, mut ends) = (0..0, Vec::new());
        for reference in &mut self.references[self.first_reference..] {
            let text = std::mem::take(&mut reference.text);
            if !reference.kind.is_link() {
                continue;
            }
            let text = text.start as usize..text.end as usize;
            let inner = text.start.min(self.plain.len())..text.end.min(self.plain.len());
            let around = line_of(&self.plain, &inner);
            if around != line {
                line = around;
                ends.clear();
                ends.extend(sentence::ends(&self.plain[line.clone()]));
            }
            let inner = inner.start - line.start..inner.end - line.start;
            let sentence = sentence::around(&self.plain[line.clone()], &ends, inner);
            let sentence = line.start + sentence.start..line.start + sentence.end;
            if quotes.is_empty() || sentence != last {
                if !quotes.is_empty() {
                    quotes.push('\n');
                }
                start = quotes.len();
                quotes.push_str(&self.plain[sentence.clone()]);
                last = sentence.clone();
            }
            let place = |at: usize| {
                (start + at.clamp(sentence.start, sentence.end) - sentence.start) as u32
            };
            reference.text = place(text.start)..place(text.end);
            reference.sentence = place(sentence.start)..place(sentence.end);
        }
        quotes.shrink_to_fit();
    }
}

/// Whether a text may hold an address that is no link yet. Most texts have none of the letters.
fn may_hold_address(text: &str) -> bool {
    memchr::memchr2(b':', b'@', text.as_bytes()).is_some()
        && (text.contains("://") || text.contains('@'))
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    range.start..range.start + part.trim_end().len()
}

/// The line of `plain` that holds a range.
fn line_of(plain: &str, inner: &Range<usize>) -> Range<usize> {
    let plain = plain.as_bytes();
    let start = memchr::memrchr(b'\n', &plain[..inner.start]).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', &plain[inner.end..]);
    start..end.map_or(plain.len(), |at| inner.end + at)
}

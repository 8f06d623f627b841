//! The events of the parser → HTML, plain text and facts: each event is met here once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use indexmap::IndexMap;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, Tag, TagEnd};

use super::leftover::{Leftovers, misspelt_list};
use super::markup::{BodySink, Gap};
use super::media::{is_embed, is_figure};
use super::prepare::{COLON, ESCAPE, PIPE, as_written, is_marked, unicase};
use super::state::{
    Alert, Body, Figure, FootnoteText, Ignores, Numbering, OpenCode, OpenElements, OpenReference,
    PendingHeading, Purifier, Raw, TableState,
};
use crate::config::{HtmlMode, LIST_LANGUAGE};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::highlight::Highlighter;
use crate::entry::reference::ReferenceBuf;
use crate::source::{Source, Span, Spanned};
use crate::words::Wording;

/// What was written so far, and what is still open.
pub(super) struct Writer<'a, 'r, S> {
    pub(super) source: &'a Source,
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) definitions: HashMap<String, Range<usize>>,
    pub(super) highlighter: &'a Highlighter,
    pub(super) references: &'r mut Vec<ReferenceBuf>,
    pub(super) first_reference: usize,
    /// The HTML of the body, or of the footnote that is open.
    pub(super) out: S,
    /// The HTML around it while a footnote is open.
    pub(super) around: Vec<S>,
    /// The words of the heading that is the title, where they are more than text.
    pub(super) heading: Option<S>,
    pub(super) body: Body,
    /// The text without marks: a block on each line, code blocks left out.
    pub(super) plain: String,
    /// The first paragraph in the plain text.
    pub(super) lead: Range<u32>,
    /// Open links and images.
    pub(super) open: Vec<OpenReference<'a>>,
    /// Headings that wait for their ids.
    pub(super) pending: Vec<PendingHeading>,
    /// Where each of several texts that follow each other starts in all of them, and its range in the Markdown.
    pub(super) pieces: Vec<(usize, Range<usize>)>,
    /// How many images, and pieces of HTML in lines, were met: what has no words may show something.
    pub(super) others: usize,
    /// The elements of raw HTML that are open, where all of it is kept.
    pub(super) elements: OpenElements,
    /// Faults of single marks.
    pub(super) faults: Vec<Diagnostic>,
    /// The comments that say that a fault is meant.
    pub(super) ignores: Ignores,
    /// What was left as text.
    pub(super) leftovers: Leftovers,
    /// Labels of footnotes in the order of their first reference, with the number of references.
    pub(super) footnotes: IndexMap<String, usize>,
    pub(super) definitions_of_footnotes: IndexMap<String, S>,
    /// The texts of footnotes in their order.
    pub(super) notes: Vec<FootnoteText>,
    /// How many `<a>` of raw HTML are open: no link may stand in another.
    pub(super) raw_links: usize,
    pub(super) open_footnote: Option<String>,
    pub(super) raw: Option<Raw>,
    /// What becomes of raw HTML.
    pub(super) html: HtmlMode,
    pub(super) purifier: Purifier,
    pub(super) code: Option<OpenCode>,
    /// The figure that is open.
    pub(super) figure: Option<Figure>,
    pub(super) alert: Option<Alert>,
    /// What closes each open block quote.
    pub(super) quotes: Vec<&'static str>,
    pub(super) table: TableState,
    pub(super) numbering: Numbering,
    /// Whether sections have numbers.
    pub(super) numbers: bool,
    /// `§` with what stands between it and its number.
    pub(super) section_sign: &'static str,
    pub(super) wording: &'a Wording,
    /// Ids that the author gave: by heading attributes and in raw HTML.
    pub(super) explicit: Vec<Spanned<String>>,
    pub(super) lead_open: bool,
    /// Blocks seen so far, to know which heading opens the body.
    pub(super) blocks: usize,
    /// Whether a name is that of a collection.
    pub(super) is_collection: &'a dyn Fn(&str) -> bool,
    /// The title that the front matter gives.
    pub(super) title: Option<&'a str>,
    /// Whether marks stand for signs in the Markdown.
    pub(super) marked: bool,
}

impl<'a, S: BodySink> Writer<'a, '_, S> {
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::from(range).shifted(self.start)
    }

    /// The signs where marks stand for them.
    pub(super) fn restored<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.marked && is_marked(text) {
            let text = text.replace(ESCAPE, "").replace(PIPE, "|");
            text.replace(COLON, ":").into()
        } else {
            text.into()
        }
    }

    pub(super) fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        self.await_block(&event, &range);
        if self.purifier.is_silent(&event) {
            return;
        }
        self.mark_raw(&event);
        if self.alert.is_some() && self.in_alert_title(&event, &range) {
            return;
        }
        if !matches!(event, Event::End(TagEnd::Link | TagEnd::Image)) {
            self.reach(range.end);
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.words(&text, range);
            }
            Event::Code(code) => {
                let code = self.restored(&code);
                self.plain(&code);
                if !self.in_image() {
                    self.out.push("<code>");
                    self.out.push_text(&code);
                    self.out.push("</code>");
                }
            }
            Event::Html(html) => self.raw(&html, &range),
            Event::InlineHtml(html) => {
                self.others += 1;
                if !self.in_image() {
                    self.raw(&html, &range);
                    self.close_raw(None);
                }
            }
            Event::SoftBreak => self.line_break("\n"),
            Event::HardBreak => self.line_break("<br />\n"),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::Rule => {
                self.blocks += 1;
                self.out.push_block("<hr />\n");
            }
            Event::TaskListMarker(is_done) => {
                self.blocks += 1;
                let (checked, label) = if is_done {
                    (" checked=\"\"", "done")
                } else {
                    ("", "not_done")
                };
                let label = self.wording.get(label);
                self.out.push_format(format_args!(
                    "<input disabled=\"\" type=\"checkbox\"{checked} aria-label=\""
                ));
                self.out.push_value(label);
                self.out.push("\" />\n");
            }
        }
    }

    /// Texts that follow each other, as one.
    pub(super) fn text(&mut self, text: &str, range: Range<usize>) {
        let event = Event::Text(text.into());
        self.await_block(&event, &range);
        if self.purifier.is_silent(&event) {
            return;
        }
        self.mark_raw(&event);
        if self.alert.is_some() && self.in_alert_title(&event, &range) {
            return;
        }
        self.reach(range.end);
        self.words(text, range);
    }

    /// The open link reaches at least so far.
    pub(super) fn reach(&mut self, end: usize) {
        if let Some(open) = self.open.last_mut() {
            open.inner_end = open.inner_end.max(end);
        }
    }

    fn line_break(&mut self, html: &str) {
        self.plain(" ");
        if !self.in_image() {
            self.out.push(html);
        }
    }

    /// A tag within a line.
    fn inline(&mut self, tag: &str) {
        if !self.in_image() {
            self.out.push(tag);
        }
    }

    pub(super) fn in_image(&self) -> bool {
        self.open.iter().any(|open| open.image)
    }

    pub(super) fn plain(&mut self, text: &str) {
        self.plain.push_str(text);
        // An image within an image is shown by its words.
        if let Some(outermost) = self.open.iter_mut().find(|open| open.image) {
            outermost.alt.push_str(text);
        }
    }

    /// Ends a block of plain text, so that no sentence runs on into the next one.
    pub(super) fn end_block(&mut self) {
        self.leftovers.end_block(self.text, &self.definitions);
        if matches!(self.plain.as_bytes().last(), None | Some(b'\n')) {
            return;
        }
        let whole = self.plain.len();
        let kept = self.plain.trim_end().len();
        if kept < whole {
            let mut behind = self.plain[kept..].bytes();
            let end = behind.rposition(|byte| byte == b'\n');
            self.plain.truncate(kept + end.map_or(0, |at| at + 1));
            self.shorten_references();
        }
        if !self.plain.is_empty() && !self.plain.ends_with('\n') {
            self.plain.push('\n');
        }
    }

    /// A link without words at the end of the block stood in what was cut away.
    fn shorten_references(&mut self) {
        let length = self.plain.len() as u32;
        for reference in self.references[self.first_reference..].iter_mut().rev() {
            if reference.text.end <= length && reference.text.start <= length {
                break;
            }
            reference.text = Span {
                start: reference.text.start.min(length),
                end: reference.text.end.min(length),
            };
        }
        for open in &mut self.open {
            open.plain_start = open.plain_start.min(self.plain.len());
        }
    }

    /// Gives the block whose tag is being written the next number, unless it stands in another one.
    pub(super) fn number_block(&mut self) {
        if self.numbering.depth == 0 && self.around.is_empty() {
            let last = &mut self.numbering.last;
            last.block = last.block.saturating_add(1);
            let id = *last;
            self.out.push_format(format_args!(" id=\"{id}\""));
        }
    }

    /// Opens a block in which others can stand; its tag is not closed yet.
    pub(super) fn open_container(&mut self, tag: &str) {
        self.open_block(tag);
        self.number_block();
        self.numbering.depth += 1;
    }

    pub(super) fn close_container(&mut self, tag: &str) {
        self.numbering.depth = self.numbering.depth.saturating_sub(1);
        self.close_block(tag);
    }

    /// A block that stands for itself in the plain text.
    fn open_block(&mut self, tag: &str) {
        self.blocks += 1;
        self.end_block();
        self.out.push_block(tag);
    }

    fn close_block(&mut self, tag: &str) {
        self.out.push(tag);
        self.end_block();
    }

    pub(super) fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Heading {
                level,
                id,
                classes,
                attrs,
            } => {
                if id.is_some() && attrs.iter().any(|(_, value)| value.is_none()) {
                    let heading = self.text[range.clone()].lines().next();
                    self.leftovers
                        .note_split_id(heading.unwrap_or(""), range.start);
                }
                self.open_heading(level, id.as_deref(), &classes, range);
            }
            Tag::BlockQuote(kind) => {
                self.blocks += 1;
                self.open_quote(kind, &range);
            }
            Tag::CodeBlock(kind) => {
                self.blocks += 1;
                let language = match kind {
                    CodeBlockKind::Fenced(info) => {
                        self.report_open_fence(&range);
                        info.to_string()
                    }
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some(OpenCode {
                    info: language,
                    range,
                    ..OpenCode::default()
                });
            }
            Tag::HtmlBlock => {
                self.blocks += 1;
            }
            Tag::FootnoteDefinition(label) => {
                self.end_block();
                self.notes.push(FootnoteText::new(self.text, &label, range));
                self.open_footnote = Some(unicase(&label));
                self.around
                    .push(std::mem::replace(&mut self.out, S::of("")));
            }
            Tag::Table(alignments) => {
                self.blocks += 1;
                self.table.alignments = alignments;
                self.table.number += 1;
                self.out.push("<div class=\"table\"");
                self.number_block();
                let label = self.wording.fill("table", Some(self.table.number), &[]);
                self.out.push(" role=\"group\" aria-label=\"");
                self.out.push_value(&label.unwrap_or_default());
                self.out.push("\" tabindex=\"0\"><table>");
            }
            Tag::TableHead => {
                self.table.in_head = true;
                self.open_row("<thead><tr>");
            }
            Tag::TableRow => self.open_row("<tr>"),
            Tag::TableCell => self.open_cell(),
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
            Tag::Paragraph => self.open_paragraph(range),
            Tag::Emphasis => self.inline("<em>"),
            Tag::Strong => self.inline("<strong>"),
            Tag::Strikethrough => self.inline("<del>"),
            Tag::Superscript => self.inline("<sup>"),
            Tag::Subscript => self.inline("<sub>"),
            Tag::List(None) => {
                self.open_container("<ul");
                self.out.push(">\n");
            }
            Tag::List(Some(first)) => {
                self.open_container("<ol");
                if first != 1 {
                    self.out.push_format(format_args!(" start=\"{first}\""));
                }
                self.out.push(">\n");
            }
            Tag::Item => self.open_block("<li>"),
            Tag::DefinitionList => {
                self.open_container("<dl");
                self.out.push(">\n");
            }
            Tag::DefinitionListTitle => self.open_block("<dt>"),
            Tag::DefinitionListDefinition => self.open_block("<dd>"),
            Tag::MetadataBlock(_) => {}
        }
    }

    /// Opens a paragraph, or the figure that stands in its place.
    fn open_paragraph(&mut self, range: Range<usize>) {
        let paragraph = self.text.get(range).unwrap_or_default();
        let is_embed = self.around.is_empty() && is_embed(paragraph);
        if self.lead.is_empty() && self.around.is_empty() && !is_embed {
            self.lead_open = true;
            self.lead = self.plain.len() as u32..self.plain.len() as u32;
        }
        self.blocks += 1;
        self.figure = if is_embed {
            Some(Figure::Embed(None))
        } else {
            is_figure(paragraph).then(|| Figure::Image(String::new()))
        };
        self.out.push_block(match self.figure {
            Some(Figure::Image(_)) => "<figure",
            Some(Figure::Embed(_)) => "<figure class=\"embed\"",
            None => "<p",
        });
        self.number_block();
        self.out.push(if is_embed { "><figcaption>" } else { ">" });
    }

    fn open_row(&mut self, tag: &str) {
        self.blocks += 1;
        self.end_block();
        self.table.cell = 0;
        self.out.push(tag);
    }

    fn open_cell(&mut self) {
        self.blocks += 1;
        self.end_block();
        self.table.before_cell = self.out.length();
        self.out.push(if self.table.in_head {
            "<th scope=\"col\""
        } else {
            "<td"
        });
        self.out
            .push(match self.table.alignments.get(self.table.cell) {
                Some(Alignment::Left) => " class=\"left\">",
                Some(Alignment::Center) => " class=\"center\">",
                Some(Alignment::Right) => " class=\"right\">",
                Some(Alignment::None) | None => ">",
            });
    }

    pub(super) fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Heading(level) => self.close_heading(level),
            TagEnd::BlockQuote(_) => {
                self.close_quote();
                self.end_block();
            }
            TagEnd::CodeBlock => self.close_code(),
            TagEnd::HtmlBlock => self.close_raw(Some(&range)),
            TagEnd::FootnoteDefinition => {
                if let Some(around) = self.around.pop() {
                    let footnote = std::mem::replace(&mut self.out, around);
                    if let Some(label) = self.open_footnote.take() {
                        self.definitions_of_footnotes
                            .entry(label)
                            .or_insert(footnote);
                    }
                }
                self.end_block();
            }
            TagEnd::Table => self.close_block("</tbody></table>\n</div>\n"),
            TagEnd::TableHead => {
                self.table.in_head = false;
                self.close_block("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => {
                self.report_excess_cells(range.end);
                self.close_block("</tr>\n");
            }
            TagEnd::TableCell => {
                self.table.cell += 1;
                self.table.cell_end = range.end;
                let before = self.table.before_cell;
                if !self.table.in_head {
                    self.close_block("</td>");
                } else if self.out.has_words(before) {
                    self.close_block("</th>");
                } else {
                    // A heading of nothing is none.
                    self.out.truncate(before);
                    self.close_block("<td></td>");
                }
            }
            TagEnd::Link => self.close_link(range),
            TagEnd::Image if self.open.last().is_some_and(|open| open.is_embed) => {
                self.close_link(range);
            }
            TagEnd::Image => self.close_image(range),
            TagEnd::Paragraph => {
                if self.lead_open {
                    self.lead.end = self.plain.len() as u32;
                    if !self.lead.is_empty() {
                        self.lead_open = false;
                    }
                }
                match self.figure.take() {
                    Some(Figure::Image(caption)) => {
                        self.out.push("<figcaption>");
                        self.out.push_text(&caption);
                        self.out.push("</figcaption></figure>\n");
                    }
                    Some(Figure::Embed(reference)) => {
                        self.out.push("</figcaption>");
                        if let Some(reference) = reference {
                            self.out.push_gap(Gap::Embed(reference));
                        }
                        self.out.push("</figure>\n");
                    }
                    None => self.out.end_paragraph(),
                }
                self.end_block();
            }
            TagEnd::Emphasis => self.inline("</em>"),
            TagEnd::Strong => self.inline("</strong>"),
            TagEnd::Strikethrough => self.inline("</del>"),
            TagEnd::Superscript => self.inline("</sup>"),
            TagEnd::Subscript => self.inline("</sub>"),
            TagEnd::List(true) => self.close_container("</ol>\n"),
            TagEnd::List(false) => self.close_container("</ul>\n"),
            TagEnd::Item => self.close_block("</li>\n"),
            TagEnd::DefinitionList => self.close_container("</dl>\n"),
            TagEnd::DefinitionListTitle => self.close_block("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.close_block("</dd>\n"),
            TagEnd::MetadataBlock(_) => {}
        }
    }

    /// The parser leaves out what stands behind the last column.
    fn report_excess_cells(&mut self, end: usize) {
        let start = self.table.cell_end;
        let rest = self.text.get(start..end).unwrap_or("");
        let words = rest.trim_start_matches(['|', ' ', '\t']);
        let place = start + rest.len() - words.len()..start + rest.trim_end().len();
        let words = words.trim_end().trim_end_matches('|');
        if words.trim().is_empty() {
            return;
        }
        let message = "this row has more cells than the table has columns";
        let fault = Diagnostic::new(Code::ExcessCell, self.source.at(self.span(place)), message);
        self.faults.push(fault.label("readers do not see this").help(
            "give the first row and the line of dashes another cell, or write `\\|` for a bar in a cell",
        ));
    }

    fn close_code(&mut self) {
        let Some(code) = self.code.take() else {
            return;
        };
        let language = code.info.split([' ', ',', '{']).next().unwrap_or("").trim();
        if language == LIST_LANGUAGE {
            self.close_list(&code);
        } else {
            let block = self.span(code.range.clone());
            self.faults
                .extend(misspelt_list(self.source, block, language));
            self.out.push_code(language, &code.text, self.highlighter);
        }
    }

    pub(super) fn finish(mut self, diagnostics: &mut Vec<Diagnostic>) -> Body {
        self.end_raw();
        let end = self.text.len();
        self.apply_ignores(end..end);
        self.body.ignores = std::mem::take(&mut self.ignores.found);
        diagnostics.append(&mut self.purifier.left_out);
        self.report_open_elements();
        diagnostics.append(&mut self.faults);
        self.end_block();
        while self.plain.ends_with('\n') {
            self.plain.pop();
        }
        self.identify_headings(diagnostics);
        let mut leftovers = std::mem::take(&mut self.leftovers);
        self.report_footnotes(std::mem::take(&mut leftovers.footnotes), diagnostics);
        leftovers.report(self.source, self.start, diagnostics);
        self.footnote_section();
        if self.marked {
            self.plain = as_written(&self.plain);
        }
        self.quote();
        self.body.end = self.source.text.len() as u32;
        self.body.words = space_count(&self.plain);
        let (headings, marked) = (&self.body.headings, self.marked);
        let finish = |out: S| {
            let mut html = out.finish(headings)?;
            if marked {
                // Also where the parser passes text on by itself, such as in titles and comments.
                html.text = as_written(&html.text);
            }
            Some(html)
        };
        let title = self.heading.and_then(finish);
        let html = finish(self.out).unwrap_or_default();
        self.body.title = title.map(Box::new);
        self.body.html = html;
        self.body
    }
}

/// How many spaces and ends of lines a text has. The sums of pieces fit into bytes, which are added many at once.
fn space_count(text: &str) -> u32 {
    let is_space = |byte: &u8| u8::from((*byte == b' ') | (*byte == b'\n'));
    let pieces = text.as_bytes().chunks(usize::from(u8::MAX));
    let counts = pieces.map(|piece| piece.iter().map(is_space).sum::<u8>());
    counts.map(u32::from).sum()
}

//! Block quotes and alerts: `> [!NOTE]`, also with a title behind the mark.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use super::markup::BodySink;
use super::state::{Alert, AlertState};
use super::writer::Writer;

impl<S: BodySink> Writer<'_, '_, S> {
    pub(super) fn open_quote(&mut self, kind: Option<BlockQuoteKind>, range: &Range<usize>) {
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
        if kind.is_none() {
            self.out.push_block("<blockquote");
            self.number_block();
            self.out.push(">\n");
        }
        match kind {
            None => {}
            Some(kind) => {
                let class = match kind {
                    BlockQuoteKind::Note => "note",
                    BlockQuoteKind::Tip => "tip",
                    BlockQuoteKind::Important => "important",
                    BlockQuoteKind::Warning => "warning",
                    BlockQuoteKind::Caution => "caution",
                };
                let name = self.wording.get(class).to_owned();
                self.out
                    .push_format(format_args!("<div class=\"alert alert-{class}\""));
                self.number_block();
                self.out.push(" role=\"note\">\n<p class=\"alert-title\">");
                match title {
                    None => self.end_title(&name),
                    Some(title) => {
                        // Not by its color alone.
                        self.out.push("<span class=\"alert-kind\">");
                        self.out.push_text(&name);
                        self.out.push("</span> ");
                        self.alert = Some(Alert {
                            title,
                            depth: 0,
                            state: AlertState::Opened,
                        });
                    }
                }
            }
        }
        // The closing tag is chosen by what stands at the start.
        self.quotes.push(kind.is_some());
        self.numbering.depth += 1;
    }

    pub(super) fn close_quote(&mut self) {
        self.numbering.depth = self.numbering.depth.saturating_sub(1);
        if self.quotes.pop() == Some(true) {
            self.out.push("</div>\n");
        } else {
            self.out.push("</blockquote>\n");
        }
    }

    fn end_title(&mut self, rest: &str) {
        self.out.push_text(rest);
        self.out.push("</p>\n");
    }

    /// The first line of an alert with a title is neither in a paragraph of its own nor, its mark,
    /// text. Says whether the event was dealt with.
    pub(super) fn in_alert_title(&mut self, event: &Event<'_>, range: &Range<usize>) -> bool {
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
                let after = text.find(']').map_or("", |at| text[at + 1..].trim_start());
                if range.end > alert.title.start && !after.is_empty() {
                    self.plain(after);
                    self.out.push_text(after);
                }
                true
            }
            // What is open goes on in the next line, and the title with it.
            (Event::Start(_), AlertState::InTitle) => {
                alert.depth += 1;
                false
            }
            (Event::End(_), AlertState::InTitle) if alert.depth > 0 => {
                alert.depth -= 1;
                false
            }
            (Event::SoftBreak | Event::HardBreak, AlertState::InTitle) if alert.depth == 0 => {
                self.alert = None;
                self.end_raw();
                self.end_title("");
                self.end_block();
                self.out.push_block("<p>");
                true
            }
            (Event::End(TagEnd::Paragraph), AlertState::InTitle) => {
                self.alert = None;
                self.end_title("");
                self.end_block();
                true
            }
            // Something else than a paragraph: the text of the line is no title.
            (Event::Start(_), AlertState::Opened) => {
                self.alert = None;
                self.end_title("");
                false
            }
            _ => false,
        }
    }
}

/// The kind of an alert whose first line goes on behind its mark, and the range of its title.
fn titled_alert(text: &str, range: &Range<usize>) -> Option<(BlockQuoteKind, Range<usize>)> {
    let line = text[range.clone()].lines().next()?;
    let mark = line.len() - line.trim_start_matches(['>', ' ']).len();
    if !line[mark..].starts_with("[!") {
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
    if title.trim().is_empty() || !title.starts_with([' ', '\t']) {
        return None;
    }
    let start = range.start + close + 1 + (title.len() - title.trim_start().len());
    Some((kind, start..range.start + line.len()))
}

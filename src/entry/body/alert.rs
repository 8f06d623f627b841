//! Block quotes and alerts: `> [!NOTE]`, also with a title behind the mark, and `> [!NOTE]-`, which a reader unfolds.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use super::markup::BodySink;
use super::state::{Alert, AlertState};
use super::writer::Writer;

impl<S: BodySink> Writer<'_, '_, S> {
    pub(super) fn open_quote(&mut self, kind: Option<BlockQuoteKind>, range: &Range<usize>) {
        self.end_block();
        let mark = match kind {
            Some(kind) => Some(AlertMark {
                kind,
                fold: None,
                title: None,
            }),
            None => alert_mark(self.text, range),
        };
        let closing = match mark {
            None => {
                self.out.push_block("<blockquote");
                self.number_block();
                self.out.push(">\n");
                "</blockquote>\n"
            }
            Some(mark) => self.open_alert(mark),
        };
        self.quotes.push(closing);
        self.numbering.depth += 1;
    }

    /// Opens an alert, and gives what closes it.
    fn open_alert(&mut self, mark: AlertMark) -> &'static str {
        let class = match mark.kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        let (element, rest, title, end_of_title, end) = match mark.fold {
            None => ("div", " role=\"note\"", "p", "</p>\n", "</div>\n"),
            Some(Fold::Closed) => ("details", "", "summary", "</summary>\n", "</details>\n"),
            Some(Fold::Open) => (
                "details",
                " open=\"\"",
                "summary",
                "</summary>\n",
                "</details>\n",
            ),
        };
        self.out
            .push_format(format_args!("<{element} class=\"alert alert-{class}\""));
        self.number_block();
        self.out
            .push_format(format_args!("{rest}>\n<{title} class=\"alert-title\">"));
        let name = self.wording.get(class);
        let has_words = mark.title.as_ref().is_some_and(|title| !title.is_empty());
        if has_words {
            // Not by its color alone.
            self.out.push("<span class=\"alert-kind\">");
            self.out.push_text(name);
            self.out.push("</span> ");
        } else {
            self.out.push_text(name);
        }
        match mark.title {
            None => self.out.push(end_of_title),
            Some(title) => self.alert = Some(Alert::new(title, end_of_title)),
        }
        end
    }

    pub(super) fn close_quote(&mut self) {
        self.numbering.depth = self.numbering.depth.saturating_sub(1);
        if let Some(alert) = self.alert.take() {
            self.out.push(alert.closing);
        }
        let closing = self.quotes.pop();
        self.out.push(closing.unwrap_or("</blockquote>\n"));
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
                let after = text.find(']').map_or("", |at| &text[at + 1..]);
                let after = after.trim_start_matches(['-', '+']).trim_start();
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
                let closing = alert.closing;
                self.alert = None;
                self.end_raw();
                self.out.push(closing);
                self.end_block();
                self.out.push_block("<p>");
                true
            }
            (Event::End(TagEnd::Paragraph), AlertState::InTitle) => {
                self.out.push(alert.closing);
                self.alert = None;
                self.end_block();
                true
            }
            // Something else than a paragraph: the text of the line is no title.
            (Event::Start(_), AlertState::Opened) => {
                self.out.push(alert.closing);
                self.alert = None;
                false
            }
            _ => false,
        }
    }
}

/// How an alert begins.
struct AlertMark {
    kind: BlockQuoteKind,
    fold: Option<Fold>,
    /// Where its title stands; empty at the end of its line where it has none.
    title: Option<Range<usize>>,
}

/// How an alert is shown that a reader can fold: `[!note]-` and `[!note]+`.
enum Fold {
    Closed,
    Open,
}

/// The mark of an alert whose first line goes on behind it.
fn alert_mark(text: &str, range: &Range<usize>) -> Option<AlertMark> {
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
    let behind = &line[close + 1..];
    let (fold, behind) = match behind.as_bytes().first() {
        Some(b'-') => (Some(Fold::Closed), &behind[1..]),
        Some(b'+') => (Some(Fold::Open), &behind[1..]),
        _ => (None, behind),
    };
    let title = behind.trim();
    if fold.is_none() && (title.is_empty() || !behind.starts_with([' ', '\t'])) {
        return None;
    }
    let start = range.start + line.len() - behind.trim_start().len();
    Some(AlertMark {
        kind,
        fold,
        title: Some(start..range.start + line.len()),
    })
}

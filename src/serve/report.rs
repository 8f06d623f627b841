//! The report of a terminal → HTML.
//!
//! In: the text that people read in a terminal, with its colours. Out: the same text as HTML, with a
//! class for each colour and a link at each place. It changes no word of the report.

use super::dress::escaped;
use super::preview::Faults;
use crate::diagnostic::group::leading;
use crate::diagnostic::{Report, Severity, Summary, human};

/// So many faults are shown at once: whoever mends them sees the next ones.
const MOST: usize = 50;

/// The report is as wide as a page of text.
const WIDTH: usize = 100;

/// The errors of a round as HTML; empty where there is none.
pub(super) fn errors(faults: &Faults) -> String {
    let errors = || {
        let all = faults.iter();
        all.filter(|diagnostic| diagnostic.severity == Severity::Error)
    };
    let (shown, left) = leading(errors(), MOST);
    let report = Report {
        diagnostics: &shown,
        sources: &faults.round().analysis.sources,
        summary: Summary::default(),
    };
    let mut html = html(human::render(&report, WIDTH).trim_end());
    if left > 0 {
        html.push_str(&format!(
            "\n\nand {left} more: `primer check` lists them all"
        ));
    }
    html
}

/// A text with the escape sequences of a terminal as HTML.
pub(super) fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            html.push('\n');
        }
        convert(line, &mut html);
    }
    html
}

/// The report sets its colours anew on each line.
fn convert(line: &str, html: &mut String) {
    let mut style = Style::default();
    let mut before = String::new();
    let mut rest = line;
    while !rest.is_empty() {
        if let Some(sequence) = rest.strip_prefix("\u{1b}[") {
            let end = sequence
                .find(|letter: char| !letter.is_ascii_digit() && letter != ';')
                .unwrap_or(sequence.len());
            if sequence[end..].starts_with('m') {
                style.set(&sequence[..end]);
            }
            let behind = sequence[end..].chars().next().map_or(0, char::len_utf8);
            rest = &sequence[end + behind..];
            continue;
        }
        let rest_of_text = rest.strip_prefix('\u{1b}').unwrap_or(rest);
        let end = rest_of_text.find('\u{1b}').unwrap_or(rest_of_text.len());
        let text = &rest_of_text[..end];
        let is_place = before.ends_with("--> ") || before.ends_with("::: ");
        let (text_html, classes) = (
            is_place
                .then(|| place(text))
                .flatten()
                .unwrap_or_else(|| escaped(text)),
            style.classes(),
        );
        if classes.is_empty() || text.is_empty() {
            html.push_str(&text_html);
        } else {
            html.push_str(&format!("<span class=\"{classes}\">{text_html}</span>"));
        }
        before.push_str(text);
        rest = &rest_of_text[end..];
    }
}

/// `path:line:column` as a link.
fn place(text: &str) -> Option<String> {
    let trimmed = text.trim_end();
    let mut parts = trimmed.rsplitn(3, ':');
    let (column, line, path) = (parts.next()?, parts.next()?, parts.next()?);
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    Some(format!(
        "<a data-path=\"{}\" data-line=\"{line}\" data-column=\"{column}\">{}</a>{}",
        escaped(path),
        escaped(trimmed),
        &text[trimmed.len()..]
    ))
}

/// What a sequence of codes has set (ECMA-48, select graphic rendition).
#[derive(Default)]
struct Style {
    is_bold: bool,
    colour: Option<&'static str>,
}

impl Style {
    fn set(&mut self, codes: &str) {
        for code in codes.split(';') {
            match code {
                "" | "0" => *self = Self::default(),
                "1" => self.is_bold = true,
                "22" => self.is_bold = false,
                "31" | "91" => self.colour = Some("ansi-red"),
                "32" | "92" => self.colour = Some("ansi-green"),
                "33" | "93" => self.colour = Some("ansi-yellow"),
                "34" | "94" => self.colour = Some("ansi-blue"),
                "35" | "95" => self.colour = Some("ansi-magenta"),
                "36" | "96" => self.colour = Some("ansi-cyan"),
                "30" | "37" | "39" | "90" | "97" => self.colour = None,
                _ => {}
            }
        }
    }

    fn classes(&self) -> String {
        let bold = self.is_bold.then_some("ansi-bold");
        bold.into_iter()
            .chain(self.colour)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn colours_become_classes_and_places_links() {
        let text = "\u{1b}[1m\u{1b}[91merror[x]\u{1b}[0m: a < b\n \u{1b}[94m--> \u{1b}[0mcontent/a b.md:4:10\nplain";
        assert_eq!(
            html(text),
            "<span class=\"ansi-bold ansi-red\">error[x]</span>: a &lt; b\n <span class=\"ansi-blue\">--&gt; </span><a data-path=\"content/a b.md\" data-line=\"4\" data-column=\"10\">content/a b.md:4:10</a>\nplain"
        );
        assert_eq!(html("a\u{1b}[2Kb\u{1b}"), "ab");
        assert_eq!(html(""), "");
    }
}

//! A report as workflow commands, which GitHub shows beside the changed lines of a pull request.
//!
//! In: a [`Report`]. Out: lines such as `::error file=…,line=…::…`
//! ("Workflow commands for GitHub Actions"). Columns are characters; GitHub shows whole lines.

use std::fmt::Write;

use super::clean::without_commands;
use super::{Report, Severity, positions};
use crate::source::character::visible;

/// Writes the report.
pub fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    for diagnostic in report.diagnostics {
        let (start, end) = positions(report.sources, &diagnostic.at);
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "notice",
        };
        let mut message = diagnostic.message.clone();
        for help in &diagnostic.help {
            let _ = write!(message, "\nhelp: {help}");
        }
        if let Some(fix) = &diagnostic.fix {
            let _ = write!(message, "\nhelp: {}", fix.title);
        }
        let _ = write!(
            text,
            "::{command} file={},line={},endLine={}",
            property(&visible(&diagnostic.at.path)),
            start.line,
            end.line
        );
        // Columns are refused where the lines differ.
        if start.line == end.line {
            let _ = write!(text, ",col={},endColumn={}", start.column, end.column);
        }
        let _ = writeln!(text, ",title={}::{}", diagnostic.code, data(&message));
    }
    without_commands(text)
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

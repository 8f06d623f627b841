//! A report as workflow commands, which GitHub shows beside the changed lines of a pull request.
//!
//! In: a [`Report`]. Out: lines such as `::error file=…,line=…::…`
//! ("Workflow commands for GitHub Actions"). Columns are characters; GitHub shows whole lines.

use std::fmt::Write;

use super::clean::without_commands;
use super::{Diagnostic, Report, Severity, positions};
use crate::source::character::visible;

/// A step shows so many annotations of each level: those that come first.
const MOST: usize = 10;

/// Writes the report: of each level as many as are shown, and how many are not.
pub fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    let mut left = 0;
    for severity in [Severity::Error, Severity::Warning, Severity::Hint] {
        let all = report.diagnostics.iter();
        let of_level = all.filter(|fault| fault.severity == severity);
        let count = of_level.clone().count();
        // The last of the notices says what is left out.
        let is_last = severity == Severity::Hint && (left > 0 || count > MOST);
        let shown = count.min(MOST - usize::from(is_last));
        left += count - shown;
        for diagnostic in of_level.take(shown) {
            annotation(report, diagnostic, &mut text);
        }
    }
    if left > 0 {
        let left = format!("{left} more are not shown here: GitHub shows {MOST} of each level");
        let all = data(&report.summary.words());
        let _ = writeln!(text, "::notice title=primer check::{left}%0A{all}");
    }
    without_commands(text)
}

fn annotation(report: &Report<'_>, diagnostic: &Diagnostic, text: &mut String) {
    let (start, end) = positions(report.sources, &diagnostic.at);
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
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
    let message = data(&diagnostic.in_full());
    let _ = writeln!(text, ",title={}::{message}", diagnostic.code);
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

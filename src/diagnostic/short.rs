//! A report of one line per diagnostic, `path:line:column: level[code]: message`, and nothing else.
//!
//! In: a [`Report`]. Out: text that editors and `grep` read. It never wraps a line.

use std::fmt::Write;

use super::{Report, positions};

/// Writes the report.
pub fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    for diagnostic in report.diagnostics {
        let (start, _) = positions(report.sources, &diagnostic.at);
        let _ = writeln!(
            text,
            "{}:{}:{}: {}[{}]: {}",
            diagnostic.at.path.replace(char::is_control, "\u{fffd}"),
            start.line,
            start.column,
            diagnostic.severity.name(),
            diagnostic.code,
            diagnostic.message.replace(char::is_control, " "),
        );
    }
    text
}

//! A report of one line per diagnostic, `path:line:column: level[code]: message`, and nothing else.
//!
//! In: a [`Report`]. Out: text that editors and `grep` read. It never wraps a line.

use std::fmt::Write;

use super::clean::without_commands;
use super::{Report, positions};
use crate::source::character::visible;

/// Writes the report.
pub fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    for diagnostic in report.diagnostics {
        let (start, _) = positions(report.sources, &diagnostic.at);
        let _ = writeln!(
            text,
            "{}:{}:{}: {}[{}]: {}",
            visible(&diagnostic.at.path),
            start.line,
            start.column,
            diagnostic.severity.name(),
            diagnostic.code,
            diagnostic.message,
        );
    }
    without_commands(text)
}

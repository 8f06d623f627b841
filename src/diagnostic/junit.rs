//! A report in the form of `JUnit`, which most CI systems show as a table of tests.
//!
//! In: a [`Report`]. Out: XML with a test case for each fault: an error is a test that failed, a warning or hint one that
//! passed and had something to say. Without a fault there is one test, which passed: some readers refuse a file without any.

use std::fmt::Write;

use super::clean::{escaped_xml, xml_line};
use super::{Report, Severity, positions};

/// Writes the report.
pub fn render(report: &Report<'_>) -> String {
    let summary = report.summary;
    let tests = report.diagnostics.len().max(1);
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"primer\" tests=\"{tests}\" failures=\"{0}\" errors=\"0\">\n  \
         <testsuite name=\"primer check\" tests=\"{tests}\" failures=\"{0}\" errors=\"0\" skipped=\"0\">\n",
        summary.errors
    );
    if report.diagnostics.is_empty() {
        let _ = writeln!(
            text,
            "    <testcase classname=\"primer\" name=\"{}\"/>",
            summary.words()
        );
    }
    for diagnostic in report.diagnostics {
        let (start, _) = positions(report.sources, &diagnostic.at);
        let path = xml_line(&diagnostic.at.path);
        let message = xml_line(&diagnostic.message);
        let _ = writeln!(
            text,
            "    <testcase classname=\"{}\" name=\"{path}:{}:{}: {message}\" file=\"{path}\" line=\"{}\">",
            diagnostic.code, start.line, start.column, start.line,
        );
        let severity = diagnostic.severity.name();
        let said = diagnostic
            .in_full()
            .split('\n')
            .map(xml_line)
            .collect::<Vec<_>>()
            .join("\n");
        let _ = match diagnostic.severity {
            Severity::Error => writeln!(
                text,
                "      <failure type=\"{}\" message=\"{message}\">{said}</failure>",
                diagnostic.code
            ),
            Severity::Warning | Severity::Hint => {
                writeln!(text, "      <system-out>{severity}: {said}</system-out>")
            }
        };
        text.push_str("    </testcase>\n");
    }
    text.push_str("  </testsuite>\n</testsuites>\n");
    escaped_xml(text)
}

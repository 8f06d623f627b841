//! A report as the Code Quality report of GitLab, which shows it in a merge request.
//!
//! In: a [`Report`]. Out: a JSON list of `{description, check_name, fingerprint, severity, location}`. GitLab takes faults
//! with one fingerprint for the same fault, and knows which of them a change has brought.

use serde::Serialize;

use super::clean::escaped_json;
use super::identity::fingerprints;
use super::{Code, Report, Severity, positions};

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: Code,
    fingerprint: String,
    severity: &'static str,
    location: IssuePlace<'a>,
}

#[derive(Serialize)]
struct IssuePlace<'a> {
    path: &'a str,
    lines: LineRange,
}

#[derive(Serialize)]
struct LineRange {
    begin: usize,
    end: usize,
}

/// Writes the report.
pub fn render(report: &Report<'_>) -> String {
    let numbered = report.diagnostics.iter();
    let numbered = numbered.zip(fingerprints(report.diagnostics));
    let issues = numbered.map(|(diagnostic, fingerprint)| {
        let (start, end) = positions(report.sources, &diagnostic.at);
        Issue {
            description: diagnostic.in_full(),
            check_name: diagnostic.code,
            fingerprint,
            severity: match diagnostic.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Hint => "info",
            },
            location: IssuePlace {
                path: &diagnostic.at.path,
                lines: LineRange {
                    begin: start.line,
                    end: end.line,
                },
            },
        }
    });
    let issues: Vec<Issue<'_>> = issues.collect();
    let mut text = serde_json::to_string_pretty(&issues).unwrap_or_default();
    text.push('\n');
    escaped_json(text)
}

//! A report as one JSON document for other programs.
//!
//! In: a [`Report`]. Out: `{"version": 1, "diagnostics": […], "summary": {…}}`. Offsets are bytes, lines and
//! columns are counted from 1, columns in characters.

use serde::Serialize;

use super::clean::escaped_json;
use super::{Certainty, Code, Report, Severity, Summary, positions};
use crate::source::{Location, Position, SourcePath, Sources, Span};

/// The form of the document, whose schema is `docs/report.schema.json`. It becomes another one when a program that reads it
/// must be written anew.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct ReportJson<'a> {
    version: u32,
    diagnostics: Vec<DiagnosticJson<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct DiagnosticJson<'a> {
    code: Code,
    severity: Severity,
    message: &'a str,
    #[serde(flatten)]
    place: LabelJson<'a>,
    label: &'a str,
    labels: Vec<Note<'a>>,
    help: &'a [String],
    fix: Option<Repair<'a>>,
}

#[derive(Serialize)]
struct LabelJson<'a> {
    path: &'a SourcePath,
    span: Span,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Note<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: LabelJson<'a>,
}

#[derive(Serialize)]
struct Repair<'a> {
    title: &'a str,
    certain: bool,
    edits: Vec<Note<'a>>,
}

/// Writes the report.
pub fn render(report: &Report<'_>) -> String {
    let sources = report.sources;
    let document = ReportJson {
        version: VERSION,
        diagnostics: report
            .diagnostics
            .iter()
            .map(|diagnostic| DiagnosticJson {
                code: diagnostic.code,
                severity: diagnostic.severity,
                message: &diagnostic.message,
                place: place(sources, &diagnostic.at),
                label: &diagnostic.label,
                labels: diagnostic
                    .labels
                    .iter()
                    .map(|label| Note {
                        text: &label.text,
                        place: place(sources, &label.at),
                    })
                    .collect(),
                help: &diagnostic.help,
                fix: diagnostic.fix.as_ref().map(|fix| Repair {
                    title: &fix.title,
                    certain: fix.certainty == Certainty::Certain,
                    edits: fix
                        .edits
                        .iter()
                        .map(|edit| Note {
                            text: &edit.text,
                            place: place(sources, &edit.at),
                        })
                        .collect(),
                }),
            })
            .collect(),
        summary: report.summary,
    };
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    escaped_json(text)
}

fn place<'a>(sources: &Sources, at: &'a Location) -> LabelJson<'a> {
    let (start, end) = positions(sources, at);
    LabelJson {
        path: &at.path,
        span: at.span,
        start,
        end,
    }
}

//! A report in the Static Analysis Results Interchange Format, which code scanning and editors read.
//!
//! In: a [`Report`]. Out: a log of SARIF 2.1.0 with one run. Columns are characters (`unicodeCodePoints`), the end of a
//! region lies behind it, paths are relative URIs. The line is no part of a fingerprint: a fault that moves is the same.

use serde::Serialize;

use super::clean::escaped_json;
use super::identity::fingerprints;
use super::worst::worst;
use super::{Code, Diagnostic, Fix, Report, Severity, plural, positions};
use crate::source::{Location, Sources};

/// GitHub refuses a file with more.
const MOST_RESULTS: usize = 25_000;

/// The address of the project, where its manifest has one.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// Writes the report.
pub fn render(report: &Report<'_>) -> String {
    let (shown, left) = worst(report.diagnostics, MOST_RESULTS);
    let is_used = |code: &&Code| shown.iter().any(|diagnostic| diagnostic.code == **code);
    let codes: Vec<Code> = Code::ALL.iter().filter(is_used).copied().collect();
    let notes = (left > 0).then(|| Notification {
        level: "warning",
        message: Message::new(format!(
            "{} are left out of this file; those that are worse stand in it",
            plural(left, "fault")
        )),
    });
    let numbered = shown.iter().zip(fingerprints(shown.iter().copied()));
    let results = numbered.map(|(diagnostic, fingerprint)| {
        let rule = codes.binary_search(&diagnostic.code).unwrap_or_default();
        ResultSarif::of(diagnostic, rule, fingerprint, report.sources)
    });
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [RunSarif {
            tool: Tool {
                driver: Driver {
                    name: "primer",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: Some(REPOSITORY).filter(|uri| !uri.is_empty()),
                    rules: codes.iter().map(|code| Rule::of(*code)).collect(),
                },
            },
            automation_details: AutomationDetails { id: "primer/" },
            column_kind: "unicodeCodePoints",
            invocations: [Invocation {
                execution_successful: true,
                tool_execution_notifications: notes.into_iter().collect(),
            }],
            results: results.collect(),
        }],
    };
    let mut text = serde_json::to_string(&log).unwrap_or_default();
    text.push('\n');
    escaped_json(text)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

/// A path as a URI: relative, or of the scheme `file` where it is a whole one.
fn uri(path: &str) -> String {
    const PATH: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    let encoded = percent_encoding::utf8_percent_encode(path, PATH).to_string();
    match path.as_bytes() {
        [b'/', ..] => format!("file://{encoded}"),
        [drive, b':', b'/', ..] if drive.is_ascii_alphabetic() => {
            format!("file:///{}", encoded.replacen("%3A", ":", 1))
        }
        _ => encoded,
    }
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [RunSarif<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunSarif<'a> {
    tool: Tool,
    automation_details: AutomationDetails,
    column_kind: &'static str,
    invocations: [Invocation; 1],
    results: Vec<ResultSarif<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'static str>,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
struct AutomationDetails {
    id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: Code,
    short_description: Message,
    help: Help,
    default_configuration: Configuration,
}

impl Rule {
    fn of(code: Code) -> Self {
        let text = code.explanation().trim();
        Self {
            id: code,
            short_description: Message::new(code.summary()),
            help: Help {
                text,
                markdown: text,
            },
            default_configuration: Configuration {
                level: level(code.severity()),
            },
        }
    }
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

impl Message {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultSarif<'a> {
    rule_id: Code,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [LocationSarif; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<LocationSarif>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixSarif<'a>>,
}

impl<'a> ResultSarif<'a> {
    fn of(diagnostic: &'a Diagnostic, rule_index: usize, fault: String, sources: &Sources) -> Self {
        let related = diagnostic.labels.iter();
        let related = related.map(|label| LocationSarif {
            message: Some(Message::new(&*label.text)),
            ..LocationSarif::of(&label.at, sources)
        });
        Self {
            rule_id: diagnostic.code,
            rule_index,
            level: level(diagnostic.severity),
            message: Message::new(diagnostic.in_full()),
            locations: [LocationSarif::of(&diagnostic.at, sources)],
            related_locations: related.collect(),
            partial_fingerprints: Fingerprints { fault },
            fixes: (diagnostic.fix.iter())
                .map(|fix| FixSarif::of(fix, sources))
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "primerFault/v1")]
    fault: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LocationSarif {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

impl LocationSarif {
    fn of(at: &Location, sources: &Sources) -> Self {
        Self {
            physical_location: PhysicalLocation {
                artifact_location: Artifact { uri: uri(&at.path) },
                // A picture has no lines.
                region: sources.get(&at.path).map(|_| Region::of(at, sources)),
            },
            message: None,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

impl Region {
    fn of(at: &Location, sources: &Sources) -> Self {
        let (start, end) = positions(sources, at);
        Self {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixSarif<'a> {
    description: Message,
    artifact_changes: Vec<ArtifactChange<'a>>,
}

impl<'a> FixSarif<'a> {
    fn of(fix: &'a Fix, sources: &Sources) -> Self {
        let change = |edit: &'a super::Edit| ArtifactChange {
            artifact_location: Artifact {
                uri: uri(&edit.at.path),
            },
            replacements: [ReplacementSarif {
                deleted_region: Region::of(&edit.at, sources),
                inserted_content: Inserted { text: &edit.text },
            }],
        };
        Self {
            description: Message::new(&*fix.title),
            artifact_changes: fix.edits.iter().map(change).collect(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: Artifact,
    replacements: [ReplacementSarif<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReplacementSarif<'a> {
    deleted_region: Region,
    inserted_content: Inserted<'a>,
}

#[derive(Serialize)]
struct Inserted<'a> {
    text: &'a str,
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_uris() {
        for (path, expected) in [
            ("content/terms/a.md", "content/terms/a.md"),
            ("content/é b#c%.md", "content/%C3%A9%20b%23c%25.md"),
            ("../x:y.md", "../x%3Ay.md"),
            ("/srv/a b.md", "file:///srv/a%20b.md"),
            ("C:/site/a.md", "file:///C:/site/a.md"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}

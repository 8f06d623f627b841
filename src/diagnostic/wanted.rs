//! What references ask for and nobody wrote, as a list for people and as a JSON document.
//!
//! In: [`WantedEntry`] values in their order, and the texts that they stand in. Out: text. The document is
//! `{"version": 1, "wanted": […]}`; its schema is `docs/wanted.schema.json`.

use std::fmt::Write;

use serde::Serialize;

use super::clean::{escaped_json, visible_line, without_commands};
use super::{plural, positions};
use crate::source::character::visible;
use crate::source::{Location, Position, SourcePath, Sources, Span};

/// The form of the document.
const VERSION: u32 = 1;

/// Something that nobody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedEntry {
    /// How it is called where it was asked for first.
    pub name: String,
    /// The command that starts it, where a file can have its name.
    pub command: Option<String>,
    /// How many entries ask for it.
    pub entries: usize,
    /// Where they ask.
    pub places: Vec<WantedPlace>,
}

/// Where something is asked for that nobody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedPlace {
    /// Where the name or the address stands.
    pub at: Location,
    /// The name or the address.
    pub written: String,
}

/// The list for people: each with the places that ask for it below.
pub fn list(wanted: &[WantedEntry], sources: &Sources) -> String {
    let mut text = String::new();
    for entry in wanted {
        let verb = if entry.entries == 1 { "wants" } else { "want" };
        let start = entry.command.as_deref();
        let start = start.map_or(String::new(), |command| format!(": `{command}` starts it"));
        let _ = writeln!(
            text,
            "{} {verb} `{}`{}",
            plural(entry.entries, "entry"),
            visible_line(&entry.name),
            visible_line(&start)
        );
        for place in &entry.places {
            let (start, _) = positions(sources, &place.at);
            let _ = writeln!(
                text,
                "  {}:{}:{}: {}",
                visible(&place.at.path),
                start.line,
                start.column,
                visible_line(&place.written)
            );
        }
    }
    without_commands(text)
}

#[derive(Serialize)]
struct WantedJson<'a> {
    version: u32,
    wanted: Vec<WantedEntryJson<'a>>,
}

#[derive(Serialize)]
struct WantedEntryJson<'a> {
    name: &'a str,
    command: Option<&'a str>,
    entries: usize,
    places: Vec<WantedPlaceJson<'a>>,
}

#[derive(Serialize)]
struct WantedPlaceJson<'a> {
    written: &'a str,
    path: &'a SourcePath,
    span: Span,
    start: Position,
    end: Position,
}

/// The document for programs.
pub fn json(wanted: &[WantedEntry], sources: &Sources) -> String {
    let wanted = wanted.iter().map(|entry| WantedEntryJson {
        name: &entry.name,
        command: entry.command.as_deref(),
        entries: entry.entries,
        places: (entry.places.iter())
            .map(|known| {
                let (start, end) = positions(sources, &known.at);
                WantedPlaceJson {
                    written: &known.written,
                    path: &known.at.path,
                    span: known.at.span,
                    start,
                    end,
                }
            })
            .collect(),
    });
    let document = WantedJson {
        version: VERSION,
        wanted: wanted.collect(),
    };
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    escaped_json(text)
}

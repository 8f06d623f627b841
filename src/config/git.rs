//! The table `[git]` of `primer.toml`: what is asked of the history of the files.
//!
//! In: the table. Out: [`GitSettings`]. A new key is a field of it and a row of `KEYS`.

use super::key::{Key, KeyReader, Read};
use crate::data::Pair;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, SourcePath, Span};

/// What is asked of the history of the files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GitSettings {
    /// Whether an entry without `updated` has the day of the last commit that changed its file.
    pub dates: bool,
    /// Where that is written.
    at: Span,
}

impl GitSettings {
    /// The report of days that git could not tell.
    pub fn unknown_days(&self, config: &SourcePath, message: &str, help: &str) -> Diagnostic {
        let at = Location {
            path: config.clone(),
            span: self.at,
        };
        let fault = Diagnostic::new(Code::UnknownDate, at, message);
        fault.label("wanted here").help(help)
    }
}

/// The keys of `[git]`.
pub(super) const KEYS: &[Key<Read<GitSettings>>] = &[Key {
    name: "dates",
    value: "`true` or `false`",
    meaning: "whether an entry without `updated` has the [day of the last commit](#git) that changed its file",
    without: "`false`",
    example: "dates = true",
    read: |reader: &mut KeyReader<'_>, pair: &Pair, git| {
        git.dates = reader.bool(pair).unwrap_or_default();
        git.at = reader.place(pair.value.span);
    },
}];

//! The tables `[[check.except]]` of `primer.toml`: where which checks say nothing, and why.
//!
//! In: the tables. Out: an [`Exception`] for each. A new key is a field of it and a row of `KEYS`.

use super::glob::matches;
use super::key::{Key, KeyReader, Read};
use crate::data::{Data, Pair};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Span, Spanned};

/// Its key in `[check]`.
pub(super) const KEY: &str = "except";

/// There may be so many exceptions, and so many patterns with a `*` in all of them: each is tried on each file with a fault.
const MOST: usize = 1000;

/// What is wrong on purpose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exception {
    /// Patterns of paths from the root, each where it is written.
    pub paths: Vec<Spanned<String>>,
    /// The checks that say nothing there, each where it is named.
    pub codes: Vec<Spanned<Code>>,
    /// Why.
    pub reason: String,
    /// Where the exception is written.
    pub span: Span,
}

/// The keys of a table of `[[check.except]]`.
pub(super) const KEYS: &[Key<Read<Exception>>] = &[
    Key {
        name: "paths",
        value: "a list of strings",
        meaning: "files and folders, as reports name them; `*` stands for any part of one name, `**` for any folders, a folder for all that is in it",
        without: "an error",
        example: r#"paths = ["content/cases/archive", "content/**/old-*.md"]"#,
        read: |reader, pair, exception| {
            let paths = reader.placed_list(pair).into_iter();
            let placed = paths.map(|path| Spanned::new(path.value, reader.place(path.span)));
            exception.paths = placed.collect();
        },
    },
    Key {
        name: "codes",
        value: "a list of strings",
        meaning: "the checks that say nothing there",
        without: "an error",
        example: r#"codes = ["broken-link", "missing-asset"]"#,
        read: read_codes,
    },
    Key {
        name: "reason",
        value: "a string",
        meaning: "why, for whoever reads it later",
        without: "an error",
        example: r#"reason = "Scans of the old site; their links are kept as they were.""#,
        read: |reader, pair, exception| {
            exception.reason = reader.string(pair).unwrap_or_default();
        },
    },
];

impl Exception {
    /// One of its patterns, by its number, where that is a path.
    pub fn plain_path(&self, number: usize) -> Option<&str> {
        let pattern = self.paths.get(number)?.trim_matches('/');
        (!pattern.contains('*')).then_some(pattern)
    }

    /// Whether one of its patterns, by its number, covers a path from the root.
    pub fn covers(&self, number: usize, path: &str) -> bool {
        let pattern = self.paths.get(number);
        pattern.is_some_and(|pattern| matches(pattern, path))
    }
}

fn read_codes(reader: &mut KeyReader<'_>, pair: &Pair, exception: &mut Exception) {
    for name in reader.placed_list(pair) {
        let code = reader.check(&name, &[]);
        let is_new = |code: &Code| exception.codes.iter().all(|known| known.value != *code);
        if let Some(code) = code.filter(is_new) {
            let code = Spanned::new(code, reader.place(name.span));
            exception.codes.push(code);
        }
    }
}

impl KeyReader<'_> {
    /// The check of a name, if it is one that can be changed; else that is reported. `others` are names that may have been
    /// meant, too.
    pub(super) fn check(
        &mut self,
        name: &Spanned<String>,
        others: &[&'static str],
    ) -> Option<Code> {
        let fault = match Code::named(name) {
            Some(code) if code.adjustable() => return Some(code),
            Some(code) => self.diagnostic(
                name.span,
                format!("`{code}` is always an error: without its repair no site can be made"),
            ),
            None => self.no_check(name, others),
        };
        self.report(fault);
        None
    }

    fn no_check(&self, name: &Spanned<String>, others: &[&'static str]) -> Diagnostic {
        let fault = self.diagnostic(name.span, format!("there is no check `{}`", **name));
        let known = Code::adjustable_names().chain(others.iter().copied());
        let Some(near) = nearest(name, known) else {
            return fault.help("`primer explain` lists the checks");
        };
        // A key is bare, a value in quotes.
        let at = fault.at.clone();
        let written = self.text().get(name.span.range()).unwrap_or("");
        let quote = written.chars().next();
        let quote = quote.filter(|letter| matches!(letter, '"' | '\''));
        let quote = quote.map(String::from).unwrap_or_default();
        fault.fix(
            format!("a check with a similar name exists: `{near}`"),
            at,
            format!("{quote}{near}{quote}"),
        )
    }
}

/// Reads the tables, as far as they can be understood. One without all of its keys excepts nothing.
pub(super) fn read(reader: &mut KeyReader<'_>, pair: &Pair) -> Vec<Exception> {
    let mut exceptions: Vec<Exception> = Vec::new();
    let mut patterns = 0;
    for (table, span) in reader.tables(pair) {
        let mut exception = Exception {
            span: reader.place(span),
            ..Exception::default()
        };
        reader.walk(table, "`[[check.except]]`", KEYS, &[], &mut exception);
        let is_missing = |key: &&Key<_>| match table.get(key.name).map(|value| &value.value) {
            Some(Data::List(items)) => items.is_empty(),
            value => value.is_none(),
        };
        let missing = KEYS.iter().find(is_missing);
        let numbers = 0..exception.paths.len();
        let with_mark = numbers.filter(|&number| exception.plain_path(number).is_none());
        patterns += with_mark.count();
        if let Some(key) = missing {
            reader.fault(span, format!("an exception needs `{}`", key.name));
        } else if exceptions.len() == MOST || patterns > MOST {
            reader.fault(
                span,
                format!("there are more than {MOST} exceptions, or paths with `*` in them"),
            );
            break;
        } else if !(exception.reason.is_empty() || exception.codes.is_empty()) {
            exceptions.push(exception);
        }
    }
    exceptions
}

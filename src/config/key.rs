//! The keys of `primer.toml` as tables: what the reference says of a key stands beside how it is read.
//!
//! In: a table of the file and the keys that it may have. Out: settings, and a diagnostic for each fault.
//! Knows no key by its name.

use crate::data::{Data, Fault, Pair, Table};
use crate::diagnostic::code::Premise;
use crate::diagnostic::nearest::{Budget, nearest};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span, Spanned};

/// A key of a table of `primer.toml`. Its texts are those of the reference, `docs/configuration.md`.
#[derive(Clone, Copy, Debug)]
pub struct Key<R = ()> {
    /// How it is written.
    pub name: &'static str,
    /// What its value is: `a string`.
    pub value: &'static str,
    /// What the value means, as Markdown without a full stop.
    pub meaning: &'static str,
    /// What holds without it, as Markdown.
    pub without: &'static str,
    /// Lines of its table that use it; empty where the example of another key does.
    pub example: &'static str,
    /// How its value is read.
    pub(super) read: R,
}

/// Reads the value of a key into the settings of its table.
pub(super) type Read<T> = fn(&mut KeyReader<'_>, &Pair, &mut T);

/// The keys that declare collections and fields: a key that is misspelt beside them may be meant to be one of them.
const DECLARING: [&str; 2] = ["collections", "fields"];

impl<R> Key<R> {
    /// What the reference says of the key.
    pub(super) fn described(&self) -> Key {
        Key {
            name: self.name,
            value: self.value,
            meaning: self.meaning,
            without: self.without,
            example: self.example,
            read: (),
        }
    }
}

/// Reads `primer.toml`, table by table. Spans are those of its text behind the byte order mark.
pub(super) struct KeyReader<'a> {
    source: &'a Source,
    mark: usize,
    /// The names of collections that fields refer to: all must be there in the end.
    pub(super) targets: Vec<Spanned<String>>,
    /// The names of fields whose declarations could not be understood.
    pub(super) faulty: Vec<String>,
    /// What cannot be relied on.
    pub(super) doubt: Premise,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Keys that their tables do not know, each with the number of its report.
    pub(super) unknown: Vec<(usize, String)>,
    budget: Budget,
}

impl<'a> KeyReader<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self {
            source,
            mark: source.mark_length(),
            targets: Vec::new(),
            faulty: Vec::new(),
            doubt: Premise::Nothing,
            diagnostics: Vec::new(),
            unknown: Vec::new(),
            budget: Budget::default(),
        }
    }

    /// The text behind the byte order mark.
    pub(super) fn text(&self) -> &'a str {
        &self.source.text[self.mark..]
    }

    /// Reads each key of a table into its settings. `place` is what a report calls the table; `others`
    /// are keys of it that somebody else reads.
    pub(super) fn walk<T>(
        &mut self,
        table: &Table,
        place: &str,
        keys: &[Key<Read<T>>],
        others: &[&str],
        settings: &mut T,
    ) {
        for pair in &table.0 {
            if let Some(key) = keys.iter().find(|key| key.name == *pair.key) {
                let before = self.diagnostics.len();
                (key.read)(self, pair, settings);
                self.show_example(before, key.example);
            } else if !others.contains(&pair.key.as_str()) {
                let names = keys.iter().map(|key| key.name);
                let known: Vec<&str> = names.chain(others.iter().copied()).collect();
                if known.iter().any(|name| DECLARING.contains(name)) {
                    self.doubt = Premise::Schemas;
                }
                self.report_unknown(&pair.key, place, &known);
            }
        }
    }

    /// Adds the example of a key to reports about its value that do not say what to write.
    fn show_example(&mut self, before: usize, example: &str) {
        if example.is_empty() || example.contains('\n') {
            return;
        }
        for fault in &mut self.diagnostics[before..] {
            let is_of_value = fault.code == Code::InvalidConfig;
            if is_of_value && fault.help.is_empty() && fault.fix.is_none() {
                fault.help.push(format!("for example `{example}`"));
            }
        }
    }

    /// Reports a key that a table does not know.
    pub(super) fn report_unknown(&mut self, key: &Spanned<String>, place: &str, known: &[&str]) {
        let mut diagnostic =
            self.diagnostic(key.span, format!("unknown key `{}` in {place}", key.value));
        diagnostic = if let Some(name) = nearest(key, known.iter().copied()) {
            let at = diagnostic.at.clone();
            diagnostic.fix(
                format!("a key with a similar name exists: `{name}`"),
                at,
                name,
            )
        } else {
            let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            diagnostic.help(format!("{place} knows {}", known.join(", ")))
        };
        self.unknown
            .push((self.diagnostics.len(), key.value.clone()));
        self.report(diagnostic);
    }

    /// The one of the author's own names that a misspelt one was probably meant to be.
    pub(super) fn nearest<'n>(
        &self,
        name: &str,
        own: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<&'n str> {
        let is_allowed = self.budget.allows(own.clone().count());
        is_allowed.then(|| nearest(name, own)).flatten()
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn diagnostic(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        self.coded(Code::InvalidConfig, span, message)
    }

    /// A report of another kind than that the file cannot be understood.
    pub(super) fn coded(&self, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        let at = self.source.at(span.shifted(self.mark));
        Diagnostic::new(code, at, message)
    }

    pub(super) fn fault(&mut self, span: Span, message: impl Into<String>) {
        let diagnostic = self.diagnostic(span, message);
        self.report(diagnostic);
    }

    /// A fault of the notation.
    pub(super) fn invalid(&mut self, fault: Fault) {
        let message = format!("`primer.toml` is not valid TOML: {}", fault.message);
        let mut diagnostic = self.diagnostic(fault.span, message);
        if let Some(help) = fault.help {
            diagnostic = diagnostic.help(help);
        }
        self.report(diagnostic);
    }

    pub(super) fn expected(&mut self, value: &Spanned<Data>, key: &str, what: &str) {
        self.fault(
            value.span,
            format!("`{key}` must be {what}, but this is {}", value.value.kind()),
        );
    }

    pub(super) fn string(&mut self, pair: &Pair) -> Option<String> {
        match &pair.value.value {
            Data::String(text) if !text.trim().is_empty() => Some(text.clone()),
            Data::String(_) => {
                self.fault(pair.value.span, format!("`{}` is empty", *pair.key));
                None
            }
            _ => {
                self.expected(&pair.value, &pair.key, "a string");
                None
            }
        }
    }

    /// A string with its place in the file.
    pub(super) fn placed(&mut self, pair: &Pair) -> Option<Spanned<String>> {
        let text = self.string(pair)?;
        Some(Spanned::new(text, self.place(pair.value.span)))
    }

    /// One of a few words; `help` says what they mean.
    pub(super) fn choice<T: Copy>(
        &mut self,
        pair: &Pair,
        choices: &[(&str, T)],
        help: Option<&str>,
    ) -> Option<T> {
        let text = self.string(pair)?;
        let found = choices.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let diagnostic = self.no_choice(&pair.key, pair.value.span, choices);
            self.report(match help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            });
        }
        found.map(|(_, choice)| *choice)
    }

    /// Some of a few words, with their places.
    pub(super) fn choices<T: Copy>(
        &mut self,
        pair: &Pair,
        choices: &[(&str, T)],
    ) -> Vec<(T, Span)> {
        let mut chosen = Vec::new();
        for word in self.placed_list(pair) {
            if let Some((_, choice)) = choices.iter().find(|(known, _)| *known == word.value) {
                chosen.push((*choice, word.span));
            } else {
                let diagnostic = self.no_choice(&pair.key, word.span, choices);
                self.report(diagnostic);
            }
        }
        chosen
    }

    /// A span as it is in the file, with its byte order mark.
    pub(super) fn place(&self, span: Span) -> Span {
        span.shifted(self.mark)
    }

    fn no_choice<T>(&self, key: &str, span: Span, choices: &[(&str, T)]) -> Diagnostic {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        self.diagnostic(span, format!("`{key}` must be {}", alternatives(&words)))
    }

    pub(super) fn bool(&mut self, pair: &Pair) -> Option<bool> {
        if let Data::Bool(value) = pair.value.value {
            return Some(value);
        }
        self.expected(&pair.value, &pair.key, "`true` or `false`");
        None
    }

    pub(super) fn table<'t>(&mut self, pair: &'t Pair) -> Option<&'t Table> {
        if let Data::Table(table) = &pair.value.value {
            return Some(table);
        }
        if DECLARING.contains(&pair.key.as_str()) {
            self.doubt = Premise::Schemas;
        }
        self.expected(&pair.value, &pair.key, "a table");
        None
    }

    /// The tables of a list of them, with their places.
    pub(super) fn tables<'t>(&mut self, pair: &'t Pair) -> Vec<(&'t Table, Span)> {
        let mut tables = Vec::new();
        if let Data::Table(_) = pair.value.value {
            let key = pair.key.as_str();
            let message = format!("`{key}` must be a list of tables, but this is one table");
            let fault = self.diagnostic(pair.value.span, message);
            self.report(fault.help(format!(
                "write two brackets around its name, such as `[[{key}]]`: each of the list has them"
            )));
            return tables;
        }
        for item in self.items(&pair.value, &pair.key, "a list of tables") {
            if let Data::Table(table) = &item.value {
                tables.push((table, item.span));
            } else {
                self.expected(item, &pair.key, "a list of tables");
            }
        }
        tables
    }

    fn items<'t>(
        &mut self,
        value: &'t Spanned<Data>,
        key: &str,
        what: &str,
    ) -> &'t [Spanned<Data>] {
        if let Data::List(items) = &value.value {
            return items;
        }
        self.expected(value, key, what);
        &[]
    }

    /// A whole number from 1 up.
    pub(super) fn count(&mut self, pair: &Pair) -> Option<usize> {
        if let Data::Integer(number) = pair.value.value
            && let Ok(number @ 1..) = usize::try_from(number)
        {
            return Some(number);
        }
        self.expected(&pair.value, &pair.key, "a whole number from 1 up");
        None
    }

    /// The strings of a list, with their places.
    pub(super) fn placed_list(&mut self, pair: &Pair) -> Vec<Spanned<String>> {
        self.placed_strings(&pair.value, &pair.key)
    }

    pub(super) fn strings(&mut self, value: &Spanned<Data>, key: &str) -> Vec<String> {
        let strings = self.placed_strings(value, key).into_iter();
        strings.map(|text| text.value).collect()
    }

    fn placed_strings(&mut self, value: &Spanned<Data>, key: &str) -> Vec<Spanned<String>> {
        let mut strings = Vec::new();
        for item in self.items(value, key, "a list of strings") {
            if let Data::String(text) = &item.value {
                strings.push(Spanned::new(text.clone(), item.span));
            } else {
                self.expected(item, key, "a list of strings");
            }
        }
        strings
    }
}

/// `a`, `b` or `c`, each in backquotes.
pub fn alternatives<T: AsRef<str>>(values: &[T]) -> String {
    let quoted: Vec<String> = values
        .iter()
        .map(|value| format!("`{}`", value.as_ref()))
        .collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

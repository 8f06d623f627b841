//! `invalid-baseline`, and what a baseline is: the faults that were known when checking began, so that only new ones count.
//!
//! In: the faults of a run, or the file that holds those of another one. Out: which are new, and which are mended. A fault is
//! known again by its kind, its file and what is written at its place; its line may have moved.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::data::{Data, Pair, Table, parse_toml};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic, sort};
use crate::source::{Source, Sources, Span, Spanned};

/// The form of the file.
const VERSION: i64 = 1;

/// What is written at the place of a fault is known by so many letters.
const LONGEST: usize = 100;

/// Of a damaged file, so many faults are told.
const MOST_FAULTS: usize = 20;

/// What stands above the faults.
const HEAD: &str = "# Faults that were known when `primer check --baseline` first ran. Only new ones count.\n\
    # `--update-baseline` takes out those that are mended; nothing adds any.\n";

/// What a fault is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FaultKey {
    path: String,
    code: &'static str,
    target: String,
}

/// Known faults, with how many of each there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<FaultKey, usize>);

impl Baseline {
    /// Some faults of a run, in sources that hold what is written at them.
    pub fn of<'a>(
        diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
        sources: &Sources,
    ) -> Self {
        let mut known = Self::default();
        for diagnostic in diagnostics {
            *known.0.entry(key_of(diagnostic, sources)).or_default() += 1;
        }
        known
    }

    /// How many faults there are.
    pub fn len(&self) -> usize {
        self.0.values().sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a fault is known, which makes one less of it.
    pub fn take(&mut self, diagnostic: &Diagnostic, sources: &Sources) -> bool {
        let count = self.0.get_mut(&key_of(diagnostic, sources));
        let count = count.filter(|count| **count > 0);
        count.map(|count| *count -= 1).is_some()
    }

    /// Without those that are left in another one.
    #[must_use]
    pub fn without(&self, left: &Self) -> Self {
        let known = self.0.iter().filter_map(|(key, count)| {
            let count = count - left.0.get(key).copied().unwrap_or(0).min(*count);
            (count > 0).then(|| (key.clone(), count))
        });
        Self(known.collect())
    }

    /// Those that are found only by asking other sites.
    #[must_use]
    pub fn external(&self) -> Self {
        let is_external = |key: &FaultKey| Code::named(key.code).is_some_and(Code::is_external);
        let known = self.0.iter().filter(|(key, _)| is_external(key));
        Self(known.map(|(key, count)| (key.clone(), *count)).collect())
    }

    /// The file: a line for each kind of fault at a target, in an order that does not change.
    pub fn text(&self) -> String {
        let mut text = format!("{HEAD}version = {VERSION}\n\nfaults = [\n");
        for (key, count) in &self.0 {
            let [path, target] = [&key.path, &key.target].map(|text| quoted(text));
            let code = key.code;
            let _ = write!(text, "  {{ path = {path}, code = \"{code}\"");
            if !key.target.is_empty() {
                let _ = write!(text, ", target = {target}");
            }
            if *count > 1 {
                let _ = write!(text, ", count = {count}");
            }
            text.push_str(" },\n");
        }
        text.push_str("]\n");
        text
    }

    /// Reads the file.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn read(source: &Source) -> Result<Self, Vec<Diagnostic>> {
        let mark = source.mark_length();
        let mut reader = BaselineReader {
            source,
            faults: Vec::new(),
        };
        let (document, faults) = parse_toml(&source.text[mark..]);
        for fault in faults.into_iter().take(MOST_FAULTS) {
            let message = format!("the baseline is not valid TOML: {}", fault.message);
            let diagnostic = reader.fault(fault.span, message);
            reader.faults.push(match fault.help {
                Some(help) => diagnostic.help(help),
                None => diagnostic.help(MADE_ANEW),
            });
        }
        if reader.faults.is_empty() {
            let known = reader.document(&document);
            if reader.faults.is_empty() {
                return Ok(known);
            }
        }
        sort(&mut reader.faults);
        reader.faults.truncate(MOST_FAULTS);
        Err(reader.faults)
    }
}

/// What helps when somebody has lost their way.
const MADE_ANEW: &str =
    "take it back from version control, or remove it: the next run with `--baseline` makes it anew";

struct BaselineReader<'a> {
    source: &'a Source,
    faults: Vec<Diagnostic>,
}

impl BaselineReader<'_> {
    fn fault(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        let at = self.source.at(span.shifted(self.source.mark_length()));
        Diagnostic::new(Code::InvalidBaseline, at, message)
    }

    fn report(&mut self, span: Span, message: impl Into<String>, help: &str) {
        let fault = self.fault(span, message).help(help);
        self.faults.push(fault);
    }

    fn document(&mut self, document: &Spanned<Data>) -> Baseline {
        let mut known = Baseline::default();
        let Data::Table(table) = &document.value else {
            return known;
        };
        match table.get("version") {
            Some(version) if version.value == Data::Integer(VERSION) => {}
            Some(version) => {
                let message = "this is the baseline of another version of the program";
                self.report(version.span, message, MADE_ANEW);
                return known;
            }
            None => {
                let message = "this is no baseline: it has no `version`";
                self.report(Span::default(), message, MADE_ANEW);
                return known;
            }
        }
        self.keys(table, &["version", "faults"]);
        match table
            .get("faults")
            .map(|faults| (&faults.value, faults.span))
        {
            Some((Data::List(items), _)) => {
                for item in items {
                    self.item(item, &mut known);
                }
            }
            Some((_, span)) => self.report(span, "`faults` must be a list of tables", MADE_ANEW),
            None => {}
        }
        known
    }

    fn keys(&mut self, table: &Table, known: &[&str]) {
        let unknown = table.0.iter().filter(|pair| !known.contains(&&**pair.key));
        for Pair { key, .. } in unknown {
            let message = format!("a baseline has no key `{}`", key.value);
            let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            self.report(
                key.span,
                message,
                &format!("known are {}", names.join(", ")),
            );
        }
    }

    fn item(&mut self, item: &Spanned<Data>, known: &mut Baseline) {
        let Data::Table(table) = &item.value else {
            self.report(item.span, "each of the `faults` must be a table", MADE_ANEW);
            return;
        };
        self.keys(table, &["path", "code", "target", "count"]);
        let path = self.string(table, "path", item.span);
        let code = self.code(table, item.span);
        let target = match table.get("target") {
            None => Some(String::new()),
            Some(_) => self.string(table, "target", item.span),
        };
        let count = match table.get("count").map(|count| (&count.value, count.span)) {
            None => 1,
            Some((Data::Integer(count @ 1..), _)) => usize::try_from(*count).unwrap_or(1),
            Some((_, span)) => {
                self.report(span, "`count` must be a whole number from 1 up", MADE_ANEW);
                1
            }
        };
        if let (Some(path), Some(code), Some(target)) = (path, code, target) {
            let key = FaultKey {
                path,
                code: code.name(),
                target,
            };
            let known = known.0.entry(key).or_default();
            *known = known.saturating_add(count);
        }
    }

    fn string(&mut self, table: &Table, key: &str, item: Span) -> Option<String> {
        match table.get(key).map(|value| (&value.value, value.span)) {
            Some((Data::String(text), _)) => return Some(text.clone()),
            Some((_, span)) => self.report(span, format!("`{key}` must be a string"), MADE_ANEW),
            None => self.report(item, format!("this fault has no `{key}`"), MADE_ANEW),
        }
        None
    }

    fn code(&mut self, table: &Table, item: Span) -> Option<Code> {
        let name = self.string(table, "code", item)?;
        let span = table.get("code").map_or(item, |code| code.span);
        let fault = match Code::named(&name) {
            Some(code) if code.adjustable() => return Some(code),
            Some(code) => {
                let fault = self.fault(
                    span,
                    format!("`{code}` is never known: it is always an error"),
                );
                fault.help(
                    "take the line out, and mend the fault: without its repair no site can be made",
                )
            }
            None => {
                let fault = self.fault(span, format!("there is no check `{name}`"));
                match nearest(&name, Code::adjustable_names()) {
                    Some(near) => {
                        let at = fault.at.clone();
                        let title = format!("a check with a similar name exists: `{near}`");
                        fault.fix(title, at, format!("\"{near}\""))
                    }
                    None => fault.help("`primer explain` lists the checks"),
                }
            }
        };
        self.faults.push(fault);
        None
    }
}

fn key_of(diagnostic: &Diagnostic, sources: &Sources) -> FaultKey {
    let at = &diagnostic.at;
    let written = || {
        sources
            .get(&at.path)
            .map_or("", |source| source.slice(at.span))
    };
    let target = diagnostic.target.as_deref().unwrap_or_else(written);
    // The start of a long text, in one line: words are not moved apart by what ends a line.
    let mut line = String::new();
    for word in target.split_whitespace() {
        if line.len() > LONGEST {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    FaultKey {
        path: at.path.to_string(),
        code: diagnostic.code.name(),
        target: line.chars().take(LONGEST).collect(),
    }
}

/// A string of TOML. Those of JSON are that, but for one sign.
fn quoted(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.replace('\u{7f}', "\\u007f")
}

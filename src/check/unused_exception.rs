//! `unused-exception`: an exception of the settings excuses nothing.

use std::collections::HashMap;

use crate::config::schema::alternatives;
use crate::config::{Config, Exception};
use crate::diagnostic::{Code, Diagnostic};
use crate::glossary::Glossary;
use crate::source::{CONTENT, Location, SourcePath, Span, Spanned};

/// An exception, and what of it was of use.
struct Tried<'a> {
    exception: &'a Exception,
    paths: Vec<bool>,
    codes: Vec<bool>,
}

/// Takes out the faults that exceptions excuse; a report of what excuses nothing, in the settings, whose path is given.
pub(super) fn excuse(
    diagnostics: &mut Vec<Diagnostic>,
    glossary: &Glossary,
    config: &Config,
    settings: &SourcePath,
) -> Vec<Diagnostic> {
    if config.exceptions.is_empty() {
        return Vec::new();
    }
    let exceptions = config.exceptions.iter();
    let mut all: Vec<Tried<'_>> = exceptions
        .map(|exception| Tried::new(exception, config))
        .collect();
    let patterns = Patterns::new(&config.exceptions);
    // Nothing is said of what excuses only faults of entries that are not shown.
    for index in glossary.indices() {
        if !glossary.is_published(index) {
            for (exception, path) in patterns.around(&glossary.entry(index).path) {
                all[exception].paths[path] = true;
                all[exception].codes.fill(true);
            }
        }
    }
    let mut last: Option<(SourcePath, Vec<PatternNumber>)> = None;
    diagnostics.retain(|fault| {
        // The faults of a file stand together.
        let path = &fault.at.path;
        let (_, around) = match &mut last {
            Some(known) if known.0 == *path => known,
            other => other.insert((path.clone(), patterns.around(path))),
        };
        let mut is_excused = false;
        for &(exception, path) in &*around {
            let tried = &mut all[exception];
            let mut codes = tried.exception.codes.iter();
            if let Some(code) = codes.position(|code| code.value == fault.code) {
                tried.codes[code] = true;
                tried.paths[path] = true;
                is_excused = true;
            }
        }
        !is_excused
    });
    let report = |span: Span, message: String| {
        let path = settings.clone();
        Diagnostic::new(Code::UnusedException, Location { path, span }, message)
    };
    // Patterns that are right below `content/`, one of each exception.
    let mut below: HashMap<usize, usize> = HashMap::new();
    if all.iter().any(Tried::is_of_no_use) {
        let files = glossary.indices().map(|index| &glossary.entry(index).path);
        let files = files.filter_map(|path| path.strip_prefix(CONTENT));
        below.extend(files.flat_map(|path| patterns.around(path)));
    }
    let faults = all.iter().enumerate().flat_map(|(number, tried)| {
        match below.get(&number).filter(|_| tried.is_of_no_use()) {
            Some(&path) => vec![misplaced(&tried.exception.paths[path], &report)],
            None => tried.unused(&report),
        }
    });
    faults.collect()
}

/// The number of an exception, and that of a pattern among its own.
type PatternNumber = (usize, usize);

/// The patterns of all exceptions: those that are paths are found by them, the others are tried one by one.
struct Patterns<'a> {
    exceptions: &'a [Exception],
    plain: HashMap<&'a str, Vec<PatternNumber>>,
    others: Vec<PatternNumber>,
}

impl<'a> Patterns<'a> {
    fn new(exceptions: &'a [Exception]) -> Self {
        let mut patterns = Self {
            exceptions,
            plain: HashMap::new(),
            others: Vec::new(),
        };
        for (exception, known) in exceptions.iter().enumerate() {
            for number in 0..known.paths.len() {
                match known.plain_path(number) {
                    Some(path) => {
                        let same = patterns.plain.entry(path).or_default();
                        if same.last().is_none_or(|(last, _)| *last != exception) {
                            same.push((exception, number));
                        }
                    }
                    None => patterns.others.push((exception, number)),
                }
            }
        }
        patterns
    }

    /// Those that cover a path.
    fn around(&self, path: &str) -> Vec<PatternNumber> {
        let ends = path.match_indices('/').map(|(end, _)| end);
        let folders = ends.chain([path.len()]).map(|end| &path[..end]);
        let plain = folders.filter_map(|folder| self.plain.get(folder));
        let covers = |(exception, number): &&PatternNumber| {
            self.exceptions[*exception].covers(*number, path)
        };
        let others = self.others.iter().filter(covers);
        plain.flatten().chain(others).copied().collect()
    }
}

type Reporting<'a> = &'a dyn Fn(Span, String) -> Diagnostic;

impl<'a> Tried<'a> {
    fn new(exception: &'a Exception, config: &Config) -> Self {
        let codes = exception.codes.iter();
        let codes: Vec<bool> = codes.map(|code| !config.is_judged(code.value)).collect();
        Self {
            exception,
            paths: vec![codes.contains(&true); exception.paths.len()],
            codes,
        }
    }

    fn is_of_no_use(&self) -> bool {
        !self.codes.contains(&true)
    }

    /// A report of what excuses nothing.
    fn unused(&self, report: Reporting<'_>) -> Vec<Diagnostic> {
        let exception = self.exception;
        let codes = exception.codes.iter();
        if self.is_of_no_use() {
            let names: Vec<&str> = codes.map(|code| code.value.name()).collect();
            let message = format!("there is no {} in these paths", alternatives(&names));
            let fault = report(exception.span, message).label("excepts nothing");
            return vec![fault.help("take the exception out, or correct its paths")];
        }
        let paths = exception.paths.iter().zip(&self.paths);
        let paths = paths.filter(|(_, is_used)| !**is_used).map(|(path, _)| {
            let message = format!("nothing in `{}` is excepted", path.value);
            report(path.span, message)
                .label("excepts nothing")
                .help("take it out")
        });
        let codes = exception.codes.iter().zip(&self.codes);
        let codes = codes.filter(|(_, is_used)| !**is_used).map(|(code, _)| {
            let message = format!("there is no `{}` in these paths", code.value);
            report(code.span, message)
                .label("excepts nothing")
                .help("take it out")
        });
        paths.chain(codes).collect()
    }
}

/// A report of a path that is right below `content/`.
fn misplaced(path: &Spanned<String>, report: Reporting<'_>) -> Diagnostic {
    let right = format!("{CONTENT}{}", path.value.trim_start_matches('/'));
    let message = format!("`{}` is no path from the root", path.value);
    let fault = report(path.span, message).label("excepts nothing");
    fault.help(format!("write `{right}`"))
}

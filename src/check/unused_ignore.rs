//! `unused-ignore`: a comment of an author says that a fault is meant which is not there.

use std::collections::HashMap;

use crate::config::Config;
use crate::config::schema::alternatives;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::{Entry, Ignore};
use crate::glossary::Glossary;
use crate::source::Location;

/// The comments of an entry, and whether there was a fault of each kind that they name.
struct Comments<'a> {
    entry: &'a Entry,
    is_published: bool,
    used: Vec<Vec<bool>>,
}

/// Takes out the faults that comments excuse; a report of what excuses nothing.
pub(super) fn excuse(
    diagnostics: &mut Vec<Diagnostic>,
    glossary: &Glossary,
    config: &Config,
) -> Vec<Diagnostic> {
    let mut files: HashMap<&str, usize> = HashMap::new();
    let mut all: Vec<Comments<'_>> = Vec::new();
    for index in glossary.indices() {
        let entry = glossary.entry(index);
        if entry.ignores.is_empty() {
            continue;
        }
        files.insert(&entry.path, all.len());
        let unused = entry.ignores.iter();
        let unused = unused.map(|ignore| vec![false; ignore.codes.len()]);
        all.push(Comments {
            entry,
            is_published: glossary.is_published(index),
            used: unused.collect(),
        });
    }
    if all.is_empty() {
        return Vec::new();
    }
    diagnostics.retain(|fault| {
        let file = files.get(&*fault.at.path);
        file.is_none_or(|&file| !all[file].excuse(fault))
    });
    // The first fault of each kind in each of these files that is left.
    let mut left: Left<'_> = HashMap::new();
    let in_files = diagnostics
        .iter()
        .filter(|fault| files.contains_key(&*fault.at.path));
    for fault in in_files {
        let first = left
            .entry((&fault.at.path, fault.code))
            .or_insert(&fault.at);
        *first = (*first).min(&fault.at);
    }
    let judged = all.iter().filter(|comments| comments.is_published);
    judged
        .flat_map(|comments| comments.unused(&left, config))
        .collect()
}

/// The first fault of a kind in a file.
type Left<'a> = HashMap<(&'a str, Code), &'a Location>;

impl Comments<'_> {
    /// Whether a comment excuses a fault of the file.
    fn excuse(&mut self, fault: &Diagnostic) -> bool {
        let mut is_excused = false;
        for (ignore, used) in self.entry.ignores.iter().zip(&mut self.used) {
            if !ignore.covers(fault.at.span) {
                continue;
            }
            for (code, used) in ignore.codes.iter().zip(used) {
                if code.value == fault.code {
                    *used = true;
                    is_excused = true;
                }
            }
        }
        is_excused
    }

    /// A report of each comment of which nothing, or not all, is of use.
    fn unused(&self, left: &Left<'_>, config: &Config) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for (ignore, used) in self.entry.ignores.iter().zip(&self.used) {
            let codes = ignore.codes.iter().zip(used);
            let unused: Vec<_> = codes
                .filter(|(code, used)| !**used && config.is_judged(code.value))
                .map(|(code, _)| code)
                .collect();
            if unused.len() == ignore.codes.len() && !unused.is_empty() {
                faults.push(self.of_no_use(ignore, left));
                continue;
            }
            for code in unused {
                let at = self.entry.at(code.span);
                let message = format!("there is no `{}` to ignore here", code.value);
                let fault = Diagnostic::new(Code::UnusedIgnore, at, message);
                let fault = fault.label("ignores nothing");
                faults.push(
                    self.out_of_reach(fault, code.value, left)
                        .help("take it out"),
                );
            }
        }
        faults
    }

    fn of_no_use(&self, ignore: &Ignore, left: &Left<'_>) -> Diagnostic {
        let at = self.entry.at(ignore.comment);
        let codes = ignore.codes.iter();
        let names: Vec<&str> = codes.clone().map(|code| code.value.name()).collect();
        let fault = Diagnostic::new(
            Code::UnusedIgnore,
            at.clone(),
            "this comment ignores nothing",
        );
        let fault = fault.label(format!(
            "there is no {} in what it applies to",
            alternatives(&names)
        ));
        let fault = codes.fold(fault, |fault, code| {
            self.out_of_reach(fault, code.value, left)
        });
        fault.fix("take the comment out", at, "")
    }

    /// Points at the first fault of a kind in the file that no comment reaches.
    fn out_of_reach(&self, fault: Diagnostic, code: Code, left: &Left<'_>) -> Diagnostic {
        match left.get(&(&*self.entry.path, code)) {
            Some(&other) => fault.see(other.clone(), "it does not apply to this one"),
            None => fault,
        }
    }
}

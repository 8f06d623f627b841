//! Equal faults at several places, as people see them: one fault.
//!
//! In: diagnostics in the order of a report. Out: the same in groups, each where its first one stands. Reports for programs
//! keep each place.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::{Code, Diagnostic, Edit, Severity, plural};
use crate::source::Location;

/// A fault, and the other places of equal ones.
#[derive(Debug)]
pub struct Equal<'a> {
    /// The first of them.
    pub first: &'a Diagnostic,
    /// Where the others are.
    pub others: Vec<&'a Location>,
    members: Vec<&'a Diagnostic>,
}

impl Equal<'_> {
    /// The topic, and a line of help for each thing that the faults of the group name, where they name several.
    pub fn list(&self) -> Option<(&str, Vec<String>)> {
        let topic = self.first.topic.as_deref()?;
        if !self.first.code.is_listed() {
            return None;
        }
        let mut names: IndexMap<&str, (usize, String)> = IndexMap::new();
        for member in &self.members {
            let target = member.target.as_deref().unwrap_or(&member.message);
            let told = names.entry(target).or_insert_with(|| (0, help_of(member)));
            told.0 += 1;
        }
        let line = |(name, (count, help)): (&str, (usize, String))| {
            let places = plural(count, "place");
            format!("`{name}` ({places}): {help}")
        };
        (names.len() > 1).then(|| (topic, names.into_iter().map(line).collect()))
    }
}

/// What to do about a fault, on one line.
fn help_of(diagnostic: &Diagnostic) -> String {
    let fix = diagnostic.fix.iter().map(|fix| fix.title.as_str());
    let help = diagnostic.help.iter().map(String::as_str);
    help.chain(fix).collect::<Vec<_>>().join("; ")
}

/// What equal faults have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Likeness<'a> {
    /// What they are about.
    Topic(Severity, &'a str),
    /// All that they say.
    Words {
        code: Code,
        severity: Severity,
        texts: Vec<&'a str>,
    },
}

impl<'a> Likeness<'a> {
    /// Nothing for a fault that has other places to show: those are its own.
    fn of(diagnostic: &'a Diagnostic) -> Option<Self> {
        let (code, severity) = (diagnostic.code, diagnostic.severity);
        if let Some(topic) = &diagnostic.topic {
            return Some(Self::Topic(severity, topic));
        }
        let fix = diagnostic.fix.iter();
        let edits = fix.clone().flat_map(|fix| &fix.edits);
        let own = [&diagnostic.message, &diagnostic.label];
        let texts = own.into_iter().chain(&diagnostic.help);
        let texts = texts
            .chain(fix.map(|fix| &fix.title))
            .chain(edits.map(|Edit { text, .. }| text));
        diagnostic.labels.is_empty().then(|| Self::Words {
            code,
            severity,
            texts: texts.map(String::as_str).collect(),
        })
    }
}

/// Diagnostics in groups of equal ones.
pub fn grouped<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Vec<Equal<'a>> {
    let mut groups: Vec<Equal<'a>> = Vec::new();
    let mut known: BTreeMap<Likeness<'a>, usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        let likeness = Likeness::of(diagnostic);
        if let Some(&group) = likeness.as_ref().and_then(|likeness| known.get(likeness)) {
            groups[group].others.push(&diagnostic.at);
            groups[group].members.push(diagnostic);
            continue;
        }
        known.extend(likeness.map(|likeness| (likeness, groups.len())));
        groups.push(Equal {
            first: diagnostic,
            others: Vec::new(),
            members: vec![diagnostic],
        });
    }
    groups
}

/// The diagnostics of the first groups, and how many groups are left.
pub fn leading<'a>(
    diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
    most: usize,
) -> (Vec<Diagnostic>, usize) {
    let mut groups = grouped(diagnostics);
    let left = groups.split_off(most.min(groups.len())).len();
    let members = groups.into_iter().flat_map(|group| group.members);
    (members.cloned().collect(), left)
}

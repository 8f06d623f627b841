//! Causes and consequences: what follows from a fault that is already reported is not told.
//!
//! In: the diagnostics of a run. Out: those that are worth telling, causes before consequences. Which kind presupposes what
//! stands in the table of codes.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, Severity, plural};
use crate::source::Location;

/// Puts diagnostics into the order of a report: the settings, then templates, then content; there by path, then by place,
/// then by code.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    let stage = |diagnostic: &Diagnostic| match diagnostic.at.path.split_once('/') {
        None => 0,
        Some(("templates", _)) => 1,
        Some(_) => 2,
    };
    diagnostics.sort_by(|a, b| {
        let key = |diagnostic: &Diagnostic| (diagnostic.code, diagnostic.labels.len());
        let by_place = stage(a).cmp(&stage(b)).then_with(|| a.at.cmp(&b.at));
        by_place.then_with(|| key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message)))
    });
}

/// Orders diagnostics, and drops those that say the same of the same place, as a definition of a link that is used twice is
/// one fault, and those that another one explains.
pub fn settle(diagnostics: &mut Vec<Diagnostic>) {
    sort(diagnostics);
    diagnostics.dedup_by(|a, b| a.at == b.at && a.code == b.code && a.message == b.message);
    silence(diagnostics);
}

/// Drops each fault that shares a place with one of a kind that explains it. A cause is told as loudly as what it stands
/// for, and says how many faults that are, where they have a name.
fn silence(diagnostics: &mut Vec<Diagnostic>) {
    let mut told: BTreeMap<(Code, &Location), usize> = BTreeMap::new();
    let causes = diagnostics.iter().enumerate();
    for (index, cause) in causes.filter(|(_, cause)| Code::CAUSES.contains(&cause.code)) {
        for at in places(cause) {
            let known = told.entry((cause.code, at));
            known.or_insert(index);
        }
    }
    if told.is_empty() {
        return;
    }
    let cause_of = |diagnostic: &Diagnostic| {
        let causes = diagnostic.code.explained_by().iter();
        let mut found = causes.flat_map(|&code| {
            places(diagnostic).filter_map({
                let told = &told;
                move |at| told.get(&(code, at))
            })
        });
        found.next().copied()
    };
    let explained: Vec<Option<usize>> = diagnostics.iter().map(cause_of).collect();
    let mut counts: BTreeMap<usize, (usize, &str)> = BTreeMap::new();
    let mut loudest: BTreeMap<usize, Severity> = BTreeMap::new();
    for (diagnostic, cause) in diagnostics.iter().zip(&explained) {
        if let (Some(cause), Some(noun)) = (cause, diagnostic.code.counted_as()) {
            counts.entry(*cause).or_insert((0, noun)).0 += 1;
        }
        if let Some(cause) = cause {
            let known = loudest.entry(*cause).or_insert(diagnostic.severity);
            *known = diagnostic.severity.min(*known);
        }
    }
    for (cause, severity) in loudest {
        let cause = &mut diagnostics[cause];
        cause.severity = cause.severity.min(severity);
    }
    for (cause, (count, noun)) in counts {
        let help = format!("{} cannot be resolved until then", plural(count, noun));
        diagnostics[cause].help.push(help);
    }
    let mut explained = explained.into_iter();
    diagnostics.retain(|_| explained.next().flatten().is_none());
}

/// The places that a diagnostic is about.
fn places(diagnostic: &Diagnostic) -> impl Iterator<Item = &Location> {
    let labels = diagnostic.labels.iter().map(|label| &label.at);
    [&diagnostic.at].into_iter().chain(labels)
}

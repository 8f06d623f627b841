//! Circles of a relation, and the report of one.

use std::collections::HashMap;

use super::context::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::ReferenceKind;
use crate::glossary::EntryIndex;
use crate::source::Location;

/// So many entries of a circle are named in the message; all of them have a label.
const MOST_NAMED: usize = 6;

/// What is said of the circles of a relation.
pub(super) struct Circles<'a> {
    /// The field.
    pub(super) field: &'a str,
    pub(super) code: Code,
    /// What the entries do, before their names.
    pub(super) message: String,
    /// What one does to the next: `requires`.
    pub(super) verb: String,
    pub(super) help: String,
}

impl Circles<'_> {
    /// One walk through all entries: each circle that it comes upon is told, unless an entry of it was told of before.
    pub(super) fn tell(&self, context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
        let mut places: HashMap<EntryIndex, Visit> = HashMap::new();
        for start in context.glossary.indices() {
            if context.glossary.is_published(start) && !places.contains_key(&start) {
                self.walk(context, start, &mut places, diagnostics);
            }
        }
    }

    fn walk(
        &self,
        context: &Context<'_>,
        start: EntryIndex,
        places: &mut HashMap<EntryIndex, Visit>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let step = |entry| Step {
            entry,
            rest: context.glossary.related(entry, self.field).into_iter(),
        };
        let mut way = vec![step(start)];
        places.insert(start, Visit::Step(0));
        // The circles of the way that were told, as the first and the last step of each.
        let mut told: Vec<(usize, usize)> = Vec::new();
        while let Some(last) = way.last_mut() {
            let Some(next) = last.rest.next() else {
                places.insert(last.entry, Visit::Done);
                way.pop();
                while told.last().is_some_and(|(first, _)| *first >= way.len()) {
                    told.pop();
                }
                if let Some((_, last)) = told.last_mut() {
                    *last = (*last).min(way.len() - 1);
                }
                continue;
            };
            match places.get(&next) {
                Some(Visit::Done) => {}
                Some(&Visit::Step(first)) => {
                    if told.last().is_none_or(|(_, last)| *last < first) {
                        let circle: Vec<EntryIndex> =
                            way[first..].iter().map(|step| step.entry).collect();
                        diagnostics.push(self.told_of(context, circle));
                        told.push((first, way.len() - 1));
                    }
                }
                None => {
                    places.insert(next, Visit::Step(way.len()));
                    way.push(step(next));
                }
            }
        }
    }

    /// The report of a circle, from the entry on whose path comes first.
    fn told_of(&self, context: &Context<'_>, mut circle: Vec<EntryIndex>) -> Diagnostic {
        let path = |at: usize| &context.entry(circle[at]).path;
        let first = (0..circle.len()).min_by_key(|&at| path(at)).unwrap_or(0);
        circle.rotate_left(first);
        let name = |entry: EntryIndex| context.entry(entry).name.as_str();
        let mut named: Vec<String> = (circle.iter().take(MOST_NAMED))
            .map(|&entry| format!("`{}`", name(entry)))
            .collect();
        if circle.len() > MOST_NAMED {
            named.push("…".to_owned());
        }
        named.push(format!("`{}`", name(circle[0])));
        let next = |at: usize| circle[(at + 1) % circle.len()];
        let step = |at: usize| {
            let to = next(at);
            let label = format!("{} `{}`", self.verb, name(to));
            (self.place(context, circle[at], to), label)
        };
        let (at, label) = step(0);
        let message = format!("{}: {}", self.message, named.join(" → "));
        let mut diagnostic = Diagnostic::new(self.code, at, message)
            .label(label)
            .help(self.help.as_str());
        for (at, label) in (1..circle.len()).map(step) {
            diagnostic = diagnostic.see(at, label);
        }
        diagnostic
    }

    /// Where one entry names another.
    fn place(&self, context: &Context<'_>, from: EntryIndex, to: EntryIndex) -> Location {
        let mut edges = context.edges_of(from);
        let found = edges.find(|(reference, target)| {
            matches!(reference.kind, ReferenceKind::Relation(field) if **field == *self.field)
                && target.entry() == Some(to)
        });
        let span = found.map_or(context.entry(from).name_span, |(reference, _)| {
            reference.span
        });
        context.at(from, span)
    }
}

/// Where an entry is, seen from the walk.
enum Visit {
    /// On the way, at this step.
    Step(usize),
    /// Behind it, with all that it requires.
    Done,
}

/// A step of the way: an entry, and what it requires that was not gone to yet.
struct Step {
    entry: EntryIndex,
    rest: std::vec::IntoIter<EntryIndex>,
}

//! `circular-prerequisite`: entries require one another to be read first, so that a reader can begin with none of them.

use std::collections::HashMap;

use super::context::Context;
use crate::config::schema::REQUIRES;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::ReferenceKind;
use crate::glossary::EntryIndex;
use crate::source::Location;

/// So many entries of a circle are named in the message; all of them have a label.
const MOST_NAMED: usize = 6;

/// One walk through all entries: each circle that it comes upon is told, unless an entry of it was told of before.
pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut places: HashMap<EntryIndex, Visit> = HashMap::new();
    for start in context.glossary.indices() {
        if context.glossary.is_published(start) && !places.contains_key(&start) {
            walk(context, start, &mut places, diagnostics);
        }
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

fn walk(
    context: &Context<'_>,
    start: EntryIndex,
    places: &mut HashMap<EntryIndex, Visit>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let step = |entry| Step {
        entry,
        rest: context.glossary.related(entry, REQUIRES).into_iter(),
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
                    diagnostics.push(told_of(context, circle));
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
fn told_of(context: &Context<'_>, mut circle: Vec<EntryIndex>) -> Diagnostic {
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
        (
            place(context, circle[at], to),
            format!("requires `{}`", name(to)),
        )
    };
    let (at, label) = step(0);
    let message = format!(
        "these entries require one another to be read first: {}",
        named.join(" → ")
    );
    let mut diagnostic = Diagnostic::new(Code::CircularPrerequisite, at, message)
        .label(label)
        .help(format!(
            "take a name out of one of these `{REQUIRES}`; `related` and links in the text ask for no order"
        ));
    for (at, label) in (1..circle.len()).map(step) {
        diagnostic = diagnostic.see(at, label);
    }
    diagnostic
}

/// Where one entry says that it requires another.
fn place(context: &Context<'_>, from: EntryIndex, to: EntryIndex) -> Location {
    let mut edges = context.edges_of(from);
    let found = edges.find(|(reference, target)| {
        matches!(reference.kind, ReferenceKind::Relation(field) if **field == *REQUIRES)
            && target.entry() == Some(to)
    });
    let span = found.map_or(context.entry(from).name_span, |(reference, _)| {
        reference.span
    });
    context.at(from, span)
}

//! `implausible-date`: an entry was changed before it was published, or reviewed on a day to come.

use jiff::ToSpan;

use super::context::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::glossary::EntryIndex;
use crate::source::Span;

pub(super) fn check(context: &Context<'_>, index: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    let entry = context.entry(index);
    let (date, updated) = (entry.built_in.date, entry.built_in.updated);
    let span_of = |name: &str| {
        let value = entry.fields.get(name);
        value.map_or(Span::default(), |value| value.span)
    };
    if let (Some(date), Some(updated)) = (date, updated)
        && updated < date
    {
        let published = context.date_span(index).unwrap_or_default();
        let fault = Diagnostic::new(
            Code::ImplausibleDate,
            entry.at(span_of("updated")),
            format!("this entry was changed on {updated}, before its date, {date}"),
        );
        diagnostics.push(
            fault
                .label("readers see both days")
                .see(entry.at(published), "its date")
                .help("look at the years of both; leave `updated` out until there is a change"),
        );
    }
    // Where the author is, the next day may have begun.
    let latest = context
        .visibility
        .today
        .map(|today| today.saturating_add(1.day()));
    for (name, day) in [("updated", updated), ("reviewed", entry.built_in.reviewed)] {
        if let (Some(latest), Some(day)) = (latest, day)
            && day > latest
        {
            let at = entry.at(span_of(name));
            let message = format!("the day in `{name}` is still to come: {day}");
            diagnostics.push(
                Diagnostic::new(Code::ImplausibleDate, at, message)
                    .label("readers are told that it has been")
                    .help("look at its year and its month"),
            );
        }
    }
}

//! `orphan-entry`: nothing links to an entry, so that a reader finds it in lists only.

use super::context::{Context, encoded};
use crate::config::EntryKind;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::ReferenceKind;
use crate::glossary::{EntryIndex, Inbound};

pub(super) fn check(context: &Context<'_>, index: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    let entry = context.entry(index);
    let collection = &context.config.collections[entry.collection];
    // Who leaves an entry out of the lists gives its address to those who are to read it. An article is found by its date,
    // as the newest of its list and in the feed, and a step of a procedure by the step before it. Pages beside the
    // collections stand in the navigation unless it was written by hand.
    let shown_anyway = !collection.listed && context.config.site.navigation.is_none();
    if collection.entry_kind() == EntryKind::Article
        || collection.steps
        || !entry.is_for_lists()
        || shown_anyway
        || is_reached(context, index)
        || context.has_damaged()
        // Links to the place of two entries lead to one of them.
        || context.is_contested(index)
    {
        return;
    }
    diagnostics.push(
        Diagnostic::new(
            Code::OrphanEntry,
            entry.at(entry.name_span),
            "nothing links to this entry",
        )
        // People are told once, however many they are.
        .about("entries that nothing links to")
        .label("no other entry mentions it with a link")
        .help(format!(
            "link to it where it helps: `[…](/{})`",
            encoded(&entry.id)
        )),
    );
}

fn is_reached(context: &Context<'_>, index: EntryIndex) -> bool {
    let glossary = context.glossary;
    let is_from_another = |inbound: Inbound| {
        let from = inbound.from();
        from != index && glossary.is_published(from)
    };
    let mut inbound = glossary.inbound(index).iter().copied();
    let mut navigation = glossary.navigation.iter();
    inbound.any(is_from_another)
        || navigation.any(|target| target.entry() == Some(index))
        || shows_at_both_ends(context, index)
}

/// Whether an entry has a relation with an inverse, which is shown at both ends.
fn shows_at_both_ends(context: &Context<'_>, index: EntryIndex) -> bool {
    let mut edges = context.edges_of(index);
    edges.any(|(reference, target)| {
        let ReferenceKind::Relation(field) = &reference.kind else {
            return false;
        };
        let collection = context.entry(index).collection;
        let relation = context.config.relation(collection, field);
        let leads_away = target
            .entry()
            .is_some_and(|to| to != index && context.glossary.is_published(to));
        leads_away && relation.is_some_and(|relation| relation.inverse.is_some())
    })
}

//! `orphan-entry`: nothing links to an entry, so that a reader finds it in lists only.

use super::Context;
use crate::config::EntryKind;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::ReferenceKind;

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let glossary = context.glossary;
    let mut reached = vec![false; glossary.entries.len()];
    for (from, reference, target) in context.edges() {
        let Some(to) = target.entry() else { continue };
        if to == from || !glossary.published[to] {
            continue;
        }
        reached[to] = true;
        // A relation with an inverse is shown at both ends.
        if let ReferenceKind::Relation(field) = &reference.kind {
            let has_inverse = context
                .config
                .relation(context.entry(from).collection, field)
                .is_some_and(|relation| relation.inverse.is_some());
            reached[from] |= has_inverse;
        }
    }
    for target in &glossary.navigation {
        if let Some(to) = target.entry() {
            reached[to] = true;
        }
    }
    for (index, entry) in glossary.entries.iter().enumerate() {
        let collection = &context.config.collections[entry.collection];
        let listed = collection.listed;
        // An article is found by its date, as the newest of its list and in the feed.
        if collection.entry_kind() == EntryKind::Article {
            continue;
        }
        // Pages beside the collections stand in the navigation unless it was written by hand.
        let shown_anyway = !listed && context.config.site.navigation.is_none();
        if reached[index] || entry.is_index || shown_anyway || !glossary.published[index] {
            continue;
        }
        diagnostics.push(
            Diagnostic::new(
                Code::OrphanEntry,
                entry.source.at(entry.name_span),
                format!("nothing links to `{}`", entry.name),
            )
            .label("no other entry mentions it with a link")
            .help(format!("link to it where it helps: `[…](/{})`", entry.id)),
        );
    }
}

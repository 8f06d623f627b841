//! `broken-reference`: a `related` list or another relation of the front matter names an entry
//! that its collection does not have.

use super::context::Context;
use super::meant::Wanted;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::slug::slug;
use crate::entry::{Reference, ReferenceKind};
use crate::glossary::{EntryIndex, Target, unwritten_key};

/// Among so many entries of the name, one of another collection is looked for.
const MOST_LOOKED_AT: usize = 16;

pub(super) fn check(
    context: &Context<'_>,
    from: EntryIndex,
    reference: Reference<'_>,
    target: &Target,
) -> Option<Diagnostic> {
    let ReferenceKind::Relation(field) = &reference.kind else {
        return None;
    };
    if !matches!(
        target,
        Target::Missing { .. }
            | Target::Unsafe
            | Target::External
            | Target::Page { .. }
            | Target::Asset { .. }
    ) {
        return None;
    }
    let config = context.config;
    let own = context.entry(from).collection;
    let to = config.relation_target(own, field);
    let at = context.at(from, reference.span);
    let mut diagnostic = Diagnostic::new(
        Code::BrokenReference,
        at.clone(),
        format!(
            "`{field}` names `{}`, which is no entry of `{}`",
            reference.written(),
            config.collections[to].name
        ),
    )
    .label("no such entry");
    diagnostic = match context.lost(diagnostic, reference.written(), None) {
        Ok(diagnostic) => return Some(diagnostic),
        Err(diagnostic) => diagnostic,
    };
    let folder = format!("{}/", config.collections[to].folder);
    diagnostic = match context.in_empty_folder(diagnostic, &folder) {
        Ok(diagnostic) => return Some(diagnostic),
        Err(diagnostic) => diagnostic,
    };
    let last = reference
        .written()
        .trim_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or("");
    let elsewhere = context
        .glossary
        .names
        .named(&slug(last))
        .iter()
        .take(MOST_LOOKED_AT)
        .map(|&index| context.entry(index))
        .find(|entry| entry.collection != to);
    let wanted = Wanted {
        from: Some(from),
        name: reference.written(),
        path: None,
        is_media: false,
    };
    let near = context.meant_in(wanted, to);
    diagnostic = context.offering(diagnostic, reference, &at, &near);
    diagnostic = if near.is_certain() {
        diagnostic
    } else if let Some(entry) = elsewhere {
        diagnostic.help(format!(
            "`/{}` belongs to another collection: link to it in the text instead",
            entry.id
        ))
    } else if last.is_empty() || reference.written().contains(['/', ':']) {
        diagnostic.help(format!(
            "write the name of an entry of `{}`",
            config.collections[to].name
        ))
    } else {
        let diagnostic = diagnostic.about(unwritten_key(reference.written()));
        match context.unwritten(to, reference.written()) {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    };
    Some(diagnostic)
}

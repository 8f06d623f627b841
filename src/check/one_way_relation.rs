//! `one-way-relation`: A lists B, and B could list A but does not. Readers see both either way; writing
//! it down keeps the relation when one side is rewritten.

use super::context::Context;
use super::inverse::{inverse, is_kept};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::ReferenceKind;
use crate::glossary::EntryIndex;

pub(super) fn check(context: &Context<'_>, from: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    if !context.config.reports(Code::OneWayRelation) {
        return;
    }
    let glossary = context.glossary;
    let collection = context.entry(from).collection;
    let mut known = None;
    for (reference, target) in context.edges_of(from) {
        let (ReferenceKind::Relation(field), Some(to)) = (&reference.kind, target.entry()) else {
            continue;
        };
        if to == from || !glossary.is_published(to) {
            continue;
        }
        // The values of a list are of one kind.
        let kind = (field, context.entry(to).collection);
        let inverse = match known {
            Some((known, inverse)) if known == kind => inverse,
            _ => inverse(context.config, [collection, kind.1], field),
        };
        known = Some((kind, inverse));
        let Some(inverse) = inverse else { continue };
        if context.shared.relations.contains(&(to, from, inverse)) {
            continue;
        }
        let other = context.entry(to);
        let list = other.fields.get(inverse);
        // Where both sides are kept, they are uneven.
        if *inverse != **field && list.is_some_and(|list| is_kept(&list.value)) {
            continue;
        }
        // What it says is not known, or it is not known which page is meant: that is the fault.
        if other.is_damaged() || context.is_contested(from) || context.is_contested(to) {
            continue;
        }
        let (place, text) = match list {
            Some(list) => (
                list.span,
                format!("this list does not name `{}`", context.entry(from).name),
            ),
            None => (other.name_span, format!("it has no `{inverse}`")),
        };
        diagnostics.push(
            Diagnostic::new(
                Code::OneWayRelation,
                context.at(from, reference.span),
                format!("`{}` does not name this entry in return", other.name),
            )
            .label(format!("`{field}` leads there"))
            .see(other.at(place), text)
            .help(format!(
                "add `{}` to `{inverse}` there",
                context.entry(from).slug()
            )),
        );
    }
}

//! `wrong-count`: a list of entries is shorter or longer than its declaration allows.

use super::context::Context;
use crate::config::schema::FieldType;
use crate::diagnostic::{Code, Diagnostic, Severity, plural};
use crate::entry::field::FieldValue;
use crate::glossary::EntryIndex;

pub(super) fn check(context: &Context<'_>, index: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    let entry = context.entry(index);
    // The page of a collection is not one of its entries.
    if entry.is_index {
        return;
    }
    for field in &context.config.collections[entry.collection].fields {
        let FieldType::Refs(relation) = &field.kind else {
            continue;
        };
        if relation.min.is_none() && relation.max.is_none() {
            continue;
        }
        let value = entry.fields.get(&field.name);
        let count = match value.map(|value| &value.value) {
            Some(FieldValue::References(named)) => named.len(),
            _ => 0,
        };
        let limit = match (relation.min, relation.max) {
            (Some(min), _) if count < min => format!("at least {min}"),
            (_, Some(max)) if count > max => format!("at most {max}"),
            _ => continue,
        };
        // A value that is at fault itself counts for nothing.
        let has_fault = || {
            let mut own = entry.diagnostics.iter();
            own.any(|fault| fault.severity == Severity::Error)
        };
        if value.is_none() && has_fault() {
            continue;
        }
        let (span, message) = match value {
            Some(value) => (
                value.span,
                format!(
                    "`{}` names {}: it must name {limit}",
                    field.name,
                    plural(count, "entry")
                ),
            ),
            None => (
                entry.name_span,
                format!("`{}` is missing: it must name {limit}", field.name),
            ),
        };
        diagnostics.push(
            Diagnostic::new(Code::WrongCount, entry.at(span), message)
                .target(&field.name)
                .label(format!("{limit} in `{}`", field.name))
                .help(format!(
                    "name {limit} there, or change `min` and `max` of the field in `primer.toml`"
                )),
        );
    }
}

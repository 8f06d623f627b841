//! `invalid-list`: a list in a text cannot be understood, or asks for what there is not.

use std::collections::BTreeSet;

use super::context::Context;
use crate::config::schema::{Field, FieldType, Use, alternatives};
use crate::config::{Collection, ListBlock, Sort};
use crate::data::Data;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::field::FieldValue;
use crate::glossary::EntryIndex;
use crate::glossary::taxonomy::identifier;
use crate::source::{Span, Spanned};

pub(super) fn check(context: &Context<'_>, index: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    let entry = context.entry(index);
    let mut rule = ListRule {
        context,
        index,
        found: diagnostics,
    };
    for list in &entry.body.lists {
        let faults = list.faults.iter().cloned();
        rule.found.extend(faults.map(|mut fault| {
            fault.code = Code::InvalidList;
            fault
        }));
        rule.check(&list.block);
    }
    for name in &entry.body.counts {
        rule.collection(name);
    }
}

/// The rule, while it is asked about one entry.
struct ListRule<'r, 'c, 'd> {
    context: &'r Context<'c>,
    index: EntryIndex,
    found: &'d mut Vec<Diagnostic>,
}

impl<'r> ListRule<'r, '_, '_> {
    fn report(&mut self, span: Span, message: String, help: Option<String>) {
        let at = self.context.entry(self.index).at(span);
        let diagnostic = Diagnostic::new(Code::InvalidList, at, message);
        self.found.push(match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }

    fn collection(&mut self, name: &Spanned<String>) -> Option<usize> {
        let config = self.context.config;
        let found = config.collection_named(name);
        if found.is_none() {
            let known = config.collections.iter().map(|known| known.name.as_str());
            let message = format!("there is no collection `{}`", name.value);
            let help = suggestion("collection", name, known);
            self.report(name.span, message, help);
        }
        found
    }

    fn check(&mut self, block: &ListBlock) {
        let Some(index) = block
            .collection
            .as_ref()
            .and_then(|name| self.collection(name))
        else {
            return;
        };
        let collection = &self.context.config.collections[index];
        for name in &block.sort {
            let field = Sort::new(name).field;
            if field != "name" {
                self.field(collection, &Spanned::new(field, name.span), Use::Sort);
            }
        }
        for name in block.fields.iter().flatten() {
            self.field(collection, name, Use::Show);
        }
        for (name, value) in &block.conditions {
            let Some(field) = self.known(collection, name) else {
                continue;
            };
            self.value(index, field, value);
        }
    }

    fn known(&mut self, collection: &'r Collection, name: &Spanned<String>) -> Option<&'r Field> {
        let field = collection.field(name);
        if field.is_none() {
            let known = collection.fields.iter().map(|field| field.name.as_str());
            let message = format!(
                "the collection `{}` has no field `{}`",
                collection.name, name.value
            );
            let help = suggestion("field", name, known);
            self.report(name.span, message, help);
        }
        field
    }

    fn field(&mut self, collection: &'r Collection, name: &Spanned<String>, used: Use) {
        let field = self.known(collection, name);
        if let Some(field) = field.filter(|field| !field.kind.row().uses.contains(&used)) {
            let what = if used == Use::Sort {
                "a list cannot be sorted by"
            } else {
                "a list cannot show"
            };
            let kind = field.kind.description();
            let message = format!("the field `{}` is {kind}, which {what}", name.value);
            self.report(name.span, message, None);
        }
    }

    fn value(&mut self, collection: usize, field: &Field, value: &Spanned<Data>) {
        let name = &field.name;
        let kind = match &field.kind {
            FieldType::List(of) => of,
            kind => kind,
        };
        let fits = match (kind, &value.value) {
            (FieldType::Bool, Data::Bool(_))
            | (FieldType::Number, Data::Integer(_) | Data::Float(_)) => true,
            (FieldType::Bool | FieldType::Number, _) | (_, Data::Bool(_) | Data::Float(_)) => false,
            _ => true,
        };
        let text = match &value.value {
            Data::String(text) => text.clone(),
            Data::Integer(number) => number.to_string(),
            _ => String::new(),
        };
        if !fits {
            let message = format!(
                "`{name}` is {}, but this is {}",
                kind.description(),
                value.value.kind()
            );
            self.report(value.span, message, None);
            return;
        }
        if let FieldType::Enum(values) = kind {
            if !values.iter().any(|known| known.name == text) {
                let known = values.iter().map(AsRef::as_ref);
                let near = nearest(&text, known);
                let message = format!("`{text}` is not a value of `{name}`");
                let help = match near {
                    Some(near) => format!("there is a similar value: `{near}`"),
                    None => format!("its values are {}", alternatives(values)),
                };
                self.report(value.span, message, Some(help));
            }
            return;
        }
        let is_text = matches!(kind, FieldType::String | FieldType::Text);
        if !is_text && kind.relation().is_none() {
            return;
        }
        // What nobody has is most likely misspelt: the list would be empty without a word.
        let known = self.values(collection, field);
        let is_group = matches!(name.as_str(), "category" | "tags");
        let key = identifier(&text);
        let is_known = known.contains(text.as_str())
            || is_group && known.iter().any(|known| identifier(known) == key);
        if !is_known {
            let known = known.iter().map(String::as_str);
            let message = format!("no entry has the value `{text}` in `{name}`");
            let near = nearest(&text, known);
            let help = near.map(|near| format!("there is a similar value: `{near}`"));
            self.report(value.span, message, help);
        }
    }

    /// The values that a field has in any entry, be it a draft; of a relation the names of all entries to which it can lead.
    fn values(&self, collection: usize, field: &Field) -> BTreeSet<String> {
        let glossary = self.context.glossary;
        let target = field.kind.relation().map(|_| {
            let config = self.context.config;
            config.relation_target(collection, &field.name)
        });
        let of = target.unwrap_or(collection);
        let entries = glossary.indices().map(|index| glossary.entry(index));
        let entries = entries.filter(|entry| entry.collection == of);
        let mut values = BTreeSet::new();
        for entry in entries {
            if target.is_some() {
                values.extend([entry.id.clone(), entry.slug().to_owned()]);
                continue;
            }
            match entry.fields.get(&field.name).map(|value| &value.value) {
                Some(FieldValue::List(items)) => {
                    values.extend(items.iter().filter_map(FieldValue::as_text));
                }
                Some(value) => values.extend(value.as_text()),
                None => {}
            }
        }
        values
    }
}

fn suggestion<'k>(
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) -> Option<String> {
    match nearest(name, known.clone()) {
        Some(near) => Some(format!("a {what} with a similar name exists: `{near}`")),
        None if what == "collection" => {
            let known: Vec<&str> = known.collect();
            Some(format!("known are {}", alternatives(&known)))
        }
        None => None,
    }
}

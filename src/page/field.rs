//! The declared fields of an entry as readers and templates see them.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::Outline;
use super::list::Card;
use super::view::Day;
use crate::data::Data;
use crate::entry::field::Value;
use crate::glossary::{EntryIndex, Target};

/// A declared field with its label.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldView {
    /// Its key.
    pub name: String,
    /// What readers see before the value.
    pub label: String,
    /// The value.
    #[serde(flatten)]
    pub value: ValueView,
}

/// A value in a form that a template can show.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ValueView {
    /// A text of one line, also a number.
    String {
        /// The text.
        text: String,
    },
    /// Paragraphs.
    Text {
        /// One text for each.
        paragraphs: Vec<String>,
    },
    /// A day.
    Date {
        /// The day.
        day: Day,
    },
    /// Yes or no.
    Bool {
        /// Which.
        value: bool,
    },
    /// An address.
    Url {
        /// What it says: without its scheme.
        text: String,
        /// Where it leads.
        url: String,
    },
    /// Values in a row.
    List {
        /// The values.
        items: Vec<ValueView>,
    },
    /// A record.
    Record {
        /// Its fields.
        fields: Vec<FieldView>,
    },
    /// Entries of this site.
    Entries {
        /// The entries.
        entries: Vec<Card>,
    },
}

impl Outline {
    /// The declared fields that were written, but for relations and names, which pages show elsewhere.
    pub(super) fn field_views(&self, index: EntryIndex) -> Vec<FieldView> {
        let entry = self.glossary.entry(index);
        let collection = &self.config.collections[entry.collection];
        let shown_elsewhere = [
            collection.name_field.as_deref(),
            collection.date_field.as_deref(),
        ];
        collection
            .fields
            .iter()
            .filter(|field| {
                field.declared
                    && field.kind.relation().is_none()
                    && !shown_elsewhere.contains(&Some(field.name.as_str()))
                    && !crate::config::schema::built_in()
                        .iter()
                        .any(|known| known.name == field.name)
            })
            .filter_map(|field| {
                let value = &entry.fields.get(&field.name)?.value;
                Some(FieldView {
                    name: field.name.clone(),
                    label: field.label.clone(),
                    value: self.value_view(index, value)?,
                })
            })
            .collect()
    }

    fn value_view(&self, index: EntryIndex, value: &Value) -> Option<ValueView> {
        Some(match value {
            Value::String(_) | Value::Integer(_) | Value::Float(_) => ValueView::String {
                text: value.as_text()?,
            },
            Value::Text(text) => ValueView::Text {
                paragraphs: text
                    .split("\n\n")
                    .map(|paragraph| paragraph.trim().to_owned())
                    .filter(|paragraph| !paragraph.is_empty())
                    .collect(),
            },
            Value::Date(date) => ValueView::Date {
                day: self.day(*date),
            },
            Value::Bool(value) => ValueView::Bool { value: *value },
            Value::Url(text, Some(reference))
                if self.glossary.targets_of(index)[*reference] == Target::Unsafe =>
            {
                ValueView::String { text: text.clone() }
            }
            Value::Url(text, reference) => ValueView::Url {
                text: text
                    .trim_start_matches("https://")
                    .trim_start_matches("http://")
                    .trim_end_matches('/')
                    .to_owned(),
                url: reference
                    .and_then(|reference| {
                        self.target_url(None, &self.glossary.targets_of(index)[reference])
                    })
                    .unwrap_or_else(|| text.clone()),
            },
            Value::List(items) => ValueView::List {
                items: items
                    .iter()
                    .filter_map(|item| self.value_view(index, item))
                    .collect(),
            },
            Value::Record(fields) => ValueView::Record {
                fields: fields
                    .iter()
                    .filter_map(|(name, label, value)| {
                        Some(FieldView {
                            name: name.clone(),
                            label: label.clone(),
                            value: self.value_view(index, value)?,
                        })
                    })
                    .collect(),
            },
            Value::References(references) => ValueView::Entries {
                entries: references
                    .iter()
                    .filter_map(|&reference| self.glossary.targets_of(index)[reference].entry())
                    .filter(|&entry| self.glossary.is_published(entry))
                    .map(|entry| self.card(entry))
                    .collect(),
            },
            // What has no declared type has no declared form: only templates of one's own know it.
            Value::Any(_) => return None,
        })
    }

    /// All fields that are declared, by name, as plain values; null for one that was not written.
    pub(super) fn extra(&self, index: EntryIndex) -> indexmap::IndexMap<String, Json> {
        let entry = self.glossary.entry(index);
        let collection = &self.config.collections[entry.collection];
        let declared = collection.fields.iter().filter(|field| field.declared);
        declared
            .map(|field| {
                let value = entry.fields.get(&field.name);
                let plain = value.map_or(Json::Null, |value| self.plain(index, &value.value));
                (field.name.clone(), plain)
            })
            .collect()
    }

    fn plain(&self, index: EntryIndex, value: &Value) -> Json {
        match value {
            Value::String(text) | Value::Text(text) => Json::from(text.as_str()),
            Value::Date(date) => Json::from(date.to_string()),
            Value::Integer(number) => Json::from(*number),
            Value::Float(number) => Json::from(*number),
            Value::Bool(value) => Json::from(*value),
            Value::Url(_, Some(reference))
                if self.glossary.targets_of(index)[*reference] == Target::Unsafe =>
            {
                Json::Null
            }
            Value::Url(text, reference) => Json::from(
                reference
                    .and_then(|reference| {
                        self.target_url(None, &self.glossary.targets_of(index)[reference])
                    })
                    .unwrap_or_else(|| text.clone()),
            ),
            Value::List(items) => items.iter().map(|item| self.plain(index, item)).collect(),
            Value::Record(fields) => Json::Object(
                fields
                    .iter()
                    .map(|(name, _, value)| (name.clone(), self.plain(index, value)))
                    .collect(),
            ),
            Value::References(references) => references
                .iter()
                .filter_map(|&reference| self.glossary.targets_of(index)[reference].entry())
                .filter(|&entry| self.glossary.is_published(entry))
                .filter_map(|entry| serde_json::to_value(self.card(entry)).ok())
                .collect(),
            Value::Any(data) => any(data),
        }
    }
}

fn any(data: &Data) -> Json {
    match data {
        Data::Null => Json::Null,
        Data::Bool(value) => Json::from(*value),
        Data::Integer(number) => Json::from(*number),
        Data::Float(number) => Json::from(*number),
        Data::String(text) => Json::from(text.as_str()),
        Data::List(items) => items.iter().map(|item| any(&item.value)).collect(),
        Data::Table(table) => Json::Object(
            table
                .0
                .iter()
                .map(|pair| (pair.key.value.clone(), any(&pair.value.value)))
                .collect::<Map<String, Json>>(),
        ),
    }
}

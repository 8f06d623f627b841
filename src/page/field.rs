//! The declared fields of an entry as readers and templates see them.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json};

use super::Outline;
use super::list::Card;
use super::view::Day;
use crate::config::schema::built_in;
use crate::data::Data;
use crate::entry::field::Value;
use crate::glossary::{EntryIndex, Target};

/// A declared field with its label.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldView<'o> {
    /// Its key.
    pub name: &'o str,
    /// What readers see before the value.
    pub label: &'o str,
    /// The value.
    #[serde(flatten)]
    pub value: ValueView<'o>,
}

/// A value in a form that a template can show.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ValueView<'o> {
    /// A text of one line, also a number.
    String {
        /// The text.
        text: Cow<'o, str>,
    },
    /// Paragraphs.
    Text {
        /// One text for each.
        paragraphs: Vec<&'o str>,
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
        text: &'o str,
        /// Where it leads.
        url: Cow<'o, str>,
    },
    /// Values in a row.
    List {
        /// The values.
        items: Vec<ValueView<'o>>,
    },
    /// A record.
    Record {
        /// Its fields.
        fields: Vec<FieldView<'o>>,
    },
    /// Entries of this site.
    Entries {
        /// The entries.
        entries: Vec<Card<'o>>,
    },
}

/// All fields of an entry that are declared, by name, as plain values; null for one that was not written.
/// They are made when a template asks for them.
#[derive(Clone, Debug, Default)]
pub struct Extra<'o>(Option<(&'o Outline, EntryIndex)>);

impl<'o> Extra<'o> {
    pub(super) fn of(outline: &'o Outline, index: EntryIndex) -> Self {
        Self(Some((outline, index)))
    }

    fn fields(&self) -> impl Iterator<Item = (&'o str, Json)> {
        let fields = self.0.map(|(outline, index)| {
            let entry = outline.glossary.entry(index);
            let collection = &outline.config.collections[entry.collection];
            let declared = collection.fields.iter().filter(|field| field.declared);
            declared.map(move |field| {
                let value = entry.fields.get(&field.name);
                let plain = value.map_or(Json::Null, |value| outline.plain(index, &value.value));
                (&*field.name, plain)
            })
        });
        fields.into_iter().flatten()
    }

    /// A field that is a text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.fields().find(|(field, _)| *field == name)? {
            (_, Json::String(text)) => Some(text),
            _ => None,
        }
    }
}

impl Serialize for Extra<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.fields())
    }
}

impl Outline {
    /// The declared fields that were written, but for relations and names, which pages show elsewhere.
    pub(super) fn field_views(&self, index: EntryIndex) -> Vec<FieldView<'_>> {
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
                    && !built_in().iter().any(|known| known.name == field.name)
            })
            .filter_map(|field| {
                let value = &entry.fields.get(&field.name)?.value;
                Some(FieldView {
                    name: &field.name,
                    label: &field.label,
                    value: self.value_view(index, value)?,
                })
            })
            .collect()
    }

    fn value_view<'o>(&'o self, index: EntryIndex, value: &'o Value) -> Option<ValueView<'o>> {
        Some(match value {
            Value::String(text) => ValueView::String {
                text: Cow::Borrowed(text),
            },
            Value::Integer(_) | Value::Float(_) => ValueView::String {
                text: value.as_text()?.into(),
            },
            Value::Text(text) => ValueView::Text {
                paragraphs: text
                    .split("\n\n")
                    .map(str::trim)
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
                ValueView::String {
                    text: Cow::Borrowed(text),
                }
            }
            Value::Url(text, reference) => ValueView::Url {
                text: text
                    .trim_start_matches("https://")
                    .trim_start_matches("http://")
                    .trim_end_matches('/'),
                url: reference
                    .and_then(|reference| {
                        self.target_url(None, &self.glossary.targets_of(index)[reference])
                    })
                    .map_or(Cow::Borrowed(text), Cow::Owned),
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
                            name,
                            label,
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

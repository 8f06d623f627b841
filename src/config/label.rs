//! What readers see of a value in place of the value itself: its label, and a sentence about it.
//!
//! In: a string or a table. Out: [`ValueLabel`]. Values of enums, categories and tags have them. A new key is a field of
//! it and a row of `KEYS`.

use super::key::{Key, KeyReader, Read};
use crate::data::{Data, Pair, Table};
use crate::source::Spanned;

/// What readers see of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueLabel {
    /// What it is called; without it, as it is written.
    pub label: Option<String>,
    /// One sentence about it.
    pub description: Option<String>,
}

/// A value of an enum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnumValue {
    /// How it is written.
    pub name: String,
    /// What readers see of it.
    pub shown: ValueLabel,
}

impl AsRef<str> for EnumValue {
    fn as_ref(&self) -> &str {
        &self.name
    }
}

/// Tags that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagGroup {
    /// What they are called together.
    pub label: String,
    /// The tags, in the order in which they are shown.
    pub tags: Vec<Spanned<String>>,
}

/// The keys of the table of a value.
pub(super) const KEYS: &[Key<Read<ValueLabel>>] = &[
    Key {
        name: "label",
        value: "a string",
        meaning: "what readers see in its place",
        without: "the value itself",
        example: r#"label = "The law of evidence""#,
        read: |reader, pair, shown| shown.label = reader.string(pair),
    },
    Key {
        name: "description",
        value: "a string",
        meaning: "one sentence about it: on its page, over its part of a list, and for search engines",
        without: "none",
        example: r#"description = "What may be shown to a jury, and how.""#,
        read: |reader, pair, shown| shown.description = reader.string(pair),
    },
];

/// The label alone, or a table.
fn read(reader: &mut KeyReader<'_>, pair: &Pair) -> ValueLabel {
    let mut shown = ValueLabel::default();
    match &pair.value.value {
        Data::Table(table) => {
            let place = format!("the table of `{}`", pair.key.value);
            reader.walk(table, &place, KEYS, &[], &mut shown);
        }
        Data::String(_) => shown.label = reader.string(pair),
        _ => {
            let what = "a label, or a table with `label` and `description`";
            reader.expected(&pair.value, &pair.key, what);
        }
    }
    shown
}

/// The values of an enum: a list of them, or a table with what readers see of each.
pub(super) fn values(reader: &mut KeyReader<'_>, values: &Spanned<Data>) -> Vec<EnumValue> {
    if let Data::Table(table) = &values.value {
        let values = table.0.iter().map(|pair| EnumValue {
            name: pair.key.value.clone(),
            shown: read(reader, pair),
        });
        return values.collect();
    }
    let names = reader.strings(values, "values").into_iter();
    let values = names.map(|name| EnumValue {
        name,
        ..EnumValue::default()
    });
    values.collect()
}

/// What readers see of each category or tag that a table names.
pub(super) fn of_groups(
    reader: &mut KeyReader<'_>,
    table: &Table,
) -> Vec<(Spanned<String>, ValueLabel)> {
    let groups = table.0.iter().map(|pair| {
        let name = Spanned::new(pair.key.value.clone(), reader.place(pair.key.span));
        (name, read(reader, pair))
    });
    groups.collect()
}

/// The groups of tags, each by its label.
pub(super) fn tag_groups(reader: &mut KeyReader<'_>, table: &Table) -> Vec<TagGroup> {
    let groups = table.0.iter().map(|pair| {
        let tags = reader.placed_list(pair).into_iter();
        TagGroup {
            label: pair.key.value.clone(),
            tags: tags
                .map(|tag| Spanned::new(tag.value, reader.place(tag.span)))
                .collect(),
        }
    });
    groups.collect()
}

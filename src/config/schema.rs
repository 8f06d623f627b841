//! The schema of a collection: which fields an entry may have, and of which types.

use std::sync::LazyLock;

pub use super::field_type::{Field, FieldType, Relation, TYPES, TypeRow, Use, quoted};
pub use super::key::{Key, alternatives};

/// The name of the relation that every collection has to itself.
pub const RELATED: &str = "related";

/// The fields that every collection knows, in the order of a new entry.
pub fn built_in() -> &'static [Field] {
    static FIELDS: LazyLock<Vec<Field>> = LazyLock::new(made_built_in);
    &FIELDS
}

fn made_built_in() -> Vec<Field> {
    let strings = || FieldType::List(Box::new(FieldType::String));
    [
        ("title", FieldType::String),
        ("term", FieldType::String),
        ("description", FieldType::Text),
        ("category", FieldType::String),
        (
            RELATED,
            FieldType::Refs(Relation {
                to: None,
                inverse: Some(RELATED.to_owned()),
            }),
        ),
        ("aliases", strings()),
        ("tags", strings()),
        ("draft", FieldType::Bool),
        ("date", FieldType::Date),
        ("updated", FieldType::Date),
        ("order", FieldType::Number),
        ("slug", FieldType::String),
        ("template", FieldType::String),
    ]
    .into_iter()
    .map(|(name, kind)| Field {
        name: name.to_owned(),
        kind,
        required: false,
        label: humanized(name),
        declared: false,
    })
    .collect()
}

/// All fields of a collection: its own first, then those of the site, then the built-in ones, each
/// name once.
pub(super) fn complete(own: Vec<Field>, site: &[Field]) -> Vec<Field> {
    let mut fields = own;
    for field in site.iter().chain(built_in()) {
        if !fields.iter().any(|known| known.name == field.name) {
            fields.push(field.clone());
        }
    }
    fields
}

/// A key as words for a reader: `dateDecided` and `date-decided` are `Date decided`.
pub fn humanized(name: &str) -> String {
    let mut words = String::new();
    let mut before_is_lower = false;
    for letter in name.chars() {
        if matches!(letter, '-' | '_' | ' ') {
            if !words.ends_with(' ') && !words.is_empty() {
                words.push(' ');
            }
            before_is_lower = false;
        } else if letter.is_uppercase() && before_is_lower {
            words.push(' ');
            words.extend(letter.to_lowercase());
            before_is_lower = false;
        } else if words.is_empty() {
            words.extend(letter.to_uppercase());
            before_is_lower = true;
        } else {
            words.push(letter);
            before_is_lower = letter.is_lowercase() || letter.is_numeric();
        }
    }
    words.trim_end().to_owned()
}

//! The schema of a collection: which fields an entry may have, and of which types.

use std::sync::LazyLock;

pub use super::field_type::{Field, FieldType, Relation, TYPES, TypeRow, Use, quoted};
pub use super::key::{Key, alternatives};

/// The name of the relation that every collection has to itself.
pub const RELATED: &str = "related";

/// The name of the relation to what is to be read first.
pub const REQUIRES: &str = "requires";
/// What the relation to what is to be read first is called at its other end.
pub const LEADS_TO: &str = "leads_to";

/// The fields that every collection knows, in the order of a new entry.
pub fn built_in() -> &'static [Field] {
    static FIELDS: LazyLock<Vec<Field>> = LazyLock::new(made_built_in);
    &FIELDS
}

fn made_built_in() -> Vec<Field> {
    let strings = || FieldType::List(Box::new(FieldType::String));
    let relation = |inverse: &str| {
        FieldType::Refs(Relation {
            inverse: Some(inverse.to_owned()),
            ..Relation::default()
        })
    };
    [
        ("title", FieldType::String),
        ("term", FieldType::String),
        ("description", FieldType::Text),
        ("category", FieldType::String),
        (RELATED, relation(RELATED)),
        (REQUIRES, relation(LEADS_TO)),
        ("aliases", strings()),
        ("plain", strings()),
        ("tags", strings()),
        ("sources", FieldType::List(Box::new(FieldType::Source))),
        ("draft", FieldType::Bool),
        ("date", FieldType::Date),
        ("updated", FieldType::Date),
        ("reviewed", FieldType::Date),
        ("order", FieldType::Number),
        ("image", FieldType::Url(None)),
        ("toc", FieldType::Bool),
        ("unlisted", FieldType::Bool),
        ("noindex", FieldType::Bool),
        ("common_word", FieldType::Bool),
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

/// The fields of a table in place of a source.
pub fn source_fields() -> &'static [Field] {
    static FIELDS: LazyLock<Vec<Field>> = LazyLock::new(|| {
        let field = |name: &str, kind| Field {
            name: name.to_owned(),
            kind,
            required: false,
            label: humanized(name),
            declared: false,
        };
        vec![
            field("title", FieldType::String),
            field("url", FieldType::Url(None)),
        ]
    });
    &FIELDS
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

/// A key as words for a reader: `dateDecided` and `date-decided` are `Date decided`. Capital letters that somebody wrote
/// stay, as in `HTML content`, `JavaScript` and `eBPF`.
pub fn humanized(name: &str) -> String {
    let has_gap = |name: &str| name.contains(['-', '_', ' ']);
    let is_camel = !has_gap(name) && name.starts_with(char::is_lowercase);
    let mut words = String::with_capacity(name.len() + 4);
    let mut letters = name.chars().peekable();
    let mut small = 0;
    while let Some(letter) = letters.next() {
        let starts_word = letter.is_uppercase()
            && small > 1
            && letters.peek().is_some_and(|next| next.is_lowercase());
        if matches!(letter, '-' | '_' | ' ') {
            if !words.ends_with(' ') && !words.is_empty() {
                words.push(' ');
            }
        } else if is_camel && starts_word {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
        small = if letter.is_lowercase() || letter.is_numeric() {
            small + 1
        } else {
            0
        };
    }
    words.truncate(words.trim_end().len());
    let first = words.split(' ').next().unwrap_or("");
    match first.chars().next() {
        Some(letter) if !first.contains(char::is_uppercase) => {
            let capital: String = letter.to_uppercase().collect();
            capital + &words[letter.len_utf8()..]
        }
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::humanized;

    #[test]
    fn names_become_words() {
        for (name, expected) in [
            ("date-decided", "Date decided"),
            ("date_decided", "Date decided"),
            ("dateDecided", "Date decided"),
            ("dateDecidedAt", "Date decided at"),
            ("HTML content", "HTML content"),
            ("README", "README"),
            ("JavaScript", "JavaScript"),
            ("eBPF", "eBPF"),
            ("iPhone", "iPhone"),
            ("sourceURL", "sourceURL"),
            ("eBPF-maps", "eBPF maps"),
            ("McDonald-v-Chicago", "McDonald v Chicago"),
            ("été", "Été"),
            ("--a--b--", "A b"),
            ("12b", "12b"),
            ("", ""),
        ] {
            assert_eq!(humanized(name), expected, "{name}");
        }
    }
}

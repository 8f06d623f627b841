//! The schema of a collection: which fields an entry may have, and of which types.

use std::sync::LazyLock;

/// A field of a collection or of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its key in the front matter.
    pub name: String,
    /// What its value must be.
    pub kind: FieldType,
    /// Whether every entry must have it.
    pub required: bool,
    /// What readers see before its value.
    pub label: String,
    /// Whether `primer.toml` declares it, rather than the program.
    pub declared: bool,
}

/// The type of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldType {
    /// A text of one line.
    String,
    /// A text of one or more paragraphs.
    Text,
    /// A day, `2026-01-31` (RFC 3339, `full-date`).
    Date,
    /// A whole or decimal number.
    Number,
    /// `true` or `false`.
    Bool,
    /// An absolute URL, or a path of this site.
    Url,
    /// One of a few texts.
    Enum(Vec<String>),
    /// Any number of values of one type.
    List(Box<FieldType>),
    /// A table with fields of its own.
    Record(Vec<Field>),
    /// The name of one entry of a collection.
    Ref(Relation),
    /// The names of entries of a collection.
    Refs(Relation),
    /// Whatever is written; the program passes it on to templates.
    Any,
}

/// Where a `ref` or `refs` field leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The name of the collection; `None` for the entry's own.
    pub to: Option<String>,
    /// What the same relation is called at its other end.
    pub inverse: Option<String>,
}

impl FieldType {
    /// What a value of the type is, in words: `a date`.
    pub fn description(&self) -> String {
        match self {
            Self::String | Self::Text => "a string".to_owned(),
            Self::Date => "a date such as 2026-01-31".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Bool => "`true` or `false`".to_owned(),
            Self::Url => "a URL".to_owned(),
            Self::Enum(values) => format!("one of {}", alternatives(values)),
            Self::List(of) => match of.as_ref() {
                Self::String => "a list of strings".to_owned(),
                Self::Date => "a list of dates".to_owned(),
                Self::Number => "a list of numbers".to_owned(),
                Self::Url => "a list of URLs".to_owned(),
                Self::Record(_) => "a list of tables".to_owned(),
                _ => "a list".to_owned(),
            },
            Self::Record(_) => "a table".to_owned(),
            Self::Ref(_) => "the name of an entry".to_owned(),
            Self::Refs(_) => "a list of names of entries".to_owned(),
            Self::Any => "anything".to_owned(),
        }
    }

    /// The relation of a `ref` or `refs` field.
    pub fn relation(&self) -> Option<&Relation> {
        match self {
            Self::Ref(relation) | Self::Refs(relation) => Some(relation),
            _ => None,
        }
    }
}

/// `a`, `b` or `c`, each in backquotes.
pub fn alternatives<T: AsRef<str>>(values: &[T]) -> String {
    let quoted: Vec<String> = values
        .iter()
        .map(|value| format!("`{}`", value.as_ref()))
        .collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

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

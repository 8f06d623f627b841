//! A tree of values, each at its place, as every notation is read.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::source::{Span, Spanned};

/// Values stand in one another so deep and no deeper.
pub(super) const DEEPEST: usize = 64;

/// A table has so many keys and no more.
pub(super) const MOST_KEYS: usize = 1000;

/// A value as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Nothing, such as behind `title:`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction or an exponent.
    Float(f64),
    /// A text. A date is one too: YAML 1.2 has no dates.
    String(String),
    /// Values in a row.
    List(Vec<Spanned<Data>>),
    /// Values by name.
    Table(Table),
}

impl Data {
    /// What the value is, in words: `a number`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The key, at its own place.
    pub key: Spanned<String>,
    /// The value.
    pub value: Spanned<Data>,
}

/// Keys and values in the order in which they were written; a key may stand in it twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table(pub Vec<Pair>);

impl Table {
    /// The first value of a key.
    pub fn get(&self, key: &str) -> Option<&Spanned<Data>> {
        self.0
            .iter()
            .find(|pair| *pair.key == key)
            .map(|pair| &pair.value)
    }

    /// Every key that stands twice, with the place of its first and of its later writing, here and
    /// in all values below.
    pub fn duplicate_keys(&self) -> Vec<(&Spanned<String>, &Spanned<String>)> {
        let mut first = BTreeMap::new();
        let mut found = Vec::new();
        for pair in &self.0 {
            match first.entry(pair.key.as_str()) {
                Entry::Occupied(entry) => {
                    found.push((*entry.get(), &pair.key));
                }
                Entry::Vacant(entry) => {
                    entry.insert(&pair.key);
                }
            }
            pair.value.value.duplicates_below(&mut found);
        }
        found
    }
}

impl Data {
    fn duplicates_below<'a>(&'a self, found: &mut Vec<(&'a Spanned<String>, &'a Spanned<String>)>) {
        match self {
            Self::Table(table) => found.extend(table.duplicate_keys()),
            Self::List(items) => {
                for item in items {
                    item.value.duplicates_below(found);
                }
            }
            _ => {}
        }
    }
}

impl Fault {
    /// Values in values in values.
    pub(super) fn too_deep(span: Span) -> Self {
        Self::new(
            span,
            format!("values are nested more than {DEEPEST} deep here"),
        )
    }

    /// A key behind many others of its table.
    pub(super) fn too_many_keys(span: Span) -> Self {
        Self::new(span, format!("this table has more than {MOST_KEYS} keys"))
    }
}

/// What the parser of TOML says of a key that stands twice.
pub(super) const REPEATED_KEY: &str = "duplicate key";

/// What is wrong with a notation, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, in the text that was parsed.
    pub span: Span,
    /// What, without a full stop.
    pub message: String,
    /// What to do, if it is known.
    pub help: Option<String>,
    /// Whether the parser has lost its way: what it finds behind the place may be no fault at all.
    pub is_lost: bool,
}

impl Fault {
    /// A fault whose message says all.
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            help: None,
            is_lost: false,
        }
    }

    /// Whether it is a key that stands twice in one table: all else can be read.
    pub fn is_repeated_key(&self) -> bool {
        self.message == REPEATED_KEY
    }

    /// Says what to do.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

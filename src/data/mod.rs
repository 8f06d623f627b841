//! YAML and TOML as one tree of values, each with its place in the text.
//!
//! In: the text of a front matter or of `primer.toml`. Out: [`Data`], or [`Fault`]s with their
//! spans. This room knows the two notations and no field of any schema.

mod toml;
mod yaml;

use serde::{Deserialize, Serialize};

use crate::source::{Span, Spanned};
use toml::Toml;
pub use toml::parse as parse_toml;
use yaml::Yaml;

/// A value as it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The key, at its own place.
    pub key: Spanned<String>,
    /// The value.
    pub value: Spanned<Data>,
}

/// Keys and values in the order in which they were written; a key may stand in it twice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
        let mut first = std::collections::HashMap::new();
        let mut found = Vec::new();
        for pair in &self.0 {
            match first.entry(pair.key.as_str()) {
                std::collections::hash_map::Entry::Occupied(entry) => {
                    found.push((*entry.get(), &pair.key));
                }
                std::collections::hash_map::Entry::Vacant(entry) => {
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

/// What is wrong with a notation, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, in the text that was parsed.
    pub span: Span,
    /// What, without a full stop.
    pub message: String,
}

/// The notation of a front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// YAML between `---` lines.
    Yaml,
    /// TOML between `+++` lines.
    Toml,
}

impl Notation {
    /// The line that opens and closes a front matter of this notation.
    pub fn fence(self) -> &'static str {
        match self {
            Self::Yaml => "---",
            Self::Toml => "+++",
        }
    }

    /// The name of the notation.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yaml => "YAML",
            Self::Toml => "TOML",
        }
    }
}

/// Reads the text between the two fences of a front matter, which starts at byte `base` of its
/// file; every span of the result is one of that file.
///
/// `gray_matter` takes the head apart and hands it to the engine of its notation. It also rebuilds
/// the text line by line, so the engine's offsets are brought back to those of the file here.
///
/// # Errors
///
/// The faults of the notation, at least one.
pub fn parse_front_matter(
    notation: Notation,
    head: &str,
    base: usize,
) -> Result<Table, Vec<Fault>> {
    let fence = notation.fence();
    let fenced = format!("{fence}\n{GUARD}{head}\n{fence}\n");
    let pod = match notation {
        Notation::Yaml => split::<Yaml>(&fenced, fence),
        Notation::Toml => split::<Toml>(&fenced, fence),
    };
    let lines = Lines::new(head, base);
    match pod {
        None => Ok(Table::default()),
        Some(pod) => match pod::decode(&pod, &|span| lines.restore(span)) {
            Ok(Spanned {
                value: Data::Table(table),
                ..
            }) => Ok(table),
            Ok(Spanned {
                value: Data::Null, ..
            }) => Ok(Table::default()),
            Ok(other) => Err(vec![Fault {
                span: other.span,
                message: format!("it is {}, not fields with their values", other.value.kind()),
            }]),
            Err(faults) => Err(faults),
        },
    }
}

fn split<E: gray_matter::engine::Engine>(fenced: &str, fence: &str) -> Option<gray_matter::Pod> {
    let mut matter = gray_matter::Matter::<E>::new();
    fence.clone_into(&mut matter.delimiter);
    matter
        .parse::<gray_matter::Pod>(fenced)
        .ok()
        .and_then(|entity| entity.data)
}

/// Stands above a head when `gray_matter` takes it apart: it cuts the white space around the whole,
/// and with it the indent of the first field, which YAML needs. A comment in both notations.
const GUARD: &str = "#\n";

/// The way back from the text that an engine saw, whose line ends were made `\n`, to the head as it
/// stands in its file.
struct Lines<'a> {
    head: &'a str,
    base: usize,
    /// Starts of the lines of the head.
    original: Vec<usize>,
    /// Starts of the same lines in the text that the engine saw.
    rebuilt: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(head: &'a str, base: usize) -> Self {
        let mut original = vec![0];
        let mut rebuilt = vec![GUARD.len()];
        for line in head.split_inclusive('\n') {
            let text = line.strip_suffix('\n').unwrap_or(line);
            let text = text.strip_suffix('\r').unwrap_or(text);
            rebuilt.push(rebuilt.last().copied().unwrap_or(0) + text.len() + 1);
            original.push(original.last().copied().unwrap_or(0) + line.len());
        }
        Self {
            head,
            base,
            original,
            rebuilt,
        }
    }

    fn offset(&self, offset: u32) -> usize {
        let offset = offset as usize;
        let line = self
            .rebuilt
            .partition_point(|&start| start <= offset)
            .saturating_sub(1);
        let at = self.original[line] + offset.saturating_sub(self.rebuilt[line]);
        let mut at = at.min(self.head.len());
        while !self.head.is_char_boundary(at) {
            at -= 1;
        }
        self.base + at
    }

    fn restore(&self, span: Span) -> Span {
        Span::new(self.offset(span.start), self.offset(span.end))
    }
}

/// The tree as a [`gray_matter::Pod`], whose own kinds have no place for spans: a value is the list
/// of its start, its end and what it says.
mod pod {
    use gray_matter::Pod;

    use super::{Data, Fault, Pair, Span, Spanned, Table};

    pub(super) fn encode(result: Result<Spanned<Data>, Vec<Fault>>) -> Pod {
        match result {
            Ok(data) => node(data.span, value(data.value)),
            Err(faults) => Pod::Array(
                faults
                    .into_iter()
                    .map(|fault| node(fault.span, Pod::String(fault.message)))
                    .chain([Pod::Null])
                    .collect(),
            ),
        }
    }

    fn node(span: Span, value: Pod) -> Pod {
        Pod::Array(vec![
            Pod::Integer(i64::from(span.start)),
            Pod::Integer(i64::from(span.end)),
            value,
        ])
    }

    fn value(data: Data) -> Pod {
        match data {
            Data::Null => Pod::Null,
            Data::Bool(value) => Pod::Boolean(value),
            Data::Integer(value) => Pod::Integer(value),
            Data::Float(value) => Pod::Float(value),
            Data::String(value) => Pod::String(value),
            Data::List(items) => Pod::Array(
                [Pod::Boolean(false)]
                    .into_iter()
                    .chain(
                        items
                            .into_iter()
                            .map(|item| node(item.span, value(item.value))),
                    )
                    .collect(),
            ),
            Data::Table(table) => Pod::Array(
                [Pod::Boolean(true)]
                    .into_iter()
                    .chain(table.0.into_iter().flat_map(|pair| {
                        [
                            node(pair.key.span, Pod::String(pair.key.value)),
                            node(pair.value.span, value(pair.value.value)),
                        ]
                    }))
                    .collect(),
            ),
        }
    }

    type Restore<'a> = &'a dyn Fn(Span) -> Span;

    pub(super) fn decode(pod: &Pod, restore: Restore<'_>) -> Result<Spanned<Data>, Vec<Fault>> {
        if let Pod::Array(parts) = pod
            && let [faults @ .., Pod::Null] = parts.as_slice()
            && !matches!(faults, [Pod::Integer(_), Pod::Integer(_)])
        {
            return Err(faults
                .iter()
                .filter_map(|fault| decode_node(fault, restore))
                .map(|fault| Fault {
                    span: fault.span,
                    message: match fault.value {
                        Data::String(message) => message,
                        _ => String::new(),
                    },
                })
                .collect());
        }
        Ok(decode_node(pod, restore).unwrap_or(Spanned::new(Data::Null, Span::default())))
    }

    fn decode_node(pod: &Pod, restore: Restore<'_>) -> Option<Spanned<Data>> {
        let Pod::Array(parts) = pod else { return None };
        let [Pod::Integer(start), Pod::Integer(end), value] = parts.as_slice() else {
            return None;
        };
        let span = Span {
            start: u32::try_from(*start).ok()?,
            end: u32::try_from(*end).ok()?,
        };
        let data = match value {
            Pod::Null => Data::Null,
            Pod::Boolean(value) => Data::Bool(*value),
            Pod::Integer(value) => Data::Integer(*value),
            Pod::Float(value) => Data::Float(*value),
            Pod::String(value) => Data::String(value.clone()),
            Pod::Array(items) => match items.split_first() {
                Some((Pod::Boolean(false), items)) => Data::List(
                    items
                        .iter()
                        .filter_map(|item| decode_node(item, restore))
                        .collect(),
                ),
                Some((_, pairs)) => Data::Table(Table(
                    pairs
                        .chunks_exact(2)
                        .filter_map(|pair| {
                            let key = decode_node(&pair[0], restore)?;
                            let Data::String(name) = key.value else {
                                return None;
                            };
                            Some(Pair {
                                key: Spanned::new(name, key.span),
                                value: decode_node(&pair[1], restore)?,
                            })
                        })
                        .collect(),
                )),
                None => Data::Null,
            },
            Pod::Hash(_) => return None,
        };
        Some(Spanned::new(data, restore(span)))
    }
}

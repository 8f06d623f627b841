//! YAML and TOML as one tree of values, each with its place in the text.
//!
//! In: the text of a front matter or of `primer.toml`. Out: [`Data`], or [`Fault`]s with their
//! spans. This room knows the two notations and no field of any schema.

mod plain;
mod toml;
mod yaml;

use serde::{Deserialize, Serialize};

use crate::source::{Span, Spanned};
use pod::Parsed;
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
/// # Errors
///
/// The faults of the notation, at least one.
pub fn parse_front_matter(
    notation: Notation,
    head: &str,
    base: usize,
) -> Result<Table, Vec<Fault>> {
    let plain = match notation {
        Notation::Yaml => plain::parse(head, base),
        Notation::Toml => None,
    };
    plain.map_or_else(|| by_engine(notation, head, base), Ok)
}

/// `gray_matter` takes the head apart and hands it to the engine of its notation. It also rebuilds
/// the text line by line, so the engine's offsets are brought back to those of the file here.
fn by_engine(notation: Notation, head: &str, base: usize) -> Result<Table, Vec<Fault>> {
    let fence = notation.fence();
    let fenced = format!("{fence}\n{GUARD}{head}\n{fence}\n");
    let parsed = match notation {
        Notation::Yaml => split::<Yaml>(&fenced, fence),
        Notation::Toml => split::<Toml>(&fenced, fence),
    };
    let Some(Parsed(parsed)) = parsed else {
        return Ok(Table::default());
    };
    let lines = Lines::new(head, base);
    match parsed {
        Ok(mut data) => {
            lines.restore(&mut data);
            match data.value {
                Data::Table(table) => Ok(table),
                Data::Null => Ok(Table::default()),
                other => Err(vec![Fault {
                    span: data.span,
                    message: format!("it is {}, not fields with their values", other.kind()),
                }]),
            }
        }
        Err(mut faults) => {
            for fault in &mut faults {
                fault.span = lines.span(fault.span);
            }
            Err(faults)
        }
    }
}

fn split<E: gray_matter::engine::Engine>(fenced: &str, fence: &str) -> Option<Parsed> {
    let mut matter = gray_matter::Matter::<E>::new();
    fence.clone_into(&mut matter.delimiter);
    matter
        .parse::<Parsed>(fenced)
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

    fn span(&self, span: Span) -> Span {
        Span::new(self.offset(span.start), self.offset(span.end))
    }

    fn restore(&self, data: &mut Spanned<Data>) {
        data.span = self.span(data.span);
        match &mut data.value {
            Data::List(items) => items.iter_mut().for_each(|item| self.restore(item)),
            Data::Table(table) => {
                for pair in &mut table.0 {
                    pair.key.span = self.span(pair.key.span);
                    self.restore(&mut pair.value);
                }
            }
            _ => {}
        }
    }
}

/// The tree as a [`gray_matter::Pod`], whose own kinds have no place for spans, and back: each value is
/// its start, its end and what it says, one behind the other. Faults stand behind a `Null`.
mod pod {
    use std::fmt;

    use gray_matter::Pod;
    use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};

    use super::{Data, Fault, Pair, Span, Spanned, Table};

    pub(super) fn encode(result: Result<Spanned<Data>, Vec<Fault>>) -> Pod {
        let mut parts = Vec::new();
        match result {
            Ok(data) => push(&mut parts, data.span, said(data.value)),
            Err(faults) => {
                parts.push(Pod::Null);
                for fault in faults {
                    push(&mut parts, fault.span, Pod::String(fault.message));
                }
            }
        }
        Pod::Array(parts)
    }

    fn push(parts: &mut Vec<Pod>, span: Span, said: Pod) {
        let [start, end] = [span.start, span.end].map(|at| Pod::Integer(i64::from(at)));
        parts.extend([start, end, said]);
    }

    fn said(data: Data) -> Pod {
        match data {
            Data::Null => Pod::Null,
            Data::Bool(value) => Pod::Boolean(value),
            Data::Integer(value) => Pod::Integer(value),
            Data::Float(value) => Pod::Float(value),
            Data::String(value) => Pod::String(value),
            Data::List(items) => {
                let mut parts = Vec::with_capacity(1 + items.len() * 3);
                parts.push(Pod::Boolean(false));
                for item in items {
                    push(&mut parts, item.span, said(item.value));
                }
                Pod::Array(parts)
            }
            Data::Table(table) => {
                let mut parts = Vec::with_capacity(1 + table.0.len() * 6);
                parts.push(Pod::Boolean(true));
                for Pair { key, value } in table.0 {
                    push(&mut parts, key.span, Pod::String(key.value));
                    push(&mut parts, value.span, said(value.value));
                }
                Pod::Array(parts)
            }
        }
    }

    /// What [`encode`] was given.
    pub(super) struct Parsed(pub(super) Result<Spanned<Data>, Vec<Fault>>);

    impl<'de> Deserialize<'de> for Parsed {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_seq(ParsedVisitor)
        }
    }

    struct ParsedVisitor;

    impl<'de> Visitor<'de> for ParsedVisitor {
        type Value = Parsed;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a value or faults")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Parsed, A::Error> {
            if let Some(Some(start)) = parts.next_element::<Option<u32>>()? {
                let data = behind(start, &mut parts)?;
                let data = data.unwrap_or(Spanned::new(Data::Null, Span::default()));
                return Ok(Parsed(Ok(data)));
            }
            let mut faults = Vec::new();
            while let Some(fault) = next(&mut parts)? {
                if let Data::String(message) = fault.value {
                    let span = fault.span;
                    faults.push(Fault { span, message });
                }
            }
            Ok(Parsed(Err(faults)))
        }
    }

    fn next<'de, A: SeqAccess<'de>>(parts: &mut A) -> Result<Option<Spanned<Data>>, A::Error> {
        match parts.next_element()? {
            Some(start) => behind(start, parts),
            None => Ok(None),
        }
    }

    /// The value whose start was met.
    fn behind<'de, A: SeqAccess<'de>>(
        start: u32,
        parts: &mut A,
    ) -> Result<Option<Spanned<Data>>, A::Error> {
        let (Some(end), Some(Said(data))) = (parts.next_element()?, parts.next_element()?) else {
            return Ok(None);
        };
        Ok(Some(Spanned::new(data, Span { start, end })))
    }

    struct Said(Data);

    impl<'de> Deserialize<'de> for Said {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(SaidVisitor).map(Self)
        }
    }

    struct SaidVisitor;

    impl<'de> Visitor<'de> for SaidVisitor {
        type Value = Data;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("what a value says")
        }

        fn visit_unit<E>(self) -> Result<Data, E> {
            Ok(Data::Null)
        }

        fn visit_bool<E>(self, value: bool) -> Result<Data, E> {
            Ok(Data::Bool(value))
        }

        fn visit_i64<E>(self, value: i64) -> Result<Data, E> {
            Ok(Data::Integer(value))
        }

        fn visit_f64<E>(self, value: f64) -> Result<Data, E> {
            Ok(Data::Float(value))
        }

        fn visit_str<E>(self, value: &str) -> Result<Data, E> {
            Ok(Data::String(value.to_owned()))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Data, A::Error> {
            if parts.next_element()? == Some(false) {
                let mut items = Vec::new();
                while let Some(item) = next(&mut parts)? {
                    items.push(item);
                }
                return Ok(Data::List(items));
            }
            let mut pairs = Vec::new();
            while let Some(key) = next(&mut parts)?
                && let Some(value) = next(&mut parts)?
            {
                if let Data::String(name) = key.value {
                    let key = Spanned::new(name, key.span);
                    pairs.push(Pair { key, value });
                }
            }
            Ok(Data::Table(Table(pairs)))
        }
    }
}

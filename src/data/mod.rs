//! YAML and TOML as one tree of values, each with its place in the text.
//!
//! In: the text of a front matter or of `primer.toml`. Out: [`Data`], or [`Fault`]s with their
//! spans. This room knows the two notations and no field of any schema.

mod plain;
mod toml;
mod yaml;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use gray_matter::engine::Engine;
use gray_matter::{Matter, Pod};
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
    let fenced = [fence, "\n", GUARD, head, "\n", fence, "\n"].concat();
    match notation {
        Notation::Yaml => split::<Yaml>(&fenced, fence),
        Notation::Toml => split::<Toml>(&fenced, fence),
    }
    let Some(parsed) = FOUND.take() else {
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

/// What an engine makes of a head.
type Parsed = Result<Spanned<Data>, Vec<Fault>>;

thread_local! {
    /// What the engine found that `gray_matter` has called last: its own values have no place for spans.
    static FOUND: Cell<Option<Parsed>> = const { Cell::new(None) };
}

/// Hands on what an engine found. To `gray_matter` it is nothing.
fn found(parsed: Parsed) -> Pod {
    FOUND.set(Some(parsed));
    Pod::Null
}

fn split<E: Engine>(fenced: &str, fence: &str) {
    FOUND.set(None);
    let mut matter = Matter::<E>::new();
    fence.clone_into(&mut matter.delimiter);
    // The engine never fails: faults are among what it finds.
    let _ = matter.parse::<Pod>(fenced);
}

/// Stands above a head when `gray_matter` takes it apart: it cuts the white space around the whole,
/// and with it the indent of the first field, which YAML needs. A comment in both notations.
const GUARD: &str = "#\n";

/// The way back from the text that an engine saw, whose line ends were made `\n`, to the head as it
/// stands in its file.
struct Lines<'a> {
    head: &'a str,
    base: usize,
    /// Where lines start in the text that the engine saw, if the end of the line before was shortened.
    shortened: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(head: &'a str, base: usize) -> Self {
        let ends = memchr::memmem::find_iter(head.as_bytes(), "\r\n").enumerate();
        Self {
            head,
            base,
            shortened: ends
                .map(|(before, at)| GUARD.len() + at + 1 - before)
                .collect(),
        }
    }

    fn offset(&self, offset: u32) -> usize {
        let offset = offset as usize;
        let shortened = self.shortened.partition_point(|&start| start <= offset);
        let at = offset.saturating_sub(GUARD.len()) + shortened;
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

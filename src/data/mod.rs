//! YAML and TOML as one tree of values, each with its place in the text.
//!
//! In: the text of a front matter or of `primer.toml`. Out: [`Data`], or [`Fault`]s with their
//! spans. This room knows the two notations and no field of any schema.

pub(crate) mod day;
mod engine;
mod plain;
mod slip;
mod toml;
mod value;
mod yaml;

use gray_matter::engine::Engine;
use gray_matter::{Matter, Pod};

use crate::source::{Span, Spanned};
use engine::FOUND;
use toml::Toml;
pub use toml::parse as parse_toml;
pub use value::{Data, Fault, Pair, Table};
use yaml::Yaml;

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

    /// The one of the two that it is not.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Yaml => Self::Toml,
            Self::Toml => Self::Yaml,
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
                other => {
                    let message = format!("it is {}, not fields with their values", other.kind());
                    let fault = Fault::new(data.span, message);
                    let slip = slip::of_text(head, base);
                    Err(vec![slip.unwrap_or_else(|| {
                        fault.help(
                            "a field is a name, a colon, a space and its value: `title: Coffee`",
                        )
                    })])
                }
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

//! TOML with byte spans, as an engine for `gray_matter` and for `primer.toml` itself.

use gray_matter::{Pod, engine::Engine};
use toml::de::{DeTable, DeValue};

use super::engine::found;
use super::slip;
use super::value::{DEEPEST, Data, Fault, MOST_KEYS, Pair, Table};
use crate::source::character::allowed;
use crate::source::{Span, Spanned};

pub(super) struct Toml;

impl Engine for Toml {
    fn parse(content: &str) -> gray_matter::Result<Pod> {
        let (table, faults) = parse(content);
        Ok(found(if faults.is_empty() {
            Ok(table)
        } else {
            Err(faults)
        }))
    }
}

/// Reads a TOML document: what could be read of it, and every fault.
pub fn parse(text: &str) -> (Spanned<Data>, Vec<Fault>) {
    let (document, errors) = DeTable::parse_recoverable(text);
    let span = document.span().into();
    let faults = errors.into_iter().map(|error| {
        let span = error.span().map_or(Span::empty(text.len()), Span::from);
        (span, error.message().lines().collect::<Vec<_>>().join("; "))
    });
    let mut faults: Vec<(Span, String)> = faults.collect();
    faults.sort_by_key(|(span, _)| span.start);
    // Behind the first place where it has lost its way, the parser finds faults that are none.
    if let Some(first) = faults
        .iter()
        .position(|(_, message)| slip::is_lost(message))
    {
        faults = vec![faults.swap_remove(first)];
    }
    let faults = faults.iter();
    let faults = faults
        .map(|(span, message)| slip::of_toml(text, *span, message))
        .collect();
    let mut reader = TomlReader { depth: 0, faults };
    let table = Data::Table(reader.table(document.into_inner()));
    (Spanned::new(table, span), reader.faults)
}

struct TomlReader {
    /// How many tables and lists are open.
    depth: usize,
    faults: Vec<Fault>,
}

impl TomlReader {
    fn table(&mut self, pairs: DeTable<'_>) -> Table {
        let mut pairs: Vec<Pair> = pairs
            .into_iter()
            .map(|(key, data)| Pair {
                key: Spanned::new(key.get_ref().to_string(), key.span().into()),
                value: self.value(data.span().into(), data.into_inner()),
            })
            .collect();
        // The parser sorts by name; a report follows the text.
        pairs.sort_by_key(|pair| pair.key.span);
        if let Some(pair) = pairs.get(MOST_KEYS) {
            self.faults.push(Fault::too_many_keys(pair.key.span));
            pairs.truncate(MOST_KEYS);
        }
        Table(pairs)
    }

    fn value(&mut self, span: Span, data: DeValue<'_>) -> Spanned<Data> {
        if self.depth == DEEPEST && matches!(data, DeValue::Array(_) | DeValue::Table(_)) {
            self.faults.push(Fault::too_deep(span));
            return Spanned::new(Data::Null, span);
        }
        self.depth += 1;
        let data = match data {
            DeValue::String(text) => Data::String(allowed(text.into_owned())),
            DeValue::Integer(number) => {
                i64::from_str_radix(&number.as_str().replace('_', ""), number.radix())
                    .map_or_else(|_| Data::String(number.as_str().to_owned()), Data::Integer)
            }
            DeValue::Float(number) => number
                .as_str()
                .replace('_', "")
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
                .map_or_else(|| Data::String(number.as_str().to_owned()), Data::Float),
            DeValue::Boolean(value) => Data::Bool(value),
            DeValue::Datetime(date) => Data::String(date.to_string()),
            DeValue::Array(items) => {
                let items = items.into_iter();
                let values = items.map(|item| self.value(item.span().into(), item.into_inner()));
                Data::List(values.collect())
            }
            DeValue::Table(pairs) => Data::Table(self.table(pairs)),
        };
        self.depth -= 1;
        Spanned::new(data, span)
    }
}

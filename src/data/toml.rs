//! TOML with byte spans, as an engine for `gray_matter` and for `primer.toml` itself.

use gray_matter::{Pod, engine::Engine};
use toml::de::{DeTable, DeValue};

use super::engine::found;
use super::value::{Data, Fault, Pair, Table};
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
    let table = Data::Table(table(document.into_inner()));
    let faults = errors
        .into_iter()
        .map(|error| Fault {
            span: error.span().map_or(Span::empty(text.len()), Span::from),
            message: error.message().lines().collect::<Vec<_>>().join("; "),
        })
        .collect();
    (Spanned::new(table, span), faults)
}

fn table(pairs: DeTable<'_>) -> Table {
    let mut pairs: Vec<Pair> = pairs
        .into_iter()
        .map(|(key, data)| Pair {
            key: Spanned::new(key.get_ref().to_string(), key.span().into()),
            value: value(data.span().into(), data.into_inner()),
        })
        .collect();
    // The parser sorts by name; a report follows the text.
    pairs.sort_by_key(|pair| pair.key.span);
    Table(pairs)
}

fn value(span: Span, data: DeValue<'_>) -> Spanned<Data> {
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
            .map_or_else(|_| Data::String(number.as_str().to_owned()), Data::Float),
        DeValue::Boolean(value) => Data::Bool(value),
        DeValue::Datetime(date) => Data::String(date.to_string()),
        DeValue::Array(items) => Data::List(
            items
                .into_iter()
                .map(|item| value(item.span().into(), item.into_inner()))
                .collect(),
        ),
        DeValue::Table(pairs) => Data::Table(table(pairs)),
    };
    Spanned::new(data, span)
}

//! YAML 1.2 (core schema) with byte spans, as an engine for `gray_matter`.
//!
//! Aliases are followed, up to a bound on the size of the whole tree; merge keys are not.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span as YamlSpan, Tag};
use gray_matter::{Pod, engine::Engine};

use super::engine::found;
use super::slip;
use super::value::{DEEPEST, Data, Fault, MOST_KEYS, Pair, Table};
use crate::source::character::allowed;
use crate::source::{Span, Spanned};

/// So many values are enough for any front matter; aliases of aliases could make more.
const MOST_VALUES: usize = 100_000;

/// Aliases may repeat so many bytes of text.
const MOST_REPEATED: usize = 1024 * 1024;

pub(super) struct Yaml;

impl Engine for Yaml {
    fn parse(content: &str) -> gray_matter::Result<Pod> {
        Ok(found(parse(content)))
    }
}

fn parse(text: &str) -> Result<Spanned<Data>, Vec<Fault>> {
    let mut reader = YamlReader {
        events: Parser::new_from_str(text),
        text,
        length: text.len(),
        anchors: HashMap::new(),
        values: 0,
        repeated: 0,
        depth: 0,
    };
    reader.document().map_err(|fault| vec![fault])
}

struct YamlReader<'a, T: granit_parser::BorrowedInput<'a>> {
    events: Parser<'a, T>,
    text: &'a str,
    length: usize,
    anchors: HashMap<usize, Spanned<Data>>,
    values: usize,
    /// The bytes of text that aliases repeat.
    repeated: usize,
    /// How many collections are open.
    depth: usize,
}

impl<'a, T: granit_parser::BorrowedInput<'a>> YamlReader<'a, T> {
    fn document(&mut self) -> Result<Spanned<Data>, Fault> {
        let mut root = Spanned::new(Data::Null, Span::default());
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(root),
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                event => root = self.value(event, span)?,
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'a>, Span), Fault> {
        match self.events.next_event() {
            None => Ok((Event::StreamEnd, Span::empty(self.length))),
            Some(Ok((event, span))) => Ok((event, self.span(&span))),
            Some(Err(error)) => Err(self.fault(&error)),
        }
    }

    fn span(&self, span: &YamlSpan) -> Span {
        span.byte_range()
            .map_or(Span::empty(self.length), Span::from)
    }

    fn fault(&self, error: &ScanError) -> Fault {
        let at = error
            .marker()
            .byte_offset()
            .unwrap_or(self.length)
            .min(self.length);
        slip::of_yaml(self.text, at, error.kind())
    }

    /// Counts a value, and what it repeats where it is an alias.
    fn charge(&mut self, span: Span, (values, bytes): (usize, usize)) -> Result<(), Fault> {
        self.values += values;
        self.repeated += bytes;
        let message = if self.values > MOST_VALUES {
            format!("there are more than {MOST_VALUES} values")
        } else if self.repeated > MOST_REPEATED {
            format!("up to here, aliases repeat more than {MOST_REPEATED} bytes")
        } else {
            return Ok(());
        };
        Err(Fault::new(span, message))
    }

    fn value(&mut self, event: Event<'a>, span: Span) -> Result<Spanned<Data>, Fault> {
        self.charge(span, (1, 0))?;
        if !matches!(event, Event::SequenceStart(..) | Event::MappingStart(..)) {
            return self.leaf(event, span);
        }
        if self.depth == DEEPEST {
            return Err(Fault::too_deep(span));
        }
        self.depth += 1;
        let collection = self.collection(event, span);
        self.depth -= 1;
        collection
    }

    fn leaf(&mut self, event: Event<'a>, span: Span) -> Result<Spanned<Data>, Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let data = scalar(text, style, tag.as_deref());
                Ok(self.remember(anchor, Spanned::new(data, span)))
            }
            Event::Alias(anchor) => {
                let Some(target) = self.anchors.get(&anchor) else {
                    return Err(Fault::new(span, "this alias has no anchor before it"));
                };
                let size = size(&target.value);
                self.charge(span, size)?;
                let copy = self.anchors.get(&anchor).map(|target| target.value.clone());
                Ok(Spanned::new(copy.unwrap_or(Data::Null), span))
            }
            _ => Err(Fault::new(span, "a value was expected here")),
        }
    }

    fn collection(&mut self, event: Event<'a>, span: Span) -> Result<Spanned<Data>, Fault> {
        match event {
            Event::SequenceStart(_, anchor, _) => {
                let mut items = Vec::new();
                loop {
                    let (event, at) = self.next()?;
                    if matches!(event, Event::SequenceEnd) {
                        let whole = covering(
                            span,
                            at,
                            items.first().map(|i: &Spanned<Data>| i.span),
                            items.last().map(|i| i.span),
                        );
                        return Ok(self.remember(anchor, Spanned::new(Data::List(items), whole)));
                    }
                    items.push(self.value(event, at)?);
                }
            }
            Event::MappingStart(_, anchor, _) => {
                let mut pairs: Vec<Pair> = Vec::new();
                loop {
                    let (event, at) = self.next()?;
                    if matches!(event, Event::MappingEnd) {
                        let whole = covering(
                            span,
                            at,
                            pairs.first().map(|pair| pair.key.span),
                            pairs.last().map(|pair| pair.value.span),
                        );
                        return Ok(
                            self.remember(anchor, Spanned::new(Data::Table(Table(pairs)), whole))
                        );
                    }
                    if pairs.len() == MOST_KEYS {
                        return Err(Fault::too_many_keys(at));
                    }
                    let key = self.value(event, at)?;
                    let name = match key.value {
                        Data::String(name) => name,
                        Data::Integer(number) => number.to_string(),
                        Data::Bool(value) => value.to_string(),
                        Data::Float(number) => number.to_string(),
                        Data::Null => "null".to_owned(),
                        Data::List(_) | Data::Table(_) => {
                            let message = "the name of a field must be a plain word";
                            let fault = Fault::new(key.span, message);
                            return Err(fault.help(
                                "a text that starts with `{`, `[` or `?` needs quotes around it",
                            ));
                        }
                    };
                    let (event, at) = self.next()?;
                    let value = self.value(event, at)?;
                    pairs.push(Pair {
                        key: Spanned::new(name, key.span),
                        value,
                    });
                }
            }
            event => self.leaf(event, span),
        }
    }

    fn remember(&mut self, anchor: usize, value: Spanned<Data>) -> Spanned<Data> {
        if anchor != 0 {
            self.anchors.insert(anchor, value.clone());
        }
        value
    }
}

/// The span of a collection: block collections have no end mark, so it ends with its last item.
fn covering(start: Span, end: Span, first: Option<Span>, last: Option<Span>) -> Span {
    let from = first.map_or(start.start, |first| first.start.min(start.start));
    let to = if end.end > end.start {
        end.end
    } else {
        last.map_or(start.end, |last| last.end)
    };
    Span {
        start: from,
        end: to.max(from),
    }
}

/// How many values there are in a value, with itself, and how many bytes of text.
fn size(data: &Data) -> (usize, usize) {
    let add = |one: (usize, usize), other: (usize, usize)| (one.0 + other.0, one.1 + other.1);
    match data {
        Data::String(text) => (1, text.len()),
        Data::List(items) => items.iter().map(|item| size(&item.value)).fold((1, 0), add),
        Data::Table(table) => {
            let pairs = table.0.iter();
            let sizes = pairs.map(|pair| add((0, pair.key.len()), size(&pair.value.value)));
            sizes.fold((1, 0), add)
        }
        _ => (1, 0),
    }
}

fn scalar(text: Cow<'_, str>, style: ScalarStyle, tag: Option<&Tag>) -> Data {
    let is_plain = matches!(style, ScalarStyle::Plain);
    if is_plain && tag.is_none_or(|tag| tag.core_suffix() != Some("str")) {
        plain_scalar(&text)
    } else {
        Data::String(allowed(text.into_owned()))
    }
}

/// A scalar without quotes by the core schema (YAML 1.2.2, section 10.3.2).
pub(super) fn plain_scalar(text: &str) -> Data {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Data::Null,
        "true" | "True" | "TRUE" => return Data::Bool(true),
        "false" | "False" | "FALSE" => return Data::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return Data::String(text.to_owned());
    }
    let number = |text: &str, start: &str, radix| {
        let digits = text.strip_prefix(start)?;
        i64::from_str_radix(digits, radix).ok()
    };
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = text.parse();
        return number.map_or_else(|_| Data::String(text.to_owned()), Data::Integer);
    }
    if let Some(number) = number(text, "0x", 16).or_else(|| number(text, "0o", 8)) {
        return Data::Integer(number);
    }
    let is_float =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-');
    if digits.bytes().all(is_float)
        && let Ok(number) = text.parse::<f64>()
        && number.is_finite()
    {
        return Data::Float(number);
    }
    Data::String(text.to_owned())
}

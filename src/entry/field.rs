//! The fields of an entry: what was written, checked against the schema of its collection.
//!
//! In: the head of a file and its collection. Out: [`Fields`], the references among them, and a
//! diagnostic for each value that does not fit. A value that does not fit is left out.

use std::fmt::Display;
use std::sync::Arc;

use jiff::civil::Date;
use serde::de::value::{Error as ValueError, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

use super::body::leftover::{report_field, report_source};
use super::foreign::{Counterpart, counterpart};
use super::front_matter::Head;
use super::reference::{ReferenceBuf, ReferenceKind};
use crate::config::schema::{Field, FieldType, Relation, alternatives, source_fields};
use crate::config::{Collection, EnumValue};
use crate::data::day::{PossibleDay, day, has_form, meant};
use crate::data::{Data, Pair, Table};
use crate::diagnostic::nearest::{Budget, nearest};
use crate::diagnostic::{Code, Diagnostic, Label};
use crate::source::{Location, Source, Span, Spanned};

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue {
    /// A text, also one of an enum.
    String(String),
    /// A text of one or more paragraphs.
    Text(String),
    /// A day.
    Date(Date),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// An address; the index of its reference where it is one of this site.
    Url(String, Option<usize>),
    /// A source with a title and an address, and the index of the reference.
    Source(String, String, Option<usize>),
    /// Values in a row.
    List(Vec<FieldValue>),
    /// A record: name, label and value of each field that was written.
    Record(Vec<(String, String, FieldValue)>),
    /// The references that a `ref` or `refs` field makes, by their index in the entry.
    References(Vec<usize>),
    /// A value of no declared type.
    Any(Data),
}

impl FieldValue {
    /// The value as one line of text, where it has one.
    pub fn as_text(&self) -> Option<String> {
        match self {
            Self::String(text) | Self::Text(text) | Self::Url(text, _) | Self::Source(text, ..) => {
                Some(text.clone())
            }
            Self::Date(date) => Some(date.to_string()),
            Self::Integer(number) => Some(number.to_string()),
            Self::Float(number) => Some(number.to_string()),
            Self::Bool(value) => Some(value.to_string()),
            Self::Any(Data::String(text)) => Some(text.clone()),
            Self::Any(Data::Integer(number)) => Some(number.to_string()),
            _ => None,
        }
    }
}

/// The fields of one entry, in the order of its schema.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields {
    values: Vec<(String, Spanned<FieldValue>)>,
    /// Where each alias is written.
    alias_spans: Vec<Span>,
}

impl Fields {
    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Spanned<FieldValue>> {
        self.values
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// Where an alias is written, by its place among the aliases.
    pub fn alias_span(&self, number: usize) -> Span {
        self.alias_spans.get(number).copied().unwrap_or_default()
    }

    /// All fields that were written.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Spanned<FieldValue>)> {
        self.values
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// Adds a value that is not written in the file.
    pub(super) fn add(&mut self, name: &str, value: FieldValue) {
        let value = Spanned::new(value, Span::default());
        self.values.push((name.to_owned(), value));
    }

    /// The fields that the program itself knows. Their types were checked before.
    pub(super) fn built_in(&self) -> BuiltIn {
        let pairs = self
            .values
            .iter()
            .filter(|(name, _)| BUILT_IN.contains(&name.as_str()))
            .map(|(name, value)| (name.as_str(), &value.value));
        BuiltIn::deserialize(MapDeserializer::<_, ValueError>::new(pairs)).unwrap_or_default()
    }
}

const BUILT_IN: &[&str] = &[
    "description",
    "category",
    "aliases",
    "plain",
    "tags",
    "draft",
    "date",
    "updated",
    "reviewed",
    "order",
    "toc",
    "unlisted",
    "noindex",
    "common_word",
    "slug",
    "template",
];

/// The built-in fields that have a meaning to the program beside being shown.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a field of the front matter"
)]
pub struct BuiltIn {
    /// One sentence about the entry.
    pub description: Option<String>,
    /// The category that it stands in.
    pub category: Option<String>,
    /// Other names and old addresses.
    pub aliases: Vec<String>,
    /// What people say who do not know its name: it is found by that.
    pub plain: Vec<String>,
    /// Words that it is found by.
    pub tags: Vec<String>,
    /// Whether it is not published yet.
    pub draft: bool,
    /// When it was published.
    pub date: Option<Date>,
    /// When it was last changed.
    pub updated: Option<Date>,
    /// When it was last changed as its history has it; what is written goes before it.
    #[serde(skip)]
    pub changed: Option<Date>,
    /// When somebody last made sure that it is right.
    pub reviewed: Option<Date>,
    /// Its place in lists.
    pub order: Option<f64>,
    /// Whether its page has a table of contents, where it says so.
    pub toc: Option<bool>,
    /// Whether it is reached by links alone: no list, search or feed has it.
    pub unlisted: bool,
    /// Whether search engines are to leave it out.
    pub noindex: bool,
    /// Whether its name is a word of any text, too: a text with it need not mean the entry.
    pub common_word: bool,
    /// The last part of its URL, where it is not the name of the file.
    pub slug: Option<String>,
    /// The template of its page.
    pub template: Option<String>,
}

impl BuiltIn {
    /// The aliases that are names, not old addresses.
    pub fn other_names(&self) -> impl Iterator<Item = &String> {
        self.aliases.iter().filter(|alias| !alias.starts_with('/'))
    }
}

impl<'de> IntoDeserializer<'de, ValueError> for &'de FieldValue {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for &'de FieldValue {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self {
            FieldValue::String(text)
            | FieldValue::Text(text)
            | FieldValue::Url(text, _)
            | FieldValue::Source(text, ..) => visitor.visit_borrowed_str(text),
            FieldValue::Date(date) => visitor.visit_string(date.to_string()),
            FieldValue::Integer(number) => visitor.visit_i64(*number),
            FieldValue::Float(number) => visitor.visit_f64(*number),
            FieldValue::Bool(value) => visitor.visit_bool(*value),
            FieldValue::List(items) => visitor.visit_seq(SeqDeserializer::new(items.iter())),
            FieldValue::Record(_) | FieldValue::References(_) | FieldValue::Any(_) => {
                visitor.visit_unit()
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Checks the head of a file against the schema of its collection.
pub(super) fn read(
    source: &Source,
    head: &Head,
    collection: &Collection,
    is_index: bool,
    references: &mut Vec<ReferenceBuf>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Fields {
    let mut checker = Checker {
        source,
        sign: head.sign,
        references,
        diagnostics,
        budget: Budget::default(),
    };
    let mut fields = Vec::with_capacity(head.table.0.len());
    for field in &collection.fields {
        match head.table.get(&field.name) {
            Some(data) if data.value != Data::Null && !(field.required && is_empty(data)) => {
                if let Some(value) = checker.value(
                    &field.name,
                    &format_args!("`{}`", field.name),
                    &field.kind,
                    data,
                ) {
                    fields.push((field.name.clone(), Spanned::new(value, data.span)));
                }
            }
            // The page of a collection is not one of its entries.
            _ if field.required && !head.damaged && !is_index => {
                let mut pairs = head.table.0.iter();
                let pair = pairs.find(|pair| *pair.key == field.name);
                let place = pair.map_or(head.at, |pair| pair.key.span);
                let state = if pair.is_some() { "empty" } else { "missing" };
                checker.missing(
                    field,
                    place,
                    state,
                    &format!("entries of `{}`", collection.name),
                );
            }
            _ => {}
        }
    }
    let known = || collection.fields.iter().map(|field| field.name.as_str());
    let whose = format_args!("`{}`", collection.name);
    checker.unknown(&head.table, known, &whose, true);
    let alias_spans = match head.table.get("aliases").map(|list| &list.value) {
        Some(Data::List(items)) => items
            .iter()
            .filter(|item| matches!(item.value, Data::String(_)) && !is_empty(item))
            .map(|item| checker.unquoted(item.span))
            .collect(),
        _ => Vec::new(),
    };
    Fields {
        values: fields,
        alias_spans,
    }
}

struct Checker<'a> {
    source: &'a Source,
    /// What stands between a key and its value in this notation.
    sign: &'static str,
    references: &'a mut Vec<ReferenceBuf>,
    diagnostics: &'a mut Vec<Diagnostic>,
    budget: Budget,
}

impl Checker<'_> {
    fn missing(&mut self, field: &Field, place: Span, state: &str, whose: &str) {
        self.diagnostics.push(
            Diagnostic::new(
                Code::MissingField,
                self.source.at(place),
                format!("the field `{}` is {state}", field.name),
            )
            .target(&field.name)
            .label(format!("required for {whose}"))
            .help(format!(
                "add `{}{} …` with {}",
                field.name,
                self.sign,
                field.kind.description()
            )),
        );
    }

    fn unknown<'f, I: Iterator<Item = &'f str>>(
        &mut self,
        table: &Table,
        known: impl Fn() -> I,
        whose: &dyn Display,
        is_whole: bool,
    ) {
        let free: Vec<&str> = known().filter(|name| table.get(name).is_none()).collect();
        for pair in &table.0 {
            if known().any(|name| name == *pair.key) {
                continue;
            }
            let near = || {
                let is_allowed = self.budget.allows(free.len());
                (is_allowed.then(|| nearest(&pair.key, free.iter().copied()))).flatten()
            };
            if let Some(foreign) = counterpart(&pair.key).filter(|_| is_whole) {
                let diagnostic = self.foreign(pair, foreign, &free);
                // What to write instead names its field.
                let named = |field: &&str| foreign.help.contains(&format!("`{field}`"));
                let named = || free.iter().copied().find(named);
                if let Some(meant) = foreign.field.or_else(near).or_else(named) {
                    self.explain_missing(meant, pair.key.span);
                }
                self.diagnostics.push(diagnostic);
                continue;
            }
            let at = self.source.at(pair.key.span);
            let mut diagnostic = Diagnostic::new(
                Code::UnknownField,
                at.clone(),
                format!("{whose} has no field `{}`", *pair.key),
            );
            let near = near();
            if let Some(meant) = near {
                self.explain_missing(meant, pair.key.span);
            }
            diagnostic = match near {
                Some(name) => diagnostic.label("unknown field").fix(
                    format!("a field with a similar name exists: `{name}`"),
                    at,
                    name,
                ),
                None if is_whole && is_bare(&pair.key) => diagnostic
                    .label("unknown field")
                    .about(FIELDS)
                    .target(&*pair.key)
                    .help(format!(
                        "declare it in `primer.toml`, such as `{} = \"{}\"` below `[fields]`, or remove it",
                        *pair.key,
                        likely_type(&pair.value)
                    )),
                None => diagnostic
                    .label("unknown field")
                    .help("declare it in `primer.toml`, or remove it"),
            };
            self.diagnostics.push(diagnostic);
        }
    }

    /// A field that is missing is there under another name.
    fn explain_missing(&mut self, field: &str, key: Span) {
        let at = self.source.at(key);
        let missing = self.diagnostics.iter_mut().rev().find(|fault| {
            fault.code == Code::MissingField && fault.target.as_deref() == Some(field)
        });
        if let Some(fault) = missing {
            fault.labels.push(Label {
                at,
                text: "was this meant?".to_owned(),
            });
        }
    }

    /// A field that another generator understands. `free` are the fields that the entry does not have.
    fn foreign(&self, pair: &Pair, foreign: &Counterpart, free: &[&str]) -> Diagnostic {
        let at = self.source.at(pair.key.span);
        let message = format!("there is no field `{}`", *pair.key);
        let diagnostic = Diagnostic::new(Code::UnknownField, at.clone(), message)
            .label("a field of other generators");
        let field = foreign.field.filter(|field| free.contains(field));
        match field.filter(|_| !matches!(pair.value.value, Data::Table(_) | Data::Null)) {
            Some(field) => diagnostic.fix(foreign.help, at, field),
            None => diagnostic.help(foreign.help),
        }
        .about(FIELDS)
        .target(&*pair.key)
    }

    fn wrong(
        &mut self,
        what: &dyn Display,
        kind: &FieldType,
        data: &Spanned<Data>,
    ) -> Option<FieldValue> {
        let written = self.source.slice(data.span);
        let at = self.source.at(data.span);
        let is_url = matches!(kind, FieldType::Url(_) | FieldType::Source);
        let mut diagnostic = Diagnostic::new(
            Code::WrongType,
            at.clone(),
            format!("{what} must be {}", kind.description()),
        )
        .label(match &data.value {
            Data::String(text) if matches!(kind, FieldType::Date) => {
                format!("`{text}` is not a day")
            }
            Data::String(_) if is_url => "this is no address".to_owned(),
            value => format!("this is {}", value.kind()),
        });
        match (kind, &data.value) {
            (_, Data::String(_)) if is_url => {
                diagnostic = diagnostic.help(
                    "an address on another site starts with `https://`, one of this site with `/`",
                );
            }
            (
                FieldType::String | FieldType::Text | FieldType::Source,
                Data::Integer(_) | Data::Float(_) | Data::Bool(_),
            ) => {
                let quoted = format!("\"{written}\"");
                diagnostic = (diagnostic.fix("put it in quotes", at, quoted))
                    .certain_if(written.bytes().all(is_plain_byte));
            }
            (FieldType::List(_) | FieldType::Refs(_), Data::String(_)) => {
                let is_quoted = written.starts_with(['"', '\'']);
                let is_plain = !written.contains(['[', ']', '{', '}', ',', ':', '#', '|', '>']);
                diagnostic = if !written.contains('\n') && (is_quoted || is_plain) {
                    let is_simple = written.trim_matches(['"', '\'']).bytes().all(is_plain_byte);
                    (diagnostic.fix("make it a list", at, format!("[{written}]")))
                        .certain_if(is_simple)
                } else {
                    diagnostic.help("write a list: each value on a line of its own, behind `- `")
                };
            }
            (FieldType::Bool, Data::String(text))
                if matches!(
                    text.to_lowercase().as_str(),
                    "yes" | "no" | "on" | "off" | "true" | "false"
                ) =>
            {
                let value = matches!(text.to_lowercase().as_str(), "yes" | "on" | "true");
                diagnostic = (diagnostic.fix("write it like this", at, value.to_string()))
                    .certain_if(is_quotation_of(written, text));
            }
            (FieldType::Number, Data::String(text))
                if text.parse::<f64>().is_ok_and(f64::is_finite) =>
            {
                // `05` and `.5` are numbers in one notation and none in the other.
                let is_usual = text
                    .parse()
                    .is_ok_and(|number: f64| number.to_string() == *text);
                diagnostic = (diagnostic.fix("remove the quotes", at, text.clone()))
                    .certain_if(is_usual && is_quotation_of(written, text));
            }
            (FieldType::Date, Data::String(text)) => {
                diagnostic = date_meant(diagnostic, at, text, written);
            }
            (FieldType::Date, Data::Integer(number)) => {
                let text = number.to_string();
                diagnostic = date_meant(diagnostic, at, &text, written);
            }
            (FieldType::String | FieldType::Text, Data::List(_)) if written.starts_with('[') => {
                diagnostic = diagnostic.help("a text that starts with `[` needs quotes around it");
            }
            (FieldType::String | FieldType::Text, Data::Table(_)) if written.starts_with('{') => {
                diagnostic = diagnostic.help("a text that starts with `{` needs quotes around it");
            }
            _ => {}
        }
        self.diagnostics.push(diagnostic);
        None
    }

    /// An item of a list that says nothing.
    fn empty(&mut self, name: &str, item: &Spanned<Data>) -> Option<FieldValue> {
        let at = self.source.at(item.span);
        let message = format!("one of `{name}` is empty");
        let diagnostic = Diagnostic::new(Code::WrongType, at, message).label("says nothing");
        self.diagnostics
            .push(diagnostic.help("write what belongs there, or take it out"));
        None
    }

    /// The value of a field; `what` is how a report calls it.
    fn value(
        &mut self,
        name: &str,
        what: &dyn Display,
        kind: &FieldType,
        data: &Spanned<Data>,
    ) -> Option<FieldValue> {
        match (kind, &data.value) {
            (FieldType::String | FieldType::Text, Data::String(text)) => {
                report_field(self.source, name, data.span, self.diagnostics);
                Some(match kind {
                    FieldType::Text => FieldValue::Text(text.clone()),
                    _ => FieldValue::String(text.clone()),
                })
            }
            (FieldType::Date, Data::String(text)) => match day(text) {
                Some(date) => Some(FieldValue::Date(date)),
                None => self.wrong(what, kind, data),
            },
            (FieldType::Number, Data::Integer(number)) => Some(FieldValue::Integer(*number)),
            (FieldType::Number, Data::Float(number)) => Some(FieldValue::Float(*number)),
            (FieldType::Bool, Data::Bool(value)) => Some(FieldValue::Bool(*value)),
            (FieldType::Url(_), Data::String(text)) => self.url(name, what, text, data),
            (FieldType::Source, Data::String(text)) if is_address(text) => {
                self.url(name, what, text, data)
            }
            (FieldType::Source, Data::String(text)) if !text.trim().is_empty() => {
                report_source(self.source, data.span, self.diagnostics);
                Some(FieldValue::String(text.clone()))
            }
            (FieldType::Source, Data::Table(table)) => self.source(name, table, data.span),
            (FieldType::Enum(values), Data::String(text)) => self.choice(name, values, text, data),
            (FieldType::List(of), Data::List(items)) => {
                // Each item is checked, also behind a bad one.
                let values: Vec<Option<FieldValue>> = items
                    .iter()
                    .map(|item| match &**of {
                        // New files of other generators start with `tags: [""]`.
                        FieldType::String if is_empty(item) && name == "tags" => None,
                        FieldType::String if is_empty(item) => self.empty(name, item),
                        _ => self.value(name, &format_args!("each of `{name}`"), of, item),
                    })
                    .collect();
                Some(FieldValue::List(values.into_iter().flatten().collect()))
            }
            (FieldType::Record(fields), Data::Table(table)) => {
                Some(self.record(name, fields, table, data.span))
            }
            (FieldType::Ref(_), Data::String(text)) => {
                Some(FieldValue::References(vec![self.relation(
                    &Arc::from(name),
                    text,
                    data.span,
                )]))
            }
            (FieldType::Refs(_), Data::List(items)) => {
                let mut indices = Vec::with_capacity(items.len());
                let name = &Arc::from(name);
                for item in items {
                    if is_empty(item) {
                        self.empty(name, item);
                    } else if let Data::String(text) = &item.value {
                        indices.push(self.relation(name, text, item.span));
                    } else {
                        self.wrong(
                            &format_args!("each of `{name}`"),
                            &FieldType::Ref(Relation::default()),
                            item,
                        );
                    }
                }
                Some(FieldValue::References(indices))
            }
            (FieldType::Any, data) => Some(FieldValue::Any(data.clone())),
            _ => self.wrong(what, kind, data),
        }
    }

    fn reference(&mut self, kind: ReferenceKind, written: &str, span: Span) -> usize {
        self.references
            .push(ReferenceBuf::new(kind, written.to_owned(), span));
        self.references.len() - 1
    }

    fn relation(&mut self, name: &Arc<str>, text: &str, span: Span) -> usize {
        let span = self.unquoted(span);
        let kind = ReferenceKind::Relation(Arc::clone(name));
        self.reference(kind, text.trim(), span)
    }

    fn url(
        &mut self,
        name: &str,
        what: &dyn Display,
        text: &str,
        data: &Spanned<Data>,
    ) -> Option<FieldValue> {
        let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
        let is_url = text.starts_with('/')
            || (!scheme.is_empty()
                && text.len() > scheme.len() + 1
                && scheme
                    .chars()
                    .all(|letter| letter.is_ascii_alphanumeric() || "+.-".contains(letter)));
        if !is_url || text.contains(char::is_whitespace) {
            return self.wrong(what, &FieldType::Url(None), data);
        }
        let span = self.unquoted(data.span);
        let index = self.reference(ReferenceKind::Url(Arc::from(name)), text, span);
        Some(FieldValue::Url(text.to_owned(), Some(index)))
    }

    fn choice(
        &mut self,
        name: &str,
        values: &[EnumValue],
        text: &str,
        data: &Spanned<Data>,
    ) -> Option<FieldValue> {
        if values.iter().any(|value| value.name == text) {
            return Some(FieldValue::String(text.to_owned()));
        }
        let at = self.source.at(data.span);
        let mut diagnostic = Diagnostic::new(
            Code::UnknownValue,
            at.clone(),
            format!("`{text}` is not a value of `{name}`"),
        )
        .label(format!("expected {}", alternatives(values)));
        if self.budget.allows(values.len())
            && let Some(near) = nearest(text, values.iter().map(AsRef::as_ref))
        {
            let written = self.source.slice(data.span);
            let quote = written
                .chars()
                .next()
                .filter(|first| matches!(first, '"' | '\''));
            let fixed = quote.map_or(near.to_owned(), |quote| format!("{quote}{near}{quote}"));
            diagnostic = (diagnostic.fix("there is a similar value", at, fixed))
                .certain_if(near.eq_ignore_ascii_case(text) && is_quotation_of(written, text));
        }
        self.diagnostics.push(diagnostic);
        None
    }

    fn record(&mut self, name: &str, fields: &[Field], table: &Table, span: Span) -> FieldValue {
        let mut values = Vec::new();
        for field in fields {
            match table.get(&field.name) {
                Some(data) if data.value != Data::Null => {
                    if let Some(value) = self.value(
                        &field.name,
                        &format_args!("`{}`", field.name),
                        &field.kind,
                        data,
                    ) {
                        values.push((field.name.clone(), field.label.clone(), value));
                    }
                }
                _ if field.required => {
                    self.missing(field, span, "missing", &format!("each of `{name}`"));
                }
                _ => {}
            }
        }
        let known = || fields.iter().map(|field| field.name.as_str());
        self.unknown(table, known, &format_args!("a record of `{name}`"), false);
        FieldValue::Record(values)
    }

    /// A source as a table: a title, an address, or both.
    fn source(&mut self, name: &str, table: &Table, span: Span) -> Option<FieldValue> {
        let FieldValue::Record(parts) = self.record(name, source_fields(), table, span) else {
            return None;
        };
        let written = |name| {
            let value = table.get(name).map(|data| &data.value);
            value.is_some_and(|value| *value != Data::Null)
        };
        if !written("title") && !written("url") {
            let title = &source_fields()[0];
            self.missing(title, span, "missing", &format!("each of `{name}`"));
        }
        let mut parts = parts.into_iter().map(|(_, _, value)| value);
        match (parts.next()?, parts.next()) {
            (FieldValue::String(title), Some(FieldValue::Url(url, reference))) => {
                Some(FieldValue::Source(title, url, reference))
            }
            (only, _) => Some(only),
        }
    }

    /// The span of a text without its quotes.
    fn unquoted(&self, span: Span) -> Span {
        let written = self.source.slice(span);
        let quoted = ['"', '\''].into_iter().any(|quote| {
            written.len() >= 2 && written.starts_with(quote) && written.ends_with(quote)
        });
        if quoted {
            Span::new(span.start as usize + 1, span.end as usize - 1)
        } else {
            span
        }
    }
}

/// Whether a source is meant as an address by itself, and no citation such as `Fed. R. Civ. P. 56`. `https//…` is meant as
/// one, too, and then it is wrong.
fn is_address(text: &str) -> bool {
    let starts = ["/", "www.", "http:", "https:"];
    let is_meant = starts.iter().any(|start| text.starts_with(start)) || text.contains("//");
    is_meant && !text.contains(char::is_whitespace)
}

/// Whether an item of a list is a text that says nothing.
fn is_empty(item: &Spanned<Data>) -> bool {
    matches!(&item.value, Data::String(text) if text.trim().is_empty())
}

/// What fields are called together that no collection knows.
const FIELDS: &str = "fields are not known here";

/// Whether a name needs no quotes as a key of TOML.
fn is_bare(name: &str) -> bool {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !name.is_empty() && name.bytes().all(is_bare)
}

/// The type that a field with a value is most likely meant to have.
fn likely_type(value: &Spanned<Data>) -> &'static str {
    match &value.value {
        Data::String(text) if day(text).is_some() => "date",
        Data::String(_) | Data::Null => "string",
        Data::Integer(_) | Data::Float(_) => "number",
        Data::Bool(_) => "bool",
        Data::List(items)
            if items
                .iter()
                .all(|item| matches!(item.value, Data::String(_))) =>
        {
            "list"
        }
        Data::List(_) | Data::Table(_) => "any",
    }
}

/// Whether what is written is a text and nothing else, in quotes or without.
fn is_quotation_of(written: &str, text: &str) -> bool {
    let inside = ['"', '\''].iter().find_map(|quote| {
        let inside = written.strip_prefix(*quote)?;
        inside.strip_suffix(*quote)
    });
    inside.unwrap_or(written) == text
}

/// Whether a byte means itself in YAML and in TOML, in quotes or without.
fn is_plain_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-' | b'_' | b'.' | b'+' | b'/')
}

/// Says how the day of an author is written here.
fn date_meant(diagnostic: Diagnostic, at: Location, text: &str, written: &str) -> Diagnostic {
    let quote = written
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''));
    let quote = quote.map(String::from).unwrap_or_default();
    match meant(text).as_slice() {
        [PossibleDay::Day(day)] => (diagnostic.fix(
            "write year, month and day",
            at,
            format!("{quote}{day}{quote}"),
        ))
        .certain_if(is_quotation_of(written, text)),
        [PossibleDay::Day(one), PossibleDay::Day(other)] => diagnostic.help(format!(
            "write year, month and day: `{one}` or `{other}`, whichever is meant"
        )),
        [PossibleDay::Month(start)] => diagnostic.help(format!(
            "write a day too, such as `{start}`: a date is year, month and day"
        )),
        _ if has_form(text) => {
            diagnostic.help("no calendar has this day: look at its month and its day")
        }
        _ => diagnostic.help("write year, month and day: `2026-01-31`"),
    }
}

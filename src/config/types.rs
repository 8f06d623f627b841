//! The declarations of fields in `primer.toml`: names of types, shorthands and tables.

use super::read::Reader;
use super::schema::{Field, FieldType, Relation, alternatives, built_in, humanized};
use crate::data::{Data, Pair, Table};
use crate::diagnostic::nearest::nearest;
use crate::source::{Span, Spanned};

const TYPES: &[&str] = &[
    "string", "text", "date", "number", "bool", "url", "enum", "list", "record", "ref", "refs",
    "any",
];

impl Reader<'_> {
    pub(super) fn fields(&mut self, table: &Table) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        for pair in &table.0 {
            if let Some(field) = self.field(pair, false) {
                if fields.iter().any(|known| known.name == field.name) {
                    continue;
                }
                fields.push(field);
            }
        }
        fields
    }

    /// One field: `"type"`, `"type?"`, `"type!"` or a table. In a record a field is required
    /// unless a `?` says otherwise, in a collection it is the other way round.
    pub(super) fn field(&mut self, pair: &Pair, in_record: bool) -> Option<Field> {
        let name = pair.key.value.clone();
        let standard = (!in_record)
            .then(built_in)
            .and_then(|fields| fields.iter().find(|field| field.name == name));
        let mut field = Field {
            label: humanized(&name),
            name,
            kind: standard
                .as_ref()
                .map_or(FieldType::String, |field| field.kind.clone()),
            required: in_record,
            declared: true,
        };
        match &pair.value.value {
            Data::String(text) => {
                let (word, required) = match (text.strip_suffix('?'), text.strip_suffix('!')) {
                    (Some(word), _) => (word, Some(false)),
                    (_, Some(word)) => (word, Some(true)),
                    _ => (text.as_str(), None),
                };
                if let Some(required) = required {
                    field.required = required;
                }
                field.kind = self.simple_type(word, pair.value.span)?;
            }
            Data::Table(table) => {
                if table.get("type").is_none() && standard.is_none() {
                    let diagnostic = self
                        .diagnostic(
                            pair.key.span,
                            format!("the field `{}` has no `type`", field.name),
                        )
                        .help(format!("a type is {}", alternatives(TYPES)));
                    self.report(diagnostic);
                    return None;
                }
                for option in &table.0 {
                    match option.key.as_str() {
                        "required" => field.required = self.bool(option, false),
                        "label" => {
                            if let Some(label) = self.string(option) {
                                field.label = label;
                            }
                        }
                        "type" | "values" | "of" | "to" | "inverse" => {}
                        _ => self.unknown(
                            &option.key,
                            "a field",
                            &["type", "required", "label", "values", "of", "to", "inverse"],
                        ),
                    }
                }
                if let Some(kind) = table.get("type") {
                    field.kind = self.full_type(kind, table)?;
                }
            }
            _ => {
                self.expected(&pair.value, &field.name, "the name of a type or a table");
                return None;
            }
        }
        if in_record && field.kind.relation().is_some() {
            self.fault(
                pair.value.span,
                "a record cannot hold references: declare them as a field of their own",
            );
            return None;
        }
        if let Some(standard) = standard
            && !compatible(&standard.kind, &field.kind)
        {
            self.fault(
                pair.value.span,
                format!(
                    "`{}` is a built-in field: it must be {}",
                    field.name,
                    standard.kind.description()
                ),
            );
            return None;
        }
        Some(field)
    }

    pub(super) fn simple_type(&mut self, word: &str, span: Span) -> Option<FieldType> {
        Some(match word {
            "string" => FieldType::String,
            "text" => FieldType::Text,
            "date" => FieldType::Date,
            "number" => FieldType::Number,
            "bool" => FieldType::Bool,
            "url" => FieldType::Url,
            "any" => FieldType::Any,
            "list" => FieldType::List(Box::new(FieldType::String)),
            "ref" => FieldType::Ref(Relation {
                to: None,
                inverse: None,
            }),
            "refs" => FieldType::Refs(Relation {
                to: None,
                inverse: None,
            }),
            "enum" => {
                let diagnostic = self
                    .diagnostic(span, "an enum needs its values")
                    .help("write `{ type = \"enum\", values = [\"won\", \"lost\"] }`");
                self.report(diagnostic);
                return None;
            }
            "record" => {
                let diagnostic = self
                    .diagnostic(span, "a record needs its fields")
                    .help("write `{ type = \"record\", of = { name = \"string\" } }`");
                self.report(diagnostic);
                return None;
            }
            _ => {
                let mut diagnostic = self.diagnostic(span, format!("there is no type `{word}`"));
                diagnostic = match nearest(word, TYPES.iter().copied()) {
                    Some(name) => {
                        diagnostic.help(format!("a type with a similar name exists: `{name}`"))
                    }
                    None => diagnostic.help(format!("a type is {}", alternatives(TYPES))),
                };
                self.report(diagnostic);
                return None;
            }
        })
    }

    pub(super) fn full_type(&mut self, kind: &Spanned<Data>, table: &Table) -> Option<FieldType> {
        let Data::String(word) = &kind.value else {
            self.expected(kind, "type", "the name of a type");
            return None;
        };
        let word = word.as_str();
        for (option, types) in [
            ("values", &["enum"][..]),
            ("of", &["list", "record"]),
            ("to", &["ref", "refs"]),
            ("inverse", &["ref", "refs"]),
        ] {
            if let Some(pair) = table.0.iter().find(|pair| *pair.key == option)
                && !types.contains(&word)
            {
                self.fault(
                    pair.key.span,
                    format!(
                        "`{option}` belongs to the type {}, not to `{word}`",
                        alternatives(types)
                    ),
                );
            }
        }
        match word {
            "enum" => {
                let Some(values) = table.get("values") else {
                    return self.simple_type(word, kind.span);
                };
                let values: Vec<String> = self
                    .strings(values, "values")
                    .into_iter()
                    .map(|value| value.value)
                    .collect();
                if values.is_empty() {
                    self.fault(kind.span, "an enum needs at least one value");
                    return None;
                }
                Some(FieldType::Enum(values))
            }
            "list" => {
                let of = match table.get("of") {
                    None => FieldType::String,
                    Some(of) => self.item_type(of)?,
                };
                Some(FieldType::List(Box::new(of)))
            }
            "record" => match table.get("of") {
                Some(of) => self.item_type(of),
                None => self.simple_type(word, kind.span),
            },
            "ref" | "refs" => {
                let mut texts = [None, None];
                for (text, option) in texts.iter_mut().zip(["to", "inverse"]) {
                    if let Some(pair) = table.0.iter().find(|pair| *pair.key == option) {
                        *text = self.string(pair);
                    }
                }
                let [to, inverse] = texts;
                let relation = Relation { to, inverse };
                Some(if word == "ref" {
                    FieldType::Ref(relation)
                } else {
                    FieldType::Refs(relation)
                })
            }
            _ => self.simple_type(word, kind.span),
        }
    }

    pub(super) fn item_type(&mut self, of: &Spanned<Data>) -> Option<FieldType> {
        let kind = match &of.value {
            Data::String(word) => self.simple_type(word, of.span),
            Data::Table(table)
                if table.get("type").is_some_and(
                    |kind| matches!(&kind.value, Data::String(word) if word == "enum"),
                ) =>
            {
                let kind = table.get("type")?;
                self.full_type(kind, table)
            }
            Data::Table(table) => {
                let mut fields = Vec::new();
                for pair in &table.0 {
                    if let Some(field) = self.field(pair, true) {
                        fields.push(field);
                    }
                }
                Some(FieldType::Record(fields))
            }
            _ => {
                self.expected(of, "of", "a type or a table of fields");
                None
            }
        }?;
        if kind.relation().is_some() {
            let diagnostic = self
                .diagnostic(of.span, "a list cannot hold references")
                .help("a list of references is the type `refs`");
            self.report(diagnostic);
            return None;
        }
        Some(kind)
    }
}

/// Whether a declared type can stand for a built-in one: the program must still understand it.
fn compatible(standard: &FieldType, declared: &FieldType) -> bool {
    use FieldType as T;
    match (standard, declared) {
        (T::String | T::Text, T::String | T::Text | T::Enum(_)) | (T::Refs(_), T::Refs(_)) => true,
        (T::List(a), T::List(b)) => compatible(a, b),
        (a, b) => a == b,
    }
}

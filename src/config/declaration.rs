//! The declarations of fields in `primer.toml`: names of types, shorthands and tables.
//!
//! In: a table of fields. Out: [`Field`]s. A field that cannot be understood is left out.

use super::field_type::{TYPES, TypeRow};
use super::key::{Key, KeyReader, Read, alternatives};
use super::schema::{Field, FieldType, built_in, humanized};
use crate::data::{Data, Pair, Table};
use crate::diagnostic::nearest::nearest;
use crate::source::{Span, Spanned};

/// The keys that the table of every field may have. Those of one type are in its row.
pub(super) const KEYS: &[Key<Read<Field>>] = &[
    Key {
        name: "type",
        value: "a string",
        meaning: "one of the types above",
        without: "an error, but for a built-in field",
        example: "",
        // It is read together with the keys that its type has.
        read: |_, _, _| {},
    },
    Key {
        name: "required",
        value: "`true` or `false`",
        meaning: "whether every entry must have the field",
        without: "`false`; in a record `true`",
        example: r#"decided = { type = "date", required = true }"#,
        read: |reader, pair, field| field.required = reader.bool(pair).unwrap_or(false),
    },
    Key {
        name: "label",
        value: "a string",
        meaning: "what readers see before the value",
        without: "the name of the field as words",
        example: r#"outcome = { type = "enum", values = ["won", "lost"], label = "Who won" }"#,
        read: |reader, pair, field| {
            if let Some(label) = reader.string(pair) {
                field.label = label;
            }
        },
    },
];

/// The keys that belong to types, each name once.
fn keys_of_types() -> Vec<&'static str> {
    let mut names = Vec::new();
    for key in TYPES.iter().flat_map(|row| row.keys) {
        if !names.contains(&key.name) {
            names.push(key.name);
        }
    }
    names
}

/// The types that have a key of their own with a name.
fn types_with(key: &str) -> Vec<&'static str> {
    let has_key = |row: &&TypeRow| row.keys.iter().any(|known| known.name == key);
    TYPES.iter().filter(has_key).map(|row| row.name).collect()
}

fn type_names() -> Vec<&'static str> {
    TYPES.iter().map(|row| row.name).collect()
}

/// What types are called in other programs, and here.
const ELSEWHERE: &[(&str, &str)] = &[
    ("array", "list"),
    ("boolean", "bool"),
    ("datetime", "date"),
    ("day", "date"),
    ("float", "number"),
    ("int", "number"),
    ("integer", "number"),
    ("link", "url"),
    ("object", "record"),
    ("uri", "url"),
];

impl KeyReader<'_> {
    /// The fields of a collection, or of the whole site.
    pub(super) fn fields(&mut self, table: &Table) -> Vec<Field> {
        let fields = table.0.iter().map(|pair| self.declared(pair, false));
        fields.collect()
    }

    /// A field; one that is built in, or could be anything, where its declaration is not understood.
    fn declared(&mut self, pair: &Pair, in_record: bool) -> Field {
        self.field(pair, in_record).unwrap_or_else(|| {
            let name = pair.key.value.clone();
            self.faulty.push(name.clone());
            let mut standard = built_in().iter().filter(|_| !in_record);
            let standard = standard.find(|field| field.name == name);
            standard.cloned().unwrap_or(Field {
                label: humanized(&name),
                name,
                kind: FieldType::Any,
                required: false,
                declared: true,
            })
        })
    }

    /// One field: `"type"`, `"type?"`, `"type!"` or a table. In a record a field is required
    /// unless a `?` says otherwise, in a collection it is the other way round.
    fn field(&mut self, pair: &Pair, in_record: bool) -> Option<Field> {
        let name = &pair.key.value;
        let mut of_site = built_in().iter().filter(|_| !in_record);
        let standard = of_site.find(|field| field.name == *name);
        let mut field = Field {
            label: humanized(name),
            name: name.clone(),
            kind: standard.map_or(FieldType::String, |field| field.kind.clone()),
            required: in_record,
            declared: true,
        };
        let targets = self.targets.len();
        match &pair.value.value {
            Data::String(text) => {
                let (word, required) = match (text.strip_suffix('?'), text.strip_suffix('!')) {
                    (Some(word), _) => (word, false),
                    (_, Some(word)) => (word, true),
                    _ => (text.as_str(), in_record),
                };
                field.required = required;
                field.kind = self.field_type(word, &Table::default(), pair.value.span)?;
            }
            Data::Table(table) => {
                let kind = table.get("type");
                if kind.is_none() && standard.is_none() {
                    let message = format!("the field `{name}` has no `type`");
                    let diagnostic = self.diagnostic(pair.key.span, message);
                    self.report(
                        diagnostic.help(format!("a type is {}", alternatives(&type_names()))),
                    );
                    return None;
                }
                let before = self.diagnostics.len();
                self.walk(table, "a field", KEYS, &keys_of_types(), &mut field);
                let reported = self.diagnostics.len();
                if let Some(kind) = kind {
                    let Data::String(word) = &kind.value else {
                        self.expected(kind, "type", "the name of a type");
                        return None;
                    };
                    let Some(kind) = self.field_type(word, table, kind.span) else {
                        // A key that is misspelt may be the one that the type lacks.
                        if reported > before {
                            self.diagnostics.truncate(reported);
                        }
                        return None;
                    };
                    field.kind = kind;
                }
            }
            _ => {
                self.expected(&pair.value, name, "the name of a type or a table");
                return None;
            }
        }
        if in_record && field.kind.relation().is_some() {
            self.targets.truncate(targets);
            self.fault(
                pair.value.span,
                "a record cannot hold references: declare them as a field of their own",
            );
            return None;
        }
        if let Some(standard) = standard
            && !compatible(&standard.kind, &field.kind)
        {
            let must = standard.kind.description();
            let message = format!("`{name}` is a built-in field: it must be {must}");
            self.fault(pair.value.span, message);
            return None;
        }
        if let Some(standard) = standard {
            keep(&standard.kind, &mut field.kind);
        }
        Some(field)
    }

    /// The type that a word at a span names, with the keys of its table.
    fn field_type(&mut self, word: &str, table: &Table, span: Span) -> Option<FieldType> {
        let Some(row) = TYPES.iter().find(|row| row.name == word) else {
            let names = type_names();
            let diagnostic = self.diagnostic(span, format!("there is no type `{word}`"));
            let elsewhere = ELSEWHERE.iter().find(|(other, _)| *other == word);
            let near = elsewhere.map(|(_, name)| *name);
            self.report(
                match near.or_else(|| nearest(word, names.iter().copied())) {
                    Some(name) if near.is_some() => {
                        diagnostic.help(format!("it is called `{name}` here"))
                    }
                    Some(name) => {
                        diagnostic.help(format!("a type with a similar name exists: `{name}`"))
                    }
                    None => diagnostic.help(format!("a type is {}", alternatives(&names))),
                },
            );
            return None;
        };
        for Pair { key, .. } in &table.0 {
            let types = types_with(key);
            if !types.is_empty() && !types.contains(&word) {
                let types = alternatives(&types);
                let message = format!(
                    "`{}` belongs to the type {types}, not to `{word}`",
                    key.value
                );
                self.fault(key.span, message);
            }
        }
        (row.read)(self, table, span)
    }

    /// The type of the values of a list, or a record with its fields.
    pub(super) fn item_type(&mut self, of: &Spanned<Data>) -> Option<FieldType> {
        let kind = match &of.value {
            Data::String(word) => self.field_type(word, &Table::default(), of.span),
            Data::Table(table) => match table.get("type") {
                Some(kind) if kind.value == Data::String("enum".to_owned()) => {
                    self.field_type("enum", table, kind.span)
                }
                _ => {
                    let fields = table.0.iter().map(|pair| self.declared(pair, true));
                    Some(FieldType::Record(fields.collect()))
                }
            },
            _ => {
                self.expected(of, "of", "a type or a table of fields");
                None
            }
        }?;
        if kind.relation().is_some() {
            let diagnostic = self.diagnostic(of.span, "a list cannot hold references");
            self.report(diagnostic.help("a list of references is the type `refs`"));
            return None;
        }
        Some(kind)
    }
}

/// What a declaration does not say stays as it is built in: a relation to the same collection keeps its inverse.
fn keep(standard: &FieldType, declared: &mut FieldType) {
    if let (FieldType::Refs(standard), FieldType::Refs(declared)) = (standard, declared)
        && declared.to.is_none()
        && declared.inverse.is_none()
    {
        declared.inverse.clone_from(&standard.inverse);
    }
}

/// Whether a declared type can stand for a built-in one: the program must still understand it.
fn compatible(standard: &FieldType, declared: &FieldType) -> bool {
    use FieldType as T;
    match (standard, declared) {
        (T::String | T::Text, T::String | T::Text | T::Enum(_)) | (T::Refs(_), T::Refs(_)) => true,
        // A site can say more of its sources, or have an entry for each.
        (T::List(of), T::List(_) | T::Refs(_)) if **of == T::Source => true,
        (T::List(a), T::List(b)) => compatible(a, b),
        (a, b) => a == b,
    }
}

//! The types of fields, as a table.
//!
//! In: the declaration of a type in `primer.toml`. Out: [`FieldType`]. Values are checked in `entry` and shown
//! in `page`.

use super::key::{Key, KeyReader, alternatives};
use super::label::{self, EnumValue};
use crate::data::Table;
use crate::source::{Span, Spanned};

/// A field of a collection or of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its key in the front matter.
    pub name: String,
    /// What its value must be.
    pub kind: FieldType,
    /// Whether every entry must have it.
    pub required: bool,
    /// What readers see before its value.
    pub label: String,
    /// Whether `primer.toml` declares it, rather than the program.
    pub declared: bool,
}

/// Where a `ref` or `refs` field leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    /// The name of the collection; `None` for the entry's own.
    pub to: Option<String>,
    /// What the same relation is called at its other end.
    pub inverse: Option<String>,
    /// Whether it must not lead back to where it started.
    pub acyclic: bool,
    /// How many entries a list must name at least.
    pub min: Option<usize>,
    /// How many entries a list may name.
    pub max: Option<usize>,
}

/// What a collection can use a field for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It names an entry.
    Name,
    /// It dates an entry.
    Date,
    /// It describes an entry.
    Summary,
    /// It names the image of an entry.
    Image,
    /// A card shows it.
    Show,
    /// The list is sorted by it.
    Sort,
    /// The list is grouped by it.
    Group,
    /// It says which page of another site an entry is about.
    Address,
    /// Readers choose by its values which entries of the list they see.
    Filter,
}

/// What the program knows of a type, but for the values that it allows.
#[derive(Debug)]
pub struct TypeRow {
    /// Its name in `primer.toml`.
    pub name: &'static str,
    /// What stands in the front matter, as Markdown for the reference.
    pub meaning: &'static str,
    /// A line that declares a field of the type.
    pub example: &'static str,
    /// What a value is: `a date`.
    description: &'static str,
    /// What a list of values is: `a list of dates`.
    list: &'static str,
    /// A value in YAML, to be replaced.
    blank: &'static str,
    /// The keys of its declaration that no other field has.
    pub keys: &'static [Key],
    /// What a collection can use a field of the type for.
    pub uses: &'static [Use],
    /// Reads the keys of a declaration, whose type is named at a span.
    pub(super) read: fn(&mut KeyReader<'_>, &Table, Span) -> Option<FieldType>,
}

macro_rules! types {
    ($($(#[$doc:meta])* $variant:ident $(($data:ty))? = $row:expr;)*) => {
        /// The type of a field.
        #[derive(Clone, Debug, PartialEq)]
        pub enum FieldType {
            $($(#[$doc])* $variant $(($data))?,)*
        }

        /// What is known of each type.
        pub const TYPES: &[TypeRow] = &[$($row),*];

        impl FieldType {
            /// What is known of the type.
            pub fn row(&self) -> &'static TypeRow {
                match self { $(Self::$variant { .. } => const { &$row },)* }
            }
        }
    };
}

types! {
    /// A text of one line.
    String = TypeRow {
        name: "string",
        meaning: "a text of one line",
        example: r#"short = "string""#,
        description: "a string",
        list: "a list of strings",
        blank: r#""""#,
        uses: &[Use::Show, Use::Name, Use::Summary, Use::Sort, Use::Group, Use::Filter],
        keys: &[],
        read: |_, _, _| Some(FieldType::String),
    };
    /// A text of one or more paragraphs.
    Text = TypeRow {
        name: "text",
        meaning: "a text; empty lines part its paragraphs",
        example: r#"facts = "text""#,
        description: "a string",
        list: "a list",
        blank: r#""""#,
        uses: &[Use::Show, Use::Name, Use::Summary, Use::Sort, Use::Group],
        keys: &[],
        read: |_, _, _| Some(FieldType::Text),
    };
    /// A day, `2026-01-31` (RFC 3339, `full-date`).
    Date = TypeRow {
        name: "date",
        meaning: "a day, `2026-01-31`",
        example: r#"decided = "date""#,
        description: "a date such as 2026-01-31",
        list: "a list of dates",
        blank: "2026-01-31",
        uses: &[Use::Show, Use::Date, Use::Sort, Use::Group],
        keys: &[],
        read: |_, _, _| Some(FieldType::Date),
    };
    /// A whole or decimal number.
    Number = TypeRow {
        name: "number",
        meaning: "a whole or decimal number",
        example: r#"pages = "number""#,
        description: "a number",
        list: "a list of numbers",
        blank: "1",
        uses: &[Use::Show, Use::Sort, Use::Group, Use::Filter],
        keys: &[],
        read: |_, _, _| Some(FieldType::Number),
    };
    /// `true` or `false`.
    Bool = TypeRow {
        name: "bool",
        meaning: "`true` or `false`",
        example: r#"overruled = "bool""#,
        description: "`true` or `false`",
        list: "a list",
        blank: "false",
        uses: &[Use::Show, Use::Sort, Use::Group, Use::Filter],
        keys: &[],
        read: |_, _, _| Some(FieldType::Bool),
    };
    /// An absolute URL, or a path of this site.
    Url(Option<String>) = TypeRow {
        name: "url",
        meaning: "an address: `https://…`, or a path of this site such as `/forms/waiver.pdf`, which is checked",
        example: r#"source = { type = "url", text = "View on CourtListener" }"#,
        description: "a URL",
        list: "a list of URLs",
        blank: "https://example.org/",
        uses: &[Use::Show, Use::Image, Use::Sort, Use::Group, Use::Address],
        keys: &[Key {
            name: "text",
            value: "a string",
            meaning: "the words of the link",
            without: "the address",
            example: "",
            read: (),
        }],
        read: |reader, keys, _| {
            let text = keys.0.iter().find(|pair| *pair.key == "text");
            Some(FieldType::Url(text.and_then(|text| reader.string(text))))
        },
    };
    /// Where something is from.
    Source = TypeRow {
        name: "source",
        meaning: "where something is from: a text, an address, or a table with `title` and `url`",
        example: r#"decision = "source""#,
        description: "a text, an address, or a table with `title` and `url`",
        list: "a list of sources",
        blank: "https://example.org/",
        uses: &[Use::Show, Use::Address],
        keys: &[],
        read: |_, _, _| Some(FieldType::Source),
    };
    /// One of a few texts.
    Enum(Vec<EnumValue>) = TypeRow {
        name: "enum",
        meaning: "one of `values`",
        example: r#"court = { type = "enum", values = ["district", "appeals", "supreme"] }"#,
        description: "one of a few texts",
        list: "a list",
        blank: "",
        uses: &[Use::Show, Use::Sort, Use::Group, Use::Filter],
        keys: &[Key {
            name: "values",
            value: "a list of strings, or a table",
            meaning: "the values that are allowed, in their order; in a table each with [what readers see of it](#categories-and-tags)",
            without: "an error",
            example: "",
            read: (),
        }],
        read: read_enum,
    };
    /// Any number of values of one type.
    List(Box<FieldType>) = TypeRow {
        name: "list",
        meaning: "values of one type",
        example: r#"lawyers = { type = "list", of = { name = "string", profile = "url?" } }"#,
        description: "a list",
        list: "a list",
        blank: "[]",
        uses: &[Use::Show, Use::Address, Use::Filter],
        keys: &[Key {
            name: "of",
            value: "the name of a type, or a table",
            meaning: "the type of each value, the fields of a record, or an enum with its `values`",
            without: "`\"string\"`",
            example: "",
            read: (),
        }],
        read: |reader, keys, _| {
            let of = keys.get("of").map(|of| reader.item_type(of));
            Some(FieldType::List(Box::new(of.unwrap_or(Some(FieldType::String))?)))
        },
    };
    /// A table with fields of its own.
    Record(Vec<Field>) = TypeRow {
        name: "record",
        meaning: "a table with the fields that `of` names",
        example: r#"judge = { type = "record", of = { name = "string", since = "date?" } }"#,
        description: "a table",
        list: "a list of tables",
        blank: "{}",
        uses: &[Use::Show],
        keys: &[Key {
            name: "of",
            value: "a table",
            meaning: "the fields of the record",
            without: "an error",
            example: "",
            read: (),
        }],
        read: read_record,
    };
    /// The name of one entry of a collection.
    Ref(Relation) = TypeRow {
        name: "ref",
        meaning: "the name of one entry",
        example: r#"overrules = { type = "ref", inverse = "overruledBy", acyclic = true }"#,
        description: "the name of an entry",
        list: "a list",
        blank: r#""""#,
        uses: &[Use::Show, Use::Sort, Use::Group, Use::Filter],
        keys: RELATION_KEYS,
        read: |reader, keys, _| Some(FieldType::Ref(read_relation(reader, keys))),
    };
    /// The names of entries of a collection.
    Refs(Relation) = TypeRow {
        name: "refs",
        meaning: "a list of names of entries",
        example: r#"cites = { type = "refs", max = 40 }"#,
        description: "a list of names of entries",
        list: "a list",
        blank: "[]",
        uses: &[Use::Show, Use::Filter],
        keys: LIST_RELATION_KEYS,
        read: |reader, keys, _| Some(FieldType::Refs(read_relation(reader, keys))),
    };
    /// Whatever is written; the program passes it on to templates.
    Any = TypeRow {
        name: "any",
        meaning: "whatever is written; it is passed on to templates",
        example: r#"map = "any""#,
        description: "anything",
        list: "a list",
        blank: r#""""#,
        uses: &[],
        keys: &[],
        read: |_, _, _| Some(FieldType::Any),
    };
}

const TO: Key = Key {
    name: "to",
    value: "a string",
    meaning: "the name of the collection that it leads to, one of `primer.toml`",
    without: "the entry's own",
    example: "",
    read: (),
};

const INVERSE: Key = Key {
    name: "inverse",
    value: "a string",
    meaning: "what the relation is called at its other end, where it is shown too",
    without: "it is not shown there",
    example: "",
    read: (),
};

const ACYCLIC: Key = Key {
    name: "acyclic",
    value: "`true` or `false`",
    meaning: "whether it must not lead back to the entry that it started from",
    without: "`false`",
    example: "",
    read: (),
};

const RELATION_KEYS: &[Key] = &[TO, INVERSE, ACYCLIC];

const LIST_RELATION_KEYS: &[Key] = &[
    TO,
    INVERSE,
    ACYCLIC,
    Key {
        name: "min",
        value: "a whole number from 1 up",
        meaning: "how many entries the list must name at least",
        without: "none",
        example: "",
        read: (),
    },
    Key {
        name: "max",
        value: "a whole number from 1 up",
        meaning: "how many entries the list may name",
        without: "any number",
        example: "",
        read: (),
    },
];

fn read_enum(reader: &mut KeyReader<'_>, keys: &Table, span: Span) -> Option<FieldType> {
    let Some(values) = keys.get("values") else {
        let diagnostic = reader.diagnostic(span, "an enum needs its values");
        reader.report(diagnostic.help("write `{ type = \"enum\", values = [\"won\", \"lost\"] }`"));
        return None;
    };
    let values = label::values(reader, values);
    if values.is_empty() {
        reader.fault(span, "an enum needs at least one value");
        return None;
    }
    Some(FieldType::Enum(values))
}

fn read_record(reader: &mut KeyReader<'_>, keys: &Table, span: Span) -> Option<FieldType> {
    let Some(of) = keys.get("of") else {
        let diagnostic = reader.diagnostic(span, "a record needs its fields");
        reader.report(diagnostic.help("write `{ type = \"record\", of = { name = \"string\" } }`"));
        return None;
    };
    reader.item_type(of)
}

fn read_relation(reader: &mut KeyReader<'_>, keys: &Table) -> Relation {
    let mut text = |name: &str| {
        let pair = keys.0.iter().find(|pair| *pair.key == name)?;
        let text = reader.string(pair)?;
        Some(Spanned::new(text, pair.value.span))
    };
    let (to, inverse) = (text("to"), text("inverse"));
    reader.targets.extend(to.clone());
    let pair = |name: &str| keys.0.iter().find(|pair| *pair.key == name);
    let acyclic = pair("acyclic").and_then(|pair| reader.bool(pair));
    let [min, max] = ["min", "max"].map(|name| reader.count(pair(name)?));
    if let (Some(least), Some(most), Some(pair)) = (min, max, pair("min"))
        && least > most
    {
        reader.fault(pair.value.span, "`min` is greater than `max`");
    }
    Relation {
        to: to.map(|to| to.value),
        inverse: inverse.map(|inverse| inverse.value),
        acyclic: acyclic.unwrap_or_default(),
        min,
        max,
    }
}

impl FieldType {
    /// What a value of the type is, in words: `a date`.
    pub fn description(&self) -> String {
        match self {
            Self::Enum(values) => format!("one of {}", alternatives(values)),
            Self::List(of) => of.row().list.to_owned(),
            _ => self.row().description.to_owned(),
        }
    }

    /// A value of the type in YAML, to be replaced.
    pub fn blank(&self) -> String {
        match self {
            Self::Enum(values) => values
                .first()
                .map_or_else(String::new, |value| quoted(&value.name)),
            Self::Record(fields) => {
                let required = fields.iter().filter(|field| field.required);
                let fields: Vec<String> = required
                    .map(|field| format!("{}: {}", field.name, field.kind.blank()))
                    .collect();
                format!("{{ {} }}", fields.join(", "))
            }
            _ => self.row().blank.to_owned(),
        }
    }

    /// The values of an enum, or of a list of them.
    pub fn values(&self) -> Option<&[EnumValue]> {
        match self {
            Self::Enum(values) => Some(values),
            Self::List(of) => of.values(),
            _ => None,
        }
    }

    /// What readers see of a value, where that is another text.
    pub fn label_of(&self, value: &str) -> Option<&str> {
        let mut values = self.values()?.iter();
        let known = values.find(|known| known.name == value)?;
        known.shown.label.as_deref()
    }

    /// Whether a list can be filtered by it: its values are few texts.
    fn is_for_filters(&self) -> bool {
        match self {
            Self::List(of) => matches!(**of, Self::String | Self::Enum(_)),
            _ => true,
        }
    }

    /// Whether a collection can use a field of the type for something.
    pub(super) fn is_for(&self, used: Use) -> bool {
        let is_fit = used != Use::Filter || self.is_for_filters();
        is_fit && self.row().uses.contains(&used)
    }

    /// The relation of a `ref` or `refs` field.
    pub fn relation(&self) -> Option<&Relation> {
        match self {
            Self::Ref(relation) | Self::Refs(relation) => Some(relation),
            _ => None,
        }
    }
}

/// A text as YAML between double quotes.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

//! A list in a text: a block of code in the language `entries`, which asks for entries of a collection.
//!
//! In: the text of the block. Out: [`ListBlock`], and what of it could not be understood. Whether what it names exists is
//! for `check` to say.

use super::key::{Key, KeyReader, Read};
use super::list::{LAYOUTS, Layout};
use crate::data::{Data, Pair, parse_toml};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span, Spanned};

/// What stands behind the fence of such a block.
pub const LIST_LANGUAGE: &str = "entries";

/// So many entries a list has without a limit of its own.
pub const USUAL_LIMIT: usize = 100;

/// So many entries a list has at most: a text with many lists makes a page that is longer by no more than that.
const MOST_ENTRIES: usize = 1000;

/// A list in a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListBlock {
    /// The whole block.
    pub span: Span,
    /// The name of a collection.
    pub collection: Option<Spanned<String>>,
    /// Fields and the values that they must have: all must hold.
    pub conditions: Vec<(Spanned<String>, Spanned<Data>)>,
    /// The fields that it shows; without them those of the cards of the collection.
    pub fields: Option<Vec<Spanned<String>>>,
    /// How it is sorted; without it as the list of the collection.
    pub sort: Vec<Spanned<String>>,
    /// How many entries it has at most.
    pub limit: Option<usize>,
    /// Its form.
    pub layout: Layout,
    /// Whether it has what is not published yet, without links.
    pub drafts: bool,
}

/// The keys of a list in a text.
pub(super) const KEYS: &[Key<Read<ListBlock>>] = &[
    Key {
        name: "collection",
        value: "a string",
        meaning: "the name of the collection",
        without: "an error",
        example: r#"collection = "cases""#,
        read: |reader, pair, block| block.collection = reader.placed(pair),
    },
    Key {
        name: "where",
        value: "a table",
        meaning: "fields and the values that they must have, all of them; of a list one value, of a reference the name of the file of the entry",
        without: "all entries of the collection",
        example: r#"where = { court = "supreme", overruled = false }"#,
        read: |reader, pair, block| {
            if let Some(table) = reader.table(pair) {
                for Pair { key, value } in &table.0 {
                    if matches!(value.value, Data::List(_) | Data::Table(_) | Data::Null) {
                        reader.expected(value, key, "a text, a number, `true` or `false`");
                    } else {
                        block.conditions.push((key.clone(), value.clone()));
                    }
                }
            }
        },
    },
    Key {
        name: "sort",
        value: "the name of a field, or a list of them",
        meaning: "what it is sorted by; `-` before a field turns the order around; `name` sorts by name",
        without: "as the list of the collection",
        example: r#"sort = "-decided""#,
        read: |reader, pair, block| {
            block.sort = match pair.value.value {
                Data::List(_) => reader.placed_list(pair),
                _ => reader.placed(pair).into_iter().collect(),
            };
        },
    },
    Key {
        name: "limit",
        value: "a whole number",
        meaning: "how many entries it has at most, up to 1000",
        without: "`100`, and a link to the whole list behind them",
        example: "limit = 5",
        read: |reader, pair, block| {
            block.limit = reader.count(pair).filter(|limit| *limit <= MOST_ENTRIES);
            if block.limit.is_none() && matches!(pair.value.value, Data::Integer(1..)) {
                let message = format!("`limit` must not be larger than {MOST_ENTRIES}");
                reader.fault(pair.value.span, message);
            }
        },
    },
    Key {
        name: "fields",
        value: "a list of names of fields",
        meaning: "the fields that it shows beside names and descriptions",
        without: "those of `card` of the collection",
        example: r#"fields = ["citation", "decided"]"#,
        read: |reader, pair, block| block.fields = Some(reader.placed_list(pair)),
    },
    Key {
        name: "layout",
        value: "`\"list\"`, `\"cards\"` or `\"table\"`",
        meaning: "its form, as for a [collection](#collections)",
        without: "`\"list\"`",
        example: r#"layout = "table""#,
        read: |reader, pair, block| {
            block.layout = reader.choice(pair, LAYOUTS, None).unwrap_or_default();
        },
    },
    Key {
        name: "drafts",
        value: "`true` or `false`",
        meaning: "whether it tells of drafts, and of entries with a day to come, too: their names and descriptions, without a link, as what is coming",
        without: "`false`",
        example: "drafts = true",
        read: |reader, pair, block| block.drafts = reader.bool(pair).unwrap_or_default(),
    },
];

impl ListBlock {
    /// Reads the text of a block, which is a source of its own here: places are those of this text.
    pub fn read(source: &Source) -> (Self, Vec<Diagnostic>) {
        let mut block = Self::default();
        let mut reader = KeyReader::new(source);
        let (document, faults) = parse_toml(reader.text());
        let is_read = faults.is_empty();
        for fault in faults {
            let message = format!("this list is not valid TOML: {}", fault.message);
            let diagnostic = reader.diagnostic(fault.span, message);
            reader.report(match fault.help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            });
        }
        if let Data::Table(table) = &document.value
            && is_read
        {
            reader.walk(table, "a list", KEYS, &[], &mut block);
            if block.collection.is_none() && table.get("collection").is_none() {
                let first = Span::new(0, source.text.lines().next().map_or(0, str::len));
                let diagnostic = reader.diagnostic(first, "a list needs a `collection`");
                reader.report(diagnostic.help("write `collection = \"cases\"`"));
            }
        }
        (block, reader.diagnostics)
    }

    /// Moves all places to where the block stands.
    pub fn relocate(&mut self, place: impl Fn(Span) -> Span) {
        let names = self.collection.iter_mut().chain(&mut self.sort);
        for name in names.chain(self.fields.iter_mut().flatten()) {
            name.span = place(name.span);
        }
        for (field, value) in &mut self.conditions {
            field.span = place(field.span);
            value.span = place(value.span);
        }
    }
}

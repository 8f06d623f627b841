//! The declared fields of an entry as readers and templates see them.

use std::sync::Arc;

use super::Outline;
use super::value::{Object, Value, any, list, record};
use crate::config::schema::{Field, FieldType, RELATED, REQUIRES, built_in, humanized};
use crate::config::{Collection, HtmlMode};
use crate::entry::field::FieldValue;
use crate::glossary::{EntryIndex, Target};

/// The built-in fields that have a word for a label, each with its word.
const LABELS: &[(&str, &str)] = &[
    (RELATED, RELATED),
    (REQUIRES, REQUIRES),
    ("sources", "sources"),
    ("reviewed", "reviewed"),
    ("date", "published"),
    ("updated", "updated"),
    ("category", "category"),
    ("tags", "tags"),
    ("aliases", "also_called"),
    ("order", "order"),
];

/// How much is shown of the entries that a field leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// In a card: a link, so that no card holds another one.
    Card,
    /// On the page of the entry itself: a card.
    Page,
}

/// The fields that the page of an entry shows.
#[derive(Default)]
pub(super) struct ShownFields {
    /// All of them.
    pub(super) all: Vec<Value>,
    /// Those below its title.
    pub(super) header: Vec<Value>,
    /// Those behind its text.
    pub(super) facts: Vec<Value>,
}

/// The columns of a table of records: their fields that any of them has. Nothing for what is a list rather.
fn table_columns_of(kind: &FieldType, items: &[FieldValue]) -> Option<Value> {
    let FieldType::Record(fields) = kind else {
        return None;
    };
    let has = |item: &FieldValue, name: &str| match item {
        FieldValue::Record(parts) => parts.iter().any(|(known, ..)| known == name),
        _ => false,
    };
    let is_used = |field: &&Field| items.iter().any(|item| has(item, &field.name));
    let used: Vec<&Field> = fields.iter().filter(is_used).collect();
    (used.len() > 1 && items.len() > 1).then(|| {
        list(used.into_iter().map(|field| {
            let column = Object::with_capacity(2).with("name", field.name.as_str());
            column.with("label", field.label.as_str())
        }))
    })
}

impl Outline {
    /// All fields of an entry that are declared, by name, as plain values; null for one that was not written.
    pub(super) fn extra(&self, index: EntryIndex, depth: Depth) -> Value {
        let entry = self.glossary.entry(index);
        let collection = &self.config.collections[entry.collection];
        let names = &self.field_names[entry.collection];
        let declared = collection.fields.iter().filter(|field| field.declared);
        record(names.iter().zip(declared).map(|(name, field)| {
            let value = entry.fields.get(&field.name);
            let plain = value.map_or(Value::none(), |value| {
                self.plain(index, field, &value.value, depth)
            });
            (Arc::clone(name), plain)
        }))
    }

    /// The declared fields that were written, with the sources and the day of the last review, but for relations, names and
    /// the other built-in ones, which pages show elsewhere. Plain phrases are for the search, and shown only by who
    /// declares them.
    pub(super) fn field_values(&self, index: EntryIndex) -> ShownFields {
        let entry = self.glossary.entry(index);
        let collection = &self.config.collections[entry.collection];
        let shown_elsewhere = [
            collection.name_field.as_deref(),
            collection.date_field.as_deref(),
            collection.published_field.as_deref(),
            collection.summary_field.as_deref(),
            (self.image_in_field(index)).map(|_| collection.image_field()),
        ];
        let shown = collection.fields.iter().filter(|field| {
            let name = field.name.as_str();
            let is_shown = match name {
                "sources" | "reviewed" => true,
                "plain" => field.declared,
                _ => field.declared && !built_in().iter().any(|known| known.name == name),
            };
            is_shown
                && field.kind.relation().is_none()
                && !shown_elsewhere.contains(&Some(name))
                && !collection.places(name)
        });
        let mut fields = ShownFields::default();
        let header = collection.header.iter().flatten();
        // Every page has it there already.
        let header = header.filter(|name| *name != "updated");
        let header = header.filter_map(|name| collection.field(name));
        let chosen = header.filter_map(|field| self.chosen_field(index, field, Depth::Page));
        fields.header.extend(chosen);
        fields.all.clone_from(&fields.header);
        for field in shown {
            let Some(value) = entry.fields.get(&field.name) else {
                continue;
            };
            let label = self.label(field);
            let value = &value.value;
            // A list, such as one of sources, would stand between a reader and the first sentence.
            let is_behind = collection.header.is_some() || matches!(value, FieldValue::List(_));
            let shown =
                self.field_value(index, &field.name, label, (&field.kind, value), Depth::Page);
            fields.all.extend(shown.clone());
            if is_behind {
                fields.facts.extend(shown);
            } else {
                fields.header.extend(shown);
            }
        }
        fields
    }

    /// The fields that the collection of an entry chose for cards, where they were written.
    pub(super) fn card_fields(&self, index: EntryIndex) -> Value {
        let collection = &self.config.collections[self.glossary.entry(index).collection];
        self.named_fields(index, &collection.list.card)
    }

    /// Some fields of an entry, where they were written.
    pub(super) fn named_fields(&self, index: EntryIndex, names: &[String]) -> Value {
        let collection = &self.config.collections[self.glossary.entry(index).collection];
        let fields = names.iter();
        let fields = fields.filter_map(|name| collection.field(name));
        list(fields.filter_map(|field| self.chosen_field(index, field, Depth::Card)))
    }

    /// A field that the settings name: it may be any, also a relation, a category or tags.
    fn chosen_field(&self, index: EntryIndex, field: &Field, depth: Depth) -> Option<Value> {
        let entry = self.glossary.entry(index);
        let (name, label) = (field.name.as_str(), self.label(field));
        let value = &entry.fields.get(name)?.value;
        let groups = match name {
            "category" => list(self.category_of(entry)),
            "tags" => self.tags_of(entry),
            _ => list::<Value>([]),
        };
        if groups.is_truthy() {
            let shown = Object::with_capacity(4).with("kind", "entries");
            let shown = shown.with("entries", groups).with("name", name);
            return Some(shown.with("label", label).into());
        }
        self.field_value(index, name, label, (&field.kind, value), depth)
    }

    /// The columns of a table of a collection: the fields of its cards, or others.
    pub(super) fn table_columns(&self, collection: &Collection, names: Option<&[String]>) -> Value {
        let fields = names.unwrap_or(&collection.list.card).iter();
        let fields = fields.filter_map(|name| collection.field(name));
        list(fields.map(|field| {
            let column = Object::with_capacity(2).with("name", field.name.as_str());
            column.with("label", self.label(field))
        }))
    }

    /// What stands over the names in a table of a collection.
    pub(super) fn name_label<'a>(&'a self, collection: &'a Collection) -> &'a str {
        let name = collection.name_field.as_deref();
        let name = name.and_then(|name| collection.field(name));
        name.map_or(self.config.words.get("name"), |field| self.label(field))
    }

    /// What readers see before the value of a field: what the site calls it, else the word of its language.
    pub(super) fn label<'a>(&'a self, field: &'a Field) -> &'a str {
        let is_named = field.declared && field.label != humanized(&field.name);
        let mut labels = LABELS.iter().filter(|_| !is_named);
        let word = labels.find(|(name, _)| *name == field.name);
        word.map_or(&*field.label, |(_, word)| self.config.words.get(word))
    }

    fn field_value(
        &self,
        index: EntryIndex,
        name: &str,
        label: &str,
        typed: (&FieldType, &FieldValue),
        depth: Depth,
    ) -> Option<Value> {
        let mut shown = self.shown(index, typed, depth)?;
        shown.set("name", name);
        shown.set("label", label);
        Some(shown.into())
    }

    /// A value in a form that a template can show: `kind` says which.
    fn shown(
        &self,
        index: EntryIndex,
        (kind, value): (&FieldType, &FieldValue),
        depth: Depth,
    ) -> Option<Object> {
        let of = |kind: &'static str| Object::with_capacity(5).with("kind", kind);
        let line = |text: &str| of("string").with("text", &*self.typographic(text));
        Some(match value {
            FieldValue::String(text) => line(kind.label_of(text).unwrap_or(text)),
            FieldValue::Integer(_) | FieldValue::Float(_) => line(&value.as_text()?),
            FieldValue::Text(text) => {
                let paragraphs = text.split("\n\n").map(str::trim);
                let paragraphs = paragraphs.filter(|paragraph| !paragraph.is_empty());
                let paragraphs = paragraphs.map(|paragraph| self.typographic(paragraph));
                of("text").with("paragraphs", list(paragraphs))
            }
            FieldValue::Date(date) => of("date").with("day", self.day(*date)),
            FieldValue::Bool(value) => of("bool").with("value", *value),
            FieldValue::Url(text, reference) => match self.url_value(index, text, *reference) {
                None => line(text),
                Some(url) => {
                    let address = text
                        .trim_start_matches("https://")
                        .trim_start_matches("http://")
                        .trim_end_matches('/');
                    let text = match kind {
                        FieldType::Url(Some(words)) => self.typographic(words),
                        _ => address.into(),
                    };
                    of("url").with("text", &*text).with("url", url)
                }
            },
            FieldValue::Source(title, text, reference) => {
                match self.url_value(index, text, *reference) {
                    None => line(title),
                    Some(url) => of("url")
                        .with("text", &*self.typographic(title))
                        .with("url", url),
                }
            }
            FieldValue::List(items) => {
                let item_kind = match kind {
                    FieldType::List(of) => of,
                    kind => kind,
                };
                let shown = items.iter();
                let shown = shown.filter_map(|item| self.shown(index, (item_kind, item), depth));
                let shown = list(shown);
                match table_columns_of(item_kind, items) {
                    Some(columns) => of("table").with("columns", columns).with("rows", shown),
                    None => of("list").with("items", shown),
                }
            }
            FieldValue::Record(parts) => {
                let FieldType::Record(fields) = kind else {
                    return None;
                };
                let parts = parts.iter().filter_map(|(name, label, value)| {
                    let field = fields.iter().find(|field| field.name == *name)?;
                    self.field_value(index, name, label, (&field.kind, value), depth)
                });
                of("record").with("fields", list(parts))
            }
            FieldValue::References(references) => {
                let entries = self.ends(index, references);
                let entries = list(entries.map(|entry| self.end(entry, depth)));
                of("entries").with("entries", entries)
            }
            // What has no declared type has no declared form: only templates of one's own know it.
            FieldValue::Any(_) => return None,
        })
    }

    /// The address of a `url` field; nothing for one that is not safe to follow.
    pub(super) fn url_value(
        &self,
        index: EntryIndex,
        text: &str,
        reference: Option<usize>,
    ) -> Option<String> {
        let target = &self.glossary.targets_of(index)[reference?];
        if let Some(url) = self.target_url(None, target) {
            return Some(url);
        }
        let is_safe = match target {
            Target::Unsafe => false,
            Target::External => !self.leads_astray(text, target),
            _ => self.config.markdown.html == HtmlMode::Keep,
        };
        is_safe.then(|| text.to_owned())
    }

    /// The published entries that some references of an entry lead to.
    fn ends<'a>(
        &'a self,
        index: EntryIndex,
        references: &'a [usize],
    ) -> impl Iterator<Item = EntryIndex> + 'a {
        let targets = self.glossary.targets_of(index);
        let ends = references.iter().filter_map(|&at| targets[at].entry());
        ends.filter(|&entry| self.glossary.is_published(entry))
    }

    /// An entry that a field leads to.
    fn end(&self, entry: EntryIndex, depth: Depth) -> Value {
        match depth {
            Depth::Card => Value::from(&self.entry_link(entry)),
            Depth::Page => self.card(entry),
        }
    }

    fn plain(&self, index: EntryIndex, field: &Field, value: &FieldValue, depth: Depth) -> Value {
        let FieldValue::References(references) = value else {
            return self.plain_value(index, value);
        };
        let ends = self.ends(index, references);
        let mut ends = ends.map(|entry| self.end(entry, depth));
        match field.kind {
            FieldType::Ref(_) => Value::from(ends.next()),
            _ => list(ends),
        }
    }

    fn plain_value(&self, index: EntryIndex, value: &FieldValue) -> Value {
        match value {
            FieldValue::String(text) | FieldValue::Text(text) => Value::from(text.as_str()),
            FieldValue::Date(date) => Value::from(date.to_string()),
            FieldValue::Integer(number) => Value::from(*number),
            FieldValue::Float(number) => Value::from(*number),
            FieldValue::Bool(value) => Value::from(*value),
            FieldValue::Url(text, reference) => {
                Value::from(self.url_value(index, text, *reference))
            }
            FieldValue::Source(title, text, reference) => Object::with_capacity(2)
                .with("title", title.as_str())
                .with("url", self.url_value(index, text, *reference))
                .into(),
            FieldValue::List(items) => list(items.iter().map(|item| self.plain_value(index, item))),
            FieldValue::Record(fields) => {
                let parts = fields.iter();
                record(
                    parts.map(|(name, _, value)| {
                        (name.as_str().into(), self.plain_value(index, value))
                    }),
                )
            }
            // A record holds none.
            FieldValue::References(references) => {
                let links = self.ends(index, references);
                list(links.map(|entry| Value::from(&self.entry_link(entry))))
            }
            FieldValue::Any(data) => any(data),
        }
    }
}

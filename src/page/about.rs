//! What the page of an entry is about, in the words of schema.org: its type, what every such thing has, and the fields that
//! its collection names as properties.

use super::Outline;
use super::structured::Thing;
use crate::config::vocabulary::is_a;
use crate::config::{Collection, Publisher};
use crate::entry::Entry;
use crate::entry::field::FieldValue;
use crate::glossary::EntryIndex;

impl Outline {
    /// The type of what an entry is about.
    pub(super) fn type_of(&self, entry: &Entry) -> &'static str {
        let collection = &self.config.collections[entry.collection];
        match collection.schema_type() {
            _ if entry.is_index => "WebPage",
            "HowTo" if collection.steps => "HowToStep",
            of => of,
        }
    }

    /// What the page of an entry is about; `title` and `description` are those of the page.
    pub(super) fn thing_of(&self, index: EntryIndex, title: &str, description: &str) -> Thing {
        let entry = self.glossary.entry(index);
        let collection = &self.config.collections[entry.collection];
        let of = self.type_of(entry);
        let mut thing = Thing::new(self, of, &self.entry_url(index));
        if !entry.is_index {
            thing = self.with_properties(thing, index, collection);
        }
        thing = if is_a(of, "Article") {
            thing.text("headline", title)
        } else if is_a(of, "WebPage") {
            thing.text("name", title)
        } else {
            thing.text("name", &entry.name)
        };
        thing = thing.text("description", description);
        if is_a(of, "DefinedTerm") {
            if !collection.folder.is_empty() {
                let set = self.collection_link(entry.collection);
                thing = thing.link("inDefinedTermSet", "DefinedTermSet", &set);
            }
            let aliases = entry.built_in.other_names();
            return thing.texts("alternateName", aliases.map(String::as_str));
        }
        if is_a(of, "CreativeWork") {
            thing = thing.text("inLanguage", &self.site.language);
        }
        if is_a(of, "Article") {
            let published = self.published(entry);
            let day = |date: Option<jiff::civil::Date>| {
                date.map(|date| date.to_string()).unwrap_or_default()
            };
            thing = thing
                .text("datePublished", &day(published))
                .text("dateModified", &day(entry.built_in.updated.or(published)));
            thing = match author(entry, collection) {
                Some(author) => thing.name("author", "Person", author),
                None => self.with_publisher(thing, "author"),
            };
            thing = self.with_publisher(thing, "publisher");
        }
        thing
    }

    /// Says who publishes the site, where it is known what that is.
    pub(super) fn with_publisher(&self, thing: Thing, key: &str) -> Thing {
        let site = &self.config.site;
        match (site.publisher, &site.author) {
            (Some(Publisher::Organization), Some(name)) => thing.name(key, "Organization", name),
            (Some(Publisher::Person), Some(name)) => thing.name(key, "Person", name),
            _ => thing,
        }
    }

    fn with_properties(
        &self,
        mut thing: Thing,
        index: EntryIndex,
        collection: &Collection,
    ) -> Thing {
        let fields = &self.glossary.entry(index).fields;
        for (property, name) in &collection.properties {
            let Some((field, value)) = collection.field(name).zip(fields.get(name)) else {
                continue;
            };
            thing = match &value.value {
                FieldValue::References(_) => {
                    let ends = self.glossary.related(index, name);
                    let to = ends
                        .first()
                        .map(|&to| self.type_of(self.glossary.entry(to)));
                    let links = ends.iter().map(|&to| self.entry_link(to));
                    thing.links(property, to.unwrap_or("Thing"), links)
                }
                FieldValue::Integer(_) | FieldValue::Float(_) | FieldValue::Bool(_) => {
                    let value = value.value.as_text();
                    thing.json(property, &value.unwrap_or_default())
                }
                FieldValue::Url(text, reference) | FieldValue::Source(_, text, reference) => {
                    match self.url_value(index, text, *reference) {
                        Some(url) => thing.address(property, &url),
                        None => thing,
                    }
                }
                FieldValue::List(items) => {
                    let texts: Vec<String> = items.iter().filter_map(FieldValue::as_text).collect();
                    let shown = texts
                        .iter()
                        .map(|text| field.kind.label_of(text).unwrap_or(text));
                    thing.texts(property, shown)
                }
                value => {
                    let text = value.as_text().unwrap_or_default();
                    thing.text(property, field.kind.label_of(&text).unwrap_or(&text))
                }
            };
        }
        thing
    }
}

/// Who wrote an article: a declared field `author`.
pub(super) fn author<'e>(entry: &'e Entry, collection: &Collection) -> Option<&'e str> {
    let field = collection.field("author")?;
    match &entry.fields.get("author").filter(|_| field.declared)?.value {
        FieldValue::String(text) | FieldValue::Text(text) => Some(text),
        _ => None,
    }
}

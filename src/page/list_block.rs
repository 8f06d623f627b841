//! Lists in texts: what they ask for, as a template reads it, and the numbers of entries of collections.

use super::Outline;
use super::link::Link;
use super::value::{Object, Value, list};
use crate::config::{Layout, ListBlock, Sort, USUAL_LIMIT};
use crate::data::Data;
use crate::entry::body::list_block::{COUNT_MARK, LIST_MARK, list_mark};
use crate::entry::html::escape_into;
use crate::glossary::EntryIndex;
use crate::glossary::taxonomy::identifier;

impl Outline {
    /// The lists in the text of an entry.
    pub(super) fn lists_in(&self, index: EntryIndex) -> Vec<Value> {
        let lists = self.glossary.entry(index).body.lists.iter();
        lists.map(|list| self.list_value(&list.block)).collect()
    }

    /// A list as its template reads it; one that asks for what there is not is empty.
    fn list_value(&self, block: &ListBlock) -> Value {
        let mut value = Object::with_capacity(8).with("layout", block.layout.name());
        let found = self.found(block);
        let collection = found.as_ref().map(|(collection, _)| *collection);
        let fields = self.shown_fields(block, collection);
        let entries = found.into_iter().flat_map(|(_, entries)| entries);
        let all: Vec<EntryIndex> = entries.collect();
        let limit = block.limit.unwrap_or(USUAL_LIMIT);
        let cards = all.iter().take(limit);
        let cards = cards.map(|&entry| self.card_in_list(entry, fields.as_deref()));
        value.add("entries", list(cards));
        value.add("count", all.len());
        let has_more = block.limit.is_none() && all.len() > limit;
        let whole = collection.filter(|_| has_more);
        value.add("more", whole.and_then(|index| self.collection_value(index)));
        if let Some(index) = collection {
            let settings = &self.config.collections[index];
            value.add("title", &*self.typographic(&settings.title));
            if block.layout != Layout::List {
                value.add("columns", self.table_columns(settings, fields.as_deref()));
                value.add("name_label", self.name_label(settings));
            }
        }
        value.into()
    }

    /// The fields that a list shows, where they are not those of cards.
    fn shown_fields(&self, block: &ListBlock, collection: Option<usize>) -> Option<Vec<String>> {
        let fields = block.fields.as_ref()?.iter();
        let collection = &self.config.collections[collection?];
        let fields = fields.filter(|field| collection.field(field).is_some());
        Some(fields.map(|field| field.value.clone()).collect())
    }

    /// The collection of a list, and all entries for which it asks, in their order.
    fn found(&self, block: &ListBlock) -> Option<(usize, Vec<EntryIndex>)> {
        let name = block.collection.as_deref()?;
        let index = self.config.collection_named(name)?;
        let conditions = block.conditions.iter();
        let conditions = conditions.map(|(field, value)| {
            let text = text(&value.value);
            let key = match field.as_str() {
                // However it is written, it is one category or tag.
                "category" | "tags" => Some(identifier(&text)),
                _ => None,
            };
            (field.value.clone(), key.unwrap_or(text))
        });
        let conditions: Vec<(String, String)> = conditions.collect();
        let mut found = self.matching(index, &conditions);
        if block.drafts {
            let mut hidden = self.glossary.indices().filter(|&entry| {
                let is_hidden = !self.glossary.is_published(entry);
                let entry = self.glossary.entry(entry);
                is_hidden && entry.collection == index && entry.is_for_lists()
            });
            found.extend(
                hidden
                    .by_ref()
                    .filter(|&entry| self.holds(entry, &conditions)),
            );
        }
        let own: Vec<Sort> = block.sort.iter().map(|sort| Sort::new(sort)).collect();
        if !own.is_empty() || block.drafts {
            let usual = &self.config.collections[index].sort;
            self.sort(&mut found, if own.is_empty() { usual } else { &own });
        }
        Some((index, found))
    }

    /// Writes the number of entries of each collection where it belongs.
    pub(super) fn with_counts(&self, html: &str) -> String {
        let mut parts = html.split(COUNT_MARK);
        let mut out = String::with_capacity(html.len());
        out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (name, rest) = part.split_once("-->").unwrap_or((part, ""));
            let collection = self.config.collection_named(name);
            let count = collection.map_or(0, |index| self.order[index].len());
            out.push_str(&count.to_string());
            out.push_str(rest);
        }
        out
    }

    /// The text of an entry with plain links in the places of its lists, for readers elsewhere.
    pub(super) fn with_links_for_lists(&self, index: EntryIndex, html: String) -> String {
        let mut html = html;
        if !html.contains(LIST_MARK) {
            return html;
        }
        let lists = self.glossary.entry(index).body.lists.iter();
        for (number, list) in lists.enumerate() {
            let mut links = String::from("<ul>\n");
            let limit = list.block.limit.unwrap_or(USUAL_LIMIT);
            let found = self.found(&list.block).into_iter();
            for entry in found.flat_map(|(_, entries)| entries).take(limit) {
                let Link { title, url } = self.entry_link(entry);
                let is_shown = self.glossary.is_published(entry);
                links.push_str("<li>");
                if is_shown {
                    links.push_str("<a href=\"");
                    escape_into(&url, &mut links);
                    links.push_str("\">");
                }
                escape_into(&title, &mut links);
                links.push_str(if is_shown { "</a></li>\n" } else { "</li>\n" });
            }
            links.push_str("</ul>");
            html = html.replacen(&list_mark(number), &links, 1);
        }
        html
    }
}

/// A value as the index of a field has it.
fn text(value: &Data) -> String {
    match value {
        Data::String(text) => text.clone(),
        Data::Integer(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::Null | Data::List(_) | Data::Table(_) => String::new(),
    }
}

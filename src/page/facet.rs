//! What filters the list of a collection: the values of some fields, each with its entries and the page of these.
//!
//! In: the list, and the fields that the collection names. Out: [`Facets`], for templates, and as data for the script that
//! filters where the whole list is on the page.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::Outline;
use super::section::{Facet, FacetValue, Facets, ListSection};
use super::value::{Object, Value, list};
use crate::config::schema::{Field, FieldType};
use crate::config::{Collection, Config, ValueLabel};
use crate::entry::field::FieldValue;
use crate::entry::slug::slug;
use crate::glossary::EntryIndex;
use crate::glossary::place::{Form, normalized};
use crate::glossary::taxonomy::{Group, Groups, identifier};

/// So long is a list at most that a script filters; a longer one has links alone.
const MOST_FILTERED: usize = 1000;

/// So many values of a facet are shown at most, those that most entries have.
const MOST_VALUES: usize = 200;

/// Whether each value of a field has a page for its filter: categories, tags and references have other pages.
fn has_pages(field: &Field) -> bool {
    !matches!(field.name.as_str(), "category" | "tags") && field.kind.relation().is_none()
}

/// The texts that a field of an entry has, where each text has a page of its own.
pub(super) fn texts(field: &Field, value: &FieldValue) -> Vec<String> {
    if !has_pages(field) {
        return Vec::new();
    }
    match value {
        FieldValue::List(items) => items.iter().filter_map(FieldValue::as_text).collect(),
        value => value.as_text().into_iter().collect(),
    }
}

/// The place of the page of a text.
pub(super) fn path(collection: &Collection, field: &Field, text: &str) -> String {
    let (field, text) = (identifier(&field.name), identifier(text));
    normalized(&[&collection.folder, "/", &field, "/", &text].concat())
}

/// The tags that belong together, each group with its label, and those that belong to none.
pub(super) fn parted<'g>(
    groups: &'g Groups,
    config: &'g Config,
) -> (Vec<(&'g str, Vec<&'g Group>)>, Vec<&'g Group>) {
    let mut alone: Vec<Option<&Group>> = groups.list().iter().map(Some).collect();
    let together = config.tag_groups.iter().map(|group| {
        let tags = group.tags.iter();
        let tags = tags.filter_map(|tag| alone[groups.find(tag)?].take());
        (group.label.as_str(), tags.collect())
    });
    let together = together.collect();
    (together, alone.into_iter().flatten().collect())
}

/// The values of a facet while they are gathered, each with its entries.
type Values<K> = IndexMap<K, Vec<EntryIndex>>;

impl Outline {
    /// What filters the list of a collection.
    pub(super) fn facets_of(&self, index: usize) -> &Facets {
        self.facets[index].get_or_init(|| {
            let collection = &self.config.collections[index];
            let mut facets = Facets::default();
            for name in &collection.list.filter {
                let Some(field) = collection.field(name) else {
                    continue;
                };
                let found = match name.as_str() {
                    "category" => vec![self.category_facet(index, field)],
                    "tags" => self.tag_facets(index, field),
                    _ if field.kind.relation().is_some() => vec![self.entry_facet(index, field)],
                    _ => vec![self.text_facet(index, field)],
                };
                for facet in found.into_iter().filter(|facet| !facet.values.is_empty()) {
                    let number = facets.list.len();
                    if has_pages(field) {
                        let values = facet.values.iter().enumerate();
                        let pages = values
                            .map(|(value, it)| (path(collection, field, &it.key), (number, value)));
                        facets.pages.extend(pages);
                    }
                    facets.list.push(facet);
                }
            }
            facets
        })
    }

    fn facet(&self, field: &Field, mut values: Vec<FacetValue>) -> Facet {
        // Those of an enum have an order of their own.
        if !matches!(field.kind, FieldType::Enum(_) | FieldType::Bool) {
            values.sort_by_cached_key(|value| {
                let count = std::cmp::Reverse(value.entries.len());
                (count, self.config.words.key(&value.label))
            });
        }
        Facet {
            key: identifier(&field.name),
            label: self.label(field).to_owned(),
            values,
        }
    }

    fn text_facet(&self, index: usize, field: &Field) -> Facet {
        let collection = &self.config.collections[index];
        let mut found: Values<String> = IndexMap::new();
        let declared = field.kind.values().unwrap_or_default();
        for value in declared {
            found.entry(value.name.clone()).or_default();
        }
        if field.kind == FieldType::Bool {
            found.extend(["true", "false"].map(|value| (value.to_owned(), Vec::new())));
        }
        for &entry in &self.order[index] {
            let value = self.glossary.entry(entry).fields.get(&field.name);
            for text in value
                .map(|value| texts(field, &value.value))
                .unwrap_or_default()
            {
                found.entry(text).or_default().push(entry);
            }
        }
        // Two texts may have one address: then they are one value.
        let mut values: IndexMap<String, FacetValue> = IndexMap::new();
        for (text, entries) in found.into_iter().filter(|(_, entries)| !entries.is_empty()) {
            let key = identifier(&text);
            if let Some(same) = values.get_mut(&key) {
                same.entries.extend(entries);
                same.entries.dedup();
                continue;
            }
            let mut declared = declared.iter();
            let shown = declared.find(|known| known.name == text);
            let shown = shown.map_or_else(ValueLabel::default, |known| known.shown.clone());
            let label = match text.as_str() {
                "true" if field.kind == FieldType::Bool => self.config.words.get("yes"),
                "false" if field.kind == FieldType::Bool => self.config.words.get("no"),
                text => shown.label.as_deref().unwrap_or(text),
            };
            let value = FacetValue {
                label: self.typographic(label).into_owned(),
                description: shown.description,
                url: self.routes.url(&path(collection, field, &text), Form::Page),
                key: key.clone(),
                entries,
            };
            values.insert(key, value);
        }
        self.facet(field, values.into_values().collect())
    }

    fn category_facet(&self, index: usize, field: &Field) -> Facet {
        let groups = &self.glossary.taxonomy.categories;
        let mut found: Values<usize> = IndexMap::new();
        for &entry in &self.order[index] {
            let category = self.glossary.entry(entry).built_in.category.as_deref();
            if let Some(group) = category.and_then(|name| groups.find(name)) {
                found.entry(group).or_default().push(entry);
            }
        }
        // As categories are declared, so are they shown.
        found.sort_unstable_keys();
        let values = found.into_iter();
        let values =
            values.map(|(group, entries)| self.group_value(&groups.list()[group], entries));
        Facet {
            key: identifier(&field.name),
            label: self.label(field).to_owned(),
            values: values.collect(),
        }
    }

    /// A facet for each group of tags, and one for the other tags.
    fn tag_facets(&self, index: usize, field: &Field) -> Vec<Facet> {
        let groups = &self.glossary.taxonomy.tags;
        let mut found: BTreeMap<&str, Vec<EntryIndex>> = BTreeMap::new();
        for &entry in &self.order[index] {
            let tags = self.glossary.entry(entry).built_in.tags.iter();
            for group in tags.filter_map(|name| groups.find(name)) {
                let entries = found.entry(&groups.list()[group].path).or_default();
                if entries.last() != Some(&entry) {
                    entries.push(entry);
                }
            }
        }
        let (together, alone) = parted(groups, &self.config);
        let mut values = |tags: Vec<&Group>| -> Vec<FacetValue> {
            let tags = tags.into_iter();
            let used = tags.filter_map(|tag| Some((tag, found.remove(tag.path.as_str())?)));
            used.map(|(tag, entries)| self.group_value(tag, entries))
                .collect()
        };
        let mut facets: Vec<Facet> = Vec::new();
        for (label, tags) in together {
            facets.push(Facet {
                key: slug(label),
                label: self.typographic(label).into_owned(),
                values: values(tags),
            });
        }
        let others = values(alone);
        facets.push(self.facet(field, others));
        facets
    }

    fn group_value(&self, group: &Group, entries: Vec<EntryIndex>) -> FacetValue {
        let key = group.path.rsplit('/').next().unwrap_or_default();
        let link = self.group_link(group);
        FacetValue {
            key: key.to_owned(),
            label: link.title,
            description: group.description.clone(),
            url: link.url,
            entries,
        }
    }

    fn entry_facet(&self, index: usize, field: &Field) -> Facet {
        let mut found: Values<EntryIndex> = IndexMap::new();
        for &entry in &self.order[index] {
            for to in self.glossary.related(entry, &field.name) {
                found.entry(to).or_default().push(entry);
            }
        }
        let values = found.into_iter().map(|(to, entries)| {
            let link = self.entry_link(to);
            FacetValue {
                key: self.glossary.entry(to).id.clone(),
                label: link.title,
                description: None,
                url: link.url,
                entries,
            }
        });
        self.facet(field, values.collect())
    }

    /// Sets what a template shows of the facets of a list. `current` is the address of the page of a value.
    pub(super) fn set_facets(&self, values: &mut Object, index: usize, current: Option<&str>) {
        if self.config.collections[index].list.filter.is_empty() {
            return;
        }
        let facets = self.facets_of(index).list.iter();
        let facets = facets.filter(|facet| facet.values.len() > 1 || current.is_some());
        let facets = facets.map(|facet| {
            let values = facet.values.iter().take(MOST_VALUES).map(|value| {
                Object::with_capacity(5)
                    .with("key", value.key.as_str())
                    .with("title", value.label.as_str())
                    .with("url", value.url.as_str())
                    .with("count", value.entries.len())
                    .with("current", current == Some(value.url.as_str()))
            });
            Object::with_capacity(3)
                .with("key", facet.key.as_str())
                .with("label", facet.label.as_str())
                .with("values", list(values))
        });
        values.set("facets", list(facets));
    }

    /// Sets which entries of the list have which values, in the order in which the page shows them, for the script that
    /// filters. Nothing where the list is too long for one.
    pub(super) fn set_entries_by_facet(
        &self,
        values: &mut Object,
        index: usize,
        sections: &[ListSection],
    ) {
        let entries = sections.iter().flat_map(|section| &section.entries);
        let numbers: BTreeMap<EntryIndex, usize> = entries.copied().zip(0..).collect();
        let facets = &self.facets_of(index).list;
        if facets.is_empty() || numbers.len() > MOST_FILTERED {
            return;
        }
        let facets: BTreeMap<&str, BTreeMap<&str, Vec<usize>>> = facets
            .iter()
            .map(|facet| {
                let values = facet.values.iter().take(MOST_VALUES).map(|value| {
                    let entries = value.entries.iter();
                    let entries = entries.filter_map(|entry| numbers.get(entry).copied());
                    let mut entries: Vec<usize> = entries.collect();
                    entries.sort_unstable();
                    (value.key.as_str(), entries)
                });
                (facet.key.as_str(), values.collect())
            })
            .collect();
        let json = serde_json::to_string(&facets).unwrap_or_default();
        values.set(
            "entries_by_facet",
            Value::from(json.replace('<', "\\u003c")),
        );
    }
}

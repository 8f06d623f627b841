//! Categories and tags: which there are, and the entries that have them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::EntryIndex;
use crate::config::Config;
use crate::config::schema::FieldType;
use crate::entry::Entry;
use crate::entry::slug::slug;

/// Places of the pages that the program makes, without slashes around them.
pub const CATEGORIES: &str = "categories";
/// The page of all tags.
pub const TAGS: &str = "tags";
/// The page of all names.
pub const A_TO_Z: &str = "a-z";

/// All categories and tags of the published, listed entries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taxonomy {
    /// Categories: in the order of an enum that declares them, the others by name.
    pub categories: Vec<Group>,
    /// Tags by name.
    pub tags: Vec<Group>,
}

/// A category or a tag.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What it is called: the first spelling of those that share a slug.
    pub name: String,
    /// Its place on the site, without slashes around it: `tags/rule-12`.
    pub path: String,
    /// The entries that have it, in the order of the glossary.
    pub entries: Vec<EntryIndex>,
}

impl Taxonomy {
    pub(super) fn new(entries: &[Arc<Entry>], published: &[bool], config: &Config) -> Self {
        let mut categories: BTreeMap<String, Group> = BTreeMap::new();
        let mut tags: BTreeMap<String, Group> = BTreeMap::new();
        for (index, entry) in entries.iter().enumerate() {
            if !published[index] || entry.is_index || !config.collections[entry.collection].listed {
                continue;
            }
            if let Some(category) = &entry.built_in.category {
                add(&mut categories, CATEGORIES, category, index);
            }
            for tag in &entry.built_in.tags {
                add(&mut tags, TAGS, tag, index);
            }
        }
        let declared: Vec<String> = config
            .collections
            .iter()
            .filter_map(|collection| match &collection.field("category")?.kind {
                FieldType::Enum(values) => Some(values.iter().map(|value| identifier(value))),
                _ => None,
            })
            .flatten()
            .collect();
        let mut categories: Vec<(String, Group)> = categories.into_iter().collect();
        categories.sort_by_key(|(key, _)| {
            declared
                .iter()
                .position(|known| known == key)
                .unwrap_or(declared.len())
        });
        Self {
            categories: categories.into_iter().map(|(_, group)| group).collect(),
            tags: tags.into_values().collect(),
        }
    }

    /// The category or tag with a name.
    pub fn find<'a>(groups: &'a [Group], folder: &str, name: &str) -> Option<&'a Group> {
        let path = format!("{folder}/{}", identifier(name));
        groups.iter().find(|group| group.path == path)
    }
}

fn add(groups: &mut BTreeMap<String, Group>, folder: &str, name: &str, index: EntryIndex) {
    let name = name.trim();
    if name.is_empty() {
        return;
    }
    let key = identifier(name);
    let group = groups.entry(key.clone()).or_insert_with(|| Group {
        name: name.to_owned(),
        path: format!("{folder}/{key}"),
        entries: Vec::new(),
    });
    if group.entries.last() != Some(&index) {
        group.entries.push(index);
    }
}

/// The slug of a name; for a name of signs only, their code points.
fn identifier(name: &str) -> String {
    let slug = slug(name);
    if slug.is_empty() {
        let codes: Vec<String> = name
            .chars()
            .map(|letter| format!("{:x}", u32::from(letter)))
            .collect();
        codes.join("-")
    } else {
        slug
    }
}

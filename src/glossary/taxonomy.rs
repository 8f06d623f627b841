//! Categories and tags: which there are, and the entries that have them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use imbl::Vector;
use serde::{Deserialize, Serialize};

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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Taxonomy {
    /// Categories: in the order of an enum that declares them, the others by name.
    pub categories: Arc<Vec<Group>>,
    /// Tags by name.
    pub tags: Arc<Vec<Group>>,
}

/// A category or a tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// What it is called: the first spelling of those that share a slug.
    pub name: String,
    /// Its place on the site, without slashes around it: `tags/rule-12`.
    pub path: String,
    /// The entries that have it, in the order of the glossary.
    pub entries: Vec<EntryIndex>,
}

/// The categories and tags of one entry, each with its path.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Memberships {
    categories: Vec<String>,
    tags: Vec<String>,
}

impl Memberships {
    pub(super) fn of(entry: &Entry) -> Self {
        let paths = |folder: &str, names: &mut dyn Iterator<Item = &String>| {
            let mut paths: Vec<String> = Vec::new();
            for name in names.filter(|name| !name.trim().is_empty()) {
                let path = format!("{folder}/{}", identifier(name));
                if !paths.contains(&path) {
                    paths.push(path);
                }
            }
            paths
        };
        Self {
            categories: paths(CATEGORIES, &mut entry.built_in.category.iter()),
            tags: paths(TAGS, &mut entry.built_in.tags.iter()),
        }
    }
}

impl Taxonomy {
    /// The groups when some entries have left theirs and others have joined theirs.
    pub(super) fn after(
        &self,
        left: &[(EntryIndex, Memberships)],
        joined: &[(EntryIndex, Memberships)],
        entries: &Vector<Arc<Entry>>,
        config: &Config,
    ) -> Self {
        let categories = regrouped(
            &self.categories,
            [left, joined],
            |member| &member.categories,
            entries,
        );
        let tags = regrouped(&self.tags, [left, joined], |member| &member.tags, entries);
        Self {
            categories: categories.map_or_else(
                || Arc::clone(&self.categories),
                |groups| Arc::new(in_declared_order(groups, config)),
            ),
            tags: tags.map_or_else(
                || Arc::clone(&self.tags),
                |groups| Arc::new(groups.into_values().collect()),
            ),
        }
    }

    /// The category or tag with a name.
    pub fn find<'a>(groups: &'a [Group], folder: &str, name: &str) -> Option<&'a Group> {
        let path = format!("{folder}/{}", identifier(name));
        groups.iter().find(|group| group.path == path)
    }
}

/// The groups by their paths, if they are others than before.
fn regrouped(
    before: &[Group],
    [left, joined]: [&[(EntryIndex, Memberships)]; 2],
    of: impl Fn(&Memberships) -> &Vec<String>,
    entries: &Vector<Arc<Entry>>,
) -> Option<BTreeMap<String, Group>> {
    if left
        .iter()
        .chain(joined)
        .all(|(_, member)| of(member).is_empty())
    {
        return None;
    }
    let mut groups: BTreeMap<String, Group> = before
        .iter()
        .map(|group| (group.path.clone(), group.clone()))
        .collect();
    let mut touched: BTreeSet<String> = BTreeSet::new();
    for (index, member) in left {
        for path in of(member) {
            if let Some(group) = groups.get_mut(path) {
                group.entries.retain(|known| known != index);
                touched.insert(path.clone());
            }
        }
    }
    let place = |index: EntryIndex| &entries[index].source.path;
    for (index, member) in joined {
        for path in of(member) {
            let group = groups.entry(path.clone()).or_insert_with(|| Group {
                name: String::new(),
                path: path.clone(),
                entries: Vec::new(),
            });
            match group.entries.last() {
                Some(last) if place(*last) > place(*index) => {
                    let at = group
                        .entries
                        .partition_point(|known| place(*known) < place(*index));
                    group.entries.insert(at, *index);
                }
                _ => group.entries.push(*index),
            }
            touched.insert(path.clone());
        }
    }
    for path in touched {
        let spelling = groups.get(&path).and_then(|group| {
            let built_in = &entries[*group.entries.first()?].built_in;
            let (_, key) = path.split_once('/')?;
            let names = if path.starts_with(TAGS) {
                built_in.tags.iter().find(|name| identifier(name) == key)
            } else {
                built_in.category.as_ref()
            };
            names.map(|name| name.trim().to_owned())
        });
        match (spelling, groups.get_mut(&path)) {
            (Some(name), Some(group)) => group.name = name,
            _ => {
                groups.remove(&path);
            }
        }
    }
    Some(groups)
}

fn in_declared_order(groups: BTreeMap<String, Group>, config: &Config) -> Vec<Group> {
    let declared: Vec<String> = config
        .collections
        .iter()
        .filter_map(|collection| match &collection.field("category")?.kind {
            FieldType::Enum(values) => Some(values.iter().map(|value| identifier(value))),
            _ => None,
        })
        .flatten()
        .map(|key| format!("{CATEGORIES}/{key}"))
        .collect();
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by_key(|group| {
        declared
            .iter()
            .position(|known| *known == group.path)
            .unwrap_or(declared.len())
    });
    groups
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

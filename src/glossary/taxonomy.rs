//! Categories and tags: which there are, and the entries that have them.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::target::EntryIndex;
use crate::entry::slug::slug;

/// The folder of the places of categories.
pub const CATEGORIES: &str = "categories";

/// The folder of the places of tags.
pub const TAGS: &str = "tags";

/// All categories and tags of the published, listed entries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taxonomy {
    /// Categories: in the order of an enum that declares them, the others by name.
    pub categories: Groups,
    /// Tags by name.
    pub tags: Groups,
}

/// Groups in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Groups {
    list: Vec<Group>,
    /// The index of the group with a key, and of the one with a name as it is shown.
    by_name: HashMap<String, usize, FixedState>,
}

/// A category or a tag.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What it is called: its label in the settings, else the first spelling of those that share a key.
    pub name: String,
    /// One sentence about it.
    pub description: Option<String>,
    /// Its place on the site, without slashes around it: `tags/rule-12`.
    pub path: String,
    /// The entries that have it, in the order of their files.
    pub entries: Vec<EntryIndex>,
}

impl Groups {
    pub(super) fn new(list: Vec<Group>) -> Self {
        let mut by_name = HashMap::with_capacity_and_hasher(2 * list.len(), FixedState::default());
        for (index, group) in list.iter().enumerate() {
            let (_, key) = group.path.split_once('/').unwrap_or_default();
            by_name.insert(key.to_owned(), index);
        }
        for (index, group) in list.iter().enumerate() {
            by_name.entry(group.name.clone()).or_insert(index);
        }
        Self { list, by_name }
    }

    /// All of them.
    pub fn list(&self) -> &[Group] {
        &self.list
    }

    /// The group with a name.
    pub fn find(&self, name: &str) -> Option<usize> {
        // Most write a name as it is shown, but not so that it is the key of another one.
        let shown = self.by_name.get(name).copied();
        let shown = shown.filter(|&index| self.list[index].name == name);
        shown.or_else(|| self.by_name.get(&identifier(name)).copied())
    }
}

/// The slug of a name; for a name of signs only, their code points.
pub fn identifier(name: &str) -> String {
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

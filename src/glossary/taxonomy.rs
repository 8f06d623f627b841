//! Categories and tags: which there are, and the entries that have them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use foldhash::fast::FixedState;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::EntryIndex;
use super::slots::Slots;
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

/// The categories and tags of one entry, as they are written.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Memberships<'a> {
    categories: &'a [String],
    tags: &'a [String],
}

impl<'a> Memberships<'a> {
    pub(super) fn of(entry: &'a Entry) -> Self {
        Self {
            categories: entry.built_in.category.as_slice(),
            tags: &entry.built_in.tags,
        }
    }
}

impl Taxonomy {
    /// The groups when some entries have left theirs and others have joined theirs.
    pub(super) fn after(
        &self,
        left: &[(EntryIndex, Memberships<'_>)],
        joined: &[(EntryIndex, Memberships<'_>)],
        slots: &Slots,
        config: &Config,
    ) -> Self {
        let members = [left, joined];
        let categories = moves(CATEGORIES, members, |member| member.categories);
        let categories = regrouped(&self.categories, categories, slots);
        let tags = moves(TAGS, members, |member| member.tags);
        let tags = regrouped(&self.tags, tags, slots);
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
        // Most write a name as it is shown.
        let shown = groups.iter().find(|group| group.name == name);
        shown.or_else(|| {
            let path = path(folder, name);
            groups.iter().find(|group| group.path == path)
        })
    }
}

/// Who leaves and who joins a group.
type Moves = [Vec<EntryIndex>; 2];

/// Who leaves and who joins the groups of a folder, by their paths.
fn moves<'a>(
    folder: &str,
    members: [&[(EntryIndex, Memberships<'a>)]; 2],
    of: impl Fn(Memberships<'a>) -> &'a [String],
) -> BTreeMap<String, Moves> {
    // Many entries write few names: a path is made once for each of them.
    let mut by_name: HashMap<&str, Moves, FixedState> = HashMap::default();
    for (side, members) in members.into_iter().enumerate() {
        for (index, member) in members {
            for name in of(*member).iter().filter(|name| !name.trim().is_empty()) {
                by_name.entry(name).or_default()[side].push(*index);
            }
        }
    }
    let mut by_path: BTreeMap<String, Moves> = BTreeMap::new();
    for (name, moves) in by_name {
        let known = by_path.entry(path(folder, name)).or_default();
        for (known, more) in known.iter_mut().zip(moves) {
            known.extend(more);
        }
    }
    by_path
}

/// The groups by their paths, if they are others than before.
fn regrouped(
    before: &[Group],
    moves: BTreeMap<String, Moves>,
    slots: &Slots,
) -> Option<BTreeMap<String, Group>> {
    if moves.is_empty() {
        return None;
    }
    let mut groups: BTreeMap<String, Group> = before
        .iter()
        .map(|group| (group.path.clone(), group.clone()))
        .collect();
    let mut moved = Vec::with_capacity(moves.len());
    for (path, moves) in moves {
        let group = groups.remove(&path).unwrap_or_else(|| Group {
            name: String::new(),
            path,
            entries: Vec::new(),
        });
        moved.push((group, moves));
    }
    let moved = moved.into_par_iter();
    let moved = moved.filter_map(|(group, moves)| group.after(moves, slots));
    let moved: Vec<Group> = moved.collect();
    groups.extend(moved.into_iter().map(|group| (group.path.clone(), group)));
    Some(groups)
}

impl Group {
    /// The group when some have left it and others have joined it; nothing where nobody is left.
    fn after(mut self, [mut left, mut joined]: Moves, slots: &Slots) -> Option<Self> {
        let place = |index: EntryIndex| &slots[index].source().path;
        left.sort_unstable();
        joined.sort_by(|one, two| place(*one).cmp(place(*two)));
        joined.dedup();
        if !left.is_empty() {
            self.entries
                .retain(|known| left.binary_search(known).is_err());
        }
        if self.entries.is_empty() {
            self.entries = joined;
        } else {
            for index in joined {
                let known = &self.entries;
                let at = known.partition_point(|known| place(*known) < place(index));
                self.entries.insert(at, index);
            }
        }
        let built_in = &slots[*self.entries.first()?].entry().built_in;
        let (_, key) = self.path.split_once('/')?;
        let name = if self.path.starts_with(TAGS) {
            built_in.tags.iter().find(|name| identifier(name) == key)
        } else {
            built_in.category.as_ref()
        };
        name?.trim().clone_into(&mut self.name);
        Some(self)
    }
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

/// The place of the page of a category or tag.
fn path(folder: &str, name: &str) -> String {
    format!("{folder}/{}", identifier(name))
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

//! Entries → their categories and tags.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use super::graph::Glossary;
use super::target::EntryIndex;
use super::taxonomy::{CATEGORIES, Group, Groups, TAGS, Taxonomy, identifier};
use crate::config::Config;
use crate::config::ValueLabel;
use crate::config::schema::FieldType;
use crate::entry::Entry;
use crate::source::Spanned;

impl Taxonomy {
    /// The groups of the entries of a glossary.
    pub(super) fn new(glossary: &Glossary, config: &Config) -> Self {
        let (categories, tags) = rayon::join(
            || {
                let labels = labels(config, "category", &config.categories);
                groups((glossary, config), CATEGORIES, &labels, |entry| {
                    entry.built_in.category.as_slice()
                })
            },
            || {
                let labels = labels(config, "tags", &config.tags);
                groups((glossary, config), TAGS, &labels, |entry| {
                    &entry.built_in.tags
                })
            },
        );
        Self {
            categories: Groups::new(in_declared_order(categories, config)),
            tags: Groups::new(tags),
        }
    }
}

/// The entries of a group, each with its place in the order of their files.
type Members = Vec<(usize, EntryIndex)>;

/// What readers see of groups, by their keys.
type GroupLabels<'c> = HashMap<String, &'c ValueLabel, FixedState>;

/// What readers see of the values of a field: what a table of their own says, else what the values of enums do.
fn labels<'c>(
    config: &'c Config,
    field: &str,
    own: &'c [(Spanned<String>, ValueLabel)],
) -> GroupLabels<'c> {
    let collections = config.collections.iter();
    let kinds = collections.filter_map(|collection| collection.field(field)?.kind.values());
    let declared = kinds
        .flatten()
        .filter(|value| value.shown != ValueLabel::default())
        .map(|value| (value.name.as_str(), &value.shown));
    let own = own.iter().map(|(name, shown)| (name.as_str(), shown));
    let all = declared.chain(own);
    all.map(|(name, shown)| (identifier(name), shown)).collect()
}

/// The groups by their names.
fn groups<'a>(
    (glossary, config): (&'a Glossary, &Config),
    folder: &str,
    labels: &GroupLabels<'_>,
    of: impl Fn(&'a Entry) -> &'a [String],
) -> Vec<Group> {
    // Many entries write few names: a key is made once for each of them.
    let mut by_name: HashMap<&str, Members, FixedState> = HashMap::default();
    for (place, index) in glossary.indices().enumerate() {
        if glossary.is_listed(index, config) {
            let names = of(glossary.entry(index));
            for name in names.iter().filter(|name| !name.trim().is_empty()) {
                by_name.entry(name).or_default().push((place, index));
            }
        }
    }
    let mut groups: BTreeMap<String, (&str, Members)> = BTreeMap::new();
    for (name, mut entries) in by_name {
        let name = name.trim();
        let (first, known) = groups
            .entry(identifier(name))
            .or_insert_with(|| (name, Vec::new()));
        // The entry that comes first decides, and of its own names the first in the alphabet.
        let place = |entries: &[(usize, EntryIndex)]| entries.first().map(|entry| entry.0);
        if known.is_empty() || (place(&entries), name) < (place(known), *first) {
            *first = name;
            std::mem::swap(known, &mut entries);
        }
        known.append(&mut entries);
    }
    let in_order = |(key, (name, mut entries)): (String, (&str, Members))| {
        entries.sort_unstable();
        entries.dedup();
        let shown = labels.get(&key);
        let label = shown.and_then(|shown| shown.label.as_deref());
        Group {
            name: label.unwrap_or(name).to_owned(),
            description: shown.and_then(|shown| shown.description.clone()),
            path: format!("{folder}/{key}"),
            entries: entries.into_iter().map(|(_, index)| index).collect(),
        }
    };
    let mut groups: Vec<Group> = groups.into_iter().map(in_order).collect();
    groups.sort_by_cached_key(|group| config.words.key(&group.name));
    groups
}

fn in_declared_order(mut groups: Vec<Group>, config: &Config) -> Vec<Group> {
    let declared: Vec<String> = config
        .collections
        .iter()
        .filter_map(|collection| match &collection.field("category")?.kind {
            FieldType::Enum(values) => Some(values.iter().map(|value| identifier(&value.name))),
            _ => None,
        })
        .flatten()
        .map(|key| format!("{CATEGORIES}/{key}"))
        .collect();
    groups.sort_by_key(|group| {
        declared
            .iter()
            .position(|known| *known == group.path)
            .unwrap_or(declared.len())
    });
    groups
}

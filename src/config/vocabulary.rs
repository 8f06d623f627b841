//! The vocabulary of schema.org, as far as pages of this program can be about its types.
//!
//! In: names of types and properties. Out: which there are, and what is a property of what. The names are data, in
//! `vocabulary.txt`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A type with the names of its parents and its own properties.
struct SchemaType {
    parents: Vec<&'static str>,
    properties: BTreeSet<&'static str>,
}

static TYPES: LazyLock<BTreeMap<&'static str, SchemaType>> = LazyLock::new(|| {
    let lines = include_str!("vocabulary.txt").lines();
    let lines = lines.filter(|line| !line.starts_with('#'));
    let types = lines.filter_map(|line| {
        let (name, rest) = line.split_once(" <")?;
        let (parents, properties) = rest.split_once(':')?;
        let kind = SchemaType {
            parents: parents.split_whitespace().collect(),
            properties: properties.split_whitespace().collect(),
        };
        Some((name, kind))
    });
    types.collect()
});

/// What no entry is: parts of pages, and of the site.
const PARTS: &[&str] = &[
    "Action",
    "BreadcrumbList",
    "CollectionPage",
    "DefinedTermSet",
    "EntryPoint",
    "HowToStep",
    "ImageObject",
    "ItemList",
    "ListItem",
    "MediaObject",
    "SearchAction",
    "Thing",
    "WebSite",
];

/// The types that an entry can have.
pub(super) fn entry_types() -> impl Iterator<Item = &'static str> + Clone {
    let types = TYPES.keys().copied();
    types.filter(|name| !PARTS.contains(name))
}

/// Whether a type is another one, or a special case of it.
pub fn is_a(name: &str, other: &str) -> bool {
    let parents = TYPES.get(name).map(|kind| &kind.parents);
    name == other || parents.into_iter().flatten().any(|name| is_a(name, other))
}

/// The properties of a type, those of its parents among them; none of a type that is not known.
pub fn properties(name: &str) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    if let Some(kind) = TYPES.get(name) {
        found.extend(&kind.properties);
        found.extend(kind.parents.iter().flat_map(|parent| properties(parent)));
    }
    found
}

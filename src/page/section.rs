//! The list of a collection, its sections and what filters it: the types. How they are made is said in `listing` and in
//! `facet`.

use std::collections::BTreeMap;

use crate::glossary::EntryIndex;

/// The list of a collection, in its sections.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) sections: Vec<ListSection>,
    /// The section of each entry and its place there.
    pub(super) places: BTreeMap<EntryIndex, (usize, usize)>,
}

/// A part of a list.
#[derive(Clone, Debug)]
pub(super) struct ListSection {
    /// Its heading with its id, if the list is grouped.
    pub(super) heading: Option<(String, String)>,
    /// The address of the page of its category or subfolder, if it is one.
    pub(super) url: Option<String>,
    /// One sentence about it.
    pub(super) description: Option<String>,
    /// How many entries of the list stand before it.
    pub(super) start: usize,
    /// Its entries.
    pub(super) entries: Vec<EntryIndex>,
}

/// What stands over a section.
#[derive(Clone, Debug, Default)]
pub(super) struct SectionHead {
    pub(super) title: String,
    /// The address of its own page.
    pub(super) url: Option<String>,
    /// One sentence about it.
    pub(super) description: Option<String>,
}

/// What filters the list of a collection.
#[derive(Debug, Default)]
pub(super) struct Facets {
    pub(super) list: Vec<Facet>,
    /// The values that have a page in this collection, by its place: which facet, and which value of it.
    pub(super) pages: BTreeMap<String, (usize, usize)>,
}

/// Something by which readers choose.
#[derive(Debug)]
pub(super) struct Facet {
    /// Its name in addresses.
    pub(super) key: String,
    pub(super) label: String,
    pub(super) values: Vec<FacetValue>,
}

/// A value of a facet.
#[derive(Debug)]
pub(super) struct FacetValue {
    /// Its name in addresses.
    pub(super) key: String,
    pub(super) label: String,
    /// One sentence about it.
    pub(super) description: Option<String>,
    /// The page of its entries.
    pub(super) url: String,
    /// The entries of the list that have it, in the order of the list.
    pub(super) entries: Vec<EntryIndex>,
}

/// Something that entries can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    /// An entry to which they lead.
    Entry(EntryIndex),
    /// A tag, by its index.
    Tag(usize),
    /// A category, by its index.
    Category(usize),
}

/// Entries by what they are about.
pub(super) type Subjects = BTreeMap<Subject, Vec<EntryIndex>>;

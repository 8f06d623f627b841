//! The list of a collection and its sections: the types. How they are made is said in `listing`.

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
    /// How many entries of the list stand before it.
    pub(super) start: usize,
    /// Its entries.
    pub(super) entries: Vec<EntryIndex>,
}

//! The ids of a body, to be found by what a link says.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use crate::entry::slug::slug;

/// The ids of a body, made when a link first asks for one.
#[derive(Clone, Debug, Default)]
pub(super) struct AnchorTable {
    ids: HashSet<Box<str>, FixedState>,
    /// For each slug the only id that has it; nothing where several do.
    by_slug: HashMap<String, Option<Box<str>>, FixedState>,
}

impl AnchorTable {
    pub(super) fn new<'a>(anchors: impl Iterator<Item = &'a str>) -> Self {
        let mut table = Self::default();
        for id in anchors {
            table.ids.insert(id.into());
            let alike = table.by_slug.entry(slug(id));
            alike
                .and_modify(|only| *only = None)
                .or_insert_with(|| Some(id.into()));
        }
        table
    }

    /// The very id, or else the only one with the same slug.
    pub(super) fn find(&self, written: &str) -> Option<&str> {
        let exact = self.ids.get(written);
        let wanted = || Some(slug(written)).filter(|slug| !slug.is_empty());
        let found = exact.or_else(|| self.by_slug.get(&wanted()?)?.as_ref());
        found.map(AsRef::as_ref)
    }
}

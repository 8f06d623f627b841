//! A glossary in parts that can be kept outside of the program, and put together again.

use std::sync::Arc;

use super::Glossary;
use super::names::Names;
use super::slots::Slot;
use crate::entry::Reader;
use crate::source::{Asset, Source};

impl Slot {
    /// The slot of an entry whose file is known; nothing where others hold the entry already.
    pub(crate) fn of_file(mut self, source: Source, reader: &Arc<Reader>) -> Option<Self> {
        let entry = Arc::get_mut(&mut self.entry)?;
        entry.source = source;
        entry.reader = Some(Arc::clone(reader));
        Some(self)
    }
}

impl Glossary {
    /// What is known of each index, in their order, so many together.
    pub(crate) fn chunks(&self) -> &[Arc<[Slot]>] {
        self.slots.chunks()
    }

    /// The glossary of which this is what was kept besides.
    pub(crate) fn put_together(
        mut self,
        names: Names,
        slots: impl IntoIterator<Item = Slot>,
        assets: Arc<Vec<Asset>>,
    ) -> Self {
        self.slots = slots.into_iter().collect();
        self.names = names;
        self.assets = assets;
        self
    }

    /// Whether the names are the same in memory as those of another glossary.
    pub(crate) fn has_same_names(&self, other: &Self) -> bool {
        self.names.is_same(&other.names)
    }
}

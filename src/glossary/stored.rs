//! A glossary in parts that can be kept outside of the program, and put together again.

use std::sync::Arc;

use imbl::Vector;
use serde::{Deserialize, Serialize};

use super::names::Names;
use super::resolve::Resolution;
use super::{EntryIndex, Glossary};
use crate::entry::{Entry, Reader};
use crate::source::{Asset, Source};

/// All that a glossary knows of one index.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Slot {
    pub(crate) entry: Arc<Entry>,
    is_published: bool,
    resolution: Arc<Resolution>,
    inbound: Arc<[EntryIndex]>,
}

impl Slot {
    /// The slot of an entry whose file is known; nothing where others hold the entry already.
    pub(crate) fn of_file(mut self, source: Source, reader: &Arc<Reader>) -> Option<Self> {
        let entry = Arc::get_mut(&mut self.entry)?;
        entry.source = source;
        entry.reader = Some(Arc::clone(reader));
        Some(self)
    }

    /// Whether nothing is known otherwise. Nothing is compared that is not the same in memory.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.entry, &other.entry)
            && self.is_published == other.is_published
            && Arc::ptr_eq(&self.resolution, &other.resolution)
            && Arc::ptr_eq(&self.inbound, &other.inbound)
    }
}

impl Glossary {
    /// What is known of each index, in their order.
    pub(crate) fn slots(&self) -> impl Iterator<Item = Slot> {
        let entries = self.entries.iter().zip(&self.published);
        let edges = self.resolutions.iter().zip(&self.inbound);
        entries
            .zip(edges)
            .map(|((entry, &is_published), (resolution, inbound))| Slot {
                entry: Arc::clone(entry),
                is_published,
                resolution: Arc::clone(resolution),
                inbound: Arc::clone(inbound),
            })
    }

    /// The glossary of which this is what was kept besides.
    pub(crate) fn put_together(
        mut self,
        names: Names,
        slots: Vec<Slot>,
        assets: Arc<Vec<Asset>>,
    ) -> Self {
        let mut published = Vec::with_capacity(slots.len());
        let mut resolutions = Vec::with_capacity(slots.len());
        let mut inbound = Vec::with_capacity(slots.len());
        let mut entries = Vec::with_capacity(slots.len());
        for slot in slots {
            entries.push(slot.entry);
            published.push(slot.is_published);
            resolutions.push(slot.resolution);
            inbound.push(slot.inbound);
        }
        self.entries = Vector::from(entries);
        self.published = Vector::from(published);
        self.resolutions = Vector::from(resolutions);
        self.inbound = Vector::from(inbound);
        self.names = names;
        self.assets = assets;
        self
    }

    /// Whether the names are the same in memory as those of another glossary.
    pub(crate) fn has_same_names(&self, other: &Self) -> bool {
        self.names.is_same(&other.names)
    }
}

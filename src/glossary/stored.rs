//! A glossary in parts that can be kept outside of the program, and put together again.
//!
//! In: slots. Out: for each a [`Record`] of what is asked of nearly every entry, and the entry itself as bytes
//! among others; and slots again, in which an entry waits to be asked for.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize};

use super::names::{Names, redirect_path};
use super::resolve::Resolution;
use super::slots::{Slot, media};
use super::{EntryIndex, Glossary};
use crate::config::Config;
use crate::entry::{Entry, Reader};
use crate::source::{Asset, Source};

/// What is kept of a slot, but for the entry itself.
#[derive(Serialize, Deserialize)]
pub(crate) struct Record {
    head: Head,
    /// How many bytes the entry takes.
    length: usize,
    is_published: bool,
    resolution: Arc<Resolution>,
    inbound: Arc<[EntryIndex]>,
}

/// What is asked of nearly every entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) id: String,
    pub(super) is_index: bool,
    pub(super) date: Option<Date>,
    /// For each alias, the place of the old address that it makes.
    pub(super) old_places: Vec<Option<String>>,
    /// The references that show a file in the text, by their indices.
    pub(super) media: Vec<usize>,
}

/// Where the bytes of entries come from.
pub(crate) type Fetch = Box<dyn Fn() -> Option<Vec<u8>> + Send + Sync>;

/// The bytes of entries that were kept together, once somebody asked for one of them.
pub(crate) struct Shelf {
    fetch: Fetch,
    bytes: OnceLock<Option<Vec<u8>>>,
}

impl Shelf {
    pub(crate) fn new(fetch: Fetch) -> Arc<Self> {
        Arc::new(Self {
            fetch,
            bytes: OnceLock::new(),
        })
    }

    fn bytes(&self) -> Option<&[u8]> {
        self.bytes.get_or_init(|| (self.fetch)()).as_deref()
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Shelf").finish_non_exhaustive()
    }
}

/// An entry that is made of bytes when somebody asks for it.
#[derive(Debug)]
pub(super) struct Late {
    pub(super) head: Head,
    pub(super) source: Source,
    reader: Arc<Reader>,
    shelf: Arc<Shelf>,
    /// Where it lies among the others.
    range: Range<usize>,
    entry: OnceLock<Arc<Entry>>,
}

impl Late {
    pub(super) fn entry(&self) -> &Arc<Entry> {
        self.entry.get_or_init(|| {
            let kept = self.bytes().map(postcard::from_bytes::<Entry>);
            // What was lost meanwhile can be found out once more.
            let entry = kept
                .and_then(Result::ok)
                .unwrap_or_else(|| Entry::facts(&self.source, &self.reader));
            Arc::new(Entry {
                source: self.source.clone(),
                reader: Some(Arc::clone(&self.reader)),
                ..entry
            })
        })
    }

    fn bytes(&self) -> Option<&[u8]> {
        self.shelf.bytes()?.get(self.range.clone())
    }
}

impl Slot {
    /// How many bytes the entry takes where it is kept; nothing for one that is not, or was lost.
    pub(crate) fn kept_length(&self) -> Option<usize> {
        let late = self.as_late()?;
        let is_lost = matches!(late.shelf.bytes.get(), Some(None));
        (!is_lost).then(|| late.range.len())
    }

    /// Appends the entry as bytes, and says how many they are.
    ///
    /// # Errors
    ///
    /// Those of the format.
    pub(crate) fn write_entry(&self, bytes: &mut Vec<u8>) -> postcard::Result<usize> {
        let start = bytes.len();
        match self.as_late().and_then(Late::bytes) {
            Some(kept) => bytes.extend_from_slice(kept),
            None => postcard::serialize_with_flavor(&**self.entry(), Buffer(bytes))?,
        }
        Ok(bytes.len() - start)
    }

    /// What is to be kept of the slot beside an entry of so many bytes.
    pub(crate) fn record(&self, length: usize, config: &Config) -> Record {
        let head = if let Some(late) = self.as_late() {
            late.head.clone()
        } else {
            let entry = self.entry();
            let aliases = 0..entry.built_in.aliases.len();
            Head {
                id: entry.id.clone(),
                is_index: entry.is_index,
                date: self.date(config),
                old_places: aliases
                    .map(|alias| redirect_path(entry, alias, config))
                    .collect(),
                media: media(entry).collect(),
            }
        };
        Record {
            head,
            length,
            is_published: self.is_published,
            resolution: Arc::clone(&self.resolution),
            inbound: Arc::clone(&self.inbound),
        }
    }
}

impl Record {
    /// The slot of which this was kept. The entry lies at `start` of its shelf; where it ends, the next
    /// one starts.
    pub(crate) fn slot(
        self,
        shelf: &Arc<Shelf>,
        start: &mut usize,
        source: Source,
        reader: &Arc<Reader>,
    ) -> Slot {
        let end = start.saturating_add(self.length);
        let late = Late {
            head: self.head,
            source,
            reader: Arc::clone(reader),
            shelf: Arc::clone(shelf),
            range: std::mem::replace(start, end)..end,
            entry: OnceLock::new(),
        };
        Slot::late(late, self.is_published, self.resolution, self.inbound)
    }
}

/// Bytes in memory that is there already.
pub(crate) struct Buffer<'a>(pub(crate) &'a mut Vec<u8>);

impl Flavor for Buffer<'_> {
    type Output = ();

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
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

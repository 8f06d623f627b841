//! Entries by their numbers, and what a reference leads to.

use std::borrow::Cow;

use super::address::decoded;

/// The index of an entry in its glossary. It stays the same from one glossary to the next while the
/// entry keeps its file, and says nothing about any order.
pub type EntryIndex = usize;

/// A reference that leads to an entry, seen from that entry. There are many: it is small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Inbound {
    from: u32,
    reference: u32,
}

impl Inbound {
    /// A reference of an entry, by its number.
    pub(super) fn new(from: EntryIndex, reference: usize) -> Self {
        Self {
            from: from as u32,
            reference: reference as u32,
        }
    }

    /// The entry that refers.
    pub fn from(self) -> EntryIndex {
        self.from as usize
    }

    /// Which of its references does.
    pub fn reference(self) -> usize {
        self.reference as usize
    }
}

/// So many of those whom a name can mean are known one by one: more candidates help nobody.
const MOST_KNOWN: usize = 5;

/// Those whom a name can mean: published entries before drafts, entries before the pages of folders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    count: u32,
    rank: u8,
    first: [u32; MOST_KNOWN],
}

impl Choice {
    /// Takes in an entry that has the name; a lower rank comes first.
    pub(super) fn add(&mut self, entry: EntryIndex, rank: u8) {
        if self.count == 0 || rank < self.rank {
            self.count = 0;
            self.rank = rank;
        }
        if rank == self.rank {
            if let Some(free) = self.first.get_mut(self.count as usize) {
                *free = entry as u32;
            }
            self.count += 1;
        }
    }

    /// How many they are.
    pub fn count(&self) -> usize {
        self.count as usize
    }

    /// The first few of them, in the order of their files.
    pub fn first(&self) -> impl Iterator<Item = EntryIndex> {
        let known = self.first.into_iter().take(self.count());
        known.map(|entry| entry as usize)
    }
}

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An entry of this site, at one of its headings or at its start.
    Entry {
        /// Which entry.
        entry: EntryIndex,
        /// The id of the heading, as it is on the page.
        anchor: Option<Box<str>>,
        /// What stood behind a `?`.
        query: Option<Box<str>>,
        /// Whether the reference used an old address of the entry.
        redirected: bool,
    },
    /// An entry of this site, at a heading that it does not have.
    MissingAnchor {
        /// Which entry.
        entry: EntryIndex,
        /// The id that was asked for.
        anchor: Box<str>,
    },
    /// A page that the program makes, such as A–Z: its place, and what stood behind it.
    Page {
        /// The place on the site, without slashes around it.
        path: Box<str>,
        /// `?query` and `#anchor` as written.
        suffix: Box<str>,
    },
    /// A file.
    Asset {
        /// The index of the file among the assets.
        asset: usize,
        /// `?query` and `#anchor` as written.
        suffix: Box<str>,
    },
    /// Another site, or an address such as `mailto:`.
    External,
    /// An address that runs code or hides its content.
    Unsafe,
    /// A name that several entries have.
    Ambiguous(Choice),
    /// Nothing.
    Missing {
        /// Whether a file was meant, rather than an entry.
        is_asset: bool,
        /// What to look for: the last part of the address, or the name.
        wanted: Box<str>,
        /// The place on the site that an address means; nothing for a name, and for an address that
        /// leads out of the site.
        path: Option<Box<str>>,
    },
}

impl Target {
    /// The place in a file that is asked for, where the target is one: its name, and the index of the file. Nothing where the
    /// browser finds it without the file, such as `#top` or `#:~:text=…`.
    pub fn in_file(&self) -> Option<(usize, Cow<'_, str>)> {
        let Self::Asset { asset, suffix } = self else {
            return None;
        };
        let (_, anchor) = suffix.split_once('#')?;
        let anchor = decoded(anchor);
        let is_of_file = !anchor.is_empty() && anchor != "top" && !anchor.contains(":~:");
        is_of_file.then_some((*asset, anchor))
    }

    /// The entry, where the target is one.
    pub fn entry(&self) -> Option<EntryIndex> {
        match self {
            Self::Entry { entry, .. } | Self::MissingAnchor { entry, .. } => Some(*entry),
            _ => None,
        }
    }
}

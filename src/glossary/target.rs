//! Entries by their numbers, and what a reference leads to.

/// The index of an entry in its glossary. It stays the same from one glossary to the next while the
/// entry keeps its file, and says nothing about any order.
pub type EntryIndex = usize;

/// A reference that leads to an entry, or may, seen from that entry. There are many: it is small.
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
    Ambiguous(Box<[EntryIndex]>),
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
    /// The entry, where the target is one.
    pub fn entry(&self) -> Option<EntryIndex> {
        match self {
            Self::Entry { entry, .. } | Self::MissingAnchor { entry, .. } => Some(*entry),
            _ => None,
        }
    }
}

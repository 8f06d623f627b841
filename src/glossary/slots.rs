//! What a glossary knows of each index, in chunks that it shares with the glossaries before and after it.
//!
//! In: slots. Out: [`Slots`], in which a slot is found in one step. A copy shares every chunk with its
//! original; whoever changes a slot copies the chunk that it lies in, and no other.

use std::mem;
use std::ops::{Index, IndexMut};
use std::sync::Arc;

use jiff::civil::Date;

use super::names::redirect_path;
use super::resolve::Resolution;
use super::stored::Late;
use super::{EntryIndex, Target};
use crate::config::Config;
use crate::entry::Entry;
use crate::source::Source;

/// So many slots are copied to change one of them: few enough that an edit copies little, enough that a
/// glossary is copied quickly.
pub(crate) const CHUNK: usize = 64;

/// All that a glossary knows of one index.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    /// An index without a file keeps what it had last.
    content: Content,
    /// Whether the site shows it.
    pub(super) is_published: bool,
    pub(super) resolution: Arc<Resolution>,
    /// The entries with a reference to this one, each once, by their indices.
    pub(super) inbound: Arc<[EntryIndex]>,
}

/// An entry, or what is known of one that was kept until somebody asks for the rest.
#[derive(Clone, Debug)]
enum Content {
    There(Arc<Entry>),
    Late(Arc<Late>),
}

impl Slot {
    /// What is known of an entry that nobody has looked at yet.
    pub(super) fn new(entry: Arc<Entry>, is_published: bool) -> Self {
        Self {
            content: Content::There(entry),
            is_published,
            resolution: Arc::default(),
            inbound: Arc::default(),
        }
    }

    /// What was kept.
    pub(super) fn late(
        late: Late,
        is_published: bool,
        resolution: Arc<Resolution>,
        inbound: Arc<[EntryIndex]>,
    ) -> Self {
        Self {
            content: Content::Late(Arc::new(late)),
            is_published,
            resolution,
            inbound,
        }
    }

    /// The entry.
    pub(crate) fn entry(&self) -> &Arc<Entry> {
        match &self.content {
            Content::There(entry) => entry,
            Content::Late(late) => late.entry(),
        }
    }

    /// The entry as it was kept.
    pub(super) fn as_late(&self) -> Option<&Late> {
        match &self.content {
            Content::There(_) => None,
            Content::Late(late) => Some(late),
        }
    }

    /// Whether the entry is the same in memory as that of another slot.
    pub(crate) fn has_same_entry(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            (Content::There(one), Content::There(other)) => Arc::ptr_eq(one, other),
            (Content::Late(one), Content::Late(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }

    /// Puts an entry in the place of another one.
    pub(super) fn replace(&mut self, entry: Arc<Entry>) -> Arc<Entry> {
        match mem::replace(&mut self.content, Content::There(entry)) {
            Content::There(entry) => entry,
            Content::Late(late) => Arc::clone(late.entry()),
        }
    }

    /// The file of the entry.
    pub(crate) fn source(&self) -> &Source {
        match &self.content {
            Content::There(entry) => &entry.source,
            Content::Late(late) => &late.source,
        }
    }

    /// The id of the entry.
    pub(super) fn id(&self) -> &str {
        match &self.content {
            Content::There(entry) => &entry.id,
            Content::Late(late) => &late.head.id,
        }
    }

    /// Whether the entry is the text of its folder's own page.
    pub(super) fn is_index(&self) -> bool {
        match &self.content {
            Content::There(entry) => entry.is_index,
            Content::Late(late) => late.head.is_index,
        }
    }

    /// The place of the old address that an alias of the entry makes.
    pub(super) fn old_place(&self, alias: usize, config: &Config) -> Option<String> {
        match &self.content {
            Content::There(entry) => redirect_path(entry, alias, config),
            Content::Late(late) => late.head.old_places.get(alias)?.clone(),
        }
    }

    /// When the entry was published.
    pub(super) fn date(&self, config: &Config) -> Option<Date> {
        match &self.content {
            Content::There(entry) => entry.date(&config.collections[entry.collection]),
            Content::Late(late) => late.head.date,
        }
    }

    /// The files that the entry shows in its text, by their indices.
    pub(super) fn shown_assets(&self) -> Vec<usize> {
        let asset = |reference: usize| match self.resolution.targets.get(reference)? {
            Target::Asset { asset, .. } => Some(*asset),
            _ => None,
        };
        match &self.content {
            Content::There(entry) => media(entry).filter_map(asset).collect(),
            Content::Late(late) => late.head.media.iter().copied().filter_map(asset).collect(),
        }
    }
}

/// The references of an entry that show a file in its text, by their indices.
pub(super) fn media(entry: &Entry) -> impl Iterator<Item = usize> {
    let references = entry.references.iter().enumerate();
    let media = references.filter(|(_, reference)| reference.kind.is_media());
    media.map(|(number, _)| number)
}

/// Slots by their indices.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    /// All but the last one are full.
    chunks: Vec<Arc<[Slot]>>,
}

impl Slots {
    /// One more than the greatest index.
    pub(super) fn len(&self) -> usize {
        self.chunks
            .split_last()
            .map_or(0, |(last, full)| full.len() * CHUNK + last.len())
    }

    /// The slots of so many indices together.
    pub(super) fn chunks(&self) -> &[Arc<[Slot]>] {
        &self.chunks
    }

    /// The same, to be changed.
    pub(super) fn chunks_mut(&mut self) -> &mut [Arc<[Slot]>] {
        &mut self.chunks
    }
}

impl Index<EntryIndex> for Slots {
    type Output = Slot;

    fn index(&self, index: EntryIndex) -> &Slot {
        &self.chunks[index / CHUNK][index % CHUNK]
    }
}

impl IndexMut<EntryIndex> for Slots {
    fn index_mut(&mut self, index: EntryIndex) -> &mut Slot {
        &mut Arc::make_mut(&mut self.chunks[index / CHUNK])[index % CHUNK]
    }
}

impl Extend<Slot> for Slots {
    fn extend<I: IntoIterator<Item = Slot>>(&mut self, slots: I) {
        let mut slots = slots.into_iter().peekable();
        if slots.peek().is_none() {
            return;
        }
        let open = self.chunks.pop_if(|last| last.len() < CHUNK);
        let open: Vec<Slot> = open.map(|open| open.to_vec()).unwrap_or_default();
        let mut slots = open.into_iter().chain(slots).peekable();
        while slots.peek().is_some() {
            self.chunks.push(slots.by_ref().take(CHUNK).collect());
        }
    }
}

impl FromIterator<Slot> for Slots {
    fn from_iter<I: IntoIterator<Item = Slot>>(slots: I) -> Self {
        let mut all = Self::default();
        all.extend(slots);
        all
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{CHUNK, Slot, Slots};
    use crate::config::Config;
    use crate::entry::Entry;
    use crate::entry::highlight::Highlighter;
    use crate::source::Source;

    fn slots(numbers: std::ops::Range<usize>) -> Vec<Slot> {
        let highlighter = Highlighter::default();
        let config = Config::default().with_folders(std::collections::BTreeSet::new());
        let read = |number| {
            let source = Source::new(&format!("content/{number}.md"), "");
            let entry = Entry::read(&source, &config, &highlighter);
            Slot::new(Arc::new(entry), false)
        };
        numbers.map(read).collect()
    }

    fn numbers(slots: &Slots) -> Vec<String> {
        let slots = slots.chunks().iter().flat_map(|chunk| chunk.iter());
        slots.map(|slot| slot.entry().id.clone()).collect()
    }

    #[test]
    fn a_slot_is_at_its_index_however_it_came() {
        let mut all = Slots::default();
        let mut count = 0;
        for more in [0, 1, CHUNK - 2, 3, 0, 2 * CHUNK, CHUNK] {
            all.extend(slots(count..count + more));
            count += more;
            assert_eq!(all.len(), count);
        }
        let expected: Vec<String> = (0..count).map(|number| number.to_string()).collect();
        assert_eq!(numbers(&all), expected);
        for index in [0, 1, CHUNK - 1, CHUNK, count - 1] {
            assert_eq!(all[index].entry().id, index.to_string());
        }
    }

    #[test]
    fn a_copy_keeps_what_it_had() {
        let one: Slots = slots(0..2 * CHUNK + 1).into_iter().collect();
        let mut other = one.clone();
        other[CHUNK].is_published = true;
        other.extend(slots(0..1));
        assert!(!one[CHUNK].is_published && other[CHUNK].is_published);
        assert_eq!((one.len(), other.len()), (2 * CHUNK + 1, 2 * CHUNK + 2));
        assert!(Arc::ptr_eq(&one.chunks()[0], &other.chunks()[0]));
        assert!(!Arc::ptr_eq(&one.chunks()[1], &other.chunks()[1]));
    }
}

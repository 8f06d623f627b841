//! What entries are called: their files, and their names by slug.
//!
//! In: the names of entries. Out: [`Names`], which finds them, and `Question`, in which terms the resolution of a
//! reference asks.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use imbl::OrdMap;
use percent_encoding::percent_decode_str;

use super::choice::Choices;
use super::place::normalized;
use super::target::{Choice, EntryIndex};
use super::update::name_table::NameTable;
use crate::config::{Config, UrlStyle, is_place};
use crate::entry::Entry;
use crate::entry::slug::{slug, spelling};
use crate::source::SourcePath;

/// What the resolution of a reference asks of others, as a number. Two questions may have one number:
/// then an entry is resolved once more than it had to be.
#[derive(Clone, Copy, Debug, Hash)]
pub(super) enum Question<'a> {
    /// Which entry has this file?
    File(&'a str),
    /// What is at this place?
    Place(&'a str),
    /// Which files have this name?
    NamedFile(&'a str),
    /// Who has a name with this slug, and which of them come first?
    Name(&'a str),
    /// Which ids does this entry have?
    Anchors(EntryIndex),
}

impl Question<'_> {
    pub(super) fn number(self) -> u32 {
        FixedState::default().hash_one(self) as u32
    }
}

/// The names of one entry, and all else that decides whether it is meant by one of them.
#[derive(Debug, PartialEq)]
pub(super) struct EntryNames {
    pub(super) keys: Vec<String>,
    /// A hash of how they are spelled.
    spellings: u64,
    is_published: bool,
}

impl EntryNames {
    pub(super) fn new(entry: &Entry, is_published: bool) -> Self {
        let names: Vec<&str> = [entry.slug()].into_iter().chain(spelled(entry)).collect();
        let spellings = FixedState::default().hash_one(&names);
        let mut keys: Vec<String> = names.into_iter().map(slug).collect();
        keys.retain(|key| !key.is_empty());
        keys.sort_unstable();
        keys.dedup();
        Self {
            keys,
            spellings,
            is_published,
        }
    }

    /// The questions whose answers the names may decide.
    pub(super) fn questions(&self) -> impl Iterator<Item = u32> {
        self.keys.iter().map(|key| Question::Name(key).number())
    }
}

/// The names of an entry as they are spelled.
fn spelled(entry: &Entry) -> impl Iterator<Item = &str> {
    let others = entry.built_in.other_names().map(String::as_str);
    [&*entry.name, &*entry.title].into_iter().chain(others)
}

/// How far an entry that has a name is from one that refers to it: nearest is one with the very name, else one in the
/// same folder, else one whose file is called like this.
pub(super) fn distance(entry: &Entry, name: &str, from: &Entry) -> u8 {
    let stem = entry.path.file_name().rsplit_once('.');
    let stem = stem.map_or("", |(stem, _)| stem);
    let written = spelling(name);
    let is_named = [stem]
        .into_iter()
        .chain(spelled(entry))
        .any(|known| spelling(known) == written);
    let is_near = entry.path.folder() == from.path.folder();
    let has_file = slug(stem) == slug(name);
    4 * u8::from(!is_named) + 2 * u8::from(!is_near) + u8::from(!has_file)
}

/// So many entries of one name are looked at for each reference to it.
const FEW: usize = 16;

/// Finds entries by their files and names.
#[derive(Clone, Debug, Default)]
pub struct Names {
    files: OrdMap<SourcePath, EntryIndex>,
    /// Slugs of file names, names and aliases.
    pub(super) table: NameTable,
}

impl Names {
    /// Takes in the files of entries, or those that are gone.
    pub(super) fn update_files<'a>(
        &mut self,
        files: impl Iterator<Item = (&'a SourcePath, EntryIndex, bool)>,
    ) {
        for (path, index, is_gone) in files {
            if is_gone {
                self.files.remove(path);
            } else if !self.files.contains_key(path) {
                self.files.insert(path.clone(), index);
            }
        }
    }

    /// The entry of a file, by its path from the root.
    pub fn of_file(&self, path: &str) -> Option<EntryIndex> {
        self.files.get(path).copied()
    }

    /// The entries in the order of their files.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = EntryIndex> {
        self.files.values().copied()
    }

    /// How many entries there are.
    pub(super) fn count(&self) -> usize {
        self.files.len()
    }

    /// The entries that have a name, by its slug, in the order of their files.
    pub fn named(&self, key: &str) -> &[EntryIndex] {
        self.table.of(key)
    }

    /// Whom a name means among those who have it, in one collection or in all. `place` says of an entry its rank
    /// and its collection.
    pub(super) fn choice(
        &self,
        key: &str,
        within: Option<usize>,
        place: impl Fn(EntryIndex) -> (u8, usize),
    ) -> Choice {
        let Some(row) = self.table.row(key) else {
            return Choice::default();
        };
        let all = row.entries.iter().map(|&entry| (entry, place(entry)));
        if row.entries.len() > FEW {
            let choices = row.choices.get_or_init(|| {
                let mut choices = Choices::default();
                all.for_each(|(entry, (rank, collection))| choices.add(entry, rank, collection));
                choices
            });
            return choices.within(within);
        }
        let mut choice = Choice::default();
        for (entry, (rank, collection)) in all {
            if within.is_none_or(|within| within == collection) {
                choice.add(entry, rank);
            }
        }
        choice
    }

    /// Names that more than one entry has, with these, sorted.
    pub fn shared(&self) -> Vec<(&str, &[EntryIndex])> {
        self.table.shared()
    }
}

/// The place of the old address that an alias makes, by the index of the alias: an alias that starts
/// with `/` is an address; any other is a name, whose address is that of an entry of this name.
pub fn redirect_path(entry: &Entry, alias: usize, config: &Config) -> Option<String> {
    let alias = entry.built_in.aliases.get(alias)?;
    if let Some(address) = alias.strip_prefix('/') {
        return Some(old_address(address, config)).filter(|path| is_place(path));
    }
    let key = slug(alias);
    if key.is_empty() || key == "index" {
        return None;
    }
    let folder = &config.collections[entry.collection].folder;
    Some(if folder.is_empty() {
        key
    } else {
        format!("{folder}/{key}")
    })
}

/// The place of an old address, written as in a link but for its leading `/`. What is one file on the
/// site is one place.
pub fn old_address(address: &str, config: &Config) -> String {
    let decoded = percent_decode_str(address.trim_end_matches('/')).decode_utf8_lossy();
    let place = match config.site.urls {
        UrlStyle::File => decoded.strip_suffix(".html").unwrap_or(&decoded),
        UrlStyle::Directory => &decoded,
    };
    let place = match (place, config.site.urls) {
        ("index.html", _) | ("index", UrlStyle::File) => "",
        _ => place.strip_suffix("/index.html").unwrap_or(place),
    };
    let place = match config.site.urls {
        UrlStyle::File => place.strip_suffix("/index").unwrap_or(place),
        UrlStyle::Directory => place,
    };
    normalized(place)
}

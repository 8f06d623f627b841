//! Places on the site: who wants which, who has it, and which files cannot lie beside each other.
//!
//! In: what the kinds of pages want, as values, and the files of the site. Out: [`Places`], in which each path has
//! one occupant, and every [`Conflict`] that `check` reports. What `check` passes, `build` can write.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use blake3::Hash;
use foldhash::fast::FixedState;
use indexmap::IndexMap;
use indexmap::map::Entry as Slot;
use unicode_normalization::UnicodeNormalization;

use super::target::EntryIndex;
use crate::asset::{Asset, without_fingerprint};
use crate::config::UrlStyle;
use crate::entry::html::has_byte;
use crate::source::last_part;

/// A file system takes names of so many bytes (`NAME_MAX` on Linux; 255 UTF-16 units on APFS and NTFS).
const LONGEST_NAME: usize = 255;

/// A path of more bytes below an output folder is too long for macOS, where 1,024 is all (`PATH_MAX`).
const LONGEST_PATH: usize = 900;

/// Among more files of one name, none is looked for.
const MOST_FILES: usize = 16;

/// What there is at a place of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Occupant {
    /// An entry, or a page with the text of an entry.
    Entry(EntryIndex),
    /// The old address of an entry; the index of the alias among its aliases.
    Redirect(EntryIndex, usize),
    /// An old address that the settings name, by its number among them.
    Moved(usize),
    /// A page without an entry.
    Page,
    /// A file, by its index among the assets.
    Asset(usize),
}

/// The form of a place: which file it is, and what its address looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A page in the style of the site: `a/index.html` or `a.html`.
    Page,
    /// The page of a folder: `a/index.html` in both styles.
    Folder,
    /// A file of its own name: `feed.xml`.
    File,
    /// A folder of files that are known by name only when they are made. Nothing else lies in it, and no link leads to it.
    Files,
}

/// By what right a place is wanted, the strongest first. Of two equal ones, the first has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// A published entry.
    Entry,
    /// The page of a folder without a text of its own.
    Folder,
    /// A page that the program makes.
    Made,
    /// A file of the site.
    File,
    /// A file that the program makes unless the site has one of its own, such as `robots.txt`.
    Default,
    /// An old address: an alias that starts with `/`.
    Address,
    /// The address that an entry with the name of an alias would have. It gives way.
    Name,
    /// A draft takes the place that is left: it is there to be told of, and keeps nothing away.
    Draft,
    /// The old address of a draft.
    DraftAddress,
}

/// A place that a kind of pages wants. Its path stands beside it, without slashes around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// What is there.
    pub occupant: Occupant,
    /// Its form.
    pub form: Form,
    /// By what right.
    pub claim: Claim,
    /// The kind, by its index in the table of kinds; it means nothing for a file.
    pub kind: usize,
    /// Which page of its kind, in terms of the kind.
    pub key: usize,
    /// The entry, and its field, without which the place would not be, where it is made from one.
    pub cause: Option<(EntryIndex, &'static str)>,
}

impl Place {
    /// The path of its file in the output folder.
    pub fn file(&self, path: &str, urls: UrlStyle) -> String {
        match (self.form, urls) {
            (Form::File | Form::Files, _) => path.to_owned(),
            (Form::Page, UrlStyle::File) => [path, ".html"].concat(),
            _ if path.is_empty() => "index.html".to_owned(),
            _ => [path, "/index.html"].concat(),
        }
    }

    /// Whether there is a page to be made: none for a draft, and files are there already.
    pub fn has_page(&self) -> bool {
        let has_none = matches!(self.claim, Claim::Draft | Claim::DraftAddress | Claim::File);
        !has_none && self.form != Form::Files
    }

    /// Whether it is a page that leads readers of an old address on.
    pub fn is_redirect(&self) -> bool {
        let is_old = matches!(self.occupant, Occupant::Redirect(..) | Occupant::Moved(_));
        is_old && self.has_page()
    }

    /// Whether the two cannot both be served, the other one being the occupant of the path.
    fn contests(&self, holder: &Self) -> bool {
        match (self.claim, self.occupant, holder.occupant) {
            (Claim::Name | Claim::Draft | Claim::DraftAddress, ..) => false,
            (Claim::Default, _, Occupant::Asset(_)) => false,
            (Claim::Address, Occupant::Redirect(entry, _), Occupant::Entry(held)) => entry != held,
            _ => true,
        }
    }
}

/// Two things that cannot both be on the site, or one that cannot be there at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What is wrong.
    pub fault: ConflictKind,
    /// The path of the second: a place, or of the output folder where that is at fault.
    pub path: String,
    /// Who is there.
    pub first: Option<Place>,
    /// Who wants to be there too.
    pub second: Place,
}

/// What is wrong with a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// Two have the same address.
    SameUrl,
    /// Two would be the same file.
    SameFile,
    /// Two differ only in case, and are one file on many disks.
    Case,
    /// One would be a file in the folder that the other one is, as a file.
    BelowFile,
    /// A name of the path is longer than file systems allow, or the whole.
    TooLong,
    /// A name of the path leads elsewhere, or is none on some system.
    BadName,
    /// It has the name that a file gets with its fingerprint.
    Fingerprint,
}

/// Whether a name of a path can be bad. Nearly none can, which is seen at a glance.
fn may_be_bad(path: &str) -> bool {
    has_byte(path, |byte| is_bad_byte(byte) | (byte == b'.')) || path.contains("//")
}

fn is_bad_name(name: &str) -> bool {
    matches!(name, "" | "." | "..") || name.bytes().any(is_bad_byte)
}

fn is_bad_byte(byte: u8) -> bool {
    (byte < b' ') | (byte == b'\x7f') | (byte == b'\\')
}

type Map<V> = IndexMap<String, V, FixedState>;

/// Every path with its occupant, pages in the order of their kinds, then the files.
#[derive(Clone, Debug, Default)]
pub struct Places {
    map: Map<Place>,
    /// What is wrong with them.
    pub conflicts: Vec<Conflict>,
    /// The numbers of files by their names, made when one is looked for by its name.
    files: OnceLock<HashMap<String, Vec<u32>>>,
}

impl Places {
    /// Gives each path to the strongest of those who want it. The hash of a file is asked for where its name depends on it.
    pub fn new(
        wanted: Vec<(String, Place)>,
        assets: &[Asset],
        hash: &dyn Fn(&Asset) -> Option<Hash>,
        urls: UrlStyle,
    ) -> Self {
        let mut places = Self {
            map: Map::with_capacity_and_hasher(wanted.len() + assets.len(), FixedState::default()),
            conflicts: Vec::new(),
            files: OnceLock::new(),
        };
        let files = assets.iter().enumerate().map(|(index, asset)| {
            let place = Place {
                occupant: Occupant::Asset(index),
                form: Form::File,
                claim: Claim::File,
                kind: usize::MAX,
                key: index,
                cause: None,
            };
            (normalized(asset.site_path()), place)
        });
        for (path, place) in wanted.into_iter().chain(files) {
            places.add(path, place);
        }
        let fingerprinted = |index: usize| {
            let asset = &assets[index];
            Some(asset.fingerprinted_path(&hash(asset)?))
        };
        places.settle_files(&fingerprinted, urls);
        places
    }

    fn add(&mut self, path: String, place: Place) {
        match self.map.entry(path) {
            Slot::Vacant(slot) => {
                slot.insert(place);
            }
            Slot::Occupied(mut slot) => {
                let (first, second) = if place.claim < slot.get().claim {
                    (place, slot.insert(place))
                } else {
                    (*slot.get(), place)
                };
                if second.contests(&first) {
                    self.conflicts.push(Conflict {
                        fault: ConflictKind::SameUrl,
                        path: slot.key().clone(),
                        first: Some(first),
                        second,
                    });
                }
            }
        }
    }

    /// What is at a path; it has no slashes around it and no percent signs in it.
    pub fn at(&self, path: &str) -> Option<&Place> {
        if path.is_ascii() {
            self.map.get(path)
        } else {
            self.map.get(normalized(path).as_str())
        }
    }

    /// One of them, by its number in the order.
    pub fn nth(&self, number: usize) -> Option<(&str, &Place)> {
        let (path, place) = self.map.get_index(number)?;
        Some((path, place))
    }

    /// The number of the one at a path.
    pub fn number_of(&self, path: &str) -> Option<usize> {
        if path.is_ascii() {
            self.map.get_index_of(path)
        } else {
            self.map.get_index_of(normalized(path).as_str())
        }
    }

    /// The path of the only file whose path is this one, or ends like this behind a slash.
    pub(super) fn file_ending(&self, path: &str) -> Option<&str> {
        let files = self.files.get_or_init(|| {
            let mut files: HashMap<String, Vec<u32>> = HashMap::new();
            for (number, (path, place)) in self.iter().enumerate() {
                if matches!(place.occupant, Occupant::Asset(_)) {
                    let of_name = files.entry(last_part(path).to_owned()).or_default();
                    of_name.push(number as u32);
                }
            }
            files
        });
        let named = files.get(last_part(path))?;
        if named.len() > MOST_FILES {
            return None;
        }
        let paths = named.iter().filter_map(|&number| self.nth(number as usize));
        let mut paths = paths.map(|(known, _)| known).filter(|known| {
            let before = known.strip_suffix(path);
            before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
        });
        let first = paths.next()?;
        paths.next().is_none().then_some(first)
    }

    /// Every path with its occupant.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.map.iter().map(|(path, place)| (path.as_str(), place))
    }

    /// The paths at which two tables have another occupant. Most are the same from start to end.
    pub(super) fn differences<'a>(&'a self, other: &'a Self) -> Vec<&'a str> {
        if self.map.len() == other.map.len() && self.map.iter().eq(&other.map) {
            return Vec::new();
        }
        let occupant = |place: &Place| place.occupant;
        let differs = |of: &'a Self, from: &'a Self| {
            of.iter()
                .filter(|(path, place)| from.map.get(*path).map(occupant) != Some(place.occupant))
                .map(|(path, _)| path)
        };
        differs(self, other).chain(differs(other, self)).collect()
    }

    /// Finds the places that different paths do not keep apart on a disk. An alias that is only a name needs no page
    /// where none can be made.
    fn settle_files(&mut self, fingerprinted: &dyn Fn(usize) -> Option<String>, urls: UrlStyle) {
        let mut conflicts = self.file_conflicts(fingerprinted, urls);
        let is_name = |conflict: &Conflict| conflict.second.claim == Claim::Name;
        if conflicts.iter().any(is_name) {
            let gone: HashSet<Occupant> = conflicts
                .iter()
                .filter(|conflict| is_name(conflict))
                .map(|conflict| conflict.second.occupant)
                .collect();
            self.map
                .retain(|_, place| place.claim != Claim::Name || !gone.contains(&place.occupant));
            conflicts = self.file_conflicts(fingerprinted, urls);
        }
        self.conflicts.extend(conflicts);
    }

    fn file_conflicts(
        &self,
        fingerprinted: &dyn Fn(usize) -> Option<String>,
        urls: UrlStyle,
    ) -> Vec<Conflict> {
        let mut conflicts = Vec::new();
        let mut folded: HashMap<String, (&str, &Place)> = HashMap::new();
        let real = self
            .map
            .iter()
            .filter(|(_, place)| !matches!(place.claim, Claim::Draft | Claim::DraftAddress));
        for (path, place) in real {
            let mut push = |fault, path: &str, first: Option<&Place>| {
                // The weaker one is at fault, whoever was found first.
                let (first, second) = match first {
                    Some(other) if other.claim > place.claim => (Some(*place), *other),
                    first => (first.copied(), *place),
                };
                conflicts.push(Conflict {
                    fault,
                    path: path.to_owned(),
                    first,
                    second,
                });
            };
            if let Some(other) = self.same_file(path, place, urls) {
                push(ConflictKind::SameFile, path, Some(other));
            }
            if let Some(other) = self.file_above(path, urls) {
                push(ConflictKind::BelowFile, path, Some(other));
            }
            if may_be_bad(path) && place.file(path, urls).split('/').any(is_bad_name) {
                push(ConflictKind::BadName, path, None);
            }
            if path.len() + "/index.html".len() > LONGEST_NAME {
                let file = place.file(path, urls);
                if file.len() > LONGEST_PATH
                    || file.split('/').any(|name| name.len() > LONGEST_NAME)
                {
                    push(ConflictKind::TooLong, path, None);
                }
            }
            if has_byte(path, |byte| byte.is_ascii_uppercase() | !byte.is_ascii()) {
                let lower = path.to_lowercase();
                let same = Some(&lower).filter(|lower| *lower != path);
                let known = same.and_then(|lower| self.map.get_key_value(lower.as_str()));
                let known = known.map(|(path, place)| (path.as_str(), place));
                if let Some((_, other)) = known.or_else(|| folded.get(&lower).copied()) {
                    let is_same_file = place.file(path, urls).to_lowercase()
                        == other.file(&lower, urls).to_lowercase();
                    let is_draft = matches!(other.claim, Claim::Draft | Claim::DraftAddress);
                    if is_same_file && !is_draft {
                        push(ConflictKind::Case, path, Some(other));
                    }
                }
                folded.entry(lower).or_insert((path, place));
            }
            if let Some(original) = without_fingerprint(path)
                && let Some(Place {
                    occupant: Occupant::Asset(index),
                    ..
                }) = self.map.get(original.as_str())
                && fingerprinted(*index).as_ref() == Some(path)
            {
                push(
                    ConflictKind::Fingerprint,
                    path,
                    self.map.get(original.as_str()),
                );
            }
        }
        conflicts
    }

    /// Another place with the same file. What has the form of most pages is looked at from the other one.
    fn same_file(&self, path: &str, place: &Place, urls: UrlStyle) -> Option<&Place> {
        let other = |path: &str, forms: &[Form]| {
            let found = self.map.get(path)?;
            forms.contains(&found.form).then_some(found)
        };
        match (place.form, urls) {
            (Form::Page, _) => None,
            (Form::Folder, UrlStyle::Directory) => None,
            (Form::Folder, UrlStyle::File) => {
                let index = if path.is_empty() {
                    "index".to_owned()
                } else {
                    [path, "/index"].concat()
                };
                other(&index, &[Form::Page])
            }
            (Form::Files, _) => None,
            (Form::File, _) => {
                let stem = path.strip_suffix(".html")?;
                let folder = stem
                    .strip_suffix("/index")
                    .or((stem == "index").then_some(""));
                let page = match urls {
                    UrlStyle::File => other(stem, &[Form::Page]),
                    UrlStyle::Directory => None,
                };
                page.or_else(|| {
                    let forms = match urls {
                        UrlStyle::File => &[Form::Folder][..],
                        UrlStyle::Directory => &[Form::Folder, Form::Page],
                    };
                    other(folder?, forms)
                })
            }
        }
    }

    /// A file that a folder of the path would have to be.
    fn file_above(&self, path: &str, urls: UrlStyle) -> Option<&Place> {
        let is_file = |at: &str| {
            let is_named = |place: &&Place| matches!(place.form, Form::File | Form::Files);
            let named = self.map.get(at).filter(is_named);
            let page = || match urls {
                UrlStyle::Directory => None,
                UrlStyle::File => {
                    let found = self.map.get(at.strip_suffix(".html")?);
                    found.filter(|place| place.form == Form::Page)
                }
            };
            named.or_else(page)
        };
        if path.len() > LONGEST_PATH {
            // It is at fault in itself.
            return None;
        }
        let mut above = path.match_indices('/').map(|(end, _)| &path[..end]);
        above.find_map(is_file)
    }
}

/// The composed form (NFC): some file systems take names apart.
pub fn normalized(path: &str) -> String {
    if path.is_ascii() {
        path.to_owned()
    } else {
        path.nfc().collect()
    }
}

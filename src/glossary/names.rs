//! What everything is called: places on the site, and the names of entries.
//!
//! In: who claims which place and which name. Out: [`Names`], which finds them. A place belongs to the
//! claim that ranks first, whatever the order in which claims came; two that cannot both have it are
//! a [`Clash`], and who is at fault is said in `check`.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use imbl::{OrdMap, OrdSet};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::EntryIndex;
use super::claimants::{Claimants, Claimed};
use super::slots::Slots;
use crate::config::{Config, UrlStyle};
use crate::entry::Entry;
use crate::entry::slug::slug;
use crate::source::{Asset, SourcePath};

/// What there is at a place of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// An entry, or the page of a collection with a text of its own.
    Entry(EntryIndex),
    /// The old address of an entry; the index of the alias among its aliases.
    Redirect(EntryIndex, usize),
    /// A page that the program makes.
    Page,
    /// A file.
    Asset(usize),
}

/// Two things that want the same place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash<'a> {
    /// The place, without slashes around it.
    pub path: &'a str,
    /// Who has it.
    pub first: Place,
    /// Who wants it too.
    pub second: Place,
}

/// By what right a place is claimed, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Rank {
    /// A file of the site in place of one that the program makes, such as `robots.txt`.
    Replacement,
    /// A published entry.
    Entry,
    /// The page of a collection without a text of its own.
    Folder,
    /// The home page, which is there in any case.
    Home,
    /// Another page that the program makes.
    Made,
    /// A file.
    File,
    /// An old address: an alias that starts with `/`.
    Address,
    /// The address that an entry with the name of an alias would have. It gives way.
    Name,
    /// A draft takes the place that is left: it is there to be told of, and keeps nothing away.
    Draft,
    /// The old address of a draft.
    DraftAddress,
}

/// A claim to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Claim {
    pub(super) rank: Rank,
    pub(super) place: Place,
    /// Whether an entry claims it that is the text of the folder at the place.
    pub(super) is_index: bool,
}

impl Claim {
    pub(super) fn new(rank: Rank, place: Place) -> Self {
        Self {
            rank,
            place,
            is_index: false,
        }
    }

    /// By what it stands before or behind other claims to the same place.
    fn order<'a>(
        &self,
        file: impl Fn(EntryIndex) -> &'a SourcePath,
    ) -> (Rank, Option<&'a SourcePath>, usize) {
        let (entry, number) = match self.place {
            Place::Entry(index) => (Some(index), 0),
            Place::Redirect(index, number) => (Some(index), number),
            Place::Asset(number) => (None, number),
            Place::Page => (None, 0),
        };
        (self.rank, entry.map(file), number)
    }

    /// Whether the two cannot both be served, the other one being the holder of the place.
    fn contests(self, holder: Self) -> bool {
        match (self.rank, self.place, holder.place) {
            (Rank::Home | Rank::Name | Rank::Draft | Rank::DraftAddress, ..) => false,
            (Rank::Made, ..) => holder.rank != Rank::Replacement,
            (Rank::Folder, ..) => !holder.is_index,
            (Rank::Address, Place::Redirect(entry, _), Place::Entry(held)) => entry != held,
            _ => true,
        }
    }
}

/// What a thing claims.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Claims {
    places: Vec<(String, Claim)>,
    names: Vec<(String, EntryIndex, bool)>,
    file: Option<(SourcePath, EntryIndex)>,
}

impl Claims {
    /// What an entry claims: its place and its old addresses, its names, its file.
    pub(super) fn of_entry(
        index: EntryIndex,
        entry: &Entry,
        is_published: bool,
        config: &Config,
    ) -> Self {
        let mut claims = Self {
            file: Some((entry.source.path.clone(), index)),
            ..Self::default()
        };
        let (own, address) = if is_published {
            (Rank::Entry, Rank::Address)
        } else {
            (Rank::Draft, Rank::DraftAddress)
        };
        let own = Claim {
            rank: own,
            place: Place::Entry(index),
            is_index: entry.is_index,
        };
        claims.places.push((normalized(&entry.id), own));
        // `p/index.html` is the page of the folder and that of an entry `index` in it.
        let folder = entry.id.strip_suffix("/index").filter(|_| !entry.is_index);
        if let (Some(folder), UrlStyle::File) = (folder, config.site.urls) {
            claims.places.push((normalized(folder), own));
        }
        for (number, alias) in entry.built_in.aliases.iter().enumerate() {
            let rank = match alias.strip_prefix('/') {
                Some(_) => address,
                None if is_published => Rank::Name,
                None => continue,
            };
            let claim = Claim::new(rank, Place::Redirect(index, number));
            if let Some(path) = redirect_path(entry, number, config) {
                claims.places.push((path, claim));
            }
        }
        let names = [entry.slug(), &entry.name, &entry.title].into_iter();
        let others = entry.built_in.other_names().map(String::as_str);
        for name in names.chain(others) {
            let key = slug(name);
            if !key.is_empty() && !claims.names.iter().any(|(known, ..)| *known == key) {
                claims.names.push((key, index, is_published));
            }
        }
        claims
    }

    /// What files claim.
    pub(super) fn of_assets(assets: &[Asset], config: &Config) -> Self {
        let mut claims = Self::default();
        for (index, asset) in assets.iter().enumerate() {
            let path = normalized(asset.site_path());
            let rank = match path.as_str() {
                "404.html" | "robots.txt" | "sitemap.xml" | "feed.xml" => Rank::Replacement,
                _ => Rank::File,
            };
            let claim = Claim::new(rank, Place::Asset(index));
            // The file of a page is the page.
            let page = match config.site.urls {
                UrlStyle::File => path.strip_suffix(".html"),
                UrlStyle::Directory => None,
            };
            let page = path
                .strip_suffix("/index.html")
                .or((path == "index.html").then_some(""))
                .or(page)
                .filter(|_| rank == Rank::File);
            if let Some(page) = page {
                claims.places.push((page.to_owned(), claim));
            }
            claims.places.push((path, claim));
        }
        claims
    }

    /// What the program itself claims.
    pub(super) fn of_site<'a>(pages: impl IntoIterator<Item = (&'a str, Rank)>) -> Self {
        let places = pages
            .into_iter()
            .map(|(path, rank)| (normalized(path), Claim::new(rank, Place::Page)));
        Self {
            places: places.collect(),
            ..Self::default()
        }
    }
}

/// What the resolution of a reference asks of others, as a number. Two questions may have one number:
/// then an entry is resolved once more than it had to be.
#[derive(Clone, Copy, Debug, Hash)]
pub(super) enum Question<'a> {
    /// Which entry has this file?
    File(&'a str),
    /// What is at this place?
    Place(&'a str),
    /// Who has a name with this slug?
    Name(&'a str),
    /// Which ids does this entry have?
    Anchors(EntryIndex),
}

impl Question<'_> {
    pub(super) fn number(self) -> u32 {
        FixedState::default().hash_one(self) as u32
    }
}

/// Finds places and names.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Names {
    places: Claimants<Claim>,
    files: OrdMap<SourcePath, EntryIndex>,
    /// Slugs of file names, names and aliases.
    names: Claimants<EntryIndex>,
    /// Places that more than one thing claims.
    contested: OrdSet<String>,
    /// Names that more than one entry has.
    shared: OrdSet<String>,
    /// Old addresses of published entries: the entry, and the index of the alias.
    pub redirects: OrdMap<String, (EntryIndex, usize)>,
}

/// Claims of one kind: those of many things together.
struct Together {
    places: Vec<(String, Claim)>,
    names: Vec<(String, EntryIndex)>,
    files: Vec<(SourcePath, EntryIndex)>,
}

impl Together {
    fn new(all: Vec<Claims>) -> Self {
        let count = |of: fn(&Claims) -> usize| all.iter().map(of).sum();
        let mut together = Self {
            places: Vec::with_capacity(count(|claims| claims.places.len())),
            names: Vec::with_capacity(count(|claims| claims.names.len())),
            files: Vec::with_capacity(count(|claims| usize::from(claims.file.is_some()))),
        };
        for claims in all {
            together.places.extend(claims.places);
            let names = claims.names.into_iter();
            together
                .names
                .extend(names.map(|(key, index, _)| (key, index)));
            together.files.extend(claims.file);
        }
        together
    }

    /// The numbers of the questions whose answers the claims may decide.
    fn questions(&self) -> impl Iterator<Item = u32> {
        let places = self.places.iter().map(|(path, _)| Question::Place(path));
        let names = self.names.iter().map(|(key, _)| Question::Name(key));
        let files = self.files.iter().map(|(path, _)| Question::File(path));
        places.chain(names).chain(files).map(Question::number)
    }
}

impl Names {
    /// The names when some claims have gone and others have come, and the numbers of
    /// the questions to which the answer may be another one now, sorted.
    pub(super) fn after(
        &self,
        gone: Vec<Claims>,
        come: Vec<Claims>,
        slots: &Slots,
    ) -> (Self, Vec<u32>) {
        let mut next = self.clone();
        let (gone, come) = (Together::new(gone), Together::new(come));
        let mut asked: Vec<u32> = Vec::new();
        // Nobody asked anything of no names.
        if !self.files.is_empty() {
            asked.extend(gone.questions().chain(come.questions()));
            asked.sort_unstable();
            asked.dedup();
        }
        let file = |index: EntryIndex| &slots[index].source().path;
        let (places, names, files) = (&mut next.places, &mut next.names, &mut next.files);
        let (claimed, (called, ())) = rayon::join(
            || {
                let is_redirect = |claim: &Claim| matches!(claim.place, Place::Redirect(..));
                places.change(gone.places, come.places, is_redirect, |claims| {
                    claims.sort_by(|one, two| one.order(file).cmp(&two.order(file)));
                })
            },
            || {
                rayon::join(
                    || {
                        names.change(
                            gone.names,
                            come.names,
                            |_| false,
                            |entries| {
                                entries.sort_by(|one, two| file(*one).cmp(file(*two)));
                            },
                        )
                    },
                    || {
                        for (path, _) in gone.files {
                            files.remove(&path);
                        }
                        files.extend(come.files);
                    },
                )
            },
        );
        for Claimed { text, first, count } in claimed {
            match first {
                Some(Claim {
                    rank: Rank::Address | Rank::Name,
                    place: Place::Redirect(entry, alias),
                    ..
                }) => next.redirects.insert(text.clone(), (entry, alias)),
                _ => next.redirects.remove(&text),
            };
            note(&mut next.contested, text, count > 1);
        }
        for Claimed { text, count, .. } in called {
            note(&mut next.shared, text, count > 1);
        }
        (next, asked)
    }

    /// Whether these are the same in memory.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.places.is_same(&other.places)
            && self.files.ptr_eq(&other.files)
            && self.names.is_same(&other.names)
            && self.contested.ptr_eq(&other.contested)
            && self.shared.ptr_eq(&other.shared)
            && self.redirects.ptr_eq(&other.redirects)
    }

    /// What there is at a place; `path` has no slashes around it and no percent signs in it.
    pub fn at(&self, path: &str) -> Option<Place> {
        let claims = if path.is_ascii() {
            self.places.of(path)
        } else {
            self.places.of(&normalized(path))
        };
        Some(claims.first()?.place)
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

    /// The entries that have a name, by its slug.
    pub fn named(&self, key: &str) -> &[EntryIndex] {
        self.names.of(key)
    }

    /// Names that more than one entry has, with these.
    pub fn shared(&self) -> impl Iterator<Item = (&str, &[EntryIndex])> {
        self.shared
            .iter()
            .map(|key| (key.as_str(), self.named(key)))
    }

    /// Places that more than one thing wants.
    pub fn clashes(&self) -> impl Iterator<Item = Clash<'_>> {
        self.contested.iter().flat_map(|path| {
            let claims = self.places.of(path);
            let (holder, others) = claims
                .split_first()
                .map_or((None, &[][..]), |(first, rest)| (Some(*first), rest));
            others.iter().filter_map(move |other| {
                let holder = holder.filter(|holder| other.contests(*holder))?;
                Some(Clash {
                    path,
                    first: holder.place,
                    second: other.place,
                })
            })
        })
    }
}

/// Puts a text among others, or takes it out of them.
fn note(texts: &mut OrdSet<String>, text: String, belongs: bool) {
    if belongs {
        texts.insert(text);
    } else {
        texts.remove(&text);
    }
}

/// The place of the old address that an alias makes, by the index of the alias: an alias that starts
/// with `/` is an address; any other is a name, whose address is that of an entry of this name.
pub fn redirect_path(entry: &Entry, alias: usize, config: &Config) -> Option<String> {
    let alias = entry.built_in.aliases.get(alias)?;
    if let Some(address) = alias.strip_prefix('/') {
        return Some(old_address(address, config)).filter(|path| safe(path));
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

/// The composed form (NFC): some file systems take names apart.
pub(super) fn normalized(path: &str) -> String {
    if path.is_ascii() {
        path.to_owned()
    } else {
        path.nfc().collect()
    }
}

/// Whether a place stays within the site.
pub fn safe(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(|letter: char| letter.is_control() || "\\?#".contains(letter))
        && !path.starts_with(".primer-")
        && path
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
}

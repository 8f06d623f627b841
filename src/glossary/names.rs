//! What everything is called: places on the site, and the names of entries.
//!
//! In: entries, assets and the pages that the program makes. Out: [`Names`], which finds them. Two
//! things with one place are kept as [`Clash`]es; who is at fault is said in `check`.

use std::collections::HashMap;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use super::EntryIndex;
use super::taxonomy::{A_TO_Z, CATEGORIES, TAGS, Taxonomy};
use crate::config::{Config, UrlStyle};
use crate::entry::Entry;
use crate::entry::slug::slug;
use crate::source::Asset;

/// What there is at a place of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
pub struct Clash {
    /// The place, without slashes around it.
    pub path: String,
    /// Who has it.
    pub first: Place,
    /// Who wants it too.
    pub second: Place,
}

/// Finds places and names.
#[derive(Debug, Default)]
pub struct Names {
    places: HashMap<String, Place>,
    by_file: HashMap<String, EntryIndex>,
    /// Slugs of file names, names and aliases.
    names: HashMap<String, Vec<EntryIndex>>,
    /// Places that more than one thing wants, in the order of the entries.
    pub clashes: Vec<Clash>,
    /// Old addresses: the place, the entry, and the index of the alias.
    pub redirects: Vec<(String, EntryIndex, usize)>,
}

impl Names {
    pub(super) fn new(
        entries: &[Arc<Entry>],
        published: &[bool],
        assets: &[Asset],
        taxonomy: &Taxonomy,
        config: &Config,
    ) -> Self {
        let mut names = Self::default();
        // Drafts come last: they keep no published thing from its name.
        let mut order: Vec<EntryIndex> = (0..entries.len()).collect();
        order.sort_by_key(|&index| !published[index]);
        for &index in &order {
            let entry = &entries[index];
            names.by_file.insert(entry.source.path.to_string(), index);
            if published[index] {
                names.take(&normalized(&entry.id), Place::Entry(index));
                // `p/index.html` is the page of the folder and that of an entry `index` in it.
                let folder = entry.id.strip_suffix("/index").filter(|_| !entry.is_index);
                if let (Some(folder), UrlStyle::File) = (folder, config.site.urls) {
                    names.take(&normalized(folder), Place::Entry(index));
                }
            }
        }
        for &index in &order {
            let entry = &entries[index];
            let mut keys = vec![slug(entry.slug()), slug(&entry.name), slug(&entry.title)];
            keys.extend(entry.built_in.other_names().map(|alias| slug(alias)));
            for key in keys {
                if key.is_empty() {
                    continue;
                }
                let known = names.names.entry(key).or_default();
                if !known.contains(&index) {
                    known.push(index);
                }
            }
        }
        // Pages of the program and files.
        for collection in &config.collections {
            let path = normalized(&collection.folder);
            let has_text = matches!(names.places.get(&path), Some(Place::Entry(entry)) if entries[*entry].is_index);
            if !collection.folder.is_empty() && !has_text {
                names.take(&path, Place::Page);
            }
        }
        if !names.places.contains_key("") {
            names.take("", Place::Page);
        }
        let listed = || {
            entries.iter().enumerate().filter(|(index, entry)| {
                published[*index] && !entry.is_index && config.collections[entry.collection].listed
            })
        };
        let mut pages: Vec<&str> = vec!["404.html", "robots.txt"];
        if listed().next().is_some() {
            pages.push(A_TO_Z);
        }
        if config.site.base_url.is_some() {
            pages.push("sitemap.xml");
            let collections = &config.collections;
            if listed().any(|(_, entry)| entry.date(&collections[entry.collection]).is_some()) {
                pages.push("feed.xml");
            }
        }
        if !taxonomy.categories.is_empty() {
            pages.push(CATEGORIES);
        }
        if !taxonomy.tags.is_empty() {
            pages.push(TAGS);
        }
        pages.extend(
            taxonomy
                .categories
                .iter()
                .chain(&taxonomy.tags)
                .map(|group| group.path.as_str()),
        );
        for page in pages {
            names.take(page, Place::Page);
        }
        names.take_assets(assets, config);
        let shown: Vec<EntryIndex> = order
            .iter()
            .copied()
            .filter(|&index| published[index])
            .collect();
        names.add_redirects(entries, &shown, config);
        // A draft takes the place that is left: it is there to be told of, and keeps nothing away.
        for &index in order.iter().filter(|&&index| !published[index]) {
            let path = normalized(&entries[index].id);
            names.places.entry(path).or_insert(Place::Entry(index));
            for (number, alias) in entries[index].built_in.aliases.iter().enumerate() {
                if let Some(address) = alias.strip_prefix('/') {
                    let path = old_address(address, config);
                    names
                        .places
                        .entry(path)
                        .or_insert(Place::Redirect(index, number));
                }
            }
        }
        names
    }

    fn take_assets(&mut self, assets: &[Asset], config: &Config) {
        for (index, asset) in assets.iter().enumerate() {
            let path = normalized(asset.site_path());
            // A site may bring its own of these in place of those that the program makes.
            if matches!(
                path.as_str(),
                "404.html" | "robots.txt" | "sitemap.xml" | "feed.xml"
            ) {
                self.places.insert(path, Place::Asset(index));
                continue;
            }
            let page = match config.site.urls {
                UrlStyle::File => path.strip_suffix(".html"),
                UrlStyle::Directory => None,
            };
            let page = path
                .strip_suffix("/index.html")
                .or((path == "index.html").then_some(""))
                .or(page);
            match page.and_then(|page| self.places.get(page)) {
                Some(&first) => self.clashes.push(Clash {
                    path,
                    first,
                    second: Place::Asset(index),
                }),
                None => self.take(&path, Place::Asset(index)),
            }
        }
    }

    fn take(&mut self, path: &str, place: Place) {
        match self.places.get(path) {
            None => {
                self.places.insert(path.to_owned(), place);
            }
            Some(&first) => self.clashes.push(Clash {
                path: path.to_owned(),
                first,
                second: place,
            }),
        }
    }

    /// An alias that starts with `/` is an old address; any other is a name, whose address would be that
    /// of an entry of this name. A name gives way where its address is taken; an address clashes.
    fn add_redirects(&mut self, entries: &[Arc<Entry>], order: &[EntryIndex], config: &Config) {
        let aliases = || {
            order.iter().flat_map(|&index| {
                let aliases = entries[index].built_in.aliases.iter().enumerate();
                aliases.map(move |(number, alias)| (index, number, alias))
            })
        };
        for (index, number, alias) in aliases() {
            let Some(address) = alias.strip_prefix('/') else {
                continue;
            };
            let path = old_address(address, config);
            if safe(&path) && self.places.get(&path) != Some(&Place::Entry(index)) {
                self.take(&path, Place::Redirect(index, number));
            }
        }
        for (index, number, alias) in aliases().filter(|(_, _, alias)| !alias.starts_with('/')) {
            let key = slug(alias);
            let folder = &config.collections[entries[index].collection].folder;
            let path = if folder.is_empty() {
                key.clone()
            } else {
                format!("{folder}/{key}")
            };
            if !key.is_empty() && key != "index" && !self.places.contains_key(&path) {
                self.take(&path, Place::Redirect(index, number));
            }
        }
        let mut redirects: Vec<(String, EntryIndex, usize)> = self
            .places
            .iter()
            .filter_map(|(path, place)| match place {
                Place::Redirect(entry, alias) => Some((path.clone(), *entry, *alias)),
                _ => None,
            })
            .collect();
        redirects.sort();
        self.redirects = redirects;
    }

    /// What there is at a place; `path` has no slashes around it and no percent signs in it.
    pub fn at(&self, path: &str) -> Option<Place> {
        self.places.get(&normalized(path)).copied()
    }

    /// The entry of a file, by its path from the root.
    pub fn of_file(&self, path: &str) -> Option<EntryIndex> {
        self.by_file.get(path).copied()
    }

    /// The entries that have a name, by its slug.
    pub fn named(&self, key: &str) -> &[EntryIndex] {
        self.names.get(key).map_or(&[], Vec::as_slice)
    }

    /// Every name with the entries that have it.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[EntryIndex])> {
        self.names
            .iter()
            .map(|(key, entries)| (key.as_str(), entries.as_slice()))
    }
}

/// The place of an old address, written as in a link but for its leading `/`. What is one file on the site is one place.
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
fn normalized(path: &str) -> String {
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

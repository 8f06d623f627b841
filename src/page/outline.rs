//! The outline of a site, and the kinds of pages: the types, which name each other. What an outline does is said elsewhere.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::answers::Answers;
use super::file::Files;
use super::link::Link;
use super::route::Routes;
use super::section::{Facets, Listing, Subjects};
use super::value::Value;
use crate::config::Config;
use crate::entry::Visibility;
use crate::glossary::place::{Form, Place};
use crate::glossary::{EntryIndex, Glossary};

/// One of the pages of an outline. It means nothing to another outline.
pub type PageNumber = usize;

/// A page: where it goes, and what makes it.
#[derive(Debug)]
pub struct Page {
    /// Its path in the output folder.
    pub file: String,
    /// What makes it.
    pub render: Render,
    /// Where it sends its reader, if it is the page of an old address.
    pub leads_to: Option<String>,
}

/// What makes a page.
#[derive(Debug)]
pub enum Render {
    /// A template.
    Template {
        /// Its name.
        name: String,
        /// What it reads as `page`.
        page: Value,
        /// The lists in its text, each as its template reads it, for the marks in the text.
        lists: Vec<Value>,
    },
    /// These bytes.
    Bytes(Vec<u8>),
}

/// What a path of the output holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A page, made when it is asked for.
    Page(PageNumber),
    /// A file, by its index among the assets.
    File(usize),
}

/// What is true of the site as a whole.
#[derive(Clone, Debug)]
pub struct SiteContext {
    /// Its name.
    pub title: String,
    /// The language of its content, a BCP 47 tag.
    pub language: String,
    /// What every template can read as `site`.
    pub value: Value,
}

/// The site as a whole: its pages and their order.
#[derive(Debug)]
pub struct Outline {
    /// The entries and their edges.
    pub glossary: Arc<Glossary>,
    /// The settings.
    pub config: Arc<Config>,
    /// Addresses.
    pub routes: Routes,
    /// Files and their addresses.
    pub files: Files,
    /// Values for every template.
    pub site: SiteContext,
    pub(super) kinds: Kinds,
    /// What decides which entries are shown.
    pub(super) visibility: Visibility,
    /// The entries of each collection in the order of its list.
    pub(super) order: Vec<Vec<EntryIndex>>,
    /// The lists of the collections that were asked for.
    pub(super) listings: Vec<OnceLock<Listing>>,
    /// What filters the lists of the collections that were asked for.
    pub(super) facets: Vec<OnceLock<Facets>>,
    /// What the entries are about, once somebody asked.
    pub(super) subjects: OnceLock<Subjects>,
    /// The entries that have another place than their own, since a page shows their text.
    pub(super) moved: BTreeMap<EntryIndex, (String, Form)>,
    /// The cards that were asked for.
    pub(super) cards: Vec<OnceLock<Value>>,
    /// The collections that have a page, as links.
    pub(super) collection_links: Vec<Option<Value>>,
    /// Categories and tags, as links.
    pub(super) group_links: [Vec<Value>; 2],
    /// The names of the declared fields of each collection.
    pub(super) field_names: Vec<Vec<Arc<str>>>,
    pub(super) answers: Answers,
    /// The files of folders, once somebody asked for one of them.
    pub(super) folder_files: OnceLock<BTreeMap<String, Arc<[u8]>>>,
}

/// A kind of pages.
pub trait Kind: fmt::Debug + Sync {
    /// The places that it has, each with its path: without slashes around it, in the composed form of Unicode.
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)>;

    /// Makes the page at a place of its own.
    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page;

    /// The files in a folder of its own, a place of the form [`Form::Files`], each with its name in the folder. They are
    /// made when all places are known, and only for who wants them.
    fn files(&self, _outline: &Outline, _at: (&str, &Place)) -> Vec<(String, Vec<u8>)> {
        Vec::new()
    }

    /// Whether its pages are for readers who look for something, and stand in the sitemap.
    fn is_in_sitemap(&self) -> bool {
        true
    }

    /// Whether search engines may show a page of its own.
    fn is_for_engines(&self, _outline: &Outline, _place: &Place) -> bool {
        true
    }

    /// The day on which a page was last changed, where that is known.
    fn updated(&self, _outline: &Outline, _place: &Place) -> Option<Date> {
        None
    }

    /// Its links in the main navigation, where the settings have none.
    fn navigation(&self, _outline: &Outline) -> Vec<Link> {
        Vec::new()
    }

    /// What it adds to the values of `site`, for every template.
    fn site_values(&self, _outline: &Outline) -> Vec<(&'static str, Value)> {
        Vec::new()
    }

    /// Whether its page is shown for an address that leads nowhere.
    fn is_not_found(&self) -> bool {
        false
    }
}

/// What kinds decide by which places they have.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The entries, with their categories and tags; what they refer to is not known yet.
    pub entries: &'a Glossary,
    /// The settings.
    pub config: &'a Config,
    /// What decides which entries are shown.
    pub visibility: Visibility,
    /// The kinds.
    pub kinds: Kinds,
    /// The places of the kinds before this one.
    pub said: &'a [(String, Place)],
}

/// A table of kinds.
#[derive(Clone, Copy)]
pub struct Kinds(pub(super) &'static [&'static dyn Kind]);

//! Exactly what a reader will see: which pages there are, and what the template of each can read.
//!
//! In: the glossary and the settings. Out: an [`Outline`] of the site, and a [`Page`] for each of its places on demand.
//! The pages themselves are in `kind`, one file for each kind; nothing outside of that folder knows which kinds there
//! are. A URL first exists here; no HTML tag does, but for those in `content`.

mod about;
mod address;
mod answers;
pub mod card;
mod content;
pub mod context;
mod dress;
mod embed;
mod facet;
mod field;
pub mod file;
mod keep_reading;
pub mod kind;
pub mod link;
mod list_block;
mod listing;
mod neighborhood;
mod outline;
mod pagination;
pub mod query;
pub mod route;
mod section;
mod structured;
mod subfolder;
mod text;
pub mod value;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::config::Config;
use crate::data::Data;
use crate::entry::Visibility;
use crate::glossary::place::{Form, Occupant, Place};
use crate::glossary::{EntryIndex, Glossary};
use answers::Answers;
use file::Files;
pub use outline::{Found, Outline, Page, PageNumber, Render, SiteContext};
use outline::{Kind, Kinds};
use route::Routes;
use value::{Object, Value, any, list};

impl Outline {
    /// Decides how the pages are ordered, and what is true of all of them.
    pub fn new(
        glossary: &Arc<Glossary>,
        config: &Arc<Config>,
        kinds: Kinds,
        visibility: Visibility,
    ) -> Self {
        let routes = Routes::new(config);
        let mut outline = Self {
            files: Files::new(&glossary.assets, &routes, config.untrusted),
            site: SiteContext {
                title: String::new(),
                language: config.site.language.clone(),
                value: Value::none(),
            },
            glossary: Arc::clone(glossary),
            config: Arc::clone(config),
            routes,
            kinds,
            visibility,
            order: Vec::new(),
            listings: Vec::new(),
            facets: Vec::new(),
            subjects: OnceLock::new(),
            moved: BTreeMap::new(),
            cards: Vec::new(),
            collection_links: Vec::new(),
            group_links: [Vec::new(), Vec::new()],
            field_names: Vec::new(),
            answers: Answers::default(),
            folder_files: OnceLock::new(),
        };
        outline
            .cards
            .resize_with(glossary.capacity(), OnceLock::new);
        outline.order_entries();
        outline.find_moved();
        outline.make_links();
        outline.describe_site();
        outline
    }

    /// Puts the published entries of each collection into the order that it asks for.
    fn order_entries(&mut self) {
        let mut order: Vec<Vec<EntryIndex>> = vec![Vec::new(); self.config.collections.len()];
        for index in self.glossary.indices() {
            let entry = self.glossary.entry(index);
            if self.glossary.is_published(index) && entry.is_for_lists() {
                order[entry.collection].push(index);
            }
        }
        for (entries, collection) in order.iter_mut().zip(&self.config.collections) {
            self.sort(entries, &collection.sort);
        }
        self.listings.resize_with(order.len(), OnceLock::new);
        self.facets.resize_with(order.len(), OnceLock::new);
        self.order = order;
    }

    fn find_moved(&mut self) {
        let glossary = &self.glossary;
        let moved = glossary.places.iter().filter_map(|(path, place)| {
            let Occupant::Entry(index) = place.occupant else {
                return None;
            };
            let is_own = glossary.entry(index).id == path && place.form != Form::File;
            (!is_own && place.has_page()).then(|| (index, (path.to_owned(), place.form)))
        });
        self.moved = moved.collect();
    }

    fn make_links(&mut self) {
        let collections = self.config.collections.iter().enumerate();
        self.collection_links = collections
            .map(|(index, collection)| {
                let has_page = !collection.folder.is_empty();
                has_page.then(|| self.collection_link(index).into())
            })
            .collect();
        let taxonomy = &self.glossary.taxonomy;
        self.group_links = [&taxonomy.categories, &taxonomy.tags].map(|groups| {
            let groups = groups.list().iter();
            groups.map(|group| self.group_link(group).into()).collect()
        });
        let declared = self.config.collections.iter().map(|collection| {
            let declared = collection.fields.iter().filter(|field| field.declared);
            declared.map(|field| field.name.as_str().into()).collect()
        });
        self.field_names = declared.collect();
    }

    fn describe_site(&mut self) {
        let settings = &self.config.site;
        let home = self.glossary.places.at("").map(|home| home.occupant);
        let home = match home {
            Some(Occupant::Entry(index)) => Some(self.glossary.entry(index).title.clone()),
            _ => None,
        };
        let title = settings.title.clone().or(home);
        let title = title.unwrap_or_else(|| "Primer".to_owned());
        self.site.title = self.typographic(&title).into_owned();
        let typographic = |text: &'_ Option<String>| {
            let text = text.as_deref();
            text.map(|text| Value::from(self.typographic(text)))
        };
        let mut site = Object::with_capacity(20)
            .with("title", self.site.title.as_str())
            .with("description", typographic(&settings.description))
            .with("language", settings.language.as_str())
            .with("direction", self.config.words.direction)
            .with("numbers", self.config.look.numbers)
            .with("author", settings.author.as_deref())
            .with("notice", typographic(&settings.notice))
            .with("url", self.routes.home())
            .with("base_url", self.routes.absolute(self.routes.home()))
            .with("navigation", list(self.navigation()))
            .with("generator", format!("primer {}", env!("CARGO_PKG_VERSION")))
            .with("extra", any(&Data::Table(settings.extra.clone())));
        for (name, value) in self.dress() {
            site.set(name, value);
        }
        for kind in self.kinds.iter() {
            for (name, value) in kind.site_values(self) {
                site.set(name, value);
            }
        }
        self.site.value = site.into();
    }

    /// Every page of the site, in a fixed order.
    pub fn pages(&self) -> Vec<PageNumber> {
        let places = self.glossary.places.iter().enumerate();
        let pages = places.filter(|(_, (_, place))| place.has_page());
        pages.map(|(number, _)| number).collect()
    }

    /// The path and the place of a page.
    pub(crate) fn place(&self, page: PageNumber) -> Option<(&str, &Place)> {
        let found = self.glossary.places.nth(page);
        found.filter(|(_, place)| place.has_page())
    }

    /// Makes a page; nothing for a number that is none.
    pub fn page(&self, page: PageNumber) -> Option<Page> {
        let at = self.place(page)?;
        Some(self.kind(at.1)?.page(self, at))
    }

    /// The folders whose files are made when all places are known.
    pub fn folders(&self) -> Vec<PageNumber> {
        let places = self.glossary.places.iter().enumerate();
        let folders = places.filter(|(_, (_, place))| place.form == Form::Files);
        folders.map(|(number, _)| number).collect()
    }

    /// The files of a folder, each with its path in the output folder.
    pub fn files_of(&self, folder: PageNumber) -> Vec<(String, Vec<u8>)> {
        let Some(at) = self.glossary.places.nth(folder) else {
            return Vec::new();
        };
        let kind = self.kind(at.1).filter(|_| at.1.form == Form::Files);
        let files = kind.map(|kind| kind.files(self, at)).unwrap_or_default();
        let files = files.into_iter();
        let files = files.map(|(name, bytes)| ([at.0, "/", &name].concat(), bytes));
        files.collect()
    }

    /// The file of a folder at a path of the output. All of them are made when the first one is asked for.
    pub fn folder_file(&self, file: &str) -> Option<Arc<[u8]>> {
        let folder = self.glossary.places.at(file.rsplit_once('/')?.0)?;
        if folder.form != Form::Files {
            return None;
        }
        let made = self.folder_files.get_or_init(|| {
            let folders = self.folders().into_iter();
            let files = folders.flat_map(|folder| self.files_of(folder));
            files.map(|(path, bytes)| (path, bytes.into())).collect()
        });
        made.get(file).cloned()
    }

    fn kind(&self, place: &Place) -> Option<&'static dyn Kind> {
        self.kinds.iter().nth(place.kind)
    }

    /// The path of a page in the output folder.
    pub fn file_of(&self, page: PageNumber) -> Option<String> {
        let (path, place) = self.place(page)?;
        Some(place.file(path, self.config.site.urls))
    }

    /// The entry that a page shows.
    pub fn entry_of(&self, page: PageNumber) -> Option<EntryIndex> {
        match self.place(page)?.1.occupant {
            Occupant::Entry(index) => Some(index),
            _ => None,
        }
    }

    /// The page for an address that leads nowhere.
    pub fn not_found(&self) -> Option<PageNumber> {
        let is_it = |page: &PageNumber| {
            let place = self.place(*page).map(|(_, place)| place);
            place
                .and_then(|place| self.kind(place))
                .is_some_and(Kind::is_not_found)
        };
        self.pages().into_iter().find(is_it)
    }

    /// Pages of which each has a template, or a sort of entry, that none before it has: whoever renders them has met
    /// every template.
    pub fn samples(&self) -> Vec<PageNumber> {
        let mut seen = std::collections::BTreeSet::new();
        let mut pages = self.pages();
        pages.retain(|&page| {
            let place = self.place(page).map(|(_, place)| place);
            let entry = self.entry_of(page).map(|index| {
                let entry = self.glossary.entry(index);
                let template = entry.built_in.template.clone();
                (entry.collection, entry.is_index, template)
            });
            let key = place.map_or(0, |place| usize::from(place.key > 0));
            seen.insert((place.map(|place| place.kind), key, entry))
        });
        pages
    }

    /// What is at a path of the output, such as `primer/causation/index.html`.
    pub fn find(&self, file: &str) -> Option<Found> {
        let asset = self.files.find(file);
        if let Some(asset) = asset.or_else(|| self.files.find_fingerprinted(file)) {
            return Some(Found::File(asset));
        }
        let place = file
            .strip_suffix("/index.html")
            .or((file == "index.html").then_some(""));
        let place = place.or_else(|| file.strip_suffix(".html")).unwrap_or(file);
        let page = [place, file].into_iter().find_map(|path| {
            let page = self.glossary.places.number_of(path)?;
            (self.file_of(page)? == file).then_some(page)
        });
        page.map(Found::Page)
    }

    /// The published entries of listed collections.
    fn listed(&self) -> impl Iterator<Item = EntryIndex> {
        self.order
            .iter()
            .zip(&self.config.collections)
            .filter(|(_, collection)| collection.listed)
            .flat_map(|(order, _)| order.iter().copied())
    }
}

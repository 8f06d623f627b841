//! Exactly what a reader will see: which pages there are, and the closed context of each.
//!
//! In: the glossary and the configuration. Out: an [`Outline`] of the site, and a [`Page`] for each
//! of its parts on demand. A context holds all that its template can read and nothing more. A URL
//! first exists here; no HTML tag does, but for those in `content`.

mod address;
mod content;
mod entry;
mod feed;
mod field;
pub mod file;
mod find;
mod folder;
mod list;
pub mod route;
mod structured;
mod touched;
pub mod view;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::config::Config;
use crate::entry::Visibility;
use crate::glossary::names::Place;
use crate::glossary::next::Changes;
use crate::glossary::taxonomy::{A_TO_Z, CATEGORIES, TAGS};
use crate::glossary::{EntryIndex, Glossary};
use file::Files;
pub use find::Found;
use route::{Route, Routes};
use view::{SiteView, View};

/// Which page: enough to make it, and cheap to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageKind {
    /// The page at `/`.
    Home,
    /// The page of a collection, by its index.
    Collection(usize),
    /// An entry, or the text of a folder within a collection.
    Entry(EntryIndex),
    /// All categories.
    Categories,
    /// One category, by its index.
    Category(usize),
    /// All tags.
    Tags,
    /// One tag, by its index.
    Tag(usize),
    /// All names.
    AToZ,
    /// What a server shows for an address that leads nowhere.
    NotFound,
    /// The old address of an entry, by the index of the alias that it is.
    Redirect(EntryIndex, usize),
    /// `sitemap.xml`.
    Sitemap,
    /// `feed.xml`.
    Feed,
    /// `robots.txt`.
    Robots,
}

/// A page: where it goes, what makes it, and all that its template can read.
#[derive(Debug)]
pub struct Page<'o> {
    /// Its path in the output folder.
    pub file: String,
    /// The template that renders it.
    pub template: &'o str,
    /// The context of the template, as `page`.
    pub view: View<'o>,
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
    pub files: Arc<Files>,
    /// Values for every template.
    pub site: SiteView,
    /// What decides which entries are shown.
    visibility: Visibility,
    /// The entries of each collection in the order of its list.
    order: Vec<Arc<Vec<EntryIndex>>>,
    /// The place of each entry in its order, once somebody asked.
    places: OnceLock<Vec<Option<usize>>>,
    /// The entry that is the text of each collection's page.
    index_of: Vec<Option<EntryIndex>>,
    home: Option<EntryIndex>,
}

impl Outline {
    /// Decides which pages there are and how they are ordered. The outline of the former glossary, if
    /// there is one, lends what did not change.
    pub fn after(
        former: Option<&Self>,
        glossary: &Arc<Glossary>,
        changes: &Changes,
        config: &Arc<Config>,
        visibility: Visibility,
    ) -> Self {
        let files = former
            .map(|former| &former.files)
            .filter(|files| *files.assets() == *glossary.assets);
        let mut outline = Self::unordered(glossary, config, visibility, files);
        outline.order = outline.ordered(former.map(|former| former.order.as_slice()), changes);
        outline.completed()
    }

    /// The outline in which the entries of each collection stand in an order that is known; nothing
    /// where it cannot be theirs.
    pub(crate) fn ordered_so(
        order: Vec<Arc<Vec<EntryIndex>>>,
        glossary: &Arc<Glossary>,
        config: &Arc<Config>,
        visibility: Visibility,
    ) -> Option<Self> {
        let mut outline = Self::unordered(glossary, config, visibility, None);
        outline.order = order;
        (outline.order.len() == config.collections.len()).then(|| outline.completed())
    }

    /// The entries of each collection in the order of its list.
    pub(crate) fn order(&self) -> &[Arc<Vec<EntryIndex>>] {
        &self.order
    }

    fn unordered(
        glossary: &Arc<Glossary>,
        config: &Arc<Config>,
        visibility: Visibility,
        files: Option<&Arc<Files>>,
    ) -> Self {
        let routes = Routes::new(config);
        let index_at = |path: &str| match glossary.names.at(path)? {
            Place::Entry(index) if glossary.is_published(index) => {
                glossary.is_index(index).then_some(index)
            }
            _ => None,
        };
        let home = index_at("");
        let index_of = config
            .collections
            .iter()
            .map(|collection| index_at(&collection.folder))
            .collect();
        Self {
            files: files.map_or_else(
                || Arc::new(Files::new(&glossary.assets, &routes)),
                Arc::clone,
            ),
            site: SiteView {
                title: config
                    .site
                    .title
                    .clone()
                    .or_else(|| home.map(|home| glossary.entry(home).title.clone()))
                    .unwrap_or_else(|| "Primer".to_owned()),
                description: config.site.description.clone(),
                language: config.site.language.clone(),
                author: config.site.author.clone(),
                notice: config.site.notice.clone(),
                url: routes.home().to_owned(),
                base_url: routes.absolute(""),
                navigation: Vec::new(),
                feed: None,
                a_to_z: None,
                generator: format!("primer {}", env!("CARGO_PKG_VERSION")),
            },
            glossary: Arc::clone(glossary),
            config: Arc::clone(config),
            visibility,
            routes,
            order: Vec::new(),
            places: OnceLock::new(),
            index_of,
            home,
        }
    }

    /// Says what follows from the order to every template.
    fn completed(mut self) -> Self {
        let (glossary, config) = (&self.glossary, &self.config);
        self.site.a_to_z = glossary.has_listed().then(|| self.routes.page_url(A_TO_Z));
        self.site.feed = glossary
            .has_feed(config)
            .then(|| self.routes.file_url("feed.xml"));
        self.site.navigation = self.navigation();
        self
    }

    /// Every page of the site, in a fixed order.
    pub fn pages(&self) -> Vec<PageKind> {
        let glossary = &*self.glossary;
        let count = glossary.len() + glossary.names.redirects.len() + self.config.collections.len();
        let mut pages = Vec::with_capacity(count + 64);
        pages.push(PageKind::Home);
        for (index, collection) in self.config.collections.iter().enumerate() {
            if !collection.folder.is_empty() {
                pages.push(PageKind::Collection(index));
            }
        }
        for index in glossary.indices() {
            if glossary.is_published(index) && self.has_own_page(index) {
                pages.push(PageKind::Entry(index));
            }
        }
        let taxonomy = &glossary.taxonomy;
        if !taxonomy.categories.is_empty() {
            pages.push(PageKind::Categories);
            pages.extend((0..taxonomy.categories.len()).map(PageKind::Category));
        }
        if !taxonomy.tags.is_empty() {
            pages.push(PageKind::Tags);
            pages.extend((0..taxonomy.tags.len()).map(PageKind::Tag));
        }
        if glossary.has_listed() {
            pages.push(PageKind::AToZ);
        }
        pages.push(PageKind::NotFound);
        let redirects = glossary.names.redirects.values();
        pages.extend(redirects.map(|&(entry, alias)| PageKind::Redirect(entry, alias)));
        if self.site.base_url.is_some() {
            pages.push(PageKind::Sitemap);
        }
        if self.site.feed.is_some() {
            pages.push(PageKind::Feed);
        }
        pages.push(PageKind::Robots);
        pages
    }

    /// Whether an entry is a page of its own, rather than the text of a collection's page.
    fn has_own_page(&self, index: EntryIndex) -> bool {
        !(self.glossary.is_index(index)
            && (self.home == Some(index) || self.index_of.contains(&Some(index))))
    }

    /// The published entries of listed collections.
    fn listed(&self) -> impl Iterator<Item = EntryIndex> {
        self.order
            .iter()
            .enumerate()
            .filter(|(collection, _)| self.config.collections[*collection].listed)
            .flat_map(|(_, order)| order.iter().copied())
    }

    /// Where a page goes.
    pub fn route(&self, kind: PageKind) -> Route {
        let taxonomy = &self.glossary.taxonomy;
        match kind {
            PageKind::Home => self.routes.folder(""),
            PageKind::Collection(index) => {
                self.routes.folder(&self.config.collections[index].folder)
            }
            PageKind::Entry(index) => self.entry_route(index),
            PageKind::Categories => self.routes.page(CATEGORIES),
            PageKind::Category(index) => self.routes.page(&taxonomy.categories[index].path),
            PageKind::Tags => self.routes.page(TAGS),
            PageKind::Tag(index) => self.routes.page(&taxonomy.tags[index].path),
            PageKind::AToZ => self.routes.page(A_TO_Z),
            PageKind::NotFound => self.routes.file("404.html"),
            PageKind::Redirect(index, alias) => {
                let path = self.glossary.old_place_of(index, alias, &self.config);
                let path = path.unwrap_or_default();
                let last = path.rsplit('/').next().unwrap_or(&path);
                if last.contains('.') {
                    self.routes.file(&path)
                } else {
                    self.routes.page(&path)
                }
            }
            PageKind::Sitemap => self.routes.file("sitemap.xml"),
            PageKind::Feed => self.routes.file("feed.xml"),
            PageKind::Robots => self.routes.file("robots.txt"),
        }
    }

    /// Makes a page.
    pub fn page(&self, kind: PageKind) -> Page<'_> {
        let taxonomy = &self.glossary.taxonomy;
        let (template, view) = match kind {
            PageKind::Home => (
                self.index_template(self.home, "home.html"),
                self.home_view(),
            ),
            PageKind::Collection(index) => self.collection_page(index),
            PageKind::Entry(index) => self.entry_page(index),
            PageKind::Categories => {
                self.groups_page("categories", "Categories", &taxonomy.categories)
            }
            PageKind::Category(index) => self.group_page(
                ("category", "category.html"),
                &taxonomy.categories[index],
                ("Categories", PageKind::Categories),
            ),
            PageKind::Tags => self.groups_page("tags", "Tags", &taxonomy.tags),
            PageKind::Tag(index) => self.group_page(
                ("tag", "tag.html"),
                &taxonomy.tags[index],
                ("Tags", PageKind::Tags),
            ),
            PageKind::AToZ => {
                let view = View {
                    kind: "a-z",
                    title: Cow::Borrowed("A–Z"),
                    description: format!(
                        "Every term of {} and its other names, in one list.",
                        self.site.title
                    )
                    .into(),
                    letters: self.letters(),
                    breadcrumbs: vec![self.home_link()],
                    ..View::default()
                };
                ("a-z.html", view)
            }
            PageKind::NotFound => {
                let view = View {
                    kind: "404",
                    title: Cow::Borrowed("Page not found"),
                    ..View::default()
                };
                ("404.html", view)
            }
            PageKind::Redirect(entry, _) => {
                let link = self.entry_link(entry);
                let view = View {
                    kind: "redirect",
                    title: link.title,
                    url: link.url.into_owned(),
                    canonical: self.routes.absolute_of(&self.entry_route(entry)),
                    ..View::default()
                };
                return self.bare("redirect.html", kind, view);
            }
            PageKind::Sitemap => return self.bare("sitemap.xml", kind, self.sitemap()),
            PageKind::Feed => return self.bare("feed.xml", kind, self.feed()),
            PageKind::Robots => {
                let view = View {
                    kind: "robots",
                    ..View::default()
                };
                return self.bare("robots.txt", kind, view);
            }
        };
        self.finished(template, self.route(kind), view)
    }

    /// A file for machines: it has nothing of what every HTML page has.
    fn bare<'o>(&'o self, template: &'o str, kind: PageKind, view: View<'o>) -> Page<'o> {
        Page {
            file: self.route(kind).file,
            template,
            view,
        }
    }

    /// Fills in what every HTML page has.
    fn finished<'o>(&'o self, template: &'o str, route: Route, mut view: View<'o>) -> Page<'o> {
        view.head_title = if view.kind == "home" || view.title == self.site.title {
            self.site.title.clone()
        } else {
            [&*view.title, " · ", &self.site.title].concat()
        };
        if view.kind != "404" {
            view.canonical = self.routes.absolute_of(&route);
        }
        view.url = route.url;
        view.structured_data = structured::data(self, &view);
        Page {
            file: route.file,
            template,
            view,
        }
    }
}

//! Exactly what a reader will see: which pages there are, and the closed context of each.
//!
//! In: the glossary and the configuration. Out: an [`Outline`] of the site, and a [`Page`] for each
//! of its parts on demand. A context holds all that its template can read and nothing more. A URL
//! first exists here; no HTML tag does, but for those in `content`.

mod content;
mod feed;
mod field;
pub mod file;
mod list;
mod name;
pub mod route;
mod structured;

use std::sync::Arc;

use serde::Serialize;

use crate::config::schema::humanized;
use crate::config::{Config, EntryKind};
use crate::entry::Entry;
use crate::glossary::taxonomy::{A_TO_Z, CATEGORIES, Group, TAGS, Taxonomy};
use crate::glossary::{EntryIndex, Glossary, Target};
use content::Content;
use field::FieldView;
use file::Files;
use list::{Card, Letter, Section};
use route::{Route, Routes};

/// Which page: enough to make it, and cheap to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// The old address of an entry, by its index among the redirects.
    Redirect(usize),
    /// `sitemap.xml`.
    Sitemap,
    /// `feed.xml`.
    Feed,
    /// `robots.txt`.
    Robots,
}

/// A page: where it goes, what makes it, and all that its template can read.
#[derive(Debug)]
pub struct Page {
    /// Its path in the output folder.
    pub file: String,
    /// The template that renders it.
    pub template: String,
    /// The context of the template, as `page`.
    pub view: View,
}

/// A link with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What it says.
    pub title: String,
    /// Where it leads; relative to the host.
    pub url: String,
}

/// A day, for machines and for readers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Day {
    /// `2026-01-31`.
    pub iso: String,
    /// As the language of the site writes it.
    pub text: String,
}

/// A heading in the table of contents, with those below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TocItem {
    /// The id of the heading.
    pub id: String,
    /// Its text.
    pub title: String,
    /// The headings below it.
    pub children: Vec<TocItem>,
}

/// An entry that links here, with the sentence that it does so in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BacklinkView {
    /// The entry that links.
    #[serde(flatten)]
    pub card: Card,
    /// The sentence before the words of the link.
    pub before: String,
    /// The words of the link.
    pub text: String,
    /// The sentence behind them.
    pub after: String,
}

/// The entries that a relation leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RelationView {
    /// The name of the field or of its inverse.
    pub name: String,
    /// What readers see.
    pub label: String,
    /// The entries.
    pub entries: Vec<Card>,
}

/// All that the template of a page can read, as `page`. A value that a page does not have is
/// empty or null, so that one base template serves all.
#[derive(Clone, Debug, Default, Serialize)]
pub struct View {
    /// `home`, `collection`, `term`, `article`, `page`, `categories`, `category`, `tags`, `tag`,
    /// `a-z`, `404`, `redirect`, `sitemap`, `feed` or `robots`.
    pub kind: &'static str,
    /// What the page is called.
    pub title: String,
    /// Title and site, for the title bar.
    pub head_title: String,
    /// One sentence about the page.
    pub description: String,
    /// Its address on its host.
    pub url: String,
    /// Its full address; null without a base URL, and where a page has none.
    pub canonical: Option<String>,
    /// The way from the home page, without the page itself.
    pub breadcrumbs: Vec<Link>,
    /// JSON-LD, ready for a `script` element.
    pub structured_data: String,
    /// Where to edit the file.
    pub edit_url: Option<String>,
    /// The id of the title.
    pub title_id: Option<String>,
    /// The text as HTML.
    pub content: String,
    /// The table of contents.
    pub toc: Vec<TocItem>,
    /// What the entry is called in lists.
    pub name: String,
    /// Its collection.
    pub collection: Option<Link>,
    /// Its category.
    pub category: Option<Link>,
    /// Its tags.
    pub tags: Vec<Link>,
    /// Its other names.
    pub aliases: Vec<String>,
    /// Whether it is a draft.
    pub draft: bool,
    /// When it was published.
    pub date: Option<Day>,
    /// When it was last changed.
    pub updated: Option<Day>,
    /// Its declared fields, for showing one after the other.
    pub fields: Vec<FieldView>,
    /// Its declared fields by name, for templates of one's own.
    pub extra: indexmap::IndexMap<String, serde_json::Value>,
    /// Its relations and their inverses.
    pub relations: Vec<RelationView>,
    /// The entries that link to it.
    pub backlinks: Vec<BacklinkView>,
    /// The entry before it in its collection.
    pub previous: Option<Link>,
    /// The entry behind it.
    pub next: Option<Link>,
    /// Lists of entries, in groups.
    pub sections: Vec<Section>,
    /// How many entries the lists hold.
    pub count: usize,
    /// The letters of A–Z.
    pub letters: Vec<Letter>,
    /// Collections, categories or tags, as cards.
    pub cards: Vec<Card>,
    /// Of the sitemap: every page.
    pub pages: Vec<feed::SitemapItem>,
    /// Of the feed: when its newest entry was last changed, as a time stamp.
    pub updated_stamp: Option<String>,
    /// Of the feed: the newest entries.
    pub items: Vec<feed::FeedItem>,
}

/// Values that every template can read, as `site`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SiteView {
    /// The name of the site.
    pub title: String,
    /// One sentence about it.
    pub description: Option<String>,
    /// A BCP 47 tag.
    pub language: String,
    /// Who publishes it.
    pub author: Option<String>,
    /// A sentence below every page.
    pub notice: Option<String>,
    /// Where it starts on its host.
    pub url: String,
    /// Its full address, with a slash at the end; null without a base URL.
    pub base_url: Option<String>,
    /// The main navigation.
    pub navigation: Vec<Link>,
    /// The address of the feed, where there is one.
    pub feed: Option<String>,
    /// The address of A–Z, where there is one.
    pub a_to_z: Option<String>,
    /// The program and its version.
    pub generator: String,
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
    pub site: SiteView,
    /// The entries of each collection in the order of its list.
    order: Vec<Vec<EntryIndex>>,
    /// For each entry, its place in that order.
    position: Vec<Option<usize>>,
    /// What lists show of each entry.
    cards: Vec<Card>,
    /// The entry that is the text of each collection's page.
    index_of: Vec<Option<EntryIndex>>,
    home: Option<EntryIndex>,
    /// Which files published entries show.
    shown: Vec<bool>,
}

impl Outline {
    /// Decides which pages there are and how they are ordered.
    pub fn new(glossary: &Arc<Glossary>, config: &Arc<Config>) -> Self {
        let routes = Routes::new(config);
        let find_index = |path: &str| {
            glossary
                .entries
                .iter()
                .position(|entry| entry.is_index && entry.id == path)
                .filter(|&index| glossary.published[index])
        };
        let home = find_index("");
        let index_of = config
            .collections
            .iter()
            .map(|collection| find_index(&collection.folder))
            .collect();
        let mut outline = Self {
            files: Files::new(glossary, &routes),
            site: SiteView {
                title: config
                    .site
                    .title
                    .clone()
                    .or_else(|| home.map(|home| glossary.entries[home].title.clone()))
                    .unwrap_or_else(|| "Primer".to_owned()),
                description: config.site.description.clone(),
                language: config.site.language.clone(),
                author: config.site.author.clone(),
                notice: config.site.notice.clone(),
                url: routes.home(),
                base_url: routes.absolute(""),
                navigation: Vec::new(),
                feed: None,
                a_to_z: None,
                generator: format!("primer {}", env!("CARGO_PKG_VERSION")),
            },
            glossary: Arc::clone(glossary),
            config: Arc::clone(config),
            routes,
            order: Vec::new(),
            position: vec![None; glossary.entries.len()],
            cards: Vec::new(),
            index_of,
            home,
            shown: vec![false; glossary.assets.len()],
        };
        for (_, reference, target) in glossary.edges() {
            if let Target::Asset { asset, .. } = target
                && reference.kind.is_media()
            {
                outline.shown[*asset] = true;
            }
        }
        outline.cards = outline.make_cards();
        outline.order = (0..config.collections.len())
            .map(|collection| outline.sorted(collection))
            .collect();
        for order in &outline.order {
            for (place, &entry) in order.iter().enumerate() {
                outline.position[entry] = Some(place);
            }
        }
        outline.site.a_to_z = outline
            .has_a_to_z()
            .then(|| outline.routes.page(A_TO_Z).url);
        outline.site.feed = (!outline.dated().is_empty() && outline.site.base_url.is_some())
            .then(|| outline.routes.file("feed.xml").url);
        outline.site.navigation = outline.navigation();
        outline
    }

    /// Every page of the site, in a fixed order.
    pub fn pages(&self) -> Vec<PageKind> {
        let glossary = &*self.glossary;
        let mut pages = vec![PageKind::Home];
        for (index, collection) in self.config.collections.iter().enumerate() {
            if !collection.folder.is_empty() {
                pages.push(PageKind::Collection(index));
            }
        }
        for (index, entry) in glossary.entries.iter().enumerate() {
            if glossary.published[index] && self.own_page(index, entry) {
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
        if self.has_a_to_z() {
            pages.push(PageKind::AToZ);
        }
        pages.push(PageKind::NotFound);
        for (index, (_, entry, _)) in glossary.names.redirects.iter().enumerate() {
            if glossary.published[*entry] {
                pages.push(PageKind::Redirect(index));
            }
        }
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
    fn own_page(&self, index: EntryIndex, entry: &Entry) -> bool {
        !(entry.is_index && (self.home == Some(index) || self.index_of.contains(&Some(index))))
    }

    fn has_a_to_z(&self) -> bool {
        self.listed().next().is_some()
    }

    /// The published entries of listed collections.
    fn listed(&self) -> impl Iterator<Item = EntryIndex> {
        self.order
            .iter()
            .enumerate()
            .filter(|(collection, _)| self.config.collections[*collection].listed)
            .flat_map(|(_, order)| order.iter().copied())
    }

    fn navigation(&self) -> Vec<Link> {
        if let Some(items) = &self.config.site.navigation {
            return items
                .iter()
                .zip(&self.glossary.navigation)
                .filter_map(|(item, target)| {
                    let url = match target {
                        Target::External => item.url.value.clone(),
                        target => self.target_url(None, target)?,
                    };
                    Some(Link {
                        title: item.title.clone(),
                        url,
                    })
                })
                .collect();
        }
        let mut links = Vec::new();
        for (index, collection) in self.config.collections.iter().enumerate() {
            if collection.listed && !collection.folder.is_empty() && !self.order[index].is_empty() {
                links.push(self.collection_link(index));
            }
        }
        if let Some(url) = &self.site.a_to_z {
            links.push(Link {
                title: "A–Z".to_owned(),
                url: url.clone(),
            });
        }
        for (index, collection) in self.config.collections.iter().enumerate() {
            if !collection.listed {
                for &entry in &self.order[index] {
                    links.push(self.entry_link(entry));
                }
            }
        }
        links
    }

    // Addresses

    /// Where an entry goes.
    pub fn entry_route(&self, index: EntryIndex) -> Route {
        let entry = &self.glossary.entries[index];
        if entry.is_index {
            self.routes.folder(&entry.id)
        } else {
            self.routes.page(&entry.id)
        }
    }

    fn entry_link(&self, index: EntryIndex) -> Link {
        Link {
            title: self.glossary.entries[index].name.clone(),
            url: self.entry_route(index).url,
        }
    }

    fn collection_link(&self, index: usize) -> Link {
        let collection = &self.config.collections[index];
        Link {
            title: collection.title.clone(),
            url: self.routes.folder(&collection.folder).url,
        }
    }

    fn group_link(&self, group: &Group) -> Link {
        Link {
            title: capitalized(&group.name),
            url: self.routes.page(&group.path).url,
        }
    }

    /// The address of what a reference leads to; nothing where it leads nowhere.
    fn target_url(&self, from: Option<EntryIndex>, target: &Target) -> Option<String> {
        match target {
            Target::Entry {
                entry,
                anchor,
                query,
                ..
            } if self.glossary.published[*entry] => {
                let mut url = if from == Some(*entry) && anchor.is_some() && query.is_none() {
                    String::new()
                } else {
                    self.entry_route(*entry).url
                };
                if let Some(query) = query {
                    url.push('?');
                    url.push_str(query);
                }
                if let Some(anchor) = anchor {
                    url.push('#');
                    url.push_str(&route::encoded_fragment(anchor));
                }
                Some(url)
            }
            Target::MissingAnchor { entry, anchor } if self.glossary.published[*entry] => {
                let page = if from == Some(*entry) {
                    String::new()
                } else {
                    self.entry_route(*entry).url
                };
                Some(format!("{page}#{}", route::encoded_fragment(anchor)))
            }
            Target::Page { path, suffix } => Some(format!("{}{suffix}", self.page_url(path))),
            Target::Asset { asset, suffix } => {
                Some(format!("{}{suffix}", self.files.plain(*asset)))
            }
            _ => None,
        }
    }

    /// The address that a template asks for; nothing where it leads nowhere.
    pub fn address(&self, path: &str) -> Option<String> {
        match self.glossary.resolve(path, &self.config) {
            Target::External => Some(path.to_owned()),
            target => self.target_url(None, &target),
        }
    }

    /// Whether a published entry shows a file in its text.
    pub fn shows(&self, asset: usize) -> bool {
        self.shown.get(asset).copied().unwrap_or(false)
    }

    /// The address of a page that the program makes, by its place.
    pub fn page_url(&self, path: &str) -> String {
        let is_folder = path.is_empty()
            || self
                .config
                .collections
                .iter()
                .any(|collection| collection.folder == path);
        if is_folder {
            self.routes.folder(path).url
        } else if path.contains('.')
            && path
                .rsplit('/')
                .next()
                .is_some_and(|last| last.contains('.'))
        {
            self.routes.file(path).url
        } else {
            self.routes.page(path).url
        }
    }

    // Pages

    /// Makes a page.
    pub fn page(&self, kind: PageKind) -> Page {
        let (template, route, view) = match kind {
            PageKind::Home => (
                self.index_template(self.home, "home.html"),
                self.routes.folder(""),
                self.home_view(),
            ),
            PageKind::Collection(index) => self.collection_page(index),
            PageKind::Entry(index) => self.entry_page(index),
            PageKind::Categories => self.groups_page(
                "categories",
                "Categories",
                CATEGORIES,
                &self.glossary.taxonomy.categories,
            ),
            PageKind::Category(index) => self.group_page(
                "category",
                &self.glossary.taxonomy.categories[index],
                "Categories",
                CATEGORIES,
            ),
            PageKind::Tags => self.groups_page("tags", "Tags", TAGS, &self.glossary.taxonomy.tags),
            PageKind::Tag(index) => {
                self.group_page("tag", &self.glossary.taxonomy.tags[index], "Tags", TAGS)
            }
            PageKind::AToZ => {
                let view = View {
                    kind: "a-z",
                    title: "A–Z".to_owned(),
                    description: format!(
                        "Every term of {} and its other names, in one list.",
                        self.site.title
                    ),
                    letters: self.letters(),
                    breadcrumbs: vec![self.home_link()],
                    ..View::default()
                };
                ("a-z.html".to_owned(), self.routes.page(A_TO_Z), view)
            }
            PageKind::NotFound => {
                let view = View {
                    kind: "404",
                    title: "Page not found".to_owned(),
                    ..View::default()
                };
                ("404.html".to_owned(), self.routes.file("404.html"), view)
            }
            PageKind::Redirect(index) => {
                let (path, entry, _) = &self.glossary.names.redirects[index];
                let link = self.entry_link(*entry);
                let route = if path
                    .rsplit('/')
                    .next()
                    .is_some_and(|last| last.contains('.'))
                {
                    self.routes.file(path)
                } else {
                    self.routes.page(path)
                };
                let view = View {
                    kind: "redirect",
                    title: link.title,
                    url: link.url,
                    canonical: self.routes.absolute_of(&self.entry_route(*entry)),
                    ..View::default()
                };
                return Page {
                    file: route.file,
                    template: "redirect.html".to_owned(),
                    view,
                };
            }
            PageKind::Sitemap => return self.sitemap(),
            PageKind::Feed => return self.feed(),
            PageKind::Robots => {
                let view = View {
                    kind: "robots",
                    ..View::default()
                };
                return Page {
                    file: "robots.txt".to_owned(),
                    template: "robots.txt".to_owned(),
                    view,
                };
            }
        };
        self.finished(template, route, view)
    }

    /// Fills in what every HTML page has.
    fn finished(&self, template: String, route: Route, mut view: View) -> Page {
        view.head_title = if view.kind == "home" || view.title == self.site.title {
            self.site.title.clone()
        } else {
            format!("{} · {}", view.title, self.site.title)
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

    fn home_link(&self) -> Link {
        Link {
            title: "Home".to_owned(),
            url: self.routes.home(),
        }
    }

    fn home_view(&self) -> View {
        let root = self
            .config
            .collections
            .iter()
            .position(|collection| collection.folder.is_empty());
        let mut view = self
            .home
            .map_or_else(View::default, |home| self.text_view(home));
        view.kind = "home";
        view.breadcrumbs.clear();
        if view.title.is_empty() {
            view.title.clone_from(&self.site.title);
        }
        if view.description.is_empty() {
            view.description = self.site.description.clone().unwrap_or_default();
        }
        if let Some(root) = root.filter(|&root| self.config.collections[root].listed) {
            view.sections = self.sections(root);
            view.count = self.order[root].len();
        }
        view.cards = self
            .config
            .collections
            .iter()
            .enumerate()
            .filter(|(index, collection)| {
                collection.listed && !collection.folder.is_empty() && !self.order[*index].is_empty()
            })
            .map(|(index, collection)| Card {
                count: Some(self.order[index].len()),
                ..Card::of(
                    collection.title.clone(),
                    self.collection_link(index).url,
                    self.collection_description(index),
                )
            })
            .collect();
        view
    }

    /// The template of a page whose text is an entry, if that asks for one.
    fn index_template(&self, index: Option<EntryIndex>, usual: &str) -> String {
        index
            .and_then(|index| self.glossary.entries[index].built_in.template.clone())
            .unwrap_or_else(|| usual.to_owned())
    }

    fn collection_description(&self, index: usize) -> String {
        let own = self.config.collections[index].description.clone();
        own.or_else(|| {
            let entry = &self.glossary.entries[self.index_of[index]?];
            entry.built_in.description.clone()
        })
        .unwrap_or_default()
    }

    fn collection_page(&self, index: usize) -> (String, Route, View) {
        let collection = &self.config.collections[index];
        let mut view =
            self.index_of[index].map_or_else(View::default, |entry| self.text_view(entry));
        view.kind = "collection";
        if view.title.is_empty() {
            view.title.clone_from(&collection.title);
        }
        view.name.clone_from(&collection.title);
        if view.description.is_empty() {
            view.description = self.collection_description(index);
        }
        view.breadcrumbs = vec![self.home_link()];
        view.sections = self.sections(index);
        view.count = self.order[index].len();
        (
            self.index_template(self.index_of[index], "collection.html"),
            self.routes.folder(&collection.folder),
            view,
        )
    }

    fn entry_page(&self, index: EntryIndex) -> (String, Route, View) {
        let entry = &self.glossary.entries[index];
        let collection = &self.config.collections[entry.collection];
        let mut view = self.text_view(index);
        view.kind = match collection.entry_kind() {
            _ if entry.is_index => "page",
            EntryKind::Term => "term",
            EntryKind::Article => "article",
            EntryKind::Page => "page",
        };
        view.fields = self.field_views(index);
        view.extra = self.extra(index);
        view.relations = self.relations(index);
        view.backlinks = self.backlinks(index);
        if let Some(place) = self.position[index]
            && collection.listed
        {
            let order = &self.order[entry.collection];
            view.previous = place
                .checked_sub(1)
                .map(|before| self.entry_link(order[before]));
            view.next = order.get(place + 1).map(|&next| self.entry_link(next));
        }
        let template = entry
            .built_in
            .template
            .clone()
            .or_else(|| collection.template.as_ref().map(|name| name.value.clone()))
            .unwrap_or_else(|| {
                let plain = entry.is_index || !collection.listed;
                if plain { "page.html" } else { "entry.html" }.to_owned()
            });
        (template, self.entry_route(index), view)
    }

    /// What an entry says by itself: title, text, categories.
    fn text_view(&self, index: EntryIndex) -> View {
        let entry = &self.glossary.entries[index];
        let collection = &self.config.collections[entry.collection];
        let taxonomy = &self.glossary.taxonomy;
        let mut breadcrumbs = vec![self.home_link()];
        if !collection.folder.is_empty() {
            breadcrumbs.push(self.collection_link(entry.collection));
        }
        View {
            title: entry.title.clone(),
            description: self.cards[index].description.clone(),
            breadcrumbs,
            edit_url: self
                .config
                .site
                .edit_url
                .as_ref()
                .map(|url| url.replace("{path}", &route::encoded_path(&entry.source.path))),
            title_id: entry.body.title.as_ref().map(|heading| heading.id.clone()),
            content: Content {
                outline: self,
                index,
            }
            .html(),
            toc: toc(entry),
            name: entry.name.clone(),
            collection: (!collection.folder.is_empty())
                .then(|| self.collection_link(entry.collection)),
            category: entry
                .built_in
                .category
                .as_ref()
                .and_then(|name| Taxonomy::find(&taxonomy.categories, CATEGORIES, name))
                .map(|group| self.group_link(group)),
            tags: entry
                .built_in
                .tags
                .iter()
                .filter_map(|name| Taxonomy::find(&taxonomy.tags, TAGS, name))
                .map(|group| self.group_link(group))
                .collect(),
            aliases: entry
                .built_in
                .aliases
                .iter()
                .filter(|alias| !alias.starts_with('/'))
                .cloned()
                .collect(),
            draft: entry.built_in.draft,
            date: self.date_of(entry).map(|date| self.day(date)),
            updated: entry.built_in.updated.map(|date| self.day(date)),
            ..View::default()
        }
    }

    /// The relations of an entry, as its readers see them: its own, and those that lead to it by
    /// the name of their inverse, each entry once.
    fn relations(&self, index: EntryIndex) -> Vec<RelationView> {
        let glossary = &*self.glossary;
        let collection = &self.config.collections[glossary.entries[index].collection];
        let mut relations: Vec<(String, Vec<EntryIndex>)> = Vec::new();
        let mut add = |name: &str, entry: EntryIndex| {
            let at = relations
                .iter()
                .position(|(known, _)| known == name)
                .unwrap_or_else(|| {
                    relations.push((name.to_owned(), Vec::new()));
                    relations.len() - 1
                });
            if !relations[at].1.contains(&entry) && entry != index {
                relations[at].1.push(entry);
            }
        };
        for field in &collection.fields {
            if field.kind.relation().is_some() {
                for entry in glossary.related(index, &field.name) {
                    add(&field.name, entry);
                }
            }
        }
        for (field, from) in &glossary.inverse[index] {
            let inverse = self.config.collections[glossary.entries[*from].collection]
                .field(field)
                .and_then(|field| field.kind.relation())
                .and_then(|relation| relation.inverse.clone());
            if let Some(inverse) = inverse {
                add(&inverse, *from);
            }
        }
        relations
            .into_iter()
            .filter(|(_, entries)| !entries.is_empty())
            .map(|(name, entries)| RelationView {
                label: collection
                    .field(&name)
                    .map_or_else(|| humanized(&name), |field| field.label.clone()),
                entries: entries
                    .into_iter()
                    .map(|entry| self.cards[entry].clone())
                    .collect(),
                name,
            })
            .collect()
    }

    fn backlinks(&self, index: EntryIndex) -> Vec<BacklinkView> {
        let glossary = &*self.glossary;
        let mut backlinks: Vec<BacklinkView> = glossary.backlinks[index]
            .iter()
            .map(|backlink| {
                let from = &glossary.entries[backlink.from];
                let reference = &from.references[backlink.reference];
                let plain = from.body.plain.as_str();
                let part = |from: u32, to: u32| {
                    plain
                        .get(from as usize..to.max(from) as usize)
                        .unwrap_or("")
                        .to_owned()
                };
                let (sentence, text) = (&reference.sentence, &reference.text);
                BacklinkView {
                    card: self.cards[backlink.from].clone(),
                    before: part(sentence.start, text.start),
                    text: part(text.start, text.end),
                    after: part(text.end, sentence.end),
                }
            })
            .collect();
        backlinks.sort_by_cached_key(|backlink| {
            (name::key(&backlink.card.title), backlink.card.url.clone())
        });
        backlinks
    }

    fn groups_page(
        &self,
        kind: &'static str,
        title: &str,
        path: &str,
        groups: &[Group],
    ) -> (String, Route, View) {
        let cards = groups
            .iter()
            .map(|group| {
                let link = self.group_link(group);
                Card {
                    count: Some(group.entries.len()),
                    ..Card::of(link.title, link.url, String::new())
                }
            })
            .collect();
        let view = View {
            kind,
            title: title.to_owned(),
            description: format!("All {} of {}.", title.to_lowercase(), self.site.title),
            breadcrumbs: vec![self.home_link()],
            cards,
            count: groups.len(),
            ..View::default()
        };
        ("groups.html".to_owned(), self.routes.page(path), view)
    }

    fn group_page(
        &self,
        kind: &'static str,
        group: &Group,
        parent: &str,
        parent_path: &str,
    ) -> (String, Route, View) {
        let link = self.group_link(group);
        let entries = self.by_name(&group.entries);
        let view = View {
            kind,
            description: format!("{} in {}.", link.title, self.site.title),
            title: link.title,
            breadcrumbs: vec![
                self.home_link(),
                Link {
                    title: parent.to_owned(),
                    url: self.routes.page(parent_path).url,
                },
            ],
            count: entries.len(),
            sections: vec![Section {
                title: None,
                id: None,
                entries: entries
                    .into_iter()
                    .map(|entry| self.cards[entry].clone())
                    .collect(),
            }],
            ..View::default()
        };
        (format!("{kind}.html"), self.routes.page(&group.path), view)
    }

    // Dates

    /// When an entry was published: by the field that its collection names, else by `date`.
    fn date_of(&self, entry: &Entry) -> Option<jiff::civil::Date> {
        let field = self.config.collections[entry.collection]
            .date_field
            .as_deref();
        match field
            .and_then(|field| entry.fields.get(field))
            .map(|value| &value.value)
        {
            Some(crate::entry::field::Value::Date(date)) => Some(*date),
            _ => entry.built_in.date,
        }
    }

    fn day(&self, date: jiff::civil::Date) -> Day {
        let text = if self.site.language == "en" || self.site.language.starts_with("en-") {
            date.strftime("%B %-d, %Y").to_string()
        } else {
            date.to_string()
        };
        Day {
            iso: date.to_string(),
            text,
        }
    }
}

/// Headings of level 2 and 3 as a tree.
fn toc(entry: &Entry) -> Vec<TocItem> {
    let mut items: Vec<TocItem> = Vec::new();
    for heading in &entry.body.headings {
        let item = TocItem {
            id: heading.id.clone(),
            title: heading.text.clone(),
            children: Vec::new(),
        };
        match heading.level {
            1 | 2 => items.push(item),
            3 => match items.last_mut() {
                Some(parent) => parent.children.push(item),
                None => items.push(item),
            },
            _ => {}
        }
    }
    items
}

/// A name with a capital letter at its start.
fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

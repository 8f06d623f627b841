//! What `primer.toml` says: the site, its collections and their schemas, the level of each check.
//!
//! In: the source of `primer.toml`, or nothing. Out: [`Config`] and diagnostics. Knows no entry.

mod read;
pub mod schema;
mod settings;
mod types;

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::Source;
use schema::Field;
pub use settings::Settings;

/// The settings of a primer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// The site as a whole.
    pub site: Site,
    /// The collections: first those declared, in their order, then those found as folders, by name.
    pub collections: Vec<Collection>,
    /// What each check reports as; `None` switches it off. Codes that are missing keep their own
    /// severity.
    pub levels: BTreeMap<Code, Option<Severity>>,
    /// Fields that every collection has besides its own.
    pub fields: Vec<Field>,
}

/// Settings of the site as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The name of the site; without it, the title of its home page.
    pub title: Option<String>,
    /// One sentence about the site.
    pub description: Option<String>,
    /// Where the site will be found.
    pub base_url: Option<BaseUrl>,
    /// The language of the content, a BCP 47 tag.
    pub language: String,
    /// Who publishes the site.
    pub author: Option<String>,
    /// A sentence below every page, such as a disclaimer.
    pub notice: Option<String>,
    /// The form of addresses.
    pub urls: UrlStyle,
    /// Whether straight quotes, `--` and `...` become typographic ones.
    pub smart_punctuation: bool,
    /// Where to edit an entry; `{path}` stands for the path of its file.
    pub edit_url: Option<String>,
    /// The main navigation; without it, the collections, the pages beside them and A–Z.
    pub navigation: Option<Vec<NavigationItem>>,
    /// Paths below `content/` that are not read, with `*` for any part of a name.
    pub exclude: Vec<String>,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            title: None,
            description: None,
            base_url: None,
            language: "en".to_owned(),
            author: None,
            notice: None,
            urls: UrlStyle::Directory,
            smart_punctuation: true,
            edit_url: None,
            navigation: None,
            exclude: Vec::new(),
        }
    }
}

/// One link of the main navigation.
#[derive(Clone, Debug, PartialEq)]
pub struct NavigationItem {
    /// What it says.
    pub title: String,
    /// Where it leads, as an author would write it in a link.
    pub url: crate::source::Spanned<String>,
}

/// The form of addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UrlStyle {
    /// `/primer/causation/`, written as `primer/causation/index.html`.
    #[default]
    Directory,
    /// `/primer/causation`, written as `primer/causation.html`.
    File,
}

/// Where a site will be found: an origin, and a path that starts and ends with `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    /// For example `https://example.org`.
    pub origin: String,
    /// For example `/` or `/sub/path/`.
    pub path: String,
}

impl BaseUrl {
    /// The URL as one text.
    pub fn whole(&self) -> String {
        format!("{}{}", self.origin, self.path)
    }

    /// Reads an absolute `http` or `https` URL without query and fragment.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .ok_or("the base URL must start with `https://` or `http://`")?;
        if text.contains(['?', '#']) {
            return Err("the base URL must have no `?` and no `#`".to_owned());
        }
        if text.chars().any(|letter| {
            letter.is_whitespace() || letter.is_control() || "\"'<>\\".contains(letter)
        }) {
            return Err("the base URL holds a character that no URL may have".to_owned());
        }
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host.is_empty() {
            return Err("the base URL names no host".to_owned());
        }
        let path = path.trim_matches('/');
        if path.split('/').any(|part| part == ".." || part == ".") {
            return Err("the base URL must not contain `.` or `..`".to_owned());
        }
        Ok(Self {
            origin: format!("{}{host}", &text[..text.len() - rest.len()]),
            path: if path.is_empty() {
                "/".to_owned()
            } else {
                format!("/{path}/")
            },
        })
    }
}

/// One collection: a folder of entries that share a schema.
#[derive(Clone, Debug, PartialEq)]
pub struct Collection {
    /// Its name in `primer.toml` and in references.
    pub name: String,
    /// Its folder below `content/`, without slashes around it; empty for `content/` itself.
    pub folder: String,
    /// What its page is called.
    pub title: String,
    /// One sentence about it.
    pub description: Option<String>,
    /// The field that names an entry in lists; without it `term`, then `title`.
    pub name_field: Option<String>,
    /// The field that dates an entry; without it `date`.
    pub date_field: Option<String>,
    /// How entries are sorted in the collection's list; without it by `order`, then by name.
    pub sort: Option<Sort>,
    /// The field whose values group the list.
    pub group_by: Option<String>,
    /// The template of its entries; without it the one of their kind.
    pub template: Option<crate::source::Spanned<String>>,
    /// What its entries are; without it it follows from `date_field` and `listed`.
    pub kind: Option<EntryKind>,
    /// Whether its entries stand in lists, in A–Z and in the navigation.
    pub listed: bool,
    /// Its fields: its own, those of the whole site and the built-in ones.
    pub fields: Vec<Field>,
}

impl Collection {
    /// The collection that a folder without a declaration makes.
    fn found(name: &str, folder: &str, site_fields: &[Field]) -> Self {
        Self {
            name: name.to_owned(),
            folder: folder.to_owned(),
            title: schema::humanized(name),
            description: None,
            name_field: None,
            date_field: None,
            sort: None,
            group_by: None,
            template: None,
            kind: None,
            listed: !folder.is_empty(),
            fields: schema::complete(Vec::new(), site_fields),
        }
    }

    /// What the entries are: what the collection says, else articles where a field dates them,
    /// terms where they are listed, and pages otherwise.
    pub fn entry_kind(&self) -> EntryKind {
        self.kind.unwrap_or(match (&self.date_field, self.listed) {
            (Some(_), _) => EntryKind::Article,
            (None, true) => EntryKind::Term,
            (None, false) => EntryKind::Page,
        })
    }

    /// The field with a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// What the entries of a collection are: it decides their template and their structured data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A term with its definition.
    Term,
    /// A text of a day, with an author.
    Article,
    /// A page like any other.
    Page,
}

/// The order of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The field to compare.
    pub field: String,
    /// Whether the largest value comes first.
    pub descending: bool,
}

/// The name of the collection that holds the files beside the folders.
pub const PAGES: &str = "pages";

impl Config {
    /// Reads `primer.toml`, as far as it can be understood, with every fault in it.
    pub fn read(source: &Source) -> (Self, Vec<Diagnostic>) {
        read::read(source)
    }

    /// Adds a collection for every folder that has no declaration, so that each file below
    /// `content/` belongs to one. `folders` are first parts of paths below `content/`.
    #[must_use]
    pub fn with_folders<'a>(mut self, folders: impl IntoIterator<Item = &'a str>) -> Self {
        let mut folders: Vec<&str> = folders.into_iter().collect();
        folders.sort_unstable();
        folders.dedup();
        for folder in folders {
            if self
                .collection_of(&format!("{folder}/x"))
                .is_none_or(|found| self.collections[found].folder.is_empty())
            {
                let found = Collection::found(folder, folder, &self.fields);
                self.collections.push(found);
            }
        }
        if !self.collections.iter().any(|found| found.folder.is_empty()) {
            let found = Collection::found(PAGES, "", &self.fields);
            self.collections.push(found);
        }
        self
    }

    /// Whether entries are read in the same way under other settings.
    pub fn reads_like(&self, other: &Self) -> bool {
        let of = |config: &'_ Self| (config.site.smart_punctuation, config.site.title.clone());
        of(self) == of(other) && self.collections == other.collections
    }

    /// The index of the collection that a path below `content/` belongs to: that with the longest
    /// folder around it.
    pub fn collection_of(&self, path: &str) -> Option<usize> {
        self.collections
            .iter()
            .enumerate()
            .filter(|(_, collection)| {
                collection.folder.is_empty()
                    || path
                        .strip_prefix(collection.folder.as_str())
                        .is_some_and(|rest| rest.starts_with('/'))
            })
            .max_by_key(|(_, collection)| collection.folder.len())
            .map(|(index, _)| index)
    }

    /// The index of the collection with a name.
    pub fn collection_named(&self, name: &str) -> Option<usize> {
        self.collections
            .iter()
            .position(|collection| collection.name == name)
    }

    /// Where the `ref` or `refs` field of a collection leads.
    pub fn relation(&self, collection: usize, field: &str) -> Option<&schema::Relation> {
        self.collections[collection].field(field)?.kind.relation()
    }

    /// The collection that a `ref` or `refs` field leads to: its own unless it names another.
    pub fn relation_target(&self, collection: usize, field: &str) -> usize {
        self.relation(collection, field)
            .and_then(|relation| self.collection_named(relation.to.as_deref()?))
            .unwrap_or(collection)
    }

    /// Gives every diagnostic the severity that `[check]` asks for and drops those switched off.
    pub fn level(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        diagnostics
            .into_iter()
            .filter_map(|mut diagnostic| match self.levels.get(&diagnostic.code) {
                None => Some(diagnostic),
                Some(None) => None,
                Some(Some(severity)) => {
                    diagnostic.severity = *severity;
                    Some(diagnostic)
                }
            })
            .collect()
    }

    /// The path of the site on its host: it starts and ends with `/`.
    pub fn base_path(&self) -> &str {
        self.site
            .base_url
            .as_ref()
            .map_or("/", |base| base.path.as_str())
    }
}

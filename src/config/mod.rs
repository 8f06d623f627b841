//! What `primer.toml` says: the site, its collections and their schemas, the level of each check.
//!
//! In: the source of `primer.toml`, or nothing. Out: [`Config`] and diagnostics. Knows no entry.

mod collection;
mod collection_keys;
mod declaration;
mod exception;
mod external;
mod feed;
mod field_type;
mod git;
mod glob;
mod json_schema;
mod key;
mod label;
mod links;
mod list;
mod list_block;
mod look;
mod markdown;
mod read;
mod redirect;
mod review;
pub mod schema;
mod search;
mod settings;
mod site;
mod tint;
mod unused;
pub mod vocabulary;
mod words;

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use crate::diagnostic::code::Premise;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::{Span, Spanned};
use crate::words::Wording;
pub use collection::{Collection, EntryKind, LETTER, Sort, YEAR};
pub use exception::Exception;
pub use external::ExternalSettings;
pub use feed::{FeedContent, FeedFormat, FeedSettings, USUAL_FEED};
pub use git::GitSettings;
pub use json_schema::settings_schema;
pub use label::{EnumValue, TagGroup, ValueLabel};
pub use links::LinkUse;
pub use list::{GroupOrder, Layout, ListSettings};
pub use list_block::{LIST_LANGUAGE, ListBlock, USUAL_LIMIT};
pub use look::{FontChoice, LookSettings, ON_PAPER, PAPER};
pub use markdown::{HtmlMode, MarkdownSettings};
pub use read::{Section, sections};
pub use redirect::{Redirect, is_place};
pub use review::{Age, ReviewSettings};
use schema::Field;
pub use search::SearchSettings;
pub use settings::Settings;
pub use site::{BaseUrl, NavigationItem, Publisher, RedirectList, Site, UrlStyle};
pub use unused::unused_settings;

/// The settings of a primer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// The site as a whole.
    pub site: Site,
    /// How the texts of entries are read.
    pub markdown: MarkdownSettings,
    /// What the built-in theme shows.
    pub look: LookSettings,
    /// The words of the program that readers see, in the language of the site.
    pub words: Wording,
    /// How readers search.
    pub search: SearchSettings,
    /// The feeds that the site names; without any, it has the usual one.
    pub feeds: Vec<FeedSettings>,
    /// When a page says that it may be out of date.
    pub review: ReviewSettings,
    /// What is asked of the history of the files.
    pub git: GitSettings,
    /// The collections: first those declared, in their order, then those found as folders, by name.
    pub collections: Vec<Collection>,
    /// What each check reports as; `None` switches it off. Codes that are missing keep their own
    /// severity.
    pub levels: BTreeMap<Code, Option<Severity>>,
    /// Where which checks say nothing.
    pub exceptions: Vec<Exception>,
    /// What is not asked of other sites.
    pub external: ExternalSettings,
    /// What readers see of categories.
    pub categories: Vec<(Spanned<String>, ValueLabel)>,
    /// What readers see of tags.
    pub tags: Vec<(Spanned<String>, ValueLabel)>,
    /// Tags that belong together.
    pub tag_groups: Vec<TagGroup>,
    /// Old addresses that belong to no entry.
    pub redirects: Vec<Redirect>,
    /// Fields that every collection has besides its own.
    pub fields: Vec<Field>,
    /// Whether strangers wrote the primer: what it says leads nobody out of the site, and runs nothing.
    pub untrusted: bool,
    /// What of the settings could not be understood.
    pub doubt: Premise,
    /// Where the name of each declared collection is written.
    declared_at: Vec<Span>,
    /// The collections that folders make, sorted by their folders: there may be many.
    found: Range<usize>,
}

/// The name of the collection that holds the files beside the folders.
pub const PAGES: &str = "pages";

impl Config {
    /// Adds a collection for every folder that has no declaration, so that each file below
    /// `content/` belongs to one. `folders` are first parts of paths below `content/`.
    #[must_use]
    pub fn with_folders<'a>(mut self, folders: impl IntoIterator<Item = &'a str>) -> Self {
        let mut folders: Vec<&str> = folders.into_iter().collect();
        folders.sort_unstable();
        folders.dedup();
        let declared = self.collections.iter();
        let declared: HashSet<&str> = declared.map(|known| known.folder.as_str()).collect();
        folders.retain(|folder| !declared.contains(folder));
        let start = self.collections.len();
        for folder in folders {
            let found = Collection::found(folder, folder, &self.fields);
            self.collections.push(found);
        }
        self.found = start..self.collections.len();
        if !self.collections.iter().any(|found| found.folder.is_empty()) {
            let found = Collection::found(PAGES, "", &self.fields);
            self.collections.push(found);
        }
        self
    }

    /// Whether entries are read in the same way under other settings.
    pub fn reads_like(&self, other: &Self) -> bool {
        let of = |config: &'_ Self| {
            let site = &config.site;
            let html = config.markdown.html;
            (
                site.smart_punctuation,
                site.title.clone(),
                html,
                config.untrusted,
                config.look.numbers,
                config.words.clone(),
            )
        };
        of(self) == of(other) && self.collections == other.collections
    }

    /// Takes the settings for those of a stranger: none of them may run anything, or lead out of the site.
    fn distrust(&mut self) {
        self.untrusted = true;
        self.markdown.html = self.markdown.html.max(HtmlMode::Safe);
        self.site.base_url = None;
        self.site.edit_url = None;
        for collection in &mut self.collections {
            collection.template = None;
        }
    }

    /// The index of the collection that a path below `content/` belongs to: that with the longest
    /// folder around it.
    pub fn collection_of(&self, path: &str) -> Option<usize> {
        let folder = |index: usize| self.collections[index].folder.as_str();
        let is_around = |index: &usize| {
            let folder = folder(*index);
            let rest = path.strip_prefix(folder);
            folder.is_empty() || rest.is_some_and(|rest| rest.starts_with('/'))
        };
        let (found, all) = (&self.found, self.collections.len());
        let others = (0..found.start).chain(found.end..all).filter(is_around);
        let of_first = path.split_once('/').and_then(|(first, _)| {
            let found = &self.collections[found.clone()];
            let at = found.binary_search_by(|known| known.folder.as_str().cmp(first));
            Some(self.found.start + at.ok()?)
        });
        others
            .chain(of_first)
            .max_by_key(|index| folder(*index).len())
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

    /// Gives every diagnostic the severity that `[check]` asks for and drops those switched off, and those that may
    /// be a consequence of what is wrong with the settings.
    pub fn level(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        diagnostics
            .into_iter()
            .filter(|diagnostic| diagnostic.code.holds(self.doubt))
            .filter(|diagnostic| self.reports(diagnostic.code))
            .map(|mut diagnostic| {
                if let Some(Some(severity)) = self.levels.get(&diagnostic.code) {
                    diagnostic.severity = *severity;
                }
                diagnostic
            })
            .collect()
    }

    /// Whether faults of a kind are reported.
    pub fn reports(&self, code: Code) -> bool {
        let level = self.levels.get(&code);
        level.map_or(!code.on_request(), Option::is_some)
    }

    /// Whether there is no fault of a kind where a run finds none: the check is on, and does not depend on options.
    pub fn is_judged(&self, code: Code) -> bool {
        !code.depends_on_options() && self.reports(code)
    }

    /// The collections that are listed, by their indices.
    pub fn listed(&self) -> Vec<usize> {
        let all = self.collections.iter().enumerate();
        let listed = all.filter(|(_, collection)| collection.listed);
        listed.map(|(index, _)| index).collect()
    }

    /// The feeds of the site.
    pub fn feeds(&self) -> &[FeedSettings] {
        if self.feeds.is_empty() {
            feed::usual()
        } else {
            &self.feeds
        }
    }

    /// The path of the site on its host: it starts and ends with `/`.
    pub fn base_path(&self) -> &str {
        self.site
            .base_url
            .as_ref()
            .map_or("/", |base| base.path.as_str())
    }
}

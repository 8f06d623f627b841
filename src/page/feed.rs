//! What machines read of the site as a whole: the sitemap and the Atom feed.

use jiff::civil::Date;
use serde::Serialize;

use super::view::View;
use super::{Outline, Page, PageKind};
use crate::glossary::EntryIndex;

/// How many entries a feed holds.
const FEED_LENGTH: usize = 30;

/// A page in the sitemap (sitemaps.org, protocol 0.9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SitemapItem {
    /// Its full address.
    pub url: String,
    /// The day of its last change, where it is known.
    pub updated: Option<String>,
}

/// An entry in the feed (RFC 4287, section 4.1.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeedItem {
    /// Its title.
    pub title: String,
    /// Its full address, which is its id too.
    pub url: String,
    /// When it was published, as a time stamp.
    pub published: String,
    /// When it was last changed, as a time stamp.
    pub updated: String,
    /// One sentence about it.
    pub summary: String,
}

impl Outline {
    /// Published entries with a date, the newest first.
    pub(super) fn dated(&self) -> Vec<(Date, EntryIndex)> {
        let mut dated: Vec<(Date, EntryIndex)> = self
            .listed()
            .filter(|&index| !self.glossary.entries[index].built_in.draft)
            .filter_map(|index| Some((self.date_of(&self.glossary.entries[index])?, index)))
            .collect();
        dated.sort_by(|a, b| {
            b.0.cmp(&a.0).then_with(|| {
                let path = |index: EntryIndex| &self.glossary.entries[index].source.path;
                path(a.1).cmp(path(b.1))
            })
        });
        dated
    }

    pub(super) fn feed(&self) -> Page {
        let items: Vec<FeedItem> = self
            .dated()
            .into_iter()
            .take(FEED_LENGTH)
            .filter_map(|(date, index)| {
                let entry = &self.glossary.entries[index];
                let updated = entry.built_in.updated.unwrap_or(date).max(date);
                Some(FeedItem {
                    title: entry.title.clone(),
                    url: self.routes.absolute_of(&self.entry_route(index))?,
                    published: stamp(date),
                    updated: stamp(updated),
                    summary: self.cards[index].description.clone(),
                })
            })
            .collect();
        let view = View {
            kind: "feed",
            title: self.site.title.clone(),
            canonical: self.routes.absolute("feed.xml"),
            updated_stamp: items.iter().map(|item| item.updated.clone()).max(),
            items,
            ..View::default()
        };
        Page {
            file: "feed.xml".to_owned(),
            template: "feed.xml".to_owned(),
            view,
        }
    }

    pub(super) fn sitemap(&self) -> Page {
        let mut pages = Vec::new();
        for kind in self.pages() {
            let glossary = &*self.glossary;
            let entry = |index: EntryIndex| {
                let entry = &glossary.entries[index];
                let updated = entry.built_in.updated.or(self.date_of(entry));
                (self.entry_route(index), updated)
            };
            let (route, updated) = match kind {
                PageKind::Home => (self.routes.folder(""), None),
                PageKind::Collection(index) => (
                    self.routes.folder(&self.config.collections[index].folder),
                    None,
                ),
                PageKind::Entry(index) if glossary.entries[index].built_in.draft => continue,
                PageKind::Entry(index) => entry(index),
                PageKind::Categories => (self.routes.page(super::CATEGORIES), None),
                PageKind::Category(index) => (
                    self.routes.page(&glossary.taxonomy.categories[index].path),
                    None,
                ),
                PageKind::Tags => (self.routes.page(super::TAGS), None),
                PageKind::Tag(index) => {
                    (self.routes.page(&glossary.taxonomy.tags[index].path), None)
                }
                PageKind::AToZ => (self.routes.page(super::A_TO_Z), None),
                PageKind::NotFound
                | PageKind::Redirect(_)
                | PageKind::Sitemap
                | PageKind::Feed
                | PageKind::Robots => continue,
            };
            if let Some(url) = self.routes.absolute_of(&route) {
                pages.push(SitemapItem {
                    url,
                    updated: updated.map(|date| date.to_string()),
                });
            }
        }
        let view = View {
            kind: "sitemap",
            pages,
            ..View::default()
        };
        Page {
            file: "sitemap.xml".to_owned(),
            template: "sitemap.xml".to_owned(),
            view,
        }
    }
}

/// The start of a day as an RFC 3339 time stamp: a date construct of Atom needs a time.
fn stamp(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

//! What machines read of the site as a whole: the sitemap and the Atom feed.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::Serialize;

use super::list::described;
use super::view::View;
use super::{Outline, PageKind};
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
pub struct FeedItem<'o> {
    /// Its title.
    pub title: &'o str,
    /// Its full address, which is its id too.
    pub url: String,
    /// When it was published, as a time stamp.
    pub published: String,
    /// When it was last changed, as a time stamp.
    pub updated: String,
    /// One sentence about it.
    pub summary: Cow<'o, str>,
}

impl Outline {
    /// Whether an entry is published for everybody, rather than shown to its author.
    fn is_out(&self, index: EntryIndex) -> bool {
        let entry = self.glossary.entry(index);
        entry.hidden(&self.config, self.visibility).is_none()
    }

    /// Published entries with a date, the newest first.
    pub(super) fn dated(&self) -> Vec<(Date, EntryIndex)> {
        let mut dated: Vec<(Date, EntryIndex)> = self
            .listed()
            .filter(|&index| self.is_out(index))
            .filter_map(|index| Some((self.date_of(self.glossary.entry(index))?, index)))
            .collect();
        dated.sort_by(|a, b| {
            b.0.cmp(&a.0).then_with(|| {
                let path = |index: EntryIndex| &self.glossary.entry(index).source.path;
                path(a.1).cmp(path(b.1))
            })
        });
        dated
    }

    pub(super) fn feed(&self) -> View<'_> {
        let items: Vec<FeedItem<'_>> = self
            .dated()
            .into_iter()
            .take(FEED_LENGTH)
            .filter_map(|(date, index)| {
                let entry = self.glossary.entry(index);
                let updated = entry.built_in.updated.unwrap_or(date).max(date);
                Some(FeedItem {
                    title: &entry.title,
                    url: self.routes.absolute_of(&self.entry_route(index))?,
                    published: stamp(date),
                    updated: stamp(updated),
                    summary: described(entry),
                })
            })
            .collect();
        View {
            kind: "feed",
            title: Cow::Borrowed(&self.site.title),
            canonical: self.routes.absolute("feed.xml"),
            updated_stamp: items.iter().map(|item| item.updated.clone()).max(),
            items,
            ..View::default()
        }
    }

    pub(super) fn sitemap(&self) -> View<'_> {
        let glossary = &*self.glossary;
        let mut pages = Vec::new();
        for kind in self.pages() {
            let updated = match kind {
                PageKind::Entry(index) if !self.is_out(index) => continue,
                PageKind::Entry(index) => {
                    let entry = glossary.entry(index);
                    entry.built_in.updated.or(self.date_of(entry))
                }
                PageKind::NotFound
                | PageKind::Redirect(..)
                | PageKind::Sitemap
                | PageKind::Feed
                | PageKind::Robots => continue,
                _ => None,
            };
            if let Some(url) = self.routes.absolute_of(&self.route(kind)) {
                pages.push(SitemapItem {
                    url,
                    updated: updated.map(|date| date.to_string()),
                });
            }
        }
        View {
            kind: "sitemap",
            pages,
            ..View::default()
        }
    }
}

/// The start of a day as an RFC 3339 time stamp: a date construct of Atom needs a time.
fn stamp(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

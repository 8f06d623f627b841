//! Feeds: the newest entries with a date, as Atom (RFC 4287) or RSS 2.0.

use indexmap::IndexSet;
use jiff::civil::Date;

use super::ground::{Ground, Kind, made};
use crate::config::{Config, FeedContent, FeedFormat, FeedSettings, USUAL_FEED};
use crate::glossary::EntryIndex;
use crate::glossary::place::{Form, Place};
use crate::page::about::author;
use crate::page::card::described;
use crate::page::context::Draft;
use crate::page::value::{Object, Value, list};
use crate::page::{Outline, Page};

/// The feeds of the site, by their numbers in the settings.
#[derive(Debug)]
pub(super) struct Feeds;

impl Kind for Feeds {
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        if ground.config.site.base_url.is_none() {
            return Vec::new();
        }
        let feeds = ground.config.feeds().iter().enumerate();
        let feeds = feeds.filter(|(_, feed)| {
            let collections = collections(feed, ground.config);
            let mut entries = ground.entries.indices();
            entries.any(|index| {
                let collection = ground.entries.entry(index).collection;
                collections.contains(&collection) && ground.is_dated(index)
            })
        });
        feeds
            .map(|(number, feed)| made(&feed.path, Form::File, number))
            .collect()
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        let feed = &outline.config.feeds()[at.1.key];
        let collections = collections(feed, &outline.config);
        let newest = outline.dated(&collections).into_iter().take(feed.limit);
        let newest: Vec<Item> = newest
            .map(|(date, entry)| Item::new(outline, date, entry))
            .collect();
        let last = newest.iter().map(|item| item.updated).max();
        let address = outline
            .routes
            .absolute(&outline.routes.file_url(&feed.path));
        let home = outline.routes.absolute(outline.routes.home());
        // Readers know a feed by its id, wherever it lies.
        let id = if feed.path == USUAL_FEED {
            &home
        } else {
            &address
        };
        let of = match *collections {
            [one] if !feed.collections.is_empty() => outline.collection_address(one),
            _ => None,
        };
        let mut draft = Draft::new("feed", title(outline, feed));
        draft.values.set("id", id.as_deref());
        draft.values.set("canonical", address);
        draft.values.set("of", of.or(home));
        draft.values.set("updated_stamp", last.map(stamp));
        draft.values.set("updated_mail", last.map(mail_date));
        let items = newest.iter().map(|item| item.value(outline, feed.content));
        draft.values.set("items", list(items));
        let template = match feed.format {
            FeedFormat::Atom => "feed.xml",
            FeedFormat::Rss => "rss.xml",
        };
        draft.finish_bare(outline, at, template)
    }

    fn is_in_sitemap(&self) -> bool {
        false
    }

    fn site_values(&self, outline: &Outline) -> Vec<(&'static str, Value)> {
        let feeds = outline.config.feeds().iter();
        let feeds = feeds.filter(|feed| outline.glossary.places.at(&feed.path).is_some());
        let first = feeds.clone().next();
        let first = first.map(|feed| outline.routes.file_url(&feed.path));
        let feeds = feeds.map(|feed| {
            let kind = match feed.format {
                FeedFormat::Atom => "application/atom+xml",
                FeedFormat::Rss => "application/rss+xml",
            };
            Object::with_capacity(3)
                .with("title", title(outline, feed))
                .with("url", outline.routes.file_url(&feed.path))
                .with("type", kind)
        });
        vec![("feed", first.into()), ("feeds", list(feeds))]
    }
}

/// The collections whose entries a feed has, by their indices.
fn collections(feed: &FeedSettings, config: &Config) -> Vec<usize> {
    if feed.collections.is_empty() {
        return config.listed();
    }
    let named = feed.collections.iter();
    let named: IndexSet<usize> = named
        .filter_map(|name| config.collection_named(name))
        .collect();
    named.into_iter().collect()
}

fn title(outline: &Outline, feed: &FeedSettings) -> String {
    if let Some(title) = &feed.title {
        return outline.typographic(title).into_owned();
    }
    let mut title = outline.site.title.clone();
    if !feed.collections.is_empty() {
        let collections = collections(feed, &outline.config).into_iter();
        let titles: Vec<String> = collections
            .map(|index| outline.collection_link(index).title)
            .collect();
        title.push_str(" · ");
        title.push_str(&titles.join(", "));
    }
    title
}

/// An entry in a feed.
struct Item {
    index: EntryIndex,
    date: Date,
    updated: Date,
}

impl Item {
    fn new(outline: &Outline, date: Date, index: EntryIndex) -> Self {
        let updated = outline.glossary.entry(index).built_in.updated;
        Self {
            index,
            date,
            updated: updated.unwrap_or(date).max(date),
        }
    }

    fn value(&self, outline: &Outline, content: FeedContent) -> Object {
        let entry = outline.glossary.entry(self.index);
        let url = outline.routes.absolute(&outline.entry_url(self.index));
        let full = content == FeedContent::Full;
        let author = author(entry, &outline.config.collections[entry.collection]);
        Object::with_capacity(10)
            .with("title", &*outline.typographic(&entry.title))
            .with("author", author)
            .with("tags", outline.tags_of(entry))
            .with("url", url)
            .with("published", stamp(self.date))
            .with("updated", stamp(self.updated))
            .with("published_mail", mail_date(self.date))
            .with("summary", &*outline.typographic(&described(entry)))
            .with(
                "content",
                full.then(|| outline.content_elsewhere(self.index)),
            )
    }
}

/// The start of a day as an RFC 3339 time stamp: a date construct of Atom needs a time.
fn stamp(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

/// The start of a day as mail has it (RFC 5322), as RSS wants it.
fn mail_date(date: Date) -> String {
    date.strftime("%a, %d %b %Y 00:00:00 GMT").to_string()
}

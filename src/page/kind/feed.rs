//! `feed.xml`: the newest entries with a date, as Atom (RFC 4287).

use jiff::civil::Date;

use super::ground::{Ground, Kind, made};
use crate::glossary::EntryIndex;
use crate::glossary::place::{Form, Place};
use crate::page::card::described;
use crate::page::context::Draft;
use crate::page::value::{Object, Value, list};
use crate::page::{Outline, Page};

/// How many entries a feed holds.
const LENGTH: usize = 30;

const PATH: &str = "feed.xml";

/// The feed of the site.
#[derive(Debug)]
pub(super) struct Feed;

impl Kind for Feed {
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        let has_base = ground.config.site.base_url.is_some();
        let has_feed = has_base && ground.entries.indices().any(|index| ground.is_dated(index));
        let place = has_feed.then(|| made(PATH, Form::File, 0));
        place.into_iter().collect()
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        let mut draft = Draft::new("feed", outline.site.title.as_str());
        let newest = outline.dated().into_iter().take(LENGTH);
        let newest: Vec<(Date, Date, EntryIndex)> = newest
            .map(|(date, index)| {
                let updated = outline.glossary.entry(index).built_in.updated;
                (date, updated.unwrap_or(date).max(date), index)
            })
            .collect();
        let last = newest.iter().map(|(_, updated, _)| stamp(*updated)).max();
        let items = newest.iter().map(|(date, updated, index)| {
            let entry = outline.glossary.entry(*index);
            let url = outline.routes.absolute(&outline.entry_url(*index));
            Object::with_capacity(5)
                .with("title", &*outline.typographic(&entry.title))
                .with("url", url)
                .with("published", stamp(*date))
                .with("updated", stamp(*updated))
                .with("summary", &*outline.typographic(&described(entry)))
        });
        let canonical = outline.routes.absolute(&outline.routes.file_url(PATH));
        draft.values.set("canonical", canonical);
        draft.values.set("updated_stamp", last);
        draft.values.set("items", list(items));
        draft.finish_bare(outline, at, "feed.xml")
    }

    fn is_in_sitemap(&self) -> bool {
        false
    }

    fn site_values(&self, outline: &Outline) -> Vec<(&'static str, Value)> {
        let place = outline.glossary.places.at(PATH);
        let url = place.map(|_| outline.routes.file_url(PATH));
        vec![("feed", url.into())]
    }
}

/// The start of a day as an RFC 3339 time stamp: a date construct of Atom needs a time.
fn stamp(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

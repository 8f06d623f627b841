//! `sitemap.xml`: every page, for search engines (sitemaps.org, protocol 0.9); an index with parts where there are
//! more than one file may hold.

use super::ground::{Ground, Kind, made};
use crate::glossary::place::{Form, Occupant, Place};
use crate::page::context::Draft;
use crate::page::value::{Object, list};
use crate::page::{Outline, Page};

/// A file may hold so many addresses, and 50 MB: with these, an address may have 1 kB. An index may name as many files.
const MOST: usize = 50_000;

const PATH: &str = "sitemap.xml";

/// The sitemap with the key 0, or its parts with greater ones.
#[derive(Debug)]
pub(super) struct Sitemap;

impl Kind for Sitemap {
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        if ground.config.site.base_url.is_none() {
            return Vec::new();
        }
        let kinds: Vec<bool> = ground.kinds.iter().map(Kind::is_in_sitemap).collect();
        let pages = ground.said.iter();
        let pages = pages.filter(|(_, place)| place.has_page() && kinds[place.kind]);
        let parts = pages.count().div_ceil(MOST);
        let more = if parts > 1 { parts } else { 0 };
        (0..=more)
            .map(|part| made(&part_path(part), Form::File, part))
            .collect()
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        let parts = (1..=MOST)
            .take_while(|&part| {
                outline
                    .glossary
                    .places
                    .at(&part_path(part))
                    .is_some_and(|it| it.kind == at.1.kind)
            })
            .count();
        if at.1.key == 0 && parts > 0 {
            return index(outline, at, parts);
        }
        let mut draft = Draft::new("sitemap", "");
        let first = at.1.key.saturating_sub(1) * MOST;
        let pages = pages(outline).skip(first).take(MOST);
        draft.values.set("pages", list(pages));
        draft.finish_bare(outline, at, "sitemap.xml")
    }

    fn is_in_sitemap(&self) -> bool {
        false
    }
}

fn part_path(part: usize) -> String {
    if part == 0 {
        PATH.to_owned()
    } else {
        format!("sitemap-{part}.xml")
    }
}

/// The index of the parts.
fn index(outline: &Outline, at: (&str, &Place), parts: usize) -> Page {
    let mut draft = Draft::new("sitemap", "");
    let parts = (1..=parts).map(|part| {
        let url = outline.routes.url(&part_path(part), Form::File);
        Object::with_capacity(1).with("url", outline.routes.absolute(&url))
    });
    draft.values.set("pages", list(parts));
    draft.finish_bare(outline, at, "sitemap-index.xml")
}

/// Every page that is to be found, and the day of its last change.
fn pages(outline: &Outline) -> impl Iterator<Item = Object> {
    let places = outline.glossary.places.iter().filter(|(_, place)| {
        let is_out = match place.occupant {
            Occupant::Entry(index) => {
                outline.is_out(index) && outline.glossary.entry(index).is_for_engines()
            }
            _ => true,
        };
        place.has_page() && is_out
    });
    places.filter_map(|(path, place)| {
        let kind = outline.kind(place);
        let kind =
            kind.filter(|kind| kind.is_in_sitemap() && kind.is_for_engines(outline, place))?;
        let url = outline.routes.url(path, place.form);
        let updated = kind.updated(outline, place);
        let page = Object::with_capacity(2)
            .with("url", outline.routes.absolute(&url)?)
            .with("updated", updated.map(|date| date.to_string()));
        Some(page)
    })
}

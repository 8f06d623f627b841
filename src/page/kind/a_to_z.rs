//! A–Z: every name and alias of the listed entries, by letters.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::ground::{Ground, Kind, made};
use crate::entry::slug::slug;
use crate::glossary::EntryIndex;
use crate::glossary::place::{Form, Place};
use crate::page::context::Draft;
use crate::page::link::Link;
use crate::page::value::{Object, Value, list};
use crate::page::{Outline, Page};
use crate::words::SortKey;

const PATH: &str = "a-z";

/// The page of all names.
#[derive(Debug)]
pub(super) struct AToZ;

/// A name under its letter.
struct Name<'o> {
    title: &'o str,
    entry: EntryIndex,
    is_alias: bool,
}

impl Kind for AToZ {
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        let place = ground.has_listed().then(|| made(PATH, Form::Page, 0));
        place.into_iter().collect()
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        let words = &outline.config.words;
        let mut draft = Draft::new("a-z", words.get("a_to_z"));
        let site = [("site", outline.site.title.as_str())];
        let description = words.fill("all_names", None, &site);
        draft.description = description.unwrap_or_default();
        draft.breadcrumbs = vec![outline.home_link()];
        draft.values.set("letters", letters(outline));
        draft.finish(outline, at, "a-z.html")
    }

    fn navigation(&self, outline: &Outline) -> Vec<Link> {
        let link = url(outline).map(|url| Link {
            title: outline.config.words.get("a_to_z").to_owned(),
            url,
        });
        link.into_iter().collect()
    }

    fn site_values(&self, outline: &Outline) -> Vec<(&'static str, Value)> {
        vec![("a_to_z", url(outline).into())]
    }
}

fn url(outline: &Outline) -> Option<String> {
    let has_listed = outline.listed().next().is_some();
    has_listed.then(|| outline.routes.url(PATH, Form::Page))
}

/// All names and aliases by their letters.
fn letters(outline: &Outline) -> Value {
    let words = &outline.config.words;
    let mut names: Vec<(Cow<'_, [u8]>, Name<'_>)> = Vec::new();
    for index in outline.listed() {
        let entry = outline.glossary.entry(index);
        let name = |title, is_alias| Name {
            title,
            entry: index,
            is_alias,
        };
        names.push((Cow::Borrowed(&entry.key), name(&entry.name, false)));
        let aliases = entry.built_in.other_names();
        names.extend(aliases.map(|alias| (words.key(alias).into_vec().into(), name(alias, true))));
    }
    let path = |name: &Name<'_>| &outline.glossary.entry(name.entry).path;
    names.sort_by(|(key, name), (other_key, other)| {
        (key, name.title, path(name)).cmp(&(other_key, other.title, path(other)))
    });
    let mut letters: BTreeMap<(u8, SortKey, String), Vec<Name<'_>>> = BTreeMap::new();
    for (_, name) in names {
        let letter = words.letter(name.title);
        let rank = match letter.as_str() {
            "#" => 0,
            "0–9" => 1,
            _ => 2,
        };
        let place = (rank, words.key(&letter), letter);
        letters.entry(place).or_default().push(name);
    }
    list(letters.into_iter().map(|((.., letter), names)| {
        let id = match letter.as_str() {
            "#" => "signs".to_owned(),
            letter => slug(letter),
        };
        let names = names.into_iter().map(|name| {
            if !name.is_alias {
                return outline.card(name.entry);
            }
            Object::with_capacity(3)
                .with("title", &*outline.typographic(name.title))
                .with("url", outline.entry_url(name.entry))
                .with(
                    "see",
                    &*outline.typographic(&outline.glossary.entry(name.entry).name),
                )
                .into()
        });
        Object::with_capacity(3)
            .with("letter", letter)
            .with("id", id)
            .with("names", list(names))
    }))
}

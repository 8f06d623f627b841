//! The page at `/`: the text of `content/_index.md`, the collections, and the entries that lie in no folder.

use super::ground::{Ground, Kind, made};
use super::{search, start};
use crate::glossary::place::{Form, Occupant, Place};
use crate::page::card::Plain;
use crate::page::structured::Thing;
use crate::page::value::{Value, list};
use crate::page::{Outline, Page};

/// So many of the newest entries are shown.
const MOST_NEW: usize = 5;

/// The home page.
#[derive(Debug)]
pub(super) struct Home;

impl Kind for Home {
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        let (path, mut place) = made("", Form::Folder, 0);
        if let Some(index) = ground.text_of("") {
            place.occupant = Occupant::Entry(index);
        }
        vec![(path, place)]
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        let site = &outline.site;
        let collections = &outline.config.collections;
        let mut draft = outline.folder_draft("home", at.1);
        draft.breadcrumbs.clear();
        if draft.title.is_empty() {
            draft.title = site.title.as_str().into();
        }
        if draft.description.is_empty() {
            let description = outline.config.site.description.as_deref();
            draft.description = description.unwrap_or_default().into();
        }
        let whole = Thing::new(outline, "WebSite", outline.routes.home())
            .text("name", &site.title)
            .text("description", &draft.description)
            .text("inLanguage", &site.language);
        let whole = outline.with_publisher(whole, "publisher");
        draft.thing = Some(match search::address(outline) {
            Some(address) => {
                let address = address.replace('"', "");
                let action = [
                    r#"{"@type":"SearchAction","target":{"@type":"EntryPoint","urlTemplate":""#,
                    &address,
                    r#"?q={search_term_string}"},"query-input":"required name=search_term_string"}"#,
                ];
                whole.json("potentialAction", &action.concat())
            }
            None => whole,
        });
        let root = collections.iter().position(|known| known.folder.is_empty());
        if let Some(root) = root.filter(|&root| collections[root].listed) {
            let sections = &outline.listing(root).sections;
            let values = &mut draft.values;
            values.set("sections", outline.section_values(sections));
            values.set("count", outline.order[root].len());
            outline.set_layout(values, root);
        }
        let listed = collections.iter().enumerate().filter(|(index, known)| {
            known.listed && !known.folder.is_empty() && !outline.order[*index].is_empty()
        });
        let cards = listed.map(|(index, known)| {
            Value::from(Plain {
                title: &outline.typographic(&known.title),
                url: outline.routes.url(&known.folder, Form::Folder),
                description: &outline.typographic(outline.collection_description(index)),
                count: Some(outline.order[index].len()),
            })
        });
        draft.values.set("cards", list(cards));
        draft.values.set("start", start::card(outline));
        let newest = outline
            .dated(&outline.config.listed())
            .into_iter()
            .take(MOST_NEW);
        let newest = newest.map(|(_, index)| outline.card(index));
        draft.values.set("newest", list(newest));
        draft.finish(outline, at, outline.template_of(at.1, "home.html"))
    }
}

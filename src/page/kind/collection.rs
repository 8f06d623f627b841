//! The page of a collection: the text of its `_index.md` and the list of its entries.

use super::ground::{Ground, Kind, made};
use crate::glossary::place::{Claim, Form, Occupant, Place};
use crate::page::link::Link;
use crate::page::structured::Thing;
use crate::page::{Outline, Page};

/// The pages of collections, by their index.
#[derive(Debug)]
pub(super) struct Collections;

impl Kind for Collections {
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        let collections = ground.config.collections.iter().enumerate();
        let with_page = collections.filter(|(_, collection)| !collection.folder.is_empty());
        with_page
            .map(|(index, collection)| {
                let (path, mut place) = made(&collection.folder, Form::Folder, index);
                place.claim = Claim::Folder;
                if let Some(text) = ground.text_of(&collection.folder) {
                    place.occupant = Occupant::Entry(text);
                    place.claim = Claim::Entry;
                }
                (path, place)
            })
            .collect()
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        let (_, place) = at;
        let index = place.key;
        let collection = &outline.config.collections[index];
        let mut draft = outline.folder_draft("collection", place);
        if draft.title.is_empty() {
            draft.title = outline.typographic(&collection.title);
        }
        if draft.description.is_empty() {
            draft.description = outline.collection_description(index).into();
        }
        draft.breadcrumbs = vec![outline.home_link()];
        let sections = &outline.listing(index).sections;
        let url = outline.routes.url(&collection.folder, Form::Folder);
        let entries = sections.iter().flat_map(|section| &section.entries);
        draft.thing = Some(
            Thing::new(outline, "DefinedTermSet", &url)
                .text("name", &draft.title)
                .text("description", &draft.description)
                .text("inLanguage", &outline.site.language)
                .links(
                    "hasDefinedTerm",
                    "DefinedTerm",
                    entries.map(|&entry| outline.entry_link(entry)),
                ),
        );
        let values = &mut draft.values;
        values.set("name", &*outline.typographic(&collection.title));
        values.set("sections", outline.section_values(sections));
        values.set("count", outline.order[index].len());
        draft.finish(outline, at, outline.template_of(place, "collection.html"))
    }

    fn navigation(&self, outline: &Outline) -> Vec<Link> {
        let collections = outline.config.collections.iter().enumerate();
        let shown = collections.filter(|(index, collection)| {
            collection.listed && !collection.folder.is_empty() && !outline.order[*index].is_empty()
        });
        shown
            .map(|(index, _)| outline.collection_link(index))
            .collect()
    }
}

impl Outline {
    /// One sentence about a collection: its own, else that of its text.
    pub(super) fn collection_description(&self, index: usize) -> &str {
        let collection = &self.config.collections[index];
        let own = collection.description.as_deref();
        let text = || {
            let place = self.glossary.places.at(&collection.folder)?;
            let Occupant::Entry(entry) = place.occupant else {
                return None;
            };
            let entry = self.glossary.entry(entry);
            entry
                .built_in
                .description
                .as_deref()
                .filter(|_| entry.is_index)
        };
        own.or_else(text).unwrap_or_default()
    }
}

//! The page of a collection: the text of its `_index.md` and the list of its entries.

use super::ground::{Ground, Kind, made};
use crate::config::Layout;
use crate::config::vocabulary::is_a;
use crate::glossary::place::{Claim, Form, Occupant, Place};
use crate::page::link::Link;
use crate::page::structured::Thing;
use crate::page::value::Object;
use crate::page::{Outline, Page};

/// The pages of collections, by their index.
#[derive(Debug)]
pub(super) struct Collections;

impl Kind for Collections {
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        let collections = &ground.config.collections;
        let mut places = Vec::new();
        for (index, collection) in collections.iter().enumerate() {
            if collection.folder.is_empty() {
                continue;
            }
            let (path, mut place) = made(&collection.folder, Form::Folder, index);
            place.claim = Claim::Folder;
            if let Some(text) = ground.text_of(&collection.folder) {
                place.occupant = Occupant::Entry(text);
                place.claim = Claim::Entry;
            }
            places.push((path, place));
            for page in 1..pages(ground, index) {
                let key = page * collections.len() + index;
                places.push(made(&collection.page_path(page), Form::Page, key));
            }
        }
        places
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        let place = at.1;
        let collections = &outline.config.collections;
        let (page, index) = (place.key / collections.len(), place.key % collections.len());
        let collection = &collections[index];
        let mut draft = outline.folder_draft("collection", place);
        if draft.title.is_empty() {
            draft.title = outline.typographic(&collection.title);
        }
        if draft.description.is_empty() {
            draft.description = outline.collection_description(index).into();
        }
        draft.breadcrumbs = vec![outline.home_link()];
        if page > 0 {
            let count = collection.pages_of(outline.order[index].len());
            let number = outline.page_title(page, count);
            draft.title = [&*draft.title, " · ", &number].concat().into();
            draft.breadcrumbs.push(outline.collection_link(index));
        }
        let sections = outline.sections_on(index, page);
        let url = outline.routes.url(at.0, place.form);
        let entries = || sections.iter().flat_map(|section| &section.entries);
        // What the collection is, what its entries are to it, and what each of them is.
        let of = collection.schema_type();
        let (whole, part, each) = match of {
            "DefinedTerm" => ("DefinedTermSet", "hasDefinedTerm", of),
            "HowTo" if collection.steps => ("HowTo", "step", "HowToStep"),
            of if is_a(of, "CreativeWork") => ("CollectionPage", "hasPart", of),
            of => ("CollectionPage", "about", of),
        };
        draft.thing = Some(
            Thing::new(outline, whole, &url)
                .text("name", &draft.title)
                .text("description", &draft.description)
                .text("inLanguage", &outline.site.language)
                .links(
                    part,
                    each,
                    entries().map(|&entry| outline.entry_link(entry)),
                ),
        );
        let values = &mut draft.values;
        values.set("name", &*outline.typographic(&collection.title));
        values.set("sections", outline.section_values(&sections));
        values.set("count", entries().count());
        outline.set_layout(values, index);
        outline.set_pages(values, index, page);
        outline.set_facets(values, index, None);
        if collection.pages_of(outline.order[index].len()) == 1 {
            outline.set_entries_by_facet(values, index, &sections);
        }
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

/// How many pages the list of a collection has.
fn pages(ground: &Ground<'_>, index: usize) -> usize {
    let collection = &ground.config.collections[index];
    if collection.list.paginate.is_none() {
        return 1;
    }
    let entries = ground.entries.indices().filter(|&entry| {
        let is_shown = ground.entries.is_published(entry);
        let entry = ground.entries.entry(entry);
        is_shown && entry.collection == index && entry.is_for_lists()
    });
    collection.pages_of(entries.count())
}

impl Outline {
    /// How the list of a collection looks.
    pub(super) fn set_layout(&self, values: &mut Object, index: usize) {
        let collection = &self.config.collections[index];
        if collection.list.layout == Layout::List {
            return;
        }
        values.set("layout", collection.list.layout.name());
        values.set("columns", self.table_columns(collection, None));
        values.set("name_label", self.name_label(collection));
    }

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

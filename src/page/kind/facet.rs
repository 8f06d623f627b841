//! The entries of a collection that have a value in a field by which its list is filtered, a page for each such value.

use std::collections::BTreeSet;

use super::ground::{Ground, Kind, made};
use crate::glossary::place::{Form, Place};
use crate::page::context::Draft;
use crate::page::facet::{path, texts};
use crate::page::section::ListSection;
use crate::page::{Outline, Page};

/// The pages of values, by the index of their collection.
#[derive(Debug)]
pub(super) struct FacetPages;

impl Kind for FacetPages {
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        let collections = ground.config.collections.iter();
        if collections.clone().all(|it| it.list.filter.is_empty()) {
            return Vec::new();
        }
        let mut places: BTreeSet<(usize, String)> = BTreeSet::new();
        for index in ground.entries.indices() {
            let entry = ground.entries.entry(index);
            let collection = &ground.config.collections[entry.collection];
            if !ground.entries.is_published(index) || !entry.is_for_lists() {
                continue;
            }
            for name in &collection.list.filter {
                let field = collection.field(name);
                let Some((field, value)) = field.zip(entry.fields.get(name)) else {
                    continue;
                };
                let texts = texts(field, &value.value).into_iter();
                places.extend(texts.map(|text| (entry.collection, path(collection, field, &text))));
            }
        }
        let places = places.into_iter();
        places
            .map(|(collection, path)| made(&path, Form::Page, collection))
            .collect()
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        let index = at.1.key;
        let facets = outline.facets_of(index);
        let collection = outline.collection_link(index);
        let Some(&(facet, value)) = facets.pages.get(at.0) else {
            // Places are made by the same rule.
            return Draft::new("collection", collection.title).finish(
                outline,
                at,
                "collection.html",
            );
        };
        let facet = &facets.list[facet];
        let value = &facet.values[value];
        let title = [&facet.label, ": ", &value.label].concat();
        let mut draft = Draft::new("collection", title);
        let words = &outline.config.words;
        let parts = [
            ("group", draft.title.as_ref()),
            ("site", collection.title.as_str()),
        ];
        let description = match &value.description {
            Some(own) => Some(outline.typographic(own)),
            None => words.fill("of_group", None, &parts),
        };
        draft.description = description.unwrap_or_default().into_owned().into();
        draft.apart = Some(collection.title.clone());
        draft.breadcrumbs = vec![outline.home_link(), collection];
        let section = ListSection {
            heading: None,
            url: None,
            description: None,
            start: 0,
            entries: value.entries.clone(),
        };
        let values = &mut draft.values;
        let own = value.description.as_deref();
        values.set("lead", own.map(|own| outline.typographic(own).into_owned()));
        values.set("count", section.entries.len());
        values.set("sections", outline.section_values(&[section]));
        outline.set_layout(values, index);
        outline.set_facets(values, index, Some(&value.url));
        draft.finish(outline, at, "collection.html")
    }
}

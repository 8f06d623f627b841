//! Where to start: the entries that have a place in an order, or require one another, each behind what it requires.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use super::ground::{Ground, Kind, made};
use crate::config::schema::REQUIRES;
use crate::entry::field::FieldValue;
use crate::glossary::EntryIndex;
use crate::glossary::place::{Claim, Form, Occupant, Place};
use crate::page::card::Plain;
use crate::page::context::Draft;
use crate::page::section::ListSection;
use crate::page::value::Value;
use crate::page::{Outline, Page};

const PATH: &str = "start";

/// The list of what to read first.
#[derive(Debug)]
pub(super) struct Start;

impl Kind for Start {
    /// A site that says itself where to start has a page of its own there.
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        let mut said = ground.said.iter();
        let is_taken = said.any(|(path, place)| path == PATH && place.claim != Claim::Draft);
        let has_order = ground.entries.indices().any(|index| {
            let required = ground.entries.entry(index).fields.get(REQUIRES);
            let required = required.map(|required| &required.value);
            matches!(required, Some(FieldValue::References(required)) if !required.is_empty())
                && ground.entries.is_listed(index, ground.config)
        });
        let place = (has_order && !is_taken).then(|| made(PATH, Form::Page, 0));
        place.into_iter().collect()
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        let entries = entries(outline);
        let mut draft = Draft::new("start", outline.config.words.get("start"));
        draft.description = description(outline, entries.len());
        draft.breadcrumbs = vec![outline.home_link()];
        draft.values.set("lead", &*draft.description);
        draft.values.set("count", entries.len());
        let sections = sections(outline, &entries);
        draft
            .values
            .set("sections", outline.section_values(&sections));
        draft.finish(outline, at, "start.html")
    }

    fn site_values(&self, outline: &Outline) -> Vec<(&'static str, Value)> {
        vec![("start", url(outline).into())]
    }
}

fn url(outline: &Outline) -> Option<String> {
    let place = outline.glossary.places.at(PATH)?;
    (place.occupant == Occupant::Page).then(|| outline.routes.url(PATH, Form::Page))
}

/// The page as a card, if there is one.
pub(super) fn card(outline: &Outline) -> Option<Value> {
    let url = url(outline)?;
    let count = entries(outline).len();
    let card = Plain {
        title: outline.config.words.get("start"),
        url,
        description: &description(outline, count),
        count: Some(count),
    };
    Some(card.into())
}

fn description(outline: &Outline, count: usize) -> Cow<'_, str> {
    let words = &outline.config.words;
    let description = words.fill("start_text", Some(count), &[]);
    description.unwrap_or_default()
}

/// All entries of the list in their order. Those with an `order` come first, then the order of lists holds; what an entry
/// requires comes right before it. Of a circle, the first one that is met stays behind the others.
fn entries(outline: &Outline) -> Vec<EntryIndex> {
    let glossary = &*outline.glossary;
    let required = |index| glossary.related(index, REQUIRES);
    let is_ordered = |index: EntryIndex| glossary.entry(index).built_in.order.is_some();
    let listed: Vec<EntryIndex> = outline.listed().collect();
    let ends: HashSet<EntryIndex> = listed.iter().flat_map(|&index| required(index)).collect();
    let of_order = |wanted| {
        let listed = listed.iter().copied();
        listed.filter(move |&index| is_ordered(index) == wanted)
    };
    let mut entries = Vec::new();
    let mut seen = HashSet::new();
    for first in of_order(true).chain(of_order(false)) {
        let is_member = is_ordered(first) || ends.contains(&first) || !required(first).is_empty();
        if !is_member || !seen.insert(first) {
            continue;
        }
        let mut way = vec![(first, required(first).into_iter())];
        while let Some((entry, rest)) = way.last_mut() {
            match rest.next() {
                Some(next) if seen.insert(next) => way.push((next, required(next).into_iter())),
                Some(_) => {}
                None => {
                    entries.push(*entry);
                    way.pop();
                }
            }
        }
    }
    entries
}

/// A section for each collection, where the order keeps to one after the other.
fn sections(outline: &Outline, entries: &[EntryIndex]) -> Vec<ListSection> {
    let collection = |index: EntryIndex| outline.glossary.entry(index).collection;
    let all: BTreeSet<usize> = entries.iter().map(|&index| collection(index)).collect();
    let runs = entries.chunk_by(|&one, &other| collection(one) == collection(other));
    let runs: Vec<&[EntryIndex]> = runs.collect();
    if runs.len() == 1 || runs.len() > all.len() {
        return vec![ListSection {
            heading: None,
            start: 0,
            url: None,
            description: None,
            entries: entries.to_vec(),
        }];
    }
    let runs = runs.into_iter().zip(1..);
    runs.map(|(entries, number)| {
        let title = &outline.config.collections[collection(entries[0])].title;
        ListSection {
            heading: Some((
                outline.typographic(title).into_owned(),
                format!("_part-{number}"),
            )),
            start: 0,
            url: None,
            description: None,
            entries: entries.to_vec(),
        }
    })
    .collect()
}

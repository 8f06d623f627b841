//! The page of an entry: its text, its fields, its relations and who links to it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::ground::{Ground, Kind};
use crate::config::schema::{LEADS_TO, REQUIRES, humanized};
use crate::config::{Collection, EntryKind};
use crate::glossary::place::{Claim, Form, Occupant, Place, normalized};
use crate::glossary::{Backlink, EntryIndex};
use crate::page::field::Depth;
use crate::page::link::Link;
use crate::page::neighborhood::{Ring, Side};
use crate::page::section::ListSection;
use crate::page::value::{Object, Value, list};
use crate::page::{Outline, Page};

/// The pages of entries, by their index.
#[derive(Debug)]
pub(super) struct Entries;

impl Kind for Entries {
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        let taken: BTreeSet<EntryIndex> = ground
            .said
            .iter()
            .filter_map(|(_, place)| match place.occupant {
                Occupant::Entry(index) => Some(index),
                _ => None,
            })
            .collect();
        ground.of_entries(|index| {
            if taken.contains(&index) {
                return Vec::new();
            }
            let entry = ground.entries.entry(index);
            let place = Place {
                occupant: Occupant::Entry(index),
                form: if entry.is_index {
                    Form::Folder
                } else {
                    Form::Page
                },
                claim: if ground.entries.is_published(index) {
                    Claim::Entry
                } else {
                    Claim::Draft
                },
                kind: 0,
                key: index,
                cause: None,
            };
            vec![(normalized(&entry.id), place)]
        })
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        let index = at.1.key;
        let entry = outline.glossary.entry(index);
        let collection = &outline.config.collections[entry.collection];
        let kind = match collection.entry_kind() {
            _ if entry.is_index => EntryKind::Page,
            kind => kind,
        };
        let name = match kind {
            EntryKind::Term => "term",
            EntryKind::Article => "article",
            EntryKind::Page => "page",
        };
        let mut draft = outline.text_draft(name, index);
        draft.thing = Some(outline.thing_of(index, &draft.title, &draft.description));
        let values = &mut draft.values;
        let fields = outline.field_values(index);
        values.add("fields", list(fields.all));
        values.add("header", list(fields.header));
        values.add("facts", list(fields.facts));
        values.add("extra", outline.extra(index, Depth::Page));
        let referrers = outline.glossary.referrers_of(index);
        let mut rings = relations(outline, index, referrers.relations);
        let shown = rings.iter();
        let shown = shown.map(|ring| relation(outline, &ring.name, &ring.label, &ring.entries));
        values.add("relations", list(shown));
        values.add("requires", requires(outline, index));
        hide(values, &collection.hide);
        let mut links = referrers.links;
        if collection.listed && outline.config.look.neighborhood {
            let relations = rings.len();
            rings.extend(outline.rings_of_links(index, &links));
            values.add("neighborhood", outline.neighborhood(index, &rings));
            rings.truncate(relations);
        }
        let mut shown: BTreeSet<EntryIndex> =
            rings.into_iter().flat_map(|ring| ring.entries).collect();
        links.retain(|link| !shown.contains(&link.from));
        values.add("backlink_count", links.len());
        values.add("backlinks", backlinks(outline, links));
        shown.insert(index);
        let more = outline.keep_reading(index, &shown).into_iter();
        values.add("keep_reading", list(more.map(|entry| outline.card(entry))));
        values.add("linked", linked(outline, index));
        if let Some((section, place)) = outline.section_of(index).filter(|_| collection.listed) {
            let neighbor = |place: Option<usize>| {
                let index = section.entries.get(place?)?;
                Some(outline.card(*index))
            };
            values.add("previous", neighbor(place.checked_sub(1)));
            values.add("next", neighbor(Some(place + 1)));
            if collection.steps {
                set_step(outline, values, index);
            }
            values.add("siblings", siblings(outline, index, section, place));
        }
        let is_section = entry.is_index && set_section(outline, &mut draft.values, index);
        let of_collection = collection.template.as_ref().map(|name| name.value.as_str());
        let usual = of_collection.unwrap_or(if is_section {
            "collection.html"
        } else if entry.is_index || !collection.listed {
            "page.html"
        } else {
            "entry.html"
        });
        draft.finish(outline, at, outline.template_of(at.1, usual))
    }

    fn updated(&self, outline: &Outline, place: &Place) -> Option<Date> {
        let entry = outline.glossary.entry(place.key);
        entry.built_in.updated.or(outline.published(entry))
    }

    /// The pages beside the collections.
    fn navigation(&self, outline: &Outline) -> Vec<Link> {
        let collections = outline.config.collections.iter().zip(&outline.order);
        let pages = collections.filter(|(collection, _)| !collection.listed);
        let pages = pages.flat_map(|(_, order)| order);
        let shown = pages.filter(|index| !outline.moved.contains_key(index));
        shown.map(|&index| outline.entry_link(index)).collect()
    }
}

/// Lists what lies in the folder of an entry, if anything does.
fn set_section(outline: &Outline, values: &mut Object, index: EntryIndex) -> bool {
    let entry = outline.glossary.entry(index);
    let sections = outline.by_section(entry.collection, &entry.id);
    let count: usize = sections.iter().map(|section| section.entries.len()).sum();
    values.set("sections", outline.section_values(&sections));
    values.set("count", count);
    outline.set_layout(values, entry.collection);
    count > 0
}

/// Takes the built-in fields off a page that its collection does not show.
fn hide(values: &mut Object, names: &[String]) {
    for name in names {
        match name.as_str() {
            "tags" => values.set("tags", list::<Value>([])),
            "aliases" => values.set("aliases", list::<Value>([])),
            "category" => values.set("category", Value::none()),
            "date" => values.set("published", Value::none()),
            "updated" => values.set("updated", Value::none()),
            REQUIRES => values.set("requires", Value::none()),
            _ => {}
        }
    }
}

/// Which step of a procedure an entry is: its place in the whole list. The first of a group follows the last of the one
/// before it.
fn set_step(outline: &Outline, values: &mut Object, index: EntryIndex) {
    let collection = outline.glossary.entry(index).collection;
    let listing = outline.listing(collection);
    let Some(&(number, place)) = listing.places.get(&index) else {
        return;
    };
    let section = |number: usize| listing.sections.get(number);
    let this = &listing.sections[number];
    if place == 0 {
        let before = number.checked_sub(1).and_then(section);
        let last = before.and_then(|section| section.entries.last());
        values.set("previous", last.map(|&entry| outline.card(entry)));
    }
    if place + 1 == this.entries.len() {
        let next = section(number + 1).and_then(|section| section.entries.first());
        values.set("next", next.map(|&entry| outline.card(entry)));
    }
    let step = Object::with_capacity(3)
        .with("number", this.start + place + 1)
        .with("count", outline.order[collection].len())
        .with("first", this.start + 1);
    values.set("step", step);
}

/// The relations of an entry, as its readers see them: its own, and those that lead to it by
/// the name of their inverse, each entry once.
fn relations(
    outline: &Outline,
    index: EntryIndex,
    inverse: Vec<(Arc<str>, EntryIndex)>,
) -> Vec<Ring> {
    let glossary = &*outline.glossary;
    let collection = &outline.config.collections[glossary.entry(index).collection];
    let mut relations: Vec<Ring> = Vec::new();
    let mut known = BTreeSet::new();
    let mut add = |name: &str, entry: EntryIndex, side| {
        let at = relations
            .iter()
            .position(|known| known.name == name)
            .unwrap_or_else(|| {
                relations.push(Ring {
                    name: name.to_owned(),
                    label: relation_label(outline, collection, name).into_owned(),
                    side,
                    is_link: false,
                    entries: Vec::new(),
                });
                relations.len() - 1
            });
        if entry != index && known.insert((at, entry)) {
            relations[at].entries.push(entry);
        }
    };
    for field in &collection.fields {
        let Some(relation) = field.kind.relation() else {
            continue;
        };
        if collection.hide.contains(&field.name) {
            continue;
        }
        let side = match &relation.inverse {
            Some(inverse) if *inverse == field.name => Side::Below,
            _ => Side::Before,
        };
        for entry in glossary.related(index, &field.name) {
            add(&field.name, entry, side);
        }
    }
    for (field, from) in inverse {
        let relation = outline
            .config
            .relation(glossary.entry(from).collection, &field);
        if let Some(inverse) = relation.and_then(|relation| relation.inverse.as_deref()) {
            add(inverse, from, Side::After);
        }
    }
    relations.retain(|ring| !ring.entries.is_empty());
    relations
}

/// What readers call a relation: the label of its field, else its name in words.
fn relation_label<'o>(
    outline: &'o Outline,
    collection: &'o Collection,
    name: &str,
) -> Cow<'o, str> {
    match collection.field(name) {
        Some(field) => Cow::Borrowed(outline.label(field)),
        None if name == LEADS_TO => outline.config.words.get(LEADS_TO).into(),
        None => humanized(name).into(),
    }
}

/// A relation as templates read it.
fn relation(outline: &Outline, name: &str, label: &str, entries: &[EntryIndex]) -> Value {
    let entries = entries.iter().map(|&entry| outline.card(entry));
    Object::with_capacity(3)
        .with("name", name)
        .with("label", label)
        .with("entries", list(entries))
        .into()
}

/// What is to be read first, if anything is.
fn requires(outline: &Outline, index: EntryIndex) -> Option<Value> {
    let collection = outline.glossary.entry(index).collection;
    let field = outline.config.collections[collection].field(REQUIRES)?;
    let required = outline.glossary.related(index, REQUIRES);
    (!required.is_empty()).then(|| relation(outline, REQUIRES, outline.label(field), &required))
}

/// A page shows so many of the entries that its text links to.
const MOST_LINKED: usize = 40;

/// The first entries that the text links to, each once, in the order of the links.
fn linked(outline: &Outline, index: EntryIndex) -> Value {
    let mut linked = Vec::with_capacity(MOST_LINKED);
    for (reference, target) in outline.glossary.edges_of(index) {
        if let Some(to) = target.entry()
            && reference.kind.is_link()
            && to != index
            && outline.glossary.is_published(to)
            && !linked.contains(&to)
        {
            linked.push(to);
        }
        if linked.len() == MOST_LINKED {
            break;
        }
    }
    list(linked.into_iter().map(|to| outline.card(to)))
}

/// So many neighbors of an entry are shown beside its text, itself among them.
const MOST_SIBLINGS: usize = 20;

/// The part of a list around an entry: its section with the neighbors on both sides.
fn siblings(outline: &Outline, index: EntryIndex, section: &ListSection, place: usize) -> Value {
    let entry = outline.glossary.entry(index);
    let settings = &outline.config.collections[entry.collection];
    let category = outline
        .category_of(entry)
        .filter(|_| settings.group_by.as_deref() == Some("category"));
    let head = match &section.heading {
        _ if category.is_some() => category.unwrap_or(Value::none()),
        Some((title, _)) => Value::from(Link {
            title: title.clone(),
            url: outline.section_url(settings, section),
        }),
        None => Value::from(outline.collection_link(entry.collection)),
    };
    let count = section.entries.len();
    let first = place
        .saturating_sub(MOST_SIBLINGS / 2)
        .min(count.saturating_sub(MOST_SIBLINGS));
    let shown = section.entries.iter().skip(first).take(MOST_SIBLINGS);
    Object::with_capacity(5)
        .with("group", head)
        .with("before", first)
        .with("entries", list(shown.map(|&entry| outline.card(entry))))
        .with("after", count.saturating_sub(first + MOST_SIBLINGS))
        .with("count", count)
        .into()
}

/// A page shows so many of the entries that link to it.
const MOST_BACKLINKS: usize = 100;

/// The first entries that link here, by their collections, each with the sentence of one of its references around the
/// words of the link.
fn backlinks(outline: &Outline, mut links: Vec<Backlink>) -> Value {
    links.sort_by_cached_key(|link| {
        let entry = outline.glossary.entry(link.from);
        (entry.collection, &entry.key, &entry.path)
    });
    links.truncate(MOST_BACKLINKS);
    let collection = |link: &Backlink| outline.glossary.entry(link.from).collection;
    let groups = links.chunk_by(|one, two| collection(one) == collection(two));
    list(groups.map(|links| {
        let title = &outline.config.collections[collection(&links[0])].title;
        Object::with_capacity(2).with("title", title.as_str()).with(
            "links",
            list(links.iter().map(|link| backlink(outline, link))),
        )
    }))
}

fn backlink(outline: &Outline, link: &Backlink) -> Value {
    let from = outline.glossary.entry(link.from);
    let reference = from.references.at(link.reference);
    let plain = from.body.quotes.as_str();
    let part = |from: u32, to: u32| {
        let part = plain.get(from as usize..to.max(from) as usize);
        part.unwrap_or("")
    };
    let (sentence, text) = (&reference.sentence, &reference.text);
    let mut url = outline.entry_url(link.from);
    if reference.block.block > 0 {
        url.push_str(&format!("#{}", reference.block));
    }
    Object::with_capacity(5)
        .with("card", outline.card(link.from))
        .with("url", url)
        .with("before", part(sentence.start, text.start))
        .with("text", part(text.start, text.end))
        .with("after", part(text.end, sentence.end))
        .into()
}

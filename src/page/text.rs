//! A page that shows the text of an entry: what the entry says by itself.

use super::Outline;
use super::card::described;
use super::context::Draft;
use super::route::encoded_path;
use super::value::{Object, Value, list};
use crate::entry::Entry;
use crate::entry::slug::slug;
use crate::glossary::EntryIndex;
use crate::glossary::place::{Occupant, Place};

impl Outline {
    /// A page with the text of an entry: its title, text, categories and days.
    pub(super) fn text_draft(&self, kind: &'static str, index: EntryIndex) -> Draft<'_> {
        let entry = self.glossary.entry(index);
        let mut draft = Draft::new(kind, self.typographic(&entry.title));
        draft.description = self.typographic(&described(entry)).into_owned().into();
        draft.breadcrumbs.push(self.home_link());
        if !self.config.collections[entry.collection].folder.is_empty() {
            let collection = self.collection_link(entry.collection);
            draft.breadcrumbs.push(collection);
        }
        let sections = self.sections_around(index);
        draft
            .breadcrumbs
            .extend(sections.map(|section| self.entry_link(section)));
        if self.has_namesake(index) {
            let nearest = draft.breadcrumbs.iter().skip(1).next_back();
            draft.apart = nearest.map(|link| link.title.clone());
        }
        let edit_url = self.config.site.edit_url.as_ref();
        let edit_url = edit_url.map(|url| url.replace("{path}", &encoded_path(&entry.path)));
        let values = &mut draft.values;
        values.add("edit_url", edit_url);
        let title = entry.body.headings.title();
        values.add("title_id", title.map(|heading| heading.id));
        values.add("content", self.content(index));
        draft.lists = self.lists_in(index);
        let values = &mut draft.values;
        if entry.built_in.toc != Some(false) {
            values.add("toc", toc(entry));
        }
        values.add("noindex", !entry.is_for_engines());
        values.add("name", &*self.typographic(&entry.name));
        let lead = entry.built_in.description.as_deref();
        values.add("lead", lead.map(|lead| self.typographic(lead)));
        let (heading, subtitle) = parted(entry);
        let heading_html = self.title_html(index);
        let subtitle = subtitle.filter(|_| heading_html.is_none());
        values.add("heading", &*self.typographic(heading));
        values.add("heading_html", heading_html);
        values.add("subtitle", subtitle.map(|rest| self.typographic(rest)));
        values.add("minutes", self.minutes(entry));
        values.add("collection", self.collection_value(entry.collection));
        values.add("category", self.category_of(entry));
        values.add("tags", self.tags_of(entry));
        let aliases = entry.built_in.other_names();
        values.add(
            "aliases",
            list(aliases.map(|alias| self.typographic(alias))),
        );
        values.add("draft", entry.built_in.draft);
        values.add("scheduled", self.scheduled(entry));
        values.add("date", self.day_of(entry).map(|date| self.day(date)));
        let collection = &self.config.collections[entry.collection];
        let label = collection.own_day();
        let label = label.filter(|field| !collection.places(&field.name));
        values.add("date_label", label.map(|field| self.label(field)));
        let published = self.published(entry);
        values.add("published", published.map(|date| self.day(date)));
        values.add("updated", entry.built_in.updated.map(|date| self.day(date)));
        let reviewed = entry.built_in.reviewed;
        values.add("reviewed", reviewed.map(|date| self.day(date)));
        values.add("outdated", self.outdated(entry));
        values.add("image", self.image_of(index));
        draft
    }

    /// Whether another entry that is shown has the same title.
    fn has_namesake(&self, index: EntryIndex) -> bool {
        let glossary = &*self.glossary;
        let title = &glossary.entry(index).title;
        let mut named = glossary.names.named(&slug(title)).iter();
        named.any(|&other| {
            other != index && glossary.is_published(other) && glossary.entry(other).title == *title
        })
    }

    /// The day from which an entry is so old that readers are told.
    fn outdated(&self, entry: &Entry) -> Option<Value> {
        let age = self.config.review.after?;
        let known = entry.built_in.reviewed.or(entry.built_in.updated)?;
        let is_due = age.since(known)? <= self.visibility.today?;
        is_due.then(|| self.day(known))
    }

    /// The page of a folder, with the text of an entry where it has one.
    pub(super) fn folder_draft(&self, kind: &'static str, place: &Place) -> Draft<'_> {
        match place.occupant {
            Occupant::Entry(index) => self.text_draft(kind, index),
            _ => Draft::new(kind, ""),
        }
    }

    /// The template that an entry asks for, or the usual one of the page that shows its text.
    pub(super) fn template_of<'o>(&'o self, place: &Place, usual: &'o str) -> &'o str {
        let Occupant::Entry(index) = place.occupant else {
            return usual;
        };
        let own = self.glossary.entry(index).built_in.template.as_deref();
        own.unwrap_or(usual)
    }
}

/// Somebody reads so many words in a minute.
const WORDS_A_MINUTE: usize = 220;

impl Outline {
    /// How long it takes to read the text; 0 where its language has no spaces between words.
    fn minutes(&self, entry: &Entry) -> usize {
        let language = self.site.language.split('-').next().unwrap_or("");
        let words = entry.body.words as usize;
        if ["ja", "km", "ko", "lo", "my", "th", "zh"].contains(&language) {
            0
        } else {
            words.div_ceil(WORDS_A_MINUTE)
        }
    }
}

/// A title that starts with the name of its entry, in two: `Causation: who did it` is `Causation` and `who did it`.
fn parted(entry: &Entry) -> (&str, Option<&str>) {
    let (title, name) = (entry.title.as_str(), entry.name.as_str());
    let rest = title
        .get(..name.len())
        .filter(|start| start.to_lowercase() == name.to_lowercase());
    let rest = rest.and_then(|_| title.get(name.len()..)).unwrap_or("");
    let subtitle = rest.trim_start();
    let subtitle = subtitle
        .strip_prefix([':', '—', '–'])
        .or_else(|| subtitle.strip_prefix("- "));
    match subtitle.map(str::trim).filter(|rest| !rest.is_empty()) {
        Some(subtitle) => (&title[..name.len()], Some(subtitle)),
        None => (title, None),
    }
}

/// Headings of level 2 and 3 as a tree.
fn toc(entry: &Entry) -> Value {
    let mut items: Vec<(&str, &str, Vec<Value>)> = Vec::new();
    for heading in &entry.body.headings {
        match (heading.level, items.last_mut()) {
            (3, Some((.., children))) => children.push(item(heading.id, heading.text, Vec::new())),
            (1..=3, _) => items.push((heading.id, heading.text, Vec::new())),
            _ => {}
        }
    }
    let items = items.into_iter();
    list(items.map(|(id, title, children)| item(id, title, children)))
}

fn item(id: &str, title: &str, children: Vec<Value>) -> Value {
    Object::with_capacity(3)
        .with("id", id)
        .with("title", title)
        .with("children", children)
        .into()
}

//! The page of an entry: its text, its fields, its relations and who links to it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::Outline;
use super::content::Content;
use super::list::{Card, described};
use super::route;
use super::view::{BacklinkView, Day, DayText, Extra, RelationView, TocItem, View};
use crate::config::EntryKind;
use crate::config::schema::humanized;
use crate::entry::{Entry, Hidden};
use crate::glossary::taxonomy::{CATEGORIES, TAGS, Taxonomy};
use crate::glossary::{Backlink, EntryIndex};

impl Outline {
    pub(super) fn entry_page(&self, index: EntryIndex) -> (&str, View<'_>) {
        let entry = self.glossary.entry(index);
        let collection = &self.config.collections[entry.collection];
        let mut view = self.text_view(index);
        view.kind = match collection.entry_kind() {
            _ if entry.is_index => "page",
            EntryKind::Term => "term",
            EntryKind::Article => "article",
            EntryKind::Page => "page",
        };
        view.fields = self.field_views(index);
        view.extra = Extra::of(self, index);
        let referrers = self.glossary.referrers_of(index);
        view.relations = self.relations(index, referrers.relations);
        view.backlinks = self.backlinks(referrers.links);
        if let Some(place) = self.position(index).filter(|_| collection.listed) {
            let order = &self.order[entry.collection];
            view.previous = place
                .checked_sub(1)
                .map(|before| self.entry_link(order[before]));
            view.next = order.get(place + 1).map(|&next| self.entry_link(next));
        }
        let own = entry.built_in.template.as_deref();
        let template = own
            .or_else(|| collection.template.as_ref().map(|name| name.value.as_str()))
            .unwrap_or_else(|| {
                let plain = entry.is_index || !collection.listed;
                if plain { "page.html" } else { "entry.html" }
            });
        (template, view)
    }

    /// What an entry says by itself: title, text, categories.
    pub(super) fn text_view(&self, index: EntryIndex) -> View<'_> {
        let entry = self.glossary.entry(index);
        let collection = &self.config.collections[entry.collection];
        let taxonomy = &self.glossary.taxonomy;
        let mut breadcrumbs = vec![self.home_link()];
        if !collection.folder.is_empty() {
            breadcrumbs.push(self.collection_link(entry.collection));
        }
        View {
            title: Cow::Borrowed(&entry.title),
            description: described(entry),
            breadcrumbs,
            edit_url: self
                .config
                .site
                .edit_url
                .as_ref()
                .map(|url| url.replace("{path}", &route::encoded_path(&entry.source.path))),
            title_id: entry.body.headings.title().map(|heading| heading.id),
            content: Content::of(self, index),
            toc: toc(entry),
            name: &entry.name,
            collection: (!collection.folder.is_empty())
                .then(|| self.collection_link(entry.collection)),
            category: entry
                .built_in
                .category
                .as_ref()
                .and_then(|name| Taxonomy::find(&taxonomy.categories, CATEGORIES, name))
                .map(|group| self.group_link(group)),
            tags: entry
                .built_in
                .tags
                .iter()
                .filter_map(|name| Taxonomy::find(&taxonomy.tags, TAGS, name))
                .map(|group| self.group_link(group))
                .collect(),
            aliases: entry.built_in.other_names().map(|name| &**name).collect(),
            draft: entry.built_in.draft,
            scheduled: self.scheduled(entry),
            date: self.date_of(entry).map(|date| self.day(date)),
            updated: entry.built_in.updated.map(|date| self.day(date)),
            ..View::default()
        }
    }

    /// The relations of an entry, as its readers see them: its own, and those that lead to it by
    /// the name of their inverse, each entry once.
    fn relations(
        &self,
        index: EntryIndex,
        inverse: Vec<(Arc<str>, EntryIndex)>,
    ) -> Vec<RelationView<'_>> {
        let glossary = &*self.glossary;
        let collection = &self.config.collections[glossary.entry(index).collection];
        let mut relations: Vec<(&str, Vec<EntryIndex>)> = Vec::new();
        let mut known = BTreeSet::new();
        let mut add = |name, entry: EntryIndex| {
            let at = relations
                .iter()
                .position(|(known, _)| *known == name)
                .unwrap_or_else(|| {
                    relations.push((name, Vec::new()));
                    relations.len() - 1
                });
            if entry != index && known.insert((at, entry)) {
                relations[at].1.push(entry);
            }
        };
        for field in &collection.fields {
            if field.kind.relation().is_some() {
                for entry in glossary.related(index, &field.name) {
                    add(&field.name, entry);
                }
            }
        }
        for (field, from) in inverse {
            let inverse = self
                .config
                .relation(glossary.entry(from).collection, &field)
                .and_then(|relation| relation.inverse.as_deref());
            if let Some(inverse) = inverse {
                add(inverse, from);
            }
        }
        relations
            .into_iter()
            .filter(|(_, entries)| !entries.is_empty())
            .map(|(name, entries)| RelationView {
                label: collection.field(name).map_or_else(
                    || humanized(name).into(),
                    |field| Cow::Borrowed(&*field.label),
                ),
                entries: entries.into_iter().map(|entry| self.card(entry)).collect(),
                name,
            })
            .collect()
    }

    fn backlinks(&self, mut links: Vec<Backlink>) -> Vec<BacklinkView<'_>> {
        links.sort_by_cached_key(|link| &self.glossary.entry(link.from).key);
        let views = links
            .into_iter()
            .map(|link| self.backlink(self.card(link.from), link.from, link.reference));
        views.collect()
    }

    /// An entry that links, with the sentence of one of its references.
    pub(super) fn backlink<'o>(
        &'o self,
        card: Card<'o>,
        from: EntryIndex,
        reference: usize,
    ) -> BacklinkView<'o> {
        let from = self.glossary.entry(from);
        let reference = from.references.at(reference);
        let plain = from.body.quotes.as_str();
        let part = |from: u32, to: u32| {
            plain
                .get(from as usize..to.max(from) as usize)
                .unwrap_or("")
        };
        let (sentence, text) = (&reference.sentence, &reference.text);
        BacklinkView {
            card,
            before: part(sentence.start, text.start),
            text: part(text.start, text.end),
            after: part(text.end, sentence.end),
        }
    }

    /// When an entry was published.
    pub(super) fn date_of(&self, entry: &Entry) -> Option<jiff::civil::Date> {
        entry.date(&self.config.collections[entry.collection])
    }

    /// The day on which an entry is published, where that is still to come.
    pub(super) fn scheduled(&self, entry: &Entry) -> Option<Day> {
        match entry.hidden(&self.config, self.visibility)? {
            Hidden::Until(date) => Some(self.day(date)),
            Hidden::Draft => None,
        }
    }

    pub(super) fn day(&self, date: jiff::civil::Date) -> Day {
        let language = &self.site.language;
        let is_english = language == "en" || language.starts_with("en-");
        Day {
            iso: date,
            text: DayText { date, is_english },
        }
    }
}

/// Headings of level 2 and 3 as a tree.
fn toc(entry: &Entry) -> Vec<TocItem<'_>> {
    let mut items: Vec<TocItem<'_>> = Vec::new();
    for heading in &entry.body.headings {
        let item = TocItem {
            id: heading.id,
            title: heading.text,
            children: Vec::new(),
        };
        match heading.level {
            1 | 2 => items.push(item),
            3 => match items.last_mut() {
                Some(parent) => parent.children.push(item),
                None => items.push(item),
            },
            _ => {}
        }
    }
    items
}

//! Lists on several pages: which part of a list each of them has, and the ways between them.
//!
//! Pages are counted from 0 here, and from 1 for readers.

use std::borrow::Cow;

use super::Outline;
use super::link::Link;
use super::section::ListSection;
use super::value::{Object, Value, list};
use crate::config::Collection;
use crate::glossary::place::Form;

/// So many pages before and behind the one that is shown have links of their own.
const NEAR: usize = 2;

impl Collection {
    /// How many pages a list of so many entries has.
    pub(super) fn pages_of(&self, entries: usize) -> usize {
        let length = self.list.paginate;
        length.map_or(1, |length| entries.div_ceil(length.get()).max(1))
    }

    /// The place of a page of the list.
    pub(super) fn page_path(&self, page: usize) -> String {
        match page {
            0 => self.folder.clone(),
            page => format!("{}/page/{}", self.folder, page + 1),
        }
    }
}

impl Outline {
    /// The address of a page of the list of a collection.
    fn page_url(&self, collection: &Collection, page: usize) -> String {
        let form = if page == 0 { Form::Folder } else { Form::Page };
        self.routes.url(&collection.page_path(page), form)
    }

    /// The address of a section of the list of a collection: of its own page, or on that of the list.
    pub(super) fn section_url(&self, collection: &Collection, section: &ListSection) -> String {
        if let Some(url) = &section.url {
            return url.clone();
        }
        let length = collection.list.paginate;
        let page = length.map_or(0, |length| section.start / length);
        let url = self.page_url(collection, page);
        match &section.heading {
            Some((_, id)) => [&url, "#", id].concat(),
            None => url,
        }
    }

    /// The part of the list of a collection that stands on one of its pages.
    pub(super) fn sections_on(&self, collection: usize, page: usize) -> Cow<'_, [ListSection]> {
        let sections = &self.listing(collection).sections;
        let Some(length) = self.config.collections[collection].list.paginate else {
            return Cow::Borrowed(sections);
        };
        let (first, last) = (page * length.get(), (page + 1) * length.get());
        let parts = sections.iter().filter_map(|section| {
            let place = |at: usize| at.saturating_sub(section.start).min(section.entries.len());
            let entries = &section.entries[place(first)..place(last)];
            (!entries.is_empty()).then(|| ListSection {
                entries: entries.to_vec(),
                ..section.clone()
            })
        });
        Cow::Owned(parts.collect())
    }

    /// What a page of a list says of the others: its number, links to those near it, and to the next ones. Nothing
    /// where there is only one.
    pub(super) fn set_pages(&self, values: &mut Object, collection: usize, page: usize) {
        let settings = &self.config.collections[collection];
        let count = settings.pages_of(self.order[collection].len());
        if count == 1 {
            return;
        }
        let link = |page: usize| {
            Value::from(Link {
                title: self.page_title(page, count).into_owned(),
                url: self.page_url(settings, page),
            })
        };
        let mut shown: Vec<usize> =
            (page.saturating_sub(NEAR)..count.min(page + NEAR + 1)).collect();
        shown.extend([0, count - 1]);
        shown.sort_unstable();
        shown.dedup();
        let mut next = 0;
        let links = shown.into_iter().map(|number| {
            let has_gap = std::mem::replace(&mut next, number + 1) < number;
            Object::with_capacity(4)
                .with("number", number + 1)
                .with("url", self.page_url(settings, number))
                .with("current", number == page)
                .with("gap", has_gap)
        });
        let pages = Object::with_capacity(3)
            .with("number", page + 1)
            .with("count", count)
            .with("links", list(links));
        values.set("pagination", pages);
        values.set("previous", page.checked_sub(1).map(link));
        values.set(
            "next",
            Some(page + 1).filter(|next| *next < count).map(link),
        );
    }

    /// What a page of a list is called beside its title.
    pub(super) fn page_title(&self, page: usize, count: usize) -> Cow<'_, str> {
        let (page, count) = ((page + 1).to_string(), count.to_string());
        let parts = [("number", page.as_str()), ("count", count.as_str())];
        let words = &self.config.words;
        words.fill("page_number", None, &parts).unwrap_or_default()
    }
}

//! Pages of lists: home, collections, categories and tags.

use std::borrow::Cow;

use super::list::{Card, Section};
use super::view::{Link, View};
use super::{Outline, PageKind};
use crate::glossary::EntryIndex;
use crate::glossary::taxonomy::Group;

impl Outline {
    pub(super) fn home_view(&self) -> View<'_> {
        let root = self
            .config
            .collections
            .iter()
            .position(|collection| collection.folder.is_empty());
        let mut view = self
            .home
            .map_or_else(View::default, |home| self.text_view(home));
        view.kind = "home";
        view.breadcrumbs.clear();
        if view.title.is_empty() {
            view.title = Cow::Borrowed(&self.site.title);
        }
        if view.description.is_empty() {
            view.description = Cow::Borrowed(self.site.description.as_deref().unwrap_or_default());
        }
        if let Some(root) = root.filter(|&root| self.config.collections[root].listed) {
            view.sections = self.sections(root);
            view.count = self.order[root].len();
        }
        view.cards = self
            .config
            .collections
            .iter()
            .enumerate()
            .filter(|(index, collection)| {
                collection.listed && !collection.folder.is_empty() && !self.order[*index].is_empty()
            })
            .map(|(index, collection)| Card {
                count: Some(self.order[index].len()),
                ..Card::of(
                    Cow::Borrowed(&collection.title),
                    self.routes.folder_url(&collection.folder),
                    self.collection_description(index),
                )
            })
            .collect();
        view
    }

    /// The template of a page whose text is an entry, if that asks for one.
    pub(super) fn index_template<'o>(
        &'o self,
        index: Option<EntryIndex>,
        usual: &'o str,
    ) -> &'o str {
        let own = index.and_then(|index| self.glossary.entry(index).built_in.template.as_deref());
        own.unwrap_or(usual)
    }

    pub(super) fn collection_description(&self, index: usize) -> Cow<'_, str> {
        let own = self.config.collections[index].description.as_deref();
        let description = own.or_else(|| {
            let entry = self.glossary.entry(self.index_of[index]?);
            entry.built_in.description.as_deref()
        });
        Cow::Borrowed(description.unwrap_or_default())
    }

    pub(super) fn collection_page(&self, index: usize) -> (&str, View<'_>) {
        let collection = &self.config.collections[index];
        let mut view =
            self.index_of[index].map_or_else(View::default, |entry| self.text_view(entry));
        view.kind = "collection";
        if view.title.is_empty() {
            view.title = Cow::Borrowed(&collection.title);
        }
        view.name = &collection.title;
        if view.description.is_empty() {
            view.description = self.collection_description(index);
        }
        view.breadcrumbs = vec![self.home_link()];
        view.sections = self.sections(index);
        view.count = self.order[index].len();
        (
            self.index_template(self.index_of[index], "collection.html"),
            view,
        )
    }

    pub(super) fn groups_page<'o>(
        &'o self,
        kind: &'static str,
        title: &'static str,
        groups: &'o [Group],
    ) -> (&'o str, View<'o>) {
        let cards = groups
            .iter()
            .map(|group| {
                let link = self.group_link(group);
                Card {
                    count: Some(group.entries.len()),
                    ..Card::of(link.title, link.url.into_owned(), Cow::default())
                }
            })
            .collect();
        let view = View {
            kind,
            title: Cow::Borrowed(title),
            description: format!("All {} of {}.", title.to_lowercase(), self.site.title).into(),
            breadcrumbs: vec![self.home_link()],
            cards,
            count: groups.len(),
            ..View::default()
        };
        ("groups.html", view)
    }

    pub(super) fn group_page<'o>(
        &'o self,
        (kind, template): (&'static str, &'static str),
        group: &'o Group,
        (parent, parent_kind): (&'static str, PageKind),
    ) -> (&'o str, View<'o>) {
        let link = self.group_link(group);
        let entries = self.by_name(&group.entries);
        let view = View {
            kind,
            description: format!("{} in {}.", link.title, self.site.title).into(),
            title: link.title,
            breadcrumbs: vec![
                self.home_link(),
                Link {
                    title: Cow::Borrowed(parent),
                    url: self.route(parent_kind).url.into(),
                },
            ],
            count: entries.len(),
            sections: vec![Section {
                title: None,
                id: None,
                entries: entries.into_iter().map(|entry| self.card(entry)).collect(),
            }],
            ..View::default()
        };
        (template, view)
    }
}

/// A name with a capital letter at its start, unless it has capitals of its own: `iPhone`, `pH`.
pub(super) fn capitalized(name: &str) -> String {
    if name.contains(|letter: char| letter.is_uppercase() || letter == '/') {
        return name.to_owned();
    }
    if name.starts_with(|letter: char| letter.is_ascii()) {
        let mut name = name.to_owned();
        name[..1].make_ascii_uppercase();
        return name;
    }
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

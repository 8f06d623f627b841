//! Pages of lists: home, collections, categories and tags.

use super::list::{Card, Section};
use super::view::{Link, View};
use super::{Outline, PageKind};
use crate::glossary::EntryIndex;
use crate::glossary::taxonomy::Group;

impl Outline {
    pub(super) fn home_view(&self) -> View {
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
            view.title.clone_from(&self.site.title);
        }
        if view.description.is_empty() {
            view.description = self.site.description.clone().unwrap_or_default();
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
                    collection.title.clone(),
                    self.collection_link(index).url,
                    self.collection_description(index),
                )
            })
            .collect();
        view
    }

    /// The template of a page whose text is an entry, if that asks for one.
    pub(super) fn index_template(&self, index: Option<EntryIndex>, usual: &str) -> String {
        index
            .and_then(|index| self.glossary.entry(index).built_in.template.clone())
            .unwrap_or_else(|| usual.to_owned())
    }

    pub(super) fn collection_description(&self, index: usize) -> String {
        let own = self.config.collections[index].description.clone();
        own.or_else(|| {
            let entry = self.glossary.entry(self.index_of[index]?);
            entry.built_in.description.clone()
        })
        .unwrap_or_default()
    }

    pub(super) fn collection_page(&self, index: usize) -> (String, View) {
        let collection = &self.config.collections[index];
        let mut view =
            self.index_of[index].map_or_else(View::default, |entry| self.text_view(entry));
        view.kind = "collection";
        if view.title.is_empty() {
            view.title.clone_from(&collection.title);
        }
        view.name.clone_from(&collection.title);
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

    pub(super) fn groups_page(
        &self,
        kind: &'static str,
        title: &str,
        groups: &[Group],
    ) -> (String, View) {
        let cards = groups
            .iter()
            .map(|group| {
                let link = self.group_link(group);
                Card {
                    count: Some(group.entries.len()),
                    ..Card::of(link.title, link.url, String::new())
                }
            })
            .collect();
        let view = View {
            kind,
            title: title.to_owned(),
            description: format!("All {} of {}.", title.to_lowercase(), self.site.title),
            breadcrumbs: vec![self.home_link()],
            cards,
            count: groups.len(),
            ..View::default()
        };
        ("groups.html".to_owned(), view)
    }

    pub(super) fn group_page(
        &self,
        kind: &'static str,
        group: &Group,
        (parent, parent_kind): (&str, PageKind),
    ) -> (String, View) {
        let link = self.group_link(group);
        let entries = self.by_name(&group.entries);
        let view = View {
            kind,
            description: format!("{} in {}.", link.title, self.site.title),
            title: link.title,
            breadcrumbs: vec![
                self.home_link(),
                Link {
                    title: parent.to_owned(),
                    url: self.route(parent_kind).url,
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
        (format!("{kind}.html"), view)
    }
}

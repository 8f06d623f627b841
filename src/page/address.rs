//! The addresses of entries, collections and pages, and of whatever a reference leads to.

use std::borrow::Cow;

use super::Outline;
use super::folder::capitalized;
use super::route::{self, Route};
use super::view::Link;
use crate::entry::Entry;
use crate::glossary::taxonomy::Group;
use crate::glossary::{EntryIndex, Target};

impl Outline {
    /// Where an entry goes.
    pub fn entry_route(&self, index: EntryIndex) -> Route {
        let id = self.glossary.id_of(index);
        if self.glossary.is_index(index) {
            self.routes.folder(id)
        } else {
            self.routes.page(id)
        }
    }

    /// The address of an entry.
    pub fn entry_url(&self, index: EntryIndex) -> String {
        self.url_of(self.glossary.entry(index))
    }

    pub(super) fn url_of(&self, entry: &Entry) -> String {
        let mut url = self.routes.new_url(&entry.id);
        self.write_url_of(entry, &mut url);
        url
    }

    fn write_url_of(&self, entry: &Entry, url: &mut String) {
        if entry.is_index {
            self.routes.write_folder_url(&entry.id, url);
        } else {
            self.routes.write_page_url(&entry.id, url);
        }
    }

    pub(super) fn entry_link(&self, index: EntryIndex) -> Link<'_> {
        let entry = self.glossary.entry(index);
        Link {
            title: Cow::Borrowed(&entry.name),
            url: self.url_of(entry).into(),
        }
    }

    pub(super) fn collection_link(&self, index: usize) -> Link<'_> {
        let collection = &self.config.collections[index];
        Link {
            title: Cow::Borrowed(&collection.title),
            url: self.routes.folder_url(&collection.folder).into(),
        }
    }

    pub(super) fn group_link(&self, group: &Group) -> Link<'static> {
        Link {
            title: capitalized(&group.name).into(),
            url: self.routes.page_url(&group.path).into(),
        }
    }

    pub(super) fn home_link(&self) -> Link<'_> {
        Link {
            title: Cow::Borrowed("Home"),
            url: Cow::Borrowed(self.routes.home()),
        }
    }

    /// The address of what a reference leads to; nothing where it leads nowhere.
    pub(super) fn target_url(&self, from: Option<EntryIndex>, target: &Target) -> Option<String> {
        let mut url = String::new();
        self.write_target(from, target, &mut url).then_some(url)
    }

    /// Writes the address of what a reference leads to; says no where it leads nowhere.
    pub(super) fn write_target(
        &self,
        from: Option<EntryIndex>,
        target: &Target,
        url: &mut String,
    ) -> bool {
        match target {
            Target::Entry {
                entry,
                anchor,
                query,
                ..
            } if self.glossary.is_published(*entry) => {
                let is_on_page = from == Some(*entry) && anchor.is_some() && query.is_none();
                if !is_on_page {
                    self.write_url_of(self.glossary.entry(*entry), url);
                }
                if let Some(query) = query {
                    url.push('?');
                    url.push_str(query);
                }
                if let Some(anchor) = anchor {
                    url.push('#');
                    url.push_str(&route::encoded_fragment(anchor));
                }
            }
            Target::MissingAnchor { entry, anchor } if self.glossary.is_published(*entry) => {
                if from != Some(*entry) {
                    self.write_url_of(self.glossary.entry(*entry), url);
                }
                url.push('#');
                url.push_str(&route::encoded_fragment(anchor));
            }
            Target::Page { path, suffix } => {
                url.push_str(&self.page_url(path));
                url.push_str(suffix);
            }
            Target::Asset { asset, suffix } => {
                url.push_str(&self.files.plain(*asset));
                url.push_str(suffix);
            }
            _ => return false,
        }
        true
    }

    /// The address that a template asks for; nothing where it leads nowhere.
    pub fn address(&self, path: &str) -> Option<String> {
        match self.glossary.resolve(path, &self.config) {
            Target::External => Some(path.to_owned()),
            target => self.target_url(None, &target),
        }
    }

    /// The address of a page that the program makes, by its place.
    pub fn page_url(&self, path: &str) -> String {
        let is_folder = path.is_empty()
            || self
                .config
                .collections
                .iter()
                .any(|collection| collection.folder == path);
        if is_folder {
            self.routes.folder_url(path)
        } else if path.contains('.')
            && path
                .rsplit('/')
                .next()
                .is_some_and(|last| last.contains('.'))
        {
            self.routes.file_url(path)
        } else {
            self.routes.page_url(path)
        }
    }

    pub(super) fn navigation(&self) -> Vec<Link<'static>> {
        if let Some(items) = &self.config.site.navigation {
            return items
                .iter()
                .zip(&self.glossary.navigation)
                .filter_map(|(item, target)| {
                    let url = match target {
                        Target::External => item.url.value.clone(),
                        target => self.target_url(None, target)?,
                    };
                    Some(Link {
                        title: item.title.clone().into(),
                        url: url.into(),
                    })
                })
                .collect();
        }
        let mut links = Vec::new();
        for (index, collection) in self.config.collections.iter().enumerate() {
            if collection.listed && !collection.folder.is_empty() && !self.order[index].is_empty() {
                links.push(self.collection_link(index).into_owned());
            }
        }
        if let Some(url) = &self.site.a_to_z {
            links.push(Link {
                title: Cow::Borrowed("A–Z"),
                url: url.clone().into(),
            });
        }
        for (index, collection) in self.config.collections.iter().enumerate() {
            if !collection.listed {
                for &entry in self.order[index].iter() {
                    links.push(self.entry_link(entry).into_owned());
                }
            }
        }
        links
    }
}

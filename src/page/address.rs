//! The addresses of entries, collections and pages, and of whatever a reference leads to.

use super::route::{self, Route};
use super::view::Link;
use super::{Outline, capitalized};
use crate::glossary::taxonomy::Group;
use crate::glossary::{EntryIndex, Target};

impl Outline {
    /// Where an entry goes.
    pub fn entry_route(&self, index: EntryIndex) -> Route {
        let entry = self.glossary.entry(index);
        if entry.is_index {
            self.routes.folder(&entry.id)
        } else {
            self.routes.page(&entry.id)
        }
    }

    /// The address of an entry.
    pub fn entry_url(&self, index: EntryIndex) -> String {
        let entry = self.glossary.entry(index);
        if entry.is_index {
            self.routes.folder_url(&entry.id)
        } else {
            self.routes.page_url(&entry.id)
        }
    }

    pub(super) fn entry_link(&self, index: EntryIndex) -> Link {
        Link {
            title: self.glossary.entry(index).name.clone(),
            url: self.entry_url(index),
        }
    }

    pub(super) fn collection_link(&self, index: usize) -> Link {
        let collection = &self.config.collections[index];
        Link {
            title: collection.title.clone(),
            url: self.routes.folder_url(&collection.folder),
        }
    }

    pub(super) fn group_link(&self, group: &Group) -> Link {
        Link {
            title: capitalized(&group.name),
            url: self.routes.page_url(&group.path),
        }
    }

    pub(super) fn home_link(&self) -> Link {
        Link {
            title: "Home".to_owned(),
            url: self.routes.home(),
        }
    }

    /// The address of what a reference leads to; nothing where it leads nowhere.
    pub(super) fn target_url(&self, from: Option<EntryIndex>, target: &Target) -> Option<String> {
        match target {
            Target::Entry {
                entry,
                anchor,
                query,
                ..
            } if self.glossary.is_published(*entry) => {
                let mut url = if from == Some(*entry) && anchor.is_some() && query.is_none() {
                    String::new()
                } else {
                    self.entry_url(*entry)
                };
                if let Some(query) = query {
                    url.push('?');
                    url.push_str(query);
                }
                if let Some(anchor) = anchor {
                    url.push('#');
                    url.push_str(&route::encoded_fragment(anchor));
                }
                Some(url)
            }
            Target::MissingAnchor { entry, anchor } if self.glossary.is_published(*entry) => {
                let page = if from == Some(*entry) {
                    String::new()
                } else {
                    self.entry_url(*entry)
                };
                Some(format!("{page}#{}", route::encoded_fragment(anchor)))
            }
            Target::Page { path, suffix } => Some(format!("{}{suffix}", self.page_url(path))),
            Target::Asset { asset, suffix } => {
                Some(format!("{}{suffix}", self.files.plain(*asset)))
            }
            _ => None,
        }
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

    pub(super) fn navigation(&self) -> Vec<Link> {
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
                        title: item.title.clone(),
                        url,
                    })
                })
                .collect();
        }
        let mut links = Vec::new();
        for (index, collection) in self.config.collections.iter().enumerate() {
            if collection.listed && !collection.folder.is_empty() && !self.order[index].is_empty() {
                links.push(self.collection_link(index));
            }
        }
        if let Some(url) = &self.site.a_to_z {
            links.push(Link {
                title: "A–Z".to_owned(),
                url: url.clone(),
            });
        }
        for (index, collection) in self.config.collections.iter().enumerate() {
            if !collection.listed {
                for &entry in self.order[index].iter() {
                    links.push(self.entry_link(entry));
                }
            }
        }
        links
    }
}

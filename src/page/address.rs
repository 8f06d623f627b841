//! The addresses of entries, collections and pages, and of whatever a reference leads to.

use super::Outline;
use super::link::Link;
use super::listing::capitalized;
use super::route;
use super::value::{Object, Value, list};
use crate::config::NavigationItem;
use crate::glossary::place::Form;
use crate::glossary::taxonomy::Group;
use crate::glossary::{EntryIndex, Target};
use crate::source::Spanned;

/// Most addresses have fewer bytes.
const ROOM: usize = 80;

impl Outline {
    /// The address of an entry, or of the page that shows its text.
    pub fn entry_url(&self, index: EntryIndex) -> String {
        let mut url = String::with_capacity(ROOM);
        self.write_entry_url(index, &mut url);
        url
    }

    fn write_entry_url(&self, index: EntryIndex, url: &mut String) {
        let entry = self.glossary.entry(index);
        match self.moved.get(&index) {
            Some((path, form)) => self.routes.write_url(path, *form, url),
            None if entry.is_index => self.routes.write_url(&entry.id, Form::Folder, url),
            None => self.routes.write_url(&entry.id, Form::Page, url),
        }
    }

    /// An entry with its address.
    pub fn entry_link(&self, index: EntryIndex) -> Link {
        Link {
            title: (self.typographic(&self.glossary.entry(index).name)).into_owned(),
            url: self.entry_url(index),
        }
    }

    pub(super) fn collection_link(&self, index: usize) -> Link {
        let collection = &self.config.collections[index];
        Link {
            title: self.typographic(&collection.title).into_owned(),
            url: self.routes.url(&collection.folder, Form::Folder),
        }
    }

    /// The full address of the page of a collection, where it has one.
    pub(super) fn collection_address(&self, index: usize) -> Option<String> {
        let folder = &self.config.collections[index].folder;
        let place = self.glossary.places.at(folder)?;
        let is_page = !folder.is_empty() && place.has_page();
        let url = is_page.then(|| self.routes.url(folder, Form::Folder))?;
        self.routes.absolute(&url)
    }

    /// A collection that has a page of its own, as a link.
    pub(super) fn collection_value(&self, index: usize) -> Option<Value> {
        self.collection_links[index].clone()
    }

    pub(super) fn group_link(&self, group: &Group) -> Link {
        Link {
            title: self.typographic(&capitalized(&group.name)).into_owned(),
            url: self.routes.url(&group.path, Form::Page),
        }
    }

    pub(super) fn home_link(&self) -> Link {
        Link {
            title: self.config.words.get("home").to_owned(),
            url: self.routes.home().to_owned(),
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
                    self.write_entry_url(*entry, url);
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
                    self.write_entry_url(*entry, url);
                }
                url.push('#');
                url.push_str(&route::encoded_fragment(anchor));
            }
            Target::Page { path, suffix } => {
                let place = self.glossary.places.at(path);
                let form = place.map_or(Form::Page, |place| place.form);
                self.routes.write_url(path, form, url);
                url.push_str(suffix);
            }
            Target::Asset { asset, suffix } if self.files.is_published(*asset) => {
                url.push_str(&self.files.plain(*asset));
                url.push_str(suffix);
            }
            _ => return false,
        }
        true
    }

    /// The address that a template asks for, written as in a link.
    ///
    /// # Errors
    ///
    /// Where it leads nowhere: a sentence that says so.
    pub fn address(&self, path: &str) -> Result<String, String> {
        match self.glossary.resolve(path, &self.config) {
            Target::External => Ok(path.to_owned()),
            Target::MissingAnchor { anchor, .. } => Err(format!(
                "The page at `{path}` has no heading with the id `{anchor}`"
            )),
            target => {
                let url = self.target_url(None, &target);
                url.ok_or_else(|| format!("Nothing is at `{path}`"))
            }
        }
    }

    /// The addresses of the published entries, as links write them.
    pub fn addresses(&self) -> Vec<String> {
        let published = self.glossary.indices();
        let published = published.filter(|&index| self.glossary.is_published(index));
        published
            .map(|index| format!("/{}", self.glossary.entry(index).id))
            .collect()
    }

    /// The main navigation: as the settings have it, else what the kinds of pages offer, in their order.
    pub(super) fn navigation(&self) -> Vec<Value> {
        let Some(items) = &self.config.site.navigation else {
            let kinds = self.kinds.iter();
            let links = kinds.flat_map(|kind| kind.navigation(self));
            return links
                .map(|link| item_value(link, false, Vec::new()))
                .collect();
        };
        let mut targets = self.glossary.navigation.iter();
        self.item_values(items, &mut targets)
    }

    /// The columns of links in the foot of every page.
    pub(super) fn footer(&self) -> Vec<Value> {
        let before = self.config.site.navigation.iter().flatten();
        let before: usize = before
            .map(|item| usize::from(item.url.is_some()) + item.items.len())
            .sum();
        let mut targets = self.glossary.navigation.iter().skip(before);
        self.item_values(&self.config.site.footer, &mut targets)
    }

    /// What a link of the settings leads to.
    pub(super) fn settings_target(&self, url: &Spanned<String>) -> Option<&Target> {
        let links = self.config.links().into_iter();
        let mut found = links.zip(&self.glossary.navigation);
        let found = found.find(|((known, _), _)| std::ptr::eq(*known, url));
        found.map(|(_, target)| target)
    }

    fn item_values<'t>(
        &self,
        items: &[NavigationItem],
        targets: &mut impl Iterator<Item = &'t Target>,
    ) -> Vec<Value> {
        let mut values = Vec::new();
        for item in items {
            let own = item.url.as_ref().and_then(|url| {
                let target = targets.next()?;
                let is_external = *target == Target::External;
                let url = match target {
                    target if self.leads_astray(url, target) => return None,
                    Target::External => url.value.clone(),
                    target => self.target_url(None, target)?,
                };
                Some((url, is_external))
            });
            let below = self.item_values(&item.items, targets);
            let (url, is_external) = own.unwrap_or_default();
            if !url.is_empty() || !below.is_empty() {
                let title = self.typographic(&item.title).into_owned();
                values.push(item_value(Link { title, url }, is_external, below));
            }
        }
        values
    }
}

/// An item of the navigation as templates read it; what leads nowhere has no address.
fn item_value(link: Link, is_external: bool, items: Vec<Value>) -> Value {
    Object::with_capacity(4)
        .with("title", link.title)
        .with("url", Some(link.url).filter(|url| !url.is_empty()))
        .with("external", is_external)
        .with("items", list(items))
        .into()
}

//! Sections of a collection: the subfolders that have a text of their own, `_index.md`.
//!
//! A list names the sections directly below its folder, each with what is in it, however deep; the page of a section lists
//! the same of its own folder.

use std::collections::BTreeMap;

use super::Outline;
use super::listing::headed;
use super::section::{ListSection, SectionHead};
use crate::glossary::EntryIndex;
use crate::glossary::place::{Form, Occupant};
use crate::source::folder;

impl Outline {
    /// The sections of its collection in which an entry lies, the outermost first.
    pub(super) fn sections_around(&self, index: EntryIndex) -> impl Iterator<Item = EntryIndex> {
        let entry = self.glossary.entry(index);
        let above = folder(&entry.id);
        let top = self.config.collections[entry.collection].folder.len();
        let ends = above.match_indices('/').map(|(at, _)| at);
        let ends = ends.chain([above.len()]).filter(move |end| *end > top);
        ends.filter_map(|end| self.section_at(&above[..end]))
    }

    /// The text of a subfolder, where it is published.
    fn section_at(&self, path: &str) -> Option<EntryIndex> {
        let Occupant::Entry(index) = self.glossary.places.at(path)?.occupant else {
            return None;
        };
        let is_text = self.glossary.entry(index).is_index && self.glossary.is_published(index);
        is_text.then_some(index)
    }

    /// The entries below a folder of a collection in their order: first those that lie in none of its sections, then
    /// section by section.
    pub(super) fn by_section(&self, collection: usize, below: &str) -> Vec<ListSection> {
        let mut groups: BTreeMap<Option<EntryIndex>, Vec<EntryIndex>> = BTreeMap::new();
        for &index in &self.order[collection] {
            let id = &*self.glossary.entry(index).id;
            if !is_below(id, below) {
                continue;
            }
            let mut sections = self.sections_around(index);
            let section =
                sections.find(|section| self.glossary.entry(*section).id.len() > below.len());
            groups.entry(section).or_default().push(index);
        }
        let mut sections: Vec<EntryIndex> = groups.keys().copied().flatten().collect();
        self.sort(&mut sections, &self.config.collections[collection].sort);
        let others = groups.remove(&None).map(|entries| (None, entries));
        let sections = sections.into_iter().map(|section| {
            let entry = self.glossary.entry(section);
            let heading = SectionHead {
                title: self.typographic(&entry.name).into_owned(),
                url: Some(self.routes.url(&entry.id, Form::Folder)),
                description: None,
            };
            let entries = groups.remove(&Some(section));
            (Some(heading), entries.unwrap_or_default())
        });
        headed(others.into_iter().chain(sections))
    }
}

/// Whether an address is one below a folder.
fn is_below(id: &str, folder: &str) -> bool {
    let rest = id.strip_prefix(folder);
    folder.is_empty() || rest.is_some_and(|rest| rest.starts_with('/'))
}

//! Which pages show something else than those of the former outline.
//!
//! In: two outlines and what differs between their glossaries. Out: the pages, found without making
//! any of them. A page that is not named here is the same as before; one that is named may be.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use imbl::ordmap::DiffItem;

use super::list::Card;
use super::view::BacklinkView;
use super::{Outline, PageKind};
use crate::entry::{Entry, ReferenceKind};
use crate::glossary::next::{Changes, Edited};
use crate::glossary::{EntryIndex, Target};

impl Outline {
    /// The pages that may show something else than those of the former outline; nothing where that
    /// can be all of them. Both have the same settings and templates.
    pub fn touched(&self, former: &Self, changes: &Changes) -> Option<BTreeSet<PageKind>> {
        if self.site != former.site || changes.assets {
            return None;
        }
        let mut touched = Touched {
            outlines: [former, self],
            pages: BTreeSet::new(),
        };
        for edited in &changes.edited {
            touched.page_of(edited.index);
            let is_there = |outline: &Self| {
                outline.has(edited.index) && outline.glossary.is_published(edited.index)
            };
            if edited.before.is_none()
                || edited.after.is_none()
                || is_there(self) != is_there(former)
            {
                touched.presence(edited);
                touched.card(edited);
            } else if former.card(edited.index) != self.card(edited.index) {
                touched.card(edited);
            } else if !edited.has_same_face {
                touched.lists(edited);
            }
        }
        for (index, targets) in &changes.resolved {
            touched.references(*index, targets);
        }
        for &index in &changes.reached {
            touched.page_of(index);
        }
        if changes.taxonomy {
            touched.groups();
        }
        let redirects = &self.glossary.names.redirects;
        for item in former.glossary.names.redirects.diff(redirects) {
            if let DiffItem::Add(_, to) | DiffItem::Update { new: (_, to), .. } = item {
                touched.pages.insert(PageKind::Redirect(to.0, to.1));
            }
        }
        if !self.glossary.has_listed() {
            touched.pages.remove(&PageKind::AToZ);
        }
        Some(touched.pages)
    }
}

struct Touched<'a> {
    /// The former one, and the one of now.
    outlines: [&'a Outline; 2],
    pages: BTreeSet<PageKind>,
}

impl Touched<'_> {
    /// The page that has an entry's text.
    fn page_of(&mut self, index: EntryIndex) {
        let [_, now] = self.outlines;
        if !now.glossary.is_published(index) {
            return;
        }
        if now.has_own_page(index) {
            self.pages.insert(PageKind::Entry(index));
            return;
        }
        // The text of a folder describes it on the home page too.
        self.pages.insert(PageKind::Home);
        let texts = now.index_of.iter().enumerate();
        let pages = texts.filter(|(_, text)| **text == Some(index));
        self.pages
            .extend(pages.map(|(collection, _)| PageKind::Collection(collection)));
    }

    /// What counts entries.
    fn presence(&mut self, edited: &Edited) {
        let index = edited.index;
        self.pages.extend([PageKind::Home, PageKind::AToZ]);
        let [former, now] = self.outlines;
        for outline in [former, now]
            .into_iter()
            .filter(|outline| outline.has(index))
        {
            // Links to it lead somewhere now, or no more.
            for &from in outline.glossary.inbound(index) {
                self.page_of(from);
            }
        }
    }

    /// What shows the card of an entry: lists, neighbours, relations, backlinks, redirects.
    fn card(&mut self, edited: &Edited) {
        let index = edited.index;
        let [former, now] = self.outlines;
        self.lists(edited);
        self.pages.insert(PageKind::AToZ);
        for outline in [former, now]
            .into_iter()
            .filter(|outline| outline.has(index))
        {
            self.neighbours(outline, index);
            for &from in outline.glossary.inbound(index) {
                self.page_of(from);
            }
            for to in outline
                .glossary
                .targets_of(index)
                .iter()
                .filter_map(Target::entry)
            {
                self.page_of(to);
            }
            let groups = [
                (&outline.glossary.taxonomy.categories, true),
                (&outline.glossary.taxonomy.tags, false),
            ];
            for (groups, is_category) in groups {
                for group in groups.iter().filter(|group| group.entries.contains(&index)) {
                    self.group(&group.path, is_category);
                }
            }
        }
        let aliases = edited
            .after
            .as_ref()
            .map(|entry| entry.built_in.aliases.len());
        if aliases.is_some_and(|count| count > 0) {
            let redirects = now.glossary.names.redirects.values();
            let own = redirects.filter(|(entry, _)| *entry == index);
            let own = own.map(|&(entry, alias)| PageKind::Redirect(entry, alias));
            self.pages.extend(own);
        }
    }

    /// What orders entries by their fields, and what machines read.
    fn lists(&mut self, edited: &Edited) {
        let index = edited.index;
        let [former, now] = self.outlines;
        let collection = now.glossary.entry(index).collection;
        self.pages
            .insert(if now.config.collections[collection].folder.is_empty() {
                PageKind::Home
            } else {
                PageKind::Collection(collection)
            });
        let around = |outline: &Outline| outline.has(index).then(|| outline.around(index));
        if around(former) != around(now) {
            self.neighbours(former, index);
            self.neighbours(now, index);
        }
        let aliases = |entry: &Option<Arc<Entry>>| {
            let entry = entry.as_ref();
            entry.map(|entry| entry.built_in.aliases.clone())
        };
        if aliases(&edited.before) != aliases(&edited.after) {
            self.pages.insert(PageKind::AToZ);
        }
        if now.site.base_url.is_some() {
            self.pages.insert(PageKind::Sitemap);
        }
        if now.site.feed.is_some() {
            self.pages.insert(PageKind::Feed);
        }
    }

    /// The entries before and behind an entry.
    fn neighbours(&mut self, outline: &Outline, index: EntryIndex) {
        if outline.has(index) {
            let around = outline.around(index);
            around
                .into_iter()
                .flatten()
                .for_each(|index| self.page_of(index));
        }
    }

    /// What follows from the references of an entry: its own page where they lead elsewhere, and the
    /// pages at which it is seen with another sentence or relation.
    fn references(&mut self, index: EntryIndex, before: &[Target]) {
        let [former, now] = self.outlines;
        if now.glossary.targets_of(index) != before {
            self.page_of(index);
        }
        let former = former.seen_from(index);
        let now = now.seen_from(index);
        let ends: BTreeSet<EntryIndex> = former.keys().chain(now.keys()).copied().collect();
        for to in ends {
            if former.get(&to) != now.get(&to) {
                self.page_of(to);
            }
        }
    }

    /// Categories and tags that are others, or called otherwise.
    fn groups(&mut self) {
        let [former, now] = self.outlines;
        let (before, after) = (&former.glossary.taxonomy, &now.glossary.taxonomy);
        for (before, after, is_category) in [
            (&before.categories, &after.categories, true),
            (&before.tags, &after.tags, false),
        ] {
            if before == after {
                continue;
            }
            self.pages.insert(if is_category {
                PageKind::Categories
            } else {
                PageKind::Tags
            });
            for group in after.iter() {
                let known = before.iter().find(|known| known.path == group.path);
                if known == Some(group) {
                    continue;
                }
                self.group(&group.path, is_category);
                if known.is_some_and(|known| known.name != group.name) {
                    group.entries.iter().for_each(|&entry| self.page_of(entry));
                }
            }
        }
    }

    fn group(&mut self, path: &str, is_category: bool) {
        let [_, now] = self.outlines;
        let taxonomy = &now.glossary.taxonomy;
        let groups = if is_category {
            &taxonomy.categories
        } else {
            &taxonomy.tags
        };
        if let Some(at) = groups.iter().position(|group| group.path == path) {
            self.pages.insert(if is_category {
                PageKind::Category(at)
            } else {
                PageKind::Tag(at)
            });
        }
    }
}

/// How an entry is seen at the end of its references: by its fields, and in a sentence.
type Seen<'o> = BTreeMap<EntryIndex, (Vec<&'o str>, Option<BacklinkView<'o>>)>;

impl Outline {
    /// Whether an entry is there at all.
    fn has(&self, index: EntryIndex) -> bool {
        index < self.glossary.capacity()
    }

    /// The entries before and behind an entry in the list of its collection.
    fn around(&self, index: EntryIndex) -> [Option<EntryIndex>; 2] {
        let order = &self.order[self.glossary.entry(index).collection];
        self.position(index).map_or([None, None], |place| {
            let before = place.checked_sub(1).and_then(|place| order.get(place));
            [before.copied(), order.get(place + 1).copied()]
        })
    }

    /// How a published entry is seen at the ends of its references.
    fn seen_from(&self, index: EntryIndex) -> Seen<'_> {
        let mut seen = Seen::new();
        if !self.has(index) || !self.glossary.is_published(index) {
            return seen;
        }
        for (number, (reference, target)) in self.glossary.edges_of(index).enumerate() {
            let Some(to) = target.entry() else { continue };
            let (fields, sentence) = seen.entry(to).or_default();
            if let ReferenceKind::Relation(field) = &reference.kind {
                fields.push(field);
            } else if reference.kind.is_link() && sentence.is_none() {
                *sentence = Some(self.backlink(Card::default(), index, number));
            }
        }
        seen
    }
}

//! Which pages show something else than those of the former outline.
//!
//! In: two outlines and what differs between their glossaries. Out: the pages, found without making
//! any of them. A page that is not named here is the same as before; one that is named may be.

use std::collections::{BTreeMap, BTreeSet};

use imbl::ordmap::DiffItem;

use super::list::Card;
use super::view::BacklinkView;
use super::{Outline, PageKind};
use crate::entry::ReferenceKind;
use crate::glossary::{Changes, Edited, EntryIndex, Target};

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
            if edited.before.is_none()
                || edited.after.is_none()
                || !edited.has_same_face
                || former.card(edited.index) != self.card(edited.index)
                || edited.was_published != self.glossary.is_published(edited.index)
            {
                touched.face(edited);
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

    /// Everything that shows an entry from outside: lists, neighbours, relations, redirects.
    fn face(&mut self, edited: &Edited) {
        let index = edited.index;
        let [former, now] = self.outlines;
        let collection = now.glossary.entry(index).collection;
        self.pages.insert(PageKind::Collection(collection));
        if now.config.collections[collection].folder.is_empty() {
            self.pages.remove(&PageKind::Collection(collection));
        }
        self.pages.extend([PageKind::Home, PageKind::AToZ]);
        if now.site.base_url.is_some() {
            self.pages.insert(PageKind::Sitemap);
        }
        if now.site.feed.is_some() {
            self.pages.insert(PageKind::Feed);
        }
        let redirects = now.glossary.names.redirects.values();
        let aliases = edited
            .after
            .as_ref()
            .map(|entry| entry.built_in.aliases.len());
        if aliases.is_some_and(|count| count > 0) {
            let own = redirects.filter(|(entry, _)| *entry == index);
            let own = own.map(|&(entry, alias)| PageKind::Redirect(entry, alias));
            self.pages.extend(own);
        }
        for outline in [former, now] {
            if outline.has(index)
                && let Some(place) = outline.position(index)
            {
                let order = &outline.order[collection];
                let around = [place.checked_sub(1), Some(place + 1)];
                for at in around.into_iter().flatten() {
                    if let Some(&neighbour) = order.get(at) {
                        self.page_of(neighbour);
                    }
                }
            }
            let groups = [
                (&outline.glossary.taxonomy.categories, true),
                (&outline.glossary.taxonomy.tags, false),
            ];
            for (groups, is_category) in groups {
                let own = groups.iter().filter(|group| group.entries.contains(&index));
                for group in own {
                    self.group(&group.path, is_category);
                }
            }
            if outline.has(index) {
                let inbound = outline.glossary.inbound(index).to_vec();
                for from in inbound {
                    self.page_of(from);
                }
            }
        }
        let [before, after] = self.outlines.map(|outline| {
            let targets = outline
                .has(index)
                .then(|| outline.glossary.targets_of(index));
            let targets = targets.unwrap_or_default().iter();
            targets.filter_map(Target::entry).collect::<Vec<_>>()
        });
        before
            .into_iter()
            .chain(after)
            .for_each(|to| self.page_of(to));
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
type Seen = BTreeMap<EntryIndex, (Vec<String>, Option<BacklinkView>)>;

impl Outline {
    /// Whether an entry is there at all.
    fn has(&self, index: EntryIndex) -> bool {
        index < self.glossary.capacity()
    }

    /// How a published entry is seen at the ends of its references.
    fn seen_from(&self, index: EntryIndex) -> Seen {
        let mut seen = Seen::new();
        if !self.has(index) || !self.glossary.is_published(index) {
            return seen;
        }
        for (number, (reference, target)) in self.glossary.edges_of(index).enumerate() {
            let Some(to) = target.entry() else { continue };
            let (fields, sentence) = seen.entry(to).or_default();
            if let ReferenceKind::Relation(field) = &reference.kind {
                fields.push(field.to_string());
            } else if reference.kind.is_link() && sentence.is_none() {
                *sentence = Some(self.backlink(Card::default(), index, number));
            }
        }
        seen
    }
}

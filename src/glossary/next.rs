//! The step from one glossary to the next.
//!
//! In: a glossary and the entries in which the next one differs. Out: the next one, and what the step
//! touched: [`Changes`]. A glossary depends on what is in it and never on the way to it. Its parts are
//! shared with the one that it was made from, and the resolution of a reference is kept while the
//! questions that it asked have the same answers: so a step costs what the difference touches.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::names::{Claims, Question, Rank};
use super::resolve::{Resolution, Resolver};
use super::taxonomy::{A_TO_Z, CATEGORIES, Memberships, TAGS};
use super::{EntryIndex, Glossary, Tally, Target, edges, wanted_key};
use crate::config::Config;
use crate::entry::{Entry, Visibility};
use crate::source::{Asset, SourcePath};

/// In what the next glossary differs.
#[derive(Debug, Default)]
pub struct Difference {
    /// Files that are gone.
    pub gone: Vec<SourcePath>,
    /// Entries that are new, or in the place of the one with the same file.
    pub read: Vec<Arc<Entry>>,
    /// All assets.
    pub assets: Arc<Vec<Asset>>,
}

/// What the step from one glossary to the next touched. Indices stand in no order.
#[derive(Debug, Default)]
pub struct Changes {
    /// Entries that are new, gone, or have another text.
    pub edited: Vec<Edited>,
    /// Entries whose references were resolved, with their former targets: those edited, and others to
    /// whose questions the answers may be new.
    pub resolved: Vec<(EntryIndex, Vec<Target>)>,
    /// Entries to which others refer now, or no more; in the first glossary, where every entry is new, none.
    pub reached: HashSet<EntryIndex>,
    /// Entries that refer to something unwritten which other entries want now, or no more.
    pub wanting: HashSet<EntryIndex>,
    /// Whether anything has another name or place.
    pub names: bool,
    /// Whether there are other files.
    pub assets: bool,
    /// Whether there are other categories or tags, or others in them.
    pub taxonomy: bool,
}

/// An entry that is new, gone, or has another text.
#[derive(Debug)]
pub struct Edited {
    /// Which.
    pub index: EntryIndex,
    /// What it was.
    pub before: Option<Arc<Entry>>,
    /// Whether it was published.
    pub was_published: bool,
    /// What it is.
    pub after: Option<Arc<Entry>>,
    /// Whether others see it as they did.
    pub has_same_face: bool,
}

impl Glossary {
    /// The glossary that differs from this one so.
    pub fn after(
        &self,
        difference: Difference,
        config: &Config,
        visibility: Visibility,
    ) -> (Self, Changes) {
        let mut next = self.clone();
        let mut changes = Changes {
            edited: next.put(difference.gone, difference.read, config, visibility),
            ..Changes::default()
        };
        let edited = &changes.edited;
        next.count(edited, config, visibility);
        next.group(self, edited, config);
        changes.taxonomy = next.taxonomy != self.taxonomy;
        next.made = next.made_pages(config);
        next.assets = difference.assets;
        changes.assets = *next.assets != *self.assets;
        let questions = next.name(self, edited, config);
        changes.names = self.is_empty() || !questions.is_empty();

        let mut resolve: BTreeSet<EntryIndex> = edited.iter().map(|entry| entry.index).collect();
        for entry in edited {
            if let (Some(before), Some(after)) = (&entry.before, &entry.after)
                && !before.has_same_anchors(after)
            {
                let asked = Question::Anchors(entry.index).number();
                let from = next.inbound[entry.index].iter().copied();
                resolve.extend(from.filter(|&from| self.asked(from, &[asked])));
            }
        }
        if !questions.is_empty() && !self.is_empty() {
            let all = (0..next.capacity()).into_par_iter();
            resolve.par_extend(all.filter(|&from| next.asked(from, &questions)));
        }
        let resolutions: Vec<(EntryIndex, Resolution)> = resolve
            .into_par_iter()
            .map(|index| (index, next.resolution(index, config)))
            .collect();
        next.connect(self, resolutions, &mut changes);
        let navigation = config.site.navigation.iter().flatten();
        next.navigation = navigation
            .map(|item| next.resolve(&item.url.value, config))
            .collect();
        let navigated = self.navigation.iter().chain(&next.navigation);
        if self.navigation != next.navigation {
            let navigated: Vec<EntryIndex> = navigated.filter_map(Target::entry).collect();
            changes.reached.extend(navigated);
        }
        (next, changes)
    }

    /// Puts the entries in their places.
    fn put(
        &mut self,
        gone: Vec<SourcePath>,
        read: Vec<Arc<Entry>>,
        config: &Config,
        visibility: Visibility,
    ) -> Vec<Edited> {
        let mut edited = Vec::with_capacity(gone.len() + read.len());
        for path in gone {
            if let Some(index) = self.of_file(&path) {
                edited.push(Edited {
                    index,
                    before: Some(Arc::clone(&self.entries[index])),
                    was_published: self.published.set(index, false),
                    after: None,
                    has_same_face: false,
                });
            }
        }
        for entry in read {
            let is_published = visibility.drafts || entry.hidden(config, visibility).is_none();
            let index = self.of_file(&entry.source.path).unwrap_or_else(|| {
                self.entries.push_back(Arc::clone(&entry));
                self.published.push_back(false);
                self.resolutions.push_back(Arc::default());
                self.inbound.push_back(Arc::default());
                self.entries.len() - 1
            });
            let before = self
                .of_file(&entry.source.path)
                .map(|_| self.entries.set(index, Arc::clone(&entry)));
            edited.push(Edited {
                index,
                was_published: self.published.set(index, is_published),
                has_same_face: before
                    .as_ref()
                    .is_some_and(|before| before.has_same_face(&entry)),
                before,
                after: Some(entry),
            });
        }
        edited
    }

    /// Brings the counts up to date.
    fn count(&mut self, edited: &[Edited], config: &Config, visibility: Visibility) {
        let mut tally = self.tally;
        let count = |entry: &Entry, is_published: bool| {
            let collection = &config.collections[entry.collection];
            let is_listed = is_published && !entry.is_index && collection.listed;
            let is_out = entry.hidden(config, visibility).is_none();
            let belongs = is_out && entry.date(collection).is_some();
            Tally {
                references: entry.references.len(),
                listed: usize::from(is_listed),
                dated: usize::from(is_listed && belongs),
            }
        };
        for entry in edited {
            if let Some(before) = &entry.before {
                let less = count(before, entry.was_published);
                tally.references -= less.references;
                tally.listed -= less.listed;
                tally.dated -= less.dated;
                self.templated.remove(&entry.index);
                self.faulty.remove(&entry.index);
            }
            if let Some(after) = &entry.after {
                let more = count(after, self.published[entry.index]);
                tally.references += more.references;
                tally.listed += more.listed;
                tally.dated += more.dated;
                if !after.diagnostics.is_empty() {
                    self.faulty.insert(entry.index);
                }
                if self.published[entry.index] && after.built_in.template.is_some() {
                    self.templated.insert(entry.index);
                }
            }
        }
        self.tally = tally;
    }

    /// Brings categories and tags up to date.
    fn group(&mut self, former: &Self, edited: &[Edited], config: &Config) {
        let of = |entry: &Entry, is_published: bool| {
            let collection = &config.collections[entry.collection];
            let is_listed = is_published && !entry.is_index && collection.listed;
            if is_listed {
                Memberships::of(entry)
            } else {
                Memberships::default()
            }
        };
        let (left, joined): (Vec<_>, Vec<_>) = edited
            .par_iter()
            .filter_map(|entry| {
                let before = entry.before.as_deref();
                let before = before.map(|before| of(before, entry.was_published));
                let after = entry.after.as_deref();
                let after = after.map(|after| of(after, self.published[entry.index]));
                let with_index = |groups: Option<Memberships>| Some((entry.index, groups?));
                (before != after || renames_group(entry))
                    .then(|| (with_index(before), with_index(after)))
            })
            .unzip();
        let left: Vec<_> = left.into_iter().flatten().collect();
        let joined: Vec<_> = joined.into_iter().flatten().collect();
        self.taxonomy = former.taxonomy.after(&left, &joined, &self.entries, config);
    }

    /// The pages that the program makes.
    fn made_pages(&self, config: &Config) -> BTreeSet<(String, Rank)> {
        let mut pages: Vec<(&str, Rank)> = vec![("", Rank::Home)];
        let folders = config
            .collections
            .iter()
            .map(|collection| &collection.folder);
        pages.extend(
            folders
                .filter(|folder| !folder.is_empty())
                .map(|folder| (folder.as_str(), Rank::Folder)),
        );
        let mut make = |path| pages.push((path, Rank::Made));
        make("404.html");
        make("robots.txt");
        if self.has_listed() {
            make(A_TO_Z);
        }
        if config.site.base_url.is_some() {
            make("sitemap.xml");
        }
        if self.has_feed(config) {
            make("feed.xml");
        }
        for (folder, groups) in [
            (CATEGORIES, &self.taxonomy.categories),
            (TAGS, &self.taxonomy.tags),
        ] {
            if !groups.is_empty() {
                make(folder);
            }
            for group in groups.iter() {
                make(&group.path);
            }
        }
        pages
            .into_iter()
            .map(|(path, rank)| (path.to_owned(), rank))
            .collect()
    }

    /// Brings the names up to date; gives the questions to which the answers may be new.
    fn name(&mut self, former: &Self, edited: &[Edited], config: &Config) -> Vec<u64> {
        let (mut gone, mut come): (Vec<Claims>, Vec<Claims>) = edited
            .par_iter()
            .filter_map(|entry| {
                let index = entry.index;
                let before = entry
                    .before
                    .as_ref()
                    .map_or_else(Claims::default, |before| {
                        Claims::of_entry(index, before, entry.was_published, config)
                    });
                let after = entry.after.as_ref().map_or_else(Claims::default, |after| {
                    Claims::of_entry(index, after, self.published[index], config)
                });
                (before != after).then_some((before, after))
            })
            .unzip();
        let made = |one: &Self, other: &Self| {
            let pages = one.made.difference(&other.made);
            Claims::of_site(pages.map(|(path, rank)| (path.as_str(), *rank)))
        };
        gone.push(made(former, self));
        come.push(made(self, former));
        let paths = |assets: &[Asset]| -> Vec<SourcePath> {
            assets.iter().map(|asset| asset.path.clone()).collect()
        };
        if paths(&former.assets) != paths(&self.assets) {
            gone.push(Claims::of_assets(&former.assets, config));
            come.push(Claims::of_assets(&self.assets, config));
        }
        let (names, questions) = former.names.after(gone, come, &self.entries);
        self.names = names;
        questions
    }

    /// Whether an entry's references asked one of some questions; all numbers are sorted.
    fn asked(&self, from: EntryIndex, questions: &[u64]) -> bool {
        let own = self.resolutions[from].questions.as_slice();
        let (few, many) = if own.len() < questions.len() {
            (own, questions)
        } else {
            (questions, own)
        };
        few.iter()
            .any(|question| many.binary_search(question).is_ok())
    }

    fn resolution(&self, index: EntryIndex, config: &Config) -> Resolution {
        let entry = &self.entries[index];
        if self.of_file(&entry.source.path) != Some(index) {
            return Resolution::default();
        }
        Resolver::new(&self.entries, &self.published, &self.names, config).all(entry)
    }

    /// Takes in what references lead to, and turns the edges around.
    fn connect(
        &mut self,
        former: &Self,
        resolutions: Vec<(EntryIndex, Resolution)>,
        changes: &mut Changes,
    ) {
        let was_published: BTreeMap<EntryIndex, bool> = changes
            .edited
            .iter()
            .filter(|entry| entry.was_published != self.published[entry.index])
            .map(|entry| (entry.index, entry.was_published))
            .collect();
        let (mut less, mut more) = (Vec::new(), Vec::new());
        let mut wanted: BTreeSet<String> = BTreeSet::new();
        for (from, resolution) in resolutions {
            let resolution = Arc::new(resolution);
            let before = self.resolutions.set(from, Arc::clone(&resolution));
            let (old, new) = (
                edges::leading_to(&before.targets),
                edges::leading_to(&resolution.targets),
            );
            let is_published = self.published[from];
            let was_published = was_published.get(&from).copied().unwrap_or(is_published);
            if former.is_empty() {
                // All of them are new.
            } else if is_published == was_published {
                let reached = |targets: &[Target]| -> BTreeSet<EntryIndex> {
                    targets.iter().filter_map(Target::entry).collect()
                };
                let (old, new) = (reached(&before.targets), reached(&resolution.targets));
                changes.reached.extend(old.symmetric_difference(&new));
            } else {
                changes.reached.extend(old.union(&new));
            }
            less.extend(old.difference(&new).map(|&to| (to, from)));
            more.extend(new.difference(&old).map(|&to| (to, from)));
            let (old, new) = (
                unwritten(&before.targets, was_published),
                unwritten(&resolution.targets, is_published),
            );
            for key in old.difference(&new) {
                if let Some(by) = self.wanted.get_mut(key) {
                    by.retain(|known| *known != from);
                }
                wanted.insert(key.clone());
            }
            for key in new.difference(&old) {
                self.wanted.entry(key.clone()).or_default().push(from);
                wanted.insert(key.clone());
            }
            let fails = resolution.targets.iter().any(Target::is_failure);
            if fails && is_published {
                self.failing.insert(from);
            } else {
                self.failing.remove(&from);
            }
            let targets = Arc::try_unwrap(before)
                .map_or_else(|before| before.targets.clone(), |before| before.targets);
            changes.resolved.push((from, targets));
        }
        for key in wanted {
            let lists = [former.wanted.get(&key), self.wanted.get(&key)];
            changes
                .wanting
                .extend(lists.into_iter().flatten().flatten());
            if self.wanted.get(&key).is_some_and(Vec::is_empty) {
                self.wanted.remove(&key);
            }
        }
        edges::turn(&mut self.inbound, less, more);
    }
}

/// Whether an edit gives a category or tag another spelling.
fn renames_group(entry: &Edited) -> bool {
    match (&entry.before, &entry.after) {
        (Some(before), Some(after)) => {
            before.built_in.category != after.built_in.category
                || before.built_in.tags != after.built_in.tags
        }
        _ => false,
    }
}

/// What targets show to be unwritten, by slugs.
fn unwritten(targets: &[Target], is_published: bool) -> BTreeSet<String> {
    let targets = targets.iter().filter(|_| is_published);
    targets
        .filter_map(|target| match target {
            Target::Missing {
                is_asset: false,
                wanted,
                ..
            } => Some(wanted_key(wanted)),
            _ => None,
        })
        .collect()
}

//! The step from one glossary to the next.
//!
//! In: a glossary and the entries in which the next one differs. Out: the next one, and what the step
//! touched: [`Changes`]. A glossary depends on what is in it and never on the way to it. Its parts are
//! shared with the one that it was made from, and the resolution of a reference is kept while the
//! questions that it asked have the same answers: so a step costs what the difference touches.

use std::collections::{BTreeSet, HashSet};
use std::mem;
use std::sync::Arc;

use rayon::prelude::*;

use super::edges::{self, Fate};
use super::names::{Claims, Question, Rank};
use super::resolve::Resolution;
use super::slots::Slot;
use super::step::{Step, Steps};
use super::taxonomy::{A_TO_Z, CATEGORIES, Memberships, TAGS};
use super::{EntryIndex, Glossary, Tally, Target};
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

        let mut resolve: Vec<EntryIndex> = edited.iter().map(|entry| entry.index).collect();
        for entry in edited {
            if let (Some(before), Some(after)) = (&entry.before, &entry.after)
                && !before.has_same_anchors(after)
            {
                let asked = Question::Anchors(entry.index).number();
                let from = next.inbound(entry.index).iter().copied();
                resolve.extend(from.filter(|&from| self.asked(from, &[asked])));
            }
        }
        if !questions.is_empty() && !self.is_empty() {
            let all = (0..next.capacity()).into_par_iter();
            resolve.par_extend(all.filter(|&from| next.asked(from, &questions)));
        }
        resolve.sort_unstable();
        resolve.dedup();
        let steps = Steps::new(self, &next, edited, config);
        let steps = resolve.into_par_iter().map(|from| steps.of(from));
        let steps: Vec<Step> = steps.collect();
        next.connect(self, steps, &mut changes);
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
                let slot = &mut self.slots[index];
                edited.push(Edited {
                    index,
                    before: Some(Arc::clone(slot.entry())),
                    was_published: mem::replace(&mut slot.is_published, false),
                    after: None,
                    has_same_face: false,
                });
            }
        }
        let is_shown =
            |entry: &Arc<Entry>| visibility.drafts || entry.hidden(config, visibility).is_none();
        let shown: Vec<bool> = read.par_iter().map(is_shown).collect();
        let mut new = Vec::new();
        for (entry, is_published) in read.into_iter().zip(shown) {
            let (index, before, was_published) =
                if let Some(index) = self.of_file(&entry.source.path) {
                    let slot = &mut self.slots[index];
                    let before = slot.replace(Arc::clone(&entry));
                    let was_published = mem::replace(&mut slot.is_published, is_published);
                    (index, Some(before), was_published)
                } else {
                    new.push(Slot::new(Arc::clone(&entry), is_published));
                    (self.slots.len() + new.len() - 1, None, false)
                };
            edited.push(Edited {
                index,
                was_published,
                has_same_face: before
                    .as_ref()
                    .is_some_and(|before| before.has_same_face(&entry)),
                before,
                after: Some(entry),
            });
        }
        self.slots.extend(new);
        edited
    }

    /// Brings the counts up to date.
    fn count(&mut self, edited: &[Edited], config: &Config, visibility: Visibility) {
        let count = |entry: &Entry, is_published: bool| {
            let collection = &config.collections[entry.collection];
            let is_listed = is_published && !entry.is_index && collection.listed;
            let is_out = || entry.hidden(config, visibility).is_none();
            let is_dated = is_listed && entry.date(collection).is_some() && is_out();
            Tally {
                references: entry.references.len(),
                listed: usize::from(is_listed),
                dated: usize::from(is_dated),
            }
        };
        let add = |one: Tally, other: Tally| one.with(other, |one, other| one + other);
        let all = |of: &(dyn Fn(&Edited) -> Option<Tally> + Sync)| {
            let counts = edited.par_iter().filter_map(of);
            counts.reduce(Tally::default, add)
        };
        let more = all(&|entry| {
            let after = entry.after.as_deref();
            after.map(|after| count(after, self.is_published(entry.index)))
        });
        let less = all(&|entry| {
            let before = entry.before.as_deref();
            before.map(|before| count(before, entry.was_published))
        });
        let tally = add(self.tally, more).with(less, |one, other| one - other);
        let those = |is_wanted: &(dyn Fn(&Edited, &Entry) -> bool + Sync)| -> Vec<EntryIndex> {
            let after = edited.par_iter().filter(|entry| {
                let after = entry.after.as_deref();
                after.is_some_and(|after| is_wanted(entry, after))
            });
            after.map(|entry| entry.index).collect()
        };
        let faulty = those(&|_, after| !after.diagnostics.is_empty());
        let templated = those(&|entry, after| {
            self.is_published(entry.index) && after.built_in.template.is_some()
        });
        for entry in edited.iter().filter(|entry| entry.before.is_some()) {
            self.faulty.remove(&entry.index);
            self.templated.remove(&entry.index);
        }
        self.faulty.extend(faulty);
        self.templated.extend(templated);
        self.tally = tally;
    }

    /// Brings categories and tags up to date.
    fn group(&mut self, former: &Self, edited: &[Edited], config: &Config) {
        let (left, joined): (Vec<_>, Vec<_>) = edited
            .par_iter()
            .filter_map(|entry| {
                let before = entry.before.as_deref();
                let before = memberships(before, entry.was_published, config);
                let after = entry.after.as_deref();
                let after = memberships(after, self.is_published(entry.index), config);
                let [left, joined] =
                    [before, after].map(|members| members.map(|it| (entry.index, it)));
                (before != after).then_some((left, joined))
            })
            .unzip();
        let left: Vec<_> = left.into_iter().flatten().collect();
        let joined: Vec<_> = joined.into_iter().flatten().collect();
        self.taxonomy = former.taxonomy.after(&left, &joined, &self.slots, config);
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
    fn name(&mut self, former: &Self, edited: &[Edited], config: &Config) -> Vec<u32> {
        let claims = edited.par_iter().map(|entry| {
            let index = entry.index;
            let (before, after) = (entry.before.as_deref(), entry.after.as_deref());
            let before =
                before.map(|before| Claims::of_entry(index, before, entry.was_published, config));
            let after =
                after.map(|after| Claims::of_entry(index, after, self.is_published(index), config));
            if before == after {
                (None, None)
            } else {
                (before, after)
            }
        });
        let (gone, come): (Vec<Option<Claims>>, Vec<Option<Claims>>) = claims.unzip();
        let mut gone: Vec<Claims> = gone.into_iter().flatten().collect();
        let mut come: Vec<Claims> = come.into_iter().flatten().collect();
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
        let (names, questions) = former.names.after(gone, come, &self.slots);
        self.names = names;
        questions
    }

    /// Whether an entry's references asked one of some questions; all numbers are sorted.
    fn asked(&self, from: EntryIndex, questions: &[u32]) -> bool {
        let own = &*self.slots[from].resolution.questions;
        let (few, many) = if own.len() < questions.len() {
            (own, questions)
        } else {
            (questions, own)
        };
        few.iter()
            .any(|question| many.binary_search(question).is_ok())
    }

    /// Takes in what references lead to, and turns the edges around.
    fn connect(&mut self, former: &Self, steps: Vec<Step>, changes: &mut Changes) {
        let edges = steps.iter().flat_map(|step| {
            let gone = step.less.iter().map(|&to| (to, step.from, Fate::Gone));
            let come = step.more.iter().map(|&to| (to, step.from, Fate::Come));
            gone.chain(come)
        });
        edges::turn(&mut self.slots, edges);
        changes.resolved.reserve_exact(steps.len());
        let mut wanted: BTreeSet<String> = BTreeSet::new();
        for step in steps {
            let from = step.from;
            changes.reached.extend(step.reached);
            for key in step.wanted_no_more {
                if let Some(by) = self.wanted.get_mut(&key) {
                    by.retain(|known| *known != from);
                }
                wanted.insert(key);
            }
            for key in step.wanted_now {
                self.wanted.entry(key.clone()).or_default().push(from);
                wanted.insert(key);
            }
            if step.fails {
                self.failing.insert(from);
            } else if self.failing.contains(&from) {
                self.failing.remove(&from);
            }
            let before = mem::replace(&mut self.slots[from].resolution, step.resolution);
            let before = Arc::try_unwrap(before).unwrap_or_else(|before| Resolution {
                targets: before.targets.clone(),
                ..Resolution::default()
            });
            changes.resolved.push((from, before.targets.into_vec()));
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
    }
}

/// The categories and tags of an entry that stands in lists.
fn memberships<'a>(
    entry: Option<&'a Entry>,
    is_published: bool,
    config: &Config,
) -> Option<Memberships<'a>> {
    let is_listed = |entry: &&Entry| {
        is_published && !entry.is_index && config.collections[entry.collection].listed
    };
    entry.filter(is_listed).map(Memberships::of)
}

impl Tally {
    fn with(self, other: Self, of: impl Fn(usize, usize) -> usize) -> Self {
        Self {
            references: of(self.references, other.references),
            listed: of(self.listed, other.listed),
            dated: of(self.dated, other.dated),
        }
    }
}

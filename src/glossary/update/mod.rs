//! The step from one glossary to the next: the only place where anything of a glossary is kept.
//!
//! In: a glossary, at first the empty one, and the entries in which the next one differs; then its places. Out: the
//! next glossary, in two steps: a [`Census`] of its entries, from which the kinds of pages say which places they
//! want, and [`Census::link`].
//!
//! A glossary depends on what is in it and never on the way to it: `link`, which starts from the empty one, and
//! `update` give the same. What is kept is
//!
//! - the nodes whose entries are the same, down to the pointer;
//! - the names of such entries (`name_table`): who has a name is changed by those who got it or lost it;
//! - the targets of such an entry, while every `Question` that its resolution asked has the same answer (`relink`).
//!   Questions are recorded while they are asked, so there is no list of what a reference may depend on;
//! - the edges seen from their ends (`edges`), which follow from the targets.
//!
//! All else is computed each time.

mod edges;
pub(super) mod name_table;
pub(super) mod nodes;
mod relink;

use std::mem;
use std::sync::Arc;

use rayon::prelude::*;

use super::graph::Glossary;
use super::names::{EntryNames, Question};
use super::place::Places;
use super::target::EntryIndex;
use super::taxonomy::Taxonomy;
use crate::asset::Asset;
use crate::config::Config;
use crate::entry::{Entry, Visibility};
use crate::source::{SourcePath, last_part};
use nodes::Node;
use relink::Relink;

/// In what the next glossary differs.
#[derive(Debug, Default)]
pub struct Delta {
    /// Files that are gone.
    pub gone: Vec<SourcePath>,
    /// Entries that are new, or in the place of the one with the same file.
    pub read: Vec<Arc<Entry>>,
}

/// An entry that is new, gone, or has another text.
#[derive(Debug)]
struct Edited {
    index: EntryIndex,
    before: Option<Arc<Entry>>,
    was_published: bool,
    is_gone: bool,
}

/// The entries of the next glossary, before it has places and edges.
#[derive(Debug)]
pub struct Census {
    glossary: Glossary,
    edited: Vec<Edited>,
}

impl Census {
    /// Counts the entries of the glossary that differs from another one by a delta. Both have the same settings, and
    /// the entries that the delta does not name are shown in both or in none.
    pub fn new(before: &Glossary, delta: Delta, config: &Config, visibility: Visibility) -> Self {
        let mut glossary = before.clone();
        let edited = put(&mut glossary, delta, config, visibility);
        glossary.names.update_files(edited.iter().map(|entry| {
            (
                &glossary.nodes[entry.index].entry.path,
                entry.index,
                entry.is_gone,
            )
        }));
        glossary.taxonomy = Taxonomy::new(&glossary, config);
        Self { glossary, edited }
    }

    /// The entries, with their categories and tags, but with the edges of the glossary before.
    pub fn entries(&self) -> &Glossary {
        &self.glossary
    }

    /// The glossary of which these are the entries, the places and the files.
    pub fn link(self, places: Places, assets: Arc<Vec<Asset>>, config: &Config) -> Glossary {
        let Self {
            glossary: mut next,
            edited,
        } = self;
        let is_first = !next.is_linked;
        let moved = if is_first {
            Vec::new()
        } else {
            places.differences(&next.places)
        };
        let mut questions: Vec<u32> = moved
            .into_iter()
            .flat_map(|path| {
                let name = Question::NamedFile(last_part(path));
                [Question::Place(path), name].map(Question::number)
            })
            .collect();
        next.places = Arc::new(places);
        next.assets = assets;
        questions.extend(name(&mut next, &edited));
        questions.sort_unstable();
        questions.dedup();

        let mut relink: Vec<EntryIndex> = edited.iter().map(|entry| entry.index).collect();
        if !is_first {
            for entry in &edited {
                let after = &next.nodes[entry.index].entry;
                if entry
                    .before
                    .as_ref()
                    .is_some_and(|before| !before.has_same_anchors(after))
                {
                    let asked = [Question::Anchors(entry.index).number()];
                    let from = next.inbound_by_entry(entry.index).map(|(from, _)| from);
                    relink.extend(from.filter(|&from| next.asked(from, &asked)));
                }
            }
            if !questions.is_empty() {
                let all = (0..next.nodes.len()).into_par_iter();
                relink.par_extend(all.filter(|&from| next.asked(from, &questions)));
            }
        }
        relink.sort_unstable();
        relink.dedup();
        let gone = edited.iter().filter(|entry| entry.is_gone);
        let mut gone: Vec<EntryIndex> = gone.map(|entry| entry.index).collect();
        gone.sort_unstable();
        let relinks: Vec<Relink> = relink
            .into_par_iter()
            .map(|from| Relink::new(&next, from, gone.binary_search(&from).is_ok(), config))
            .collect();
        edges::update_inbound(&mut next.nodes, relinks.iter().flat_map(Relink::edges));
        for relink in relinks {
            next.nodes[relink.from].resolution = relink.resolution;
        }
        let links = config.links().into_iter();
        next.navigation = links.map(|(url, _)| next.resolve(url, config)).collect();
        next.is_linked = true;
        next
    }
}

/// Puts the entries of a delta in their places.
fn put(
    glossary: &mut Glossary,
    delta: Delta,
    config: &Config,
    visibility: Visibility,
) -> Vec<Edited> {
    let Delta { gone, read } = delta;
    let mut edited = Vec::with_capacity(gone.len() + read.len());
    for path in gone {
        if let Some(index) = glossary.of_file(&path) {
            let node = &mut glossary.nodes[index];
            edited.push(Edited {
                index,
                before: Some(Arc::clone(&node.entry)),
                was_published: mem::replace(&mut node.is_published, false),
                is_gone: true,
            });
        }
    }
    let is_shown =
        |entry: &Arc<Entry>| visibility.drafts || entry.hidden(config, visibility).is_none();
    let shown: Vec<bool> = read.par_iter().map(is_shown).collect();
    let mut new = Vec::new();
    for (entry, is_published) in read.into_iter().zip(shown) {
        let (index, before, was_published) = if let Some(index) = glossary.of_file(&entry.path) {
            let node = &mut glossary.nodes[index];
            let before = mem::replace(&mut node.entry, entry);
            let was_published = mem::replace(&mut node.is_published, is_published);
            (index, Some(before), was_published)
        } else {
            new.push(Node::new(entry, is_published));
            (glossary.nodes.len() + new.len() - 1, None, false)
        };
        edited.push(Edited {
            index,
            before,
            was_published,
            is_gone: false,
        });
    }
    glossary.nodes.extend(new);
    edited
}

/// Brings the names up to date; gives the questions to which the answers may be new.
fn name(next: &mut Glossary, edited: &[Edited]) -> Vec<u32> {
    let names = edited.par_iter().map(|entry| {
        let node = &next.nodes[entry.index];
        let before = entry
            .before
            .as_ref()
            .map(|before| EntryNames::new(before, entry.was_published));
        let after = (!entry.is_gone).then(|| EntryNames::new(&node.entry, node.is_published));
        if before == after {
            (None, None)
        } else {
            let named = |names: EntryNames| (names, entry.index);
            (before.map(named), after.map(named))
        }
    });
    let (gone, come): (Vec<_>, Vec<_>) = names.unzip();
    let gone: Vec<_> = gone.into_iter().flatten().collect();
    let come: Vec<_> = come.into_iter().flatten().collect();
    let mut questions = Vec::new();
    if next.is_linked {
        let all = gone.iter().chain(&come);
        questions.extend(all.flat_map(|(names, _)| names.questions()));
        let files = edited
            .iter()
            .filter(|entry| entry.before.is_none() || entry.is_gone);
        questions.extend(
            files.map(|entry| Question::File(&next.nodes[entry.index].entry.path).number()),
        );
    }
    let flat = |all: Vec<(EntryNames, EntryIndex)>| -> Vec<name_table::Named> {
        let each = |(names, index): (EntryNames, EntryIndex)| {
            names.keys.into_iter().map(move |key| (key, index))
        };
        all.into_iter().flat_map(each).collect()
    };
    let nodes = &next.nodes;
    let path = |index: &EntryIndex| &nodes[*index].entry.path;
    let sort = |entries: &mut [EntryIndex]| entries.sort_by(|one, two| path(one).cmp(path(two)));
    next.names.table.change(flat(gone), flat(come), sort);
    questions
}

impl Glossary {
    /// Whether an entry's references asked one of some questions; all numbers are sorted.
    fn asked(&self, from: EntryIndex, questions: &[u32]) -> bool {
        let own = &*self.nodes[from].resolution.questions;
        let (few, many) = if own.len() < questions.len() {
            (own, questions)
        } else {
            (questions, own)
        };
        few.iter()
            .any(|question| many.binary_search(question).is_ok())
    }
}

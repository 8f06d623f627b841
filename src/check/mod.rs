//! What is wrong with the glossary: one file for each rule, and the table of them.
//!
//! In: the glossary and the configuration. Out: diagnostics. A rule reads and never changes, and
//! it says what it says of published entries only: a draft may be unfinished.

mod ambiguous_link;
mod broken_anchor;
mod broken_link;
mod broken_reference;
mod duplicate_name;
mod duplicate_reference;
mod duplicate_url;
mod link_to_draft;
mod link_to_redirect;
mod missing_asset;
mod one_way_relation;
mod orphan_entry;
mod self_reference;
mod unsafe_link;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use imbl::OrdMap;
use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::entry::{Entry, Reference, ReferenceKind, Visibility};
use crate::glossary::next::{Changes, Edited};
use crate::glossary::suggest::{Budget, Suggester};
use crate::glossary::{EntryIndex, Glossary, Target};
use crate::source::{Location, SourcePath, Span};

type Rule = fn(&Context<'_>, EntryIndex, &mut Vec<Diagnostic>);
type SiteRule = fn(&Context<'_>, &mut Vec<Diagnostic>);

/// The rules about one published entry among the others, in the order in which one would look: does
/// each reference lead somewhere, and is it the right place.
const RULES: &[Rule] = &[
    duplicate_url::aliases,
    broken_link::check,
    broken_anchor::check,
    broken_reference::check,
    ambiguous_link::check,
    missing_asset::check,
    link_to_draft::check,
    link_to_redirect::check,
    unsafe_link::check,
    self_reference::check,
    duplicate_reference::check,
    orphan_entry::check,
    one_way_relation::check,
];

/// The rules about the site as a whole: is each thing there once.
const SITE_RULES: &[SiteRule] = &[
    duplicate_url::check,
    duplicate_name::check,
    broken_link::navigation,
    link_to_redirect::navigation,
];

/// What the rules found in a glossary.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    by_entry: OrdMap<EntryIndex, Arc<[Diagnostic]>>,
    of_site: Vec<Diagnostic>,
    suggesters: Arc<Suggesters>,
}

impl Findings {
    /// Every fault, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Diagnostic> {
        let of_entries = self.by_entry.values().flat_map(|found| found.iter());
        of_entries.chain(&self.of_site)
    }

    /// What the rules found about an entry.
    pub(crate) fn of(&self, index: EntryIndex) -> Option<&Arc<[Diagnostic]>> {
        self.by_entry.get(&index)
    }

    /// What they found about the site as a whole.
    pub(crate) fn of_site(&self) -> &[Diagnostic] {
        &self.of_site
    }

    /// Whether what they found about an entry is the same in memory as in other findings.
    pub(crate) fn has_same(&self, other: &Self, index: EntryIndex) -> bool {
        match (self.of(index), other.of(index)) {
            (Some(one), Some(two)) => Arc::ptr_eq(one, two),
            (one, two) => one.is_none() && two.is_none(),
        }
    }

    /// Findings that were kept: by entry, and of the site.
    pub(crate) fn kept(
        by_entry: Vec<(EntryIndex, Arc<[Diagnostic]>)>,
        of_site: Vec<Diagnostic>,
    ) -> Self {
        Self {
            by_entry: by_entry.into_iter().collect(),
            of_site,
            suggesters: Arc::default(),
        }
    }

    /// What the rules find in the next glossary: those about an entry are asked again where an
    /// answer may be another one.
    #[must_use]
    pub fn after(
        &self,
        glossary: &Glossary,
        changes: &Changes,
        config: &Config,
        visibility: Visibility,
        config_path: Option<&SourcePath>,
    ) -> Self {
        let renamed = changes.names || changes.edited.iter().any(is_renamed);
        let mut next = self.clone();
        if renamed || changes.assets {
            next.suggesters = Arc::default();
        }
        let context = |suggesters| Context {
            glossary,
            config,
            visibility,
            config_path,
            suggesters,
            budget: Budget::default(),
        };
        let affected = affected(glossary, changes, renamed || changes.assets);
        let found: Vec<(EntryIndex, Vec<Diagnostic>)> = affected
            .into_par_iter()
            .filter_map(|index| {
                let mut diagnostics = Vec::new();
                if glossary.is_published(index) {
                    let context = context(&next.suggesters);
                    for rule in RULES {
                        rule(&context, index, &mut diagnostics);
                    }
                }
                let differs = !diagnostics.is_empty() || self.by_entry.contains_key(&index);
                differs.then_some((index, diagnostics))
            })
            .collect();
        for (index, diagnostics) in found {
            if diagnostics.is_empty() {
                next.by_entry.remove(&index);
            } else {
                next.by_entry.insert(index, diagnostics.into());
            }
        }
        next.of_site = Vec::new();
        for rule in SITE_RULES {
            rule(&context(&next.suggesters), &mut next.of_site);
        }
        next
    }
}

/// The entries about which a rule may now find something else.
fn affected(glossary: &Glossary, changes: &Changes, renamed: bool) -> Vec<EntryIndex> {
    if changes.resolved.len() == glossary.capacity() {
        return (0..glossary.capacity()).collect();
    }
    let mut affected: BTreeSet<EntryIndex> = BTreeSet::new();
    let inbound = |index| glossary.inbound(index).iter().copied();
    let mut former: HashMap<EntryIndex, &Arc<Entry>> = HashMap::new();
    for entry in &changes.edited {
        former.extend(entry.before.as_ref().map(|before| (entry.index, before)));
        if !entry.has_same_face {
            affected.extend(inbound(entry.index));
        }
    }
    for (index, before) in &changes.resolved {
        affected.insert(*index);
        // A relation is looked at from its other end too.
        let entry = glossary.entry(*index);
        let former = former.get(index).copied().unwrap_or(entry);
        if relations(former, before).ne(relations(entry, glossary.targets_of(*index))) {
            affected.extend(inbound(*index));
        }
    }
    affected.extend(&changes.reached);
    affected.extend(&changes.wanting);
    if renamed {
        affected.extend(glossary.failing());
    }
    affected.into_iter().collect()
}

/// The fields of an entry that lead to others, with what they lead to.
fn relations<'a>(
    entry: &'a Entry,
    targets: &'a [Target],
) -> impl Iterator<Item = (&'a str, Option<EntryIndex>)> {
    let edges = entry.references.iter().zip(targets);
    edges.filter_map(|(reference, target)| match reference.kind {
        ReferenceKind::Relation(field) => Some((&**field, target.entry())),
        _ => None,
    })
}

/// Whether an edit touches what is suggested for a reference that failed: an address, a name as it is
/// spelt, an alias.
fn is_renamed(edited: &Edited) -> bool {
    match (&edited.before, &edited.after) {
        (Some(before), Some(after)) => {
            (&before.id, &before.name, &before.built_in.aliases)
                != (&after.id, &after.name, &after.built_in.aliases)
        }
        _ => true,
    }
}

/// What names are compared with, made when a rule first asks for it.
#[derive(Debug, Default)]
struct Suggesters(Mutex<HashMap<Pool, Arc<Suggester>>>);

/// The names among which one is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Pool {
    Entries,
    Collection(usize),
    Assets,
}

/// What a rule can look at.
struct Context<'a> {
    glossary: &'a Glossary,
    config: &'a Config,
    visibility: Visibility,
    config_path: Option<&'a SourcePath>,
    suggesters: &'a Suggesters,
    budget: Budget,
}

impl<'a> Context<'a> {
    fn entry(&self, index: EntryIndex) -> &'a Entry {
        self.glossary.entry(index)
    }

    fn at(&self, from: EntryIndex, span: Span) -> Location {
        self.entry(from).source.at(span)
    }

    /// The references of an entry, with what they lead to.
    fn edges_of(&self, from: EntryIndex) -> impl Iterator<Item = (Reference<'a>, &'a Target)> {
        self.glossary.edges_of(from)
    }

    /// Where an entry says when it is published.
    fn date_span(&self, index: EntryIndex) -> Option<Span> {
        let entry = self.entry(index);
        let field = self.config.collections[entry.collection]
            .date_field
            .as_deref();
        let dates = field.into_iter().chain(["date"]);
        let mut values = dates.filter_map(|field| entry.fields.get(field));
        values.next().map(|value| value.span)
    }

    /// The published entry that a name was probably meant to be, in one collection or in all.
    fn suggest(&self, written: &str, within: Option<usize>) -> Option<EntryIndex> {
        let pool = within.map_or(Pool::Entries, Pool::Collection);
        self.suggester(pool).suggest(written, &self.budget)
    }

    /// The file that a name was probably meant to be.
    fn suggest_asset(&self, written: &str) -> Option<usize> {
        self.suggester(Pool::Assets).suggest(written, &self.budget)
    }

    fn suggester(&self, pool: Pool) -> Arc<Suggester> {
        let mut known = self
            .suggesters
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let made = known.entry(pool).or_insert_with(|| {
            Arc::new(match pool {
                Pool::Assets => {
                    let assets = self.glossary.assets.iter().enumerate();
                    Suggester::new(assets.map(|(index, asset)| (index, asset.path.file_name())))
                }
                Pool::Entries => self.glossary.suggester(None),
                Pool::Collection(collection) => self.glossary.suggester(Some(collection)),
            })
        });
        Arc::clone(made)
    }

    /// A sentence for an entry that nobody wrote.
    fn unwritten(&self, collection: usize, wanted: &str) -> String {
        let wanted = wanted.trim_end_matches(".md");
        let command = format!(
            "primer new {} \"{wanted}\"",
            self.config.collections[collection].name
        );
        match self.glossary.wanted_by(wanted) {
            0 | 1 => format!("to write it, start with `{command}`"),
            many => format!("{many} entries want it: `{command}` starts it"),
        }
    }
}

/// How an author would refer to an entry in the form that a reference already has.
fn rewritten(
    context: &Context<'_>,
    reference: Reference<'_>,
    entry: &Entry,
    anchor: Option<&str>,
) -> String {
    let anchor = anchor
        .map(|anchor| format!("#{anchor}"))
        .unwrap_or_default();
    match reference.kind {
        ReferenceKind::WikiLink => {
            let names = &context.glossary.names;
            let is_plain = names.named(&crate::entry::slug::slug(&entry.name)).len() == 1;
            format!("{}{anchor}", if is_plain { &entry.name } else { &entry.id })
        }
        ReferenceKind::Relation(_) => entry.slug().to_owned(),
        _ => {
            let written = reference.written.split('#').next().unwrap_or("");
            let query = written.find('?').map_or("", |at| &written[at..]);
            let start = match &context.config.site.base_url {
                Some(base) if written.contains("://") => format!("{}{}", base.origin, base.path),
                _ => "/".to_owned(),
            };
            format!("{start}{}{query}{anchor}", encoded(&entry.id))
        }
    }
}

/// A path as it can stand in a link of Markdown. Letters beyond ASCII stay: people can read them.
fn encoded(path: &str) -> String {
    const MARKDOWN: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
        .add(b' ')
        .add(b'%')
        .add(b'?')
        .add(b'#')
        .add(b'(')
        .add(b')')
        .add(b'<')
        .add(b'>')
        .add(b'"');
    path.chars()
        .map(|letter| {
            let mut buffer = [0; 4];
            let text = letter.encode_utf8(&mut buffer);
            if letter.is_ascii() {
                percent_encoding::utf8_percent_encode(text, MARKDOWN).to_string()
            } else {
                text.to_owned()
            }
        })
        .collect()
}

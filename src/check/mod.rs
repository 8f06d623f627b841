//! What is wrong with the glossary: one file for each rule, and the table of them.
//!
//! In: the glossary and the configuration. Out: diagnostics. A rule reads and never changes, and
//! it says what it says of published entries only: a draft may be unfinished.

mod ambiguous_link;
pub mod baseline;
mod broken_anchor;
mod broken_html_link;
mod broken_link;
mod broken_reference;
mod case_conflict;
mod circle;
mod circular_prerequisite;
mod circular_relation;
mod context;
mod dead_link;
mod duplicate_name;
mod duplicate_reference;
mod duplicate_url;
pub mod external;
mod foreign_page;
mod implausible_date;
mod invalid_alias;
mod invalid_embed;
mod invalid_list;
mod inverse;
mod link_past_entry;
mod link_to_draft;
mod link_to_redirect;
mod lost_page;
mod meant;
mod mislabeled_link;
mod missing_asset;
mod moved_link;
mod one_way_relation;
mod orphan_entry;
mod self_reference;
mod unconfirmed_link;
mod uneven_relation;
mod unlinked_mention;
mod unsafe_link;
mod unused_exception;
mod unused_ignore;
mod unused_label;
mod unwieldy_address;
mod unwritable_path;
pub mod verdict;
pub mod wanted;
mod wrong_count;

use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::nearest::Budget;
use crate::entry::{Reference, ReferenceKind, Visibility};
use crate::glossary::mention::NameIndex;
use crate::glossary::{EntryIndex, Glossary, Target};
use crate::source::{Source, SourcePath};
use context::{Context, Shared};
use unlinked_mention::Mentioned;

type ReferenceRule = fn(&Context<'_>, EntryIndex, Reference<'_>, &Target) -> Option<Diagnostic>;
type EntryRule = fn(&Context<'_>, EntryIndex, &mut Vec<Diagnostic>);
type SiteRule = fn(&Context<'_>, &mut Vec<Diagnostic>);

/// The rules about one reference of a published entry, in the order in which one would look: does it lead somewhere,
/// and is it the right place. None has a word on a reference that [`is_plain`].
const REFERENCE_RULES: &[ReferenceRule] = &[
    broken_link::check,
    broken_anchor::check,
    broken_reference::check,
    ambiguous_link::check,
    missing_asset::check,
    link_to_draft::check,
    link_to_redirect::check,
    unsafe_link::check,
    self_reference::check,
];

/// The rules about one published entry among the others.
const ENTRY_RULES: &[EntryRule] = &[
    unwieldy_address::check,
    implausible_date::check,
    invalid_alias::check,
    invalid_embed::check,
    invalid_list::check,
    duplicate_reference::check,
    orphan_entry::check,
    one_way_relation::check,
    uneven_relation::check,
    wrong_count::check,
    mislabeled_link::check,
    link_past_entry::check,
];

/// The rules about the site as a whole: is each thing there once.
const SITE_RULES: &[SiteRule] = &[
    duplicate_url::check,
    unwritable_path::check,
    case_conflict::check,
    duplicate_name::check,
    circular_prerequisite::check,
    circular_relation::check,
    foreign_page::check,
    unused_label::check,
    broken_link::navigation,
    broken_html_link::check,
    link_to_redirect::navigation,
];

/// What the rules find in a glossary, in no order. Every rule is asked about everything, each time. `text_of` gives the text of
/// a file once more: few rules ask for one.
pub fn check(
    glossary: &Glossary,
    config: &Config,
    visibility: Visibility,
    config_path: Option<&SourcePath>,
    text_of: &(dyn Fn(&SourcePath) -> Option<Source> + Sync),
) -> Vec<Diagnostic> {
    let indices: Vec<EntryIndex> = glossary.indices().collect();
    let shared = Shared::new(glossary, &indices);
    let fails = |target: &Target| {
        matches!(
            target,
            Target::Missing { .. } | Target::MissingAnchor { .. }
        )
    };
    let failing = indices
        .par_iter()
        .filter(|index| glossary.targets_of(**index).iter().any(fails));
    let failing = failing.count();
    let context = || Context {
        glossary,
        config,
        visibility,
        config_path,
        shared: &shared,
        budget: Budget::shared_by(failing),
    };
    let published = indices
        .par_iter()
        .filter(|index| glossary.is_published(**index));
    let mut diagnostics: Vec<Diagnostic> = published
        .flat_map_iter(|&index| {
            let mut diagnostics = Vec::new();
            let context = context();
            let entry = glossary.entry(index);
            for (reference, target) in glossary.edges_of(index) {
                if is_plain(glossary, index, reference, target) || entry.is_undecided() {
                    continue;
                }
                let rules = REFERENCE_RULES.iter();
                let found = rules.filter_map(|rule| rule(&context, index, reference, target));
                diagnostics.extend(found.map(|fault| fault.leads_to(context.file_of(target))));
            }
            for rule in ENTRY_RULES {
                rule(&context, index, &mut diagnostics);
            }
            diagnostics
        })
        .collect();
    for rule in SITE_RULES {
        rule(&context(), &mut diagnostics);
    }
    if unlinked_mention::is_wanted(&context()) {
        let names = NameIndex::new(glossary, config);
        let published = indices
            .par_iter()
            .filter(|index| glossary.is_published(**index));
        let mentions = published.flat_map_iter(|&index| {
            let context = context();
            let source = text_of(&glossary.entry(index).path);
            let mentions = source.map(|source| {
                let found = names.unlinked(glossary, index, &source).into_iter();
                let found = found.map(|mention| Mentioned::new(&context, index, mention, &source));
                found.collect::<Vec<_>>()
            });
            mentions.unwrap_or_default()
        });
        unlinked_mention::tell(&context(), mentions.collect(), &mut diagnostics);
    }
    diagnostics
}

/// Takes out the faults that comments of authors and exceptions of the settings excuse, and adds a report of what excuses
/// nothing.
pub fn excuse(
    diagnostics: &mut Vec<Diagnostic>,
    glossary: &Glossary,
    config: &Config,
    config_path: Option<&SourcePath>,
) {
    // Where a page cannot be read, faults that are excused are not found either.
    let is_whole = diagnostics.iter().all(|fault| fault.code.adjustable());
    let report = |unused: Vec<Diagnostic>, diagnostics: &mut Vec<Diagnostic>| {
        if is_whole {
            diagnostics.extend(config.level(unused));
        }
    };
    let unused = unused_ignore::excuse(diagnostics, glossary, config);
    report(unused, diagnostics);
    if let Some(path) = config_path {
        let unused = unused_exception::excuse(diagnostics, glossary, config, path);
        report(unused, diagnostics);
    }
}

/// Takes out the faults that comments of authors and exceptions of the settings excuse, and says nothing of what excuses
/// nothing: these are only a part of the faults.
pub fn excuse_part(diagnostics: &mut Vec<Diagnostic>, glossary: &Glossary, config: &Config) {
    unused_ignore::excuse(diagnostics, glossary, config);
    let settings = SourcePath::default();
    unused_exception::excuse(diagnostics, glossary, config, &settings);
}

/// Whether a reference is what nearly all are: it leads to another published entry by its address, or out of the site.
fn is_plain(
    glossary: &Glossary,
    from: EntryIndex,
    reference: Reference<'_>,
    target: &Target,
) -> bool {
    match target {
        Target::Entry {
            entry,
            redirected: false,
            ..
        } => *entry != from && glossary.is_published(*entry) && !reference.kind.is_media(),
        Target::External => !matches!(reference.kind, ReferenceKind::Relation(_)),
        _ => false,
    }
}

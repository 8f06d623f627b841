//! What is wrong with the glossary: one file for each rule, and the table of them.
//!
//! In: the glossary and the configuration. Out: diagnostics. A rule reads and never changes, and
//! it says what it says of published entries only: a draft may be unfinished.

mod ambiguous_link;
mod broken_anchor;
mod broken_link;
mod broken_reference;
mod case_conflict;
mod context;
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
mod unwritable_path;

use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::entry::Visibility;
use crate::glossary::suggest::Budget;
use crate::glossary::{EntryIndex, Glossary};
use crate::source::SourcePath;
use context::{Context, Shared};

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
    unwritable_path::check,
    case_conflict::check,
    duplicate_name::check,
    broken_link::navigation,
    link_to_redirect::navigation,
];

/// What the rules find in a glossary, in no order. Every rule is asked about everything, each time.
pub fn check(
    glossary: &Glossary,
    config: &Config,
    visibility: Visibility,
    config_path: Option<&SourcePath>,
) -> Vec<Diagnostic> {
    let shared = Shared::default();
    let context = || Context {
        glossary,
        config,
        visibility,
        config_path,
        shared: &shared,
        budget: Budget::default(),
    };
    let indices: Vec<EntryIndex> = glossary.indices().collect();
    let published = indices
        .par_iter()
        .filter(|index| glossary.is_published(**index));
    let mut diagnostics: Vec<Diagnostic> = published
        .flat_map_iter(|&index| {
            let mut diagnostics = Vec::new();
            let context = context();
            for rule in RULES {
                rule(&context, index, &mut diagnostics);
            }
            diagnostics
        })
        .collect();
    for rule in SITE_RULES {
        rule(&context(), &mut diagnostics);
    }
    diagnostics
}

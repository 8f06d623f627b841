//! Which faults a check tells: those that concern the paths that are named, or what changed since a revision.

use std::collections::BTreeSet;

use anyhow::Result;

use super::terminal::quoted;
use crate::check::baseline::Baseline;
use crate::cli::{CheckArguments, Global};
use crate::diagnostic::Diagnostic;
use crate::disk::git::{GitChanges, changes};
use crate::disk::load::{ContentFiles, before};
use crate::disk::named::named;
use crate::pipeline::{Inputs, analyze, try_templates};
use crate::source::{SourcePath, Sources};

/// What is told.
#[derive(Default)]
pub(super) struct Selection {
    /// The paths that are named; of none, all.
    paths: Vec<SourcePath>,
    since: Option<Since>,
}

/// What happened since a revision.
struct Since {
    /// The files that changed or are gone.
    changed: BTreeSet<SourcePath>,
    /// What was in their places.
    old: GitChanges,
    /// The faults that there were before.
    before: Baseline,
}

impl Selection {
    /// What the arguments ask for; the past is looked at later.
    pub(super) fn wanted(global: &Global, arguments: &CheckArguments) -> Result<Self> {
        let paths = arguments.paths.iter();
        let mut selection = Self {
            paths: paths
                .map(|path| named(&global.root, path))
                .collect::<Result<_>>()?,
            since: None,
        };
        if let Some(revision) = &arguments.since {
            let old = changes(&global.root, revision)?;
            selection.since = Some(Since {
                changed: old.keys().cloned().collect(),
                old,
                before: Baseline::default(),
            });
        }
        Ok(selection)
    }

    /// Looks at what was wrong before.
    pub(super) fn look_back(&mut self, inputs: &Inputs<ContentFiles>) {
        let Some(since) = &mut self.since else {
            return;
        };
        let inputs = before(inputs, std::mem::take(&mut since.old));
        let mut analysis = analyze(&inputs, &|_| {});
        try_templates(&mut analysis, &|_| {});
        let sources = quoted(&inputs, &analysis.diagnostics);
        since.before = Baseline::of(&analysis.diagnostics, &sources);
    }

    /// Whether a file is one of those that are named, or changed.
    pub(super) fn holds(&self, path: &SourcePath) -> bool {
        let since = self.since.as_ref();
        self.is_named(path) && since.is_none_or(|since| since.changed.contains(path))
    }

    fn is_named(&self, path: &str) -> bool {
        let is_within = |folder: &SourcePath| {
            let below = path.strip_prefix(&**folder);
            folder.is_empty()
                || below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
        };
        self.paths.is_empty() || self.paths.iter().any(is_within)
    }

    /// Takes out what is not told.
    pub(super) fn narrow(&mut self, diagnostics: &mut Vec<Diagnostic>, sources: &Sources) {
        diagnostics.retain(|fault| {
            let is_new = match &mut self.since {
                None => true,
                Some(since) => {
                    let is_known = since.before.take(fault, sources);
                    !is_known || fault.files().any(|path| since.changed.contains(path))
                }
            };
            is_new && fault.files().any(|path| self.is_named(path))
        });
    }
}

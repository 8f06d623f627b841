//! Which faults a check tells: those that concern the paths that are named.

use anyhow::Result;

use crate::cli::{CheckArguments, Global};
use crate::diagnostic::Diagnostic;
use crate::disk::named::named;
use crate::source::SourcePath;

/// What is told.
pub(super) struct Selection {
    /// The paths that are named; of none, all.
    paths: Vec<SourcePath>,
}

impl Selection {
    /// What the arguments ask for.
    pub(super) fn wanted(global: &Global, arguments: &CheckArguments) -> Result<Self> {
        let paths = arguments.paths.iter();
        let paths = paths.map(|path| named(&global.root, path));
        Ok(Self {
            paths: paths.collect::<Result<_>>()?,
        })
    }

    /// Whether a file is one of those that are named.
    pub(super) fn holds(&self, path: &str) -> bool {
        let is_within = |folder: &SourcePath| {
            let below = path.strip_prefix(&**folder);
            folder.is_empty()
                || below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
        };
        self.paths.is_empty() || self.paths.iter().any(is_within)
    }

    /// Takes out what is not told.
    pub(super) fn narrow(&self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.retain(|fault| fault.files().any(|path| self.holds(path)));
    }
}

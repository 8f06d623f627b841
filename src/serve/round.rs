//! One analysis and the pages that were rendered from it.
//!
//! In: an analysis. Out: its pages, each made when it is first asked for and remembered as long as the
//! round lasts, and whether they can be shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::diagnostic::{Diagnostic, Severity};
use crate::output;
use crate::page::PageKind;
use crate::pipeline::Analysis;
use crate::source::SourcePath;

/// A page as `build` would write it.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) kind: PageKind,
    pub(super) bytes: Arc<[u8]>,
    /// Names the bytes.
    pub(super) hash: Arc<str>,
}

/// An analysis, and what was made of it.
#[derive(Debug)]
pub struct Round {
    /// What was found out.
    pub analysis: Analysis,
    pages: Mutex<BTreeMap<String, Made>>,
    faults: Mutex<Vec<Diagnostic>>,
    /// Whether no page at all can be shown.
    pub(super) is_broken: bool,
    /// The files of entries whose pages cannot be shown.
    pub(super) broken: BTreeSet<SourcePath>,
}

impl Round {
    pub(super) fn new(analysis: Analysis) -> Self {
        let mut is_broken = analysis.theme.is_none();
        let mut broken = BTreeSet::new();
        for diagnostic in &analysis.diagnostics {
            if diagnostic.severity != Severity::Error || diagnostic.code.leaves_page() {
                continue;
            }
            let path = &diagnostic.at.path;
            if path.starts_with("content/") {
                broken.insert(path.clone());
            } else if !path.starts_with("static") {
                is_broken = true;
            }
        }
        Self {
            analysis,
            pages: Mutex::default(),
            faults: Mutex::default(),
            is_broken,
            broken,
        }
    }

    /// A page; nothing where its template failed, which is remembered.
    pub(super) fn page(&self, kind: PageKind, file: &str) -> Option<Made> {
        if let Some(made) = lock(&self.pages).get(file) {
            return Some(made.clone());
        }
        let theme = self.analysis.theme.as_ref()?;
        match output::page(&self.analysis.outline, theme, kind) {
            Ok(output) => {
                let made = Made {
                    kind,
                    hash: hash(&output.bytes),
                    bytes: output.bytes,
                };
                lock(&self.pages).insert(file.to_owned(), made.clone());
                Some(made)
            }
            Err(fault) => {
                let mut faults = lock(&self.faults);
                if !faults.iter().any(|known| known.at == fault.at) {
                    faults.push(fault);
                }
                None
            }
        }
    }

    /// The faults of templates that pages met.
    pub(super) fn faults(&self) -> Vec<Diagnostic> {
        lock(&self.faults).clone()
    }

    /// The file that a page is made from.
    pub(super) fn source_of(&self, kind: PageKind) -> Option<SourcePath> {
        let entry = self.entry_of(kind)?;
        Some(self.analysis.glossary.entry(entry).source.path.clone())
    }

    /// The entry that a page shows.
    pub(super) fn entry_of(&self, kind: PageKind) -> Option<usize> {
        let glossary = &self.analysis.glossary;
        let folder = match kind {
            PageKind::Entry(index) => return Some(index),
            PageKind::Home => "",
            PageKind::Collection(index) => &self.analysis.config.collections[index].folder,
            _ => return None,
        };
        let slash = if folder.is_empty() { "" } else { "/" };
        ["_index", "index"]
            .iter()
            .flat_map(|stem| ["md", "markdown"].map(|ending| format!("{stem}.{ending}")))
            .filter_map(|name| glossary.of_file(&format!("content/{folder}{slash}{name}")))
            .find(|&entry| glossary.is_published(entry))
    }
}

/// A name for bytes.
pub(super) fn hash(bytes: &[u8]) -> Arc<str> {
    blake3::hash(bytes).to_hex()[..32].into()
}

/// A value that a panic elsewhere does not take away.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

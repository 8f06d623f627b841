//! One analysis and the pages that were rendered from it.
//!
//! In: an analysis. Out: its pages, each made when it is first asked for and remembered as long as the
//! round lasts, and whether they can be shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::diagnostic::{Diagnostic, Severity};
use crate::glossary::suggest::Suggester;
use crate::output;
use crate::page::{Found, PageNumber};
use crate::pipeline::Analysis;
use crate::source::SourcePath;

/// A page as `build` would write it.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) page: PageNumber,
    pub(super) bytes: Arc<[u8]>,
    /// Names the bytes.
    pub(super) hash: Arc<str>,
}

/// What only rendering shows.
#[derive(Debug, Default)]
struct TemplateFaults {
    /// The pages whose templates failed.
    files: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
}

/// An analysis, and what was made of it.
#[derive(Debug)]
pub struct Round {
    /// What was found out.
    pub analysis: Analysis,
    pages: Mutex<BTreeMap<String, Made>>,
    faults: Mutex<TemplateFaults>,
    suggester: OnceLock<Suggester>,
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
            suggester: OnceLock::new(),
            is_broken,
            broken,
        }
    }

    /// A page; nothing where its template failed, which is remembered.
    pub(super) fn page(&self, page: PageNumber, file: &str) -> Option<Made> {
        if let Some(made) = lock(&self.pages).get(file) {
            return Some(made.clone());
        }
        let theme = self.analysis.theme.as_ref()?;
        match output::page(&self.analysis.outline, theme, page)? {
            Ok(output) => {
                let made = Made {
                    page,
                    hash: hash(&output.bytes),
                    bytes: output.bytes,
                };
                lock(&self.pages).insert(file.to_owned(), made.clone());
                Some(made)
            }
            Err(fault) => {
                let mut faults = lock(&self.faults);
                faults.files.insert(file.to_owned());
                if !faults.diagnostics.iter().any(|known| known.at == fault.at) {
                    faults.diagnostics.push(fault);
                }
                None
            }
        }
    }

    /// The faults of templates that pages met.
    pub(super) fn faults(&self) -> Vec<Diagnostic> {
        lock(&self.faults).diagnostics.clone()
    }

    /// Renders again what failed in the last round: whether it still does is not known otherwise.
    pub(super) fn try_again(&self, last: &Self) {
        let files = lock(&last.faults).files.clone();
        if self.analysis.theme.is_none() {
            lock(&self.faults).files.extend(files);
            return;
        }
        for file in files {
            if let Some(Found::Page(page)) = self.analysis.outline.find(&file) {
                self.page(page, &file);
            }
        }
    }

    /// Renders a page of each sort, so that a template's fault shows before somebody meets it. The built-in
    /// templates have none.
    pub(super) fn probe(&self) {
        if !self.analysis.has_templates() {
            return;
        }
        let outline = &self.analysis.outline;
        for page in outline.samples() {
            if let Some(file) = outline.file_of(page) {
                self.page(page, &file);
            }
        }
    }

    /// What finds entries with a near name.
    pub(super) fn suggester(&self) -> &Suggester {
        let glossary = &self.analysis.glossary;
        self.suggester.get_or_init(|| glossary.suggester(None))
    }

    /// The file whose text a page shows.
    pub(super) fn source_of(&self, page: PageNumber) -> Option<SourcePath> {
        let entry = self.analysis.outline.entry_of(page)?;
        Some(self.analysis.glossary.entry(entry).path.clone())
    }
}

/// A name for bytes.
pub(super) fn hash(bytes: &[u8]) -> Arc<str> {
    name_of(&blake3::hash(bytes))
}

/// A name for what has a hash.
pub(super) fn name_of(hash: &blake3::Hash) -> Arc<str> {
    hash.to_hex()[..32].into()
}

/// A value that a panic elsewhere does not take away.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! One analysis and the pages that were rendered from it.
//!
//! In: an analysis. Out: its pages, each made when it is first asked for and remembered as long as the
//! round lasts, and whether they can be shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::diagnostic::{Diagnostic, Severity};
use crate::glossary::suggest::Suggester;
use crate::output;
use crate::page::{Found, PageKind};
use crate::pipeline::Analysis;
use crate::source::{Held, SourcePath};

/// Who has seen more pages than these has walked through the site: they are made again.
const KEPT: usize = 500;

/// A page as `build` would write it.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) kind: PageKind,
    pub(super) bytes: Held<[u8]>,
    /// Names the bytes.
    pub(super) hash: Arc<str>,
}

/// What only rendering shows.
#[derive(Debug, Default)]
struct Faults {
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
    faults: Mutex<Faults>,
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
            if let Some(Found::Page(kind)) = self.analysis.outline.find(&file) {
                self.page(kind, &file);
            }
        }
    }

    /// Takes over the pages of the last round that are the same in this one.
    pub(super) fn inherit(&self, last: &Self) {
        let Some(touched) = &self.analysis.touched else {
            return;
        };
        // A template of the site may ask for the address of any page.
        if self.has_templates() {
            return;
        }
        let pages = lock(&last.pages);
        if pages.len() > KEPT {
            return;
        }
        let outline = &self.analysis.outline;
        let same = pages.iter().filter(|(file, made)| {
            !touched.contains(&made.kind) && outline.find(file) == Some(Found::Page(made.kind))
        });
        lock(&self.pages).extend(same.map(|(file, made)| (file.clone(), made.clone())));
    }

    /// Whether the site has templates of its own; the built-in ones cannot fail.
    pub(super) fn has_templates(&self) -> bool {
        self.analysis.sources.within("templates").next().is_some()
    }

    /// Renders a page of each kind, so that a template's fault shows before somebody meets it.
    pub(super) fn probe(&self) {
        let outline = &self.analysis.outline;
        let glossary = &self.analysis.glossary;
        let mut templates = BTreeSet::new();
        let entries = glossary.indices().filter(|&index| {
            let entry = glossary.entry(index);
            let template = (entry.collection, entry.is_index, &entry.built_in.template);
            glossary.is_published(index) && templates.insert(template)
        });
        let collections = (0..self.analysis.config.collections.len())
            .filter(|&index| !self.analysis.config.collections[index].folder.is_empty());
        let taxonomy = &glossary.taxonomy;
        let category = (!taxonomy.categories.is_empty())
            .then_some([PageKind::Categories, PageKind::Category(0)]);
        let tag = (!taxonomy.tags.is_empty()).then_some([PageKind::Tags, PageKind::Tag(0)]);
        let kinds = [PageKind::Home, PageKind::NotFound]
            .into_iter()
            .chain(collections.map(PageKind::Collection))
            .chain(entries.map(PageKind::Entry))
            .chain(category.into_iter().chain(tag).flatten());
        for kind in kinds {
            self.page(kind, &outline.route(kind).file);
        }
    }

    /// What finds entries with a near name.
    pub(super) fn suggester(&self) -> &Suggester {
        let glossary = &self.analysis.glossary;
        self.suggester.get_or_init(|| glossary.suggester(None))
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

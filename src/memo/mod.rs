//! What the last run computed, beside the inputs that it computed it from.
//!
//! What is remembered depends on its key alone, and the keys are compared as they are or by their hashes, so
//! no two can be mistaken for each other: an entry's is the text of its file and the settings that its
//! reading depends on, that of all else is the whole of the settings. A memo outlives the program in
//! parts (`stored`).

pub mod stored;

use std::sync::Arc;

use crate::check::Findings;
use crate::config::Settings;
use crate::entry::highlight::Highlighter;
use crate::entry::{Entry, Visibility};
use crate::glossary::Glossary;
use crate::output::theme::Engine;
use crate::page::Outline;
use crate::source::{Source, Sources};

/// The facts of the last run. An empty one is always right, and slow.
#[derive(Clone, Debug, Default)]
pub struct Memo {
    pub(crate) run: Option<Arc<Run>>,
    pub(crate) highlighter: Arc<Highlighter>,
}

/// A run that is over.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) settings: Settings,
    pub(crate) visibility: Visibility,
    pub(crate) content: Sources,
    pub(crate) glossary: Arc<Glossary>,
    pub(crate) findings: Findings,
    pub(crate) outline: Arc<Outline>,
    pub(crate) templates: Vec<Source>,
    /// The templates, compiled.
    pub(crate) engine: Option<Engine>,
}

impl Run {
    /// The entry of a source, if its file says the same now.
    pub(crate) fn entry(&self, source: &Source) -> Option<Arc<Entry>> {
        let entry = self.glossary.entry(self.glossary.of_file(&source.path)?);
        (entry.source == *source).then(|| Arc::clone(entry))
    }
}

//! What the last run computed, beside the inputs that it computed it from.
//!
//! A remembered entry depends on its key alone: the whole text of its file and the whole configuration,
//! compared as they are, so no two keys can be mistaken for each other.

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::Config;
use crate::entry::Entry;
use crate::entry::highlight::Highlighter;
use crate::source::{Source, SourcePath};

/// The facts of the last run. An empty one is always right, and slow.
#[derive(Clone, Debug, Default)]
pub struct Memo {
    config: Option<Arc<Config>>,
    entries: HashMap<SourcePath, Arc<Entry>>,
    highlighter: Arc<Highlighter>,
}

impl Memo {
    /// The facts to hand to the next run.
    pub(crate) fn new(
        config: &Arc<Config>,
        entries: &[Arc<Entry>],
        highlighter: &Arc<Highlighter>,
    ) -> Self {
        Self {
            config: Some(Arc::clone(config)),
            entries: entries
                .iter()
                .map(|entry| (entry.source.path.clone(), Arc::clone(entry)))
                .collect(),
            highlighter: Arc::clone(highlighter),
        }
    }

    /// The entry of a source, if the last run read the same text under the same configuration.
    pub(crate) fn entry(&self, source: &Source, config: &Config) -> Option<Arc<Entry>> {
        let entry = self.entries.get(&source.path)?;
        let same = entry.source.text == source.text && self.config.as_deref() == Some(config);
        same.then(|| Arc::clone(entry))
    }

    /// The blocks of code that were highlighted so far.
    pub(crate) fn highlighter(&self) -> &Arc<Highlighter> {
        &self.highlighter
    }
}

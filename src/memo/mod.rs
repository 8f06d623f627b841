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
use crate::output::Built;
use crate::output::theme::Engine;
use crate::page::Outline;
use crate::source::{Source, Sources};

/// The program: its version, and a number for its code.
const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("PRIMER_CODE"));

/// So many bytes are hashed together.
const BYTES: usize = 64 * 1024;

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
    /// What is known of the site that was made last.
    pub(crate) built: Option<Built>,
}

impl Run {
    /// Whether every entry that is shown on the day of the run is shown on another day, and no other.
    pub(crate) fn shows_like(&self, visibility: Visibility) -> bool {
        let (one, other) = (self.visibility, visibility);
        if one == other {
            return true;
        }
        let (Some(one_day), Some(other_day)) = (one.today, other.today) else {
            return false;
        };
        let (first, last) = (one_day.min(other_day), one_day.max(other_day));
        let is_between = |index| {
            let date = self.glossary.date_of(index, &self.settings.config);
            date.is_some_and(|date| first < date && date <= last)
        };
        one.drafts == other.drafts && !self.glossary.indices().any(is_between)
    }

    /// A name for all that the site of the run is made from: no other site has it.
    pub(crate) fn key(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let settings = format!("{PROGRAM} {:?} {:?}", self.visibility, self.settings);
        hasher.update(settings.as_bytes());
        let sources = self.content.iter().chain(&self.templates);
        let sources = sources.map(|source| (&source.path, source.text.hash()));
        let assets = self.glossary.assets.iter();
        let assets = assets.map(|asset| (&asset.path, asset.bytes.hash()));
        // Many bytes at once are hashed faster than a few many times.
        let mut bytes = Vec::with_capacity(2 * BYTES);
        for (path, hash) in sources.chain(assets) {
            bytes.extend_from_slice(path.as_bytes());
            bytes.push(0);
            bytes.extend_from_slice(hash.as_bytes());
            if bytes.len() >= BYTES {
                hasher.update(&bytes);
                bytes.clear();
            }
        }
        hasher.update(&bytes);
        hasher.finalize().to_hex().to_string()
    }

    /// The entry of a source, if its file says the same now.
    pub(crate) fn entry(&self, source: &Source) -> Option<Arc<Entry>> {
        let entry = self.glossary.entry(self.glossary.of_file(&source.path)?);
        (entry.source == *source).then(|| Arc::clone(entry))
    }
}

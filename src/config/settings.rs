//! The settings of a run: what `primer.toml` says, what the operator says over it, and what the folders
//! of the content add.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{BaseUrl, Config};
use crate::diagnostic::Diagnostic;
use crate::source::{CONTENT, Source, Sources};

/// The settings of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// `primer.toml` with what it was read as.
    file: Option<(Source, Config, Vec<Diagnostic>)>,
    /// What holds in the end. Paths to be left out are kept apart, for they change no entry.
    pub config: Arc<Config>,
    exclude: Vec<String>,
}

impl Settings {
    /// The settings of a run. Those of another one lend what they read of the same file.
    pub fn new(
        file: Option<&Source>,
        base_url: Option<&BaseUrl>,
        content: &Sources,
        other: Option<&Self>,
    ) -> Self {
        let file = file.map(|source| {
            let known = other.and_then(|other| other.file.clone());
            known
                .filter(|(known, ..)| known == source)
                .unwrap_or_else(|| {
                    let (config, faults) = Config::read(source);
                    (source.clone(), config, faults)
                })
        });
        let mut config = file
            .as_ref()
            .map_or_else(Config::default, |(_, config, _)| config.clone());
        if let Some(base_url) = base_url {
            config.site.base_url = Some(base_url.clone());
        }
        let mut settings = Self {
            file,
            exclude: std::mem::take(&mut config.site.exclude),
            config: Arc::default(),
        };
        settings.config = Arc::new(config.with_folders(settings.folders(content)));
        settings
    }

    /// All that holds in the end as a text: others have another one.
    pub(crate) fn written_out(&self) -> String {
        format!("{:?} {:?}", self.config, self.exclude)
    }

    /// What is wrong with `primer.toml`.
    pub fn faults(&self) -> &[Diagnostic] {
        let faults = self.file.as_ref().map(|(_, _, faults)| faults.as_slice());
        faults.unwrap_or_default()
    }

    /// Whether a file, by its path from the root, belongs to the site.
    pub fn includes(&self, path: &str) -> bool {
        let path = path.strip_prefix(CONTENT);
        path.is_none_or(|path| !self.exclude.iter().any(|pattern| matches(pattern, path)))
    }

    /// The folders that lie in `content/`, without looking at each file in them.
    fn folders<'a>(&self, content: &'a Sources) -> BTreeSet<&'a str> {
        let holds_any = |folder: &&str| {
            let mut files = content.within(folder);
            files.any(|source| self.includes(&source.path))
        };
        let folders = content.folders(CONTENT).filter(holds_any);
        folders.map(|folder| &folder[CONTENT.len()..]).collect()
    }
}

/// Whether a path fits a pattern in which `*` stands for any part of a name, and a folder for all
/// that lies in it.
fn matches(pattern: &str, path: &str) -> bool {
    let mut patterns = pattern.trim_matches('/').split('/');
    let mut parts = path.split('/');
    loop {
        match (patterns.next(), parts.next()) {
            (None, _) => return true,
            (Some(_), None) => return false,
            (Some(pattern), Some(part)) if !part_matches(pattern, part) => return false,
            _ => {}
        }
    }
}

fn part_matches(pattern: &str, part: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == part,
        Some((start, rest)) => part.strip_prefix(start).is_some_and(|part| {
            (0..=part.len())
                .filter(|&at| part.is_char_boundary(at))
                .any(|at| part_matches(rest, &part[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        for (pattern, path, expected) in [
            ("_TEMPLATE.md", "_TEMPLATE.md", true),
            ("drafts", "drafts/a.md", true),
            ("drafts/", "draftsman/a.md", false),
            ("*.tmp.md", "a.tmp.md", true),
            ("*/notes-*.md", "primer/notes-1.md", true),
            ("*/notes-*.md", "notes-1.md", false),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }
}

//! The settings of a run: what `primer.toml` says, what the operator says over it, and what the folders
//! of the content add.
//!
//! In: the source of `primer.toml`, a base URL, the paths of the content. Out: [`Settings`]. Reads no entry.

use std::collections::HashSet;
use std::sync::Arc;

use super::glob::matches;
use super::key::{KeyReader, alternatives};
use super::{BaseUrl, Config};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::Premise;
use crate::source::{CONTENT, Source, THEME};

/// The settings of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// What holds in the end.
    pub config: Arc<Config>,
    faults: Vec<Diagnostic>,
}

impl Settings {
    /// The settings of a run, whose `base_url` goes before that of the file; of an `untrusted` file, nothing is believed
    /// that could harm a reader. `paths` are those of the
    /// content from the root, such as `content/terms/a.md`, in their order.
    pub fn new<'a>(
        file: Option<&Source>,
        base_url: Option<&BaseUrl>,
        untrusted: bool,
        paths: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let (mut config, mut faults) = file.map(Config::read).unwrap_or_default();
        if untrusted {
            config.distrust();
        }
        if let Some(base_url) = base_url {
            config.site.base_url = Some(base_url.clone());
        }
        let mut folders = Vec::new();
        for path in paths {
            let folder = path
                .strip_prefix(CONTENT)
                .and_then(|path| path.split_once('/'))
                .map(|(folder, _)| folder);
            // The files of a folder stand together: most are not compared with any pattern.
            if folder != folders.last().copied() && includes(&config, path) {
                folders.extend(folder);
            }
        }
        if let Some(file) = file.filter(|_| config.doubt < Premise::Settings) {
            let before = faults.len();
            faults.extend(without_folder(file, &config, &folders));
            if faults.len() > before {
                config.doubt = Premise::Settings;
            }
        }
        let config = config.with_folders(folders);
        if let Some(file) = file.filter(|_| config.doubt < Premise::Settings) {
            faults.extend(unknown_collections(file, &config));
        }
        Self {
            config: Arc::new(config),
            faults,
        }
    }

    /// What is wrong with `primer.toml`.
    pub fn faults(&self) -> &[Diagnostic] {
        &self.faults
    }

    /// Whether a file, by its path from the root, belongs to the site. The theme of a stranger does not.
    pub fn includes(&self, path: &str) -> bool {
        let is_of_theme = |path: &str| {
            let (folder, name) = path.split_once('/').unwrap_or(("", path));
            folder == TEMPLATES || THEME.contains(&name)
        };
        includes(&self.config, path) && !(self.config.untrusted && is_of_theme(path))
    }
}

/// The collections that feeds and other collections name and that are none.
fn unknown_collections(file: &Source, config: &Config) -> Vec<Diagnostic> {
    let feeds = config.feeds.iter().flat_map(|feed| &feed.collections);
    let shown = config.collections.iter().flat_map(|it| &it.keep_reading);
    let named = feeds.chain(shown);
    let unknown = named.filter(|name| config.collection_named(name).is_none());
    let reader = KeyReader::new(file);
    let unknown = unknown.map(|name| {
        let message = format!("there is no collection `{}`", name.value);
        let diagnostic = reader.diagnostic(name.span, message);
        let known = config.collections.iter().map(|known| known.name.as_str());
        match reader.nearest(name, known.clone()) {
            Some(near) => {
                diagnostic.help(format!("a collection with a similar name exists: `{near}`"))
            }
            None => diagnostic.help(format!(
                "known are {}",
                alternatives(&known.collect::<Vec<_>>())
            )),
        }
    });
    unknown.collect()
}

/// Declared collections without a folder, where a folder without a declaration has a similar name.
fn without_folder(file: &Source, config: &Config, folders: &[&str]) -> Vec<Diagnostic> {
    let first = |folder: &'_ str| folder.split('/').next().unwrap_or("").to_owned();
    let declared: HashSet<String> = (config.collections.iter())
        .map(|collection| first(&collection.folder))
        .collect();
    let all: HashSet<&str> = folders.iter().copied().collect();
    let mut lost = config.collections.iter().zip(&config.declared_at);
    let lost = lost.by_ref().filter(|(collection, _)| {
        let folder = first(&collection.folder);
        !folder.is_empty() && !all.contains(folder.as_str())
    });
    let lost: Vec<_> = lost.take(MOST_LOST).collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let free = || {
        all.iter()
            .filter(|folder| !declared.contains(**folder))
            .copied()
    };
    let mut free: Vec<&str> = free().collect();
    free.sort_unstable();
    let reader = KeyReader::new(file);
    let lost = lost.into_iter().filter_map(|(collection, at)| {
        let folder = &collection.folder;
        let same = free.iter().find(|near| near.to_lowercase() == folder.to_lowercase());
        let near = same.copied().or_else(|| reader.nearest(folder, free.iter().copied()))?;
        let name = &collection.name;
        let message = format!("`[collections.{name}]` has no folder `content/{folder}`");
        let help = format!(
            "there is `content/{near}`, which belongs to no collection of this file: give both the same name"
        );
        Some(reader.diagnostic(*at, message).label("no such folder").help(help))
    });
    lost.collect()
}

/// So many collections without a folder are looked at.
const MOST_LOST: usize = 100;

/// The folder of templates.
const TEMPLATES: &str = "templates";

fn includes(config: &Config, path: &str) -> bool {
    let mut patterns = config.site.exclude.iter();
    path.strip_prefix(CONTENT)
        .is_none_or(|path| !patterns.any(|pattern| matches(pattern, path)))
}

#[cfg(test)]
mod tests {
    use super::Settings;
    use crate::source::Source;

    #[test]
    fn folders_of_the_content_are_collections() {
        let file = Source::new("primer.toml", "[site]\nexclude = [\"b\", \"*/x.md\"]");
        let paths = [
            "content/a/x.md",
            "content/a/y.md",
            "content/b/y.md",
            "content/c/x.md",
            "content/e.md",
            "static/d/y.md",
        ];
        let settings = Settings::new(Some(&file), None, false, paths);
        let folders: Vec<&str> = settings
            .config
            .collections
            .iter()
            .map(|collection| collection.folder.as_str())
            .collect();
        assert_eq!(folders, ["a", ""]);
        assert!(settings.includes("static/b/x.md"));
        assert!(!settings.includes("content/b/x.md"));
    }
}

//! The order of the stages: sources become entries, entries a glossary, the glossary is checked,
//! becomes pages, and pages become files.
//!
//! [`analyze`] serves `check`, [`build`] adds rendering. Both are functions of their inputs: they
//! read no file, no clock and no environment, and a memo makes them faster, never different.

use std::sync::Arc;

use rayon::prelude::*;

use crate::check;
use crate::config::{BaseUrl, Config};
use crate::diagnostic::{self, Diagnostic, Severity, Summary};
use crate::entry::{CONTENT, Entry};
use crate::glossary::Glossary;
use crate::memo::Memo;
use crate::output::theme::{self, Theme};
use crate::output::{self, OutputFile};
use crate::page::Outline;
use crate::source::{Asset, Source, Sources};

/// All that a run reads, read.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// `primer.toml`, if there is one.
    pub config: Option<Source>,
    /// The Markdown files below `content/`.
    pub content: Sources,
    /// The files below `static/`, and those below `content/` that are no Markdown.
    pub assets: Vec<Asset>,
    /// The files below `templates/`.
    pub templates: Vec<Source>,
    /// What could not be read.
    pub troubles: Vec<Diagnostic>,
    /// What the operator asked for.
    pub options: Options,
}

/// What the operator asks for beside the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether drafts are shown.
    pub drafts: bool,
    /// A base URL in place of that of `primer.toml`.
    pub base_url: Option<BaseUrl>,
}

/// A stage of a run, for an observer who measures it or shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Files are read from the disk.
    Load,
    /// Sources become entries.
    Parse,
    /// References are resolved.
    Link,
    /// The rules are run.
    Check,
    /// Pages are put together and rendered.
    Render,
    /// Files are written to the disk.
    Write,
}

/// Is told when a stage begins. The pipeline itself knows no clock.
pub type Observer<'a> = &'a (dyn Fn(Stage) + Sync);

/// What could be found out about a primer.
#[derive(Debug)]
pub struct Analysis {
    /// The settings, completed.
    pub config: Arc<Config>,
    /// The entries and their edges.
    pub glossary: Arc<Glossary>,
    /// The pages and their order.
    pub outline: Arc<Outline>,
    /// The templates, unless one of them is at fault.
    pub theme: Option<Theme>,
    /// Every fault, in the order of a report.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the diagnostics point into.
    pub sources: Sources,
    /// What to hand to the next run.
    pub memo: Memo,
}

impl Analysis {
    /// The counts of the run.
    pub fn summary(&self) -> Summary {
        Summary::count(
            self.glossary.entries.len(),
            self.glossary.reference_count(),
            &self.diagnostics,
        )
    }

    /// Whether the site must not be built.
    pub fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// Finds out all that can be found out without rendering.
pub fn analyze(inputs: &Inputs, memo: &Memo, observer: Observer<'_>) -> Analysis {
    observer(Stage::Parse);
    let mut diagnostics = inputs.troubles.clone();
    let mut config = Config::default();
    if let Some(source) = &inputs.config {
        let (read, faults) = Config::read(source);
        config = read;
        diagnostics.extend(faults);
    }
    if let Some(base_url) = &inputs.options.base_url {
        config.site.base_url = Some(base_url.clone());
    }
    let exclude = std::mem::take(&mut config.site.exclude);
    let included = |path: &str| {
        let path = path.strip_prefix(CONTENT);
        path.is_none_or(|path| !exclude.iter().any(|pattern| matches(pattern, path)))
    };
    let content: Vec<&Source> = inputs
        .content
        .iter()
        .filter(|source| included(&source.path))
        .collect();
    diagnostics.retain(|diagnostic| included(&diagnostic.at.path));
    let config = Arc::new(config.with_folders(content.iter().filter_map(|source| {
        let (folder, _) = source.path.strip_prefix(CONTENT)?.split_once('/')?;
        Some(folder)
    })));
    let highlighter = memo.highlighter();
    let entries: Vec<Arc<Entry>> = content
        .par_iter()
        .map(|source| {
            memo.entry(source, &config)
                .unwrap_or_else(|| Arc::new(Entry::read(source, &config, highlighter)))
        })
        .collect();
    for entry in &entries {
        diagnostics.extend(entry.diagnostics.iter().cloned());
    }
    let next = Memo::new(&config, &entries, highlighter);

    observer(Stage::Link);
    let assets = all_assets(&inputs.assets, &included);
    let glossary = Arc::new(Glossary::new(
        entries,
        assets,
        &config,
        inputs.options.drafts,
    ));

    observer(Stage::Check);
    let config_path = inputs.config.as_ref().map(|source| &source.path);
    diagnostics.extend(check::check(&glossary, &config, config_path));
    let outline = Arc::new(Outline::new(&glossary, &config));
    let theme = match Theme::new(&inputs.templates, &outline) {
        Ok(theme) => {
            diagnostics.extend(theme.check(&outline, config_path));
            Some(theme)
        }
        Err(faults) => {
            diagnostics.extend(faults);
            None
        }
    };
    let mut diagnostics = config.level(diagnostics);
    tidy(&mut diagnostics);
    let sources = inputs
        .config
        .iter()
        .chain(inputs.content.iter())
        .chain(&inputs.templates)
        .cloned()
        .chain(theme::built_in_templates())
        .collect();
    Analysis {
        config,
        glossary,
        outline,
        theme,
        diagnostics,
        sources,
        memo: next,
    }
}

/// What a build makes.
#[derive(Debug)]
pub struct Build {
    /// What was found out.
    pub analysis: Analysis,
    /// The files of the site; nothing where an error stands in the way.
    pub files: Option<Vec<OutputFile>>,
}

/// Analyzes, and renders the site unless there are errors.
pub fn build(inputs: &Inputs, memo: &Memo, observer: Observer<'_>) -> Build {
    let mut analysis = analyze(inputs, memo, observer);
    let files = match &analysis.theme {
        Some(theme) if !analysis.has_errors() => {
            observer(Stage::Render);
            match output::files(&analysis.outline, theme) {
                Ok(files) => Some(files),
                Err(faults) => {
                    analysis.diagnostics.extend(faults);
                    tidy(&mut analysis.diagnostics);
                    None
                }
            }
        }
        _ => None,
    };
    Build { analysis, files }
}

/// Orders diagnostics and drops those that say the same of the same place: a definition of a link
/// that is used twice is one fault.
fn tidy(diagnostics: &mut Vec<Diagnostic>) {
    diagnostic::sort(diagnostics);
    diagnostics.dedup_by(|a, b| a.at == b.at && a.code == b.code && a.message == b.message);
}

/// The files of the site over those of the built-in theme.
fn all_assets(own: &[Asset], included: &dyn Fn(&str) -> bool) -> Vec<Asset> {
    let own: Vec<&Asset> = own.iter().filter(|asset| included(&asset.path)).collect();
    let mut assets: Vec<Asset> = theme::built_in_assets()
        .filter(|asset| {
            !own.iter()
                .any(|known| known.site_path() == asset.site_path())
        })
        .chain(own.iter().copied().cloned())
        .collect();
    assets.sort_by(|a, b| a.path.cmp(&b.path));
    assets
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

//! The order of the stages: sources become entries, entries a glossary, the glossary is checked,
//! becomes pages, and pages become files.
//!
//! [`analyze`] serves `check`, [`build`] adds rendering. Both are functions of their inputs: they
//! read no file, no clock and no environment, and a memo makes them faster, never different.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{BaseUrl, Config, Settings};
use crate::diagnostic::{self, Diagnostic, Severity, Summary};
use crate::entry::highlight::Highlighter;
use crate::entry::{Entry, Extent, Reader, Visibility};
use crate::glossary::Glossary;
use crate::glossary::next::{Changes, Difference};
use crate::memo::{Memo, Run};
use crate::output::theme::{self, Engine, Theme};
use crate::output::{self, Built, Failure, Memory, Nowhere, OutputFile, Sink};
use crate::page::{Outline, PageKind};
use crate::source::{Asset, Held, Source, SourcePath, Sources};

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
    /// Which entries are shown.
    pub visibility: Visibility,
    /// A base URL in place of that of `primer.toml`.
    pub base_url: Option<BaseUrl>,
    /// How much of each entry will be asked for.
    pub extent: Extent,
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
    /// What differs from the last run, in terms of entries.
    pub changes: Changes,
    /// The pages that may show something else than after the last run; nothing where that can be all.
    pub touched: Option<BTreeSet<PageKind>>,
    /// What to hand to the next run.
    pub memo: Memo,
}

impl Analysis {
    /// The counts of the run.
    pub fn summary(&self) -> Summary {
        Summary::count(
            self.glossary.len(),
            self.glossary.reference_count(),
            &self.diagnostics,
        )
    }

    /// The texts that the diagnostics point into, and no others.
    pub fn reported(&self) -> Sources {
        let paths: BTreeSet<&SourcePath> = self
            .diagnostics
            .iter()
            .flat_map(Diagnostic::places)
            .map(|at| &at.path)
            .collect();
        let sources = paths.into_iter().filter_map(|path| self.sources.get(path));
        sources.cloned().collect()
    }

    /// Makes sure that the texts that the diagnostics point into are at hand.
    pub fn fetch_reported(&self) {
        for source in self.reported().iter() {
            source.text.fetch();
        }
    }

    /// The name of the site that was made of the analysis; empty where none was.
    pub fn site_key(&self) -> &str {
        let run = self.memo.run.as_ref();
        let built = run.and_then(|run| run.built.as_ref());
        built.map_or("", |built| &built.key)
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
    let last = memo.run.as_deref();
    let settings = Settings::new(
        inputs.config.as_ref(),
        inputs.options.base_url.as_ref(),
        inputs.content.iter().map(|source| &*source.path),
    );
    let (config, visibility) = (&settings.config, inputs.options.visibility);
    let mut diagnostics = settings.faults().to_vec();
    let troubles = inputs.troubles.iter();
    diagnostics.extend(
        troubles
            .filter(|fault| settings.includes(&fault.at.path))
            .cloned(),
    );
    // Without other settings, the last run answers for all that its files still say.
    let same = last.filter(|last| last.settings == settings && last.shows_like(visibility));
    let assets = all_assets(&inputs.assets, &|path| settings.includes(path));
    let difference = Difference {
        assets: Arc::new(assets),
        ..read(inputs, &settings, last, same, &memo.highlighter)
    };

    observer(Stage::Link);
    let before = same
        .map(|last| Arc::clone(&last.glossary))
        .unwrap_or_default();
    let (glossary, changes) = before.after(difference, config, visibility);
    let glossary = Arc::new(glossary);

    observer(Stage::Check);
    let config_path = inputs.config.as_ref().map(|source| &source.path);
    let findings = same.map(|last| last.findings.clone()).unwrap_or_default();
    let findings = findings.after(&glossary, &changes, config, visibility, config_path);
    diagnostics.extend(glossary.faults().cloned());
    diagnostics.extend(findings.all().cloned());
    let outline = same.map(|last| &*last.outline);
    let outline = Arc::new(Outline::after(
        outline, &glossary, &changes, config, visibility,
    ));
    let known = last.filter(|last| last.templates == inputs.templates);
    let engine = known.and_then(|last| last.engine.clone());
    let engine = engine.map_or_else(|| Engine::new(&inputs.templates), Ok);
    let theme = match engine.clone() {
        Ok(engine) => {
            let theme = Theme::new(engine, &outline);
            diagnostics.extend(theme.check(&outline, config_path));
            Some(theme)
        }
        Err(faults) => {
            diagnostics.extend(faults);
            None
        }
    };
    let touched = same
        .filter(|last| last.templates == inputs.templates)
        .and_then(|last| outline.touched(&last.outline, &changes));
    let mut diagnostics = config.level(diagnostics);
    tidy(&mut diagnostics);
    let mut sources = inputs.content.clone();
    sources.extend(inputs.config.iter().chain(&inputs.templates).cloned());
    sources.extend(theme::built_in_templates());
    let config = Arc::clone(config);
    let built = same.zip(touched.as_ref()).and_then(|(last, touched)| {
        let mut built = last.built.clone()?;
        let files = touched.iter().map(|&kind| outline.route(kind).file);
        built.outdated.extend(files);
        Some(built)
    });
    let run = Run {
        settings,
        visibility,
        content: inputs.content.clone(),
        glossary: Arc::clone(&glossary),
        findings,
        outline: Arc::clone(&outline),
        templates: inputs.templates.clone(),
        engine: engine.ok(),
        built,
    };
    Analysis {
        config,
        glossary,
        outline,
        theme,
        diagnostics,
        sources,
        changes,
        touched,
        memo: Memo {
            run: Some(Arc::new(run)),
            highlighter: Arc::clone(&memo.highlighter),
        },
    }
}

/// The files of `content/` that differ from those of the last run, read.
fn read(
    inputs: &Inputs,
    settings: &Settings,
    last: Option<&Run>,
    same: Option<&Run>,
    highlighter: &Arc<Highlighter>,
) -> Difference {
    let nothing = Sources::default();
    let differences: Vec<_> = same
        .map_or(&nothing, |last| &last.content)
        .differences(&inputs.content)
        .filter(|(old, new)| {
            old.or(*new)
                .is_some_and(|source| settings.includes(&source.path))
        })
        .collect();
    // Other settings may still read an entry in the same way.
    let known =
        last.filter(|last| same.is_none() && last.settings.config.reads_like(&settings.config));
    let reader = Arc::new(Reader {
        config: Arc::clone(&settings.config),
        highlighter: Arc::clone(highlighter),
    });
    // Templates of a site's own are tried on all that it says.
    let extent = if inputs.templates.is_empty() {
        inputs.options.extent
    } else {
        Extent::Whole
    };
    let read = differences
        .par_iter()
        .filter_map(|(_, source)| *source)
        .map(|source| {
            known
                .and_then(|last| last.entry(source))
                .unwrap_or_else(|| Arc::new(entry(source, &reader, extent)))
        });
    let gone = differences
        .iter()
        .filter_map(|difference| match difference {
            (Some(source), None) => Some(source.path.clone()),
            _ => None,
        });
    Difference {
        gone: gone.collect(),
        read: read.collect(),
        ..Difference::default()
    }
}

/// Reads an entry. A text that is only passing is gone afterwards: most are not needed again.
fn entry(source: &Source, reader: &Arc<Reader>, extent: Extent) -> Entry {
    let read = |source: &Source| match extent {
        Extent::Whole => Entry::read(source, &reader.config, &reader.highlighter),
        Extent::Facts => Entry::facts(source, reader),
    };
    let Some(text) = source.text.take() else {
        return read(source);
    };
    let passing = Source {
        path: source.path.clone(),
        text: Held::new(text),
    };
    Entry {
        source: source.clone(),
        ..read(&passing)
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
    let memory = Memory::default();
    let Ok(count) = render(&mut analysis, None, &memory, observer);
    Build {
        analysis,
        files: count.map(|_| memory.into_files()),
    }
}

/// Renders the site of an analysis unless there are errors, and says how many files it has; the faults
/// of templates are added to the others. `held` is the key of the site that the place already holds.
///
/// # Errors
///
/// Those of the place where the files go.
pub fn render<S: Sink>(
    analysis: &mut Analysis,
    held: Option<&str>,
    sink: &S,
    observer: Observer<'_>,
) -> Result<Option<usize>, S::Error> {
    let Some((built, count)) = rendered(analysis, held, sink, observer)? else {
        return Ok(None);
    };
    if let Some(run) = analysis.memo.run.as_mut().and_then(Arc::get_mut) {
        run.built = Some(built);
    }
    Ok(Some(count))
}

/// Renders the site for nobody if it has templates of its own: only that shows their faults. Those that
/// are built in have none.
pub fn try_templates(analysis: &mut Analysis, observer: Observer<'_>) {
    let run = analysis.memo.run.as_deref();
    if run.is_some_and(|run| !run.templates.is_empty()) {
        let Ok(_) = rendered(analysis, None, &Nowhere, observer);
    }
}

fn rendered<S: Sink>(
    analysis: &mut Analysis,
    held: Option<&str>,
    sink: &S,
    observer: Observer<'_>,
) -> Result<Option<(Built, usize)>, S::Error> {
    let Some(theme) = analysis.theme.as_ref().filter(|_| !analysis.has_errors()) else {
        return Ok(None);
    };
    observer(Stage::Render);
    let run = analysis.memo.run.as_deref();
    let last = run.and_then(|run| run.built.as_ref());
    let last = last.filter(|last| Some(last.key.as_str()) == held);
    let key = run.map(Run::key).unwrap_or_default();
    match output::files(&analysis.outline, theme, last, key, sink) {
        Ok(made) => Ok(Some(made)),
        Err(Failure::Templates(faults)) => {
            analysis.diagnostics.extend(faults);
            tidy(&mut analysis.diagnostics);
            Ok(None)
        }
        Err(Failure::Place(error)) => Err(error),
    }
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

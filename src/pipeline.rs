//! The order of the stages: sources become entries, entries a glossary, the glossary is checked, becomes pages, and
//! pages become files.
//!
//! [`analyze`] serves `check`, [`build`] adds rendering. Both start from the content, each time, and are functions of
//! their inputs: they read no clock and no environment. [`update`] serves the preview: it goes on from the last
//! analysis, and finds what `analyze` would.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::sync::Arc;

use blake3::Hash;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::asset::Asset;
use crate::check::external::judge;
use crate::check::verdict::{ExternalLink, Verdict};
use crate::check::{check, excuse, excuse_part};
use crate::config::{BaseUrl, Config, LookSettings, Settings, unused_settings};
use crate::diagnostic::{Diagnostic, Severity, Summary, settle};
use crate::entry::highlight::Highlighter;
use crate::entry::{Entry, Extent, Visibility};
use crate::glossary::Glossary;
use crate::glossary::place::Places;
use crate::glossary::update::{Census, Delta};
use crate::output::{self, Failure, Memory, Nowhere, OutputFile, Sink};
use crate::page::Outline;
use crate::page::kind::Kinds;
use crate::source::{Source, SourcePath, Sources};
use crate::theme::built_in;
use crate::theme::{Engine, Theme};

/// All that a run reads. The texts of entries are in memory, or wherever `C` takes them from.
#[derive(Clone, Debug, Default)]
pub struct Inputs<C = Sources> {
    /// `primer.toml`, if there is one.
    pub config: Option<Source>,
    /// The Markdown files below `content/`.
    pub content: C,
    /// The files below `static/`, and those below `content/` that are no Markdown.
    pub assets: Vec<Asset>,
    /// The files below `templates/`.
    pub templates: Vec<Source>,
    /// What could not be read.
    pub troubles: Vec<Diagnostic>,
    /// What the history of the files says, where the settings ask for it.
    pub history: History,
    /// What the operator asked for.
    pub options: Options,
}

/// What the history of the files says.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The day on which a text was changed last.
    pub days: BTreeMap<SourcePath, Date>,
    /// What it does not say, and what helps.
    pub trouble: Option<(String, String)>,
}

/// What the operator asks for beside the files.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which entries are shown.
    pub visibility: Visibility,
    /// A base URL in place of that of `primer.toml`.
    pub base_url: Option<BaseUrl>,
    /// Whether strangers wrote the primer.
    pub untrusted: bool,
    /// How much of each entry and file will be asked for, unless the site has templates of its own.
    pub extent: Extent,
    /// The kinds of pages that the site has.
    pub kinds: Kinds,
}

impl<C> Inputs<C> {
    /// How much will be asked for: templates of a site's own are tried on all that it says.
    pub fn extent(&self) -> Extent {
        if self.templates.is_empty() || self.options.untrusted {
            self.options.extent
        } else {
            Extent::Whole
        }
    }
}

/// The texts of entries, each of which is asked for once; by checks that look into texts, once more.
pub trait Content: Sync {
    /// Where a text is.
    type File: Sync;

    /// All files in the order of their paths.
    fn files(&self) -> Vec<(&SourcePath, &Self::File)>;

    /// The text of a file, if it can be read, and what is wrong with it.
    fn read(path: &SourcePath, file: &Self::File) -> (Option<Source>, Option<Diagnostic>);

    /// The texts, where they stay in memory: a report can quote them.
    fn kept(&self) -> Sources;

    /// The hash of an asset, which few checks ask for.
    fn hash(asset: &Asset) -> Option<Hash> {
        asset.facts.map(|facts| facts.hash)
    }
}

impl Content for Sources {
    type File = Source;

    fn files(&self) -> Vec<(&SourcePath, &Source)> {
        self.iter().map(|source| (&source.path, source)).collect()
    }

    fn read(_: &SourcePath, source: &Source) -> (Option<Source>, Option<Diagnostic>) {
        (Some(source.clone()), None)
    }

    fn kept(&self) -> Sources {
        self.clone()
    }
}

/// A stage of a run, for an observer who measures it or shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Files are listed, and read but for the texts of entries.
    Load,
    /// Texts become entries.
    Parse,
    /// References are resolved.
    Link,
    /// The rules are run.
    Check,
    /// Other sites are asked.
    Ask,
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
    /// The texts that the diagnostics point into, as far as they are in memory.
    pub sources: Sources,
    /// How many entries were read, rather than taken over from the last analysis.
    pub read: usize,
    visibility: Visibility,
    extent: Extent,
    templates: Vec<Source>,
    engine: Option<Engine>,
    highlighter: Arc<Highlighter>,
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

    /// The paths that the diagnostics name.
    pub fn reported(&self) -> BTreeSet<&SourcePath> {
        let places = self.diagnostics.iter().flat_map(Diagnostic::places);
        places.map(|at| &at.path).collect()
    }

    /// Whether the site must not be built.
    pub fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether the site has templates of its own; the built-in ones cannot fail.
    pub fn has_templates(&self) -> bool {
        !self.templates.is_empty()
    }
}

/// Finds out all that can be found out without rendering.
pub fn analyze<C: Content>(inputs: &Inputs<C>, observer: Observer<'_>) -> Analysis {
    run(inputs, None, observer)
}

/// The same, going on from the last analysis: what a file says is not read again while its text is the same, and
/// neither are links resolved whose questions have the same answers. All else is done anew.
pub fn update(inputs: &Inputs, last: &Analysis) -> Analysis {
    run(inputs, Some(last), &|_| {})
}

/// The settings that have no effect, in a file without faults.
fn without_effect<C: Content>(
    inputs: &Inputs<C>,
    files: &[(&SourcePath, &C::File)],
    config: &Config,
) -> Vec<Diagnostic> {
    let texts = files.iter().map(|(path, _)| &***path);
    let others = inputs.assets.iter().map(|asset| &*asset.path);
    let unread = inputs.troubles.iter().map(|fault| &*fault.at.path);
    let paths = texts.chain(others).chain(unread);
    let file = inputs.config.as_ref();
    file.map_or_else(Vec::new, |file| unused_settings(file, config, paths))
}

/// What is wrong before any text is read.
fn first_faults<C: Content>(
    inputs: &Inputs<C>,
    files: &[(&SourcePath, &C::File)],
    settings: &Settings,
) -> Vec<Diagnostic> {
    let config = &settings.config;
    let mut diagnostics = settings.faults().to_vec();
    if diagnostics.is_empty() {
        diagnostics = without_effect(inputs, files, config);
    }
    if let (true, Some(source), Some((message, help))) =
        (config.git.dates, &inputs.config, &inputs.history.trouble)
    {
        diagnostics.push(config.git.unknown_days(&source.path, message, help));
    }
    let troubles = inputs.troubles.iter();
    let troubles = troubles.filter(|fault| settings.includes(&fault.at.path));
    diagnostics.extend(troubles.cloned());
    diagnostics
}

fn run<C: Content>(
    inputs: &Inputs<C>,
    last: Option<&Analysis>,
    observer: Observer<'_>,
) -> Analysis {
    observer(Stage::Parse);
    let files = inputs.content.files();
    let settings = Settings::new(
        inputs.config.as_ref(),
        inputs.options.base_url.as_ref(),
        inputs.options.untrusted,
        files.iter().map(|(path, _)| &***path),
    );
    let (config, visibility) = (&settings.config, inputs.options.visibility);
    let mut diagnostics = first_faults(inputs, &files, &settings);
    let history = Some(&inputs.history).filter(|_| config.git.dates);
    // Those of a stranger could show anything.
    let templates = inputs.templates.as_slice();
    let templates = if config.untrusted { &[] } else { templates };
    let extent = inputs.extent();
    let last = last.filter(|last| last.extent == extent);
    let highlighter = last.map(|last| Arc::clone(&last.highlighter));
    let highlighter = highlighter.unwrap_or_default();
    let parser = Parser {
        config,
        extent,
        highlighter: &highlighter,
    };
    let known = last.filter(|last| last.config.reads_like(config));
    let known = known.map(|last| last.texts_of(&files));
    let included = files.par_iter().enumerate();
    let included = included.filter(|(_, (path, _))| settings.includes(path));
    let parsed = included.map(|(number, (path, file))| {
        let known = known.as_ref().and_then(|known| known[number]);
        let day = history.and_then(|history| history.days.get(*path).copied());
        parser.parse(C::read(path, file), known, day)
    });
    let parsed: Vec<Parsed> = parsed.collect();
    diagnostics.extend(parsed.iter().filter_map(|parsed| parsed.trouble.clone()));
    let entries: Vec<(Arc<Entry>, bool)> = parsed
        .into_iter()
        .filter_map(|parsed| Some((parsed.entry?, parsed.is_new)))
        .collect();
    let read = entries.iter().filter(|(_, is_new)| *is_new).count();

    observer(Stage::Link);
    let (before, delta) = delta(entries, last, config, visibility);
    let census = Census::new(&before, delta, config, visibility);
    let kinds = inputs.options.kinds;
    let wanted = kinds.places(census.entries(), config, visibility);
    let has_redirects = wanted.iter().any(|(_, place)| place.is_redirect());
    let included = |path: &str| settings.includes(path);
    let mut assets = all_assets(&inputs.assets, &config.look, has_redirects, &included);
    if config.untrusted {
        // A file that goes nowhere takes no page's place.
        let made = wanted.iter();
        let made = made.map(|(path, place)| place.file(path, config.site.urls));
        let made: BTreeSet<String> = made.collect();
        assets.retain(|asset| asset.is_inert() || !made.contains(asset.site_path()));
    }
    let assets = Arc::new(assets);
    let places = Places::new(wanted, &assets, &C::hash, config.site.urls);
    let glossary = Arc::new(census.link(places, assets, config));

    observer(Stage::Check);
    let config_path = inputs.config.as_ref().map(|source| &source.path);
    diagnostics.extend(glossary.faults().cloned());
    let text_of = |path: &SourcePath| {
        let number = files.binary_search_by(|(known, _)| (*known).cmp(path));
        let (path, file) = files.get(number.ok()?)?;
        C::read(path, file).0
    };
    let (found, outline) = rayon::join(
        || check(&glossary, config, visibility, config_path, &text_of),
        || Arc::new(Outline::new(&glossary, config, kinds, visibility)),
    );
    diagnostics.extend(found);
    let known = last.filter(|last| last.templates == templates);
    let known = known.and_then(|last| last.engine.clone());
    let engine = known.map_or_else(|| Engine::new(templates), Ok);
    let theme = match &engine {
        Ok(engine) => {
            let theme = Theme::new(engine.clone(), &outline);
            diagnostics.extend(theme.check(config_path));
            Some(theme)
        }
        Err(faults) => {
            diagnostics.extend(faults.iter().cloned());
            None
        }
    };
    let mut diagnostics = config.level(diagnostics);
    excuse(&mut diagnostics, &glossary, config, config_path);
    settle(&mut diagnostics);
    let mut sources = inputs.content.kept();
    sources.extend(inputs.config.iter().chain(templates).cloned());
    sources.extend(built_in::templates());
    let faulty: BTreeSet<&SourcePath> = diagnostics
        .iter()
        .flat_map(Diagnostic::places)
        .map(|at| &at.path)
        .collect();
    let files = glossary.assets.iter();
    let files = files.filter(|asset| faulty.contains(&asset.path));
    sources.extend(files.filter_map(Asset::html_source));
    Analysis {
        config: Arc::clone(config),
        glossary,
        outline,
        theme,
        diagnostics,
        sources,
        read,
        visibility,
        extent,
        templates: templates.to_vec(),
        engine: engine.ok(),
        highlighter,
    }
}

/// Adds what is known of the addresses of other sites to the faults of an analysis: [`external_links`](crate::check::external::external_links) finds them, and
/// somebody with a network asks.
pub fn add_verdicts(
    analysis: &mut Analysis,
    links: &[ExternalLink],
    verdicts: &BTreeMap<String, Verdict>,
) {
    let config = &analysis.config;
    let mut faults = config.level(judge(links, verdicts));
    excuse_part(&mut faults, &analysis.glossary, config);
    analysis.diagnostics.extend(faults);
    settle(&mut analysis.diagnostics);
}

/// A text, and the entry that was read from it.
type Known<'a> = (&'a Arc<str>, &'a Arc<Entry>);

impl Analysis {
    /// For each of some files, which are in the order of their paths, the text that it had.
    fn texts_of<F>(&self, files: &[(&SourcePath, F)]) -> Vec<Option<Known<'_>>> {
        let mut sources = self.sources.iter().peekable();
        let entries = self.glossary.indices();
        let mut entries = entries.map(|index| self.glossary.entry(index)).peekable();
        let known = files.iter().map(|(path, _)| {
            let source = next_at(&mut sources, path, |source| &source.path)?;
            let entry = next_at(&mut entries, path, |entry| &entry.path)?;
            Some((&source.text, entry))
        });
        known.collect()
    }
}

/// The next of some items that has a path; those before it are passed over. They are in the order of their paths.
fn next_at<T>(
    items: &mut Peekable<impl Iterator<Item = T>>,
    path: &SourcePath,
    path_of: impl Fn(&T) -> &SourcePath,
) -> Option<T> {
    // Nearly all paths are the same, down to the pointer: which comes first is asked where they are not.
    let is_before = |item: &T| path_of(item) != path && path_of(item) < path;
    while items.next_if(is_before).is_some() {}
    items.next_if(|item| path_of(item) == path)
}

/// What turns a file into an entry.
struct Parser<'a> {
    config: &'a Config,
    extent: Extent,
    highlighter: &'a Highlighter,
}

/// A file that was read.
struct Parsed {
    entry: Option<Arc<Entry>>,
    is_new: bool,
    trouble: Option<Diagnostic>,
}

impl Parser<'_> {
    /// An entry from its text, or the one that was read from the same text.
    fn parse(
        &self,
        (source, trouble): (Option<Source>, Option<Diagnostic>),
        known: Option<Known<'_>>,
        changed: Option<Date>,
    ) -> Parsed {
        // Most are the very same: they need not be read.
        let is_same = |text: &Arc<str>| {
            let source = source.as_ref();
            source.is_some_and(|new| Arc::ptr_eq(text, &new.text) || *text == new.text)
        };
        let known =
            known.filter(|(text, entry)| entry.built_in.changed == changed && is_same(text));
        let is_new = known.is_none();
        let known = known.map(|(_, entry)| Arc::clone(entry));
        let entry = known.or_else(|| {
            let source = source.as_ref()?;
            let entry = Entry::read(source, self.config, self.highlighter, self.extent);
            Some(Arc::new(entry.changed_on(changed)))
        });
        Parsed {
            entry,
            is_new,
            trouble,
        }
    }
}

/// The glossary to go on from, and in what the next one differs. A glossary says nothing of another one whose settings
/// are others, or in which other entries are shown on another day.
fn delta(
    entries: Vec<(Arc<Entry>, bool)>,
    last: Option<&Analysis>,
    config: &Config,
    visibility: Visibility,
) -> (Arc<Glossary>, Delta) {
    let last = last.filter(|last| *last.config == *config && last.visibility == visibility);
    let last = last.map(|last| &last.glossary);
    // Most indices lead nowhere any more: it is time to start anew.
    let last = last.filter(|last| last.capacity() <= 2 * entries.len() + 256);
    let Some(last) = last else {
        let read = entries.into_iter().map(|(entry, _)| entry).collect();
        let gone = Vec::new();
        return (Arc::default(), Delta { gone, read });
    };
    let new = entries.iter().filter(|(_, is_new)| *is_new);
    let added = new.filter(|(entry, _)| last.of_file(&entry.path).is_none());
    let mut gone = Vec::new();
    if last.len() + added.count() != entries.len() {
        let paths: BTreeSet<&SourcePath> = entries.iter().map(|(entry, _)| &entry.path).collect();
        let known = last.indices().map(|index| &last.entry(index).path);
        gone.extend(known.filter(|path| !paths.contains(path)).cloned());
    }
    let new = entries.into_iter().filter(|(_, is_new)| *is_new);
    let read = new.map(|(entry, _)| entry).collect();
    (Arc::clone(last), Delta { gone, read })
}

/// What a build makes.
#[derive(Debug)]
pub struct Build {
    /// What was found out.
    pub analysis: Analysis,
    /// The files of the site that are in memory; nothing where an error stands in the way.
    pub files: Option<Vec<OutputFile>>,
    /// The others: their paths in the output folder, and what lies there.
    pub copies: Vec<(String, Asset)>,
}

/// Analyzes, and renders the site unless there are errors.
pub fn build<C: Content>(inputs: &Inputs<C>, observer: Observer<'_>) -> Build {
    let mut analysis = analyze(inputs, observer);
    let memory = Memory::default();
    let Ok(count) = render(&mut analysis, &memory, observer);
    let (files, copies) = memory.into_files();
    Build {
        analysis,
        files: count.map(|_| files),
        copies,
    }
}

/// Renders the site of an analysis unless there are errors, and says how many files it has; the faults
/// of templates are added to the others.
///
/// # Errors
///
/// Those of the place where the files go.
pub fn render<S: Sink>(
    analysis: &mut Analysis,
    sink: &S,
    observer: Observer<'_>,
) -> Result<Option<usize>, S::Error> {
    let Some(theme) = analysis.theme.as_ref().filter(|_| !analysis.has_errors()) else {
        return Ok(None);
    };
    observer(Stage::Render);
    match output::files(&analysis.outline, theme, sink) {
        Ok(count) => Ok(Some(count)),
        Err(Failure::Templates(faults)) => {
            analysis.diagnostics.extend(faults);
            settle(&mut analysis.diagnostics);
            Ok(None)
        }
        Err(Failure::Place(error)) => Err(error),
    }
}

/// Renders the site for nobody if it has templates of its own: only that shows their faults. Those that
/// are built in have none.
pub fn try_templates(analysis: &mut Analysis, observer: Observer<'_>) {
    if analysis.has_templates() {
        let Ok(_) = render(analysis, &Nowhere, observer);
    }
}

/// The files of the site over those of the built-in theme that it needs.
fn all_assets(
    own: &[Asset],
    look: &LookSettings,
    has_redirects: bool,
    included: &dyn Fn(&str) -> bool,
) -> Vec<Asset> {
    let own: Vec<&Asset> = own.iter().filter(|asset| included(&asset.path)).collect();
    let taken: BTreeSet<&str> = own.iter().map(|asset| asset.site_path()).collect();
    let mut assets: Vec<Asset> = built_in::assets(look)
        .filter(|asset| !taken.contains(asset.site_path()))
        .filter(|asset| has_redirects || asset.site_path() != built_in::REDIRECT)
        .chain(own.iter().copied().cloned())
        .collect();
    assets.sort_by(|a, b| a.path.cmp(&b.path));
    assets
}

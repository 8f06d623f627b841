//! The templates: those of the site over those built into the program.
//!
//! A template of the site replaces the built-in one of the same name, which stays within reach as
//! `primer/<name>`, to be extended or included. A template reads its context and nothing else.

use std::cell::RefCell;
use std::sync::{Arc, LazyLock};

use tera::{Context, Error, ErrorKind, Kwargs, State, Tera, TeraResult};

use super::compiled;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::page::{Outline, Page};
use crate::source::{Asset, Held, Location, Source, SourcePath, Span};

mod built_in {
    include!(concat!(env!("OUT_DIR"), "/theme.rs"));
}

/// The folder of the site's templates, with its slash.
pub const TEMPLATES: &str = "templates/";

/// Built-in templates are found under this name, also where the site has one of its own.
const PREFIX: &str = "primer/";

/// The built-in templates as sources, for reports.
pub fn built_in_templates() -> impl Iterator<Item = Source> {
    built_in::TEMPLATES
        .iter()
        .map(|(name, text)| Source::new(&format!("{PREFIX}{name}"), *text))
}

/// The files of the built-in theme, as if they lay in `static/`.
pub fn built_in_assets() -> impl Iterator<Item = Asset> {
    built_in::STATIC.iter().map(|(name, bytes)| Asset {
        path: SourcePath::new(&format!("static/{name}")),
        bytes: Held::from(*bytes),
    })
}

/// The templates of a site, compiled.
#[derive(Clone, Debug)]
pub struct Engine(Tera);

/// The built-in templates are the same for every site: they are read once.
static BUILT_IN: LazyLock<TeraResult<Tera>> = LazyLock::new(|| {
    let mut engine = Tera::new();
    engine.set_fallback_prefixes([PREFIX])?;
    // What templates may call must be known before they are read; what it does is said for each site.
    for name in ["asset", "url"] {
        engine.register_function(name, |_: Kwargs, _: &State<'_>| String::new());
    }
    Ok(engine)
});

impl Engine {
    /// Compiles the templates of a site, over those built in.
    ///
    /// # Errors
    ///
    /// A diagnostic for each fault that can be seen before rendering.
    pub fn new(site: &[Source]) -> Result<Self, Vec<Diagnostic>> {
        let mut engine = match &*BUILT_IN {
            Ok(engine) => engine.clone(),
            Err(error) => return Err(vec![located(error, site)]),
        };
        // Syntax first, template by template, so that one fault does not hide another.
        let faults: Vec<Diagnostic> = site
            .iter()
            .filter_map(|source| {
                let mut alone = engine.clone();
                match alone.add_raw_template(name(source), &source.text) {
                    Err(error) if matches!(error.kind(), ErrorKind::SyntaxError(_)) => {
                        Some(located(&error, site))
                    }
                    _ => None,
                }
            })
            .collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let templates = built_in::TEMPLATES
            .iter()
            .map(|(name, text)| (format!("{PREFIX}{name}"), (*text).to_owned()))
            .chain(
                site.iter()
                    .map(|source| (name(source).to_owned(), source.text.to_string())),
            );
        match engine.add_raw_templates(templates) {
            Ok(()) => Ok(Self(engine)),
            Err(error) => Err(all_located(&error, site)),
        }
    }
}

thread_local! {
    /// The assets that the page asked for which this thread is rendering.
    static USED: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// The templates of a site, ready to render.
#[derive(Debug)]
pub struct Theme {
    engine: Tera,
    outline: Arc<Outline>,
    /// Whether the site has no templates of its own.
    is_built_in: bool,
}

impl Theme {
    /// The templates, filled in with the site.
    pub fn new(engine: Engine, outline: &Arc<Outline>) -> Self {
        let Engine(mut engine) = engine;
        register(&mut engine, outline);
        engine.global_context().insert("site", &outline.site);
        let is_built_in = engine
            .get_template_names()
            .all(|name| name.starts_with(PREFIX));
        Self {
            engine,
            outline: Arc::clone(outline),
            is_built_in,
        }
    }

    /// Whether there is a template of a name.
    fn has(&self, name: &str) -> bool {
        self.engine.contains_template(name)
    }

    /// Renders a page into a buffer in place of what is in it, and says which assets its template asked
    /// for, by their index.
    pub(super) fn render(
        &self,
        page: &Page<'_>,
        bytes: &mut Vec<u8>,
    ) -> Result<Vec<usize>, Diagnostic> {
        USED.take();
        bytes.clear();
        // A long list is not to be moved each time that it has become longer.
        bytes.reserve(page.view.length_of_lists());
        if !(self.is_built_in && self.render_built_in(page, bytes)) {
            self.render_own(page, bytes)?;
        }
        let mut used = USED.take();
        used.sort_unstable();
        Ok(used)
    }

    /// A page by a template of the program; says no where that is none.
    fn render_built_in(&self, page: &Page<'_>, bytes: &mut Vec<u8>) -> bool {
        let name = page.template.strip_prefix(PREFIX);
        let name = name.unwrap_or(page.template);
        // The buffer is empty: all that is taken over is its room.
        let mut text = String::from_utf8(std::mem::take(bytes)).unwrap_or_default();
        let asset = |path: &str| asset(&self.outline, path).unwrap_or_default();
        let is_rendered = compiled::render(name, &page.view, &self.outline.site, &asset, &mut text);
        *bytes = text.into_bytes();
        is_rendered
    }

    /// A page by the engine.
    fn render_own(&self, page: &Page<'_>, bytes: &mut Vec<u8>) -> Result<(), Diagnostic> {
        let mut context = Context::new();
        context.insert("page", &page.view);
        let rendered = self.engine.render_to(page.template, &context, bytes);
        rendered.map_err(|error| {
            let diagnostic = located(&error, &[]);
            diagnostic.help(format!("this happened while `{}` was rendered", page.file))
        })
    }

    /// Entries and collections that ask for a template that does not exist.
    pub fn check(&self, outline: &Outline, config_path: Option<&SourcePath>) -> Vec<Diagnostic> {
        let glossary = &outline.glossary;
        let mut asked: Vec<(&str, Location)> = Vec::new();
        for collection in &outline.config.collections {
            if let (Some(template), Some(path)) = (&collection.template, config_path) {
                let at = Location {
                    path: path.clone(),
                    span: template.span,
                };
                asked.push((&template.value, at));
            }
        }
        for &index in &glossary.templated {
            let entry = glossary.entry(index);
            if let Some(name) = &entry.built_in.template {
                let span = entry
                    .fields
                    .get("template")
                    .map_or(Span::default(), |value| value.span);
                asked.push((name, entry.source.at(span)));
            }
        }
        let mut diagnostics = Vec::new();
        for (name, at) in asked {
            if self.has(name) {
                continue;
            }
            let mut diagnostic = Diagnostic::new(
                Code::UnknownTemplate,
                at,
                format!("there is no template `{name}`"),
            )
            .label("not in `templates/`, and not built in");
            let own = self
                .engine
                .get_template_names()
                .filter(|known| !known.starts_with(PREFIX));
            let known: Vec<&str> = own
                .chain(built_in::TEMPLATES.iter().map(|(name, _)| *name))
                .collect();
            let bare = name.strip_prefix(TEMPLATES).unwrap_or(name);
            let exact = known
                .iter()
                .find(|known| **known == bare || known.strip_suffix(".html") == Some(bare));
            let stem = |name: &str| {
                name.rsplit_once('.')
                    .map_or(name, |(stem, _)| stem)
                    .to_owned()
            };
            let stems: Vec<String> = known.iter().map(|known| stem(known)).collect();
            let near = nearest(&stem(bare), stems.iter().map(String::as_str))
                .and_then(|near| known.iter().find(|known| stem(known) == near));
            diagnostic = match exact.or(near) {
                Some(near) => {
                    diagnostic.help(format!("a template with a similar name exists: `{near}`"))
                }
                None => diagnostic.help(format!("put it at `{TEMPLATES}{bare}`")),
            };
            diagnostics.push(diagnostic);
        }
        diagnostics
    }
}

fn name(source: &Source) -> &str {
    source.path.strip_prefix(TEMPLATES).unwrap_or(&source.path)
}

/// The address of a file of the site, which is used then.
fn asset(site: &Outline, path: &str) -> Option<String> {
    let index = site.files.find(path.trim_start_matches('/'))?;
    USED.with_borrow_mut(|used| {
        if !used.contains(&index) {
            used.push(index);
        }
    });
    Some(site.files.marked(index))
}

/// What templates can call: addresses of files and of pages. Both fail on an address that leads
/// nowhere, so that no template makes a broken link.
fn register(engine: &mut Tera, outline: &Arc<Outline>) {
    let site = Arc::clone(outline);
    engine.register_function(
        "asset",
        move |arguments: Kwargs, _: &State<'_>| -> TeraResult<String> {
            let path: String = arguments.must_get("path")?;
            asset(&site, &path)
                .ok_or_else(|| Error::message(format!("There is no file `{path}` in `static/`")))
        },
    );
    let site = Arc::clone(outline);
    engine.register_function(
        "url",
        move |arguments: Kwargs, _: &State<'_>| -> TeraResult<String> {
            let path: String = arguments.must_get("path")?;
            site.address(&path)
                .ok_or_else(|| Error::message(format!("Nothing is at `{path}`")))
        },
    );
}

/// Every fault that an error of the engine tells of.
fn all_located(error: &Error, site: &[Source]) -> Vec<Diagnostic> {
    let ErrorKind::Msg(text) = error.kind() else {
        return vec![located(error, site)];
    };
    // Unknown names are gathered in one text: `error: …` and ` --> template:line:column` for each.
    let mut faults = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(message) = line.strip_prefix("error: ") else {
            continue;
        };
        let Some(place) = lines
            .peek()
            .and_then(|line| line.trim_start().strip_prefix("--> "))
        else {
            continue;
        };
        let mut parts = place.rsplitn(3, ':');
        let (column, line, template) = (parts.next(), parts.next(), parts.next());
        let (Some(Ok(column)), Some(Ok(line)), Some(template)) = (
            column.map(str::parse::<usize>),
            line.map(str::parse::<usize>),
            template,
        ) else {
            continue;
        };
        let path = path_of(template);
        let width = lines
            .clone()
            .find(|line| line.contains('^'))
            .map_or(1, |line| line.matches('^').count());
        let span = source_of(&path, site).map_or(Span::default(), |source| {
            let start: usize = source
                .text
                .split_inclusive('\n')
                .take(line - 1)
                .map(str::len)
                .sum();
            let rest = source.text[start..].lines().next().unwrap_or("");
            let offset = |column: usize| {
                rest.char_indices()
                    .nth(column)
                    .map_or(rest.len(), |(at, _)| at)
            };
            Span::new(
                start + offset(column - 1),
                start + offset(column - 1 + width),
            )
        });
        faults.push(fault(Location { path, span }, message));
    }
    if faults.is_empty() {
        faults.push(located(error, site));
    }
    faults
}

fn fault(at: Location, message: &str) -> Diagnostic {
    let mut lines = message.lines();
    let mut diagnostic = Diagnostic::new(
        Code::TemplateError,
        at,
        uncapitalized(
            lines
                .next()
                .unwrap_or("the template failed")
                .trim_end_matches('.'),
        ),
    );
    for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
        diagnostic = diagnostic.help(line.to_owned());
    }
    if diagnostic.at.path.starts_with(PREFIX) {
        diagnostic = diagnostic.help(
            "the built-in template is right by itself: a template of the site that it extends or includes must keep its blocks and components",
        );
    }
    diagnostic
}

fn located(error: &Error, site: &[Source]) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let path = path_of(report.filename());
            let span = Span::from(report.span().range.clone());
            fault(Location { path, span }, report.message())
        }
        ErrorKind::MissingParent { current, parent } => {
            let at = named_at(current, parent, site);
            fault(at, &format!("There is no template `{parent}` to extend"))
                .help("the built-in templates are called `primer/<name>` here")
        }
        ErrorKind::CircularExtend {
            tpl,
            inheritance_chain,
        } => {
            let at = named_at(tpl, tpl, site);
            fault(
                at,
                &format!(
                    "`{tpl}` extends itself, by way of {}",
                    inheritance_chain.join(", ")
                ),
            )
            .help(format!(
                "to build on the built-in template, extend `{PREFIX}{tpl}`"
            ))
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            let at = named_at(tpl, tpl, site);
            fault(
                at,
                &format!(
                    "`{tpl}` includes itself, by way of {}",
                    include_chain.join(", ")
                ),
            )
        }
        ErrorKind::TemplateNotFound(name) => {
            let at = Location {
                path: path_of(name),
                span: Span::default(),
            };
            fault(at, &format!("There is no template `{name}`"))
        }
        other => {
            let at = Location {
                path: SourcePath::new(TEMPLATES.trim_end_matches('/')),
                span: Span::default(),
            };
            fault(at, &other.to_string())
        }
    }
}

/// Where a template names another one in quotes.
fn named_at(template: &str, other: &str, site: &[Source]) -> Location {
    let path = path_of(template);
    let span = source_of(&path, site)
        .and_then(|source| {
            let at = source
                .text
                .find(&format!("\"{other}\""))
                .or_else(|| source.text.find(&format!("'{other}'")))?;
            Some(Span::new(at, at + other.len() + 2))
        })
        .unwrap_or_default();
    Location { path, span }
}

fn path_of(template: &str) -> SourcePath {
    if template.starts_with(PREFIX) {
        SourcePath::new(template)
    } else {
        SourcePath::new(&format!("{TEMPLATES}{template}"))
    }
}

fn source_of(path: &SourcePath, site: &[Source]) -> Option<Source> {
    site.iter()
        .find(|source| source.path == *path)
        .cloned()
        .or_else(|| built_in_templates().find(|source| source.path == *path))
}

fn uncapitalized(message: &str) -> String {
    let mut letters = message.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().collect::<String>() + letters.as_str()
        }
        _ => message.to_owned(),
    }
}

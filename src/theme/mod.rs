//! The templates: those of the site over those built into the program. The only room that names Tera.
//!
//! In: templates, and the outline of a site. Out: a [`Theme`], which renders pages. A template of the site replaces the
//! built-in one of the same name, which stays within reach as `primer/<name>`, to be extended or included. A template
//! reads its context and nothing else.

pub mod built_in;
mod calls;
mod functions;
mod mistake;
mod report;

use std::io::{self, Write};
use std::sync::{Arc, LazyLock, OnceLock};

use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult};

use crate::diagnostic::nearest::{Budget, nearest};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::body::list_block::list_mark;
use crate::entry::html::{has_byte, may_be_forbidden, without_forbidden};
use crate::page::Outline;
use crate::page::value::Value;
use crate::source::{Location, Source, SourcePath, Span};
use built_in::{PREFIX, TEMPLATES, name};
pub use functions::NAMES as FUNCTIONS;
use report::{all_located, fault, located};

/// The templates of a site, compiled; where all of them are built in, they are when a page is rendered.
#[derive(Clone, Debug)]
pub struct Engine {
    tera: Arc<OnceLock<Result<Tera, Diagnostic>>>,
    /// The templates of the site.
    sources: Arc<[Source]>,
}

/// More templates than so many are no theme; the engine would go from one to the next as deep as there are.
const MOST_TEMPLATES: usize = 1000;

/// The built-in templates are the same for every site: they are read once.
static BUILT_IN: LazyLock<TeraResult<Tera>> = LazyLock::new(|| {
    let mut engine = Tera::new();
    engine.set_fallback_prefixes([PREFIX])?;
    engine.set_escape_fn(escape);
    // What templates may call must be known before they are read; what it does is said for each site.
    for &name in FUNCTIONS {
        engine.register_function(name, |_: Kwargs, _: &State<'_>| String::new());
    }
    engine.register_filter("word", |_: &str, _: Kwargs, _: &State<'_>| String::new());
    Ok(engine)
});

/// Escapes what a template writes. Most has nothing to escape, which is seen at a glance.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let is_special = |byte: u8| {
        (byte == b'&')
            | (byte == b'<')
            | (byte == b'>')
            | (byte == b'"')
            | (byte == b'\'')
            | may_be_forbidden(byte)
    };
    if has_byte(text, is_special) {
        tera::escape_html(&without_forbidden(text), out)
    } else {
        out.write_all(text.as_bytes())
    }
}

impl Engine {
    /// Compiles the templates of a site, over those built in.
    ///
    /// # Errors
    ///
    /// A diagnostic for each fault that can be seen before rendering.
    pub fn new(site: &[Source]) -> Result<Self, Vec<Diagnostic>> {
        let engine = Self {
            tera: Arc::default(),
            sources: site.into(),
        };
        // The built-in ones have no faults of their own.
        if !site.is_empty() {
            let compiled = compile(site)?;
            engine.tera.get_or_init(|| Ok(compiled));
        }
        Ok(engine)
    }

    /// The templates of the site and those built in.
    fn compiled(&self) -> Result<&Tera, Diagnostic> {
        let compile = || compile(&self.sources).map_err(|mut faults| faults.swap_remove(0));
        self.tera
            .get_or_init(compile)
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The names of the templates of the site.
    fn own(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(name)
    }

    /// Whether there is a template of a name.
    fn has(&self, name: &str) -> bool {
        let bare = name.strip_prefix(PREFIX).unwrap_or(name);
        self.own().any(|own| own == name) || built_in::names().any(|known| known == bare)
    }
}

/// Compiles the templates of a site, over those built in; if it fails, there is at least one fault.
fn compile(site: &[Source]) -> Result<Tera, Vec<Diagnostic>> {
    let mut engine = match &*BUILT_IN {
        Ok(engine) => engine.clone(),
        Err(error) => return Err(vec![located(error, site)]),
    };
    if let Some(source) = site.get(MOST_TEMPLATES) {
        let message = format!("there are more than {MOST_TEMPLATES} templates");
        return Err(vec![fault(source.at(Span::default()), &message)]);
    }
    // Syntax first, template by template, so that one fault does not hide another.
    let faults: Vec<Diagnostic> = site
        .iter()
        .filter_map(|source| {
            if let Some(at) = calls::too_many_branches(source) {
                let most = calls::MOST_BRANCHES;
                let message = format!("there are more than {most} branches in this template");
                return Some(fault(at, &message));
            }
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
    let templates = built_in::templates()
        .map(|source| (source.path.to_string(), source.text.to_string()))
        .chain(
            site.iter()
                .map(|source| (name(source).to_owned(), source.text.to_string())),
        );
    match engine.add_raw_templates(templates) {
        Ok(()) => match calls::too_deep(site) {
            Some(at) => {
                let deepest = calls::DEEPEST;
                let message =
                    format!("templates include or extend one another more than {deepest} deep");
                Err(vec![fault(at, &message)])
            }
            None => Ok(engine),
        },
        Err(error) => Err(all_located(&error, site)),
    }
}

/// The templates of a site, ready to render.
#[derive(Debug)]
pub struct Theme {
    engine: Engine,
    outline: Arc<Outline>,
    /// The templates, filled in with the site.
    filled: OnceLock<Result<Tera, Diagnostic>>,
}

impl Theme {
    /// The templates, to be filled in with a site.
    pub fn new(engine: Engine, outline: &Arc<Outline>) -> Self {
        Self {
            engine,
            outline: Arc::clone(outline),
            filled: OnceLock::new(),
        }
    }

    fn filled(&self) -> Result<&Tera, Diagnostic> {
        let fill = || {
            let mut engine = self.engine.compiled()?.clone();
            functions::register(&mut engine, &self.outline);
            let site = self.outline.site.value.clone();
            engine.global_context().insert_value("site", site);
            Ok(engine)
        };
        self.filled.get_or_init(fill).as_ref().map_err(Clone::clone)
    }

    /// Renders a page, with the lists in its text, into a buffer in place of what is in it, and says which files its template asked for, by their
    /// index. `file` is the path of the page.
    ///
    /// # Errors
    ///
    /// What is wrong with the template.
    pub fn render(
        &self,
        template: &str,
        (page, lists): (Value, Vec<Value>),
        file: &str,
        bytes: &mut Vec<u8>,
    ) -> Result<Vec<usize>, Diagnostic> {
        let engine = self.filled()?;
        functions::take_used();
        bytes.clear();
        let mut context = Context::new();
        context.insert_value("page", page);
        let rendered = engine.render_to(template, &context, &mut *bytes);
        match rendered.and_then(|()| fill_in(engine, lists, bytes)) {
            Ok(()) => Ok(functions::take_used()),
            Err(error) => {
                let diagnostic = located(&error, &self.engine.sources);
                Err(diagnostic.help(format!("this happened while `{file}` was rendered")))
            }
        }
    }

    /// Entries and collections that ask for a template that does not exist.
    pub fn check(&self, config_path: Option<&SourcePath>) -> Vec<Diagnostic> {
        let outline = &self.outline;
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
        for index in glossary.indices() {
            let entry = glossary.entry(index);
            if let Some(name) = &entry.built_in.template
                && glossary.is_published(index)
            {
                let span = entry
                    .fields
                    .get("template")
                    .map_or(Span::default(), |value| value.span);
                asked.push((name, entry.at(span)));
            }
        }
        let mut known: Vec<&str> = self.engine.own().collect();
        for name in built_in::names() {
            known.push(name);
        }
        let budget = Budget::default();
        let mut diagnostics = Vec::new();
        for (name, at) in asked {
            if self.engine.has(name) {
                continue;
            }
            let mut diagnostic = Diagnostic::new(
                Code::UnknownTemplate,
                at,
                format!("there is no template `{name}`"),
            )
            .label("not in `templates/`, and not built in");
            let bare = name.strip_prefix(TEMPLATES).unwrap_or(name);
            let exact = known
                .iter()
                .find(|known| **known == bare || known.strip_suffix(".html") == Some(bare));
            let stems = known.iter().map(|known| stem(known));
            let near = budget
                .allows(known.len())
                .then(|| nearest(stem(bare), stems))
                .flatten();
            let near = near.and_then(|near| known.iter().find(|known| stem(known) == near));
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

/// Puts the lists of a text where their marks are.
fn fill_in(engine: &Tera, lists: Vec<Value>, bytes: &mut Vec<u8>) -> TeraResult<()> {
    for (number, list) in lists.into_iter().enumerate() {
        let mark = list_mark(number);
        let Some(at) = memchr::memmem::find(bytes, mark.as_bytes()) else {
            continue;
        };
        let mut context = Context::new();
        context.insert_value("page", list);
        let list = engine.render("entries.html", &context)?;
        bytes.splice(at..at + mark.len(), list.into_bytes());
    }
    Ok(())
}

/// The name of a template without its extension.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

//! What is wrong with a template: an error of the engine → diagnostics at their places.

use tera::{Error, ErrorKind};

use super::built_in::{PREFIX, TEMPLATES, templates};
use super::calls::endless;
use super::mistake::{meant, unbalanced};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Source, SourcePath, Span};

/// Every fault that an error of the engine tells of.
pub(super) fn all_located(error: &Error, site: &[Source]) -> Vec<Diagnostic> {
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

/// A fault of a template.
pub(super) fn fault(at: Location, message: &str) -> Diagnostic {
    let meant = meant(message);
    let (message, help) = match &meant {
        Some((message, help)) => (message.as_str(), Some(help)),
        None => (message, None),
    };
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
    if let Some(help) = help {
        diagnostic = diagnostic.help(help);
    }
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

/// The fault that an error tells of.
pub(super) fn located(error: &Error, site: &[Source]) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let path = path_of(report.filename());
            let span = Span::from(report.span().range.clone());
            let message = report.message();
            let text = source_of(&path, site).map(|source| source.text);
            // The engine sees a block that is never closed where the next one ends.
            let unclosed = text.and_then(|text| unbalanced(&text));
            let unclosed =
                unclosed.filter(|_| message.contains("tag") || message.contains("end of"));
            match unclosed {
                Some((span, message, help)) => fault(Location { path, span }, &message).help(help),
                None => fault(Location { path, span }, message),
            }
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
            let message = other.to_string();
            let is_endless = message.contains("recursion depth for components");
            let at = endless(site).filter(|_| is_endless);
            let at = at.unwrap_or_else(|| Location {
                path: SourcePath::new(TEMPLATES.trim_end_matches('/')),
                span: Span::default(),
            });
            if is_endless {
                fault(
                    at,
                    "this component is called within itself, or too deep in others",
                )
            } else {
                fault(at, &message)
            }
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

pub(super) fn path_of(template: &str) -> SourcePath {
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
        .or_else(|| templates().find(|source| source.path == *path))
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

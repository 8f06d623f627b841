//! A report for people: the message, the lines it is about, and what to do.
//!
//! In: a [`Report`]. Out: text with terminal colours (a caller without a terminal strips them). The layout is that of
//! rustc, drawn by the same library.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};

use super::clean::{line, masked, without_commands};
use super::{Diagnostic, Fix, Report, Severity, fitted};
use crate::source::character::visible;
use crate::source::{Location, Source, Sources};

/// Writes the report for a terminal of a width in columns.
pub fn render(report: &Report<'_>, width: usize) -> String {
    let renderer = Renderer::styled().term_width(width);
    let mut text = String::new();
    for diagnostic in report.diagnostics {
        let groups = groups(diagnostic, report.sources, width);
        text.push_str(&renderer.render(&groups));
        text.push_str("\n\n");
    }
    without_commands(text)
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::INFO.with_name("hint"),
    }
}

/// Whether a line that a fix changes does not fit the terminal.
fn is_long(fix: &Fix, sources: &Sources, width: usize) -> bool {
    fix.edits.iter().any(|edit| {
        sources.get(&edit.at.path).is_some_and(|source| {
            let span = fitted(source, edit.at.span);
            let start = source.text[..span.start as usize]
                .rfind('\n')
                .map_or(0, |at| at + 1);
            let end = source.text[span.end as usize..]
                .find('\n')
                .map_or(source.text.len(), |at| span.end as usize + at);
            source.text[start..end].chars().count() + 8 > width
        })
    })
}

fn groups<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources, width: usize) -> Vec<Group<'a>> {
    let title = level(diagnostic.severity)
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code.name());
    let mut main = Group::with_title(title);
    match sources.get(&diagnostic.at.path) {
        None => main = main.element(Origin::path(visible(&diagnostic.at.path))),
        Some(source) => {
            let (text, mark) = shown(source);
            let mut snippet = Snippet::source(text).path(visible(&source.path));
            let primary = AnnotationKind::Primary.span(within(source, &diagnostic.at, mark));
            snippet = snippet.annotation(if diagnostic.label.is_empty() {
                primary
            } else {
                primary.label(diagnostic.label.as_str())
            });
            for label in &diagnostic.labels {
                if label.at.path == source.path {
                    snippet = snippet.annotation(
                        AnnotationKind::Context
                            .span(within(source, &label.at, mark))
                            .label(label.text.as_str()),
                    );
                }
            }
            main = main.element(snippet);
        }
    }
    for label in &diagnostic.labels {
        if label.at.path == diagnostic.at.path {
            continue;
        }
        if let Some(source) = sources.get(&label.at.path) {
            let (text, mark) = shown(source);
            main = main.element(
                Snippet::source(text)
                    .path(visible(&source.path))
                    .annotation(
                        AnnotationKind::Context
                            .span(within(source, &label.at, mark))
                            .label(label.text.as_str()),
                    ),
            );
        } else {
            main = main.element(Level::NOTE.message(format!(
                "{}: {}",
                visible(&label.at.path),
                label.text
            )));
        }
    }
    for help in &diagnostic.help {
        main = main.element(Level::HELP.message(help.as_str()));
    }
    let mut groups = vec![main];
    if let Some(fix) = diagnostic
        .fix
        .as_ref()
        .filter(|fix| is_long(fix, sources, width))
    {
        // A paragraph on one line would be printed twice, whole.
        let texts: Vec<String> = fix
            .edits
            .iter()
            .map(|edit| format!("`{}`", line(edit.text.clone())))
            .collect();
        let help = format!("{}: write {}", fix.title, texts.join(", "));
        groups[0] = std::mem::replace(&mut groups[0], Group::with_level(Level::HELP))
            .element(Level::HELP.message(help));
    } else if let Some(fix) = &diagnostic.fix {
        let mut group = Group::with_title(Level::HELP.secondary_title(fix.title.as_str()));
        for edit in &fix.edits {
            if let Some(source) = sources.get(&edit.at.path) {
                let (text, mark) = shown(source);
                group = group.element(Snippet::source(text).path(visible(&source.path)).patch(
                    Patch::new(within(source, &edit.at, mark), masked(&edit.text)),
                ));
            }
        }
        groups.push(group);
    }
    groups
}

/// The text as a reader sees it, without its byte order mark, and how many bytes that took away.
fn shown(source: &Source) -> (Cow<'_, str>, usize) {
    let mark = source.mark_length();
    (masked(&source.text[mark..]), mark)
}

fn within(source: &Source, at: &Location, mark: usize) -> std::ops::Range<usize> {
    let span = fitted(source, at.span).range();
    span.start.saturating_sub(mark)..span.end.saturating_sub(mark)
}

//! A report for people: the message, the lines it is about, and what to do.
//!
//! In: a [`Report`]. Out: text with terminal colours (a caller without a terminal strips them). The layout is that of
//! rustc, drawn by the same library.

use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet,
};

use super::clean::{line, masked, without_commands};
use super::group::{Equal, grouped};
use super::{Edit, Fix, Report, Severity, fitted, positions};
use crate::source::character::visible;
use crate::source::{Location, Source, Sources, Span};

/// Places that lie further apart than so many bytes are shown apart.
const LARGEST_EXCERPT: usize = 4096;

/// Of equal faults, so many places are shown.
const MOST_PLACES: usize = 3;

/// Of the things that faults of one topic name, so many are listed.
const MOST_NAMES: usize = 24;

/// Stands in a report between a place and what the renderer took for it.
const PLACED: char = '\0';

/// Writes the report for a terminal of a width in columns.
pub fn render(report: &Report<'_>, width: usize) -> String {
    let renderer = Renderer::styled().term_width(width);
    let mut text = String::new();
    for equal in grouped(report.diagnostics) {
        let groups = groups(&equal, report.sources, width);
        let rendered = renderer.render(&groups);
        for (number, part) in rendered.split(PLACED).enumerate() {
            let is_place = |letter: char| letter == ':' || letter.is_ascii_digit();
            let kept = part.trim_start_matches(is_place);
            text.push_str(if number == 0 { part } else { kept });
        }
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
            let excerpt = Excerpt::of(source, [edit.at.span], width);
            excerpt.text(source).trim_end().chars().count() + 8 > width
        })
    })
}

fn groups<'a>(equal: &Equal<'a>, sources: &'a Sources, width: usize) -> Vec<Group<'a>> {
    let diagnostic = equal.first;
    let list = equal.list();
    let title = match &list {
        Some((topic, names)) => format!("{} {topic}", names.len()),
        None => diagnostic.message.clone(),
    };
    let title = level(diagnostic.severity)
        .primary_title(title)
        .id(diagnostic.code.name());
    let mut main = Group::with_title(title);
    let at = &diagnostic.at;
    let mut rest: Vec<_> = diagnostic.labels.iter().collect();
    match sources.get(&at.path) {
        None => main = main.element(Origin::path(visible(&at.path))),
        Some(source) => {
            let is_near = |other: &Location| {
                let start = at.span.start.min(other.span.start);
                let end = at.span.end.max(other.span.end);
                other.path == at.path && (end - start) as usize <= LARGEST_EXCERPT
            };
            let near = rest.iter().filter(|label| is_near(&label.at));
            let primary = (AnnotationKind::Primary, at, diagnostic.label.as_str());
            let near = near.map(|label| (AnnotationKind::Context, &label.at, label.text.as_str()));
            let notes: Vec<Remark<'_>> = [primary].into_iter().chain(near).collect();
            main = main.element(snippet(source, sources, &notes, width));
            rest.retain(|label| !is_near(&label.at));
        }
    }
    for label in rest {
        if let Some(source) = sources.get(&label.at.path) {
            let note = (AnnotationKind::Context, &label.at, label.text.as_str());
            main = main.element(snippet(source, sources, &[note], width));
        } else {
            main = main.element(Level::NOTE.message(format!(
                "{}: {}",
                visible(&label.at.path),
                label.text
            )));
        }
    }
    let shown = equal.others.iter().take(MOST_PLACES - 1);
    for at in shown {
        main = main.element(Origin::path(match sources.get(&at.path) {
            Some(_) => place(sources, at),
            None => visible(&at.path).into_owned(),
        }));
    }
    let left = equal.others.len().saturating_sub(MOST_PLACES - 1);
    if left > 0 {
        let more = format!("and {left} more place{}", if left == 1 { "" } else { "s" });
        main = main.element(Level::NOTE.message(more));
    }
    if let Some((_, names)) = list {
        let left = names.len().saturating_sub(MOST_NAMES);
        for name in names.into_iter().take(MOST_NAMES) {
            main = main.element(Level::HELP.message(name));
        }
        if left > 0 {
            main = main.element(Level::NOTE.message(format!("and {left} more of them")));
        }
        return vec![main];
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
                group = group.element(patch(source, sources, edit, at, width));
            }
        }
        groups.push(group);
    }
    groups
}

/// A place and a few words under it.
type Remark<'a> = (AnnotationKind, &'a Location, &'a str);

/// The lines of a source with notes, of which the first is the one that the source is shown for.
fn snippet<'a>(
    source: &'a Source,
    sources: &Sources,
    notes: &[Remark<'a>],
    width: usize,
) -> Snippet<'a, Annotation<'a>> {
    let spans = notes.iter().map(|(_, at, _)| at.span);
    let excerpt = Excerpt::of(source, spans, width);
    let mut snippet = Snippet::source(masked(excerpt.text(source)))
        .line_start(excerpt.line(source, sources))
        .path(place(sources, notes[0].1));
    for (kind, at, text) in notes {
        let annotation = kind.span(excerpt.within(source, at.span));
        snippet = snippet.annotation(if text.is_empty() {
            annotation
        } else {
            annotation.label(*text)
        });
    }
    snippet
}

/// The lines of a source with an edit; the place is named where it is in another source than the fault.
fn patch<'a>(
    source: &'a Source,
    sources: &Sources,
    edit: &'a Edit,
    fault: &Location,
    width: usize,
) -> Snippet<'a, Patch<'a>> {
    let excerpt = Excerpt::of(source, [edit.at.span], width);
    let is_same = edit.at.path == fault.path;
    Snippet::source(masked(excerpt.text(source)))
        .line_start(excerpt.line(source, sources))
        .path(place(sources, if is_same { fault } else { &edit.at }))
        .patch(Patch::new(
            excerpt.within(source, edit.at.span),
            masked(&edit.text),
        ))
}

/// A place as the report names it. The renderer sees a part of the source only, and what it takes for
/// the place, and puts behind it, is cut off again.
fn place(sources: &Sources, at: &Location) -> String {
    let (start, _) = positions(sources, at);
    let path = visible(&at.path);
    format!("{path}:{}:{}{PLACED}", start.line, start.column)
}

/// The part of a source that the renderer is given. It would go through the whole of it for each fault.
struct Excerpt {
    start: usize,
    end: usize,
}

impl Excerpt {
    /// The lines of some spans; of a long line, as much as the terminal has room for.
    fn of(source: &Source, spans: impl IntoIterator<Item = Span>, width: usize) -> Self {
        let (mut start, mut end) = (source.text.len(), 0);
        for span in spans {
            let span = bounded(source, span);
            start = start.min(span.start);
            end = end.max(span.end);
        }
        // A place behind the last line is shown at its end.
        let is_behind = start == source.text.len() && source.text.ends_with('\n');
        start -= usize::from(is_behind);
        let room = 4 * width;
        let least = fitted(source, Span::empty(start.saturating_sub(room))).start as usize;
        let most = fitted(source, Span::empty(end + room)).end as usize;
        let before = &source.text[least..start];
        let behind = &source.text[end..most];
        Self {
            start: before.rfind('\n').map_or(least, |at| least + at + 1),
            end: behind.find('\n').map_or(most, |at| end + at + 1),
        }
        .without_mark(source)
    }

    /// A reader does not see the byte order mark.
    fn without_mark(self, source: &Source) -> Self {
        let mark = source.mark_length();
        Self {
            start: self.start.max(mark),
            end: self.end.max(mark),
        }
    }

    fn text<'a>(&self, source: &'a Source) -> &'a str {
        &source.text[self.start..self.end]
    }

    /// The number of its first line.
    fn line(&self, source: &Source, sources: &Sources) -> usize {
        let start = sources.position(&source.path, self.start as u32);
        start.map_or(1, |start| start.line)
    }

    fn within(&self, source: &Source, span: Span) -> Range<usize> {
        let span = bounded(source, span);
        span.start.saturating_sub(self.start)..span.end.saturating_sub(self.start)
    }
}

/// A span that lies within its source; of a large one, the start.
fn bounded(source: &Source, span: Span) -> Range<usize> {
    let largest = span.start.saturating_add(LARGEST_EXCERPT as u32);
    let end = span.end.min(largest);
    fitted(source, Span { end, ..span }).range()
}

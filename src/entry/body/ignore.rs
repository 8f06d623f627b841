//! Comments in a text by which an author says that a fault is meant: they reach no page, and apply to what they stand at.
//!
//! One that stands alone applies to the next block; in a block of HTML to the next line; behind or before something else to
//! its line.

use std::ops::Range;

use html5gum::Token;
use pulldown_cmark::{Event, Tag, TagEnd};

use super::markup::BodySink;
use super::quotation::is_inline;
use super::state::Raw;
use super::writer::Writer;
use crate::entry::ignore::{Ignore, MOST, WORD, is_meant, line_around, read};
use crate::entry::tags::tokens;
use crate::source::Span;

impl<S: BodySink> Writer<'_, '_, S> {
    /// Looks whether an event is what comments wait for.
    #[inline]
    pub(super) fn await_block(&mut self, event: &Event<'_>, range: &Range<usize>) {
        if !self.ignores.waiting.is_empty() {
            self.meet(event, range);
        }
    }

    fn meet(&mut self, event: &Event<'_>, range: &Range<usize>) {
        let is_text = match event {
            // What is in it decides.
            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) | Event::Html(_) => false,
            Event::Start(
                Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Superscript
                | Tag::Subscript
                | Tag::Link { .. }
                | Tag::Image { .. },
            ) => true,
            Event::Start(_) | Event::Rule => {
                self.apply_ignores(range.clone());
                return;
            }
            Event::End(_) => false,
            _ => true,
        };
        if is_text {
            self.ignores.is_in_text = true;
            self.extend_ignores(range.end);
        } else if self.ignores.is_in_text && !matches!(event, Event::End(end) if is_inline(*end)) {
            self.ignores.waiting.clear();
            self.ignores.is_in_text = false;
        }
    }

    /// Lets the comments that wait apply to a block, or to a definition of a link that stands before it.
    pub(super) fn apply_ignores(&mut self, block: Range<usize>) {
        let waiting = std::mem::take(&mut self.ignores.waiting);
        if std::mem::take(&mut self.ignores.is_in_text) {
            return;
        }
        for number in waiting {
            let ignore = &mut self.ignores.found[number];
            let comment = ignore.comment.range().end - self.start;
            let starts = |next: &&Range<usize>| (comment..block.start).contains(&next.start);
            let definitions = self.definitions.values().filter(starts);
            let next = definitions.min_by_key(|next| next.start);
            let end = next.map_or(block.end, |next| next.end);
            ignore.scope.end = (end + self.start) as u32;
        }
    }

    fn extend_ignores(&mut self, end: usize) {
        for &number in &self.ignores.waiting {
            let scope = &mut self.ignores.found[number].scope;
            scope.end = scope.end.max((end + self.start) as u32);
        }
    }

    /// Takes such comments out of a piece of raw HTML; nothing where that leaves nothing. `block` is the block that the piece
    /// is, unless it stands in a line.
    pub(super) fn without_ignores(
        &mut self,
        raw: Raw,
        block: Option<&Range<usize>>,
    ) -> Option<Raw> {
        if self.ignores.waiting.is_empty() && !raw.text.contains(WORD) {
            return Some(raw);
        }
        let (mut all, mut meant) = (Vec::new(), Vec::new());
        for token in tokens(&raw.text) {
            let Token::Comment(comment) = token else {
                continue;
            };
            let range = comment.span.start..comment.span.end;
            let inner = raw.text.get(range.clone());
            let inner = inner.and_then(|text| text.strip_prefix("<!--")?.strip_suffix("-->"));
            if inner.is_some_and(is_meant) {
                meant.push(range.clone());
            }
            all.push(range);
        }
        let rest = raw.with_blanks(&all);
        let said = rest.trim_end().len();
        if let Some(block) = block
            && said > 0
        {
            self.apply_ignores(block.clone());
        }
        for comment in &meant {
            if self.ignores.found.len() <= MOST {
                let scope = match block {
                    Some(_) => scope_in_block(&raw, comment, &rest, said),
                    None => Some(self.scope_in_text(&raw.places(comment))),
                };
                self.note_ignore(&raw, comment, scope);
            }
        }
        if meant.is_empty() {
            return Some(raw);
        }
        let raw = raw.without(&meant);
        (!raw.text.trim().is_empty()).then_some(raw)
    }

    /// The line of a comment; where it stands alone there, the next one too.
    fn scope_in_text(&self, comment: &Range<usize>) -> Range<usize> {
        let line = line_around(self.text, comment.start);
        let mut end = line_around(self.text, comment.end).end;
        let [before, behind] = [line.start..comment.start, comment.end..end];
        let is_blank = |range: Range<usize>| self.text[range].trim().is_empty();
        if is_blank(before) && is_blank(behind) {
            end = line_around(self.text, end).end;
        }
        line.start..end
    }

    fn note_ignore(&mut self, raw: &Raw, range: &Range<usize>, scope: Option<Range<usize>>) {
        let comment = raw.places(range);
        let (source, start) = (self.source, self.start);
        let inner = range.start + "<!--".len()..range.end - "-->".len();
        let place = |part: Range<usize>| {
            let [from, to] = [part.start, part.end].map(|at| raw.place(inner.start + at));
            source.at(Span::from(from..to).shifted(start))
        };
        let codes = read(&raw.text[inner.clone()], &place, &mut self.faults);
        if scope.is_none() {
            self.ignores.waiting.push(self.ignores.found.len());
        }
        let scope = scope.unwrap_or_else(|| comment.clone());
        self.ignores.found.push(Ignore {
            codes,
            comment: Span::from(comment).shifted(start),
            scope: Span::from(scope).shifted(start),
        });
    }
}

/// What a comment in a block of HTML applies to; nothing where that is still to come. `rest` is the block with blanks in the
/// places of comments, and says nothing from `said` on.
fn scope_in_block(
    raw: &Raw,
    comment: &Range<usize>,
    rest: &str,
    said: usize,
) -> Option<Range<usize>> {
    let line = line_around(rest, comment.start);
    let is_alone = rest[line.clone()].trim().is_empty();
    if is_alone && comment.end >= said {
        return None;
    }
    let end = if is_alone {
        // The next line that says something.
        let skipped = rest[line.end..].len() - rest[line.end..].trim_start().len();
        line_around(rest, line.end + skipped).end
    } else {
        line.end
    };
    Some(raw.place(line.start)..raw.place(end))
}

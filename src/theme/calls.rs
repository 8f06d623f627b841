//! Which templates and components call which others, as far as their sources show it.
//!
//! In: the templates of a site. Out: the call that goes round in a circle or too deep, for which the engine has no place.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::built_in::name;
use crate::source::{Location, Source, Span};

/// Templates include and extend one another so deep and no deeper: each call takes a part of the stack.
pub(super) const DEEPEST: usize = 32;

/// A tag of a template: `{% … %}` or `{{ … }}`, without the signs.
pub(super) struct TemplateTag<'a> {
    pub(super) inside: &'a str,
    /// Where its inside starts.
    pub(super) at: usize,
    /// Whether it is `{% … %}`.
    pub(super) is_statement: bool,
}

pub(super) fn tags(text: &str) -> impl Iterator<Item = TemplateTag<'_>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        loop {
            let open = rest + text[rest..].find('{')?;
            let second = text.as_bytes().get(open + 1);
            let (close, is_tag) = match second {
                Some(b'%') => ("%}", true),
                Some(b'{') => ("}}", true),
                Some(b'#') => ("#}", false),
                _ => {
                    rest = open + 1;
                    continue;
                }
            };
            let end = open + 2 + text[open + 2..].find(close)?;
            rest = end + 2;
            if !is_tag {
                continue;
            }
            let inside = text[open + 2..end].trim_start_matches(['-', ' ', '\n', '\t', '\r']);
            let at = end - inside.len();
            return Some(TemplateTag {
                inside,
                at,
                is_statement: second == Some(&b'%'),
            });
        }
    })
}

impl<'a> TemplateTag<'a> {
    /// The word behind a keyword or a sign at the start, with its place.
    fn behind(&self, start: &str) -> Option<(&'a str, Range<usize>)> {
        let rest = self.inside.strip_prefix(start)?;
        let rest = rest.trim_start_matches([' ', '\n', '\t', '\r', '"', '\'']);
        let is_part = |letter: char| letter.is_alphanumeric() || "_-./".contains(letter);
        let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        let from = self.at + self.inside.len() - rest.len();
        Some((&rest[..end], from..from + end))
    }
}

/// A template has so many branches of conditions and no more: the engine takes each for one within the branch before.
pub(super) const MOST_BRANCHES: usize = 500;

/// The branch of a template that is one too many.
pub(super) fn too_many_branches(source: &Source) -> Option<Location> {
    let mut branches = source.text.match_indices("elif");
    let (at, word) = branches.nth(MOST_BRANCHES)?;
    Some(source.at(Span::new(at, at + word.len())))
}

/// The tag of a call is no longer than so many characters.
const LONGEST_CALL: usize = 300;

/// What a template may include or extend: whatever stands in quotes in such a tag, be it in a comment.
fn others(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let words = ["include", "extends"].into_iter();
    let places = words.flat_map(|word| text.match_indices(word));
    let is_space = |letter: char| letter == '-' || letter.is_whitespace();
    let calls =
        places.filter(move |(at, _)| text[..*at].trim_end_matches(is_space).ends_with("{%"));
    calls.flat_map(|(at, _)| {
        let rest = &text[at..];
        let end = rest.char_indices().nth(LONGEST_CALL);
        let rest = &rest[..end.map_or(rest.len(), |(end, _)| end)];
        let tag = rest.split("%}").next().unwrap_or("");
        let mut start = at;
        tag.split(['"', '\'', '`']).map(move |part| {
            let place = start..start + part.len();
            start = place.end + 1;
            (part, place)
        })
    })
}

/// The place of a template that stands at the end of too many others, if there is one. No template includes or extends
/// itself.
pub(super) fn too_deep(site: &[Source]) -> Option<Location> {
    let calls: Vec<(&Source, Vec<_>)> = site
        .iter()
        .map(|source| (source, others(&source.text).collect()))
        .collect();
    let mut deep: BTreeSet<&str> = site.iter().map(name).collect();
    let mut last = None;
    for _ in 0..DEEPEST {
        let mut deeper = BTreeSet::new();
        for (source, calls) in &calls {
            let own = name(source);
            let is_deep = |called: &str| called != own && deep.contains(called);
            if let Some((_, at)) = calls.iter().find(|(called, _)| is_deep(called)) {
                last = Some(source.at(at.clone().into()));
                deeper.insert(own);
            }
        }
        deep = deeper;
    }
    last.filter(|_| !deep.is_empty())
}

/// The call of a component that leads back to the component that it stands in, or else the first call of any.
pub(super) fn endless(site: &[Source]) -> Option<Location> {
    // Every call: in which component it stands, if in one, which it calls, and where.
    let mut calls: Vec<(Option<&str>, &str, Location)> = Vec::new();
    for source in site {
        let mut within = None;
        for tag in tags(&source.text) {
            if let Some((component, _)) = tag.behind("component ") {
                within = Some(component);
            } else if tag.inside.starts_with("endcomponent") {
                within = None;
            } else if let Some((called, at)) = tag.behind("<") {
                calls.push((within, called, source.at(Span::from(at))));
            }
        }
    }
    let mut called_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (within, called, _) in &calls {
        if let Some(within) = within {
            called_by.entry(within).or_default().push(called);
        }
    }
    let leads_back = |from: &str, to: &str| {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(component) = open.pop() {
            if component == to {
                return true;
            }
            if seen.insert(component) {
                open.extend(called_by.get(component).into_iter().flatten());
            }
        }
        false
    };
    let in_circle = calls
        .iter()
        .find(|(within, called, _)| within.is_some_and(|within| leads_back(called, within)));
    let call = in_circle.or_else(|| calls.first())?;
    Some(call.2.clone())
}

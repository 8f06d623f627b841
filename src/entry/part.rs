//! The part of an entry below one of its headings, for another entry that embeds it, and what changes of HTML where it
//! stands on the page of another.

use std::ops::Range;

use html5gum::Token;

use super::Entry;
use super::attribute::{Holds, attributes};
use super::body::headings::Heading;
use super::body::unclosed::{OPTIONAL, VOID};
use super::elsewhere::without_permalinks;
use super::html::{Html, escape_into, escaped};
use super::safe::is_heading;
use super::tags::tokens;

/// A part of so many bytes of Markdown may be embedded; of a longer one readers get the link.
pub const LONGEST_EMBED: usize = 20_000;

/// So many embeds of a text are shown; those behind them are links.
pub const MOST_EMBEDS: usize = 50;

impl Entry {
    /// A heading by its id, and the next one of its level or a higher one that stands in nothing else.
    fn bounds(&self, id: &str) -> Option<(Heading<'_>, Option<Heading<'_>>)> {
        let mut headings = self.body.headings.iter();
        let first = headings.find(|heading| heading.id == id)?;
        let next = headings.find(|next| next.level <= first.level && !next.is_nested);
        Some((first, next))
    }

    /// How many bytes of Markdown the part below a heading has, without the heading; nothing where an id is none of a
    /// heading.
    pub fn part_length(&self, id: &str) -> Option<usize> {
        let (first, next) = self.bounds(id)?;
        let end = next.map_or(self.body.end, |next| next.span.start);
        Some(end.saturating_sub(first.span.end) as usize)
    }

    /// The HTML below a heading, without the heading; every element that it opens is closed in it.
    pub fn part(&self, id: &str) -> Option<Html> {
        let (first, next) = self.bounds(id)?;
        let html = self.html();
        let tag =
            |heading: Heading<'_>| format!("<h{} id=\"{}\"", heading.level, escaped(heading.id));
        let text = html.hollow();
        let start = text.find(&tag(first))?;
        let closing = format!("</h{}>", first.level);
        let start = start + text[start..].find(&closing)? + closing.len();
        let next = next.and_then(|next| text[start..].find(&tag(next)));
        let (end, open) = extent(&text[start..next.map_or(text.len(), |next| start + next)]);
        let mut part = html.cut(start..start + end);
        for name in open.iter().rev().filter(|name| !ends_itself(name)) {
            part.text.push_str(&format!("</{name}>"));
        }
        Some(part)
    }
}

fn ends_itself(name: &str) -> bool {
    OPTIONAL.contains(&name)
}

/// How much of a text stands in the element around its start, and the elements that are open at the end.
fn extent(html: &str) -> (usize, Vec<String>) {
    let mut open: Vec<String> = Vec::new();
    for token in tokens(html) {
        match token {
            Token::StartTag(tag) => {
                let notes = tag.attributes.get(b"role".as_slice());
                if open.is_empty() && notes.is_some_and(|role| *role.value == b"doc-endnotes"[..]) {
                    return (tag.span.start, open);
                }
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if !tag.self_closing && !VOID.contains(&&*name) {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let is_it = |name: &String| name.as_bytes() == *tag.name;
                match open.iter().rposition(is_it) {
                    Some(at) => open.truncate(at),
                    // No heading stands in a paragraph: it was ended by what followed.
                    None if *tag.name != *b"p" && open.iter().all(|name| ends_itself(name)) => {
                        return (tag.span.start, open);
                    }
                    None => {}
                }
            }
            _ => {}
        }
    }
    (html.len(), open)
}

/// Attributes that name the ids of other elements.
const NAMES_IDS: &[&str] = &[
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-labelledby",
    "aria-owns",
    "for",
    "form",
    "headers",
    "list",
];

/// HTML of the page at `own` as it stands on another one: nothing has an id, links to ids lead to its own page, and headings
/// are paragraphs, as they are no parts of the other text.
pub fn embedded(html: &str, own: &str) -> String {
    let html = without_permalinks(html);
    let mut made = String::with_capacity(html.len());
    let mut from = 0;
    let mut replace = |range: Range<usize>, text: &str| {
        made.push_str(&html[from..range.start]);
        made.push_str(text);
        from = range.end;
    };
    for token in tokens(&html) {
        match token {
            Token::StartTag(tag) => {
                let is_heading = is_heading(&String::from_utf8_lossy(&tag.name));
                if is_heading {
                    replace(tag.span.start..tag.span.start + "<h1".len(), "<p");
                }
                for attribute in attributes(&html, &tag) {
                    let names_id = NAMES_IDS.contains(&attribute.name.as_str());
                    if attribute.holds == Some(Holds::Id) || names_id {
                        let whole = attribute.whole;
                        let space = html[..whole.start].ends_with(char::is_whitespace);
                        replace(whole.start - usize::from(space)..whole.end, "");
                    } else if attribute.holds == Some(Holds::Link)
                        && attribute.value.starts_with('#')
                    {
                        let mut url = String::new();
                        escape_into(own, &mut url);
                        replace(attribute.range.start..attribute.range.start, &url);
                    }
                }
                if is_heading {
                    replace(tag.span.end..tag.span.end, "<strong>");
                }
            }
            Token::EndTag(tag) if is_heading(&String::from_utf8_lossy(&tag.name)) => {
                replace(tag.span.start..tag.span.end, "</strong></p>");
            }
            _ => {}
        }
    }
    made.push_str(&html[from..]);
    made
}

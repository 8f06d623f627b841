//! The attributes of raw HTML that hold addresses, code or ids: the one table of them, and where the addresses stand in
//! their values.

use std::ops::Range;

use html5gum::StartTag;

use super::tags::start_tags;

/// What an attribute holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// An address that a reader follows.
    Link,
    /// The address of a file that is shown.
    Source,
    /// Addresses of files of which one is shown, each with a descriptor: `small.png 1x, large.png 2x`.
    Sources,
    /// An address that the browser goes to, or loads a document from.
    Address,
    /// Such addresses with spaces between them.
    Addresses,
    /// A number of seconds, and where to go then: `5; url=/later`.
    Refresh,
    /// A script, or a document.
    Code,
    /// A name that links lead to.
    Id,
}

/// What attributes hold, by their names and those of the elements that have them: without elements, any. The first row
/// that fits holds.
const ATTRIBUTES: &[(&str, &[&str], Holds)] = &[
    ("id", &[], Holds::Id),
    ("name", &["a"], Holds::Id),
    ("href", &["a", "area"], Holds::Link),
    ("href", &["image", "feimage"], Holds::Source),
    ("href", &[], Holds::Address),
    ("xlink:href", &["a"], Holds::Link),
    ("xlink:href", &["image", "feimage"], Holds::Source),
    ("xlink:href", &[], Holds::Address),
    ("src", &["iframe", "frame", "embed"], Holds::Address),
    ("src", &[], Holds::Source),
    ("srcset", &[], Holds::Sources),
    ("imagesrcset", &[], Holds::Sources),
    ("poster", &[], Holds::Source),
    (
        "background",
        &["body", "table", "thead", "tbody", "tfoot", "tr", "td", "th"],
        Holds::Source,
    ),
    ("data", &["object"], Holds::Address),
    ("action", &["form"], Holds::Address),
    ("formaction", &["button", "input"], Holds::Address),
    ("cite", &["blockquote", "q", "ins", "del"], Holds::Address),
    ("ping", &["a", "area"], Holds::Addresses),
    ("content", &["meta"], Holds::Refresh),
    ("srcdoc", &["iframe"], Holds::Code),
];

/// What an attribute of an element holds, if it matters; both names are in small letters.
pub(super) fn held(element: &str, attribute: &str) -> Option<Holds> {
    let mut rows = ATTRIBUTES.iter();
    let row = rows.find(|(name, elements, _)| {
        *name == attribute && (elements.is_empty() || elements.contains(&element))
    });
    let is_handler = || attribute.starts_with("on").then_some(Holds::Code);
    row.map(|(_, _, holds)| *holds).or_else(is_handler)
}

/// An attribute of a tag.
pub(crate) struct Attribute {
    /// In small letters.
    pub(super) name: String,
    pub(crate) holds: Option<Holds>,
    /// The value, with character references resolved.
    pub(crate) value: String,
    /// The whole of it in the raw text.
    pub(super) whole: Range<usize>,
    /// Where the value stands in the raw text, without its quotes.
    pub(super) range: Range<usize>,
}

/// An address within a value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) range: Range<usize>,
    /// Where the descriptor behind it ends.
    pub(super) end: usize,
}

impl Attribute {
    /// The addresses within the value.
    pub(crate) fn parts(&self) -> Vec<Part> {
        let value = self.value.as_str();
        let only = |range: Range<usize>| {
            let end = range.end;
            Part { range, end }
        };
        match self.holds {
            Some(Holds::Link | Holds::Source | Holds::Address) => vec![only(0..value.len())],
            Some(Holds::Sources) => candidates(value),
            Some(Holds::Addresses) => words(value).map(only).collect(),
            Some(Holds::Refresh) => refresh(value).map(only).into_iter().collect(),
            Some(Holds::Code | Holds::Id) | None => Vec::new(),
        }
    }

    /// Where a part of the value stands in the raw text: the whole of it where character references stand there.
    pub(crate) fn place(&self, raw: &str, part: &Range<usize>) -> Range<usize> {
        if raw.get(self.range.clone()) == Some(&self.value) {
            self.range.start + part.start..self.range.start + part.end
        } else {
            self.range.clone()
        }
    }
}

/// The attributes of a tag in the order in which they are written; of two with one name, the first.
pub(crate) fn attributes(raw: &str, tag: &StartTag<usize>) -> Vec<Attribute> {
    let element = String::from_utf8_lossy(&tag.name);
    let names = tag.attributes.keys();
    let has = |name: &[u8]| names.clone().any(|known| known.as_slice() == name);
    let refreshes = || {
        let kind = tag.attributes.get(b"http-equiv".as_slice());
        kind.is_some_and(|kind| kind.value.eq_ignore_ascii_case(b"refresh"))
    };
    let mut attributes: Vec<Attribute> = tag
        .attributes
        .iter()
        .map(|(name, value)| {
            let name = String::from_utf8_lossy(name).into_owned();
            let holds = held(&element, &name).filter(|holds| match holds {
                Holds::Id => name == "id" || !has(b"id"),
                Holds::Refresh => refreshes(),
                _ => true,
            });
            let (whole, range) = extent(raw, value.span.start);
            Attribute {
                name,
                holds,
                value: String::from_utf8_lossy(&value.value).into_owned(),
                whole,
                range,
            }
        })
        .collect();
    attributes.sort_by_key(|attribute| attribute.whole.start);
    attributes
}

/// The attributes of raw HTML that hold addresses and ids, in the order of the text.
pub(super) fn all_attributes(raw: &str) -> Vec<Attribute> {
    if !raw.contains('=') {
        return Vec::new();
    }
    let found = start_tags(raw).flat_map(|tag| attributes(raw, &tag));
    found
        .filter(|attribute| !matches!(attribute.holds, None | Some(Holds::Code)))
        .collect()
}

/// The range of the attribute that starts at a byte, and that of its value without quotes (HTML Standard, 13.1.2.3).
fn extent(raw: &str, start: usize) -> (Range<usize>, Range<usize>) {
    let bytes = raw.as_bytes();
    let is_space = |at: usize| bytes.get(at).is_some_and(|byte| is_space(*byte));
    let skipped = |mut at: usize| {
        while is_space(at) {
            at += 1;
        }
        at
    };
    let start = start.min(bytes.len());
    let is_in_name = |byte: &u8| !is_space_or(*byte, b"=>/");
    let name = bytes[start..]
        .iter()
        .skip(1)
        .take_while(|byte| is_in_name(byte));
    let name_end = (start + 1 + name.count()).min(bytes.len());
    let sign = skipped(name_end);
    if bytes.get(sign) != Some(&b'=') {
        return (start..name_end, name_end..name_end);
    }
    let value = skipped(sign + 1);
    let (range, end) = if let Some(&quote @ (b'"' | b'\'')) = bytes.get(value) {
        let end = memchr::memchr(quote, &bytes[value + 1..]);
        let end = end.map_or(bytes.len(), |end| value + 1 + end);
        (value + 1..end, (end + 1).min(bytes.len()))
    } else {
        let rest = bytes[value..].iter();
        let rest = rest.take_while(|byte| !is_space_or(**byte, b">"));
        let end = value + rest.count();
        (value..end, end)
    };
    (start..end, range)
}

/// Whether HTML takes a byte for a space.
fn is_space(byte: u8) -> bool {
    is_space_or(byte, &[])
}

fn is_space_or(byte: u8, others: &[u8]) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r') || others.contains(&byte)
}

/// The ranges of what stands between spaces.
fn words(value: &str) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    let words = value.split(is_space_letter).map(move |word| {
        let start = next;
        next += word.len() + 1;
        start..start + word.len()
    });
    words.filter(|range| !range.is_empty())
}

fn is_space_letter(letter: char) -> bool {
    u8::try_from(letter).is_ok_and(is_space)
}

/// The addresses of a `srcset` (HTML Standard, 4.8.4.2.1).
fn candidates(value: &str) -> Vec<Part> {
    let bytes = value.as_bytes();
    let mut parts = Vec::new();
    let mut at = 0;
    loop {
        while at < bytes.len() && is_space_or(bytes[at], b",") {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && !is_space(bytes[at]) {
            at += 1;
        }
        if start == at {
            return parts;
        }
        let address = value[start..at].trim_end_matches(',');
        let range = start..start + address.len();
        if range.end == at {
            let mut is_in_brackets = false;
            while at < bytes.len() && (is_in_brackets || bytes[at] != b',') {
                match bytes[at] {
                    b'(' => is_in_brackets = true,
                    b')' => is_in_brackets = false,
                    _ => {}
                }
                at += 1;
            }
            parts.push(Part { range, end: at });
        } else {
            let end = range.end;
            parts.push(Part { range, end });
        }
    }
}

/// The address of a `meta` element that leads to another page (HTML Standard, 4.2.5.3).
fn refresh(value: &str) -> Option<Range<usize>> {
    let rest = value.trim_start_matches(is_space_letter);
    let rest = rest.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let rest = rest.trim_start_matches(is_space_letter);
    let rest = rest.strip_prefix([';', ',']).unwrap_or(rest);
    let rest = rest.trim_start_matches(is_space_letter);
    let name = rest
        .get(..3)
        .filter(|name| name.eq_ignore_ascii_case("url"));
    let sign = name.and_then(|_| {
        rest[3..]
            .trim_start_matches(is_space_letter)
            .strip_prefix('=')
    });
    let rest = sign.map_or(rest, |rest| rest.trim_start_matches(is_space_letter));
    let (quote, address) = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => (1, rest[1..].split(quote).next().unwrap_or("")),
        _ => (0, rest),
    };
    let start = value.len() - rest.len() + quote;
    (!address.is_empty()).then_some(start..start + address.len())
}

#[cfg(test)]
mod tests {
    use super::{all_attributes, candidates, refresh};

    #[test]
    fn candidates_of_a_srcset() {
        for (value, expected) in [
            ("a.png", &[("a.png", "")][..]),
            ("a.png 1x, b.png 2x", &[("a.png", " 1x"), ("b.png", " 2x")]),
            (
                " a.png\n100w,b.png ",
                &[("a.png", "\n100w"), ("b.png", " ")],
            ),
            ("a.png,b.png 2x", &[("a.png,b.png", " 2x")]),
            ("a.png, b.png", &[("a.png", ""), ("b.png", "")]),
            ("a,b,,, c 1x,,", &[("a,b", ""), ("c", " 1x")]),
            ("a (1,2), b", &[("a", " (1,2)"), ("b", "")]),
            (
                "data:image/png;base64,AA== 2x, b",
                &[("data:image/png;base64,AA==", " 2x"), ("b", "")],
            ),
            ("", &[]),
            (" , ,", &[]),
        ] {
            let parts = candidates(value);
            let found: Vec<(&str, &str)> = parts
                .iter()
                .map(|part| (&value[part.range.clone()], &value[part.range.end..part.end]))
                .collect();
            assert_eq!(found, expected, "{value}");
        }
    }

    #[test]
    fn the_address_of_a_refresh() {
        for (value, expected) in [
            ("5", None),
            ("0;url=/a", Some("/a")),
            (" 0.5 ; URL = '/a' x", Some("/a")),
            ("0,url=\"/a", Some("/a")),
            ("0 /a", Some("/a")),
            ("0;url", Some("url")),
            (";url=javascript:x", Some("javascript:x")),
            ("0;", None),
        ] {
            assert_eq!(
                refresh(value).map(|range| &value[range]),
                expected,
                "{value}"
            );
        }
    }

    #[test]
    fn attributes_stand_where_they_are_written() {
        for (raw, whole, value) in [
            ("<a href=x>", "href=x", "x"),
            ("<a\nhref = 'x y'>", "href = 'x y'", "x y"),
            (
                "<a class=é HREF=\"a&amp;b\"/>",
                "HREF=\"a&amp;b\"",
                "a&amp;b",
            ),
            ("<a href=\"\">", "href=\"\"", ""),
            ("<a href=''>", "href=''", ""),
            ("<a href>=", "href", ""),
            ("<a href=>", "href=", ""),
            ("<a/href=/x/>", "href=/x/", "/x/"),
            ("<a x=1/href='x'y>", "", ""),
            ("<form action=/a onclick=b>", "action=/a", "/a"),
        ] {
            let found = all_attributes(raw);
            let found = found.first();
            let written = |range: &std::ops::Range<usize>| &raw[range.clone()];
            assert_eq!(found.map_or("", |it| written(&it.whole)), whole, "{raw}");
            assert_eq!(found.map_or("", |it| written(&it.range)), value, "{raw}");
        }
    }
}

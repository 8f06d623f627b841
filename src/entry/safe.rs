//! HTML that can do nothing but show something: its elements and their attributes.
//!
//! What is not in these tables is left out. None of the elements changes how a browser reads what stands in it, and
//! none of the attributes runs anything; what addresses may be is decided where they are resolved.

/// An element that texts may have.
#[derive(Debug)]
pub(super) struct SafeElement {
    pub(super) name: &'static str,
    /// Its attributes beside those that every element may have.
    attributes: &'static [&'static str],
}

/// Attributes that every element may have, beside those that start with `aria-`.
const EVERYWHERE: &[&str] = &["class", "dir", "id", "lang", "role", "title", "translate"];

const MEDIA: &[&str] = &[
    "controls",
    "height",
    "loop",
    "muted",
    "playsinline",
    "poster",
    "preload",
    "src",
    "width",
];
const CELL: &[&str] = &[
    "abbr", "align", "colspan", "headers", "rowspan", "scope", "valign",
];

const ELEMENTS: &[(&[&str], &[&str])] = &[
    (
        &[
            "abbr",
            "address",
            "article",
            "aside",
            "b",
            "bdi",
            "bdo",
            "big",
            "caption",
            "center",
            "cite",
            "code",
            "dd",
            "dfn",
            "dl",
            "dt",
            "em",
            "figcaption",
            "figure",
            "footer",
            "header",
            "hgroup",
            "i",
            "kbd",
            "mark",
            "nav",
            "picture",
            "pre",
            "rp",
            "rt",
            "ruby",
            "s",
            "samp",
            "section",
            "small",
            "span",
            "strike",
            "strong",
            "sub",
            "summary",
            "sup",
            "tt",
            "u",
            "var",
        ],
        &[],
    ),
    (
        &["div", "h1", "h2", "h3", "h4", "h5", "h6", "p"],
        &["align"],
    ),
    (
        &["table", "tbody", "tfoot", "thead", "tr"],
        &["align", "valign"],
    ),
    (&["td", "th"], CELL),
    (&["col", "colgroup"], &["align", "span", "valign"]),
    (&["a"], &["download", "href", "hreflang", "name"]),
    (&["audio", "video"], MEDIA),
    (&["blockquote", "q"], &["cite"]),
    (&["br", "hr", "wbr"], &[]),
    (&["data"], &["value"]),
    (&["del", "ins"], &["cite", "datetime"]),
    (&["details"], &["name", "open"]),
    (
        &["img"],
        &[
            "align", "alt", "decoding", "height", "loading", "sizes", "src", "srcset", "width",
        ],
    ),
    (&["li"], &["value"]),
    (&["ol"], &["reversed", "start", "type"]),
    (&["ul"], &["type"]),
    (
        &["source"],
        &["height", "media", "sizes", "src", "srcset", "type", "width"],
    ),
    (&["time"], &["datetime"]),
    (&["track"], &["default", "kind", "label", "src", "srclang"]),
];

/// Elements without content.
const VOID: &[&str] = &["br", "col", "hr", "img", "source", "track", "wbr"];

/// Elements that need no end tag: what stands around them ends them.
const IMPLIED: &[&str] = &["dd", "dt", "li", "p", "rp", "rt"];

/// The parts of a table, each with those that it may stand in. Nothing else may stand in a table outside of its cells and
/// its caption: browsers move it out, with what they believe to be open.
const PARTS: &[(&str, &[&str])] = &[
    ("caption", &["table"]),
    ("colgroup", &["table"]),
    ("col", &["table", "colgroup"]),
    ("thead", &["table"]),
    ("tbody", &["table"]),
    ("tfoot", &["table"]),
    ("tr", &["table", "thead", "tbody", "tfoot"]),
    ("td", &["tr"]),
    ("th", &["tr"]),
];

/// Elements that are left out with what stands in them: code, drawings, and what nobody sees.
const WHOLE: &[&str] = &[
    "iframe", "math", "noembed", "noframes", "noscript", "script", "style", "svg", "template",
    "title",
];

/// Elements of HTML that no text may have, beside those that are left out whole.
const OTHERS: &[&str] = &[
    "button", "canvas", "datalist", "dialog", "embed", "fieldset", "font", "form", "frame",
    "frameset", "head", "html", "body", "label", "legend", "main", "map", "marquee", "menu",
    "meter", "object", "optgroup", "option", "output", "progress", "rb", "rtc", "search", "select",
    "slot", "textarea",
];

/// Whether HTML knows an element of a name in small letters, or its author may have made one.
pub(super) fn is_element(name: &str) -> bool {
    let is_of = |names: &[&str]| names.contains(&name);
    SafeElement::named(name).is_some() || is_of(WHOLE) || is_of(OTHERS) || name.contains('-')
}

impl SafeElement {
    /// The element of a name in small letters, if texts may have it.
    pub(super) fn named(name: &str) -> Option<Self> {
        ELEMENTS.iter().find_map(|(names, attributes)| {
            let name = names.iter().find(|known| **known == name)?;
            Some(Self { name, attributes })
        })
    }

    /// Whether it may have an attribute, whose name is in small letters.
    pub(super) fn may_have(&self, attribute: &str) -> bool {
        let is_plain = |byte: u8| byte.is_ascii_lowercase();
        self.attributes.contains(&attribute)
            || EVERYWHERE.contains(&attribute)
            || attribute
                .strip_prefix("aria-")
                .is_some_and(|rest| rest.bytes().all(is_plain))
    }

    /// Whether nothing stands in it.
    pub(super) fn is_void(&self) -> bool {
        VOID.contains(&self.name)
    }
}

/// Whether an element of these ends by itself where that around it ends.
pub(super) fn is_implied(name: &str) -> bool {
    IMPLIED.contains(&name)
}

/// Whether what stands in an element that texts may not have is left out too.
pub(super) fn is_left_out_whole(name: &str) -> bool {
    WHOLE.contains(&name)
}

/// Whether texts may stand in an element: not in a table outside of its cells.
pub(super) fn holds_text(name: &str) -> bool {
    !matches!(
        name,
        "table" | "colgroup" | "thead" | "tbody" | "tfoot" | "tr"
    )
}

/// Whether an element is a heading.
pub(super) fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// How many of some open elements stay open where another one starts; nothing where it cannot stand at all: an item
/// outside of a list, a cell outside of a row. An item ends the item before it, and a cell or a row those before it, as
/// browsers have it: else a later end tag of what stands in one of them would close something else.
pub(super) fn kept_open(open: &[&str], name: &str) -> Option<usize> {
    if let Some((_, parents)) = PARTS.iter().find(|(part, _)| *part == name) {
        let table = open.iter().rposition(|open| *open == "table")?;
        let mut inner = open[table..].iter();
        let parent = inner.rposition(|open| parents.contains(open))?;
        return Some(table + parent + 1);
    }
    if open.last().is_some_and(|open| !holds_text(open)) {
        return None;
    }
    let (items, lists): (&[&str], &[&str]) = match name {
        "li" => (&["li"], &["ol", "ul"]),
        "dd" | "dt" => (&["dd", "dt"], &["dl"]),
        _ => return Some(open.len()),
    };
    let is_around = |open: &&str| lists.contains(open) || matches!(*open, "caption" | "td" | "th");
    let list = open.iter().rposition(is_around)?;
    if !lists.contains(&open[list]) {
        return None;
    }
    let item = open[list..].iter().rposition(|open| items.contains(open));
    Some(item.map_or(open.len(), |item| list + item))
}

#[cfg(test)]
mod tests {
    use super::{ELEMENTS, IMPLIED, SafeElement, VOID, WHOLE};
    use crate::entry::attribute::{Holds, held};

    #[test]
    fn no_safe_attribute_holds_code() {
        for (elements, attributes) in ELEMENTS {
            for element in *elements {
                for attribute in *attributes {
                    let held = held(element, attribute);
                    assert!(
                        !matches!(held, Some(Holds::Code | Holds::Refresh)),
                        "{element} {attribute}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_element_is_either_safe_or_left_out() {
        for name in VOID.iter().chain(IMPLIED) {
            assert!(SafeElement::named(name).is_some(), "{name}");
        }
        for name in WHOLE {
            assert!(SafeElement::named(name).is_none(), "{name}");
        }
        let names = ELEMENTS.iter().flat_map(|(names, _)| *names);
        let mut names: Vec<_> = names.collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}

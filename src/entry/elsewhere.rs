//! HTML of an entry for a place that is no page of its site, such as a feed: every address in it is a full one.

use super::attribute::{Holds, all_attributes};
use super::html::escape_into;

/// How the link of a heading to itself starts.
const PERMALINK: &str = "<a class=\"permalink";

/// The HTML with full addresses: `own` is that of its page, and `absolute` makes one of an address on the host. The links
/// of headings to themselves are left out.
pub fn elsewhere(html: &str, own: &str, absolute: impl Fn(&str) -> Option<String>) -> String {
    let html = without_permalinks(html);
    let full = |address: &str| {
        if address.starts_with('#') {
            [own, address].concat()
        } else if address.starts_with('/') && !address.starts_with("//") {
            absolute(address).unwrap_or_else(|| address.to_owned())
        } else {
            address.to_owned()
        }
    };
    let mut made = String::with_capacity(html.len() + html.len() / 4);
    let mut from = 0;
    for attribute in all_attributes(&html) {
        if attribute.holds == Some(Holds::Id) || attribute.range.start < from {
            continue;
        }
        made.push_str(&html[from..attribute.range.start]);
        let (mut value, mut done) = (String::new(), 0);
        for part in attribute.parts() {
            value.push_str(&attribute.value[done..part.range.start]);
            value.push_str(&full(&attribute.value[part.range.clone()]));
            done = part.range.end;
        }
        value.push_str(&attribute.value[done..]);
        escape_into(&value, &mut made);
        from = attribute.range.end;
    }
    made.push_str(&html[from..]);
    made
}

/// The HTML without the links of headings to themselves.
pub(super) fn without_permalinks(html: &str) -> String {
    let mut parts = html.split(PERMALINK);
    let mut rest = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let behind = part.split_once("</a>").map_or("", |(_, behind)| behind);
        // Before a heading it is a number with a space behind it; behind one, there is a space before it.
        if rest.ends_with('>') {
            rest.push_str(behind.trim_start_matches(' '));
        } else {
            rest.truncate(rest.trim_end_matches(' ').len());
            rest.push_str(behind);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::elsewhere;

    #[test]
    fn addresses_are_full_ones() {
        for (html, expected) in [
            (
                "<a href=\"/a/#b\">x</a>",
                "<a href=\"https://e.org/a/#b\">x</a>",
            ),
            (
                "<a href=\"#_fn-1\">1</a>",
                "<a href=\"https://e.org/o/#_fn-1\">1</a>",
            ),
            (
                "<a href=\"https://x.org/?a=1&amp;b\">x</a>",
                "<a href=\"https://x.org/?a=1&amp;b\">x</a>",
            ),
            ("<a href=\"//x.org/\">x</a>", "<a href=\"//x.org/\">x</a>"),
            (
                "<img src='/a.png' srcset=\"/a.png 1x, /b.png 2x\">",
                "<img src='https://e.org/a.png' srcset=\"https://e.org/a.png 1x, https://e.org/b.png 2x\">",
            ),
            (
                "<h2 id=\"a\"><a class=\"permalink number\" href=\"#a\">1</a> A</h2>",
                "<h2 id=\"a\">A</h2>",
            ),
            (
                "<h3 id=\"a\">A <a class=\"permalink\" href=\"#a\">#</a></h3>",
                "<h3 id=\"a\">A</h3>",
            ),
            (
                "<code>href=&quot;/a&quot;</code>",
                "<code>href=&quot;/a&quot;</code>",
            ),
        ] {
            let absolute = |url: &str| Some(format!("https://e.org{url}"));
            assert_eq!(elsewhere(html, "https://e.org/o/", absolute), expected);
        }
    }
}

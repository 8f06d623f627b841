//! HTML → the text that a reader sees.
//!
//! In: HTML as the program writes it, in which raw HTML of an author may stand. It is gone through once; what is not
//! closed goes to the end.

use memchr::{memchr, memchr2, memchr3, memmem};

/// Whether an element does not end a word. A raised number does: it is that of a footnote.
fn is_inline(name: &[u8]) -> bool {
    matches!(
        name,
        b"a" | b"abbr"
            | b"b"
            | b"bdi"
            | b"bdo"
            | b"cite"
            | b"code"
            | b"del"
            | b"dfn"
            | b"em"
            | b"font"
            | b"i"
            | b"ins"
            | b"kbd"
            | b"mark"
            | b"q"
            | b"s"
            | b"samp"
            | b"small"
            | b"span"
            | b"strong"
            | b"sub"
            | b"u"
            | b"var"
            | b"wbr"
    )
}

/// Whether nobody reads what an element contains.
fn is_silent(name: &[u8]) -> bool {
    matches!(name, b"script" | b"style" | b"template" | b"noscript")
}

/// Longer names are not told apart.
const LONGEST_NAME: usize = 10;

/// Appends the text of some HTML, with a space for each tag that ends a word.
pub fn visible_into(html: &str, text: &mut String) {
    let mut rest = html;
    while let Some(at) = memchr2(b'<', b'&', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let behind = if rest.starts_with('&') {
            Some(reference(rest, text))
        } else {
            tag(rest, text)
        };
        let Some(behind) = behind else { return };
        rest = behind;
    }
    text.push_str(rest);
}

/// Reads a reference to a character, and gives what stands behind it.
fn reference<'a>(html: &'a str, text: &mut String) -> &'a str {
    let name = html[1..].split(';').next().unwrap_or("");
    let is_name = |name: &str| {
        let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'#';
        name.len() < 10 && name.bytes().all(is_of_name)
    };
    let window = html.as_bytes().get(..12).unwrap_or(html.as_bytes());
    if !window.contains(&b';') || !is_name(name) {
        text.push('&');
        return &html[1..];
    }
    let number = match name
        .strip_prefix('#')
        .map(|number| number.split_at_checked(1))
    {
        Some(Some(("x" | "X", digits))) => u32::from_str_radix(digits, 16).ok(),
        Some(_) => name[1..].parse().ok(),
        None => None,
    };
    text.push(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => number.and_then(char::from_u32).unwrap_or(' '),
    });
    &html[name.len() + 2..]
}

const PERMALINK: &str = "<a class=\"permalink";

/// Passes over a tag, and gives what stands behind it; nothing where that does not end.
fn tag<'a>(html: &'a str, text: &mut String) -> Option<&'a str> {
    let bytes = html.as_bytes();
    if bytes.get(1) == Some(&b'!') && bytes.starts_with(b"<!--") {
        return Some(&html[memmem::find(bytes, b"-->")? + 3..]);
    }
    let is_end = bytes.get(1) == Some(&b'/');
    let start = 1 + usize::from(is_end);
    let length = bytes[start..]
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let first = bytes.get(start);
    let opens = first.is_some_and(|first| first.is_ascii_alphabetic() || b"!?".contains(first));
    if !opens {
        text.push('<');
        return Some(&html[1..]);
    }
    let mut lower = [0; LONGEST_NAME];
    let name = match lower.get_mut(..length) {
        Some(name) => {
            name.copy_from_slice(&bytes[start..start + length]);
            name.make_ascii_lowercase();
            &*name
        }
        None => &[],
    };
    if !is_inline(name) {
        text.push(' ');
    }
    // Most tags have no attributes.
    let end = match bytes.get(start + length) {
        Some(b'>') => start + length,
        _ => end_of_tag(bytes)?,
    };
    let behind = &html[end + 1..];
    // The number of a section is no word of its heading.
    let is_silent = is_silent(name) || name == b"a" && html.starts_with(PERMALINK);
    if is_end || !is_silent {
        return Some(behind);
    }
    let mut ends = memmem::find_iter(behind.as_bytes(), b"</");
    let end = ends.find(|end| {
        let found = behind.as_bytes().get(end + 2..end + 2 + name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name))
    })?;
    Some(&behind[end..])
}

/// Where a tag ends: at a `>` that is not in quotes.
fn end_of_tag(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr3(b'>', b'"', b'\'', &bytes[at..])?;
        let byte = bytes[at];
        if byte == b'>' {
            return Some(at);
        }
        at += 1;
        at += memchr(byte, &bytes[at..])? + 1;
    }
}

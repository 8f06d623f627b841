//! The path of a request → a path of the site, or a refusal.
//!
//! In: what a client asks for, as it is written. Out: a decoded path that names a page or nothing; it
//! is looked up among what the site has and never joined to a folder.

use percent_encoding::percent_decode_str;

/// Why a path names nothing, whatever the site has.
pub(super) const REFUSED: &str = "This is not an address of a page.\n";

/// A path without its percent signs, decoded once; nothing where it could not be the address of
/// anything.
pub(super) fn decoded(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let is_escape = |at: usize| {
        bytes.get(at + 1).is_some_and(u8::is_ascii_hexdigit)
            && bytes.get(at + 2).is_some_and(u8::is_ascii_hexdigit)
    };
    let broken = bytes
        .iter()
        .enumerate()
        .any(|(at, byte)| *byte == b'%' && !is_escape(at));
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let is_bad = broken
        || !decoded.starts_with('/')
        || decoded.contains(|letter: char| letter == '\\' || letter.is_control())
        || decoded.split('/').any(|part| part == "." || part == "..");
    (!is_bad).then(|| decoded.into_owned())
}

/// What stands behind `?`, with it.
pub(super) fn query(query: Option<&str>) -> String {
    query.map_or_else(String::new, |query| format!("?{query}"))
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn a_path_is_decoded_once() {
        for (written, expected) in [
            ("/", Some("/")),
            ("/a%20b/", Some("/a b/")),
            ("/%C3%A9tat/", Some("/état/")),
            ("/100%25/", Some("/100%/")),
            ("/%252e%252e/x", Some("/%2e%2e/x")),
            ("/../x", None),
            ("/%2e%2E/x", None),
            ("/a/..%2fx", None),
            ("/a%5c..%5cx", None),
            ("/a%00", None),
            ("/%", None),
            ("/%zz", None),
            ("/%c0%ae%c0%ae/", None),
            ("*", None),
            ("", None),
        ] {
            assert_eq!(decoded(written).as_deref(), expected, "{written}");
        }
    }
}

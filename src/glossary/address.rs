//! A written address taken apart. Nothing here knows what there is at an address.

use std::borrow::Cow;

use memchr::{memchr, memchr3};
use percent_encoding::percent_decode_str;

use crate::config::HtmlMode;
use crate::diagnostic::nearest::nearest;

/// A part of an address without its percent signs.
pub(super) fn decoded(part: &str) -> Cow<'_, str> {
    if memchr(b'%', part.as_bytes()).is_none() {
        return Cow::Borrowed(part);
    }
    percent_decode_str(part).decode_utf8_lossy()
}

/// The scheme of an address (RFC 3986, section 3.1).
pub(super) fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let mut letters = scheme.chars();
    (letters.next()?.is_ascii_alphabetic()
        && letters.all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter)))
    .then_some(scheme)
}

/// Schemes of addresses that run code, carry a document in themselves, or point into the reader's own computer.
const UNSAFE: &[&str] = &["blob", "data", "file", "javascript", "vbscript"];

/// Schemes of addresses that lead to other sites, people and places. Where not all HTML is kept, there are no others.
const KNOWN: &[&str] = &[
    "ftp", "ftps", "geo", "http", "https", "irc", "ircs", "magnet", "mailto", "matrix", "news",
    "nntp", "sip", "sips", "sms", "tel", "urn", "webcal", "xmpp",
];

/// Whether an address with a scheme, in small letters, is not safe to follow.
pub(super) fn is_unsafe(scheme: &str, html: HtmlMode) -> bool {
    UNSAFE.contains(&scheme) || (html > HtmlMode::Keep && !KNOWN.contains(&scheme))
}

/// What a browser makes of an address: it drops control characters and spaces around it, and tabs and line breaks in it
/// (URL Standard, 4.4).
pub(super) fn as_browsers_read(written: &str) -> Cow<'_, str> {
    let address =
        written.trim_matches(|letter: char| letter.is_whitespace() || letter.is_control());
    if memchr3(b'\t', b'\n', b'\r', address.as_bytes()).is_none() {
        return Cow::Borrowed(address);
    }
    Cow::Owned(address.replace(['\t', '\n', '\r'], ""))
}

/// Whether an address without a scheme names a host. Browsers take either slash.
pub(super) fn names_host(address: &str) -> bool {
    let mut letters = address.chars();
    let mut is_slash = || matches!(letters.next(), Some('/' | '\\'));
    is_slash() && is_slash()
}

/// The path of an address, behind its scheme, on the computer of whoever wrote it.
pub(super) fn on_own_computer(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("//")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_own = matches!(name, "localhost" | "127.0.0.1" | "0.0.0.0" | "[::1]");
    let path = path.split(['?', '#']).next().unwrap_or("");
    is_own.then(|| path.trim_start_matches('/'))
}

/// A path from a folder, without `.` and `..`; nothing when it leads out of the site.
pub(super) fn joined<'t>(folder: &str, path: &'t str) -> Option<Cow<'t, str>> {
    let plain = path.trim_end_matches('/');
    let is_plain = |part| !matches!(part, "" | "." | "..");
    if folder.is_empty() && plain.split('/').all(is_plain) {
        return Some(Cow::Borrowed(plain));
    }
    let mut whole = String::with_capacity(folder.len() + 1 + path.len());
    let folders = folder.split('/').filter(|part| !part.is_empty());
    for part in folders {
        push(&mut whole, part);
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if whole.is_empty() => return None,
            ".." => whole.truncate(whole.rfind('/').unwrap_or(0)),
            part => push(&mut whole, part),
        }
    }
    Some(Cow::Owned(whole))
}

fn push(path: &mut String, part: &str) {
    if !path.is_empty() {
        path.push('/');
    }
    path.push_str(part);
}

/// Ends of the names of hosts that people write without a scheme.
const DOMAINS: &[&str] = &[
    "app", "au", "ca", "ch", "com", "de", "dev", "edu", "eu", "fr", "gov", "info", "int", "io",
    "jp", "mil", "net", "nl", "org", "uk", "us",
];

/// The address on another site that was meant by one that leads nowhere: its scheme is missing or misspelt.
pub(crate) fn meant_outside(written: &str) -> Option<String> {
    let is_host = |host: &str| {
        let mut parts = host.rsplit('.');
        let is_known = parts.next().is_some_and(|end| DOMAINS.contains(&end));
        let is_label = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '-'))
        };
        let count = host.split('.').count();
        (is_known || (host.starts_with("www.") && count > 2))
            && count > 1
            && host.split('.').all(is_label)
    };
    let start = |address: &str| -> bool {
        let end = address.find(['/', '?', '#', ':']).unwrap_or(address.len());
        is_host(&address[..end])
    };
    if start(written) {
        return Some(format!("https://{written}"));
    }
    if let Some((name, host)) = written.split_once('@')
        && !name.is_empty()
        && !name.contains(['/', ':'])
        && is_host(host)
    {
        return Some(format!("mailto:{written}"));
    }
    for scheme in ["http://", "https://"] {
        if let Some(rest) = written.strip_prefix(scheme)
            && (rest.starts_with("http://") || rest.starts_with("https://"))
        {
            return Some(rest.to_owned());
        }
    }
    for scheme in ["https", "http"] {
        let rest = written.strip_prefix(scheme);
        let rest = rest.and_then(|rest| rest.strip_prefix("//").or(rest.strip_prefix(':')));
        let rest = rest.map(|rest| rest.trim_start_matches('/'));
        if let Some(rest) = rest.filter(|rest| start(rest)) {
            let meant = format!("{scheme}://{rest}");
            return (meant != written).then_some(meant);
        }
    }
    let scheme = scheme(written)?;
    let rest = &written[scheme.len()..];
    let known = nearest(scheme, ["http", "https", "mailto"])?;
    let is_whole = match known {
        "mailto" => rest.contains('@'),
        _ => rest.starts_with("://"),
    };
    (is_whole && scheme != known).then(|| format!("{known}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn paths_lead_from_folders() {
        for (folder, path, expected) in [
            ("", "a/b", Some("a/b")),
            ("", "a/b//", Some("a/b")),
            ("", "", Some("")),
            ("", "a//b/./c", Some("a/b/c")),
            ("", "..", None),
            ("a", "..", Some("")),
            ("a/b", "../c/", Some("a/c")),
            ("a/b", "../../../c", None),
            ("a//b", "c", Some("a/b/c")),
        ] {
            assert_eq!(joined(folder, path).as_deref(), expected, "{folder} {path}");
        }
    }
}

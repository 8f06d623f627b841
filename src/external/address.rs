//! An address as it is written → what is asked: without the part behind `#`, the host in its form for the wire.

use url::{Host, Url};

use crate::check::verdict::Bar;

/// Bytes of an address that is still one; servers refuse longer ones.
const LONGEST: usize = 8 * 1024;

/// Endings of names that no public server has: RFC 2606, RFC 6761 and RFC 7686.
const RESERVED: &[&str] = &["example", "invalid", "test", "onion", "alt"];

/// Endings of names in networks of their own: RFC 6761, RFC 6762, RFC 8375, and what ICANN set aside.
const PRIVATE: &[&str] = &[
    "local",
    "localhost",
    "internal",
    "home.arpa",
    "lan",
    "intranet",
];

/// What is asked for an address.
///
/// # Errors
///
/// Why it is not asked.
pub(super) fn read(written: &str) -> Result<Url, Bar> {
    let written = written.trim();
    if written.len() > LONGEST {
        return Err(Bar::Malformed);
    }
    let parsed = match written.strip_prefix("//") {
        Some(_) => Url::parse(&format!("https:{written}")),
        None => Url::parse(written),
    };
    let mut url = parsed.map_err(|_| Bar::Malformed)?;
    url.set_fragment(None);
    allowed(&url).map(|()| url)
}

/// Whether an address may be asked, as far as it can be seen in it. Where its host really is, the
/// [resolver](super::guard::GuardedResolver) sees.
pub(super) fn allowed(url: &Url) -> Result<(), Bar> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Bar::Malformed);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Bar::Credentials);
    }
    // Other protocols live below: a request could be taken for one of theirs.
    let port = url.port_or_known_default().unwrap_or(0);
    if !matches!(port, 80 | 443 | 1024..) {
        return Err(Bar::Port);
    }
    let Some(Host::Domain(name)) = url.host() else {
        return url.host().map(|_| ()).ok_or(Bar::Malformed);
    };
    let name = name.trim_end_matches('.');
    let ends_in = |ending: &&str| {
        let start = name.strip_suffix(*ending);
        start.is_some_and(|start| start.is_empty() || start.ends_with('.'))
    };
    if !name.contains('.') || PRIVATE.iter().any(&ends_in) {
        return Err(Bar::Private);
    }
    if RESERVED.iter().any(ends_in) {
        return Err(Bar::Reserved);
    }
    Ok(())
}

/// By what a server is known that is not to be hurried: a site with `www.` before it is the same one.
pub(super) fn server(url: &Url) -> &str {
    let host = url.host_str().unwrap_or("");
    host.strip_prefix("www.").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::check::verdict::Bar;

    #[test]
    fn addresses_are_put_into_the_form_of_the_wire() {
        for (written, expected) in [
            (" https://Example.ORG/A#b ", Ok("https://example.org/A")),
            ("//example.org/a", Ok("https://example.org/a")),
            ("http://example.org:80", Ok("http://example.org/")),
            ("https://example.org:8443/", Ok("https://example.org:8443/")),
            ("https://example.org/a b", Ok("https://example.org/a%20b")),
            (
                "https://example.org/ä?ö=1",
                Ok("https://example.org/%C3%A4?%C3%B6=1"),
            ),
            ("https://bücher.de/", Ok("https://xn--bcher-kva.de/")),
            // Forms of 127.0.0.1, which the resolver refuses.
            ("http://2130706433/", Ok("http://127.0.0.1/")),
            ("http://0x7f000001/", Ok("http://127.0.0.1/")),
            ("http://0177.0.0.1/", Ok("http://127.0.0.1/")),
            ("http://127.1/", Ok("http://127.0.0.1/")),
            ("http://127。0。0。1/", Ok("http://127.0.0.1/")),
            ("http://[::ffff:127.0.0.1]/", Ok("http://[::ffff:7f00:1]/")),
            ("https://user:secret@example.org/", Err(Bar::Credentials)),
            ("https://user@example.org/", Err(Bar::Credentials)),
            ("http://example.org:25/", Err(Bar::Port)),
            ("http://example.org:22/", Err(Bar::Port)),
            ("http://wiki/", Err(Bar::Private)),
            ("http://localhost:8080/", Err(Bar::Private)),
            ("http://printer.local/", Err(Bar::Private)),
            ("http://metadata.google.internal/", Err(Bar::Private)),
            ("https://shop.example/", Err(Bar::Reserved)),
            ("http://abc.onion./", Err(Bar::Reserved)),
            ("https://thetest.org/", Ok("https://thetest.org/")),
            ("https://", Err(Bar::Malformed)),
            ("https://exa mple.org/", Err(Bar::Malformed)),
            ("http://[::1/", Err(Bar::Malformed)),
            (
                &format!("https://example.org/{}", "a".repeat(9000)),
                Err(Bar::Malformed),
            ),
        ] {
            let read = read(written);
            let read = read.as_ref().map(url::Url::as_str).map_err(|bar| *bar);
            assert_eq!(read, expected, "{written}");
        }
    }
}

//! Whom the server answers.
//!
//! In: the `Host`, the `Origin` and the token of a request. Out: yes or no. A page of another site can
//! make a browser ask this server, under a name that it made lead here; it learns nothing.

use std::net::IpAddr;

/// Which names the server answers to.
#[derive(Clone, Debug)]
pub struct Trust {
    /// The name or address that the operator gave, in small letters.
    given: Option<String>,
    /// The addresses that it listens at.
    bound: Vec<IpAddr>,
}

impl Trust {
    /// Trusts the names of this machine, what the operator named, and the addresses themselves.
    pub fn new(given: Option<&str>, bound: Vec<IpAddr>) -> Self {
        Self {
            given: given.map(|name| name.trim_matches(['[', ']']).to_ascii_lowercase()),
            bound,
        }
    }

    /// Whether a `Host` is a name of this server.
    pub(super) fn knows(&self, host: &str) -> bool {
        let Some(name) = name_of(host) else {
            return false;
        };
        let name = name.to_ascii_lowercase();
        if name == "localhost" || name.ends_with(".localhost") {
            return true;
        }
        if self.given.as_deref() == Some(&name) {
            return true;
        }
        // An address cannot be made to lead elsewhere, as a name can.
        name.parse::<IpAddr>().is_ok_and(|address| {
            address.is_loopback()
                || self
                    .bound
                    .iter()
                    .any(|bound| bound.is_unspecified() || *bound == address)
        })
    }
}

/// The host of a `Host` header without its port.
fn name_of(host: &str) -> Option<&str> {
    if let Some(rest) = host.strip_prefix('[') {
        let (name, rest) = rest.split_once(']')?;
        return (rest.is_empty() || is_port(rest.strip_prefix(':')?)).then_some(name);
    }
    match host.split_once(':') {
        Some((name, port)) => is_port(port).then_some(name),
        None => Some(host),
    }
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether an `Origin` is that of a page from a `Host`.
pub(super) fn is_own(origin: &str, host: &str) -> bool {
    origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"))
        .is_some_and(|name| name.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::{Trust, is_own};

    #[test]
    fn names_of_this_machine_are_known() {
        let local = Trust::new(None, vec!["127.0.0.1".parse().unwrap()]);
        let open = Trust::new(Some("0.0.0.0"), vec!["0.0.0.0".parse().unwrap()]);
        let named = Trust::new(Some("Box.lan"), vec!["192.168.1.7".parse().unwrap()]);
        for (host, expected) in [
            ("localhost:7878", [true, true, true]),
            ("LOCALHOST", [true, true, true]),
            ("site.localhost:1", [true, true, true]),
            ("127.0.0.1:7878", [true, true, true]),
            ("[::1]:7878", [true, true, true]),
            ("192.168.1.7:7878", [false, true, true]),
            ("10.0.0.1", [false, true, false]),
            ("box.lan:7878", [false, false, true]),
            ("evil.example", [false, false, false]),
            ("localhost.evil.example", [false, false, false]),
            ("evillocalhost", [false, false, false]),
            ("localhost:7878@evil.example", [false, false, false]),
            ("[::1", [false, false, false]),
            ("", [false, false, false]),
        ] {
            let found = [local.knows(host), open.knows(host), named.knows(host)];
            assert_eq!(found, expected, "{host}");
        }
    }

    #[test]
    fn an_origin_is_a_host() {
        assert!(is_own("http://localhost:7878", "localhost:7878"));
        assert!(!is_own("http://localhost:7879", "localhost:7878"));
        assert!(!is_own("http://evil.example", "localhost:7878"));
        assert!(!is_own("null", "localhost:7878"));
    }
}

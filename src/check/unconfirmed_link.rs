//! `unconfirmed-link`: nobody can say whether an address of another site is there.

use super::verdict::{Bar, ExternalLink, Verdict};
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(link: &ExternalLink, verdict: &Verdict) -> Option<Diagnostic> {
    let address = &link.address;
    let host = host(address);
    // Where the address is not in it, all that is true of one host is one report.
    let (message, label, help) = match verdict {
        Verdict::Dead {
            sign,
            is_certain: false,
        } => (
            format!("nothing is at `{}` this time: {sign}", link.page()),
            "may be gone",
            "a run at least a day later tells whether it is: `--external=now` does not wait",
        ),
        Verdict::Unknown(doubt) => (
            format!("`{host}` does not say whether this is there: {doubt}"),
            "may be there or not",
            "look at it in a browser; what never answers programs can be left out by `ignore` in `[check.external]`",
        ),
        Verdict::Barred(bar) => {
            let (message, help) = barred(*bar, address, host);
            (message, "not asked", help)
        }
        Verdict::Dead { .. } | Verdict::Alive { .. } | Verdict::Late => return None,
    };
    let fault = Diagnostic::new(Code::UnconfirmedLink, link.at.clone(), message);
    Some(fault.label(label).help(help).target(address))
}

fn barred(bar: Bar, address: &str, host: &str) -> (String, &'static str) {
    match bar {
        Bar::Private => (
            format!("`{host}` is in a private network, and is not asked"),
            "readers elsewhere cannot reach it; if yours can, leave it out by `ignore` in `[check.external]`",
        ),
        Bar::Reserved => (
            format!("`{host}` has a name that is not of the public web, and is not asked"),
            "leave it out by `ignore` in `[check.external]` if it is meant",
        ),
        Bar::Port => (
            format!("`{host}` has a port of another protocol than HTTP, and is not asked"),
            "ports are 80, 443 and those from 1024 up",
        ),
        Bar::Credentials => (
            "an address with a name or a password in it is not asked".to_owned(),
            "every reader sees them: take them out",
        ),
        Bar::Malformed => (
            format!("`{address}` cannot be understood as an address, and is not asked"),
            "copy it anew from the bar of a browser",
        ),
    }
}

/// The host of an address as it is written, without credentials.
fn host(address: &str) -> &str {
    let (_, rest) = address.split_once("//").unwrap_or(("", address));
    let rest = rest.split(['/', '?', '#', '\\']).next().unwrap_or(rest);
    rest.rsplit('@').next().unwrap_or(rest)
}

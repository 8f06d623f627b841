//! `moved-link`: an address of another site leads on to a new one for good.

use super::verdict::{ExternalLink, Verdict};
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(link: &ExternalLink, verdict: &Verdict) -> Option<Diagnostic> {
    let Verdict::Alive { moved: Some(new) } = verdict else {
        return None;
    };
    let address = &link.address;
    let message = format!("`{address}` has moved for good");
    let fault = Diagnostic::new(Code::MovedLink, link.at.clone(), message);
    let fault = fault.label("leads on").target(address);
    if is_start(new) && !is_start(address) {
        return Some(fault.help(format!(
            "it leads to the start of a site, `{new}`: look there for what was meant"
        )));
    }
    // A place on the page moves with it.
    let new = match address.split_once('#') {
        Some((_, anchor)) if !new.contains('#') => format!("{new}#{anchor}"),
        _ => new.clone(),
    };
    let needs_no_escape =
        |letter: char| letter.is_ascii_alphanumeric() || "/#-_.%?=:~,;@+!$".contains(letter);
    if link.is_plain && new.chars().all(needs_no_escape) {
        return Some(fault.fix("lead to the new address", link.at.clone(), new));
    }
    Some(fault.help(format!("lead to the new address: `{new}`")))
}

/// Whether an address is that of a whole site.
fn is_start(address: &str) -> bool {
    let (_, rest) = address.split_once("//").unwrap_or_default();
    let rest = rest.split(['?', '#']).next().unwrap_or("");
    let (_, path) = rest.split_once('/').unwrap_or_default();
    path.is_empty()
}

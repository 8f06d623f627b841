//! `dead-link`: an address of another site is not there any more.

use super::verdict::{DeathSign, ExternalLink, Verdict};
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(link: &ExternalLink, verdict: &Verdict) -> Option<Diagnostic> {
    let Verdict::Dead {
        sign,
        is_certain: true,
    } = verdict
    else {
        return None;
    };
    let address = link.page();
    let message = match sign {
        DeathSign::Status(_) => format!("nothing is at `{address}` any more: {sign}"),
        DeathSign::NoHost => format!("`{address}` leads nowhere: {sign}"),
    };
    let fault = Diagnostic::new(Code::DeadLink, link.at.clone(), message);
    let fault = fault.label("leads nowhere").target(&link.address);
    Some(fault.help(
        "correct the address, lead to a copy of the page in an archive of the web, or take the link out",
    ))
}

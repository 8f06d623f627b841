//! `circular-prerequisite`: entries require one another to be read first, so that a reader can begin with none of them.

use super::circle::Circles;
use super::context::Context;
use crate::config::schema::REQUIRES;
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let circles = Circles {
        field: REQUIRES,
        code: Code::CircularPrerequisite,
        message: "these entries require one another to be read first".to_owned(),
        verb: "requires".to_owned(),
        help: format!(
            "take a name out of one of these `{REQUIRES}`; `related` and links in the text ask for no order"
        ),
    };
    circles.tell(context, diagnostics);
}

//! `circular-relation`: a relation that is declared as acyclic leads back to where it started.

use std::collections::BTreeSet;

use super::circle::Circles;
use super::context::Context;
use crate::config::schema::REQUIRES;
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let fields = context.config.collections.iter();
    let fields = fields.flat_map(|collection| &collection.fields);
    let is_acyclic = |name: &&str| *name != REQUIRES;
    let acyclic = fields.filter(|field| field.kind.relation().is_some_and(|it| it.acyclic));
    let names = acyclic.map(|field| field.name.as_str()).filter(is_acyclic);
    for field in names.collect::<BTreeSet<&str>>() {
        let circles = Circles {
            field,
            code: Code::CircularRelation,
            message: format!("`{field}` leads in a circle"),
            verb: format!("`{field}` names"),
            help: format!(
                "take a name out of one of these `{field}`: it is declared with `acyclic = true`"
            ),
        };
        circles.tell(context, diagnostics);
    }
}

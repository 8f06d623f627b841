//! `unused-label`: the settings name a category or a tag that no entry has.

use std::collections::BTreeSet;

use super::context::Context;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::glossary::taxonomy::identifier;
use crate::source::{Location, Spanned};

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let config = context.config;
    let categories = config.categories.iter().map(|(name, _)| name);
    report(context, ("category", "category"), categories, diagnostics);
    let tags = config.tags.iter().map(|(name, _)| name);
    let together = config.tag_groups.iter().flat_map(|group| &group.tags);
    report(context, ("tag", "tags"), tags.chain(together), diagnostics);
}

fn report<'c>(
    context: &Context<'_>,
    (what, field): (&str, &str),
    names: impl Iterator<Item = &'c Spanned<String>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut names = names.peekable();
    let (Some(_), Some(config_path)) = (names.peek(), context.config_path) else {
        return;
    };
    // A draft may be the first one that has it, and a value of an enum may wait for its first entry.
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for index in context.glossary.indices() {
        let built_in = &context.entry(index).built_in;
        match field {
            "category" => known.extend(built_in.category.as_deref()),
            _ => known.extend(built_in.tags.iter().map(String::as_str)),
        }
    }
    let collections = context.config.collections.iter();
    let declared = collections.filter_map(|collection| collection.field(field)?.kind.values());
    known.extend(declared.flatten().map(|value| value.name.as_str()));
    let keys: BTreeSet<String> = known.iter().map(|name| identifier(name)).collect();
    for name in names.filter(|name| !keys.contains(&identifier(name))) {
        let at = Location {
            path: config_path.clone(),
            span: name.span,
        };
        let message = format!("no entry has the {what} `{}`", name.value);
        let diagnostic = Diagnostic::new(Code::UnusedLabel, at, message);
        let near = nearest(name, known.iter().copied());
        diagnostics.push(match near {
            Some(near) => diagnostic.help(format!("a {what} with a similar name exists: `{near}`")),
            None => diagnostic.help(format!("entries have it by their field `{field}`")),
        });
    }
}

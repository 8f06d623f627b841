//! `invalid-alias`: what stands among the aliases is neither another name nor an old address.

use super::context::Context;
use crate::config::is_place;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::slug::slug;
use crate::glossary::EntryIndex;
use crate::glossary::names::old_address;
use crate::source::Location;

pub(super) fn check(context: &Context<'_>, index: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    let entry = context.entry(index);
    let aliases = entry.built_in.aliases.iter().enumerate();
    diagnostics.extend(aliases.filter_map(|(number, alias)| {
        let at = entry.at(entry.fields.alias_span(number));
        fault(context, alias, at)
    }));
}

fn fault(context: &Context<'_>, alias: &str, at: Location) -> Option<Diagnostic> {
    let fault = |at, message: &str| Diagnostic::new(Code::InvalidAlias, at, message);
    if let Some(path) = alias.strip_prefix('/') {
        let message = format!("the alias `{alias}` is no place of its own on this site");
        let help = "an old address is a path such as `/primer/old-name`, without `.` and `..`";
        let is_sound = is_place(&old_address(path, context.config));
        return (!is_sound).then(|| fault(at, &message).help(help));
    }
    if alias.contains("://") || alias.starts_with("www.") {
        let message = format!("the alias `{alias}` is an address of the whole web");
        return Some(
            fault(at, &message)
                .label("nothing on this site can answer there")
                .help("an old address is a path on this site, such as `/primer/old-name`; anything else belongs into `sources` or the text"),
        );
    }
    if is_path(context, alias) {
        let message = format!("the alias `{alias}` looks like an old address, but is a name");
        let fault = fault(at.clone(), &message).label("shown to readers as another name");
        let path = alias.trim_end_matches('/');
        return Some(if path.contains('/') {
            fault.fix("start an old address with `/`", at, format!("/{path}"))
        } else {
            fault.help(format!(
                "an old address is a path from the top of the site: `/{path}`, or with the folders that it was in"
            ))
        });
    }
    slug(alias).is_empty().then(|| {
        fault(at, "an alias has no letter or digit")
            .label("no link can name it")
            .help(
                "write another name, or an old address such as `/primer/old-name`, or take it out",
            )
    })
}

/// Whether an alias can be nothing but the path of a page.
fn is_path(context: &Context<'_>, alias: &str) -> bool {
    if alias.contains(char::is_whitespace) {
        return false;
    }
    let lower = alias.to_ascii_lowercase();
    let is_page = [".html", ".htm", ".md", ".php", ".asp", ".aspx"]
        .iter()
        .any(|ending| lower.ends_with(ending));
    let folder = alias.split_once('/').map_or("", |(folder, _)| folder);
    let collections = &context.config.collections;
    let is_below = !folder.is_empty() && collections.iter().any(|known| known.folder == folder);
    is_page || is_below || alias.ends_with('/') || alias.matches('/').count() > 1
}

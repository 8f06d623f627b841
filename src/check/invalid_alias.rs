//! `invalid-alias`: what stands among the aliases is neither another name nor an old address.

use super::context::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::slug::slug;
use crate::glossary::EntryIndex;
use crate::glossary::names::{is_place, old_address};

pub(super) fn check(context: &Context<'_>, index: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    let entry = context.entry(index);
    for (number, alias) in entry.built_in.aliases.iter().enumerate() {
        let at = entry.at(entry.fields.alias_span(number));
        let fault = |message: String| Diagnostic::new(Code::InvalidAlias, at.clone(), message);
        diagnostics.push(if let Some(path) = alias.strip_prefix('/') {
            if is_place(&old_address(path, context.config)) {
                continue;
            }
            fault(format!("the alias `{alias}` is no place of its own on this site"))
                .help("an old address is a path such as `/primer/old-name`, without `.` and `..`")
        } else if alias.contains("://") || alias.starts_with("www.") {
            fault(format!("the alias `{alias}` is an address of the whole web"))
                .label("nothing on this site can answer there")
                .help("an old address is a path on this site, such as `/primer/old-name`; anything else belongs into `sources` or the text")
        } else if is_path(context, alias) {
            let fault = fault(format!("the alias `{alias}` looks like an old address, but is a name"))
                .label("shown to readers as another name");
            let path = alias.trim_end_matches('/');
            if path.contains('/') {
                fault.fix("start an old address with `/`", at.clone(), format!("/{path}"))
            } else {
                fault.help(format!("an old address is a path from the top of the site: `/{path}`, or with the folders that it was in"))
            }
        } else if slug(alias).is_empty() {
            fault("an alias has no letter or digit".to_owned())
                .label("no link can name it")
                .help("write another name, or an old address such as `/primer/old-name`, or take it out")
        } else {
            continue;
        });
    }
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

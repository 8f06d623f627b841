//! `broken-html-link`: a link of an HTML file that goes to the site as it is leads nowhere.

use super::context::Context;
use super::meant::{Wanted, did_you_mean};
use crate::asset::HtmlLink;
use crate::diagnostic::{Code, Diagnostic};
use crate::glossary::Target;
use crate::glossary::place::Occupant;
use crate::source::Location;

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (file, asset) in context.glossary.assets.iter().enumerate() {
        let Some(html) = &asset.html else {
            continue;
        };
        let place = context.glossary.places.at(asset.site_path());
        let is_published = place.is_some_and(|place| place.occupant == Occupant::Asset(file));
        if !is_published || context.config.untrusted {
            continue;
        }
        let faults = html.links.iter().filter_map(|link| {
            let target = context.glossary.resolve_in_file(file, link, context.config);
            let (message, help) = fault(context, link, &target)?;
            let at = Location {
                path: asset.path.clone(),
                span: link.span,
            };
            let diagnostic = Diagnostic::new(Code::BrokenHtmlLink, at, message);
            let diagnostic = diagnostic.label("leads nowhere");
            let diagnostic = diagnostic.leads_to(context.file_of(&target));
            Some(match help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            })
        });
        diagnostics.extend(faults);
    }
}

/// What is wrong with a link, and what was meant.
fn fault(
    context: &Context<'_>,
    link: &HtmlLink,
    target: &Target,
) -> Option<(String, Option<String>)> {
    if let Some((file, id)) = target.in_file() {
        let (message, near) = context.missing_id(file, &id)?;
        return Some((message, did_you_mean(near.map(|id| format!("#{id}")))));
    }
    match target {
        Target::Missing { wanted, path, .. } => {
            let near = context.meant(Wanted {
                from: None,
                name: wanted,
                path: path.as_deref(),
                is_media: link.is_media,
            });
            Some((
                format!("nothing is at `{}`", link.address),
                did_you_mean(near.addresses(context)),
            ))
        }
        Target::MissingAnchor { entry, anchor } => {
            let entry = context.entry(*entry);
            let message = format!("`{}` has no heading with the id `{anchor}`", entry.name);
            (!entry.is_damaged()).then_some((message, None))
        }
        Target::Entry { entry, .. } if !context.glossary.is_published(*entry) => {
            let name = &context.entry(*entry).name;
            let message = format!("`{name}` is a draft: the site will not have it");
            Some((message, None))
        }
        _ => None,
    }
}

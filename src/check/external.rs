//! The addresses of other sites that a site links to or shows, and what is reported of them when they were asked.

use std::collections::BTreeMap;

use super::verdict::{ExternalLink, Verdict};
use super::{dead_link, moved_link, unconfirmed_link};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::entry::{Reference, ReferenceKind};
use crate::glossary::place::Occupant;
use crate::glossary::{Glossary, Target};
use crate::source::{Location, SourcePath};

type VerdictRule = fn(&ExternalLink, &Verdict) -> Option<Diagnostic>;

const VERDICT_RULES: &[VerdictRule] =
    &[dead_link::check, moved_link::check, unconfirmed_link::check];

/// The addresses that readers of the site follow or see: in published entries, in HTML files that go to the site as they
/// are, and in the settings, whose path is given. Those that the settings ignore are left out.
pub fn external_links(
    glossary: &Glossary,
    config: &Config,
    settings: Option<&SourcePath>,
) -> Vec<ExternalLink> {
    let mut links = Vec::new();
    let mut add = |address: &str, at: Location, is_plain: bool| {
        if is_of_web(address) && !config.external.ignores(address) {
            let address = address.to_owned();
            links.push(ExternalLink {
                address,
                at,
                is_plain,
            });
        }
    };
    for index in glossary.indices() {
        let entry = glossary.entry(index);
        if !glossary.is_published(index) || entry.is_undecided() {
            continue;
        }
        for (reference, target) in glossary.edges_of(index) {
            if *target == Target::External && is_for_readers(reference.kind) {
                let at = entry.at(reference.span);
                add(reference.written(), at, is_plain(reference));
            }
        }
    }
    for (file, asset) in glossary.assets.iter().enumerate() {
        let place = glossary.places.at(asset.site_path());
        let is_published = place.is_some_and(|place| place.occupant == Occupant::Asset(file));
        let html = asset.html.as_ref().filter(|_| is_published);
        for link in html.iter().flat_map(|html| &html.links) {
            let is_external = || glossary.resolve_in_file(file, link, config) == Target::External;
            if link.is_for_readers && is_of_web(&link.address) && is_external() {
                let (path, span) = (asset.path.clone(), link.span);
                add(&link.address, Location { path, span }, false);
            }
        }
    }
    if let Some(path) = settings {
        for ((url, _), target) in config.links().into_iter().zip(&glossary.navigation) {
            if *target == Target::External {
                let (path, span) = (path.clone(), url.span);
                add(&url.value, Location { path, span }, false);
            }
        }
    }
    links
}

/// What the verdicts on addresses, by what is written, say of each place.
pub fn judge(links: &[ExternalLink], verdicts: &BTreeMap<String, Verdict>) -> Vec<Diagnostic> {
    let judged = links.iter().filter_map(|link| {
        let verdict = verdicts.get(&link.address)?;
        VERDICT_RULES.iter().find_map(|rule| rule(link, verdict))
    });
    judged.collect()
}

fn is_of_web(address: &str) -> bool {
    let address = address.trim_start();
    let (scheme, _) = address.split_once(':').unwrap_or_default();
    let is_web = |web| scheme.eq_ignore_ascii_case(web);
    address.starts_with("//") || ["http", "https"].into_iter().any(is_web)
}

/// Not what a browser connects to beforehand, or sends a form to: nothing need be there for who just looks.
fn is_for_readers(kind: &ReferenceKind) -> bool {
    kind.is_link() || kind.is_media() || matches!(kind, ReferenceKind::Url(_))
}

fn is_plain(reference: Reference<'_>) -> bool {
    let is_address = matches!(
        reference.kind,
        ReferenceKind::Link
            | ReferenceKind::Definition
            | ReferenceKind::Image
            | ReferenceKind::HtmlLink
            | ReferenceKind::HtmlSource
    );
    is_address && reference.span.range().len() == reference.written().len()
}

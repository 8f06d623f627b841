//! The old addresses of entries: pages that send their readers on, and lists of them for the host.

use std::collections::BTreeMap;

use super::ground::{Ground, Kind, made};
use crate::config::RedirectList;
use crate::glossary::names::redirect_path;
use crate::glossary::place::{Claim, Form, Occupant, Place};
use crate::page::context::Draft;
use crate::page::{Outline, Page, Render};

/// The pages of old addresses, by the index of the entry; the lists, by their number in the settings.
#[derive(Debug)]
pub(super) struct Redirects;

impl Kind for Redirects {
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        let mut places = ground.of_entries(|index| {
            let entry = ground.entries.entry(index);
            let is_published = ground.entries.is_published(index);
            let aliases = entry.built_in.aliases.iter().enumerate();
            let places = aliases.filter_map(|(number, alias)| {
                let claim = match (alias.starts_with('/'), is_published) {
                    (true, true) => Claim::Address,
                    (true, false) => Claim::DraftAddress,
                    (false, true) => Claim::Name,
                    (false, false) => return None,
                };
                let path = redirect_path(entry, number, ground.config)?;
                let last = path.rsplit('/').next().unwrap_or(&path);
                let place = Place {
                    occupant: Occupant::Redirect(index, number),
                    form: if last.contains('.') {
                        Form::File
                    } else {
                        Form::Page
                    },
                    claim,
                    kind: 0,
                    key: index,
                    cause: None,
                };
                Some((path, place))
            });
            places.collect()
        });
        let lists = ground.config.site.redirects.iter().enumerate();
        places.extend(lists.map(|(number, list)| made(list.file(), Form::File, number)));
        places
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        if at.1.occupant == Occupant::Page {
            let list = outline.config.site.redirects[at.1.key];
            return Page {
                file: list.file().to_owned(),
                render: Render::Bytes(written(list, &addresses(outline)).into_bytes()),
                leads_to: None,
            };
        }
        let index = at.1.key;
        let link = outline.entry_link(index);
        let mut draft = Draft::new("redirect", link.title);
        draft.values.set("url", link.url.as_str());
        let canonical = outline.routes.absolute(&link.url);
        draft.values.set("canonical", canonical);
        let mut page = draft.finish_bare(outline, at, "redirect.html");
        page.leads_to = Some(link.url);
        page
    }

    fn is_in_sitemap(&self) -> bool {
        false
    }
}

/// Every old address with the new one.
fn addresses(outline: &Outline) -> BTreeMap<String, String> {
    let places = outline.glossary.places.iter();
    let old = places.filter_map(|(path, place)| match place.occupant {
        Occupant::Redirect(index, _) if place.has_page() => {
            let old = outline.routes.url(path, place.form);
            Some((old, outline.entry_url(index)))
        }
        _ => None,
    });
    old.collect()
}

/// A list in the form of its host.
fn written(list: RedirectList, addresses: &BTreeMap<String, String>) -> String {
    let lines = addresses.iter();
    match list {
        // A page at the old address goes before a rule without `!`.
        RedirectList::Netlify => lines
            .map(|(old, new)| format!("{old} {new} 301!\n"))
            .collect(),
        RedirectList::Cloudflare => lines
            .map(|(old, new)| {
                let bare = old.strip_suffix('/').filter(|bare| !bare.is_empty());
                let forms = bare.into_iter().chain([old.as_str()]);
                let forms = forms.map(|old| format!("{old} {new} 301\n"));
                forms.collect::<String>()
            })
            .collect(),
        RedirectList::Json => serde_json::to_string_pretty(addresses).unwrap_or_default() + "\n",
    }
}

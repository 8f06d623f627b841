//! Old addresses, those of entries and those that the settings name: pages that send their readers on, and lists of them for
//! the host.

use std::collections::BTreeMap;

use super::ground::{Ground, Kind, made};
use crate::config::{RedirectList, is_place};
use crate::glossary::Target;
use crate::glossary::names::{old_address, redirect_path};
use crate::glossary::place::{Claim, Form, Occupant, Place};
use crate::page::context::Draft;
use crate::page::link::Link;
use crate::page::{Outline, Page, Render};
use crate::source::last_part;

/// The pages of old addresses, by the index of the entry or by their number in the settings; the lists, by their number in the settings.
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
                let place = old(&path, Occupant::Redirect(index, number), claim, index);
                Some((path, place))
            });
            places.collect()
        });
        let moved = ground.config.redirects.iter().enumerate();
        places.extend(moved.filter_map(|(number, redirect)| {
            let address = redirect.from.trim_start_matches('/');
            let path = Some(old_address(address, ground.config)).filter(|path| is_place(path))?;
            let place = old(&path, Occupant::Moved(number), Claim::Address, number);
            Some((path, place))
        }));
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
        let link = led_to(outline, at.1);
        let mut draft = Draft::new("redirect", link.title);
        draft.values.set("url", link.url.as_str());
        let is_own = link.url.starts_with('/');
        let canonical = is_own.then(|| outline.routes.absolute(&link.url));
        draft.values.set("canonical", canonical.flatten());
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
    let old = places.filter(|(_, place)| place.is_redirect());
    let old = old.map(|(path, place)| {
        let old = outline.routes.url(path, place.form);
        (old, led_to(outline, place).url)
    });
    old.collect()
}

/// The place of an old address.
fn old(path: &str, occupant: Occupant, claim: Claim, key: usize) -> Place {
    let is_file = last_part(path).contains('.');
    Place {
        occupant,
        form: if is_file { Form::File } else { Form::Page },
        claim,
        kind: 0,
        key,
        cause: None,
    }
}

/// Where an old address leads, and what is there. What `check` reports leads home.
fn led_to(outline: &Outline, place: &Place) -> Link {
    let Occupant::Moved(number) = place.occupant else {
        return outline.entry_link(place.key);
    };
    let config = &outline.config;
    let written = &config.redirects[number].to.value;
    let target = &config.of_redirects(&outline.glossary.navigation)[number];
    let is_elsewhere = *target == Target::External && !outline.leads_astray(written, target);
    let url = outline.target_url(None, target);
    let url = url.or_else(|| is_elsewhere.then(|| written.clone()));
    let url = url.unwrap_or_else(|| outline.routes.home().to_owned());
    let title = match target {
        Target::Entry { entry, .. } => outline.entry_link(*entry).title,
        _ => url.clone(),
    };
    Link { title, url }
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

//! The old addresses of entries: pages that send their readers on.

use super::ground::{Ground, Kind};
use crate::glossary::names::redirect_path;
use crate::glossary::place::{Claim, Form, Occupant, Place};
use crate::page::context::Draft;
use crate::page::{Outline, Page};

/// The pages of old addresses, by the index of the entry.
#[derive(Debug)]
pub(super) struct Redirects;

impl Kind for Redirects {
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        ground.of_entries(|index| {
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
        })
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
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

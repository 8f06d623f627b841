//! `404.html`: what a server shows for an address that leads nowhere. `content/404.md` is its text.

use super::ground::{Ground, Kind, made};
use crate::glossary::place::{Form, Occupant, Place};
use crate::page::{Outline, Page};

/// The page for what is not there.
#[derive(Debug)]
pub(super) struct NotFound;

impl Kind for NotFound {
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        let (path, mut place) = made("404.html", Form::File, 0);
        let text = ["404.md", "404.markdown"].iter().find_map(|name| {
            let index = ground.entries.of_file(&format!("content/{name}"))?;
            ground.entries.is_published(index).then_some(index)
        });
        if let Some(index) = text {
            place.occupant = Occupant::Entry(index);
        }
        vec![(path, place)]
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        let mut draft = outline.folder_draft("404", at.1);
        if draft.title.is_empty() {
            draft.title = outline.config.words.get("not_found").into();
        }
        draft.breadcrumbs.clear();
        draft.is_found = false;
        draft.finish(outline, at, outline.template_of(at.1, "404.html"))
    }

    fn is_in_sitemap(&self) -> bool {
        false
    }

    fn is_not_found(&self) -> bool {
        true
    }
}

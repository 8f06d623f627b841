//! Tags: all of them, and the entries of each.

use super::ground::{Ground, Kind};
use super::group::{self, GroupNames};
use crate::glossary::place::Place;
use crate::glossary::taxonomy::TAGS;
use crate::page::value::Value;
use crate::page::{Outline, Page};

/// The pages of tags.
#[derive(Debug)]
pub(super) struct Tags;

const NAMES: GroupNames = GroupNames {
    folder: TAGS,
    words: ["tags", "all_tags"],
    kind: "tag",
    template: "tag.html",
    field: "tags",
};

impl Kind for Tags {
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        group::places(&NAMES, &ground.entries.taxonomy.tags)
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        group::page(&NAMES, &outline.glossary.taxonomy.tags, outline, at)
    }

    fn is_for_engines(&self, outline: &Outline, place: &Place) -> bool {
        let groups = &outline.glossary.taxonomy.tags;
        group::is_for_engines(&NAMES, groups, &outline.config, place.key)
    }

    fn site_values(&self, outline: &Outline) -> Vec<(&'static str, Value)> {
        let groups = &outline.glossary.taxonomy.tags;
        vec![group::site_value(&NAMES, groups, outline)]
    }
}

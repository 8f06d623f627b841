//! Categories: all of them, and the entries of each.

use super::ground::{Ground, Kind};
use super::group::{self, GroupNames};
use crate::glossary::place::Place;
use crate::glossary::taxonomy::CATEGORIES;
use crate::page::value::Value;
use crate::page::{Outline, Page};

/// The pages of categories.
#[derive(Debug)]
pub(super) struct Categories;

const NAMES: GroupNames = GroupNames {
    folder: CATEGORIES,
    words: ["categories", "all_categories"],
    kind: "category",
    template: "category.html",
    field: "category",
};

impl Kind for Categories {
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        group::places(&NAMES, &ground.entries.taxonomy.categories)
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        group::page(&NAMES, &outline.glossary.taxonomy.categories, outline, at)
    }

    fn site_values(&self, outline: &Outline) -> Vec<(&'static str, Value)> {
        let groups = &outline.glossary.taxonomy.categories;
        vec![group::site_value(&NAMES, groups, outline)]
    }
}

//! The ids of a body, to be found by what a link says.
//!
//! A heading has a second name: the id that GitHub gives it, as mdBook, Docusaurus and Hugo do.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use foldhash::fast::FixedState;

use unicode_normalization::char::is_combining_mark;

use super::headings::Headings;
use crate::entry::slug::slug;

/// The ids of a body, to be found by each of their names. Each table is made when a link first asks for it.
#[derive(Clone, Debug, Default)]
pub(super) struct AnchorTable {
    ids: OnceLock<HashSet<Box<str>, FixedState>>,
    others: OnceLock<OtherNames>,
}

/// What ids are called, too.
#[derive(Clone, Debug, Default)]
struct OtherNames {
    /// For each slug the only id that has it; nothing where several do.
    by_slug: HashMap<String, Option<Box<str>>, FixedState>,
    /// The ids of headings by what others call them, or, where they have no letters, by their signs.
    by_other_name: HashMap<String, Box<str>, FixedState>,
}

/// Every id that a link can lead to: those of headings, and the others.
pub(super) fn ids<'a>(
    headings: &'a Headings,
    others: &'a [String],
) -> impl Iterator<Item = &'a str> {
    let of_headings = headings.all().map(|heading| heading.id);
    of_headings.chain(others.iter().map(String::as_str))
}

impl AnchorTable {
    /// The very id, or else the only one with the same slug, or else the heading that others would mean.
    pub(super) fn find(
        &self,
        written: &str,
        headings: &Headings,
        other_ids: &[String],
    ) -> Option<&str> {
        let all = || ids(headings, other_ids);
        let ids = self.ids.get_or_init(|| all().map(Box::from).collect());
        let others = || self.others.get_or_init(|| OtherNames::new(all(), headings));
        let exact = ids.get(written).map(AsRef::as_ref);
        exact.or_else(|| others().find(written))
    }
}

impl OtherNames {
    fn new<'a>(ids: impl Iterator<Item = &'a str>, headings: &Headings) -> Self {
        let mut names = Self::default();
        for id in ids {
            let alike = names.by_slug.entry(slug(id));
            alike
                .and_modify(|only| *only = None)
                .or_insert_with(|| Some(id.into()));
        }
        let mut counts: HashMap<String, usize, FixedState> = HashMap::default();
        for heading in headings.all() {
            let stem = other_name(heading.text);
            let count = counts.entry(stem.clone()).or_insert(0);
            let name = match *count {
                0 => stem,
                count => format!("{stem}-{count}"),
            };
            *count += 1;
            let by_name = names.by_other_name.entry(name);
            by_name.or_insert_with(|| heading.id.into());
        }
        names
    }

    fn find(&self, written: &str) -> Option<&str> {
        let slug = Some(slug(written)).filter(|slug| !slug.is_empty());
        let alike = slug.and_then(|slug| self.by_slug.get(&slug)?.as_ref());
        let found = alike.or_else(|| self.by_other_name.get(&other_name(written)));
        found.map(AsRef::as_ref)
    }
}

/// The id that GitHub makes of the text of a heading: small letters, no punctuation, `-` for each space. The text
/// itself where nothing is left.
fn other_name(text: &str) -> String {
    let text = text.trim();
    let letters = text.chars().flat_map(char::to_lowercase);
    let name: String = letters
        .filter_map(|letter| match letter {
            ' ' => Some('-'),
            '-' | '_' => Some(letter),
            _ => (letter.is_alphanumeric() || is_combining_mark(letter)).then_some(letter),
        })
        .collect();
    if name.contains(|letter| !matches!(letter, '-' | '_')) {
        name
    } else {
        text.to_owned()
    }
}

//! The ids of a body, to be found by what a link says.
//!
//! A heading has a second name: the id that GitHub gives it, as mdBook, Docusaurus and Hugo do.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use unicode_normalization::char::is_combining_mark;

use super::headings::Heading;
use crate::entry::slug::slug;

/// The ids of a body, made when a link first asks for one.
#[derive(Clone, Debug, Default)]
pub(super) struct AnchorTable {
    ids: HashSet<Box<str>, FixedState>,
    /// For each slug the only id that has it; nothing where several do.
    by_slug: HashMap<String, Option<Box<str>>, FixedState>,
    /// The ids of headings by what others call them, or, where they have no letters, by their signs.
    by_other_name: HashMap<String, Box<str>, FixedState>,
}

impl AnchorTable {
    pub(super) fn new<'a>(
        anchors: impl Iterator<Item = &'a str>,
        headings: impl Iterator<Item = Heading<'a>>,
    ) -> Self {
        let mut table = Self::default();
        for id in anchors {
            table.ids.insert(id.into());
            let alike = table.by_slug.entry(slug(id));
            alike
                .and_modify(|only| *only = None)
                .or_insert_with(|| Some(id.into()));
        }
        let mut counts: HashMap<String, usize, FixedState> = HashMap::default();
        for heading in headings {
            let stem = other_name(heading.text);
            let count = counts.entry(stem.clone()).or_insert(0);
            let name = match *count {
                0 => stem,
                count => format!("{stem}-{count}"),
            };
            *count += 1;
            let names = &mut table.by_other_name;
            names.entry(name).or_insert_with(|| heading.id.into());
        }
        table
    }

    /// The very id, or else the only one with the same slug, or else the heading that others would mean.
    pub(super) fn find(&self, written: &str) -> Option<&str> {
        let exact = self.ids.get(written);
        let wanted = || Some(slug(written)).filter(|slug| !slug.is_empty());
        let found = exact.or_else(|| self.by_slug.get(&wanted()?)?.as_ref());
        let found = found.or_else(|| self.by_other_name.get(&other_name(written)));
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

//! The order of entries, and lists of them in groups.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

use indexmap::IndexMap;
use jiff::civil::Date;

use super::Outline;
use super::section::{ListSection, Listing};
use super::value::{Object, Value, list};
use crate::config::Sort;
use crate::config::schema::FieldType;
use crate::entry::Entry;
use crate::entry::field::FieldValue;
use crate::entry::slug::slug;
use crate::glossary::EntryIndex;
use crate::glossary::place::Form;
use crate::words::Wording;

impl Outline {
    /// The list of a collection.
    pub(super) fn listing(&self, collection: usize) -> &Listing {
        self.listings[collection].get_or_init(|| {
            let sections = self.sections(collection);
            let places = sections.iter().enumerate().flat_map(|(section, list)| {
                let entries = list.entries.iter().enumerate();
                entries.map(move |(place, &index)| (index, (section, place)))
            });
            let places = places.collect();
            Listing { sections, places }
        })
    }

    /// The section of a list in which an entry stands, and its place there.
    pub(super) fn section_of(&self, index: EntryIndex) -> Option<(&ListSection, usize)> {
        let listing = self.listing(self.glossary.entry(index).collection);
        let &(section, place) = listing.places.get(&index)?;
        Some((&listing.sections[section], place))
    }

    /// The list of a collection, in groups where it asks for them.
    fn sections(&self, collection: usize) -> Vec<ListSection> {
        let settings = &self.config.collections[collection];
        let order = &self.order[collection];
        let Some(field) = &settings.group_by else {
            if order.is_empty() {
                return Vec::new();
            }
            return vec![ListSection {
                heading: None,
                url: None,
                entries: order.clone(),
            }];
        };
        let mut groups: IndexMap<Option<String>, Vec<EntryIndex>> = IndexMap::new();
        for &index in order {
            let group = self.group_of(index, field);
            groups.entry(group).or_default().push(index);
        }
        let mut groups: Vec<(Option<String>, Vec<EntryIndex>)> = groups.into_iter().collect();
        // Values of an enum keep its order; others follow the list if that is sorted by the same
        // field, and the alphabet if not.
        let declared = match settings.field(field).map(|field| &field.kind) {
            Some(FieldType::Enum(values)) => values.clone(),
            _ => Vec::new(),
        };
        let follows = settings
            .sort
            .as_ref()
            .is_some_and(|sort| sort.field == *field);
        groups.sort_by_cached_key(|(group, _)| {
            let place = group.as_ref().map_or(usize::MAX, |group| {
                declared
                    .iter()
                    .position(|value| value == group)
                    .unwrap_or(declared.len())
            });
            let name = group
                .as_ref()
                .filter(|_| !follows)
                .map(|group| self.config.words.key(group));
            (place, name)
        });
        let mut taken: BTreeSet<String> = BTreeSet::new();
        groups
            .into_iter()
            .map(|(group, entries)| {
                let category = group.as_deref().filter(|_| field == "category");
                let category = category.and_then(|name| {
                    let categories = &self.glossary.taxonomy.categories;
                    Some(&categories.list()[categories.find(name)?])
                });
                let url = category.map(|group| self.routes.url(&group.path, Form::Page));
                let title = group.map_or_else(
                    || self.config.words.get("other_group").to_owned(),
                    |group| self.typographic(&capitalized(&group)).into_owned(),
                );
                // Behind a line: the text of the page may have a heading of the same words.
                let mut id = format!("_{}", slug(&title));
                if id == "_" || taken.contains(&id) {
                    id = format!("_group-{}", taken.len() + 1);
                }
                taken.insert(id.clone());
                ListSection {
                    heading: Some((title, id)),
                    url,
                    entries,
                }
            })
            .collect()
    }

    fn group_of(&self, index: EntryIndex, field: &str) -> Option<String> {
        let value = &self.glossary.entry(index).fields.get(field)?.value;
        match value {
            FieldValue::References(_) => {
                let to = *self.glossary.related(index, field).first()?;
                Some(self.glossary.entry(to).name.clone())
            }
            value => value.as_text(),
        }
    }

    /// Sections as templates read them.
    pub(super) fn section_values(&self, sections: &[ListSection]) -> Value {
        list(sections.iter().map(|section| {
            let (title, id) = section.heading.clone().unzip();
            let entries = section.entries.iter();
            Object::with_capacity(4)
                .with("title", title)
                .with("id", id)
                .with("url", section.url.as_deref())
                .with("entries", list(entries.map(|&index| self.card(index))))
        }))
    }

    /// Entries by their names.
    pub(super) fn by_name(&self, entries: &[EntryIndex]) -> Vec<EntryIndex> {
        let mut entries = entries.to_vec();
        entries.sort_by_key(|&index| {
            let entry = self.glossary.entry(index);
            (&entry.key, &entry.path)
        });
        entries
    }

    /// Published entries with the day of their publication, the newest first.
    pub(super) fn dated(&self) -> Vec<(Date, EntryIndex)> {
        let listed = self.listed().filter(|&index| self.is_out(index));
        let mut dated: Vec<(Date, EntryIndex)> = listed
            .filter_map(|index| Some((self.published(self.glossary.entry(index))?, index)))
            .collect();
        let path = |index: EntryIndex| &self.glossary.entry(index).path;
        dated.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| path(a.1).cmp(path(b.1))));
        dated
    }

    /// Puts entries into the order of a list. By one thread alone: a template may ask for it, and a thread that waits
    /// for others may be given another page to render.
    pub(super) fn sort(&self, entries: &mut [EntryIndex], sort: Option<&Sort>) {
        let ranks = entries.iter().map(|&index| {
            let entry = self.glossary.entry(index);
            (Rank::new(entry, sort, &self.config.words), index)
        });
        let mut ranks: Vec<_> = ranks.collect();
        ranks.sort_unstable_by(|(one, _), (two, _)| one.compared(two));
        for (place, (_, index)) in entries.iter_mut().zip(ranks) {
            *place = index;
        }
    }
}

/// What the place of an entry in a list depends on.
struct Rank<'a> {
    value: Option<SortValue<'a>>,
    is_descending: bool,
    key: &'a [u8],
    path: &'a str,
}

/// A value to sort by. Kinds of values have a fixed order.
#[derive(Clone, Debug)]
enum SortValue<'a> {
    Integer(i64),
    Float(f64),
    Date(Date),
    Bool(bool),
    Text(Cow<'a, [u8]>),
}

impl<'a> Rank<'a> {
    fn new(entry: &'a Entry, sort: Option<&Sort>, words: &Wording) -> Self {
        let value = match sort {
            Some(sort) if sort.field == "name" => Some(SortValue::Text((&*entry.key).into())),
            Some(sort) => entry
                .fields
                .get(&sort.field)
                .map(|value| match &value.value {
                    FieldValue::Integer(number) => SortValue::Integer(*number),
                    FieldValue::Float(number) => SortValue::Float(*number),
                    FieldValue::Date(date) => SortValue::Date(*date),
                    FieldValue::Bool(value) => SortValue::Bool(*value),
                    value => {
                        let text = value.as_text().unwrap_or_default();
                        SortValue::Text(words.key(&text).into_vec().into())
                    }
                }),
            None => entry.built_in.order.map(SortValue::Float),
        };
        Self {
            value,
            is_descending: sort.is_some_and(|sort| sort.descending),
            key: &entry.key,
            path: &entry.path,
        }
    }

    fn compared(&self, other: &Self) -> Ordering {
        let first = match (&self.value, &other.value) {
            (Some(one), Some(two)) if self.is_descending => two.compared(one),
            (Some(one), Some(two)) => one.compared(two),
            // What has no value comes last either way.
            (one, two) => two.is_some().cmp(&one.is_some()),
        };
        let by_name = || (self.key, self.path).cmp(&(other.key, other.path));
        first.then_with(by_name)
    }
}

impl SortValue<'_> {
    fn compared(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Integer(one), Self::Integer(two)) => one.cmp(two),
            (Self::Date(one), Self::Date(two)) => one.cmp(two),
            (Self::Bool(one), Self::Bool(two)) => one.cmp(two),
            (Self::Text(one), Self::Text(two)) => one.cmp(two),
            _ => match (self.number(), other.number()) {
                (Some(one), Some(two)) => one.total_cmp(&two),
                _ => self.kind().cmp(&other.kind()),
            },
        }
    }

    fn kind(&self) -> u8 {
        match self {
            Self::Integer(_) | Self::Float(_) => 0,
            Self::Date(_) => 1,
            Self::Bool(_) => 2,
            Self::Text(_) => 3,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "only compared with a fraction")]
    fn number(&self) -> Option<f64> {
        match self {
            Self::Integer(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }
}

/// A name with a capital letter at its start, unless it has capitals of its own: `iPhone`, `pH`.
pub(super) fn capitalized(name: &str) -> String {
    if name.contains(|letter: char| letter.is_uppercase() || letter == '/') {
        return name.to_owned();
    }
    if name.starts_with(|letter: char| letter.is_ascii()) {
        let mut name = name.to_owned();
        name[..1].make_ascii_uppercase();
        return name;
    }
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::SortValue;

    #[test]
    fn integers_are_compared_as_such() {
        // As fractions, the two are the same.
        let number = 1 << 53;
        let (one, two) = (SortValue::Integer(number), SortValue::Integer(number + 1));
        assert_eq!(one.compared(&two), Ordering::Less);
        assert_eq!(two.compared(&one), Ordering::Greater);
        assert_eq!(one.compared(&SortValue::Float(0.5)), Ordering::Greater);
    }
}

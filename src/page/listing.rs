//! The order of entries, and lists of them in groups.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

use indexmap::IndexMap;
use jiff::civil::Date;

use super::Outline;
use super::section::{ListSection, Listing, SectionHead};
use super::value::{Object, Value, list};
use crate::config::schema::FieldType;
use crate::config::{Collection, GroupOrder, LETTER, Sort, YEAR};
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
            return self.by_section(collection, &settings.folder);
        };
        let mut groups: IndexMap<Option<String>, Vec<EntryIndex>> = IndexMap::new();
        for &index in order {
            let group = self.group_of(index, settings, field);
            groups.entry(group).or_default().push(index);
        }
        let mut groups: Vec<(Option<String>, Vec<EntryIndex>)> = groups.into_iter().collect();
        self.sort_groups(&mut groups, settings, field);
        headed(groups.into_iter().map(|(group, entries)| {
            let head = match group {
                Some(value) => self.head_of(settings, field, &value),
                None => SectionHead {
                    title: self.config.words.get("other_group").to_owned(),
                    ..SectionHead::default()
                },
            };
            (Some(head), entries)
        }))
    }

    /// What stands over the entries that have a value in a field.
    fn head_of(&self, settings: &Collection, field: &str, value: &str) -> SectionHead {
        let categories = &self.glossary.taxonomy.categories;
        if field == "category"
            && let Some(found) = categories.find(value)
        {
            let group = &categories.list()[found];
            let description = group.description.as_deref();
            return SectionHead {
                title: self.group_link(group).title,
                url: Some(self.routes.url(&group.path, Form::Page)),
                description: description.map(|text| self.typographic(text).into_owned()),
            };
        }
        let values = settings.field(field).and_then(|field| field.kind.values());
        let shown = values.and_then(|values| values.iter().find(|known| known.name == value));
        let shown = shown.map(|known| &known.shown);
        let label = shown.and_then(|shown| shown.label.clone());
        let description = shown.and_then(|shown| shown.description.as_deref());
        SectionHead {
            title: self
                .typographic(&label.unwrap_or_else(|| capitalized(value)))
                .into_owned(),
            url: None,
            description: description.map(|text| self.typographic(text).into_owned()),
        }
    }

    /// Puts groups in the order that a collection asks for. What has no value is the last.
    fn sort_groups(
        &self,
        groups: &mut [(Option<String>, Vec<EntryIndex>)],
        settings: &Collection,
        by: &str,
    ) {
        let order = &settings.list.group_order;
        let declared: Vec<&str> = match (order, settings.field(by).map(|field| &field.kind)) {
            (GroupOrder::Values(values), _) => values.iter().map(|value| value.as_str()).collect(),
            (GroupOrder::Usual, Some(FieldType::Enum(values))) => {
                values.iter().map(AsRef::as_ref).collect()
            }
            _ => Vec::new(),
        };
        let sorted_by = match by {
            _ if settings.field(by).is_some() => by,
            LETTER => "name",
            _ => settings.date_field.as_deref().unwrap_or("date"),
        };
        let follows = match order {
            GroupOrder::First => true,
            GroupOrder::Usual => {
                let first = settings.sort.first();
                first.is_some_and(|sort| sort.field == sorted_by)
            }
            _ => false,
        };
        groups.sort_by_cached_key(|(group, _)| {
            let Some(group) = group else {
                return (usize::MAX, None);
            };
            let place = declared.iter().position(|value| value == group);
            let name = (!follows).then(|| self.config.words.key(group));
            (place.unwrap_or(declared.len()), name)
        });
    }

    fn group_of(&self, index: EntryIndex, settings: &Collection, by: &str) -> Option<String> {
        let entry = self.glossary.entry(index);
        if settings.field(by).is_none() {
            return match by {
                LETTER => Some(self.config.words.letter(&entry.name)),
                YEAR => Some(self.day_of(entry)?.year().to_string()),
                _ => None,
            };
        }
        match &entry.fields.get(by)?.value {
            FieldValue::References(_) => {
                let to = *self.glossary.related(index, by).first()?;
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
            Object::with_capacity(5)
                .with("title", title)
                .with("id", id)
                .with("url", section.url.as_deref())
                .with("description", section.description.as_deref())
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

    /// The published entries of some collections that have a day of publication, the newest first.
    pub(super) fn dated(&self, collections: &[usize]) -> Vec<(Date, EntryIndex)> {
        let order = collections.iter().flat_map(|&index| &self.order[index]);
        let shown = order.copied().filter(|&index| self.is_out(index));
        let mut dated: Vec<(Date, EntryIndex)> = shown
            .filter_map(|index| Some((self.published(self.glossary.entry(index))?, index)))
            .collect();
        let path = |index: EntryIndex| &self.glossary.entry(index).path;
        dated.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| path(a.1).cmp(path(b.1))));
        dated
    }

    /// Puts entries into the order of a list. By one thread alone: a template may ask for it, and a thread that waits
    /// for others may be given another page to render.
    pub(super) fn sort(&self, entries: &mut [EntryIndex], sort: &[Sort]) {
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

/// The sections of a list: each with its title and the address of its page, if it has them, and its entries.
pub(super) fn headed(
    groups: impl Iterator<Item = (Option<SectionHead>, Vec<EntryIndex>)>,
) -> Vec<ListSection> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut next = 0;
    let sections = groups.map(|(heading, entries)| {
        let (url, description) = match &heading {
            Some(head) => (head.url.clone(), head.description.clone()),
            None => (None, None),
        };
        let heading = heading.map(|SectionHead { title, .. }| {
            // Behind a line: the text of the page may have a heading of the same words.
            let mut id = format!("_{}", slug(&title));
            if id == "_" || taken.contains(&id) {
                id = format!("_group-{}", taken.len() + 1);
            }
            taken.insert(id.clone());
            (title, id)
        });
        let start = next;
        next += entries.len();
        ListSection {
            heading,
            url,
            description,
            start,
            entries,
        }
    });
    sections.collect()
}

/// What the place of an entry in a list depends on.
struct Rank<'a> {
    sort: &'a [Sort],
    /// By what it is sorted first, and then.
    value: Option<SortValue<'a>>,
    rest: Vec<Option<SortValue<'a>>>,
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
    fn new(entry: &'a Entry, sort: &'a [Sort], words: &Wording) -> Self {
        let mut values = sort.iter().map(|sort| SortValue::new(entry, sort, words));
        let value = match values.next() {
            Some(value) => value,
            None => entry.built_in.order.map(SortValue::Float),
        };
        Self {
            sort,
            value,
            rest: values.collect(),
            key: &entry.key,
            path: &entry.path,
        }
    }

    fn compared(&self, other: &Self) -> Ordering {
        let values = std::iter::once(&self.value).chain(&self.rest);
        let others = std::iter::once(&other.value).chain(&other.rest);
        let mut pairs = values.zip(others).enumerate().map(|(number, pair)| {
            let is_descending = self.sort.get(number).is_some_and(|sort| sort.descending);
            match pair {
                (Some(one), Some(two)) if is_descending => two.compared(one),
                (Some(one), Some(two)) => one.compared(two),
                // What has no value comes last either way.
                (one, two) => two.is_some().cmp(&one.is_some()),
            }
        });
        let differs = pairs.find(|order| order.is_ne());
        differs.unwrap_or_else(|| (self.key, self.path).cmp(&(other.key, other.path)))
    }
}

impl<'a> SortValue<'a> {
    /// The value of an entry by which it is sorted.
    fn new(entry: &'a Entry, sort: &Sort, words: &Wording) -> Option<Self> {
        if sort.field == "name" {
            return Some(Self::Text((&*entry.key).into()));
        }
        Some(match &entry.fields.get(&sort.field)?.value {
            FieldValue::Integer(number) => Self::Integer(*number),
            FieldValue::Float(number) => Self::Float(*number),
            FieldValue::Date(date) => Self::Date(*date),
            FieldValue::Bool(value) => Self::Bool(*value),
            value => {
                let text = value.as_text().unwrap_or_default();
                Self::Text(words.key(&text).into_vec().into())
            }
        })
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

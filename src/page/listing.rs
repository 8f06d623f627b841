//! The order of entries, and lists of them in groups.

use std::cmp::Ordering;

use super::Outline;
use super::value::{Object, Value, list};
use crate::config::Sort;
use crate::config::schema::FieldType;
use crate::entry::field::FieldValue;
use crate::entry::slug::slug;
use crate::entry::{Entry, name};
use crate::glossary::EntryIndex;

/// A part of a list.
#[derive(Clone, Debug)]
pub(super) struct ListSection {
    /// Its heading with its id, if the list is grouped.
    pub(super) heading: Option<(String, String)>,
    /// Its entries.
    pub(super) entries: Vec<EntryIndex>,
}

impl Outline {
    /// The list of a collection, in groups where it asks for them.
    pub(super) fn sections(&self, collection: usize) -> Vec<ListSection> {
        let settings = &self.config.collections[collection];
        let order = &self.order[collection];
        let Some(field) = &settings.group_by else {
            if order.is_empty() {
                return Vec::new();
            }
            return vec![ListSection {
                heading: None,
                entries: order.clone(),
            }];
        };
        let mut groups: Vec<(Option<String>, Vec<EntryIndex>)> = Vec::new();
        for &index in order {
            let group = self.group_of(index, field);
            match groups.iter_mut().find(|(known, _)| *known == group) {
                Some((_, entries)) => entries.push(index),
                None => groups.push((group, vec![index])),
            }
        }
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
                .map(|group| name::key(group));
            (place, name)
        });
        let mut taken: Vec<String> = Vec::new();
        groups
            .into_iter()
            .map(|(group, entries)| {
                let title = group.map_or_else(|| "Other".to_owned(), |group| capitalized(&group));
                let mut id = slug(&title);
                if id.is_empty() || taken.contains(&id) {
                    id = format!("group-{}", taken.len() + 1);
                }
                taken.push(id.clone());
                ListSection {
                    heading: Some((title, id)),
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
            Object::with_capacity(3)
                .with("title", title)
                .with("id", id)
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

    /// How two entries stand to each other in a list.
    pub(super) fn compared(
        &self,
        sort: Option<&Sort>,
        one: EntryIndex,
        two: EntryIndex,
    ) -> Ordering {
        let (one, two) = (self.glossary.entry(one), self.glossary.entry(two));
        let first = match sort {
            Some(sort) if sort.field == "name" => directed(one.key.cmp(&two.key), sort.descending),
            Some(sort) => {
                match (one.fields.get(&sort.field), two.fields.get(&sort.field)) {
                    (Some(one), Some(two)) => directed(by_value(one, two), sort.descending),
                    // What has no value comes last either way.
                    (one, two) => two.is_some().cmp(&one.is_some()),
                }
            }
            None => match (one.built_in.order, two.built_in.order) {
                (Some(one), Some(two)) => one.total_cmp(&two),
                (one, two) => two.is_some().cmp(&one.is_some()),
            },
        };
        let by_name = |one: &Entry, two: &Entry| one.key.cmp(&two.key);
        first
            .then_with(|| by_name(one, two))
            .then_with(|| one.path.cmp(&two.path))
    }
}

fn directed(order: Ordering, descending: bool) -> Ordering {
    if descending { order.reverse() } else { order }
}

/// Values of one kind by what they say, kinds in a fixed order.
fn by_value(one: &FieldValue, two: &FieldValue) -> Ordering {
    let kind = |value: &FieldValue| match value {
        FieldValue::Integer(_) | FieldValue::Float(_) => 0,
        FieldValue::Date(_) => 1,
        FieldValue::Bool(_) => 2,
        _ => 3,
    };
    match (one, two) {
        (FieldValue::Date(one), FieldValue::Date(two)) => one.cmp(two),
        (FieldValue::Bool(one), FieldValue::Bool(two)) => one.cmp(two),
        (FieldValue::Integer(one), FieldValue::Integer(two)) => one.cmp(two),
        _ if kind(one) != kind(two) => kind(one).cmp(&kind(two)),
        _ => match (number(one), number(two)) {
            (Some(one), Some(two)) => one.total_cmp(&two),
            _ => name::key(&one.as_text().unwrap_or_default())
                .cmp(&name::key(&two.as_text().unwrap_or_default())),
        },
    }
}

#[expect(clippy::cast_precision_loss, reason = "only compared with a fraction")]
fn number(value: &FieldValue) -> Option<f64> {
    match value {
        FieldValue::Integer(number) => Some(*number as f64),
        FieldValue::Float(number) => Some(*number),
        _ => None,
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

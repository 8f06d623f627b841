//! Lists of entries: of a collection, of a category, of all names.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde::Serialize;

use super::Outline;
use super::folder::capitalized;
use super::view::Day;
use crate::config::schema::FieldType;
use crate::entry::field::Value;
use crate::entry::slug::slug;
use crate::entry::{Entry, name};
use crate::glossary::EntryIndex;
use crate::glossary::next::Changes;

/// What a list shows of an entry, a collection or a tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Card<'o> {
    /// Its name.
    pub title: Cow<'o, str>,
    /// Its address.
    pub url: String,
    /// One sentence about it; may be empty.
    pub description: Cow<'o, str>,
    /// Its date.
    pub date: Option<Day>,
    /// Whether it is a draft.
    pub draft: bool,
    /// The day on which it is published, where that is still to come.
    pub scheduled: Option<Day>,
    /// How many entries it holds, if it holds some.
    pub count: Option<usize>,
}

impl<'o> Card<'o> {
    pub(super) fn of(title: Cow<'o, str>, url: String, description: Cow<'o, str>) -> Self {
        Self {
            title,
            url,
            description,
            ..Self::default()
        }
    }
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section<'o> {
    /// Its heading, if the list is grouped.
    pub title: Option<String>,
    /// The id of the heading.
    pub id: Option<String>,
    /// Its entries.
    pub entries: Vec<Card<'o>>,
}

/// A letter of A–Z with its names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Letter<'o> {
    /// The letter.
    pub letter: String,
    /// The id of its heading.
    pub id: String,
    /// The names under it.
    pub names: Vec<NameItem<'o>>,
}

/// A name in A–Z.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameItem<'o> {
    /// The name or alias.
    pub title: &'o str,
    /// The address of its entry.
    pub url: String,
    /// For an alias, the name of its entry.
    pub see: Option<&'o str>,
    /// One sentence about the entry; empty for an alias.
    pub description: Cow<'o, str>,
}

impl Outline {
    /// What lists show of an entry.
    pub(super) fn card(&self, index: EntryIndex) -> Card<'_> {
        let entry = self.glossary.entry(index);
        Card {
            title: Cow::Borrowed(&entry.name),
            url: self.url_of(entry),
            description: described(entry),
            date: self.date_of(entry).map(|date| self.day(date)),
            draft: entry.built_in.draft,
            scheduled: self.scheduled(entry),
            count: None,
        }
    }

    /// The published entries of each collection in the order that it asks for. Where the former order
    /// is given, only the entries that were edited are put in their places.
    pub(super) fn ordered(
        &self,
        former: Option<&[Arc<Vec<EntryIndex>>]>,
        changes: &Changes,
    ) -> Vec<Arc<Vec<EntryIndex>>> {
        let mut moved: Vec<(HashSet<EntryIndex>, Vec<EntryIndex>)> =
            vec![Default::default(); self.config.collections.len()];
        let edited = changes.edited.iter().filter(|entry| {
            let is_published = self.glossary.is_published(entry.index);
            former.is_none() || !entry.has_same_face || entry.was_published != is_published
        });
        for entry in edited {
            let (gone, come) = &mut moved[self.glossary.entry(entry.index).collection];
            gone.insert(entry.index);
            if entry.after.as_ref().is_some_and(|after| !after.is_index)
                && self.glossary.is_published(entry.index)
            {
                come.push(entry.index);
            }
        }
        let orders = moved.into_iter().enumerate();
        orders
            .map(|(collection, (gone, come))| {
                let former = former.map(|former| &former[collection]);
                match former {
                    Some(former) if gone.is_empty() => Arc::clone(former),
                    _ => {
                        let kept = former.into_iter().flat_map(|former| former.iter().copied());
                        let mut order: Vec<EntryIndex> =
                            kept.filter(|index| !gone.contains(index)).collect();
                        if come.len() < 100 && order.len() > come.len() {
                            for index in come {
                                let at = order.partition_point(|&other| {
                                    self.compared(collection, other, index).is_lt()
                                });
                                order.insert(at, index);
                            }
                        } else {
                            order.extend(come);
                            order.sort_by(|&one, &two| self.compared(collection, one, two));
                        }
                        Arc::new(order)
                    }
                }
            })
            .collect()
    }

    /// The place of an entry in the list of its collection.
    pub(super) fn position(&self, index: EntryIndex) -> Option<usize> {
        let places = self.places.get_or_init(|| {
            let mut places = vec![None; self.glossary.capacity()];
            for order in &self.order {
                for (place, &index) in order.iter().enumerate() {
                    places[index] = Some(place);
                }
            }
            places
        });
        *places.get(index)?
    }

    /// How a collection orders two of its entries.
    fn compared(&self, collection: usize, one: EntryIndex, two: EntryIndex) -> Ordering {
        let (one, two) = (self.glossary.entry(one), self.glossary.entry(two));
        let first = match &self.config.collections[collection].sort {
            Some(sort) if sort.field == "name" => directed(one.key.cmp(&two.key), sort.descending),
            Some(sort) => {
                match (one.fields.get(&sort.field), two.fields.get(&sort.field)) {
                    (Some(one), Some(two)) => directed(compared(one, two), sort.descending),
                    // What has no value comes last either way.
                    (one, two) => two.is_some().cmp(&one.is_some()),
                }
            }
            None => match (one.built_in.order, two.built_in.order) {
                (Some(one), Some(two)) => one.total_cmp(&two),
                (one, two) => two.is_some().cmp(&one.is_some()),
            },
        };
        first
            .then_with(|| one.key.cmp(&two.key))
            .then_with(|| one.source.path.cmp(&two.source.path))
    }

    /// Entries by their names.
    pub(super) fn by_name(&self, entries: &[EntryIndex]) -> Vec<EntryIndex> {
        let mut entries = entries.to_vec();
        entries.sort_by_key(|&index| {
            let entry = self.glossary.entry(index);
            (&entry.key, &entry.source.path)
        });
        entries
    }

    /// The list of a collection, in groups where it asks for them.
    pub(super) fn sections(&self, collection: usize) -> Vec<Section<'_>> {
        let settings = &self.config.collections[collection];
        let order = &self.order[collection];
        let card = |index: &EntryIndex| self.card(*index);
        let Some(field) = &settings.group_by else {
            if order.is_empty() {
                return Vec::new();
            }
            return vec![Section {
                title: None,
                id: None,
                entries: order.iter().map(card).collect(),
            }];
        };
        let mut groups: Vec<(Option<String>, Vec<EntryIndex>)> = Vec::new();
        for &index in order.iter() {
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
                Section {
                    id: Some(id),
                    title: Some(title),
                    entries: entries.iter().map(card).collect(),
                }
            })
            .collect()
    }

    fn group_of(&self, index: EntryIndex, field: &str) -> Option<String> {
        let value = &self.glossary.entry(index).fields.get(field)?.value;
        match value {
            Value::References(_) => {
                let to = *self.glossary.related(index, field).first()?;
                Some(self.glossary.entry(to).name.clone())
            }
            value => value.as_text(),
        }
    }

    /// All names and aliases by their letters.
    pub(super) fn letters(&self) -> Vec<Letter<'_>> {
        let mut names: Vec<(Cow<'_, str>, NameItem<'_>)> = Vec::new();
        for index in self.listed() {
            let entry = self.glossary.entry(index);
            let url = self.entry_url(index);
            names.push((
                Cow::Borrowed(&entry.key),
                NameItem {
                    title: &entry.name,
                    url: url.clone(),
                    see: None,
                    description: described(entry),
                },
            ));
            for alias in entry.built_in.other_names() {
                names.push((
                    name::key(alias).into(),
                    NameItem {
                        title: alias,
                        url: url.clone(),
                        see: Some(&entry.name),
                        description: Cow::Borrowed(""),
                    },
                ));
            }
        }
        names.sort_by(|a, b| (&a.0, &a.1.title, &a.1.url).cmp(&(&b.0, &b.1.title, &b.1.url)));
        let mut letters: BTreeMap<(u8, String), Vec<NameItem<'_>>> = BTreeMap::new();
        for (_, item) in names {
            let letter = name::letter(item.title);
            let rank = match letter.as_str() {
                "#" => 0,
                "0–9" => 1,
                _ => 2,
            };
            letters.entry((rank, letter)).or_default().push(item);
        }
        letters
            .into_iter()
            .map(|((_, letter), names)| Letter {
                id: match letter.as_str() {
                    "#" => "signs".to_owned(),
                    letter => slug(letter),
                },
                letter,
                names,
            })
            .collect()
    }
}

/// A text in place of a description has at most so many characters.
const LONGEST: usize = 160;

/// One sentence about an entry: its description, else the start of its text.
pub(super) fn described(entry: &Entry) -> Cow<'_, str> {
    if let Some(description) = &entry.built_in.description {
        return Cow::Borrowed(description);
    }
    let lead = entry.body.lead.as_str();
    let Some((end, _)) = lead.char_indices().nth(LONGEST) else {
        return Cow::Borrowed(lead);
    };
    let cut = &lead[..end];
    let cut = &cut[..cut.rfind(' ').unwrap_or(cut.len())];
    let cut = cut.trim_end_matches([',', ';', ':', '.', ' ']);
    [cut, "…"].concat().into()
}

fn directed(order: Ordering, descending: bool) -> Ordering {
    if descending { order.reverse() } else { order }
}

/// Values of one kind by what they say, kinds in a fixed order.
fn compared(one: &Value, two: &Value) -> Ordering {
    let kind = |value: &Value| match value {
        Value::Integer(_) | Value::Float(_) => 0,
        Value::Date(_) => 1,
        Value::Bool(_) => 2,
        _ => 3,
    };
    match (one, two) {
        (Value::Date(one), Value::Date(two)) => one.cmp(two),
        (Value::Bool(one), Value::Bool(two)) => one.cmp(two),
        (Value::Integer(one), Value::Integer(two)) => one.cmp(two),
        _ if kind(one) != kind(two) => kind(one).cmp(&kind(two)),
        _ => match (number(one), number(two)) {
            (Some(one), Some(two)) => one.total_cmp(&two),
            _ => name::key(&one.as_text().unwrap_or_default())
                .cmp(&name::key(&two.as_text().unwrap_or_default())),
        },
    }
}

#[expect(clippy::cast_precision_loss, reason = "only compared with a fraction")]
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

//! What templates ask of all entries: which have a value, in which order, how many.
//!
//! In: a [`Query`]. Out: cards, or a sentence that says what is wrong with the question. An answer is looked up by
//! value in an index of the field, and equal questions are answered once.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use super::answers::Index;
pub use super::answers::Query;
use super::listing::capitalized;
use super::outline::Outline;
use super::value::{Value, list};
use crate::config::Sort;
use crate::diagnostic::nearest::nearest;
use crate::entry::field::FieldValue;
use crate::glossary::EntryIndex;
use crate::glossary::taxonomy::Groups;

impl Outline {
    /// The published entry at an address, written as in a link.
    pub fn entry_at(&self, path: &str) -> Option<EntryIndex> {
        let target = self.glossary.resolve(path, &self.config);
        target
            .entry()
            .filter(|&index| self.glossary.is_published(index))
    }

    /// The cards of the entries that a question is for.
    ///
    /// # Errors
    ///
    /// Where a collection or a field is not known: a sentence that says so, and on the next line what to do.
    pub fn entries(&self, query: Query) -> Result<Value, String> {
        let known = || {
            let known = self.answers.known.lock();
            known.unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(answer) = known().get(&query) {
            return Ok(answer.clone());
        }
        let answer = self.answer(&query)?;
        known().insert(query, answer.clone());
        Ok(answer)
    }

    fn answer(&self, query: &Query) -> Result<Value, String> {
        let collections: Vec<usize> = match &query.collection {
            Some(name) => vec![self.collection_named(name)?],
            None => (0..self.config.collections.len())
                .filter(|&index| self.config.collections[index].listed)
                .collect(),
        };
        for (field, _) in &query.filter {
            self.knows_field(&collections, field)?;
        }
        let mut found: Vec<EntryIndex> = Vec::new();
        for &collection in &collections {
            found.extend(self.matching(collection, &query.filter));
        }
        if let Some(sort) = query.sort.as_deref().map(Sort::new) {
            if sort.field != "name" {
                self.knows_field(&collections, &sort.field)?;
            }
            self.sort(&mut found, &[sort]);
        } else if query.collection.is_none() {
            found = self.by_name(&found);
        }
        found.truncate(query.limit.unwrap_or(found.len()));
        Ok(list(found.into_iter().map(|index| self.card(index))))
    }

    /// The entries of a collection for which every condition holds, in its order.
    pub(super) fn matching(
        &self,
        collection: usize,
        filter: &[(String, String)],
    ) -> Vec<EntryIndex> {
        let order = &self.order[collection];
        let Some(((field, value), rest)) = filter.split_first() else {
            return order.clone();
        };
        let first = self.index(collection, field);
        let found = first.get(value).cloned().unwrap_or_default();
        let found = found.into_iter();
        found.filter(|&index| self.holds(index, rest)).collect()
    }

    /// Whether every condition holds for an entry.
    pub(super) fn holds(&self, index: EntryIndex, conditions: &[(String, String)]) -> bool {
        let mut conditions = conditions.iter();
        conditions.all(|(field, value)| self.values_of(index, field).contains(value))
    }

    fn index(&self, collection: usize, field: &str) -> Arc<Index> {
        let mut indexes = self
            .answers
            .indexes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let index = indexes.entry((collection, field.to_owned()));
        let index = index.or_insert_with(|| {
            let mut index = Index::new();
            for &entry in &self.order[collection] {
                for value in self.values_of(entry, field) {
                    index.entry(value).or_default().push(entry);
                }
            }
            Arc::new(index)
        });
        Arc::clone(index)
    }

    /// The values that a field of an entry equals, as texts: those of a list, too, of a reference the id and the
    /// slug of the entry that it leads to, and of a category or a tag the title of its page, which is all that
    /// templates see of it, and its slug.
    fn values_of(&self, index: EntryIndex, field: &str) -> Vec<String> {
        let mut values = Vec::new();
        if let Some(value) = self.glossary.entry(index).fields.get(field) {
            self.add_values(index, value, &mut values);
        }
        let groups = match field {
            "category" => &self.glossary.taxonomy.categories,
            "tags" => &self.glossary.taxonomy.tags,
            _ => &Groups::default(),
        };
        let found = values.iter().filter_map(|name| groups.find(name));
        let names = found.flat_map(|group| {
            let group = &groups.list()[group];
            let key = group.path.rsplit('/').next().unwrap_or_default();
            [capitalized(&group.name), key.to_owned()]
        });
        values.extend(names.collect::<Vec<_>>());
        values.sort_unstable();
        values.dedup();
        values
    }

    fn add_values(&self, index: EntryIndex, value: &FieldValue, values: &mut Vec<String>) {
        match value {
            FieldValue::List(items) => {
                for item in items {
                    self.add_values(index, item, values);
                }
            }
            FieldValue::References(references) => {
                let targets = self.glossary.targets_of(index);
                let ends = references.iter().filter_map(|&at| targets[at].entry());
                for entry in ends.map(|to| self.glossary.entry(to)) {
                    values.extend([entry.id.clone(), entry.slug().to_owned()]);
                }
            }
            value => values.extend(value.as_text()),
        }
    }

    fn collection_named(&self, name: &str) -> Result<usize, String> {
        self.config.collection_named(name).ok_or_else(|| {
            let known = self.config.collections.iter();
            let known = known.map(|collection| collection.name.as_str());
            unknown("collection", name, known)
        })
    }

    fn knows_field(&self, collections: &[usize], name: &str) -> Result<(), String> {
        let fields = || {
            let collections = collections.iter();
            collections.flat_map(|&index| &self.config.collections[index].fields)
        };
        if fields().any(|field| field.name == name) {
            return Ok(());
        }
        Err(unknown(
            "field",
            name,
            fields().map(|field| field.name.as_str()),
        ))
    }
}

/// What is not known, and what to do on a line of its own.
fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: BTreeSet<&str> = known.collect();
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("a {what} with a similar name exists: `{near}`"),
        None => format!("known are `{}`", Vec::from_iter(known).join("`, `")),
    };
    format!("There is no {what} `{name}`\n{help}")
}

//! Questions that templates asked, with their answers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::value::Value;
use crate::glossary::EntryIndex;

/// A question for entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Query {
    /// Of which collection; of all listed ones without it.
    pub collection: Option<String>,
    /// Fields and the values that they must have, as texts: all must hold.
    pub filter: Vec<(String, String)>,
    /// The field to sort by, with `-` before it to turn the order around; without it, the order of the collection,
    /// or by name.
    pub sort: Option<String>,
    /// How many at most.
    pub limit: Option<usize>,
}

/// The entries of a collection that have a value in a field, by the value as a text.
pub(super) type Index = HashMap<String, Vec<EntryIndex>>;

/// Questions that were asked, with their answers.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub(super) known: Mutex<HashMap<Query, Value>>,
    pub(super) indexes: Mutex<HashMap<(usize, String), Arc<Index>>>,
}

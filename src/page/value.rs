//! What templates read, as values that share what they hold: a card is made once and is the same value in every
//! context that shows it.
//!
//! This is the one file beside the theme that names Tera, so that no context has to be made into values once more.

use std::sync::Arc;

use serde::ser::{Serialize, SerializeStruct, Serializer};
use tera::value::Key;
use tera::{Map, Value as Inner};

use crate::data::Data;

/// A value that a template can read. A copy of it is cheap.
pub type Value = Inner;

/// A value with named parts, while it is put together.
#[derive(Clone, Debug, Default)]
pub struct Object(Vec<(&'static str, Value)>);

impl Object {
    /// An object with room for so many parts.
    pub fn with_capacity(parts: usize) -> Self {
        Self(Vec::with_capacity(parts))
    }

    /// Adds a part that is not there yet.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.add(name, value);
        self
    }

    /// Adds a part that is not there yet.
    pub fn add(&mut self, name: &'static str, value: impl Into<Value>) {
        self.0.push((name, value.into()));
    }

    /// Sets a part; one of the same name is replaced where it stands.
    pub fn set(&mut self, name: &'static str, value: impl Into<Value>) {
        let value = value.into();
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// The parts of another object in their order, with the values that are set here, and behind them those that the
    /// other one has not.
    #[must_use]
    pub fn over(mut self, other: &Self) -> Self {
        let mut parts = Self::with_capacity(other.0.len().max(self.0.len()));
        for (name, value) in &other.0 {
            let own = self.0.iter().position(|(known, _)| known == name);
            let own = own.map(|own| self.0.swap_remove(own));
            parts.0.push(own.unwrap_or_else(|| (*name, value.clone())));
        }
        parts.0.append(&mut self.0);
        parts
    }
}

/// Tera hashes each name once this way; from a map of its own it would do so twice.
impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut parts = serializer.serialize_struct("Object", self.0.len())?;
        for (name, value) in &self.0 {
            parts.serialize_field(name, value)?;
        }
        parts.end()
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Inner::from_serializable(&object)
    }
}

/// A value with parts whose names an author chose.
pub fn record(parts: impl IntoIterator<Item = (Arc<str>, Value)>) -> Value {
    let parts = parts.into_iter();
    let parts: Map = parts
        .map(|(name, value)| (Key::String(name), value))
        .collect();
    Inner::from(parts)
}

/// Values in a row.
pub fn list<V: Into<Value>>(values: impl IntoIterator<Item = V>) -> Value {
    let values: Vec<Value> = values.into_iter().map(Into::into).collect();
    Value::from(values)
}

/// Data of no declared type, as it is.
pub fn any(data: &Data) -> Value {
    match data {
        Data::Null => Value::none(),
        Data::Bool(value) => Value::from(*value),
        Data::Integer(number) => Value::from(*number),
        Data::Float(number) => Value::from(*number),
        Data::String(text) => Value::from(text.as_str()),
        Data::List(items) => list(items.iter().map(|item| any(&item.value))),
        Data::Table(table) => {
            let parts = table.0.iter();
            record(parts.map(|pair| (pair.key.value.as_str().into(), any(&pair.value.value))))
        }
    }
}

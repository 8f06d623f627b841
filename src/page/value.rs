//! What templates read, as values that share what they hold: a card is made once and is the same value in every
//! context that shows it.
//!
//! This is the one file beside the theme that names Tera, so that no context has to be made into values once more.

use std::sync::Arc;

use tera::value::Key;
use tera::{Map, Value as Inner};

use crate::data::Data;

/// A value that a template can read. A copy of it is cheap.
pub type Value = Inner;

/// A value with named parts, while it is put together.
#[derive(Clone, Debug, Default)]
pub struct Object(Map);

impl Object {
    /// An object with room for so many parts.
    pub fn with_capacity(parts: usize) -> Self {
        Self(Map::with_capacity(parts))
    }

    /// Sets a part; one of the same name is replaced where it stands.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }

    /// Sets a part; one of the same name is replaced where it stands.
    pub fn set(&mut self, name: &'static str, value: impl Into<Value>) {
        self.0.insert(Key::Str(name), value.into());
    }

    /// Sets a part whose name an author chose.
    pub fn set_own(&mut self, name: &Arc<str>, value: Value) {
        self.0.insert(Key::String(Arc::clone(name)), value);
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Inner::from(object.0)
    }
}

/// A part of a value, to stand in another one, too; null where it has none of that name.
pub fn part_of(value: &Value, name: &'static str) -> Value {
    let part = value.as_map().and_then(|parts| parts.get(&Key::Str(name)));
    part.cloned().unwrap_or_else(Value::none)
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
            let mut parts = Object::with_capacity(table.0.len());
            for pair in &table.0 {
                parts.set_own(&pair.key.value.as_str().into(), any(&pair.value.value));
            }
            parts.into()
        }
    }
}

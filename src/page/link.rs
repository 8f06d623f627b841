//! A link as templates and structured data have it.

use super::value::{Object, Value};

/// A link with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub title: String,
    /// Where it leads; relative to the host.
    pub url: String,
}

impl From<&Link> for Value {
    fn from(link: &Link) -> Self {
        Object::with_capacity(2)
            .with("title", link.title.as_str())
            .with("url", link.url.as_str())
            .into()
    }
}

impl From<Link> for Value {
    fn from(link: Link) -> Self {
        Self::from(&link)
    }
}

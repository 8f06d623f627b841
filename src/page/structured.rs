//! JSON-LD for search engines (schema.org): what a page is about, as its kind says it, and the way to it.

use std::collections::BTreeSet;

use super::Outline;
use super::link::Link;
use crate::entry::html::has_byte;

/// What a page is about, while its kind says it: an object of a type of schema.org.
pub struct Thing {
    json: Json,
    /// The properties that were said: the first one holds.
    said: BTreeSet<String>,
}

impl Thing {
    /// A thing that is found at the address of its page.
    pub fn new(outline: &Outline, kind: &str, url: &str) -> Self {
        let mut json = Json::new(outline);
        json.start(kind);
        json.address("@id", url);
        json.address("url", url);
        Self {
            json,
            said: BTreeSet::new(),
        }
    }

    /// Whether a property can still be said.
    fn says(&mut self, key: &str) -> bool {
        self.said.insert(key.to_owned())
    }

    /// Says a property whose value is JSON already.
    #[must_use]
    pub fn json(mut self, key: &str, value: &str) -> Self {
        if self.says(key) {
            self.json.key(key);
            self.json.text.push_str(value);
        }
        self
    }

    /// Says an address of it.
    #[must_use]
    pub fn address(mut self, key: &str, url: &str) -> Self {
        if self.says(key) {
            if url.starts_with('/') {
                self.json.address(key, url);
            } else {
                self.json.string(key, url);
            }
        }
        self
    }

    /// Says a text of it; nothing of an empty one.
    #[must_use]
    pub fn text(mut self, key: &str, value: &str) -> Self {
        if !value.is_empty() && self.says(key) {
            self.json.string(key, value);
        }
        self
    }

    /// Says texts of it; nothing of none.
    #[must_use]
    pub fn texts<'v>(mut self, key: &str, values: impl Iterator<Item = &'v str>) -> Self {
        let mut values = values.peekable();
        if values.peek().is_some() && self.says(key) {
            self.json.list(key, values, Json::value);
        }
        self
    }

    /// Names another thing that has an address.
    #[must_use]
    pub fn link(mut self, key: &str, kind: &str, link: &Link) -> Self {
        if self.says(key) {
            self.json.key(key);
            self.json.named(kind, &link.title, &link.url);
        }
        self
    }

    /// Names other things that have addresses; nothing of none.
    #[must_use]
    pub fn links(mut self, key: &str, kind: &str, links: impl Iterator<Item = Link>) -> Self {
        let mut links = links.peekable();
        if links.peek().is_some() && self.says(key) {
            self.json.list(key, links, |json, link| {
                json.named(kind, &link.title, &link.url);
            });
        }
        self
    }

    /// Names another thing that has no address.
    #[must_use]
    pub fn name(mut self, key: &str, kind: &str, name: &str) -> Self {
        if self.says(key) {
            self.json.key(key);
            self.json.start(kind);
            self.json.string("name", name);
            self.json.end();
        }
        self
    }
}

/// The structured data of a page, ready for a `script` element; empty for a page that has none. `own` is its title
/// and its address.
pub(super) fn data(
    outline: &Outline,
    thing: Option<Thing>,
    breadcrumbs: &[Link],
    own: (&str, &str),
) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(Thing { mut json, .. }) = thing {
        json.end();
        parts.push(json.text);
    }
    if !breadcrumbs.is_empty() {
        let mut json = Json::new(outline);
        json.start("BreadcrumbList");
        let way = breadcrumbs
            .iter()
            .map(|link| (link.title.as_str(), link.url.as_str()));
        let items = (1_usize..).zip(way.chain([own]));
        json.list("itemListElement", items, |json, (position, (name, url))| {
            json.start("ListItem");
            json.key("position");
            json.text.push_str(&position.to_string());
            json.string("name", name);
            json.address("item", url);
            json.end();
        });
        json.end();
        parts.push(json.text);
    }
    if parts.is_empty() {
        return String::new();
    }
    [
        r#"{"@context":"https://schema.org","@graph":["#,
        &parts.join(","),
        "]}",
    ]
    .concat()
}

/// A text in JSON, while it is written. An object begins with its type, so that every other key follows one.
struct Json {
    text: String,
    /// What stands before every address.
    origin: String,
}

impl Json {
    fn new(outline: &Outline) -> Self {
        let base = outline.config.site.base_url.as_ref();
        Self {
            text: String::with_capacity(512),
            origin: base.map(|base| base.origin.clone()).unwrap_or_default(),
        }
    }

    fn start(&mut self, kind: &str) {
        self.text.push_str("{\"@type\":\"");
        self.text.push_str(kind);
        self.text.push('"');
    }

    fn end(&mut self) {
        self.text.push('}');
    }

    fn key(&mut self, key: &str) {
        self.text.push_str(",\"");
        push(&mut self.text, key);
        self.text.push_str("\":");
    }

    fn string(&mut self, key: &str, value: &str) {
        self.key(key);
        self.value(value);
    }

    fn address(&mut self, key: &str, url: &str) {
        self.key(key);
        self.text.push('"');
        push(&mut self.text, &self.origin);
        push(&mut self.text, url);
        self.text.push('"');
    }

    /// Something with a page of its own.
    fn named(&mut self, kind: &str, name: &str, url: &str) {
        self.start(kind);
        self.address("@id", url);
        self.string("name", name);
        self.address("url", url);
        self.end();
    }

    fn list<I>(
        &mut self,
        key: &str,
        items: impl IntoIterator<Item = I>,
        write: impl Fn(&mut Self, I),
    ) {
        self.key(key);
        self.text.push('[');
        for (number, item) in items.into_iter().enumerate() {
            if number > 0 {
                self.text.push(',');
            }
            write(self, item);
        }
        self.text.push(']');
    }

    fn value(&mut self, value: &str) {
        self.text.push('"');
        push(&mut self.text, value);
        self.text.push('"');
    }
}

/// Appends a part of a string. Nearly every one has nothing to escape.
fn push(text: &mut String, part: &str) {
    let is_special = |byte| (byte < b' ') | (byte == b'"') | (byte == b'\\') | (byte == b'<');
    if has_byte(part, is_special) {
        let escaped = serde_json::to_string(part).unwrap_or_default();
        let inner = escaped
            .strip_prefix('"')
            .and_then(|inner| inner.strip_suffix('"'));
        // `</script>` in a title must not end the element.
        text.push_str(&inner.unwrap_or_default().replace('<', "\\u003c"));
    } else {
        text.push_str(part);
    }
}

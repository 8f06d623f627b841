//! JSON-LD for search engines (schema.org): what a page is about, as its kind says it, and the way to it.

use super::Outline;
use super::link::Link;
use crate::entry::html::has_byte;

/// What a page is about, while its kind says it: an object of a type of schema.org.
pub struct Thing(Json);

impl Thing {
    /// A thing that is found at the address of its page.
    pub fn new(outline: &Outline, kind: &'static str, url: &str) -> Self {
        let mut json = Json::new(outline);
        json.start(kind);
        json.address("@id", url);
        json.address("url", url);
        Self(json)
    }

    /// Says a text of it; nothing of an empty one.
    #[must_use]
    pub fn text(mut self, key: &'static str, value: &str) -> Self {
        if !value.is_empty() {
            self.0.string(key, value);
        }
        self
    }

    /// Says texts of it; nothing of none.
    #[must_use]
    pub fn texts<'v>(mut self, key: &'static str, values: impl Iterator<Item = &'v str>) -> Self {
        let mut values = values.peekable();
        if values.peek().is_some() {
            self.0.list(key, values, Json::value);
        }
        self
    }

    /// Names another thing that has an address.
    #[must_use]
    pub fn link(mut self, key: &'static str, kind: &'static str, link: &Link) -> Self {
        self.0.key(key);
        self.0.named(kind, &link.title, &link.url);
        self
    }

    /// Names other things that have addresses; nothing of none.
    #[must_use]
    pub fn links(
        mut self,
        key: &'static str,
        kind: &'static str,
        links: impl Iterator<Item = Link>,
    ) -> Self {
        let mut links = links.peekable();
        if links.peek().is_some() {
            self.0.list(key, links, |json, link| {
                json.named(kind, &link.title, &link.url);
            });
        }
        self
    }

    /// Names another thing that has no address.
    #[must_use]
    pub fn name(mut self, key: &'static str, kind: &'static str, name: &str) -> Self {
        self.0.key(key);
        self.0.start(kind);
        self.0.string("name", name);
        self.0.end();
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
    if let Some(Thing(mut json)) = thing {
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

    fn start(&mut self, kind: &'static str) {
        self.text.push_str("{\"@type\":\"");
        self.text.push_str(kind);
        self.text.push('"');
    }

    fn end(&mut self) {
        self.text.push('}');
    }

    fn key(&mut self, key: &'static str) {
        self.text.push_str(",\"");
        self.text.push_str(key);
        self.text.push_str("\":");
    }

    fn string(&mut self, key: &'static str, value: &str) {
        self.key(key);
        self.value(value);
    }

    fn address(&mut self, key: &'static str, url: &str) {
        self.key(key);
        self.text.push('"');
        push(&mut self.text, &self.origin);
        push(&mut self.text, url);
        self.text.push('"');
    }

    /// Something with a page of its own.
    fn named(&mut self, kind: &'static str, name: &str, url: &str) {
        self.start(kind);
        self.address("@id", url);
        self.string("name", name);
        self.address("url", url);
        self.end();
    }

    fn list<I>(
        &mut self,
        key: &'static str,
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

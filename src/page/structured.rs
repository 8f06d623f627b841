//! JSON-LD for search engines: `DefinedTerm`, `DefinedTermSet`, `Article`, `BreadcrumbList`
//! (schema.org).

use super::Outline;
use super::view::View;
use crate::entry::html::has_byte;

/// The structured data of a page; empty for a page that has none.
pub(super) fn data(outline: &Outline, view: &View) -> String {
    let base = outline.config.site.base_url.as_ref();
    let mut json = Json {
        text: String::with_capacity(1024),
        origin: base.map_or("", |base| &base.origin),
    };
    json.text
        .push_str(r#"{"@context":"https://schema.org","@graph":["#);
    let start = json.text.len();
    thing(outline, view, &mut json);
    if !view.breadcrumbs.is_empty() {
        if json.text.len() > start {
            json.text.push(',');
        }
        breadcrumbs(view, &mut json);
    }
    if json.text.len() == start {
        return String::new();
    }
    json.text.push_str("]}");
    json.text
}

/// What a page is about.
fn thing(outline: &Outline, view: &View, json: &mut Json) {
    let site = &outline.site;
    let (kind, name): (_, &str) = match view.kind {
        "home" => ("WebSite", &site.title),
        "collection" => ("DefinedTermSet", &view.title),
        "term" => ("DefinedTerm", view.name),
        "article" => ("Article", &view.title),
        "page" => ("WebPage", &view.title),
        _ => return,
    };
    json.start(kind);
    json.address("@id", &view.url);
    json.address("url", &view.url);
    let is_article = view.kind == "article";
    json.string(if is_article { "headline" } else { "name" }, name);
    if !view.description.is_empty() {
        json.string("description", &view.description);
    }
    if view.kind != "term" {
        json.string("inLanguage", &site.language);
    }
    match view.kind {
        "term" => {
            if let Some(set) = &view.collection {
                json.key("inDefinedTermSet");
                json.named("DefinedTermSet", &set.title, &set.url);
            }
            if !view.aliases.is_empty() {
                json.list("alternateName", &view.aliases, |json, alias| {
                    json.value(alias);
                });
            }
        }
        "collection" => {
            let cards = view.sections.iter().flat_map(|section| &section.entries);
            if cards.clone().next().is_some() {
                json.list("hasDefinedTerm", cards, |json, card| {
                    json.named("DefinedTerm", &card.title, &card.url);
                });
            }
        }
        "article" => {
            if let Some(date) = &view.date {
                json.string("datePublished", &date.iso.to_string());
            }
            if let Some(updated) = view.updated.as_ref().or(view.date.as_ref()) {
                json.string("dateModified", &updated.iso.to_string());
            }
            let author = view.extra.text("author").or_else(|| site.author.clone());
            if let Some(name) = author {
                json.key("author");
                json.start("Person");
                json.string("name", &name);
                json.end();
            }
        }
        _ => {}
    }
    json.end();
}

fn breadcrumbs(view: &View, json: &mut Json) {
    json.start("BreadcrumbList");
    let way = view
        .breadcrumbs
        .iter()
        .map(|link| (&*link.title, &*link.url));
    let items = way.chain([(&*view.title, view.url.as_str())]);
    let items = (1_usize..).zip(items);
    json.list("itemListElement", items, |json, (position, (name, url))| {
        json.start("ListItem");
        json.key("position");
        json.text.push_str(&position.to_string());
        json.string("name", name);
        json.address("item", url);
        json.end();
    });
    json.end();
}

/// A text in JSON, while it is written. An object begins with its type, so that every other key follows one.
struct Json<'o> {
    text: String,
    /// What stands before every address.
    origin: &'o str,
}

impl Json<'_> {
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
        self.part(self.origin);
        self.part(url);
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
        self.part(value);
        self.text.push('"');
    }

    /// A part of a string. Nearly every one has nothing to escape.
    fn part(&mut self, part: &str) {
        let is_special = |byte| (byte < b' ') | (byte == b'"') | (byte == b'\\') | (byte == b'<');
        if has_byte(part, is_special) {
            let escaped = serde_json::to_string(part).unwrap_or_default();
            let inner = escaped
                .strip_prefix('"')
                .and_then(|inner| inner.strip_suffix('"'));
            // `</script>` in a title must not end the element.
            self.text
                .push_str(&inner.unwrap_or_default().replace('<', "\\u003c"));
        } else {
            self.text.push_str(part);
        }
    }
}

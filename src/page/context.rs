//! What the template of a page can read as `page`, put together.
//!
//! Every page has every value that any page has, so that one base template serves all: one that a page does not have
//! is empty or null.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::link::Link;
use super::structured::{self, Thing};
use super::value::{Object, Value, list};
use super::{Outline, Page, Render};
use crate::config::Layout;
use crate::glossary::place::Place;

/// A page as its kind puts it together.
pub struct Draft<'o> {
    /// What sort of page it is, in one word: `page.kind`.
    pub kind: &'static str,
    /// What it is called.
    pub title: Cow<'o, str>,
    /// One sentence about it.
    pub description: Cow<'o, str>,
    /// The way from the home page, without the page itself.
    pub breadcrumbs: Vec<Link>,
    /// What its title has behind it in lists of tabs and of search engines, where another page has the same.
    pub apart: Option<String>,
    /// What it is about, for search engines.
    pub thing: Option<Thing>,
    /// Whether its address may be found: then it has a canonical one.
    pub is_found: bool,
    /// The lists in its text.
    pub lists: Vec<Value>,
    /// Its other values.
    pub values: Object,
}

/// The values that every page has, with what a page has that does not set them.
static NOTHING: LazyLock<Object> = LazyLock::new(|| {
    let mut nothing = Object::default();
    for name in ["kind", "title", "head_title", "description", "url"] {
        nothing.set(name, "");
    }
    nothing.set("canonical", Value::none());
    nothing.set("breadcrumbs", list::<Value>([]));
    nothing.set("structured_data", "");
    nothing.set("edit_url", Value::none());
    nothing.set("title_id", Value::none());
    for name in ["content", "name"] {
        nothing.set(name, "");
    }
    for name in [
        "collection",
        "category",
        "scheduled",
        "date",
        "date_label",
        "published",
        "updated",
        "reviewed",
        "outdated",
        "image",
    ] {
        nothing.set(name, Value::none());
    }
    for name in ["draft", "noindex"] {
        nothing.set(name, false);
    }
    for name in [
        "toc",
        "tags",
        "aliases",
        "fields",
        "header",
        "facts",
        "relations",
        "keep_reading",
        "backlinks",
    ] {
        nothing.set(name, list::<Value>([]));
    }
    nothing.set("linked", list::<Value>([]));
    for name in [
        "siblings",
        "lead",
        "heading",
        "heading_html",
        "subtitle",
        "requires",
        "start",
        "neighborhood",
        "step",
    ] {
        nothing.set(name, Value::none());
    }
    nothing.set("minutes", 0_usize);
    nothing.set("backlink_count", 0_usize);
    nothing.set("extra", Object::default());
    for name in [
        "previous",
        "next",
        "id",
        "of",
        "updated_stamp",
        "updated_mail",
    ] {
        nothing.set(name, Value::none());
    }
    for name in ["sections", "letters", "cards", "newest", "pages", "items"] {
        nothing.set(name, list::<Value>([]));
    }
    for name in ["facets", "entries_by_facet"] {
        nothing.set(name, Value::none());
    }
    nothing.set("count", 0_usize);
    nothing.set("layout", Layout::List.name());
    nothing.set("columns", list::<Value>([]));
    nothing.set("name_label", Value::none());
    nothing.set("pagination", Value::none());
    nothing
});

impl<'o> Draft<'o> {
    /// A page of a sort, with a title and nothing else.
    pub fn new(kind: &'static str, title: impl Into<Cow<'o, str>>) -> Self {
        Self {
            kind,
            title: title.into(),
            description: Cow::Borrowed(""),
            breadcrumbs: Vec::new(),
            thing: None,
            apart: None,
            is_found: true,
            lists: Vec::new(),
            values: Object::default(),
        }
    }

    /// The page at its place, as HTML has it.
    pub fn finish(mut self, outline: &Outline, at: (&str, &Place), template: &str) -> Page {
        let site = &outline.site;
        let (path, place) = at;
        let url = outline.routes.url(path, place.form);
        let canonical = self
            .is_found
            .then(|| outline.routes.absolute(&url))
            .flatten();
        let head_title = if self.title == site.title || path.is_empty() {
            site.title.clone()
        } else {
            let apart = self.apart.as_deref();
            let parts = [Some(&*self.title), apart, Some(&*site.title)];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        };
        let structured = structured::data(
            outline,
            self.thing.take(),
            &self.breadcrumbs,
            (&self.title, url.as_str()),
        );
        let values = &mut self.values;
        values.set("head_title", head_title);
        values.set("url", url);
        values.set("canonical", canonical);
        values.set("breadcrumbs", list(&self.breadcrumbs));
        values.set("structured_data", structured);
        self.finish_bare(outline, at, template)
    }

    /// A file for machines: what it does not set itself is empty.
    pub fn finish_bare(mut self, outline: &Outline, at: (&str, &Place), template: &str) -> Page {
        let (path, place) = at;
        self.values.set("kind", self.kind);
        self.values.set("title", &*self.title);
        self.values.set("description", &*self.description);
        Page {
            file: place.file(path, outline.config.site.urls),
            render: Render::Template {
                name: template.to_owned(),
                page: self.values.over(&NOTHING).into(),
                lists: self.lists,
            },
            leads_to: None,
        }
    }
}

//! JSON-LD for search engines: `DefinedTerm`, `DefinedTermSet`, `Article`, `BreadcrumbList`
//! (schema.org).

use serde::Serialize;

use super::Outline;
use super::view::View;

#[derive(Serialize)]
struct Data<'v> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: Vec<Node<'v>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Node<'v> {
    Thing(Box<Thing<'v>>),
    Breadcrumbs(Breadcrumbs<'v>),
}

/// What a page is about.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Thing<'v> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'v str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'v str,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_language: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_defined_term_set: Option<Named<'v>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    alternate_name: &'v [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    has_defined_term: Vec<Named<'v>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<Person<'v>>,
}

/// Something with a page of its own.
#[derive(Serialize)]
struct Named<'v> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: String,
    name: &'v str,
    url: String,
}

#[derive(Serialize)]
struct Person<'v> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'v str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Breadcrumbs<'v> {
    #[serde(rename = "@type")]
    kind: &'static str,
    item_list_element: Vec<ListItem<'v>>,
}

#[derive(Serialize)]
struct ListItem<'v> {
    #[serde(rename = "@type")]
    kind: &'static str,
    position: usize,
    name: &'v str,
    item: String,
}

/// The structured data of a page; empty for a page that has none.
pub(super) fn data(outline: &Outline, view: &View) -> String {
    let base = outline.config.site.base_url.as_ref();
    let origin = base.map_or("", |base| &base.origin);
    let thing = thing(outline, view, origin).map(|thing| Node::Thing(Box::new(thing)));
    let breadcrumbs = breadcrumbs(view, origin).map(Node::Breadcrumbs);
    let graph: Vec<Node<'_>> = thing.into_iter().chain(breadcrumbs).collect();
    if graph.is_empty() {
        return String::new();
    }
    let context = "https://schema.org";
    let json = serde_json::to_string(&Data { context, graph }).unwrap_or_default();
    // `</script>` in a title must not end the element.
    if json.contains('<') {
        json.replace('<', "\\u003c")
    } else {
        json
    }
}

fn thing<'v>(outline: &'v Outline, view: &'v View, origin: &str) -> Option<Thing<'v>> {
    let site = &outline.site;
    let named = |kind, name, url: &str| Named {
        kind,
        id: [origin, url].concat(),
        name,
        url: [origin, url].concat(),
    };
    let (kind, name) = match view.kind {
        "home" => ("WebSite", &site.title),
        "collection" => ("DefinedTermSet", &view.title),
        "term" => ("DefinedTerm", &view.name),
        "article" => ("Article", &view.title),
        "page" => ("WebPage", &view.title),
        _ => return None,
    };
    let mut thing = Thing {
        kind,
        id: [origin, &view.url].concat(),
        url: [origin, &view.url].concat(),
        description: &view.description,
        ..Thing::default()
    };
    if view.kind == "article" {
        thing.headline = Some(name);
    } else {
        thing.name = Some(name);
    }
    if view.kind != "term" {
        thing.in_language = Some(&site.language);
    }
    match view.kind {
        "term" => {
            let set = view.collection.as_ref();
            thing.in_defined_term_set =
                set.map(|set| named("DefinedTermSet", &set.title, &set.url));
            thing.alternate_name = &view.aliases;
        }
        "collection" => {
            let cards = view.sections.iter().flat_map(|section| &section.entries);
            let terms = cards.map(|card| named("DefinedTerm", &card.title, &card.url));
            thing.has_defined_term = terms.collect();
        }
        "article" => {
            let date = view.date.as_ref();
            thing.date_published = date.map(|date| date.iso.as_str());
            let updated = view.updated.as_ref().or(date);
            thing.date_modified = updated.map(|updated| updated.iso.as_str());
            let own = view.extra.get("author").and_then(|author| author.as_str());
            let author = own.or(site.author.as_deref());
            thing.author = author.map(|name| Person {
                kind: "Person",
                name,
            });
        }
        _ => {}
    }
    Some(thing)
}

fn breadcrumbs<'v>(view: &'v View, origin: &str) -> Option<Breadcrumbs<'v>> {
    if view.breadcrumbs.is_empty() {
        return None;
    }
    let way = view.breadcrumbs.iter().map(|link| (&link.title, &link.url));
    let items = way.chain([(&view.title, &view.url)]).enumerate();
    Some(Breadcrumbs {
        kind: "BreadcrumbList",
        item_list_element: items
            .map(|(index, (name, url))| ListItem {
                kind: "ListItem",
                position: index + 1,
                name,
                item: [origin, url].concat(),
            })
            .collect(),
    })
}

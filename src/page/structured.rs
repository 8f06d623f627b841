//! JSON-LD for search engines: `DefinedTerm`, `DefinedTermSet`, `Article`, `BreadcrumbList`
//! (schema.org).

use serde_json::{Map, Value, json};

use super::Outline;
use super::view::View;

/// The structured data of a page; empty for a page that has none.
pub(super) fn data(outline: &Outline, view: &View) -> String {
    let site = &outline.site;
    let id = |url: &str| match &outline.config.site.base_url {
        Some(base) => format!("{}{url}", base.origin),
        None => url.to_owned(),
    };
    let mut graph: Vec<Value> = Vec::new();
    let mut thing = Map::new();
    let kind = match view.kind {
        "home" => "WebSite",
        "collection" => "DefinedTermSet",
        "term" => "DefinedTerm",
        "article" => "Article",
        "page" => "WebPage",
        _ => "",
    };
    if !kind.is_empty() {
        let name = if view.kind == "home" {
            &site.title
        } else if view.kind == "term" {
            &view.name
        } else {
            &view.title
        };
        thing.insert("@type".to_owned(), json!(kind));
        thing.insert("@id".to_owned(), json!(id(&view.url)));
        thing.insert("url".to_owned(), json!(id(&view.url)));
        let name_key = if view.kind == "article" {
            "headline"
        } else {
            "name"
        };
        thing.insert(name_key.to_owned(), json!(name));
        if !view.description.is_empty() {
            thing.insert("description".to_owned(), json!(view.description));
        }
        if view.kind != "term" {
            thing.insert("inLanguage".to_owned(), json!(site.language));
        }
    }
    match view.kind {
        "term" => {
            if let Some(collection) = &view.collection {
                thing.insert(
                    "inDefinedTermSet".to_owned(),
                    json!({ "@type": "DefinedTermSet", "@id": id(&collection.url), "name": collection.title, "url": id(&collection.url) }),
                );
            }
            if !view.aliases.is_empty() {
                thing.insert("alternateName".to_owned(), json!(view.aliases));
            }
        }
        "collection" => {
            let terms: Vec<Value> = view
                .sections
                .iter()
                .flat_map(|section| &section.entries)
                .map(|card| json!({ "@type": "DefinedTerm", "@id": id(&card.url), "name": card.title, "url": id(&card.url) }))
                .collect();
            if !terms.is_empty() {
                thing.insert("hasDefinedTerm".to_owned(), json!(terms));
            }
        }
        "article" => {
            if let Some(date) = &view.date {
                thing.insert("datePublished".to_owned(), json!(date.iso));
            }
            if let Some(updated) = view.updated.as_ref().or(view.date.as_ref()) {
                thing.insert("dateModified".to_owned(), json!(updated.iso));
            }
            let author = view
                .extra
                .get("author")
                .and_then(Value::as_str)
                .map(str::to_owned)
                .or_else(|| site.author.clone());
            if let Some(author) = author {
                thing.insert(
                    "author".to_owned(),
                    json!({ "@type": "Person", "name": author }),
                );
            }
        }
        _ => {}
    }
    if !thing.is_empty() {
        graph.push(Value::Object(thing));
    }
    if !view.breadcrumbs.is_empty() {
        let items: Vec<Value> = view
            .breadcrumbs
            .iter()
            .map(|link| (link.title.as_str(), link.url.as_str()))
            .chain([(view.title.as_str(), view.url.as_str())])
            .enumerate()
            .map(|(index, (name, url))| json!({ "@type": "ListItem", "position": index + 1, "name": name, "item": id(url) }))
            .collect();
        graph.push(json!({ "@type": "BreadcrumbList", "itemListElement": items }));
    }
    if graph.is_empty() {
        return String::new();
    }
    // `</script>` in a title must not end the element.
    json!({ "@context": "https://schema.org", "@graph": graph })
        .to_string()
        .replace('<', "\\u003c")
}

//! `/search/`: a page that shows what a reader looks for, and the index in which the script of the theme finds it.
//! `content/search.md` is the text of the page.

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::ground::{Ground, Kind, made};
use crate::entry::Entry;
use crate::glossary::EntryIndex;
use crate::glossary::place::{Form, Occupant, Place};
use crate::page::card::described;
use crate::page::value::Value;
use crate::page::{Outline, Page};
use crate::search::{Document, index};

/// The page.
const PATH: &str = "search";

/// The folder of the index.
const INDEX: &str = "search/index";

/// The file that a search reads first. Its name stays, so that no page changes with the index.
const START: &str = "start.json";

/// So many entries are described in one file. A search shows some entries from all over the index.
const AT_ONCE: usize = 32;

/// The search: its page, and its index with the key 1.
#[derive(Debug)]
pub(super) struct Search;

impl Kind for Search {
    fn places(&self, ground: &Ground<'_>) -> Vec<(String, Place)> {
        if !ground.config.search.enabled || !ground.has_listed() {
            return Vec::new();
        }
        let (path, mut page) = made(PATH, Form::Page, 0);
        let text = ["search.md", "search.markdown"].iter().find_map(|name| {
            let index = ground.entries.of_file(&format!("content/{name}"))?;
            ground.entries.is_published(index).then_some(index)
        });
        if let Some(index) = text {
            page.occupant = Occupant::Entry(index);
        }
        vec![(path, page), made(INDEX, Form::Files, 1)]
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        let mut draft = outline.folder_draft("search", at.1);
        if draft.title.is_empty() {
            draft.title = outline.config.words.get("search").into();
        }
        draft.breadcrumbs = vec![outline.home_link()];
        draft.is_found = false;
        draft.finish(outline, at, outline.template_of(at.1, "search.html"))
    }

    fn files(&self, outline: &Outline, _at: (&str, &Place)) -> Vec<(String, Vec<u8>)> {
        let mut entries: Vec<EntryIndex> = outline.listed().collect();
        let path = |index: &EntryIndex| &outline.glossary.entry(*index).path;
        entries.sort_by(|one, other| path(one).cmp(path(other)));
        let index = index(entries.len(), |number| {
            document(outline.glossary.entry(entries[number]))
        });
        let mut files = Vec::with_capacity(index.shards.len() + entries.len() / AT_ONCE + 3);
        let mut add = |sort: &str, ending: &str, bytes: Vec<u8>| {
            let mark = mark(&bytes);
            files.push((format!("{sort}-{mark}.{ending}"), bytes));
            mark
        };
        let descriptions = entries.chunks(AT_ONCE).map(|entries| {
            let described = entries.iter().map(|&index| description(outline, index));
            let described: Vec<_> = described.collect();
            add(
                "d",
                "json",
                serde_json::to_vec(&described).unwrap_or_default(),
            )
        });
        let descriptions: Json = descriptions.collect();
        let names = add("n", "txt", index.names.into_bytes());
        let shards = index.shards.into_iter();
        let shards: Vec<(String, String)> = shards
            .map(|shard| (shard.first, add("w", "bin", shard.bytes)))
            .collect();
        let start = json!({
            "home": outline.routes.home(),
            "page": outline.routes.url(PATH, Form::Page),
            "language": outline.site.language,
            "count": entries.len(),
            "each": AT_ONCE,
            "descriptions": descriptions,
            "names": names,
            "firsts": shards.iter().map(|(first, _)| first.as_str()).collect::<Json>(),
            "shards": shards.iter().map(|(_, mark)| mark.as_str()).collect::<Json>(),
            "words": words(outline),
        });
        files.push((START.to_owned(), start.to_string().into_bytes()));
        files
    }

    fn is_in_sitemap(&self) -> bool {
        false
    }

    fn site_values(&self, outline: &Outline) -> Vec<(&'static str, Value)> {
        let page = url(outline);
        let has_index = has_index(outline);
        let index = has_index.then(|| outline.routes.file_url(INDEX) + "/");
        vec![("search", page.into()), ("search_index", index.into())]
    }
}

fn has_index(outline: &Outline) -> bool {
    let place = outline.glossary.places.at(INDEX);
    place.is_some_and(|place| place.form == Form::Files)
}

fn url(outline: &Outline) -> Option<String> {
    let place = outline.glossary.places.at(PATH);
    let place = place.filter(|_| has_index(outline))?;
    Some(outline.routes.url(PATH, place.form))
}

/// The full address of the page of results, where there is one.
pub(super) fn address(outline: &Outline) -> Option<String> {
    outline.routes.absolute(&url(outline)?)
}

/// The name of a file by its bytes: a browser keeps what stays.
fn mark(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..12].to_owned()
}

/// What an entry is found by.
fn document(entry: &Entry) -> Document<'_> {
    let mut labels = vec![entry.name.as_str()];
    if entry.title != entry.name {
        labels.push(&entry.title);
    }
    labels.extend(entry.built_in.other_names().map(String::as_str));
    labels.extend(entry.built_in.plain.iter().map(String::as_str));
    let headings = entry.body.headings.iter();
    Document {
        labels,
        headings: headings.map(|heading| heading.text).collect(),
        description: described(entry),
        html: entry.html().hollow(),
    }
}

/// What a search shows of an entry: its name, its title where that says more, its address below the home page, a sentence
/// about it, where it stands, its other names, the phrases that mean it, and its headings.
fn description(outline: &Outline, index: EntryIndex) -> impl Serialize {
    let entry = outline.glossary.entry(index);
    let url = outline.entry_url(index);
    let categories = &outline.glossary.taxonomy.categories;
    let category = entry.built_in.category.as_deref();
    let category = category.and_then(|name| categories.find(name));
    let group = match category {
        Some(category) => outline.group_link(&categories.list()[category]).title,
        None => outline.collection_link(entry.collection).title,
    };
    let title = Some(&entry.title).filter(|title| **title != entry.name);
    let headings = entry.body.headings.iter();
    (
        outline.typographic(&entry.name),
        title.map_or("".into(), |title| outline.typographic(title)),
        url.strip_prefix(outline.routes.home())
            .unwrap_or(&url)
            .to_owned(),
        outline.typographic(&described(entry)).into_owned(),
        group,
        (entry.built_in.other_names())
            .map(|name| outline.typographic(name))
            .collect::<Vec<_>>(),
        &entry.built_in.plain,
        headings
            .map(|heading| [heading.id, heading.text])
            .collect::<Vec<_>>(),
    )
}

/// The words that the script shows, by the names that it has for them.
fn words(outline: &Outline) -> Json {
    let words = &outline.config.words;
    let name = |name: &str| match name {
        "search" => "search".to_owned(),
        "also" => "also_called".to_owned(),
        other => format!("search_{other}"),
    };
    let shown = WORDS.iter().map(|word| {
        let value = words
            .phrase(&name(word))
            .and_then(|phrase| serde_json::to_value(phrase).ok());
        ((*word).to_owned(), value.unwrap_or_default())
    });
    Json::Object(shown.collect())
}

const WORDS: &[&str] = &[
    "search",
    "placeholder",
    "close",
    "results",
    "all",
    "some",
    "instead",
    "none",
    "names",
    "also",
    "plain",
    "more",
    "failed",
    "waiting",
];

//! Fields of other generators: those that are understood as they are, and what the others are called here.
//!
//! In: the fields of a file as they were written, and the schema of its collection. Out: the same fields under the names of
//! this program, and what to write in place of one that it does not know. A field that a site declares is its own.

use crate::config::Collection;
use crate::data::{Data, Pair, Table};
use crate::source::{Source, Span, Spanned};

/// What to write for a field of another generator.
#[derive(Debug)]
pub(super) struct Counterpart {
    names: &'static [&'static str],
    /// The field that means the same here, if its values are the same.
    pub(super) field: Option<&'static str>,
    /// What to do, as a sentence.
    pub(super) help: &'static str,
}

/// The fields that mean something to Hugo, Zola, Jekyll, Docusaurus, Eleventy, Obsidian and their kin.
const COUNTERPARTS: &[Counterpart] = &[
    Counterpart {
        names: &["weight", "nav_order", "sidebar_position"],
        field: Some("order"),
        help: "the place in lists is called `order` here",
    },
    Counterpart {
        names: &[
            "lastmod",
            "last_modified_at",
            "lastUpdated",
            "dateModified",
            "modified",
        ],
        field: Some("updated"),
        help: "the day of the last change is called `updated` here",
    },
    Counterpart {
        names: &[
            "publishDate",
            "pubDate",
            "datePublished",
            "published",
            "publish",
        ],
        field: Some("date"),
        help: "the day of publication is called `date` here, and `draft: true` keeps an entry back",
    },
    Counterpart {
        names: &["keywords"],
        field: Some("tags"),
        help: "words to find an entry by are called `tags` here",
    },
    Counterpart {
        names: &["summary", "excerpt"],
        field: Some("description"),
        help: "the sentence about an entry is called `description` here",
    },
    Counterpart {
        names: &["alias", "redirect_from", "redirects"],
        field: Some("aliases"),
        help: "other names and old addresses are called `aliases` here",
    },
    Counterpart {
        names: &["linkTitle", "sidebar_label", "nav_title", "short_title"],
        field: Some("term"),
        help: "the name in lists is called `term` here",
    },
    Counterpart {
        names: &["categories"],
        field: None,
        help: "an entry has one category here, `category`, and any number of `tags`",
    },
    Counterpart {
        names: &["url", "permalink"],
        field: None,
        help: "the address of an entry is the path of its file, with `slug` as its last part; list the old one in `aliases`",
    },
    Counterpart {
        names: &["layout"],
        field: None,
        help: "most entries need none: `template` names a file of `templates/`, here or for a whole collection",
    },
    Counterpart {
        names: &["menu", "menus", "nav_exclude", "eleventyNavigation"],
        field: None,
        help: "the links of the navigation are written in `primer.toml`: `navigation` in `[site]`",
    },
    Counterpart {
        names: &["cover", "images", "thumbnail", "featured_image"],
        field: Some("image"),
        help: "the image of an entry is called `image` here",
    },
    Counterpart {
        names: &["parent", "grand_parent", "has_children"],
        field: None,
        help: "the folder says where an entry belongs; declare `parent = \"ref\"` for a relation between entries",
    },
    Counterpart {
        names: &["extra", "params"],
        field: None,
        help: "fields of your own stand beside the others: declare each of them, or this one as `\"any\"`",
    },
    Counterpart {
        names: &["taxonomies"],
        field: None,
        help: "write `tags` and `category` beside the other fields",
    },
    Counterpart {
        names: &[
            "math",
            "mermaid",
            "comments",
            "expiryDate",
            "cssclasses",
            "cssclass",
            "robots",
            "hide",
        ],
        field: None,
        help: "it means nothing here: remove it, or declare it for templates of your own",
    },
];

/// What to write for a field that no schema knows.
pub(super) fn counterpart(name: &str) -> Option<&'static Counterpart> {
    COUNTERPARTS
        .iter()
        .find(|known| known.names.contains(&name))
}

/// Reads what other generators write as it is meant, unless the site declares a field of the name.
pub(super) fn understand(table: &mut Table, collection: &Collection, source: &Source) {
    let is_free = |name: &str| collection.field(name).is_none_or(|field| !field.declared);
    for name in ["published", "publish"] {
        if is_free(name)
            && let Some(at) = position(table, name)
            && let Data::Bool(is_published) = table.0[at].value.value
        {
            let mut pair = table.0.remove(at);
            if !is_published && table.get("draft").is_none() {
                pair.value.value = Data::Bool(true);
                "draft".clone_into(&mut pair.key.value);
                table.0.push(pair);
            }
        }
    }
    if is_free("category") {
        if is_free("categories")
            && table.get("category").is_none()
            && let Some(at) = position(table, "categories")
        {
            split(&mut table.0[at].value, source);
            if is_list_of_texts(&table.0[at].value) {
                "category".clone_into(&mut table.0[at].key.value);
            }
        }
        first_of_categories(table, source);
    }
    for name in ["aliases", "tags"] {
        if is_free(name)
            && let Some(at) = position(table, name)
        {
            split(&mut table.0[at].value, source);
        }
    }
}

/// Of several categories the first is the category; an entry is found by the others as by tags.
fn first_of_categories(table: &mut Table, source: &Source) {
    let Some(at) = position(table, "category") else {
        return;
    };
    if !is_list_of_texts(&table.0[at].value) {
        return;
    }
    let Data::List(items) = &mut table.0[at].value.value else {
        return;
    };
    if items.is_empty() {
        table.0.remove(at);
        return;
    }
    let others = items.split_off(1);
    let first = items.pop();
    if let Some(first) = first {
        table.0[at].value = first;
    }
    if others.is_empty() {
        return;
    }
    if let Some(tags) = position(table, "tags") {
        split(&mut table.0[tags].value, source);
        if let Data::List(tags) = &mut table.0[tags].value.value {
            let new = |other: &Spanned<Data>| !tags.iter().any(|tag| tag.value == other.value);
            let others: Vec<_> = others.into_iter().filter(new).collect();
            tags.extend(others);
        }
    } else {
        let span = others[0].span;
        table.0.push(Pair {
            key: Spanned::new("tags".to_owned(), span),
            value: Spanned::new(Data::List(others), span),
        });
    }
}

fn position(table: &Table, name: &str) -> Option<usize> {
    table.0.iter().position(|pair| *pair.key == name)
}

fn is_list_of_texts(value: &Spanned<Data>) -> bool {
    let Data::List(items) = &value.value else {
        return false;
    };
    items
        .iter()
        .all(|item| matches!(item.value, Data::String(_)))
}

/// Makes a text a list of what stands between its commas, each at its place.
fn split(value: &mut Spanned<Data>, source: &Source) {
    let Data::String(text) = &value.value else {
        return;
    };
    let written = source.slice(value.span);
    let start = written.find(text.as_str());
    let mut items = Vec::new();
    let mut at = 0;
    for part in text.split(',') {
        let item = part.trim();
        let before = at + (part.len() - part.trim_start().len());
        at += part.len() + 1;
        if item.is_empty() {
            continue;
        }
        // A text with escapes is not as long as it is written.
        let span = start.map_or(value.span, |start| {
            let start = value.span.start as usize + start + before;
            Span::new(start, start + item.len())
        });
        items.push(Spanned::new(Data::String(item.to_owned()), span));
    }
    value.value = Data::List(items);
}

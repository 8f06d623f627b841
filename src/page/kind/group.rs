//! The pages of categories and of tags: one of all of them, and one of each.

use super::ground::made;
use crate::config::Config;
use crate::glossary::place::{Form, Place};
use crate::glossary::taxonomy::{Group, Groups};
use crate::page::card::Plain;
use crate::page::context::Draft;
use crate::page::facet::parted;
use crate::page::link::Link;
use crate::page::section::ListSection;
use crate::page::value::{Object, Value, list};
use crate::page::{Outline, Page};

/// What the pages of groups are called.
pub(super) struct GroupNames {
    /// The folder of their places, and `page.kind` of the page of all groups.
    pub(super) folder: &'static str,
    /// What that page is called and described by: the names of the words.
    pub(super) words: [&'static str; 2],
    /// `page.kind` of the page of one group.
    pub(super) kind: &'static str,
    /// The template of the page of one group.
    pub(super) template: &'static str,
    /// The field in which entries name their groups.
    pub(super) field: &'static str,
}

/// A place for all groups with the key 0, and for each of them with a greater one.
pub(super) fn places(names: &GroupNames, groups: &Groups) -> Vec<(String, Place)> {
    let groups = groups.list();
    let all = (!groups.is_empty()).then(|| made(names.folder, Form::Page, 0));
    let each = groups.iter().zip(1..).map(|(group, key)| {
        let (path, mut place) = made(&group.path, Form::Page, key);
        place.cause = group.entries.first().map(|&index| (index, names.field));
        (path, place)
    });
    all.into_iter().chain(each).collect()
}

/// The address of the page of all groups, where there are any, for every template.
pub(super) fn site_value(
    names: &GroupNames,
    groups: &Groups,
    outline: &Outline,
) -> (&'static str, Value) {
    let has_page = !groups.list().is_empty();
    let url = has_page.then(|| outline.routes.url(names.folder, Form::Page));
    (names.folder, url.into())
}

/// The page of all groups, or that of one.
pub(super) fn page(
    names: &GroupNames,
    groups: &Groups,
    outline: &Outline,
    at: (&str, &Place),
) -> Page {
    match at.1.key.checked_sub(1) {
        None => all(names, groups, outline, at),
        Some(index) => one(names, groups, index, outline, at),
    }
}

fn all(names: &GroupNames, groups: &Groups, outline: &Outline, at: (&str, &Place)) -> Page {
    let card = |group: &Group| {
        Value::from(Plain {
            title: &outline.group_link(group).title,
            url: outline.routes.url(&group.path, Form::Page),
            description: &outline.typographic(group.description.as_deref().unwrap_or_default()),
            count: Some(group.entries.len()),
        })
    };
    let cards = groups.list().iter().map(card);
    let words = &outline.config.words;
    let mut draft = Draft::new(names.folder, words.get(names.words[0]));
    let site = [("site", outline.site.title.as_str())];
    let description = words.fill(names.words[1], None, &site);
    draft.description = description.unwrap_or_default();
    draft.breadcrumbs = vec![outline.home_link()];
    draft.values.set("cards", list(cards));
    draft.values.set("count", groups.list().len());
    if names.field == "tags" && !outline.config.tag_groups.is_empty() {
        let (together, alone) = parted(groups, &outline.config);
        let other = (words.get("other_group"), alone);
        let parts = together.into_iter().chain([other]).enumerate();
        let parts = parts.filter(|(_, (_, tags))| !tags.is_empty());
        let parts = parts.map(|(number, (label, tags))| {
            Object::with_capacity(3)
                .with("title", &*outline.typographic(label))
                .with("id", format!("_group-{}", number + 1))
                .with("entries", list(tags.into_iter().map(card)))
        });
        draft.values.set("sections", list(parts));
    }
    draft.finish(outline, at, "groups.html")
}

/// Whether a group is a tag that so few entries have that search engines need not know its page.
fn is_rare(names: &GroupNames, group: &Group, config: &Config) -> bool {
    names.field == "tags" && group.entries.len() < config.site.index_tags
}

/// Whether search engines may show the page of a group.
pub(super) fn is_for_engines(
    names: &GroupNames,
    groups: &Groups,
    config: &Config,
    key: usize,
) -> bool {
    let group = key.checked_sub(1).map(|index| &groups.list()[index]);
    group.is_none_or(|group| !is_rare(names, group, config))
}

fn one(
    names: &GroupNames,
    groups: &Groups,
    index: usize,
    outline: &Outline,
    at: (&str, &Place),
) -> Page {
    let group = &groups.list()[index];
    let mut draft = Draft::new(names.kind, outline.group_link(group).title);
    let words = &outline.config.words;
    let title = draft.title.to_string();
    let parts = [("group", title.as_str()), ("site", &outline.site.title)];
    let description = words.fill("of_group", None, &parts);
    draft.description = match group.description.as_deref() {
        Some(own) => outline.typographic(own),
        None => description.unwrap_or_default(),
    };
    let own = group.description.as_deref();
    let own = own.map(|own| outline.typographic(own).into_owned());
    draft.values.set("lead", own);
    draft
        .values
        .set("noindex", is_rare(names, group, &outline.config));
    draft.breadcrumbs = vec![
        outline.home_link(),
        Link {
            title: words.get(names.words[0]).to_owned(),
            url: outline.routes.url(names.folder, Form::Page),
        },
    ];
    let section = ListSection {
        heading: None,
        url: None,
        description: None,
        start: 0,
        entries: outline.by_name(&group.entries),
    };
    draft.values.set("count", section.entries.len());
    let sections = outline.section_values(&[section]);
    draft.values.set("sections", sections);
    draft.finish(outline, at, names.template)
}

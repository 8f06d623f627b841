//! What others show of an entry: made once, and shared by every list, relation, backlink and neighbour.

use std::borrow::Cow;

use jiff::civil::Date;

use super::Outline;
use super::field::Depth;
use super::value::{Object, Value, list};
use crate::entry::field::FieldValue;
use crate::entry::{Entry, Hidden};
use crate::glossary::{EntryIndex, Target};

/// A text in place of a description has at most so many characters.
const LONGEST: usize = 160;

/// A card of something that is no entry has the values of all cards.
#[derive(Default)]
pub struct Plain<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Its address.
    pub url: String,
    /// One sentence about it; may be empty.
    pub description: &'a str,
    /// How many entries it holds.
    pub count: Option<usize>,
}

impl From<Plain<'_>> for Value {
    fn from(card: Plain<'_>) -> Self {
        let mut value = Object::with_capacity(16)
            .with("title", card.title)
            .with("url", card.url)
            .with("description", card.description)
            .with("count", card.count)
            .with("draft", false);
        for name in [
            "date",
            "published",
            "updated",
            "scheduled",
            "collection",
            "category",
            "image",
        ] {
            value.set(name, Value::none());
        }
        value.set("tags", list::<Value>([]));
        value.set("fields", list::<Value>([]));
        value.set("extra", Object::default());
        value.into()
    }
}

impl Outline {
    /// What lists show of an entry.
    pub fn card(&self, index: EntryIndex) -> Value {
        self.cards[index]
            .get_or_init(|| self.new_card(index))
            .clone()
    }

    /// A card for a list that shows other fields, or for an entry that has no page yet: then it has no address.
    pub(super) fn card_in_list(&self, index: EntryIndex, fields: Option<&[String]>) -> Value {
        let is_published = self.glossary.is_published(index);
        if is_published && fields.is_none() {
            return self.card(index);
        }
        let mut card = self.card_object(index);
        if let Some(fields) = fields {
            card.set("fields", self.named_fields(index, fields));
        }
        if !is_published {
            card.set("url", Value::none());
        }
        card.into()
    }

    fn new_card(&self, index: EntryIndex) -> Value {
        self.card_object(index).into()
    }

    fn card_object(&self, index: EntryIndex) -> Object {
        let entry = self.glossary.entry(index);
        Object::with_capacity(16)
            .with("title", &*self.typographic(&entry.name))
            .with("url", self.entry_url(index))
            .with("description", &*self.typographic(&described(entry)))
            .with("count", Value::none())
            .with("draft", entry.built_in.draft)
            .with("date", self.day_of(entry).map(|date| self.day(date)))
            .with(
                "published",
                self.published(entry).map(|date| self.day(date)),
            )
            .with("updated", entry.built_in.updated.map(|date| self.day(date)))
            .with("scheduled", self.scheduled(entry))
            .with("collection", self.collection_value(entry.collection))
            .with("category", self.category_of(entry))
            .with("tags", self.tags_of(entry))
            .with("image", self.image_of(index))
            .with("fields", self.card_fields(index))
            .with("extra", self.extra(index, Depth::Card))
    }

    /// A text without markup as readers see it.
    pub(super) fn typographic<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.config.site.smart_punctuation {
            self.config.words.typographic(text)
        } else {
            Cow::Borrowed(text)
        }
    }

    /// The category of an entry as a link.
    pub(super) fn category_of(&self, entry: &Entry) -> Option<Value> {
        let groups = &self.glossary.taxonomy.categories;
        let found = groups.find(entry.built_in.category.as_deref()?)?;
        Some(self.group_links[0][found].clone())
    }

    /// The tags of an entry as links.
    pub(super) fn tags_of(&self, entry: &Entry) -> Value {
        let groups = &self.glossary.taxonomy.tags;
        let found = entry.built_in.tags.iter();
        let found = found.filter_map(|name| groups.find(name));
        list(found.map(|found| self.group_links[1][found].clone()))
    }

    /// The image of an entry, if it is a file of the site: that of a field, else the first one of its text.
    pub(super) fn image_of(&self, index: EntryIndex) -> Option<Value> {
        let in_text = || {
            let mut edges = self.glossary.edges_of(index);
            edges.find_map(|(reference, target)| match target {
                Target::Asset { asset, .. } if reference.kind.is_media() => Some(*asset),
                _ => None,
            })
        };
        let of_field = self.image_in_field(index);
        let asset = of_field.or_else(in_text);
        let asset = asset.filter(|asset| self.files.is_published(*asset))?;
        let size = self.files.size(asset);
        let url = self.files.fingerprinted(asset);
        // Where links are shared, vector images are not shown.
        let is_shared = !self.glossary.assets[asset].path.ends_with(".svg");
        let shared = is_shared.then(|| self.routes.absolute(&url)).flatten();
        let image = Object::with_capacity(5)
            .with("url", url)
            .with("shared", shared)
            .with("width", size.map(|size| size.0))
            .with("height", size.map(|size| size.1))
            .with("in_text", of_field.is_none());
        Some(image.into())
    }

    /// The file of the site that the field for the image of an entry names, if it is an image.
    pub(super) fn image_in_field(&self, index: EntryIndex) -> Option<usize> {
        let entry = self.glossary.entry(index);
        let field = self.config.collections[entry.collection].image_field();
        let FieldValue::Url(_, Some(reference)) = entry.fields.get(field)?.value else {
            return None;
        };
        match self.glossary.targets_of(index)[reference] {
            Target::Asset { asset, .. } if self.files.is_image(asset) => Some(asset),
            _ => None,
        }
    }

    /// The day of an entry, whatever its collection means by that.
    pub(super) fn day_of(&self, entry: &Entry) -> Option<Date> {
        entry.day(&self.config.collections[entry.collection])
    }

    /// When an entry was published.
    pub(super) fn published(&self, entry: &Entry) -> Option<Date> {
        entry.published(&self.config.collections[entry.collection])
    }

    /// The day on which an entry is published, where that is still to come.
    pub(super) fn scheduled(&self, entry: &Entry) -> Option<Value> {
        match entry.hidden(&self.config, self.visibility)? {
            Hidden::Until(date) => Some(self.day(date)),
            Hidden::Draft => None,
        }
    }

    /// Whether an entry is published for everybody, rather than shown to its author.
    pub(super) fn is_out(&self, index: EntryIndex) -> bool {
        let entry = self.glossary.entry(index);
        entry.hidden(&self.config, self.visibility).is_none()
    }

    /// A day, for machines and as the language of the site writes it.
    pub(super) fn day(&self, date: Date) -> Value {
        Object::with_capacity(2)
            .with("iso", date.to_string())
            .with("text", self.config.words.day(date))
            .into()
    }
}

/// One sentence about an entry: its description, else the start of its text.
pub fn described(entry: &Entry) -> Cow<'_, str> {
    if let Some(description) = &entry.built_in.description {
        return Cow::Borrowed(description);
    }
    let lead = entry.body.lead.as_str();
    let Some((end, _)) = lead.char_indices().nth(LONGEST) else {
        return Cow::Borrowed(lead);
    };
    let cut = &lead[..end];
    let cut = &cut[..cut.rfind(' ').unwrap_or(cut.len())];
    let cut = cut.trim_end_matches([',', ';', ':', '.', ' ']);
    [cut, "…"].concat().into()
}

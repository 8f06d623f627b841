//! What templates can read: `page` and `site`. Texts are borrowed from the outline where they can be.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use jiff::civil::Date;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

pub use super::content::Content;
use super::feed::{FeedItem, SitemapItem};
pub use super::field::{Extra, FieldView, ValueView};
use super::list::Letter;
pub use super::list::{Card, Section};

/// A link with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link<'o> {
    /// What it says.
    pub title: Cow<'o, str>,
    /// Where it leads; relative to the host.
    pub url: Cow<'o, str>,
}

impl Link<'_> {
    /// The same, borrowing nothing.
    pub(super) fn into_owned(self) -> Link<'static> {
        Link {
            title: self.title.into_owned().into(),
            url: self.url.into_owned().into(),
        }
    }
}

/// A day, for machines and for readers; it becomes a text when a template shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Day {
    /// `2026-01-31`.
    pub iso: Date,
    /// As the language of the site writes it.
    pub text: DayText,
}

/// A day as readers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayText {
    pub(super) date: Date,
    pub(super) is_english: bool,
}

impl fmt::Display for DayText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_english {
            self.date.strftime("%B %-d, %Y").fmt(formatter)
        } else {
            self.date.fmt(formatter)
        }
    }
}

impl Serialize for DayText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A heading in the table of contents, with those below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TocItem<'o> {
    /// The id of the heading.
    pub id: &'o str,
    /// Its text.
    pub title: &'o str,
    /// The headings below it.
    pub children: Vec<TocItem<'o>>,
}

/// An entry that links here, with the sentence that it does so in: for templates, a card with the
/// parts of the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BacklinkView<'o> {
    /// The entry that links.
    pub card: Card<'o>,
    /// The sentence before the words of the link.
    pub before: &'o str,
    /// The words of the link.
    pub text: &'o str,
    /// The sentence behind them.
    pub after: &'o str,
}

impl<'o> Deref for BacklinkView<'o> {
    type Target = Card<'o>;

    fn deref(&self) -> &Card<'o> {
        &self.card
    }
}

// `#[serde(flatten)]` would make a new key of each name each time.
impl Serialize for BacklinkView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let card = &self.card;
        let mut view = serializer.serialize_struct("BacklinkView", 10)?;
        view.serialize_field("title", &card.title)?;
        view.serialize_field("url", &card.url)?;
        view.serialize_field("description", &card.description)?;
        view.serialize_field("date", &card.date)?;
        view.serialize_field("draft", &card.draft)?;
        view.serialize_field("scheduled", &card.scheduled)?;
        view.serialize_field("count", &card.count)?;
        view.serialize_field("before", &self.before)?;
        view.serialize_field("text", &self.text)?;
        view.serialize_field("after", &self.after)?;
        view.end()
    }
}

/// The entries that a relation leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RelationView<'o> {
    /// The name of the field or of its inverse.
    pub name: &'o str,
    /// What readers see.
    pub label: Cow<'o, str>,
    /// The entries.
    pub entries: Vec<Card<'o>>,
}

/// All that the template of a page can read, as `page`. A value that a page does not have is
/// empty or null, so that one base template serves all.
#[derive(Clone, Debug, Default, Serialize)]
pub struct View<'o> {
    /// `home`, `collection`, `term`, `article`, `page`, `categories`, `category`, `tags`, `tag`,
    /// `a-z`, `404`, `redirect`, `sitemap`, `feed` or `robots`.
    pub kind: &'static str,
    /// What the page is called.
    pub title: Cow<'o, str>,
    /// Title and site, for the title bar.
    pub head_title: String,
    /// One sentence about the page.
    pub description: Cow<'o, str>,
    /// Its address on its host.
    pub url: String,
    /// Its full address; null without a base URL, and where a page has none.
    pub canonical: Option<String>,
    /// The way from the home page, without the page itself.
    pub breadcrumbs: Vec<Link<'o>>,
    /// JSON-LD, ready for a `script` element.
    pub structured_data: String,
    /// Where to edit the file.
    pub edit_url: Option<String>,
    /// The id of the title.
    pub title_id: Option<&'o str>,
    /// The text as HTML.
    pub content: Content<'o>,
    /// The table of contents.
    pub toc: Vec<TocItem<'o>>,
    /// What the entry is called in lists.
    pub name: &'o str,
    /// Its collection.
    pub collection: Option<Link<'o>>,
    /// Its category.
    pub category: Option<Link<'o>>,
    /// Its tags.
    pub tags: Vec<Link<'o>>,
    /// Its other names.
    pub aliases: Vec<&'o str>,
    /// Whether it is a draft.
    pub draft: bool,
    /// The day on which it is published, where that is still to come.
    pub scheduled: Option<Day>,
    /// When it was published.
    pub date: Option<Day>,
    /// When it was last changed.
    pub updated: Option<Day>,
    /// Its declared fields, for showing one after the other.
    pub fields: Vec<FieldView<'o>>,
    /// Its declared fields by name, for templates of one's own.
    pub extra: Extra<'o>,
    /// Its relations and their inverses.
    pub relations: Vec<RelationView<'o>>,
    /// The entries that link to it.
    pub backlinks: Vec<BacklinkView<'o>>,
    /// The entry before it in its collection.
    pub previous: Option<Link<'o>>,
    /// The entry behind it.
    pub next: Option<Link<'o>>,
    /// Lists of entries, in groups.
    pub sections: Vec<Section<'o>>,
    /// How many entries the lists hold.
    pub count: usize,
    /// The letters of A–Z.
    pub letters: Vec<Letter<'o>>,
    /// Collections, categories or tags, as cards.
    pub cards: Vec<Card<'o>>,
    /// Of the sitemap: every page.
    pub pages: Vec<SitemapItem>,
    /// Of the feed: when its newest entry was last changed, as a time stamp.
    pub updated_stamp: Option<String>,
    /// Of the feed: the newest entries.
    pub items: Vec<FeedItem<'o>>,
}

impl View<'_> {
    /// About how many bytes of HTML the lists of the page take.
    pub(crate) fn length_of_lists(&self) -> usize {
        // The tags of an item.
        const TAGS: usize = 48;
        let cards = self.sections.iter().flat_map(|section| &section.entries);
        let cards = cards.map(|card| card.title.len() + card.url.len() + card.description.len());
        let names = self.letters.iter().flat_map(|letter| &letter.names);
        let names = names.map(|name| name.title.len() + name.url.len() + name.description.len());
        cards.chain(names).map(|length| length + TAGS).sum()
    }
}

/// Values that every template can read, as `site`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SiteView {
    /// The name of the site.
    pub title: String,
    /// One sentence about it.
    pub description: Option<String>,
    /// A BCP 47 tag.
    pub language: String,
    /// Who publishes it.
    pub author: Option<String>,
    /// A sentence below every page.
    pub notice: Option<String>,
    /// Where it starts on its host.
    pub url: String,
    /// Its full address, with a slash at the end; null without a base URL.
    pub base_url: Option<String>,
    /// The main navigation.
    pub navigation: Vec<Link<'static>>,
    /// The address of the feed, where there is one.
    pub feed: Option<String>,
    /// The address of A–Z, where there is one.
    pub a_to_z: Option<String>,
    /// The program and its version.
    pub generator: String,
}

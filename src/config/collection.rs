//! A collection: a folder of entries that share a schema. How it is read from `primer.toml` is said in `collection_keys`.

use super::list::ListSettings;
use super::schema::{self, Field};
use crate::source::Spanned;

/// One collection: a folder of entries that share a schema.
#[derive(Clone, Debug, PartialEq)]
pub struct Collection {
    /// Its name in `primer.toml` and in references.
    pub name: String,
    /// Its folder below `content/`, without slashes around it; empty for `content/` itself.
    pub folder: String,
    /// What its page is called.
    pub title: String,
    /// One sentence about it.
    pub description: Option<String>,
    /// The field that names an entry in lists; without it `term`, then `title`.
    pub name_field: Option<String>,
    /// The field that dates an entry; without it the day of publication does.
    pub date_field: Option<String>,
    /// The field that says when an entry was published; without it `date`.
    pub published_field: Option<String>,
    /// The field that describes an entry in one sentence; without it `description`.
    pub summary_field: Option<String>,
    /// The field that names the image of an entry, if it is not `image`.
    pub image_field: Option<String>,
    /// How entries are sorted in the collection's list, by each in turn; without any by `order`, then by name.
    pub sort: Vec<Sort>,
    /// The field whose values group the list.
    pub group_by: Option<String>,
    /// How the list looks.
    pub list: ListSettings,
    /// The fields in the line below the title of an entry; without them those that are no lists.
    pub header: Option<Vec<String>>,
    /// The fields that its pages do not show.
    pub hide: Vec<String>,
    /// The fields whose addresses its entries stand for; without them `url`, if it has such a field.
    pub stands_for: Option<Vec<String>>,
    /// Whether its entries are the steps of one procedure.
    pub steps: bool,
    /// The template of its entries; without it the one of their kind.
    pub template: Option<Spanned<String>>,
    /// What its entries are; without it it follows from the fields that date it, and `listed`.
    pub kind: Option<EntryKind>,
    /// The collections of which its pages show entries about the same.
    pub keep_reading: Vec<Spanned<String>>,
    /// The type of schema.org that its entries have; without it as their kind.
    pub schema: Option<&'static str>,
    /// Properties of that type, each with the field that holds it.
    pub properties: Vec<(Spanned<String>, String)>,
    /// Whether its entries stand in lists, in A–Z and in the navigation.
    pub listed: bool,
    /// Its fields: its own, those of the whole site and the built-in ones.
    pub fields: Vec<Field>,
}

impl Collection {
    /// The collection that a folder without a declaration makes.
    pub(super) fn found(name: &str, folder: &str, site_fields: &[Field]) -> Self {
        Self {
            name: name.to_owned(),
            folder: folder.to_owned(),
            title: schema::humanized(name),
            description: None,
            name_field: None,
            date_field: None,
            published_field: None,
            summary_field: None,
            image_field: None,
            sort: Vec::new(),
            group_by: None,
            list: ListSettings::default(),
            header: None,
            hide: Vec::new(),
            stands_for: None,
            steps: false,
            template: None,
            kind: None,
            keep_reading: Vec::new(),
            schema: None,
            properties: Vec::new(),
            listed: !folder.is_empty(),
            fields: schema::complete(Vec::new(), site_fields),
        }
    }

    /// What the entries are: what the collection says, else articles where a field dates them,
    /// terms where they are listed, and pages otherwise.
    pub fn entry_kind(&self) -> EntryKind {
        let has_day = self.date_field.is_some() || self.published_field.is_some();
        self.kind.unwrap_or(match (has_day, self.listed) {
            (true, _) => EntryKind::Article,
            (false, true) => EntryKind::Term,
            (false, false) => EntryKind::Page,
        })
    }

    /// The type of schema.org that its entries have.
    pub fn schema_type(&self) -> &'static str {
        self.schema.unwrap_or(match self.entry_kind() {
            EntryKind::Term => "DefinedTerm",
            EntryKind::Article => "Article",
            EntryKind::Page => "WebPage",
        })
    }

    /// The field that names the image of an entry.
    pub fn image_field(&self) -> &str {
        self.image_field.as_deref().unwrap_or("image")
    }

    /// The field that dates the entries, where their day is another one than that of their publication: that on which
    /// a case was decided.
    pub fn own_day(&self) -> Option<&Field> {
        let published = self.published_field.as_deref().unwrap_or(DATE);
        let name = self.date_field.as_deref()?;
        self.field(name).filter(|_| name != published)
    }

    /// Whether an entry stands for the address that a field of it names.
    pub fn stands_for(&self, field: &str) -> bool {
        match &self.stands_for {
            Some(fields) => fields.iter().any(|name| name == field),
            None => field == "url",
        }
    }

    /// Whether its settings say where a field stands on the page of an entry, so that it is nowhere else.
    pub fn places(&self, field: &str) -> bool {
        let header = self.header.iter().flatten();
        header.chain(&self.hide).any(|name| name == field)
    }

    /// The field with a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// The built-in field that says when an entry was published.
pub(super) const DATE: &str = "date";

/// What the entries of a collection are: it decides their template and their structured data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A term with its definition.
    Term,
    /// A text of a day, with an author.
    Article,
    /// A page like any other.
    Page,
}

/// A field by which a list is sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The field to compare.
    pub field: String,
    /// Whether the largest value comes first.
    pub descending: bool,
}

impl Sort {
    /// The order that a text says: the name of a field, with `-` before it the other way round.
    pub fn new(text: &str) -> Self {
        let name = text.strip_prefix('-');
        Self {
            field: name.unwrap_or(text).to_owned(),
            descending: name.is_some(),
        }
    }
}

/// The groups that are no values of a field.
pub const LETTER: &str = "letter";
/// The groups that are the years of the days of entries.
pub const YEAR: &str = "year";

//! A table `[collections.<name>]` of `primer.toml`: a folder of entries that share a schema.
//!
//! In: the table. Out: [`Collection`]. A new key is a field of it and a row of `KEYS`.

use super::field_type::Use;
use super::key::{Key, KeyReader, Read};
use super::schema::{self, Field};
use crate::data::{Pair, Table};
use crate::source::{Span, Spanned};

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
    /// The field that names the image of an entry; without it the first image of its text is that.
    pub image_field: Option<String>,
    /// How entries are sorted in the collection's list; without it by `order`, then by name.
    pub sort: Option<Sort>,
    /// The field whose values group the list.
    pub group_by: Option<String>,
    /// The template of its entries; without it the one of their kind.
    pub template: Option<Spanned<String>>,
    /// What its entries are; without it it follows from the fields that date it, and `listed`.
    pub kind: Option<EntryKind>,
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
            sort: None,
            group_by: None,
            template: None,
            kind: None,
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

    /// The field that dates the entries, where their day is another one than that of their publication: that on which
    /// a case was decided.
    pub fn own_day(&self) -> Option<&Field> {
        let published = self.published_field.as_deref().unwrap_or(DATE);
        let name = self.date_field.as_deref()?;
        self.field(name).filter(|_| name != published)
    }

    /// The field with a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// The built-in field that says when an entry was published.
const DATE: &str = "date";

/// The names that a day of publication has here and in other programs: a field that is called so needs no `published`.
const PUBLISHED: &[&str] = &[DATE, "published", "pubDate", "publishDate", "datePublished"];

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

/// The order of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The field to compare.
    pub field: String,
    /// Whether the largest value comes first.
    pub descending: bool,
}

/// A collection while its file is read.
pub(super) struct Declared {
    pub(super) collection: Collection,
    /// Where its name is written.
    pub(super) span: Span,
    /// The fields that it names, to be looked up when all are known.
    names: Vec<FieldName>,
}

/// What a collection says of one of its fields.
struct FieldName {
    key: String,
    name: String,
    span: Span,
    used: Use,
}

/// The keys of `[collections.<name>]`.
pub(super) const KEYS: &[Key<Read<Declared>>] = &[
    Key {
        name: "title",
        value: "a string",
        meaning: "what the page of the collection is called",
        without: "its name, with a capital letter",
        example: r#"title = "Cases""#,
        read: |reader, pair, declared| {
            if let Some(title) = reader.string(pair) {
                declared.collection.title = title;
            }
        },
    },
    Key {
        name: "description",
        value: "a string",
        meaning: "one sentence about it",
        without: "the description of its `_index.md`",
        example: r#"description = "Decisions that the terms refer to.""#,
        read: |reader, pair, declared| declared.collection.description = reader.string(pair),
    },
    Key {
        name: "folder",
        value: "a path",
        meaning: "its folder below `content/`; `\".\"` is `content/` itself",
        without: "the folder of its name",
        example: r#"folder = "decisions""#,
        read: read_folder,
    },
    Key {
        name: "name",
        value: "the name of a field",
        meaning: "what an entry is called in lists",
        without: "`term`, then `title`",
        example: r#"name = "short""#,
        read: |reader, pair, declared| {
            declared.collection.name_field = declared.field(reader, pair, Use::Name);
        },
    },
    Key {
        name: "date",
        value: "the name of a field",
        meaning: "the day of an entry, such as the one on which a case was decided: pages show it with the label of the field",
        without: "the day of publication",
        example: r#"date = "decided""#,
        read: |reader, pair, declared| {
            declared.collection.date_field = declared.field(reader, pair, Use::Date);
        },
    },
    Key {
        name: "published",
        value: "the name of a field",
        meaning: "when an entry was published: from that day on it is shown, and by that day it stands in the feed",
        without: "the field of `date`, if that is called `pubDate`, `publishDate`, `datePublished` or `published`; else `date`",
        example: r#"published = "online_since""#,
        read: |reader, pair, declared| {
            declared.collection.published_field = declared.field(reader, pair, Use::Date);
        },
    },
    Key {
        name: "summary",
        value: "the name of a field",
        meaning: "what an entry is described by in lists, in the search, in previews, for other sites and below its title",
        without: "`description`, then the start of the text",
        example: r#"summary = "holding""#,
        read: |reader, pair, declared| {
            declared.collection.summary_field = declared.field(reader, pair, Use::Summary);
        },
    },
    Key {
        name: "image",
        value: "the name of a field",
        meaning: "the image of an entry, a file of the site such as `/portraits/mason.jpg`",
        without: "the first image of the text",
        example: r#"image = "portrait""#,
        read: |reader, pair, declared| {
            declared.collection.image_field = declared.field(reader, pair, Use::Image);
        },
    },
    Key {
        name: "sort",
        value: "the name of a field",
        meaning: "what the list is sorted by; `-` before it turns the order around; `name` sorts by name",
        without: "`order`, then the name",
        example: r#"sort = "-decided""#,
        read: |reader, pair, declared| {
            let field = declared.field(reader, pair, Use::Sort);
            declared.collection.sort = field.map(|field| match field.strip_prefix('-') {
                Some(field) => Sort {
                    field: field.to_owned(),
                    descending: true,
                },
                None => Sort {
                    field,
                    descending: false,
                },
            });
        },
    },
    Key {
        name: "group_by",
        value: "the name of a field",
        meaning: "what the list is grouped by; the values of an enum keep their order",
        without: "no groups",
        example: r#"group_by = "court""#,
        read: |reader, pair, declared| {
            declared.collection.group_by = declared.field(reader, pair, Use::Group);
        },
    },
    Key {
        name: "template",
        value: "the name of a template",
        meaning: "what renders the pages of its entries",
        without: "`entry.html`; `page.html` if it is not listed",
        example: r#"template = "case.html""#,
        read: |reader, pair, declared| declared.collection.template = reader.placed(pair),
    },
    Key {
        name: "kind",
        value: "`\"term\"`, `\"article\"` or `\"page\"`",
        meaning: "what the entries are called in structured data",
        without: "`\"article\"` with `date` or `published`, else `\"term\"` if it is listed, else `\"page\"`",
        example: r#"kind = "article""#,
        read: |reader, pair, declared| {
            let kinds = [
                ("term", EntryKind::Term),
                ("article", EntryKind::Article),
                ("page", EntryKind::Page),
            ];
            declared.collection.kind = reader.choice(pair, &kinds, None);
        },
    },
    Key {
        name: "listed",
        value: "`true` or `false`",
        meaning: "whether it is in the navigation and on the home page, and its entries in A–Z, categories, tags and the feed; the entries of one that is not listed are in the navigation one by one",
        without: "`true`",
        example: "listed = true",
        read: |reader, pair, declared| {
            declared.collection.listed = reader.bool(pair).unwrap_or(true);
        },
    },
    Key {
        name: "fields",
        value: "a table",
        meaning: "its [schema](#fields-of-your-own)",
        without: "the fields of `[fields]` and the built-in ones",
        example: "\n[collections.cases.fields]\nshort = \"string!\"\ndecided = \"date!\"\nonline_since = \"date\"\nholding = \"text\"\nportrait = \"url\"\ncourt = { type = \"enum\", values = [\"district\", \"appeals\"] }",
        read: |reader, pair, declared| {
            if let Some(fields) = reader.table(pair) {
                declared.collection.fields = reader.fields(fields);
            }
        },
    },
];

fn read_folder(reader: &mut KeyReader<'_>, pair: &Pair, declared: &mut Declared) {
    let Some(folder) = reader.string(pair) else {
        return;
    };
    let trimmed = folder.trim_matches('/');
    let trimmed = if trimmed == "." { "" } else { trimmed };
    let leads_elsewhere = trimmed.split('/').any(|part| part == ".." || part == ".");
    if leads_elsewhere || trimmed.contains('\\') {
        reader.fault(pair.value.span, "`folder` must be a path below `content/`");
    } else {
        trimmed.clone_into(&mut declared.collection.folder);
    }
}

impl Declared {
    /// Reads a collection with no fields but its own.
    pub(super) fn read(reader: &mut KeyReader<'_>, name: &Spanned<String>, table: &Table) -> Self {
        let mut declared = Self {
            collection: Collection {
                listed: true,
                fields: Vec::new(),
                ..Collection::found(name, name, &[])
            },
            span: name.span,
            names: Vec::new(),
        };
        if name.contains(['/', '\\', '.']) || name.trim().is_empty() {
            reader.fault(name.span, "the name of a collection must be one plain word");
        }
        let place = format!("`[collections.{}]`", name.value);
        reader.walk(table, &place, KEYS, &[], &mut declared);
        declared
    }

    /// The name of a field, to be looked up later.
    fn field(&mut self, reader: &mut KeyReader<'_>, pair: &Pair, used: Use) -> Option<String> {
        let name = reader.string(pair)?;
        self.names.push(FieldName {
            key: pair.key.value.clone(),
            name: name.clone(),
            span: pair.value.span,
            used,
        });
        Some(name)
    }

    /// The collection with all its fields, once those of the site are known. Each field that it names
    /// must be one of them.
    pub(super) fn complete(mut self, reader: &mut KeyReader<'_>, site: &[Field]) -> Collection {
        let own = std::mem::take(&mut self.collection.fields);
        self.collection.fields = schema::complete(own, site);
        for name in &self.names {
            name.look_up(reader, &self.collection);
        }
        if self.collection.published_field.is_none() {
            let date = self.collection.date_field.as_ref();
            let published = date.filter(|name| PUBLISHED.contains(&name.as_str()));
            self.collection.published_field = published.cloned();
        }
        self.collection
    }
}

impl FieldName {
    fn look_up(&self, reader: &mut KeyReader<'_>, collection: &Collection) {
        let (key, is_order) = (&self.key, self.used == Use::Sort);
        let name = match self.name.strip_prefix('-') {
            Some(name) if is_order => name,
            _ => &self.name,
        };
        if reader.faulty.iter().any(|faulty| faulty == name) {
            return;
        }
        if let Some(field) = collection.field(name) {
            if !field.kind.row().uses.contains(&self.used) {
                let kind = field.kind.description();
                let message = format!("the field `{name}` is {kind}, which `{key}` cannot use");
                reader.fault(self.span, message);
            }
        } else if !(is_order && name == "name") {
            // `name` is the built-in order of names, not a field.
            let message =
                format!("`{key}` names a field `{name}` that the collection does not have");
            let diagnostic = reader.diagnostic(self.span, message);
            let fields = collection.fields.iter().map(|field| field.name.as_str());
            reader.report(match reader.nearest(name, fields) {
                Some(near) => {
                    diagnostic.help(format!("a field with a similar name exists: `{near}`"))
                }
                None => diagnostic,
            });
        }
    }
}

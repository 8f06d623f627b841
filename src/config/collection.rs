//! A table `[collections.<name>]` of `primer.toml`: a folder of entries that share a schema.
//!
//! In: the table. Out: [`Collection`]. A new key is a field of it and a row of `KEYS`.

use super::field_type::Use;
use super::key::{Key, KeyReader, Read, alternatives};
use super::list::{self, GroupOrder, LAYOUTS, ListSettings};
use super::schema::{self, Field, FieldType};
use crate::data::{Data, Pair, Table};
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
    /// Whether its entries are the steps of one procedure.
    pub steps: bool,
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
            sort: Vec::new(),
            group_by: None,
            list: ListSettings::default(),
            header: None,
            hide: Vec::new(),
            steps: false,
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

/// The built-in fields that no list shows: a list has them already, or no reader needs them.
const UNSHOWN: &[&str] = &[
    "title",
    "term",
    "description",
    "plain",
    "draft",
    "slug",
    "template",
];

/// The groups that are no values of a field.
pub const LETTER: &str = "letter";
/// The groups that are the years of the days of entries.
pub const YEAR: &str = "year";

/// A collection while its file is read.
pub(super) struct Declared {
    pub(super) collection: Collection,
    /// Where its name is written.
    pub(super) span: Span,
    /// The fields that it names, to be looked up when all are known.
    names: Vec<FieldName>,
    /// Where the order of its groups is written.
    group_order: Option<Span>,
    /// Where it is written how many entries a page holds.
    paginate: Option<Span>,
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
        without: "`image`; an entry without one has the first image of its text",
        example: r#"image = "portrait""#,
        read: |reader, pair, declared| {
            declared.collection.image_field = declared.field(reader, pair, Use::Image);
        },
    },
    Key {
        name: "sort",
        value: "the name of a field, or a list of them",
        meaning: "what the list is sorted by, and by what where that is the same; `-` before a field turns the order around; `name` sorts by name",
        without: "`order`, then the name",
        example: r#"sort = ["-decided", "name"]"#,
        read: |reader, pair, declared| {
            let fields = match pair.value.value {
                Data::List(_) => declared.fields(reader, pair, Use::Sort),
                _ => declared
                    .field(reader, pair, Use::Sort)
                    .into_iter()
                    .collect(),
            };
            declared.collection.sort = fields.iter().map(|field| Sort::new(field)).collect();
        },
    },
    Key {
        name: "group_by",
        value: "the name of a field",
        meaning: "what the list is grouped by; also `\"letter\"`, the first of the name as in A–Z, and `\"year\"`, that of the day in the role `date`",
        without: "no groups",
        example: r#"group_by = "court""#,
        read: |reader, pair, declared| {
            declared.collection.group_by = declared.field(reader, pair, Use::Group);
        },
    },
    Key {
        name: "group_order",
        value: "`\"name\"`, `\"first\"` or a list of groups",
        meaning: "the order of the groups: by name, by the first entry of each, or these before all others",
        without: "that of the values of an enum, or of the list where it is sorted by the same field; else by name",
        example: r#"group_order = ["appeals", "district"]"#,
        read: |reader, pair, declared| {
            declared.collection.list.group_order = list::group_order(reader, pair);
            declared.group_order = Some(pair.key.span);
        },
    },
    Key {
        name: "card",
        value: "a list of names of fields",
        meaning: "the fields that lists show of an entry beside its name and its description",
        without: "none",
        example: r#"card = ["court", "decided"]"#,
        read: |reader, pair, declared| {
            declared.collection.list.card = declared.fields(reader, pair, Use::Show);
        },
    },
    Key {
        name: "layout",
        value: "`\"list\"`, `\"cards\"` or `\"table\"`",
        meaning: "the form of the list: names below one another, boxes with the image of each entry, or a table with the fields of `card` as its columns",
        without: "`\"list\"`",
        example: r#"layout = "table""#,
        read: |reader, pair, declared| {
            let layout = reader.choice(pair, LAYOUTS, None);
            declared.collection.list.layout = layout.unwrap_or_default();
        },
    },
    Key {
        name: "paginate",
        value: "a number",
        meaning: "how many entries stand on one page of the list: the others are on `/cases/page/2/` and so on",
        without: "all on one page",
        example: "paginate = 200",
        read: |reader, pair, declared| {
            declared.collection.list.paginate = list::paginate(reader, pair);
            declared.paginate = Some(pair.key.span);
        },
    },
    Key {
        name: "header",
        value: "a list of names of fields",
        meaning: "the fields in the line below the title of an entry, in this order; the others stand behind the text",
        without: "those that are no lists",
        example: r#"header = ["court", "decided"]"#,
        read: |reader, pair, declared| {
            declared.collection.header = Some(declared.fields(reader, pair, Use::Show));
        },
    },
    Key {
        name: "hide",
        value: "a list of names of fields",
        meaning: "fields that the pages of its entries do not show; templates of your own still read them",
        without: "none",
        example: r#"hide = ["updated"]"#,
        read: |reader, pair, declared| {
            declared.collection.hide = declared.fields(reader, pair, Use::Show);
        },
    },
    Key {
        name: "steps",
        value: "`true` or `false`",
        meaning: "whether its entries are the steps of one procedure, in the order of the list: each page says which step it is, and shows those around it with the fields of `card`",
        without: "`false`",
        example: "steps = true",
        read: |reader, pair, declared| {
            declared.collection.steps = reader.bool(pair).unwrap_or_default();
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
            group_order: None,
            paginate: None,
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
        let name = Spanned::new(reader.string(pair)?, pair.value.span);
        Some(self.look_up_later(pair, name, used))
    }

    /// The names of fields, to be looked up later.
    fn fields(&mut self, reader: &mut KeyReader<'_>, pair: &Pair, used: Use) -> Vec<String> {
        let names = reader.placed_list(pair).into_iter();
        names
            .map(|name| self.look_up_later(pair, name, used))
            .collect()
    }

    fn look_up_later(&mut self, pair: &Pair, name: Spanned<String>, used: Use) -> String {
        self.names.push(FieldName {
            key: pair.key.value.clone(),
            name: name.value.clone(),
            span: name.span,
            used,
        });
        name.value
    }

    /// An order is one of groups that there can be.
    fn check_group_order(&self, reader: &mut KeyReader<'_>) {
        let Some(span) = self.group_order else {
            return;
        };
        let Some(by) = &self.collection.group_by else {
            let message = "`group_order` orders the groups of a list, and this one has none";
            let diagnostic = reader.diagnostic(span, message);
            reader.report(diagnostic.help("`group_by` names the field that groups it"));
            return;
        };
        let kind = self.collection.field(by).map(|field| &field.kind);
        let (GroupOrder::Values(groups), Some(FieldType::Enum(values))) =
            (&self.collection.list.group_order, kind)
        else {
            return;
        };
        for group in groups.iter().filter(|group| !values.contains(group)) {
            let message = format!("`{}` is no value of `{by}`", group.value);
            let diagnostic = reader.diagnostic(group.span, message);
            let known = values.iter().map(String::as_str);
            reader.report(match reader.nearest(group, known) {
                Some(near) => diagnostic.help(format!("a similar value exists: `{near}`")),
                None => diagnostic.help(format!("its values are {}", alternatives(values))),
            });
        }
    }

    /// The collection with all its fields, once those of the site are known. Each field that it names
    /// must be one of them.
    pub(super) fn complete(mut self, reader: &mut KeyReader<'_>, site: &[Field]) -> Collection {
        let own = std::mem::take(&mut self.collection.fields);
        self.collection.fields = schema::complete(own, site);
        for name in &self.names {
            name.look_up(reader, &self.collection);
        }
        self.check_group_order(reader);
        if let Some(span) = self.paginate.filter(|_| self.collection.folder.is_empty()) {
            let message =
                "`paginate` is for a collection with a folder: this one is on the home page";
            reader.fault(span, message);
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
    /// Whether a name stands for something else than a field: the order of names, letters, years.
    fn is_no_field(&self, name: &str) -> bool {
        match self.used {
            Use::Sort => name == "name",
            Use::Group => [LETTER, YEAR].contains(&name),
            _ => false,
        }
    }

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
            } else if self.used == Use::Show && !field.declared && UNSHOWN.contains(&name) {
                let message = format!("`{key}` cannot show the field `{name}`");
                let diagnostic = reader.diagnostic(self.span, message);
                reader.report(diagnostic.help("it stands in lists anyway, or is not for readers"));
            }
        } else if !self.is_no_field(name) {
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

//! A table `[collections.<name>]` of `primer.toml`.
//!
//! In: the table. Out: [`Collection`]. A new key is a field of it and a row of `KEYS`.

use super::collection::{Collection, DATE, EntryKind, LETTER, Sort, YEAR};
use super::field_type::Use;
use super::key::{Key, KeyReader, Read, alternatives};
use super::list::{self, GroupOrder, LAYOUTS};
use super::schema::{self, Field, FieldType};
use super::vocabulary;
use crate::data::{Data, Pair, Table};
use crate::source::{CONTENT, Span, Spanned};

/// The names that a day of publication has here and in other programs: a field that is called so needs no `published`.
const PUBLISHED: &[&str] = &[DATE, "published", "pubDate", "publishDate", "datePublished"];

/// The built-in fields that no list shows: a list has them already, or no reader needs them.
const UNSHOWN: &[&str] = &[
    "title",
    "term",
    "description",
    "plain",
    "draft",
    "toc",
    "unlisted",
    "noindex",
    "common_word",
    "slug",
    "template",
];

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
    /// Where it is written by what the list is filtered.
    filter: Option<Span>,
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
        without: "the sections that subfolders with an `_index.md` are, where there are any; else no groups",
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
        name: "filter",
        value: "a list of names of fields",
        meaning: "by which values readers choose what they see of the list: of enums, short texts, numbers, `true` and `false`, references, categories and tags",
        without: "none",
        example: r#"filter = ["court", "tags"]"#,
        read: |reader, pair, declared| {
            declared.collection.list.filter = declared.fields(reader, pair, Use::Filter);
            declared.filter = Some(pair.key.span);
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
        name: "stands_for",
        value: "a list of names of fields",
        meaning: "fields with addresses of other sites that an entry stands for: [a link](checks.md#link-past-entry) to such an address could lead to the entry",
        without: "`[\"url\"]`, where there is such a field",
        example: r#"stands_for = ["sources"]"#,
        read: |reader, pair, declared| {
            let fields = declared.fields(reader, pair, Use::Address);
            declared.collection.stands_for = Some(fields);
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
        name: "keep_reading",
        value: "a list of strings",
        meaning: "the names of the collections of which the pages of its entries show those [about the same](#keep-reading)",
        without: "none",
        example: r#"keep_reading = ["cases", "articles"]"#,
        read: |reader, pair, declared| {
            declared.collection.keep_reading = reader.placed_list(pair);
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
        name: "schema",
        value: "a type of schema.org",
        meaning: "what the entries are in structured data, such as `\"Legislation\"`, `\"NewsArticle\"` or `\"Book\"`; with `steps`, `\"HowTo\"` makes one instruction of the collection and steps of its entries",
        without: "`DefinedTerm`, `Article` or `WebPage`, by `kind`",
        example: r#"schema = "ScholarlyArticle""#,
        read: |reader, pair, declared| {
            let Some(text) = reader.string(pair) else {
                return;
            };
            let mut types = vocabulary::entry_types();
            declared.collection.schema = types.find(|known| *known == text);
            if declared.collection.schema.is_none() {
                let message =
                    format!("schema.org has no type `{text}` for entries that is known here");
                let diagnostic = reader.diagnostic(pair.value.span, message);
                let known: Vec<&str> = vocabulary::entry_types().collect();
                let near = reader.nearest(&text, known.iter().copied());
                reader.report(diagnostic.help(match near {
                    Some(near) => format!("a type with a similar name exists: `{near}`"),
                    None => format!("known are {}", alternatives(&known)),
                }));
            }
        },
    },
    Key {
        name: "properties",
        value: "a table",
        meaning: "properties of that type in structured data, each with the field that holds its value",
        without: "name, description, language, days and author, where the type has them",
        example: r#"properties = { pagination = "pages", about = "topics" }"#,
        read: |reader, pair, declared| {
            for pair in reader.table(pair).into_iter().flat_map(|table| &table.0) {
                if let Some(field) = declared.field(reader, pair, Use::Show) {
                    let property = pair.key.clone();
                    declared.collection.properties.push((property, field));
                }
            }
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
        example: "\n[collections.cases.fields]\nshort = \"string!\"\ndecided = \"date!\"\nonline_since = \"date\"\nholding = \"text\"\nportrait = \"url\"\ncourt = { type = \"enum\", values = [\"district\", \"appeals\"] }\nparties = { type = \"refs\", min = 2 }\npages = \"string\"\ntopics = \"refs\"",
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
    } else if let Some(below) = format!("{trimmed}/").strip_prefix(CONTENT) {
        let message = "`folder` is a path below `content/`, which is not written with it";
        let fault = reader.diagnostic(pair.value.span, message);
        let below = below.trim_end_matches('/');
        let folder = if below.is_empty() { "." } else { below };
        reader.report(fault.help(format!("write `folder = \"{folder}\"`")));
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
            filter: None,
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
        let is_value = |group: &str| values.iter().any(|value| value.name == group);
        for group in groups.iter().filter(|group| !is_value(group)) {
            let message = format!("`{}` is no value of `{by}`", group.value);
            let diagnostic = reader.diagnostic(group.span, message);
            let known = values.iter().map(AsRef::as_ref);
            reader.report(match reader.nearest(group, known) {
                Some(near) => diagnostic.help(format!("a similar value exists: `{near}`")),
                None => diagnostic.help(format!("its values are {}", alternatives(values))),
            });
        }
    }

    /// Every property is one of the type of the entries.
    fn check_properties(&self, reader: &mut KeyReader<'_>) {
        let of = self.collection.schema_type();
        if self.collection.properties.is_empty() {
            return;
        }
        let known = vocabulary::properties(of);
        for (property, _) in &self.collection.properties {
            if known.contains(property.as_str()) {
                continue;
            }
            let message = format!(
                "`{}` is no property of `{of}` of schema.org",
                property.value
            );
            let diagnostic = reader.diagnostic(property.span, message);
            let near = reader.nearest(property, known.iter().copied());
            reader.report(match near {
                Some(near) => {
                    diagnostic.help(format!("a property with a similar name exists: `{near}`"))
                }
                None => diagnostic.help(format!("<https://schema.org/{of}> lists them")),
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
        self.check_properties(reader);
        if self.collection.folder.is_empty() {
            for (key, span) in [("paginate", self.paginate), ("filter", self.filter)] {
                let message = format!(
                    "`{key}` is for a collection with a folder: this one is on the home page"
                );
                if let Some(span) = span {
                    reader.fault(span, message);
                }
            }
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
            if !field.kind.is_for(self.used) {
                let kind = field.kind.description();
                let message = format!("the field `{name}` is {kind}, which `{key}` cannot use");
                reader.fault(self.span, message);
            } else if matches!(self.used, Use::Show | Use::Filter)
                && !field.declared
                && UNSHOWN.contains(&name)
            {
                let message = format!("`{key}` cannot use the field `{name}`");
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

//! What one file says, asked alone: its fields, its references, its headings and its text.
//!
//! In: a [`Source`] and the schema of its collection. Out: [`Entry`]. Nothing here depends on
//! another file; who a reference means is decided in the glossary.

pub(crate) mod attribute;
pub mod body;
mod cut_value;
mod elsewhere;
pub mod field;
mod foreign;
pub mod front_matter;
mod garbled;
pub mod highlight;
pub mod html;
mod ignore;
pub mod name;
mod part;
mod reference;
mod safe;
mod sentence;
pub mod slug;
pub(crate) mod tags;
mod unresolved;

use jiff::civil::Date;

use crate::config::{Collection, Config};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{CONTENT, Location, Source, SourcePath, Span, Spanned};
use crate::words::SortKey;
use body::leftover::report_stray_field;
use body::markup::{Markup, Nothing};
use body::passage::Passage;
use body::{Body, BodySettings};
pub use elsewhere::elsewhere;
use field::{BuiltIn, FieldValue, Fields};
use highlight::Highlighter;
use html::Html;
pub use ignore::Ignore;
pub use part::{LONGEST_EMBED, MOST_EMBEDS, embedded};
pub use reference::{Reference, ReferenceKind, References, WordsKey};
use slug::{is_unfit, slug};

/// What one file below `content/` says.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its file.
    pub path: SourcePath,
    /// Where its text starts: behind a byte order mark.
    pub start: u32,
    /// Its place on the site, without slashes around it: `primer/causation`; empty for the home
    /// page. Two entries with one id are a `duplicate-url`.
    pub id: String,
    /// The index of its collection in the configuration.
    pub collection: usize,
    /// Whether it is the text of its folder's own page (`_index.md` or `index.md`).
    pub is_index: bool,
    /// What it is called in lists and mentions.
    pub name: String,
    /// By what it sorts among other names.
    pub key: SortKey,
    /// Where the name was written; the start of the file where it was made from the path.
    pub name_span: Span,
    /// What its page is called.
    pub title: String,
    /// The fields that the program itself knows.
    pub built_in: BuiltIn,
    /// All fields, with their places.
    pub fields: Fields,
    /// Everything it refers to.
    pub references: References,
    /// The text.
    pub body: Body,
    /// The comments that say that faults are meant.
    pub ignores: Vec<Ignore>,
    /// Faults that can be seen in this file alone.
    pub diagnostics: Vec<Diagnostic>,
}

/// How much is wanted of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// All that it says.
    #[default]
    Whole,
    /// All but its HTML, which nobody will show.
    Facts,
}

/// What decides which entries the site shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Visibility {
    /// Whether drafts, and entries with a date to come, are shown too.
    pub drafts: bool,
    /// The day of the run: an entry with a later date is not published yet. Without it, every date
    /// has come.
    pub today: Option<Date>,
}

/// Why an entry is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// It says that it is a draft.
    Draft,
    /// Its date is still to come.
    Until(Date),
}

impl Entry {
    /// Reads one file below `content/`.
    pub fn read(
        source: &Source,
        config: &Config,
        highlighter: &Highlighter,
        extent: Extent,
    ) -> Self {
        let path = source.path.strip_prefix(CONTENT).unwrap_or(&source.path);
        let collection = config.collection_of(path).unwrap_or(0);
        let place = ContentPath::of(path, &config.collections[collection].folder);
        let mut diagnostics = Vec::from_iter(garbled::report(source));
        let mut references = Vec::new();
        let mut head = front_matter::read(source, &mut diagnostics);
        let missing = head.missing(&config.collections[collection]);
        report_stray_field(source, head.body, missing, &mut diagnostics);
        foreign::understand(&mut head.table, &config.collections[collection], source);
        let fields = field::read(
            source,
            &head,
            &config.collections[collection],
            place.is_index,
            &mut references,
            &mut diagnostics,
        );
        let mut built_in = fields.built_in();
        // A stranger does not choose what makes a page.
        built_in.template = built_in.template.filter(|_| !config.untrusted);
        let summary = config.collections[collection].summary_field.as_deref();
        let summary = summary.and_then(|field| fields.get(field)?.value.as_text());
        let has_words = |text: &String| !text.trim().is_empty();
        built_in.description = summary
            .filter(has_words)
            .or(built_in.description.filter(has_words))
            .map(|text| printable(in_one_line(&text)));
        let title = fields.get("title").and_then(|title| title.value.as_text());
        let read = match extent {
            Extent::Whole => body::read::<Markup>,
            Extent::Facts => body::read::<Nothing>,
        };
        let mut body = read(
            source,
            head.body,
            &BodySettings {
                smart_punctuation: config.site.smart_punctuation,
                html: config.markdown.html,
                numbers: config.look.numbers,
                wording: &config.words,
                title: title.as_deref(),
                is_collection: &|name| config.collection_named(name).is_some(),
            },
            highlighter,
            &mut references,
            &mut diagnostics,
        );

        let mut ignores = head.ignores;
        ignores.append(&mut body.ignores);
        let ignores = ignore::heard(ignores, source, &mut diagnostics);
        let id = identify(source, &place, &built_in, &fields, &mut diagnostics);
        if let Some(conflict) = unresolved::report(source) {
            diagnostics = vec![conflict];
        }
        let shown = |field: &str| {
            fields
                .get(field)
                .and_then(|value| Some(Spanned::new(value.value.as_text()?, value.span)))
                .filter(|text| !text.trim().is_empty())
        };
        let heading = body
            .headings
            .title()
            .map(|heading| Spanned::new(heading.text.to_owned(), heading.span))
            .filter(|text| !text.is_empty());
        let from_path = || {
            let stem = if place.is_index {
                place.folder
            } else {
                place.stem
            };
            let stem = stem.rsplit('/').next().unwrap_or(stem);
            let name = if stem.is_empty() {
                config
                    .site
                    .title
                    .clone()
                    .unwrap_or_else(|| "Home".to_owned())
            } else {
                crate::config::schema::humanized(name::without_order(stem))
            };
            Spanned::new(name, Span::empty(source.mark_length()))
        };
        let named = config.collections[collection]
            .name_field
            .as_deref()
            .and_then(shown);
        let title = shown("title")
            .or_else(|| heading.clone())
            .or_else(|| named.clone())
            .or_else(|| shown("term"))
            .unwrap_or_else(from_path);
        let name = named
            .or_else(|| shown("term"))
            .or_else(|| shown("title"))
            .or(heading)
            .unwrap_or_else(from_path);
        let name_span = name.span;
        let name = printable(name.value);
        Self {
            path: source.path.clone(),
            start: source.mark_length() as u32,
            id,
            collection,
            is_index: place.is_index,
            key: config.words.key(&name),
            name,
            name_span,
            title: printable(title.value),
            built_in,
            fields,
            references: references.into(),
            body,
            ignores,
            diagnostics,
        }
    }

    /// The entry with the day of its last change, as its history has it: where its author says none, it is `updated`.
    #[must_use]
    pub fn changed_on(mut self, day: Option<Date>) -> Self {
        self.built_in.changed = day;
        if let Some(day) = day.filter(|_| self.fields.get("updated").is_none()) {
            self.fields.add("updated", FieldValue::Date(day));
            self.built_in.updated = Some(day);
        }
        self
    }

    /// When the entry was published: by the field that its collection names, else by `date`.
    pub fn published(&self, collection: &Collection) -> Option<Date> {
        let field = collection.published_field.as_deref();
        field
            .and_then(|field| self.day_in(field))
            .or(self.built_in.date)
    }

    /// The day of the entry: by the field that its collection names, which may say anything of it, else that of its
    /// publication.
    pub fn day(&self, collection: &Collection) -> Option<Date> {
        match collection.own_day() {
            Some(field) => self.day_in(&field.name),
            None => self.published(collection),
        }
    }

    fn day_in(&self, field: &str) -> Option<Date> {
        match self.fields.get(field)?.value {
            FieldValue::Date(date) => Some(date),
            _ => None,
        }
    }

    /// A span of the file, with its path.
    pub fn at(&self, span: Span) -> Location {
        Location {
            path: self.path.clone(),
            span,
        }
    }

    /// Whether another version of the entry has the same place, and is found by the same links to its headings.
    pub fn has_same_anchors(&self, other: &Self) -> bool {
        self.id == other.id && self.body.has_same_anchors(&other.body)
    }

    /// Whether the entry stands in the lists of what is published: it is not the text of its folder's own page, and does not
    /// ask to be left out.
    pub fn is_for_lists(&self) -> bool {
        !self.is_index && !self.built_in.unlisted
    }

    /// Whether search engines may show its page.
    pub fn is_for_engines(&self) -> bool {
        !self.built_in.unlisted && !self.built_in.noindex
    }

    /// Why the site does not show the entry, if it does not.
    pub fn hidden(&self, config: &Config, visibility: Visibility) -> Option<Hidden> {
        if self.built_in.draft {
            return Some(Hidden::Draft);
        }
        let date = self.published(&config.collections[self.collection])?;
        (date > visibility.today?).then_some(Hidden::Until(date))
    }

    /// The last part of the id.
    pub fn slug(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or(&self.id)
    }

    /// Whether its front matter cannot be read, so that nobody knows what it says.
    pub fn is_damaged(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|fault| fault.code.hides_fields())
    }

    /// Whether nobody has decided which of its text stays.
    pub fn is_undecided(&self) -> bool {
        self.diagnostics.iter().any(|fault| fault.code.hides_text())
    }

    /// The HTML of the body, with placeholders for the addresses of its references; empty where only the facts
    /// were read.
    pub fn html(&self) -> &Html {
        &self.body.html
    }

    /// The title as HTML, where the text opens with a heading of the same words that has code, links or other marks.
    pub fn title_html(&self) -> Option<&Html> {
        let heading = self.body.headings.title()?;
        self.body
            .title
            .as_deref()
            .filter(|_| heading.text == self.title)
    }
}

/// The running text of an entry's file with its places: not kept, but read once more.
pub fn passages(source: &Source) -> Vec<Passage> {
    body::passage::read(&source.text, front_matter::body_start(source))
}

/// The Markdown of an entry's file.
pub fn markdown(source: &Source) -> &str {
    &source.text[front_matter::body_start(source)..]
}

/// A text with one space between its words.
fn in_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// A text without the control characters that neither HTML nor XML may hold.
fn printable(text: String) -> String {
    if text.contains(char::is_control) {
        text.chars().filter(|letter| !letter.is_control()).collect()
    } else {
        text
    }
}

/// A path below `content/`, taken apart.
struct ContentPath<'a> {
    folder: &'a str,
    stem: &'a str,
    is_index: bool,
}

impl<'a> ContentPath<'a> {
    /// `_index` is the text of its folder's page; `index` is it for the folder of the collection, and
    /// below that an entry that keeps its files beside it and is called like its folder.
    fn of(path: &'a str, collection: &str) -> Self {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        if stem == "index" && folder != collection {
            let (folder, stem) = folder.rsplit_once('/').unwrap_or(("", folder));
            return Self {
                folder,
                stem,
                is_index: false,
            };
        }
        Self {
            folder,
            stem,
            is_index: matches!(stem, "_index" | "index"),
        }
    }
}

fn identify(
    source: &Source,
    place: &ContentPath<'_>,
    built_in: &BuiltIn,
    fields: &Fields,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    if place.is_index {
        return place.folder.to_owned();
    }
    let mut last = place.stem.to_owned();
    if let Some(chosen) = &built_in.slug {
        let span = fields
            .get("slug")
            .map_or(Span::default(), |value| value.span);
        let good =
            !chosen.is_empty() && chosen != "." && chosen != ".." && !chosen.contains(is_unfit);
        if good {
            last.clone_from(chosen);
        } else {
            let mut diagnostic = Diagnostic::new(
                Code::InvalidSlug,
                source.at(span),
                format!("`{chosen}` cannot be the last part of a URL"),
            )
            .help(if chosen.trim_matches('/').contains('/') {
                "the path of the file is the address of an entry; a slug is its last part, without `/`"
            } else {
                "a slug is one word of letters, digits and hyphens, without `/`"
            });
            let decoded = percent_encoding::percent_decode_str(chosen).decode_utf8_lossy();
            let better = slug(&decoded);
            if !better.is_empty() {
                let written = source.slice(span);
                let quote = match written.chars().next() {
                    Some(quote @ ('"' | '\'')) => quote.to_string(),
                    _ if better.bytes().all(|byte| byte.is_ascii_digit()) => "\"".to_owned(),
                    _ => String::new(),
                };
                let better = format!("{quote}{better}{quote}");
                diagnostic = diagnostic.fix("write it like this", source.at(span), better);
            }
            diagnostics.push(diagnostic);
        }
    }
    if place.folder.is_empty() {
        last
    } else {
        format!("{}/{last}", place.folder)
    }
}

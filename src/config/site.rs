//! The table `[site]` of `primer.toml`: what concerns the site as a whole.
//!
//! In: the table. Out: [`Site`]. A new key is a field of it and a row of `KEYS`.

use super::key::{Key, KeyReader, Read};
use crate::data::{Pair, Table};
use crate::source::Spanned;

/// Settings of the site as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The name of the site; without it, the title of its home page.
    pub title: Option<String>,
    /// One sentence about the site.
    pub description: Option<String>,
    /// Where the site will be found.
    pub base_url: Option<BaseUrl>,
    /// The language of the content, a BCP 47 tag.
    pub language: String,
    /// Who publishes the site.
    pub author: Option<String>,
    /// What the author is, if the settings say it.
    pub publisher: Option<Publisher>,
    /// A sentence below every page, such as a disclaimer.
    pub notice: Option<String>,
    /// The form of addresses.
    pub urls: UrlStyle,
    /// Whether straight quotes, `--` and `...` become typographic ones.
    pub smart_punctuation: bool,
    /// Where to edit an entry; `{path}` stands for the path of its file.
    pub edit_url: Option<String>,
    /// The main navigation; without it, the collections, the pages beside them and A–Z.
    pub navigation: Option<Vec<NavigationItem>>,
    /// The columns of links in the foot of every page.
    pub footer: Vec<NavigationItem>,
    /// The entry whose text stands above every page.
    pub banner: Option<Spanned<String>>,
    /// The image with which a link to a page is shared that has none of its own.
    pub image: Option<Spanned<String>>,
    /// Patterns of paths below `content/` that are not read.
    pub exclude: Vec<Spanned<String>>,
    /// The lists of old addresses that the site has for its host.
    pub redirects: Vec<RedirectList>,
    /// A tag that fewer entries have stays out of search engines.
    pub index_tags: usize,
    /// Values of the site's own, for its templates.
    pub extra: Table,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            title: None,
            description: None,
            base_url: None,
            language: "en".to_owned(),
            author: None,
            publisher: None,
            notice: None,
            urls: UrlStyle::Directory,
            smart_punctuation: true,
            edit_url: None,
            navigation: None,
            footer: Vec::new(),
            banner: None,
            image: None,
            exclude: Vec::new(),
            redirects: Vec::new(),
            index_tags: 1,
            extra: Table::default(),
        }
    }
}

/// The keys of `[site]`.
pub(super) const KEYS: &[Key<Read<Site>>] = &[
    Key {
        name: "title",
        value: "a string",
        meaning: "the name of the site",
        without: "the title of the home page, else `Primer`",
        example: r#"title = "A primer for tenants""#,
        read: |reader, pair, site| site.title = reader.string(pair),
    },
    Key {
        name: "description",
        value: "a string",
        meaning: "one sentence about the site",
        without: "none",
        example: r#"description = "What tenants ask, in plain words.""#,
        read: |reader, pair, site| site.description = reader.string(pair),
    },
    Key {
        name: "base_url",
        value: "a URL",
        meaning: "where the site will be found, at the top of a host or below it, as in `https://example.org/sub/path/`",
        without: "no sitemap, no feed and no canonical addresses; the site is made for the top of its host",
        example: r#"base_url = "https://example.org/""#,
        read: read_base_url,
    },
    Key {
        name: "language",
        value: "a language tag",
        meaning: "the language of the content, such as `en` or `pt-BR`; names sort by its rules",
        without: "`\"en\"`",
        example: r#"language = "en""#,
        read: read_language,
    },
    Key {
        name: "author",
        value: "a string",
        meaning: "who publishes the site",
        without: "none",
        example: r#"author = "The Tenants' Union""#,
        read: |reader, pair, site| site.author = reader.string(pair),
    },
    Key {
        name: "publisher",
        value: "`\"organization\"` or `\"person\"`",
        meaning: "what `author` is, in structured data: it publishes the site, and wrote articles that name nobody else",
        without: "structured data leave it out",
        example: r#"publisher = "organization""#,
        read: |reader, pair, site| {
            let kinds = [
                ("organization", Publisher::Organization),
                ("person", Publisher::Person),
            ];
            site.publisher = reader.choice(pair, &kinds, None);
        },
    },
    Key {
        name: "notice",
        value: "a string",
        meaning: "a sentence below every page, such as a disclaimer",
        without: "none",
        example: r#"notice = "This is information, not legal advice.""#,
        read: |reader, pair, site| site.notice = reader.string(pair),
    },
    Key {
        name: "urls",
        value: "`\"directory\"` or `\"file\"`",
        meaning: "the form of addresses, `/terms/entry/` or `/terms/entry`; the latter is the file `terms/entry.html`",
        without: "`\"directory\"`",
        example: r#"urls = "file""#,
        read: |reader, pair, site| {
            let help = "`directory` gives /primer/causation/, `file` gives /primer/causation";
            let styles = [("directory", UrlStyle::Directory), ("file", UrlStyle::File)];
            site.urls = reader
                .choice(pair, &styles, Some(help))
                .unwrap_or(site.urls);
        },
    },
    Key {
        name: "smart_punctuation",
        value: "`true` or `false`",
        meaning: "whether straight quotes, `--` and `...` become typographic ones, the quotes those of the language (`quotes` of [`[words]`](#words)), and `§` keeps to its number; in texts, titles, descriptions and fields",
        without: "`true`",
        example: "smart_punctuation = false",
        read: |reader, pair, site| site.smart_punctuation = reader.bool(pair).unwrap_or(true),
    },
    Key {
        name: "edit_url",
        value: "a URL",
        meaning: "where the link \"Edit this page\" leads; `{path}` stands for the path of the file",
        without: "no such link",
        example: r#"edit_url = "https://example.org/edit/main/{path}""#,
        read: read_edit_url,
    },
    Key {
        name: "navigation",
        value: "a list of tables",
        meaning: "the links of the main navigation, each with the [keys below](#an-item-of-navigation)",
        without: "the collections, A–Z, and the pages beside them",
        example: "navigation = [\n  { title = \"Terms\", url = \"/terms\" },\n  { title = \"About\", url = \"/about\" },\n]",
        read: |reader, pair, site| site.navigation = Some(navigation(reader, pair)),
    },
    Key {
        name: "footer",
        value: "a list of tables",
        meaning: "columns of links in the foot of every page, each with a `title` and [`items`](#an-item-of-navigation)",
        without: "none",
        example: "footer = [\n  { title = \"The library\", items = [{ title = \"About\", url = \"/about\" }, { title = \"Code\", url = \"https://example.org/code\" }] },\n]",
        read: |reader, pair, site| site.footer = navigation(reader, pair),
    },
    Key {
        name: "banner",
        value: "the address of an entry",
        meaning: "the entry whose text stands above every page, such as news; `unlisted: true` keeps it out of lists",
        without: "none",
        example: r#"banner = "/news""#,
        read: |reader, pair, site| site.banner = reader.placed(pair),
    },
    Key {
        name: "image",
        value: "an image of the site",
        meaning: "the image with which a link to a page is shared that has none of its own; no SVG, which is shown hardly anywhere",
        without: "none",
        example: r#"image = "/share.png""#,
        read: |reader, pair, site| site.image = reader.placed(pair),
    },
    Key {
        name: "exclude",
        value: "a list of strings",
        meaning: "paths below `content/` that are not read; `*` stands for any part of one name, `**` for any folders, a folder for all that is in it",
        without: "everything is read",
        example: r#"exclude = ["private", "*/notes-*.md"]"#,
        read: |reader, pair, site| site.exclude = reader.placed_list(pair),
    },
    Key {
        name: "redirects",
        value: "a list of `\"netlify\"`, `\"cloudflare\"` and `\"json\"`",
        meaning: "lists of [old addresses](#old-addresses) for the host: `_redirects` as Netlify or as Cloudflare reads it, `redirects.json`",
        without: "old addresses are pages that lead on",
        example: r#"redirects = ["netlify", "json"]"#,
        read: read_redirects,
    },
    Key {
        name: "index_tags",
        value: "a whole number",
        meaning: "how many entries must have a tag for search engines to show its page: that of a rarer one says `noindex`, and is not in the sitemap",
        without: "`1`",
        example: "index_tags = 3",
        read: |reader, pair, site| {
            site.index_tags = reader.count(pair).unwrap_or(site.index_tags);
        },
    },
    Key {
        name: "extra",
        value: "a table",
        meaning: "values of your own, which every template can read as `site.extra`",
        without: "an empty table",
        example: "\n[site.extra]\nphone = \"555-0100\"\noffices = [\"North\", \"South\"]",
        read: |reader, pair, site| site.extra = reader.table(pair).cloned().unwrap_or_default(),
    },
];

fn read_base_url(reader: &mut KeyReader<'_>, pair: &Pair, site: &mut Site) {
    if let Some(text) = reader.string(pair) {
        match BaseUrl::parse(&text) {
            Ok(base) => site.base_url = Some(base),
            Err(message) => reader.fault(pair.value.span, message),
        }
    }
}

fn read_language(reader: &mut KeyReader<'_>, pair: &Pair, site: &mut Site) {
    let Some(language) = reader.string(pair) else {
        return;
    };
    let is_of_tag = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    // Of subtags for languages, those in use have two or three letters.
    let primary = language.split('-').next().unwrap_or("");
    if language.chars().all(is_of_tag) && matches!(primary.len(), 2 | 3) {
        site.language = language;
    } else {
        let message = format!("`{language}` is not a language tag");
        let diagnostic = reader.diagnostic(pair.value.span, message);
        reader.report(diagnostic.help("write a BCP 47 tag such as `en` or `pt-BR`"));
    }
}

fn read_edit_url(reader: &mut KeyReader<'_>, pair: &Pair, site: &mut Site) {
    let Some(url) = reader.string(pair) else {
        return;
    };
    if url.contains("{path}") && url.starts_with("http") {
        site.edit_url = Some(url);
    } else {
        let message = "`edit_url` must be a URL with `{path}` in it";
        let diagnostic = reader.diagnostic(pair.value.span, message);
        reader.report(
            diagnostic.help("for example `https://github.com/owner/name/edit/main/{path}`"),
        );
    }
}

/// A publisher is an author with a name.
pub(super) fn check(reader: &mut KeyReader<'_>, table: &Table, site: &Site) {
    let pair = table.0.iter().find(|pair| *pair.key == *"publisher");
    if let Some(pair) = pair.filter(|_| site.author.is_none()) {
        let message = "`publisher` says what `author` is, and there is none";
        reader.fault(pair.key.span, message);
    }
}

/// What the author of a site is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publisher {
    /// Several people together.
    Organization,
    /// One.
    Person,
}

/// A list of old addresses for a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectList {
    /// `_redirects`, as Netlify reads it.
    Netlify,
    /// `_redirects`, as Cloudflare reads it.
    Cloudflare,
    /// `redirects.json`.
    Json,
}

impl RedirectList {
    /// The name of its file.
    pub fn file(self) -> &'static str {
        match self {
            Self::Netlify | Self::Cloudflare => "_redirects",
            Self::Json => "redirects.json",
        }
    }
}

fn read_redirects(reader: &mut KeyReader<'_>, pair: &Pair, site: &mut Site) {
    let lists = [
        ("netlify", RedirectList::Netlify),
        ("cloudflare", RedirectList::Cloudflare),
        ("json", RedirectList::Json),
    ];
    for (list, span) in reader.choices(pair, &lists) {
        let mut others = site.redirects.iter();
        if others.any(|other| other.file() == list.file()) {
            let message = format!("there are two lists in one file, `{}`", list.file());
            reader.fault(span, message);
        } else {
            site.redirects.push(list);
        }
    }
}

/// An item of the main navigation, or a column of the foot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NavigationItem {
    /// What it says.
    pub title: String,
    /// Where it leads, as an author would write it in a link; an item with others below it may lead nowhere.
    pub url: Option<Spanned<String>>,
    /// The items below it.
    pub items: Vec<NavigationItem>,
}

/// The keys of an item of `navigation`.
pub(super) const NAVIGATION_KEYS: &[Key<Read<NavigationItem>>] = &[
    Key {
        name: "title",
        value: "a string",
        meaning: "what the link says",
        without: "an error",
        example: "",
        read: |reader, pair, item| item.title = reader.string(pair).unwrap_or_default(),
    },
    Key {
        name: "url",
        value: "a string",
        meaning: "where it leads; it is checked like a link in a text",
        without: "an error, but beside `items`",
        example: "",
        read: |reader, pair, item| item.url = reader.placed(pair),
    },
    Key {
        name: "items",
        value: "a list of tables",
        meaning: "the items below it, with `title` and `url`: a menu that opens, or a column of the foot",
        without: "it is a link",
        example: "",
        read: |reader, pair, item| {
            let items = navigation(reader, pair);
            if items.iter().any(|item| !item.items.is_empty()) {
                let message = "`items` stand no deeper: a navigation has two levels";
                reader.fault(pair.value.span, message);
            }
            item.items = items;
        },
    },
];

fn navigation(reader: &mut KeyReader<'_>, pair: &Pair) -> Vec<NavigationItem> {
    let mut navigation = Vec::new();
    let place = format!("`{}`", pair.key.value);
    for (table, span) in reader.tables(pair) {
        let mut item = NavigationItem::default();
        reader.walk(table, &place, NAVIGATION_KEYS, &[], &mut item);
        let is_footer = *pair.key == *"footer";
        if item.title.is_empty() || (item.url.is_none() && item.items.is_empty()) {
            let needs = if is_footer { "items" } else { "url" };
            let message = format!("an item of {place} needs `title` and `{needs}`");
            reader.fault(span, message);
        } else if is_footer && item.items.is_empty() {
            reader.fault(span, "a column of `footer` needs `items`");
        } else {
            navigation.push(item);
        }
    }
    navigation
}

/// The form of addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UrlStyle {
    /// `/primer/causation/`, written as `primer/causation/index.html`.
    #[default]
    Directory,
    /// `/primer/causation`, written as `primer/causation.html`.
    File,
}

/// Where a site will be found: an origin, and a path that starts and ends with `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    /// For example `https://example.org`.
    pub origin: String,
    /// For example `/` or `/sub/path/`.
    pub path: String,
}

impl BaseUrl {
    /// The URL as one text.
    pub fn whole(&self) -> String {
        format!("{}{}", self.origin, self.path)
    }

    /// Reads an absolute `http` or `https` URL without query and fragment.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .ok_or("the base URL must start with `https://` or `http://`")?;
        if text.contains(['?', '#']) {
            return Err("the base URL must have no `?` and no `#`".to_owned());
        }
        if text.chars().any(|letter| {
            letter.is_whitespace() || letter.is_control() || "\"'<>\\".contains(letter)
        }) {
            return Err("the base URL holds a character that no URL may have".to_owned());
        }
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host.is_empty() {
            return Err("the base URL names no host".to_owned());
        }
        let path = path.trim_matches('/');
        if path.split('/').any(|part| part == ".." || part == ".") {
            return Err("the base URL must not contain `.` or `..`".to_owned());
        }
        Ok(Self {
            origin: format!("{}{host}", &text[..text.len() - rest.len()]),
            path: if path.is_empty() {
                "/".to_owned()
            } else {
                format!("/{path}/")
            },
        })
    }
}

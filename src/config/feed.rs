//! The tables `[[feeds]]` of `primer.toml`: what readers can follow, and at which addresses.
//!
//! In: the tables. Out: a [`FeedSettings`] for each. A new key is a field of it and a row of `KEYS`.

use std::sync::LazyLock;

use super::key::{Key, KeyReader, Read};
use crate::data::Pair;
use crate::source::{Span, Spanned};

/// A feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedSettings {
    /// Its path on the site, without a slash before it.
    pub path: String,
    /// Where its table stands.
    pub at: Span,
    /// What it is called; without it, like the site and its collections.
    pub title: Option<String>,
    /// The names of the collections whose entries it has; of none, those of all listed ones.
    pub collections: Vec<Spanned<String>>,
    /// In which words it is written.
    pub format: FeedFormat,
    /// How much of each entry it has.
    pub content: FeedContent,
    /// How many entries it has at most.
    pub limit: usize,
}

/// In which words a feed is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FeedFormat {
    /// Atom (RFC 4287).
    #[default]
    Atom,
    /// RSS 2.0.
    Rss,
}

/// How much of each entry a feed has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FeedContent {
    /// A sentence.
    #[default]
    Summary,
    /// A sentence, and the text.
    Full,
}

/// The path of the feed of a site that names none.
pub const USUAL_FEED: &str = "feed.xml";

impl Default for FeedSettings {
    fn default() -> Self {
        Self {
            path: String::new(),
            at: Span::default(),
            title: None,
            collections: Vec::new(),
            format: FeedFormat::default(),
            content: FeedContent::default(),
            limit: 30,
        }
    }
}

/// The feeds of a site that names none.
pub(super) fn usual() -> &'static [FeedSettings] {
    static USUAL: LazyLock<[FeedSettings; 1]> = LazyLock::new(|| {
        [FeedSettings {
            path: USUAL_FEED.to_owned(),
            ..FeedSettings::default()
        }]
    });
    &*USUAL
}

/// The keys of a table of `[[feeds]]`.
pub(super) const KEYS: &[Key<Read<FeedSettings>>] = &[
    Key {
        name: "path",
        value: "a path",
        meaning: "its address on the site, a file that ends in `.xml`, `.rss` or `.atom`",
        without: "an error",
        example: r#"path = "/rss.xml""#,
        read: read_path,
    },
    Key {
        name: "title",
        value: "a string",
        meaning: "what it is called",
        without: "the title of the site, and those of its `collections`",
        example: r#"title = "New decisions""#,
        read: |reader, pair, feed| feed.title = reader.string(pair),
    },
    Key {
        name: "collections",
        value: "a list of strings",
        meaning: "the names of the collections whose entries with a date it has",
        without: "all that are listed",
        example: r#"collections = ["cases"]"#,
        read: |reader, pair, feed| feed.collections = reader.placed_list(pair),
    },
    Key {
        name: "format",
        value: "`\"atom\"` or `\"rss\"`",
        meaning: "Atom, or RSS 2.0",
        without: "`\"atom\"`",
        example: r#"format = "rss""#,
        read: |reader, pair, feed| {
            let formats = [("atom", FeedFormat::Atom), ("rss", FeedFormat::Rss)];
            feed.format = reader.choice(pair, &formats, None).unwrap_or(feed.format);
        },
    },
    Key {
        name: "content",
        value: "`\"summary\"` or `\"full\"`",
        meaning: "of each entry a sentence, or its text with full addresses",
        without: "`\"summary\"`",
        example: r#"content = "full""#,
        read: |reader, pair, feed| {
            let contents = [
                ("summary", FeedContent::Summary),
                ("full", FeedContent::Full),
            ];
            feed.content = reader.choice(pair, &contents, None).unwrap_or(feed.content);
        },
    },
    Key {
        name: "limit",
        value: "a whole number",
        meaning: "how many entries it has at most, the newest first",
        without: "`30`",
        example: "limit = 20",
        read: |reader, pair, feed| feed.limit = reader.count(pair).unwrap_or(feed.limit),
    },
];

fn read_path(reader: &mut KeyReader<'_>, pair: &Pair, feed: &mut FeedSettings) {
    let Some(text) = reader.string(pair) else {
        return;
    };
    let path = text.strip_prefix('/').unwrap_or(&text);
    let is_feed = [".xml", ".rss", ".atom"].iter().any(|end| {
        let stem = path.strip_suffix(end);
        stem.is_some_and(|stem| !stem.is_empty() && !stem.ends_with('/'))
    });
    let is_bad = |letter: char| {
        letter.is_whitespace() || letter.is_control() || "?#%\\:\"<>".contains(letter)
    };
    let is_name = |part: &str| !matches!(part, "" | "." | "..");
    if is_feed && !path.contains(is_bad) && path.split('/').all(is_name) {
        path.clone_into(&mut feed.path);
    } else {
        let message = format!("`{text}` is no address of a feed");
        let diagnostic = reader.diagnostic(pair.value.span, message);
        let help =
            "write the path of a file that ends in `.xml`, `.rss` or `.atom`, such as `/rss.xml`";
        reader.report(diagnostic.help(help));
    }
}

/// Reads the tables, as far as they can be understood.
pub(super) fn read(reader: &mut KeyReader<'_>, pair: &Pair) -> Vec<FeedSettings> {
    let mut feeds: Vec<FeedSettings> = Vec::new();
    for (table, span) in reader.tables(pair) {
        let mut feed = FeedSettings {
            at: span,
            ..FeedSettings::default()
        };
        reader.walk(table, "`[[feeds]]`", KEYS, &[], &mut feed);
        if !table.0.iter().any(|pair| *pair.key == *"path") {
            reader.fault(span, "a feed needs a `path`");
        } else if feeds.iter().any(|known| known.path == feed.path) {
            let message = format!("there are two feeds at `/{}`", feed.path);
            reader.fault(span, message);
        } else if !feed.path.is_empty() {
            feeds.push(feed);
        }
    }
    feeds
}

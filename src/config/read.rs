//! `primer.toml` as text → [`Config`]: every key is met here, and every fault is reported at once.
//!
//! In: the source of the file. Out: [`Config`], as far as the file can be understood, and diagnostics. Looks at
//! no folder.

use std::collections::BTreeMap;

use super::Config;
use super::collection_keys::{self, Declared};
use super::declaration;
use super::exception;
use super::external;
use super::feed;
use super::git;
use super::key::{Key, KeyReader, Read, alternatives};
use super::label;
use super::list_block;
use super::look;
use super::markdown;
use super::redirect;
use super::review;
use super::search;
use super::site;
use super::words;
use crate::data::{Data, Pair, Table, parse_toml};
use crate::diagnostic::code::Premise;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;
use crate::words::{Phrase, Wording};

/// The settings while their file is read.
#[derive(Default)]
struct ConfigBuilder {
    config: Config,
    collections: Vec<Declared>,
    words: BTreeMap<String, Phrase>,
}

/// The tables of `primer.toml`.
const KEYS: &[Key<Read<ConfigBuilder>>] = &[
    Key {
        name: "site",
        value: "a table",
        meaning: "what concerns the [site](#site) as a whole",
        without: "the defaults of its keys",
        example: "[site]\ntitle = \"A primer for tenants\"",
        read: |reader, pair, document| {
            if let Some(table) = reader.table(pair) {
                reader.walk(
                    table,
                    "`[site]`",
                    site::KEYS,
                    &[],
                    &mut document.config.site,
                );
                site::check(reader, table, &document.config.site);
            }
        },
    },
    Key {
        name: "markdown",
        value: "a table",
        meaning: "how [texts](#markdown) are read",
        without: "the defaults of its keys",
        example: "\n[markdown]\nhtml = \"safe\"",
        read: |reader, pair, document| {
            if let Some(table) = reader.table(pair) {
                let markdown = &mut document.config.markdown;
                reader.walk(table, "`[markdown]`", markdown::KEYS, &[], markdown);
            }
        },
    },
    Key {
        name: "look",
        value: "a table",
        meaning: "what the [built-in theme](#look) shows, and in which colors",
        without: "the defaults of its keys",
        example: "\n[look]\nnumbers = false",
        read: |reader, pair, document| {
            if let Some(table) = reader.table(pair) {
                let look = &mut document.config.look;
                reader.walk(table, "`[look]`", look::KEYS, &[], look);
                look::check(reader, table, look);
            }
        },
    },
    Key {
        name: "words",
        value: "a table",
        meaning: "[words](#words) of the program that readers see, in place of those built in",
        without: "those of the language, else English ones",
        example: "\n[words]\nmentioned_in = \"Cited by\"",
        read: |reader, pair, document| {
            if let Some(table) = reader.table(pair) {
                document.words = words::read(reader, table);
            }
        },
    },
    Key {
        name: "search",
        value: "a table",
        meaning: "how readers [search](#search) the site",
        without: "the defaults of its keys",
        example: "\n[search]\nenabled = false",
        read: |reader, pair, document| {
            if let Some(table) = reader.table(pair) {
                let search = &mut document.config.search;
                reader.walk(table, "`[search]`", search::KEYS, &[], search);
            }
        },
    },
    Key {
        name: "feeds",
        value: "a list of tables",
        meaning: "the [feeds](#feeds) by which readers follow the site",
        without: "one of all entries with a date, `/feed.xml`",
        example: "\n[[feeds]]\npath = \"/rss.xml\"",
        read: |reader, pair, document| document.config.feeds = feed::read(reader, pair),
    },
    Key {
        name: "review",
        value: "a table",
        meaning: "when a page says that it [may be out of date](#review)",
        without: "no page says so",
        example: "\n[review]\nafter = \"18 months\"",
        read: |reader, pair, document| {
            if let Some(table) = reader.table(pair) {
                let review = &mut document.config.review;
                reader.walk(table, "`[review]`", review::KEYS, &[], review);
            }
        },
    },
    Key {
        name: "git",
        value: "a table",
        meaning: "what is asked of the [history](#git) of the files",
        without: "nothing",
        example: "\n[git]\ndates = true",
        read: |reader, pair, document| {
            if let Some(table) = reader.table(pair) {
                let git = &mut document.config.git;
                reader.walk(table, "`[git]`", git::KEYS, &[], git);
            }
        },
    },
    Key {
        name: "collections",
        value: "a table of tables",
        meaning: "settings and schemas of [collections](#collections)",
        without: "each folder in `content/` is a collection without settings",
        example: "\n[collections.cases]\ntitle = \"Cases\"",
        read: |reader, pair, document| {
            for pair in reader.table(pair).into_iter().flat_map(|table| &table.0) {
                if let Some(table) = reader.table(pair) {
                    let declared = Declared::read(reader, &pair.key, table);
                    document.collections.push(declared);
                }
            }
        },
    },
    Key {
        name: "categories",
        value: "a table",
        meaning: "what readers see of [categories](#categories-and-tags), by their names",
        without: "their names",
        example: "\n[categories]\nevidence = \"The law of evidence\"",
        read: |reader, pair, document| {
            if let Some(table) = reader.table(pair) {
                document.config.categories = label::of_groups(reader, table);
            }
        },
    },
    Key {
        name: "tags",
        value: "a table",
        meaning: "what readers see of [tags](#categories-and-tags), by their names",
        without: "their names",
        example: "\n[tags.rule-12]\nlabel = \"Rule 12\"",
        read: |reader, pair, document| {
            if let Some(table) = reader.table(pair) {
                document.config.tags = label::of_groups(reader, table);
            }
        },
    },
    Key {
        name: "tag_groups",
        value: "a table of lists",
        meaning: "[tags that belong together](#categories-and-tags), by what they are called together",
        without: "tags stand in one list",
        example: "\n[tag_groups]\nOutcome = [\"won\", \"lost\"]",
        read: |reader, pair, document| {
            if let Some(table) = reader.table(pair) {
                document.config.tag_groups = label::tag_groups(reader, table);
            }
        },
    },
    Key {
        name: "redirects",
        value: "a table",
        meaning: "[old addresses](#old-addresses) that belong to no entry, each with the address where it leads",
        without: "the old addresses of entries, their `aliases`",
        example: "\n[redirects]\n\"/faq.html\" = \"/terms/standing#exceptions\"",
        read: |reader, pair, document| {
            if let Some(table) = reader.table(pair) {
                document.config.redirects = redirect::read(reader, table);
            }
        },
    },
    Key {
        name: "fields",
        value: "a table",
        meaning: "[fields](#fields-of-your-own) that every collection has besides its own",
        without: "the built-in fields",
        example: "\n[fields]\nreviewer = \"string\"",
        read: |reader, pair, document| {
            if let Some(fields) = reader.table(pair) {
                document.config.fields = reader.fields(fields);
            }
        },
    },
    Key {
        name: "check",
        value: "a table",
        meaning: "the levels of [checks](#check), [exceptions](#exceptions) to them, and what of [other sites](#other-sites) is not asked",
        without: "each check has its usual level",
        example: "\n[check]\norphan-entry = \"off\"",
        read: |reader, pair, document| {
            if let Some(levels) = reader.table(pair) {
                read_levels(reader, levels, &mut document.config);
            }
        },
    },
];

impl Config {
    /// Reads `primer.toml`, as far as it can be understood, with every fault in it.
    pub fn read(source: &Source) -> (Self, Vec<Diagnostic>) {
        let mut reader = KeyReader::new(source);
        let (document, faults) = parse_toml(reader.text());
        let is_valid = !faults.iter().any(|fault| fault.is_lost);
        for fault in faults {
            reader.invalid(fault);
        }
        let mut read = ConfigBuilder::default();
        if let Data::Table(table) = &document.value {
            reader.walk(table, "`primer.toml`", KEYS, &[], &mut read);
        }
        let mut config = read.config;
        config.words = Wording::new(&config.site.language, &read.words);
        for declared in read.collections {
            let span = declared.span;
            let collection = declared.complete(&mut reader, &config.fields);
            let mut others = config.collections.iter();
            if let Some(twin) = others.find(|other| other.folder == collection.folder) {
                let (one, other) = (&twin.name, &collection.name);
                let message = format!("the collections `{one}` and `{other}` have the same folder");
                reader.fault(span, message);
            }
            config.collections.push(collection);
            config.declared_at.push(span);
        }
        check_targets(&mut reader, &config);
        name_homes(&mut reader);
        if !is_valid {
            // Whatever else is wrong may be so because of it.
            reader.diagnostics.truncate(1);
            reader.doubt = Premise::Settings;
        }
        config.doubt = reader.doubt;
        (config, reader.diagnostics)
    }
}

/// Says of keys that their tables do not know which table does.
fn name_homes(reader: &mut KeyReader<'_>) {
    let unknown = std::mem::take(&mut reader.unknown);
    let sections = if unknown.is_empty() {
        Vec::new()
    } else {
        sections()
    };
    for (number, key) in unknown {
        let homes = HOMES.iter().filter(|(section, _)| {
            let keys = sections.iter().filter(|known| known.name == *section);
            let mut keys = keys.flat_map(|known| &known.keys);
            keys.any(|known| known.name == key)
        });
        let homes: Vec<&str> = homes.map(|(_, table)| *table).collect();
        if homes.is_empty() {
            continue;
        }
        let fault = &mut reader.diagnostics[number];
        let mut edits = fault.fix.iter().flat_map(|fix| &fix.edits);
        if edits.any(|edit| edit.text.starts_with(key.as_str())) {
            // Only its end is missing.
            continue;
        }
        fault.fix = None;
        fault.help = vec![format!("`{key}` belongs to {}", alternatives(&homes))];
        fault.topic = Some(format!("keys of {}", homes[0]));
    }
}

/// The tables in which keys are looked for that stand in another one, as the reference calls them, and as they are written.
const HOMES: &[(&str, &str)] = &[
    ("site", "[site]"),
    ("look", "[look]"),
    ("markdown", "[markdown]"),
    ("search", "[search]"),
    ("collection", "[collections.…]"),
    ("feed", "[[feeds]]"),
];

/// Every `to` must name a collection of the file.
fn check_targets(reader: &mut KeyReader<'_>, config: &Config) {
    for target in std::mem::take(&mut reader.targets) {
        let name = target.value;
        if config.collection_named(&name).is_some() {
            continue;
        }
        reader.doubt = Premise::Schemas;
        let diagnostic = reader.diagnostic(target.span, format!("there is no collection `{name}`"));
        let known = config.collections.iter().map(|known| known.name.as_str());
        reader.report(match reader.nearest(&name, known) {
            Some(near) => {
                diagnostic.help(format!("a collection with a similar name exists: `{near}`"))
            }
            None => diagnostic.help(format!("declare it: `[collections.{name}]`")),
        });
    }
}

fn read_levels(reader: &mut KeyReader<'_>, table: &Table, config: &mut Config) {
    for pair in &table.0 {
        let Pair { key, value } = pair;
        if key.value == exception::KEY {
            config.exceptions = exception::read(reader, pair);
            continue;
        }
        if key.value == external::KEY {
            if let Some(table) = reader.table(pair) {
                let external = &mut config.external;
                reader.walk(table, "`[check.external]`", external::KEYS, &[], external);
            }
            continue;
        }
        let others = [exception::KEY, external::KEY];
        let Some(code) = reader.check(key, &others) else {
            continue;
        };
        let word = match &value.value {
            Data::String(word) => word.as_str(),
            _ => "",
        };
        let level = match word {
            "error" => Some(Severity::Error),
            "warn" => Some(Severity::Warning),
            "hint" => Some(Severity::Hint),
            "off" => None,
            _ => {
                let message = "a level must be `error`, `warn`, `hint` or `off`";
                reader.fault(value.span, message);
                continue;
            }
        };
        config.levels.insert(code, level);
    }
}

/// A table of `primer.toml` and its keys.
#[derive(Debug)]
pub struct Section {
    /// What the reference calls it.
    pub name: &'static str,
    /// Its keys.
    pub keys: Vec<Key>,
}

/// All tables of `primer.toml` whose keys the program names, for the reference.
pub fn sections() -> Vec<Section> {
    fn section<R>(name: &'static str, keys: &[Key<R>]) -> Section {
        let keys = keys.iter().map(Key::described).collect();
        Section { name, keys }
    }
    vec![
        section("primer.toml", KEYS),
        section("site", site::KEYS),
        section("navigation", site::NAVIGATION_KEYS),
        section("markdown", markdown::KEYS),
        section("look", look::KEYS),
        section("search", search::KEYS),
        section("feed", feed::KEYS),
        section("review", review::KEYS),
        section("git", git::KEYS),
        section("collection", collection_keys::KEYS),
        section("entries", list_block::KEYS),
        section("value", label::KEYS),
        section("field", declaration::KEYS),
        section("except", exception::KEYS),
        section("external", external::KEYS),
    ]
}

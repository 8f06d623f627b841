//! `docs/configuration.md` says what `primer.toml` may hold: its lists are made from the tables that the
//! program reads the file by, and its examples are read.
//!
//! A list stands between `<!-- name -->` and `<!-- end -->`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use primer::config::schema::{Key, TYPES};
use primer::config::{Config, sections, settings_schema};
use primer::data::{Data, Table, parse_toml};
use primer::diagnostic::{Code, Severity};
use primer::source::Source;

use crate::builder::Primer;

/// What stands in the place of a header over the keys of a list in a text, which are in no table.
const ENTRIES: &str = "entries";

const PAGE: &str = "docs/configuration.md";

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(file(path)).unwrap()
}

fn row<const N: usize>(cells: [&str; N]) -> String {
    let cells = cells.map(|cell| cell.replace('|', "\\|"));
    format!("| {} |\n", cells.join(" | "))
}

fn head<const N: usize>(cells: [&str; N]) -> String {
    format!("{}|{}\n", row(cells), "---|".repeat(N))
}

fn key_row(name: &str, key: &Key) -> String {
    let value = format!("{}: {}", key.value, key.meaning);
    row([name, &value, key.without])
}

/// The lines that show the keys of a table below its header, as a block.
fn example<'a>(header: &str, lines: impl Iterator<Item = &'a str>) -> String {
    let lines: Vec<&str> = lines.filter(|lines| !lines.is_empty()).collect();
    if lines.is_empty() {
        return String::new();
    }
    let language = if header == ENTRIES { "entries" } else { "toml" };
    let header = header.trim_start_matches(ENTRIES);
    format!("\n```{language}\n{header}{}\n```\n", lines.join("\n"))
}

/// The keys that belong to types, each with the types that it belongs to.
fn keys_of_types() -> Vec<(Key, Vec<&'static str>)> {
    let mut keys: Vec<(Key, Vec<&str>)> = Vec::new();
    for row in TYPES {
        for key in row.keys {
            let mut known = keys.iter_mut();
            let same =
                known.find(|(known, _)| (known.name, known.meaning) == (key.name, key.meaning));
            match same {
                Some((_, types)) => types.push(row.name),
                None => keys.push((*key, vec![row.name])),
            }
        }
    }
    keys
}

/// What stands between the markers of each name.
fn parts() -> Vec<(&'static str, String)> {
    let mut parts = Vec::new();
    for section in sections() {
        let mut text = head(["key", "value", "without it"]);
        for key in &section.keys {
            text += &key_row(&format!("`{}`", key.name), key);
        }
        if section.name == "field" {
            for (key, types) in keys_of_types() {
                let name = format!("`{}` (`{}`)", key.name, types.join("`, `"));
                text += &key_row(&name, &key);
            }
        }
        let header = match section.name {
            "site" => "[site]\n",
            "markdown" => "[markdown]\n",
            "look" => "[look]\n",
            "search" => "[search]\n",
            "feed" => "[[feeds]]\n",
            "review" => "[review]\n",
            "git" => "[git]\n",
            "collection" => "[collections.cases]\n",
            "value" => "[categories.evidence]\n",
            "field" => "[fields]\n",
            "except" => "[[check.except]]\n",
            "external" => "[check.external]\n",
            "entries" => ENTRIES,
            _ => "",
        };
        text += &example(header, section.keys.iter().map(|key| key.example));
        parts.push((section.name, text));
    }
    let mut types = head(["type", "value in the front matter"]);
    for known in TYPES {
        types += &row([&format!("`{}`", known.name), known.meaning]);
    }
    types += &example("[fields]\n", TYPES.iter().map(|known| known.example));
    parts.push(("types", types));
    let mut check = head(["key", "what it finds", "without it"]);
    for code in Code::ALL.iter().filter(|code| code.adjustable()) {
        let level = match code.severity() {
            _ if code.on_request() => "off",
            Severity::Error => "`\"error\"`",
            Severity::Warning => "`\"warn\"`",
            Severity::Hint => "`\"hint\"`",
        };
        check += &row([&format!("`{code}`"), &code.summary(), level]);
    }
    parts.push(("check", check));
    parts
}

/// The page as it is written, read once, and with the lists that the tables make.
static PAGES: LazyLock<(String, String)> = LazyLock::new(|| {
    let written = read(PAGE);
    let mut text = written.clone();
    for (name, part) in parts() {
        let marker = format!("<!-- {name} -->\n");
        let start = text.find(&marker).expect(&marker) + marker.len();
        let end = start + text[start..].find("<!-- end -->").unwrap();
        text.replace_range(start..end, &part);
    }
    (written, text)
});

#[test]
fn the_reference_is_made_from_the_tables() {
    let (written, text) = &*PAGES;
    if std::env::var_os("UPDATE").is_some() {
        fs::write(file(PAGE), text).unwrap();
    } else {
        let mut lines = written.lines().zip(text.lines());
        let differs = lines.find(|(written, made)| written != made);
        assert!(written == text, "UPDATE=1 rewrites {differs:#?}");
    }
}

/// The blocks of TOML in a text.
fn blocks(text: &str) -> Vec<String> {
    let blocks = text.split("\n```toml\n").skip(1);
    let blocks = blocks.map(|rest| rest.split_once("\n```").expect(rest).0.to_owned());
    blocks.collect()
}

#[test]
fn examples_of_the_settings_are_right() {
    for block in [PAGES.1.clone(), read("README.md")]
        .iter()
        .flat_map(|text| blocks(text))
    {
        let (_, faults) = Config::read(&Source::new("primer.toml", block.as_str()));
        assert!(faults.is_empty(), "{block}\n{faults:#?}");
    }
}

/// The keys that a table uses, with the name of its section, and those of the tables in it.
fn used(section: &'static str, table: &Table, found: &mut BTreeSet<(&'static str, String)>) {
    for pair in &table.0 {
        let key = pair.key.as_str();
        found.insert((section, key.to_owned()));
        let below = match (section, key) {
            ("primer.toml", "site") => "site",
            ("primer.toml", "markdown") => "markdown",
            ("primer.toml", "look") => "look",
            ("primer.toml", "search") => "search",
            ("primer.toml", "feeds") => "feed",
            ("primer.toml", "review") => "review",
            ("primer.toml", "git") => "git",
            ("primer.toml", "categories" | "tags") => "values",
            ("values", _) => "value",
            ("primer.toml", "collections") => "collections",
            ("collections", _) => "collection",
            ("primer.toml" | "collection", "fields") => "fields",
            ("fields", _) => "field",
            ("site", "navigation" | "footer") | ("navigation", "items") => "navigation",
            ("primer.toml", "check") => "check",
            ("check", "except") => "except",
            ("check", "external") => "external",
            _ => continue,
        };
        match &pair.value.value {
            Data::Table(table) => used(below, table, found),
            Data::List(items) => {
                for item in items {
                    if let Data::Table(table) = &item.value {
                        used(below, table, found);
                    }
                }
            }
            _ => {}
        }
    }
}

#[test]
fn every_key_has_an_example() {
    let mut found = BTreeSet::new();
    for block in blocks(&PAGES.1) {
        let Data::Table(table) = parse_toml(&block).0.value else {
            panic!("{block}");
        };
        used("primer.toml", &table, &mut found);
    }
    let mut missing = Vec::new();
    for section in sections() {
        if section.name == "entries" {
            // Its example is all of them at once.
            continue;
        }
        let own = section.keys.iter().map(|key| key.name);
        let of_types = keys_of_types().into_iter().map(|(key, _)| key.name);
        let of_types = of_types.filter(|_| section.name == "field");
        let keys = own
            .chain(of_types)
            .map(|key| (section.name, key.to_owned()));
        missing.extend(keys.filter(|key| !found.contains(key)));
    }
    assert!(missing.is_empty(), "without an example: {missing:?}");
}

#[test]
fn a_type_is_what_its_example_declares_and_takes_its_blank_value() {
    for known in TYPES {
        let declared = format!("[fields]\n{}", known.example);
        let (config, faults) = Config::read(&Source::new("primer.toml", declared.as_str()));
        assert_eq!(faults, [], "{declared}");
        let field = &config.fields[0];
        assert_eq!(field.kind.row().name, known.name);
        let blank = format!(
            "---\ntitle: A\n{}: {}\n---\n",
            field.name,
            field.kind.blank()
        );
        let report = Primer::new()
            .config(&declared)
            .entry("a.md", &blank)
            .check();
        let report: Vec<_> = report
            .iter()
            .filter(|line| !line.contains("[broken-reference]"))
            .collect();
        assert!(report.is_empty(), "{blank}{report:#?}");
    }
}

#[test]
fn a_site_has_values_of_its_own() {
    let read = |text: &str| Config::read(&Source::new("primer.toml", text));
    let (config, faults) = read("[site.extra]\nphone = \"1\"\na.b = [1, 2026-01-31, { c = 1.5 }]");
    assert_eq!(faults, []);
    let phone = &config.site.extra.get("phone").unwrap().value;
    assert_eq!(*phone, Data::String("1".to_owned()));
    assert_eq!(config.site.extra.0.len(), 2);
    let (config, faults) = read("[site]\nextra = 3");
    assert_eq!(faults.len(), 1);
    assert_eq!(
        faults[0].message,
        "`extra` must be a table, but this is a number"
    );
    assert!(config.site.extra.0.is_empty());
}

#[test]
fn a_relation_declared_again_keeps_its_inverse() {
    for declared in [
        "\"refs\"",
        "\"refs?\"",
        "{ type = \"refs\" }",
        "{ label = \"See\" }",
    ] {
        let primer = Primer::new()
            .config(&format!("[collections.terms.fields]\nrelated = {declared}"))
            .entry("terms/a.md", "---\ntitle: A\nrelated: [b]\n---\n")
            .page("terms/b.md", "B", "");
        let related = &primer.analyze().config.collections;
        let field = related.iter().find_map(|it| it.field("related")).unwrap();
        let relation = field.kind.relation().unwrap();
        assert_eq!(relation.inverse.as_deref(), Some("related"), "{declared}");
    }
}

/// A value of `primer.toml` as JSON.
fn json(data: &Data) -> serde_json::Value {
    match data {
        Data::Null => serde_json::Value::Null,
        Data::Bool(value) => (*value).into(),
        Data::Integer(number) => (*number).into(),
        Data::Float(number) => (*number).into(),
        Data::String(text) => text.as_str().into(),
        Data::List(items) => items.iter().map(|item| json(&item.value)).collect(),
        Data::Table(table) => {
            let pairs = table.0.iter();
            let pairs = pairs.map(|pair| (pair.key.value.clone(), json(&pair.value.value)));
            serde_json::Value::Object(pairs.collect())
        }
    }
}

#[test]
fn settings_fit_their_json_schema() {
    let schema = settings_schema();
    let unfit = |text: &str| {
        let mut faults = Vec::new();
        let settings = json(&parse_toml(text).0.value);
        crate::reports::unfit(&schema, &schema, &settings, "", &mut faults);
        faults
    };
    let mut all = blocks(&PAGES.1);
    all.extend(blocks(&read("README.md")));
    all.extend([read("primer.toml"), read("examples/library/primer.toml")]);
    assert!(all.len() > 20, "{}", all.len());
    for text in all {
        assert_eq!(unfit(&text), [""; 0], "{text}");
    }
    for wrong in [
        "[sight]",
        "[site]\ntitle = 1",
        "[site]\nurls = \"files\"",
        "[site]\nredirects = [\"apache\"]",
        "[site]\nnavigation = [{ name = \"A\" }]",
        "[look]\nnumbers = \"no\"",
        "[collections.a]\npaginate = 0",
        "[collections.a]\nlayout = \"tabel\"",
        "[collections.a]\ncard = \"x\"",
        "[collections.a.fields]\nb = { kind = \"x\" }",
        "[tags.a]\ntext = \"x\"",
        "[check]\nbroken-link = \"warning\"",
        "[check]\nbroken-links = \"warn\"",
    ] {
        assert_eq!(unfit(wrong).len(), 1, "{wrong}: {:?}", unfit(wrong));
    }
}

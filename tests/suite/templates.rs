//! `docs/templates.md` says what a template can read and call: its contexts are those of the small site that it shows,
//! and its examples render there.
//!
//! A context stands between `<!-- context name -->` and `<!-- end -->`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

use primer::diagnostic::Code;
use primer::page::Render;
use primer::page::kind::ALL;
use primer::pipeline::Analysis;
use primer::theme::{FUNCTIONS, built_in};
use serde_json::{Map, Value, json};

use crate::builder::{Primer, full_report};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/templates.md");

static WRITTEN: LazyLock<String> = LazyLock::new(|| fs::read_to_string(PAGE).unwrap());

/// The blocks whose info string starts so, each with the rest of it.
fn blocks(start: &str) -> Vec<(&str, &str)> {
    let blocks = WRITTEN.split("\n```").skip(1).step_by(2);
    let blocks = blocks.map(|block| block.split_once('\n').unwrap());
    let blocks = blocks.filter_map(|(info, text)| Some((info.strip_prefix(start)?.trim(), text)));
    blocks.collect()
}

/// The site that the page shows.
fn site() -> Primer {
    let (_, config) = blocks("toml primer.toml")[0];
    let primer = Primer::new()
        .config(config)
        .asset(
            "content/primer/burden.svg",
            br#"<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"/>"#,
        )
        .asset("static/forms/motion.pdf", b"%PDF-1.4");
    blocks("markdown content/")
        .into_iter()
        .fold(primer, |primer, (path, text)| {
            primer.entry(path, &format!("{text}\n"))
        })
}

/// What a template reads, for each path of the output, with the name of the template.
fn contexts(analysis: &Analysis) -> BTreeMap<String, (String, Value)> {
    let outline = &analysis.outline;
    let pages = outline.pages().into_iter();
    let pages = pages.map(|page| outline.page(page).unwrap());
    let contexts = pages.filter_map(|page| match page.render {
        Render::Template {
            name, page: value, ..
        } => {
            let value = serde_json::to_value(value).unwrap();
            Some((page.file, (name, value)))
        }
        Render::Bytes(_) => None,
    });
    contexts.collect()
}

static ANALYSIS: LazyLock<Analysis> = LazyLock::new(|| site().analyze());
static CONTEXTS: LazyLock<BTreeMap<String, (String, Value)>> =
    LazyLock::new(|| contexts(&ANALYSIS));

fn card(path: &str) -> Value {
    let outline = &ANALYSIS.outline;
    serde_json::to_value(outline.card(outline.entry_at(path).unwrap())).unwrap()
}

/// The longest context of each sort of page: it shows the most.
fn by_kind() -> BTreeMap<&'static str, &'static Value> {
    let mut found: BTreeMap<&str, &Value> = BTreeMap::new();
    for (_, context) in CONTEXTS.values() {
        let kind = context["kind"].as_str().unwrap();
        let best = found.entry(kind).or_insert(context);
        if context.to_string().len() > best.to_string().len() {
            *best = context;
        }
    }
    found
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_u64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(parts) => parts.is_empty(),
    }
}

/// What the page leaves out of a context, as it says at its start.
fn shortened(value: &Value) -> Value {
    const LONGEST: usize = 90;
    match value {
        Value::String(text) if text.chars().count() > LONGEST => {
            json!(text.chars().take(LONGEST).chain(['…']).collect::<String>())
        }
        Value::Array(items) => {
            let more = (items.len() > 2).then(|| json!("…"));
            let items = items.iter().take(2).map(shortened);
            items.chain(more).collect()
        }
        Value::Object(parts) if parts.contains_key("extra") => {
            let keep = |name: &str, value: &Value| match name {
                "title" | "url" | "before" | "text" | "after" => true,
                "count" => !value.is_null(),
                _ => false,
            };
            let kept = parts.iter().filter(|(name, value)| keep(name, value));
            let kept = kept.map(|(name, value)| (name.clone(), shortened(value)));
            kept.chain([("…".to_owned(), json!("card"))]).collect()
        }
        Value::Object(parts) => {
            let parts = parts.iter();
            let parts = parts.map(|(name, value)| (name.clone(), shortened(value)));
            parts.collect()
        }
        value => value.clone(),
    }
}

/// The parts of a value, each shortened.
fn shortened_parts(value: &Value, keep: impl Fn(&Value) -> bool) -> Value {
    let parts = value.as_object().unwrap().iter();
    let parts = parts.filter(|(_, value)| keep(value));
    let parts = parts.map(|(name, value)| (name.clone(), shortened(value)));
    Value::Object(parts.collect())
}

fn in_line(value: &Value) -> String {
    let joined = |items: Vec<String>| items.join(", ");
    match value {
        Value::Array(items) if !items.is_empty() => {
            format!("[{}]", joined(items.iter().map(in_line).collect()))
        }
        Value::Object(parts) if !parts.is_empty() => {
            let parts = parts.iter();
            let parts = parts.map(|(name, value)| format!("{}: {}", json!(name), in_line(value)));
            format!("{{ {} }}", joined(parts.collect()))
        }
        value => value.to_string(),
    }
}

/// JSON of which each value has one line, if it fits.
fn written(value: &Value, indent: usize) -> String {
    let line = in_line(value);
    if indent > 0 && indent + line.chars().count() <= 96 {
        return line;
    }
    let inner = indent + 2;
    let (open, close, lines): (_, _, Vec<String>) = match value {
        Value::Array(items) => {
            let lines = items.iter().map(|item| written(item, inner));
            ('[', ']', lines.collect())
        }
        Value::Object(parts) => {
            let lines = parts
                .iter()
                .map(|(name, value)| format!("{}: {}", json!(name), written(value, inner)));
            ('{', '}', lines.collect())
        }
        _ => return line,
    };
    let pad = " ".repeat(inner);
    let lines = lines.join(&format!(",\n{pad}"));
    format!("{open}\n{pad}{lines}\n{}{close}", " ".repeat(indent))
}

/// The contexts that the page shows, by name.
fn shown() -> BTreeMap<&'static str, Value> {
    let mut shown: BTreeMap<&str, Value> = by_kind()
        .into_iter()
        .map(|(kind, context)| (kind, shortened_parts(context, |value| !is_empty(value))))
        .collect();
    let site = serde_json::to_value(&ANALYSIS.outline.site.value).unwrap();
    shown.insert("site", shortened_parts(&site, |_| true));
    let card = card("/primer/summary-judgment");
    shown.insert("card", shortened_parts(&card, |_| true));
    shown
}

#[test]
fn the_contexts_are_those_of_a_site() {
    assert!(!ANALYSIS.has_errors(), "{}", full_report(&ANALYSIS));
    let mut text = WRITTEN.clone();
    for (name, context) in shown() {
        let marker = format!("<!-- context {name} -->\n");
        let start = text.find(&marker).expect(&marker) + marker.len();
        let end = start + text[start..].find("<!-- end -->").unwrap();
        let context = format!("```json\n{}\n```\n", written(&context, 0));
        text.replace_range(start..end, &context);
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(PAGE, text).unwrap();
    } else {
        let mut lines = WRITTEN.lines().zip(text.lines());
        let differs = lines.find(|(written, made)| written != made);
        assert!(*WRITTEN == text, "UPDATE=1 rewrites {differs:#?}");
    }
}

#[test]
fn every_kind_and_every_template_is_on_the_page() {
    let analysis = &*ANALYSIS;
    let places = analysis.glossary.places.iter();
    let met: BTreeSet<usize> = places
        .filter(|(_, place)| place.has_page())
        .map(|(_, place)| place.kind)
        .collect();
    let missing: Vec<_> = (0..ALL.len()).filter(|kind| !met.contains(kind)).collect();
    assert!(missing.is_empty(), "the site has no page of {missing:?}");
    let marked: BTreeSet<&str> = WRITTEN
        .split("<!-- context ")
        .skip(1)
        .map(|rest| rest.split_once(" -->").unwrap().0)
        .collect();
    assert_eq!(marked, shown().into_keys().collect());
    let listed: BTreeSet<&str> = WRITTEN
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | ")?.0.into())
        .filter(|name| name.contains('.'))
        .flat_map(|names| names.split("`, `"))
        .collect();
    let prefix = built_in::PREFIX;
    let templates: Vec<_> = built_in::templates().collect();
    let names = templates
        .iter()
        .map(|source| source.path.strip_prefix(prefix).unwrap());
    assert_eq!(listed, names.collect());
}

#[test]
fn every_value_is_on_the_page() {
    let mut names: BTreeSet<&str> = CONTEXTS
        .values()
        .flat_map(|(_, context)| context.as_object().unwrap().keys())
        .map(String::as_str)
        .collect();
    let site = serde_json::to_value(&ANALYSIS.outline.site.value).unwrap();
    let card = card("/primer/summary-judgment");
    let more = [&site, &card].map(|value| value.as_object().unwrap().keys());
    names.extend(more.into_iter().flatten().map(String::as_str));
    names.retain(|name| !WRITTEN.contains(&format!("`{name}`")));
    assert!(names.is_empty(), "not on the page: {names:?}");
}

#[test]
fn every_page_has_every_value() {
    let names = |context: &Value| -> Vec<String> {
        let context = context.as_object().map(Map::keys);
        context.unwrap().cloned().collect()
    };
    let all = names(&CONTEXTS["index.html"].1);
    for (file, (_, context)) in &*CONTEXTS {
        assert_eq!(names(context), all, "{file}");
    }
}

#[test]
fn examples_render() {
    let examples = blocks("jinja");
    for name in FUNCTIONS {
        assert!(WRITTEN.contains(&format!("\n### {name}(")), "{name}");
        let call = format!("{name}(");
        assert!(
            examples.iter().any(|(_, text)| text.contains(&call)),
            "{name}"
        );
    }
    for (name, text) in examples {
        let name = if name.is_empty() { "entry.html" } else { name };
        let build = site().template(name, text).build();
        let report = full_report(&build.analysis);
        assert!(build.files.is_some(), "{text}\n{report}");
        let faults = build.analysis.diagnostics.iter();
        let mut faults = faults.filter(|fault| fault.code == Code::TemplateError);
        assert!(faults.next().is_none(), "{text}\n{report}");
    }
}

#[test]
fn what_an_example_says_is_what_it_shows() {
    let page = "primer/summary-judgment/index.html";
    let rendered = |text: &str| site().template("entry.html", text).output(page);
    let titles = |call: &str| {
        let text = format!("{{% for card in {call} %}}{{{{ card.title }}}};{{% endfor %}}");
        rendered(&text)
    };
    let celotex = "Celotex Corp. v. Catrett;";
    let matsushita = "Matsushita Elec. Industrial Co. v. Zenith Radio Corp.;";
    for (call, expected) in [
        // The order of the collection is `-decided`.
        (
            "entries(collection=\"cases\")",
            format!("{celotex}{matsushita}"),
        ),
        (
            "entries(collection=\"cases\", sort=\"decided\")",
            format!("{matsushita}{celotex}"),
        ),
        (
            "entries(collection=\"cases\", sort=\"citation\", limit=1)",
            matsushita.to_owned(),
        ),
        (
            "entries(collection=\"cases\", sort=\"name\", limit=0)",
            String::new(),
        ),
        (
            "entries(collection=\"cases\", where={\"citation\": \"477 U.S. 317 (1986)\"})",
            celotex.to_owned(),
        ),
        (
            "entries(collection=\"cases\", where={\"decided\": \"1986-03-26\"})",
            matsushita.to_owned(),
        ),
        (
            "entries(where={\"leading_case\": \"celotex-v-catrett\"})",
            "Summary judgment;".to_owned(),
        ),
        (
            "entries(where={\"leading_case\": \"cases/celotex-v-catrett\"})",
            "Summary judgment;".to_owned(),
        ),
        (
            "entries(where={\"category\": \"procedure\"})",
            "Discovery;Summary judgment;".to_owned(),
        ),
        (
            "entries(where={\"category\": page.category.title})",
            "Discovery;Summary judgment;".to_owned(),
        ),
        (
            "entries(where={\"category\": \"procedure\", \"tags\": \"rule 26\"})",
            "Discovery;".to_owned(),
        ),
        ("entries(where={\"category\": \"doctrine\"})", String::new()),
    ] {
        assert_eq!(titles(call), expected, "{call}");
    }
    for (text, expected) in [
        (
            "{% set card = entry(path=\"/primer/discovery\") %}{{ card.title }}",
            "Discovery",
        ),
        (
            "{{ url(path=\"/cases/celotex-v-catrett\") }}",
            "/cases/celotex-v-catrett/",
        ),
        (
            "{{ absolute(path=\"/about\") }}",
            "https://example.org/about/",
        ),
        (
            "{{ absolute(path=\"https://www.law.cornell.edu/rules/frcp/rule_56\") }}",
            "https://www.law.cornell.edu/rules/frcp/rule_56",
        ),
    ] {
        assert_eq!(rendered(text), expected, "{text}");
    }
    assert!(rendered("{{ asset(path=\"/forms/motion.pdf\") }}").starts_with("/forms/motion."));
}

#[test]
fn a_wrong_call_is_reported_where_it_is() {
    let report = |call: &str| {
        let template = format!("<p>\n{{{{ {call} }}}}\n</p>");
        let build = site().template("home.html", &template).build();
        assert!(build.files.is_none(), "{call}");
        full_report(&build.analysis)
    };
    for (call, message, help) in [
        (
            "entries(collection=\"case\")",
            "there is no collection `case`",
            "a collection with a similar name exists: `cases`",
        ),
        (
            "entries(collection=\"statutes\")",
            "there is no collection `statutes`",
            "known are `cases`, `pages`, `primer`",
        ),
        (
            "entries(where={\"citatoin\": \"1\"})",
            "there is no field `citatoin`",
            "a field with a similar name exists: `citation`",
        ),
        (
            "entries(collection=\"cases\", sort=\"-decidd\")",
            "there is no field `decidd`",
            "a field with a similar name exists: `decided`",
        ),
        (
            "entries(colection=\"cases\")",
            "there is no argument `colection`",
            "an argument with a similar name exists: `collection`",
        ),
        (
            "url(to=\"/about\")",
            "there is no argument `to`",
            "this function has `path`",
        ),
        (
            "entries(where={\"tags\": []})",
            "the value of `tags` must be",
            "",
        ),
        (
            "entries(limit=-1)",
            "`limit` must be a whole number from 0 up",
            "",
        ),
        ("entry(path=\"/nowhere\")", "no entry is at `/nowhere`", ""),
        (
            "entry(path=\"/primer/discovry\")",
            "no entry is at `/primer/discovry`",
            "what has a similar name: `/primer/discovery`",
        ),
        (
            "url(path=\"/primer/discovry\")",
            "nothing is at `/primer/discovry`",
            "what has a similar name: `/primer/discovery`",
        ),
        (
            "url(path=\"/primer/discovery?a=1#nope\")",
            "the page at `/primer/discovery?a=1#nope` has no heading with the id `nope`",
            "",
        ),
        ("entry()", "missing keyword argument `path`", ""),
        ("url(path=\"/nowhere\")", "nothing is at `/nowhere`", ""),
        (
            "absolute(path=\"/nowhere\")",
            "nothing is at `/nowhere`",
            "",
        ),
        (
            "asset(path=\"nowhere.css\")",
            "there is no file `nowhere.css`",
            "",
        ),
        (
            "asset(path=\"/primer/burdn.svg\")",
            "there is no file `/primer/burdn.svg`",
            "what has a similar name: `primer/burden.svg`",
        ),
    ] {
        let report = report(call);
        for part in [
            "error[template-error]: ",
            "--> templates/home.html:2:",
            message,
            help,
            "this happened while `index.html` was rendered",
        ] {
            assert!(report.contains(part), "{call}: no `{part}` in\n{report}");
        }
    }
}

#[test]
fn a_card_has_the_fields_of_its_entry_wherever_it_stands() {
    let config = "[collections.pages]\nfolder = \".\"\nlisted = true\n[fields]\ncitation = \"string\"\n\
         cites = { type = \"refs\", inverse = \"citedBy\" }\nabove = \"ref\"\nnumber = \"number\"\n";
    let entry = |title: &str, more: &str, text: &str| {
        format!(
            "---\ntitle: {title}\ncitation: \"of {title}\"\nnumber: 7\ncategory: doctrine\ntags: [rule]\n{more}---\n{text}"
        )
    };
    let primer = Primer::new()
        .config(config)
        .entry("terms/a.md", &entry("A", "related: [C]\ncites: [C]\n", ""))
        .entry("terms/b.md", &entry("B", "above: C\n", "[A](a.md)"))
        .entry("terms/c.md", &entry("C", "above: A\n", "[A](a.md)"))
        .entry("root.md", &entry("Root", "", ""));
    let contexts = contexts(&primer.analyze());
    let titles_of = |file: &str, at: &str| -> Vec<String> {
        let context = &contexts[file].1;
        let found = context
            .pointer(at)
            .unwrap_or_else(|| panic!("{at} of {file}: {context:#}"));
        let cards = match found {
            Value::Array(cards) => cards.clone(),
            card => vec![card.clone()],
        };
        let titles = cards.into_iter().map(|card| {
            // A backlink has the card beside the sentence.
            let card = card.get("card").unwrap_or(&card);
            let title = card["title"].as_str().unwrap().to_owned();
            let extra = &card["extra"];
            assert_eq!(
                extra["citation"],
                json!(format!("of {title}")),
                "{file} {at}"
            );
            assert_eq!(extra["number"], json!(7), "{file} {at}");
            // No card holds another one.
            let above = match title.as_str() {
                "B" => json!({ "title": "C", "url": "/terms/c/" }),
                "C" => json!({ "title": "A", "url": "/terms/a/" }),
                _ => Value::Null,
            };
            assert_eq!(extra["above"], above, "{file} {at}");
            title
        });
        titles.collect()
    };
    let (a, b) = ("terms/a/index.html", "terms/b/index.html");
    for (file, at, titles) in [
        ("index.html", "/sections/0/entries", &["Root"][..]),
        ("terms/index.html", "/sections/0/entries", &["A", "B", "C"]),
        (
            "categories/doctrine/index.html",
            "/sections/0/entries",
            &["A", "B", "C", "Root"],
        ),
        (
            "tags/rule/index.html",
            "/sections/0/entries",
            &["A", "B", "C", "Root"],
        ),
        (a, "/relations/0/entries", &["C"]),
        (a, "/backlinks/0/links", &["B"]),
        (a, "/siblings/entries", &["A", "B", "C"]),
        (b, "/linked", &["A"]),
        (a, "/next", &["B"]),
        (b, "/previous", &["A"]),
        (b, "/next", &["C"]),
        // On its own page, a field that leads to an entry is a card.
        (b, "/extra/above", &["C"]),
        (a, "/extra/cites", &["C"]),
        ("terms/c/index.html", "/relations/1/entries", &["A"]),
    ] {
        assert_eq!(titles_of(file, at), titles, "{file} {at}");
    }
    let template = "{% for card in entries(where={\"number\": 7}, limit=2) %}{{ card.extra.citation }}, {% endfor %}\
         {% set card = entry(path=\"/terms/b\") %}{{ card.extra.above.url }}";
    let page = primer.template("404.html", template).output("404.html");
    assert_eq!(page, "of A, of B, /terms/c/");
}

#[test]
fn values_of_a_site_reach_every_template() {
    let extra = "[site.extra]\nstatute = \"42 U.S.C. § 1983\"\nsince = 1871-04-20\nparts = [1, 2.5, true]\n\
         of.title = 42\n";
    let show = "{{ site.extra.statute }}, {{ site.extra.since }}, {{ site.extra.parts }}, {{ site.extra.of.title }}";
    let expected = "42 U.S.C. § 1983, 1871-04-20, [1, 2.5, true], 42";
    let config = format!("[site]\nbase_url = \"https://example.org/\"\n{extra}");
    let mut primer = Primer::new().config(&config).entry(
        "terms/a.md",
        "---\ntitle: A\ncategory: c\ntags: [t]\ndate: 2026-01-31\naliases: [/old]\n---\n",
    );
    primer = primer.page("about.md", "About", "");
    let contexts = contexts(&primer.analyze());
    let names: BTreeSet<&String> = contexts.values().map(|(name, _)| name).collect();
    for name in &names {
        primer = primer.template(name, "{% include \"part.txt\" %}");
    }
    primer = primer.template("part.txt", show);
    let files = primer.build().files.expect("the site builds");
    for path in contexts.keys() {
        let file = files.iter().find(|file| file.path == *path).unwrap();
        assert_eq!(
            std::str::from_utf8(&file.bytes).unwrap(),
            expected,
            "{path}"
        );
    }
    assert!(names.len() >= 12, "{names:?}");
}

#[test]
fn a_check_tries_the_template_of_each_sort_of_page() {
    for name in [
        "groups.html",
        "tag.html",
        "category.html",
        "collection.html",
        "a-z.html",
    ] {
        let primer = Primer::new()
            .entry(
                "terms/a.md",
                "---\ntitle: A\ntags: [t, u]\ncategory: c\n---\n",
            )
            .template(name, "{{ page.no.no }}");
        let mut analysis = primer.analyze();
        primer::pipeline::try_templates(&mut analysis, &|_| {});
        let is_told = analysis
            .diagnostics
            .iter()
            .any(|fault| fault.at.path.ends_with(name));
        assert!(is_told, "{name}: {:?}", analysis.diagnostics);
    }
}

#[test]
fn a_slot_of_the_site_is_filled_and_an_empty_one_leaves_nothing() {
    let bare = Primer::new().page("terms/a.md", "A", "Text.");
    let page = bare.output("terms/a/index.html");
    let mut filled = bare;
    let slots = [
        ("head", "</head>"),
        ("banner", "<header class=\"site\">"),
        ("before-text", "<div class=\"text\""),
        ("after-text", "</article>"),
        ("footer", "</footer>"),
    ];
    for (slot, _) in slots {
        let text = format!("<!-- {slot} of {{{{ page.url }}}} -->\n");
        filled = filled.template(&format!("slots/{slot}.html"), &text);
    }
    let shown = filled.output("terms/a/index.html");
    for (slot, behind) in slots {
        let at = shown
            .find(&format!("<!-- {slot} of /terms/a/ -->"))
            .expect(slot);
        assert!(shown[at..].contains(behind), "{slot}");
    }
    let mut rest = shown;
    for (slot, _) in slots {
        rest = rest.replace(&format!("<!-- {slot} of /terms/a/ -->\n"), "");
    }
    let lines = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(&rest), lines(&page));
}

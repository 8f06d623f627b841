//! What holds for every input: no panic, spans within their files, the same bytes for the same
//! input, and the same whatever was there before.

use std::sync::Arc;

use primer::diagnostic::Diagnostic;
use primer::entry::Extent;
use primer::output::{self, OutputFile};
use primer::pipeline::{Analysis, Build, analyze, build, update};
use primer::source::Location;
use proptest::prelude::*;

use crate::builder::{Primer, full_report};
use crate::edits::{Edit, start, vocabulary};

/// Pieces that make the parsers work, in any order.
const PIECES: &[&str] = &[
    "---\n",
    "+++\n",
    "title: x\n",
    "title = \"x\"\n",
    "related: [a, b, \"c d\"]\n",
    "related:\n  - a\n",
    " draft: true\n",
    "\u{feff}",
    "\r\n",
    "\n",
    "\n\n",
    "\t",
    " ",
    "# H\n",
    "## Ü {#id .c}\n",
    "[x](/p/a)",
    "[x](b.md#h)",
    "[[A]]",
    "[[a|b]]",
    "[[a#b",
    "![i](x.png \"t\")",
    "[r][l]",
    "[l]: <x y> 'z'\n",
    "| a | b |\n|---|---|\n",
    "| [[a|b]] | `|` |\n",
    "> ",
    "> [!NOTE] t\n",
    "> [!TIP]\n",
    "- [ ] ",
    "1. ",
    "```rust\nfn x() {}\n```\n",
    "~~~\n",
    "<a href=\"/p/b\">",
    "<img src=x",
    "<!-- ",
    "-->",
    "<!-- primer-ignore: broken-link -->",
    "\n\n<!-- primer-ignore: broken-link, no-such why -->\n",
    "# primer-ignore: unknown-field\n",
    "<div\n",
    "</div>",
    "[^f]",
    "[^f]: note\n",
    "t\n: d\n",
    "https://example.org/a_b",
    "a@example.org",
    "\\",
    "`",
    "*",
    "_",
    "~~",
    "&amp;",
    "&#0;",
    "\0",
    "\x1f",
    "é",
    "漢字。",
    "👩‍👩‍👧",
    "e\u{301}",
    "\u{202e}",
    "%",
    "%zz",
    "{{ x }}",
    "{% y %}",
    "'",
    "\"",
    "...",
    "--",
    "$x$",
    ":",
    "}",
    "]]",
    "](",
    ")",
    "foo  [](/p/b)\n\néa",
    "\u{3000}<a href=\"/p/b\"></a>\n\n日本",
    "> [!NOTE]: t\n",
    "> # h\n",
    "javascript:alert(1)",
    "aliases: [/old, b]\n",
    "slug: ../x\n",
    "date: 2026-02-30\n",
    "&a [*a]\n",
    "? x\n",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat()),
        2 => prop::collection::vec(prop::sample::select(PIECES), 0..30)
            .prop_map(|pieces| format!("---\ntitle: x\n---\n{}", pieces.concat())),
        1 => any::<String>(),
    ]
}

fn primer() -> impl Strategy<Value = Primer> {
    (
        prop::collection::vec(text(), 1..4),
        prop::option::of(text()),
    )
        .prop_map(|(texts, config)| {
            let mut primer = Primer::new().page("p/b.md", "B", "## H\n");
            for (index, text) in texts.iter().enumerate() {
                primer = primer.entry(
                    &format!("p/{}.md", ["a", "c", "_index", "d e"][index]),
                    text,
                );
            }
            match config {
                Some(config) => primer.config(&config),
                None => primer,
            }
        })
}

/// Names that entries have, so that edits meet each other.
const NAMES: &[&str] = &[
    "a",
    "b",
    "c",
    "Rule 12",
    "rule-12",
    "§ Rule 12",
    "d e",
    "index",
    "tags",
];

/// Places that entries take and links lead to.
const PLACES: &[&str] = &[
    "p/a",
    "p/b",
    "q/a",
    "q/c",
    "p/rule-12",
    "p/_index",
    "q/index",
    "a",
    "_index",
    "p/x/index",
];

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(NAMES).prop_map(str::to_owned)
}

/// An entry that refers to others in every way.
fn entry() -> impl Strategy<Value = String> {
    let field = prop_oneof![
        name().prop_map(|name| format!("title: \"{name}\"\n")),
        name().prop_map(|name| format!("term: \"{name}\"\n")),
        name().prop_map(|name| format!("category: \"{name}\"\n")),
        name().prop_map(|name| format!("slug: \"{name}\"\n")),
        name().prop_map(|name| format!("description: \"{name}\"\n")),
        (name(), name()).prop_map(|(one, two)| format!("related: [\"{one}\", \"{two}\"]\n")),
        (name(), name()).prop_map(|(one, two)| format!("aliases: [\"{one}\", \"/p/{two}\"]\n")),
        (name(), name()).prop_map(|(one, two)| format!("tags: [\"{one}\", \"{two}\"]\n")),
        prop::sample::select(
            &[
                "draft: true\n",
                "draft: false\n",
                "order: 1\n",
                "order: 2\n",
                "date: 2026-01-01\n",
                "date: 2027-01-01\n",
                "template: \"own.html\"\n",
                "odd: 1\n"
            ][..]
        )
        .prop_map(str::to_owned),
    ];
    let sentence = prop_oneof![
        name().prop_map(|name| format!("See [[{name}]].\n\n")),
        (name(), name()).prop_map(|(name, heading)| format!("See [[{name}#{heading}]].\n\n")),
        (prop::sample::select(PLACES), name())
            .prop_map(|(place, heading)| format!("See [it](/{place}#{heading}).\n\n")),
        prop::sample::select(PLACES)
            .prop_map(|place| format!("See [it](/{place}) or [this](../{place}.md).\n\n")),
        name().prop_map(|name| format!("## {name}\n\n")),
        name().prop_map(|name| format!("![x](/{name}.png) [y](/missing-{name}) [z](/a-z)\n\n")),
        Just("Words.\n\n".to_owned()),
    ];
    (
        prop::collection::vec(field, 0..5),
        prop::collection::vec(sentence, 0..5),
    )
        .prop_map(|(fields, sentences)| {
            format!(
                "---\nupdated: 2026-01-01\n{}---\n{}",
                fields.concat(),
                sentences.concat()
            )
        })
}

/// Settings to switch between; faults are warnings, so that pages are compared too.
const SETTINGS: &[&str] = &[
    "",
    "[site]\nurls = \"file\"\nbase_url = \"https://example.org/x/\"\n",
    "[site]\nbase_url = \"https://example.org/\"\nexclude = [\"q\"]\n[[site.navigation]]\ntitle = \"A\"\nurl = \"/p/a\"\n",
    "[collections.p]\nsort = \"-title\"\ngroup_by = \"category\"\n[collections.p.fields]\ncites = { type = \"refs\", to = \"q\", inverse = \"citedBy\" }\ncategory = { type = \"enum\", values = [\"c\", \"a\"] }\n",
];

fn edit() -> impl Strategy<Value = Edit> {
    let place = || prop::sample::select(PLACES).prop_map(str::to_owned);
    prop_oneof![
        20 => prop::sample::select(vocabulary()),
        10 => (place(), entry()).prop_map(|(place, text)| Edit::Write(place, text)),
        4 => (place(), name()).prop_map(|(place, name)| Edit::Append(place, format!("More of [[{name}]].\n"))),
        4 => place().prop_map(Edit::Remove),
        3 => (place(), place()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => prop::sample::select(SETTINGS).prop_map(|text| Edit::Settings(text.to_owned())),
        2 => (name(), any::<u8>()).prop_map(|(name, byte)| Edit::Asset(name, byte)),
        1 => any::<bool>().prop_map(Edit::Drafts),
        1 => prop::option::of(1_i8..3).prop_map(Edit::Today),
    ]
}

fn holds(build: &Build) {
    let check = |at: &Location, what: &str| {
        if let Some(source) = build.analysis.sources.get(&at.path) {
            let range = at.span.range();
            assert!(
                source.text.get(range.clone()).is_some(),
                "{what} {range:?} is no range of {} ({} bytes): {:?}",
                at.path,
                source.text.len(),
                source.text
            );
        }
    };
    for diagnostic in &build.analysis.diagnostics {
        check(&diagnostic.at, diagnostic.code.name());
        for label in &diagnostic.labels {
            check(&label.at, diagnostic.code.name());
        }
        for edit in diagnostic.fix.iter().flat_map(|fix| &fix.edits) {
            check(&edit.at, diagnostic.code.name());
        }
    }
    let glossary = &build.analysis.glossary;
    for entry in glossary.indices().map(|index| glossary.entry(index)) {
        for reference in entry.references.iter() {
            check(&entry.at(reference.span), "reference");
            for range in [reference.text, reference.sentence] {
                assert!(entry.body.quotes.get(range.range()).is_some());
            }
        }
        for heading in &entry.body.headings {
            check(&entry.at(heading.span), "heading");
        }
        for (_, value) in entry.fields.iter() {
            check(&entry.at(value.span), "field");
        }
    }
    // The renderers take whatever comes.
    let _ = full_report(&build.analysis);
}

fn same(one: &Build, two: &Build) {
    assert_eq!(one.analysis.diagnostics, two.analysis.diagnostics);
    assert_eq!(one.files, two.files);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_input_panics_and_every_span_fits(primer in primer()) {
        holds(&primer.build());
    }

    #[test]
    fn a_check_finds_the_same_without_making_html(primer in primer()) {
        let mut facts = primer.clone();
        facts.inputs.options.extent = Extent::Facts;
        let (whole, facts) = (primer.analyze(), facts.analyze());
        assert_eq!(whole.diagnostics, facts.diagnostics);
        assert_eq!(whole.summary(), facts.summary());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(160), failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever was done before, what stands there now decides: an analysis that goes on from the last one finds what
    /// one from nothing does, and so do the pages that are rendered from it.
    #[test]
    fn the_way_to_a_primer_does_not_matter(edits in prop::collection::vec(edit(), 1..25)) {
        let mut inputs = start();
        let mut last = analyze(&inputs, &|_| {});
        for edit in edits {
            edit.apply(&mut inputs);
            let warm = update(&inputs, &last);
            let cold = analyze(&inputs, &|_| {});
            prop_assert_eq!(warm.summary(), cold.summary());
            prop_assert_eq!(&warm.diagnostics, &cold.diagnostics);
            prop_assert_eq!(pages(&warm), pages(&cold));
            last = warm;
        }
    }
}

#[test]
fn every_edit_alone_changes_something() {
    let inputs = start();
    let last = analyze(&inputs, &|_| {});
    let before = (
        full_report(&last),
        pages(&last),
        last.outline.files.assets().to_vec(),
    );
    assert!(last.theme.is_some() && !last.has_errors(), "{}", before.0);
    let mut idle = Vec::new();
    for edit in vocabulary() {
        let mut inputs = inputs.clone();
        edit.apply(&mut inputs);
        let (warm, cold) = (update(&inputs, &last), analyze(&inputs, &|_| {}));
        let files = cold.outline.files.assets().to_vec();
        let after = (full_report(&cold), pages(&cold), files);
        if before == after {
            idle.push(edit.clone());
        }
        assert_eq!(full_report(&warm), after.0, "{edit:?}");
        assert_eq!(pages(&warm), after.1, "{edit:?}");
    }
    assert!(idle.is_empty(), "these edits change nothing: {idle:#?}");
}

/// Every page of an analysis, rendered, or what is wrong with its template, and the files of the search.
fn pages(analysis: &Analysis) -> Vec<Result<OutputFile, Diagnostic>> {
    let Some(theme) = &analysis.theme else {
        return Vec::new();
    };
    let outline = &analysis.outline;
    let pages = outline.pages().into_iter();
    let pages = pages.filter_map(|page| output::page(outline, theme, page));
    let folders = outline.folders().into_iter();
    let files = folders.flat_map(|folder| outline.files_of(folder));
    let files = files.map(|(path, bytes)| {
        let bytes = bytes.into();
        Ok(OutputFile { path, bytes })
    });
    pages.chain(files).collect()
}

/// How many cases are tried; `PROPTEST_CASES` asks for more.
pub(crate) fn cases(usual: u32) -> u32 {
    let wished = std::env::var("PROPTEST_CASES").ok();
    wished.and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}

#[test]
fn any_number_of_threads_makes_the_same_bytes() {
    let mut primer = Primer::new().config(
        "[site]\nbase_url = \"https://example.org/\"\n[collections.p]\ngroup_by = \"category\"",
    );
    for number in 0..60 {
        let (next, category) = ((number * 7 + 3) % 60, number % 4);
        primer = primer.entry(
            &format!("p/term-{number}.md"),
            &format!("---\ntitle: Term {number}\ncategory: c{category}\ntags: [t{category}, all]\nrelated: [term-{next}]\naliases: [Name {number}]\ndate: 2026-01-{:02}\n---\nSee [[Term {next}]] and [nothing](/n{number}).\n\n```rust\nlet x = {number};\n```\n", number % 28 + 1),
        );
    }
    let inputs = Arc::new(
        primer
            .config("[site]\nbase_url = \"https://example.org/\"\n[check]\nbroken-link = \"warn\"")
            .inputs,
    );
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| build(&*inputs, &|_| {}))
    };
    let one = with(1);
    assert!(one.files.is_some());
    for threads in [2, 3, 8] {
        same(&one, &with(threads));
    }
}

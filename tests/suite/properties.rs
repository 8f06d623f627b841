//! What holds for every input: no panic, spans within their files, the same bytes for the same
//! input, and a memo that changes nothing.

use std::sync::Arc;

use primer::memo::Memo;
use primer::pipeline::{Build, Inputs, build};
use primer::source::{Location, Source};
use proptest::prelude::*;

use crate::builder::{Primer, full_report};

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
    for entry in &build.analysis.glossary.entries {
        for reference in &entry.references {
            check(&entry.source.at(reference.span), "reference");
            for range in [&reference.text, &reference.sentence] {
                assert!(
                    entry
                        .body
                        .plain
                        .get(range.start as usize..range.end as usize)
                        .is_some()
                );
            }
        }
        for heading in &entry.body.headings {
            check(&entry.source.at(heading.span), "heading");
        }
        for (_, value) in entry.fields.iter() {
            check(&entry.source.at(value.span), "field");
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
    fn a_memo_changes_nothing(primer in primer(), edits in prop::collection::vec((0_usize..4, text()), 1..4)) {
        let mut inputs: Inputs = primer.inputs.clone();
        let mut memo = Memo::default();
        for (index, text) in edits {
            let warm = build(&inputs, &memo, &|_| {});
            memo = warm.analysis.memo.clone();
            let index = index % inputs.content.len();
            let path = inputs.content.iter().nth(index).unwrap().path.to_string();
            inputs.content.insert(Source::new(&path, text));
            let warm = build(&inputs, &memo, &|_| {});
            let cold = build(&inputs, &Memo::default(), &|_| {});
            same(&warm, &cold);
            memo = warm.analysis.memo;
        }
    }
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
        pool.install(|| build(&inputs, &Memo::default(), &|_| {}))
    };
    let one = with(1);
    assert!(one.files.is_some());
    for threads in [2, 3, 8] {
        same(&one, &with(threads));
    }
}

//! What an entry says of itself to be trusted: its sources, its days, and what to read before it.

use primer::output;
use primer::page::Found;
use primer::pipeline::update;

use crate::builder::Primer;

fn between<'t>(text: &'t str, before: &str, behind: &str) -> &'t str {
    let (_, rest) = text.split_once(before).expect(before);
    rest.split_once(behind).expect(behind).0
}

/// An entry of the terms with a front matter.
fn with(config: &str, head: &str) -> Primer {
    Primer::new()
        .config(config)
        .entry("terms/a.md", &format!("---\ntitle: A\n{head}---\nText."))
        .asset("static/form.pdf", b"%PDF-1.7")
}

#[test]
fn sources_are_texts_addresses_and_titles_with_an_address() {
    let head = "sources:\n  - \"42 U.S.C. § 1983\"\n  - https://example.org/rule/\n  - /form.pdf\n  - title: The rule\n    url: https://example.org/b\n  - url: https://example.org/c\n  - title: A book\n";
    let page = with("", head)
        .output("terms/a/index.html")
        .replace('\n', "");
    let list = between(&page, "<dt>Sources</dt><dd><ul>", "</ul>");
    assert_eq!(
        list,
        "<li>42 U.S.C. § 1983</li>\
         <li><a href=\"https://example.org/rule/\">example.org/rule</a></li>\
         <li><a href=\"/form.pdf\">/form.pdf</a></li>\
         <li><a href=\"https://example.org/b\">The rule</a></li>\
         <li><a href=\"https://example.org/c\">example.org/c</a></li>\
         <li>A book</li>"
    );
    // Behind the text, and not before it.
    assert!(page.find("Text.") < page.find("<dt>Sources"), "{page}");
}

#[test]
fn addresses_of_sources_are_checked() {
    let head = "sources: [/nothing.pdf, {title: T, url: \"javascript:alert(1)\"}]\n";
    let primer = with("", head);
    let codes: Vec<String> = primer.check();
    assert_eq!(codes.len(), 2, "{codes:?}");
    assert!(codes[0].contains("/nothing.pdf"), "{codes:?}");
    assert!(codes[1].contains("javascript"), "{codes:?}");
}

#[test]
fn a_site_can_say_otherwise_what_its_sources_are() {
    for (declared, head, shown) in [
        (
            "sources = { type = \"list\", of = \"url\", label = \"Where from\" }",
            "sources: [https://example.org]\n",
            "<dt>Where from</dt><dd><ul><li><a href=\"https://example.org\">example.org</a>",
        ),
        (
            "sources = { label = \"Where from\" }",
            "sources: [A book]\n",
            "<dt>Where from</dt><dd><ul><li>A book</li>",
        ),
        (
            "sources = { type = \"list\", of = { author = \"string\" } }",
            "sources: [{author: Somebody}]\n",
            "<dt>Author</dt><dd>Somebody</dd>",
        ),
        (
            "sources = \"refs\"",
            "sources: [B]\n",
            "<h2 id=\"_relation-1\">Sources</h2>",
        ),
    ] {
        let primer = with(&format!("[fields]\n{declared}\n"), head).page("terms/b.md", "B", "");
        let page = primer.output("terms/a/index.html").replace('\n', "");
        assert!(page.contains(shown), "{declared}: {page}");
    }
    for (declared, must) in [
        (
            "sources = \"string\"",
            "`sources` is a built-in field: it must be a list of sources",
        ),
        (
            "reviewed = \"string\"",
            "`reviewed` is a built-in field: it must be a date",
        ),
    ] {
        let faults = with(&format!("[fields]\n{declared}\n"), "").check();
        assert!(
            faults.iter().any(|fault| fault.contains(must)),
            "{faults:?}"
        );
    }
}

#[test]
fn a_page_says_when_its_last_review_is_long_ago() {
    let config = "[site]\nlanguage = \"de\"\n[review]\nafter = \"18 months\"\n";
    let reviewed = "updated: 2026-01-31\nreviewed: 2024-12-31\n";
    let primer = with(config, reviewed);
    let on = |day| {
        let mut primer = primer.clone();
        primer.inputs.options.visibility.today = Some(day);
        primer
    };
    let before = on(jiff::civil::date(2026, 6, 29));
    let page = before.output("terms/a/index.html");
    assert!(!page.contains("outdated"), "{page}");
    assert!(
        page.contains("<dt>Geprüft</dt><dd><time datetime=\"2024-12-31\">31. Dezember 2024</time>"),
        "{page}"
    );
    // The last day of a shorter month.
    let after = on(jiff::civil::date(2026, 6, 30));
    let notice = "<p class=\"outdated\">Zuletzt geprüft am 31. Dezember 2024.";
    assert!(after.output("terms/a/index.html").contains(notice));
    // A preview that runs over midnight.
    let analysis = update(&after.inputs, &before.analyze());
    let Some(Found::Page(page)) = analysis.outline.find("terms/a/index.html") else {
        panic!("there is no page");
    };
    let page = output::page(&analysis.outline, analysis.theme.as_ref().unwrap(), page);
    let page = page.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&page.bytes).contains(notice));

    let mut unreviewed = with(config, "updated: 2024-01-31\n");
    unreviewed.inputs.options.visibility.today = Some(jiff::civil::date(2026, 6, 29));
    let page = unreviewed.output("terms/a/index.html");
    assert!(
        page.contains("Zuletzt geändert am 31. Januar 2024."),
        "{page}"
    );
    // A day of which nobody said that the text was looked at.
    let mut published = with(config, "date: 2024-01-31\n");
    published.inputs.options.visibility.today = Some(jiff::civil::date(2026, 6, 29));
    assert!(!published.output("terms/a/index.html").contains("outdated"));
}

#[test]
fn a_page_says_what_to_read_before_it_and_where_it_leads() {
    let primer = |config: &str| {
        Primer::new()
            .config(config)
            .entry(
                "terms/a.md",
                "---\ntitle: A\nrequires: [b, /terms/c]\n---\n",
            )
            .page("terms/b.md", "B", "See [a](/terms/a).")
            .page("terms/c.md", "C", "")
    };
    let french = primer("[site]\nlanguage = \"fr\"");
    let page = french.output("terms/a/index.html");
    let first = between(&page, "<dl class=\"facts first\">\n", "\n</dl>");
    assert_eq!(
        first,
        "<div><dt>À lire d’abord</dt><dd><a href=\"/terms/b/\">B</a>, <a href=\"/terms/c/\">C</a></dd></div>"
    );
    // It stands there alone.
    assert_eq!(page.matches("À lire d’abord").count(), 1, "{page}");
    let page = french.output("terms/b/index.html");
    let relation = between(&page, "<section class=\"relation\"", "</section>");
    assert!(relation.contains(">Mène à</h2>"), "{relation}");
    assert!(
        relation.contains("<a href=\"/terms/a/\">A</a>"),
        "{relation}"
    );

    let own = primer(
        "[fields]\nrequires = { label = \"Before this\", inverse = \"unlocks\", type = \"refs\" }\n",
    );
    assert!(
        own.output("terms/a/index.html")
            .contains("<dt>Before this</dt>")
    );
    assert!(own.output("terms/b/index.html").contains(">Unlocks</h2>"));
    let labelled = primer("[fields]\nrequires = { label = \"Before this\" }\n");
    assert!(
        labelled
            .output("terms/b/index.html")
            .contains(">Leads to</h2>")
    );
}

/// A circle of many entries takes no longer than a row of them, and one with many ways through it is told once.
#[test]
fn circles_of_prerequisites_are_told_once() {
    let site = |count: usize, required: &dyn Fn(usize) -> String| {
        (0..count).fold(Primer::new(), |primer, number| {
            let head = format!("title: T{number}\nrequires: [{}]", required(number));
            primer.entry(
                &format!("terms/{number:05}.md"),
                &format!("---\n{head}\n---\n"),
            )
        })
    };
    let ring = site(3000, &|number| format!("T{}", (number + 1) % 3000));
    let told = ring.check();
    let told: Vec<_> = told
        .iter()
        .filter(|line| line.contains("circular"))
        .collect();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].contains("`T0` → `T1` → `T2` → `T3` → `T4` → `T5` → … → `T0`"),
        "{told:?}"
    );

    // Each requires all others.
    let clique = site(40, &|number| {
        let others = (0..40).filter(|other| *other != number);
        others
            .map(|other| format!("T{other}"))
            .collect::<Vec<_>>()
            .join(", ")
    });
    let told = clique.check().len();
    assert!((1..=20).contains(&told), "{told}");

    // Two that share nothing, one of them behind the other.
    let two = site(6, &|number| {
        ["T1", "T0, T2", "T3", "T4", "T3", ""][number].to_owned()
    });
    let told = two.check();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("`T0` → `T1` → `T0`"), "{told:?}");
    assert!(told[1].contains("`T3` → `T4` → `T3`"), "{told:?}");
}

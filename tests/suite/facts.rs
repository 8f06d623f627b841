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
        "<li>42 U.S.C. §\u{a0}1983</li>\
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
            "<span class=\"unseen\">Author: </span>Somebody",
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

/// The names of the list of where to start, in their order.
fn steps(primer: &Primer) -> Vec<String> {
    let page = primer.output("start/index.html");
    let list = between(&page, "<div class=\"text\"", "</article>");
    let links = list.split("<li>\n<a href=\"").skip(1);
    let names = links.map(|link| between(link, ">", "</a>").to_owned());
    names.collect()
}

#[test]
fn a_site_says_where_to_start() {
    let entry = |head: &str| format!("---\n{head}\n---\nText.");
    let mut primer = Primer::new()
        .config("[collections.terms]\n[collections.steps]\n[fields]\n")
        .entry("terms/a.md", &entry("title: A\nrequires: [D, B]"))
        .entry("terms/b.md", &entry("title: B\nrequires: [c]"))
        .entry("terms/c.md", &entry("title: C"))
        .entry("terms/d.md", &entry("title: D"))
        .entry("terms/e.md", &entry("title: Not in any order"))
        .entry("terms/f.md", &entry("title: F\nrequires: [G]"))
        .entry("terms/g.md", &entry("title: G\nrequires: [F]"))
        .entry("terms/h.md", &entry("title: H\ndraft: true\nrequires: [A]"))
        .entry("steps/2.md", &entry("title: First\norder: 1"))
        .entry("steps/1.md", &entry("title: Second\norder: 2"));
    let expected = ["First", "Second", "D", "C", "B", "A", "G", "F"];
    assert_eq!(steps(&primer), expected);
    let page = primer.output("start/index.html");
    assert!(page.contains("<h2 id=\"_part-1\">Steps</h2>"), "{page}");
    assert!(
        page.contains("<ol class=\"cards steps\" start=\"3\">"),
        "{page}"
    );
    let home = primer.output("index.html");
    assert!(
        home.contains("<a href=\"/start/\">Start here</a> <span>8 pages, in"),
        "{home}"
    );
    assert!(
        primer
            .clone()
            .config("[site]\nbase_url = \"https://example.org\"")
            .output("sitemap.xml")
            .contains("/start/")
    );

    // What an order of two collections mixes has no headings.
    primer = primer
        .config("[collections.terms]\n[collections.steps.fields]\nrequires = { type = \"refs\", to = \"terms\" }\n")
        .entry("steps/1.md", &entry("title: Second\norder: 2\nrequires: [A]"));
    assert_eq!(
        steps(&primer),
        ["First", "D", "C", "B", "A", "Second", "G", "F"]
    );
    assert!(!primer.output("start/index.html").contains("_part-"));

    // A page of the site's own, or nothing to put into an order.
    let own = primer.page("start.md", "How to begin", "Here.");
    assert!(
        own.check()
            .iter()
            .all(|fault| !fault.contains("duplicate-url"))
    );
    assert!(own.output("start/index.html").contains("Here."));
    assert!(!own.output("index.html").contains("Start here"));
    let none = Primer::new().entry("steps/1.md", &entry("title: First\norder: 1"));
    assert!(!none.output("index.html").contains("start/"));
}

#[test]
fn the_home_page_names_the_newest() {
    let mut primer = (1..=7).fold(Primer::new(), |primer, day| {
        let head = format!("title: T{day}\ndate: 2026-03-0{day}");
        primer.entry(&format!("terms/{day}.md"), &format!("---\n{head}\n---\n"))
    });
    primer.inputs.options.visibility.today = Some(jiff::civil::date(2026, 3, 6));
    let newest = |primer: &Primer| {
        let home = primer.output("index.html");
        let list = between(&home, "<ul class=\"cards newest\">", "</ul>");
        let links = list.split("<a href=\"").skip(1);
        links
            .map(|link| between(link, ">", "</a>").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(newest(&primer), ["T6", "T5", "T4", "T3", "T2"]);
    // One that is still to come is no news, though its author sees it.
    assert_eq!(newest(&primer.drafts()), ["T6", "T5", "T4", "T3", "T2"]);
    let undated = Primer::new().page("terms/a.md", "A", "");
    assert!(!undated.output("index.html").contains("newest"));
}

#[test]
fn a_field_that_nobody_declared_is_offered_with_its_type() {
    for (value, kind) in [
        ("calm", "string"),
        ("2026-01-31", "date"),
        ("3", "number"),
        ("1.5", "number"),
        ("true", "bool"),
        ("[calm, cold]", "list"),
        ("[calm, 3]", "any"),
        ("{ calm: 3 }", "any"),
        ("", "string"),
    ] {
        let text = format!("---\ntitle: A\nmood: {value}\n---\n");
        let analysis = Primer::new().entry("t/a.md", &text).analyze();
        let mut faults = analysis.diagnostics.iter();
        let fault = faults.find(|fault| fault.code.name() == "unknown-field");
        let help = fault.unwrap().help.join("\n");
        assert!(
            help.contains(&format!("`mood = \"{kind}\"`")),
            "{value}: {help}"
        );
    }
}

#[test]
fn a_day_that_no_calendar_has_is_told_as_such() {
    for (day, help) in [
        ("2026-11-31", "no calendar"),
        ("2026-13-01", "no calendar"),
        ("2026-1-x1", "write year, month and day"),
        ("soon", "write year, month and day"),
    ] {
        let text = format!("---\ntitle: A\ndate: {day}\n---\n");
        let analysis = Primer::new().entry("t/a.md", &text).analyze();
        let mut faults = analysis.diagnostics.iter();
        let fault = faults.find(|fault| fault.code.name() == "wrong-type");
        let said = fault.unwrap().help.join("\n");
        assert!(said.contains(help), "{day}: {said}");
    }
}

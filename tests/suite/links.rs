//! Every form of a link that works, what it becomes on the page, and that none of them is reported.

use primer::pipeline::{Analysis, update};
use primer::source::Source;

use crate::builder::Primer;

/// A primer in which `primer/a.md` says `text`.
fn with(settings: &str, text: &str) -> Primer {
    let check = if settings.contains("[check]") {
        ""
    } else {
        "[check]"
    };
    Primer::new()
        .config(&format!(
            "{settings}\n{check}\nunwieldy-address = \"off\"\n"
        ))
        .page("_index.md", "Home", "Welcome.")
        .page("about.md", "About", "About us.")
        .page("primer/_index.md", "Terms", "All terms.")
        .page("primer/a.md", "A", text)
        .entry(
            "primer/motion-to-dismiss.md",
            "---\nterm: Motion to dismiss\naliases: [12(b)(6) motion, /old/motion]\n---\n\n## The rule\n\n## Причина {#why}\n\n<a id=\"raw\"></a>\n\n## Über uns\n",
        )
        .entry(
            "process/records.md",
            "---\ntitle: Records requests\nslug: foia\n---\n\n## Step one\n",
        )
        .page("primer/odd name.md", "Odd name", "")
        .asset("static/form.pdf", b"pdf")
        .asset("content/primer/diagram.png", b"png")
}

const PLAIN: &str = "";
const BASE: &str = "[site]\nbase_url = \"https://example.org/sub/path\"";
const FILES: &str = "[site]\nbase_url = \"https://example.org\"\nurls = \"file\"";

/// What is written, and the `href` that becomes of it.
const FORMS: &[(&str, &str)] = &[
    (
        "[x](/primer/motion-to-dismiss)",
        "/primer/motion-to-dismiss/",
    ),
    (
        "[x](/primer/motion-to-dismiss/)",
        "/primer/motion-to-dismiss/",
    ),
    (
        "[x](/primer/motion-to-dismiss.md)",
        "/primer/motion-to-dismiss/",
    ),
    (
        "[x](/primer/motion-to-dismiss.html)",
        "/primer/motion-to-dismiss/",
    ),
    (
        "[x](/primer/motion-to-dismiss/index.html)",
        "/primer/motion-to-dismiss/",
    ),
    (
        "[x](/primer/motion-to-dismiss#the-rule)",
        "/primer/motion-to-dismiss/#the-rule",
    ),
    (
        "[x](/primer/motion-to-dismiss/#The-Rule)",
        "/primer/motion-to-dismiss/#the-rule",
    ),
    (
        "[x](/primer/motion-to-dismiss#why)",
        "/primer/motion-to-dismiss/#why",
    ),
    (
        "[x](/primer/motion-to-dismiss#raw)",
        "/primer/motion-to-dismiss/#raw",
    ),
    (
        "[x](/primer/motion-to-dismiss#über-uns)",
        "/primer/motion-to-dismiss/#%C3%BCber-uns",
    ),
    (
        "[x](/primer/motion-to-dismiss#%C3%BCber-uns)",
        "/primer/motion-to-dismiss/#%C3%BCber-uns",
    ),
    (
        "[x](/primer/motion-to-dismiss#:~:text=rule)",
        "/primer/motion-to-dismiss/#:~:text=rule",
    ),
    (
        "[x](/primer/motion-to-dismiss?print=1)",
        "/primer/motion-to-dismiss/?print=1",
    ),
    (
        "[x](/primer/motion-to-dismiss?print=1#why)",
        "/primer/motion-to-dismiss/?print=1#why",
    ),
    ("[x](motion-to-dismiss.md)", "/primer/motion-to-dismiss/"),
    (
        "[x](./motion-to-dismiss.md#why)",
        "/primer/motion-to-dismiss/#why",
    ),
    (
        "[x](../process/records.md#step-one)",
        "/process/foia/#step-one",
    ),
    ("[x](../motion-to-dismiss/)", "/primer/motion-to-dismiss/"),
    ("[x](/process/foia)", "/process/foia/"),
    ("[x](/primer/)", "/primer/"),
    ("[x](/primer)", "/primer/"),
    ("[x](/primer/_index.md)", "/primer/"),
    ("[x](/)", "/"),
    ("[x](/about)", "/about/"),
    ("[x](/a-z/)", "/a-z/"),
    ("[x](/a-z/#m)", "/a-z/#m"),
    ("[x](<odd name.md>)", "/primer/odd%20name/"),
    ("[x](odd%20name.md)", "/primer/odd%20name/"),
    ("[x](/form.pdf)", "/form.pdf"),
    ("[x](/form.pdf#page=2)", "/form.pdf#page=2"),
    ("[x](diagram.png)", "/primer/diagram.png"),
    ("[[Motion to dismiss]]", "/primer/motion-to-dismiss/"),
    (
        "[[motion to dismiss|the motion]]",
        "/primer/motion-to-dismiss/",
    ),
    ("[[12(b)(6) motion]]", "/primer/motion-to-dismiss/"),
    (
        "[[Motion to dismiss#The rule]]",
        "/primer/motion-to-dismiss/#the-rule",
    ),
    ("[[primer/motion-to-dismiss]]", "/primer/motion-to-dismiss/"),
    ("[[process/Records requests]]", "/process/foia/"),
    (
        "[x][m]\n\n[m]: /primer/motion-to-dismiss",
        "/primer/motion-to-dismiss/",
    ),
    (
        "<a href=\"/primer/motion-to-dismiss\">x</a>",
        "/primer/motion-to-dismiss/",
    ),
    (
        "<a href='motion-to-dismiss.md'>x</a>",
        "/primer/motion-to-dismiss/",
    ),
    ("<a\n  class=y href=/about>x</a>", "/about/"),
];

#[test]
fn every_form_of_a_link_works() {
    for (written, expected) in FORMS {
        let primer = with(PLAIN, written);
        assert_eq!(primer.check(), Vec::<String>::new(), "{written}");
        let html = primer.html("primer/a/index.html");
        assert!(
            html.contains(&format!("href=\"{expected}\""))
                || html.contains(&format!("href='{expected}'"))
                || html.contains(&format!("href={expected}")),
            "{written}\n{html}"
        );
    }
}

#[test]
fn every_form_of_a_link_keeps_the_base_path() {
    for (written, expected) in FORMS {
        let primer = with(BASE, written);
        assert_eq!(primer.check(), Vec::<String>::new(), "{written}");
        let html = primer.html("primer/a/index.html");
        let expected = format!("/sub/path{expected}");
        assert!(html.contains(&expected), "{written}: {expected}\n{html}");
    }
    for written in [
        "[x](/sub/path/about/)",
        "[x](https://example.org/sub/path/about)",
        "[x](https://example.org/sub/path/#top)",
    ] {
        assert_eq!(
            with(BASE, written).check(),
            Vec::<String>::new(),
            "{written}"
        );
    }
    let other = with(BASE, "[x](https://example.org/other/site)");
    assert_eq!(
        other.check(),
        Vec::<String>::new(),
        "another site on the same host"
    );
    let broken = with(BASE, "[x](https://example.org/sub/path/nothing)");
    assert_eq!(broken.check().len(), 1);
    // A link that leads nowhere is no link; an image is looked for at its place.
    for written in ["![x](/nothing.png)", "![x](/sub/path/nothing.png)"] {
        let settings = format!("{BASE}\n[check]\nmissing-asset = \"warn\"");
        let html = with(&settings, written).html("primer/a/index.html");
        assert!(
            html.contains("\"/sub/path/nothing.png\""),
            "{written}\n{html}"
        );
    }
}

#[test]
fn file_addresses_have_no_trailing_slash() {
    for (written, expected) in [
        (
            "[x](/primer/motion-to-dismiss/)",
            "/primer/motion-to-dismiss",
        ),
        (
            "[x](motion-to-dismiss.md#why)",
            "/primer/motion-to-dismiss#why",
        ),
        ("[x](/primer)", "/primer/"),
        ("[x](/)", "/"),
    ] {
        let primer = with(FILES, written);
        assert_eq!(primer.check(), Vec::<String>::new(), "{written}");
        let html = primer.html("primer/a.html");
        assert!(
            html.contains(&format!("href=\"{expected}\"")),
            "{written}\n{html}"
        );
    }
}

#[test]
fn addresses_beyond_the_site_are_left_alone_and_marked() {
    for written in [
        "[x](https://example.com/a?b=c&d=e#f)",
        "<https://example.com/>",
        "https://example.com/path_with_underscores_/x",
        "[x](//example.com/)",
    ] {
        let html = with(PLAIN, written).html("primer/a/index.html");
        assert!(
            html.contains("class=\"external\" rel=\"external\""),
            "{written}\n{html}"
        );
    }
    for written in [
        "[x](mailto:a@example.com)",
        "[x](tel:+123)",
        "a@example.com",
    ] {
        let html = with(PLAIN, written).html("primer/a/index.html");
        assert!(
            html.contains("<a href=\"") && !html.contains("external"),
            "{written}\n{html}"
        );
    }
    let html = with(PLAIN, "[x](https://example.com/a?b=c&d=e#f)").html("primer/a/index.html");
    assert!(
        html.contains("href=\"https://example.com/a?b=c&amp;d=e#f\""),
        "{html}"
    );
}

#[test]
fn faults_are_reported_at_the_exact_place() {
    for (written, expected) in [
        ("see [x](/primer/nothing)", "4:9: error[broken-link]"),
        ("see [x](nothing.md)", "4:9: error[broken-link]"),
        ("see [x](../../../etc/passwd)", "4:9: error[broken-link]"),
        (
            "see [a [b] `c](d)`](/primer/nothing \"t\")",
            "4:21: error[broken-link]",
        ),
        ("see [[Nothing|x]]", "4:7: error[broken-link]"),
        (
            "| a | b |\n|---|---|\n| c | [[Nothing|x]] |",
            "6:9: error[broken-link]",
        ),
        (
            "[x][m]\n\n> [m]:\n>   /primer/nothing",
            "7:5: error[broken-link]",
        ),
        ("> - ![x](nothing.png)", "4:10: error[missing-asset]"),
        (
            "<p>\n<img alt=x src=\"nothing.png\">",
            "5:17: error[missing-asset]",
        ),
        (
            "> <div>\n> <a href=\"/nothing\">x</a>\n> </div>",
            "5:12: error[broken-link]",
        ),
        (
            "[x](/primer/motion-to-dismiss#nothing)",
            "4:30: error[broken-anchor]",
        ),
        ("[x](#nothing)", "4:5: error[broken-anchor]"),
        ("[x](javascript:alert(1))", "4:5: error[unsafe-link]"),
        ("[x](<java\u{9}script:alert(1)>)", "4:6: error[unsafe-link]"),
        (
            "<a href=\" JavaScript:alert(1)\">x</a>",
            "4:10: error[unsafe-link]",
        ),
        ("![x](data:text/html,x)", "4:6: error[unsafe-link]"),
        ("[x](/old/motion)", "4:5: warning[link-to-redirect]"),
        ("[x]()", "4:5: error[broken-link]"),
        ("[x](C:/Users/me/notes.md)", "4:5: error[broken-link]"),
        ("![x](D:\\me\\map.png)", "4:6: error[missing-asset]"),
        ("[x][undefined]", "4:1: warning[undefined-label]"),
        ("[x](/primer/a)", "4:5: warning[self-reference]"),
        ("é [x](/nothing)", "4:7: error[broken-link]"),
    ] {
        let report = with(PLAIN, written).check();
        assert_eq!(report.len(), 1, "{written}: {report:#?}");
        assert!(
            report[0].starts_with(&format!("content/primer/a.md:{expected}")),
            "{written}: {report:#?}"
        );
        // The same file with other line ends and a byte order mark has the same lines and columns.
        let mut other = with(PLAIN, "");
        let text = format!("\u{feff}---\ntitle: \"A\"\n---\n{written}").replace('\n', "\r\n");
        other
            .inputs
            .content
            .insert(Source::new("content/primer/a.md", text));
        assert_eq!(other.check(), report, "{written} with CRLF");
    }
}

#[test]
fn a_reference_definition_is_one_fault_however_often_it_is_used() {
    let report = with(PLAIN, "[x][m] [y][m] [m]\n\n[m]: /nothing").check();
    assert_eq!(report.len(), 1, "{report:#?}");
}

#[test]
fn drafts_are_not_published_and_links_to_them_are_faults() {
    let primer = Primer::new()
        .entry(
            "primer/a.md",
            "---\ntitle: A\nrelated: [b]\n---\nSee [b](/primer/b).",
        )
        .entry(
            "primer/b.md",
            "---\ntitle: B\ndraft: true\n---\nSee [nothing](/nothing).",
        );
    assert_eq!(
        primer.check(),
        [
            "content/primer/a.md:3:11: error[link-to-draft]: `B` is a draft: the site will not have it",
            "content/primer/a.md:5:9: error[link-to-draft]: `B` is a draft: the site will not have it",
        ]
    );
    let report = primer.drafts().check();
    assert_eq!(report.len(), 1, "{report:#?}");
    assert!(report[0].starts_with("content/primer/b.md:5:15: error[broken-link]"));
}

#[test]
fn two_collections_may_share_a_name_and_only_the_ambiguous_link_is_reported() {
    let primer = Primer::new()
        .page("primer/discovery.md", "Discovery", "A tool.")
        .page("process/discovery.md", "Discovery", "A stage.");
    assert_eq!(primer.check(), Vec::<String>::new());
    let report = primer
        .clone()
        .page("articles/a.md", "A", "See [[Discovery]].")
        .check();
    assert_eq!(report.len(), 1, "{report:#?}");
    assert!(report[0].starts_with("content/articles/a.md:4:7: error[ambiguous-link]"));
    // The one in the same folder is meant.
    for folder in ["primer", "process"] {
        let primer = primer.clone();
        let primer = primer.page(&format!("{folder}/a.md"), "A", "See [[Discovery]].");
        let html = primer.html(&format!("{folder}/a/index.html"));
        assert!(
            html.contains(&format!("href=\"/{folder}/discovery/\"")),
            "{html}"
        );
    }
    let report = primer
        .page(
            "primer/a.md",
            "A",
            "See [[process/discovery|x]] and [y](/primer/discovery).",
        )
        .check();
    assert_eq!(report, Vec::<String>::new());
}

#[test]
fn images_are_shown_by_the_names_of_their_files() {
    let primer = Primer::new()
        .asset("content/pics/a photo.png", b"photo")
        .asset("static/img/one.png", b"one")
        .asset("static/img/deep/one.png", b"deep")
        .asset("static/two.svg", b"two")
        .page(
            "t/a.md",
            "A",
            "![[a photo.png]] ![[deep/one.png|the deep one]] ![[two.svg|120]] ![[a photo.png|90x40]]",
        );
    let html = primer.html("t/a/index.html");
    for (file, rest) in [
        ("/pics/a%20photo.", " alt=\"a photo.png\" />"),
        ("/img/deep/one.", " alt=\"the deep one\" />"),
        ("/two.", " alt=\"\" width=\"120\" />"),
        ("/pics/a%20photo.", " alt=\"\" width=\"90\" />"),
    ] {
        let images = html
            .split("<img ")
            .filter(|image| image.contains(&format!("src=\"{file}")));
        assert!(
            images.into_iter().any(|image| image.contains(rest)),
            "{file} {rest}\n{html}"
        );
    }
    // Of two, none is the one.
    let report = primer
        .page("t/b.md", "B", "[A](a.md) ![[one.png|two of them]]")
        .check();
    let errors: Vec<&String> = report
        .iter()
        .filter(|line| line.contains("error"))
        .collect();
    assert!(errors[0].contains("error[missing-asset]"), "{report:#?}");
    assert_eq!(errors.len(), 1, "{report:#?}");
}

#[test]
fn of_many_entries_with_one_name_the_one_beside_is_meant() {
    let mut primer = Primer::new().page("f7/a.md", "A", "See [[overview]].");
    for folder in 0..40 {
        primer = primer.page(&format!("f{folder}/overview.md"), "Overview", "");
    }
    let html = primer.clone().html("f7/a/index.html");
    assert!(html.contains("href=\"/f7/overview/\""), "{html}");
    let report = primer.page("a.md", "A", "See [[overview]].").check();
    assert!(report[0].contains("error[ambiguous-link]"), "{report:#?}");
    assert_eq!(report.len(), 1, "{report:#?}");
}

#[test]
fn names_with_signs_mean_themselves() {
    let primer = Primer::new()
        .page("p/net.md", ".NET", "")
        .page("p/c.md", "C", "")
        .page("p/tcp.md", "TCP/IP", "")
        .entry(
            "p/a.md",
            "---\ntitle: A\nrelated: [\".NET\"]\n---\n[[TCP/IP]] [[p/TCP/IP]] [[C]]",
        );
    assert_eq!(primer.check(), Vec::<String>::new());
    let html = primer.html("p/a/index.html");
    assert!(html.contains("<a href=\"/p/tcp/\">TCP/IP</a>"), "{html}");
    let report = primer.page("p/b.md", "B", "[[C#]]").check();
    assert_eq!(report.len(), 1, "{report:#?}");
}

#[test]
fn files_with_other_endings_can_be_linked() {
    let primer = Primer::new()
        .page("p/b.markdown", "B", "")
        .page("p/c.MD", "C", "")
        .page(
            "p/a.md",
            "A",
            "[b](b.markdown) [b](/p/b) [c](c.MD) [c](/p/c)",
        );
    assert_eq!(primer.check(), Vec::<String>::new());
}

#[test]
fn a_slip_in_the_scheme_is_no_other_site() {
    for written in [
        "[x](htps://example.org)",
        "[x](http:/p/nope)",
        "[x](https:p)",
    ] {
        let report = with(PLAIN, written).check();
        assert!(
            report.len() == 1 && report[0].contains("broken-link"),
            "{written} {report:#?}"
        );
    }
}

#[test]
fn two_things_that_make_one_file_are_a_fault() {
    for (settings, alias) in [
        ("[site]\nurls = \"file\"", "/p/a.html"),
        ("", "/p/b/index.html"),
        ("", "/p/b"),
        ("", "/index.html"),
        ("", "/404.html"),
        ("[site]\nurls = \"file\"", "/index"),
        ("[site]\nurls = \"file\"", "/p/index.html"),
    ] {
        let primer = Primer::new()
            .config(settings)
            .page("p/b.md", "B", "")
            .entry(
                "p/a.md",
                &format!("---\ntitle: A\naliases: [\"{alias}\"]\n---\n"),
            );
        let own = alias.starts_with("/p/a");
        let report = primer.check();
        assert_eq!(report.len(), usize::from(!own), "{alias}: {report:#?}");
        if own {
            assert!(primer.output("p/a.html").contains("<article>"));
        }
    }
    let report = Primer::new()
        .config("[site]\nurls = \"file\"")
        .page("p/_index.md", "P", "")
        .page("p/x.md", "X", "")
        .entry("p/b.md", "---\ntitle: B\nslug: index\n---\n")
        .check();
    assert!(
        report.iter().any(|line| line.contains("duplicate-url")),
        "{report:#?}"
    );
}

#[test]
fn an_entry_may_keep_its_files_in_a_folder_of_its_own() {
    let primer = Primer::new()
        .entry(
            "p/b/index.md",
            "---\ntitle: B\ncategory: c\naliases: [Bee]\n---\n![x](x.svg) [[A]]",
        )
        .asset("content/p/b/x.svg", b"<svg/>")
        .page("p/index.md", "All", "")
        .page(
            "p/a.md",
            "A",
            "[b](/p/b/) [b](b/index.md) [[Bee]] [all](/p/)",
        );
    assert_eq!(primer.check(), Vec::<String>::new());
    assert!(primer.output("p/b/index.html").contains("Mentioned in"));
    assert!(primer.output("a-z/index.html").contains("Bee, see"));
    assert!(primer.output("p/index.html").contains("/p/b/"));
}

#[test]
fn an_entry_with_a_date_to_come_is_published_on_that_day() {
    let mut primer = Primer::new()
        .page("primer/a.md", "A", "See [b](/primer/b).")
        .entry(
            "primer/b.md",
            "---\ntitle: B\ndate: 2026-03-02\n---\nSee [a](/primer/a).",
        );
    assert!(
        primer.check().is_empty(),
        "without a day, every day has come"
    );
    let on = |primer: &mut Primer, month, day| {
        primer.inputs.options.visibility.today = Some(jiff::civil::date(2026, month, day));
    };
    on(&mut primer, 3, 1);
    assert_eq!(
        primer.check(),
        ["content/primer/a.md:4:9: error[link-to-draft]: `B` is not published before 2026-03-02"]
    );
    on(&mut primer, 3, 2);
    assert!(primer.check().is_empty());
    assert!(!primer.output("primer/b/index.html").contains("badge"));
    on(&mut primer, 2, 1);
    let page = primer.drafts().output("primer/b/index.html");
    assert!(
        page.contains("<span class=\"badge\">From March 2, 2026</span>"),
        "{page}"
    );
    assert!(page.contains("noindex"));
}

#[test]
fn a_preview_that_runs_over_midnight_shows_what_was_scheduled() {
    let mut primer = Primer::new()
        .page("primer/a.md", "A", "See [b](/primer/b).")
        .entry(
            "primer/b.md",
            "---\ntitle: B\ndate: 2026-03-02\n---\nSee [a](/primer/a).",
        );
    let mut on = |day| {
        primer.inputs.options.visibility.today = Some(jiff::civil::date(2026, 3, day));
        primer.clone()
    };
    let (sunday, monday) = (on(1), on(2));
    let before = sunday.analyze();
    let after = update(&monday.inputs, &before);
    assert_eq!((before.has_errors(), after.has_errors()), (true, false));
    let page = |analysis: &Analysis| analysis.outline.find("primer/b/index.html");
    assert_eq!(
        (page(&before).is_some(), page(&after).is_some()),
        (false, true)
    );
    let again = update(&sunday.inputs, &after);
    assert_eq!(again.diagnostics, before.diagnostics);
    assert_eq!(after.read + again.read, 0, "no text is read again");
}

/// The parser follows no more links to definitions than their addresses are long: those that it leaves are said.
#[test]
fn links_to_definitions_beyond_the_limit_are_reported_once() {
    let address = format!("https://other.example/{}", "a".repeat(180));
    let rows = |form: &str| {
        (0..1000)
            .map(|row| format!("- row {row} {form}\n"))
            .collect::<String>()
    };
    for form in ["[yes]", "[yes][]", "[row][yes]"] {
        let text = format!("{}\n[yes]: {address}\n", rows(form));
        let primer = Primer::new().page("primer/a.md", "A", &text);
        let html = primer.html("primer/a/index.html");
        let made = html.matches("other.example").count();
        let report = primer.check().join("\n");
        assert!((400..600).contains(&made), "{made}");
        assert_eq!(report.matches("stays as text").count(), 1, "{report}");
        let said = format!("as do {} more behind it", 1000 - made - 1);
        assert!(report.contains(&said), "{form}: {said} is not in {report}");
    }
}

#[test]
fn headings_are_found_by_the_ids_that_github_gives_them() {
    let headings = "## `Mutex<T>` and config:setup\n\n## GOV.UK\n\n## GOV.UK\n\n## 🎉\n\n## A & B\n\n## AB\n\n## A.B\n";
    for (anchor, id) in [
        ("mutext-and-configsetup", "mutex-t-and-config-setup"),
        ("govuk", "gov-uk"),
        ("govuk-1", "gov-uk-1"),
        ("a--b", "a-b"),
        ("ab", "ab"),
        ("🎉", "section"),
    ] {
        let primer = Primer::new().page("primer/b.md", "B", headings).page(
            "primer/a.md",
            "A",
            &format!("[x](/primer/b#{anchor})"),
        );
        let html = primer.html("primer/a/index.html");
        assert!(
            html.contains(&format!("/primer/b/#{id}\"")),
            "{anchor}\n{html}"
        );
    }
    let report = Primer::new()
        .page("primer/b.md", "B", headings)
        .page(
            "primer/a.md",
            "A",
            "[x](/primer/b#gov) [y](/primer/b#govuk-2)",
        )
        .check();
    let is_broken = |line: &&String| line.contains("broken-anchor");
    assert_eq!(report.iter().filter(is_broken).count(), 2, "{report:#?}");
}

#[test]
fn two_links_with_one_bracket_too_few_are_told_as_what_they_are() {
    let analysis = Primer::new()
        .entry("t/crema.md", "---\ntitle: Crema\n---\n")
        .entry("t/a.md", "---\ntitle: A\n---\n[[Crema] and [Crema]]\n")
        .analyze();
    let mut found = analysis.diagnostics.iter();
    let found = found
        .find(|found| found.code.name() == "broken-link")
        .unwrap();
    assert_eq!(
        found.help,
        ["two brackets open and close each link: `[[Crema]] and [[Crema]]`"]
    );
}

#[test]
fn old_addresses_are_listed_for_the_host() {
    let primer = |lists: &str, more: &str| {
        Primer::new()
            .config(&format!(
                "[site]\nbase_url = \"https://example.org/sub/\"\nredirects = {lists}\n{more}"
            ))
            .entry(
                "terms/new.md",
                "---\ntitle: New\naliases: [/old, /é/x.html, Other name]\n---\nx\n",
            )
            .entry(
                "terms/draft.md",
                "---\ntitle: Draft\ndraft: true\naliases: [/gone]\n---\nx\n",
            )
    };
    let netlify = primer("[\"netlify\", \"json\"]", "");
    assert_eq!(
        netlify.output("_redirects"),
        "/sub/%C3%A9/x.html /sub/terms/new/ 301!\n\
         /sub/old/ /sub/terms/new/ 301!\n\
         /sub/terms/other-name/ /sub/terms/new/ 301!\n"
    );
    let json: serde_json::Value = serde_json::from_str(&netlify.output("redirects.json")).unwrap();
    assert_eq!(json.as_object().unwrap().len(), 3);
    assert_eq!(json["/sub/old/"], "/sub/terms/new/");
    let cloudflare = primer("[\"cloudflare\"]", "").output("_redirects");
    assert!(
        cloudflare.starts_with(
            "/sub/%C3%A9/x.html /sub/terms/new/ 301\n/sub/old /sub/terms/new/ 301\n/sub/old/ "
        ),
        "{cloudflare}"
    );
    // The pages are there all the same, and lead on by themselves.
    let page = netlify.output("old/index.html");
    assert!(page.contains("data-to=\"/sub/terms/new/\""), "{page}");
    assert!(
        page.contains("content=\"0; url=/sub/terms/new/\""),
        "{page}"
    );
    assert!(!netlify.output("sitemap.xml").contains("redirects"));
    for (lists, expected) in [
        (
            "[\"netlify\", \"cloudflare\"]",
            "there are two lists in one file, `_redirects`",
        ),
        (
            "[\"nginx\"]",
            "`redirects` must be `netlify`, `cloudflare` or `json`",
        ),
        ("\"json\"", "`redirects` must be a list of strings"),
    ] {
        let report = primer(lists, "").check();
        assert!(report[0].contains(expected), "{report:?}");
    }
    let without = Primer::new().page("terms/a.md", "A", "x").analyze();
    assert!(without.outline.find("_redirects").is_none());
}

/// A primer whose settings name old addresses, from line 5 on.
fn moved(redirects: &str) -> Primer {
    Primer::new()
            .config(&format!(
                "[site]\nbase_url = \"https://example.org/sub/\"\nredirects = [\"netlify\", \"json\"]\n[redirects]\n{redirects}\n"
            ))
            .entry("terms/new.md", "---\ntitle: New\naliases: [/former]\n---\n## Part\n")
            .entry("terms/draft.md", "---\ntitle: Draft\ndraft: true\n---\nx\n")
            .asset("static/form.pdf", b"pdf")
}

#[test]
fn old_addresses_of_the_settings_lead_on() {
    let lists = "\"/faq.html\" = \"/terms/new#part\"\n\"/old/é\" = \"https://e.org/a?b#c\"\n\"/all/\" = \"/a-z\"\n\"/f\" = \"/form.pdf\"";
    let good = moved(lists);
    assert_eq!(good.check(), [""; 0]);
    assert_eq!(
        good.output("_redirects"),
        "/sub/all/ /sub/a-z/ 301!\n/sub/f/ /sub/form.pdf 301!\n/sub/faq.html /sub/terms/new/#part 301!\n\
         /sub/former/ /sub/terms/new/ 301!\n/sub/old/%C3%A9/ https://e.org/a?b#c 301!\n"
    );
    let json: serde_json::Value = serde_json::from_str(&good.output("redirects.json")).unwrap();
    assert_eq!(json["/sub/faq.html"], "/sub/terms/new/#part");
    let page = good.output("faq.html");
    assert!(
        page.contains("<title>New</title>") && page.contains("0; url=/sub/terms/new/#part"),
        "{page}"
    );
    assert!(
        page.contains("<link rel=\"canonical\" href=\"https://example.org/sub/terms/new/#part\">"),
        "{page}"
    );
    let page = good.output("old/é/index.html");
    assert!(
        page.contains("<link rel=\"canonical\" href=\"https://e.org/a?b#c\">"),
        "{page}"
    );
    assert!(!good.output("sitemap.xml").contains("faq"));
    // A link to one is reported, with the new address; its own place goes before that of the settings.
    let linked = moved(lists).page(
        "terms/a.md",
        "A",
        "[x](/faq.html) [y](/faq.html#part) [z](/all) [w](/old/é)",
    );
    assert_eq!(
        linked.check(),
        [
            "content/terms/a.md:4:5: warning[link-to-redirect]: `/faq.html` is an old address of `New`",
            "content/terms/a.md:4:20: warning[link-to-redirect]: `/faq.html#part` is an old address of `New`",
        ]
    );
    assert_eq!(
        linked.html("terms/a/index.html"),
        "<p><a href=\"/sub/terms/new/#part\">x</a> <a href=\"/sub/terms/new/#part\">y</a> \
         <a href=\"/sub/all/\">z</a> <a href=\"/sub/old/%C3%A9/\">w</a></p>"
    );
}

#[test]
fn what_is_wrong_with_old_addresses_is_said() {
    for (redirects, expected) in [
        (
            "\"/a\" = \"/terms/nwe\"",
            "5:8: error[broken-link]: nothing is at `/terms/nwe`",
        ),
        (
            "\"/a\" = \"/terms/new#prat\"",
            "5:8: error[broken-link]: the page has no heading with the id `prat`",
        ),
        (
            "\"/a\" = \"/terms/draft\"",
            "5:8: error[broken-link]: `Draft` is a draft: the site will not have it",
        ),
        (
            "\"/a\" = \"/former\"",
            "5:8: warning[link-to-redirect]: `/former` is an old address of `New`",
        ),
        (
            "\"/a\" = \"/b\"\n\"/b\" = \"/terms/new\"",
            "5:8: warning[link-to-redirect]: `/b` is an old address of `New`",
        ),
        (
            "\"/a\" = \"/b\"\n\"/b\" = \"https://e.org/\"",
            "5:8: error[broken-link]: `/b` is an old address itself",
        ),
        (
            "\"/a\" = \"/a\"",
            "5:8: error[broken-link]: `/a` is an old address itself",
        ),
        (
            "\"/terms/new\" = \"/a-z\"",
            "5:1: error[duplicate-url]: the URL `/terms/new` is already taken by an entry",
        ),
        (
            "\"/former\" = \"/a-z\"",
            "5:1: error[duplicate-url]: the URL `/former` is already taken by an alias",
        ),
        (
            "\"/a\" = \"/a-z\"\n\"/a/\" = \"/f\"",
            "6:1: error[duplicate-url]: the URL `/a` is already taken by an old address",
        ),
        (
            "\"/form.pdf\" = \"/a-z\"",
            "5:1: error[duplicate-url]: the URL `/form.pdf` is already taken by a file",
        ),
        (
            "\"a\" = \"/a-z\"",
            "5:1: error[invalid-config]: `a` is no old address of this site",
        ),
        (
            "\"/a?id=1\" = \"/a-z\"",
            "5:1: error[invalid-config]: `/a?id=1` is no old address",
        ),
        (
            "\"/a/../b\" = \"/a-z\"",
            "5:1: error[invalid-config]: `/a/../b` is no old address",
        ),
        (
            "\"/\" = \"/a-z\"",
            "5:1: error[invalid-config]: `/` is no old address",
        ),
        (
            "\"/a\" = \"javascript:x\"",
            "5:8: error[invalid-config]: `javascript:x` is no address to lead readers to",
        ),
        (
            "\"/a\" = \"//e.org\"",
            "5:8: error[invalid-config]: `//e.org` is no address",
        ),
        (
            "\"/a\" = 1",
            "5:8: error[invalid-config]: `/a` must be a string",
        ),
    ] {
        let report = moved(redirects).check();
        let found = report
            .iter()
            .any(|line| line.starts_with(&format!("primer.toml:{expected}")));
        assert!(found, "{redirects}: {report:#?}");
    }
}

#[test]
fn the_script_of_redirect_pages_is_where_there_is_one() {
    let plain = Primer::new().page("terms/a.md", "A", "x");
    let has_script = |primer: &Primer| {
        let files = primer.build().files.unwrap();
        files.iter().any(|file| file.path == "redirect.js")
    };
    assert!(!has_script(&plain));
    assert!(!has_script(&plain.clone().entry(
        "terms/d.md",
        "---\ntitle: D\ndraft: true\naliases: [/old]\n---\n"
    )));
    assert!(has_script(
        &plain
            .clone()
            .entry("terms/b.md", "---\ntitle: B\naliases: [/old]\n---\n")
    ));
    assert!(has_script(
        &plain.clone().config("[redirects]\n\"/old\" = \"/terms/a\"")
    ));
    assert!(has_script(&plain.asset("static/redirect.js", b"own")));
}

#[test]
fn a_page_that_links_to_itself_in_another_case_is_not_asked_for_anew() {
    let analysis = Primer::new()
        .entry("t/crema.md", "---\ntitle: Crema\n---\n[up](/t/Crema#top)\n")
        .analyze();
    let mut found = analysis.diagnostics.iter();
    let found = found
        .find(|found| found.code.name() == "broken-link")
        .unwrap();
    let edits = found.fix.iter().flat_map(|fix| &fix.edits);
    let edits: Vec<&str> = edits.map(|edit| &*edit.text).collect();
    assert_eq!(edits, ["/t/crema#top"], "{:?}", found.help);
}

#[test]
fn a_link_that_is_never_closed_ends_before_the_sentence_does() {
    for (written, mended) in [
        ("See [x](/t/a.", "See [x](/t/a)."),
        ("See [x](/t/a.html?!", "See [x](/t/a.html)?!"),
        ("See [x](/t/a", "See [x](/t/a)"),
    ] {
        let head = "---\ntitle: A\n---\n";
        let analysis = Primer::new()
            .entry("t/a.md", &format!("{head}{written}\n"))
            .analyze();
        let mut faults = analysis.diagnostics.iter();
        let fault = faults.find(|fault| fault.message.contains("never closed"));
        let edit = &fault.unwrap().fix.as_ref().unwrap().edits[0];
        let mut text = written.to_owned();
        let range = edit.at.span.range();
        text.replace_range(range.start - head.len()..range.end - head.len(), &edit.text);
        assert_eq!(text, mended);
    }
}

#[test]
fn what_is_no_page_is_offered_files_alone() {
    let primer = |link: &str| {
        let analysis = Primer::new()
            .entry("t/service.md", "---\ntitle: Service of process\n---\n")
            .entry("t/a.md", &format!("---\ntitle: A\n---\n{link}\n"))
            .asset("static/forms/waiver-2.pdf", b"a")
            .analyze();
        let mut faults = analysis.diagnostics.iter();
        let fault = faults.find(|fault| fault.code.name() == "missing-asset");
        fault.unwrap().clone()
    };
    let fault = primer("[x](/t/service.pdf)");
    assert_eq!(fault.help, ["put it at `static/t/service.pdf`"]);
    assert!(fault.fix.is_none());
    let fault = primer("[x](/forms/waver-2.pdf)");
    assert_eq!(fault.fix.unwrap().edits[0].text, "/forms/waiver-2.pdf");
    let fault = primer("![x](/static/my%20map.png)");
    let help = "what lies in `static/` is at the top of the site: write `/my%20map.png`, and put the file at `static/my map.png`";
    assert_eq!(fault.help, [help]);
}

//! What is wrong on purpose: comments in texts and exceptions in the settings excuse what they name, and nothing else.

use crate::builder::Primer;

/// A text in which each link to `/gone…` is excused and each to `/kept…` is not.
const TEXTS: &[(&str, &str)] = &[
    (
        "the next block",
        "[0](/kept/0)\n\n<!-- primer-ignore: broken-link -->\n\n[1](/gone/1)\n[2](/gone/2)\n\n[3](/kept/3)",
    ),
    (
        "without empty lines",
        "[0](/kept/0)\n<!-- primer-ignore: broken-link why -->\n[1](/gone/1)\n\n[3](/kept/3)",
    ),
    (
        "a list as a whole",
        "<!-- primer-ignore: broken-link -->\n- [1](/gone/1)\n\n  [2](/gone/2)\n- [3](/gone/3)\n\n[4](/kept/4)",
    ),
    (
        "an item",
        "- [0](/kept/0)\n\n  <!-- primer-ignore: broken-link -->\n- [1](/gone/1)\n- [2](/kept/2)",
    ),
    (
        "the text of a tight item",
        "- <!-- primer-ignore: broken-link -->\n  a *b [1](/gone/1)* c\n  [2](/gone/2)\n  - [3](/kept/3)\n- [4](/kept/4)",
    ),
    (
        "a comment within such a text",
        "- <!-- primer-ignore: broken-link --> <!-- a note -->\n  [1](/gone/1) <!-- primer-ignore: missing-alt --> ![](/p.png)\n  [2](/gone/2)\n- [3](/kept/3)",
    ),
    (
        "a quotation",
        "> <!-- primer-ignore: broken-link -->\n> [1](/gone/1)\n>\n> [2](/kept/2)\n\n[3](/kept/3)",
    ),
    (
        "a line",
        "[0](/kept/0)\n[1](/gone/1) <!-- primer-ignore: broken-link --> [2](/gone/2)\n[3](/kept/3)",
    ),
    (
        "a row of a table",
        "| a |\n|---|\n| [0](/kept/0) |\n| [1](/gone/1) <!-- primer-ignore: broken-link --> |\n| [2](/kept/2) |",
    ),
    (
        "a heading",
        "## [1](/gone/1) <!-- primer-ignore: broken-link -->\n\n## [2](/kept/2)\n\n<!-- primer-ignore: broken-link -->\n## [3](/gone/3)\n[4](/kept/4)",
    ),
    (
        "a block of HTML",
        "<!-- primer-ignore: broken-link -->\n\n<div>\n<a href=\"/gone/1\">x</a>\n<a href=\"/gone/2\">x</a>\n</div>\n\n[3](/kept/3)",
    ),
    (
        "a line in a block of HTML",
        "<div>\n<a href=\"/kept/0\">x</a>\n<!-- primer-ignore: broken-link -->\n\
         <a href=\"/gone/1\">x</a>\n<a href=\"/kept/2\">x</a>\n\
         <a href=\"/gone/3\">x</a> <!-- primer-ignore: broken-link -->\n<a href=\"/kept/4\">x</a>\n</div>",
    ),
    (
        "behind a block of HTML",
        "<div>\n<a href=\"/kept/0\">x</a>\n<!-- primer-ignore: broken-link -->\n\n[1](/gone/1)\n\n[2](/kept/2)\n\n</div>",
    ),
    (
        "two comments and a third",
        "<!-- primer-ignore: broken-link -->\n<!-- a note -->\n<!-- primer-ignore: missing-alt -->\n\n[1](/gone/1) ![](/p.png)\n\n[2](/kept/2)",
    ),
    (
        "one comment of two lines",
        "<!-- primer-ignore: missing-alt,\n  broken-link\n  as it was -->\n[1](/gone/1) ![](/p.png)\n\n[2](/kept/2)",
    ),
    (
        "a definition",
        "[a] [b]\n\n<!-- primer-ignore: broken-link -->\n[a]: /gone/1\n[b]: /kept/2\n\n[3](/kept/3)",
    ),
    (
        "the last definition",
        "[a] [b]\n\n[b]: /kept/2\n<!-- primer-ignore: broken-link -->\n[a]: /gone/1",
    ),
    (
        "a footnote",
        "Text[^1].\n\n<!-- primer-ignore: broken-link -->\n[^1]: [1](/gone/1)\n\n[2](/kept/2)",
    ),
    (
        "code",
        "```\n<!-- primer-ignore: broken-link -->\n```\n\n[1](/kept/1) `<!-- primer-ignore: broken-link -->`",
    ),
    (
        "a line of its own in a paragraph",
        "- a\nb\n      <!-- primer-ignore: broken-link -->\n[1](/gone/1)\n[2](/kept/2)",
    ),
];

fn primer(text: &str) -> Primer {
    Primer::new()
        .config("[check]\norphan-entry = \"off\"\n")
        .page("terms/a.md", "A", text)
        .asset("static/p.png", b"x")
}

#[test]
fn a_comment_applies_to_what_it_stands_at() {
    for (name, text) in TEXTS {
        for text in [
            (*text).to_owned(),
            text.replace('\n', "\r\n"),
            format!("Ä é\n\n{text}\n"),
        ] {
            let report = primer(&text).check();
            let is_other = |line: &&String| !line.contains("[broken-link]: nothing is at `/kept/");
            let others: Vec<_> = report.iter().filter(is_other).collect();
            assert!(others.is_empty(), "{name}\n{text}\n{others:#?}");
            let kept = text.matches("/kept/").count();
            assert_eq!(report.len(), kept, "{name}\n{text}\n{report:#?}");
        }
    }
}

#[test]
fn no_comment_reaches_a_page() {
    for html in ["keep", "safe", "escape"] {
        let text = TEXTS.iter().filter(|(name, _)| *name != "code");
        let text: Vec<&str> = text.map(|(_, text)| *text).collect();
        let primer = primer(&text.join("\n\n***\n\n")).config(&format!(
            "[markdown]\nhtml = \"{html}\"\n[check]\nbroken-link = \"warn\""
        ));
        let page = primer.html("terms/a/index.html");
        assert!(!page.contains("primer-ignore"), "{html}: {page}");
        let is_kept = page.contains("<!-- a note -->") || page.contains("&lt;!-- a note");
        assert_eq!(is_kept, html != "safe", "{page}");
    }
}

#[test]
fn a_comment_changes_nothing_of_its_page() {
    for (with, without) in [
        (
            "<!-- primer-ignore: missing-alt -->\n# A *b*\n\n![](/p.png)",
            "# A *b*\n\n![](/p.png)",
        ),
        (
            "a\n\n<!-- primer-ignore: missing-alt -->\n\n![](/p.png)",
            "a\n\n![](/p.png)",
        ),
        (
            "<div>\n<b>x</b> <!-- primer-ignore: missing-alt -->\n</div>",
            "<div>\n<b>x</b> \n</div>",
        ),
    ] {
        for html in ["keep", "safe", "escape"] {
            let config = format!(
                "[markdown]\nhtml = \"{html}\"\n[check]\nunused-ignore = \"off\"\norphan-entry = \"off\""
            );
            let page = |text: &str| {
                let page = primer(text).config(&config).output("terms/a/index.html");
                page.split_once("<article").unwrap().1.to_owned()
            };
            assert_eq!(page(with), page(without), "{html}");
        }
    }
    // A link that holds nothing else has no words.
    let report = primer("[<!-- primer-ignore: missing-alt -->](/terms/a#x)").check();
    assert!(
        report.iter().any(|line| line.contains("[empty-link]")),
        "{report:?}"
    );
}

#[test]
fn a_comment_of_a_front_matter_applies_to_its_line_or_the_next_field() {
    let check = |head: &str| {
        let toml = head.starts_with("+++");
        let fence = if toml { "+++" } else { "---" };
        let config =
            "[check]\norphan-entry = \"off\"\n[collections.terms.fields]\nneeded = \"string!\"\n";
        Primer::new()
            .config(config)
            .entry("terms/a.md", &format!("{head}{fence}\n"))
            .check()
    };
    for head in [
        "---\ntitle: A # primer-ignore: missing-field\n",
        "---\n# primer-ignore: missing-field\n# another note\n\ntitle: A\n",
        "+++\n# primer-ignore: missing-field\ntitle = \"A\"\n",
    ] {
        let report = check(head);
        let is_line = head.contains("A # primer");
        assert_eq!(report.is_empty(), !is_line, "{head}{report:?}");
    }
    for head in [
        "---\nneeded: x\ntitle: A\nno: 1 # primer-ignore: unknown-field why not\n",
        "---\nneeded: x\ntitle: A\n# primer-ignore: unknown-field\nno: 1\n",
        "---\r\nneeded: x\r\ntitle: A\r\n  # primer-ignore: unknown-field\r\nno: 1\r\n",
        "+++\nneeded = \"x\"\ntitle = \"A\"\nno = \"# primer\" # primer-ignore: unknown-field\n",
        "---\nneeded: x\ntitle: A\n# primer-ignore: broken-reference\nrelated:\n  - one\n  - two\n",
        "---\nneeded: x\ntitle: A\nrelated:\n  # primer-ignore: broken-reference\n  - one\n  - two # primer-ignore: broken-reference\n",
    ] {
        assert_eq!(check(head), [""; 0], "{head}");
    }
    // What stands in a value is no comment.
    for head in [
        "---\nneeded: |\n  # primer-ignore: unknown-field\ntitle: A\nno: 1\n",
        "---\nneeded: 'a # primer-ignore: unknown-field'\ntitle: A\nno: 1\n",
        "+++\nneeded = '''\n# primer-ignore: unknown-field\n'''\ntitle = \"A\"\nno = 1\n",
    ] {
        let report = check(head);
        assert_eq!(report.len(), 1, "{head}{report:?}");
        assert!(report[0].contains("[unknown-field]"), "{report:?}");
    }
    // The second of two stays.
    let report = check(
        "---\nneeded: x\ntitle: A\nrelated:\n  # primer-ignore: broken-reference\n  - one\n  - two\n",
    );
    assert_eq!(report.len(), 1, "{report:?}");
}

#[test]
fn what_is_excused_does_not_stop_the_build() {
    let primer = primer("<!-- primer-ignore: broken-link -->\n[x](/nowhere)")
        .entry("terms/b.md", "---\ntitle: B\n---\n[x](/nowhere/else)");
    assert!(primer.build().files.is_none());
    let excepted = primer.clone().config(
        "[[check.except]]\npaths = [\"content/**/b.md\"]\ncodes = [\"broken-link\"]\nreason = \"r\"\n\
         [[check.except]]\npaths = [\"content\"]\ncodes = [\"orphan-entry\"]\nreason = \"r\"\n",
    );
    assert_eq!(excepted.check(), [""; 0]);
    assert!(excepted.build().files.is_some());
    // A cause that is excused does not hide what follows from it.
    let twins = Primer::new()
        .config("[[check.except]]\npaths = [\"content\"]\ncodes = [\"duplicate-name\", \"orphan-entry\"]\nreason = \"r\"\n")
        .page("terms/a.md", "A", "[[Lease]]")
        .page("terms/b.md", "Lease", "")
        .page("terms/c.md", "Lease", "");
    let report = twins.check();
    assert_eq!(report.len(), 1, "{report:?}");
    assert!(report[0].contains("[ambiguous-link]"), "{report:?}");
}

#[test]
fn nothing_is_said_of_what_cannot_be_judged() {
    let unused = "[[check.except]]\npaths = [\"content/terms\"]\ncodes = [\"broken-anchor\"]\nreason = \"r\"\n";
    let count = |primer: &Primer| {
        let report = primer.check();
        report
            .iter()
            .filter(|line| line.contains("[unused-"))
            .count()
    };
    let text = "<!-- primer-ignore: broken-link -->\n\nNothing.";
    let usual = primer(text).config(unused);
    assert_eq!(count(&usual), 2);
    // A file that cannot be read may hide what was meant.
    let damaged = usual.clone().entry("terms/d.md", "---\ntitle: [\n---\n");
    assert_eq!(count(&damaged), 0);
    let doubtful = usual.clone().config(&format!("{unused}[collection]\n"));
    assert_eq!(count(&doubtful), 0);
    let off = usual.clone().config(&format!(
        "{unused}[check]\nbroken-anchor = \"off\"\nbroken-link = \"off\"\n"
    ));
    assert_eq!(count(&off), 0);
    let draft = usual.clone().entry(
        "terms/a.md",
        &format!("---\ntitle: A\ndraft: true\n---\n{text}"),
    );
    assert_eq!(count(&draft), 0);
    let excepted = usual.config(
        "[[check.except]]\npaths = [\"content\"]\ncodes = [\"unused-ignore\"]\nreason = \"r\"\n",
    );
    assert_eq!(count(&excepted), 0);
}

#[test]
fn many_comments_are_too_many() {
    let text = "<!-- primer-ignore: broken-link -->\n[x](/nowhere)\n\n".repeat(1001);
    let report = primer(&text).check();
    assert_eq!(report.len(), 2, "{report:?}");
    assert!(
        report
            .iter()
            .any(|line| line.contains("[invalid-ignore]: this file has more than 1000"))
    );
}

//! Slips in YAML and TOML: each is one fault, at its place, in words that an author knows, with its repair.

use crate::builder::{Primer, full_report};

/// The place of the first fault of a file, its message behind the last colon, and its help.
fn fault(text: &str) -> (String, String, String) {
    let analysis = Primer::new().entry("t/a.md", text).analyze();
    let found = analysis.diagnostics.iter();
    let found: Vec<_> = found
        .filter(|found| found.code.name() != "orphan-entry")
        .collect();
    let [only] = found.as_slice() else {
        panic!("{text}{}", full_report(&analysis));
    };
    let source = analysis.sources.get(&only.at.path).unwrap();
    let place = source.slice(only.at.span).to_owned();
    let help = only.help.join("; ");
    let fix = only.fix.iter().flat_map(|fix| &fix.edits);
    let fix = fix.map(|edit| edit.text.clone()).collect::<String>();
    (
        place,
        only.message.clone(),
        if help.is_empty() { fix } else { help },
    )
}

#[test]
fn a_slip_in_yaml_is_told_with_its_repair() {
    for (head, place, message, help) in [
        (
            "title: [Draft] Coffee",
            "[Draft] Coffee",
            "starts with `[`",
            "`title: \"[Draft] Coffee\"`",
        ),
        (
            "title: *star*",
            "*star*",
            "starts with `*`",
            "`title: \"*star*\"`",
        ),
        (
            "title: \"Coffee\" and milk",
            "and milk",
            "the quotation ends",
            "`title: '\"Coffee\" and milk'`",
        ),
        (
            "title: 'It's'",
            "s'",
            "the quotation ends",
            "`title: \"It's\"`",
        ),
        (
            "related: [crema\ntitle: A",
            "[",
            "never closed",
            "close it with `]`",
        ),
        (
            "title = \"Coffee\"",
            "title = \"Coffee\"",
            "is TOML",
            "`title: \"Coffee\"`",
        ),
        (
            "title: A\ndraft = true",
            "draft = true",
            "is TOML",
            "`draft: true`",
        ),
        ("title: A\ntags:\n\t- a", "\t", "a tab", "spaces"),
        ("title: A: B", ":", "`: ` in it", "`title: \"A: B\"`"),
        ("title:Coffee", ":", "a space is missing", "`title: Coffee`"),
        ("title: @me", "@me", "starts with `@`", "`title: \"@me\"`"),
        ("title: `code`", "`code`", "starts with ```", "quotes"),
        ("title: \"A", "\"", "never closed", "behind the text"),
        ("title: A\ntags: - a", "- a", "below its field", "`[…]`"),
        ("title: A\n  draft: true", "", "indented", "margin"),
        ("title: | text", "| text", "on the next line", "quotes"),
        (
            "title: A\ntags:\n  - a\n - b",
            "",
            "interrupted",
            "same indent",
        ),
        ("title: \"a\\q\"", "", "escape", "`\\\\`"),
        ("title: A\njust text", "", "no field", "a colon"),
        ("title: &", "&", "`&`", "quotes"),
        (
            "title: A\ndate: 2026",
            "2026",
            "must be a date",
            "`2026-01-01`",
        ),
        (
            "title: A\ndate: 20260131",
            "20260131",
            "must be a date",
            "2026-01-31",
        ),
        (
            "title: A\ndate: 31.01.2026",
            "31.01.2026",
            "must be a date",
            "2026-01-31",
        ),
        (
            "title: A\ndate: \"31.01.2026\"",
            "\"31.01.2026\"",
            "must be a date",
            "\"2026-01-31\"",
        ),
        (
            "title: A\ndate: 02/01/2026",
            "02/01/2026",
            "must be a date",
            "`2026-01-02` or `2026-02-01`",
        ),
        ("title: A\norder: 1e999", "1e999", "must be a number", ""),
        (
            "title: [Draft]",
            "[Draft]",
            "must be a string",
            "needs quotes",
        ),
    ] {
        let found = fault(&format!("---\n{head}\n---\n"));
        assert_eq!(found.0, place, "{head}: {found:?}");
        assert!(found.1.contains(message), "{head}: {found:?}");
        assert!(found.2.contains(help), "{head}: {found:?}");
    }
}

#[test]
fn a_slip_in_toml_is_told_with_its_repair() {
    for (head, place, message, help) in [
        (
            "title: Coffee",
            "title: Coffee",
            "is YAML",
            "`title = \"Coffee\"`",
        ),
        ("draft: true", "draft: true", "is YAML", "`draft = true`"),
        (
            "title = Coffee",
            "Coffee",
            "in quotes",
            "`title = \"Coffee\"`",
        ),
        (
            "title = \"Coffee",
            "",
            "never closed",
            "the mark that opens it",
        ),
        (
            "tags = [\"a\", \"b\"\ntitle = \"x\"",
            "[",
            "never closed",
            "commas",
        ),
        ("[extra\ntitle = \"x\"", "", "name of a table", "`]`"),
        ("title =", "", "no value", "`title = \"Coffee\"`"),
        (
            "title = \"a\" b",
            "",
            "more stands on the line",
            "quotes as a whole",
        ),
        (
            "title = \"A\"\norder = 0012",
            "",
            "no number",
            "plain number",
        ),
    ] {
        let found = fault(&format!("+++\n{head}\n+++\n"));
        if !place.is_empty() {
            assert_eq!(found.0, place, "{head}: {found:?}");
        }
        assert!(found.1.contains(message), "{head}: {found:?}");
        assert!(found.2.contains(help), "{head}: {found:?}");
    }
}

#[test]
fn dots_end_a_head_of_yaml() {
    let analysis = Primer::new()
        .entry("t/a.md", "---\ntitle: A\n...\nText.\n")
        .analyze();
    assert!(!full_report(&analysis).contains("error"));
}

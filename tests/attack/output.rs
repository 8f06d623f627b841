//! Texts that are no text: what a site holds can be read by every program, whatever its sources hold.

use primer::pipeline::Build;
use primer::source::character::is_forbidden;

use crate::builder::Primer;

fn texts(build: Build) -> Vec<(String, String)> {
    let files = build
        .files
        .unwrap_or_else(|| panic!("{:?}", build.analysis.diagnostics));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    files
        .iter()
        .map(|file| (file.path.clone(), text(&file.bytes)))
        .collect()
}

fn extension(path: &str) -> &str {
    path.rsplit('.').next().unwrap()
}

#[test]
fn characters_that_no_document_may_hold_reach_none() {
    let config = r#"
[site]
title = "T\u0001x\uFFFF"
description = "d\u0008\u000b"
author = "a\u001f"
notice = "n\u0000"
base_url = "https://example.org/"
navigation = [{ title = "N\u0002", url = "/terms" }]

[site.extra]
own = "e\u0003\uFFFE"

[collections.terms.fields]
note = "text"
"#;
    let references: String = (1..32)
        .map(|code| format!("&#{code}; &#x{code:x}; "))
        .collect();
    let raw: String = (0..32)
        .filter(|code| !matches!(code, 9 | 10 | 13))
        .map(char::from)
        .chain(['\u{fffe}', '\u{ffff}', '\u{7f}'])
        .collect();
    let entry = |rest: &str, text: &str| format!("+++\n{rest}\n+++\n{text}");
    let primer = Primer::new()
        .config(config)
        .entry(
            "terms/a.md",
            &entry(
                "title = \"A\\u0004\\uFFFE\"\ndescription = \"d\\u0005\"\nnote = \"n\\u0006 x\"\ntags = [\"t\\u0007\"]\naliases = [\"zz\\u000e\"]\ndate = 2026-01-02",
                &format!(
                    "# A{raw} {references}\n\nText {raw} {references} `{raw}` **{raw}**\n\n```rust\nlet x = \"{raw}\";\n```\n\n\
                     <p title=\"{raw}\">{raw}{references}</p>\n\n![{raw}](/x.png \"{raw}\") [a](/terms/b?{raw}) \
                     [b](https://example.org/{raw})\n\n| a |\n|---|\n| [[B|{raw}]] |\n"
                ),
            ),
        )
        .entry("terms/b.md", &entry("title = \"B\"\ndate = 2026-01-01", &references))
        .asset("static/x.png", b"x");
    let mut seen = 0;
    for (path, text) in texts(primer.build()) {
        if matches!(extension(&path), "png" | "bin") {
            continue;
        }
        seen += 1;
        let found = text
            .char_indices()
            .find(|(_, letter)| is_forbidden(*letter));
        let around = found.map(|(at, _)| {
            text[at.saturating_sub(60)..]
                .chars()
                .take(90)
                .collect::<String>()
        });
        assert_eq!(found, None, "{path}: {around:?}");
        if extension(&path) == "xml" {
            // Nor by a reference.
            for part in text.split("&#").skip(1) {
                let (code, _) = part.split_once(';').unwrap();
                let code = match code.strip_prefix('x') {
                    Some(digits) => u32::from_str_radix(digits, 16).unwrap(),
                    None => code.parse().unwrap(),
                };
                assert!(
                    !is_forbidden(char::from_u32(code).unwrap()),
                    "{path}: {code}"
                );
            }
        }
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn a_date_with_nonsense_behind_it_is_no_date() {
    let check = |value: &str| {
        Primer::new()
            .entry(
                "terms/a.md",
                &format!("---\ntitle: A\ndate: {value}\n---\n"),
            )
            .check()
    };
    for date in [
        "2026-01-31",
        "2026-01-31T10:00",
        "2026-01-31T10:00:00",
        "2026-01-31 10:00:00",
        "2026-01-31T10:00:00Z",
        "2026-01-31t10:00:00z",
        "2026-01-31T10:00:00.123456+02:00",
        "2026-01-31 10:00:00 +0100",
        "2026-01-31 10:00:00 -05:00",
    ] {
        assert_eq!(check(date), [""; 0], "{date}");
    }
    for nonsense in [
        "2026-01-31abc",
        "2026-01-31 foo",
        "2026-01-31T25:99",
        "2026-01-31T10:00:00Z trailing",
        "2026-01-31T",
        "2026-01-31 ",
        "\"2026-01-31\\t\"",
        "\"2026-01-31 10:00\\n::error::x\"",
        "2026-02-31",
        "2026-1-31",
        "2026-01-3é",
    ] {
        let report = check(nonsense).join("\n");
        // YAML takes white space away.
        let is_fine = nonsense == "2026-01-31 ";
        assert_eq!(
            report.contains("[wrong-type]"),
            !is_fine,
            "{nonsense}: {report}"
        );
    }
}

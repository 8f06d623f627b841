//! `primer check --baseline`: known faults do not fail, new ones do, mended ones are told.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::{Run, page, primer, write};

const FILE: &str = "known.toml";

/// A primer with faults of several kinds.
fn faulty() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let config = "[check]\norphan-entry = \"off\"\n[collections.terms.fields]\none = \"string!\"\ntwo = \"string!\"\n";
    write(root, "primer.toml", config);
    write(
        root,
        "content/terms/a.md",
        &page(
            "A",
            "[x](/nowhere) [y](/nowhere), [z](/else \"T\") ![](/x.png)",
        ),
    );
    write(
        root,
        "content/terms/b.md",
        "---\ntitle: B\none: x\ntwo: x\n---\n[x](/terms/a#no)",
    );
    folder
}

fn check(root: &Path, arguments: &[&str]) -> Run {
    primer(root, &[&["check", "--baseline", FILE], arguments].concat())
}

fn known(root: &Path) -> String {
    fs::read_to_string(root.join(FILE)).unwrap()
}

#[test]
fn a_baseline_is_written_and_then_holds() {
    let folder = faulty();
    let root = folder.path();
    assert_eq!(primer(root, &["check"]).code, 1);
    let first = check(root, &[]);
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(
        first.err.contains("8 faults are written to `known.toml`"),
        "{}",
        first.err
    );
    let text = known(root);
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("  ")).collect();
    assert_eq!(
        lines,
        [
            r#"  { path = "content/terms/a.md", code = "broken-link", target = "/else" },"#,
            r#"  { path = "content/terms/a.md", code = "broken-link", target = "/nowhere", count = 2 },"#,
            r#"  { path = "content/terms/a.md", code = "missing-alt", target = "![](/x.png)" },"#,
            r#"  { path = "content/terms/a.md", code = "missing-asset", target = "/x.png" },"#,
            r#"  { path = "content/terms/a.md", code = "missing-field", target = "one" },"#,
            r#"  { path = "content/terms/a.md", code = "missing-field", target = "two" },"#,
            r##"  { path = "content/terms/b.md", code = "broken-anchor", target = "#no" },"##,
        ]
    );
    // Lines that move change nothing.
    let moved = page(
        "A",
        "New.\n\n![](/x.png) [z](/else)\n\n[x](/nowhere) [y](/nowhere)",
    );
    write(root, "content/terms/a.md", &moved);
    let second = check(root, &["--strict"]);
    assert_eq!(second.code, 0, "{}", second.err);
    assert!(
        second.err.contains("no new problems; 8 known problems"),
        "{}",
        second.err
    );
    assert!(!second.err.contains("[broken-link]"), "{}", second.err);
    assert_eq!(known(root), text);
}

#[test]
fn an_equal_fault_more_is_new_and_mended_ones_are_told() {
    let folder = faulty();
    let root = folder.path();
    check(root, &[]);
    write(
        root,
        "content/terms/a.md",
        &page(
            "A",
            "[x](/nowhere) [y](/nowhere), [w](/nowhere) ![A](/x.png)",
        ),
    );
    let before = known(root);
    let run = check(root, &["--format", "short"]);
    assert_eq!(
        (run.code, run.out.lines().count()),
        (1, 1),
        "{}{}",
        run.out,
        run.err
    );
    assert!(run.out.contains("content/terms/a.md:5:"), "{}", run.out);
    assert!(
        run.err
            .contains("2 known faults are mended: `--update-baseline` takes"),
        "{}",
        run.err
    );
    assert_eq!(
        known(root),
        before,
        "nothing is changed without being asked for"
    );
    let run = check(root, &["--update-baseline"]);
    assert_eq!(run.code, 1);
    let after = known(root);
    assert_eq!(before.lines().count() - 2, after.lines().count(), "{after}");
    assert!(!after.contains("count = 3"), "nothing is added: {after}");
    let run = check(root, &[]);
    assert!(!run.err.contains("mended"), "{}", run.err);
}

#[test]
fn all_forms_honour_it() {
    let folder = faulty();
    let root = folder.path();
    check(root, &[]);
    for form in [
        "json", "github", "sarif", "gitlab", "junit", "short", "human",
    ] {
        let run = check(root, &["--format", form]);
        assert_eq!(run.code, 0, "{form}");
        assert!(!run.out.contains("broken-link"), "{form}: {}", run.out);
    }
    let run = check(root, &["--format", "json"]);
    let document: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(document["summary"]["known"], 8);
    assert_eq!(document["summary"]["errors"], 0);
}

#[test]
fn what_makes_a_site_impossible_is_never_known() {
    let folder = faulty();
    let root = folder.path();
    write(root, "content/terms/c.md", "---\ntitle: [\n---\n");
    let run = check(root, &[]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("[invalid-front-matter]"), "{}", run.err);
    assert!(!known(root).contains("invalid-front-matter"));
}

#[test]
fn a_damaged_baseline_is_told_with_its_place() {
    let folder = faulty();
    let root = folder.path();
    for (text, place, message) in [
        (
            "<<<<<<< ours\nversion = 1\n",
            "known.toml:1:1: error[invalid-baseline]",
            "not valid TOML",
        ),
        (
            "",
            "known.toml:1:1: error[invalid-baseline]",
            "no `version`",
        ),
        (
            "version = 1\nfaults = [\n  { path = \"a\", code = \"broken-lnk\" },\n]\n",
            "known.toml:3:24: error[invalid-baseline]",
            "there is no check `broken-lnk`",
        ),
        (
            "\u{feff}version = 7\n",
            "known.toml:1:11: error[invalid-baseline]",
            "another version",
        ),
    ] {
        write(root, FILE, text);
        let run = check(root, &["--format", "short"]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(
            run.out.starts_with(place) && run.out.contains(message),
            "{text}: {}",
            run.out
        );
        assert_eq!(run.out.lines().count(), 1, "{}", run.out);
        assert_eq!(known(root), text);
    }
    // Paths are those of the operator, also from elsewhere.
    let outer = root.parent().unwrap();
    let name = root.file_name().unwrap().to_str().unwrap();
    let file = format!("{name}/{FILE}");
    let run = primer(
        outer,
        &[
            "check",
            "--root",
            name,
            "--baseline",
            &file,
            "--format",
            "short",
        ],
    );
    assert!(
        run.out.starts_with(&format!("{file}:1:11: ")),
        "{}",
        run.out
    );
    fs::write(root.join(FILE), b"version = 1\n# \xff\n").unwrap();
    let run = check(root, &["--format", "short"]);
    assert_eq!(run.code, 2);
    assert!(
        run.out.contains("known.toml:2:3: error[not-utf8]"),
        "{}",
        run.out
    );
}

#[test]
fn a_baseline_lies_where_it_does_no_harm() {
    let folder = faulty();
    let root = folder.path();
    for file in [
        "content/known.toml",
        "static/known.toml",
        "none/known.toml",
        "content",
    ] {
        fs::create_dir_all(root.join("static")).unwrap();
        let run = primer(root, &["check", "--baseline", file]);
        assert_eq!(run.code, 2, "{file}: {}", run.err);
        assert!(run.err.contains("baseline"), "{}", run.err);
    }
    assert_eq!(primer(root, &["check", "--update-baseline"]).code, 2);
    #[cfg(unix)]
    {
        let secret = tempfile::tempdir().unwrap();
        write(secret.path(), "secret", "hidden words");
        std::os::unix::fs::symlink(secret.path().join("secret"), root.join(FILE)).unwrap();
        let run = check(root, &[]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains("lies behind the link"), "{}", run.err);
        assert!(!run.err.contains("hidden"), "{}", run.err);
    }
}

#[test]
fn a_name_of_any_kind_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "primer.toml", "[check]\norphan-entry = \"off\"\n");
    let long = "w".repeat(3000);
    let text =
        format!("[a](</a \"b\" 'c'\\\\d é 漢>) [l](/{long}1) [l](/{long}2)\n\n<div>\n\n<p>\n<b");
    write(root, "content/terms/ä b.md", &page("A", &text));
    assert_eq!(check(root, &[]).code, 0);
    let run = check(root, &["--format", "short", "--strict"]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, ""),
        "{}\n{}",
        run.err,
        known(root)
    );
}

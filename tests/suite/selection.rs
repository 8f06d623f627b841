//! `primer check PATH…` and `--max-warnings`: the whole site is checked, and what is told is what somebody can do
//! something about.

use std::fs;
use std::path::Path;

use crate::command::{Run, primer};

fn write(root: &Path, path: &str, text: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn page(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\n---\n\n{text}\n")
}

const CONFIG: &str = "[check]\norphan-entry = \"off\"\none-way-relation = \"off\"\n";

/// The codes that are told, each with its file.
fn told(run: &Run) -> Vec<String> {
    let line = |line: &str| {
        let (place, rest) = line.split_once(": ").unwrap();
        let path = place.split(':').next().unwrap();
        let code = rest.split(['[', ']']).nth(1).unwrap();
        format!("{path} {code}")
    };
    run.out.lines().map(line).collect()
}

fn check(root: &Path, arguments: &[&str]) -> Run {
    primer(root, &[&["check", "--format", "short"], arguments].concat())
}

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "primer.toml", CONFIG);
    write(
        root,
        "content/terms/a.md",
        &page("A", "[x](/nowhere)\n\n## Part"),
    );
    write(
        root,
        "content/terms/b.md",
        &page("B", "[x](/else) [a](/terms/a#gone)"),
    );
    write(root, "content/steps/c.md", &page("C", "[c](/terms/b#part)"));
    folder
}

#[test]
fn paths_narrow_what_is_told() {
    let folder = site();
    let root = folder.path();
    let all = check(root, &[]);
    assert_eq!(told(&all).len(), 4, "{}", all.out);
    for (paths, expected) in [
        // The anchor that is gone may have been one of this file.
        (
            &["content/terms/a.md"][..],
            &[
                "content/terms/a.md broken-link",
                "content/terms/b.md broken-anchor",
            ][..],
        ),
        (&["content/steps"], &["content/steps/c.md broken-anchor"]),
        (
            &["content/steps/", "./content/../content/steps/c.md"],
            &["content/steps/c.md broken-anchor"],
        ),
        (&["primer.toml"], &[]),
        (&["content/ter*"], &["?"]),
    ] {
        let run = check(root, paths);
        if expected == ["?"] {
            assert_eq!(run.code, 2);
            assert!(
                run.err.contains("there is no `content/ter*`"),
                "{}",
                run.err
            );
            continue;
        }
        assert_eq!(told(&run), expected, "{paths:?}");
        assert_eq!(run.code, i32::from(!expected.is_empty()));
    }
    assert_eq!(told(&check(root, &["."])).len(), 4);
    // From another folder, and with a whole path.
    let inner = root.join("content/steps");
    let run = check(&inner, &["--root", "../..", "c.md"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    let whole = inner.join("c.md");
    assert_eq!(told(&check(root, &[whole.to_str().unwrap()])).len(), 1);
}

#[test]
fn a_path_elsewhere_is_refused() {
    let folder = site();
    let root = folder.path();
    let other = tempfile::tempdir().unwrap();
    write(other.path(), "x.md", "x");
    let outside = other.path().join("x.md");
    for path in [outside.to_str().unwrap(), "..", "content/../.."] {
        let run = check(root, &[path]);
        assert_eq!(run.code, 2, "{path}");
        assert!(
            run.err.contains("lies outside of the primer in"),
            "{}",
            run.err
        );
    }
    #[cfg(unix)]
    {
        // A link of the primer is named by its own path.
        std::os::unix::fs::symlink("a.md", root.join("content/terms/d.md")).unwrap();
        let run = check(root, &["content/terms/d.md"]);
        assert!(
            told(&run).contains(&"content/terms/d.md broken-link".to_owned()),
            "{}",
            run.out
        );
        // So is the primer by a link.
        let link = other.path().join("link");
        std::os::unix::fs::symlink(root, &link).unwrap();
        let run = check(
            root,
            &["--root", link.to_str().unwrap(), "content/steps/c.md"],
        );
        assert_eq!(run.out.lines().count(), 1, "{}{}", run.out, run.err);
    }
}

#[test]
fn only_what_is_named_is_mended() {
    let folder = site();
    let root = folder.path();
    for name in ["d", "e"] {
        write(
            root,
            &format!("content/terms/{name}.md"),
            &page(name, "[x](/terms/A)"),
        );
    }
    check(root, &["--fix", "content/terms/d.md"]);
    let text = |name: &str| fs::read_to_string(root.join("content/terms").join(name)).unwrap();
    assert!(text("d.md").contains("(/terms/a)"));
    assert!(text("e.md").contains("(/terms/A)"));
}

#[test]
fn warnings_have_a_limit() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(
        root,
        "primer.toml",
        &format!("{CONFIG}broken-link = \"warn\"\n"),
    );
    write(
        root,
        "content/terms/a.md",
        &page("A", "[x](/nowhere) [y](/else)"),
    );
    for (most, code) in [("0", 1), ("1", 1), ("2", 0), ("3", 0)] {
        let run = check(root, &["--max-warnings", most]);
        assert_eq!(run.code, code, "{most}");
        let says = run
            .err
            .contains(&format!("2 warnings, and `--max-warnings` allows {most}"));
        assert_eq!(says, code == 1, "{}", run.err);
    }
    assert_eq!(check(root, &["--max-warnings", "3", "--strict"]).code, 2);
    assert_eq!(check(root, &["--max-warnings", "-1"]).code, 2);
}

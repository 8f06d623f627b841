//! `primer check PATH…`, `--since` and `--max-warnings`: the whole site is checked, and what is told is what somebody can do
//! something about.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{Run, page, primer, write};
use crate::program::starter;

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

/// A repository, where git is there.
struct Repository {
    folder: tempfile::TempDir,
    root: PathBuf,
}

impl Repository {
    /// One in which the primer lies in a folder; the faults that it has are old ones.
    fn new(below: &str) -> Option<Self> {
        starter("git").arg("--version").output().ok()?;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join(below);
        let repository = Self { folder, root };
        repository.git(&["init", "-q", "-b", "main"]);
        for (path, text) in [
            ("primer.toml", CONFIG.to_owned()),
            (
                "content/terms/old.md",
                page("Old", "[x](/nowhere) [t](/terms/target#part) ![A](/p.png)"),
            ),
            (
                "content/terms/target.md",
                page("Target", "## Part\n\n[x](/old/fault)"),
            ),
            ("content/terms/moved.md", page("Moved", "Text.")),
            (
                "content/terms/links.md",
                page("Links", "[m](/terms/moved) [[Target]] [x](/nowhere)"),
            ),
            ("static/p.png", "x".to_owned()),
        ] {
            write(&repository.root, path, &text);
        }
        write(repository.folder.path(), "README.md", "Not of the primer.");
        repository.commit();
        Some(repository)
    }

    fn git(&self, arguments: &[&str]) {
        git(self.folder.path(), arguments);
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "x", "--allow-empty"]);
    }

    fn since(&self, revision: &str) -> Run {
        check(&self.root, &["--since", revision])
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let output = starter("git")
        .args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn since_a_revision_what_changed_and_what_it_broke_is_told() {
    for below in ["", "docs/site"] {
        let Some(repository) = Repository::new(below) else {
            return;
        };
        let root = &repository.root;
        let none = repository.since("HEAD");
        assert_eq!((none.code, none.out.as_str()), (0, ""), "{}", none.err);
        // A change shows all of its own file, and nothing of others.
        write(
            root,
            "content/terms/old.md",
            &page(
                "Old",
                "New. [x](/nowhere) [t](/terms/target#part) ![A](/p.png)",
            ),
        );
        assert_eq!(
            told(&repository.since("HEAD")),
            ["content/terms/old.md broken-link"]
        );
        repository.commit();
        assert_eq!(told(&repository.since("HEAD")), [""; 0]);
        assert_eq!(
            told(&repository.since("HEAD~1")),
            ["content/terms/old.md broken-link"]
        );
        // What is renamed or gone is missed elsewhere.
        repository.git(&[
            "mv",
            &join(below, "content/terms/moved.md"),
            &join(below, "content/terms/new.md"),
        ]);
        assert_eq!(
            told(&repository.since("HEAD")),
            ["content/terms/links.md broken-link"]
        );
        repository.commit();
        assert_eq!(
            told(&repository.since("HEAD^")),
            ["content/terms/links.md broken-link"]
        );
        // So are a heading and a file.
        write(
            root,
            "content/terms/target.md",
            &page("Target", "## Other\n\n[x](/old/fault)"),
        );
        fs::remove_file(root.join("static/p.png")).unwrap();
        assert_eq!(
            told(&repository.since("HEAD")),
            [
                "content/terms/old.md broken-anchor",
                "content/terms/old.md missing-asset",
                "content/terms/target.md broken-link",
            ]
        );
        repository.git(&["checkout", "-q", "--", "."]);
        // A file that git does not know yet is new; the settings change everything.
        write(
            root,
            "content/terms/fresh.md",
            &page("Fresh", "[x](/nowhere)"),
        );
        assert_eq!(
            told(&repository.since("HEAD")),
            ["content/terms/fresh.md broken-link"]
        );
        fs::remove_file(root.join("content/terms/fresh.md")).unwrap();
        write(root, "primer.toml", "[check]\nbroken-link = \"off\"\n");
        let run = repository.since("HEAD");
        assert!(
            told(&run)
                .iter()
                .all(|fault| fault.ends_with("orphan-entry")),
            "{}",
            run.out
        );
        assert_eq!(run.code, 0, "{}", run.out);
    }
}

fn join(folder: &str, path: &str) -> String {
    Path::new(folder).join(path).to_str().unwrap().to_owned()
}

#[test]
fn since_looks_from_where_branches_parted_and_in_worktrees() {
    let Some(repository) = Repository::new("site") else {
        return;
    };
    repository.git(&["checkout", "-q", "-b", "topic"]);
    write(
        &repository.root,
        "content/terms/mine.md",
        &page("Mine", "[x](/nowhere)"),
    );
    repository.commit();
    repository.git(&["checkout", "-q", "main"]);
    write(
        &repository.root,
        "content/terms/theirs.md",
        &page("Theirs", "[x](/nowhere)"),
    );
    write(
        &repository.root,
        "content/terms/links.md",
        &page("Links", "Nothing."),
    );
    repository.commit();
    let tree = tempfile::tempdir().unwrap();
    let tree = tree.path().join("tree");
    repository.git(&["worktree", "add", "-q", tree.to_str().unwrap(), "topic"]);
    let run = check(&tree, &["--root", "site", "--since", "main"]);
    assert_eq!(
        told(&run),
        ["site/content/terms/mine.md broken-link"],
        "{}",
        run.err
    );
    // A hook is told of its own repository.
    let run = crate::command::run(
        starter("git")
            .args([
                "-c",
                "alias.try=!primer check --format short --root site --since main",
                "try",
            ])
            .current_dir(&tree)
            .env("GIT_INDEX_FILE", "nowhere"),
    );
    assert_eq!(
        told(&run),
        ["site/content/terms/mine.md broken-link"],
        "{}",
        run.err
    );
}

#[test]
fn since_says_what_it_cannot_do() {
    let Some(repository) = Repository::new("site") else {
        return;
    };
    let fails = |run: Run, words: &str| {
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
        assert!(run.err.contains(words), "{}", run.err);
    };
    for revision in ["--output=x", "-x", ""] {
        fails(
            check(&repository.root, &[&format!("--since={revision}")]),
            "that is no name of a revision",
        );
    }
    fails(
        repository.since("--output=x"),
        "that is no name of a revision",
    );
    assert!(!repository.root.join("x").exists());
    fails(
        repository.since("no/such"),
        "`--since no/such`: git knows no such revision",
    );
    let lonely = site();
    fails(
        check(lonely.path(), &["--since", "HEAD"]),
        "lies in no working tree of git",
    );
    let clone = tempfile::tempdir().unwrap();
    repository.commit();
    let from = format!("file://{}", repository.folder.path().display());
    git(
        clone.path(),
        &["clone", "-q", "--depth", "1", &from, "clone"],
    );
    let clone = clone.path().join("clone/site");
    fails(
        check(&clone, &["--since", "HEAD~1"]),
        "this clone is shallow",
    );
    assert_eq!(check(&clone, &["--since", "HEAD"]).code, 0);
    let empty = tempfile::tempdir().unwrap();
    let run = crate::command::run(
        crate::program::program()
            .args(["check", "--since", "HEAD"])
            .current_dir(&repository.root)
            .env("PATH", empty.path()),
    );
    fails(run, "asks the program `git`, which is not there");
}

//! The days of last changes, as the history of git has them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Run, primer, write};
use crate::program::{program, starter};

const CONFIG: &str = "[site]\nbase_url = \"https://example.org/\"\n[git]\ndates = true\n[check]\norphan-entry = \"off\"\n";

/// A repository in which the primer lies in a folder; nothing where git is not there.
struct Repository {
    folder: tempfile::TempDir,
    root: PathBuf,
}

impl Repository {
    fn new() -> Option<Self> {
        starter("git").arg("--version").output().ok()?;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        let repository = Self { folder, root };
        repository.git(&["init", "-q", "-b", "main"]);
        repository.write("primer.toml", CONFIG);
        repository.write("content/terms/a.md", "---\ntitle: A\n---\nOne.\n");
        repository.write("content/terms/é.md", "---\ntitle: B\n---\nOne.\n");
        repository.write(
            "content/terms/own.md",
            "---\ntitle: Own\nupdated: 2020-01-01\n---\nOne.\n",
        );
        repository.commit("2024-03-01T23:30:00-05:00");
        repository.write("content/terms/a.md", "---\ntitle: A\n---\nTwo.\n");
        repository.commit("2025-05-05T12:00:00Z");
        Some(repository)
    }

    fn write(&self, path: &str, text: &str) {
        write(&self.root, path, text);
    }

    fn git(&self, arguments: &[&str]) {
        let done = at(self.folder.path(), "2024-01-01T00:00:00Z")
            .args(arguments)
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    }

    fn commit(&self, day: &str) {
        self.git(&["add", "-A"]);
        let done = at(self.folder.path(), day)
            .args(["commit", "-q", "-m", "x"])
            .status()
            .unwrap();
        assert!(done.success());
    }
}

/// The program, with somebody who commits on a day.
fn at(folder: &Path, day: &str) -> Command {
    let mut git = starter("git");
    git.current_dir(folder)
        .env("GIT_COMMITTER_DATE", day)
        .env("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
        .args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "commit.gpgSign=false",
        ]);
    git
}

fn build(root: &Path) -> Run {
    primer(root, &["build"])
}

/// The day that the sitemap has for an entry; nothing for none.
fn day(root: &Path, entry: &str) -> Option<String> {
    let sitemap = fs::read_to_string(root.join("public/sitemap.xml")).unwrap();
    let place = format!("<loc>https://example.org/terms/{entry}/</loc>");
    let (_, behind) = sitemap.split_once(&place).unwrap();
    let (_, day) = behind.split("</url>").next()?.split_once("<lastmod>")?;
    Some(day[..10].to_owned())
}

#[test]
fn pages_show_the_day_of_the_last_commit() {
    let Some(repository) = Repository::new() else {
        return;
    };
    let root = &repository.root;
    // What is not committed does not count.
    repository.write("content/terms/new.md", "---\ntitle: New\n---\nx\n");
    repository.write("content/terms/é.md", "---\ntitle: B\n---\nEdited.\n");
    let run = build(root);
    assert!(
        run.code == 0 && run.err.contains("no problems"),
        "{}",
        run.err
    );
    assert_eq!(day(root, "a").as_deref(), Some("2025-05-05"));
    assert_eq!(day(root, "%C3%A9").as_deref(), Some("2024-03-02"), "in UTC");
    assert_eq!(day(root, "own").as_deref(), Some("2020-01-01"));
    assert_eq!(day(root, "new"), None);
    let page = fs::read_to_string(root.join("public/terms/a/index.html")).unwrap();
    assert!(page.contains("<time datetime=\"2025-05-05\">"), "{page}");
    // A commit alone makes another site.
    repository.commit("2026-06-06T00:00:00Z");
    build(root);
    assert_eq!(day(root, "%C3%A9").as_deref(), Some("2026-06-06"));
    assert_eq!(day(root, "new").as_deref(), Some("2026-06-06"));
    // They sort, too, and without the setting nothing is asked.
    repository.write(
        "primer.toml",
        &format!("{CONFIG}[collections.terms]\nsort = \"-updated\"\n"),
    );
    build(root);
    let list = fs::read_to_string(root.join("public/terms/index.html")).unwrap();
    let place = |entry: &str| list.rfind(&format!("href=\"/terms/{entry}/\"")).unwrap();
    assert!(place("new") < place("a") && place("a") < place("own"));
    repository.write("primer.toml", &CONFIG.replace("true", "false"));
    build(root);
    assert_eq!(day(root, "a"), None);
}

#[test]
fn a_shallow_clone_knows_few_days() {
    let Some(repository) = Repository::new() else {
        return;
    };
    repository.write("content/terms/new.md", "---\ntitle: New\n---\nx\n");
    repository.commit("2026-06-06T00:00:00Z");
    let clone = tempfile::tempdir().unwrap();
    let from = format!("file://{}", repository.folder.path().display());
    let clone = clone.path().join("c");
    repository.git(&[
        "clone",
        "-q",
        "--depth",
        "2",
        &from,
        clone.to_str().unwrap(),
    ]);
    let root = clone.join("site");
    let run = build(&root);
    assert!(
        run.err.contains(
            "hint[unknown-date]: the history of git does not say when 3 texts were changed last"
        ) && run.err.contains("fetch-depth: 0"),
        "{}",
        run.err
    );
    assert_eq!(day(&root, "new").as_deref(), Some("2026-06-06"));
    assert_eq!(day(&root, "a"), None);
    let run = primer(&root, &["check", "--format", "short"]);
    assert!(
        run.out.contains("primer.toml:4:9: hint[unknown-date]"),
        "{}",
        run.out
    );
}

#[test]
fn without_a_repository_nothing_is_known() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "primer.toml", CONFIG);
    write(
        folder.path(),
        "content/terms/a.md",
        "---\ntitle: A\n---\nx\n",
    );
    let mut run = program();
    let run = run
        .current_dir(folder.path())
        .env("GIT_CEILING_DIRECTORIES", folder.path().parent().unwrap());
    let done = run.args(["check", "--format", "short"]).output().unwrap();
    let out = String::from_utf8_lossy(&done.stdout);
    assert!(
        done.status.success()
            && out.contains("hint[unknown-date]: git does not say when texts were changed last"),
        "{out}"
    );
}

/// A pull request can bring a folder that looks like a repository, with settings that name programs.
#[test]
fn no_settings_of_the_sources_are_heard() {
    let Some(repository) = Repository::new() else {
        return;
    };
    let root = &repository.root;
    let spy = root.join("spy");
    let spied = spy.display();
    for (name, text) in [
        ("HEAD", "ref: refs/heads/main\n".to_owned()),
        (
            "config",
            format!(
                "[core]\nbare = false\nworktree = .\nfsmonitor = \"touch {spied};\"\npager = \"touch {spied};\"\n[diff]\nexternal = \"touch {spied};\"\n"
            ),
        ),
        ("objects/x", String::new()),
        ("refs/x", String::new()),
    ] {
        write(root, name, &text);
    }
    build(root);
    assert!(!spy.exists());
}

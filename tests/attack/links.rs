//! Symbolic links, pipes and forged files in the tree: nothing outside of it is read, written or removed.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use primer::diagnostic::Code;
use primer::disk::load::{Tree, list, load};
use primer::pipeline::Options;

use crate::command::{primer, started};

const SECRET: &str = "d8a1f6-secret";

/// A folder with a secret, beside the primer.
fn outside() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("folder")).unwrap();
    for name in [
        "secret",
        "secret.md",
        "secret.html",
        "folder/secret.md",
        "folder/secret.txt",
    ] {
        let text = format!("---\ntitle: {SECRET}\n---\n{SECRET}\n");
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Whether any file below a folder holds the secret; links are not followed.
fn holds_secret(folder: &Path) -> bool {
    walkdir::WalkDir::new(folder).into_iter().any(|item| {
        let item = item.unwrap();
        item.file_type().is_file()
            && String::from_utf8_lossy(&fs::read(item.path()).unwrap()).contains(SECRET)
    })
}

#[test]
fn a_link_out_of_the_primer_is_not_read() {
    let outside = outside();
    let out = outside.path();
    let hidden = |root: &Path, path: &str| {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), format!("---\ntitle: {SECRET}\n---\n")).unwrap();
    };
    let tries: &[(&str, String)] = &[
        (
            "content/terms/leak.md",
            out.join("secret.md").display().to_string(),
        ),
        (
            "content/terms/leak.txt",
            out.join("secret").display().to_string(),
        ),
        ("content/leak", out.join("folder").display().to_string()),
        ("static/leak", out.join("folder").display().to_string()),
        (
            "static/leak.txt",
            format!("{}/./folder/../secret", out.display()),
        ),
        (
            "templates/leak.html",
            out.join("secret.html").display().to_string(),
        ),
        ("templates/leak", out.join("folder").display().to_string()),
        ("content/hop.md", "hop2.md".to_owned()),
        ("content/git.md", "../.git/config.md".to_owned()),
        ("content/git", "../.git".to_owned()),
        ("static/env.txt", "../.env".to_owned()),
        ("static/deep.txt", "../a/.b/c.txt".to_owned()),
    ];
    for (link, to) in tries {
        let folder = started();
        let root = folder.path();
        for path in [".git/config.md", ".env", "a/.b/c.txt"] {
            hidden(root, path);
        }
        fs::create_dir_all(root.join("static")).unwrap();
        fs::create_dir_all(root.join("templates")).unwrap();
        symlink(to, root.join(link)).unwrap();
        if *link == "content/hop.md" {
            symlink(out.join("secret.md"), root.join("content/hop2.md")).unwrap();
        }
        for command in [&["build"][..], &["check"], &["check", "--format", "json"]] {
            let run = primer(root, command);
            assert_eq!(run.code, 1, "{link}: {}", run.err);
            let said = format!("{}{}", run.out, run.err);
            assert!(said.contains("foreign-link"), "{link}: {said}");
            assert!(said.contains(link), "{link}: {said}");
            assert!(!said.contains(SECRET), "{link}: {said}");
        }
        assert!(!root.join("public").exists() || !holds_secret(&root.join("public")));
    }
}

#[test]
fn a_folder_of_sources_that_is_a_link_is_not_read() {
    let outside = outside();
    for top in ["content", "static", "templates", "primer.toml"] {
        let folder = started();
        let root = folder.path();
        let _ = fs::remove_dir_all(root.join(top));
        let _ = fs::remove_file(root.join(top));
        let to = if top == "primer.toml" {
            "secret"
        } else {
            "folder"
        };
        symlink(outside.path().join(to), root.join(top)).unwrap();
        let run = primer(root, &["build"]);
        assert_eq!(
            run.code,
            if top == "primer.toml" { 2 } else { 1 },
            "{}",
            run.err
        );
        assert!(run.err.contains("leads out of the primer"), "{}", run.err);
        assert!(
            !format!("{}{}", run.out, run.err).contains(SECRET),
            "{}",
            run.err
        );
        assert!(!root.join("public").exists());
        // The operator may allow it.
        if top != "primer.toml" {
            let out = outside.path().to_str().unwrap();
            let run = primer(root, &["check", "--follow-links", out]);
            assert!(!run.err.contains("foreign-link"), "{}", run.err);
        }
    }
}

#[test]
fn an_allowed_folder_is_read_and_no_other() {
    let (allowed, other) = (outside(), outside());
    let folder = started();
    let root = folder.path();
    symlink(
        allowed.path().join("folder"),
        root.join("content/terms/here"),
    )
    .unwrap();
    let flag = ["--follow-links", allowed.path().to_str().unwrap()];
    let run = primer(root, &["build", flag[0], flag[1]]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(root.join("public/terms/here/secret/index.html").exists());
    // A setting of the tree says nothing.
    let settings = fs::read_to_string(root.join("primer.toml")).unwrap();
    fs::write(
        root.join("primer.toml"),
        format!("follow_links = [\"/\"]\n{settings}"),
    )
    .unwrap();
    assert_eq!(primer(root, &["check"]).code, 1);
    fs::write(root.join("primer.toml"), settings).unwrap();
    // From an allowed folder no link leads on to another one.
    symlink(
        other.path().join("folder"),
        allowed.path().join("folder/on"),
    )
    .unwrap();
    let run = primer(root, &["check", flag[0], flag[1]]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("content/terms/here/on"), "{}", run.err);
    let run = primer(root, &["check", "--follow-links", "/no/such/folder"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("/no/such/folder"), "{}", run.err);
}

#[test]
fn links_among_folders_do_not_multiply_them() {
    // Each of 20 folders has 20 links to the next: 20²⁰ ways.
    let folder = started();
    let root = folder.path();
    for number in 0..20 {
        fs::create_dir_all(root.join(format!("static/d{number}"))).unwrap();
        for link in 0..20 {
            let to = format!("../d{}", number + 1);
            symlink(to, root.join(format!("static/d{number}/l{link}"))).unwrap();
        }
    }
    fs::create_dir_all(root.join("static/d20")).unwrap();
    fs::write(root.join("static/d20/file.txt"), "x").unwrap();
    let inputs = list(&Tree::new(root), Options::default()).unwrap();
    let codes: Vec<Code> = inputs.troubles.iter().map(|trouble| trouble.code).collect();
    assert_eq!(codes, [Code::ForeignLink], "told once");
    assert!(inputs.assets.len() < 10_000);
}

#[test]
fn links_to_one_large_file_do_not_multiply_it() {
    let folder = started();
    let root = folder.path();
    fs::create_dir_all(root.join("big")).unwrap();
    let file = fs::File::create(root.join("big/file.md")).unwrap();
    file.set_len(15 * 1024 * 1024).unwrap();
    for number in 0..40 {
        symlink(
            "../../big/file.md",
            root.join(format!("content/terms/l{number:02}.md")),
        )
        .unwrap();
    }
    let inputs = list(&Tree::new(root), Options::default()).unwrap();
    let [trouble] = &*inputs.troubles else {
        panic!("{:?}", inputs.troubles);
    };
    assert_eq!(&*trouble.at.path, "content/terms/l17.md");
    assert!(trouble.message.contains("256 MiB"), "{}", trouble.message);
}

#[test]
fn what_is_no_plain_file_is_told() {
    let folder = started();
    let root = folder.path();
    fs::create_dir_all(root.join("static")).unwrap();
    fs::create_dir_all(root.join("templates")).unwrap();
    for path in [
        "content/terms/pipe.md",
        "static/pipe",
        "templates/entry.html",
        "content/pipe.png",
    ] {
        let made = Command::new("mkfifo")
            .arg(root.join(path))
            .status()
            .unwrap();
        assert!(made.success());
    }
    // One entry could take the place of another without a word.
    fs::write(root.join("content/terms\\entry.md"), "---\ntitle: E\n---\n").unwrap();
    let run = primer(root, &["check", "--format", "short"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("its name has a backslash"), "{}", run.out);
    fs::remove_file(root.join("content/terms\\entry.md")).unwrap();
    let told = run
        .out
        .matches("[unreadable-file]: this cannot be read: it is no plain file");
    assert_eq!(told.count(), 4, "{}", run.out);
    for path in [
        "content/terms/pipe.md",
        "static/pipe",
        "templates/entry.html",
        "content/pipe.png",
    ] {
        fs::remove_file(root.join(path)).unwrap();
    }
    fs::remove_file(root.join("primer.toml")).unwrap();
    for settings in ["folder", "pipe"] {
        let path = root.join("primer.toml");
        if settings == "folder" {
            fs::create_dir(&path).unwrap();
        } else {
            fs::remove_dir(&path).unwrap();
            assert!(
                Command::new("mkfifo")
                    .arg(&path)
                    .status()
                    .unwrap()
                    .success()
            );
        }
        let run = primer(root, &["check"]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(
            run.err.contains("`primer.toml`: this cannot be read"),
            "{}",
            run.err
        );
    }
    fs::remove_file(root.join("primer.toml")).unwrap();
    let file = fs::File::create(root.join("primer.toml")).unwrap();
    file.set_len(20 * 1024 * 1024).unwrap();
    let run = primer(root, &["check"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("too large"), "{}", run.err);
}

#[test]
fn the_programs_own_files_are_reached_through_no_link() {
    let outside = outside();
    let precious = outside.path().join("precious");
    fs::write(&precious, SECRET).unwrap();
    for name in [".primer-lock", ".primer-manifest", ".primer-new"] {
        let folder = started();
        let root = folder.path();
        fs::create_dir(root.join("public")).unwrap();
        for to in [&precious, &outside.path().join("folder")] {
            let link = root.join("public").join(name);
            symlink(to, &link).unwrap();
            let run = primer(root, &["build"]);
            assert_eq!(run.code, 2, "{name}: {}", run.err);
            fs::remove_file(link).unwrap();
        }
    }
    // The list that the operator asks for is not written through a link beside it.
    let folder = started();
    let root = folder.path();
    symlink(&precious, root.join("list.json.new")).unwrap();
    let run = primer(root, &["build", "--changes", "list.json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        fs::read_to_string(root.join("list.json"))
            .unwrap()
            .contains("added")
    );
    // Nor a new entry.
    symlink(outside.path().join("folder"), root.join("content/away")).unwrap();
    let run = primer(root, &["new", "away", "Entry"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("symbolic link"), "{}", run.err);
    assert!(!outside.path().join("folder/entry.md").exists());
    assert_eq!(fs::read_to_string(&precious).unwrap(), SECRET);
    assert!(outside.path().join("folder/secret.md").exists());
}

#[test]
fn what_a_killed_run_left_goes_and_nothing_else() {
    let folder = started();
    let root = folder.path();
    assert_eq!(primer(root, &["build"]).code, 0);
    let staging = root.join("public/.primer-new");
    fs::create_dir_all(staging.join("7/deep")).unwrap();
    fs::write(staging.join("7/deep/index.html"), "x").unwrap();
    fs::write(staging.join("8"), "x").unwrap();
    let change = |text: &str| {
        fs::write(
            root.join("content/terms/new.md"),
            format!("---\ntitle: {text}\n---\n"),
        )
        .unwrap();
    };
    change("One");
    assert_eq!(primer(root, &["build"]).code, 0);
    assert!(!staging.exists());
    fs::create_dir_all(&staging).unwrap();
    fs::write(staging.join("mine.txt"), "x").unwrap();
    change("Two");
    let run = primer(root, &["build"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains(".primer-new"), "{}", run.err);
    assert!(staging.join("mine.txt").exists());
}

#[test]
fn a_second_primer_does_not_remove_the_site_of_the_first() {
    let (one, other) = (started(), started());
    let site = tempfile::tempdir().unwrap();
    let output = site.path().join("site");
    let output = output.to_str().unwrap();
    assert_eq!(primer(one.path(), &["build", "--output", output]).code, 0);
    fs::write(
        one.path().join("content/terms/mine.md"),
        "---\ntitle: Mine\n---\n",
    )
    .unwrap();
    assert_eq!(primer(one.path(), &["build", "--output", output]).code, 0);
    let page = site.path().join("site/terms/mine/index.html");
    assert!(page.exists());
    let run = primer(other.path(), &["build", "--output", output]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("another primer"), "{}", run.err);
    assert!(page.exists());
    // Both folders may be moved together.
    let moved = tempfile::tempdir().unwrap();
    let folder = started();
    assert_eq!(primer(folder.path(), &["build"]).code, 0);
    fs::rename(folder.path(), moved.path().join("p")).unwrap();
    let run = primer(&moved.path().join("p"), &["build"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("wrote 0"), "{}", run.err);
    fs::create_dir(folder.path()).unwrap();
}

#[test]
fn a_load_of_all_and_of_the_texts_later_tell_the_same_links() {
    let outside = outside();
    let folder = started();
    let root = folder.path();
    symlink(outside.path(), root.join("content/out")).unwrap();
    symlink("terms", root.join("content/twin")).unwrap();
    let loaded = load(&Tree::new(root), Options::default()).unwrap();
    let listed = list(&Tree::new(root), Options::default()).unwrap();
    assert_eq!(loaded.troubles, listed.troubles);
    assert_eq!(loaded.troubles.len(), 1);
    let twin = |source: &primer::source::Source| source.path.starts_with("content/twin/");
    assert!(loaded.content.iter().any(twin));
}

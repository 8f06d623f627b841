//! The laws of output: deterministic, only what changed, nothing foreign, nothing half-written.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use primer::disk::write::{MANIFEST, write};
use primer::output::OutputFile;

fn files(pairs: &[(&str, &str)]) -> Vec<OutputFile> {
    pairs
        .iter()
        .map(|(path, text)| OutputFile {
            path: (*path).to_owned(),
            bytes: text.as_bytes().into(),
        })
        .collect()
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap()
}

#[test]
fn only_what_changed_is_written_and_only_what_is_owned_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let first = write(
        folder,
        &files(&[("a/index.html", "a"), ("b.html", "b"), ("c/d/e.html", "e")]),
        || {},
    )
    .unwrap();
    assert_eq!((first.written, first.unchanged, first.removed), (3, 0, 0));
    fs::write(folder.join("foreign.txt"), "mine").unwrap();
    fs::write(folder.join("c/note.txt"), "mine").unwrap();
    let old = SystemTime::UNIX_EPOCH;
    let file = fs::File::options()
        .write(true)
        .open(folder.join("a/index.html"))
        .unwrap();
    file.set_modified(old).unwrap();
    let second = write(
        folder,
        &files(&[("a/index.html", "a"), ("b.html", "B")]),
        || {},
    )
    .unwrap();
    assert_eq!(
        (second.written, second.unchanged, second.removed),
        (1, 1, 1)
    );
    assert_eq!(
        fs::metadata(folder.join("a/index.html"))
            .unwrap()
            .modified()
            .unwrap(),
        old
    );
    assert_eq!(read(folder, "b.html"), "B");
    assert_eq!(read(folder, "foreign.txt"), "mine");
    assert_eq!(read(folder, "c/note.txt"), "mine");
    assert!(!folder.join("c/d").exists(), "an emptied folder goes");
}

#[test]
fn a_folder_that_the_program_did_not_make_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.doc"), "years of work").unwrap();
    let error = write(folder.path(), &files(&[("index.html", "x")]), || {}).unwrap_err();
    assert!(error.to_string().contains("thesis.doc"), "{error}");
    assert!(!folder.path().join("index.html").exists());
}

#[test]
fn a_foreign_file_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &files(&[("index.html", "x")]), || {}).unwrap();
    fs::write(folder.path().join("CNAME"), "mine").unwrap();
    let error = write(
        folder.path(),
        &files(&[("index.html", "y"), ("CNAME", "theirs")]),
        || {},
    )
    .unwrap_err();
    assert!(error.to_string().contains("CNAME"), "{error}");
    assert_eq!(read(folder.path(), "index.html"), "x");
    assert_eq!(read(folder.path(), "CNAME"), "mine");
}

#[test]
fn files_become_folders_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for pairs in [
        &[("a", "file"), ("b/c", "deep")][..],
        &[("a/b", "deep"), ("b", "file")],
        &[("a", "file"), ("b/c/d", "deeper")],
    ] {
        write(folder, &files(pairs), || {}).unwrap();
        for (path, text) in pairs {
            assert_eq!(read(folder, path), *text);
        }
    }
}

#[test]
fn no_path_leaves_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("public");
    for path in [
        "../x",
        "/etc/x",
        "a/../../x",
        "",
        "a//b\n",
        MANIFEST,
        "a\\..\\x",
    ] {
        assert!(
            write(&output, &files(&[(path, "x")]), || {}).is_err(),
            "{path:?}"
        );
    }
    assert!(!folder.path().join("x").exists());
    // Nor does a manifest that somebody wrote make the program remove anything beyond.
    write(&output, &files(&[("index.html", "x")]), || {}).unwrap();
    fs::write(folder.path().join("precious"), "x").unwrap();
    fs::write(
        output.join(MANIFEST),
        "../precious\n/etc/hostname\nindex.html\n",
    )
    .unwrap();
    write(&output, &files(&[("other.html", "x")]), || {}).unwrap();
    assert!(folder.path().join("precious").exists());
    assert!(!output.join("index.html").exists());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("public");
    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    write(&output, &files(&[("index.html", "x")]), || {}).unwrap();
    std::os::unix::fs::symlink(folder.path().join("elsewhere"), output.join("primer")).unwrap();
    assert!(write(&output, &files(&[("primer/index.html", "x")]), || {}).is_err());
    assert_eq!(
        fs::read_dir(folder.path().join("elsewhere"))
            .unwrap()
            .count(),
        0
    );
}

#[test]
fn two_runs_at_once_do_not_mix() {
    let folder = tempfile::tempdir().unwrap();
    let site = |text: &str| -> Vec<OutputFile> {
        (0..300)
            .map(|number| OutputFile {
                path: format!("{number}/index.html"),
                bytes: text.repeat(2000).as_bytes().into(),
            })
            .collect()
    };
    let (a, b) = (site("a"), site("b"));
    std::thread::scope(|scope| {
        for files in [&a, &b, &a, &b] {
            scope.spawn(|| write(folder.path(), files, || {}).unwrap());
        }
    });
    let first = read(folder.path(), "0/index.html");
    assert_eq!(first.len(), 2000);
    for number in 0..300 {
        assert_eq!(read(folder.path(), &format!("{number}/index.html")), first);
    }
}

#[cfg(unix)]
#[test]
fn a_lock_that_is_a_link_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("public");
    fs::create_dir(&output).unwrap();
    fs::write(folder.path().join("precious"), "x").unwrap();
    std::os::unix::fs::symlink(folder.path().join("precious"), output.join(".primer-lock"))
        .unwrap();
    assert!(write(&output, &files(&[("index.html", "x")]), || {}).is_err());
    assert_eq!(read(folder.path(), "precious"), "x");
}

#[test]
fn what_an_interrupted_first_run_left_is_no_hindrance() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".primer-new")).unwrap();
    write(folder.path(), &files(&[("index.html", "x")]), || {}).unwrap();
    assert!(!folder.path().join(".primer-new").exists());
}

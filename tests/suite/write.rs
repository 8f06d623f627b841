//! The laws of output: deterministic, only what changed, nothing foreign, nothing half-written.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, SystemTime};

use primer::disk::write::{Change, MANIFEST, Output, Written, write};
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

fn counts(written: &Written) -> (usize, usize, usize) {
    (written.written(), written.unchanged, written.removed.len())
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
    assert_eq!(counts(&first), (3, 0, 0));
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
    assert_eq!(counts(&second), (1, 1, 1));
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

/// What a look from outside shows of every file.
fn looks(folder: &Path) -> BTreeMap<String, (SystemTime, u64)> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|item| item.file_type().is_file())
        .map(|item| {
            let data = item.metadata().unwrap();
            #[cfg(unix)]
            let inode = std::os::unix::fs::MetadataExt::ino(&data);
            #[cfg(not(unix))]
            let inode = 0;
            let path = item.path().strip_prefix(folder).unwrap();
            (
                path.to_str().unwrap().to_owned(),
                (data.modified().unwrap(), inode),
            )
        })
        .collect()
}

/// Lets the clock of the disk go on, so that the next manifest is newer than every file.
fn wait_for_the_clock() {
    std::thread::sleep(Duration::from_millis(30));
}

/// A site with a key.
fn finish(folder: &Path, pairs: &[(&str, &str)], key: &str) -> Written {
    let output = Output::open(folder, || {}).unwrap();
    for (path, text) in pairs {
        output.put(path, text.as_bytes()).unwrap();
    }
    output.finish(key).unwrap()
}

fn paths(changes: &[Change]) -> Vec<&str> {
    changes.iter().map(|change| change.path.as_str()).collect()
}

const SITE: &[(&str, &str)] = &[
    ("a/index.html", "one"),
    ("b/c/d.html", "two"),
    ("b/e.html", "three"),
    ("index.html", "four"),
];

#[test]
fn what_did_not_change_is_not_touched_and_the_key_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let first = finish(folder, SITE, "k 1");
    assert_eq!(
        paths(&first.added),
        SITE.iter().map(|pair| pair.0).collect::<Vec<_>>()
    );
    assert_eq!(first.added[0].hash, Some(blake3::hash(b"one")));
    // The second run looks closely at files that are as new as the manifest; the third need not.
    wait_for_the_clock();
    finish(folder, SITE, "k 1");
    let before = looks(folder);
    let output = Output::open(folder, || {}).unwrap();
    assert_eq!(output.key(), Some("k 1"));
    for (path, _) in SITE {
        assert!(output.keep(path).unwrap());
    }
    assert!(!output.keep("nothing.html").unwrap());
    assert!(output.keep("../x").is_err());
    let written = output.finish("k 1").unwrap();
    assert_eq!(counts(&written), (0, 4, 0));
    assert_eq!(counts(&finish(folder, SITE, "k 1")), (0, 4, 0));
    assert_eq!(looks(folder), before, "not even the manifest");
    // Another key alone is a matter of the manifest.
    finish(folder, SITE, "k 2");
    assert_eq!(Output::open(folder, || {}).unwrap().key(), Some("k 2"));
    finish(folder, SITE, "");
    assert_eq!(Output::open(folder, || {}).unwrap().key(), None);
    let output = Output::open(folder, || {}).unwrap();
    assert!(output.finish("two\nlines").is_err());
}

#[test]
fn what_is_kept_and_what_is_put_make_one_site() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    finish(folder, SITE, "1");
    let output = Output::open(folder, || {}).unwrap();
    assert!(output.keep("a/index.html").unwrap());
    assert!(output.keep("b/e.html").unwrap());
    output.put("b/f.html", b"new").unwrap();
    output.put("index.html", b"FOUR").unwrap();
    let written = output.finish("2").unwrap();
    assert_eq!(paths(&written.added), ["b/f.html"]);
    assert_eq!(paths(&written.changed), ["index.html"]);
    assert_eq!(
        written.removed,
        [Change {
            path: "b/c/d.html".to_owned(),
            hash: Some(blake3::hash(b"two")),
        }]
    );
    assert_eq!(written.unchanged, 2);
    assert_eq!(read(folder, "index.html"), "FOUR");
    assert!(!folder.join("b/c").exists());
}

#[test]
fn what_somebody_did_to_a_file_is_repaired() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for wait in [false, true] {
        finish(folder, SITE, "1");
        if wait {
            wait_for_the_clock();
            finish(folder, SITE, "1");
        }
        // Of the same size, at the same time.
        let path = folder.join("a/index.html");
        let time = fs::metadata(&path).unwrap().modified().unwrap();
        let mut file = fs::File::options().write(true).open(&path).unwrap();
        file.write_all(b"ONE").unwrap();
        file.set_modified(time).unwrap();
        drop(file);
        fs::remove_file(folder.join("b/e.html")).unwrap();
        fs::remove_dir_all(folder.join("b/c")).unwrap();
        let output = Output::open(folder, || {}).unwrap();
        #[cfg(unix)]
        assert!(!output.keep("a/index.html").unwrap());
        assert!(!output.keep("b/e.html").unwrap());
        assert!(!output.keep("b/c/d.html").unwrap());
        assert!(output.keep("index.html").unwrap());
        drop(output);
        let written = finish(folder, SITE, "1");
        #[cfg(unix)]
        assert_eq!(
            paths(&written.changed),
            ["a/index.html", "b/c/d.html", "b/e.html"]
        );
        assert_eq!(written.added, []);
        #[cfg(unix)]
        assert_eq!(read(folder, "a/index.html"), "one");
        assert_eq!(read(folder, "b/e.html"), "three");
        assert_eq!(read(folder, "b/c/d.html"), "two");
    }
}

#[test]
fn a_run_that_does_not_finish_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    finish(folder, SITE, "1");
    let before = looks(folder);
    let output = Output::open(folder, || {}).unwrap();
    output.put("index.html", b"other").unwrap();
    output.put("new/folder/x.html", b"other").unwrap();
    assert!(output.keep("b/e.html").unwrap());
    drop(output);
    assert_eq!(looks(folder), before);
    assert!(!folder.join(".primer-new").exists());
    assert!(!folder.join("new").exists());
    assert_eq!(Output::open(folder, || {}).unwrap().key(), Some("1"));
}

/// What a kill leaves: the manifest says what was to be done, and any part of it is.
#[test]
fn a_run_that_was_killed_is_made_good_by_the_next() {
    let next: &[(&str, &str)] = &[
        ("a/index.html", "ONE"),
        ("b/e.html", "three"),
        ("index.html", "4"),
        ("new/x.html", "x"),
        ("new/y.html", "y"),
        ("z.html", "z"),
    ];
    for done in 0..=5 {
        for to_the_old in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let folder = folder.path();
            finish(folder, SITE, "1");
            let manifest = fs::read_to_string(folder.join(MANIFEST)).unwrap();
            // As `finish` leaves it before it moves anything.
            let mut lines: Vec<String> = manifest.lines().map(str::to_owned).collect();
            lines[1] = "# key".to_owned();
            let last = lines.pop().unwrap();
            for path in ["new/x.html", "new/y.html", "z.html"] {
                lines.push(format!("- - {path}"));
            }
            lines.push(last);
            fs::write(folder.join(MANIFEST), lines.join("\n") + "\n").unwrap();
            let staging = folder.join(".primer-new");
            fs::create_dir_all(staging.join("0")).unwrap();
            fs::write(staging.join("0/x.html"), "half").unwrap();
            fs::write(staging.join("7"), "half").unwrap();
            if done > 0 {
                fs::create_dir(folder.join("new")).unwrap();
                fs::write(folder.join("new/x.html"), "x").unwrap();
                fs::write(folder.join("new/y.html"), "y").unwrap();
            }
            if done > 1 {
                fs::write(staging.join("8"), "ONE").unwrap();
                fs::rename(staging.join("8"), folder.join("a/index.html")).unwrap();
            }
            if done > 2 {
                fs::write(folder.join("index.html"), "4").unwrap();
            }
            if done > 3 {
                fs::write(folder.join("z.html"), "z").unwrap();
            }
            if done > 4 {
                fs::remove_dir_all(folder.join("b/c")).unwrap();
            }
            assert_eq!(Output::open(folder, || {}).unwrap().key(), None);
            assert!(!staging.exists());
            let site = if to_the_old { SITE } else { next };
            let written = finish(folder, site, "2");
            for (path, text) in site {
                assert_eq!(read(folder, path), *text, "{done} {path}");
            }
            let left: Vec<String> = looks(folder)
                .into_keys()
                .filter(|path| !path.starts_with(".primer-"))
                .collect();
            let expected: Vec<&str> = site.iter().map(|pair| pair.0).collect();
            assert_eq!(left, expected, "{done}");
            // What a deployment hears is what differs from the last run that finished.
            if !to_the_old {
                assert_eq!(
                    paths(&written.added),
                    ["new/x.html", "new/y.html", "z.html"],
                    "{done}"
                );
                assert_eq!(paths(&written.changed), ["a/index.html", "index.html"]);
                assert_eq!(paths(&written.removed), ["b/c/d.html"]);
            }
            wait_for_the_clock();
            assert_eq!(counts(&finish(folder, site, "2")), (0, site.len(), 0));
        }
    }
}

#[test]
fn a_damaged_manifest_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    finish(folder, SITE, "1");
    let whole = fs::read(folder.join(MANIFEST)).unwrap();
    let foreign = ["b/e.htm", "b", "precious"];
    fs::write(folder.join("b/e.htm"), "mine").unwrap();
    fs::write(folder.join("precious"), "mine").unwrap();
    let zeros = vec![0; whole.len()];
    let garbled = String::from_utf8_lossy(&whole).replace("b/e.html", "../precious\nprecious");
    let mut binary = whole.clone();
    binary[100] = 0xff;
    let mut states: Vec<&[u8]> = vec![&zeros, garbled.as_bytes(), &binary];
    states.extend((0..whole.len()).step_by(23).map(|length| &whole[..length]));
    for state in states {
        fs::write(folder.join(MANIFEST), state).unwrap();
        assert_eq!(Output::open(folder, || {}).unwrap().key(), None);
        assert_eq!(finish(folder, SITE, "1").removed, []);
        for (path, text) in SITE {
            assert_eq!(read(folder, path), *text);
        }
        for path in foreign {
            assert!(folder.join(path).exists(), "{path}");
        }
        assert_eq!(Output::open(folder, || {}).unwrap().key(), Some("1"));
    }
}

#[test]
fn the_manifest_of_an_earlier_version_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    finish(folder, SITE, "1");
    let old = "# Written by primer. The files below are removed when no page needs them any more.\n\
        a/index.html\nb/c/d.html\nb/e.html\nindex.html\n";
    fs::write(folder.join(MANIFEST), old).unwrap();
    let before = looks(folder);
    let output = Output::open(folder, || {}).unwrap();
    assert_eq!(output.key(), None);
    assert!(
        !output.keep("index.html").unwrap(),
        "what it holds is not known"
    );
    drop(output);
    let mut site = SITE.to_vec();
    site[0].1 = "changed";
    site.remove(1);
    let written = finish(folder, &site, "1");
    assert_eq!(paths(&written.changed), ["a/index.html"]);
    assert_eq!(written.added, []);
    assert_eq!(written.removed[0].hash, None);
    assert_eq!(written.unchanged, 2);
    assert_eq!(looks(folder)["b/e.html"], before["b/e.html"]);
}

#[test]
fn a_path_is_put_once() {
    let folder = tempfile::tempdir().unwrap();
    let output = Output::open(folder.path(), || {}).unwrap();
    output.put("x/a.html", b"a").unwrap();
    output.put("x/a.html", b"b").unwrap();
    let error = output.finish("").unwrap_err();
    assert!(error.to_string().contains("x/a.html"), "{error}");
    assert!(!folder.path().join("x").exists());
}

#[test]
fn folders_that_are_missing_are_moved_into_those_that_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    finish(
        folder,
        &[("a/b/1", "1"), ("a/c", "file"), ("d/e/f", "f")],
        "",
    );
    fs::write(folder.join("a/mine"), "mine").unwrap();
    // `a/c` becomes a folder, `d/e` a file, and `a/b` loses its only file to a file of its name.
    let site = [
        ("a/b", "file"),
        ("a/c/2/3", "3"),
        ("a/c/4", "4"),
        ("a/n/5/6/7", "7"),
        ("d/e", "file"),
        ("n/8", "8"),
    ];
    finish(folder, &site, "");
    for (path, text) in site {
        assert_eq!(read(folder, path), text);
    }
    assert_eq!(read(folder, "a/mine"), "mine");
    // A folder whose last file goes is made again for the file that takes its place.
    finish(folder, &[("g/h/i/j", "j")], "");
    finish(folder, &[("g/h/i", "i")], "");
    assert_eq!(read(folder, "g/h/i"), "i");
    // One that somebody made while the site was rendered is filled.
    let output = Output::open(folder, || {}).unwrap();
    output.put("late/x/y", b"y").unwrap();
    fs::create_dir_all(folder.join("late/x")).unwrap();
    fs::write(folder.join("late/x/mine"), "mine").unwrap();
    output.finish("").unwrap();
    assert_eq!(read(folder, "late/x/y"), "y");
    assert_eq!(read(folder, "late/x/mine"), "mine");
}

#[test]
fn many_threads_fill_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let page = |number: usize, text: &str| {
        let path = format!("{}/{}/{number}/index.html", number % 3, number % 50);
        (path, format!("{text} {number}"))
    };
    for (text, keep) in [("first", false), ("first", true), ("second", true)] {
        let output = Output::open(folder, || {}).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..16 {
                let (output, page) = (&output, &page);
                scope.spawn(move || {
                    for number in (thread..800).step_by(16) {
                        let text = if number % 2 == 0 { text } else { "first" };
                        let (path, text) = page(number, text);
                        if !(keep && number % 4 == 1 && output.keep(&path).unwrap()) {
                            output.put(&path, text.as_bytes()).unwrap();
                        }
                    }
                });
            }
        });
        let written = output.finish("").unwrap();
        let expected = match (text, keep) {
            ("first", false) => (800, 0),
            ("first", true) => (0, 800),
            _ => (400, 400),
        };
        assert_eq!((written.written(), written.unchanged), expected);
        assert!(written.changed.is_sorted_by(|a, b| a.path < b.path));
        for number in 0..800 {
            let (path, text) = page(number, if number % 2 == 0 { text } else { "first" });
            assert_eq!(read(folder, &path), text);
        }
    }
}

//! The laws of output: deterministic, only what changed, nothing foreign, nothing half-written.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::SystemTime;

use primer::disk::write::{Change, MANIFEST, Output, Written, refuse_overlap, write};
use primer::output::OutputFile;

use crate::command::{primer, started};

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

/// Puts a site into a folder.
fn put(folder: &Path, pairs: &[(&str, &str)]) -> Output {
    let output = Output::open(folder, None, || {}).unwrap();
    for (path, text) in pairs {
        output.put(path, text.as_bytes()).unwrap();
    }
    output
}

fn finish(folder: &Path, pairs: &[(&str, &str)]) -> Written {
    put(folder, pairs).finish().unwrap()
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

const FIRST_LINE: &str =
    "# Written by primer. The files below are removed when no page needs them any more.\n";

#[test]
fn what_did_not_change_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let first = finish(folder, SITE);
    let expected: Vec<&str> = SITE.iter().map(|pair| pair.0).collect();
    assert_eq!(paths(&first.added), expected);
    for ((file, change), (path, text)) in first.files.iter().zip(&first.added).zip(SITE) {
        assert_eq!((file.path.as_str(), change.path.as_str()), (*path, *path));
        assert_eq!(file.hash, blake3::hash(text.as_bytes()));
        assert_eq!(change.hash, Some(file.hash));
    }
    let manifest = format!("{FIRST_LINE}a/index.html\nb/c/d.html\nb/e.html\nindex.html\n# end\n");
    assert_eq!(read(folder, MANIFEST), manifest);
    let before = looks(folder);
    assert_eq!(counts(&finish(folder, SITE)), (0, 4, 0));
    assert_eq!(looks(folder), before, "not even the manifest");
}

#[test]
fn the_list_says_what_is_another_than_in_the_last_site() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    finish(folder, SITE);
    let next = [
        ("a/index.html", "one"),
        ("b/e.html", "three"),
        ("b/f.html", "new"),
        ("index.html", "FOUR"),
    ];
    // What a file held when it was removed, not when it was written.
    fs::write(folder.join("b/c/d.html"), "mine").unwrap();
    let written = finish(folder, &next);
    assert_eq!(paths(&written.added), ["b/f.html"]);
    assert_eq!(paths(&written.changed), ["index.html"]);
    let removed = Change {
        path: "b/c/d.html".to_owned(),
        hash: Some(blake3::hash(b"mine")),
    };
    assert_eq!(written.removed, [removed]);
    assert_eq!(written.unchanged, 2);
    assert_eq!(written.files.len(), 4);
    assert!(!folder.join("b/c").exists());
    // What is gone already is named all the same.
    fs::remove_file(folder.join("b/f.html")).unwrap();
    let written = finish(folder, &next[..2]);
    assert_eq!(paths(&written.removed), ["b/f.html", "index.html"]);
    assert_eq!(written.removed[0].hash, None);
    assert_eq!(written.removed[1].hash, Some(blake3::hash(b"FOUR")));
}

#[test]
fn what_somebody_did_to_a_file_is_repaired() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    finish(folder, SITE);
    // Of the same size, at the same time.
    let path = folder.join("a/index.html");
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    let mut file = fs::File::options().write(true).open(&path).unwrap();
    file.write_all(b"ONE").unwrap();
    file.set_modified(time).unwrap();
    drop(file);
    fs::remove_file(folder.join("b/e.html")).unwrap();
    fs::remove_dir_all(folder.join("b/c")).unwrap();
    let written = finish(folder, SITE);
    assert_eq!(
        paths(&written.changed),
        ["a/index.html", "b/c/d.html", "b/e.html"]
    );
    assert_eq!(written.added, []);
    for (path, text) in SITE {
        assert_eq!(read(folder, path), *text);
    }
}

#[test]
fn a_run_that_does_not_finish_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    finish(folder, SITE);
    let before = looks(folder);
    let output = Output::open(folder, None, || {}).unwrap();
    output.put("index.html", b"other").unwrap();
    output.put("new/folder/x.html", b"other").unwrap();
    drop(output);
    assert_eq!(looks(folder), before);
    assert!(!folder.join(".primer-new").exists());
    assert!(!folder.join("new").exists());
}

#[test]
fn a_first_run_that_does_not_finish_leaves_no_folder() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let folder = root.join("a/b/public");
    drop(put(&folder, SITE));
    assert!(!root.join("a").exists());
    // Two files with one path.
    let output = put(&folder, SITE);
    output.put("index.html", b"again").unwrap();
    assert!(output.finish().is_err());
    assert!(!root.join("a").exists());
    // Something else came into the folder, or into one around it.
    fs::create_dir(root.join("a")).unwrap();
    let output = put(&folder, SITE);
    fs::write(root.join("a/b/mine"), "mine").unwrap();
    drop(output);
    assert!(!folder.exists());
    let output = put(&folder, SITE);
    fs::write(folder.join("mine"), "mine").unwrap();
    drop(output);
    assert_eq!(read(&folder, "mine"), "mine");
    assert_eq!(read(root, "a/b/mine"), "mine");
    // A folder that was there stays.
    let folder = root.join("c");
    fs::create_dir(&folder).unwrap();
    drop(put(&folder, SITE));
    assert!(folder.is_dir());
    assert!(!folder.join("index.html").exists());
}

/// A folder that somebody made stands where a file has to go: one of the last moves fails.
fn fail_at_the_end(output: Output, folder: &Path) {
    fs::create_dir_all(folder.join("z.html/mine")).unwrap();
    let error = output.finish().unwrap_err();
    assert!(error.to_string().contains("z.html"), "{error}");
}

#[test]
fn a_first_run_that_fails_takes_back_what_it_moved() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("public");
    let site = [SITE, &[("z.html", "z"), ("zz.html", "zz")]].concat();
    let failing = || {
        let output = put(&folder, &site);
        // A folder that came meanwhile is filled, and what was in it stays.
        fs::create_dir_all(folder.join("b/c")).unwrap();
        fs::write(folder.join("b/c/mine"), "mine").unwrap();
        // So does what came where nothing was moved to yet.
        fs::write(folder.join("zz.html"), "mine").unwrap();
        fail_at_the_end(output, &folder);
        assert_eq!(read(&folder, "zz.html"), "mine");
        fs::remove_file(folder.join("zz.html")).unwrap();
        assert!(
            looks(&folder)
                .keys()
                .all(|path| path == "b/c/mine" || path == ".primer-lock")
        );
        assert!(folder.join("z.html/mine").is_dir());
        fs::remove_dir_all(folder.join("z.html")).unwrap();
        fs::remove_dir_all(folder.join("b")).unwrap();
    };
    failing();
    // So it is after a first run that was killed on its way, which had got further.
    let listed: String = site[..5]
        .iter()
        .map(|(path, _)| format!("{path}//added\n"))
        .collect();
    fs::write(
        folder.join(MANIFEST),
        format!("{FIRST_LINE}{listed}# end\n"),
    )
    .unwrap();
    fs::write(folder.join("index.html"), "four").unwrap();
    failing();
    // What is in the way and empty goes with the folder.
    fs::remove_dir_all(&folder).unwrap();
    let output = put(&folder, &site);
    fs::create_dir(folder.join("a")).unwrap();
    fs::write(folder.join("b"), "mine").unwrap();
    assert!(output.finish().is_err());
    assert_eq!(
        read(&folder, "b"),
        "mine",
        "nothing that was not moved goes"
    );
    assert!(!folder.join("a/index.html").exists());
    assert!(!folder.join(MANIFEST).exists());
    // Where there was a site, what was moved stays, and the next run knows.
    let folder = root.path().join("other");
    finish(&folder, SITE);
    let output = put(&folder, &[("index.html", "FOUR"), ("z.html", "z")]);
    fail_at_the_end(output, &folder);
    assert_eq!(read(&folder, "index.html"), "FOUR");
    fs::remove_dir_all(folder.join("z.html")).unwrap();
    let written = finish(&folder, &[("index.html", "FOUR"), ("z.html", "z")]);
    assert_eq!(paths(&written.added), ["z.html"]);
    assert_eq!(paths(&written.changed), ["index.html"]);
    assert_eq!(
        paths(&written.removed),
        ["a/index.html", "b/c/d.html", "b/e.html"]
    );
}

#[test]
fn a_run_that_waits_for_one_that_fails_has_its_folder() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("public");
    let output = put(&folder, SITE);
    let (waits, is_waiting) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let next = scope.spawn(|| {
            let output = Output::open(&folder, None, move || waits.send(()).unwrap()).unwrap();
            output.put("next.html", b"next").unwrap();
            output.finish().unwrap()
        });
        is_waiting.recv().unwrap();
        drop(output);
        assert_eq!(paths(&next.join().unwrap().added), ["next.html"]);
    });
    assert_eq!(read(&folder, "next.html"), "next");
    assert!(
        folder.join(".primer-lock").is_file(),
        "a third run waits for the second"
    );
}

/// Whoever waits for a lock file that is removed must not take it for the one that came after it.
#[cfg(unix)]
#[test]
fn a_run_that_waited_waits_for_the_lock_that_came_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let output = put(folder, SITE);
    let (waits, is_waiting) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let next = scope.spawn(|| {
            let waits = move || waits.send(()).unwrap();
            Output::open(folder, None, waits).unwrap().finish().unwrap()
        });
        is_waiting.recv().unwrap();
        let lock = folder.join(".primer-lock");
        fs::remove_file(&lock).unwrap();
        let third = fs::File::create_new(lock).unwrap();
        third.lock().unwrap();
        drop(output);
        std::thread::sleep(std::time::Duration::from_millis(100));
        assert!(!next.is_finished());
        drop(third);
        next.join().unwrap();
    });
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
    // As `finish` leaves it before it moves anything, in this version and in the last.
    let hash = blake3::hash(b"what the last site held").to_hex();
    let manifests = [
        format!(
            "{FIRST_LINE}a/index.html//changed\nb/c/d.html\nb/e.html\nindex.html//changed\n\
             new/x.html//added\nnew/y.html//added\nz.html//added\n# end\n"
        ),
        format!(
            "{FIRST_LINE}# key\n{hash} - a/index.html\n{hash} 3.1.1.a b/c/d.html\n\
             {hash} 5.1.1.b b/e.html\n{hash} - index.html\n- - new/x.html\n- - new/y.html\n\
             - - z.html\n# end\n"
        ),
    ];
    for (done, manifest) in (0..=5).flat_map(|done| manifests.iter().map(move |text| (done, text)))
    {
        for to_the_old in [false, true] {
            for killed_again in [false, true] {
                let folder = tempfile::tempdir().unwrap();
                let folder = folder.path();
                finish(folder, SITE);
                fs::write(folder.join(MANIFEST), manifest).unwrap();
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
                    fs::write(folder.join("a/index.html"), "ONE").unwrap();
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
                if killed_again {
                    // The marks of the first run are handed on by one that stops in its moves.
                    let output = put(folder, &[("b/e.html", "three"), ("z2.html", "z")]);
                    fs::create_dir_all(folder.join("z2.html/mine")).unwrap();
                    output.finish().unwrap_err();
                    fs::remove_dir_all(folder.join("z2.html")).unwrap();
                }
                let site = if to_the_old { SITE } else { next };
                let written = finish(folder, site);
                assert!(!staging.exists());
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
                let changed = ["a/index.html", "index.html"];
                let new = ["new/x.html", "new/y.html", "z.html"];
                if to_the_old {
                    assert_eq!(paths(&written.added), [""; 0]);
                    assert!(
                        changed
                            .iter()
                            .all(|path| paths(&written.changed).contains(path))
                    );
                    let removed = paths(&written.removed);
                    assert_eq!(&removed[..3], new);
                } else {
                    assert_eq!(paths(&written.added), new, "{done}");
                    assert_eq!(paths(&written.changed), changed);
                    assert_eq!(paths(&written.removed)[0], "b/c/d.html");
                }
                assert_eq!(counts(&finish(folder, site)), (0, site.len(), 0));
            }
        }
    }
}

#[test]
fn a_damaged_manifest_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    finish(folder, SITE);
    let whole = fs::read(folder.join(MANIFEST)).unwrap();
    let foreign = ["b/e.htm", "b", "precious"];
    fs::write(folder.join("b/e.htm"), "mine").unwrap();
    fs::write(folder.join("precious"), "mine").unwrap();
    let zeros = vec![0; whole.len()];
    let garbled = String::from_utf8_lossy(&whole).replace("b/e.html", "../precious\nb");
    let crossed = String::from_utf8_lossy(&whole).replace('\n', "\r\n");
    let mut states: Vec<&[u8]> = vec![&zeros, garbled.as_bytes(), crossed.as_bytes()];
    states.extend((0..whole.len()).map(|length| &whole[..length]));
    for state in states {
        fs::write(folder.join(MANIFEST), state).unwrap();
        let written = finish(folder, SITE);
        for file in &written.files {
            let path = format!("\n{}\n", file.path);
            let is_listed = String::from_utf8_lossy(state).contains(&path);
            let is_named = written.added.iter().any(|change| change.path == file.path);
            assert_ne!(is_listed, is_named, "{path:?} {state:?}");
        }
        for (path, text) in SITE {
            assert_eq!(read(folder, path), *text);
        }
        for path in foreign {
            assert!(folder.join(path).exists(), "{path}");
        }
        assert_eq!(fs::read(folder.join(MANIFEST)).unwrap(), whole);
    }
    // A mark that is no mark is taken for one.
    let marked = String::from_utf8_lossy(&whole).replace("b/e.html", "b/e.html//chan");
    fs::write(folder.join(MANIFEST), marked).unwrap();
    assert_eq!(paths(&finish(folder, SITE).changed), ["b/e.html"]);
}

#[test]
fn a_manifest_that_somebody_wrote_removes_plain_files_of_the_folder_only() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("public");
    finish(&folder, SITE);
    fs::create_dir_all(root.path().join("elsewhere/empty")).unwrap();
    fs::write(root.path().join("elsewhere/x"), "mine").unwrap();
    fs::create_dir_all(folder.join("folder/x")).unwrap();
    #[cfg(unix)]
    for (to, link) in [("../elsewhere", "link"), ("../elsewhere/x", "one")] {
        std::os::unix::fs::symlink(to, folder.join(link)).unwrap();
    }
    let forged = format!(
        "{FIRST_LINE}../elsewhere/x\n{}/elsewhere/x\nfolder\nfolder/x\nlink\nlink/empty/x\nlink/x\n\
         one\n.primer-lock\n.PRIMER-manifest\n.primer-new/x\n# end\n",
        root.path().display()
    );
    fs::write(folder.join(MANIFEST), forged).unwrap();
    let written = write(&folder, &files(&[("other.html", "x")]), || {}).unwrap();
    assert!(written.removed.iter().all(|change| change.hash.is_none()));
    assert_eq!(read(root.path(), "elsewhere/x"), "mine");
    assert!(root.path().join("elsewhere/empty").is_dir());
    assert!(folder.join("folder/x").is_dir());
    #[cfg(unix)]
    for link in ["link", "one"] {
        assert!(folder.join(link).is_symlink());
    }
    // Nor does it let a site through a link.
    #[cfg(unix)]
    for path in ["link/x", "one", "link", "one/x"] {
        let forged = format!("{FIRST_LINE}{path}\nlink\none\n# end\n");
        fs::write(folder.join(MANIFEST), forged).unwrap();
        let error = write(&folder, &files(&[(path, "theirs")]), || {}).unwrap_err();
        let error = error.to_string();
        assert!(
            error.contains("is in the way") || error.contains("is a symbolic link"),
            "{error}"
        );
        assert_eq!(read(root.path(), "elsewhere/x"), "mine");
    }
    // A manifest that is a link is no manifest.
    #[cfg(unix)]
    {
        fs::rename(folder.join(MANIFEST), root.path().join("list")).unwrap();
        std::os::unix::fs::symlink("../list", folder.join(MANIFEST)).unwrap();
        assert!(Output::open(&folder, None, || {}).is_err());
    }
}

#[test]
fn the_manifests_of_earlier_versions_are_read() {
    let hash = blake3::hash(b"one").to_hex();
    for old in [
        "a/index.html\nb/c/d.html\nb/e.html\nindex.html\n".to_owned(),
        format!(
            "# key 4a 5b\n{hash} 3.17f.17f.a a/index.html\n{hash} 3.1.1.b b/c/d.html\n\
             ? 5.1.1.c b/e.html\n{hash} 4.1.1.d index.html\n# end\n"
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        finish(folder, SITE);
        fs::write(folder.join(MANIFEST), format!("{FIRST_LINE}{old}")).unwrap();
        let before = looks(folder);
        let mut site = SITE.to_vec();
        site[0].1 = "changed";
        site.remove(1);
        let written = finish(folder, &site);
        assert_eq!(paths(&written.changed), ["a/index.html"]);
        assert_eq!(written.added, []);
        assert_eq!(paths(&written.removed), ["b/c/d.html"]);
        assert_eq!(written.unchanged, 2);
        assert_eq!(looks(folder)["b/e.html"], before["b/e.html"]);
    }
}

#[test]
fn every_path_that_a_site_may_have_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let site = &[
        ("# end", "1"),
        ("# key", "2"),
        ("#x/y", "3"),
        ("- - a", "4"),
        (" ", "5"),
    ];
    finish(folder, site);
    let written = finish(folder, site);
    assert_eq!(counts(&written), (0, site.len(), 0));
    assert_eq!(finish(folder, &[]).removed.len(), site.len());
    assert!(
        looks(folder)
            .keys()
            .all(|path| path.starts_with(".primer-"))
    );
}

#[test]
fn a_path_is_put_once() {
    let folder = tempfile::tempdir().unwrap();
    let output = Output::open(folder.path(), None, || {}).unwrap();
    output.put("x/a.html", b"a").unwrap();
    output.put("x/a.html", b"b").unwrap();
    let error = output.finish().unwrap_err();
    assert!(error.to_string().contains("x/a.html"), "{error}");
    assert!(!folder.path().join("x").exists());
}

#[test]
fn folders_that_are_missing_are_moved_into_those_that_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    finish(folder, &[("a/b/1", "1"), ("a/c", "file"), ("d/e/f", "f")]);
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
    finish(folder, &site);
    for (path, text) in site {
        assert_eq!(read(folder, path), text);
    }
    assert_eq!(read(folder, "a/mine"), "mine");
    // A folder whose last file goes is made again for the file that takes its place.
    finish(folder, &[("g/h/i/j", "j")]);
    finish(folder, &[("g/h/i", "i")]);
    assert_eq!(read(folder, "g/h/i"), "i");
    // One that somebody made while the site was rendered is filled.
    let output = Output::open(folder, None, || {}).unwrap();
    output.put("late/x/y", b"y").unwrap();
    fs::create_dir_all(folder.join("late/x")).unwrap();
    fs::write(folder.join("late/x/mine"), "mine").unwrap();
    output.finish().unwrap();
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
    for (text, expected) in [
        ("first", (800, 0)),
        ("first", (0, 800)),
        ("second", (400, 400)),
    ] {
        let output = Output::open(folder, None, || {}).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..16 {
                let (output, page) = (&output, &page);
                scope.spawn(move || {
                    for number in (thread..800).step_by(16) {
                        let text = if number % 2 == 0 { text } else { "first" };
                        let (path, text) = page(number, text);
                        output.put(&path, text.as_bytes()).unwrap();
                    }
                });
            }
        });
        let written = output.finish().unwrap();
        assert_eq!((written.written(), written.unchanged), expected);
        assert!(written.changed.is_sorted_by(|a, b| a.path < b.path));
        for number in 0..800 {
            let (path, text) = page(number, if number % 2 == 0 { text } else { "first" });
            assert_eq!(read(folder, &path), text);
        }
    }
}

/// A primer with a folder beside it.
fn tree() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for path in ["p/content/x", "p/templates", "elsewhere/x"] {
        fs::create_dir_all(folder.path().join(path)).unwrap();
    }
    fs::write(folder.path().join("p/primer.toml"), "").unwrap();
    folder
}

fn overlaps(root: &Path, output: &Path) -> bool {
    let sources = ["content", "templates", "static", "primer.toml"].map(|name| root.join(name));
    refuse_overlap(output, root, &sources).is_err()
}

#[test]
fn an_output_folder_overlaps_no_source() {
    let folder = tree();
    let root = folder.path().join("p");
    for path in [
        "",
        ".",
        "..",
        "../..",
        "content",
        "content/",
        "content/x",
        "content/new/deep",
        "content/../content/x",
        "public/../content",
        "public/x/../../content/x",
        "static",
        "static/new",
        "static/../static",
        "templates/../../p",
        "../elsewhere/../p",
        "../elsewhere/../p/content/new",
    ] {
        assert!(overlaps(&root, &root.join(path)), "{path}");
    }
    for path in [
        "public",
        "public/content",
        "contents",
        "content/../public",
        "../elsewhere",
        "../elsewhere/new",
        "../new",
    ] {
        assert!(!overlaps(&root, &root.join(path)), "{path}");
    }
    assert!(!root.join("public").exists(), "nothing is made");
    // A disk that ignores case has the folder under other names too.
    let upper = root.join("CONTENT");
    assert_eq!(overlaps(&root, &upper), upper.exists());
}

#[cfg(unix)]
#[test]
fn links_do_not_hide_a_source() {
    use std::os::unix::fs::symlink;
    let folder = tree();
    let top = folder.path();
    let root = top.join("p");
    for (to, link) in [
        ("content", "p/public"),
        (".", "p/here"),
        ("..", "p/above"),
        ("content/x", "p/deep"),
        ("../p/content", "elsewhere/back"),
        ("p", "other-p"),
        ("../elsewhere", "p/far"),
    ] {
        symlink(to, top.join(link)).unwrap();
    }
    for path in [
        "p/public",
        "p/public/new/deep",
        "p/public/../content",
        "p/here",
        "p/here/static/x",
        "p/above",
        "p/deep",
        "p/deep/..",
        "elsewhere/back",
        "elsewhere/back/x",
        "other-p",
        "other-p/content/new",
        "p/far/back/new",
    ] {
        assert!(overlaps(&root, &top.join(path)), "{path}");
        assert!(overlaps(&top.join("other-p"), &top.join(path)), "{path}");
    }
    for path in ["p/far", "p/far/site", "other-p/public2", "p/here/public2"] {
        assert!(!overlaps(&root, &top.join(path)), "{path}");
    }
    // Sources may be links, too.
    symlink("../elsewhere/x", root.join("static")).unwrap();
    for path in ["elsewhere", "elsewhere/x/new", "p/far/x", "p/static", "p"] {
        assert!(overlaps(&root, &top.join(path)), "{path}");
    }
    assert!(!overlaps(&root, &top.join("elsewhere/y")));
    // A primer all of whose sources are elsewhere is no output folder either.
    fs::create_dir(top.join("q")).unwrap();
    for name in ["content", "templates", "static", "primer.toml"] {
        symlink(root.join(name), top.join("q").join(name)).unwrap();
    }
    assert!(overlaps(&top.join("q"), &top.join("q")));
    assert!(!overlaps(&top.join("q"), &top.join("q/public")));
}

#[cfg(unix)]
#[test]
fn a_build_through_a_link_into_the_sources_is_refused() {
    use std::os::unix::fs::symlink;
    let folder = started();
    let root = folder.path();
    // A manifest that came with the sources does not make them the program's own.
    let forged = format!("{FIRST_LINE}_index.md\nterms/entry.md\n# end\n");
    fs::write(root.join("content").join(MANIFEST), &forged).unwrap();
    fs::write(root.join(MANIFEST), forged).unwrap();
    let before = looks(root);
    let refused = |arguments: &[&str]| {
        let run = primer(root, arguments);
        assert_eq!(run.code, 2, "{arguments:?} {}", run.err);
        assert!(
            run.err.contains("another one with `--output`"),
            "{}",
            run.err
        );
        assert_eq!(looks(root), before, "{arguments:?}");
    };
    for to in ["content", ".", "..", "content/terms"] {
        symlink(to, root.join("public")).unwrap();
        refused(&["build"]);
        if to.starts_with("content") {
            refused(&["build", "--output", "public/new/deep"]);
        }
        fs::remove_file(root.join("public")).unwrap();
    }
    // One that leads nowhere yet is no folder.
    symlink("content/new", root.join("public")).unwrap();
    assert_eq!(primer(root, &["build"]).code, 2);
    assert!(!root.join("content/new").exists());
    fs::remove_file(root.join("public")).unwrap();
    for output in [
        "content/../content/x",
        "new/../content",
        ".",
        "static",
        "primer.toml",
    ] {
        refused(&["build", "--output", output]);
    }
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), root.join("public")).unwrap();
    // Nor one to anywhere else: it may have come with the sources. The operator may name it.
    let run = primer(root, &["build"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(
        run.err.contains("`public` is a symbolic link"),
        "{}",
        run.err
    );
    assert!(fs::read_dir(elsewhere.path()).unwrap().next().is_none());
    let run = primer(root, &["build", "--output", "public"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(elsewhere.path().join("terms/entry/index.html").exists());
}

//! Whole sites, compared byte for byte with what they were when somebody last looked.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use primer::asset::{AssetPlace, without_fingerprint};
use primer::disk::load::{Tree, list, load};
use primer::disk::write::{MANIFEST, write};
use primer::output::OutputFile;
use primer::pipeline::{Options, build};

use crate::builder::full_report;

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|item| item.file_type().is_file())
        .map(|item| {
            let path = item.path().strip_prefix(folder).unwrap();
            (
                path.to_string_lossy().replace('\\', "/"),
                fs::read(item.path()).unwrap(),
            )
        })
        .filter(|(path, _)| path != MANIFEST && !path.ends_with(".primer-lock"))
        .collect()
}

/// The bytes of a file of the built-in theme, by its path on the site. Where such a file is expected, what the settings add to
/// it is written down, mostly nothing: its text is that of `static/`, and need not be written down for each site.
fn of_theme(root: &Path, path: &str) -> Option<Vec<u8>> {
    let name = without_fingerprint(path).unwrap_or_else(|| path.to_owned());
    let name = Path::new("static").join(name);
    let is_own = root.join(&name).exists();
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read(theme).ok().filter(|_| !is_own)
}

fn check(name: &str) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    check_at(name, &root.join("tests/sites").join(name));
}

/// Compares the site in a folder with what is expected of it.
fn check_at(name: &str, root: &Path) {
    let inputs = load(&Tree::new(root), Options::default()).unwrap();
    let made = build(&inputs, &|_| {});
    let report = full_report(&made.analysis);
    assert_eq!(report, "", "the site `{name}` has faults");
    let made = made.files.unwrap();
    // Texts that are read one by one make the same site, and files that stay on the disk are the same.
    let listed = build(
        &list(&Tree::new(root), Options::default()).unwrap(),
        &|_| {},
    );
    let mut files_of_both = listed.files.unwrap();
    for (path, asset) in listed.copies {
        let AssetPlace::Disk(file) = &asset.place else {
            panic!("{path} is in memory");
        };
        let bytes = fs::read(file).unwrap().into();
        files_of_both.push(OutputFile { path, bytes });
    }
    files_of_both.sort_by(|a, b| a.path.cmp(&b.path));
    assert_eq!(files_of_both, made);
    let expected = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let expected = expected.join(name).join("expected");
    if std::env::var_os("UPDATE").is_some() {
        let _ = fs::remove_dir_all(&expected);
        let mut written = made.clone();
        for file in &mut written {
            if let Some(theme) = of_theme(root, &file.path) {
                file.bytes = file.bytes[theme.len()..].to_vec().into();
            }
        }
        write(&expected, &written, || {}).unwrap();
        fs::remove_file(expected.join(MANIFEST)).unwrap();
        fs::remove_file(expected.join(".primer-lock")).unwrap();
    }
    let mut expected = files(&expected);
    for (path, bytes) in &mut expected {
        if let Some(theme) = of_theme(root, path) {
            *bytes = [theme.as_slice(), bytes].concat();
        }
    }
    let made: BTreeMap<String, Vec<u8>> = made
        .into_iter()
        .map(|file| (file.path, file.bytes.to_vec()))
        .collect();
    let paths = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&made), paths(&expected), "the files of `{name}`");
    for (path, bytes) in &made {
        assert!(
            *bytes == expected[path],
            "{name}: {path} differs\n--- expected\n{}\n--- actual\n{}",
            String::from_utf8_lossy(&expected[path]),
            String::from_utf8_lossy(bytes)
        );
    }
}

#[test]
fn four_collections_are_declared_in_settings_alone() {
    check("collections");
}

#[test]
fn the_example_of_a_library() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    check_at("library", &root.join("examples/library"));
}

#[test]
fn a_site_in_a_subfolder_with_plain_file_addresses() {
    check("subfolder");
}

#[test]
fn a_site_without_settings() {
    check("plain");
}

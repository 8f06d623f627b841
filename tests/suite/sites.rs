//! Whole sites, compared byte for byte with what they were when somebody last looked.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use primer::disk::load::load;
use primer::disk::write::{MANIFEST, write};
use primer::memo::Memo;
use primer::pipeline::{Options, build};
use primer::source::Source;

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

fn check(name: &str) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/sites")
        .join(name);
    let inputs = load(&root, Options::default()).unwrap();
    let made = build(&inputs, &Memo::default(), &|_| {});
    let report = full_report(&made.analysis);
    assert_eq!(report, "", "the site `{name}` has faults");
    let made = made.files.unwrap();
    let expected = root.join("expected");
    if std::env::var_os("UPDATE").is_some() {
        let _ = fs::remove_dir_all(&expected);
        write(&expected, &made, || {}).unwrap();
        fs::remove_file(expected.join(MANIFEST)).unwrap();
        fs::remove_file(expected.join(".primer-lock")).unwrap();
    }
    let expected = files(&expected);
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

/// The built-in templates are compiled into the program; with any template of the site's own, the engine
/// reads them instead.
#[test]
fn compiled_templates_write_what_the_engine_does() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let sites = [
        "tests/sites/collections",
        "tests/sites/subfolder",
        "tests/sites/plain",
        ".",
    ];
    for site in sites {
        let mut inputs = load(&root.join(site), Options::default()).unwrap();
        inputs.options.visibility.drafts = true;
        inputs.options.visibility.today = Some(jiff::civil::date(2000, 1, 1));
        inputs.templates.clear();
        let compiled = build(&inputs, &Memo::default(), &|_| {}).files.unwrap();
        inputs
            .templates
            .push(Source::new("templates/unused.html", ""));
        let engine = build(&inputs, &Memo::default(), &|_| {}).files.unwrap();
        for (one, two) in compiled.iter().zip(&engine) {
            assert_eq!(one, two, "{site}: {}", one.path);
        }
        assert_eq!(compiled.len(), engine.len());
    }
}

#[test]
fn four_collections_are_declared_in_settings_alone() {
    check("collections");
}

#[test]
fn a_site_in_a_subfolder_with_plain_file_addresses() {
    check("subfolder");
}

#[test]
fn a_site_without_settings() {
    check("plain");
}

//! `--changes`: what a script that deploys a site is told.

use std::fs;

use primer::config::Config;
use primer::disk::write::MANIFEST;
use primer::glossary::place::{Claim, Form, Occupant, Place};
use primer::page::route::Routes;
use serde_json::Value;

use crate::command::{primer, started};
use crate::program::starter;

/// The hash of a file that was removed.
fn removed(document: &Value, path: &str) -> Value {
    let mut items = document["removed"].as_array().unwrap().iter();
    items.find(|item| item["path"] == path).unwrap()["hash"].clone()
}

fn items(document: &Value, name: &str) -> Vec<(String, String)> {
    let items = document[name].as_array().unwrap();
    items
        .iter()
        .map(|item| {
            assert_eq!(item["hash"].as_str().unwrap().len(), 64);
            let text = |key: &str| item[key].as_str().unwrap().to_owned();
            (text("path"), text("url"))
        })
        .collect()
}

fn pair(path: &str, url: &str) -> (String, String) {
    (path.to_owned(), url.to_owned())
}

#[test]
fn the_list_says_what_a_build_changed() {
    let folder = started();
    let folder = folder.path();
    let list = folder.join("changes.json");
    fs::write(
        folder.join("content/terms/one.md"),
        "---\ntitle: One\n---\nA term.\n",
    )
    .unwrap();
    let build = || {
        let arguments = [
            "build",
            "--changes",
            "changes.json",
            "--base-url",
            "https://example.org/sub/",
        ];
        let run = primer(folder, &arguments);
        assert_eq!(run.code, 0, "{}", run.err);
        let text = fs::read_to_string(&list).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()
    };
    // The first deployment has everything to do.
    let first = build();
    assert_eq!(first["version"], 1);
    let added = items(&first, "added");
    assert!(added.is_sorted());
    assert!(items(&first, "changed").is_empty() && items(&first, "removed").is_empty());
    for known in [
        pair("404.html", "/sub/404.html"),
        pair("about/index.html", "/sub/about/"),
        pair("index.html", "/sub/"),
        pair("sitemap.xml", "/sub/sitemap.xml"),
        pair("style.css", "/sub/style.css"),
        pair("terms/entry/index.html", "/sub/terms/entry/"),
    ] {
        assert!(added.contains(&known), "{known:?} {added:?}");
    }
    for item in first["added"].as_array().unwrap() {
        let bytes = fs::read(folder.join("public").join(item["path"].as_str().unwrap())).unwrap();
        assert_eq!(item["hash"], blake3::hash(&bytes).to_string());
    }
    // Nothing changed: the list is there, and empty.
    let second = build();
    for name in ["added", "changed", "removed"] {
        assert!(items(&second, name).is_empty(), "{second}");
    }
    fs::rename(
        folder.join("content/terms/one.md"),
        folder.join("content/terms/other.md"),
    )
    .unwrap();
    fs::write(
        folder.join("content/_index.md"),
        "---\ntitle: Home\n---\nHello.\n",
    )
    .unwrap();
    let third = build();
    assert!(items(&third, "added").contains(&pair("terms/other/index.html", "/sub/terms/other/")));
    assert!(items(&third, "changed").contains(&pair("index.html", "/sub/")));
    let mut gone = items(&third, "removed");
    // The names of the files of the search follow their bytes.
    gone.retain(|(path, _)| !path.starts_with("search/index/"));
    assert_eq!(gone, [pair("terms/one/index.html", "/sub/terms/one/")]);
    // A file that somebody changed is put right; one that is not needed has the hash of what it held.
    fs::write(folder.join("public/about/index.html"), "mine").unwrap();
    fs::write(folder.join("public/terms/other/index.html"), "mine").unwrap();
    fs::remove_file(folder.join("content/terms/other.md")).unwrap();
    let fourth = build();
    assert!(items(&fourth, "changed").contains(&pair("about/index.html", "/sub/about/")));
    assert_eq!(
        removed(&fourth, "terms/other/index.html"),
        blake3::hash(b"mine").to_string()
    );
    // One that is gone already has none.
    let last = folder.join("content/terms/last.md");
    fs::write(&last, "---\ntitle: Last\n---\nA term.\n").unwrap();
    build();
    fs::remove_dir_all(folder.join("public/terms/last")).unwrap();
    fs::remove_file(last).unwrap();
    let fifth = build();
    assert!(removed(&fifth, "terms/last/index.html").is_null());
}

/// A run that was killed on its way has printed no list.
#[test]
fn the_list_names_what_a_run_that_was_cut_off_had_done() {
    let folder = started();
    let folder = folder.path();
    let build = || {
        let run = primer(folder, &["build", "--changes", "-"]);
        assert_eq!(run.code, 0, "{}", run.err);
        serde_json::from_str::<Value>(&run.out).unwrap()
    };
    let names = |document: &Value, name: &str| -> Vec<String> {
        let items = items(document, name).into_iter();
        items.map(|(path, _)| path).collect()
    };
    build();
    let manifest = folder.join("public").join(MANIFEST);
    let text = fs::read_to_string(&manifest).unwrap();
    let text = text
        .replace("about/index.html\n", "about/index.html//changed\n")
        .replace(
            "terms/entry/index.html\n",
            "terms/entry/index.html//added\n",
        );
    fs::write(&manifest, text).unwrap();
    let next = build();
    assert_eq!(names(&next, "added"), ["terms/entry/index.html"]);
    assert_eq!(names(&next, "changed"), ["about/index.html"]);
    let last = build();
    for name in ["added", "changed", "removed"] {
        assert_eq!(names(&last, name), [""; 0], "{last}");
    }
}

#[test]
fn a_list_is_of_the_last_build_or_not_there() {
    let folder = started();
    let folder = folder.path();
    let list = folder.join("changes.json");
    let build = |file: &str| primer(folder, &["build", "--changes", file]);
    assert_eq!(build("changes.json").code, 0);
    assert!(list.exists());
    let entry = folder.join("content/terms/x.md");
    fs::write(&entry, "---\ntitle: X\n---\n[x](/nowhere)\n").unwrap();
    assert_eq!(build("changes.json").code, 1);
    assert!(!list.exists(), "an old list would be deployed again");
    fs::remove_file(entry).unwrap();
    // A file that was made for it, and none at all.
    fs::write(&list, "").unwrap();
    assert_eq!(build("changes.json").code, 0);
    let run = build("-");
    assert_eq!(run.code, 0);
    assert_eq!(
        serde_json::from_str::<Value>(&run.out).unwrap()["version"],
        1
    );
    // Nothing else is replaced, and nothing is put into the site.
    let before = fs::read(folder.join("primer.toml")).unwrap();
    for file in [
        "primer.toml",
        "public/changes.json",
        "./public/terms/../changes.json",
        "content/changes.json",
        "static/changes.json",
        "public",
        "nowhere/changes.json",
        "..",
    ] {
        fs::create_dir_all(folder.join("static")).unwrap();
        let run = build(file);
        assert_eq!(run.code, 2, "{file}");
        assert!(run.err.contains("the list of changes"), "{}", run.err);
    }
    assert_eq!(fs::read(folder.join("primer.toml")).unwrap(), before);
    assert!(!folder.join("public/changes.json").exists());
    let run = primer(folder, &["build", "--changes", "-", "--format", "json"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
}

#[cfg(unix)]
#[test]
fn a_list_can_go_through_a_pipe() {
    let folder = started();
    let output = starter("sh")
        .args(["-c", "primer build -q --changes /dev/stdout | cat"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(!items(&document, "added").is_empty());
}

/// The way from a file to its address is the way from a page to its file, turned round.
#[test]
fn every_route_is_found_by_its_file() {
    let (mut directory, mut file) = (Config::default(), Config::default());
    directory.site.urls = primer::config::UrlStyle::Directory;
    file.site.urls = primer::config::UrlStyle::File;
    for config in [directory, file] {
        let routes = Routes::new(&config);
        for (path, form) in [
            ("", Form::Folder),
            ("terms", Form::Folder),
            ("terms/é f", Form::Page),
            ("a-z", Form::Page),
            ("404.html", Form::File),
            ("style.css", Form::File),
            ("terms/map.png", Form::File),
        ] {
            let place = Place {
                occupant: Occupant::Page,
                form,
                claim: Claim::Made,
                kind: 0,
                key: 0,
                cause: None,
            };
            let file = place.file(path, config.site.urls);
            assert_eq!(routes.url_of_file(&file), routes.url(path, form));
        }
    }
}

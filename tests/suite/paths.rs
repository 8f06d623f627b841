//! What `check` passes, `build` can write: both say the same of the paths of a site, and an error leaves nothing
//! behind.

use std::fs;
use std::path::Path;

use primer::asset::Asset;
use primer::output::{self, OutputFile};
use primer::page::Found;
use primer::pipeline::Analysis;
use primer::source::SourcePath;

use crate::builder::{Primer, report};
use crate::command::primer;

const QUIET: &str = "[check]\norphan-entry = \"off\"\n";
const FILES: &str = "[site]\nurls = \"file\"\n[check]\norphan-entry = \"off\"\n";

fn entry(front_matter: &str) -> String {
    format!("---\n{front_matter}\n---\nText.\n")
}

/// What both commands say of a primer, and the paths of its site, if it has one.
fn both(settings: &str, files: &[(&str, &str)]) -> (String, Option<Vec<String>>) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let put = |path: &str, text: &str| {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), text).unwrap();
    };
    put("primer.toml", settings);
    put("content/_index.md", &entry("title: Home"));
    for (path, text) in files {
        put(path, text);
    }
    let check = primer(root, &["check", "--format", "short"]);
    let build = primer(root, &["build", "--format", "short"]);
    assert_eq!(
        (check.code, &check.out, &check.err),
        (build.code, &build.out, &build.err)
    );
    let site = (build.code == 0).then(|| paths(&root.join("public")));
    if site.is_none() {
        assert_eq!(build.code, 1, "{}", build.err);
        let names = fs::read_dir(root).unwrap();
        let mut names: Vec<_> = names.map(|item| item.unwrap().file_name()).collect();
        names.retain(|name| {
            !["content", "static", "primer.toml"]
                .map(Into::into)
                .contains(name)
        });
        assert!(names.is_empty(), "{names:?}");
    }
    (build.out, site)
}

fn paths(folder: &Path) -> Vec<String> {
    let items = walkdir::WalkDir::new(folder).into_iter().flatten();
    let files = items.filter(|item| item.file_type().is_file());
    let paths = files.map(walkdir::DirEntry::into_path);
    let paths = paths.map(|path| path.strip_prefix(folder).unwrap().to_owned());
    paths
        .map(|path| path.to_string_lossy().replace('\\', "/"))
        .collect()
}

/// A primer that cannot be built, and where and why.
#[track_caller]
fn refused(settings: &str, files: &[(&str, &str)], expected: &str) {
    let (said, site) = both(settings, files);
    assert!(site.is_none(), "{said}");
    assert!(said.starts_with(expected), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn what_differs_only_in_case_is_told() {
    let foo = ("content/terms/foo.md", entry("title: Foo"));
    for (files, expected) in [
        (
            vec![(
                "content/terms/foo.md",
                entry("title: Foo\naliases: [\"/Terms/Foo\"]"),
            )],
            "content/terms/foo.md:3:12: warning[case-conflict]: the place `/Terms/Foo` differs",
        ),
        (
            vec![foo.clone(), ("content/Terms/x.md", entry("title: X"))],
            "content/Terms/x.md:1:1: warning[case-conflict]: the place `/Terms` differs",
        ),
        (
            vec![
                ("static/img/A.txt", "A".to_owned()),
                ("static/img/a.txt", "a".to_owned()),
            ],
            "static/img/A.txt:1:1: warning[case-conflict]: the place `/img/A.txt` differs",
        ),
    ] {
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, &**text)).collect();
        let (said, site) = both(QUIET, &files);
        assert!(said.contains("warning[case-conflict]"), "{said}");
        assert!(said.starts_with(expected), "{said}");
        assert!(site.is_some());
    }
}

#[test]
fn an_alias_that_is_only_a_name_may_be_long() {
    let alias = "長".repeat(86);
    let text = entry(&format!("title: A\naliases: [\"{alias}\"]"));
    let link = entry("title: B").replace("Text.", &format!("See [[{alias}]]."));
    let (said, site) = both(
        QUIET,
        &[("content/terms/a.md", &text), ("content/terms/b.md", &link)],
    );
    assert_eq!(said, "");
    assert!(site.unwrap().iter().all(|path| !path.contains('長')));
}

#[test]
fn a_name_that_no_disk_holds_is_refused() {
    let long = "a".repeat(256);
    for (front_matter, at) in [
        (
            format!("title: A\nslug: {long}"),
            "content/terms/a.md:3:7: ",
        ),
        (
            format!("title: A\naliases: [\"/x/{}\"]", "a".repeat(504)),
            "content/terms/a.md:3:12: ",
        ),
        (
            format!("title: A\naliases: [\"/{}\"]", "x/".repeat(500)),
            "content/terms/a.md:3:12: ",
        ),
        (
            format!("title: A\ntags: [{long}]"),
            "content/terms/a.md:3:7: ",
        ),
        (
            format!("title: A\ncategory: {long}"),
            "content/terms/a.md:3:11: ",
        ),
    ] {
        refused(
            QUIET,
            &[("content/terms/a.md", &entry(&front_matter))],
            &format!("{at}error[unwritable-path]: "),
        );
    }
    // The name of the source fits, that of the page does not.
    let path = format!("content/terms/{}.md", "a".repeat(252));
    let files = [(path.as_str(), &*entry("title: A"))];
    refused(
        FILES,
        &files,
        &format!("{path}:1:1: error[unwritable-path]: "),
    );
    let (said, site) = both(QUIET, &files);
    assert_eq!(said, "");
    assert!(site.unwrap().len() > 3);
    // So long it may be.
    let text = entry(&format!("title: A\nslug: {}", "a".repeat(255)));
    let (said, site) = both(QUIET, &[("content/terms/a.md", &text)]);
    assert_eq!(said, "");
    assert!(site.is_some());
}

#[test]
fn an_own_page_for_what_is_not_there_is_its_text() {
    for settings in [QUIET, FILES] {
        let text = entry("title: Nothing here");
        let (said, site) = both(settings, &[("content/404.md", &text)]);
        assert_eq!(said, "");
        let site = site.unwrap();
        assert!(site.contains(&"404.html".to_owned()), "{site:?}");
        assert!(!site.contains(&"404/index.html".to_owned()), "{site:?}");
    }
    for alias in ["/404", "/404.html"] {
        let text = entry(&format!("title: A\naliases: [\"{alias}\"]"));
        let files = [("content/terms/a.md", text.as_str())];
        refused(
            FILES,
            &files,
            "content/terms/a.md:3:12: error[duplicate-url]: ",
        );
    }
}

#[test]
fn nothing_is_put_below_a_file() {
    for alias in ["/download/old", "/robots.txt/x", "/style.css/x"] {
        let text = entry(&format!("title: A\naliases: [\"{alias}\"]"));
        let files = [("content/terms/a.md", &*text), ("static/download", "x")];
        let at = "content/terms/a.md:3:12: error[unwritable-path]: ";
        refused(QUIET, &files, at);
    }
}

#[test]
fn the_name_of_a_fingerprinted_file_is_taken() {
    let asset = Asset::new(SourcePath::new("static/app.css"), &b"x"[..]);
    let taken = asset.fingerprinted_path(&blake3::hash(b"x"));
    let text = entry(&format!("title: A\naliases: [\"/{taken}\"]"));
    refused(
        QUIET,
        &[("content/terms/a.md", &text), ("static/app.css", "x")],
        "content/terms/a.md:3:12: error[unwritable-path]: ",
    );
    let path = format!("static/{taken}");
    refused(
        QUIET,
        &[(&path, "of the author"), ("static/app.css", "x")],
        &format!("{path}:1:1: error[unwritable-path]: "),
    );
    // Without the file whose it would be, it is a name like any other.
    let (said, site) = both(QUIET, &[(&path, "of the author")]);
    assert_eq!(said, "");
    assert!(site.unwrap().contains(&taken));
}

/// A disk may take the two for one, so they are in memory.
#[test]
fn two_forms_of_unicode_are_one_path() {
    let (one, two) = ("caf\u{e9}", "cafe\u{301}");
    let [entries, assets] = [
        Primer::new()
            .page(&format!("terms/{one}.md"), "A", "")
            .page(&format!("terms/{two}.md"), "B", ""),
        Primer::new()
            .asset(&format!("static/{one}.txt"), b"A")
            .asset(&format!("static/{two}.txt"), b"B"),
    ];
    let alias = Primer::new().entry(
        &format!("terms/{one}.md"),
        &entry(&format!("title: A\naliases: [\"/x/{one}\", \"/x/{two}\"]")),
    );
    for primer in [entries, assets, alias] {
        let primer = primer.config(QUIET);
        let made = primer.build();
        let said = report(&made.analysis, &made.analysis.diagnostics);
        assert!(said.contains("error[duplicate-url]"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(made.files.is_none());
        assert_eq!(primer.check().len(), 1);
    }
}

fn file(analysis: &Analysis, path: &str) -> Option<OutputFile> {
    let Some(Found::Page(page)) = analysis.outline.find(path) else {
        return None;
    };
    let theme = analysis.theme.as_ref().unwrap();
    Some(output::page(&analysis.outline, theme, page)?.unwrap())
}

fn addresses(file: &OutputFile) -> Vec<String> {
    let text = String::from_utf8(file.bytes.to_vec()).unwrap();
    let parts = text.split("<loc>").skip(1);
    parts
        .map(|part| part.split_once("</loc>").unwrap().0.to_owned())
        .collect()
}

/// A site with so many pages for readers: all but five are those of tags.
fn site_of(count: usize) -> Analysis {
    let tags: Vec<String> = (5..count).map(|number| format!("t{number}")).collect();
    let text = entry(&format!("title: A\ntags: [{}]", tags.join(", ")));
    let primer = Primer::new()
        .config("[site]\nbase_url = \"https://example.org/x/\"\n[check]\norphan-entry = \"off\"\n")
        .entry("terms/a.md", &text);
    let analysis = primer.analyze();
    assert!(!analysis.has_errors());
    analysis
}

#[test]
fn a_large_sitemap_has_parts() {
    const MOST: usize = 50_000;
    let analysis = site_of(MOST);
    let whole = addresses(&file(&analysis, "sitemap.xml").unwrap());
    assert_eq!(whole.len(), MOST);
    assert!(file(&analysis, "sitemap-1.xml").is_none());

    let analysis = site_of(MOST + 1);
    let index = file(&analysis, "sitemap.xml").unwrap();
    assert!(String::from_utf8_lossy(&index.bytes).contains("<sitemapindex"));
    let base = "https://example.org/x/";
    let names = [1, 2].map(|part| format!("sitemap-{part}.xml"));
    assert_eq!(
        addresses(&index),
        names.clone().map(|name| format!("{base}{name}"))
    );
    let parts = names.map(|name| addresses(&file(&analysis, &name).unwrap()));
    assert_eq!(parts.each_ref().map(Vec::len), [MOST, 1]);
    let mut all = parts.concat();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), MOST + 1);
    assert!(
        whole
            .iter()
            .all(|address| all.binary_search(address).is_ok())
    );
    assert!(file(&analysis, "sitemap-3.xml").is_none());
}
#[test]
fn a_name_that_no_file_can_have_is_told_before_the_build() {
    for name in ["a\nb", "a\u{1b}b", "a\u{7f}b", "..", "."] {
        for primer in [
            Primer::new().entry(&format!("terms/{name}.md"), "---\ntitle: A\n---\n"),
            Primer::new()
                .page("terms/a.md", "A", "")
                .asset(&format!("static/x/{name}"), b"x"),
        ] {
            let report = primer.check().join("\n");
            assert!(report.contains("[unwritable-path]"), "{name:?}: {report}");
        }
    }
    for name in ["a.b", "...", ".a", "a..b"] {
        let primer = Primer::new()
            .page("terms/a.md", "A", "")
            .asset(&format!("static/x/{name}"), b"x");
        assert_eq!(primer.check(), [""; 0], "{name}");
    }
}

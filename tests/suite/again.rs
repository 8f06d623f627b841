//! A build after others says, makes and returns what one into a fresh folder does; a check too.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use primer::disk::write::MANIFEST;
use proptest::prelude::*;
use serde_json::Value;

use crate::command::{Run, run};
use crate::program::program;

type Tree = BTreeMap<String, Vec<u8>>;

/// A site with something for each event below, and with warnings.
const SITE: &[(&str, &str)] = &[
    ("primer.toml", SETTINGS),
    (
        "content/terms/a.md",
        "---\ntitle: Ay\ntags: [x]\n---\nSee [[Bee]].\n",
    ),
    ("content/terms/b.md", "---\ntitle: Bee\n---\nText.\n"),
    (
        "content/terms/draft.md",
        "---\ntitle: Draft\ndraft: true\n---\nText.\n",
    ),
    (
        "content/news/soon.md",
        "---\ntitle: Soon\nday: 2026-03-03\n---\nText.\n",
    ),
    ("static/data.txt", "data"),
];

const SETTINGS: &str =
    "[collections.news]\ndate = \"day\"\n[collections.news.fields]\nday = \"date\"\n";

/// All files below a folder but for a lock, without following links.
fn tree(folder: &Path) -> Tree {
    let items = walkdir::WalkDir::new(folder).into_iter();
    let items = items.filter_map(Result::ok);
    let files = items.filter(|item| !item.file_type().is_dir());
    let files = files.map(|item| {
        let path = item.path().strip_prefix(folder).unwrap();
        let bytes = if item.file_type().is_symlink() {
            fs::read_link(item.path()).unwrap().into_os_string()
        } else {
            String::from_utf8_lossy(&fs::read(item.path()).unwrap())
                .into_owned()
                .into()
        };
        let path = path.to_string_lossy().replace('\\', "/");
        (path, bytes.into_encoded_bytes())
    });
    files.filter(|(path, _)| path != ".primer-lock").collect()
}

fn put(path: &Path, text: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn without(path: &Path) {
    let _ = fs::remove_dir_all(path);
    let _ = fs::remove_file(path);
}

/// Where the program finds a place for its caches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cache {
    Folder,
    /// What should be a folder is a file.
    File,
    /// The environment names none.
    Nowhere,
}

/// A site that is built time and again.
struct Bench {
    folder: tempfile::TempDir,
    cache: Cache,
    day: u64,
    has_drafts: bool,
    has_base: bool,
    is_untrusted: bool,
}

impl Bench {
    fn new(files: &[(&str, &str)]) -> Self {
        let bench = Self {
            folder: tempfile::tempdir().unwrap(),
            cache: Cache::Folder,
            day: 0,
            has_drafts: false,
            has_base: false,
            is_untrusted: false,
        };
        for (path, text) in files {
            put(&bench.root().join(path), text);
        }
        bench
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn root(&self) -> PathBuf {
        self.at("site")
    }

    fn output(&self) -> PathBuf {
        self.at("site/public")
    }

    /// The files of the primer, and those beside it that are nobody's business.
    fn sources(&self) -> Tree {
        let mut files = tree(&self.root());
        files.retain(|path, _| !path.starts_with("public/"));
        files.extend(tree(&self.at("precious")));
        files
    }

    fn start(&self, root: &str, cache: &str, arguments: &[&str]) -> Run {
        let mut program = program();
        program
            .args(arguments)
            .current_dir(self.at(root))
            .env("XDG_CACHE_HOME", self.at(cache))
            .env("HOME", self.at("home"))
            .env(
                "SOURCE_DATE_EPOCH",
                (1_772_323_200 + 86_400 * self.day).to_string(),
            )
            .env_remove("CLICOLOR_FORCE");
        for name in ["PRIMER_ROOT", "PRIMER_OUTPUT", "PRIMER_BASE_URL"] {
            program.env_remove(name);
        }
        if self.cache == Cache::Nowhere {
            program.env_remove("XDG_CACHE_HOME").env_remove("HOME");
        }
        if self.has_drafts {
            program.arg("--drafts");
        }
        if self.is_untrusted {
            program.arg("--untrusted");
        }
        if self.has_base {
            program.args(["--base-url", "https://example.org/x/"]);
        }
        run(&mut program)
    }

    fn warm(&self, arguments: &[&str]) -> Run {
        self.start("site", "cache", arguments)
    }

    /// The same in another folder, with nothing there before.
    fn cold(&self, arguments: &[&str]) -> (Run, Tree) {
        for folder in ["cold", "cold-cache"] {
            without(&self.at(folder));
        }
        for folder in ["content", "templates", "static", "primer.toml"] {
            let from = self.root().join(folder);
            if from.is_file() {
                put(&self.at("cold").join(folder), fs::read(from).unwrap());
                continue;
            }
            for (path, bytes) in tree(&from) {
                put(&self.at("cold").join(folder).join(path), bytes);
            }
        }
        let run = self.start("cold", "cold-cache", arguments);
        (run, tree(&self.at("cold/public")))
    }

    /// The record of the last build.
    fn record(&self) -> Option<PathBuf> {
        let mut files = fs::read_dir(self.at("cache/primer")).ok()?;
        Some(files.next()?.unwrap().path())
    }
}

/// What a build says, without how long it took and how much it had to do.
fn said(text: &str) -> String {
    let line = |line: &str| match line.split_once(" in ") {
        Some((start, rest)) if line.starts_with("Built ") => {
            format!("{start}; {}", rest.split_once("; ").unwrap().1)
        }
        _ => line.replace(" The last good site is as it was.", ""),
    };
    text.lines().map(|text| line(text) + "\n").collect()
}

/// Builds twice, and changes a file: the next run with what is known, and one with nothing.
fn house(files: &[(&str, &str)], edit: (&str, &str), arguments: &[&str]) -> (Run, Tree, Run, Tree) {
    let bench = Bench::new(files);
    for _ in 0..2 {
        bench.warm(arguments);
    }
    put(&bench.root().join(edit.0), edit.1);
    let warm = bench.warm(arguments);
    let (cold, site) = bench.cold(arguments);
    assert_eq!((warm.code, &warm.out), (cold.code, &cold.out));
    (warm, tree(&bench.output()), cold, site)
}

#[test]
fn a_group_is_called_as_its_entry_is_now() {
    let settings = "[collections.cases]\ngroup_by = \"court\"\n[collections.cases.fields]\ncourt = { type = \"ref\", to = \"courts\" }\n[collections.courts]\ntitle = \"Courts\"\n[check]\norphan-entry = \"off\"\n";
    let (warm, site, cold, expected) = house(
        &[
            ("primer.toml", settings),
            (
                "content/courts/ninth.md",
                "---\ntitle: Court ninth\n---\nText.\n",
            ),
            (
                "content/cases/case1.md",
                "---\ntitle: Case 1\ncourt: ninth\n---\nText.\n",
            ),
        ],
        (
            "content/courts/ninth.md",
            "---\ntitle: Court of the Ninth\n---\nText.\n",
        ),
        &["build"],
    );
    assert_eq!((warm.code, said(&warm.err)), (0, said(&cold.err)));
    assert_eq!(site, expected);
    let page = String::from_utf8_lossy(&site["cases/index.html"]);
    assert!(page.contains("Court of the Ninth"), "{page}");
    assert!(!page.contains("Court ninth"), "{page}");
}

#[test]
fn an_address_in_a_template_that_is_gone_is_a_fault() {
    let template = "{% extends \"primer/page.html\" %}\n{% block after %}<a href=\"{{ url(path=\"/terms/bee\") }}\">bee</a>{% endblock %}\n";
    let (warm, _, cold, expected) = house(
        &[
            (
                "content/terms/b.md",
                "---\ntitle: B\nslug: bee\n---\nText.\n",
            ),
            (
                "content/about.md",
                "---\ntitle: About\ntemplate: about.html\n---\nText.\n",
            ),
            ("templates/about.html", template),
        ],
        (
            "content/terms/b.md",
            "---\ntitle: B\nslug: bumble\n---\nText.\n",
        ),
        &["build"],
    );
    assert_eq!((warm.code, said(&warm.err)), (1, said(&cold.err)));
    assert!(warm.err.contains("templates/about.html:2"), "{}", warm.err);
    assert_eq!(expected, Tree::new());
}

#[test]
fn a_repair_fits_what_there_is_now() {
    let (warm, _, cold, _) = house(
        &[
            (
                "content/terms/b.md",
                "---\ntitle: Bee\naliases: [\"/terms/old\"]\n---\nSee [a](/terms/a).\n",
            ),
            (
                "content/terms/a.md",
                "---\ntitle: Ay\n---\nSee [[terms/old]].\n",
            ),
            (
                "content/other/d.md",
                "---\ntitle: Dee\n---\nSee [a](/terms/a).\n",
            ),
        ],
        (
            "content/other/c.md",
            "---\ntitle: Bee\n---\nSee [d](/other/d).\n",
        ),
        &["check", "--format", "json"],
    );
    assert_eq!(warm.out, cold.out);
    let document: Value = serde_json::from_str(&warm.out).unwrap();
    let found = document["diagnostics"].as_array().unwrap();
    let found = found.iter().find(|it| it["code"] == "link-to-redirect");
    let fix = found.unwrap()["fix"].to_string();
    assert!(fix.contains("\"text\":\"terms/b\""), "{fix}");
}

/// What may happen between two builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Nothing,
    Text,
    Title,
    Added,
    Gone,
    Broken,
    Static,
    Template,
    Settings,
    Day,
    Drafts,
    Untrusted,
    BaseUrl,
    Page,
    PageAlike,
    PageGone,
    FolderGone,
    Foreign,
    SiteGone,
    ManifestGone,
    ManifestCut,
    RecordFlipped,
    RecordCut,
    RecordGone,
    CacheIsFile,
    CacheIsNowhere,
    CacheIsFolder,
    OldFolder,
}

const EVENTS: &[Event] = &[
    Event::Nothing,
    Event::Text,
    Event::Title,
    Event::Added,
    Event::Gone,
    Event::Broken,
    Event::Static,
    Event::Template,
    Event::Settings,
    Event::Day,
    Event::Drafts,
    Event::Untrusted,
    Event::BaseUrl,
    Event::Page,
    Event::PageAlike,
    Event::PageGone,
    Event::FolderGone,
    Event::Foreign,
    Event::SiteGone,
    Event::ManifestGone,
    Event::ManifestCut,
    Event::RecordFlipped,
    Event::RecordCut,
    Event::RecordGone,
    Event::CacheIsFile,
    Event::CacheIsNowhere,
    Event::CacheIsFolder,
    Event::OldFolder,
];

impl Event {
    fn happens(self, bench: &mut Bench, number: usize) {
        let root = bench.root();
        let page = bench.output().join("terms/b/index.html");
        let manifest = bench.output().join(MANIFEST);
        without(&root.join("content/terms/broken.md"));
        match self {
            Self::Nothing => {}
            Self::Text => put(
                &root.join("content/terms/b.md"),
                format!("---\ntitle: Bee\n---\nText {number}.\n"),
            ),
            Self::Title => put(
                &root.join("content/terms/a.md"),
                format!("---\ntitle: Ay {number}\ntags: [x{number}]\n---\nSee [[Bee]].\n"),
            ),
            Self::Added => put(
                &root.join("content/terms/more.md"),
                format!("---\ntitle: More\naliases: [\"/old{number}\"]\n---\nText.\n"),
            ),
            Self::Gone => without(&root.join("content/terms/more.md")),
            Self::Broken => put(
                &root.join("content/terms/broken.md"),
                "---\ntitle: Broken\n---\nSee [it](/nowhere).\n",
            ),
            Self::Static => put(&root.join("static/data.txt"), format!("data {number}")),
            Self::Template => put(
                &root.join("templates/entry.html"),
                format!(
                    "{{% extends \"primer/entry.html\" %}}\n{{% block after %}}<i>{number}</i>{{% endblock %}}\n"
                ),
            ),
            Self::Settings => put(
                &root.join("primer.toml"),
                format!("[site]\ntitle = \"Site {number}\"\n{SETTINGS}"),
            ),
            Self::Day => bench.day += 3,
            Self::Drafts => bench.has_drafts = !bench.has_drafts,
            Self::Untrusted => bench.is_untrusted = !bench.is_untrusted,
            Self::BaseUrl => bench.has_base = !bench.has_base,
            Self::Page => put(&page, format!("mine {number}")),
            Self::PageAlike => {
                // Of the same size, at the same time.
                let time = fs::metadata(&page).unwrap().modified().unwrap();
                let text = fs::read_to_string(&page).unwrap();
                put(&page, text.replace("Bee", "Boo"));
                let file = fs::File::options().write(true).open(&page).unwrap();
                file.set_modified(time).unwrap();
            }
            Self::PageGone => without(&page),
            Self::FolderGone => without(&bench.output().join("terms")),
            Self::Foreign => put(&bench.output().join("foreign.txt"), "mine"),
            Self::SiteGone => without(&bench.output()),
            Self::ManifestGone => without(&manifest),
            Self::ManifestCut => {
                let text = fs::read_to_string(&manifest).unwrap();
                put(&manifest, &text[..number % text.len()]);
            }
            Self::RecordFlipped => {
                if let Some(record) = bench.record() {
                    let mut bytes = fs::read(&record).unwrap();
                    let at = number % bytes.len();
                    bytes[at] ^= 1 << (number % 8);
                    put(&record, bytes);
                }
            }
            Self::RecordCut => {
                if let Some(record) = bench.record() {
                    let bytes = fs::read(&record).unwrap();
                    put(&record, &bytes[..number % bytes.len()]);
                }
            }
            Self::RecordGone => {
                if let Some(record) = bench.record() {
                    without(&record);
                }
            }
            Self::CacheIsFile => {
                without(&bench.at("cache/primer"));
                put(&bench.at("cache/primer"), "mine");
                bench.cache = Cache::File;
            }
            Self::CacheIsNowhere => {
                without(&bench.at("cache"));
                bench.cache = Cache::Nowhere;
            }
            Self::CacheIsFolder => {
                without(&bench.at("cache"));
                bench.cache = Cache::Folder;
            }
            Self::OldFolder => {
                put(&bench.at("precious/thesis.txt"), "mine");
                put(&root.join(".primer/memo"), format!("junk {number}"));
                #[cfg(unix)]
                let _ = std::os::unix::fs::symlink(bench.at("precious"), root.join(".primer/link"));
            }
        }
    }
}

/// The paths of a list in the document of changes.
fn paths(document: &Value, name: &str) -> BTreeSet<String> {
    let items = document[name].as_array().unwrap();
    let path = |item: &Value| item["path"].as_str().unwrap().to_owned();
    items.iter().map(path).collect()
}

fn changes(bench: &Bench) -> Value {
    serde_json::from_slice(&fs::read(bench.at("changes.json")).unwrap()).unwrap()
}

/// What a build says and does after something happened.
fn holds(bench: &Bench, event: Event) {
    let arguments = ["build", "--changes", "../changes.json"];
    let (before, sources) = (tree(&bench.output()), bench.sources());
    let warm = bench.warm(&arguments);
    let after = tree(&bench.output());
    assert_eq!(bench.sources(), sources, "{event:?}");
    if event == Event::ManifestGone {
        assert_eq!((warm.code, &after), (2, &before), "{}", warm.err);
        // The operator takes the folder away.
        without(&bench.output());
        return holds(bench, Event::SiteGone);
    }
    let written = changes_of(bench, &warm);
    let (cold, mut expected) = bench.cold(&arguments);
    assert_eq!(
        (warm.code, &warm.out, said(&warm.err)),
        (cold.code, &cold.out, said(&cold.err)),
        "{event:?}"
    );
    if warm.code != 0 {
        assert_eq!(event, Event::Broken);
        assert_eq!((after, expected), (before, Tree::new()));
        return;
    }
    assert!(warm.err.contains("--> content/"), "{}", warm.err);
    if let Some(foreign) = before.get("foreign.txt") {
        expected.insert("foreign.txt".to_owned(), foreign.clone());
    }
    assert!(
        after == expected,
        "{event:?}: {:?}",
        differences(&after, &expected)
    );

    let mut differing = differences(&before, &after);
    differing.remove(MANIFEST);
    let gone: BTreeSet<String> = differing
        .iter()
        .filter(|path| !after.contains_key(*path))
        .cloned()
        .collect();
    let [added, changed, removed] = &written.unwrap();
    assert_eq!(removed, &gone, "{event:?}");
    let brought: BTreeSet<String> = added.union(changed).cloned().collect();
    if event == Event::ManifestCut {
        // What its lines do not name was not known, and is new.
        assert!(brought.is_superset(&(&differing - &gone)));
    } else {
        assert_eq!(brought, &differing - &gone, "{event:?}");
        assert!(added.iter().all(|path| !before.contains_key(path)));
        let is_back = |path: &String| before.contains_key(path) || path.starts_with("terms/");
        assert!(changed.iter().all(is_back), "{changed:?}");
    }

    // Once more with nothing changed: there is nothing to do, and as much to say.
    let arguments = [&arguments[..], &["--timings=json"]].concat();
    let again = bench.warm(&arguments);
    let (report, timings) = again.err.trim_end().rsplit_once('\n').unwrap();
    assert_eq!(said(report), said(&warm.err), "{event:?}");
    assert!(report.contains("wrote 0, "), "{report}");
    assert_eq!(tree(&bench.output()), after, "{event:?}");
    let lists = changes_of(bench, &again).unwrap();
    assert!(lists.iter().all(BTreeSet::is_empty), "{lists:?}");
    let timings: Value = serde_json::from_str(timings).unwrap();
    let stages: Vec<&str> = timings["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stage| stage["name"].as_str().unwrap())
        .collect();
    if bench.cache == Cache::Folder {
        assert_eq!(stages, ["load"], "{event:?}");
    } else {
        assert!(stages.contains(&"render"), "{event:?} {stages:?}");
    }
}

/// What a build says of its changes, if it wrote a site.
fn changes_of(bench: &Bench, run: &Run) -> Option<[BTreeSet<String>; 3]> {
    if run.code != 0 {
        assert!(!bench.at("changes.json").exists());
        return None;
    }
    let document = changes(bench);
    Some(["added", "changed", "removed"].map(|name| paths(&document, name)))
}

fn differences(one: &Tree, other: &Tree) -> BTreeSet<String> {
    let paths = one.keys().chain(other.keys());
    let differing = paths.filter(|path| one.get(*path) != other.get(*path));
    differing.cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3,
        failure_persistence: None,
        max_shrink_iters: 0,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_was_built_before_does_not_matter(
        events in Just(EVENTS.to_vec()).prop_shuffle(),
        numbers in prop::collection::vec(0_usize..1_000_000, EVENTS.len()),
    ) {
        let mut bench = Bench::new(SITE);
        holds(&bench, Event::Nothing);
        for (event, number) in events.into_iter().zip(numbers) {
            event.happens(&mut bench, number);
            holds(&bench, event);
        }
    }
}

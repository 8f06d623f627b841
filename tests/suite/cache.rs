//! What is kept in `.primer/` makes a run faster, never different.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use primer::disk::cache::{self, FOLDER, Use};
use primer::disk::load::load;
use primer::disk::write::Output;
use primer::memo::Memo;
use primer::output::Sink;
use primer::pipeline::{Build, Inputs, Options, analyze, build, render, try_templates};
use primer::source::Hash;
use proptest::prelude::*;

use crate::properties::{Edit, cases, edit};

/// What can happen beside an edit.
#[derive(Clone, Debug)]
enum Event {
    Edit(Edit),
    /// The clock of the disk goes on: what was read before can be trusted.
    Wait,
    Build,
    /// Another output folder.
    BuildElsewhere,
    Check,
    /// A build that is cut off before its files are moved.
    CutOffBefore,
    /// A build that is cut off behind that, before it keeps what it found out.
    CutOffAfter,
    /// A file of the cache is cut, changed in one byte, or removed.
    Damage(usize, usize, Damage),
    /// The primer with its cache and its site comes to another machine.
    Move,
    /// Somebody changes a file of the site.
    Vandalize(usize, bool),
}

#[derive(Clone, Copy, Debug)]
enum Damage {
    Cut,
    Flip,
    Remove,
}

fn event() -> impl Strategy<Value = Event> {
    let damage = prop::sample::select(&[Damage::Cut, Damage::Flip, Damage::Remove][..]);
    prop_oneof![
        16 => edit().prop_map(Event::Edit),
        3 => Just(Event::Wait),
        8 => Just(Event::Build),
        1 => Just(Event::BuildElsewhere),
        2 => Just(Event::Check),
        1 => Just(Event::CutOffBefore),
        1 => Just(Event::CutOffAfter),
        2 => (any::<usize>(), any::<usize>(), damage).prop_map(|(file, at, damage)| Event::Damage(file, at, damage)),
        1 => Just(Event::Move),
        1 => (any::<usize>(), any::<bool>()).prop_map(|(file, is_removed)| Event::Vandalize(file, is_removed)),
    ]
}

/// An output folder as a place for a site.
struct Site(Output);

impl Sink for Site {
    type Error = String;

    fn keep(&self, path: &str, hash: Option<&Hash>) -> Result<bool, String> {
        let kept = match hash {
            Some(hash) => self.0.keep_as(path, hash),
            None => self.0.keep(path),
        };
        kept.map_err(|error| error.to_string())
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), String> {
        self.0.put(path, bytes).map_err(|error| error.to_string())
    }
}

/// How far a run comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Checked,
    Rendered,
    Written,
    Kept,
}

/// A primer on the disk.
struct World {
    folder: tempfile::TempDir,
    root: PathBuf,
    inputs: Inputs,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut inputs = Inputs::default();
        Edit::Settings("").apply(&mut inputs);
        let mut world = Self {
            root: folder.path().join("0"),
            folder,
            inputs,
        };
        fs::create_dir_all(world.root.join("content")).unwrap();
        world.write();
        world
    }

    fn options(&self) -> Options {
        self.inputs.options.clone()
    }

    /// Makes the disk say what the inputs say, and touches nothing else.
    fn write(&mut self) {
        let texts = self.inputs.config.iter().chain(self.inputs.content.iter());
        let texts = texts.chain(&self.inputs.templates);
        let texts = texts.map(|source| (source.path.to_string(), source.text.as_bytes().to_vec()));
        let assets = self.inputs.assets.iter();
        let assets = assets.map(|asset| (asset.path.to_string(), asset.bytes.to_vec()));
        let wanted: BTreeMap<String, Vec<u8>> = texts.chain(assets).collect();
        let mut there = BTreeMap::new();
        for folder in ["content", "static", "templates"] {
            let files = files(&self.root.join(folder)).into_iter();
            there.extend(files.map(|(path, bytes)| (format!("{folder}/{path}"), bytes)));
        }
        for path in there.keys().filter(|path| !wanted.contains_key(*path)) {
            fs::remove_file(self.root.join(path)).unwrap();
        }
        for (path, bytes) in wanted {
            if there.get(&path) != Some(&bytes) {
                let path = self.root.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
        }
    }

    /// What a run from nothing makes of the primer.
    fn cold(&self) -> Build {
        let inputs = load(&self.root, self.options()).unwrap();
        build(&inputs, &Memo::default(), &|_| {})
    }

    /// A run as the program makes it, compared with one from nothing. Where a part of the cache is needed
    /// and lost, it starts again without one.
    fn run(&self, output: &str, end: End) {
        let output = self.root.join(output);
        let is_done = [Use::Whole, Use::Anew]
            .into_iter()
            .any(|cache| self.attempt(&output, end, cache));
        assert!(is_done, "a run from nothing misses a file");
    }

    /// Whether what was asked for could be had.
    fn attempt(&self, output: &Path, end: End, cache: Use) -> bool {
        let loaded = cache::load(&self.root, self.options(), cache).unwrap();
        let mut analysis = analyze(&loaded.inputs, &loaded.memo, &|_| {});
        let cold = self.cold();
        let before = files(output);
        let mut made = None;
        if end == End::Checked {
            try_templates(&mut analysis, &|_| {});
        } else if !analysis.has_errors() {
            let site = Site(Output::open(output, || {}).unwrap());
            let held = site.0.key().map(str::to_owned);
            let count = render(&mut analysis, held.as_deref(), &site, &|_| {}).unwrap();
            made = count.map(|count| (site, count));
        }
        analysis.fetch_reported();
        if loaded.cache.is_outdated() {
            return false;
        }
        assert_eq!(analysis.diagnostics, cold.analysis.diagnostics);
        assert_eq!(analysis.summary(), cold.analysis.summary());
        if end != End::Checked {
            let count = made.as_ref().map(|(_, count)| *count);
            assert_eq!(count, cold.files.as_ref().map(Vec::len));
        }
        let written = made.filter(|_| end >= End::Written);
        let is_written = written.is_some();
        if let Some((site, _)) = written {
            site.0.finish(analysis.site_key()).unwrap();
        }
        let expected = match cold.files {
            Some(files) if is_written => files
                .into_iter()
                .map(|file| (file.path, file.bytes.to_vec()))
                .collect(),
            _ => before,
        };
        assert_eq!(names(&files(output)), names(&expected));
        assert!(files(output) == expected, "a file has another content");
        if matches!(end, End::Checked | End::Kept) {
            loaded.cache.keep(&loaded.inputs, &analysis.memo).unwrap();
        }
        true
    }

    fn happen(&mut self, event: &Event, number: usize) {
        match event {
            Event::Edit(edit) => {
                edit.apply(&mut self.inputs);
                self.write();
            }
            Event::Wait => std::thread::sleep(Duration::from_millis(70)),
            Event::Build => self.run("public", End::Kept),
            Event::BuildElsewhere => self.run("elsewhere", End::Kept),
            Event::Check => self.run("public", End::Checked),
            Event::CutOffBefore => self.run("public", End::Rendered),
            Event::CutOffAfter => self.run("public", End::Written),
            Event::Damage(file, at, damage) => {
                let files = files(&self.root.join(FOLDER));
                if let Some((path, mut bytes)) = nth(files, *file) {
                    let path = self.root.join(FOLDER).join(path);
                    let at = at % bytes.len().max(1);
                    match damage {
                        Damage::Remove => fs::remove_file(path).unwrap(),
                        Damage::Cut => fs::write(path, &bytes[..at]).unwrap(),
                        Damage::Flip => {
                            // One that was cut may have no byte left.
                            bytes
                                .iter_mut()
                                .skip(at)
                                .take(1)
                                .for_each(|byte| *byte ^= 0x10);
                            fs::write(path, bytes).unwrap();
                        }
                    }
                }
            }
            Event::Move => {
                let to = self.folder.path().join(format!("{}", number + 1));
                let copied = Command::new("cp")
                    .arg("-r")
                    .arg(&self.root)
                    .arg(&to)
                    .status();
                assert!(copied.unwrap().success());
                self.root = to;
            }
            Event::Vandalize(file, is_removed) => {
                if let Some((path, _)) = nth(files(&self.root.join("public")), *file) {
                    let path = self.root.join("public").join(path);
                    if *is_removed {
                        fs::remove_file(path).unwrap();
                    } else {
                        fs::write(path, "something else").unwrap();
                    }
                }
            }
        }
    }
}

impl PartialOrd for End {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        (*self as u8).partial_cmp(&(*other as u8))
    }
}

fn nth(files: BTreeMap<String, Vec<u8>>, number: usize) -> Option<(String, Vec<u8>)> {
    let count = files.len();
    files.into_iter().nth(number.checked_rem(count)?)
}

fn names(files: &BTreeMap<String, Vec<u8>>) -> Vec<&String> {
    files.keys().collect()
}

/// The files below a folder with their bytes, but for hidden ones at its top.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|item| item.file_type().is_file())
        .map(|item| {
            let path = item.path().strip_prefix(folder).unwrap();
            let path = path.to_string_lossy().replace('\\', "/");
            (path, fs::read(item.path()).unwrap())
        })
        .filter(|(path, _)| !path.starts_with(".primer"))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(60), failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happened to the primer, to its site and to what was kept of it, the next run finds and
    /// writes what a run from nothing does.
    #[test]
    fn what_is_kept_changes_nothing(events in prop::collection::vec(event(), 1..30)) {
        let mut world = World::new();
        for (number, event) in events.iter().enumerate() {
            world.happen(event, number);
        }
        world.run("public", End::Kept);
        world.run("public", End::Kept);
    }
}

fn primer(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_primer"));
    command.arg("--root").arg(root).arg("--quiet");
    command.env("SOURCE_DATE_EPOCH", "1780000000");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A primer of terms that link to each other.
fn terms(root: &Path, count: usize) {
    fs::create_dir_all(root.join("content/terms")).unwrap();
    fs::write(root.join("primer.toml"), "[site]\ntitle = \"Terms\"\n").unwrap();
    for number in 0..count {
        let (next, far) = ((number + 1) % count, (number * 7 + 3) % count);
        let text = format!(
            "---\ntitle: Term {number}\ndescription: It is number {number}.\nrelated: [term-{next}]\n---\nAfter [[Term {far}]] comes [this](/terms/term-{next}).\n"
        );
        fs::write(root.join(format!("content/terms/term-{number}.md")), text).unwrap();
    }
}

#[test]
fn a_kill_at_any_moment_harms_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    terms(root, 300);
    let build = |output: &str, more: &[&str]| {
        let mut command = primer(root);
        command.arg("build").arg("--output").arg(root.join(output));
        command.args(more);
        command
    };
    // From the start of a run to its end.
    let start = std::time::Instant::now();
    assert!(build("other", &[]).status().unwrap().success());
    let whole = start.elapsed();
    for number in 0..12_u32 {
        let path = root.join(format!("content/terms/term-{}.md", number * 20));
        let text = fs::read_to_string(&path).unwrap();
        let title = format!("title: Term {}", number * 20);
        fs::write(&path, text.replace(&title, &format!("{title} again"))).unwrap();
        let mut child = build("public", &[]).spawn().unwrap();
        std::thread::sleep(whole * number / 10);
        let _ = child.kill();
        child.wait().unwrap();
    }
    let written = |output: &str| files(&root.join(output));
    let _ = build("public", &[]).status().unwrap();
    let _ = build("cold", &["--no-cache"]).status().unwrap();
    assert_eq!(names(&written("public")), names(&written("cold")));
    assert!(written("public") == written("cold"));
}

#[test]
fn what_is_lost_while_it_is_kept_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let write = |name: &str, text: &str| fs::write(root.join("content").join(name), text).unwrap();
    fs::create_dir(root.join("content")).unwrap();
    write("a.md", "# Alpha\n\n## Unmistakable\n\nText.");
    write("b.md", "# Beta\n\nText.");
    let run = || {
        let loaded = cache::load(root, Options::default(), Use::Whole).unwrap();
        let analysis = analyze(&loaded.inputs, &loaded.memo, &|_| {});
        (loaded, analysis)
    };
    let (loaded, analysis) = run();
    loaded.cache.keep(&loaded.inputs, &analysis.memo).unwrap();
    let parts = root.join(FOLDER).join("parts");
    for (name, bytes) in files(&parts) {
        if String::from_utf8_lossy(&bytes).contains("Unmistakable") {
            fs::remove_file(parts.join(name)).unwrap();
        }
    }
    write("b.md", "# Beta\n\nAnother text.");
    let (loaded, analysis) = run();
    // Nobody has asked for the first entry until now, and it can be found out no more.
    fs::remove_file(root.join("content/a.md")).unwrap();
    let before = files(&root.join(FOLDER)).remove("memo");
    loaded.cache.keep(&loaded.inputs, &analysis.memo).unwrap();
    assert!(before.is_some() && loaded.cache.is_outdated());
    assert_eq!(files(&root.join(FOLDER)).remove("memo"), before);
}

#[test]
fn a_run_says_nothing_of_its_cache_and_does_not_need_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    terms(root, 3);
    let run = |arguments: &[&str]| {
        let output = primer(root).args(arguments).output().unwrap();
        assert!(output.status.success());
        output
    };
    run(&["check", "--no-cache"]);
    run(&["build", "--no-cache"]);
    assert!(!root.join(FOLDER).exists());
    run(&["check"]);
    let ignored = fs::read_to_string(root.join(FOLDER).join(".gitignore")).unwrap();
    assert_eq!(ignored, "*\n");
    // In the place of the folder there is a file: nothing can be kept, and all goes on.
    fs::remove_dir_all(root.join(FOLDER)).unwrap();
    fs::write(root.join(FOLDER), "mine").unwrap();
    run(&["build"]);
    assert_eq!(fs::read_to_string(root.join(FOLDER)).unwrap(), "mine");
}

#[test]
fn a_build_writes_what_an_edit_touches() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    terms(root, 40);
    let changes = root.join("changes.json");
    let build = || -> Vec<String> {
        let mut command = primer(root);
        command.arg("build").arg("--changes").arg(&changes);
        assert!(command.status().unwrap().success());
        let list: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(&changes).unwrap()).unwrap();
        let changed = list["changed"].as_array().unwrap().iter();
        changed
            .map(|item| item["path"].as_str().unwrap().to_owned())
            .collect()
    };
    build();
    assert_eq!(build(), [""; 0]);
    let path = root.join("content/terms/term-10.md");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\nAnother paragraph.\n")).unwrap();
    assert_eq!(build(), ["terms/term-10/index.html"]);
    // Term 9 relates to it, term 1 links to it, and it comes after term 9 and before term 11.
    fs::write(&path, text.replace("title: Term 10", "title: Term 10a")).unwrap();
    let changed = build();
    let shows = |name: &str| {
        let site = files(&root.join("public")).into_iter();
        let shown = site.filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(name));
        shown.map(|(path, _)| path).collect::<Vec<_>>()
    };
    for page in shows("Term 10a") {
        assert!(changed.contains(&page), "{page} is not among {changed:?}");
    }
    assert!(changed.len() < 12, "{changed:?}");
}

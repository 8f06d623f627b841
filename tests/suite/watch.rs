//! The watcher on a real disk: every way to save, move and delete, and nothing when nothing changed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use primer::diagnostic::Diagnostic;
use primer::disk::load::{Tree, load};
use primer::disk::watch::Watch;
use primer::pipeline::{Inputs, Options};
use proptest::test_runner::{Config, TestRunner};

/// So long a change may take to arrive on a busy machine.
const LONG: Duration = Duration::from_secs(5);

/// So long is waited where nothing should arrive.
const SHORT: Duration = Duration::from_millis(120);

struct Watched {
    tree: Tree,
    folder: tempfile::TempDir,
    watch: Watch,
    inputs: Inputs,
}

fn started(poll: bool) -> Watched {
    started_following(poll, &[])
}

fn started_following(poll: bool, folders: &[PathBuf]) -> Watched {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("primer.toml", "[site]\ntitle = \"T\"\n"),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        ("content/terms/a.md", "---\ntitle: A\n---\nOne.\n"),
        ("content/terms/b.md", "---\ntitle: B\n---\nTwo.\n"),
        ("content/terms/map.png", "png"),
        ("content/more/deep/c.md", "---\ntitle: C\n---\n"),
        (
            "templates/entry.html",
            "{% extends \"primer/entry.html\" %}",
        ),
        ("static/style.css", "a {}"),
    ] {
        write(folder.path(), path, text);
    }
    let interval = poll.then(|| Duration::from_millis(30));
    let tree = Tree::following(folder.path(), folders).unwrap();
    let watch = Watch::start(&tree, interval);
    let inputs = load(&tree, Options::default()).unwrap();
    Watched {
        tree,
        folder,
        watch,
        inputs,
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Inputs as texts that can be compared.
fn facts(inputs: &Inputs) -> Vec<String> {
    let sources = inputs
        .config
        .iter()
        .chain(inputs.content.iter())
        .chain(&inputs.templates)
        .map(|source| format!("{}\n{}", source.path, source.text));
    let assets = inputs
        .assets
        .iter()
        .map(|asset| format!("{}\n{:?}", asset.path, asset.facts));
    let troubles = inputs
        .troubles
        .iter()
        .map(|trouble| format!("{} {}", trouble.at.path, trouble.message));
    sources.chain(assets).chain(troubles).collect()
}

impl Watched {
    fn root(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The paths that changed, in as many rounds as it takes until the inputs are those of a load.
    fn settle(&mut self) -> BTreeSet<String> {
        let expected = facts(&load(&self.tree, Options::default()).unwrap());
        let mut paths = BTreeSet::new();
        while facts(&self.inputs) != expected {
            let Some(change) = self.watch.wait(&mut self.inputs, LONG) else {
                panic!(
                    "nothing came\n--- expected\n{expected:#?}\n--- known\n{:#?}",
                    facts(&self.inputs)
                );
            };
            assert!(change.first <= change.settled);
            paths.extend(change.paths.iter().map(ToString::to_string));
        }
        paths
    }

    /// Nothing more comes.
    fn is_quiet(&mut self) {
        while let Some(change) = self.watch.wait(&mut self.inputs, SHORT) {
            assert_eq!(change.paths, [], "a round without a change");
        }
    }
}

type Step = fn(&Path);

/// What people and their programs do, and the paths that it changes.
const STEPS: &[(&str, Step, &[&str])] = &[
    (
        "in place",
        |root| write(root, "content/terms/a.md", "---\ntitle: A\n---\nNew.\n"),
        &["content/terms/a.md"],
    ),
    (
        "emptied, then written",
        |root| {
            write(root, "content/terms/a.md", "");
            std::thread::sleep(Duration::from_millis(5));
            write(root, "content/terms/a.md", "---\ntitle: A\n---\nNewer.\n");
        },
        &["content/terms/a.md"],
    ),
    (
        "renamed over",
        |root| {
            write(
                root,
                "content/terms/.a.md.tmp",
                "---\ntitle: A\n---\nOver.\n",
            );
            fs::rename(
                root.join("content/terms/.a.md.tmp"),
                root.join("content/terms/a.md"),
            )
            .unwrap();
        },
        &["content/terms/a.md"],
    ),
    (
        "renamed over from outside of the folder",
        |root| {
            write(root, "tmp/a.md", "---\ntitle: A\n---\nFrom afar.\n");
            fs::rename(root.join("tmp/a.md"), root.join("content/terms/a.md")).unwrap();
        },
        &["content/terms/a.md"],
    ),
    (
        "backup and rename",
        |root| {
            let path = root.join("content/terms/a.md");
            fs::rename(&path, root.join("content/terms/a.md~")).unwrap();
            std::thread::sleep(Duration::from_millis(5));
            write(
                root,
                "content/terms/a.md",
                "---\ntitle: A\n---\nBacked up.\n",
            );
            fs::remove_file(root.join("content/terms/a.md~")).unwrap();
        },
        &["content/terms/a.md"],
    ),
    (
        "removed and created",
        |root| {
            fs::remove_file(root.join("content/terms/a.md")).unwrap();
            write(root, "content/terms/a.md", "---\ntitle: A\n---\nAgain.\n");
        },
        &["content/terms/a.md"],
    ),
    (
        "appended in pieces",
        |root| {
            use std::io::Write;
            let path = root.join("content/terms/a.md");
            let mut file = fs::OpenOptions::new().append(true).open(path).unwrap();
            for _ in 0..4 {
                writeln!(file, "More.").unwrap();
                std::thread::sleep(Duration::from_millis(4));
            }
        },
        &["content/terms/a.md"],
    ),
    (
        "a new file",
        |root| write(root, "content/terms/new.md", "---\ntitle: New\n---\n"),
        &["content/terms/new.md"],
    ),
    (
        "a new folder with a file in a folder",
        |root| write(root, "content/fresh/deep/x.md", "---\ntitle: X\n---\n"),
        &["content/fresh/deep/x.md"],
    ),
    (
        "a file in the new folder",
        |root| write(root, "content/fresh/deep/x.md", "---\ntitle: Y\n---\n"),
        &["content/fresh/deep/x.md"],
    ),
    (
        "a file moved to another folder",
        |root| {
            fs::rename(
                root.join("content/terms/new.md"),
                root.join("content/more/new.md"),
            )
            .unwrap();
        },
        &["content/more/new.md", "content/terms/new.md"],
    ),
    (
        "a folder renamed",
        |root| fs::rename(root.join("content/fresh"), root.join("content/old")).unwrap(),
        &["content/fresh/deep/x.md", "content/old/deep/x.md"],
    ),
    (
        "a file in the renamed folder",
        |root| write(root, "content/old/deep/x.md", "---\ntitle: Z\n---\n"),
        &["content/old/deep/x.md"],
    ),
    (
        "a folder moved out",
        |root| fs::rename(root.join("content/old"), root.join("away")).unwrap(),
        &["content/old/deep/x.md"],
    ),
    (
        "a folder moved in",
        |root| fs::rename(root.join("away"), root.join("content/back")).unwrap(),
        &["content/back/deep/x.md"],
    ),
    (
        "a folder deleted",
        |root| fs::remove_dir_all(root.join("content/back")).unwrap(),
        &["content/back/deep/x.md"],
    ),
    (
        "a file deleted",
        |root| fs::remove_file(root.join("content/terms/b.md")).unwrap(),
        &["content/terms/b.md"],
    ),
    (
        "a folder in the place of a file",
        |root| {
            fs::remove_file(root.join("content/more/new.md")).unwrap();
            write(root, "content/more/new.md/in.md", "---\ntitle: In\n---\n");
        },
        &["content/more/new.md", "content/more/new.md/in.md"],
    ),
    (
        "an image",
        |root| write(root, "content/terms/map.png", "other"),
        &["content/terms/map.png"],
    ),
    (
        "a style",
        |root| write(root, "static/style.css", "b {}"),
        &["static/style.css"],
    ),
    (
        "a template",
        |root| write(root, "templates/page.html", "<p></p>"),
        &["templates/page.html"],
    ),
    (
        "the settings",
        |root| write(root, "primer.toml", "[site]\ntitle = \"U\"\n"),
        &["primer.toml"],
    ),
    (
        "the settings renamed over",
        |root| {
            write(root, "primer.toml.new", "[site]\ntitle = \"V\"\n");
            fs::rename(root.join("primer.toml.new"), root.join("primer.toml")).unwrap();
        },
        &["primer.toml"],
    ),
    (
        "the settings deleted",
        |root| fs::remove_file(root.join("primer.toml")).unwrap(),
        &["primer.toml"],
    ),
    (
        "the settings again",
        |root| write(root, "primer.toml", "[site]\ntitle = \"W\"\n"),
        &["primer.toml"],
    ),
    (
        "no templates any more",
        |root| fs::remove_dir_all(root.join("templates")).unwrap(),
        &["templates/entry.html", "templates/page.html"],
    ),
    (
        "templates again",
        |root| write(root, "templates/part/x.html", "x"),
        &["templates/part/x.html"],
    ),
    (
        "a change in them",
        |root| write(root, "templates/part/x.html", "y"),
        &["templates/part/x.html"],
    ),
    (
        "static replaced by another folder",
        |root| {
            write(root, "other/a.txt", "a");
            fs::rename(root.join("static"), root.join("static-old")).unwrap();
            fs::rename(root.join("other"), root.join("static")).unwrap();
        },
        &["static/a.txt", "static/style.css"],
    ),
    (
        "a change in the new one",
        |root| write(root, "static/a.txt", "b"),
        &["static/a.txt"],
    ),
    (
        "what is no text",
        |root| fs::write(root.join("content/terms/a.md"), b"---\ntitle: A\n---\n\xff").unwrap(),
        &["content/terms/a.md"],
    ),
    (
        "a text again",
        |root| write(root, "content/terms/a.md", "---\ntitle: A\n---\n"),
        &["content/terms/a.md"],
    ),
];

/// What happens and changes nothing.
const NOTHING: &[(&str, Step)] = &[
    ("a save without a change", |root| {
        let path = root.join("content/terms/a.md");
        let text = fs::read(&path).unwrap();
        fs::write(path, text).unwrap();
    }),
    ("reading", |root| {
        load(&Tree::new(root), Options::default()).unwrap();
    }),
    ("backups, swap files and other folders", |root| {
        write(root, "content/terms/.a.md.swp", "x");
        write(root, "content/terms/a.md~", "x");
        write(root, "content/.git/index", "x");
        write(root, "public/index.html", "x");
        write(root, "README.md", "x");
    }),
    ("a test whether a folder can be written", |root| {
        write(root, "content/terms/4913", "");
        fs::remove_file(root.join("content/terms/4913")).unwrap();
    }),
    ("an empty folder", |root| {
        fs::create_dir(root.join("content/empty")).unwrap();
    }),
];

fn every_step(poll: bool) {
    let mut watched = started(poll);
    for (name, step, expected) in STEPS {
        step(&watched.root());
        let paths = watched.settle();
        assert_eq!(
            paths.iter().map(String::as_str).collect::<Vec<_>>(),
            *expected,
            "{name}"
        );
    }
    for (name, step) in NOTHING {
        step(&watched.root());
        eprintln!("{name}");
        watched.is_quiet();
    }
    write(
        &watched.root(),
        "content/empty/y.md",
        "---\ntitle: Y\n---\n",
    );
    watched.settle();
    assert_eq!(watched.watch.remarks(), Vec::<String>::new());
}

#[test]
fn every_way_to_save_is_seen() {
    every_step(false);
}

#[test]
fn every_way_to_save_is_seen_by_looking() {
    every_step(true);
}

#[test]
fn a_burst_is_few_rounds() {
    let mut watched = started(false);
    for number in 0..2000 {
        write(
            &watched.root(),
            &format!("content/many/{}/{number}.md", number % 20),
            &format!("---\ntitle: N{number}\n---\n"),
        );
    }
    let expected = facts(&load(&watched.tree, Options::default()).unwrap());
    let mut rounds = 0;
    while facts(&watched.inputs) != expected {
        let change = watched.watch.wait(&mut watched.inputs, LONG).unwrap();
        rounds += usize::from(!change.paths.is_empty());
    }
    assert!(rounds <= 3, "{rounds} rounds");
}

#[test]
fn a_single_save_is_quick() {
    let mut watched = started(false);
    let mut times = Vec::new();
    for number in 0..20 {
        write(
            &watched.root(),
            "content/terms/a.md",
            &format!("---\ntitle: A\n---\n{number}\n"),
        );
        let change = watched.watch.wait(&mut watched.inputs, LONG).unwrap();
        times.push(change.settled.duration_since(change.first).unwrap());
    }
    times.sort();
    assert!(times[10] < Duration::from_millis(40), "{times:?}");
}

fn lost_and_found(poll: bool) {
    let mut watched = started(poll);
    let known = facts(&watched.inputs);
    let root = watched.root();
    fs::rename(root.join("content"), root.join("gone")).unwrap();
    while watched.inputs.troubles.is_empty() {
        let change = watched.watch.wait(&mut watched.inputs, LONG).unwrap();
        assert!(change.paths.iter().all(|path| &**path == "content"));
    }
    assert_eq!(watched.inputs.content.len(), 4, "what was read is kept");
    // Other things still change meanwhile.
    write(&root, "static/style.css", "c {}");
    while !watched
        .inputs
        .assets
        .iter()
        .any(|asset| asset.facts.unwrap().hash == blake3::hash(b"c {}"))
    {
        watched.watch.wait(&mut watched.inputs, LONG).unwrap();
    }
    write(&root, "static/style.css", "a {}");
    fs::rename(root.join("gone"), root.join("content")).unwrap();
    watched.settle();
    assert_eq!(facts(&watched.inputs), known);
    write(&root, "content/terms/a.md", "---\ntitle: Anew\n---\n");
    watched.settle();
    // The whole primer goes and another one comes.
    fs::remove_dir_all(&root).unwrap();
    while watched.inputs.troubles.is_empty() {
        watched.watch.wait(&mut watched.inputs, LONG).unwrap();
    }
    write(&root, "content/terms/z.md", "---\ntitle: Z\n---\n");
    watched.settle();
    write(&root, "primer.toml", "[site]\n");
    write(&root, "content/terms/z.md", "---\ntitle: ZZ\n---\n");
    watched.settle();
}

#[test]
fn a_deleted_content_folder_is_a_state() {
    lost_and_found(false);
}

#[test]
fn a_deleted_content_folder_is_a_state_by_looking() {
    lost_and_found(true);
}

#[cfg(unix)]
fn links(poll: bool) {
    use std::os::unix::fs::symlink;

    let outside = tempfile::tempdir().unwrap();
    let other = outside.path().to_owned();
    let mut watched = started_following(poll, std::slice::from_ref(&other));
    let root = watched.root();
    write(&other, "shared/x.md", "---\ntitle: X\n---\n");
    write(&other, "files/one.md", "---\ntitle: One\n---\n");
    symlink(other.join("shared"), root.join("content/shared")).unwrap();
    symlink(
        other.join("files/one.md"),
        root.join("content/terms/one.md"),
    )
    .unwrap();
    symlink("a.md", root.join("content/terms/same.md")).unwrap();
    symlink("terms", root.join("content/twin")).unwrap();
    watched.settle();
    let steps: &[(&str, &str)] = &[
        ("shared/x.md", "---\ntitle: XX\n---\n"),
        ("shared/sub/y.md", "---\ntitle: Y\n---\n"),
        ("shared/sub/y.md", "---\ntitle: YY\n---\n"),
        ("files/one.md", "---\ntitle: Two\n---\n"),
    ];
    for (path, text) in steps {
        write(&other, path, text);
        watched.settle();
    }
    // Renamed over at its real place.
    write(&other, "files/new", "---\ntitle: Three\n---\n");
    fs::rename(other.join("files/new"), other.join("files/one.md")).unwrap();
    watched.settle();
    // One file under three names.
    write(&root, "content/terms/a.md", "---\ntitle: Thrice\n---\n");
    let paths = watched.settle();
    for path in [
        "content/terms/a.md",
        "content/terms/same.md",
        "content/twin/a.md",
    ] {
        assert!(paths.contains(path), "{path}: {paths:?}");
    }
    write(
        &root,
        "content/twin/b.md",
        "---\ntitle: Through the twin\n---\n",
    );
    watched.settle();
    // Of two names one goes.
    fs::remove_file(root.join("content/twin")).unwrap();
    watched.settle();
    write(&root, "content/terms/b.md", "---\ntitle: Still seen\n---\n");
    watched.settle();
    // A link that leads nowhere, and somewhere again.
    fs::rename(other.join("shared"), other.join("moved")).unwrap();
    watched.settle();
    assert_eq!(watched.inputs.troubles.len(), 1);
    fs::rename(other.join("moved"), other.join("shared")).unwrap();
    watched.settle();
    write(&other, "shared/x.md", "---\ntitle: Back\n---\n");
    watched.settle();
    // A circle, told of once by its own path.
    symlink("..", root.join("content/terms/circle")).unwrap();
    watched.settle();
    assert_eq!(watched.inputs.troubles.len(), 1);
    write(
        &root,
        "content/terms/b.md",
        "---\ntitle: Beside a circle\n---\n",
    );
    watched.settle();
    fs::remove_file(root.join("content/terms/circle")).unwrap();
    watched.settle();
    watched.is_quiet();
}

#[cfg(unix)]
#[test]
fn links_are_followed_out_of_the_tree() {
    links(false);
}

#[cfg(unix)]
#[test]
fn links_are_followed_out_of_the_tree_by_looking() {
    links(true);
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_reported_until_it_can_be_read() {
    use std::os::unix::fs::PermissionsExt;

    for poll in [false, true] {
        let mut watched = started(poll);
        let set = |path: PathBuf, mode: u32| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        let file = watched.path("content/terms/a.md");
        let folder = watched.path("content/more");
        set(file.clone(), 0o000);
        if fs::read(&file).is_ok() {
            eprintln!("SKIPPED: this user may read every file");
            return;
        }
        assert_eq!(watched.settle().len(), 1);
        assert_eq!(watched.inputs.troubles.len(), 1);
        set(file, 0o644);
        watched.settle();
        set(folder.clone(), 0o000);
        watched.settle();
        assert_eq!(watched.inputs.troubles.len(), 1);
        set(folder, 0o755);
        watched.settle();
        assert_eq!(watched.inputs.troubles.len(), 0);
        write(
            &watched.root(),
            "content/more/deep/c.md",
            "---\ntitle: CC\n---\n",
        );
        watched.settle();
    }
}

/// What a random edit does, from a few numbers.
fn edit(root: &Path, numbers: (u8, u8, u8)) {
    const PATHS: &[&str] = &[
        "content/terms/a.md",
        "content/terms/b.md",
        "content/terms",
        "content/more",
        "content/more/deep",
        "content/more/deep/c.md",
        "content/new/d.md",
        "content/new",
        "content/e.png",
        "static",
        "static/style.css",
        "static/sub/x.js",
        "templates",
        "templates/entry.html",
        "primer.toml",
        "content/.hidden/x.md",
        "elsewhere",
        "elsewhere/f.md",
    ];
    let (what, one, other) = numbers;
    let path = |number: u8| root.join(PATHS[usize::from(number) % PATHS.len()]);
    let (one, other) = (path(one), path(other));
    // What cannot be done is left out.
    match what % 7 {
        0 | 1 => {
            let _ = fs::create_dir_all(one.parent().unwrap());
            let _ = fs::write(&one, format!("---\ntitle: T{what}\n---\n{}\n", numbers.2));
        }
        2 => {
            let _ = fs::rename(&one, &other);
        }
        3 => {
            let _ = fs::remove_file(&one).or_else(|_| fs::remove_dir_all(&one));
        }
        4 => {
            let _ = fs::create_dir_all(&one);
        }
        5 => {
            let hidden = one.with_file_name(".save");
            let _ = fs::write(&hidden, format!("---\ntitle: S{}\n---\n", numbers.2));
            let _ = fs::rename(hidden, &one);
        }
        _ => {
            #[cfg(unix)]
            let _ = std::os::unix::fs::symlink(&other, &one);
        }
    }
}

#[cfg(unix)]
#[test]
fn settings_may_be_a_link_to_what_is_read_otherwise() {
    let mut watched = started(false);
    let root = watched.root();
    fs::remove_file(root.join("primer.toml")).ok();
    std::os::unix::fs::symlink(root.join("content/terms/a.md"), root.join("primer.toml")).unwrap();
    watched.settle();
    fs::write(root.join("content/terms/a.md"), "---\ntitle: Other\n---\n").unwrap();
    watched.settle();
    // One that leads nowhere is no reason to forget what the settings were.
    fs::remove_file(root.join("content/terms/a.md")).unwrap();
    let is_told = |trouble: &Diagnostic| &*trouble.at.path == "primer.toml";
    while !watched.inputs.troubles.iter().any(is_told) {
        assert!(watched.watch.wait(&mut watched.inputs, LONG).is_some());
    }
    assert!(watched.inputs.config.is_some());
}

fn random_edits(poll: bool, cases: u32) {
    let operation = (
        proptest::num::u8::ANY,
        proptest::num::u8::ANY,
        proptest::num::u8::ANY,
    );
    let script = proptest::collection::vec(proptest::collection::vec(operation, 1..5), 1..8);
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let result = runner.run(&script, |script| {
        let mut watched = started(poll);
        for burst in script {
            for numbers in burst {
                edit(&watched.root(), numbers);
            }
            // The content folder may be gone: then there is nothing to compare with.
            if load(&watched.tree, Options::default()).is_ok() {
                watched.settle();
            }
        }
        Ok(())
    });
    result.unwrap();
}

#[test]
fn after_random_edits_the_inputs_are_those_of_a_load() {
    random_edits(false, 60);
}

#[test]
fn after_random_edits_the_inputs_are_those_of_a_load_by_looking() {
    random_edits(true, 15);
}

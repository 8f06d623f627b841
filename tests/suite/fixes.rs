//! `primer check --fix`: what is mended is right, the rest of a file stays as it is, and nothing foreign is written.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use primer::diagnostic::mend::mendings;
use primer::diagnostic::{Certainty, Code};
use primer::disk::load::{Tree, load};
use primer::disk::rewrite::{Rewriting, rewrite};
use primer::pipeline::{Options, analyze};

use crate::builder::Primer;
use crate::command::{Run, primer, write};
use crate::program::starter;

/// A fault that is planted, and what becomes of it. `TAG` makes each of them another one.
struct Plant {
    faulty: &'static str,
    mended: &'static str,
}

/// Faults in texts: the first ones can mean one thing only, the others are left to a person.
const TEXTS: &[Plant] = &[
    plant(
        "[w](/terms/Alpha-Beta \"T\")",
        "[w](/terms/alpha-beta \"T\")",
    ),
    plant(
        "[w](/Terms/alpha_beta?q=TAG#part-one)",
        "[w](/terms/alpha-beta?q=TAG#part-one)",
    ),
    plant("[w](/old/place)", "[w](/terms/alpha-beta)"),
    plant(
        "[w](/old/place#part-one)",
        "[w](/terms/alpha-beta#part-one)",
    ),
    plant(
        "<a href='/terms/ALPHA-BETA'>w</a>",
        "<a href='/terms/alpha-beta'>w</a>",
    ),
    plant(
        "[w](/terms/alpha-beta#Part-One)",
        "[w](/terms/alpha-beta#Part-One)",
    ),
    plant("[w](pic TAG.md)", "[w](<pic TAG.md>)"),
    plant("![w](/Pic.PNG)", "![w](/pic.png)"),
    plant("[w]](/terms/alpha-beta)", "[w](/terms/alpha-beta)"),
    plant(
        "[w][dTAG]\n\n[dTAG]: /terms/Alpha-Beta\n\nEnd",
        "[w][dTAG]\n\n[dTAG]: /terms/alpha-beta\n\nEnd",
    ),
    plant("[w](/terms/alpah-beta)", "[w](/terms/alpah-beta)"),
    plant("[[alpha betta]]", "[[alpha betta]]"),
    plant("[w](/terms/nothing-TAG)", "[w](/terms/nothing-TAG)"),
    plant("[w](/terms/c++)", "[w](/terms/c++)"),
    plant(
        "[sic] (https://example.org/TAG)",
        "[sic] (https://example.org/TAG)",
    ),
    plant("`[w](/terms/Alpha-Beta)`", "`[w](/terms/Alpha-Beta)`"),
    plant(
        "<!-- [w](/terms/Alpha-Beta) -->",
        "<!-- [w](/terms/Alpha-Beta) -->",
    ),
    plant("\\[w](/terms/Alpha-Beta)", "\\[w](/terms/Alpha-Beta)"),
];

/// The same in front matter; each field stands once in an entry.
const FIELDS: &[Plant] = &[
    plant("tags: one # mine", "tags: one # mine"),
    plant("tags: 'one two'", "tags: 'one two'"),
    plant("served: Hot", "served: hot"),
    plant("served: \"COLD\"", "served: \"cold\""),
    plant("served: warm", "served: warm"),
    plant("decided: 31.01.2026", "decided: 2026-01-31"),
    plant("decided: '2026-1-31'", "decided: '2026-01-31'"),
    plant("decided: 03/04/2026", "decided: 03/04/2026"),
    plant("open: \"yes\"", "open: true"),
    plant("strength: '7'", "strength: 7"),
    plant("strength: '07'", "strength: '07'"),
    plant(
        "citation: 1.10  # as printed",
        "citation: \"1.10\"  # as printed",
    ),
];

const fn plant(faulty: &'static str, mended: &'static str) -> Plant {
    Plant { faulty, mended }
}

const CONFIG: &str = "[collections.terms.fields]\nserved = { type = \"enum\", values = [\"hot\", \"cold\"] }\ndecided = \"date\"\nopen = \"bool\"\nstrength = \"number\"\ncitation = \"string\"\n";

/// An entry with faults; with the mended ones in their place when `is_mended`.
fn text(number: usize, is_mended: bool) -> String {
    let pick = |plant: &Plant| {
        if is_mended {
            plant.mended
        } else {
            plant.faulty
        }
    };
    let mut text = String::new();
    // Line ends, the mark at the start and the notes of authors are no faults.
    if number.is_multiple_of(3) {
        text.push('\u{feff}');
    }
    text.push_str(&format!("---\n# a note\ntitle:   Entry {number}\n"));
    text.push_str(pick(&FIELDS[number % FIELDS.len()]));
    text.push_str("\n---\n\nÄ text — with *signs*.\n\n");
    for place in 0..6 {
        let plant = &TEXTS[(number * 7 + place * 5) % TEXTS.len()];
        let tag = format!("{number}x{place}");
        text.push_str(&format!(
            "Before {}  \nbehind {}.\n\n",
            place,
            pick(plant).replace("TAG", &tag)
        ));
    }
    if number.is_multiple_of(2) {
        text = text.replace('\n', "\r\n");
    }
    text
}

/// A primer with more than two hundred faults.
fn planted() -> (tempfile::TempDir, usize) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "primer.toml", CONFIG);
    write(root, "static/pic.png", "x");
    let target = "---\ntitle: Alpha beta\naliases: [/old/place]\n---\n\n## Part one\n";
    write(root, "content/terms/alpha-beta.md", target);
    write(root, "content/terms/c.md", "---\ntitle: C\n---\n");
    let count = 40;
    for number in 0..count {
        write(
            root,
            &format!("content/terms/e{number}.md"),
            &text(number, false),
        );
    }
    (folder, count)
}

fn check(root: &Path, arguments: &[&str]) -> Run {
    primer(root, &[&["check", "--format", "short"], arguments].concat())
}

#[test]
fn planted_faults_are_mended_rightly_or_left() {
    let (folder, count) = planted();
    let root = folder.path();
    let before = check(root, &[]);
    assert!(before.out.lines().count() > 200, "{}", before.out);
    let dry = primer(root, &["check", "--fix", "--dry-run"]);
    for number in 0..count {
        let file = root.join(format!("content/terms/e{number}.md"));
        assert_eq!(fs::read_to_string(file).unwrap(), text(number, false));
    }
    // What the diff says is what is done.
    let copy = tempfile::tempdir().unwrap();
    for number in 0..count {
        write(
            copy.path(),
            &format!("content/terms/e{number}.md"),
            &text(number, false),
        );
    }
    let git = starter("git")
        .args(["apply", "--whitespace=nowarn", "-"])
        .current_dir(copy.path())
        .stdin(Stdio::piped())
        .spawn();
    if let Ok(mut git) = git {
        git.stdin
            .take()
            .unwrap()
            .write_all(dry.out.as_bytes())
            .unwrap();
        assert!(git.wait().unwrap().success(), "{}", dry.out);
    }
    let fix = check(root, &["--fix"]);
    let mut wrong = Vec::new();
    for number in 0..count {
        let path = format!("content/terms/e{number}.md");
        let is = fs::read_to_string(root.join(&path)).unwrap();
        for (is, right) in is.lines().zip(text(number, true).lines()) {
            if is != right {
                wrong.push(format!("{path}: {is}\n  not {right}"));
            }
        }
        if is.len() != text(number, true).len() {
            wrong.push(format!("{path}: {} bytes", is.len()));
        }
        if starter("git").arg("--version").output().is_ok() {
            assert_eq!(
                fs::read_to_string(copy.path().join(&path)).unwrap(),
                is,
                "the diff of {path}"
            );
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), fix.out);
    let mended = before.out.lines().count() - fix.out.lines().count();
    assert!(mended > 100, "{mended}");
    assert!(fix.err.contains(" faults in 40 files"), "{}", fix.err);
    // A second run has nothing to mend.
    let again = check(root, &["--fix"]);
    assert!(
        again.err.contains("nothing could be mended"),
        "{}",
        again.err
    );
    assert_eq!(again.out, fix.out);
}

#[test]
fn only_the_kinds_that_are_named_are_mended() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(
        root,
        "content/terms/a.md",
        "---\ntitle: A\naliases: [/old/a]\n---\n\n## H\n",
    );
    let text = "---\ntitle: B\n---\n[x](/old/a) [y](/terms/A) [z](/old/a#h)";
    write(root, "content/terms/b.md", text);
    let run = check(root, &["--fix=link-to-redirect,broken-anchor"]);
    assert!(run.err.contains("mended 2 faults in 1 file"), "{}", run.err);
    let left = fs::read_to_string(root.join("content/terms/b.md")).unwrap();
    assert_eq!(
        left,
        "---\ntitle: B\n---\n[x](/terms/a) [y](/terms/A) [z](/terms/a#h)"
    );
    let run = check(root, &["--fix=broken-lnk"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("did you mean `broken-link`"),
        "{}",
        run.err
    );
    assert_eq!(check(root, &["--dry-run"]).code, 2);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_links_are_not_followed() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "content/terms/a.md", "---\ntitle: A\n---\n");
    let text = "---\ntitle: B\n---\n[x](/terms/A)\n";
    write(root, "content/terms/b.md", text);
    write(root, "shared/c.md", &text.replace('B', "C"));
    symlink("../../shared/c.md", root.join("content/terms/c.md")).unwrap();
    let mode = |path: &str| fs::metadata(root.join(path)).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(
        root.join("content/terms/b.md"),
        PermissionsExt::from_mode(0o640),
    )
    .unwrap();
    // A file that somebody left in the way.
    symlink(root.join("victim"), root.join("content/terms/.b.md.new")).unwrap();
    let run = check(root, &["--fix"]);
    assert_eq!(mode("content/terms/b.md"), 0o640);
    assert!(
        fs::read_to_string(root.join("content/terms/b.md"))
            .unwrap()
            .contains("/terms/a)")
    );
    assert!(
        fs::read_to_string(root.join("shared/c.md"))
            .unwrap()
            .contains("/terms/A)")
    );
    assert!(
        run.err
            .contains("`content/terms/c.md` lies behind a symbolic link"),
        "{}",
        run.err
    );
    assert!(!root.join("victim").exists());
    assert!(!root.join("content/terms/.b.md.new").exists());
}

#[test]
fn edits_that_touch_wait_for_the_next_run() {
    let primer = Primer::new().page("terms/a.md", "A", "").page(
        "terms/b.md",
        "B",
        "[x](/terms/A) [y](/terms/nope)",
    );
    let mut diagnostics = primer.analyze().diagnostics;
    let faults = || diagnostics.iter().filter(|fault| fault.fix.is_some());
    let mut first = faults().next().unwrap().clone();
    assert_eq!(first.fix.as_ref().unwrap().certainty, Certainty::Certain);
    let edit = &mut first.fix.as_mut().unwrap().edits[0];
    edit.at.span.start += 2;
    diagnostics.push(first);
    let files = mendings(&diagnostics, &[]);
    assert_eq!(files.values().map(|file| file.faults).sum::<usize>(), 1);
    assert!(mendings(&diagnostics, &[Code::BrokenAnchor]).is_empty());
}

/// What somebody saves while the program runs is not overwritten.
#[test]
fn a_file_that_changed_meanwhile_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "content/terms/a.md", "---\ntitle: A\n---\n");
    for name in ["b", "c"] {
        let text = format!("---\ntitle: {name}\n---\n[x](/terms/A)\n");
        write(root, &format!("content/terms/{name}.md"), &text);
    }
    let tree = Tree::new(root);
    let inputs = load(&tree, Options::default()).unwrap();
    let analysis = analyze(&inputs, &|_| {});
    let saved = "---\ntitle: b\n---\nSaved meanwhile: [x](/terms/A)\n";
    write(root, "content/terms/b.md", saved);
    let ends = mendings(&analysis.diagnostics, &[]).into_iter();
    let ends: Vec<Rewriting> = ends
        .map(|(path, mending)| {
            let old = &inputs.content.get(path).unwrap().text;
            rewrite(&tree, path, old, &mending.apply(old).unwrap()).unwrap()
        })
        .collect();
    assert_eq!(ends, [Rewriting::Changed, Rewriting::Done]);
    let read = |name: &str| fs::read_to_string(root.join("content/terms").join(name)).unwrap();
    assert_eq!(read("b.md"), saved);
    assert!(read("c.md").contains("(/terms/a)"));
}

/// What changes a text for its readers is written for who asks for it by name.
#[test]
fn some_repairs_come_by_name_only() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let config = "[check]\norphan-entry = \"off\"\nunlinked-mention = \"hint\"\n\n[collections.terms.fields]\nurl = \"url\"\n";
    write(root, "primer.toml", config);
    let kiln = "---\ntitle: Brick kiln\nurl: https://kiln.example.org/\n---\n";
    write(root, "content/terms/kiln.md", kiln);
    let text = "---\ntitle: A\n---\nA *brick kiln* is hot, a brick\nkiln is old. See [this](https://kiln.example.org) <https://kiln.example.org/>.\n";
    let other =
        "---\ntitle: B\n---\n## Brick kiln\n\n> A brick kiln\n\n![brick kiln]: two brick\nkilns.\n";
    write(root, "content/terms/a.md", text);
    write(root, "content/terms/b.md", other);
    let read = |name: &str| fs::read_to_string(root.join("content/terms").join(name)).unwrap();
    let run = check(root, &["--fix"]);
    assert!(run.err.contains("nothing could be mended"), "{}", run.err);
    let run = check(root, &["--fix=unlinked-mention"]);
    assert!(run.err.contains("mended 1 fault in 1 file"), "{}", run.err);
    let linked = text.replacen("*brick kiln*", "*[brick kiln](/terms/kiln)*", 1);
    assert_eq!(read("a.md"), linked);
    assert_eq!(read("b.md"), other);
    let run = check(root, &["--fix=link-past-entry"]);
    assert!(run.err.contains("mended 1 fault in 1 file"), "{}", run.err);
    assert_eq!(
        read("a.md"),
        linked.replace("[this](https://kiln.example.org)", "[this](/terms/kiln)")
    );
    let run = check(root, &["--fix=link-past-entry,unlinked-mention"]);
    assert!(run.err.contains("nothing could be mended"), "{}", run.err);
}

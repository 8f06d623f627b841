//! The program as its user meets it: arguments, exit codes, what goes to which stream.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::program::program;

pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Writes a file of a primer.
pub(crate) fn write(root: &Path, path: &str, text: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// The file of an entry.
pub(crate) fn page(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\n---\n\n{text}\n")
}

pub(crate) fn primer(folder: &Path, arguments: &[&str]) -> Run {
    run(program()
        .args(arguments)
        .current_dir(folder)
        .env_remove("CLICOLOR_FORCE"))
}

pub(crate) fn run(command: &mut Command) -> Run {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    Run {
        code: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

pub(crate) fn started() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let run = primer(folder.path(), &["init", "."]);
    assert_eq!(run.code, 0, "{}", run.err);
    folder
}

fn snapshot(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|item| item.file_type().is_file())
        .map(|item| {
            (
                item.path().display().to_string(),
                fs::read(item.path()).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

#[test]
fn a_new_primer_is_clean_and_builds_twice_alike() {
    let folder = started();
    let check = primer(folder.path(), &["check"]);
    assert_eq!((check.code, check.out.as_str()), (0, ""), "{}", check.err);
    assert!(check.err.contains("no problems"), "{}", check.err);
    let build = primer(folder.path(), &["build"]);
    assert_eq!(build.code, 0, "{}", build.err);
    let first = snapshot(&folder.path().join("public"));
    let again = primer(folder.path(), &["build"]);
    assert!(again.err.contains("wrote 0"), "{}", again.err);
    assert_eq!(first, snapshot(&folder.path().join("public")));
    let quiet = primer(folder.path(), &["build", "--quiet"]);
    assert_eq!(
        (quiet.code, quiet.out.as_str(), quiet.err.as_str()),
        (0, "", "")
    );
}

#[test]
fn a_failed_build_leaves_the_last_site_as_it_was() {
    let folder = started();
    assert_eq!(primer(folder.path(), &["build"]).code, 0);
    let before = snapshot(&folder.path().join("public"));
    let entry = folder.path().join("content/terms/entry.md");
    let text = fs::read_to_string(&entry).unwrap();
    fs::write(&entry, text.clone() + "\nSee [it](/terms/cross-lnk).\n").unwrap();
    let build = primer(folder.path(), &["build"]);
    assert_eq!(build.code, 1);
    assert!(build.err.contains("error[broken-link]"), "{}", build.err);
    assert!(build.err.contains("/terms/cross-link"), "{}", build.err);
    assert!(
        !build.err.contains('\u{1b}'),
        "no colours where there is no terminal"
    );
    assert_eq!(before, snapshot(&folder.path().join("public")));
    // A template that fails while rendering does no harm either.
    fs::write(&entry, text).unwrap();
    fs::create_dir(folder.path().join("templates")).unwrap();
    fs::write(
        folder.path().join("templates/entry.html"),
        "<p>{{ page.nothing.at_all }}</p>",
    )
    .unwrap();
    let build = primer(folder.path(), &["build"]);
    assert_eq!(build.code, 1, "{}", build.err);
    assert!(
        build.err.contains("templates/entry.html:1:"),
        "{}",
        build.err
    );
    assert_eq!(before, snapshot(&folder.path().join("public")));
}

#[test]
fn reports_have_four_forms() {
    let folder = started();
    fs::write(
        folder.path().join("content/terms/x.md"),
        "---\ntitle: X\n---\nSee [it](/nowhere), [[Entry]].\n",
    )
    .unwrap();
    let short = primer(folder.path(), &["check", "--format", "short"]);
    assert_eq!(short.code, 1);
    assert_eq!(
        short.out,
        "content/terms/x.md:2:8: warning[orphan-entry]: nothing links to this entry\n\
         content/terms/x.md:4:10: error[broken-link]: nothing is at `/nowhere`\n"
    );
    assert_eq!(short.err, "");
    let json = primer(folder.path(), &["check", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(document["summary"]["errors"], 1);
    assert_eq!(document["diagnostics"][1]["code"], "broken-link");
    assert_eq!(document["diagnostics"][1]["start"]["column"], 10);
    let github = primer(folder.path(), &["check", "--format", "github"]);
    assert!(
        github.out.contains("::error file=content/terms/x.md,line=4,endLine=4,col=10,endColumn=18,title=broken-link::"),
        "{}",
        github.out
    );
    let human = primer(folder.path(), &["check", "--color", "always"]);
    assert!(human.err.contains("\u{1b}["), "{}", human.err);
}

#[test]
fn exit_codes_tell_content_from_operation() {
    let folder = started();
    assert_eq!(primer(folder.path(), &["check", "--strict"]).code, 0);
    fs::write(
        folder.path().join("content/terms/x.md"),
        "---\ntitle: X\n---\n",
    )
    .unwrap();
    assert_eq!(
        primer(folder.path(), &["check"]).code,
        0,
        "a warning is no error"
    );
    assert_eq!(primer(folder.path(), &["check", "--strict"]).code, 1);
    for arguments in [
        &["check", "--root", "nowhere"][..],
        &["check", "--base-url", "ftp://x"],
        &["build", "--output", "content/x"],
        &["nonsense"],
        &["explain", "nonsense"],
        &["init"],
        &["new", "Bad/Name", "X"],
        &["new", "terms", "Entry"],
    ] {
        let run = primer(folder.path(), arguments);
        assert_eq!(run.code, 2, "{arguments:?} {}", run.err);
        assert!(run.err.starts_with("error"), "{arguments:?} {}", run.err);
    }
    let run = primer(folder.path(), &["explain", "broken-lnk"]);
    assert!(
        run.err.contains("did you mean `broken-link`"),
        "{}",
        run.err
    );
}

#[test]
fn a_primer_starts_beside_files_and_is_found_from_below() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("field notes");
    fs::create_dir_all(here.join(".git")).unwrap();
    fs::write(here.join("README.md"), "Mine.").unwrap();
    fs::write(here.join(".gitignore"), "/draft\n").unwrap();
    let run = primer(folder.path(), &["init", "field notes"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("cd 'field notes'"), "{}", run.err);
    let read = |path: &str| fs::read_to_string(here.join(path)).unwrap();
    assert_eq!(read("README.md"), "Mine.");
    assert_eq!(read(".gitignore"), "/draft\n/public\n");
    assert!(read("primer.toml").contains("title = \"Field notes\""));
    let before = snapshot(&here);
    assert_eq!(primer(&here, &["init"]).code, 2);
    assert_eq!(snapshot(&here), before);

    let below = here.join("content/terms");
    fs::write(below.join("x.md"), "---\ntitle: X\n---\n[y](/y)\n").unwrap();
    let run = primer(&below, &["check", "--format", "short"]);
    assert!(
        run.out.contains("../../content/terms/x.md:4"),
        "{}",
        run.out
    );
    let run = self::run(
        program()
            .arg("check")
            .current_dir(&here)
            .env("PRIMER_ROOT", ""),
    );
    assert_eq!(run.code, 1, "{}", run.err);
}

#[test]
fn a_foreign_output_folder_is_refused() {
    let folder = started();
    fs::create_dir(folder.path().join("public")).unwrap();
    fs::write(folder.path().join("public/thesis.doc"), "x").unwrap();
    let run = primer(folder.path(), &["build"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("thesis.doc"), "{}", run.err);
}

#[test]
fn a_new_entry_asks_for_what_its_schema_asks_for() {
    let folder = started();
    fs::write(
        folder.path().join("primer.toml"),
        "[collections.cases]\nname = \"title\"\n[collections.cases.fields]\ncitation = \"string!\"\ndateDecided = { type = \"date\", required = true }\noutcome = { type = \"enum\", values = [\"won\", \"lost\"] }\n",
    )
    .unwrap();
    let run = self::run(
        program()
            .args(["new", "cases", "Doe v. \"Roe\""])
            .current_dir(folder.path())
            .env("SOURCE_DATE_EPOCH", "1769817600"),
    );
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.out, "content/cases/doe-v-roe.md\n");
    let text = fs::read_to_string(folder.path().join("content/cases/doe-v-roe.md")).unwrap();
    let expected = "---\ncitation: # a string\ndateDecided: 2026-01-31\n# outcome: # one of `won` or `lost`\ntitle: \"Doe v. \\\"Roe\\\"\"\ndescription: \"\"\n# category: \"\"\n# related: []\ndraft: true\n---\n\n";
    assert_eq!(text, expected);
    let hidden = primer(folder.path(), &["check"]);
    assert!(
        hidden
            .err
            .contains("(1 not shown: a draft, or a date to come)"),
        "{}",
        hidden.err
    );
    // What nobody has written yet is asked for.
    let check = primer(folder.path(), &["check", "--drafts", "--format", "short"]);
    assert!(check.out.contains("citation"), "{}", check.out);
    assert_eq!(check.out.matches("error").count(), 1, "{}", check.out);
}

#[test]
fn every_code_can_be_explained_and_every_command_has_help() {
    let folder = tempfile::tempdir().unwrap();
    let list = primer(folder.path(), &["explain"]);
    assert_eq!(list.code, 0);
    for code in primer::diagnostic::Code::ALL {
        assert!(list.out.contains(code.name()), "{code}");
        let run = primer(folder.path(), &["explain", code.name()]);
        assert_eq!(run.code, 0);
        assert!(run.out.starts_with(code.name()), "{}", run.out);
    }
    for command in [
        "build",
        "check",
        "new",
        "init",
        "explain",
        "theme",
        "completions",
        "serve",
    ] {
        let run = primer(folder.path(), &[command, "--help"]);
        assert_eq!(run.code, 0);
        assert!(run.out.len() > 200, "{command}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(
            primer(folder.path(), &["completions", shell])
                .out
                .contains("primer"),
            "{shell}"
        );
    }
}

#[test]
fn timings_name_every_stage() {
    let folder = started();
    let run = primer(folder.path(), &["build", "--timings"]);
    for stage in ["load", "parse", "link", "check", "render", "write", "total"] {
        assert!(run.err.contains(stage), "{stage}: {}", run.err);
    }
    let table = primer(folder.path(), &["check", "--timings=table"]);
    assert!(table.err.contains("total"), "{}", table.err);
    assert!(!table.err.contains("write"), "{}", table.err);
    assert_eq!(primer(folder.path(), &["build", "--timings=xml"]).code, 2);
}

#[test]
fn timings_for_programs_are_the_last_line() {
    let folder = started();
    let timings = |arguments: &[&str]| -> (i32, serde_json::Value) {
        let run = primer(folder.path(), arguments);
        let line = run.err.lines().last().unwrap();
        (run.code, serde_json::from_str(line).expect(line))
    };
    let names = |document: &serde_json::Value| -> Vec<String> {
        let stages = document["stages"].as_array().unwrap();
        assert!(stages.iter().all(|stage| stage["ms"].is_f64()));
        let name = |stage: &serde_json::Value| stage["name"].as_str().unwrap().to_owned();
        stages.iter().map(name).collect()
    };
    let (code, build) = timings(&["build", "--timings=json"]);
    assert_eq!(code, 0);
    let all = ["load", "parse", "link", "check", "render", "write"];
    assert_eq!(names(&build), all);
    assert!(build["total_ms"].as_f64().unwrap() > 0.0);
    assert_eq!(
        (&build["entries"], &build["files"]),
        (&5.into(), &28.into())
    );
    let (_, check) = timings(&["check", "--timings=json", "--quiet", "--format", "json"]);
    assert_eq!(names(&check), all[..4]);
    assert!(check["files"].is_null());
    fs::write(
        folder.path().join("content/terms/x.md"),
        "---\ntitle: X\n---\n[x](/nowhere)\n",
    )
    .unwrap();
    let (code, failed) = timings(&["build", "--timings=json"]);
    assert_eq!(code, 1);
    assert!(failed["files"].is_null());
}

#[test]
fn paths_in_reports_start_where_the_program_runs() {
    let folder = started();
    fs::write(
        folder.path().join("content/terms/x.md"),
        "---\ntitle: X\n---\n[x](/nowhere)\n",
    )
    .unwrap();
    let above = folder.path().parent().unwrap();
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    for format in ["short", "github", "json"] {
        let run = primer(above, &["check", "--root", name, "--format", format]);
        assert!(
            run.out.contains(&format!("{name}/content/terms/x.md")),
            "{}",
            run.out
        );
    }
    let run = primer(above, &["check", "--root", name]);
    assert!(
        run.err
            .contains(&format!("--> {name}/content/terms/x.md:4:5")),
        "{}",
        run.err
    );
}

#[test]
fn what_is_built_in_can_be_copied() {
    let folder = tempfile::tempdir().unwrap();
    let list = primer(folder.path(), &["theme", "list"]);
    assert_eq!(list.code, 0);
    for path in [
        "templates/entry.html",
        "templates/slots/head.html",
        "static/style.css",
    ] {
        assert!(list.out.lines().any(|line| line == path), "{path}");
    }
    for path in list.out.lines() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let text = std::fs::read_to_string(file).unwrap();
        for name in [path, path.split_once('/').unwrap().1] {
            let shown = primer(folder.path(), &["theme", "show", name]);
            assert_eq!((shown.code, &shown.out), (0, &text), "{name}");
        }
    }
    for (name, near) in [
        ("entri.html", "did you mean `entry.html`?"),
        ("qqqq", "`primer theme list` lists all"),
    ] {
        let run = primer(folder.path(), &["theme", "show", name]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains(near), "{}", run.err);
    }
}

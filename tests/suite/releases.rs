//! What others fetch and run: all files agree on its version, its repository and its names, and no workflow trusts what it
//! need not trust.

use std::collections::BTreeSet;
use std::path::Path;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const PACKAGE: &str = env!("CARGO_PKG_NAME");
/// The one place that says it is `Cargo.toml`.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// What stands in place of the name of a repository that has none yet.
const NAMELESS: &str = "OWNER/NAME";

const WORKFLOWS: &[&str] = &[
    "action.yml",
    ".github/workflows/ci.yml",
    ".github/workflows/release.yml",
];

fn text(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// `OWNER/NAME` of `https://host/OWNER/NAME`.
fn name() -> &'static str {
    REPOSITORY.splitn(4, '/').nth(3).unwrap()
}

/// The versions that stand behind a marker.
fn versions<'t>(text: &'t str, marker: &str) -> BTreeSet<&'t str> {
    text.match_indices(marker)
        .map(|(at, _)| {
            let rest = &text[at + marker.len()..];
            let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.');
            rest[..end.unwrap_or(rest.len())].trim_end_matches('.')
        })
        .collect()
}

#[test]
fn one_version_is_named_everywhere() {
    let action = format!("uses: {}@v", name());
    let wheel = format!("{PACKAGE}==");
    let places: &[(&str, &[&str])] = &[
        ("pyproject.toml", &["version = \"", &wheel]),
        ("README.md", &[&action]),
        ("docs/deploy.md", &[&action, &wheel]),
        (
            "docs/ci.md",
            &[
                &action,
                &wheel,
                "rev: v",
                "version=",
                "version: ",
                "verify primer-v",
            ],
        ),
    ];
    for (path, markers) in places {
        let text = text(path);
        for marker in *markers {
            assert_eq!(
                versions(&text, marker),
                BTreeSet::from([VERSION]),
                "{path}, behind `{marker}`"
            );
        }
    }
}

#[test]
fn one_repository_is_named_everywhere() {
    let download = format!("{REPOSITORY}/releases/download/v$version/");
    let hook = format!("repo: {REPOSITORY}\n");
    let attested = format!("--repo {}\n", name());
    let ci = text("docs/ci.md");
    for part in [&download, &hook, &attested] {
        assert!(ci.contains(part), "docs/ci.md lacks `{part}`");
    }
    assert_eq!(
        ci.matches("/releases/download/").count(),
        ci.matches(&download).count()
    );
    if name() != NAMELESS {
        for path in ["README.md", "docs/ci.md", "docs/deploy.md"] {
            assert!(!text(path).contains(NAMELESS), "{path}: {NAMELESS}");
        }
    }
}

/// The platforms that stand in the lines of a file, between two marks.
fn platforms(path: &str, before: &str, behind: &str) -> BTreeSet<String> {
    text(path)
        .split_inclusive('\n')
        .filter_map(|line| line.split_once(before)?.1.split_once(behind))
        .map(|(word, _)| word.to_owned())
        .filter(|word| {
            ["-linux-", "-apple-", "-windows-"]
                .iter()
                .any(|system| word.contains(system) && !word.contains(' '))
        })
        .collect()
}

#[test]
fn one_list_of_platforms_is_built_packed_fetched_and_told() {
    let built = platforms(".github/workflows/release.yml", "- target: ", "\n");
    assert_eq!(built.len(), 5, "{built:?}");
    for (path, before, behind) in [
        ("packaging/pack.py", "    \"", "\": \""),
        ("packaging/facts.sh", ") echo ", " ;;"),
        ("docs/ci.md", "| `", "` |"),
    ] {
        assert_eq!(platforms(path, before, behind), built, "{path}");
    }
}

#[test]
fn binstall_looks_for_what_is_packed() {
    let manifest: toml::Table = toml::from_str(&text("Cargo.toml")).unwrap();
    let binstall = &manifest["package"]["metadata"]["binstall"];
    let value = |table: &toml::Value, key: &str| {
        let value = table[key].as_str().unwrap();
        value.replace("{ version }", "V").replace("{ target }", "T")
    };
    let windows = &binstall["overrides"]["x86_64-pc-windows-msvc"];
    let scripts = text("packaging/facts.sh")
        .replace("$version", "V")
        .replace("$1", "T");
    for (table, archive) in [
        (binstall, "primer-vV-T.tar.gz"),
        (windows, "primer-vV-T.zip"),
    ] {
        assert!(scripts.contains(&format!("echo \"{archive}\"")));
        assert_eq!(
            value(table, "pkg-url"),
            format!("{{ repo }}/releases/download/vV/{archive}")
        );
    }
    assert_eq!(
        value(binstall, "bin-dir"),
        "primer-vV-T/{ bin }{ binary-ext }"
    );
}

/// The scripts in a workflow: what stands behind `run:`, and the deeper lines below it.
fn scripts(workflow: &str) -> String {
    let mut scripts = String::new();
    let mut outer = None;
    for line in workflow.lines() {
        let depth = line.len() - line.trim_start().len();
        if let Some((before, script)) = line.split_once("run: ") {
            // In `- run: |`, the key is as deep as its first letter.
            outer = before
                .trim_matches([' ', '-'])
                .is_empty()
                .then_some(before.len());
            scripts += script;
        } else if outer.is_some_and(|outer| depth > outer) {
            scripts += line;
        } else if !line.is_empty() {
            outer = None;
        }
        scripts += "\n";
    }
    scripts
}

#[test]
fn workflows_run_no_input_and_no_moving_action() {
    for path in WORKFLOWS {
        let workflow = text(path);
        let scripts = scripts(&workflow);
        assert!(scripts.contains("sh "), "{path} runs scripts");
        // An expression is put into a script before the shell reads it: whoever writes the value writes the script.
        assert!(!scripts.contains("${{"), "{path}: {scripts}");
        for line in workflow.lines() {
            let Some((_, action)) = line.split_once("uses: ") else {
                continue;
            };
            // A tag can be moved; the comment says which one it was.
            let is_pinned = action.split_once('@').is_some_and(|(_, pin)| {
                pin.split_once(" # v").is_some_and(|(commit, _)| {
                    commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit())
                })
            });
            assert!(is_pinned || action.starts_with("./"), "{path}: {line}");
        }
        assert!(
            *path == "action.yml" || workflow.contains("\npermissions:"),
            "{path} has the permissions that the repository gives"
        );
    }
}

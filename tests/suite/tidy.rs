//! The house rules that a machine can hold: who may import whom, and which words belong to which
//! room.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use primer::diagnostic::Code;

/// The rooms, from the foundation to the roof. A room names only rooms on lines above its own.
const ROOMS: &[&[&str]] = &[
    &["source"],
    &["diagnostic"],
    &["data"],
    &["config"],
    &["entry"],
    &["glossary"],
    &["check", "page"],
    &["output"],
    &["memo"],
    &["pipeline"],
    &["disk", "serve"],
    &["cli"],
    &["command"],
    &["main"],
];

/// What only some rooms may say. The pipeline is pure: its rooms have no disk, clock, environment
/// or terminal.
const WORDS: &[(&str, &[&str])] = &[
    ("std::fs", &["disk", "command/init.rs", "command/new.rs"]),
    ("fs::", &["disk", "command/init.rs", "command/new.rs"]),
    ("walkdir", &["disk"]),
    ("std::net", &["serve", "command/serve.rs"]),
    ("tokio", &["serve", "command/serve.rs"]),
    ("axum", &["serve"]),
    ("hyper", &["serve"]),
    ("notify::", &["disk/watch"]),
    ("println!", &[]),
    ("print!(", &[]),
    ("stdout()", &["command"]),
    ("stderr()", &["command"]),
    ("process::exit", &[]),
    ("ExitCode", &["command", "main.rs"]),
    ("clap", &["cli.rs"]),
    ("tera::", &["output"]),
    ("syntect", &["entry/highlight.rs"]),
    ("pulldown_cmark::", &["entry/body"]),
    ("gray_matter::", &["data"]),
    ("annotate_snippets", &["diagnostic/human.rs"]),
    ("anyhow", &["disk", "command"]),
    ("std::env", &["command"]),
    (
        "std::time",
        &["command", "disk/watch", "disk/write", "serve"],
    ),
    ("Instant::now", &["command", "disk/watch"]),
    (
        "SystemTime",
        &[
            "command/serve.rs",
            "disk/watch",
            "serve/mod.rs",
            "serve/socket.rs",
        ],
    ),
    (
        "HashMap<",
        &[
            "data",
            "entry",
            "glossary",
            "check",
            "memo.rs",
            "source.rs",
            "disk",
        ],
    ),
    (
        "prelude::*",
        &["glossary", "check", "output", "pipeline.rs", "disk"],
    ),
    ("super::*", &[]),
    ("#[allow", &[]),
];

fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    walkdir::WalkDir::new(&root)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|item| {
            item.path()
                .extension()
                .is_some_and(|extension| extension == "rs")
        })
        .map(|item| {
            let path = item.path().strip_prefix(&root).unwrap();
            (
                path.to_string_lossy().replace('\\', "/"),
                fs::read_to_string(item.path()).unwrap(),
            )
        })
        .collect()
}

fn room(path: &str) -> &str {
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The part of a file that is not a test, without its comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or(text);
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn imports_run_one_way() {
    let level = |room: &str| ROOMS.iter().position(|rooms| rooms.contains(&room));
    let mut faults = Vec::new();
    for (path, text) in sources() {
        if path == "lib.rs" {
            continue;
        }
        let own = room(&path).to_owned();
        let own_level = level(&own).unwrap_or_else(|| panic!("{own} is no room of the table"));
        let text = code(&text).replace("primer::", "crate::");
        let mut named: Vec<&str> = Vec::new();
        for (at, _) in text.match_indices("crate::") {
            let rest = &text[at + "crate::".len()..];
            if let Some(group) = rest.strip_prefix('{') {
                panic!("{path}: write imports out, one line for each room: {group:.40}");
            }
            let end = rest
                .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .unwrap_or(rest.len());
            named.push(&rest[..end]);
        }
        for other in named {
            let Some(other_level) = level(other) else {
                faults.push(format!("{path} names `crate::{other}`, which is no room"));
                continue;
            };
            if other != own && other_level >= own_level {
                faults.push(format!(
                    "{path} (room {own}) names {other}, which is not below it"
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn words_stay_in_their_rooms() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let text = code(&text);
        for (word, places) in WORDS {
            let allowed = places.iter().any(|place| {
                path == *place
                    || room(&path) == place.trim_end_matches(".rs")
                    || path.starts_with(&format!("{place}/"))
            });
            if allowed {
                continue;
            }
            for line in text.lines().filter(|line| line.contains(word)) {
                // `fs::` is part of longer words too.
                let at = line.find(word).unwrap_or(0);
                let before = line[..at].chars().last();
                if before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_') {
                    faults.push(format!("{path} says `{word}`: {}", line.trim()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    for (path, text) in sources() {
        let first = text.lines().next().unwrap_or("");
        assert!(first.starts_with("//! "), "{path} opens with no `//!`");
        assert!(
            first.trim_end().len() > 15,
            "{path} says nothing in its first line"
        );
    }
}

#[test]
fn every_code_has_one_emitter_and_an_explanation() {
    let sources = sources();
    for code_ in Code::ALL {
        let variant = format!("Code::{code_:?}");
        let emitters: Vec<&String> = sources
            .iter()
            .filter(|(path, _)| *path != "diagnostic/code.rs")
            .filter(|(_, text)| {
                let text = code(text);
                text.match_indices(&variant).any(|(at, _)| {
                    text[at + variant.len()..]
                        .chars()
                        .next()
                        .is_none_or(|next| !next.is_alphanumeric())
                })
            })
            .map(|(path, _)| path)
            .collect();
        assert_eq!(emitters.len(), 1, "{code_} is emitted by {emitters:?}");
        let explanation = code_.explanation();
        assert!(explanation.len() > 200, "{code_} is hardly explained");
        assert!(
            explanation.contains("```"),
            "{code_} is explained without an example"
        );
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/explanations");
    assert_eq!(fs::read_dir(folder).unwrap().count(), Code::ALL.len());
}

#[test]
fn the_codemap_names_every_room() {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    for room in ROOMS
        .iter()
        .copied()
        .flatten()
        .filter(|room| **room != "main")
    {
        assert!(
            text.contains(&format!("[`{room}`]")),
            "the codemap leaves out {room}"
        );
        assert!(
            text.contains(&format!("pub mod {room};")),
            "{room} is no module"
        );
    }
}

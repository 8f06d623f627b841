//! The house rules that a machine can hold: who may import whom, and which words belong to which
//! room.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use primer::diagnostic::Code;

/// The rooms, from the foundation to the roof. A room names only rooms on lines above its own.
const ROOMS: &[&[&str]] = &[
    &["source"],
    &["diagnostic"],
    &["data"],
    &["words"],
    &["config"],
    &["entry"],
    &["asset", "search"],
    &["glossary"],
    &["check", "page"],
    &["theme"],
    &["output"],
    &["pipeline"],
    &["disk", "serve", "external"],
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
    ("std::net", &["serve", "external", "command/serve.rs"]),
    ("ureq", &["external"]),
    ("url::", &["external"]),
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
    ("tera::", &["theme", "page/value.rs"]),
    ("syntect", &["entry/highlight.rs"]),
    ("pulldown_cmark::", &["entry/body"]),
    ("gray_matter::", &["data"]),
    ("annotate_snippets", &["diagnostic/human.rs"]),
    ("anyhow", &["disk", "command"]),
    ("std::env", &["command"]),
    ("std::time", &["command", "disk", "serve", "external"]),
    (
        "Instant::now",
        &["command", "disk/watch", "external/clock.rs"],
    ),
    (
        "SystemTime",
        &[
            "command/serve.rs",
            "disk/stamp.rs",
            "disk/watch",
            "serve/server.rs",
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
            "page/answers.rs",
            "source",
            "disk",
        ],
    ),
    // A thread that waits for others is given more of the outer loop to do. So what runs inside of a loop of many threads,
    // as a rule and the making of a page do, starts none: it could wait for itself.
    (
        "rayon",
        &[
            "glossary/update",
            "glossary/grouping.rs",
            "check/context.rs",
            "check/mod.rs",
            "page/kind/ground.rs",
            "search/mod.rs",
            "output.rs",
            "pipeline.rs",
            "disk",
        ],
    ),
    (
        "prelude::*",
        &[
            "glossary/update",
            "check",
            "page/kind/ground.rs",
            "search/mod.rs",
            "output.rs",
            "pipeline.rs",
            "disk",
        ],
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

/// A file under `src` as a module, with what it brings in.
struct Module {
    /// Its code without its `use` items and the reach of its `pub(in …)`.
    body: String,
    imports: Vec<Import>,
}

/// One name of a `use` item.
struct Import {
    /// What it is called here.
    name: String,
    path: Vec<String>,
    is_exported: bool,
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter| !is_word(letter))
        .filter(|word| !word.is_empty())
}

/// The modules by their paths without `crate`: `page::kind` is the file `page/kind/mod.rs`.
fn modules() -> BTreeMap<String, Module> {
    let files = sources()
        .into_iter()
        .filter(|(path, _)| path != "lib.rs" && path != "main.rs");
    files
        .map(|(path, text)| {
            let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
            (path.replace('/', "::"), module(&code(&text)))
        })
        .collect()
}

fn module(code: &str) -> Module {
    let (mut body, mut imports) = (String::new(), Vec::new());
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let mut item = line.trim_start();
        let is_exported = item.starts_with("pub");
        if let Some(reach) = item.strip_prefix("pub(in ") {
            item = reach
                .split_once(')')
                .map_or("", |(_, item)| item)
                .trim_start();
        } else if is_exported {
            item = item.split_once(' ').map_or("", |(_, item)| item);
        }
        let Some(tree) = item.strip_prefix("use ") else {
            body.push_str(item);
            body.push('\n');
            continue;
        };
        let mut tree = tree.to_owned();
        while !tree.ends_with(';') {
            tree.push_str(lines.next().expect("a `use` item ends").trim());
        }
        for path in branches(tree.trim_end_matches(';')) {
            let (path, alias) = path.split_once(" as ").unwrap_or((&path, ""));
            let parts = words(path).filter(|part| *part != "self");
            let path: Vec<String> = parts.map(str::to_owned).collect();
            let name = if alias.is_empty() {
                &path[path.len() - 1]
            } else {
                alias
            };
            imports.push(Import {
                name: name.to_owned(),
                path,
                is_exported,
            });
        }
    }
    Module { body, imports }
}

/// The paths of a `use` tree: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn branches(tree: &str) -> Vec<String> {
    let Some((before, group)) = tree.split_once('{') else {
        return vec![tree.trim().to_owned()];
    };
    let group = group.strip_suffix('}').expect("a group ends its tree");
    let mut depth = 0;
    let parts = group.split(|letter| {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        letter == ',' && depth == 0
    });
    parts
        .filter(|part| !part.trim().is_empty())
        .flat_map(branches)
        .map(|path| format!("{}{path}", before.trim()))
        .collect()
}

/// The module that holds what a path names in the module `from`, through any number of re-exports.
fn holder(modules: &BTreeMap<String, Module>, from: &str, path: &[String]) -> Option<String> {
    let parent = |module: &str| {
        let parent = module.rsplit_once("::");
        parent
            .map(|(parent, _)| parent)
            .unwrap_or_default()
            .to_owned()
    };
    let below = |module: &str, part: &str| match module {
        "" => part.to_owned(),
        _ => format!("{module}::{part}"),
    };
    let first = path.first()?;
    let mut at = match first.as_str() {
        "crate" => String::new(),
        "super" => parent(from),
        "self" => from.to_owned(),
        _ if modules.contains_key(&below(from, first)) => below(from, first),
        _ => {
            let mut imports = modules[from].imports.iter();
            let import =
                imports.find(|import| import.name == *first && import.path[0] != *first)?;
            holder(modules, from, &import.path)?
        }
    };
    for part in &path[1..] {
        if part == "super" {
            at = parent(&at);
        } else if modules.contains_key(&below(&at, part)) {
            at = below(&at, part);
        } else {
            let mut imports = modules.get(&at)?.imports.iter();
            let export = imports.find(|import| import.is_exported && import.name == *part);
            return export.map_or(Some(at.clone()), |export| {
                holder(modules, &at, &export.path)
            });
        }
    }
    Some(at)
}

/// What each module imports from its own room.
///
/// An import is a path, in a `use` item or inline, to a module or to what a module holds; a name that is
/// re-exported counts for the file that defines it. `mod child;` is no import, and a `pub use` is none unless
/// the file also uses the name itself. A method that is called on a value is not seen.
fn imports_inside_rooms(modules: &BTreeMap<String, Module>) -> BTreeMap<&str, BTreeSet<String>> {
    let mut edges: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let room = |module: &str| module.split("::").next().map(str::to_owned);
    for (name, module) in modules {
        let inline = module
            .body
            .split(|letter| !is_word(letter) && letter != ':')
            .filter(|path| path.contains("::") && !path.starts_with(':'))
            .map(|path| words(path).map(str::to_owned).collect());
        let is_used = |import: &&Import| {
            !import.is_exported || words(&module.body).any(|word| word == import.name)
        };
        let used = module.imports.iter().filter(is_used);
        let paths: Vec<Vec<String>> = inline
            .chain(used.map(|import| import.path.clone()))
            .collect();
        let holders = paths.iter().filter_map(|path| holder(modules, name, path));
        let own = holders.filter(|holder| holder != name && room(holder) == room(name));
        edges.insert(name, own.collect());
    }
    edges
}

/// Inside a room too, imports run one way: no file reaches itself by imports, its `mod.rs` and folders included.
/// What two files share stands in a third, below both.
#[test]
fn no_circles_inside_rooms() {
    let modules = modules();
    let edges = imports_inside_rooms(&modules);
    let count: usize = edges.values().map(BTreeSet::len).sum();
    assert!(
        count > 200,
        "only {count} imports inside of rooms were found"
    );
    let reached = |from: &str| {
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut open = vec![from.to_owned()];
        while let Some(module) = open.pop() {
            for next in &edges[module.as_str()] {
                if reached.insert(next) {
                    open.push(next.clone());
                }
            }
        }
        reached
    };
    let mut circles: BTreeSet<Vec<&str>> = BTreeSet::new();
    for &module in edges.keys() {
        let round = reached(module);
        if round.contains(module) {
            let circle = round
                .into_iter()
                .filter(|other| reached(other).contains(module));
            circles.insert(circle.collect());
        }
    }
    let mut faults = String::new();
    for circle in circles {
        faults.push_str("a circle:\n");
        for module in &circle {
            let into = edges[module]
                .iter()
                .filter(|to| circle.contains(&to.as_str()));
            let into: Vec<&str> = into.map(String::as_str).collect();
            faults.push_str(&format!("  {module} imports {}\n", into.join(", ")));
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

/// The name of a struct, enum, trait or alias stands for one thing in the whole crate.
#[test]
fn no_type_name_occurs_twice() {
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in sources() {
        for line in code(&text).lines() {
            let item = line.trim_start();
            let is_exported = item.starts_with("pub");
            let item = match item.strip_prefix("pub(") {
                Some(reach) => reach.split_once(") ").map_or("", |(_, item)| item),
                None => item.strip_prefix("pub ").unwrap_or(item),
            };
            let kinds = ["struct ", "enum ", "trait ", "union "].iter();
            let mut named = kinds.filter_map(|kind| item.strip_prefix(kind));
            let alias = || {
                item.strip_prefix("type ")
                    .filter(|_| is_exported || item == line)
            };
            let Some(name) = named.next().or_else(alias) else {
                continue;
            };
            let name = words(name).next().unwrap_or_default().to_owned();
            places.entry(name).or_default().insert(path.clone());
        }
    }
    assert!(places.len() > 150, "only {} types were found", places.len());
    let mut faults: Vec<String> = Vec::new();
    for (name, files) in places.iter().filter(|(_, files)| files.len() > 1) {
        faults.push(format!("{name}: {files:?}"));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

//! One literate file for each diagnostic: files in fenced blocks, the report that they get below.
//!
//! The info string of a block says what it is: `markdown content/a.md` a file, `report` what is
//! expected, whole. Behind a path, `latin1` writes the file in that encoding, `mib=17` makes it so large,
//! and `link=target` makes it a symbolic link.

use std::fs;
use std::path::{Path, PathBuf};

use primer::check::baseline::Baseline;
use primer::diagnostic::{Code, Report, human};
use primer::disk::load::{Tree, list, load};
use primer::pipeline::{Options, build};
use primer::source::Source;

use crate::web::add_answers;

/// The file of known faults.
const BASELINE: &str = "baseline.toml";

/// What other sites answer, as [`PaperWeb`](crate::web::PaperWeb) reads it.
const WEB: &str = "web.txt";

struct Block {
    info: String,
    text: String,
    /// Where the text stands in the literate file.
    range: std::ops::Range<usize>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        match &open {
            None if trimmed.starts_with("```") => {
                let fence: String = trimmed
                    .chars()
                    .take_while(|letter| *letter == '`')
                    .collect();
                let info = trimmed[fence.len()..].trim().to_owned();
                open = Some((fence, info, at + line.len()));
            }
            Some((fence, info, start)) if trimmed == fence => {
                blocks.push(Block {
                    info: info.clone(),
                    text: text[*start..at].to_owned(),
                    range: *start..at,
                });
                open = None;
            }
            _ => {}
        }
        at += line.len();
    }
    assert!(open.is_none(), "a fenced block is not closed");
    blocks
}

fn write(root: &Path, path: &str, option: Option<&str>, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    match option.and_then(|option| option.split_once('=')) {
        Some(("mib", size)) => {
            fs::write(&path, text).unwrap();
            let file = fs::File::options().write(true).open(path).unwrap();
            let size = size.parse::<u64>().unwrap() * 1024 * 1024;
            file.set_len(size).unwrap();
        }
        #[cfg(unix)]
        Some(("link", target)) => std::os::unix::fs::symlink(target, path).unwrap(),
        Some((other, _)) => panic!("there is no option `{other}`"),
        None if option == Some("latin1") => {
            let bytes: Vec<u8> = text
                .chars()
                .map(|letter| u8::try_from(u32::from(letter)).unwrap())
                .collect();
            fs::write(path, bytes).unwrap();
        }
        None => fs::write(path, text).unwrap(),
    }
}

fn run(blocks: &[Block]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("content")).unwrap();
    for block in blocks.iter().filter(|block| block.info != "report") {
        let mut words = block.info.split_whitespace().skip(1);
        let path = words.next().expect("a block needs the path of its file");
        write(folder.path(), path, words.next(), &block.text);
    }
    let inputs = load(&Tree::new(folder.path()), Options::default()).unwrap();
    let analysis = build(&inputs, &|_| {}).analysis;
    // Texts that are read one by one say the same.
    let listed = list(&Tree::new(folder.path()), Options::default()).unwrap();
    let listed = build(&listed, &|_| {}).analysis;
    assert_eq!(listed.diagnostics, analysis.diagnostics);
    assert_eq!(listed.summary(), analysis.summary());
    let summary = analysis.summary();
    let (mut diagnostics, mut sources) = (analysis.diagnostics.clone(), analysis.sources.clone());
    // The operator names it; it is no part of the primer.
    if let Ok(text) = fs::read_to_string(folder.path().join(BASELINE)) {
        let source = Source::new(BASELINE, text);
        diagnostics.extend(Baseline::read(&source).err().unwrap_or_default());
        sources.insert(source);
    }
    if let Ok(web) = fs::read_to_string(folder.path().join(WEB)) {
        let mut analysis = analysis;
        add_answers(&mut analysis, inputs.config.as_ref(), &web);
        diagnostics = analysis.diagnostics;
    }
    let report = human::render(
        &Report {
            diagnostics: &diagnostics,
            sources: &sources,
            summary,
        },
        100,
    );
    let text = anstream::adapter::strip_str(&report).to_string();
    // Rulers of empty lines end in white space; editors take that away.
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    format!("{}\n", lines.join("\n").trim_end())
}

#[test]
fn every_code_has_a_fixture_that_holds() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let update = std::env::var_os("UPDATE").is_some();
    let mut faults = String::new();
    for code in Code::ALL {
        let path = folder.join(format!("{code}.md"));
        let Ok(text) = fs::read_to_string(&path) else {
            faults.push_str(&format!("there is no fixture {}\n", path.display()));
            continue;
        };
        let blocks = blocks(&text);
        let Some(expected) = blocks.iter().find(|block| block.info == "report") else {
            faults.push_str(&format!("{} has no block `report`\n", path.display()));
            continue;
        };
        let actual = run(&blocks);
        if !actual.contains(&format!("[{code}]")) {
            faults.push_str(&format!(
                "{} does not get its own code:\n{actual}\n",
                path.display()
            ));
        } else if actual != expected.text {
            if update {
                let mut text = text.clone();
                text.replace_range(expected.range.clone(), &actual);
                fs::write(&path, text).unwrap();
            } else {
                faults.push_str(&format!(
                    "{}\n--- expected\n{}--- actual\n{actual}\n",
                    path.display(),
                    expected.text
                ));
            }
        }
    }
    let known: Vec<String> = Code::ALL.iter().map(|code| format!("{code}.md")).collect();
    for item in fs::read_dir(&folder).unwrap() {
        let name = item.unwrap().file_name().into_string().unwrap();
        if !known.contains(&name) {
            faults.push_str(&format!("{name} is the fixture of no code\n"));
        }
    }
    assert!(faults.is_empty(), "{faults}UPDATE=1 rewrites the reports");
}

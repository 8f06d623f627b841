//! The guard of the program's speed: counts the instructions of a build, of a build where nothing changed
//! and of a check, and fails where one takes more than `instructions.toml` allows.
//!
//! `cargo bench --bench instructions` compares, `cargo bench --bench instructions -- --record` writes
//! down new figures. The primer is a generated one; the runs are those of the release build, on one thread.

mod callgrind;
mod generator;

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use serde::Deserialize;

use callgrind::{MISSING, instructions};
use generator::generate;

const TERMS: usize = 122;
/// The runs, in this order: the second finds the site and the record that the first has written.
const RUNS: [(&str, &str); 3] = [
    ("build", "build"),
    ("nothing-changed", "build"),
    ("check", "check"),
];
/// By how many percent a figure may differ from the recorded one.
const MARGIN: f64 = 5.0;
const RECORD: &str = "cargo bench --bench instructions -- --record";

/// What was recorded on one kind of machine.
#[derive(Deserialize)]
struct Record {
    /// Another compiler makes another program.
    rustc: String,
    #[serde(flatten)]
    figures: BTreeMap<String, u64>,
}

type Records = BTreeMap<String, Record>;

/// The compiler that is in use.
fn rustc() -> Result<String, Box<dyn Error>> {
    let command = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(command).arg("--version").output()?;
    let version = String::from_utf8(output.stdout)?;
    Ok(version.split(' ').nth(1).unwrap_or_default().to_owned())
}

/// Counts every run; nothing where Valgrind is missing.
fn count() -> Result<Option<BTreeMap<String, u64>>, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let (root, cache) = (folder.path().join("primer"), folder.path().join("cache"));
    fs::create_dir(&root)?;
    generate(TERMS, &root)?;
    let program = Path::new(env!("CARGO_BIN_EXE_primer"));
    let mut figures = BTreeMap::new();
    for (name, command) in RUNS {
        let Some(count) = instructions(program, &root, &cache, &[command])? else {
            return Ok(None);
        };
        figures.insert(name.to_owned(), count);
    }
    Ok(Some(figures))
}

fn text(records: &Records) -> String {
    let mut text = format!(
        "# Instructions of the program on a generated primer of {TERMS} terms, on one thread, by the kind of the\n# machine. `{RECORD}` writes this file.\n"
    );
    for (machine, record) in records {
        text.push_str(&format!("\n[{machine}]\nrustc = \"{}\"\n", record.rustc));
        for (name, figure) in &record.figures {
            text.push_str(&format!("{name} = {figure}\n"));
        }
    }
    text
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let is_recording = env::args().any(|argument| argument == "--record");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.toml");
    let mut records: Records = match fs::read_to_string(&path) {
        Ok(text) => toml::from_str(&text)?,
        Err(_) => Records::new(),
    };
    let rustc = rustc()?;
    let Some(figures) = count()? else {
        eprintln!("the instructions cannot be counted. {MISSING}");
        return Ok(ExitCode::FAILURE);
    };
    if is_recording {
        for (name, figure) in &figures {
            println!("{name}: {figure} instructions, recorded");
        }
        records.insert(env::consts::ARCH.to_owned(), Record { rustc, figures });
        fs::write(path, text(&records))?;
        return Ok(ExitCode::SUCCESS);
    }
    let Some(record) = records.get(env::consts::ARCH) else {
        for (name, figure) in &figures {
            println!("{name}: {figure} instructions");
        }
        println!(
            "nothing is recorded for {}: `{RECORD}` does it",
            env::consts::ARCH
        );
        return Ok(ExitCode::SUCCESS);
    };
    let mut exit = ExitCode::SUCCESS;
    for (name, &figure) in &figures {
        let Some(&recorded) = record.figures.get(name) else {
            eprintln!("{name}: {figure} instructions, and no figure is recorded: `{RECORD}`");
            exit = ExitCode::FAILURE;
            continue;
        };
        #[expect(clippy::cast_precision_loss, reason = "a percentage")]
        let growth = (figure as f64 / recorded as f64 - 1.0) * 100.0;
        println!("{name}: {figure} instructions, {growth:+.2} % of the recorded {recorded}");
        if growth > MARGIN {
            eprintln!(
                "`{name}` takes {figure} instructions, and {recorded} are recorded: {growth:.1} % more, where {MARGIN} % are allowed. Find what became slower; where the price is meant, `{RECORD}` records it."
            );
            exit = ExitCode::FAILURE;
        } else if growth < -MARGIN {
            println!("`{name}` became faster. Keep it: `{RECORD}` records it.");
        }
    }
    if record.rustc != rustc {
        println!(
            "The figures were recorded with Rust {}; this is Rust {rustc}.",
            record.rustc
        );
    }
    Ok(exit)
}

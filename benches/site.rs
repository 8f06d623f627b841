//! Primers to measure with, and what an analysis costs after an edit.
//!
//! `cargo bench --bench site -- generate 10000 FOLDER` writes a generated primer, so that the program
//! itself can be run on it; `cargo bench --bench site -- edits 1000 100000` measures analyses within one
//! process, with the memo of the last one. `stages.rs` measures the stages, `process.rs` the whole program.

mod generator;

use std::env;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;

use primer::memo::Memo;
use primer::pipeline::{Inputs, analyze};
use primer::source::Source;

use generator::{content, generate};

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Milliseconds of an analysis after an edit of one entry's text, and of its title, each with the memo
/// of the last run; and of one without.
fn edits(count: usize, runs: usize) -> [f64; 3] {
    let sources: Vec<Source> = content(count)
        .map(|(path, text)| Source::new(&path, text))
        .collect();
    let mut inputs = Inputs {
        content: sources.into_iter().collect(),
        ..Inputs::default()
    };
    let time = |inputs: &Inputs, memo: &Memo| {
        let start = Instant::now();
        let analysis = analyze(inputs, memo, &|_| {});
        (start.elapsed().as_secs_f64() * 1000.0, analysis)
    };
    let (cold, mut analysis) = time(&inputs, &Memo::default());
    let (mut texts, mut titles) = (Vec::new(), Vec::new());
    for number in 0..2 * runs {
        let at = number * 37 % count;
        let Some(source) = inputs.content.iter().nth(at).cloned() else {
            continue;
        };
        let is_title = number >= runs;
        let text = if is_title {
            source.text.replacen("term: \"", "term: \"New ", 1)
        } else {
            format!("{}\nEdit {number}.\n", source.text)
        };
        inputs.content.insert(Source::new(&source.path, text));
        let (warm, next) = time(&inputs, &analysis.memo);
        analysis = next;
        if is_title { &mut titles } else { &mut texts }.push(warm);
    }
    [cold, median(texts), median(titles)]
}

fn report_edits(count: usize) {
    let [cold, text, title] = edits(count, 25);
    println!(
        "analysis of {count} terms: {cold:.1} ms without a memo; with one, {text:.2} ms after an edit of a text, {title:.2} ms after one of a name",
    );
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    if let [command, count, folder] = arguments.as_slice()
        && command == "generate"
    {
        return generate(count.parse()?, Path::new(folder));
    }
    if let [command, counts @ ..] = arguments.as_slice()
        && command == "edits"
    {
        for count in counts {
            report_edits(count.parse()?);
        }
        return Ok(());
    }
    for count in [1_000, 10_000] {
        report_edits(count);
    }
    Ok(())
}

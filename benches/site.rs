//! Primers to measure with, and what an analysis costs after an edit.
//!
//! `cargo bench --bench site -- generate 10000 FOLDER` writes a generated primer, so that the program
//! itself can be run on it; `cargo bench --bench site -- edits 1000 100000` measures analyses within one
//! process, each going on from the last one, as the preview does. `stages.rs` measures the stages, `process.rs` the whole program.

mod generator;

use std::env;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;

use primer::pipeline::{Inputs, analyze, update};
use primer::source::Source;

use generator::{content, generate};

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Milliseconds of the first analysis, and of one that goes on from the last after an edit of one entry's
/// text, and of its name.
fn edits(count: usize, runs: usize) -> [f64; 3] {
    let sources: Vec<Source> = content(count)
        .map(|(path, text)| Source::new(&path, text))
        .collect();
    let mut inputs: Inputs = Inputs {
        content: sources.into_iter().collect(),
        ..Inputs::default()
    };
    let since = |start: Instant| start.elapsed().as_secs_f64() * 1000.0;
    let start = Instant::now();
    let mut analysis = analyze(&inputs, &|_| {});
    let first = since(start);
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
        let start = Instant::now();
        let next = update(&inputs, &analysis);
        let times = if is_title { &mut titles } else { &mut texts };
        times.push(since(start));
        analysis = next;
    }
    [first, median(texts), median(titles)]
}

fn report_edits(count: usize) {
    let [first, text, name] = edits(count, 25);
    println!(
        "analysis of {count} terms: {first:.1} ms at first, {text:.2} ms after an edit of a text, {name:.2} ms after one of a name",
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

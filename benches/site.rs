//! How long a site takes, stage by stage, and how that grows with its size.
//!
//! `cargo bench` measures sites of 1,000 and 10,000 terms, each several times, and prints medians and
//! ratios; ratios are what to compare between machines. `cargo bench -- generate 10000 FOLDER`
//! writes the generated primer, so that the program itself can be timed on it; `cargo bench -- edits
//! 1000 100000` measures what an analysis costs after an edit. The generator is a
//! function of the number of terms alone.

mod generator;

use std::env;
use std::error::Error;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use primer::disk::load::load;
use primer::disk::write::write;
use primer::memo::Memo;
use primer::pipeline::{Inputs, Options, Stage, analyze, build};
use primer::source::Source;

use generator::{content, generate};

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const STAGES: &[(Stage, &str)] = &[
    (Stage::Load, "load"),
    (Stage::Parse, "parse"),
    (Stage::Link, "link"),
    (Stage::Check, "check"),
    (Stage::Render, "render"),
    (Stage::Write, "write"),
];

/// Milliseconds of each stage of one run.
fn stages(run: impl FnOnce(&(dyn Fn(Stage) + Sync))) -> Vec<f64> {
    let marks: Mutex<Vec<(Stage, Instant)>> = Mutex::new(Vec::new());
    run(&|stage| {
        if let Ok(mut marks) = marks.lock() {
            marks.push((stage, Instant::now()));
        }
    });
    let end = Instant::now();
    let marks = marks.into_inner().unwrap_or_default();
    STAGES
        .iter()
        .map(|(stage, _)| {
            let at = marks.iter().position(|(known, _)| known == stage);
            at.map_or(Duration::ZERO, |at| {
                marks
                    .get(at + 1)
                    .map_or(end, |(_, next)| *next)
                    .duration_since(marks[at].1)
            })
            .as_secs_f64()
                * 1000.0
        })
        .collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The median of each stage over several whole builds, each into a folder of its own.
fn measure(count: usize, runs: usize) -> Result<Vec<f64>, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    generate(count, folder.path())?;
    let mut measured: Vec<Vec<f64>> = Vec::new();
    for number in 0..=runs {
        let output = folder.path().join(format!("public-{number}"));
        let times = stages(|observer| {
            observer(Stage::Load);
            let Ok(inputs) = load(folder.path(), Options::default()) else {
                return;
            };
            let made = build(&inputs, &Memo::default(), observer);
            observer(Stage::Write);
            if let Some(files) = made.files {
                let _ = write(&output, &files, || {});
            }
        });
        // The first run warms the caches of the machine.
        if number > 0 {
            measured.push(times);
        }
    }
    Ok((0..STAGES.len())
        .map(|stage| median(measured.iter().map(|times| times[stage]).collect()))
        .collect())
}

/// Milliseconds of an analysis after an edit of one entry's text, and of its title, each with the memo
/// of the last run; and of one without.
fn edits(count: usize, runs: usize) -> [f64; 3] {
    let mut inputs = Inputs {
        content: content(count),
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
    let (small, large) = (1_000, 10_000);
    let runs = 5;
    let (few, many) = (measure(small, runs)?, measure(large, runs)?);
    println!("whole builds, median of {runs}, milliseconds");
    println!("{:>8} {small:>10} {large:>10} {:>8}", "terms", "growth");
    for (index, (_, name)) in STAGES.iter().enumerate() {
        println!(
            "{name:>8} {:>10.1} {:>10.1} {:>7.1}x",
            few[index],
            many[index],
            many[index] / few[index]
        );
    }
    let (few, many): (f64, f64) = (few.iter().sum(), many.iter().sum());
    println!(
        "{:>8} {few:>10.1} {many:>10.1} {:>7.1}x",
        "total",
        many / few
    );
    for count in [small, large] {
        report_edits(count);
    }
    Ok(())
}

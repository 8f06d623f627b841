//! How long an edit takes to reach the reader: from just before a file is written until the new text
//! stands in the page of a real browser.
//!
//! `cargo bench --bench preview` measures primers of 1,000 and 10,000 terms; other sizes are
//! arguments. `preview.mjs` drives the program and the browser; here are the primers and the tables.
//! Median and 95th percentile are of the whole way; the steps are medians:
//!
//! - event: from the write until the program hears of it;
//! - wait: until it is sure that the burst of changes is over;
//! - analysis, render: its own work, together "own";
//! - socket: until the browser has the new page;
//! - page: until the text stands in it.

mod generator;

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use generator::{generate, name, path};

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const EDITS: usize = 50;
const SERIES: &[(&str, &str)] = &[
    ("text", "a sentence of the open page"),
    ("heading", "a heading of it"),
    ("title", "its title"),
    ("link", "one more link in it"),
    ("backlink", "a sentence elsewhere that links to it"),
];
const STEPS: &[(&str, &str)] = &[
    ("event", "event"),
    ("coalescing", "wait"),
    ("analysis", "analysis"),
    ("rendering", "render"),
    ("socket", "socket"),
    ("dom", "page"),
];

/// The edits of one series: the milliseconds of each step, by its name.
type Samples = Vec<BTreeMap<String, f64>>;

/// The value that so many of a hundred do not exceed.
fn percentile(mut values: Vec<f64>, percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (values.len() * percent).div_ceil(100);
    values
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or(f64::NAN)
}

fn of(samples: &Samples, step: &str) -> Vec<f64> {
    samples.iter().map(|sample| sample[step]).collect()
}

fn own(samples: &Samples) -> Vec<f64> {
    samples
        .iter()
        .map(|sample| sample["analysis"] + sample["rendering"])
        .collect()
}

fn measure(count: usize) -> Result<BTreeMap<String, Samples>, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    generate(count, folder.path())?;
    let others: Vec<String> = (0..EDITS).map(|at| name((at * 13 + 20) % count)).collect();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/preview.mjs");
    let output = Command::new("node")
        .arg(script)
        .arg(env!("CARGO_BIN_EXE_primer"))
        .arg(folder.path())
        .args([path(0), path(count / 2), EDITS.to_string()])
        .args(others)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("the measurement failed: see above".into());
    }
    let mut measured: BTreeMap<String, Samples> = BTreeMap::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let Value::Object(fields) = serde_json::from_str(line)? else {
            continue;
        };
        let series = fields["series"].as_str().unwrap_or_default().to_owned();
        let steps = fields
            .into_iter()
            .filter_map(|(step, time)| Some((step, time.as_f64()?)))
            .collect();
        measured.entry(series).or_default().push(steps);
    }
    Ok(measured)
}

fn print(count: usize, measured: &BTreeMap<String, Samples>) {
    let start = percentile(of(&measured["start"], "total"), 50);
    println!("\n{count} terms, milliseconds; the first page stood in the browser after {start:.0}");
    print!("{:>9} {:>5} {:>7} {:>7} |", "", "edits", "median", "95 %");
    for (_, label) in STEPS {
        print!(" {label:>8}");
    }
    println!(" | {:>7} {:>7}", "own", "95 %");
    for (series, _) in SERIES {
        let samples = &measured[*series];
        let total = of(samples, "total");
        print!(
            "{series:>9} {:>5} {:>7.1} {:>7.1} |",
            samples.len(),
            percentile(total.clone(), 50),
            percentile(total, 95)
        );
        for (step, _) in STEPS {
            print!(" {:>8.1}", percentile(of(samples, step), 50));
        }
        println!(
            " | {:>7.1} {:>7.1}",
            percentile(own(samples), 50),
            percentile(own(samples), 95)
        );
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut sizes: Vec<usize> = Vec::new();
    for argument in env::args().skip(1).filter(|argument| argument != "--bench") {
        sizes.push(argument.parse()?);
    }
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000];
    }
    println!("From a write until the text stands in the browser. The edits:");
    for (series, what) in SERIES {
        println!("{series:>9}: {what}");
    }
    let mut all = Vec::new();
    for count in sizes {
        let measured = measure(count)?;
        print(count, &measured);
        all.push((count, measured));
    }
    for pair in all.windows(2) {
        let [(small, few), (large, many)] = pair else {
            continue;
        };
        println!("\ngrowth from {small} to {large} terms (medians)");
        println!("{:>9} {:>7} {:>7}", "", "whole", "own");
        for (series, _) in SERIES {
            let ratio = |values: fn(&Samples) -> Vec<f64>| {
                percentile(values(&many[*series]), 50) / percentile(values(&few[*series]), 50)
            };
            println!(
                "{series:>9} {:>6.2}x {:>6.2}x",
                ratio(|samples| of(samples, "total")),
                ratio(own)
            );
        }
    }
    Ok(())
}

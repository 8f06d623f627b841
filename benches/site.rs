//! How long a site takes, stage by stage, and how that grows with its size.
//!
//! `cargo bench` measures sites of 1,000 and 10,000 terms, each several times, and prints medians and
//! ratios; ratios are what to compare between machines. `cargo bench -- generate 10000 FOLDER`
//! writes the generated primer, so that the program itself can be timed on it; `cargo bench -- edits
//! 1000 100000` measures what an analysis costs after an edit. The generator is a
//! function of the number of terms alone.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use std::{env, fs};

use primer::disk::load::load;
use primer::disk::write::write;
use primer::memo::Memo;
use primer::pipeline::{Inputs, Options, Stage, analyze, build};
use primer::source::{Source, Sources};

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ADJECTIVES: &[&str] = &[
    "Absolute",
    "Adverse",
    "Bilateral",
    "Binding",
    "Collateral",
    "Constructive",
    "Declaratory",
    "Direct",
    "Equitable",
    "Express",
    "Federal",
    "Final",
    "General",
    "Implied",
    "Interim",
    "Joint",
    "Limited",
    "Material",
    "Mutual",
    "Nominal",
    "Ordinary",
    "Partial",
    "Personal",
    "Primary",
    "Public",
    "Qualified",
    "Relative",
    "Remedial",
    "Several",
    "Special",
    "Statutory",
    "Summary",
    "Tacit",
    "Vested",
    "Voluntary",
];
const NOUNS: &[&str] = &[
    "abatement",
    "action",
    "appeal",
    "bar",
    "burden",
    "cause",
    "claim",
    "clause",
    "consent",
    "contract",
    "damage",
    "decree",
    "defense",
    "discovery",
    "duty",
    "estoppel",
    "evidence",
    "finding",
    "fraud",
    "holding",
    "immunity",
    "injury",
    "joinder",
    "judgment",
    "jurisdiction",
    "liability",
    "motion",
    "notice",
    "order",
    "party",
    "pleading",
    "privilege",
    "record",
    "relief",
    "remedy",
    "review",
    "rule",
    "sanction",
    "service",
    "standing",
    "stay",
    "title",
    "trial",
    "venue",
    "waiver",
    "warrant",
    "witness",
    "writ",
];
const WORDS: &[&str] = &[
    "a", "court", "may", "grant", "the", "request", "when", "facts", "in", "question", "are",
    "plain", "and", "neither", "side", "has", "asked", "for", "more", "time", "to", "answer", "it",
    "must", "then", "say", "why", "so", "that", "others", "can", "follow", "its", "reasons",
    "step", "by",
];

/// Numbers that only look random: the same on every machine (a linear congruential generator with
/// the constants of Knuth's MMIX).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % bound as u64).unwrap_or(0)
    }
}

fn name(number: usize) -> String {
    let adjective = ADJECTIVES[number % ADJECTIVES.len()];
    let noun = NOUNS[number / ADJECTIVES.len() % NOUNS.len()];
    match number / (ADJECTIVES.len() * NOUNS.len()) {
        0 => format!("{adjective} {noun}"),
        round => format!("{adjective} {noun} {}", round + 1),
    }
}

fn slug(number: usize) -> String {
    name(number).to_lowercase().replace(' ', "-")
}

fn sentence(numbers: &mut Numbers, text: &mut String) {
    for word in 0..8 + numbers.below(10) {
        let next = WORDS[numbers.below(WORDS.len())];
        if word == 0 {
            text.push_str(&next[..1].to_uppercase());
            text.push_str(&next[1..]);
        } else {
            text.push(' ');
            text.push_str(next);
        }
    }
    text.push_str(". ");
}

/// One term of a glossary of `count`: some 6 KB, a dozen links, a table, a footnote, and in every
/// twentieth a block of code.
fn term(number: usize, count: usize) -> String {
    let mut numbers = Numbers(number as u64 + 1);
    let mut text = format!(
        "---\ntitle: \"{0} — what it means\"\nterm: \"{0}\"\ndescription: \"{0} in one sentence.\"\ncategory: \"c{1}\"\ntags: [\"t{2}\", \"t{3}\"]\nrelated:\n",
        name(number),
        number % 12,
        number % 40,
        number % 7 + 40,
    );
    for distance in [1, 7] {
        let _ = writeln!(text, "  - \"{}\"", slug((number + distance) % count));
        let _ = writeln!(
            text,
            "  - \"{}\"",
            slug((number + count - distance) % count)
        );
    }
    text.push_str("---\n\n");
    for section in 0..6 {
        let _ = write!(text, "## Part {}\n\n", section + 1);
        for _ in 0..3 {
            for _ in 0..3 {
                sentence(&mut numbers, &mut text);
            }
            let other = numbers.below(count);
            let link = match numbers.below(4) {
                0 => format!("[[{}]]", name(other)),
                1 => format!("[{}](/terms/{}#part-2)", name(other), slug(other)),
                _ => format!("[{}](/terms/{})", name(other), slug(other)),
            };
            let _ = write!(text, "See {link} **for more**. ");
            sentence(&mut numbers, &mut text);
            text.push_str("\n\n");
        }
    }
    text.push_str("| Step | What |\n|------|------|\n| 1 | File |\n| 2 | Wait |\n\nA note[^1].\n\n[^1]: Said below.\n");
    if number.is_multiple_of(20) {
        let _ = write!(
            text,
            "\n```rust\nfn step(number: u32) -> u32 {{\n    number + {number}\n}}\n```\n"
        );
    }
    text
}

fn content(count: usize) -> Sources {
    (0..count)
        .map(|number| {
            Source::new(
                &format!("content/terms/{}.md", slug(number)),
                term(number, count),
            )
        })
        .collect()
}

fn generate(count: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder.join("content/terms"))?;
    fs::write(
        folder.join("primer.toml"),
        "[site]\ntitle = \"Generated\"\nbase_url = \"https://example.org/\"\n",
    )?;
    for source in content(count).iter() {
        fs::write(folder.join(&*source.path), &*source.text)?;
    }
    Ok(())
}

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

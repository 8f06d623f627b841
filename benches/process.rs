//! How long the whole program takes, from its start to its end, in ratios to what is possible at all.
//!
//! `cargo bench --bench process` builds and checks generated primers of 14, 122, 1,000 and 10,000 terms, in
//! memory and on disk: from nothing, with nothing changed, and after an edit. Each round also runs the floors (see
//! `floor/mod.rs`), so that what disturbs the machine disturbs both. It prints a Markdown table; medians are of
//! several rounds. `--help` lists the arguments.
//!
//! This process stays small: the memory that the system reports of a child is at least that of its parent at
//! the start. Whatever needs much is done by the same program run again as a worker.

mod callgrind;
mod floor;
mod generator;

use std::collections::HashMap;
use std::env;
use std::error::Error;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Instant, UNIX_EPOCH};

use clap::Parser;
use serde::Serialize;
use wait4::Wait4;
use walkdir::WalkDir;

use callgrind::{MISSING, instructions};
use floor::Spent;
use generator::{generate, path};

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Fallible<T> = Result<T, Box<dyn Error>>;

/// Whole runs of the program, in ratios to what is possible at all.
#[derive(Debug, Parser)]
#[command(name = "process")]
struct Arguments {
    /// The numbers of terms
    #[arg(default_values_t = [14, 122, 1_000, 10_000])]
    sizes: Vec<usize>,
    /// Where the primers lie: memory, disk or both
    #[arg(long, value_delimiter = ',', default_values_t = ["memory".to_owned(), "disk".to_owned()])]
    places: Vec<String>,
    /// The folder in memory
    #[arg(long, default_value = "/dev/shm")]
    memory: PathBuf,
    /// The folder on disk
    #[arg(long, default_value = env!("CARGO_TARGET_TMPDIR"))]
    disk: PathBuf,
    /// How many rounds are measured, after one that is not
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Write the figures to a file, too
    #[arg(long)]
    json: Option<PathBuf>,
    /// Count instructions up to this number of terms; 0 counts none
    #[arg(long, default_value_t = 1_000)]
    instructions: usize,
    /// What cargo says to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

/// What is run, in the order of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    Nothing,
    Version,
    Parse,
    Check,
    Io,
    Build,
    Unchanged,
    Edited,
    Renamed,
}

/// The runs with their names, and with the ones to which they are in a ratio.
const RUNS: [(Run, &str, Run); 9] = [
    (Run::Nothing, "a process that does nothing", Run::Nothing),
    (Run::Version, "--version", Run::Nothing),
    (Run::Parse, "parse floor", Run::Parse),
    (Run::Check, "check", Run::Parse),
    (Run::Io, "I/O floor", Run::Io),
    (Run::Build, "build", Run::Io),
    (Run::Unchanged, "build, nothing changed", Run::Build),
    (Run::Edited, "build, a text edited", Run::Build),
    (Run::Renamed, "build, a term renamed", Run::Build),
];

/// What one run took.
#[derive(Clone, Copy, Debug, Default)]
struct Sample {
    /// Milliseconds from its start to its end.
    wall: f64,
    /// Milliseconds of all processors, the system's share included.
    cpu: f64,
    /// The largest memory that it held, in megabytes.
    memory: f64,
}

/// One of these figures.
type Value = fn(&Sample) -> f64;

/// What became of the files of a site.
#[derive(Clone, Copy, Debug, Serialize)]
struct Changed {
    /// Files that are new or have a new time.
    written: usize,
    /// Those with other bytes.
    different: usize,
}

/// A row of the table.
#[derive(Debug, Serialize)]
struct Row {
    place: String,
    terms: usize,
    run: &'static str,
    milliseconds: f64,
    cpu_milliseconds: f64,
    megabytes: Option<f64>,
    /// Of the times.
    ratio: f64,
    /// Of the processor times.
    cpu_ratio: f64,
    ratio_to: &'static str,
    changed: Option<Changed>,
    instructions: Option<u64>,
}

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_primer"))
}

/// A run of the program, as nobody's settings change it, with a cache folder of its own.
fn primer(root: &Path, cache: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command
        .args(arguments)
        .current_dir(root)
        .env_remove("PRIMER_ROOT")
        .env_remove("PRIMER_OUTPUT")
        .env_remove("PRIMER_BASE_URL")
        .env("XDG_CACHE_HOME", cache)
        .env("SOURCE_DATE_EPOCH", "1750000000");
    command
}

/// This program, with something to do for itself.
fn worker(arguments: &[&str]) -> Fallible<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("worker").args(arguments);
    Ok(command)
}

/// Runs a command and measures it; with what it printed.
fn measure(mut command: Command) -> Fallible<(Sample, String)> {
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command.stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn()?;
    let mut printed = String::new();
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_string(&mut printed)?;
    }
    let used = child.wait4()?;
    let wall = start.elapsed().as_secs_f64() * 1000.0;
    if !used.status.success() {
        return Err(format!("{command:?} failed: {}\n{printed}", used.status).into());
    }
    let cpu = (used.rusage.utime + used.rusage.stime).as_secs_f64() * 1000.0;
    #[expect(clippy::cast_precision_loss, reason = "megabytes are shown")]
    let memory = used.rusage.maxrss as f64 / 1e6;
    Ok((Sample { wall, cpu, memory }, printed))
}

fn remove(folder: &Path) -> Fallible<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

fn text(path: &Path) -> Fallible<&str> {
    Ok(path.to_str().ok_or("a path is no text")?)
}

/// One primer, and where things lie.
struct Bench {
    root: PathBuf,
    /// The site as the first build made it: what the I/O floor writes.
    site: PathBuf,
    copy: PathBuf,
    /// Where the program keeps its record of the last build.
    cache: PathBuf,
    /// The site of the last build, as a list.
    list: PathBuf,
    /// The entry that is edited, and its text.
    entry: PathBuf,
    original: String,
    is_on_disk: bool,
}

impl Bench {
    fn new(folder: &Path, terms: usize, is_on_disk: bool) -> Fallible<Self> {
        let root = folder.join("primer");
        fs::create_dir(&root)?;
        measure(worker(&["generate", &terms.to_string(), text(&root)?])?)?;
        let entry = root.join(format!("content/{}.md", path(terms / 2)));
        Ok(Self {
            original: fs::read_to_string(&entry)?,
            entry,
            site: folder.join("site"),
            copy: folder.join("copy"),
            cache: folder.join("cache"),
            list: folder.join("list"),
            root,
            is_on_disk,
        })
    }

    /// Takes away what a run has left.
    fn clean(&self) -> Fallible<()> {
        remove(&self.root.join("public"))?;
        remove(&self.cache)?;
        remove(&self.copy)
    }

    /// A run, its files made ready before.
    fn run(&self, run: Run, round: usize) -> Fallible<Sample> {
        let (root, site, copy) = (text(&self.root)?, text(&self.site)?, text(&self.copy)?);
        match run {
            Run::Check | Run::Io | Run::Build => self.clean()?,
            // A sentence behind the last of a paragraph in the middle of the text.
            Run::Edited => {
                let ends = self.original.match_indices("\n\n").map(|(end, _)| end);
                let mut ends = ends.skip_while(|end| *end < self.original.len() / 2);
                let is_paragraph = |end: &usize| {
                    let line = self.original[..*end]
                        .lines()
                        .next_back()
                        .unwrap_or_default();
                    line.starts_with(char::is_alphabetic) && line.ends_with('.')
                };
                let end = ends.find(is_paragraph).ok_or("no paragraph to edit")?;
                let (before, after) = self.original.split_at(end);
                fs::write(
                    &self.entry,
                    format!("{before} Edited in round {round}.{after}"),
                )?;
            }
            Run::Renamed => {
                let mark = format!(": \"New in round {round} ");
                let text = fs::read_to_string(&self.entry)?;
                let text = text.replacen("title: \"", &format!("title{mark}"), 1);
                let text = text.replacen("\nterm: \"", &format!("\nterm{mark}"), 1);
                fs::write(&self.entry, text)?;
            }
            _ => {}
        }
        if self.is_on_disk && !Command::new("sync").status()?.success() {
            return Err("the disk cannot be waited for".into());
        }
        let command = match run {
            Run::Nothing => worker(&["nothing"])?,
            Run::Version => primer(&self.root, &self.cache, &["--version"]),
            Run::Parse => worker(&["parse", root])?,
            Run::Io => worker(&["io", root, site, copy])?,
            Run::Check => primer(&self.root, &self.cache, &["check"]),
            Run::Build | Run::Unchanged | Run::Edited | Run::Renamed => {
                primer(&self.root, &self.cache, &["build"])
            }
        };
        let (mut sample, printed) = measure(command)?;
        if matches!(run, Run::Parse | Run::Io) {
            let (wall, cpu) = printed.trim().split_once(' ').ok_or("no times")?;
            (sample.wall, sample.cpu) = (wall.parse()?, cpu.parse()?);
        }
        Ok(sample)
    }

    /// What the last build wrote, by the list of the site before it.
    fn changed(&self) -> Fallible<Changed> {
        let public = self.root.join("public");
        let (_, printed) = measure(worker(&["changed", text(&public)?, text(&self.list)?])?)?;
        let (written, different) = printed.trim().split_once(' ').ok_or("no counts")?;
        Ok(Changed {
            written: written.parse()?,
            different: different.parse()?,
        })
    }

    /// A round that is not measured: it warms the machine, counts what the builds after an edit write,
    /// and leaves the site for the I/O floor.
    fn warm(&self) -> Fallible<HashMap<&'static str, Changed>> {
        let mut changes = HashMap::new();
        for (run, name, _) in &RUNS[RUNS.len() - 4..] {
            self.run(*run, 0)?;
            let changed = self.changed()?;
            if *run != Run::Build {
                changes.insert(*name, changed);
            }
        }
        fs::write(&self.entry, &self.original)?;
        fs::rename(self.root.join("public"), &self.site)?;
        Ok(changes)
    }

    /// Instructions of a check, a build and one where nothing changed; nothing where they cannot be counted.
    fn instructions(&self) -> Fallible<HashMap<&'static str, u64>> {
        let mut counts = HashMap::new();
        for (run, name, _) in RUNS {
            let arguments = match run {
                Run::Check => ["check"],
                Run::Build | Run::Unchanged => ["build"],
                _ => continue,
            };
            if matches!(run, Run::Check | Run::Build) {
                self.clean()?;
            }
            let Some(count) = instructions(program(), &self.root, &self.cache, &arguments)? else {
                eprintln!("No instructions are counted. {MISSING}.");
                break;
            };
            counts.insert(name, count);
        }
        Ok(counts)
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// All rows of one size at one place.
fn rows(place: &str, folder: &Path, terms: usize, arguments: &Arguments) -> Fallible<Vec<Row>> {
    let folder = tempfile::Builder::new()
        .prefix("primer-bench-")
        .tempdir_in(folder)?;
    let bench = Bench::new(folder.path(), terms, place == "disk")?;
    let changes = bench.warm()?;
    let mut samples: Vec<Vec<Sample>> = vec![Vec::new(); RUNS.len()];
    for round in 1..=arguments.runs.max(1) {
        for (at, (run, ..)) in RUNS.iter().enumerate() {
            samples[at].push(bench.run(*run, round)?);
        }
        fs::write(&bench.entry, &bench.original)?;
    }
    let counts = if place == "memory" && terms <= arguments.instructions {
        bench.instructions()?
    } else {
        HashMap::new()
    };
    let (wall, cpu): (Value, Value) = (|sample| sample.wall, |sample| sample.cpu);
    let of = |at: usize, value: Value| median(samples[at].iter().map(value).collect());
    let rows = RUNS.iter().enumerate().map(|(at, (run, name, to))| {
        let to = RUNS
            .iter()
            .position(|(known, ..)| known == to)
            .unwrap_or(at);
        // A floor holds more than a program would have to.
        let is_floor = matches!(run, Run::Parse | Run::Io);
        Row {
            place: place.to_owned(),
            terms,
            run: name,
            milliseconds: of(at, wall),
            cpu_milliseconds: of(at, cpu),
            megabytes: (!is_floor).then(|| of(at, |sample| sample.memory)),
            ratio: of(at, wall) / of(to, wall),
            cpu_ratio: of(at, cpu) / of(to, cpu),
            ratio_to: RUNS[to].1,
            changed: changes.get(name).copied(),
            instructions: counts.get(name).copied(),
        }
    });
    Ok(rows.collect())
}

fn print_head() {
    println!(
        "| place | terms | run | ms | CPU ms | ratio, of CPU | to | MB | files written, different | instructions |"
    );
    println!("|---|--:|---|--:|--:|--:|---|--:|--:|--:|");
}

fn print(row: &Row) {
    let is_measure = row.run == row.ratio_to;
    let run = if is_measure {
        format!("*{}*", row.run)
    } else {
        row.run.to_owned()
    };
    let (ratio, to) = if is_measure {
        (String::new(), "")
    } else {
        let ratio = format!("{:.2}, {:.2}", row.ratio, row.cpu_ratio);
        (ratio, row.ratio_to)
    };
    let megabytes = row
        .megabytes
        .map_or(String::new(), |value| format!("{value:.1}"));
    let changed = row.changed.map_or(String::new(), |changed| {
        format!("{}, {}", changed.written, changed.different)
    });
    #[expect(clippy::cast_precision_loss, reason = "millions are shown")]
    let instructions = row.instructions.map_or(String::new(), |count| {
        format!("{:.1} M", count as f64 / 1e6)
    });
    println!(
        "| {} | {} | {run} | {:.1} | {:.1} | {ratio} | {to} | {megabytes} | {changed} | {instructions} |",
        row.place, row.terms, row.milliseconds, row.cpu_milliseconds,
    );
}

/// Compares a site with the list of an earlier one, where there is one, and lists it anew. Prints how many
/// files were written since, and how many have other bytes.
fn changed(site: &Path, list: &Path) -> Fallible<()> {
    let before = fs::read_to_string(list).unwrap_or_default();
    let before: HashMap<&str, (&str, &str)> = before
        .lines()
        .filter_map(|line| {
            let mut parts = line.splitn(3, ' ');
            Some((parts.next()?, parts.next()?, parts.next()?))
        })
        .map(|(mark, hash, path)| (path, (mark, hash)))
        .collect();
    let (mut now, mut written, mut different) = (String::new(), 0, 0);
    for item in WalkDir::new(site) {
        let item = item?;
        let is_own = item.file_name().to_string_lossy().starts_with(".primer");
        if !item.file_type().is_file() || is_own {
            continue;
        }
        let mark = item.metadata()?.modified()?;
        let mark = mark.duration_since(UNIX_EPOCH)?.as_nanos().to_string();
        let hash = blake3::hash(&fs::read(item.path())?).to_string();
        let path = text(item.path())?;
        let known = before.get(path);
        written += usize::from(known.is_none_or(|known| known.0 != mark));
        different += usize::from(known.is_none_or(|known| known.1 != hash));
        now.push_str(&format!("{mark} {hash} {path}\n"));
    }
    fs::write(list, now)?;
    println!("{written} {different}");
    Ok(())
}

/// What this program does when it is run by itself.
fn work(arguments: &[&str]) -> Fallible<()> {
    let print = |spent: Spent| println!("{} {}", spent.wall, spent.cpu.unwrap_or(f64::NAN));
    match arguments {
        ["nothing"] => Ok(()),
        ["generate", terms, root] => generate(terms.parse()?, Path::new(root)),
        ["parse", root] => floor::parse(Path::new(root)).map(print),
        ["io", root, site, copy] => {
            floor::io(Path::new(root), Path::new(site), Path::new(copy)).map(print)
        }
        ["changed", site, list] => changed(Path::new(site), Path::new(list)),
        _ => Err("unknown work".into()),
    }
}

fn main() -> Fallible<()> {
    let given: Vec<String> = env::args().skip(1).collect();
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    if let ["worker", rest @ ..] = given.as_slice() {
        return work(rest);
    }
    let arguments = Arguments::parse();
    let mut all = Vec::new();
    print_head();
    for place in &arguments.places {
        let folder = match place.as_str() {
            "memory" => &arguments.memory,
            "disk" => &arguments.disk,
            _ => return Err(format!("`{place}` is neither `memory` nor `disk`").into()),
        };
        if !folder.is_dir() {
            eprintln!(
                "There is no folder `{}`: {place} is left out.",
                folder.display()
            );
            continue;
        }
        for &terms in &arguments.sizes {
            for row in rows(place, folder, terms, &arguments)? {
                print(&row);
                all.push(row);
            }
        }
    }
    if let Some(path) = &arguments.json {
        fs::write(path, serde_json::to_string_pretty(&all)?)?;
    }
    Ok(())
}

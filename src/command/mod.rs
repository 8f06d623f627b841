//! The commands: they join the disk and the terminal to the pipeline. The only room that prints.
//!
//! A command prints its result to standard output and everything else to standard error. It ends
//! with 0 when all is well, with 1 when the content has errors, and with 2 when it could not run.

mod build;
pub mod cache_folder;
mod changes;
mod check;
mod explain;
mod init;
mod new;
mod progress;
mod serve;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use jiff::Timestamp;
use jiff::tz::Offset;

use crate::cli::{Cli, Color, Command, ContentArguments, Format};
use crate::config::BaseUrl;
use crate::diagnostic::{Report, Summary, github, human, json, short};
use crate::disk::cache::{self, Loaded, Use};
use crate::entry::{Extent, Visibility};
use crate::pipeline::{Analysis, Options, Stage, analyze};
use progress::Progress;

/// Runs a command and says how it ended.
pub fn run(cli: Cli) -> ExitCode {
    let choice = match cli.global.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
    let global = cli.global;
    let result = match cli.command {
        Command::Build {
            output,
            changes,
            content,
        } => build::run(&global, output, changes, &content),
        Command::Check { strict, content } => check::run(&global, strict, &content),
        Command::Serve(arguments) => serve::run(&global, &arguments),
        Command::New { collection, name } => new::run(&global, &collection, &name),
        Command::Init { folder } => init::run(&global, &folder),
        Command::Explain { code } => explain::run(code.as_deref()),
        Command::Completions { shell } => {
            print(&crate::cli::completions(shell)).map(|()| ExitCode::SUCCESS)
        }
    };
    result.unwrap_or_else(|error| {
        let mut text = format!("\u{1b}[1;31merror\u{1b}[0m\u{1b}[1m: {error}\u{1b}[0m\n");
        for cause in error.chain().skip(1) {
            text.push_str(&format!("  because {cause}\n"));
        }
        say(&text);
        ExitCode::from(2)
    })
}

/// So often a run starts again because a file changed while it went on.
const ATTEMPTS: usize = 3;

/// Loads and analyzes a primer, going on from what the last run found out, and lets `then` go on with the
/// analysis. Where a file changed meanwhile, all that was made of it is dropped and the primer is
/// read again.
fn analyzed<T>(
    root: &Path,
    options: &Options,
    arguments: &ContentArguments,
    progress: &Progress,
    mut then: impl FnMut(&mut Analysis) -> Result<T>,
) -> Result<(Analysis, T, Loaded)> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        progress.enter(Stage::Load);
        let cache = match attempt {
            _ if arguments.no_cache || attempt > ATTEMPTS => Use::Nothing,
            1 => Use::Whole,
            _ => Use::Anew,
        };
        let loaded = cache::load(root, options.clone(), cache)?;
        let (inputs, memo) = (&loaded.inputs, &loaded.memo);
        let mut analysis = analyze(inputs, memo, &|stage| progress.enter(stage));
        let made = then(&mut analysis)?;
        analysis.fetch_reported();
        if !loaded.cache.is_outdated() {
            return Ok((analysis, made, loaded));
        }
    }
}

/// Leaves what a run made to the end of the process, which frees all of it at once.
fn leave(loaded: Loaded, analysis: Analysis) {
    std::mem::forget((loaded, analysis));
}

/// Keeps what a run found out for the next one.
fn keep(loaded: &Loaded, analysis: &Analysis, is_quiet: bool) {
    let kept = loaded.cache.keep(&loaded.inputs, &analysis.memo);
    if let Err(error) = kept
        && !is_quiet
    {
        say(&format!(
            "What this run found out was not kept in `{}`: {error}. The next one starts from nothing.\n",
            cache::FOLDER
        ));
    }
}

/// The options that the arguments ask for.
fn options(arguments: &ContentArguments) -> Result<Options> {
    options_of(arguments.drafts, arguments.base_url.as_deref())
}

fn options_of(drafts: bool, base_url: Option<&str>) -> Result<Options> {
    let base_url = base_url
        .filter(|text| !text.is_empty())
        .map(|text| {
            BaseUrl::parse(text)
                .map_err(|message| anyhow::anyhow!("`--base-url {text}`: {message}"))
        })
        .transpose()?;
    Ok(Options {
        visibility: Visibility {
            drafts,
            today: Some(today()),
        },
        base_url,
        extent: Extent::Whole,
    })
}

/// The day of the run, in UTC so that it is the same in CI and at home; that of `SOURCE_DATE_EPOCH` where
/// that is set (<https://reproducible-builds.org/specs/source-date-epoch/>).
fn today() -> jiff::civil::Date {
    let wished = std::env::var("SOURCE_DATE_EPOCH").ok();
    let wished = wished.and_then(|seconds| Timestamp::from_second(seconds.parse().ok()?).ok());
    let now = wished.unwrap_or_else(Timestamp::now);
    Offset::UTC.to_datetime(now).date()
}

/// Writes to standard output. A reader that went away, such as `head`, is no trouble.
fn print(bytes: &[u8]) -> Result<()> {
    let mut out = anstream::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Writes to standard error; where that is closed there is nobody to tell.
fn say(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Prints a report in the form that was asked for, with paths from where the program runs: an editor
/// and GitHub look for the files there.
fn report(root: &Path, analysis: &Analysis, summary: Summary, format: Format) -> Result<()> {
    let mut diagnostics = analysis.diagnostics.clone();
    let mut sources = analysis.reported();
    let folder = shown(root);
    if !folder.is_empty() {
        sources = sources.below(&folder);
        for diagnostic in &mut diagnostics {
            diagnostic.move_below(&folder);
        }
    }
    let report = Report {
        diagnostics: &diagnostics,
        sources: &sources,
        summary,
    };
    match format {
        Format::Human => {
            let width = terminal_width();
            say(&human::render(&report, width));
            Ok(())
        }
        Format::Short => print(short::render(&report).as_bytes()),
        Format::Json => print(json::render(&report).as_bytes()),
        Format::Github => print(github::render(&report).as_bytes()),
    }
}

/// The folder of a primer as it stands before paths; empty where the program runs in it.
fn shown(root: &Path) -> String {
    let folder = root.to_string_lossy();
    let folder = folder.trim_start_matches("./").trim_end_matches('/');
    if folder == "." {
        String::new()
    } else {
        folder.to_owned()
    }
}

fn terminal_width() -> usize {
    let columns = console::Term::stderr()
        .size_checked()
        .map_or(100, |(_, columns)| columns);
    usize::from(columns).clamp(60, 140)
}

/// A path below a folder, without a `./` that says nothing.
fn below(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    path.strip_prefix(".")
        .map(Path::to_path_buf)
        .unwrap_or(path)
}

/// The sentence below a report.
fn closing(summary: Summary) -> String {
    let colour = match (summary.errors, summary.warnings) {
        (0, 0) => "\u{1b}[1;32m",
        (0, _) => "\u{1b}[1;33m",
        _ => "\u{1b}[1;31m",
    };
    format!("{colour}{}\u{1b}[0m", summary.words())
}

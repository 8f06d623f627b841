//! `primer build`: the report, and the site on the disk.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;

use super::changes::Changes;
use super::progress::{Progress, short};
use super::{analyzed, below, closing, keep, leave, options, report, say};
use crate::cli::{ContentArguments, Format, Global};
use crate::diagnostic::plural;
use crate::disk::load::CONFIG;
use crate::disk::write::{MANIFEST, Output, refuse_overlap};
use crate::output::Sink;
use crate::page::Found;
use crate::pipeline::{Stage, render};
use crate::source::Hash;

pub(super) fn run(
    global: &Global,
    output: Option<PathBuf>,
    changes: Option<PathBuf>,
    arguments: &ContentArguments,
) -> Result<ExitCode> {
    let options = options(arguments)?;
    let output = output.filter(|path| !path.as_os_str().is_empty());
    let output = output.unwrap_or_else(|| below(&global.root, "public"));
    let inputs = ["content", "templates", "static"].map(|folder| global.root.join(folder));
    let sources = [&inputs[..], &[global.root.join(CONFIG)]].concat();
    refuse_overlap(&output, &global.root, &sources)?;
    let foreign: Vec<&Path> = inputs
        .iter()
        .chain([&output])
        .map(PathBuf::as_path)
        .collect();
    let changes = Changes::prepare(changes, arguments.format, &foreign)?;
    let progress = Progress::new(global.quiet);
    let (analysis, made, loaded) =
        analyzed(&global.root, &options, arguments, &progress, |analysis| {
            if analysis.has_errors() {
                return Ok(None);
            }
            let folder = Output::open(&output, || {
                say("Waiting for another build of the same folder.\n");
            })?;
            let site = Site {
                folder: &folder,
                progress: &progress,
            };
            let count = render(analysis, None, &site, &|stage| {
                progress.enter(stage);
            })?;
            Ok(count.map(|count| (folder, count)))
        })?;
    let summary = analysis.summary();
    let Some((folder, count)) = made else {
        progress.finish();
        report(&global.root, &analysis, summary, arguments.format)?;
        if arguments.format == Format::Human {
            let kept = if output.join(MANIFEST).is_file() {
                " The last good site is as it was."
            } else {
                ""
            };
            say(&format!(
                "Nothing was written, because of {}.{kept}\n",
                plural(summary.errors, "error")
            ));
        }
        keep(&loaded, &analysis, global.quiet);
        if let Some(form) = arguments.timings {
            say(&progress.timings(form, summary.entries, None));
        }
        leave(loaded, analysis);
        return Ok(ExitCode::from(1));
    };
    progress.enter(Stage::Write);
    let written = folder.finish()?;
    keep(&loaded, &analysis, global.quiet);
    let outline = &analysis.outline;
    changes.write(&written, &|path| match outline.find(path) {
        Some(Found::File(_)) => outline.routes.file(path).url,
        _ => outline.routes.of_file(path).url,
    })?;
    let time = progress.finish();
    report(&global.root, &analysis, summary, arguments.format)?;
    if !global.quiet && arguments.format == Format::Human {
        let removed = match written.removed.len() {
            0 => String::new(),
            count => format!(", removed {count}"),
        };
        say(&format!(
            "Built {} from {} in {}: wrote {}, kept {}{removed}; {}\n",
            output.display(),
            plural(summary.entries, "entry"),
            short(time),
            written.written(),
            written.unchanged,
            closing(summary)
        ));
    }
    if let Some(form) = arguments.timings {
        say(&progress.timings(form, summary.entries, Some(count)));
    }
    leave(loaded, analysis);
    Ok(ExitCode::SUCCESS)
}

/// The output folder, as a place for the files of a site.
struct Site<'a> {
    folder: &'a Output,
    progress: &'a Progress,
}

impl Sink for Site<'_> {
    type Error = anyhow::Error;

    fn expect(&self, files: usize) {
        self.progress.length(files);
    }

    fn keep(&self, _path: &str, _hash: Option<&Hash>) -> Result<bool> {
        Ok(false)
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<()> {
        self.progress.step();
        self.folder.put(path, bytes)
    }
}

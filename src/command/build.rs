//! `primer build`: the report, and the site on the disk.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use blake3::Hash;
use serde::{Deserialize, Serialize};

use super::cache_folder::cache_folder;
use super::changes::Changes;
use super::progress::{Progress, short};
use super::report::Reports;
use super::run::{foreign, hidden, leave, not_shown, options, tree};
use super::terminal::{below, closing, quoted, say};
use crate::asset::Asset;
use crate::cli::{ContentArguments, Global};
use crate::diagnostic::{Diagnostic, Summary, plural};
use crate::disk::load::{self, CONFIG, ContentFiles};
use crate::disk::record::Record;
use crate::disk::write::{MANIFEST, Output, Written, refuse_overlap};
use crate::output::Sink;
use crate::page::{Found, Outline};
use crate::pipeline::{Inputs, Stage, analyze, render};

/// What a finished build says, beside its files.
#[derive(Debug, Serialize, Deserialize)]
struct Outcome {
    /// How many entries are not shown.
    hidden: usize,
    diagnostics: Vec<Diagnostic>,
    summary: Summary,
    /// How many files the site has.
    files: usize,
}

pub(super) fn run(
    global: &Global,
    output: Option<PathBuf>,
    changes: Option<PathBuf>,
    arguments: &ContentArguments,
) -> Result<ExitCode> {
    let options = options(arguments)?;
    let output = output.filter(|path| !path.as_os_str().is_empty());
    let output = match output {
        Some(output) => output,
        None => default_output(&global.root)?,
    };
    let folders = foreign(&global.root);
    let sources = [&folders[..], &[global.root.join(CONFIG)]].concat();
    refuse_overlap(&output, &global.root, &sources)?;
    let apart: Vec<&Path> = folders
        .iter()
        .chain([&output])
        .map(PathBuf::as_path)
        .collect();
    let changes = Changes::prepare(changes, arguments.format, &apart)?;
    let is_free = !matches!(changes, Changes::Output);
    let run = Run {
        reports: Reports::prepare(arguments, &global.root, &apart, is_free)?,
        changes,
        progress: Progress::new(global.quiet),
        cache: cache_folder(|name| std::env::var_os(name)),
        output,
        global,
        arguments,
    };
    run.progress.enter(Stage::Load);
    let inputs = load::list(&tree(global)?, options)?;
    let last = run.last();
    if let Some(last) = last.as_ref().filter(|last| run.holds(last, &inputs)) {
        let written = Written {
            unchanged: last.outcome.files,
            ..Written::default()
        };
        run.done(&last.outcome, &written, &inputs, None)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut analysis = analyze(&inputs, &|stage| run.progress.enter(stage));
    let mut made = None;
    if !analysis.has_errors() {
        let folder = Output::open(&run.output, Some(&global.root), || {
            say("Waiting for another build of the same folder.\n");
        })?;
        let folder = folder.knowing(last.map_or_else(Vec::new, |last| last.files));
        let site = SiteSink {
            folder: &folder,
            progress: &run.progress,
        };
        let count = render(&mut analysis, &site, &|stage| run.progress.enter(stage))?;
        made = count.map(|count| (folder, count));
    }
    let outcome = Outcome {
        summary: analysis.summary(),
        hidden: hidden(&analysis.glossary),
        files: made.as_ref().map_or(0, |(_, count)| *count),
        diagnostics: std::mem::take(&mut analysis.diagnostics),
    };
    let Some((folder, _)) = made else {
        run.failed(&outcome, &inputs)?;
        leave(analysis);
        return Ok(ExitCode::from(1));
    };
    run.progress.enter(Stage::Write);
    let mut written = folder.finish()?;
    let files = std::mem::take(&mut written.files);
    let outline = &analysis.outline;
    run.done(&outcome, &written, &inputs, Some(outline))?;
    if let (Some(cache), Some(key)) = (&run.cache, key(&inputs)) {
        let record = Record {
            key,
            files,
            outcome,
        };
        // Without it, the next build has more to do.
        let _ = record.save(cache, &run.output);
    }
    leave(analysis);
    Ok(ExitCode::SUCCESS)
}

/// The output folder of an operator who names none. It must be what it seems: a link may have come with the sources.
fn default_output(root: &Path) -> Result<PathBuf> {
    let folder = below(root, "public");
    if folder.is_symlink() {
        bail!(
            "the output folder `{}` is a symbolic link: name the folder that it leads to, or another one with `--output`",
            folder.display()
        );
    }
    Ok(folder)
}

/// A build, and where what comes of it goes.
struct Run<'a> {
    changes: Changes,
    reports: Reports,
    progress: Progress,
    /// Where records are kept.
    cache: Option<PathBuf>,
    output: PathBuf,
    global: &'a Global,
    arguments: &'a ContentArguments,
}

impl Run<'_> {
    /// The record of the last build.
    fn last(&self) -> Option<Record<Outcome>> {
        Record::load(self.cache.as_ref()?, &self.output)
    }

    /// Whether the last build was made from the same inputs, and its site stands.
    fn holds(&self, last: &Record<Outcome>, inputs: &Inputs<ContentFiles>) -> bool {
        // Texts are read apart here: those that are parsed later may be others.
        key(&inputs.clone()) == Some(last.key) && last.stands(&self.output, &self.global.root)
    }

    /// Says how a build ended that wrote nothing.
    fn failed(&self, outcome: &Outcome, inputs: &Inputs<ContentFiles>) -> Result<()> {
        self.progress.finish();
        self.report(outcome, inputs)?;
        if self.reports.is_human() {
            let kept = if self.output.join(MANIFEST).is_file() {
                " The last good site is as it was."
            } else {
                ""
            };
            say(&format!(
                "Nothing was written, because of {}.{kept}\n",
                plural(outcome.summary.errors, "error")
            ));
        }
        self.timings(outcome, None);
        Ok(())
    }

    /// Says how a build ended whose site is on the disk. Without an outline, nothing was changed there.
    fn done(
        &self,
        outcome: &Outcome,
        written: &Written,
        inputs: &Inputs<ContentFiles>,
        outline: Option<&Outline>,
    ) -> Result<()> {
        self.changes.write(written, &|path| {
            outline.map_or_else(String::new, |outline| match outline.find(path) {
                Some(Found::File(_)) => outline.routes.file_url(path),
                _ => outline.routes.url_of_file(path),
            })
        })?;
        let time = self.progress.finish();
        self.report(outcome, inputs)?;
        if !self.global.quiet && self.reports.is_human() {
            let removed = match written.removed.len() {
                0 => String::new(),
                count => format!(", removed {count}"),
            };
            say(&format!(
                "Built {} from {}{} in {}: wrote {}, kept {}{removed}; {}\n",
                self.output.display(),
                plural(outcome.summary.entries, "entry"),
                not_shown(outcome.hidden),
                short(time),
                written.written(),
                written.unchanged,
                closing(outcome.summary)
            ));
        }
        self.timings(outcome, Some(outcome.files));
        Ok(())
    }

    fn report(&self, outcome: &Outcome, inputs: &Inputs<ContentFiles>) -> Result<()> {
        let diagnostics = &outcome.diagnostics;
        let sources = quoted(inputs, diagnostics);
        self.reports
            .write(&self.global.root, diagnostics, &sources, outcome.summary)
    }

    fn timings(&self, outcome: &Outcome, files: Option<usize>) {
        if let Some(form) = self.arguments.timings {
            say(&self.progress.timings(form, outcome.summary.entries, files));
        }
    }
}

/// The key of a build: a hash of all that it depends on. None where a text cannot be read.
fn key(inputs: &Inputs<ContentFiles>) -> Option<Hash> {
    let Inputs {
        config,
        content,
        assets,
        templates,
        troubles,
        history,
        options,
    } = inputs;
    let texts = content.hashes()?;
    let files: Vec<_> = assets
        .iter()
        .map(|asset| Some((&asset.path, asset.facts?.hash)))
        .collect::<Option<_>>()?;
    let templates: Vec<_> = templates
        .iter()
        .chain(config)
        .map(|source| (&source.path, blake3::hash(source.text.as_bytes())))
        .collect();
    let program = env!("PRIMER_CODE");
    let all =
        format!("{program} {options:?} {texts:?} {templates:?} {files:?} {troubles:?} {history:?}");
    Some(blake3::hash(all.as_bytes()))
}

/// The output folder, as a place for the files of a site.
struct SiteSink<'a> {
    folder: &'a Output,
    progress: &'a Progress,
}

impl Sink for SiteSink<'_> {
    type Error = anyhow::Error;

    fn expect(&self, files: usize) {
        self.progress.length(files);
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<()> {
        self.progress.step();
        self.folder.put(path, bytes)
    }

    fn copy(&self, path: &str, asset: &Asset) -> Result<()> {
        self.progress.step();
        self.folder.copy(path, asset)
    }
}

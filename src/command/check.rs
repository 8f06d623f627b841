//! `primer check`: the report, and an exit code for CI.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;

use super::fix::Fixing;
use super::progress::{Progress, short};
use super::report::Reports;
use super::run::{foreign, hidden, leave, not_shown, options, tree};
use super::terminal::{closing, quoted, say};
use crate::cli::{ContentArguments, FixArguments, Global};
use crate::diagnostic::plural;
use crate::disk::load::list;
use crate::entry::Extent;
use crate::pipeline::{Options, Stage, analyze, try_templates};

pub(super) fn run(
    global: &Global,
    strict: bool,
    fix: &FixArguments,
    arguments: &ContentArguments,
) -> Result<ExitCode> {
    let options = Options {
        extent: Extent::Facts,
        ..options(arguments)?
    };
    let fixing = Fixing::wanted(global, fix)?;
    let foreign = foreign(&global.root);
    let foreign: Vec<&Path> = foreign.iter().map(PathBuf::as_path).collect();
    let reports = Reports::prepare(arguments, &global.root, &foreign, true)?;
    let progress = Progress::new(global.quiet);
    progress.enter(Stage::Load);
    if let Some(fixing) = fixing {
        fixing.run(&options)?;
    }
    let inputs = list(&tree(global)?, options)?;
    let mut analysis = analyze(&inputs, &|stage| progress.enter(stage));
    try_templates(&mut analysis, &|stage| progress.enter(stage));
    let time = progress.finish();
    let summary = analysis.summary();
    let diagnostics = &analysis.diagnostics;
    let sources = quoted(&inputs, diagnostics);
    reports.write(&global.root, diagnostics, &sources, summary)?;
    let failed = summary.errors > 0 || (strict && summary.warnings > 0);
    if reports.is_human() && (!global.quiet || failed) {
        say(&format!(
            "Checked {}{} and {} in {}: {}\n",
            plural(summary.entries, "entry"),
            not_shown(hidden(&analysis.glossary)),
            plural(summary.references, "reference"),
            short(time),
            closing(summary)
        ));
    }
    if let Some(form) = arguments.timings {
        say(&progress.timings(form, summary.entries, None));
    }
    leave(analysis);
    Ok(ExitCode::from(u8::from(failed)))
}

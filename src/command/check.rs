//! `primer check`: the report, and an exit code for CI.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

use super::baseline::KnownFaults;
use super::external::ask;
use super::fix::Fixing;
use super::progress::{Progress, short};
use super::report::Reports;
use super::run::{foreign, hidden, leave, not_shown, options, tree};
use super::selection::Selection;
use super::terminal::{closing, quoted, say};
use crate::check::wanted::wanted;
use crate::cli::{CheckArguments, Format, Global};
use crate::diagnostic::{Summary, plural};
use crate::disk::load::list;
use crate::entry::Extent;
use crate::pipeline::{Options, Stage, analyze, try_templates};

pub(super) fn run(global: &Global, arguments: &CheckArguments) -> Result<ExitCode> {
    let content = &arguments.content;
    let options = Options {
        extent: Extent::Facts,
        ..options(content)?
    };
    let fixing = Fixing::wanted(global, &arguments.fix)?;
    let mut selection = Selection::wanted(global, arguments)?;
    let foreign = foreign(&global.root);
    let foreign: Vec<&Path> = foreign.iter().map(PathBuf::as_path).collect();
    let reports = Reports::prepare(content, &global.root, &foreign, true)?;
    if arguments.wanted && !matches!(reports.format, Format::Human | Format::Short | Format::Json) {
        bail!("`--wanted` is a list for people or, with `--format json`, for programs");
    }
    let known = match KnownFaults::wanted(global, arguments, &foreign)? {
        Ok(known) => known,
        Err(damage) => {
            let faults = &damage.faults;
            let sources = [damage.source].into_iter().collect();
            // Its path is that of the operator.
            let here = Path::new(".");
            reports.write(here, faults, &sources, Summary::count(0, 0, faults))?;
            return Ok(ExitCode::from(2));
        }
    };
    let progress = Progress::new(global.quiet);
    progress.enter(Stage::Load);
    if let Some(fixing) = fixing {
        fixing.run(&options, &selection)?;
    }
    let inputs = list(&tree(global)?, options)?;
    selection.look_back(&inputs);
    let mut analysis = analyze(&inputs, &|stage| progress.enter(stage));
    try_templates(&mut analysis, &|stage| progress.enter(stage));
    let asked = ask(arguments, &inputs, &mut analysis, &selection, &progress);
    let time = progress.finish();
    let mut diagnostics = std::mem::take(&mut analysis.diagnostics);
    let sources = quoted(&inputs, &diagnostics);
    let known = match known {
        Some(known) => known.take_out(&mut diagnostics, &sources)?,
        None => 0,
    };
    selection.narrow(&mut diagnostics, &sources);
    if arguments.wanted {
        let wanted = wanted(&analysis.glossary, &analysis.config, &diagnostics);
        reports.list_wanted(&global.root, wanted, sources)?;
        leave(analysis);
        return Ok(ExitCode::SUCCESS);
    }
    let glossary = &analysis.glossary;
    let summary = Summary {
        known,
        ..Summary::count(glossary.len(), glossary.reference_count(), &diagnostics)
    };
    reports.write(&global.root, &diagnostics, &sources, summary)?;
    if let Some(asked) = &asked {
        asked.say(global.quiet || !reports.is_human());
    }
    let most = if arguments.strict {
        Some(0)
    } else {
        arguments.max_warnings
    };
    let too_many = most.filter(|most| summary.warnings > *most);
    let failed = summary.errors > 0 || too_many.is_some();
    if reports.is_human() && (!global.quiet || failed) {
        say(&format!(
            "Checked {}{} and {} in {}: {}\n",
            plural(summary.entries, "entry"),
            not_shown(hidden(glossary)),
            plural(summary.references, "reference"),
            short(time),
            closing(summary)
        ));
    }
    if let Some(most) = too_many.filter(|_| arguments.max_warnings.is_some()) {
        say(&format!(
            "{}, and `--max-warnings` allows {most}\n",
            plural(summary.warnings, "warning")
        ));
    }
    if let Some(form) = content.timings {
        say(&progress.timings(form, summary.entries, None));
    }
    leave(analysis);
    if !failed && asked.is_some_and(|asked| asked.is_offline()) {
        return Ok(ExitCode::from(2));
    }
    Ok(ExitCode::from(u8::from(failed)))
}

//! `primer check`: the report, and an exit code for CI.

use std::process::ExitCode;

use anyhow::Result;

use super::progress::{Progress, short};
use super::{analyzed, closing, keep, leave, options, report, say};
use crate::cli::{ContentArguments, Format, Global};
use crate::diagnostic::plural;
use crate::entry::Extent;
use crate::pipeline::{Options, try_templates};

pub(super) fn run(global: &Global, strict: bool, arguments: &ContentArguments) -> Result<ExitCode> {
    let options = Options {
        extent: Extent::Facts,
        ..options(arguments)?
    };
    let progress = Progress::new(global.quiet);
    let (analysis, (), loaded) =
        analyzed(&global.root, &options, arguments, &progress, |analysis| {
            try_templates(analysis, &|stage| progress.enter(stage));
            Ok(())
        })?;
    keep(&loaded, &analysis, global.quiet);
    let time = progress.finish();
    let summary = analysis.summary();
    report(&global.root, &analysis, summary, arguments.format)?;
    let failed = summary.errors > 0 || (strict && summary.warnings > 0);
    if arguments.format == Format::Human && (!global.quiet || failed) {
        say(&format!(
            "Checked {} and {} in {}: {}\n",
            plural(summary.entries, "entry"),
            plural(summary.references, "reference"),
            short(time),
            closing(summary)
        ));
    }
    if let Some(form) = arguments.timings {
        say(&progress.timings(form, summary.entries, None));
    }
    leave(loaded, analysis);
    Ok(ExitCode::from(u8::from(failed)))
}

//! `primer check`: the report, and an exit code for CI.

use std::process::ExitCode;

use anyhow::Result;

use super::progress::{Progress, short};
use super::{closing, options, report, say};
use crate::cli::{ContentArguments, Format, Global};
use crate::diagnostic::plural;
use crate::disk::cache::{Loaded, load};
use crate::pipeline::{Stage, analyze, build};

pub(super) fn run(global: &Global, strict: bool, arguments: &ContentArguments) -> Result<ExitCode> {
    let options = options(arguments)?;
    let progress = Progress::new(global.quiet);
    progress.enter(Stage::Load);
    let Loaded {
        inputs,
        memo,
        cache,
    } = load(&global.root, options)?;
    // The built-in templates cannot fail; those of a site can, and only rendering shows it.
    let analysis = if inputs.templates.is_empty() {
        analyze(&inputs, &memo, &|stage| progress.enter(stage))
    } else {
        build(&inputs, &memo, &|stage| progress.enter(stage)).analysis
    };
    let _ = cache.keep(&inputs, &analysis.memo);
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
    Ok(ExitCode::from(u8::from(failed)))
}

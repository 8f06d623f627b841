//! `primer build`: the report, and the site on the disk.

use std::path::{Path, PathBuf, absolute};
use std::process::ExitCode;

use anyhow::{Result, bail};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::changes::Changes;
use super::progress::{Progress, short};
use super::{below, closing, options, report, say};
use crate::cli::{ContentArguments, Format, Global};
use crate::diagnostic::plural;
use crate::disk::load::load;
use crate::disk::write::{MANIFEST, Output};
use crate::memo::Memo;
use crate::page::Found;
use crate::pipeline::{Stage, build};

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
    for inputs in &inputs {
        let (inside, around) = (absolute(&output)?, absolute(inputs)?);
        if inside.starts_with(&around) || around.starts_with(&inside) {
            bail!(
                "the output folder `{}` and the folder `{}` lie in each other: name another one with `--output`",
                output.display(),
                inputs.display()
            );
        }
    }
    let foreign: Vec<&Path> = inputs
        .iter()
        .chain([&output])
        .map(PathBuf::as_path)
        .collect();
    let changes = Changes::prepare(changes, arguments.format, &foreign)?;
    let progress = Progress::new(global.quiet);
    progress.enter(Stage::Load);
    let inputs = load(&global.root, options)?;
    let made = build(&inputs, &Memo::default(), &|stage| progress.enter(stage));
    let summary = made.analysis.summary();
    let Some(files) = made.files else {
        progress.finish();
        report(&global.root, &made.analysis, summary, arguments.format)?;
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
        if let Some(form) = arguments.timings {
            say(&progress.timings(form, summary.entries, None));
        }
        return Ok(ExitCode::from(1));
    };
    progress.enter(Stage::Write);
    progress.length(files.len());
    let folder = Output::open(&output, || {
        say("Waiting for another build of the same folder.\n");
    })?;
    files.par_iter().try_for_each(|file| {
        progress.step();
        folder.put(&file.path, &file.bytes)
    })?;
    let written = folder.finish("")?;
    let outline = &made.analysis.outline;
    changes.write(&written, &|path| match outline.find(path) {
        Some(Found::File(_)) => outline.routes.file(path).url,
        _ => outline.routes.of_file(path).url,
    })?;
    let time = progress.finish();
    report(&global.root, &made.analysis, summary, arguments.format)?;
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
        say(&progress.timings(form, summary.entries, Some(files.len())));
    }
    Ok(ExitCode::SUCCESS)
}

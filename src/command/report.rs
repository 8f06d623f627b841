//! The reports of a run: the one that is printed, those that go to files, and what GitHub Actions shows of itself.
//!
//! Paths stand in them as they are where the program runs: an editor and the servers look for the files there.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::terminal::{print, say, shown, terminal_width};
use crate::cli::{ContentArguments, Format, ReportArgument};
use crate::diagnostic::wanted::{self, WantedEntry};
use crate::diagnostic::{
    Diagnostic, Report, Summary, github, gitlab, human, json, junit, sarif, short, step_summary,
};
use crate::disk::list::ListFile;
use crate::disk::report::{append, prepare};
use crate::source::Sources;

/// A terminal that is none: the width of reports in files.
const FILE_WIDTH: usize = 100;

/// Where the reports of a run go.
pub(super) struct Reports {
    /// The form of the one that is printed.
    pub(super) format: Format,
    /// Whether GitHub Actions gets annotations and a summary beside it, as nobody asked for another form.
    annotates: bool,
    files: Vec<(Format, ListFile)>,
}

impl Reports {
    /// Takes older reports away, so that those that are there later are of this run. Without `is_free`, standard output
    /// belongs to something else.
    pub(super) fn prepare(
        arguments: &ContentArguments,
        root: &Path,
        foreign: &[&Path],
        is_free: bool,
    ) -> Result<Self> {
        let file = |argument: &ReportArgument| {
            let form = argument.format;
            let file = prepare(&argument.file, root, foreign, &|bytes| {
                is_report(form, bytes)
            })?;
            Ok((form, file))
        };
        let is_runner = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
        Ok(Self {
            format: arguments.format.unwrap_or(Format::Human),
            annotates: is_runner && is_free && arguments.format.is_none(),
            files: arguments.reports.iter().map(file).collect::<Result<_>>()?,
        })
    }

    /// Whether people read what is printed.
    pub(super) fn is_human(&self) -> bool {
        self.format == Format::Human
    }

    /// Writes all of them.
    pub(super) fn write(
        &self,
        root: &Path,
        diagnostics: &[Diagnostic],
        sources: &Sources,
        summary: Summary,
    ) -> Result<()> {
        let (mut diagnostics, mut sources) = (diagnostics.to_vec(), sources.clone());
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
        for (format, file) in &self.files {
            let text = render(*format, &report, FILE_WIDTH);
            file.write(&anstream::adapter::strip_str(&text).to_string())?;
        }
        if self.annotates {
            print(github::render(&report).as_bytes())?;
            summarize(&report);
        }
        if self.is_human() {
            say(&render(self.format, &report, terminal_width()));
            Ok(())
        } else {
            print(render(self.format, &report, FILE_WIDTH).as_bytes())
        }
    }
}

impl Reports {
    /// Prints what nobody wrote.
    pub(super) fn list_wanted(
        &self,
        root: &Path,
        mut wanted: Vec<WantedEntry>,
        mut sources: Sources,
    ) -> Result<()> {
        let folder = shown(root);
        if !folder.is_empty() {
            sources = sources.below(&folder);
            for place in wanted.iter_mut().flat_map(|entry| &mut entry.places) {
                place.at.path = place.at.path.below(&folder);
            }
        }
        let text = match self.format {
            Format::Json => wanted::json(&wanted, &sources),
            _ => wanted::list(&wanted, &sources),
        };
        print(text.as_bytes())
    }
}

fn render(format: Format, report: &Report<'_>, width: usize) -> String {
    match format {
        Format::Human => human::render(report, width),
        Format::Short => short::render(report),
        Format::Json => json::render(report),
        Format::Github => github::render(report),
        Format::Sarif => sarif::render(report),
        Format::Gitlab => gitlab::render(report),
        Format::Junit => junit::render(report),
    }
}

/// Adds to the summary of the job, where there is one. Without it, the run has told what it has to tell.
fn summarize(report: &Report<'_>) {
    let file = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty());
    if let Some(file) = file.map(PathBuf::from)
        && let Err(error) = append(&file, &step_summary::render(report))
    {
        say(&format!(
            "The summary of the job could not be written: {error}\n"
        ));
    }
}

/// Whether a file can be an older report: only that is replaced. A report for people can be any text.
fn is_report(format: Format, bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let start = text.trim_start();
    match format {
        Format::Human | Format::Short | Format::Github => true,
        Format::Json => {
            start.starts_with("{\n  \"version\": ") && start.contains("\"diagnostics\": [")
        }
        Format::Sarif => start.starts_with('{') && start.contains("\"runs\""),
        Format::Gitlab => start.starts_with('['),
        Format::Junit => start.starts_with("<?xml") && start.contains("<testsuite"),
    }
}

//! What a command prints, and the paths in it as they stand where the program runs.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::diagnostic::{Diagnostic, Summary};
use crate::disk::load::{ContentFiles, html_text};
use crate::pipeline::Inputs;
use crate::source::{SourcePath, Sources};
use crate::theme::built_in;

/// Writes to standard output. A reader that went away, such as `head`, is no trouble.
pub(super) fn print(bytes: &[u8]) -> Result<()> {
    let mut out = anstream::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Writes to standard error; where that is closed there is nobody to tell.
pub(super) fn say(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// The texts that diagnostics point into: those of entries and HTML files are read once more.
pub(super) fn quoted(inputs: &Inputs<ContentFiles>, diagnostics: &[Diagnostic]) -> Sources {
    let mut known: Sources = built_in::templates().collect();
    known.extend(inputs.config.iter().chain(&inputs.templates).cloned());
    let places = diagnostics.iter().flat_map(Diagnostic::places);
    let paths: BTreeSet<&SourcePath> = places.map(|at| &at.path).collect();
    let quoted = paths.into_iter().filter_map(|path| {
        let known = known.get(path).cloned();
        let html = || {
            let asset = inputs.assets.iter().find(|asset| asset.path == *path);
            html_text(asset?)
        };
        known.or_else(|| inputs.content.source(path)).or_else(html)
    });
    quoted.collect()
}

/// The folder of a primer as it stands before paths; empty where the program runs in it.
pub(super) fn shown(root: &Path) -> String {
    let folder = root.to_string_lossy();
    let folder = folder.trim_start_matches("./").trim_end_matches('/');
    if folder == "." {
        String::new()
    } else {
        folder.to_owned()
    }
}

pub(super) fn terminal_width() -> usize {
    let columns = console::Term::stderr()
        .size_checked()
        .map_or(100, |(_, columns)| columns);
    usize::from(columns).clamp(60, 140)
}

/// A path below a folder, without a `./` that says nothing.
pub(super) fn below(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    path.strip_prefix(".")
        .map(Path::to_path_buf)
        .unwrap_or(path)
}

/// The sentence below a report.
pub(super) fn closing(summary: Summary) -> String {
    let colour = match (summary.errors, summary.warnings) {
        (0, 0) => "\u{1b}[1;32m",
        (0, _) => "\u{1b}[1;33m",
        _ => "\u{1b}[1;31m",
    };
    format!("{colour}{}\u{1b}[0m", summary.words())
}

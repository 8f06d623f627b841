//! The file of known faults: where it may lie, and how it is read and written.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::list::refuse_within;
use super::read::read_text;
use super::replace::replace;
use super::report::link_within;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, SourcePath};

/// The text of a baseline, and what is wrong with that; nothing where there is none. It must lie beside the content, and no
/// link of the primer on the way to it: that may have come with a change of a stranger.
///
/// # Errors
///
/// That, and those of the disk.
pub fn open(
    file: &Path,
    root: &Path,
    foreign: &[&Path],
) -> Result<Option<(Source, Option<Diagnostic>)>> {
    let failed = || format!("the baseline `{}` cannot be used", file.display());
    refuse_within(file, foreign).with_context(failed)?;
    if let Some(link) = link_within(file, root) {
        bail!(
            "the baseline `{}` lies behind the link `{}`: name a file elsewhere",
            file.display(),
            link.display()
        );
    }
    if !file.exists() {
        return Ok(None);
    }
    if !file.is_file() {
        bail!("the baseline `{}` is no plain file", file.display());
    }
    match read_text(SourcePath::new(&file.to_string_lossy()), file) {
        (Some(source), trouble) => Ok(Some((source, trouble))),
        (None, trouble) => {
            let why = trouble.map_or_else(String::new, |trouble| trouble.message);
            bail!("the baseline `{}`: {why}", file.display())
        }
    }
}

/// Writes a baseline, whole.
///
/// # Errors
///
/// Those of the disk.
pub fn write(file: &Path, text: &str) -> Result<()> {
    replace(file, text.as_bytes())
        .with_context(|| format!("the baseline `{}` cannot be written", file.display()))
}

//! A report in a file that the operator names: where it may lie, and how it gets there.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Result, bail};

use super::list::ListFile;

/// Takes an older report away. Where the way to it leads over a link that lies in the primer, nothing is written: the link
/// may have come with a change of a stranger.
///
/// # Errors
///
/// That, and those of [`ListFile::prepare`].
pub fn prepare(
    file: &Path,
    root: &Path,
    foreign: &[&Path],
    is_report: &dyn Fn(&[u8]) -> bool,
) -> Result<ListFile> {
    if let Some(link) = link_within(file, root) {
        bail!(
            "the report `{}` would be written through the link `{}`: name a file elsewhere",
            file.display(),
            link.display()
        );
    }
    ListFile::prepare(file, is_report, foreign).map_err(|error| {
        error.context(format!("the report `{}` cannot be written", file.display()))
    })
}

/// A link of the primer on the way to a file, or of the folder in which the program runs.
pub(super) fn link_within<'a>(file: &'a Path, root: &Path) -> Option<&'a Path> {
    let homes = [root, Path::new(".")];
    let homes: Vec<_> = homes
        .iter()
        .filter_map(|home| home.canonicalize().ok())
        .collect();
    file.ancestors().find(|place| {
        let parent = match place.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => return false,
        };
        let real = parent.canonicalize();
        place.is_symlink() && real.is_ok_and(|real| homes.iter().any(|home| real.starts_with(home)))
    })
}

/// Adds a text to a file that others write to, too.
///
/// # Errors
///
/// Those of the disk.
pub fn append(file: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(file)?;
    file.write_all(text.as_bytes())
}

//! A path in the output folder → whether a site may have it, and what is there; nothing is changed.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::disk::stamp::Stamp;
use crate::entry::html::has_byte;

/// The list of the files that the program wrote, and the sign that the folder is its own.
pub const MANIFEST: &str = ".primer-manifest";
pub(super) const LOCK: &str = ".primer-lock";
pub(super) const STAGING: &str = ".primer-new";

/// Refuses a path that is not one of plain names, or that the program uses for itself.
pub(super) fn within(path: &str) -> Result<()> {
    let is_separator = |byte| {
        (byte == b'\\')
            | (byte == b'\n')
            | (byte == b'\r')
            | (byte == b'\0')
            | (cfg!(windows) & (byte == b':'))
    };
    let is_plain = !has_byte(path, is_separator)
        && path.split('/').all(|name| !matches!(name, "" | "." | ".."));
    let top = path.split('/').next().unwrap_or_default();
    let is_own = |name: &str| top.eq_ignore_ascii_case(name);
    if !is_plain || [MANIFEST, LOCK, STAGING].into_iter().any(is_own) {
        bail!(
            "the path `{}` would leave the output folder",
            path.escape_debug()
        );
    }
    Ok(())
}

/// How a plain file looks; nothing where there is none.
pub(super) fn look(path: &Path) -> Option<Stamp> {
    let data = fs::symlink_metadata(path).ok()?;
    data.is_file().then(|| Stamp::of(&data))
}

/// Whether a folder between the output folder and a path is a symbolic link.
pub(super) fn crosses_link(folder: &Path, path: &Path) -> bool {
    path.ancestors()
        .skip(1)
        .take_while(|ancestor| *ancestor != folder)
        .any(|ancestor| {
            fs::symlink_metadata(ancestor).is_ok_and(|data| data.file_type().is_symlink())
        })
}

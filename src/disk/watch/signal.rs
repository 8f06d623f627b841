//! What the watcher reports to itself.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::super::tree::{CONFIG, FOLDERS};

/// What the watcher reports to itself.
pub(super) enum Signal {
    /// Something may have changed at a path of the disk.
    At(PathBuf),
    /// Events were lost: something may have changed anywhere.
    Anywhere,
    /// There can be no more watches.
    Full,
}

/// Why the system cannot watch.
pub(super) enum Problem {
    /// There can be no more watches.
    Full,
    /// Something else, in words.
    Other(String),
}

/// Every path that the program reads.
pub(super) fn everything() -> BTreeSet<String> {
    FOLDERS
        .iter()
        .chain([&CONFIG])
        .map(|path| (*path).to_owned())
        .collect()
}

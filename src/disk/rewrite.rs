//! A source of the primer → the same file with another text, where it still says what was read.

use std::fs;
use std::io::{self, Write};

use super::replace::replace_by;
use super::tree::Tree;
use crate::source::SourcePath;

/// How the rewriting of a file ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewriting {
    /// It has the new text.
    Done,
    /// It is another one than was read.
    Changed,
    /// A link stands on the way to it.
    Linked,
}

/// Gives a file its new text: whole or not at all, with the permissions that it had. A file behind a link is left alone: it
/// belongs to somebody else.
///
/// # Errors
///
/// Those of the disk.
pub fn rewrite(tree: &Tree, path: &SourcePath, old: &str, new: &str) -> io::Result<Rewriting> {
    if tree.way_to(path).any(|place| place.is_symlink()) {
        return Ok(Rewriting::Linked);
    }
    let file = tree.root().join(&**path);
    if fs::read(&file)? != old.as_bytes() {
        return Ok(Rewriting::Changed);
    }
    // A hidden name: a preview that watches the folder passes over it.
    let name = format!(".{}.new", path.file_name());
    replace_by(&file, &file.with_file_name(name), |file_beside| {
        file_beside.set_permissions(fs::metadata(&file)?.permissions())?;
        file_beside.write_all(new.as_bytes())?;
        file_beside.sync_all()
    })?;
    Ok(Rewriting::Done)
}

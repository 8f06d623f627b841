//! A list for another program, in a file that the operator names.
//!
//! An older list goes before the run that makes the new one, so that a list that is there is of the
//! last run. Nothing but a list is replaced.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::replace::replace;

/// A file that a list will be written to.
#[derive(Debug)]
pub struct ListFile {
    path: PathBuf,
    /// What is no plain file, such as a pipe, is written to as it is.
    is_plain: bool,
}

impl ListFile {
    /// Takes an older list away; an empty file passes for one. `foreign` are folders in which a list
    /// must not lie.
    ///
    /// # Errors
    ///
    /// When the file lies in one of the folders, when something else is there, and when the disk
    /// refuses.
    pub fn prepare(
        path: &Path,
        is_list: impl FnOnce(&[u8]) -> bool,
        foreign: &[&Path],
    ) -> Result<Self> {
        refuse_within(path, foreign)?;
        let known = |path, is_plain| Self { path, is_plain };
        match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Ok(known(path.to_owned(), true))
            }
            Err(error) => Err(error).with_context(|| format!("cannot read `{}`", path.display())),
            Ok(data) if data.is_file() => {
                let failed = || format!("cannot replace `{}`", path.display());
                let bytes = fs::read(path).with_context(failed)?;
                if !bytes.is_empty() && !is_list(&bytes) {
                    bail!(
                        "`{}` is there already and is no such list: primer does not replace it",
                        path.display()
                    );
                }
                // Behind a link, the file itself is replaced.
                let path = fs::canonicalize(path).with_context(failed)?;
                fs::remove_file(&path).with_context(failed)?;
                Ok(known(path, true))
            }
            Ok(data) if data.is_dir() => bail!("`{}` is a folder", path.display()),
            Ok(_) => Ok(known(path.to_owned(), false)),
        }
    }

    /// Writes the list, whole.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn write(&self, text: &str) -> Result<()> {
        let result = if self.is_plain {
            replace(&self.path, text.as_bytes())
        } else {
            fs::write(&self.path, text)
        };
        result.with_context(|| format!("cannot write `{}`", self.path.display()))
    }
}

/// Refuses a file that lies in one of some folders.
///
/// # Errors
///
/// When it does, or is no name of a file, or its folder cannot be read.
pub(super) fn refuse_within(path: &Path, folders: &[&Path]) -> Result<()> {
    let (Some(parent), Some(_)) = (path.parent(), path.file_name()) else {
        bail!("`{}` is no name of a file", path.display());
    };
    let parent = if parent.as_os_str().is_empty() {
        Path::new(".")
    } else {
        parent
    };
    let real = fs::canonicalize(parent)
        .with_context(|| format!("cannot read the folder `{}`", parent.display()))?;
    for folder in folders {
        if fs::canonicalize(folder).is_ok_and(|folder| real.starts_with(folder)) {
            bail!(
                "`{}` lies in the folder `{}`: name a file elsewhere",
                path.display(),
                folder.display()
            );
        }
    }
    Ok(())
}

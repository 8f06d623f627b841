//! The output folder → a claim on it: it is there, it is the program's own, and no other run writes it.
//!
//! What was made for a site that did not come is removed again.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::path::{LOCK, MANIFEST, STAGING, look};

/// A folder that belongs to this run.
pub(super) struct FolderClaim {
    folder: PathBuf,
    /// The folders that were not there, the innermost first.
    made: Vec<PathBuf>,
    lock: Option<File>,
}

impl FolderClaim {
    /// Makes the folder and locks it; `waiting` is called when another run has it.
    pub(super) fn new(folder: &Path, waiting: impl FnOnce()) -> Result<Self> {
        let mut waiting = Some(waiting);
        loop {
            let is_missing = |path: &&Path| {
                fs::symlink_metadata(path)
                    .is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
            };
            let mut claim = Self {
                folder: folder.to_owned(),
                made: folder
                    .ancestors()
                    .take_while(is_missing)
                    .map(Path::to_owned)
                    .collect(),
                lock: None,
            };
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
            claim.refuse_foreign()?;
            let lock = lock(&folder.join(LOCK), || {
                if let Some(waiting) = waiting.take() {
                    waiting();
                }
            })?;
            if lock.is_some() {
                claim.lock = lock;
                return Ok(claim);
            }
            // The run that was waited for took its folder away.
            claim.made.clear();
        }
    }

    /// Makes sure that the folder is the program's own or empty.
    fn refuse_foreign(&self) -> Result<()> {
        if look(&self.folder.join(MANIFEST)).is_some() {
            return Ok(());
        }
        let mut items = fs::read_dir(&self.folder)
            .with_context(|| format!("cannot read the folder `{}`", self.folder.display()))?
            .filter_map(Result::ok)
            .filter(|item| item.file_name() != LOCK && item.file_name() != STAGING);
        if let Some(item) = items.next() {
            bail!(
                "the output folder `{}` holds files that primer did not write, such as `{}`: \
                 empty it, or name another one with `--output`",
                self.folder.display(),
                item.file_name().to_string_lossy()
            );
        }
        Ok(())
    }
}

impl Drop for FolderClaim {
    fn drop(&mut self) {
        let is_empty = |folder: &Path| {
            fs::read_dir(folder).is_ok_and(|mut items| {
                items.all(|item| item.is_ok_and(|item| item.file_name() == LOCK))
            })
        };
        if !self.made.is_empty() && is_empty(&self.folder) {
            let _ = fs::remove_file(self.folder.join(LOCK));
            // Up to the first that holds anything else.
            let _ = self.made.iter().try_for_each(fs::remove_dir);
        }
    }
}

/// Locks a file; nothing where it was removed meanwhile.
fn lock(path: &Path, waiting: impl FnOnce()) -> Result<Option<File>> {
    if fs::symlink_metadata(path).is_ok_and(|data| !data.is_file()) {
        bail!("`{}` is no plain file: remove it", path.display());
    }
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path);
    let file = match file {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file.with_context(|| format!("cannot write `{}`", path.display()))?,
    };
    let failed = || format!("cannot lock `{}`", path.display());
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            waiting();
            file.lock().with_context(failed)?;
        }
        // Some file systems have no locks; two builds at once are rarer than those.
        Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(fs::TryLockError::Error(error)) => return Err(error).with_context(failed),
    }
    Ok(is_at(&file, path).then_some(file))
}

/// Whether an open file is still the one at its path.
fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    let is_linked = file
        .metadata()
        .is_ok_and(|data| std::os::unix::fs::MetadataExt::nlink(&data) > 0);
    #[cfg(not(unix))]
    let is_linked = file.metadata().is_ok();
    is_linked && look(path).is_some()
}

//! Files in memory → the output folder.
//!
//! The folder belongs to the program once its manifest lies in it. Only what changed is written,
//! and only what the manifest lists is removed. A file that exists is replaced whole, by renaming a
//! new one over it; a new file is listed before it is written, so that a run that is cut off leaves
//! nothing behind that the next one does not know.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

use crate::output::OutputFile;

/// The list of the files that the program wrote, and the sign that the folder is its own.
pub const MANIFEST: &str = ".primer-manifest";
const LOCK: &str = ".primer-lock";
const WORKSHOP: &str = ".primer-new";
const FIRST_LINE: &str =
    "# Written by primer. The files below are removed when no page needs them any more.";

/// What became of the files of a site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or have another content.
    pub written: usize,
    /// Files that were already right.
    pub unchanged: usize,
    /// Files of an earlier run that no page needs any more.
    pub removed: usize,
}

/// Makes the folder hold exactly these files, besides those that others put there.
///
/// Another run that writes the same folder is waited for; `waiting` is called when that happens.
///
/// # Errors
///
/// When the folder holds files and is not the program's own, when a path would leave it, and when
/// the disk refuses.
pub fn write(folder: &Path, files: &[OutputFile], waiting: impl FnOnce()) -> Result<Written> {
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
    refuse_foreign(folder)?;
    let _lock = lock(folder, waiting)?;
    let before = manifest(folder)?;
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    for path in &paths {
        within(path)?;
        let full = folder.join(path);
        if !before.contains(*path) && fs::symlink_metadata(&full).is_ok_and(|data| !data.is_dir()) {
            bail!(
                "`{}` is in the way: primer did not write it and does not replace it",
                full.display()
            );
        }
    }
    // Old and new files are listed while both can exist.
    let all: BTreeSet<&str> = before
        .iter()
        .map(String::as_str)
        .chain(paths.iter().copied())
        .collect();
    if all.len() != before.len() {
        save_manifest(folder, &all)?;
    }
    // What stands in the way of a new folder or file goes first, everything else last: a run that
    // fails in between leaves the old pages where they were.
    let stale: Vec<&str> = before
        .iter()
        .map(String::as_str)
        .filter(|path| !paths.contains(path))
        .collect();
    let (in_the_way, gone): (Vec<&str>, Vec<&str>) = stale
        .into_iter()
        .partition(|path| is_in_the_way(path, &paths));
    let mut removed = remove(folder, &in_the_way)?;
    make_folders(folder, &paths)?;
    let workshop = Workshop::new(folder)?;
    let written = AtomicUsize::new(0);
    files.par_iter().try_for_each(|file| -> Result<()> {
        let path = folder.join(&file.path);
        if workshop
            .replace(&path, &file.bytes)
            .with_context(|| format!("cannot write `{}`", path.display()))?
        {
            written.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    })?;
    removed += remove(folder, &gone)?;
    save_manifest(folder, &paths)?;
    let written = written.into_inner();
    Ok(Written {
        written,
        unchanged: files.len() - written,
        removed,
    })
}

/// Whether an old file is to become a folder, or its folder a file.
fn is_in_the_way(path: &str, paths: &BTreeSet<&str>) -> bool {
    let folder = format!("{path}/");
    let below = paths
        .range(folder.as_str()..)
        .next()
        .is_some_and(|next| next.starts_with(&folder));
    below
        || path
            .match_indices('/')
            .any(|(at, _)| paths.contains(&path[..at]))
}

/// Makes sure that the folder is the program's own or empty.
fn refuse_foreign(folder: &Path) -> Result<()> {
    if folder.join(MANIFEST).is_file() {
        return Ok(());
    }
    let mut items = fs::read_dir(folder)
        .with_context(|| format!("cannot read the folder `{}`", folder.display()))?
        .filter_map(Result::ok)
        .filter(|item| item.file_name() != LOCK && item.file_name() != WORKSHOP);
    if let Some(item) = items.next() {
        bail!(
            "the output folder `{}` holds files that primer did not write, such as `{}`: \
             empty it, or name another one with `--output`",
            folder.display(),
            item.file_name().to_string_lossy()
        );
    }
    Ok(())
}

fn lock(folder: &Path, waiting: impl FnOnce()) -> Result<File> {
    let path = folder.join(LOCK);
    if fs::symlink_metadata(&path).is_ok_and(|data| !data.is_file()) {
        bail!("`{}` is no plain file: remove it", path.display());
    }
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .with_context(|| format!("cannot write `{}`", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            waiting();
            file.lock()
                .with_context(|| format!("cannot lock `{}`", path.display()))?;
        }
        // Some file systems have no locks; two builds at once are rarer than those.
        Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(fs::TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("cannot lock `{}`", path.display()));
        }
    }
    Ok(file)
}

fn manifest(folder: &Path) -> Result<BTreeSet<String>> {
    let path = folder.join(MANIFEST);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text
            .lines()
            .filter(|line| !line.starts_with('#') && within(line).is_ok())
            .map(str::to_owned)
            .collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(error).with_context(|| format!("cannot read `{}`", path.display())),
    }
}

fn save_manifest(folder: &Path, paths: &BTreeSet<&str>) -> Result<()> {
    let mut text = String::from(FIRST_LINE);
    for path in paths {
        text.push('\n');
        text.push_str(path);
    }
    text.push('\n');
    let path = folder.join(MANIFEST);
    let workshop = Workshop::new(folder)?;
    let new = workshop.folder.join("manifest");
    fs::write(&new, text)
        .and_then(|()| fs::rename(&new, &path))
        .with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(())
}

/// Refuses a path that is not one of plain names, or that the program uses for itself.
fn within(path: &str) -> Result<()> {
    let plain = !path.is_empty()
        && !path.contains(['\\', '\n', '\r', '\0'])
        && Path::new(path)
            .components()
            .all(|component| matches!(component, Component::Normal(_)));
    if !plain || path == MANIFEST || path == LOCK || path.starts_with(WORKSHOP) {
        bail!(
            "the path `{}` would leave the output folder",
            path.escape_debug()
        );
    }
    Ok(())
}

/// Removes files of an earlier run, and the folders that this empties; says how many there were.
fn remove(folder: &Path, stale: &[&str]) -> Result<usize> {
    let mut removed = 0;
    let mut folders = BTreeSet::new();
    for path in stale {
        let full = folder.join(path);
        if crosses_link(folder, &full) {
            continue;
        }
        match fs::remove_file(&full) {
            Ok(()) => removed += 1,
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) => {}
            Err(error) => {
                return Err(error).with_context(|| format!("cannot remove `{}`", full.display()));
            }
        }
        let mut parent = full.parent();
        while let Some(path) = parent.filter(|path| *path != folder) {
            folders.insert(path.to_owned());
            parent = path.parent();
        }
    }
    // The deepest first; a folder that holds anything else stays.
    for path in folders.into_iter().rev() {
        let _ = fs::remove_dir(path);
    }
    Ok(removed)
}

/// Makes each folder once, and none through a link that leads elsewhere.
fn make_folders(folder: &Path, paths: &BTreeSet<&str>) -> Result<()> {
    let mut made: HashSet<PathBuf> = HashSet::new();
    for path in paths {
        let Some((parent, _)) = path.rsplit_once('/') else {
            continue;
        };
        let full = folder.join(parent);
        if !made.insert(full.clone()) {
            continue;
        }
        if crosses_link(folder, &full.join("x")) {
            bail!(
                "`{}` is a symbolic link in the output folder: primer does not write through links",
                full.display()
            );
        }
        fs::create_dir_all(&full)
            .with_context(|| format!("cannot make the folder `{}`", full.display()))?;
    }
    Ok(())
}

/// Whether a folder between the output folder and a path is a symbolic link.
fn crosses_link(folder: &Path, path: &Path) -> bool {
    path.ancestors()
        .skip(1)
        .take_while(|ancestor| *ancestor != folder)
        .any(|ancestor| {
            fs::symlink_metadata(ancestor).is_ok_and(|data| data.file_type().is_symlink())
        })
}

/// Where new content is put together before it takes the place of the old.
struct Workshop {
    folder: PathBuf,
    count: AtomicUsize,
}

impl Workshop {
    fn new(output: &Path) -> Result<Self> {
        let folder = output.join(WORKSHOP);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
        Ok(Self {
            folder,
            count: AtomicUsize::new(0),
        })
    }

    /// Gives a file its content; says whether it had another one before.
    fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<bool> {
        match fs::symlink_metadata(path) {
            Err(_) => fs::write(path, bytes)?,
            Ok(data)
                if data.is_file() && data.len() == bytes.len() as u64 && holds(path, bytes)? =>
            {
                return Ok(false);
            }
            Ok(_) => {
                let number = self.count.fetch_add(1, Ordering::Relaxed);
                let new = self.folder.join(number.to_string());
                fs::write(&new, bytes)?;
                fs::rename(&new, path)?;
            }
        }
        Ok(true)
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut content = Vec::with_capacity(bytes.len());
    File::open(path)?.read_to_end(&mut content)?;
    Ok(content == bytes)
}

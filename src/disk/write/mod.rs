//! The files of a site → the output folder, while the site is being made.
//!
//! The folder belongs to the program once its manifest lies in it. Only what differs from what the disk
//! holds is written, and only what the manifest lists is removed. New content is put aside until the
//! whole site is there: a run that fails leaves the last site as it was. Then it takes the place of the
//! old by being renamed, a folder that the site did not have as a whole, any other file alone. What is to
//! be moved is listed before, so that a run that is cut off leaves nothing behind that the next one
//! does not know. Nothing waits for the disk itself: after a power failure a file may be lost, and the
//! next run sees that.

mod claim;
mod manifest;
mod overlap;
mod path;
mod staging;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use blake3::Hash;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::pieces::{copy, hash_of};
use super::stamp::Stamp;
use crate::asset::{Asset, AssetFacts, AssetPlace};
use crate::output::OutputFile;
use claim::FolderClaim;
pub use manifest::Owner;
use manifest::{Manifest, News, text};
pub use overlap::refuse_overlap;
pub use path::MANIFEST;
use path::{crosses_link, look, within};
use staging::{Staged, Staging, Standing};

/// What became of the files of a site.
///
/// The last site is that of the last run that finished.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that the last site did not have, by path.
    pub added: Vec<Change>,
    /// Files that have another content than in the last site, or that somebody had changed.
    pub changed: Vec<Change>,
    /// Files of the last site that no page needs any more, and what a run that was cut off had brought.
    pub removed: Vec<Change>,
    /// How many files were already right.
    pub unchanged: usize,
    /// All files of the site, by path.
    pub files: Vec<WrittenFile>,
}

impl Written {
    /// How many files are new or have another content.
    pub fn written(&self) -> usize {
        self.added.len() + self.changed.len()
    }
}

/// A file that is another one than in the last site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its path in the output folder.
    pub path: String,
    /// The hash of what it holds, or held when it was removed; nothing where it was gone already.
    pub hash: Option<Hash>,
}

/// A file of a site, as it is on the disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenFile {
    /// Its path in the output folder.
    pub path: String,
    /// The hash of what it holds.
    pub hash: Hash,
    /// Nothing where the file can be changed without another stamp, as the clock of the disk stands still.
    pub(super) stamp: Option<Stamp>,
}

/// An output folder, locked, while a site is being written into it.
///
/// Without [`Output::finish`], the last site stays as it was, or no folder where there was none.
pub struct Output {
    folder: PathBuf,
    manifest: Manifest,
    owner: Option<Owner>,
    /// The files of the site as the last run left them, sorted by path.
    last: Vec<WrittenFile>,
    files: Mutex<Vec<Put>>,
    staging: Staging,
    // The last one: the folder is free once the staged files are gone.
    _claim: FolderClaim,
}

/// A file of the site.
struct Put {
    path: String,
    hash: Hash,
    news: News,
    /// Nothing until it is in its place.
    stamp: Option<Stamp>,
    /// Where it waits, if the disk does not have it yet.
    staged: Option<Staged>,
}

/// What a file is to hold, with its hash.
enum NewContent<'a> {
    Bytes(&'a [u8], Hash),
    /// What another file holds.
    File(&'a Path, &'a AssetFacts),
}

impl NewContent<'_> {
    fn hash(&self) -> Hash {
        match self {
            Self::Bytes(_, hash) => *hash,
            Self::File(_, facts) => facts.hash,
        }
    }

    fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes, _) => bytes.len() as u64,
            Self::File(_, facts) => facts.size,
        }
    }

    fn write(&self, to: &mut File) -> io::Result<()> {
        match self {
            Self::Bytes(bytes, _) => to.write_all(bytes),
            Self::File(from, facts) => copy(from, to, facts),
        }
    }
}

/// Makes the folder hold exactly these files, besides those that others put there.
///
/// # Errors
///
/// As [`Output::open`], [`Output::put`] and [`Output::finish`].
pub fn write(folder: &Path, files: &[OutputFile], waiting: impl FnOnce()) -> Result<Written> {
    let output = Output::open(folder, None, waiting)?;
    files
        .par_iter()
        .try_for_each(|file| output.put(&file.path, &file.bytes))?;
    output.finish()
}

/// Whether the manifest of a folder is that of a run for this primer that finished and wrote exactly these paths,
/// which are sorted.
pub(super) fn lists<'a>(
    folder: &Path,
    owner: Option<&Owner>,
    paths: impl Iterator<Item = &'a str>,
) -> bool {
    let manifest = folder.join(MANIFEST);
    let text = text(owner, paths.map(|path| (path, News::Same)));
    look(&manifest).is_some() && fs::read(manifest).is_ok_and(|bytes| bytes == text.as_bytes())
}

impl Output {
    /// Locks the folder, makes sure that it is the program's own, and reads what the last run left.
    ///
    /// Another run that writes the same folder is waited for; `waiting` is called when that happens.
    /// That the folder is no source is asked before: [`refuse_overlap`].
    ///
    /// # Errors
    ///
    /// When the folder holds files and is not the program's own, when it holds the site of another primer than the one
    /// at `root`, and when the disk refuses.
    pub fn open(folder: &Path, root: Option<&Path>, waiting: impl FnOnce()) -> Result<Self> {
        let claim = FolderClaim::new(folder, waiting)?;
        let manifest = Manifest::read(&folder.join(MANIFEST))?;
        let owner = root.map(|root| Owner::new(folder, root)).transpose();
        let owner =
            owner.with_context(|| format!("cannot tell where `{}` is", folder.display()))?;
        if owner.is_some() && manifest.owner.is_some() && owner != manifest.owner {
            bail!(
                "the output folder `{}` holds the site of another primer: name another one with `--output`, \
                 or remove it",
                folder.display()
            );
        }
        Ok(Self {
            folder: folder.to_owned(),
            manifest,
            owner,
            last: Vec::new(),
            files: Mutex::default(),
            staging: Staging::new(folder)?,
            _claim: claim,
        })
    }

    /// With the files as the last run left them, sorted by path: one that still has its stamp need not be read.
    #[must_use]
    pub fn knowing(self, last: Vec<WrittenFile>) -> Self {
        Self { last, ..self }
    }

    /// Whether a file that looks like this has a content.
    fn holds(&self, path: &str, now: Stamp, content: &NewContent<'_>) -> bool {
        let known = self
            .last
            .binary_search_by(|file| file.path.as_str().cmp(path));
        let known = known.ok().map(|at| &self.last[at]);
        if let Some(known) = known.filter(|known| known.stamp == Some(now)) {
            return known.hash == content.hash();
        }
        let full = self.folder.join(path);
        now.size == content.size()
            && match content {
                NewContent::Bytes(bytes, _) => fs::read(full).is_ok_and(|now| now == *bytes),
                NewContent::File(_, facts) => hash_of(&full).is_ok_and(|now| now == facts.hash),
            }
    }

    /// A file of the site, each once, from any thread. It is written only if the folder does not hold
    /// it as it is.
    ///
    /// # Errors
    ///
    /// When the path would leave the folder, when something is in the way that the program did not
    /// write, and when the disk refuses.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<()> {
        self.take(path, &NewContent::Bytes(bytes, blake3::hash(bytes)))
    }

    /// The same for a file that lies in the primer.
    ///
    /// # Errors
    ///
    /// Those of [`Output::put`], and when the file does not hold what it did when it was read.
    pub fn copy(&self, path: &str, asset: &Asset) -> Result<()> {
        match (&asset.place, &asset.facts) {
            (AssetPlace::Memory(bytes), _) => self.put(path, bytes),
            (AssetPlace::Disk(file), Some(facts)) => {
                self.take(path, &NewContent::File(file, facts))
            }
            (AssetPlace::Disk(file), None) => bail!("nobody read `{}`", file.display()),
        }
    }

    fn take(&self, path: &str, content: &NewContent<'_>) -> Result<()> {
        within(path)?;
        let full = self.folder.join(path);
        let listed = self.manifest.files.get(path);
        let owned = |path: &str| self.manifest.files.contains_key(path);
        let found = self.staging.find(path, &owned)?;
        let stamp = match found {
            Standing::File(stamp) if self.holds(path, stamp, content) => Some(stamp),
            _ => None,
        };
        let is_free = match found {
            Standing::Nothing => true,
            // A damaged manifest may have lost the line of a file that is right.
            Standing::File(_) => listed.is_some() || (self.manifest.is_damaged && stamp.is_some()),
            Standing::Obstacle => false,
        };
        if !is_free {
            bail!(
                "`{}` is in the way: primer did not write it and does not replace it",
                full.display()
            );
        }
        let news = match listed {
            None | Some(News::Added) => News::Added,
            Some(News::Same) if stamp.is_some() => News::Same,
            Some(_) => News::Changed,
        };
        let staged = match stamp {
            None => {
                let write = |file: &mut File| content.write(file);
                Some(self.staging.put(path, &write, &owned)?)
            }
            Some(_) => None,
        };
        let put = Put {
            path: path.to_owned(),
            hash: content.hash(),
            news,
            stamp,
            staged,
        };
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.push(put);
        Ok(())
    }

    /// All files were put: brings the new ones to their places, and removes those of the last site that
    /// this one does not have. Where that fails before any run has finished, nothing stays.
    ///
    /// # Errors
    ///
    /// When two files have one path, and when the disk refuses.
    pub fn finish(mut self) -> Result<Written> {
        let files = self.files.get_mut();
        let mut files = std::mem::take(files.unwrap_or_else(PoisonError::into_inner));
        files.par_sort_by(|a, b| a.path.cmp(&b.path));
        if let Some(pair) = files.windows(2).find(|pair| pair[0].path == pair[1].path) {
            bail!("two files of the site have the path `{}`", pair[0].path);
        }
        let removed = self.bring(&mut files);
        if removed.is_err() && self.manifest.is_first() {
            self.take_back(&files);
        }
        let mut written = Written {
            removed: removed?,
            ..Written::default()
        };
        for file in &files {
            let changes = match file.news {
                News::Same => {
                    written.unchanged += 1;
                    continue;
                }
                News::Changed => &mut written.changed,
                News::Added => &mut written.added,
            };
            changes.push(Change {
                path: file.path.clone(),
                hash: Some(file.hash),
            });
        }
        let clock = look(&self.folder.join(MANIFEST));
        let is_settled = |stamp: &Stamp| clock.is_some_and(|clock| stamp.is_settled_before(&clock));
        let files = files.into_iter().map(|file| WrittenFile {
            path: file.path,
            hash: file.hash,
            stamp: file.stamp.filter(is_settled),
        });
        written.files = files.collect();
        Ok(written)
    }

    /// Moves and removes files, and says which there were to remove.
    fn bring(&self, files: &mut [Put]) -> Result<Vec<Change>> {
        let is_stale = |path: &str| {
            files
                .binary_search_by(|file| file.path.as_str().cmp(path))
                .is_err()
        };
        let listed = self.manifest.files.iter();
        let stale: Vec<(&str, News)> = listed
            .map(|(path, news)| (path.as_str(), *news))
            .filter(|(path, _)| is_stale(path))
            .collect();
        let is_moving = !stale.is_empty() || files.iter().any(|file| file.staged.is_some());
        if is_moving {
            let files = files.iter().map(|file| (file.path.as_str(), file.news));
            let mut files: Vec<_> = files.chain(stale.iter().copied()).collect();
            files.sort_unstable_by_key(|(path, _)| *path);
            self.staging
                .replace(MANIFEST, &text(self.owner.as_ref(), files.into_iter()))?;
        }
        // What stands in the way of a new folder or file goes first, everything else last: a run that
        // fails in between leaves the old pages where they were.
        let (in_the_way, gone): (Vec<&str>, Vec<&str>) = stale
            .into_iter()
            .map(|(path, _)| path)
            .partition(|path| is_in_the_way(path, files));
        let mut removed = self.remove(&in_the_way)?;
        self.staging.move_folders()?;
        // One after the other: the system moves one file at a time.
        for file in files.iter_mut() {
            match file.staged {
                Some(Staged::Alone(number)) => {
                    file.stamp = self.staging.move_file(number, &file.path)?;
                }
                Some(Staged::Within { stamp, .. }) => file.stamp = Some(stamp),
                None => {}
            }
        }
        removed.extend(self.remove(&gone)?);
        removed.sort_by(|a, b| a.path.cmp(&b.path));
        let owner = self.owner.as_ref();
        let text = text(
            owner,
            files.iter().map(|file| (file.path.as_str(), News::Same)),
        );
        if is_moving || text != self.manifest.text {
            self.staging.replace(MANIFEST, &text)?;
        }
        Ok(removed)
    }

    /// Removes what was moved, and what runs before this one left that did not finish either.
    fn take_back(&self, files: &[Put]) {
        let is_moved = |file: &&Put| {
            let staged = file.staged;
            staged.is_some_and(|staged| !self.staging.holds(staged, &file.path))
        };
        let moved = files.iter().filter(is_moved).map(|file| &file.path);
        let paths: Vec<&str> = moved
            .chain(self.manifest.files.keys())
            .map(String::as_str)
            .collect();
        if self.remove(&paths).is_ok() {
            let _ = fs::remove_file(self.folder.join(MANIFEST));
        }
    }

    /// Removes files, and the folders that this empties; says what they held. What is no plain file, or
    /// lies behind a link, stays.
    fn remove(&self, paths: &[&str]) -> Result<Vec<Change>> {
        let remove = |path: &&str| {
            let full = self.folder.join(path);
            let mut hash = None;
            if look(&full).is_some() && !crosses_link(&self.folder, &full) {
                hash = hash_of(&full).ok();
                match fs::remove_file(&full) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        return Err(error)
                            .with_context(|| format!("cannot remove `{}`", full.display()));
                    }
                    _ => {}
                }
            }
            let path = (*path).to_owned();
            Ok(Change { path, hash })
        };
        let removed = paths.par_iter().map(remove).collect::<Result<_>>()?;
        let folders: BTreeSet<&str> = paths
            .iter()
            .flat_map(|path| path.match_indices('/').map(|(end, _)| &path[..end]))
            .collect();
        // The deepest first; a folder that holds anything else stays.
        for folder in folders.into_iter().rev() {
            let folder = self.folder.join(folder);
            if !crosses_link(&self.folder, &folder) {
                let _ = fs::remove_dir(folder);
            }
        }
        Ok(removed)
    }
}

/// Whether an old file is to become a folder, or its folder a file. The files are sorted.
fn is_in_the_way(path: &str, files: &[Put]) -> bool {
    let folder = format!("{path}/");
    let next = files.partition_point(|file| file.path < folder);
    let has = |path: &str| {
        files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .is_ok()
    };
    let next = files.get(next);
    next.is_some_and(|next| next.path.starts_with(&folder))
        || path.match_indices('/').any(|(end, _)| has(&path[..end]))
}

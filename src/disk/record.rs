//! What the last finished build of an output folder was made from, wrote and found → a file in the cache
//! folder of the user, and whether all of that stands.
//!
//! Without a record, or with one that is damaged, a site is built as the first time. The sources and the
//! output folder have no say in it: nothing there is believed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use blake3::Hash;
use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::keep::{keep, kept};
use super::pieces::hash_of;
use super::stamp::Stamp;
use super::write::{Owner, WrittenFile, lists};

/// The form of the file. The values in it may take another form with any version: the key covers that, and what is
/// said of a file is believed only where its stamp and its hash are right.
const HEAD: &[u8] = b"primer record 1\n";

/// The last finished build of an output folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<T> {
    /// What the site was made from: the hash of all inputs, the options, the day and the program.
    pub key: Hash,
    /// The files of the site, sorted by path.
    pub files: Vec<WrittenFile>,
    /// What else came of it.
    pub outcome: T,
}

impl<T: Serialize + DeserializeOwned> Record<T> {
    /// The record of an output folder. Whatever is wrong with it, there is none then.
    pub fn load(cache: &Path, output: &Path) -> Option<Self> {
        let path = path_of(cache, output).ok()?;
        let (key, files, outcome) = kept(&path, HEAD)?;
        Some(Self {
            key: Hash::from_bytes(key),
            files,
            outcome,
        })
    }

    /// Keeps the record in the place of the last one of this output folder.
    ///
    /// # Errors
    ///
    /// What the disk says. The next build has more to do then, and nothing else comes of it.
    pub fn save(&self, cache: &Path, output: &Path) -> io::Result<()> {
        let path = path_of(cache, output)?;
        let value = (self.key.as_bytes(), &self.files, &self.outcome);
        keep(&path, HEAD, &value)
    }
}

impl<T> Record<T> {
    /// Whether an output folder holds the site of the primer at a root, whole and as it was written, and no other run of the
    /// program began to change it. Files that are not of the site do not matter.
    pub fn stands(&self, output: &Path, root: &Path) -> bool {
        let paths = || self.files.iter().map(|file| file.path.as_str());
        let mut folders: Vec<&str> = paths()
            .flat_map(|path| path.match_indices('/').map(|(end, _)| &path[..end]))
            .collect();
        folders.sort_unstable();
        folders.dedup();
        let is_folder =
            |path: &&str| fs::symlink_metadata(output.join(path)).is_ok_and(|data| data.is_dir());
        let Ok(owner) = Owner::new(output, root) else {
            return false;
        };
        lists(output, Some(&owner), paths())
            && folders.par_iter().all(is_folder)
            && self
                .files
                .par_iter()
                .all(|file| is_as_written(output, file))
    }
}

fn is_as_written(output: &Path, file: &WrittenFile) -> bool {
    let path = output.join(&file.path);
    fs::symlink_metadata(&path).is_ok_and(|data| {
        data.is_file()
            && (file.stamp == Some(Stamp::of(&data))
                || hash_of(&path).is_ok_and(|hash| hash == file.hash))
    })
}

/// Where the record of an output folder lies: named by where that really is.
fn path_of(cache: &Path, output: &Path) -> io::Result<PathBuf> {
    let output = fs::canonicalize(output)?;
    let name = blake3::hash(output.as_os_str().as_encoded_bytes());
    Ok(cache.join(name.to_hex().as_str()))
}

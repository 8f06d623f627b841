//! A file of any size → its hash, a copy of it, or the file itself, open: no more of it than a piece is in memory.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use blake3::{Hash, Hasher};

use super::stamp::Stamp;
use crate::asset::AssetFacts;

/// The bytes of a piece.
const PIECE: usize = 64 * 1024;

/// The hash of a file.
pub(super) fn hash_of(path: &Path) -> io::Result<Hash> {
    hash(File::open(path)?)
}

fn hash(file: impl Read) -> io::Result<Hash> {
    Ok(Hasher::new().update_reader(file)?.finalize())
}

/// Copies a file of which it is known what it holds. What is copied is that, or it is an error.
pub(super) fn copy(from: &Path, to: &mut File, facts: &AssetFacts) -> io::Result<()> {
    let unreadable = |error: io::Error| {
        let text = format!("`{}` cannot be read: {error}", from.display());
        io::Error::new(error.kind(), text)
    };
    // A file that grows is not followed to its end.
    let mut file = File::open(from)
        .map_err(unreadable)?
        .take(facts.size.saturating_add(1));
    let mut hasher = Hasher::new();
    let mut piece = vec![0; PIECE];
    loop {
        let length = match file.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(error)),
        };
        hasher.update(&piece[..length]);
        to.write_all(&piece[..length])?;
    }
    if hasher.finalize() != facts.hash {
        return Err(changed(from));
    }
    Ok(())
}

fn changed(path: &Path) -> io::Error {
    io::Error::other(format!(
        "`{}` changed after it was read: try again",
        path.display()
    ))
}

/// The files of assets that are not in memory, to be read while they hold what they did when they were hashed.
#[derive(Debug, Default)]
pub struct AssetFiles {
    /// What a file held when it was opened last.
    known: Mutex<HashMap<PathBuf, (Stamp, Hash)>>,
}

impl AssetFiles {
    /// Opens a file at a byte.
    ///
    /// # Errors
    ///
    /// What the disk says, and when the file does not have this hash any more.
    pub fn open(&self, path: &Path, expected: Hash, from: u64) -> io::Result<File> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = File::open(path)?;
        let stamp = Stamp::of(&file.metadata()?);
        let is_known = known().get(path) == Some(&(stamp, expected));
        if !is_known {
            let now = hash(&file)?;
            if now != expected {
                return Err(changed(path));
            }
            known().insert(path.to_owned(), (stamp, now));
        }
        file.seek(SeekFrom::Start(from))?;
        Ok(file)
    }
}

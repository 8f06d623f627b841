//! A value → a file in the cache folder of the user, and back. Nothing depends on such a file: one that is lost, damaged or of
//! another version is none.

use std::fs::{self, DirBuilder};
use std::io;
use std::path::Path;

use blake3::Hash;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::replace::replace;

/// The value of a file with a head, which names its kind and version. Whatever is wrong with it, there is none then.
pub fn kept<T: DeserializeOwned>(path: &Path, head: &[u8]) -> Option<T> {
    let is_plain = fs::symlink_metadata(path).is_ok_and(|data| data.is_file());
    let bytes = is_plain.then(|| fs::read(path).ok())??;
    let (bytes, seal) = bytes.split_last_chunk::<32>()?;
    let value = bytes.strip_prefix(head)?;
    if Hash::from_bytes(*seal) != blake3::hash(bytes) {
        return None;
    }
    postcard::from_bytes(value).ok()
}

/// Keeps a value in the place of the last one, and makes the folder, for the user alone.
///
/// # Errors
///
/// What the disk says.
pub fn keep<T: Serialize>(path: &Path, head: &[u8], value: &T) -> io::Result<()> {
    let mut bytes = head.to_vec();
    bytes.extend(postcard::to_stdvec(value).map_err(io::Error::other)?);
    let seal = blake3::hash(&bytes);
    bytes.extend(seal.as_bytes());
    if let Some(folder) = path.parent() {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    // Two runs at once spoil the file at worst.
    replace(path, &bytes)
}

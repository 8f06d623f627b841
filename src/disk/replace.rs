//! A file → its new content, whole: it is written beside the file and takes its place.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Gives a file of the program's own its content, by way of its name with `.new`.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    replace_by(path, &path.with_file_name(name), |new| new.write_all(bytes))
}

/// Lets a new file take the place of another one when it is written. What is at its path, left by a killed run or a link
/// that somebody put there, is removed and never written through.
pub(super) fn replace_by(
    path: &Path,
    new: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let _ = fs::remove_file(new);
    let written = File::create_new(new)
        .and_then(|mut file| write(&mut file))
        .and_then(|()| fs::rename(new, path));
    if written.is_err() {
        let _ = fs::remove_file(new);
    }
    written
}

//! A file of the program's own beside a site → its new content, whole: it is written beside the file and takes its place.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Gives a file its content. What is beside it under its name with `.new`, left by a killed run or a link that somebody
/// put there, is removed and never written through.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    let _ = fs::remove_file(&new);
    let written = File::create_new(&new)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        let _ = fs::remove_file(new);
    }
    written
}

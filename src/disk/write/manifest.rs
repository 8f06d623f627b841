//! The list of the files that the program wrote → what the next run may remove.
//!
//! A text: the first line, whose site it is, a path on each line, sorted, and a last line. While a run moves files, `//added`
//! or `//changed` stands behind the paths that it brings: no path holds `//`. The lists of earlier
//! versions are read as what they list. What is wrong with a list is no error.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::path::within;

const FIRST_LINE: &str =
    "# Written by primer. The files below are removed when no page needs them any more.\n";
/// A list of a million files takes less: 256 MiB.
const LARGEST: u64 = 256 * 1024 * 1024;

const OWNER: &str = "# of ";
const LAST_LINE: &str = "# end\n";

/// The primer that a site is made from. The name says nothing of the machine, and stays the same where both folders are moved
/// together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner(String);

impl Owner {
    /// The primer at a root, for an output folder; both are there.
    ///
    /// # Errors
    ///
    /// When the disk does not say where they are.
    pub fn new(output: &Path, root: &Path) -> io::Result<Self> {
        let (output, root) = (fs::canonicalize(output)?, fs::canonicalize(root)?);
        let common = output
            .components()
            .zip(root.components())
            .take_while(|(one, other)| one == other)
            .count();
        let mut way = blake3::Hasher::new();
        way.update(&(output.components().count() - common).to_le_bytes());
        for part in root.components().skip(common) {
            way.update(part.as_os_str().as_encoded_bytes());
            way.update(b"/");
        }
        Ok(Self(way.finalize().to_hex()[..16].to_owned()))
    }
}

/// What a file is to the last site that was finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    Same,
    Changed,
    Added,
}

/// A list, read; the empty one where there is none.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    pub(super) text: String,
    pub(super) files: BTreeMap<String, News>,
    /// Whose site it is, if it says so.
    pub(super) owner: Option<Owner>,
    /// Lines may be missing.
    pub(super) is_damaged: bool,
}

impl Manifest {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let size = fs::metadata(path).map_or(0, |data| data.len());
        if size > LARGEST {
            bail!(
                "`{}` has {size} bytes and is no list that primer wrote: remove it",
                path.display()
            );
        }
        let bytes = match fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            read => read.with_context(|| format!("cannot read `{}`", path.display()))?,
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let rest = text.strip_prefix(FIRST_LINE);
        let has_columns = rest.is_some_and(|rest| rest.starts_with("# key"));
        let file = if has_columns { columns } else { marked };
        let mut is_damaged = !rest.is_some_and(|rest| rest.ends_with(LAST_LINE));
        is_damaged |= text.contains(char::REPLACEMENT_CHARACTER);
        let mut files = BTreeMap::new();
        // What follows the last line break is not a whole line.
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        for line in whole.split('\n') {
            match file(line).filter(|(path, _)| within(path).is_ok()) {
                Some((path, news)) => _ = files.insert(path.to_owned(), news),
                None => is_damaged |= !line.starts_with('#'),
            }
        }
        let owner = whole.lines().find_map(|line| line.strip_prefix(OWNER));
        Ok(Self {
            owner: owner.map(|name| Owner(name.to_owned())),
            text,
            files,
            is_damaged,
        })
    }

    /// Whether no run has finished a site.
    pub(super) fn is_first(&self) -> bool {
        !self.is_damaged && self.files.values().all(|news| *news == News::Added)
    }
}

fn marked(line: &str) -> Option<(&str, News)> {
    match line.split_once("//") {
        Some((path, "")) => Some((path, News::Same)),
        Some((path, "added")) => Some((path, News::Added)),
        Some((path, _)) => Some((path, News::Changed)),
        None => (!line.starts_with('#')).then_some((line, News::Same)),
    }
}

/// A line `hash stamp path` of version 0.1, with `-` for what was not known before a file was moved.
fn columns(line: &str) -> Option<(&str, News)> {
    let mut parts = line.splitn(3, ' ');
    match (parts.next()?, parts.next()?, parts.next()?) {
        ("#", ..) => None,
        ("-", _, path) => Some((path, News::Added)),
        (_, "-", path) => Some((path, News::Changed)),
        (_, _, path) => Some((path, News::Same)),
    }
}

/// The text of a list of files, sorted by path.
pub(super) fn text<'a>(
    owner: Option<&Owner>,
    files: impl Iterator<Item = (&'a str, News)>,
) -> String {
    let mut text = FIRST_LINE.to_owned();
    if let Some(Owner(name)) = owner {
        text.extend([OWNER, name, "\n"]);
    }
    for (path, news) in files {
        text.push_str(path);
        text.push_str(match news {
            News::Added => "//added",
            News::Changed => "//changed",
            News::Same if path.starts_with('#') => "//",
            News::Same => "",
        });
        text.push('\n');
    }
    text + LAST_LINE
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Manifest, Owner, text};

    #[test]
    fn half_a_name_is_no_owner() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("list");
        let owner = Owner("0123456789abcdef".to_owned());
        let whole = text(Some(&owner), std::iter::empty());
        for end in 0..=whole.len() {
            fs::write(&file, &whole[..end]).unwrap();
            let read = Manifest::read(&file).unwrap();
            assert!(read.owner.is_none_or(|known| known == owner), "{end}");
            assert_eq!(read.is_damaged, end < whole.len(), "{end}");
        }
    }
}

//! The output folder and the sources → whether one lies in the other.
//!
//! Files are compared by what the disk says that they are, not by their names: so links, `..` and disks
//! that ignore case hide nothing. Nothing is made.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf, absolute};

use anyhow::{Context, Result, bail};

/// Where a path leads.
#[derive(Debug)]
struct RealPath<I> {
    /// The nearest file or folder that exists, and every folder around it.
    existing: Vec<I>,
    /// The names below that, which nothing has yet.
    missing: Vec<OsString>,
}

/// Refuses an output folder that is a source, lies in one or around one, or holds the root of the primer.
/// No path needs to exist.
///
/// # Errors
///
/// When it does so, and when the disk does not say where a path leads.
pub fn refuse_overlap(output: &Path, root: &Path, sources: &[PathBuf]) -> Result<()> {
    let real = |path: &Path| {
        real_path(path).with_context(|| format!("cannot tell where `{}` leads", path.display()))
    };
    let folder = real(output)?;
    if real(root)?.lies_in(&folder) {
        bail!(
            "the output folder `{}` holds the primer itself: name another one with `--output`",
            output.display()
        );
    }
    for source in sources {
        let place = real(source)?;
        if folder.lies_in(&place) || place.lies_in(&folder) {
            bail!(
                "the output folder `{}` and the source `{}` lie in each other: name another one with `--output`",
                output.display(),
                source.display()
            );
        }
    }
    Ok(())
}

impl<I: PartialEq> RealPath<I> {
    fn lies_in(&self, other: &Self) -> bool {
        let nearest = other.existing.first();
        if other.missing.is_empty() {
            return self.existing.iter().any(|one| Some(one) == nearest);
        }
        // Whether the disk ignores case cannot be asked of a name that nothing has.
        let mut names = self.missing.iter().zip(&other.missing);
        self.existing.first() == nearest
            && self.missing.len() >= other.missing.len()
            && names.all(|(one, other)| one.eq_ignore_ascii_case(other))
    }
}

fn real_path(path: &Path) -> io::Result<RealPath<Identity>> {
    let mut existing = PathBuf::new();
    let mut missing: Vec<OsString> = Vec::new();
    for part in absolute(path)?.components() {
        match part {
            Component::ParentDir => {
                if missing.pop().is_none() {
                    existing.pop();
                }
            }
            Component::Normal(name) if !missing.is_empty() => missing.push(name.to_owned()),
            Component::Normal(name) => match fs::canonicalize(existing.join(name)) {
                Ok(real) => existing = real,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    missing.push(name.to_owned());
                }
                Err(error) => return Err(error),
            },
            other => existing.push(other),
        }
    }
    Ok(RealPath {
        existing: existing
            .ancestors()
            .map(identity)
            .collect::<io::Result<_>>()?,
        missing,
    })
}

/// The device and the number on it.
#[cfg(unix)]
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(path: &Path) -> io::Result<Identity> {
    use std::os::unix::fs::MetadataExt;
    let data = fs::metadata(path)?;
    Ok((data.dev(), data.ino()))
}

/// The path as the disk spells it.
#[cfg(not(unix))]
type Identity = PathBuf;

#[cfg(not(unix))]
fn identity(path: &Path) -> io::Result<Identity> {
    fs::canonicalize(path)
}

#[cfg(test)]
mod tests {
    use super::RealPath;

    /// Folders have numbers here: two spellings of one folder have the same.
    fn path(existing: &[u64], missing: &[&str]) -> RealPath<u64> {
        RealPath {
            existing: existing.to_vec(),
            missing: missing.iter().map(Into::into).collect(),
        }
    }

    #[test]
    fn what_lies_where_is_a_matter_of_identities() {
        let content = path(&[3, 2, 1], &[]);
        for inside in [
            path(&[3, 2, 1], &[]),
            path(&[3, 9, 1], &[]),
            path(&[4, 3, 2, 1], &[]),
            path(&[3, 2, 1], &["new"]),
        ] {
            assert!(inside.lies_in(&content), "{inside:?}");
        }
        for beside in [
            path(&[2, 1], &[]),
            path(&[4, 2, 1], &[]),
            path(&[2, 1], &["content"]),
            path(&[1], &["3"]),
        ] {
            assert!(!beside.lies_in(&content), "{beside:?}");
        }
    }

    #[test]
    fn what_is_not_there_yet_lies_where_its_names_say() {
        let folder = path(&[2, 1], &["static"]);
        assert!(path(&[2, 1], &["static"]).lies_in(&folder));
        assert!(path(&[2, 1], &["Static", "x"]).lies_in(&folder));
        assert!(!path(&[2, 1], &["statics"]).lies_in(&folder));
        assert!(!path(&[2, 1], &[]).lies_in(&folder));
        assert!(!path(&[3, 2, 1], &["static"]).lies_in(&folder));
        assert!(!folder.lies_in(&path(&[2, 1], &["static", "x"])));
    }
}

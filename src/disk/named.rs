//! A path as the operator writes it → the same path from the root of the primer.

use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::source::SourcePath;

/// The path from the root of a file or folder that is there; empty for the root itself.
///
/// # Errors
///
/// When nothing is there, or it lies elsewhere.
pub fn named(root: &Path, path: &Path) -> Result<SourcePath> {
    let shown = path.display();
    fs::symlink_metadata(path).with_context(|| format!("there is no `{shown}`"))?;
    let real_root = root.canonicalize().ok();
    // As it is written; without links before its name, which may be that of a link; without any.
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new(".")).canonicalize();
    let own = path
        .file_name()
        .and_then(|name| Some(parent.ok()?.join(name)));
    let ways = [
        (Some(plain(root)?), Some(plain(path)?)),
        (real_root.clone(), own),
        (real_root, path.canonicalize().ok()),
    ];
    for (root, path) in ways {
        if let (Some(root), Some(path)) = (root, path)
            && let Ok(below) = path.strip_prefix(root)
        {
            return Ok(SourcePath::new(&below.to_string_lossy()));
        }
    }
    bail!(
        "`{shown}` lies outside of the primer in `{}`",
        plain(root)?.display()
    )
}

/// A whole path without `.` and `..`.
fn plain(path: &Path) -> Result<PathBuf> {
    let mut plain = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    Ok(plain)
}

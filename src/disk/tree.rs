//! The folder of a primer → what in it belongs to the primer, and where the links that are found in it may lead.
//!
//! What lies in the folder may come from a stranger: a link there may lead to a file of the folder that is not hidden, and to
//! what the operator allowed. It is never followed to anything else.

use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use anyhow::{Context, Result};

use crate::source::SourcePath;

/// The name of the settings.
pub const CONFIG: &str = "primer.toml";

/// The folder that a primer cannot be without.
pub(super) const CONTENT: &str = "content";

/// The folders that are read.
pub(super) const FOLDERS: [&str; 3] = [CONTENT, "static", "templates"];

/// The folder of a primer, as it is read.
#[derive(Clone, Debug)]
pub struct Tree {
    root: PathBuf,
    /// The folder itself, and what the operator allowed; without links.
    real: PathBuf,
    allowed: Vec<PathBuf>,
}

/// Where a link leads that may be followed.
pub(super) struct LinkTarget {
    pub(super) path: PathBuf,
    /// Whether the operator answers for how much there is.
    pub(super) is_allowed: bool,
}

impl Tree {
    /// A folder whose links may not leave it.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            real: root.canonicalize().unwrap_or_else(|_| root.to_owned()),
            allowed: Vec::new(),
        }
    }

    /// A folder whose links may lead into other folders too.
    ///
    /// # Errors
    ///
    /// When one of them is not there.
    pub fn following(root: &Path, folders: &[PathBuf]) -> Result<Self> {
        let real = |folder: &PathBuf| {
            fs::canonicalize(folder)
                .with_context(|| format!("cannot read the folder `{}`", folder.display()))
        };
        Ok(Self {
            allowed: folders.iter().map(real).collect::<Result<_>>()?,
            ..Self::new(root)
        })
    }

    /// The folder, as the operator writes it.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether a path from the root leads over no link that may not be followed.
    pub fn is_own(&self, path: &str) -> bool {
        self.way_to(path)
            .all(|place| !place.is_symlink() || matches!(self.target(&place), Ok(Some(_))))
    }

    /// What stands on the way from the root to a path, the path itself last.
    pub(super) fn way_to(&self, path: &str) -> impl Iterator<Item = PathBuf> {
        let ends = path.match_indices('/').map(|(end, _)| end);
        let ends = ends.chain([path.len()]);
        ends.map(|end| self.root.join(&path[..end]))
    }

    /// The same folder by another path.
    pub(super) fn at(&self, root: PathBuf) -> Self {
        Self {
            root,
            ..self.clone()
        }
    }

    /// Where a link leads; none where it may not be followed.
    ///
    /// # Errors
    ///
    /// When it leads nowhere, or in circles.
    pub(super) fn target(&self, link: &Path) -> std::io::Result<Option<LinkTarget>> {
        let path = link.canonicalize()?;
        let is_below = |folder: &PathBuf| {
            path.strip_prefix(folder).is_ok_and(|below| {
                let mut names = below.iter().map(|name| name.to_string_lossy());
                !names.any(|name| is_passed_over(&name))
            })
        };
        let is_allowed = self.allowed.iter().any(is_below);
        let is_here = is_below(&self.real);
        Ok((is_allowed || is_here).then_some(LinkTarget { path, is_allowed }))
    }

    /// A real path as it is called in reports.
    pub(super) fn name_of(&self, real: &Path) -> String {
        match real.strip_prefix(&self.real) {
            Ok(below) if below.as_os_str().is_empty() => "the folder of the primer".to_owned(),
            Ok(below) => format!("`{}`", below.to_string_lossy().replace('\\', "/")),
            Err(_) => "a folder around it".to_owned(),
        }
    }
}

/// The first part of a path.
pub(super) fn top(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// Whether the program reads what is at a path from the root, if anything is.
pub(super) fn is_read(path: &str) -> bool {
    let mut parts = path.split('/');
    let first = parts.next().unwrap_or("");
    path == CONFIG
        || (FOLDERS.contains(&first) && !parts.any(|name| is_passed_over_in(first, name)))
}

/// Hidden files, the backups that editors make, and what systems leave in folders.
pub(super) fn is_passed_over(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || matches!(name, "Thumbs.db" | "desktop.ini")
}

/// The same for what lies in a top folder: what is in `static/` goes to the site as it is, `.well-known` and `.nojekyll`
/// too, but for what version control, editors and systems leave there.
pub(super) fn is_passed_over_in(folder: &str, name: &str) -> bool {
    let is_wanted = folder == STATIC
        && name.starts_with('.')
        && !LEFT_BEHIND.contains(&name)
        && ![".#", "._", ".~"]
            .iter()
            .any(|start| name.starts_with(start))
        && ![".swp", ".swo", ".tmp", ".bak", "~"]
            .iter()
            .any(|end| name.ends_with(end));
    is_passed_over(name) && !is_wanted
}

/// The folder of files that go to the site as they are.
const STATIC: &str = "static";

/// Hidden names that belong to no site.
const LEFT_BEHIND: &[&str] = &[
    ".git",
    ".gitignore",
    ".gitattributes",
    ".gitkeep",
    ".gitmodules",
    ".keep",
    ".hg",
    ".hgignore",
    ".svn",
    ".jj",
    ".DS_Store",
    ".Trashes",
    ".idea",
    ".vscode",
    ".obsidian",
    ".env",
];

/// A path on the disk as a path from the root.
pub(super) fn relative(root: &Path, path: &Path) -> SourcePath {
    // Nearly always the path is written like the root; to compare them name by name takes longer.
    let texts = root.to_str().zip(path.to_str());
    let below = texts
        .and_then(|(root, path)| path.strip_prefix(root)?.strip_prefix(MAIN_SEPARATOR))
        .filter(|below| !below.starts_with(['.', MAIN_SEPARATOR]));
    below.map_or_else(
        || {
            let path = path.strip_prefix(root).unwrap_or(path);
            SourcePath::new(&path.to_string_lossy())
        },
        SourcePath::new,
    )
}

//! A path below the root → the files and folders there, and the links among them.
//!
//! In: a tree and a path. Out: a [`Walk`]. A link is looked at before it is followed, so that nothing is listed that may not
//! be read; nothing is read here.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::read::{FileKind, NO_FILE, followed, foreign, kind, reason, unreadable, whole};
use super::tree::{Tree, is_passed_over_in, relative, top};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::SourcePath;

/// So many files of a top folder may be reached through links that lead to other places of the primer: a few links to one
/// large folder would else make a small primer a huge one.
const MOST_LINKED_FILES: u64 = 10_000;

/// And so many bytes: 256 MiB.
const MOST_LINKED_BYTES: u64 = 256 * 1024 * 1024;

/// What there is at and below a path.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The files, each with its path from the root and on the disk.
    pub(super) files: Vec<(FileKind, SourcePath, PathBuf)>,
    /// The folders.
    pub(super) folders: Vec<PathBuf>,
    /// The links to files and folders.
    pub(super) links: Vec<PathBuf>,
    /// What could not be listed.
    pub(super) troubles: Vec<Diagnostic>,
    /// What counts towards [`MOST_LINKED_FILES`] and [`MOST_LINKED_BYTES`].
    pub(super) linked: Linked,
}

/// What links led to.
#[derive(Debug, Default)]
pub(super) struct Linked {
    files: u64,
    bytes: u64,
    is_too_much: bool,
}

impl Linked {
    /// Whether what is found at one path depends on the links at others.
    pub(super) fn is_counted(&self) -> bool {
        self.files > 0 || self.is_too_much
    }
}

/// Lists what is at a path and below it, the files in the order of their paths. The path is one that
/// [`super::tree::is_read`].
pub(super) fn walk(tree: &Tree, at: &str) -> Walk {
    let mut walker = Walker {
        tree,
        folder: top(at),
        found: Walk::default(),
    };
    // Without a folder there is nothing to report; a file of its name is no concern of ours.
    if at != walker.folder || tree.root().join(at).is_dir() {
        walker.start(at);
    }
    let mut found = walker.found;
    // Whole paths are compared faster than names while they are listed.
    found.files.sort_unstable_by(|a, b| a.1.cmp(&b.1));
    found
}

struct Walker<'a> {
    tree: &'a Tree,
    folder: &'a str,
    found: Walk,
}

/// How a file or folder was reached.
#[derive(Clone, Default)]
struct Way {
    /// The real folders of the links that were followed to it.
    around: Vec<PathBuf>,
    /// Whether it counts.
    is_counted: bool,
}

impl Walker<'_> {
    /// Goes to a path, over the links on its way.
    fn start(&mut self, at: &str) {
        let mut way = Way::default();
        for path in self.tree.way_to(at) {
            if path.is_symlink() {
                let Some(on) = self.follow(&path, &way) else {
                    return;
                };
                way = on;
            }
        }
        self.below(&self.tree.root().join(at), &way);
    }

    /// Lists what is at a path.
    fn below(&mut self, top: &Path, way: &Way) {
        let folder = self.folder;
        let is_listed = |path: &Path| {
            let name = path.file_name().map(|name| name.to_string_lossy());
            !name.is_some_and(|name| is_passed_over_in(folder, &name))
        };
        let items = WalkDir::new(top)
            .into_iter()
            .filter_entry(|item| item.depth() == 0 || is_listed(item.path()));
        let mut links = Vec::new();
        for item in items {
            let item = match item {
                Ok(item) => item,
                Err(error) => {
                    let path = error.path().unwrap_or(top);
                    self.unreadable(path, &error.io_error().map_or_else(String::new, reason));
                    continue;
                }
            };
            // A link at the top was looked at before.
            let is_link = item.path_is_symlink();
            let kind = item.file_type();
            if is_link && item.depth() > 0 {
                links.push(item.into_path());
            } else if kind.is_dir() || (is_link && item.path().is_dir()) {
                self.count(item.path(), 0, way);
                self.found.folders.push(item.into_path());
            } else {
                let is_file = kind.is_file() || (is_link && item.path().is_file());
                self.file(item.path(), is_file, way);
            }
        }
        // In an order that is the same on every disk, since there is a limit to how much they may lead to.
        links.sort_unstable();
        for link in links {
            if let Some(on) = self.follow(&link, way) {
                self.below(&link, &on);
            }
        }
    }

    /// Looks at a link: the way behind it, if it may be followed.
    fn follow(&mut self, link: &Path, way: &Way) -> Option<Way> {
        self.found.links.push(link.to_owned());
        let target = match followed(self.tree, link, relative(self.tree.root(), link)) {
            Ok(target) => target,
            Err(trouble) => {
                self.found.troubles.push(trouble);
                return None;
            }
        };
        let mut on = way.clone();
        on.is_counted |= !target.is_allowed;
        on.around.extend(link.parent()?.canonicalize());
        let holds_link = |folder: &PathBuf| folder.starts_with(&target.path);
        if on.around.iter().any(holds_link) {
            let name = self.tree.name_of(&target.path);
            self.trouble(link, |at| circle(at, &name));
            return None;
        }
        self.count(link, 0, &on).then_some(on)
    }

    fn file(&mut self, path: &Path, is_file: bool, way: &Way) {
        if !is_file {
            self.unreadable(path, NO_FILE);
        } else if path.to_str().is_none() {
            self.unreadable(path, "its name is not UTF-8");
        } else if cfg!(not(windows)) && below(self.tree.root(), path).contains('\\') {
            // In paths of a primer that is a separator, on every system.
            self.unreadable(path, "its name has a backslash");
        } else if !way.is_counted || self.count(path, size(path), way) {
            let place = relative(self.tree.root(), path);
            let kind = kind(self.folder, path);
            self.found.files.push((kind, place, path.to_owned()));
        }
    }

    /// Counts what was reached, if it counts; false where that is too much.
    fn count(&mut self, path: &Path, bytes: u64, way: &Way) -> bool {
        let linked = &mut self.found.linked;
        if !way.is_counted {
            return true;
        }
        linked.files += 1;
        linked.bytes = linked.bytes.saturating_add(bytes);
        let is_too_much = linked.files > MOST_LINKED_FILES || linked.bytes > MOST_LINKED_BYTES;
        if is_too_much && !std::mem::replace(&mut linked.is_too_much, true) {
            self.trouble(path, too_much);
        }
        !is_too_much
    }

    fn unreadable(&mut self, path: &Path, reason: &str) {
        self.trouble(path, |at| unreadable(whole(at), reason));
    }

    fn trouble(&mut self, path: &Path, diagnostic: impl FnOnce(SourcePath) -> Diagnostic) {
        let path = relative(self.tree.root(), path);
        self.found.troubles.push(diagnostic(path));
    }
}

/// The path below a folder as a text.
fn below<'a>(folder: &Path, path: &'a Path) -> Cow<'a, str> {
    path.strip_prefix(folder).unwrap_or(path).to_string_lossy()
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |data| data.len())
}

fn circle(path: SourcePath, around: &str) -> Diagnostic {
    Diagnostic::new(
        Code::SymlinkLoop,
        whole(path),
        format!("this link leads back to {around}, which it lies in"),
    )
    .help("remove the link: a folder cannot hold itself")
}

fn too_much(path: SourcePath) -> Diagnostic {
    let bytes = MOST_LINKED_BYTES / (1024 * 1024);
    foreign(
        path,
        format!(
            "links lead to more than {MOST_LINKED_FILES} files or {bytes} MiB: from here on they are not followed"
        ),
    )
    .help("put files in the places of links, or fewer links")
}

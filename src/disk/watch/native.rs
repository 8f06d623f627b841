//! The system tells of changes: which folders it is asked to watch, and which paths of the primer an
//! event means.
//!
//! In: folders and links as they are found. Out: signals. A folder is watched, never a single file,
//! whose watch would end when an editor puts a new file in its place.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};

use notify::{ErrorKind, EventKind, RecommendedWatcher, RecursiveMode, Watcher, WatcherKind};

use super::super::tree::{FOLDERS, Tree, is_read, relative};
use super::super::walk::{Walk, walk};
use super::apply::Listener;
use super::signal::{Problem, Signal, everything};

/// So many links in a row are followed; the system itself follows no more.
const LINKS: usize = 40;

/// The watches of a primer.
pub(super) struct Native {
    watcher: RecommendedWatcher,
    root: PathBuf,
    real_root: PathBuf,
    /// Whether every folder needs a watch of its own.
    each: bool,
    /// The folders with their real places, which differ below a link.
    folders: BTreeMap<PathBuf, PathBuf>,
    /// The folders at each real place.
    at: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    /// Where links lead to, and the links that do.
    links: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

impl Native {
    pub(super) fn start(tree: &Tree) -> Result<(Self, Receiver<Signal>), Problem> {
        let root = tree.root();
        let (sender, signals) = channel();
        let handler = move |event: notify::Result<notify::Event>| {
            let event = match event {
                Ok(event) => event,
                Err(error) => {
                    let signal = match error.kind {
                        ErrorKind::MaxFilesWatch => Signal::Full,
                        _ => Signal::Anywhere,
                    };
                    let _ = sender.send(signal);
                    return;
                }
            };
            if event.need_rescan() {
                let _ = sender.send(Signal::Anywhere);
            } else if !matches!(event.kind, EventKind::Access(_)) {
                // Reading is access: it must never lead to more reading.
                for path in event.paths {
                    let _ = sender.send(Signal::At(path));
                }
            }
        };
        let watcher = RecommendedWatcher::new(handler, notify::Config::default())
            .map_err(|error| Problem::from(&error))?;
        let mut native = Self {
            watcher,
            root: root.to_owned(),
            real_root: root.canonicalize().unwrap_or_else(|_| root.to_owned()),
            each: RecommendedWatcher::kind() == WatcherKind::Inotify,
            folders: BTreeMap::new(),
            at: BTreeMap::new(),
            links: BTreeMap::new(),
        };
        native.watch_root()?;
        for folder in FOLDERS {
            native.found(&walk(tree, folder))?;
        }
        Ok((native, signals))
    }

    fn watch_root(&mut self) -> Result<(), Problem> {
        let mode = if self.each {
            RecursiveMode::NonRecursive
        } else {
            RecursiveMode::Recursive
        };
        let root = self.root.clone();
        self.watch(&root, mode)
    }

    /// Watches the root again, which may be another folder by now.
    pub(super) fn refresh(&mut self) {
        let root = self.root.clone();
        let _ = self.watcher.unwatch(&root);
        let _ = self.watch_root();
    }

    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> Result<(), Problem> {
        match self.watcher.watch(path, mode) {
            Ok(()) => Ok(()),
            // It went away, which an event will tell, or it cannot be read, which is reported.
            Err(error) if error_is_about_path(&error) => Ok(()),
            Err(error) => Err(Problem::from(&error)),
        }
    }

    /// The paths from the root that an event at a path of the disk is about.
    pub(super) fn paths_of(&self, event: &Path) -> BTreeSet<String> {
        if event == self.root || event == self.real_root {
            return everything();
        }
        let mut places: BTreeSet<PathBuf> = BTreeSet::from([event.to_owned()]);
        if let Ok(path) = event.strip_prefix(&self.real_root) {
            places.insert(self.root.join(path));
        }
        if let (Some(folder), Some(name)) = (event.parent(), event.file_name()) {
            let real = self.folders.get(folder).map_or(folder, PathBuf::as_path);
            let aliases = self.at.get(real).into_iter().flatten();
            places.extend(aliases.map(|folder| folder.join(name)));
            places.extend(
                self.links
                    .get(&real.join(name))
                    .into_iter()
                    .flatten()
                    .cloned(),
            );
        }
        // Also where the folder that a link leads into comes or goes.
        let led = self
            .links
            .range(event.to_owned()..)
            .take_while(|(place, _)| place.starts_with(event));
        places.extend(led.flat_map(|(_, links)| links.iter().cloned()));
        places
            .into_iter()
            .filter(|path| path.starts_with(&self.root))
            .map(|path| relative(&self.root, &path).to_string())
            .filter(|path| is_read(path))
            .collect()
    }

    /// Watches the places that a link leads to, one after the other.
    fn follow(&mut self, link: &Path) -> Result<(), Problem> {
        let mut place = link.to_owned();
        for _ in 0..LINKS {
            let Ok(target) = place.read_link() else {
                break;
            };
            let target = place.parent().map_or(target.clone(), |at| at.join(&target));
            let Some((folder, name)) = first_there(&target) else {
                break;
            };
            place = folder.join(name);
            self.links
                .entry(place.clone())
                .or_default()
                .insert(link.to_owned());
            let known = self.at.contains_key(&folder);
            if !known {
                self.watch(&folder, RecursiveMode::NonRecursive)?;
            }
        }
        Ok(())
    }
}

impl Listener for Native {
    fn found(&mut self, found: &Walk) -> Result<bool, Problem> {
        for folder in &found.folders {
            let real = folder.canonicalize().unwrap_or_else(|_| folder.clone());
            let is_outside = !real.starts_with(&self.real_root);
            if let Some(before) = self.folders.insert(folder.clone(), real.clone())
                && before != real
                && let Some(others) = self.at.get_mut(&before)
            {
                others.remove(folder);
            }
            self.at.entry(real).or_default().insert(folder.clone());
            // Also where one is known: the folder may be another one by now.
            if self.each {
                self.watch(folder, RecursiveMode::NonRecursive)?;
            } else if is_outside {
                self.watch(folder, RecursiveMode::Recursive)?;
            }
        }
        for link in &found.links {
            self.follow(link)?;
        }
        Ok(!found.folders.is_empty())
    }

    fn gone(&mut self, path: &Path) {
        let gone: Vec<(PathBuf, PathBuf)> = self
            .folders
            .range(path.to_owned()..)
            .take_while(|(folder, _)| folder.starts_with(path))
            .map(|(folder, real)| (folder.clone(), real.clone()))
            .collect();
        for (folder, real) in &gone {
            self.folders.remove(folder);
            let _ = self.watcher.unwatch(folder);
            if let Some(others) = self.at.get_mut(real) {
                others.remove(folder);
                if others.is_empty() {
                    self.at.remove(real);
                }
            }
        }
        // The system has one watch for a folder, by whatever names: it ended for the others too.
        for (_, real) in &gone {
            for other in self.at.get(real).cloned().into_iter().flatten() {
                let _ = self.watcher.watch(&other, RecursiveMode::NonRecursive);
            }
        }
        self.links.retain(|_, links| {
            links.retain(|link| !link.starts_with(path));
            !links.is_empty()
        });
    }
}

/// The innermost folder around a path that is there, and what would stand in it.
fn first_there(path: &Path) -> Option<(PathBuf, OsString)> {
    path.ancestors().find_map(|path| {
        let folder = path.parent()?.canonicalize().ok()?;
        Some((folder, path.file_name()?.to_owned()))
    })
}

impl From<&notify::Error> for Problem {
    fn from(error: &notify::Error) -> Self {
        match &error.kind {
            ErrorKind::MaxFilesWatch => Self::Full,
            ErrorKind::Io(error) => Self::Other(super::super::read::reason(error)),
            _ => Self::Other(error.to_string()),
        }
    }
}

fn error_is_about_path(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => matches!(
            error.kind(),
            std::io::ErrorKind::NotFound
                | std::io::ErrorKind::PermissionDenied
                | std::io::ErrorKind::NotADirectory
        ),
        _ => false,
    }
}

//! The files of a site → the output folder, while the site is being made.
//!
//! The folder belongs to the program once its manifest lies in it. Only what changed is written, and
//! only what the manifest lists is removed. New content is put aside until the whole site is there:
//! a run that fails leaves the last site as it was. Then it takes the place of the old by being
//! renamed, a folder that the site did not have as a whole, any other file alone. What is new is
//! listed before it is moved, so that a run that is cut off leaves nothing behind that the next one
//! does not know. Nothing waits for the disk itself: after a power failure a file may be lost, and
//! the next run sees that by its size, its times or its content.

mod manifest;
mod staging;

use std::cmp::Ordering as Order;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use blake3::Hash;
use rayon::prelude::*;

use crate::disk::stamp::Stamp;
use crate::entry::html::has_byte;
use crate::output::OutputFile;
use manifest::{Known, Manifest, Text};
use staging::{Found, STAGING, Staged, Staging};

/// The list of the files that the program wrote, and the sign that the folder is its own.
pub const MANIFEST: &str = ".primer-manifest";
const LOCK: &str = ".primer-lock";

/// What became of the files of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that the last site did not have, by path.
    pub added: Vec<Change>,
    /// Files that have another content than in the last site, or that somebody had changed.
    pub changed: Vec<Change>,
    /// Files of the last site that no page needs any more.
    pub removed: Vec<Change>,
    /// How many files were already right.
    pub unchanged: usize,
}

impl Written {
    /// How many files are new or have another content.
    pub fn written(&self) -> usize {
        self.added.len() + self.changed.len()
    }
}

/// A file that is another one than in the last site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its path in the output folder.
    pub path: String,
    /// What it holds, or held last; nothing where an earlier version wrote it, which kept no hashes.
    pub hash: Option<Hash>,
}

/// An output folder, locked, while a site is being written into it.
///
/// Without [`Output::finish`], the last site stays as it was.
pub struct Output {
    folder: PathBuf,
    manifest: Manifest,
    /// For each line of the manifest, whether its file is part of this site as it is.
    kept: Vec<AtomicBool>,
    /// The other files of this site.
    files: Mutex<Vec<Put>>,
    staging: Staging,
    // The last one: the folder is free once the staged files are gone.
    _lock: File,
}

/// A file of the site whose line in the manifest will be another one.
struct Put {
    path: String,
    hash: Hash,
    stamp: Option<Stamp>,
    news: News,
    /// Where it waits, if it is to be moved by itself.
    alone: Option<usize>,
    /// Whether the disk does not have it yet.
    is_staged: bool,
}

/// What a file is to the last site.
#[derive(Clone, Copy, PartialEq, Eq)]
enum News {
    Same,
    Changed,
    Added,
}

/// A path of the last site or of this one.
struct Row<'a> {
    path: &'a str,
    line: Option<usize>,
    state: State<'a>,
}

enum State<'a> {
    Kept,
    Put(&'a Put),
    Stale,
}

/// Makes the folder hold exactly these files, besides those that others put there.
///
/// # Errors
///
/// As [`Output::open`], [`Output::put`] and [`Output::finish`].
pub fn write(folder: &Path, files: &[OutputFile], waiting: impl FnOnce()) -> Result<Written> {
    let output = Output::open(folder, waiting)?;
    files
        .par_iter()
        .try_for_each(|file| output.put(&file.path, &file.bytes))?;
    output.finish("")
}

impl Output {
    /// Locks the folder, makes sure that it is the program's own, and reads what the last run left.
    ///
    /// Another run that writes the same folder is waited for; `waiting` is called when that happens.
    ///
    /// # Errors
    ///
    /// When the folder holds files and is not the program's own, and when the disk refuses.
    pub fn open(folder: &Path, waiting: impl FnOnce()) -> Result<Self> {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
        refuse_foreign(folder)?;
        let lock = lock(folder, waiting)?;
        let manifest = Manifest::read(&folder.join(MANIFEST))?;
        Ok(Self {
            folder: folder.to_owned(),
            kept: (0..manifest.len())
                .map(|_| AtomicBool::new(false))
                .collect(),
            manifest,
            files: Mutex::default(),
            staging: Staging::new(folder)?,
            _lock: lock,
        })
    }

    /// What the last run said that its site was made of, if it finished.
    pub fn key(&self) -> Option<&str> {
        self.manifest.key()
    }

    /// A file of the site, each once, from any thread. It is written only if the folder does not hold
    /// it as it is.
    ///
    /// # Errors
    ///
    /// When the path would leave the folder, when something is in the way that the program did not
    /// write, and when the disk refuses.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<()> {
        within(path)?;
        let hash = blake3::hash(bytes);
        let line = self.manifest.find(path);
        let news = match line.map(|line| self.manifest.known(line)) {
            None | Some(Known::Nothing) => News::Added,
            Some(Known::Hash(last)) if last != hash => News::Changed,
            Some(_) => News::Same,
        };
        let owned = |path: &str| self.manifest.find(path).is_some();
        let full = self.folder.join(path);
        let now = match line {
            Some(_) => look(&full),
            None => match self.staging.find(path, &owned)? {
                Found::Nothing => None,
                // A damaged manifest may have lost the line of a file that is right.
                Found::File(now) if self.manifest.is_damaged && holds(&full, now, bytes) => {
                    Some(now)
                }
                Found::File(_) | Found::Obstacle => bail!(
                    "`{}` is in the way: primer did not write it and does not replace it",
                    full.display()
                ),
            },
        };
        let file = |news, stamp, staged| Put {
            path: path.to_owned(),
            hash,
            stamp,
            news,
            alone: match staged {
                Some(Staged::Alone(number)) => Some(number),
                _ => None,
            },
            is_staged: staged.is_some(),
        };
        if let Some(now) = now {
            let vouched = line.filter(|&line| self.manifest.vouches(line, now));
            match vouched {
                Some(line) if news == News::Same => {
                    self.kept[line].store(true, Ordering::Relaxed);
                    return Ok(());
                }
                // Nobody touched it, and it was another one.
                Some(_) => {}
                None if holds(&full, now, bytes) => {
                    self.push(file(news, Some(now), None));
                    return Ok(());
                }
                None => {}
            }
        }
        let staged = self.staging.put(path, bytes, &owned)?;
        let stamp = match staged {
            Staged::Within(stamp) => Some(stamp),
            Staged::Alone(_) => None,
        };
        // What was not as the last run left it is repaired.
        let news = if news == News::Same {
            News::Changed
        } else {
            news
        };
        self.push(file(news, stamp, Some(staged)));
        Ok(())
    }

    /// Whether a file is still what the last run left: then it is part of this site too. If it is not,
    /// it must be put.
    ///
    /// # Errors
    ///
    /// When the path would leave the folder.
    pub fn keep(&self, path: &str) -> Result<bool> {
        // What is listed was looked at when the list was read.
        let Some(line) = self.manifest.find(path) else {
            return within(path).map(|()| false);
        };
        let full = self.folder.join(path);
        let Some(now) = look(&full) else {
            return Ok(false);
        };
        if self.manifest.vouches(line, now) {
            self.kept[line].store(true, Ordering::Relaxed);
            return Ok(true);
        }
        let Known::Hash(hash) = self.manifest.known(line) else {
            return Ok(false);
        };
        let size = self.manifest.stamp(line).map(|stamp| stamp.size);
        let is_same = size.is_none_or(|size| size == now.size)
            && fs::read(&full).is_ok_and(|bytes| blake3::hash(&bytes) == hash);
        if is_same {
            self.push(Put {
                path: path.to_owned(),
                hash,
                stamp: Some(now),
                news: News::Same,
                alone: None,
                is_staged: false,
            });
        }
        Ok(is_same)
    }

    /// As [`Output::keep`], if the file had this hash.
    ///
    /// # Errors
    ///
    /// When the path would leave the folder.
    pub fn keep_as(&self, path: &str, hash: &Hash) -> Result<bool> {
        let known = self
            .manifest
            .find(path)
            .map(|line| self.manifest.known(line));
        Ok(known == Some(Known::Hash(*hash)) && self.keep(path)?)
    }

    fn push(&self, file: Put) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.push(file);
    }

    /// All files were put or kept: brings the new ones to their places, and removes those of the last
    /// site that this one does not have. The next run finds the key.
    ///
    /// # Errors
    ///
    /// When two files have one path, when a key is not one line, and when the disk refuses.
    pub fn finish(mut self, key: &str) -> Result<Written> {
        if key.contains(['\n', '\r']) || key.trim() != key {
            bail!("the key of a site is one line");
        }
        let files = self.files.get_mut();
        let mut files = std::mem::take(files.unwrap_or_else(PoisonError::into_inner));
        files.par_sort_by(|a, b| a.path.cmp(&b.path));
        if let Some(pair) = files.windows(2).find(|pair| pair[0].path == pair[1].path) {
            bail!("two files of the site have the path `{}`", pair[0].path);
        }
        let rows = self.rows(&files);
        let stale: Vec<&Row> = rows.iter().filter(|row| row.is_stale()).collect();
        if !stale.is_empty() || files.iter().any(|file| file.is_staged) {
            self.staging.replace(MANIFEST, &self.interrupted(&rows))?;
        }
        // What stands in the way of a new folder or file goes first, everything else last: a run that
        // fails in between leaves the old pages where they were.
        let site: Vec<&str> = rows
            .iter()
            .filter(|row| !row.is_stale())
            .map(|row| row.path)
            .collect();
        let (in_the_way, gone): (Vec<&Row>, Vec<&Row>) = stale
            .into_iter()
            .partition(|row| is_in_the_way(row.path, &site));
        let mut removed = self.remove(&in_the_way)?;
        self.staging.move_folders()?;
        // One after the other: the system moves one file at a time.
        let moved: Vec<Option<Stamp>> = files
            .iter()
            .filter_map(|file| Some((file, file.alone?)))
            .map(|(file, number)| self.staging.move_file(number, &file.path))
            .collect::<Result<_>>()?;
        removed.extend(self.remove(&gone)?);
        removed.sort_by(|a, b| a.path.cmp(&b.path));
        let is_new = !files.is_empty() || !removed.is_empty() || site.len() != self.manifest.len();
        if is_new || !self.manifest.is_current || self.key().unwrap_or("") != key {
            let text = self.finished(key, &rows, &moved);
            self.staging.replace(MANIFEST, &text)?;
        }
        let news = |news: News| -> Vec<Change> {
            let files = files.iter().filter(|file| file.news == news);
            files
                .map(|file| Change {
                    path: file.path.clone(),
                    hash: Some(file.hash),
                })
                .collect()
        };
        let (added, changed) = (news(News::Added), news(News::Changed));
        Ok(Written {
            unchanged: site.len() - added.len() - changed.len(),
            added,
            changed,
            removed,
        })
    }

    /// The paths of the last site and of this one, sorted.
    fn rows<'a>(&'a self, files: &'a [Put]) -> Vec<Row<'a>> {
        let mut rows = Vec::with_capacity(self.manifest.len() + files.len());
        let (mut line, mut file) = (0, 0);
        loop {
            let path = (line < self.manifest.len()).then(|| self.manifest.path(line));
            let (order, path) = match (path, files.get(file)) {
                (Some(path), Some(file)) => (path.cmp(&file.path), path),
                (Some(path), None) => (Order::Less, path),
                (None, Some(file)) => (Order::Greater, file.path.as_str()),
                (None, None) => break,
            };
            rows.push(match order {
                Order::Less => Row {
                    path,
                    line: Some(line),
                    state: if self.kept[line].load(Ordering::Relaxed) {
                        State::Kept
                    } else {
                        State::Stale
                    },
                },
                Order::Equal | Order::Greater => Row {
                    path: &files[file].path,
                    line: (order == Order::Equal).then_some(line),
                    state: State::Put(&files[file]),
                },
            });
            line += usize::from(order != Order::Greater);
            file += usize::from(order != Order::Less);
        }
        rows
    }

    /// The manifest while old and new files can both exist: it has no key, and it vouches only for
    /// what stays as it is. It keeps what the last site held, so that the next run knows what differs.
    fn interrupted(&self, rows: &[Row]) -> String {
        let mut text = Text::new("", rows.len());
        for row in rows {
            let last = row.line.map(|line| self.manifest.known(line));
            match (&row.state, row.line) {
                (State::Kept, Some(line)) => text.copy(&self.manifest, line),
                (State::Put(file), _) if file.news == News::Same => {
                    text.add(Known::Hash(file.hash), file.stamp, row.path);
                }
                _ => text.add(last.unwrap_or(Known::Nothing), None, row.path),
            }
        }
        text.end()
    }

    /// The manifest of this site. `moved` has the stamps that were not known before, in this order.
    fn finished(&self, key: &str, rows: &[Row], moved: &[Option<Stamp>]) -> String {
        let mut text = Text::new(key, rows.len());
        let mut moved = moved.iter();
        for row in rows {
            match (&row.state, row.line) {
                (State::Kept, Some(line)) => text.copy(&self.manifest, line),
                (State::Put(file), _) => {
                    let stamp = if file.alone.is_some() {
                        moved.next().copied().flatten()
                    } else {
                        file.stamp
                    };
                    text.add(Known::Hash(file.hash), stamp, row.path);
                }
                _ => {}
            }
        }
        text.end()
    }

    /// Removes files of the last site, and the folders that this empties; says which there were.
    fn remove(&self, stale: &[&Row]) -> Result<Vec<Change>> {
        let mut removed = Vec::new();
        let mut folders = BTreeSet::new();
        for row in stale {
            let full = self.folder.join(row.path);
            if crosses_link(&self.folder, &full) {
                continue;
            }
            let was_there = match fs::remove_file(&full) {
                Ok(()) => true,
                Err(error)
                    if matches!(
                        error.kind(),
                        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                    ) =>
                {
                    false
                }
                Err(error) => {
                    return Err(error)
                        .with_context(|| format!("cannot remove `{}`", full.display()));
                }
            };
            let known = row.line.map(|line| self.manifest.known(line));
            if was_there || known != Some(Known::Nothing) {
                removed.push(Change {
                    path: row.path.to_owned(),
                    hash: match known {
                        Some(Known::Hash(hash)) => Some(hash),
                        _ => None,
                    },
                });
            }
            let mut parent = full.parent();
            while let Some(path) = parent.filter(|path| *path != self.folder) {
                folders.insert(path.to_owned());
                parent = path.parent();
            }
        }
        // The deepest first; a folder that holds anything else stays.
        for path in folders.into_iter().rev() {
            let _ = fs::remove_dir(path);
        }
        Ok(removed)
    }
}

impl Row<'_> {
    fn is_stale(&self) -> bool {
        matches!(self.state, State::Stale)
    }
}

/// How a plain file looks; nothing where there is none.
fn look(path: &Path) -> Option<Stamp> {
    let data = fs::symlink_metadata(path).ok()?;
    data.is_file().then(|| Stamp::of(&data))
}

/// Whether a file that looks like this has a content.
fn holds(path: &Path, now: Stamp, bytes: &[u8]) -> bool {
    now.size == bytes.len() as u64 && fs::read(path).is_ok_and(|content| content == bytes)
}

/// Whether an old file is to become a folder, or its folder a file. `site` is sorted.
fn is_in_the_way(path: &str, site: &[&str]) -> bool {
    let folder = format!("{path}/");
    let next = site.partition_point(|other| *other < folder.as_str());
    site.get(next).is_some_and(|next| next.starts_with(&folder))
        || path
            .match_indices('/')
            .any(|(at, _)| site.binary_search(&&path[..at]).is_ok())
}

/// Makes sure that the folder is the program's own or empty.
fn refuse_foreign(folder: &Path) -> Result<()> {
    if folder.join(MANIFEST).is_file() {
        return Ok(());
    }
    let mut items = fs::read_dir(folder)
        .with_context(|| format!("cannot read the folder `{}`", folder.display()))?
        .filter_map(Result::ok)
        .filter(|item| item.file_name() != LOCK && item.file_name() != STAGING);
    if let Some(item) = items.next() {
        bail!(
            "the output folder `{}` holds files that primer did not write, such as `{}`: \
             empty it, or name another one with `--output`",
            folder.display(),
            item.file_name().to_string_lossy()
        );
    }
    Ok(())
}

fn lock(folder: &Path, waiting: impl FnOnce()) -> Result<File> {
    let path = folder.join(LOCK);
    if fs::symlink_metadata(&path).is_ok_and(|data| !data.is_file()) {
        bail!("`{}` is no plain file: remove it", path.display());
    }
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .with_context(|| format!("cannot write `{}`", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            waiting();
            file.lock()
                .with_context(|| format!("cannot lock `{}`", path.display()))?;
        }
        // Some file systems have no locks; two builds at once are rarer than those.
        Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(fs::TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("cannot lock `{}`", path.display()));
        }
    }
    Ok(file)
}

/// Refuses a path that is not one of plain names, or that the program uses for itself.
fn within(path: &str) -> Result<()> {
    let is_separator = |byte| {
        (byte == b'\\')
            | (byte == b'\n')
            | (byte == b'\r')
            | (byte == b'\0')
            | (cfg!(windows) & (byte == b':'))
    };
    let is_plain = !has_byte(path, is_separator)
        && path.split('/').all(|name| !matches!(name, "" | "." | ".."));
    if !is_plain || path == MANIFEST || path == LOCK || path.starts_with(STAGING) {
        bail!(
            "the path `{}` would leave the output folder",
            path.escape_debug()
        );
    }
    Ok(())
}

/// Whether a folder between the output folder and a path is a symbolic link.
fn crosses_link(folder: &Path, path: &Path) -> bool {
    path.ancestors()
        .skip(1)
        .take_while(|ancestor| *ancestor != folder)
        .any(|ancestor| {
            fs::symlink_metadata(ancestor).is_ok_and(|data| data.file_type().is_symlink())
        })
}

//! Where the files of a site lie until all of them are there, and the way from there to their places.
//!
//! Whatever is moved has a number: a file whose folder the site has already, and a whole folder that it
//! does not have yet. So a page of a new site costs one folder and one file, and a new site a few moves.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};

use super::path::{STAGING, look};
use crate::disk::stamp::Stamp;
use crate::source::folder;

/// The files that wait for their places.
pub(super) struct Staging {
    output: PathBuf,
    folder: PathBuf,
    count: AtomicUsize,
    places: Mutex<HashMap<String, Destination>>,
}

/// Where the files of a folder of the site are put.
#[derive(Clone, Copy)]
enum Destination {
    /// The site has the folder: each file goes there alone.
    There,
    /// The site does not have it: it goes there as a whole, within the top-most folder that is
    /// missing. That one has the number; its path is the first `top` bytes of this one's.
    Within { number: usize, top: usize },
}

/// A file that was staged.
#[derive(Clone, Copy)]
pub(super) enum Staged {
    /// It is moved by itself.
    Alone(usize),
    /// It is moved with its folder, which leaves its stamp as it is. Numbers as in [`Place::Within`].
    Within {
        number: usize,
        top: usize,
        stamp: Stamp,
    },
}

/// What the output folder has at a path.
pub(super) enum Standing {
    /// A file whose folder is no link.
    File(Stamp),
    /// Something else that stands in the way.
    Obstacle,
    /// Nothing, or a folder.
    Nothing,
}

impl Staging {
    /// What a run that was cut off left there is removed.
    pub(super) fn new(output: &Path) -> Result<Self> {
        let folder = output.join(STAGING);
        clear(&folder).with_context(|| {
            format!(
                "`{}` is not as primer leaves it: remove it",
                folder.display()
            )
        })?;
        make(&folder)?;
        Ok(Self {
            output: output.to_owned(),
            folder,
            count: AtomicUsize::new(0),
            places: Mutex::default(),
        })
    }

    fn number(&self) -> usize {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    fn at(&self, number: usize) -> PathBuf {
        self.folder.join(number.to_string())
    }

    /// Whether a file that was staged still waits.
    pub(super) fn holds(&self, staged: Staged, path: &str) -> bool {
        let place = match staged {
            Staged::Alone(number) => self.at(number),
            Staged::Within { number, top, .. } => self.at(number).join(&path[top + 1..]),
        };
        fs::symlink_metadata(place).is_ok()
    }

    /// Puts a file aside. `owned` says whether a file of the output folder is the program's own.
    pub(super) fn put(
        &self,
        path: &str,
        write: &dyn Fn(&mut File) -> io::Result<()>,
        owned: &dyn Fn(&str) -> bool,
    ) -> Result<Staged> {
        let failed = || format!("cannot write `{}`", self.output.join(path).display());
        if let Destination::Within { number, top } = self.place_of(path, owned)? {
            let full = self.at(number).join(&path[top + 1..]);
            let stamp = match create(&full, write) {
                // On some disks `A` and `a` are one file: there the last one stays, as it always did.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    let other = self.at(self.number());
                    create(&other, write).and_then(|stamp| {
                        fs::rename(&other, &full)?;
                        Ok(stamp)
                    })
                }
                stamp => stamp,
            };
            let stamp = stamp.with_context(failed)?;
            return Ok(Staged::Within { number, top, stamp });
        }
        let number = self.number();
        create(&self.at(number), write).with_context(failed)?;
        Ok(Staged::Alone(number))
    }

    /// What stands where a file is to go.
    pub(super) fn find(&self, path: &str, owned: &dyn Fn(&str) -> bool) -> Result<Standing> {
        let Destination::There = self.place_of(path, owned)? else {
            return Ok(Standing::Nothing);
        };
        Ok(match fs::symlink_metadata(self.output.join(path)) {
            Ok(data) if data.is_file() => Standing::File(Stamp::of(&data)),
            Ok(data) if !data.is_dir() => Standing::Obstacle,
            _ => Standing::Nothing,
        })
    }

    /// Where what a path leads to is put.
    fn place_of(&self, path: &str, owned: &dyn Fn(&str) -> bool) -> Result<Destination> {
        self.place(folder(path), owned)
    }

    /// Decides once for each folder where its files are put, and makes the place.
    fn place(&self, folder: &str, owned: &dyn Fn(&str) -> bool) -> Result<Destination> {
        let places = || self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&place) = places().get(folder) {
            return Ok(place);
        }
        let place = if folder.is_empty() {
            Destination::There
        } else {
            match self.place_of(folder, owned)? {
                Destination::Within { number, top } => {
                    make(&self.at(number).join(&folder[top + 1..]))?;
                    Destination::Within { number, top }
                }
                Destination::There if self.has_folder(folder, owned)? => Destination::There,
                Destination::There => {
                    let number = self.number();
                    make(&self.at(number))?;
                    let top = folder.len();
                    Destination::Within { number, top }
                }
            }
        };
        match places().entry(folder.to_owned()) {
            Entry::Vacant(entry) => Ok(*entry.insert(place)),
            // Another thread was faster.
            Entry::Occupied(entry) => Ok(*entry.get()),
        }
    }

    /// Whether the output folder has a folder, and not something in its way.
    fn has_folder(&self, folder: &str, owned: &dyn Fn(&str) -> bool) -> Result<bool> {
        let full = self.output.join(folder);
        match fs::symlink_metadata(&full) {
            Ok(data) if data.is_dir() => Ok(true),
            Ok(data) if data.is_file() && owned(folder) => Ok(false),
            Ok(data) if data.is_symlink() => bail!(
                "`{}` is a symbolic link in the output folder: primer does not write through links",
                full.display()
            ),
            Ok(_) => bail!(
                "`{}` is in the way: primer did not write it and does not replace it",
                full.display()
            ),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error).with_context(|| format!("cannot read `{}`", full.display())),
        }
    }

    /// Moves the folders that the site did not have.
    pub(super) fn move_folders(&self) -> Result<()> {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let mut folders: Vec<(&str, usize)> = places
            .iter()
            .filter_map(|(path, place)| match *place {
                Destination::Within { number, top } if top == path.len() => {
                    Some((path.as_str(), number))
                }
                _ => None,
            })
            .collect();
        folders.sort_unstable();
        for (path, number) in folders {
            let (from, to) = (self.at(number), self.output.join(path));
            rename(&from, &to)
                // Somebody made the folder meanwhile, or it is there in other letters.
                .or_else(|error| {
                    if fs::symlink_metadata(&to).is_ok_and(|data| data.is_dir()) {
                        merge(&from, &to)
                    } else {
                        Err(error)
                    }
                })
                .with_context(|| format!("cannot make the folder `{}`", to.display()))?;
        }
        Ok(())
    }

    /// Moves a file that was staged alone, and says how it looks then: to be moved is a change.
    pub(super) fn move_file(&self, number: usize, path: &str) -> Result<Option<Stamp>> {
        let to = self.output.join(path);
        rename(&self.at(number), &to)
            .with_context(|| format!("cannot write `{}`", to.display()))?;
        Ok(look(&to))
    }

    /// Gives a file beside the site its content, whole.
    pub(super) fn replace(&self, path: &str, text: &str) -> Result<()> {
        let (new, to) = (self.at(self.number()), self.output.join(path));
        create(&new, &|file| file.write_all(text.as_bytes()))
            .and_then(|_| fs::rename(&new, &to))
            .with_context(|| format!("cannot write `{}`", to.display()))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Removes a folder of staged files and nothing that cannot be one.
fn clear(folder: &Path) -> io::Result<()> {
    let items = match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
        Ok(data) if data.is_dir() => fs::read_dir(folder)?,
        Ok(_) => return Err(io::ErrorKind::NotADirectory.into()),
    };
    for item in items {
        let item = item?;
        let name = item.file_name();
        if !name.as_encoded_bytes().iter().all(u8::is_ascii_digit) {
            continue;
        }
        if item.file_type()?.is_dir() {
            fs::remove_dir_all(item.path())?;
        } else {
            fs::remove_file(item.path())?;
        }
    }
    fs::remove_dir(folder)
}

/// Makes a folder, which another thread may have made.
fn make(path: &Path) -> Result<()> {
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(error).with_context(|| format!("cannot make the folder `{}`", path.display()))
        }
        _ => Ok(()),
    }
}

/// Makes a file.
fn create(path: &Path, write: &dyn Fn(&mut File) -> io::Result<()>) -> io::Result<Stamp> {
    let mut file = File::options().write(true).create_new(true).open(path)?;
    write(&mut file)?;
    Ok(Stamp::of(&file.metadata()?))
}

/// Moves a file or a folder; the folder around its place may have gone with the files in it.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    match (fs::rename(from, to), to.parent()) {
        (Err(error), Some(parent)) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(parent)?;
            fs::rename(from, to)
        }
        (result, _) => result,
    }
}

/// Moves what is in a folder into another one.
fn merge(from: &Path, to: &Path) -> io::Result<()> {
    for item in fs::read_dir(from)? {
        let item = item?;
        let to = to.join(item.file_name());
        if item.file_type()?.is_dir() && fs::symlink_metadata(&to).is_ok_and(|data| data.is_dir()) {
            merge(&item.path(), &to)?;
        } else {
            fs::rename(item.path(), to)?;
        }
    }
    Ok(())
}

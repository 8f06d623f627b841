//! The folder `.primer/`: what the last run found out, for the next one.
//!
//! It is safe to delete, and to carry to another machine: what is in it is named by its content, and what
//! is not exactly what its name says is passed over. `stamps` spares reading files that were not
//! touched; it means something on one machine only, and nothing but time is lost without it.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use anyhow::Result;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::load;
use super::read::{Item, Kind};
use super::stamp::Stamp;
use crate::memo::Memo;
use crate::memo::stored::{Bytes, Kept, Wishes};
use crate::pipeline::{Inputs, Options};
use crate::source::{Asset, Hash, Held, Source, SourcePath, Store};

/// Where a primer keeps what it found out.
pub const FOLDER: &str = ".primer";

const HEAD: &str = "memo";
const PARTS: &str = "parts";
const STAMPS: &str = "stamps";

/// Tells backup programs that nothing here is worth keeping (<https://bford.info/cachedir/>).
const TAG: &str =
    "Signature: 8a477f597d28d172789f06886806bc55\n# Made by primer; it can be deleted.\n";

/// The files of a primer, to be read when somebody asks for what is in them.
#[derive(Debug, Default)]
struct Files {
    root: PathBuf,
    has_changed: AtomicBool,
}

impl Store for Files {
    fn fetch(&self, path: &SourcePath, hash: &Hash) -> Option<Vec<u8>> {
        let bytes = fs::read(self.root.join(path.as_str())).ok();
        let bytes = bytes.filter(|bytes| blake3::hash(bytes) == *hash);
        if bytes.is_none() {
            self.has_changed.store(true, Ordering::Relaxed);
        }
        bytes
    }
}

/// What the files were when they were read last, in the order of their paths.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Stamps(Vec<(SourcePath, (Stamp, Hash))>);

impl Stamps {
    fn of(&self, path: &SourcePath) -> Option<&(Stamp, Hash)> {
        let at = self.0.binary_search_by(|(known, _)| known.cmp(path));
        at.ok().map(|at| &self.0[at].1)
    }
}

/// A primer that was loaded, with what the last run found out about it.
#[derive(Debug)]
pub struct Loaded {
    /// What was read; files that were not touched are read when somebody asks.
    pub inputs: Inputs,
    /// What the last run found out; the empty memo where that is not known.
    pub memo: Memo,
    /// Where the next memo goes.
    pub cache: Cache,
}

/// The folder of what is known.
#[derive(Debug)]
pub struct Cache {
    /// Nothing where it is not to be used.
    folder: Option<PathBuf>,
    files: Arc<Files>,
    kept: Option<Kept>,
    head: Vec<u8>,
    stamps: Stamps,
    has_new_stamps: bool,
}

/// What the folder is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// What the last run found out is used, and what this one finds out is kept.
    Whole,
    /// What this run finds out is kept, from nothing.
    Anew,
    /// Neither.
    Nothing,
}

/// Reads a primer, and what the last run found out about it.
///
/// # Errors
///
/// Those of [`load::load`]. Whatever is wrong with the cache is none.
pub fn load(root: &Path, options: Options, cache: Use) -> Result<Loaded> {
    let started = SystemTime::now();
    let folder = root.join(FOLDER);
    let files = Arc::new(Files {
        root: root.to_owned(),
        has_changed: AtomicBool::new(false),
    });
    let store: Arc<dyn Store> = Arc::<Files>::clone(&files);
    let (is_known, is_kept) = (cache == Use::Whole, cache != Use::Nothing);
    let known = if is_known { read_stamps(&folder) } else { None };
    let known = known.unwrap_or_default();
    let (mut inputs, config_trouble) = load::start(root, options)?;
    let head = if is_known {
        fs::read(folder.join(HEAD)).ok()
    } else {
        None
    };
    let head = head.unwrap_or_default();
    let (kept, (read, troubles)) = rayon::join(
        || {
            let folder = folder.clone();
            let part = move |name: &Hash| fs::read(part_path(&folder, name));
            Memo::kept(&head, wishes(&inputs), part, &store)
        },
        || {
            let (found, troubles) = load::list(root);
            let read: Vec<_> = found
                .into_par_iter()
                .map(|(kind, path, real)| {
                    let known = known.of(&path);
                    if let Some(item) =
                        known.and_then(|known| untouched(kind, &path, &real, known, &store))
                    {
                        return (Some(item), None, known.copied());
                    }
                    let (item, trouble, stamp) = super::read::read_with_stamp(kind, path, &real);
                    let stamp =
                        stamp.filter(|stamp| trouble.is_none() && stamp.is_settled(started));
                    let stamp = stamp.zip(item.as_ref().map(Item::hash));
                    // What was replaced in a text cannot be fetched again.
                    let item = if trouble.is_none() && is_kept {
                        item.map(|item| item.passing(&store))
                    } else {
                        item
                    };
                    (item, trouble, stamp)
                })
                .collect();
            (read, troubles)
        },
    );
    inputs.troubles.extend(config_trouble);
    inputs.troubles.extend(troubles);
    let mut stamps = Stamps::default();
    let items: Vec<_> = read
        .into_iter()
        .map(|(item, trouble, stamp)| {
            if let (Some(item), Some(stamp)) = (&item, stamp) {
                stamps.0.push((item.path().clone(), stamp));
            }
            (item, trouble)
        })
        .collect();
    stamps.0.sort_unstable_by(|one, two| one.0.cmp(&two.0));
    load::finish(&mut inputs, items);
    let (memo, kept) = kept.map_or_else(Default::default, |(memo, kept)| (memo, Some(kept)));
    Ok(Loaded {
        inputs,
        memo,
        cache: Cache {
            folder: is_kept.then_some(folder),
            files,
            head: if kept.is_some() { head } else { Vec::new() },
            kept,
            has_new_stamps: stamps != known,
            stamps,
        },
    })
}

impl Cache {
    /// Whether a file was asked for that is not any more what it was: then nothing that was made of
    /// it may be used, and the primer has to be read anew.
    pub fn is_outdated(&self) -> bool {
        self.files.has_changed.load(Ordering::Relaxed)
    }

    /// Keeps what a run found out.
    ///
    /// # Errors
    ///
    /// What the disk says. The next run is slower then, and right.
    pub fn keep(&self, inputs: &Inputs, memo: &Memo) -> io::Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let parts = folder.join(PARTS);
        if !parts.is_dir() {
            fs::create_dir_all(&parts)?;
            fs::write(folder.join(".gitignore"), "*\n")?;
            fs::write(folder.join("CACHEDIR.TAG"), TAG)?;
        }
        let write = |name: &Hash, bytes: &[u8]| fs::write(part_path(folder, name), bytes);
        let (bytes, stamped) = rayon::join(
            || memo.keep(wishes(inputs), self.kept.as_ref(), &write),
            || {
                if self.has_new_stamps {
                    replace(folder, STAMPS, &sealed(&self.stamps)?)?;
                }
                Ok::<_, io::Error>(())
            },
        );
        let bytes = bytes?;
        stamped?;
        // What was asked for only now may be lost, too.
        let is_kept = |bytes: &Bytes| bytes.head != self.head && !self.is_outdated();
        let Some(bytes) = bytes.filter(is_kept) else {
            return Ok(());
        };
        replace(folder, HEAD, &bytes.head)?;
        let names: HashSet<String> = bytes.names.iter().map(ToString::to_string).collect();
        for item in fs::read_dir(&parts)?.flatten() {
            if (item.file_name().to_str()).is_none_or(|name| !names.contains(name)) {
                fs::remove_file(item.path())?;
            }
        }
        Ok(())
    }
}

/// Puts a file in the place of another one, whole.
fn replace(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let new = folder.join(format!("{name}.{}", std::process::id()));
    fs::write(&new, bytes)?;
    fs::rename(new, folder.join(name))
}

/// What the settings are made of.
fn wishes(inputs: &Inputs) -> Wishes<'_> {
    Wishes {
        config: inputs.config.as_ref(),
        base_url: inputs.options.base_url.as_ref(),
    }
}

fn part_path(folder: &Path, name: &Hash) -> PathBuf {
    folder.join(PARTS).join(name.to_hex().as_str())
}

/// A file that was read before, if it was not touched since.
fn untouched(
    kind: Kind,
    path: &SourcePath,
    real: &Path,
    (stamp, hash): &(Stamp, Hash),
    store: &Arc<dyn Store>,
) -> Option<Item> {
    if Stamp::of(&fs::metadata(real).ok()?) != *stamp {
        return None;
    }
    let text = || Source {
        path: path.clone(),
        text: Held::stored(path.clone(), *hash, Arc::clone(store)),
    };
    Some(match kind {
        Kind::Content => Item::Content(text()),
        Kind::Template => Item::Template(text()),
        Kind::Asset => Item::Asset(Asset {
            path: path.clone(),
            bytes: Held::stored(path.clone(), *hash, Arc::clone(store)),
        }),
    })
}

/// A value with its hash behind it.
fn sealed(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut bytes = postcard::to_stdvec(value).map_err(io::Error::other)?;
    let hash = blake3::hash(&bytes);
    bytes.extend_from_slice(hash.as_bytes());
    Ok(bytes)
}

fn read_stamps(folder: &Path) -> Option<Stamps> {
    let bytes = fs::read(folder.join(STAMPS)).ok()?;
    let (bytes, hash) = bytes.split_last_chunk::<32>()?;
    if blake3::hash(bytes) != Hash::from_bytes(*hash) {
        return None;
    }
    postcard::from_bytes(bytes).ok()
}

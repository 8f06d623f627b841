//! What any program would have to do with the same files: the least that a build and a check can take.
//!
//! A build reads the sources and writes the site, so [`io`] does nothing else, on all cores; what it
//! writes is the site that the program itself has made. A check reads the sources and parses the Markdown,
//! so [`parse`] does nothing else.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use pulldown_cmark::{Options, Parser};
use rayon::prelude::*;
use walkdir::WalkDir;

/// What a floor took, in milliseconds.
pub(crate) struct Spent {
    pub(crate) wall: f64,
    /// Of all processors; nothing where the system does not tell it by thread.
    pub(crate) cpu: Option<f64>,
}

/// A start to measure from.
struct Start(Instant, Option<f64>);

impl Start {
    fn now() -> Self {
        Self(Instant::now(), cpu())
    }

    fn spent(&self) -> Spent {
        Spent {
            wall: self.0.elapsed().as_secs_f64() * 1000.0,
            cpu: self.1.zip(cpu()).map(|(before, now)| now - before),
        }
    }
}

/// The processor time of all threads of this process, as Linux counts it.
fn cpu() -> Option<f64> {
    let threads = fs::read_dir("/proc/self/task").ok()?;
    let mut nanoseconds = 0.0;
    for thread in threads {
        let text = fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        nanoseconds += text.split(' ').next()?.parse::<f64>().ok()?;
    }
    Some(nanoseconds / 1e6)
}

type Fallible<T> = Result<T, Box<dyn Error>>;

/// The files below a folder, and the folders, each before what is in it.
fn walk(folder: &Path) -> Fallible<(Vec<PathBuf>, Vec<PathBuf>)> {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for item in WalkDir::new(folder) {
        let item = item?;
        if item.file_type().is_dir() {
            folders.push(item.into_path());
        } else {
            files.push(item.into_path());
        }
    }
    Ok((files, folders))
}

/// Reads the content of a primer and writes a copy of a site into a new folder. The time in which the site
/// was read does not count.
pub(crate) fn io(root: &Path, site: &Path, copy: &Path) -> Fallible<Spent> {
    let (files, folders) = walk(site)?;
    let moved = |path: &Path| path.strip_prefix(site).map(|path| copy.join(path));
    let folders: Vec<PathBuf> = folders
        .iter()
        .map(|path| moved(path))
        .collect::<Result<_, _>>()?;
    let files: Vec<(PathBuf, Vec<u8>)> = files
        .par_iter()
        .map(|path| {
            let to = moved(path).map_err(io::Error::other)?;
            Ok((to, fs::read(path)?))
        })
        .collect::<io::Result<_>>()?;

    let start = Start::now();
    let (sources, _) = walk(&root.join("content"))?;
    let sources: Vec<Vec<u8>> = sources
        .par_iter()
        .map(fs::read)
        .collect::<io::Result<_>>()?;
    black_box(&sources);
    for folder in folders {
        fs::create_dir(folder)?;
    }
    files
        .par_iter()
        .try_for_each(|(path, bytes)| fs::write(path, bytes))?;
    Ok(start.spent())
}

/// Reads the content of a primer and counts the events of the Markdown parser over every body, with the
/// options of `src/entry/body`.
pub(crate) fn parse(root: &Path) -> Fallible<Spent> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
        | Options::ENABLE_SMART_PUNCTUATION;
    let start = Start::now();
    let (sources, _) = walk(&root.join("content"))?;
    let events: usize = sources
        .par_iter()
        .map(|path| {
            let text = fs::read_to_string(path)?;
            let body = text.splitn(3, "---\n").nth(2).unwrap_or(&text);
            Ok(Parser::new_ext(body, options).count())
        })
        .sum::<io::Result<usize>>()?;
    black_box(events);
    Ok(start.spent())
}

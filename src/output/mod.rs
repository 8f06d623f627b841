//! Pages become files: the templates that render them, and the files that go along.
//!
//! In: the outline of a site and its templates. Out: files, each handed to a [`Sink`] when it is made. A `<` first exists
//! here or in a template; this is the only room that names Tera.

mod compiled;
pub mod theme;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::page::{Outline, PageKind};
use crate::source::{Asset, Hash, Held};
use theme::Theme;

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Its path in the output folder, with `/` between its parts.
    pub path: String,
    /// What it holds.
    pub bytes: Held<[u8]>,
}

/// Where the files of a site go, each once, from many threads.
pub trait Sink: Sync {
    /// What can go wrong there.
    type Error: Send;

    /// So many files will come.
    fn expect(&self, _files: usize) {}

    /// Whether the file at a path is as the last run left it, and has this hash, if one is known: then it
    /// is a file of this site too.
    ///
    /// # Errors
    ///
    /// Those of the place.
    fn keep(&self, path: &str, hash: Option<&Hash>) -> Result<bool, Self::Error>;

    /// Takes a file.
    ///
    /// # Errors
    ///
    /// Those of the place.
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Self::Error>;
}

/// The memory of a page of so many bytes is not held for those that come behind it.
const LARGE: usize = 1 << 20;

/// Why there is no site.
#[derive(Debug)]
pub enum Failure<E> {
    /// What is wrong with templates: each fault once, however many pages meet it.
    Templates(Vec<Diagnostic>),
    /// What is wrong with the place where the files go.
    Place(E),
}

/// What the last site was made of, as far as it can be used again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Built {
    /// What tells that an output folder holds this site.
    pub(crate) key: String,
    /// The files of pages that may be others by now.
    pub(crate) outdated: BTreeSet<String>,
    uses: Uses,
}

/// For each page, by its file, the assets that its template asked for. Most ask for the same ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Uses {
    most: Vec<usize>,
    others: BTreeMap<String, Vec<usize>>,
}

impl Uses {
    fn of(&self, file: &str) -> &[usize] {
        self.others.get(file).unwrap_or(&self.most)
    }

    fn new(pages: Vec<(String, Vec<usize>)>) -> Self {
        let mut counts: BTreeMap<&[usize], usize> = BTreeMap::new();
        for (_, assets) in &pages {
            *counts.entry(assets).or_default() += 1;
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        let most = most.map(|(assets, _)| assets.to_vec()).unwrap_or_default();
        let others = pages.into_iter().filter(|(_, assets)| *assets != most);
        Self {
            others: others.collect(),
            most,
        }
    }
}

/// Renders the pages and adds the files. Those that are right in the place where they go stay there:
/// `last` is what is known of the site that it holds.
///
/// # Errors
///
/// What is wrong with templates, or with the place.
pub(crate) fn files<S: Sink>(
    outline: &Outline,
    theme: &Theme,
    last: Option<&Built>,
    key: String,
    sink: &S,
) -> Result<(Built, usize), Failure<S::Error>> {
    let pages = outline.pages();
    let assets = outline.files.assets();
    sink.expect(pages.len() + assets.len());
    // A file of the site takes the place of a page that the program makes.
    let taken: HashSet<&str> = assets.iter().map(Asset::site_path).collect();
    let faults: Mutex<Vec<Diagnostic>> = Mutex::default();
    let rendered: Vec<Option<(String, Vec<usize>)>> = pages
        .into_par_iter()
        .map_init(Vec::new, |bytes, kind| {
            if let Some(last) = last {
                let file = outline.route(kind).file;
                let is_right = !last.outdated.contains(&file)
                    && (taken.contains(&*file) || sink.keep(&file, None)?);
                if is_right {
                    let uses = last.uses.of(&file).to_vec();
                    return Ok(Some((file, uses)));
                }
            }
            let page = outline.page(kind);
            match theme.render(&page, bytes) {
                Ok(uses) => {
                    if !taken.contains(&*page.file) {
                        sink.put(&page.file, bytes)?;
                    }
                    if bytes.capacity() > LARGE {
                        *bytes = Vec::new();
                    }
                    Ok(Some((page.file, uses)))
                }
                Err(fault) => {
                    let mut faults = faults.lock().unwrap_or_else(PoisonError::into_inner);
                    if !faults.iter().any(|known| known.at == fault.at) {
                        faults.push(fault);
                    }
                    Ok(None)
                }
            }
        })
        .collect::<Result<_, _>>()
        .map_err(Failure::Place)?;
    let faults = faults.into_inner().unwrap_or_else(PoisonError::into_inner);
    if !faults.is_empty() {
        return Err(Failure::Templates(faults));
    }
    let rendered: Vec<(String, Vec<usize>)> = rendered.into_iter().flatten().collect();
    let mut marked = outline.glossary.shown_assets();
    marked.extend(rendered.iter().flat_map(|(_, uses)| uses));
    let pages = rendered.iter().filter(|(file, _)| !taken.contains(&**file));
    let mut count = pages.count();
    for (index, asset) in assets.iter().enumerate() {
        let marked = marked
            .contains(&index)
            .then(|| outline.files.marked_path(index));
        for path in [Some(asset.site_path()), marked].into_iter().flatten() {
            let hash = asset.bytes.hash();
            if !sink.keep(path, Some(&hash)).map_err(Failure::Place)? {
                sink.put(path, &asset.bytes).map_err(Failure::Place)?;
            }
            count += 1;
        }
    }
    let built = Built {
        key,
        outdated: BTreeSet::new(),
        uses: Uses::new(rendered),
    };
    Ok((built, count))
}

/// Renders one page.
///
/// # Errors
///
/// What is wrong with its template.
pub fn page(outline: &Outline, theme: &Theme, kind: PageKind) -> Result<OutputFile, Diagnostic> {
    let page = outline.page(kind);
    let mut bytes = Vec::new();
    theme.render(&page, &mut bytes)?;
    Ok(OutputFile {
        path: page.file,
        bytes: bytes.into(),
    })
}

/// The place of a site that nobody wants.
#[derive(Debug)]
pub(crate) struct Nowhere;

impl Sink for Nowhere {
    type Error = Infallible;

    fn keep(&self, _: &str, _: Option<&Hash>) -> Result<bool, Infallible> {
        Ok(false)
    }

    fn put(&self, _: &str, _: &[u8]) -> Result<(), Infallible> {
        Ok(())
    }
}

/// A site in memory.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

impl Sink for Memory {
    type Error = Infallible;

    fn keep(&self, _: &str, _: Option<&Hash>) -> Result<bool, Infallible> {
        Ok(false)
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Infallible> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(path.to_owned(), bytes.to_vec());
        Ok(())
    }
}

impl Memory {
    /// The files, sorted by path.
    pub(crate) fn into_files(self) -> Vec<OutputFile> {
        let files = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let files = files.into_iter();
        files
            .map(|(path, bytes)| OutputFile {
                path,
                bytes: bytes.into(),
            })
            .collect()
    }
}

//! Pages become files: they are rendered, and the files of the site go along.
//!
//! In: the outline of a site and its templates. Out: files, each handed to a [`Sink`] when it is made.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::asset::{Asset, AssetPlace};
use crate::diagnostic::Diagnostic;
use crate::page::{Outline, PageNumber, Render};
use crate::theme::Theme;

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Its path in the output folder, with `/` between its parts.
    pub path: String,
    /// What it holds.
    pub bytes: Arc<[u8]>,
}

/// Where the files of a site go, each once, from many threads.
pub trait Sink: Sync {
    /// What can go wrong there.
    type Error: Send;

    /// So many files will come.
    fn expect(&self, _files: usize) {}

    /// Takes a file.
    ///
    /// # Errors
    ///
    /// Those of the place.
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Self::Error>;

    /// Takes a file as it lies in the primer.
    ///
    /// # Errors
    ///
    /// Those of the place, and of the one where the file lies.
    fn copy(&self, path: &str, asset: &Asset) -> Result<(), Self::Error>;
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

/// Renders the pages and adds the files; says how many files the site has.
///
/// # Errors
///
/// What is wrong with templates, or with the place.
pub fn files<S: Sink>(
    outline: &Outline,
    theme: &Theme,
    sink: &S,
) -> Result<usize, Failure<S::Error>> {
    let pages = outline.pages();
    let assets = outline.files.assets();
    sink.expect(pages.len() + assets.len());
    let faults: Mutex<Vec<Diagnostic>> = Mutex::default();
    let make_pages = || {
        pages
            .par_iter()
            .map_init(Vec::new, |bytes, &page| {
                let (file, used) = match render(outline, theme, page, bytes) {
                    Some(Ok(made)) => made,
                    Some(Err(fault)) => {
                        let mut faults = faults.lock().unwrap_or_else(PoisonError::into_inner);
                        if !faults.iter().any(|known| known.at == fault.at) {
                            faults.push(fault);
                        }
                        return Ok(Vec::new());
                    }
                    None => return Ok(Vec::new()),
                };
                sink.put(&file, bytes)?;
                if bytes.capacity() > LARGE {
                    *bytes = Vec::new();
                }
                Ok(used)
            })
            .collect::<Result<Vec<Vec<usize>>, _>>()
    };
    // Nobody waits for these while a page is made: to make them may take many threads, too.
    let make_folders = || {
        let mut count = 0;
        for folder in outline.folders() {
            for (path, bytes) in outline.files_of(folder) {
                sink.put(&path, &bytes)?;
                count += 1;
            }
        }
        Ok(count)
    };
    let (used, made) = rayon::join(make_pages, make_folders);
    let used = used.map_err(Failure::Place)?;
    let made = made.map_err(Failure::Place)?;
    let faults = faults.into_inner().unwrap_or_else(PoisonError::into_inner);
    if !faults.is_empty() {
        return Err(Failure::Templates(faults));
    }
    let mut fingerprinted = outline.glossary.shown_assets();
    fingerprinted.extend(used.into_iter().flatten());
    let mut count = pages.len() + made;
    let published = assets.iter().enumerate();
    let published = published.filter(|(index, _)| outline.files.is_published(*index));
    for (index, asset) in published {
        let fingerprinted = fingerprinted
            .contains(&index)
            .then(|| outline.files.fingerprinted_path(index));
        for path in [Some(asset.site_path()), fingerprinted.as_deref()]
            .into_iter()
            .flatten()
        {
            sink.copy(path, asset).map_err(Failure::Place)?;
            count += 1;
        }
    }
    Ok(count)
}

/// Renders one page; nothing for a number that is none.
///
/// # Errors
///
/// What is wrong with its template.
pub fn page(
    outline: &Outline,
    theme: &Theme,
    page: PageNumber,
) -> Option<Result<OutputFile, Diagnostic>> {
    let mut bytes = Vec::new();
    let made = render(outline, theme, page, &mut bytes)?;
    Some(made.map(|(path, _)| OutputFile {
        path,
        bytes: bytes.into(),
    }))
}

/// Renders a page into a buffer, and gives its path and the files that its template asked for.
fn render(
    outline: &Outline,
    theme: &Theme,
    page: PageNumber,
    bytes: &mut Vec<u8>,
) -> Option<Result<(String, Vec<usize>), Diagnostic>> {
    let page = outline.page(page)?;
    let used = match page.render {
        Render::Template {
            name,
            page: value,
            lists,
        } => theme.render(&name, (value, lists), &page.file, bytes),
        Render::Bytes(made) => {
            *bytes = made;
            Ok(Vec::new())
        }
    };
    Some(used.map(|used| (page.file, used)))
}

/// The place of a site that nobody wants.
#[derive(Debug)]
pub(crate) struct Nowhere;

impl Sink for Nowhere {
    type Error = Infallible;

    fn put(&self, _: &str, _: &[u8]) -> Result<(), Infallible> {
        Ok(())
    }

    fn copy(&self, _: &str, _: &Asset) -> Result<(), Infallible> {
        Ok(())
    }
}

/// A site in memory, but for files that lie elsewhere.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    files: Mutex<BTreeMap<String, Arc<[u8]>>>,
    copies: Mutex<Vec<(String, Asset)>>,
}

impl Sink for Memory {
    type Error = Infallible;

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Infallible> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(path.to_owned(), bytes.into());
        Ok(())
    }

    fn copy(&self, path: &str, asset: &Asset) -> Result<(), Infallible> {
        if let AssetPlace::Memory(bytes) = &asset.place {
            return self.put(path, bytes);
        }
        let mut copies = self.copies.lock().unwrap_or_else(PoisonError::into_inner);
        copies.push((path.to_owned(), asset.clone()));
        Ok(())
    }
}

impl Memory {
    /// The files, sorted by path, and those that lie elsewhere.
    pub(crate) fn into_files(self) -> (Vec<OutputFile>, Vec<(String, Asset)>) {
        let files = self.files.into_inner();
        let files = files.unwrap_or_else(PoisonError::into_inner).into_iter();
        let files = files.map(|(path, bytes)| OutputFile { path, bytes });
        let copies = self.copies.into_inner();
        (
            files.collect(),
            copies.unwrap_or_else(PoisonError::into_inner),
        )
    }
}

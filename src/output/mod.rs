//! Pages become files: the templates that render them, and the files that go along.
//!
//! In: the outline of a site and its templates. Out: [`OutputFile`]s in memory. A `<` first exists
//! here or in a template; this is the only room that names Tera.

mod compiled;
pub mod theme;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::page::{Outline, PageKind};
use theme::Theme;

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Its path in the output folder, with `/` between its parts.
    pub path: String,
    /// What it holds.
    pub bytes: Arc<[u8]>,
}

/// Renders every page and adds the files, sorted by path.
///
/// # Errors
///
/// A diagnostic for each fault of a template, once, however many pages meet it.
pub fn files(outline: &Outline, theme: &Theme) -> Result<Vec<OutputFile>, Vec<Diagnostic>> {
    let rendered: Vec<Result<OutputFile, Diagnostic>> = outline
        .pages()
        .into_par_iter()
        .map(|kind| page(outline, theme, kind))
        .collect();
    let mut files = BTreeMap::new();
    let mut faults: Vec<Diagnostic> = Vec::new();
    for result in rendered {
        match result {
            Ok(file) => {
                files.insert(file.path, file.bytes);
            }
            Err(fault) => {
                if !faults.iter().any(|known| known.at == fault.at) {
                    faults.push(fault);
                }
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let assets = outline.files.assets();
    let shown = outline.shown_assets();
    for (index, asset) in assets.iter().enumerate() {
        files.insert(asset.site_path().to_owned(), Arc::clone(&asset.bytes));
        if theme.uses(index) || shown.contains(&index) {
            files.insert(
                outline.files.marked_path(index).to_owned(),
                Arc::clone(&asset.bytes),
            );
        }
    }
    Ok(files
        .into_iter()
        .map(|(path, bytes)| OutputFile { path, bytes })
        .collect())
}

/// Renders one page.
///
/// # Errors
///
/// What is wrong with its template.
pub fn page(outline: &Outline, theme: &Theme, kind: PageKind) -> Result<OutputFile, Diagnostic> {
    let page = outline.page(kind);
    let bytes = theme.render(&page)?;
    Ok(OutputFile {
        path: page.file,
        bytes: bytes.into(),
    })
}

//! The folders of a primer → its inputs.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

pub use super::read::{CONFIG, LARGEST_SOURCE};
use super::read::{CONTENT, FOLDERS, Item, Kind, read, source, walk};
use crate::diagnostic::Diagnostic;
use crate::pipeline::{Inputs, Options};
use crate::source::SourcePath;

/// Reads a primer: `primer.toml`, `content/`, `templates/` and `static/` below `root`.
///
/// # Errors
///
/// Where there is no primer at `root`, or its settings cannot be read.
pub fn load(root: &Path, options: Options) -> Result<Inputs> {
    let (mut inputs, trouble) = start(root, options)?;
    let (files, troubles) = list(root);
    let items: Vec<_> = files
        .into_par_iter()
        .map(|(kind, path, real)| read(kind, path, &real))
        .collect();
    inputs.troubles.extend(trouble.into_iter().chain(troubles));
    finish(&mut inputs, items);
    Ok(inputs)
}

/// Inputs that have their settings and nothing else yet.
pub(super) fn start(root: &Path, options: Options) -> Result<(Inputs, Option<Diagnostic>)> {
    let mut inputs = Inputs {
        options,
        ..Inputs::default()
    };
    if !root.is_dir() {
        bail!("there is no folder `{}`", root.display());
    }
    if !root.join(CONTENT).is_dir() {
        bail!(
            "there is no folder `content` in `{}`: `primer init` makes a new primer, `--root` names another folder",
            root.display()
        );
    }
    let config = root.join(CONFIG);
    let mut trouble = None;
    if config.is_file() {
        let bytes =
            fs::read(&config).with_context(|| format!("cannot read `{}`", config.display()))?;
        let (config, found) = source(SourcePath::new(CONFIG), bytes);
        inputs.config = Some(config);
        trouble = found;
    }
    Ok((inputs, trouble))
}

/// The files below the folders, each with its path from the root and on the disk, and what cannot be
/// listed.
pub(super) fn list(root: &Path) -> (Vec<(Kind, SourcePath, PathBuf)>, Vec<Diagnostic>) {
    let (mut files, mut troubles) = (Vec::new(), Vec::new());
    for folder in FOLDERS {
        let found = walk(root, folder);
        files.extend(found.files);
        troubles.extend(found.troubles);
    }
    (files, troubles)
}

/// Takes in what was read.
pub(super) fn finish(inputs: &mut Inputs, items: Vec<(Option<Item>, Option<Diagnostic>)>) {
    let mut content = Vec::with_capacity(items.len());
    for (item, trouble) in items {
        inputs.troubles.extend(trouble);
        match item {
            Some(Item::Content(source)) => content.push(source),
            Some(Item::Template(source)) => inputs.templates.push(source),
            Some(Item::Asset(asset)) => inputs.assets.push(asset),
            None => {}
        }
    }
    inputs.content = content.into_iter().collect();
    inputs.assets.sort_by(|a, b| a.path.cmp(&b.path));
    inputs.templates.sort_by(|a, b| a.path.cmp(&b.path));
    crate::diagnostic::sort(&mut inputs.troubles);
}

//! The folders of a primer → its inputs.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

pub use super::read::{CONFIG, LARGEST_SOURCE};
use super::read::{CONTENT, FOLDERS, Item, read, source, walk};
use crate::pipeline::{Inputs, Options};
use crate::source::SourcePath;

/// Reads a primer: `primer.toml`, `content/`, `templates/` and `static/` below `root`.
///
/// # Errors
///
/// Where there is no primer at `root`, or its settings cannot be read.
pub fn load(root: &Path, options: Options) -> Result<Inputs> {
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
    if config.is_file() {
        let bytes =
            fs::read(&config).with_context(|| format!("cannot read `{}`", config.display()))?;
        let (config, trouble) = source(SourcePath::new(CONFIG), bytes);
        inputs.config = Some(config);
        inputs.troubles.extend(trouble);
    }
    let mut files = Vec::new();
    for folder in FOLDERS {
        let found = walk(root, folder);
        files.extend(found.files);
        inputs.troubles.extend(found.troubles);
    }
    let items: Vec<_> = files
        .into_par_iter()
        .map(|(kind, path, real)| read(kind, path, &real))
        .collect();
    for (item, trouble) in items {
        inputs.troubles.extend(trouble);
        match item {
            Some(Item::Content(source)) => inputs.content.insert(source),
            Some(Item::Template(source)) => inputs.templates.push(source),
            Some(Item::Asset(asset)) => inputs.assets.push(asset),
            None => {}
        }
    }
    inputs.assets.sort_by(|a, b| a.path.cmp(&b.path));
    inputs.templates.sort_by(|a, b| a.path.cmp(&b.path));
    crate::diagnostic::sort(&mut inputs.troubles);
    Ok(inputs)
}

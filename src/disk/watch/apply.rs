//! Paths at which something may have changed → the inputs, as a load would read them now.
//!
//! In: paths from the root. Out: those at which the inputs differ from before. What is still the same
//! is left as it is, down to the pointer, and nothing is written.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::super::read::{AssetWish, ReadFile, is_foreign, lost, read, read_settings};
use super::super::tree::{CONFIG, CONTENT, Tree, is_read, top};
use super::super::walk::{Walk, walk};
use super::signal::Problem;
use crate::asset::Asset;
use crate::diagnostic::{self, Diagnostic};
use crate::pipeline::Inputs;
use crate::source::{Source, SourcePath};

/// Who wants to know which folders and links there are.
pub(super) trait Listener {
    /// Something was found; true if its folders may have changed since they were listed.
    fn found(&mut self, found: &Walk) -> Result<bool, Problem>;
    /// Nothing is left at a path.
    fn gone(&mut self, path: &Path);
}

/// Whoever looks again anyway.
pub(super) struct Nobody;

impl Listener for Nobody {
    fn found(&mut self, _: &Walk) -> Result<bool, Problem> {
        Ok(false)
    }

    fn gone(&mut self, _: &Path) {}
}

/// Whether the folder of the entries was not there when it was looked for last.
pub(super) fn is_lost(inputs: &Inputs) -> bool {
    inputs
        .troubles
        .iter()
        .any(|trouble| &*trouble.at.path == CONTENT)
}

/// Brings the inputs up to date.
pub(super) fn apply(
    tree: &Tree,
    inputs: &mut Inputs,
    paths: &BTreeSet<String>,
    listener: &mut dyn Listener,
) -> Result<Vec<SourcePath>, Problem> {
    let root = tree.root();
    let mut changed = BTreeSet::new();
    let mut paths: BTreeSet<String> = paths.iter().filter(|path| is_read(path)).cloned().collect();
    if root.join(CONFIG).is_symlink() {
        // What it leads to may be any of these files.
        paths.insert(CONFIG.to_owned());
    }
    let is_here = root.join(CONTENT).is_dir();
    if is_here && is_lost(inputs) {
        paths.insert(CONTENT.to_owned());
    } else if !is_here {
        // What was read last is kept: the author sees it until the folder is back.
        paths.retain(|path| !is_within(path, CONTENT));
        listener.gone(&root.join(CONTENT));
        let trouble = lost(CONTENT, "there is no such folder");
        replace_troubles(inputs, CONTENT, vec![trouble], false, &mut changed);
    }
    // How much links may lead to is counted for a whole folder: where it is too much, any change may change what is read.
    for trouble in &inputs.troubles {
        let folder = top(&trouble.at.path);
        if is_foreign(trouble) && paths.iter().any(|path| is_within(path, folder)) {
            paths.insert(folder.to_owned());
        }
    }
    let paths = outermost(&paths);
    let (gone, here): (Vec<&String>, Vec<&String>) = paths
        .iter()
        .partition(|path| is_missing(&root.join(path.as_str())));
    for path in gone {
        listener.gone(&root.join(path));
        if path == CONFIG {
            settings(tree, inputs, &mut changed);
        } else {
            replace(inputs, path, &Walk::default(), Vec::new(), &mut changed);
        }
    }
    let mut all = Vec::new();
    for path in here {
        if path == CONFIG {
            settings(tree, inputs, &mut changed);
            continue;
        }
        let mut path = path.as_str();
        let mut found = walk(tree, path);
        if found.linked.is_counted() {
            path = top(path);
            found = walk(tree, path);
        }
        // A file may have come into a folder before it was watched.
        if listener.found(&found)? {
            found = walk(tree, path);
            listener.found(&found)?;
        }
        all.push((path, found));
    }
    for (path, found) in all {
        let items: Vec<_> = found
            .files
            .par_iter()
            .map(|(kind, path, real)| read(*kind, path.clone(), real, AssetWish::Bytes))
            .collect();
        replace(inputs, path, &found, items, &mut changed);
    }
    diagnostic::sort(&mut inputs.troubles);
    Ok(changed.into_iter().collect())
}

/// Whether a path is another one or lies below it.
fn is_within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The paths that lie below none of the others.
fn outermost(paths: &BTreeSet<String>) -> Vec<String> {
    let is_below = |path: &str| {
        path.match_indices('/')
            .any(|(end, _)| paths.contains(&path[..end]))
    };
    paths
        .iter()
        .filter(|path| !is_below(path))
        .cloned()
        .collect()
}

fn is_missing(path: &Path) -> bool {
    fs::symlink_metadata(path).is_err_and(|error| {
        matches!(
            error.kind(),
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
        )
    })
}

fn settings(tree: &Tree, inputs: &mut Inputs, changed: &mut BTreeSet<SourcePath>) {
    let mut troubles = Vec::new();
    match read_settings(tree) {
        Ok(Some((config, trouble))) => {
            troubles.extend(trouble);
            if inputs.config.as_ref() != Some(&config) {
                changed.insert(config.path.clone());
                inputs.config = Some(config);
            }
        }
        Ok(None) => changed.extend(inputs.config.take().map(|config| config.path)),
        Err(fault) => troubles.push(fault),
    }
    replace_troubles(inputs, CONFIG, troubles, true, changed);
}

/// Puts what was read at a path and below it in the place of what was known there.
fn replace(
    inputs: &mut Inputs,
    at: &str,
    found: &Walk,
    items: Vec<(Option<ReadFile>, Option<Diagnostic>)>,
    changed: &mut BTreeSet<SourcePath>,
) {
    let mut troubles = found.troubles.clone();
    let (mut content, mut templates, mut assets) = (Vec::new(), Vec::new(), Vec::new());
    for (item, trouble) in items {
        troubles.extend(trouble);
        match item {
            Some(ReadFile::Content(source)) => content.push(source),
            Some(ReadFile::Template(source)) => templates.push(source),
            Some(ReadFile::Asset(asset)) => assets.push(asset),
            None => {}
        }
    }
    let read: BTreeSet<&SourcePath> = content.iter().map(|source| &source.path).collect();
    let gone: Vec<SourcePath> = inputs
        .content
        .within(at)
        .filter(|known| !read.contains(&known.path))
        .map(|known| known.path.clone())
        .collect();
    for path in gone {
        inputs.content.remove(&path);
        changed.insert(path);
    }
    for source in content {
        if inputs.content.get(&source.path) != Some(&source) {
            changed.insert(source.path.clone());
            inputs.content.insert(source);
        }
    }
    merge(&mut inputs.templates, at, templates, changed);
    merge(&mut inputs.assets, at, assets, changed);
    replace_troubles(inputs, at, troubles, true, changed);
}

/// What has a path.
trait Placed: PartialEq {
    fn path(&self) -> &SourcePath;
}

impl Placed for Source {
    fn path(&self) -> &SourcePath {
        &self.path
    }
}

impl Placed for Asset {
    fn path(&self) -> &SourcePath {
        &self.path
    }
}

fn merge<T: Placed>(
    known: &mut Vec<T>,
    at: &str,
    read: Vec<T>,
    changed: &mut BTreeSet<SourcePath>,
) {
    let here: BTreeSet<SourcePath> = read.iter().map(|item| item.path().clone()).collect();
    known.retain(|item| {
        let is_gone = is_within(item.path(), at) && !here.contains(item.path());
        if is_gone {
            changed.insert(item.path().clone());
        }
        !is_gone
    });
    for item in read {
        match known.binary_search_by(|other| other.path().cmp(item.path())) {
            Ok(place) if known[place] == item => {}
            Ok(place) => {
                changed.insert(item.path().clone());
                known[place] = item;
            }
            Err(place) => {
                changed.insert(item.path().clone());
                known.insert(place, item);
            }
        }
    }
}

fn replace_troubles(
    inputs: &mut Inputs,
    at: &str,
    mut troubles: Vec<Diagnostic>,
    below: bool,
    changed: &mut BTreeSet<SourcePath>,
) {
    let concerns = |path: &str| path == at || (below && is_within(path, at));
    let (mut old, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut inputs.troubles)
        .into_iter()
        .partition(|trouble| concerns(&trouble.at.path));
    inputs.troubles = kept;
    diagnostic::sort(&mut old);
    diagnostic::sort(&mut troubles);
    if old != troubles {
        changed.extend(
            old.iter()
                .filter(|trouble| !troubles.contains(trouble))
                .chain(troubles.iter().filter(|trouble| !old.contains(trouble)))
                .map(|trouble| trouble.at.path.clone()),
        );
    }
    inputs.troubles.extend(troubles);
}

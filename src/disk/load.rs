//! The folders of a primer → its inputs.
//!
//! In: the root. Out: all inputs, read; or all but the texts of entries, which [`ContentFiles`] reads one by one when they are
//! parsed, so that no more of them than that are in memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use anyhow::{Result, bail};
use blake3::Hash;
use rayon::prelude::*;

use super::git::GitChanges;
use super::history::history;
use super::pieces::hash_of;
use super::read::{
    AssetWish, FileKind, ReadFile, kind, read, read_settings, read_text, source as text_of,
};
pub use super::read::{LARGEST_ASSET, LARGEST_SOURCE};
pub use super::tree::{CONFIG, Tree};
use super::tree::{CONTENT, FOLDERS, top};

/// The folder of the primer that the working folder lies in: the first one upwards with settings, else the working
/// folder itself. `working` is the full path of that.
pub fn root(working: &Path) -> PathBuf {
    let here = PathBuf::from(".");
    if here.join(CONFIG).exists() || here.join(CONTENT).exists() {
        return here;
    }
    let depth = working.ancestors().count();
    let above = (1..depth).map(|up| PathBuf::from_iter(vec![".."; up]));
    let mut primers = above.filter(|folder| folder.join(CONFIG).is_file());
    primers.next().unwrap_or(here)
}
use super::walk::walk;
use crate::asset::{Asset, AssetPlace};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::entry::Extent;
use crate::pipeline::{Content, Inputs, Options};
use crate::source::{Source, SourcePath, Sources};

/// The Markdown files of a primer, each read when it is asked for.
#[derive(Clone, Debug, Default)]
pub struct ContentFiles(BTreeMap<SourcePath, TextFile>);

/// A file whose text is read when it is asked for.
#[derive(Clone, Debug)]
pub struct TextFile {
    place: TextPlace,
    /// The hash of the text that was read first; none where pages are never made of it.
    hash: Option<OnceLock<Hash>>,
}

/// Where a text is.
#[derive(Clone, Debug)]
enum TextPlace {
    Disk(PathBuf),
    /// It was there before.
    Memory(Arc<[u8]>),
}

impl TextFile {
    fn read(&self, path: SourcePath) -> (Option<Source>, Option<Diagnostic>) {
        match &self.place {
            TextPlace::Disk(real) => read_text(path, real),
            TextPlace::Memory(bytes) => {
                let (source, trouble) = text_of(path, bytes.to_vec());
                (Some(source), trouble)
            }
        }
    }
}

impl ContentFiles {
    /// The text of a file as it is now, if it can be read.
    pub fn source(&self, path: &SourcePath) -> Option<Source> {
        Self::read(path, self.0.get(path)?).0
    }

    /// The hash of each text as it was read; those that nobody read are read now. None where one of them
    /// cannot be read.
    pub fn hashes(&self) -> Option<Vec<(&SourcePath, Hash)>> {
        let hash = |(path, file): (_, &TextFile)| {
            let known = file.hash.as_ref()?;
            if known.get().is_none() {
                Self::read(path, file);
            }
            Some((path, *known.get()?))
        };
        let files: Vec<_> = self.0.iter().collect();
        files.into_par_iter().map(hash).collect()
    }
}

/// The text of an HTML file that goes to the site as it is.
pub fn html_text(asset: &Asset) -> Option<Source> {
    asset.html.as_ref()?;
    match &asset.place {
        AssetPlace::Disk(real) => read_text(asset.path.clone(), real).0,
        AssetPlace::Memory(_) => asset.html_source(),
    }
}

impl Content for ContentFiles {
    type File = TextFile;

    fn files(&self) -> Vec<(&SourcePath, &TextFile)> {
        self.0.iter().collect()
    }

    fn read(path: &SourcePath, file: &TextFile) -> (Option<Source>, Option<Diagnostic>) {
        let (source, trouble) = file.read(path.clone());
        if let (Some(source), None, Some(hash)) = (&source, &trouble, &file.hash) {
            hash.get_or_init(|| blake3::hash(source.text.as_bytes()));
        }
        (source, trouble)
    }

    fn kept(&self) -> Sources {
        Sources::default()
    }

    fn hash(asset: &Asset) -> Option<Hash> {
        match (asset.facts, &asset.place) {
            (Some(facts), _) => Some(facts.hash),
            (None, AssetPlace::Disk(file)) => hash_of(file).ok(),
            (None, AssetPlace::Memory(bytes)) => Some(blake3::hash(bytes)),
        }
    }
}

/// Reads a primer: `primer.toml`, `content/`, `templates/` and `static/` below a root.
///
/// # Errors
///
/// Where there is no primer, or its settings cannot be read.
pub fn load(tree: &Tree, options: Options) -> Result<Inputs> {
    let Inputs {
        config,
        content,
        assets,
        templates,
        mut troubles,
        history,
        options,
    } = list_and(tree, options, AssetWish::Bytes)?;
    let read: Vec<_> = content.0.par_iter().collect();
    let read: Vec<_> = read
        .into_par_iter()
        .map(|(path, file)| file.read(path.clone()))
        .collect();
    let mut sources = Vec::with_capacity(read.len());
    for (source, trouble) in read {
        sources.extend(source);
        troubles.extend(trouble);
    }
    crate::diagnostic::sort(&mut troubles);
    Ok(Inputs {
        config,
        content: sources.into_iter().collect(),
        assets,
        templates,
        troubles,
        history,
        options,
    })
}

/// Reads a primer but for the texts of its entries. Files that are no texts stay on the disk; where nobody will ask what
/// they hold, they are not read.
///
/// # Errors
///
/// Those of [`load`].
pub fn list(tree: &Tree, options: Options) -> Result<Inputs<ContentFiles>> {
    list_and(tree, options, AssetWish::Facts)
}

/// The primer as it was before some changes.
pub fn before(inputs: &Inputs<ContentFiles>, changes: GitChanges) -> Inputs<ContentFiles> {
    let mut before = inputs.clone();
    let is_same = |path: &SourcePath| !changes.contains_key(path);
    before.content.0.retain(|path, _| is_same(path));
    before.assets.retain(|asset| is_same(&asset.path));
    before.templates.retain(|source| is_same(&source.path));
    before.config = before.config.filter(|source| is_same(&source.path));
    before.troubles.retain(|fault| is_same(&fault.at.path));
    for (path, bytes) in changes {
        let Some(bytes) = bytes else { continue };
        let is_settings = *path == *CONFIG;
        match kind(top(&path), Path::new(&*path)) {
            FileKind::Content => {
                let place = TextPlace::Memory(bytes.into());
                let file = TextFile { place, hash: None };
                before.content.0.insert(path, file);
            }
            FileKind::Asset if !is_settings => before.assets.push(Asset::new(path, bytes)),
            FileKind::Template | FileKind::Asset => {
                let (source, trouble) = text_of(path, bytes);
                before.troubles.extend(trouble);
                if is_settings {
                    before.config = Some(source);
                } else {
                    before.templates.push(source);
                }
            }
        }
    }
    before.assets.sort_by(|a, b| a.path.cmp(&b.path));
    before.templates.sort_by(|a, b| a.path.cmp(&b.path));
    before
}

/// Whether the settings ask for the history. Most do not name it: they are not read twice.
fn wants_history(config: &Source) -> bool {
    config.text.contains("git") && Config::read(config).0.git.dates
}

fn list_and(tree: &Tree, options: Options, wish: AssetWish) -> Result<Inputs<ContentFiles>> {
    let mut inputs: Inputs<ContentFiles> = Inputs {
        options,
        ..Inputs::default()
    };
    let root = tree.root();
    if !root.is_dir() {
        bail!("there is no folder `{}`", root.display());
    }
    if !root.join(CONTENT).is_dir() {
        bail!(
            "there is no folder `content` in `{}`: `primer init` makes a new primer, `--root` names another folder",
            root.display()
        );
    }
    match read_settings(tree) {
        Ok(None) => {}
        Ok(Some((config, trouble))) => {
            inputs.config = Some(config);
            inputs.troubles.extend(trouble);
        }
        Err(fault) => bail!("`{CONFIG}`: {}; {}", fault.message, fault.help.join("; ")),
    }
    let is_shown = inputs.extent() != Extent::Facts;
    let (mut templates, mut assets) = (Vec::new(), Vec::new());
    for folder in FOLDERS {
        let found = walk(tree, folder);
        inputs.troubles.extend(found.troubles);
        for (kind, path, real) in found.files {
            match kind {
                FileKind::Content => {
                    let hash = is_shown.then(OnceLock::new);
                    let place = TextPlace::Disk(real);
                    inputs.content.0.insert(path, TextFile { place, hash });
                }
                FileKind::Template => templates.push((kind, path, real)),
                FileKind::Asset => assets.push((kind, path, real)),
            }
        }
    }
    // Whether there are templates decides what will be asked of the assets.
    for files in [templates, assets] {
        let wish = match inputs.extent() {
            Extent::Whole => wish,
            Extent::Facts => AssetWish::Paths,
        };
        let read: Vec<_> = files
            .into_par_iter()
            .map(|(kind, path, real)| read(kind, path, &real, wish))
            .collect();
        for (item, trouble) in read {
            inputs.troubles.extend(trouble);
            match item {
                Some(ReadFile::Template(source)) => inputs.templates.push(source),
                Some(ReadFile::Asset(asset)) => inputs.assets.push(asset),
                Some(ReadFile::Content(_)) | None => {}
            }
        }
    }
    inputs.assets.sort_by(|a, b| a.path.cmp(&b.path));
    inputs.templates.sort_by(|a, b| a.path.cmp(&b.path));
    crate::diagnostic::sort(&mut inputs.troubles);
    if inputs.config.as_ref().is_some_and(wants_history) {
        inputs.history = history(root, inputs.content.0.keys());
    }
    Ok(inputs)
}

//! `primer theme`: what is built in, so that somebody can copy it.

use std::process::ExitCode;

use anyhow::{Result, bail};

use super::terminal::print;
use crate::asset::AssetPlace;
use crate::config::LookSettings;
use crate::diagnostic::nearest::nearest;
use crate::theme::built_in::{PREFIX, TEMPLATES, assets, templates};

/// The folder of the files of a theme.
const FILES: &str = "static/";

/// The paths at which a site has files in place of those built in, each with what it holds.
fn files() -> Vec<(String, Vec<u8>)> {
    let templates = templates().map(|source| {
        let name = source.path.strip_prefix(PREFIX).unwrap_or(&source.path);
        ([TEMPLATES, name].concat(), source.text.as_bytes().to_vec())
    });
    let look = LookSettings::default();
    let files = assets(&look).filter_map(|asset| match &asset.place {
        AssetPlace::Memory(bytes) => Some(([FILES, asset.site_path()].concat(), bytes.to_vec())),
        AssetPlace::Disk(_) => None,
    });
    templates.chain(files).collect()
}

pub(super) fn list() -> Result<ExitCode> {
    let files = files().into_iter();
    let paths: String = files.map(|(path, _)| path + "\n").collect();
    print(paths.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn show(name: &str) -> Result<ExitCode> {
    let files = files();
    let is_it = |path: &str| {
        let bare = [TEMPLATES, FILES]
            .iter()
            .find_map(|folder| path.strip_prefix(folder));
        path == name || bare == Some(name)
    };
    if let Some((_, text)) = files.iter().find(|(path, _)| is_it(path)) {
        print(text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let bare = |path: &'_ String| path.split_once('/').map_or("", |(_, name)| name).to_owned();
    let bare: Vec<String> = files.iter().map(|(path, _)| bare(path)).collect();
    let paths = files.iter().map(|(path, _)| path.as_str());
    match nearest(name, bare.iter().map(String::as_str).chain(paths)) {
        Some(near) => bail!("nothing built in is called `{name}`; did you mean `{near}`?"),
        None => bail!("nothing built in is called `{name}`; `primer theme list` lists all"),
    }
}

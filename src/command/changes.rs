//! `--changes`: which files of the site a build added, changed and removed, for a script that deploys it.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use super::terminal::print;
use crate::cli::Format;
use crate::disk::list::ListFile;
use crate::disk::write::{Change, Written};

/// The form of the list. It becomes another one when a script must be written anew.
const VERSION: u32 = 1;

/// Where the list goes.
pub(super) enum Changes {
    Nowhere,
    Output,
    File(ListFile),
}

#[derive(Serialize)]
struct ChangesJson<'a> {
    version: u32,
    added: Vec<ChangeJson<'a>>,
    changed: Vec<ChangeJson<'a>>,
    removed: Vec<ChangeJson<'a>>,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    path: &'a str,
    url: String,
    hash: Option<String>,
}

/// What tells a list from another document.
#[derive(Deserialize)]
struct Shape {
    #[serde(rename = "version")]
    _version: u32,
    #[serde(rename = "added")]
    _added: Vec<serde::de::IgnoredAny>,
    #[serde(rename = "removed")]
    _removed: Vec<serde::de::IgnoredAny>,
}

impl Changes {
    /// Takes an older list away, so that the one that is there later is of this build.
    pub(super) fn prepare(
        file: Option<PathBuf>,
        format: Option<Format>,
        foreign: &[&Path],
    ) -> Result<Self> {
        let Some(file) = file else {
            return Ok(Self::Nowhere);
        };
        if file.as_os_str() == "-" {
            if format.is_some_and(|format| format != Format::Human) {
                bail!("`--changes -` and `--format` both print to standard output: name a file");
            }
            return Ok(Self::Output);
        }
        let is_list = |bytes: &[u8]| serde_json::from_slice::<Shape>(bytes).is_ok();
        ListFile::prepare(&file, is_list, foreign)
            .map(Self::File)
            .map_err(|error| error.context("the list of changes cannot be written"))
    }

    /// Writes the list. `url` tells the address of a file.
    pub(super) fn write(&self, written: &Written, url: &dyn Fn(&str) -> String) -> Result<()> {
        if matches!(self, Self::Nowhere) {
            return Ok(());
        }
        let document = ChangesJson {
            version: VERSION,
            added: items(&written.added, url),
            changed: items(&written.changed, url),
            removed: items(&written.removed, url),
        };
        let mut text = serde_json::to_string_pretty(&document)?;
        text.push('\n');
        match self {
            Self::Nowhere => Ok(()),
            Self::Output => print(text.as_bytes()),
            Self::File(file) => file.write(&text),
        }
    }
}

fn items<'a>(changes: &'a [Change], url: &dyn Fn(&str) -> String) -> Vec<ChangeJson<'a>> {
    let item = |change: &'a Change| ChangeJson {
        path: &change.path,
        url: url(&change.path),
        hash: change.hash.map(|hash| hash.to_string()),
    };
    changes.iter().map(item).collect()
}

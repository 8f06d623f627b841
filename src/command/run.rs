//! What the runs of several commands begin with, and how they end.

use std::path::{Path, PathBuf};

use anyhow::Result;
use jiff::Timestamp;
use jiff::tz::Offset;

use crate::cli::{ContentArguments, Global};
use crate::config::BaseUrl;
use crate::disk::load::Tree;
use crate::entry::{Extent, Visibility};
use crate::glossary::Glossary;
use crate::page::kind::Kinds;
use crate::pipeline::Options;

/// The folders of a primer in which nothing but its content is written.
pub(super) fn foreign(root: &Path) -> [PathBuf; 3] {
    ["content", "templates", "static"].map(|folder| root.join(folder))
}

/// Leaves what a run made to the end of the process, which frees all of it at once.
pub(super) fn leave(made: impl Sized) {
    std::mem::forget(made);
}

/// How many entries the site does not show: drafts, and those with a date to come.
pub(super) fn hidden(glossary: &Glossary) -> usize {
    let indices = glossary.indices();
    indices
        .filter(|&index| !glossary.is_published(index))
        .count()
}

/// How many entries are not shown, as a remark behind the count of all.
pub(super) fn not_shown(hidden: usize) -> String {
    match hidden {
        0 => String::new(),
        _ => format!(" ({hidden} not shown: a draft, or a date to come)"),
    }
}

/// The primer that the arguments name.
pub(super) fn tree(global: &Global) -> Result<Tree> {
    Tree::following(&global.root, &global.follow_links)
}

/// The options that the arguments ask for.
pub(super) fn options(arguments: &ContentArguments) -> Result<Options> {
    options_of(
        arguments.drafts,
        arguments.base_url.as_deref(),
        arguments.untrusted,
    )
}

pub(super) fn options_of(drafts: bool, base_url: Option<&str>, untrusted: bool) -> Result<Options> {
    let base_url = base_url
        .filter(|text| !text.is_empty())
        .map(|text| {
            BaseUrl::parse(text)
                .map_err(|message| anyhow::anyhow!("`--base-url {text}`: {message}"))
        })
        .transpose()?;
    Ok(Options {
        visibility: Visibility {
            drafts,
            today: Some(today()),
        },
        base_url,
        untrusted,
        extent: Extent::Whole,
        kinds: Kinds::default(),
    })
}

/// The day of the run, in UTC so that it is the same in CI and at home; that of `SOURCE_DATE_EPOCH` where
/// that is set (<https://reproducible-builds.org/specs/source-date-epoch/>).
pub(super) fn today() -> jiff::civil::Date {
    let wished = std::env::var("SOURCE_DATE_EPOCH").ok();
    let wished = wished.and_then(|seconds| Timestamp::from_second(seconds.parse().ok()?).ok());
    let now = wished.unwrap_or_else(Timestamp::now);
    Offset::UTC.to_datetime(now).date()
}

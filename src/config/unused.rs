//! `unused-setting`: settings that have no effect, since what they name is not there.

use std::collections::BTreeSet;

use super::Config;
use super::glob::matches;
use super::key::KeyReader;
use crate::diagnostic::code::Premise;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{CONTENT, Source, Span};

/// What has no effect; `paths` are those of all files from the root, also of those that are left out.
pub fn unused_settings<'a>(
    file: &Source,
    config: &Config,
    paths: impl Iterator<Item = &'a str>,
) -> Vec<Diagnostic> {
    if config.doubt >= Premise::Settings {
        return Vec::new();
    }
    let reader = KeyReader::new(file);
    let report = |span: Span, message: String, label: &str| {
        let fault = reader.coded(Code::UnusedSetting, span, message);
        fault.label(label)
    };
    let mut unused = Vec::new();
    let content = paths.filter_map(|path| path.strip_prefix(CONTENT));
    let content: BTreeSet<&str> = content.collect();
    for pattern in &config.site.exclude {
        if !content.iter().any(|path| matches(pattern, path)) {
            let message = format!("`{}` fits nothing in `content/`", pattern.value);
            let fault = report(pattern.span, message, "nothing is left out");
            unused.push(fault.help(
                "a pattern is a path below `content/`: `notes` for a folder, `*/notes-*.md` for files in folders",
            ));
        }
    }
    for (collection, span) in config.collections.iter().zip(&config.declared_at) {
        let folder = collection.folder.as_str();
        let below = format!("{folder}/");
        let mut behind = content.range(below.as_str()..);
        let is_there = behind.next().is_some_and(|path| path.starts_with(&below));
        if !folder.is_empty() && !is_there {
            let message = format!(
                "`[collections.{}]` has no folder `content/{folder}`",
                collection.name
            );
            let fault = report(*span, message, "no such folder");
            let undeclared = config.collections.iter().skip(config.declared_at.len());
            let mut free = undeclared.map(|free| &free.folder);
            let free = free.find(|free| !free.is_empty());
            // Else it may still be to come.
            if let Some(free) = free {
                unused.push(fault.help(format!(
                    "there is `content/{free}`, which belongs to no collection of this file: was it meant? Then write `folder = \"{free}\"`"
                )));
            }
        }
    }
    if config.site.base_url.is_none() {
        for feed in &config.feeds {
            let message = format!("the feed `/{}` is not written", feed.path);
            let fault = report(feed.at, message, "a feed needs whole addresses");
            unused.push(fault.help("add `base_url = \"https://…\"` to `[site]`"));
        }
    }
    unused
}

//! `foreign-page`: files that another generator makes pages of, and that are copied as they are here.

use std::collections::BTreeMap;

use super::context::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, SourcePath, Span};

/// The endings of files from which other generators make pages.
pub(super) const ENDINGS: &[&str] = &[
    "mdx", "qmd", "rmd", "rst", "adoc", "asciidoc", "org", "textile", "njk", "liquid", "hbs",
    "pug", "ejs",
];

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut found: BTreeMap<&str, Vec<&SourcePath>> = BTreeMap::new();
    for asset in context.glossary.assets.iter() {
        let (_, ending) = asset.path.file_name().rsplit_once('.').unwrap_or_default();
        let known = ENDINGS
            .iter()
            .find(|known| known.eq_ignore_ascii_case(ending));
        if let Some(known) = known.filter(|_| asset.path.starts_with("content/")) {
            found.entry(known).or_default().push(&asset.path);
        }
    }
    for (ending, paths) in found {
        let at = Location {
            path: paths[0].clone(),
            span: Span::default(),
        };
        let message = match paths.len() {
            1 => format!("a file that ends in `.{ending}` is copied as it is"),
            many => format!("{many} files that end in `.{ending}` are copied as they are"),
        };
        diagnostics.push(Diagnostic::new(Code::ForeignPage, at, message).help(
            "only `.md` and `.markdown` become pages: write it as Markdown, or name it in `exclude` in `[site]`",
        ));
    }
}

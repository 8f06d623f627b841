//! Where a page went that a reference looks for: its file, or its whole folder, has another name.

use std::collections::HashSet;

use super::context::Context;
use super::foreign_page;
use crate::diagnostic::Diagnostic;
use crate::entry::slug::slug;
use crate::source::{CONTENT, SourcePath, folder, last_part};

/// Endings of texts, and of copies, that make no page, beside those of other generators.
const ENDINGS: &[&str] = &[
    "bak", "doc", "docx", "odt", "old", "orig", "rtf", "text", "txt",
];

impl<'a> Context<'a> {
    /// Says of a reference that leads nowhere that its page has a file which makes none. Gives back the diagnostic where
    /// that is not so.
    pub(super) fn lost(
        &self,
        diagnostic: Diagnostic,
        wanted: &str,
        path: Option<&str>,
    ) -> Result<Diagnostic, Diagnostic> {
        if let Some(file) = self.lost_page(wanted, path) {
            let (name, page) = (file.file_name(), page_of(file.file_name()).unwrap_or(""));
            let help = format!(
                "`{file}` makes no page, as only `.md` and `.markdown` do: call it `{page}.md`, not `{name}`"
            );
            let diagnostic = diagnostic.label("its file makes no page").help(help);
            return Ok(diagnostic.about(format!("the file {file}")));
        }
        Err(diagnostic)
    }

    fn lost_page(&self, wanted: &str, path: Option<&str>) -> Option<&'a SourcePath> {
        let assets = self.glossary.assets.iter();
        let known = self.shared.lost_pages.get_or_init(|| {
            let files = assets.map(|asset| &asset.path);
            let files = files.filter(|path| path.starts_with(CONTENT));
            let named = files.filter_map(|path| Some((slug(page_of(path.file_name())?), path)));
            named.collect()
        });
        let file = *known.get(&slug(last_part(wanted)))?;
        let own = folder(file.strip_prefix(CONTENT)?);
        path.is_none_or(|path| folder(path) == own).then_some(file)
    }

    /// Says of a reference that leads nowhere that nothing is in the first folder of its path, as all that lead there have
    /// that cause. Gives back the diagnostic where something is in it.
    pub(super) fn in_empty_folder(
        &self,
        diagnostic: Diagnostic,
        path: &str,
    ) -> Result<Diagnostic, Diagnostic> {
        match self.empty_folder(path) {
            Some(folder) => Ok(diagnostic
                .label(format!("no page is in `/{folder}/`"))
                .about(format!("pages of {folder}"))),
            None => Err(diagnostic),
        }
    }

    fn empty_folder<'p>(&self, path: &'p str) -> Option<&'p str> {
        let (first, _) = path.split_once('/')?;
        let entries = || self.glossary.indices().map(|index| self.entry(index));
        let known = self.shared.folders.get_or_init(|| {
            let ids = entries().filter_map(|entry| entry.id.split_once('/'));
            ids.map(|(folder, _)| folder).collect::<HashSet<&str>>()
        });
        let is_empty = !known.contains(first) && !self.has_files(&format!("{first}/"));
        is_empty.then_some(first)
    }
}

/// What the page would be called that somebody meant to write into a file.
fn page_of(name: &str) -> Option<&str> {
    let lower = name.to_ascii_lowercase();
    if let Some(at) = lower.find(".md").or_else(|| lower.find(".markdown")) {
        return name.get(..at).filter(|name| !name.is_empty());
    }
    let (stem, ending) = name.rsplit_once('.')?;
    let is_text = (ENDINGS.iter().chain(foreign_page::ENDINGS))
        .any(|known| known.eq_ignore_ascii_case(ending));
    (is_text && !stem.is_empty()).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn names_of_files_that_were_meant_to_be_pages() {
        for (name, page) in [
            ("causation.txt", Some("causation")),
            ("causation.md.txt", Some("causation")),
            ("causation.MDX", Some("causation")),
            ("causation.md~", Some("causation")),
            ("causation.md.bak", Some("causation")),
            ("causation.rst", Some("causation")),
            ("causation.png", None),
            ("causation", None),
            (".md", None),
            (".txt", None),
        ] {
            assert_eq!(page_of(name), page, "{name}");
        }
    }
}

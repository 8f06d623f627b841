//! What the preview adds to a page: its script and, where there is no page, the entries with a near name.
//!
//! In: a page as `build` would write it. Out: the bytes that are sent. No word of the page is changed.

use super::preview::{OWN, Page, Preview};
use crate::glossary::suggest::Suggester;
use crate::page::Outline;

/// So many entries with a near name are offered.
const NEAREST: usize = 5;

impl Preview {
    /// The bytes that are sent for a page: with the preview's script and, where there is no page, the
    /// entries with a near name.
    pub(super) fn dressed(&self, page: &Page, path: &str) -> Vec<u8> {
        if !page.has_script() {
            return page.bytes.to_vec();
        }
        let mut addition = String::new();
        if page.status == 404 {
            addition = self.nearest(path);
        }
        addition.push_str(&format!(
            "<script src=\"{OWN}client.js\" data-token=\"{}\" data-page=\"{}\" defer></script>",
            self.token(),
            page.hash
        ));
        let end = b"</body>";
        let at = page
            .bytes
            .windows(end.len())
            .rposition(|bytes| bytes.eq_ignore_ascii_case(end))
            .unwrap_or(page.bytes.len());
        let mut bytes = Vec::with_capacity(page.bytes.len() + addition.len());
        bytes.extend_from_slice(&page.bytes[..at]);
        bytes.extend_from_slice(addition.as_bytes());
        bytes.extend_from_slice(&page.bytes[at..]);
        bytes
    }

    /// The entries whose names are near the last part of a path.
    fn nearest(&self, path: &str) -> String {
        let round = self.shown();
        let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
        let last = last.strip_suffix(".html").unwrap_or(last);
        if last.is_empty() || last.len() > 200 || last.contains('.') {
            return String::new();
        }
        let outline = &round.analysis.outline;
        let near = nearest(outline, last);
        if near.is_empty() {
            return String::new();
        }
        let mut text = format!(
            "<nav class=\"primer-nearest\" aria-label=\"Nearest entries\"><p>Nothing is at <code>{}</code>. Did you mean:</p><ul>",
            escaped(path)
        );
        for entry in near {
            text.push_str(&format!(
                "<li><a href=\"{}\">{}</a></li>",
                escaped(&outline.entry_route(entry).url),
                escaped(&outline.glossary.entry(entry).name)
            ));
        }
        text.push_str("</ul></nav>");
        text
    }
}

/// Published entries whose names are near a name, the nearest first.
fn nearest(outline: &Outline, name: &str) -> Vec<usize> {
    let glossary = &outline.glossary;
    let published = || {
        glossary
            .indices()
            .filter(|&entry| glossary.is_published(entry) && !glossary.entry(entry).is_index)
    };
    let names = published().flat_map(|index| {
        let entry = glossary.entry(index);
        [entry.slug(), entry.name.as_str()]
            .into_iter()
            .chain(entry.built_in.aliases.iter().map(String::as_str))
            .map(move |name| (index, name))
    });
    Suggester::new(names).nearest(name, NEAREST)
}

/// A text as it can stand in HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

//! An HTML file that goes to the site as it is: where links can lead in it, and its own links.
//!
//! In: its text. Out: a [`HtmlFile`]. Nothing of it is changed, and nothing is judged here.

use crate::entry::attribute::{Holds, attributes};
use crate::entry::tags::start_tags;
use crate::source::Span;

/// What is known of an HTML file.
#[derive(Clone, Debug, Default)]
pub struct HtmlFile {
    /// The names that links lead to, sorted.
    ids: Vec<Box<str>>,
    /// Its links and what it shows, in the order of the text.
    pub links: Vec<HtmlLink>,
}

/// An address in an HTML file.
#[derive(Clone, Debug)]
pub struct HtmlLink {
    /// The address, with character references resolved.
    pub address: Box<str>,
    /// Where it stands.
    pub span: Span,
    /// Whether a file is shown, rather than a page linked to.
    pub is_media: bool,
    /// Whether a reader follows or sees it, rather than the browser alone.
    pub is_for_readers: bool,
}

/// What stands in an address that a program fills in later.
const PLACEHOLDERS: &[&str] = &["{{", "{%", "<%", "${"];

impl HtmlFile {
    /// Reads a file; nothing where its name is not that of HTML, or it is no text.
    pub(super) fn of(path: &str, bytes: &[u8]) -> Option<Self> {
        let text = is_html(path).then(|| std::str::from_utf8(bytes).ok())??;
        let mut html = Self::default();
        let mut has_base = false;
        for tag in start_tags(text) {
            has_base |= tag.name.as_slice() == b"base";
            for attribute in attributes(text, &tag) {
                if attribute.holds == Some(Holds::Id) {
                    html.ids.push(attribute.value.as_str().into());
                }
                let is_media = matches!(attribute.holds, Some(Holds::Source | Holds::Sources));
                let is_for_readers = is_media || attribute.holds == Some(Holds::Link);
                html.links
                    .extend(attribute.parts().into_iter().map(|part| HtmlLink {
                        address: attribute.value[part.range.clone()].into(),
                        span: attribute.place(text, &part.range).into(),
                        is_media,
                        is_for_readers,
                    }));
            }
        }
        html.links.retain(|link| {
            let is_filled_in = |sign: &&str| link.address.contains(sign);
            !PLACEHOLDERS.iter().any(is_filled_in) && !link.address.trim().is_empty()
        });
        if has_base {
            // Its addresses are relative to what it says.
            html.links.clear();
        }
        html.ids.sort_unstable();
        Some(html)
    }

    /// Whether a link can lead to a place of this name.
    pub fn has(&self, id: &str) -> bool {
        self.ids.binary_search_by(|known| (**known).cmp(id)).is_ok()
    }

    /// The names of all such places.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().map(|id| &**id)
    }
}

/// Whether a file is HTML by its name.
pub(crate) fn is_html(path: &str) -> bool {
    let (_, ending) = path.rsplit_once('.').unwrap_or_default();
    ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm")
}

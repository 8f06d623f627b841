//! What the preview adds to a page: its script and, where there is no page, the entries with a near name.
//!
//! In: a page as `build` would write it. Out: the bytes that are sent. No word of the page is changed.

use super::preview::{OWN, Preview, PreviewPage};

/// So many entries with a near name are offered.
const NEAREST: usize = 5;

impl Preview {
    /// The bytes that are sent for a page: with the preview's script and, where there is no page, the
    /// entries with a near name.
    pub(super) fn dressed(&self, page: &PreviewPage, path: &str) -> Vec<u8> {
        if !page.has_script() {
            return page.bytes.to_vec();
        }
        let script = format!(
            "<script src=\"{OWN}client.js\" data-token=\"{}\" data-page=\"{}\" defer></script>",
            self.token(),
            page.hash
        );
        let body = end_of(&page.bytes, b"</body>").unwrap_or(page.bytes.len());
        let (main, near) = if page.status == 404 {
            let main = end_of(&page.bytes[..body], b"</main>").unwrap_or(body);
            (main, self.nearest(path))
        } else {
            (body, String::new())
        };
        let parts = [
            &page.bytes[..main],
            near.as_bytes(),
            &page.bytes[main..body],
            script.as_bytes(),
            &page.bytes[body..],
        ];
        parts.concat()
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
        let near = round.suggester().nearest(last, NEAREST);
        if near.is_empty() {
            return String::new();
        }
        let mut text = String::from(
            "<nav class=\"primer-nearest\" aria-label=\"Nearest entries\"><p>Did you mean:</p><ul>",
        );
        for entry in near {
            text.push_str(&format!(
                "<li><a href=\"{}\">{}</a></li>",
                escaped(&outline.entry_url(entry)),
                escaped(&outline.glossary.entry(entry).name)
            ));
        }
        text.push_str("</ul></nav>");
        text
    }
}

/// Where the last of some end tags stands.
fn end_of(bytes: &[u8], tag: &[u8]) -> Option<usize> {
    let mut places = bytes.windows(tag.len());
    places.rposition(|bytes| bytes.eq_ignore_ascii_case(tag))
}

/// A text as it can stand in HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

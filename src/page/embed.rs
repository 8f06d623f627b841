//! What a page shows of an entry that its text embeds: its definition, or the part below one of its headings.

use super::Outline;
use super::card::described;
use crate::entry::html::escape_into;
use crate::entry::{LONGEST_EMBED, embedded};
use crate::glossary::{EntryIndex, Target};

impl Outline {
    /// Writes what an entry embeds. What is embedded itself embeds nothing: the link to it says enough.
    pub(super) fn write_embed(&self, from: EntryIndex, target: &Target, html: &mut String) {
        let Target::Entry { entry, anchor, .. } = target else {
            return;
        };
        if *entry == from || !self.glossary.is_published(*entry) {
            return;
        }
        let text = match anchor {
            Some(id) => self.part(*entry, id),
            None => self.definition(*entry),
        };
        if let Some(text) = text {
            html.push_str("<blockquote>\n");
            html.push_str(text.trim());
            html.push_str("\n</blockquote>");
        }
    }

    fn definition(&self, index: EntryIndex) -> Option<String> {
        let described = described(self.glossary.entry(index));
        if described.trim().is_empty() {
            return None;
        }
        let mut html = String::from("<p>");
        escape_into(&self.typographic(&described), &mut html);
        html.push_str("</p>");
        Some(html)
    }

    fn part(&self, index: EntryIndex, id: &str) -> Option<String> {
        let entry = self.glossary.entry(index);
        entry
            .part_length(id)
            .filter(|length| *length <= LONGEST_EMBED)?;
        let html = self.filled(index, &entry.part(id)?, false);
        let html = self.with_links_for_lists(index, html);
        Some(embedded(&html, &self.entry_url(index)))
    }
}

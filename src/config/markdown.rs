//! The table `[markdown]` of `primer.toml`: how the texts of entries are read.
//!
//! In: the table. Out: [`MarkdownSettings`]. A new key is a field of it and a row of `KEYS`.

use super::key::{Key, Read};

/// How the texts of entries are read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MarkdownSettings {
    /// What becomes of HTML in them.
    pub html: HtmlMode,
}

/// What becomes of HTML that stands in a text; each is stricter than those before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum HtmlMode {
    /// It is a part of the page as it is.
    #[default]
    Keep,
    /// What can do nothing but show something is a part of the page.
    Safe,
    /// Readers see it as it was written.
    Escape,
}

/// The keys of `[markdown]`.
pub(super) const KEYS: &[Key<Read<MarkdownSettings>>] = &[Key {
    name: "html",
    value: "`\"keep\"`, `\"safe\"` or `\"escape\"`",
    meaning: "what becomes of [HTML in the texts](#html-in-texts)",
    without: "`\"keep\"`",
    example: r#"html = "safe""#,
    read: |reader, pair, markdown| {
        let help = "`keep` leaves HTML as it is, `safe` leaves out what can run, `escape` shows it as text";
        let modes = [
            ("keep", HtmlMode::Keep),
            ("safe", HtmlMode::Safe),
            ("escape", HtmlMode::Escape),
        ];
        let mode = reader.choice(pair, &modes, Some(help));
        markdown.html = mode.unwrap_or(HtmlMode::Escape);
    },
}];

//! The table `[search]` of `primer.toml`: how readers search the site.
//!
//! In: the table. Out: [`SearchSettings`]. A new key is a field of it and a row of `KEYS`.

use super::key::{Key, Read};

/// How readers search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchSettings {
    /// Whether they can.
    pub enabled: bool,
}

impl Default for SearchSettings {
    fn default() -> Self {
        Self { enabled: true }
    }
}

/// The keys of `[search]`.
pub(super) const KEYS: &[Key<Read<SearchSettings>>] = &[Key {
    name: "enabled",
    value: "`true` or `false`",
    meaning: "whether the site has a search, its page and its index",
    without: "`true`",
    example: "enabled = false",
    read: |reader, pair, search| search.enabled = reader.bool(pair).unwrap_or(true),
}];

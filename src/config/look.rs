//! The table `[look]` of `primer.toml`: what the built-in theme shows.
//!
//! In: the table. Out: [`LookSettings`]. A new key is a field of it and a row of `KEYS`.

use super::key::{Key, Read};

/// What the built-in theme shows.
#[derive(Clone, Debug, PartialEq)]
pub struct LookSettings {
    /// Whether sections and paragraphs have numbers in the margin.
    pub numbers: bool,
    /// Whether the page of an entry has a picture of those around it.
    pub neighborhood: bool,
}

impl Default for LookSettings {
    fn default() -> Self {
        Self {
            numbers: true,
            neighborhood: true,
        }
    }
}

/// The keys of `[look]`.
pub(super) const KEYS: &[Key<Read<LookSettings>>] = &[
    Key {
        name: "numbers",
        value: "`true` or `false`",
        meaning: "whether sections and paragraphs have numbers in the margin, by which readers quote them",
        without: "`true`",
        example: "numbers = false",
        read: |reader, pair, look| look.numbers = reader.bool(pair).unwrap_or(true),
    },
    Key {
        name: "neighborhood",
        value: "`true` or `false`",
        meaning: "whether the page of an entry has a picture of the entries around it, on screens with room for one",
        without: "`true`",
        example: "neighborhood = false",
        read: |reader, pair, look| look.neighborhood = reader.bool(pair).unwrap_or(true),
    },
];

//! The table `[check.external]` of `primer.toml`: what `primer check --external` does not ask.
//!
//! In: the table. Out: [`ExternalSettings`]. A new key is a field of it and a row of `KEYS`. Bounds are no settings: the file
//! may come with the change of a stranger.

use super::glob::part_matches;
use super::key::{Key, Read};

/// Its key in `[check]`.
pub(super) const KEY: &str = "external";

/// So many patterns at most: each is tried on each address.
const MOST: usize = 1000;

/// What is not asked of other sites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExternalSettings {
    ignore: Vec<String>,
}

impl ExternalSettings {
    /// Whether an address, as it is written, is left out.
    pub fn ignores(&self, address: &str) -> bool {
        let mut patterns = self.ignore.iter();
        patterns.any(|pattern| part_matches(pattern, address))
    }
}

/// The keys of `[check.external]`.
pub(super) const KEYS: &[Key<Read<ExternalSettings>>] = &[Key {
    name: "ignore",
    value: "a list of strings",
    meaning: "addresses that `primer check --external` does not ask; `*` stands for any part of one",
    without: "all are asked",
    example: r#"ignore = ["https://intranet.example.org/*", "https://*.social/*"]"#,
    read: |reader, pair, external| {
        external.ignore = reader.strings(&pair.value, &pair.key);
        if external.ignore.len() > MOST {
            reader.fault(
                pair.value.span,
                format!("there are more than {MOST} patterns"),
            );
        }
    },
}];

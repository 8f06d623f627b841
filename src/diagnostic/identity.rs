//! By what a fault is known again in another run, though its lines have moved: its kind, its file and what it says.
//!
//! In: diagnostics. Out: for each, a text that no other one of the run has. Of several that are alike, the second has a
//! number, and so on.

use std::collections::BTreeMap;

use super::Diagnostic;

/// The fingerprint of each diagnostic, in their order: 32 hexadecimal digits.
pub(super) fn fingerprints<'a>(
    diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
) -> Vec<String> {
    let mut known: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    let fingerprint = |diagnostic: &'a Diagnostic| {
        let (code, path) = (diagnostic.code.name(), &*diagnostic.at.path);
        let before = known.entry((code, path, &diagnostic.message)).or_default();
        *before += 1;
        let all = format!("{code}\0{path}\0{}\0{before}", diagnostic.message);
        let mut digits = blake3::hash(all.as_bytes()).to_hex().to_string();
        digits.truncate(32);
        digits
    };
    diagnostics.into_iter().map(fingerprint).collect()
}

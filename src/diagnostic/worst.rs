//! The worst of many faults, for readers that take a limited number.

use super::Diagnostic;

/// The worst faults, at most so many, each severity in the order of the report; and how many are left out.
pub(super) fn worst(diagnostics: &[Diagnostic], most: usize) -> (Vec<&Diagnostic>, usize) {
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| diagnostic.severity);
    let left = sorted.len().saturating_sub(most);
    sorted.truncate(most);
    (sorted, left)
}

//! How bad a fault is.

use serde::{Deserialize, Serialize};

/// How serious a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The site would be wrong: nothing is written and the exit code is 1.
    Error,
    /// Probably a mistake: reported, and the site is still built.
    Warning,
    /// An idea for a better primer.
    Hint,
}

impl Severity {
    /// The severity as it is printed: `error`, `warning` or `hint`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        }
    }
}

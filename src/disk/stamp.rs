//! What tells whether a file was touched, without reading it.

use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Some file systems count in steps of two seconds.
const COARSE: Duration = Duration::from_millis(2100);

/// All others are known to count in steps of a hundredth of a second or less.
const FINE: Duration = Duration::from_millis(50);

/// Size and times of a file, and its number on its disk. As long as they are the same and lay in the past
/// when the file was read, so is its content. Copies of a file have other stamps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    size: u64,
    /// In nanoseconds since 1970.
    modified: u64,
    /// When anything about the file changed, its times included: nobody can set this one back.
    changed: u64,
    number: u64,
}

impl Stamp {
    pub(super) fn of(data: &Metadata) -> Option<Self> {
        let modified = nanoseconds(data.modified().ok()?)?;
        #[cfg(unix)]
        let (changed, number) = {
            use std::os::unix::fs::MetadataExt;
            let seconds = u64::try_from(data.ctime()).ok()?;
            let rest = u64::try_from(data.ctime_nsec()).ok()?;
            (seconds * 1_000_000_000 + rest, data.ino())
        };
        #[cfg(not(unix))]
        let (changed, number) = (modified, 0);
        Some(Self {
            size: data.len(),
            modified,
            changed,
            number,
        })
    }

    /// Whether a later change gives another stamp: not if the file was changed at this very moment, or
    /// lives by another clock.
    pub(super) fn is_settled(&self, now: SystemTime) -> bool {
        let last = self.modified.max(self.changed);
        let is_coarse = last.is_multiple_of(1_000_000_000);
        let step = if is_coarse { COARSE } else { FINE };
        now.checked_sub(step)
            .and_then(nanoseconds)
            .is_some_and(|past| last < past)
    }
}

fn nanoseconds(time: SystemTime) -> Option<u64> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_nanos()).ok()
}

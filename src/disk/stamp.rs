//! What tells whether a file was touched, without reading it.

use std::fs::Metadata;
use std::time::Duration;
#[cfg(not(unix))]
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Some file systems count in steps of two seconds: a stamp of whole seconds may be of one of them.
const COARSE: Duration = Duration::from_millis(2100);

/// Size and times of a file, and its number on its disk. As long as they are the same, and lay in the past
/// when the file was read or written, so is its content. Copies of a file have other stamps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub(super) size: u64,
    /// In nanoseconds since 1970.
    pub(super) modified: u64,
    /// When anything about the file changed, its times included: nobody can set this one back.
    pub(super) changed: u64,
    number: u64,
}

impl Stamp {
    #[cfg(unix)]
    pub(super) fn of(data: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let time = |seconds: i64, rest: i64| {
            let time = seconds.wrapping_mul(1_000_000_000).wrapping_add(rest);
            time.cast_unsigned()
        };
        Self {
            size: data.len(),
            modified: time(data.mtime(), data.mtime_nsec()),
            changed: time(data.ctime(), data.ctime_nsec()),
            number: data.ino(),
        }
    }

    #[cfg(not(unix))]
    pub(super) fn of(data: &Metadata) -> Self {
        let time = data.modified().ok().and_then(nanoseconds).unwrap_or(0);
        Self {
            size: data.len(),
            modified: time,
            changed: time,
            number: 0,
        }
    }

    /// Whether the clock of the disk had gone on when another file was changed: then every change after
    /// that gives another stamp.
    pub(super) fn is_settled_before(&self, later: &Self) -> bool {
        let is_coarse = self.changed.is_multiple_of(1_000_000_000);
        let step = if is_coarse { COARSE.as_nanos() } else { 0 };
        u128::from(self.changed) + step < u128::from(later.changed)
    }
}

#[cfg(not(unix))]
fn nanoseconds(time: SystemTime) -> Option<u64> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_nanos()).ok()
}

#[cfg(test)]
mod tests {
    use super::Stamp;

    fn at(changed: u64) -> Stamp {
        Stamp {
            size: 1,
            modified: 1,
            changed,
            number: 1,
        }
    }

    #[test]
    fn a_file_is_settled_once_the_clock_went_on() {
        let second = 1_000_000_000;
        for (changed, later, is_settled) in [
            (second + 7, second + 7, false),
            (second + 7, second + 8, true),
            (second + 8, second + 7, false),
            // The clock may count in steps of two seconds.
            (second, second + 8, false),
            (second, 3 * second, false),
            (second, 5 * second, true),
        ] {
            assert_eq!(
                at(changed).is_settled_before(&at(later)),
                is_settled,
                "{changed} {later}"
            );
        }
    }
}

//! What tells whether a file was touched, without reading it.

use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Some file systems count in steps of two seconds.
const COARSE: Duration = Duration::from_millis(2100);

/// All others are known to count in steps of a hundredth of a second or less.
const FINE: Duration = Duration::from_millis(50);

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

    /// The stamp as a word without spaces.
    pub(super) fn write(self, text: &mut String) {
        let Self {
            size,
            modified,
            changed,
            number,
        } = self;
        for (place, number) in [size, modified, changed, number].into_iter().enumerate() {
            if place > 0 {
                text.push('.');
            }
            write_hex(number, text);
        }
    }

    /// The stamp of such a word.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut numbers = [0; 4];
        let (mut place, mut digits) = (0, 0);
        for letter in text.bytes() {
            let digit = match letter {
                b'0'..=b'9' => letter - b'0',
                b'a'..=b'f' => letter - b'a' + 10,
                b'.' if digits > 0 => {
                    (place, digits) = (place + 1, 0);
                    continue;
                }
                _ => return None,
            };
            digits += 1;
            let number: &mut u64 = numbers.get_mut(place).filter(|_| digits <= 16)?;
            *number = *number << 4 | u64::from(digit);
        }
        if place != 3 || digits == 0 {
            return None;
        }
        let [size, modified, changed, number] = numbers;
        Some(Self {
            size,
            modified,
            changed,
            number,
        })
    }
}

/// Writes a number in hexadecimal digits. A manifest has many.
fn write_hex(number: u64, text: &mut String) {
    let digits = (u64::BITS - number.leading_zeros()).div_ceil(4).max(1);
    for place in (0..digits).rev() {
        let digit = (number >> (4 * place)) & 0xf;
        text.push(char::from(b"0123456789abcdef"[digit as usize]));
    }
}

fn nanoseconds(time: SystemTime) -> Option<u64> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_nanos()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_read_as_it_was_written() {
        for (number, written) in [
            (0, "0"),
            (0xf, "f"),
            (0x10, "10"),
            (u64::MAX, "ffffffffffffffff"),
        ] {
            let stamp = Stamp {
                size: number,
                modified: 1,
                changed: number,
                number: 0xabc,
            };
            let mut text = String::new();
            stamp.write(&mut text);
            assert_eq!(text, format!("{written}.1.{written}.abc"));
            assert_eq!(Stamp::parse(&text), Some(stamp));
        }
        for other in [
            "",
            "-",
            "1.2.3",
            "1.2.3.",
            "1..2.3",
            "1.2.3.4.5",
            "1.2.3.g",
            "1.2.3.00000000000000004",
        ] {
            assert_eq!(Stamp::parse(other), None, "{other}");
        }
    }
}

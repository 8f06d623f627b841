//! A color and how well another can be told from it.
//!
//! In: a text such as `#0b5563`. Out: [`Tint`]. What contrast is, the Web Content Accessibility Guidelines say.

use std::fmt;

/// A color by its parts of red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tint([u8; 3]);

impl Tint {
    /// Reads `#rgb` or `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let is_valid = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let width = match digits.len() {
            3 if is_valid => 1,
            6 if is_valid => 2,
            _ => return None,
        };
        let part = |number: usize| {
            let part = u8::from_str_radix(&digits[number * width..][..width], 16).ok()?;
            Some(if width == 1 { part * 17 } else { part })
        };
        Some(Self([part(0)?, part(1)?, part(2)?]))
    }

    /// How light it is, from 0 to 1.
    pub fn luminance(self) -> f64 {
        let linear = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
}

impl fmt::Display for Tint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(formatter, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// How well two colors can be told apart, from 1 to 21.
pub(super) fn contrast(one: Tint, other: Tint) -> f64 {
    let (one, other) = (one.luminance() + 0.05, other.luminance() + 0.05);
    if one > other {
        one / other
    } else {
        other / one
    }
}

#[cfg(test)]
mod tests {
    use super::{Tint, contrast};

    #[test]
    fn a_color_is_read_and_written() {
        for (text, expected) in [
            ("#0b5563", Some("#0b5563")),
            ("#FA0", Some("#ffaa00")),
            ("0b5563", None),
            ("#0b556", None),
            ("#0b556g", None),
            ("#äb", None),
            ("red", None),
        ] {
            let color = Tint::parse(text).map(|color| color.to_string());
            assert_eq!(color.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        for (one, other, expected) in [
            ("#000", "#fff", "21.00"),
            ("#777777", "#ffffff", "4.48"),
            ("#0b5563", "#fffdf8", "8.28"),
        ] {
            let color = |text| Tint::parse(text).unwrap();
            for (one, other) in [(one, other), (other, one)] {
                let ratio = contrast(color(one), color(other));
                assert_eq!(format!("{ratio:.2}"), expected);
            }
        }
    }
}

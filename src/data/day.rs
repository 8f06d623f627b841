//! The days of a front matter: how they are written here, and which day was meant where one is written otherwise.
//!
//! In: a text. Out: a day, or the days that it can mean.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// A day, also from a time stamp that starts with one.
pub(crate) fn day(text: &str) -> Option<Date> {
    let (day, time) = text.split_at_checked(10)?;
    let is_known = has_form(day) && (time.is_empty() || is_with_time(text));
    is_known.then(|| day.parse().ok()).flatten()
}

/// Whether a text is written like a day, whatever the calendar says of it.
pub(crate) fn has_form(text: &str) -> bool {
    let is_in_place = |(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => u8::is_ascii_digit(&byte),
    };
    text.len() == 10 && text.bytes().enumerate().all(is_in_place)
}

/// Whether a text is a day with a time: RFC 3339, also without an offset or with a space before it.
fn is_with_time(text: &str) -> bool {
    let text = text.replacen(" +", "+", 1).replacen(" -", "-", 1);
    text.parse::<DateTime>().is_ok() || text.parse::<Timestamp>().is_ok()
}

/// What somebody can have meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PossibleDay {
    /// A day.
    Day(Date),
    /// A month or a year, by its first day.
    Month(Date),
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The days that a text can mean which is no day as they are written here: one where it is certain, two where the order of
/// day and month is not.
pub(crate) fn meant(text: &str) -> Vec<PossibleDay> {
    let text = text.trim();
    if text.len() > 40 {
        return Vec::new();
    }
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(text) && text.len() == 8 {
        return at(&text[..4], &text[4..6], &text[6..])
            .into_iter()
            .collect();
    }
    let is_word = |letter: char| letter.is_alphanumeric();
    let parts: Vec<&str> = text
        .split(|letter: char| !is_word(letter))
        .filter(|part| !part.is_empty())
        .collect();
    let is_year = |part: &str| part.len() == 4 && is_digits(part);
    let is_named = |part: &str| month(part).is_some() && !is_digits(part);
    match parts.as_slice() {
        [year] if is_year(year) => first_of(year, "1"),
        [year, month] if is_year(year) => first_of(year, month),
        [month, year] if is_year(year) => first_of(year, month),
        [year, month, day] if is_year(year) => at(year, month, day).into_iter().collect(),
        [month, day, year] if is_named(month) => at(year, month, day).into_iter().collect(),
        [day, month, year] if is_named(month) => at(year, month, day).into_iter().collect(),
        [one, other, year] if is_year(year) => {
            let day_first = at(year, other, one);
            // With dots, the day comes first everywhere.
            let month_first = at(year, one, other).filter(|_| !text.contains('.'));
            let mut days: Vec<PossibleDay> = day_first.into_iter().chain(month_first).collect();
            days.dedup();
            days
        }
        _ => Vec::new(),
    }
}

fn month(text: &str) -> Option<i8> {
    let start = text.get(..3).map(str::to_ascii_lowercase);
    let named = MONTHS
        .iter()
        .position(|month| start.as_deref() == Some(*month));
    let number = named.and_then(|month| i8::try_from(month + 1).ok());
    number.or_else(|| text.parse().ok())
}

fn at(year: &str, of_year: &str, of_month: &str) -> Option<PossibleDay> {
    let digits = of_month.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let found = Date::new(year.parse().ok()?, month(of_year)?, digits.parse().ok()?);
    Some(PossibleDay::Day(found.ok()?))
}

fn first_of(year: &str, of_year: &str) -> Vec<PossibleDay> {
    let found = year.parse().ok().zip(month(of_year));
    let found = found.and_then(|(year, month)| Date::new(year, month, 1).ok());
    found.map(PossibleDay::Month).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn the_day_of_an_author_is_found() {
        for (text, expected) in [
            ("20260131", &["2026-01-31"][..]),
            ("31.01.2026", &["2026-01-31"]),
            ("1. 2. 2026", &["2026-02-01"]),
            ("2026/01/31", &["2026-01-31"]),
            ("2026-1-5", &["2026-01-05"]),
            ("31/01/2026", &["2026-01-31"]),
            ("01/31/2026", &["2026-01-31"]),
            ("02/01/2026", &["2026-01-02", "2026-02-01"]),
            ("January 31, 2026", &["2026-01-31"]),
            ("31 Jan 2026", &["2026-01-31"]),
            ("31st March 2026", &["2026-03-31"]),
            ("2026", &["2026-01-01…"]),
            ("2026-03", &["2026-03-01…"]),
            ("March 2026", &["2026-03-01…"]),
            ("2026-02-30", &[]),
            ("99999999", &[]),
            ("soon", &[]),
            ("", &[]),
            ("ß.ß.ßß", &[]),
        ] {
            let found: Vec<String> = meant(text)
                .into_iter()
                .map(|meant| match meant {
                    super::PossibleDay::Day(day) => day.to_string(),
                    super::PossibleDay::Month(start) => format!("{start}…"),
                })
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}

//! The table `[review]` of `primer.toml`: when a page says that it may be out of date.
//!
//! In: the table. Out: [`ReviewSettings`]. A new key is a field of it and a row of `KEYS`.

use jiff::ToSpan;
use jiff::civil::Date;

use super::key::{Key, KeyReader, Read};
use crate::data::Pair;

/// When a page says that it may be out of date.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReviewSettings {
    /// The age from which on it says so.
    pub after: Option<Age>,
}

/// A length of time in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    months: i32,
    days: i32,
}

impl Age {
    /// Reads a text such as `18 months`.
    fn parse(text: &str) -> Option<Self> {
        let (number, unit) = text.trim().split_once(' ')?;
        let number: i32 = number
            .parse()
            .ok()
            .filter(|number| (1..=9999).contains(number))?;
        let (months, days) = match unit.trim().strip_suffix('s').unwrap_or(unit.trim()) {
            "day" => (0, number),
            "week" => (0, number * 7),
            "month" => (number, 0),
            "year" => (number * 12, 0),
            _ => return None,
        };
        Some(Self { months, days })
    }

    /// The day on which something of a day has reached the age: at the end of a month that has no such day, its last one.
    pub fn since(self, day: Date) -> Option<Date> {
        day.checked_add(self.months.months().days(self.days)).ok()
    }
}

/// The keys of `[review]`.
pub(super) const KEYS: &[Key<Read<ReviewSettings>>] = &[Key {
    name: "after",
    value: "a number of days, weeks, months or years",
    meaning: "the age from which on a page says that it may be out of date, counted from its `reviewed`, without that from its `updated`",
    without: "no page says so",
    example: r#"after = "18 months""#,
    read: |reader, pair, review| review.after = read_age(reader, pair),
}];

fn read_age(reader: &mut KeyReader<'_>, pair: &Pair) -> Option<Age> {
    let text = reader.string(pair)?;
    let age = Age::parse(&text);
    if age.is_none() {
        let message = format!("`{text}` is no length of time");
        let diagnostic = reader.diagnostic(pair.value.span, message);
        reader.report(diagnostic.help(
            "write a number of days, weeks, months or years, such as `90 days` or `18 months`",
        ));
    }
    age
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Age;

    #[test]
    fn ages_are_lengths_in_the_calendar() {
        for (text, expected) in [
            ("1 day", Some(date(2026, 2, 1))),
            ("90 days", Some(date(2026, 5, 1))),
            ("2 weeks", Some(date(2026, 2, 14))),
            ("1 month", Some(date(2026, 2, 28))),
            ("18  months", Some(date(2027, 7, 31))),
            ("2 years", Some(date(2028, 1, 31))),
            ("9999 years", None),
        ] {
            let age = Age::parse(text).expect(text);
            assert_eq!(age.since(date(2026, 1, 31)), expected, "{text}");
        }
        for text in [
            "",
            "18",
            "months",
            "0 days",
            "-1 days",
            "1.5 years",
            "10000 days",
            "2 hours",
        ] {
            assert_eq!(Age::parse(text), None, "{text}");
        }
    }
}

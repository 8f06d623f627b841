//! How names are compared in lists: without regard to case, accents and leading signs.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A key by which names sort as a reader looks for them; numbers sort by their value.
pub fn key(name: &str) -> String {
    if name.is_ascii() {
        from_bare(name.chars(), name.len())
    } else {
        let letters = name.nfd().filter(|letter| !is_combining_mark(*letter));
        from_bare(letters, name.len())
    }
}

fn from_bare(letters: impl Iterator<Item = char>, length: usize) -> String {
    let mut key = String::with_capacity(length + 4);
    let mut digits = String::new();
    let close = |digits: &mut String, key: &mut String| {
        if !digits.is_empty() {
            let significant = digits.trim_start_matches('0');
            key.push_str(&format!("{:04}{significant}", significant.len()));
            digits.clear();
        }
    };
    for letter in letters {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        close(&mut digits, &mut key);
        if letter.is_alphanumeric() {
            key.extend(letter.to_lowercase());
        } else if !key.is_empty()
            && !key.ends_with(' ')
            && (letter.is_whitespace() || letter == '-')
        {
            key.push(' ');
        }
    }
    close(&mut digits, &mut key);
    key
}

/// The letter that a name stands under; `0–9` for digits, `#` for signs.
pub fn letter(name: &str) -> String {
    let first = name
        .nfd()
        .find(|letter| letter.is_alphanumeric() && !is_combining_mark(*letter));
    match first {
        None => "#".to_owned(),
        Some(digit) if digit.is_numeric() => "0–9".to_owned(),
        Some(letter) => letter.to_uppercase().collect(),
    }
}

/// The name of a file without what only orders it among others: `03-shared-state` and `ch16-03-shared-state` are
/// `shared-state`, `2026-01-31-rent` is `rent`. Other numbers may belong to the name, as in `12-factor-app`.
pub(super) fn without_order(name: &str) -> &str {
    let day = name.split_at_checked(10).filter(|(day, _)| {
        let signs = day.bytes().enumerate();
        signs.into_iter().all(|(at, sign)| match at {
            4 | 7 => sign == b'-',
            _ => sign.is_ascii_digit(),
        })
    });
    let mut rest = day.map_or(name, |(_, rest)| rest);
    let mut is_ordered = false;
    while let Some((first, behind)) = rest.split_once(['-', '_', '.', ' ']) {
        let number = first
            .strip_prefix("chapter")
            .or_else(|| first.strip_prefix("ch"))
            .unwrap_or(first);
        let is_number = !number.is_empty() && number.bytes().all(|sign| sign.is_ascii_digit());
        let orders = is_number
            && number.len() < 4
            && (is_ordered || number.starts_with('0') || number.len() < first.len());
        if !orders && !first.is_empty() {
            break;
        }
        is_ordered |= orders;
        rest = behind;
    }
    let has_words = rest.contains(char::is_alphabetic);
    if has_words && (is_ordered || day.is_some()) {
        rest
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::{key, letter, without_order};

    #[test]
    fn numbers_that_order_files_are_no_part_of_a_name() {
        for (name, expected) in [
            ("03-shared-state", "shared-state"),
            ("03. Shared state", "Shared state"),
            ("ch16-03-shared-state", "shared-state"),
            ("chapter2_memory", "memory"),
            ("2026-01-31-rent", "rent"),
            ("12-factor-app", "12-factor-app"),
            ("1099-form", "1099-form"),
            ("2026-01-31", "2026-01-31"),
            ("ch16", "ch16"),
            ("01-02", "01-02"),
            ("change", "change"),
            ("_draft-note", "_draft-note"),
            ("", ""),
            ("é", "é"),
        ] {
            assert_eq!(without_order(name), expected, "{name}");
        }
    }

    #[test]
    fn names_sort_as_a_reader_looks_for_them() {
        let mut names = vec![
            "Rule 12",
            "émigré",
            "Rule 8",
            "Zebra",
            "apple",
            "“Doe” defendants",
            "emu",
        ];
        names.sort_by_key(|name| key(name));
        assert_eq!(
            names,
            [
                "apple",
                "“Doe” defendants",
                "émigré",
                "emu",
                "Rule 8",
                "Rule 12",
                "Zebra"
            ]
        );
        assert_eq!(letter("“Doe” defendants"), "D");
        assert_eq!(letter("État"), "E");
        assert_eq!(letter("42 U.S.C."), "0–9");
        assert_eq!(letter("§"), "#");
    }
}

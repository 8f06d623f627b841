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

#[cfg(test)]
mod tests {
    use super::{key, letter};

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

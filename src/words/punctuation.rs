//! Straight quotes, dashes and dots in texts without markup → typographic ones, with the quotation marks of the language.
//!
//! In: a text. Out: the text as readers see it, by the rules that hold for the text of an entry.

use std::borrow::Cow;

/// The quotation marks of a language: those of a quotation, and of one within it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quotes<'q> {
    pub(super) open: &'q str,
    pub(super) close: &'q str,
    pub(super) inner_open: &'q str,
    pub(super) inner_close: &'q str,
}

/// The last byte of `§`.
const SECTION_BYTE: u8 = 0xa7;

/// A text with typographic punctuation. Most have nothing to change.
pub(super) fn typographic<'t, 'q>(text: &'t str, quotes: impl Fn() -> Quotes<'q>) -> Cow<'t, str> {
    let bytes = text.as_bytes();
    let has_quote = memchr::memchr2(b'"', b'\'', bytes).is_some();
    let has_other = || memchr::memchr3(b'-', b'.', SECTION_BYTE, bytes).is_some();
    if !has_quote && !has_other() {
        return text.into();
    }
    if !has_quote && !text.contains("--") && !text.contains("...") && !text.contains("§ ") {
        return text.into();
    }
    let quotes = quotes();
    let mut out = String::with_capacity(text.len() + 16);
    let mut inner = 0_usize;
    let mut before = ' ';
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let mut length = letter.len_utf8();
        let behind = rest[length..].chars().next().unwrap_or(' ');
        let opens =
            !behind.is_whitespace() && (before.is_whitespace() || "([{–—-/¿¡\"'".contains(before));
        match letter {
            '"' => out.push_str(if opens { quotes.open } else { quotes.close }),
            '\'' if opens && !behind.is_numeric() => {
                inner += 1;
                out.push_str(quotes.inner_open);
            }
            '\'' if inner > 0 && !behind.is_alphanumeric() => {
                inner -= 1;
                out.push_str(quotes.inner_close);
            }
            '\'' => out.push('’'),
            '-' if rest.starts_with("---") && !rest.starts_with("----") && before != '-' => {
                length = 3;
                out.push('—');
            }
            // `--flag` is an option of a program.
            '-' if rest.starts_with("--")
                && !rest.starts_with("---")
                && before != '-'
                && !(before.is_whitespace() && rest[2..].starts_with(char::is_alphanumeric)) =>
            {
                length = 2;
                out.push('–');
            }
            '.' if rest.starts_with("...") && before != '.' => {
                length = 3;
                out.push('…');
            }
            // A number is not parted from its sign.
            ' ' if before == '§' => out.push('\u{a0}'),
            letter => out.push(letter),
        }
        before = letter;
        rest = &rest[length..];
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::words::Wording;

    #[test]
    fn quotes_are_those_of_the_language() {
        let text =
            "\"He said 'no' to the city's lawyers' (\"all\"), --- or -- so...\" § 1983, §§ 1-2";
        for (language, expected) in [
            (
                "en",
                "“He said ‘no’ to the city’s lawyers’ (“all”), — or – so…” §\u{a0}1983, §§\u{a0}1-2",
            ),
            (
                "de",
                "„He said ‚no‘ to the city’s lawyers’ („all“), — or – so…“ §\u{a0}1983, §§\u{a0}1-2",
            ),
            (
                "fr",
                "«\u{202f}He said “no” to the city’s lawyers’ («\u{202f}all\u{202f}»), — or – so…\u{202f}» §\u{a0}1983, §§\u{a0}1-2",
            ),
            (
                "es",
                "«He said “no” to the city’s lawyers’ («all»), — or – so…» §\u{a0}1983, §§\u{a0}1-2",
            ),
        ] {
            let words = Wording::new(language, &BTreeMap::new());
            assert_eq!(words.typographic(text), expected);
            assert_eq!(words.typographic(expected), expected, "once is enough");
            assert_eq!(words.typographic("of --flag"), "of --flag");
        }
        let english = Wording::default();
        for (text, expected) in [
            ("the '90s", "the ’90s"),
            ("5'", "5’"),
            ("\"", "”"),
            ("----", "----"),
            ("....", "…."),
            ("a-b", "a-b"),
            ("", ""),
            ("é\"é", "é”é"),
        ] {
            assert_eq!(english.typographic(text), expected, "{text}");
        }
    }
}

//! `garbled-text`: a text that was saved as UTF-8 and read as Windows-1252 once on its way: `Â§` for `§`.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};

/// The signs that the bytes from 0x80 on are in Windows-1252; a space where it has none.
const SIGNS: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/// Reports the first place, with all that there are counted.
pub(super) fn report(source: &Source) -> Option<Diagnostic> {
    let text = source.text.as_ref();
    let mut places = places(text);
    let (span, meant) = places.next()?;
    let others = match places.count() {
        0 => String::new(),
        1 => ", as does 1 more".to_owned(),
        others => format!(", as do {others} more"),
    };
    let written = &text[span.range()];
    let message = format!("`{written}` stands for another sign{others}");
    let fault = Diagnostic::new(Code::GarbledText, source.at(span), message);
    let fault = fault.label("saved in one encoding, and read in another");
    Some(fault.fix("the sign that was meant", source.at(span), meant))
}

/// Each run of letters that is one letter of UTF-8, read byte by byte, with that letter.
fn places(text: &str) -> impl Iterator<Item = (Span, String)> {
    let starts = memchr::memchr_iter(0xc3, text.as_bytes());
    starts.filter_map(|at| {
        let rest = text.get(at..)?;
        let length = match rest.chars().next()? {
            'Â' | 'Ã' => 2,
            'â' => 3,
            _ => return None,
        };
        let letters: String = rest.chars().take(length).collect();
        let bytes: Option<Vec<u8>> = letters.chars().map(byte).collect();
        let meant = String::from_utf8(bytes?).ok()?;
        Some((Span::new(at, at + letters.len()), meant))
    })
}

/// The byte that is read as a letter.
fn byte(letter: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(letter)) {
        return Some(byte);
    }
    let at = SIGNS
        .chars()
        .position(|sign| sign == letter && sign != ' ')?;
    u8::try_from(0x80 + at).ok()
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn what_was_read_in_another_encoding_is_found() {
        for (text, meant) in [
            ("42 U.S.C. Â§ 1983", &["§"][..]),
            ("cafÃ© and CafÃ©", &["é", "é"]),
            (
                "donâ€™t â€œsayâ€\u{9d} â€” or â€¦",
                &["’", "“", "”", "—", "…"],
            ),
            ("café, Ã, Â, São Tomé, ÂGÉ, TÊTE À «», â, châ€teau", &[]),
            ("Ã", &[]),
            ("Â", &[]),
        ] {
            let found: Vec<String> = places(text).map(|(_, meant)| meant).collect();
            assert_eq!(found, meant, "{text}");
        }
    }
}

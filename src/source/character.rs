//! Characters that are no text: which of them a terminal or a log acts on, and which no document may hold.

use std::borrow::Cow;

/// Whether a character moves the cursor, ends a line or turns the direction of the text around it: controls (also U+0080
/// to U+009F), line and paragraph separators, and the bidirectional controls of Unicode (UAX #9, 2).
pub fn is_control(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// The text with each such character as an escape: `\n`, `\u{1b}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_control) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_control(letter) {
            match letter {
                '\n' | '\r' | '\t' => shown.extend(letter.escape_default()),
                letter => shown.extend(letter.escape_unicode()),
            }
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// Whether no document of XML may hold a character, not even as a reference: XML 1.0, 2.2. In HTML it is an error.
pub fn is_forbidden(letter: char) -> bool {
    matches!(
        letter,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'
    )
}

/// The text without those.
pub fn allowed(text: String) -> String {
    if text.contains(is_forbidden) {
        text.replace(is_forbidden, "")
    } else {
        text
    }
}

//! Text of a stranger → text that can stand on a line of a terminal or of a log.

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

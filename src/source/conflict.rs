//! What a version control system leaves in a text where two changes met and nobody has decided between them.

use memchr::memmem;

use super::Span;

/// The line that opens a conflict which is not resolved. In a block of code it is an example.
pub fn merge_conflict(text: &str) -> Option<Span> {
    memmem::find(text.as_bytes(), b"<<<<<<< ")?;
    let mut opened = None;
    let mut is_parted = false;
    let mut is_code = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len();
        if line.starts_with("```") || line.starts_with("~~~") {
            is_code = !is_code;
        }
        if is_code {
            continue;
        }
        if line.starts_with("<<<<<<< ") {
            (opened, is_parted) = (Some(span), false);
        } else if line.trim_end() == "=======" {
            is_parted = true;
        } else if line.starts_with(">>>>>>> ") && is_parted && opened.is_some() {
            return opened;
        }
    }
    None
}

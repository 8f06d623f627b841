//! What is shown in a text beside images: sounds and films, which are players, and images with a caption.

/// The element that plays a file of an address, if it is a sound or a film.
pub fn player(address: &str) -> Option<&'static str> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let (_, ending) = path.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "mp3" | "m4a" | "oga" | "ogg" | "wav" | "flac" => Some("audio"),
        "mp4" | "webm" | "ogv" => Some("video"),
        _ => None,
    }
}

/// Whether a paragraph is an image with a title and nothing else: then it is a figure.
pub(super) fn is_figure(paragraph: &str) -> bool {
    let parts = || {
        let (alternative, rest) = paragraph.trim().strip_prefix("![")?.split_once("](")?;
        let (address, title) = rest.strip_suffix("\")")?.split_once(" \"")?;
        let is_special = |letter: char| "[]()<>`\"\\\n".contains(letter);
        let is_plain = !alternative.contains(is_special) && !title.contains(['"', '\\', '\n']);
        let is_address =
            !address.contains(|letter: char| letter.is_whitespace() || is_special(letter));
        Some(is_plain && is_address && !title.trim().is_empty() && player(address).is_none())
    };
    parts().unwrap_or_default()
}

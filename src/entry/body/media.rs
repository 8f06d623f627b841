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

/// Whether a name ends as those of files do that are no pages: with a dot and some letters.
pub fn has_ending(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty()
            && (2..=5).contains(&ending.len())
            && ending.contains(|letter: char| letter.is_ascii_alphabetic())
            && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !matches!(ending, "md" | "html" | "htm")
    })
}

/// Whether what stands between the brackets of `![[…]]` names an entry rather than a file.
pub(super) fn names_entry(written: &str) -> bool {
    let name = written.split(['|', '#', '?']).next().unwrap_or_default();
    !has_ending(name.trim())
}

/// Whether a paragraph is `![[Name]]` and nothing else: then what the entry says stands there.
pub(super) fn is_embed(paragraph: &str) -> bool {
    let inside = paragraph.trim().strip_prefix("![[");
    let inside = inside.and_then(|rest| rest.strip_suffix("]]"));
    inside.is_some_and(|inside| !inside.contains(['[', ']', '\n']) && names_entry(inside))
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

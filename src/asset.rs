//! A file that goes to the site as it is: an image, a style sheet, a document.
//!
//! In: its path and its bytes, or where they lie and what somebody who read them found. Out: an [`Asset`], with the names
//! that it has on the site. Nothing is read here: a file of any size is a small value.

mod html_file;
mod orientation;

use std::path::Path;
use std::sync::Arc;

use blake3::Hash;

pub(crate) use self::html_file::is_html;
pub use self::html_file::{HtmlFile, HtmlLink};
use crate::entry::tags::start_tags;
use crate::source::{Source, SourcePath, THEME};

/// So many bytes of a file are looked at. The size of an image stands behind what a camera says of it; an HTML file of more
/// is not looked into.
pub const HEAD: usize = 1024 * 1024;

/// A file that goes to the site as it is.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Where it was read from; below `static/` or `content/`.
    pub path: SourcePath,
    /// Where its bytes are.
    pub place: AssetPlace,
    /// What is known of them; nothing where nobody will ask, as in a check.
    pub facts: Option<AssetFacts>,
    /// What stands in it, if it is HTML.
    pub html: Option<Arc<HtmlFile>>,
}

/// Where the bytes of an asset are.
#[derive(Clone, Debug)]
pub enum AssetPlace {
    /// In memory.
    Memory(Arc<[u8]>),
    /// In a file.
    Disk(Arc<Path>),
}

/// What is known of the bytes of an asset without holding them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssetFacts {
    /// How many there are.
    pub size: u64,
    /// Their hash.
    pub hash: Hash,
    /// Width and height in pixels, if they are an image.
    pub pixels: Option<(u32, u32)>,
}

/// Two are the same that hold the same at the same path, wherever their bytes are.
impl PartialEq for Asset {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.facts == other.facts
    }
}

impl Asset {
    /// An asset in memory.
    pub fn new(path: SourcePath, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        let facts = AssetFacts {
            size: bytes.len() as u64,
            hash: blake3::hash(&bytes),
            pixels: pixels(&path, &bytes),
        };
        let mut asset = Self {
            path,
            place: AssetPlace::Memory(Arc::clone(&bytes)),
            facts: Some(facts),
            html: None,
        };
        asset.look_into(&bytes);
        asset
    }

    /// Takes down what stands in the file, if it is HTML of which these are all bytes.
    pub fn look_into(&mut self, bytes: &[u8]) {
        self.html = if bytes.len() <= HEAD {
            HtmlFile::of(&self.path, bytes).map(Arc::new)
        } else {
            None
        };
    }

    /// The text of the file, if it is HTML that is in memory.
    pub fn html_source(&self) -> Option<Source> {
        self.html.as_ref()?;
        let AssetPlace::Memory(bytes) = &self.place else {
            return None;
        };
        let text = std::str::from_utf8(bytes).ok()?;
        Some(Source::new(&self.path, text))
    }

    /// Its place on the site, without a leading slash: the path below its top folder.
    pub fn site_path(&self) -> &str {
        self.path
            .split_once('/')
            .map_or(&*self.path, |(_, path)| path)
    }

    /// Whether it can do no harm, whoever made it: a browser only shows it. Those of the built-in theme are harmless too.
    pub fn is_inert(&self) -> bool {
        THEME.contains(&self.site_path()) || self.ends_as(INERT)
    }

    /// Whether it is an image, by its name.
    pub fn is_image(&self) -> bool {
        self.ends_as(IMAGES)
    }

    fn ends_as(&self, extensions: &[&str]) -> bool {
        ends_as(self.site_path(), extensions)
    }

    /// Its place under a name that changes with its content, so that browsers may keep it for ever:
    /// `style.0123456789.css`.
    pub fn fingerprinted_path(&self, hash: &Hash) -> String {
        let hash = hash.to_hex();
        let mark = &hash[..FINGERPRINT];
        let (folder, name) = split_name(self.site_path());
        match name.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => {
                format!("{folder}{stem}.{mark}.{extension}")
            }
            _ => format!("{folder}{name}.{mark}"),
        }
    }
}

/// The extensions of images, sounds, films and documents that no browser runs.
const INERT: &[&str] = &[
    "aac", "avif", "bmp", "csv", "flac", "gif", "ico", "jpeg", "jpg", "m4a", "m4v", "mov", "mp3",
    "mp4", "oga", "ogg", "ogv", "opus", "pdf", "png", "txt", "vtt", "wav", "webm", "webp",
];

/// The extensions of images.
const IMAGES: &[&str] = &[
    "avif", "bmp", "gif", "ico", "jpeg", "jpg", "png", "svg", "webp",
];

fn ends_as(path: &str, extensions: &[&str]) -> bool {
    let (_, name) = split_name(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let mut known = extensions.iter();
    known.any(|known| extension.eq_ignore_ascii_case(known))
}

/// Whether a name is that of a file which is no page: of an image, a sound, a document.
pub fn is_file_name(path: &str) -> bool {
    ends_as(path, INERT) || ends_as(path, IMAGES)
}

/// So many digits of its hash stand in the fingerprinted name of a file.
const FINGERPRINT: usize = 10;

/// The place of the file of which a path can be the fingerprinted one; nothing for a path that cannot be one.
pub fn without_fingerprint(path: &str) -> Option<String> {
    let (folder, name) = split_name(path);
    let is_mark = |part: &&str| {
        part.len() == FINGERPRINT && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let mut parts: Vec<&str> = name.split('.').collect();
    let mark = (1..parts.len())
        .rev()
        .take(2)
        .find(|&at| is_mark(&parts[at]))?;
    parts.remove(mark);
    Some(format!("{folder}{}", parts.join(".")))
}

/// A path's folder with its slash, and its last part.
fn split_name(path: &str) -> (&str, &str) {
    path.split_at(path.rfind('/').map_or(0, |at| at + 1))
}

/// Width and height of an image in pixels as browsers show it, by the first [`HEAD`] bytes of its file.
pub fn pixels(path: &str, bytes: &[u8]) -> Option<(u32, u32)> {
    let head = &bytes[..bytes.len().min(HEAD)];
    if path.to_ascii_lowercase().ends_with(".svg") {
        return svg_size(head);
    }
    let size = imagesize::blob_size(head).ok()?;
    let width = u32::try_from(size.width).ok()?;
    let height = u32::try_from(size.height).ok()?;
    Some(if orientation::is_turned(head) {
        (height, width)
    } else {
        (width, height)
    })
}

/// The size of a vector image: of its attributes, or of its view box.
fn svg_size(head: &[u8]) -> Option<(u32, u32)> {
    let text = match std::str::from_utf8(head) {
        // A letter may be cut in two at the end.
        Err(error) if head.len() == HEAD && error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).ok()?
        }
        text => text.ok()?,
    };
    let tag = start_tags(text).find(|tag| tag.name.as_slice() == b"svg")?;
    let attribute = |name: &str| {
        let value = tag
            .attributes
            .iter()
            .find(|(key, _)| key.as_slice().eq_ignore_ascii_case(name.as_bytes()))?;
        std::str::from_utf8(value.1.value.as_slice())
            .ok()
            .map(str::to_owned)
    };
    let pixels = |text: String| -> Option<u32> {
        let number: f64 = text.trim().trim_end_matches("px").parse().ok()?;
        // A size beyond all screens is a mistake rather than a size.
        let sensible = (1.0..100_000.0).contains(&number);
        sensible
            .then(|| format!("{number:.0}").parse().ok())
            .flatten()
    };
    if let (Some(width), Some(height)) = (
        attribute("width").and_then(pixels),
        attribute("height").and_then(pixels),
    ) {
        return Some((width, height));
    }
    let view_box = attribute("viewBox")?;
    let numbers: Vec<&str> = view_box
        .split([' ', ','])
        .filter(|part| !part.is_empty())
        .collect();
    let [_, _, width, height] = numbers.as_slice() else {
        return None;
    };
    Some((pixels((*width).to_owned())?, pixels((*height).to_owned())?))
}

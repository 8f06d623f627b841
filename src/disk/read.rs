//! A file below the root → what the program reads there.
//!
//! In: a path. Out: a text or a file with its fault. What is passed over, what is too large and what is
//! no text is said here and nowhere else; nothing is written.

use std::fs::{self, File};
use std::io::{self, Read, Take};
use std::path::Path;

use blake3::Hasher;

use super::tree::{CONFIG, CONTENT, LinkTarget, Tree};
use crate::asset::{Asset, AssetFacts, AssetPlace, HEAD, is_html, pixels};
use crate::diagnostic::nearest::slips;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Source, SourcePath, Span};

/// A Markdown file or template of more bytes is no text that anybody wrote: 16 MiB.
pub const LARGEST_SOURCE: u64 = 16 * 1024 * 1024;

/// A file of more bytes than a FAT disk or a plain ZIP archive can hold belongs to no site: 4 GiB.
pub const LARGEST_ASSET: u64 = 4 * 1024 * 1024 * 1024;

/// An asset of at most so many bytes may be kept in memory: 64 KiB.
const SMALL: u64 = 64 * 1024;

/// What is said of pipes, devices and folders where a file is read.
pub(super) const NO_FILE: &str = "it is no plain file";

/// What a file is to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Content,
    Template,
    Asset,
}

/// What is wanted of assets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AssetWish {
    /// That they are there.
    Paths,
    /// What is to be known of them to copy them.
    Facts,
    /// The same, and the small ones whole.
    Bytes,
}

/// A file that was read.
#[derive(Debug)]
pub(super) enum ReadFile {
    Content(Source),
    Template(Source),
    Asset(Asset),
}

pub(super) fn kind(folder: &str, path: &Path) -> FileKind {
    match folder {
        "templates" => FileKind::Template,
        CONTENT if is_markdown(path) => FileKind::Content,
        _ => FileKind::Asset,
    }
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown")
    })
}

/// Reads the settings; nothing where there are none.
///
/// # Errors
///
/// In the words of a report, when there is something that cannot be read as settings.
pub(super) fn read_settings(
    tree: &Tree,
) -> Result<Option<(Source, Option<Diagnostic>)>, Diagnostic> {
    let path = SourcePath::new(CONFIG);
    let real = tree.root().join(CONFIG);
    match fs::symlink_metadata(&real) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return misnamed(tree).map_or(Ok(None), Err);
        }
        Err(error) => return Err(unreadable(whole(path), &reason(&error))),
        Ok(data) if data.is_symlink() => _ = followed(tree, &real, path.clone())?,
        Ok(_) => {}
    }
    if !real.is_file() {
        return Err(unreadable(whole(path), NO_FILE));
    }
    match read_text(path, &real) {
        (Some(source), trouble) => Ok(Some((source, trouble))),
        (None, Some(trouble)) => Err(trouble),
        (None, None) => Ok(None),
    }
}

/// What is said of a file that was meant as the settings: without them, another site would be made.
fn misnamed(tree: &Tree) -> Option<Diagnostic> {
    let files = fs::read_dir(tree.root()).ok()?;
    let mut names: Vec<String> = files
        .filter_map(|file| file.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    let is_meant = |name: &&String| {
        let name = name.to_lowercase();
        let others = ["primer.toml.txt", "primer.yaml", "primer.yml"];
        others.contains(&&*name) || slips(CONFIG, &name, 1).is_some()
    };
    let name = names.iter().find(is_meant)?;
    let at = whole(SourcePath::new(CONFIG));
    let message = format!("the settings are in `{name}`, where nobody looks for them");
    let fault = Diagnostic::new(Code::UnreadableFile, at, message);
    Some(fault.help(format!("call it `{CONFIG}`, and write it as TOML")))
}

/// Reads a file.
pub(super) fn read(
    kind: FileKind,
    path: SourcePath,
    real: &Path,
    wish: AssetWish,
) -> (Option<ReadFile>, Option<Diagnostic>) {
    if kind == FileKind::Asset {
        return match asset(&path, real, wish) {
            Ok(asset) => (Some(ReadFile::Asset(asset)), None),
            Err(trouble) => (None, Some(trouble.diagnostic(path))),
        };
    }
    let (source, trouble) = read_text(path, real);
    let item = source.map(|source| match kind {
        FileKind::Template => ReadFile::Template(source),
        FileKind::Content | FileKind::Asset => ReadFile::Content(source),
    });
    (item, trouble)
}

/// Reads a text.
pub(super) fn read_text(path: SourcePath, real: &Path) -> (Option<Source>, Option<Diagnostic>) {
    match bytes(real) {
        Ok(bytes) => {
            let (source, trouble) = source(path, bytes);
            (Some(source), trouble)
        }
        Err(trouble) => (None, Some(trouble.diagnostic(path))),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, Trouble> {
    let (mut file, size) = open(path)?;
    if size > LARGEST_SOURCE {
        return Err(Trouble::LargeText(size));
    }
    Ok(start(&mut file, size)?)
}

/// Opens a file, and says how large it is. What grows at this moment is read as it was; the end need not be looked for.
fn open(path: &Path) -> io::Result<(Take<File>, u64)> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    Ok((file.take(size), size))
}

/// The first bytes of a file.
fn start(file: &mut Take<File>, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn asset(path: &SourcePath, real: &Path, wish: AssetWish) -> Result<Asset, Trouble> {
    let (mut file, size) = open(real)?;
    if size > LARGEST_ASSET {
        return Err(Trouble::LargeAsset(size));
    }
    let mut asset = Asset {
        path: path.clone(),
        place: AssetPlace::Disk(real.into()),
        facts: None,
        html: None,
    };
    let is_html_file = is_html(path) && size <= HEAD as u64;
    if wish == AssetWish::Paths && !is_html_file {
        return Ok(asset);
    }
    let head = start(&mut file, size.min(HEAD as u64))?;
    if wish == AssetWish::Bytes && size <= SMALL {
        return Ok(Asset::new(asset.path, head));
    }
    if is_html_file {
        asset.look_into(&head);
    }
    if wish == AssetWish::Paths {
        return Ok(asset);
    }
    let mut hasher = Hasher::new();
    hasher.update(&head).update_reader(file)?;
    asset.facts = Some(AssetFacts {
        size: hasher.count(),
        hash: hasher.finalize(),
        pixels: pixels(path, &head),
    });
    Ok(asset)
}

enum Trouble {
    LargeText(u64),
    LargeAsset(u64),
    Unreadable(String),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(reason(&error))
    }
}

impl Trouble {
    fn diagnostic(self, path: SourcePath) -> Diagnostic {
        let at = whole(path);
        let (size, what, help) = match self {
            Self::LargeText(size) => (
                size,
                "a text",
                "a text has at most 16 MiB (16,777,216 bytes): split it, or move it to `static/`",
            ),
            Self::LargeAsset(size) => (
                size,
                "part of a site",
                "a file has at most 4 GiB (4,294,967,296 bytes): take it out of the primer, and link to where it is stored",
            ),
            Self::Unreadable(reason) => return unreadable(at, &reason),
        };
        let message = format!("this file has {size} bytes: it is too large to be {what}");
        Diagnostic::new(Code::FileTooLarge, at, message).help(help)
    }
}

pub(super) fn unreadable(at: Location, reason: &str) -> Diagnostic {
    Diagnostic::new(
        Code::UnreadableFile,
        at,
        format!("this cannot be read: {reason}"),
    )
    .help("give the program leave to read it, or take it out of the primer")
}

/// Where a link leads that may be followed.
///
/// # Errors
///
/// What is reported at one that may not.
pub(super) fn followed(
    tree: &Tree,
    link: &Path,
    path: SourcePath,
) -> Result<LinkTarget, Diagnostic> {
    match tree.target(link) {
        Ok(Some(target)) => Ok(target),
        Ok(None) => Err(outside(path)),
        Err(error) => Err(unreadable(whole(path), &reason(&error))),
    }
}

/// What is reported at a link that leads out of the primer.
fn outside(path: SourcePath) -> Diagnostic {
    foreign(
        path,
        "this link leads out of the primer or to a hidden file, and is not followed",
    )
    .help("put what it leads to in its place")
    .help("whoever runs primer can allow links into a folder with `--follow-links FOLDER`")
}

/// What is reported at a link that is not followed.
pub(super) fn foreign(path: SourcePath, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::ForeignLink, whole(path), message)
}

/// Whether a link is not followed.
pub(super) fn is_foreign(trouble: &Diagnostic) -> bool {
    trouble.code == Code::ForeignLink
}

/// What is reported while something is missing without which there is no primer.
pub(super) fn lost(path: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(
        Code::UnreadableFile,
        whole(SourcePath::new(path)),
        format!("this cannot be read: {reason}"),
    )
    .help("what was read last is kept until it is back")
}

pub(super) fn whole(path: SourcePath) -> Location {
    Location {
        path,
        span: Span::default(),
    }
}

/// The words of the system, without its number.
pub(super) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    text.to_lowercase()
}

/// A file as a text. What is not UTF-8 is replaced, so that the rest can be read and the place be
/// shown.
pub(super) fn source(path: SourcePath, bytes: Vec<u8>) -> (Source, Option<Diagnostic>) {
    let error = match String::from_utf8(bytes) {
        Ok(text) => {
            let text = with_line_feeds(text).into();
            return (Source { path, text }, None);
        }
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let bytes = error.into_bytes();
    let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let trouble = Diagnostic::new(
        Code::NotUtf8,
        Location {
            path: path.clone(),
            span: if is_utf16 {
                Span::default()
            } else {
                Span::new(at, at + '\u{fffd}'.len_utf8())
            },
        },
        if is_utf16 {
            "this file is UTF-16, not UTF-8".to_owned()
        } else {
            format!(
                "this file is not UTF-8: byte {:#04x} cannot stand here",
                bytes[at]
            )
        },
    )
    .label("not UTF-8")
    .help("save the file as UTF-8 in your editor");
    // What it says is of use all the same: else all that it holds would be reported as missing.
    let text = match is_utf16.then(|| utf16(&bytes)) {
        Some(text) if !path.starts_with(CONTENT) || text.starts_with(['-', '+']) => text,
        Some(_) => "---\ntitle: \u{fffd}\n---\n".to_owned(),
        None => String::from_utf8_lossy(&bytes).into_owned(),
    };
    let text = text.into();
    (Source { path, text }, Some(trouble))
}

/// A text whose lines end with carriage returns alone, as CommonMark allows it, with line feeds in their places.
fn with_line_feeds(text: String) -> String {
    if memchr::memchr(b'\r', text.as_bytes()).is_some() && !text.contains('\n') {
        return text.replace('\r', "\n");
    }
    text
}

/// A text of UTF-16 behind its byte order mark.
fn utf16(bytes: &[u8]) -> String {
    let is_little = bytes.starts_with(&[0xff, 0xfe]);
    let units = bytes[2..].chunks_exact(2).map(|pair| {
        let read = if is_little {
            u16::from_le_bytes
        } else {
            u16::from_be_bytes
        };
        read([pair[0], pair[1]])
    });
    let letters = char::decode_utf16(units);
    letters
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

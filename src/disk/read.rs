//! A file below the root → what the program reads there.
//!
//! In: a path. Out: a text or a file with its fault. What is passed over, what is too large and what is
//! no text is said here and nowhere else; nothing is written.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::tree::{CONFIG, CONTENT, Tree};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Asset, Location, Source, SourcePath, Span};

/// A Markdown file or template of more bytes is no text that anybody wrote: 16 MiB.
pub const LARGEST_SOURCE: u64 = 16 * 1024 * 1024;

/// What is said of pipes, devices and folders where a file is read.
pub(super) const NO_FILE: &str = "it is no plain file";

/// What a file is to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Content,
    Template,
    Asset,
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
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(whole(path), &reason(&error))),
        Ok(data) if data.is_symlink() => match tree.target(&real) {
            Ok(Some(_)) => {}
            Ok(None) => return Err(outside(path)),
            Err(error) => return Err(unreadable(whole(path), &reason(&error))),
        },
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

/// Reads a file.
pub(super) fn read(
    kind: FileKind,
    path: SourcePath,
    real: &Path,
) -> (Option<ReadFile>, Option<Diagnostic>) {
    if kind == FileKind::Asset {
        return match bytes(kind, real) {
            Ok(bytes) => {
                let bytes = bytes.into();
                (Some(ReadFile::Asset(Asset { path, bytes })), None)
            }
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
    match bytes(FileKind::Content, real) {
        Ok(bytes) => {
            let (source, trouble) = source(path, bytes);
            (Some(source), trouble)
        }
        Err(trouble) => (None, Some(trouble.diagnostic(path))),
    }
}

fn bytes(kind: FileKind, path: &Path) -> Result<Vec<u8>, Trouble> {
    let trouble = |error: std::io::Error| Trouble::Unreadable(reason(&error));
    let mut file = File::open(path).map_err(trouble)?;
    let size = file.metadata().map_err(trouble)?.len();
    if kind != FileKind::Asset && size > LARGEST_SOURCE {
        return Err(Trouble::TooLarge(size));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    // What grows at this moment is read as it was; the end need not be looked for.
    (&mut file)
        .take(size)
        .read_to_end(&mut bytes)
        .map_err(trouble)?;
    Ok(bytes)
}

enum Trouble {
    TooLarge(u64),
    Unreadable(String),
}

impl Trouble {
    fn diagnostic(self, path: SourcePath) -> Diagnostic {
        let at = whole(path);
        match self {
            Self::TooLarge(size) => Diagnostic::new(
                Code::FileTooLarge,
                at,
                format!("this file has {size} bytes: it is too large to be a text"),
            )
            .help(
                "a text has at most 16 MiB (16,777,216 bytes): split it, or move it to `static/`",
            ),
            Self::Unreadable(reason) => unreadable(at, &reason),
        }
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

/// What is reported at a link that leads out of the primer.
pub(super) fn outside(path: SourcePath) -> Diagnostic {
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
            let text = text.into();
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
    let text = match (is_utf16, path.starts_with("content/")) {
        // Nothing of it can be read: further reports would be noise.
        (true, true) => "---\ntitle: \u{fffd}\n---\n".to_owned(),
        (true, false) => String::new(),
        (false, _) => String::from_utf8_lossy(&bytes).into_owned(),
    };
    let text = text.into();
    (Source { path, text }, Some(trouble))
}

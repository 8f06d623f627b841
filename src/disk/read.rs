//! One path below the root → what the program reads there.
//!
//! In: the root and a path. Out: files with their kinds, folders, links and faults. What is passed
//! over, what is too large and what is no text is said here and nowhere else; nothing is written.

use std::fs::File;
use std::io::Read;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use walkdir::WalkDir;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Asset, Location, Source, SourcePath, Span};

/// A Markdown file or template of more bytes is no text that anybody wrote: 16 MiB.
pub const LARGEST_SOURCE: u64 = 16 * 1024 * 1024;

/// The name of the settings.
pub const CONFIG: &str = "primer.toml";

/// The folder that a primer cannot be without.
pub(super) const CONTENT: &str = "content";

/// The folders that are read.
pub(super) const FOLDERS: [&str; 3] = [CONTENT, "static", "templates"];

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

/// What there is at and below a path.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The files, each with its path from the root and on the disk.
    pub(super) files: Vec<(FileKind, SourcePath, PathBuf)>,
    /// The folders.
    pub(super) folders: Vec<PathBuf>,
    /// The links to files and folders.
    pub(super) links: Vec<PathBuf>,
    /// What could not be listed.
    pub(super) troubles: Vec<Diagnostic>,
}

/// Whether the program reads what is at a path from the root, if anything is.
pub(super) fn is_read(path: &str) -> bool {
    let mut parts = path.split('/');
    let first = parts.next().unwrap_or("");
    path == CONFIG || (FOLDERS.contains(&first) && !parts.any(is_passed_over))
}

/// Hidden files, the backups that editors make, and what systems leave in folders.
fn is_passed_over(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || matches!(name, "Thumbs.db" | "desktop.ini")
}

fn is_item_passed_over(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| is_passed_over(&name.to_string_lossy()))
}

/// A path on the disk as a path from the root.
pub(super) fn relative(root: &Path, path: &Path) -> SourcePath {
    // Nearly always the path is written like the root; to compare them name by name takes longer.
    let texts = root.to_str().zip(path.to_str());
    let below = texts
        .and_then(|(root, path)| path.strip_prefix(root)?.strip_prefix(MAIN_SEPARATOR))
        .filter(|below| !below.starts_with(['.', MAIN_SEPARATOR]));
    below.map_or_else(
        || {
            let path = path.strip_prefix(root).unwrap_or(path);
            SourcePath::new(&path.to_string_lossy())
        },
        SourcePath::new,
    )
}

/// Lists what is at a path and below it, the files in the order of their paths. The path is one that [`is_read`].
pub(super) fn walk(root: &Path, at: &str) -> Walk {
    let mut found = Walk::default();
    let top = root.join(at);
    let folder = at.split('/').next().unwrap_or(at);
    // Without a folder there is nothing to report; a file of its name is no concern of ours.
    if at == folder && !top.is_dir() {
        return found;
    }
    if let Some(trouble) = loop_above(root, at) {
        found.troubles.push(trouble);
        return found;
    }
    let walk = WalkDir::new(&top)
        .follow_links(true)
        .into_iter()
        .filter_entry(|item| item.depth() == 0 || !is_item_passed_over(item.path()));
    for item in walk {
        match item {
            Ok(item) => {
                if item.path_is_symlink() {
                    found.links.push(item.path().to_owned());
                }
                let path = relative(root, item.path());
                if item.file_type().is_dir() {
                    found.folders.push(item.path().to_owned());
                } else if !item.file_type().is_file() {
                    // A pipe or a socket: nothing to read.
                } else if item.path().to_str().is_none() {
                    found
                        .troubles
                        .push(unreadable(whole(path), "its name is not UTF-8"));
                } else {
                    found
                        .files
                        .push((kind(folder, item.path()), path, item.path().to_owned()));
                }
            }
            // A link that leads nowhere or in circles is passed over by its name like any other file.
            Err(error)
                if error
                    .path()
                    .is_some_and(|path| path != top && is_item_passed_over(path)) => {}
            Err(error) => {
                let path = error.path().unwrap_or(&top);
                if path.is_symlink() {
                    found.links.push(path.to_owned());
                }
                let path = relative(root, path);
                found
                    .troubles
                    .push(match (error.loop_ancestor(), error.io_error()) {
                        (Some(ancestor), _) => circle(path, &relative(root, ancestor)),
                        (None, Some(io)) => unreadable(whole(path), &reason(io)),
                        (None, None) => unreadable(whole(path), "the file system gives no reason"),
                    });
            }
        }
    }
    // Whole paths are compared faster than names while they are listed.
    found.files.sort_unstable_by(|a, b| a.1.cmp(&b.1));
    found
}

/// A walk sees a circle only from its start on; this one starts in the middle of the tree.
fn loop_above(root: &Path, at: &str) -> Option<Diagnostic> {
    let mut ends: Vec<usize> = at.match_indices('/').map(|(end, _)| end).collect();
    ends.push(at.len());
    for (number, &end) in ends.iter().enumerate().skip(1) {
        let link = root.join(&at[..end]);
        if !link.is_symlink() {
            continue;
        }
        let Ok(real) = link.canonicalize() else {
            continue;
        };
        for &above in ends[..number].iter().rev() {
            let ancestor = &at[..above];
            if root
                .join(ancestor)
                .canonicalize()
                .is_ok_and(|ancestor| ancestor == real)
            {
                let path = SourcePath::new(&at[..end]);
                return Some(circle(path, &SourcePath::new(ancestor)));
            }
        }
    }
    None
}

fn kind(folder: &str, path: &Path) -> FileKind {
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

fn unreadable(at: Location, reason: &str) -> Diagnostic {
    Diagnostic::new(
        Code::UnreadableFile,
        at,
        format!("this cannot be read: {reason}"),
    )
    .help("give the program leave to read it, or take it out of the primer")
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

fn circle(path: SourcePath, ancestor: &SourcePath) -> Diagnostic {
    Diagnostic::new(
        Code::SymlinkLoop,
        whole(path),
        format!("this link leads back to `{ancestor}`, which it lies in"),
    )
    .help("remove the link: a folder cannot hold itself")
}

fn whole(path: SourcePath) -> Location {
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

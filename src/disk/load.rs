//! The folders of a primer → its inputs.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diagnostic::{Code, Diagnostic};
use crate::pipeline::{Inputs, Options};
use crate::source::{Asset, Location, Source, SourcePath, Span};

/// A Markdown file or template of more bytes is no text that anybody wrote: 16 MiB.
pub const LARGEST_SOURCE: u64 = 16 * 1024 * 1024;

/// The name of the settings.
pub const CONFIG: &str = "primer.toml";

/// Reads a primer: `primer.toml`, `content/`, `templates/` and `static/` below `root`.
///
/// # Errors
///
/// Where there is no primer at `root`, or its settings cannot be read.
pub fn load(root: &Path, options: Options) -> Result<Inputs> {
    let mut inputs = Inputs {
        options,
        ..Inputs::default()
    };
    if !root.is_dir() {
        bail!("there is no folder `{}`", root.display());
    }
    if !root.join("content").is_dir() {
        bail!(
            "there is no folder `content` in `{}`: `primer init` makes a new primer, `--root` names another folder",
            root.display()
        );
    }
    let config = root.join(CONFIG);
    if config.is_file() {
        let bytes =
            fs::read(&config).with_context(|| format!("cannot read `{}`", config.display()))?;
        inputs.config = Some(source(SourcePath::new(CONFIG), bytes, &mut inputs.troubles));
    }
    let mut files = Vec::new();
    for folder in ["content", "static", "templates"] {
        walk(root, folder, &mut files, &mut inputs.troubles);
    }
    let read: Vec<(Kind, SourcePath, Result<Vec<u8>, Trouble>)> = files
        .into_par_iter()
        .map(|(kind, path, real)| {
            let bytes = read(kind, &real);
            (kind, path, bytes)
        })
        .collect();
    for (kind, path, bytes) in read {
        match (kind, bytes) {
            (_, Err(trouble)) => inputs.troubles.push(trouble.diagnostic(path)),
            (Kind::Content, Ok(bytes)) => {
                let source = source(path, bytes, &mut inputs.troubles);
                inputs.content.insert(source);
            }
            (Kind::Template, Ok(bytes)) => {
                let source = source(path, bytes, &mut inputs.troubles);
                inputs.templates.push(source);
            }
            (Kind::Asset, Ok(bytes)) => inputs.assets.push(Asset {
                path,
                bytes: Arc::from(bytes),
            }),
        }
    }
    Ok(inputs)
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Content,
    Template,
    Asset,
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

fn whole(path: SourcePath) -> Location {
    Location {
        path,
        span: Span::default(),
    }
}

/// Lists the files below a folder in a fixed order. Hidden files and the backups that editors make
/// are passed over.
fn walk(
    root: &Path,
    folder: &str,
    files: &mut Vec<(Kind, SourcePath, PathBuf)>,
    troubles: &mut Vec<Diagnostic>,
) {
    let top = root.join(folder);
    if !top.is_dir() {
        return;
    }
    let relative = |path: &Path| -> SourcePath {
        let path = path.strip_prefix(root).unwrap_or(path);
        SourcePath::new(&path.to_string_lossy())
    };
    let walk = WalkDir::new(&top)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|item| item.depth() == 0 || !is_passed_over(item.path()));
    for item in walk {
        match item {
            Ok(item) if item.file_type().is_file() => {
                let path = relative(item.path());
                if item.path().to_str().is_none() {
                    troubles.push(unreadable(whole(path), "its name is not UTF-8"));
                    continue;
                }
                let kind = match folder {
                    "templates" => Kind::Template,
                    "content" if is_markdown(item.path()) => Kind::Content,
                    _ => Kind::Asset,
                };
                files.push((kind, path, item.path().to_owned()));
            }
            Ok(_) => {}
            // A link that leads nowhere or in circles is passed over by its name like any other file.
            Err(error)
                if error
                    .path()
                    .is_some_and(|path| path != top && is_passed_over(path)) => {}
            Err(error) => {
                let path = relative(error.path().unwrap_or(&top));
                troubles.push(match (error.loop_ancestor(), error.io_error()) {
                    (Some(ancestor), _) => Diagnostic::new(
                        Code::SymlinkLoop,
                        whole(path),
                        format!(
                            "this link leads back to `{}`, which it lies in",
                            relative(ancestor)
                        ),
                    )
                    .help("remove the link: a folder cannot hold itself"),
                    (None, Some(io)) => unreadable(whole(path), &reason(io)),
                    (None, None) => unreadable(whole(path), "the file system gives no reason"),
                });
            }
        }
    }
}

fn is_passed_over(path: &Path) -> bool {
    let Some(name) = path.file_name() else {
        return false;
    };
    let name = name.to_string_lossy();
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || matches!(name.as_ref(), "Thumbs.db" | "desktop.ini")
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown")
    })
}

fn read(kind: Kind, path: &Path) -> Result<Vec<u8>, Trouble> {
    let trouble = |error: std::io::Error| Trouble::Unreadable(reason(&error));
    if kind != Kind::Asset {
        let size = fs::metadata(path).map_err(trouble)?.len();
        if size > LARGEST_SOURCE {
            return Err(Trouble::TooLarge(size));
        }
    }
    fs::read(path).map_err(trouble)
}

/// The words of the system, without its number.
fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    text.to_lowercase()
}

/// A file as a text. What is not UTF-8 is replaced, so that the rest can be read and the place be
/// shown.
fn source(path: SourcePath, bytes: Vec<u8>, troubles: &mut Vec<Diagnostic>) -> Source {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
            let diagnostic = Diagnostic::new(
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
            troubles.push(diagnostic);
            if is_utf16 {
                // Nothing of it can be read: further reports would be noise.
                let is_entry = path.starts_with("content/");
                return Source {
                    path,
                    text: if is_entry {
                        "---\ntitle: \u{fffd}\n---\n"
                    } else {
                        ""
                    }
                    .into(),
                };
            }
            String::from_utf8_lossy(&bytes).into_owned()
        }
    };
    Source {
        path,
        text: text.into(),
    }
}

//! `primer init`: a small primer that builds, to start from.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::terminal::say;
use crate::cli::Global;
use crate::config::schema::{humanized, quoted};
use crate::source::character::visible;

/// The files of a new primer.
const FILES: &[(&str, &str)] = &[
    ("primer.toml", include_str!("init/primer.toml")),
    (".gitignore", "/public\n"),
    ("content/_index.md", include_str!("init/home.md")),
    ("content/about.md", include_str!("init/about.md")),
    ("content/terms/_index.md", include_str!("init/terms.md")),
    ("content/terms/entry.md", include_str!("init/entry.md")),
    (
        "content/terms/cross-link.md",
        include_str!("init/cross-link.md"),
    ),
];

/// Of the files of a new primer, this one may be there already.
const IGNORED: &str = ".gitignore";

pub(super) fn run(global: &Global, folder: &Path) -> Result<ExitCode> {
    for (path, _) in FILES.iter().filter(|(path, _)| *path != IGNORED) {
        let path = folder.join(path);
        if path.symlink_metadata().is_ok() {
            bail!(
                "`{}` exists already: nothing was written",
                visible(&path.to_string_lossy())
            );
        }
    }
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
    let title = title(folder);
    for (path, text) in FILES {
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)
                .with_context(|| format!("cannot make the folder `{}`", parent.display()))?;
        }
        let mut options = OpenOptions::new();
        if *path == IGNORED {
            options.append(true).create(true);
            let known = fs::read_to_string(&file).unwrap_or_default();
            if known.lines().any(|line| line == text.trim_end()) {
                continue;
            }
        } else {
            options.write(true).create_new(true);
        }
        let text = text.replace("\"My primer\"", &title);
        options
            .open(&file)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .with_context(|| format!("cannot write `{}`", file.display()))?;
    }
    if !global.quiet {
        let shown = folder.to_string_lossy();
        let shown = visible(&shown);
        let (place, enter) = if shown == "." {
            ("this folder".to_owned(), String::new())
        } else {
            (shown.to_string(), format!("    cd {}\n", in_shell(&shown)))
        };
        say(&format!(
            "Made a primer in {place}. To see it as a site:\n\n{enter}    primer serve --open\n\nand to write it to public/: `primer build`.\n",
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// The name of the folder, quoted as in TOML.
fn title(folder: &Path) -> String {
    let whole = folder.canonicalize().unwrap_or_default();
    let name = whole.file_name().map(|name| name.to_string_lossy());
    let name = name.map_or_else(|| "My primer".to_owned(), |name| humanized(&name));
    quoted(&name)
}

/// A path as a shell reads it.
fn in_shell(path: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./~+:\\".contains(letter);
    if path.chars().all(is_plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}

//! `primer init`: a small primer that builds, to start from.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::terminal::say;
use crate::cli::Global;

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

pub(super) fn run(global: &Global, folder: &Path) -> Result<ExitCode> {
    let is_empty = match fs::read_dir(folder) {
        Ok(mut items) => items.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read `{}`", folder.display()));
        }
    };
    if !is_empty {
        bail!("`{}` is not empty: name a new folder", folder.display());
    }
    for (path, text) in FILES {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)
                .with_context(|| format!("cannot make the folder `{}`", parent.display()))?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    if !global.quiet {
        say(&format!(
            "Made a primer in {0}. To see it as a site:\n\n    cd {0}\n    primer serve --open\n\nand to write it to public/: `primer build`.\n",
            folder.display()
        ));
    }
    Ok(ExitCode::SUCCESS)
}

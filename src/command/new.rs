//! `primer new`: a file with the front matter that its collection asks for.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::run::{today, tree};
use super::terminal::{below, print, say};
use crate::cli::Global;
use crate::config::schema::{FieldType, quoted};
use crate::config::{Collection, Config, Settings};
use crate::diagnostic::nearest::nearest;
use crate::disk::load::{CONFIG, list};
use crate::entry::Extent;
use crate::entry::slug::slug;
use crate::pipeline::{Content, Options};
use crate::source::character::visible;

pub(super) fn run(global: &Global, collection: &str, name: &str) -> Result<ExitCode> {
    let tree = tree(global)?;
    let options = Options {
        extent: Extent::Facts,
        ..Options::default()
    };
    let inputs = list(&tree, options)?;
    let files = inputs.content.files();
    let paths = files.iter().map(|(path, _)| &***path);
    let settings = Settings::new(inputs.config.as_ref(), None, false, paths);
    if !settings.faults().is_empty() {
        bail!("`{CONFIG}` has errors: `primer check` shows them");
    }
    let mut config = Config::clone(&settings.config);
    let wanted = collection.trim_matches('/');
    let index = if let Some(index) = config.collection_named(wanted) {
        index
    } else {
        let known = config.collections.iter().map(|known| known.name.as_str());
        if let Some(near) = nearest(wanted, known) {
            bail!("there is no collection `{wanted}`; did you mean `{near}`?");
        }
        if slug(wanted) != wanted {
            bail!("`{wanted}` cannot be the name of a folder: write letters, digits and hyphens");
        }
        say(&format!("`{wanted}` is a new collection.\n"));
        config = config.with_folders([wanted]);
        config
            .collection_named(wanted)
            .with_context(|| format!("the collection `{wanted}` cannot be made"))?
    };
    let collection = &config.collections[index];
    let key = slug(name);
    if key.is_empty() {
        bail!("`{name}` has no letter or digit that the name of a file could be made of");
    }
    let folder = below(&global.root, "content").join(&collection.folder);
    if !tree.is_own(&format!("content/{}", collection.folder)) {
        bail!(
            "`{}` lies behind a symbolic link that leads out of the primer: `--follow-links` allows the folder that it leads into",
            folder.display()
        );
    }
    fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
    let path = folder.join(format!("{key}.md"));
    let text = front_matter(collection, &readable(name, &key));
    let mut file = match OpenOptions::new().write(true).create_new(true).open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            bail!("`{}` exists already", path.display());
        }
        Err(error) => {
            return Err(error).with_context(|| format!("cannot write `{}`", path.display()));
        }
    };
    file.write_all(text.as_bytes())
        .with_context(|| format!("cannot write `{}`", path.display()))?;
    print(format!("{}\n", visible(&path.to_string_lossy())).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// A name that was given as a slug becomes words.
fn readable(name: &str, key: &str) -> String {
    if name == key {
        crate::config::schema::humanized(name)
    } else {
        name.to_owned()
    }
}

/// The front matter of a new entry: its name, what is required, and what most entries have.
fn front_matter(collection: &Collection, name: &str) -> String {
    let name_field = collection.name_field.as_deref().unwrap_or("title");
    let mut text = String::from("---\n");
    for field in &collection.fields {
        let is_name = field.name == name_field || field.name == "title";
        let usual = matches!(field.name.as_str(), "description" | "category" | "related");
        if !(is_name || usual || field.declared) {
            continue;
        }
        let value = match &field.kind {
            _ if is_name => quoted(name),
            FieldType::Date => today().to_string(),
            kind if field.required || !matches!(kind.blank().as_str(), "\"\"" | "[]") => {
                // Nothing is made up: until somebody writes it, the check asks for it.
                format!("# {}", kind.description())
            }
            kind => kind.blank(),
        };
        let is_asked = is_name || field.required || field.name == "description";
        let start = if is_asked { "" } else { "# " };
        let _ = writeln!(text, "{start}{}: {value}", field.name);
    }
    text.push_str("draft: true\n---\n\n");
    text
}

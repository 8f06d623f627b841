//! The built-in theme: templates and files that `build.rs` puts into the program.

use std::sync::LazyLock;

use crate::asset::{Asset, AssetPlace};
use crate::config::LookSettings;
use crate::source::{Source, SourcePath};

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/theme.rs"));
}

/// The folder of the site's templates, with its slash.
pub const TEMPLATES: &str = "templates/";

/// The stylesheet among the files of the theme.
const STYLE: &str = "style.css";

/// The script of redirect pages among them.
pub const REDIRECT: &str = "redirect.js";

/// Built-in templates are found under this name, also where the site has one of its own.
pub const PREFIX: &str = "primer/";

/// The names of the built-in templates.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    embedded::TEMPLATES.iter().map(|(name, _)| *name)
}

/// The built-in templates as sources, for reports.
pub fn templates() -> impl Iterator<Item = Source> {
    embedded::TEMPLATES
        .iter()
        .map(|(name, text)| Source::new(&format!("{PREFIX}{name}"), *text))
}

/// The files of the built-in theme, as if they lay in `static/`; the stylesheet with what the settings say of it.
pub fn assets(look: &LookSettings) -> impl Iterator<Item = Asset> {
    static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
        let asset = |(name, bytes): &(&str, &[u8])| {
            Asset::new(SourcePath::new(&format!("static/{name}")), *bytes)
        };
        embedded::STATIC.iter().map(asset).collect()
    });
    let styled = look.css();
    ASSETS
        .iter()
        .map(move |asset| match (&styled, &asset.place) {
            (Some(css), AssetPlace::Memory(bytes)) if asset.site_path() == STYLE => {
                let bytes = [&**bytes, css.as_bytes()].concat();
                Asset::new(asset.path.clone(), bytes)
            }
            _ => asset.clone(),
        })
}

/// The name by which a template of a site is called.
pub(super) fn name(source: &Source) -> &str {
    source.path.strip_prefix(TEMPLATES).unwrap_or(&source.path)
}

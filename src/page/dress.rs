//! What every page wears, by the settings of the site: banner, logo, icon, fonts, and the image with which it is shared.

use super::Outline;
use super::value::{Object, Value, list};
use crate::config::LinkUse;
use crate::glossary::Target;
use crate::source::Spanned;

impl Outline {
    /// The values of `site` that say what every page wears.
    pub(super) fn dress(&self) -> Vec<(&'static str, Value)> {
        let look = &self.config.look;
        vec![
            ("footer", list(self.footer())),
            ("banner", self.banner().into()),
            ("logo", self.file_value(look.logo.as_ref()).into()),
            ("icon", self.file_value(look.icon.as_ref()).into()),
            (
                "image",
                self.file_value(self.config.site.image.as_ref()).into(),
            ),
            ("fonts", list(self.fonts())),
        ]
    }

    /// The text of the entry that stands above every page. Its blocks have no numbers there: those are of the page.
    fn banner(&self) -> Option<String> {
        let entry = self
            .settings_target(self.config.site.banner.as_ref()?)?
            .entry()?;
        if !self.glossary.is_published(entry) {
            return None;
        }
        let html = self.with_links_for_lists(entry, self.content(entry));
        Some(without_ids(&html))
    }

    /// A file that the settings name: its path for `asset()`, its full address, its type, and the size of an image.
    fn file_value(&self, url: Option<&Spanned<String>>) -> Option<Value> {
        let Target::Asset { asset, .. } = self.settings_target(url?)? else {
            return None;
        };
        let asset = Some(*asset).filter(|&asset| self.files.is_image(asset))?;
        let size = self.files.size(asset);

        let path = self.glossary.assets[asset].site_path();
        let is_vector = self.glossary.assets[asset].path.ends_with(".svg");
        let value = Object::with_capacity(5)
            .with("path", path)
            .with("absolute", self.routes.absolute(&self.files.plain(asset)))
            .with("vector", is_vector)
            .with("width", size.map(|size| size.0))
            .with("height", size.map(|size| size.1));
        Some(value.into())
    }

    /// The addresses of the fonts that every page loads.
    fn fonts(&self) -> Vec<String> {
        let links = self.config.links().into_iter();
        let links = links.zip(&self.glossary.navigation);
        let fonts = links.filter(|((_, used), _)| *used == LinkUse::File);
        let files = fonts.filter_map(|(_, target)| match target {
            Target::Asset { asset, .. } => Some(*asset),
            _ => None,
        });
        files
            .filter(|&asset| self.files.is_published(asset))
            .map(|asset| self.files.plain(asset))
            .collect()
    }
}

/// HTML without the ids of its blocks and headings, and without the links of headings to themselves.
fn without_ids(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, behind)) = rest.split_once(" id=\"") {
        out.push_str(before);
        rest = behind.split_once('"').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

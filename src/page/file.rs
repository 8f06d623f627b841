//! Files of the site: their addresses, also under the names that change with their content, and the sizes of images.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::route::Routes;
use crate::entry::tags::start_tags;
use crate::source::{Asset, without_fingerprint};

/// The files of a site with their addresses.
#[derive(Debug)]
pub struct Files {
    assets: Arc<Vec<Asset>>,
    by_path: BTreeMap<String, usize>,
    routes: Routes,
    fingerprinted: Vec<OnceLock<String>>,
    sizes: Vec<OnceLock<Option<(u32, u32)>>>,
}

impl Files {
    pub(super) fn new(assets: &Arc<Vec<Asset>>, routes: &Routes) -> Self {
        Self {
            assets: Arc::clone(assets),
            by_path: assets
                .iter()
                .enumerate()
                .map(|(index, asset)| (asset.site_path().to_owned(), index))
                .collect(),
            routes: routes.clone(),
            fingerprinted: assets.iter().map(|_| OnceLock::new()).collect(),
            sizes: assets.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// The index of the file at a place on the site.
    pub fn find(&self, site_path: &str) -> Option<usize> {
        self.by_path.get(site_path).copied()
    }

    /// The index of the file at a place under a name that changes with its content.
    pub fn find_fingerprinted(&self, path: &str) -> Option<usize> {
        let index = self.find(&without_fingerprint(path)?)?;
        (self.fingerprinted_path(index) == path).then_some(index)
    }

    /// The files.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// The address of a file under its own name, which never changes.
    pub fn plain(&self, index: usize) -> String {
        self.routes.file_url(self.assets()[index].site_path())
    }

    /// The place of a file under the name that changes with its content.
    pub fn fingerprinted_path(&self, index: usize) -> &str {
        self.fingerprinted[index].get_or_init(|| self.assets[index].fingerprinted_path())
    }

    /// The address of a file under the name that changes with its content.
    pub fn fingerprinted(&self, index: usize) -> String {
        self.routes.file_url(self.fingerprinted_path(index))
    }

    /// Width and height of an image in pixels.
    pub fn size(&self, index: usize) -> Option<(u32, u32)> {
        *self.sizes[index].get_or_init(|| {
            let asset = &self.assets()[index];
            if asset.path.to_ascii_lowercase().ends_with(".svg") {
                return svg_size(&asset.bytes);
            }
            let size = imagesize::blob_size(&asset.bytes).ok()?;
            Some((
                u32::try_from(size.width).ok()?,
                u32::try_from(size.height).ok()?,
            ))
        })
    }
}

/// The size of a vector image: of its attributes, or of its view box.
fn svg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let text = std::str::from_utf8(bytes).ok()?;
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

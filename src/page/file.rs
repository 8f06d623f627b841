//! Files of the site: their addresses, also under the names that change with their content, and the sizes of images.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::route::Routes;
use crate::asset::{Asset, without_fingerprint};

/// The files of a site with their addresses.
#[derive(Debug)]
pub struct Files {
    assets: Arc<Vec<Asset>>,
    by_path: BTreeMap<String, usize>,
    routes: Routes,
    untrusted: bool,
}

impl Files {
    pub(super) fn new(assets: &Arc<Vec<Asset>>, routes: &Routes, untrusted: bool) -> Self {
        Self {
            assets: Arc::clone(assets),
            by_path: assets
                .iter()
                .enumerate()
                .map(|(index, asset)| (asset.site_path().to_owned(), index))
                .collect(),
            routes: routes.clone(),
            untrusted,
        }
    }

    /// Whether a file goes to the site: of a stranger's files, those that a browser can only show.
    pub fn is_published(&self, index: usize) -> bool {
        !self.untrusted || self.assets[index].is_inert()
    }

    /// Whether a file is an image that goes to the site.
    pub fn is_image(&self, index: usize) -> bool {
        self.is_published(index) && self.assets[index].is_image()
    }

    /// The index of the file at a place on the site.
    pub fn find(&self, site_path: &str) -> Option<usize> {
        let found = self.by_path.get(site_path).copied();
        found.filter(|index| self.is_published(*index))
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

    /// The place of a file under the name that changes with its content; its own where nobody read that.
    pub fn fingerprinted_path(&self, index: usize) -> String {
        let asset = &self.assets[index];
        match &asset.facts {
            Some(facts) => asset.fingerprinted_path(&facts.hash),
            None => asset.site_path().to_owned(),
        }
    }

    /// The address of a file under the name that changes with its content.
    pub fn fingerprinted(&self, index: usize) -> String {
        self.routes.file_url(&self.fingerprinted_path(index))
    }

    /// Width and height of an image in pixels.
    pub fn size(&self, index: usize) -> Option<(u32, u32)> {
        self.assets[index].facts?.pixels
    }
}

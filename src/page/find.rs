//! Which page or file there is at a path of the output: a server's question.

use super::{Outline, PageKind};
use crate::glossary::names::Place;
use crate::glossary::taxonomy::{A_TO_Z, CATEGORIES, Group, TAGS};

/// What a path of the output holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A page, made when it is asked for.
    Page(PageKind),
    /// A file, by its index among the assets.
    File(usize),
}

impl Outline {
    /// What is at a path of the output, such as `primer/causation/index.html`.
    pub fn find(&self, file: &str) -> Option<Found> {
        if let Some(asset) = self
            .files
            .find(file)
            .or_else(|| self.files.find_marked(file))
        {
            return Some(Found::File(asset));
        }
        let place = file
            .strip_suffix("/index.html")
            .or((file == "index.html").then_some(""));
        let place = place.or_else(|| file.strip_suffix(".html")).unwrap_or(file);
        let kind = [place, file].into_iter().find_map(|path| {
            self.page_at(path)
                .filter(|kind| self.route(*kind).file == file)
        });
        kind.map(Found::Page)
    }

    /// The page at a place of the site.
    fn page_at(&self, path: &str) -> Option<PageKind> {
        let names = &self.glossary.names;
        match names.at(path)? {
            Place::Entry(index) if !self.glossary.is_published(index) => None,
            Place::Entry(index) => {
                if self.has_own_page(index) {
                    Some(PageKind::Entry(index))
                } else {
                    self.made_page(path)
                }
            }
            Place::Redirect(index, alias) if self.glossary.is_published(index) => {
                Some(PageKind::Redirect(index, alias))
            }
            Place::Redirect(..) => None,
            Place::Page => self.made_page(path),
            Place::Asset(_) => None,
        }
    }

    /// The page that the program makes at a place.
    fn made_page(&self, path: &str) -> Option<PageKind> {
        let taxonomy = &self.glossary.taxonomy;
        let group = |groups: &[Group]| groups.iter().position(|group| group.path == path);
        let collections = &self.config.collections;
        match path {
            "" => Some(PageKind::Home),
            "404.html" => Some(PageKind::NotFound),
            "robots.txt" => Some(PageKind::Robots),
            "sitemap.xml" => Some(PageKind::Sitemap),
            "feed.xml" => Some(PageKind::Feed),
            A_TO_Z => Some(PageKind::AToZ),
            CATEGORIES => Some(PageKind::Categories),
            TAGS => Some(PageKind::Tags),
            path => collections
                .iter()
                .position(|collection| collection.folder == path)
                .map(PageKind::Collection)
                .or_else(|| group(&taxonomy.categories).map(PageKind::Category))
                .or_else(|| group(&taxonomy.tags).map(PageKind::Tag)),
        }
    }
}

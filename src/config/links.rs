//! What the settings refer to: pages of the navigation, the entry of the banner, images and fonts, where old addresses lead.
//!
//! In: the settings. Out: each link with what it must lead to, always in the same order, so that what the glossary finds at
//! each of them stands beside it.

use super::Config;
use super::look::FontChoice;
use super::site::NavigationItem;
use crate::source::Spanned;

/// What a link of the settings must lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkUse {
    /// Anything that a reader can follow.
    Link,
    /// An entry, whose text is shown.
    Entry,
    /// An image of the site.
    Image,
    /// A file of the site.
    File,
}

impl Config {
    /// Every link of the settings.
    pub fn links(&self) -> Vec<(&Spanned<String>, LinkUse)> {
        let site = &self.site;
        let items = site.navigation.iter().flatten().chain(&site.footer);
        let items = items.flat_map(NavigationItem::links);
        let items = items.map(|url| (url, LinkUse::Link));
        let banner = site.banner.iter().map(|url| (url, LinkUse::Entry));
        let images = [&site.image, &self.look.logo, &self.look.icon];
        let images = images.into_iter().flatten();
        let images = images.map(|url| (url, LinkUse::Image));
        let fonts = self.look.fonts.values().filter_map(FontChoice::file);
        let fonts = fonts.map(|url| (url, LinkUse::File));
        let old = self.redirects.iter();
        let old = old.map(|redirect| (&redirect.to, LinkUse::Link));
        let links = items.chain(banner).chain(images).chain(fonts);
        links.chain(old).collect()
    }

    /// Of what belongs to each of the links, that of the redirects, by their numbers: they are the last ones.
    pub fn of_redirects<'l, T>(&self, links: &'l [T]) -> &'l [T] {
        &links[links.len() - self.redirects.len()..]
    }
}

impl NavigationItem {
    /// Its own link, and those of the items below it.
    fn links(&self) -> impl Iterator<Item = &Spanned<String>> {
        let below = self.items.iter().filter_map(|item| item.url.as_ref());
        self.url.iter().chain(below)
    }
}

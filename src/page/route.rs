//! The one rule from a place on the site to its address and its file.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::config::{Config, UrlStyle};
use crate::entry::html::has_byte;

/// What a path may not hold as it is (URL Standard, path percent-encode set), and `%` itself.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b']')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What a fragment may not hold (URL Standard, fragment percent-encode set).
const FRAGMENT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');

/// Whether a path is one of letters, digits and the signs of slugs: nearly every one is.
fn is_plain(path: &str) -> bool {
    let is_plain = |byte| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'-'..=b'9' | b'_');
    !has_byte(path, |byte| !is_plain(byte))
}

/// A path with the characters escaped that a URL may not hold; letters beyond ASCII are too.
pub fn encoded_path(path: &str) -> Cow<'_, str> {
    if is_plain(path) {
        Cow::Borrowed(path)
    } else {
        utf8_percent_encode(path, PATH).into()
    }
}

/// A fragment with the characters escaped that a URL may not hold.
pub fn encoded_fragment(fragment: &str) -> Cow<'_, str> {
    if is_plain(fragment) {
        Cow::Borrowed(fragment)
    } else {
        utf8_percent_encode(fragment, FRAGMENT).into()
    }
}

/// Where a page goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its address on its host: with the base path, escaped.
    pub url: String,
    /// Its path in the output folder.
    pub file: String,
}

/// Makes routes.
#[derive(Clone, Debug)]
pub struct Routes {
    style: UrlStyle,
    base: String,
    origin: Option<String>,
}

impl Routes {
    /// The routes of a site.
    pub fn new(config: &Config) -> Self {
        Self {
            style: config.site.urls,
            base: encoded_path(config.base_path()).into_owned(),
            origin: config
                .site
                .base_url
                .as_ref()
                .map(|base| base.origin.clone()),
        }
    }

    /// The address of the home page on its host.
    pub fn home(&self) -> &str {
        &self.base
    }

    /// A page, in the style of the site.
    pub fn page(&self, path: &str) -> Route {
        match self.style {
            UrlStyle::Directory => self.folder(path),
            UrlStyle::File => Route {
                url: self.page_url(path),
                file: [path, ".html"].concat(),
            },
        }
    }

    /// Room for the address of a path.
    pub(super) fn new_url(&self, path: &str) -> String {
        String::with_capacity(self.base.len() + path.len() + 1)
    }

    /// The address of a page.
    pub fn page_url(&self, path: &str) -> String {
        let mut url = self.new_url(path);
        self.write_page_url(path, &mut url);
        url
    }

    /// Writes the address of a page.
    pub(super) fn write_page_url(&self, path: &str, url: &mut String) {
        match self.style {
            UrlStyle::Directory => self.write_folder_url(path, url),
            UrlStyle::File => self.write_file_url(path, url),
        }
    }

    /// The page of a folder: it ends with a slash in both styles.
    pub fn folder(&self, path: &str) -> Route {
        Route {
            url: self.folder_url(path),
            file: if path.is_empty() {
                "index.html".to_owned()
            } else {
                [path, "/index.html"].concat()
            },
        }
    }

    /// The address of the page of a folder.
    pub fn folder_url(&self, path: &str) -> String {
        let mut url = self.new_url(path);
        self.write_folder_url(path, &mut url);
        url
    }

    /// Writes the address of the page of a folder.
    pub(super) fn write_folder_url(&self, path: &str, url: &mut String) {
        self.write_file_url(path, url);
        if !path.is_empty() {
            url.push('/');
        }
    }

    /// A file that keeps its name.
    pub fn file(&self, path: &str) -> Route {
        Route {
            url: self.file_url(path),
            file: path.to_owned(),
        }
    }

    /// What is at a path of the output folder, if it is not known to be a file that keeps its name.
    pub fn of_file(&self, file: &str) -> Route {
        let folder = file.strip_suffix("index.html").map(|path| {
            path.strip_suffix('/')
                .or_else(|| path.is_empty().then_some(path))
        });
        match (folder.flatten(), file.strip_suffix(".html")) {
            (Some(folder), _) => self.folder(folder),
            (None, Some(path)) if self.style == UrlStyle::File && file != "404.html" => {
                self.page(path)
            }
            _ => self.file(file),
        }
    }

    /// The address of a file.
    pub fn file_url(&self, path: &str) -> String {
        let mut url = self.new_url(path);
        self.write_file_url(path, &mut url);
        url
    }

    fn write_file_url(&self, path: &str, url: &mut String) {
        url.push_str(&self.base);
        url.push_str(&encoded_path(path));
    }

    /// The full address of a path below the base URL, where there is one.
    pub fn absolute(&self, path: &str) -> Option<String> {
        Some([self.origin.as_deref()?, &self.file_url(path)].concat())
    }

    /// The full address of a route.
    pub fn absolute_of(&self, route: &Route) -> Option<String> {
        Some([self.origin.as_deref()?, &route.url].concat())
    }
}

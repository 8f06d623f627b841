//! The one rule from a place on the site to its address and its file.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::config::{Config, UrlStyle};

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

/// A path with the characters escaped that a URL may not hold; letters beyond ASCII are too.
pub fn encoded_path(path: &str) -> String {
    Cow::from(utf8_percent_encode(path, PATH)).into_owned()
}

/// A fragment with the characters escaped that a URL may not hold.
pub fn encoded_fragment(fragment: &str) -> String {
    Cow::from(utf8_percent_encode(fragment, FRAGMENT)).into_owned()
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
            base: encoded_path(config.base_path()),
            origin: config
                .site
                .base_url
                .as_ref()
                .map(|base| base.origin.clone()),
        }
    }

    /// The address of the home page on its host.
    pub fn home(&self) -> String {
        self.base.clone()
    }

    /// A page, in the style of the site.
    pub fn page(&self, path: &str) -> Route {
        match self.style {
            UrlStyle::Directory => self.folder(path),
            UrlStyle::File => Route {
                url: self.page_url(path),
                file: format!("{path}.html"),
            },
        }
    }

    /// The address of a page.
    pub fn page_url(&self, path: &str) -> String {
        match self.style {
            UrlStyle::Directory => self.folder_url(path),
            UrlStyle::File => self.file_url(path),
        }
    }

    /// The page of a folder: it ends with a slash in both styles.
    pub fn folder(&self, path: &str) -> Route {
        Route {
            url: self.folder_url(path),
            file: if path.is_empty() {
                "index.html".to_owned()
            } else {
                format!("{path}/index.html")
            },
        }
    }

    /// The address of the page of a folder.
    pub fn folder_url(&self, path: &str) -> String {
        let mut url = self.file_url(path);
        if !path.is_empty() {
            url.push('/');
        }
        url
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
        let mut url = String::with_capacity(self.base.len() + path.len() + 1);
        url.push_str(&self.base);
        url.extend(utf8_percent_encode(path, PATH));
        url
    }

    /// The full address of a path below the base URL, where there is one.
    pub fn absolute(&self, path: &str) -> Option<String> {
        Some(self.origin.as_ref()?.clone() + &self.file_url(path))
    }

    /// The full address of a route.
    pub fn absolute_of(&self, route: &Route) -> Option<String> {
        Some(self.origin.as_ref()?.clone() + &route.url)
    }
}

//! The one rule from a place on the site to its address and its file.

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
    utf8_percent_encode(path, PATH).to_string()
}

/// A fragment with the characters escaped that a URL may not hold.
pub fn encoded_fragment(fragment: &str) -> String {
    utf8_percent_encode(fragment, FRAGMENT).to_string()
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
                url: format!("{}{}", self.base, encoded_path(path)),
                file: format!("{path}.html"),
            },
        }
    }

    /// The page of a folder: it ends with a slash in both styles.
    pub fn folder(&self, path: &str) -> Route {
        if path.is_empty() {
            return Route {
                url: self.base.clone(),
                file: "index.html".to_owned(),
            };
        }
        Route {
            url: format!("{}{}/", self.base, encoded_path(path)),
            file: format!("{path}/index.html"),
        }
    }

    /// A file that keeps its name.
    pub fn file(&self, path: &str) -> Route {
        Route {
            url: format!("{}{}", self.base, encoded_path(path)),
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

    /// The full address of a path below the base URL, where there is one.
    pub fn absolute(&self, path: &str) -> Option<String> {
        Some(format!(
            "{}{}{}",
            self.origin.as_ref()?,
            self.base,
            encoded_path(path)
        ))
    }

    /// The full address of a route.
    pub fn absolute_of(&self, route: &Route) -> Option<String> {
        Some(format!("{}{}", self.origin.as_ref()?, route.url))
    }
}

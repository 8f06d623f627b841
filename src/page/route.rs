//! The one rule from a place on the site to its address.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::config::{Config, UrlStyle};
use crate::entry::html::has_byte;
use crate::glossary::place::Form;

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

/// Makes addresses.
#[derive(Clone, Debug)]
pub struct Routes {
    style: UrlStyle,
    base: String,
    origin: Option<String>,
}

impl Routes {
    /// The addresses of a site.
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

    /// The address of a place on its host: with the base path, escaped.
    pub fn url(&self, path: &str, form: Form) -> String {
        let mut url = self.new_url(path);
        self.write_url(path, form, &mut url);
        url
    }

    /// Writes the address of a place.
    pub(super) fn write_url(&self, path: &str, form: Form, url: &mut String) {
        match (form, self.style) {
            (Form::File | Form::Files, _) | (Form::Page, UrlStyle::File) => {
                self.write_file_url(path, url);
            }
            (Form::Folder, _) | (Form::Page, UrlStyle::Directory) => {
                self.write_file_url(path, url);
                if !path.is_empty() {
                    url.push('/');
                }
            }
        }
    }

    /// Room for the address of a path.
    fn new_url(&self, path: &str) -> String {
        String::with_capacity(self.base.len() + path.len() + 1)
    }

    /// The address of a file of the output folder that may be a page: the page of a folder, or in the style of the
    /// site.
    pub fn url_of_file(&self, file: &str) -> String {
        let folder = file.strip_suffix("index.html").map(|path| {
            path.strip_suffix('/')
                .or_else(|| path.is_empty().then_some(path))
        });
        match (folder.flatten(), file.strip_suffix(".html")) {
            (Some(folder), _) => self.url(folder, Form::Folder),
            (None, Some(path)) if self.style == UrlStyle::File && file != "404.html" => {
                self.url(path, Form::Page)
            }
            _ => self.file_url(file),
        }
    }

    /// The address of a file.
    pub fn file_url(&self, path: &str) -> String {
        self.url(path, Form::File)
    }

    fn write_file_url(&self, path: &str, url: &mut String) {
        url.push_str(&self.base);
        url.push_str(&encoded_path(path));
    }

    /// The full address of an address on the host, where there is a base URL.
    pub fn absolute(&self, url: &str) -> Option<String> {
        Some([self.origin.as_deref()?, url].concat())
    }
}

//! The text of an entry with its addresses filled in.

use super::Outline;
use super::route::encoded_path;
use crate::entry::ReferenceKind;
use crate::entry::html::escape_into;
use crate::glossary::{EntryIndex, Target};

pub(super) struct Content<'o> {
    pub(super) outline: &'o Outline,
    pub(super) index: EntryIndex,
}

impl Content<'_> {
    pub(super) fn html(&self) -> String {
        let glossary = &*self.outline.glossary;
        let entry = glossary.entry(self.index);
        let targets = glossary.targets_of(self.index);
        entry.html().filled(|number, html| {
            let reference = &entry.references[number];
            let target = &targets[number];
            match reference.kind {
                ReferenceKind::Image => self.image(&reference.written, target, html),
                ReferenceKind::HtmlLink => {
                    let url = self.url(&reference.written, target);
                    escape_into(&url, html);
                }
                ReferenceKind::HtmlSource => {
                    let url = self.media_url(&reference.written, target);
                    escape_into(&url, html);
                }
                _ => self.link(&reference.kind, &reference.written, target, html),
            }
        })
    }

    /// The address of a target; for one that leads nowhere, what was written.
    fn url(&self, written: &str, target: &Target) -> String {
        let url = self.outline.target_url(Some(self.index), target);
        url.unwrap_or_else(|| self.as_written(written, target))
    }

    fn as_written(&self, written: &str, target: &Target) -> String {
        match target {
            Target::Unsafe => String::new(),
            Target::External => written.to_owned(),
            _ => match written.strip_prefix('/') {
                Some(path) => format!("{}{path}", self.outline.routes.home()),
                None => written.to_owned(),
            },
        }
    }

    /// The address of what is shown in the text: a file under the name that changes with its content.
    fn media_url(&self, written: &str, target: &Target) -> String {
        match target {
            Target::Asset { asset, suffix } => {
                format!("{}{suffix}", self.outline.files.marked(*asset))
            }
            target => self.url(written, target),
        }
    }

    fn link(&self, kind: &ReferenceKind, written: &str, target: &Target, html: &mut String) {
        let url = self.outline.target_url(Some(self.index), target);
        let leads_nowhere = match target {
            Target::Unsafe | Target::Ambiguous(_) | Target::Missing { .. } => true,
            Target::Entry { .. } => url.is_none(),
            _ => false,
        };
        let url = url.unwrap_or_else(|| self.as_written(written, target));
        let by_name = matches!(kind, ReferenceKind::WikiLink) || *target == Target::Unsafe;
        if leads_nowhere {
            html.push_str("class=\"broken\"");
            if by_name {
                return;
            }
            html.push(' ');
        }
        html.push_str("href=\"");
        write_url(&url, html);
        html.push('"');
        if *target == Target::External && leaves(&url) {
            html.push_str(" class=\"external\" rel=\"external\"");
        }
    }

    fn image(&self, written: &str, target: &Target, html: &mut String) {
        let url = self.media_url(written, target);
        html.push_str("src=\"");
        write_url(&url, html);
        html.push('"');
        if let Target::Asset { asset, .. } = target
            && let Some((width, height)) = self.outline.files.size(*asset)
        {
            html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        html.push_str(" loading=\"lazy\" decoding=\"async\"");
    }
}

/// Whether a URL leads to another site.
fn leaves(url: &str) -> bool {
    let scheme = url.split(':').next().unwrap_or("");
    url.starts_with("//")
        || scheme.eq_ignore_ascii_case("http")
        || scheme.eq_ignore_ascii_case("https")
}

/// Writes a URL into an attribute. Nearly every one has nothing to escape.
fn write_url(url: &str, html: &mut String) {
    let is_plain = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'/' | b'-' | b'_' | b'.' | b'#' | b':' | b'?' | b'=' | b'%'
            )
    };
    if url.bytes().all(is_plain) {
        html.push_str(url);
    } else {
        escape_into(&escaped_url(url), html);
    }
}

/// Escapes what a URL may not hold and leaves escapes that an author wrote.
fn escaped_url(url: &str) -> String {
    url.split('%')
        .enumerate()
        .map(|(index, part)| {
            let (path, rest) = part
                .find(['?', '#'])
                .map_or((part, ""), |at| part.split_at(at));
            let rest: String = rest
                .chars()
                .map(|letter| {
                    if letter.is_ascii_graphic()
                        && !matches!(letter, '"' | '<' | '>' | '`' | '\\' | '[' | ']')
                    {
                        letter.to_string()
                    } else {
                        encoded_path(&letter.to_string())
                    }
                })
                .collect();
            let percent = if index > 0 { "%" } else { "" };
            format!("{percent}{}{rest}", encoded_keeping_brackets(path))
        })
        .collect()
}

/// A host may be in brackets (RFC 3986, section 3.2.2): those stay.
fn encoded_keeping_brackets(path: &str) -> String {
    let encoded = encoded_path(path);
    if encoded.contains("//%5B") {
        encoded.replacen("%5B", "[", 1).replacen("%5D", "]", 1)
    } else {
        encoded
    }
}

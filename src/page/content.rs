//! The text of an entry with its addresses filled in.

use std::borrow::Cow;

use super::Outline;
use super::route::encoded_path;
use crate::config::HtmlMode;
use crate::entry::body::media::player;
use crate::entry::html::{Html, escape_into, has_byte};
use crate::entry::{MOST_EMBEDS, Reference, ReferenceKind, elsewhere};
use crate::glossary::{EntryIndex, Target};

impl Outline {
    /// The text of an entry as HTML.
    pub fn content(&self, index: EntryIndex) -> String {
        self.filled(index, self.glossary.entry(index).html(), true)
    }

    /// The text of an entry as HTML for a place that is no page of the site: every address is a full one, and headings
    /// have no links to themselves.
    pub(super) fn content_elsewhere(&self, index: EntryIndex) -> String {
        let html = self.content(index);
        let html = self.with_links_for_lists(index, html);
        let url = self.entry_url(index);
        let own = self.routes.absolute(&url).unwrap_or(url);
        elsewhere(&html, &own, |url| self.routes.absolute(url))
    }

    /// The title of an entry as HTML, where it is more than text.
    pub(super) fn title_html(&self, index: EntryIndex) -> Option<String> {
        let title = self.glossary.entry(index).title_html()?;
        Some(self.filled(index, title, false))
    }

    /// HTML of an entry with its addresses, and, if wanted, with what it embeds.
    pub(super) fn filled(&self, index: EntryIndex, of: &Html, with_embeds: bool) -> String {
        let glossary = &*self.glossary;
        let entry = glossary.entry(index);
        let targets = glossary.targets_of(index);
        let text = Text {
            outline: self,
            index,
        };
        let mut html = String::new();
        let mut embeds = 0;
        of.fill(&mut html, |number, is_text, html| {
            if is_text {
                embeds += 1;
                if with_embeds && embeds <= MOST_EMBEDS {
                    self.write_embed(index, &targets[number], html);
                }
                return true;
            }
            let reference = entry.references.at(number);
            text.write(reference, &targets[number], html)
        });
        if entry.body.counts.is_empty() {
            html
        } else {
            self.with_counts(&html)
        }
    }

    /// Whether a reference leads out of a site that nothing may lead out of.
    pub(super) fn leads_astray(&self, written: &str, target: &Target) -> bool {
        self.config.untrusted && *target == Target::External && !is_contact(written)
    }
}

/// The text of an entry, while it is written.
#[derive(Clone, Copy, Debug)]
struct Text<'o> {
    outline: &'o Outline,
    index: EntryIndex,
}

impl Text<'_> {
    /// Writes what belongs into the hole of a reference; says no where nothing does.
    fn write(self, reference: Reference<'_>, target: &Target, html: &mut String) -> bool {
        let written = reference.written();
        let address = match reference.kind {
            ReferenceKind::Image | ReferenceKind::Embed => {
                self.image(written, target, html);
                return true;
            }
            ReferenceKind::HtmlLink | ReferenceKind::HtmlAddress => self.url(written, target),
            ReferenceKind::HtmlSource => self.media_url(written, target),
            _ => {
                self.link(written, target, html);
                return true;
            }
        };
        let Some(address) = address else { return false };
        escape_into(&address, html);
        if self.is_untrusted()
            && *target == Target::External
            && *reference.kind == ReferenceKind::HtmlLink
        {
            // The hole stands within the quotes of its attribute.
            html.push_str("\" ");
            html.push_str(UNTRUSTED_REL);
            html.pop();
        }
        true
    }

    fn is_untrusted(self) -> bool {
        self.outline.config.untrusted
    }

    /// The address of a target; for one that leads nowhere, what was written, if that can do no harm.
    fn url<'t>(self, written: &'t str, target: &Target) -> Option<Cow<'t, str>> {
        let url = self.outline.target_url(Some(self.index), target);
        url.map_or_else(
            || self.as_written(written, target),
            |url| Some(Cow::Owned(url)),
        )
    }

    fn as_written<'t>(self, written: &'t str, target: &Target) -> Option<Cow<'t, str>> {
        match target {
            Target::Unsafe => None,
            Target::External if self.outline.leads_astray(written, target) => None,
            Target::External => Some(Cow::Borrowed(written)),
            _ if self.outline.config.markdown.html > HtmlMode::Keep => None,
            _ => Some(match written.strip_prefix('/') {
                Some(path) if !written.starts_with(self.outline.routes.home()) => {
                    [self.outline.routes.home(), path].concat().into()
                }
                _ => Cow::Borrowed(written),
            }),
        }
    }

    /// The address of what is shown in the text: a file under the name that changes with its content.
    fn media_url<'t>(self, written: &'t str, target: &Target) -> Option<Cow<'t, str>> {
        match target {
            Target::Asset { asset, suffix } if self.outline.files.is_published(*asset) => {
                let url = self.outline.files.fingerprinted(*asset);
                Some([&url, &**suffix].concat().into())
            }
            target => self.url(written, target),
        }
    }

    fn link(self, written: &str, target: &Target, html: &mut String) {
        let leads_nowhere = match target {
            Target::Unsafe | Target::Ambiguous(_) | Target::Missing { .. } => true,
            Target::Entry { entry, .. } => !self.outline.glossary.is_published(*entry),
            _ => false,
        };
        if leads_nowhere {
            // For readers its words are text; the preview shows their author where it was.
            html.push_str("class=\"broken\"");
            return;
        }
        let before = html.len();
        html.push_str("href=\"");
        let start = html.len();
        if !self.outline.write_target(Some(self.index), target, html) {
            let Some(url) = self.as_written(written, target) else {
                html.truncate(before);
                return;
            };
            html.push_str(&url);
        }
        escape_from(start, html);
        html.push('"');
        if *target == Target::External && self.is_untrusted() {
            html.push(' ');
            html.push_str(UNTRUSTED_REL);
        } else if *target == Target::External && leaves(written) {
            html.push_str(" class=\"external\" rel=\"external\"");
        }
    }

    fn image(self, written: &str, target: &Target, html: &mut String) {
        // Without an address a browser shows the text in place of the image.
        let Some(url) = self.media_url(written, target) else {
            return;
        };
        html.push_str("src=\"");
        let start = html.len();
        html.push_str(&url);
        escape_from(start, html);
        html.push('"');
        if player(written).is_some() {
            html.push_str(" preload=\"metadata\"");
            return;
        }
        if let Target::Asset { asset, .. } = target
            && let Some((width, height)) = self.outline.files.size(*asset)
        {
            html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        html.push_str(" loading=\"lazy\" decoding=\"async\"");
    }
}

/// What search engines and browsers are told of a link that a stranger wrote.
const UNTRUSTED_REL: &str = "rel=\"nofollow ugc noopener\"";

/// Whether a URL is that of a person, not of a site.
fn is_contact(url: &str) -> bool {
    let scheme = url.trim_start().split(':').next().unwrap_or("");
    ["mailto", "tel", "sms"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
}

/// Whether a URL leads to another site.
fn leaves(url: &str) -> bool {
    let scheme = url.split(':').next().unwrap_or("");
    url.starts_with("//")
        || scheme.eq_ignore_ascii_case("http")
        || scheme.eq_ignore_ascii_case("https")
}

/// Makes a URL that ends a text fit for an attribute. Nearly every one has nothing to escape.
fn escape_from(start: usize, html: &mut String) {
    let is_special = |byte: u8| {
        let is_sign = (b'-'..=b'/').contains(&byte) | (byte == b'_') | (byte == b'#');
        let is_mark = (byte == b':') | (byte == b'?') | (byte == b'=') | (byte == b'%');
        !(byte.is_ascii_alphanumeric() | is_sign | is_mark)
    };
    if has_byte(&html[start..], is_special) {
        let url = html.split_off(start);
        escape_into(&escaped_url(&url), html);
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
                        encoded_path(&letter.to_string()).into_owned()
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
        encoded.into_owned()
    }
}

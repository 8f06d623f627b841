//! A written reference and the names → what it leads to. The only place that decides it.

use std::cell::RefCell;
use std::sync::Arc;

use imbl::Vector;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use super::names::{Names, Place, Question, normalized};
use super::{EntryIndex, Target};
use crate::config::{Config, UrlStyle};
use crate::diagnostic::nearest::nearest;
use crate::entry::slug::slug;
use crate::entry::{Entry, Reference, ReferenceKind};
use crate::source::CONTENT;

/// What the references of an entry lead to, and what was asked to find it out.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Resolution {
    pub(super) targets: Vec<Target>,
    /// While the answers to these stay the same, so do the targets.
    pub(super) questions: Vec<u64>,
}

/// Everything that a reference can lead to.
pub(super) struct Resolver<'a> {
    /// The entries of the glossary.
    entries: &'a Vector<Arc<Entry>>,
    /// Which of them the site shows.
    published: &'a Vector<bool>,
    /// What everything is called.
    names: &'a Names,
    /// The configuration of the site.
    config: &'a Config,
    asked: RefCell<Vec<u64>>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(
        entries: &'a Vector<Arc<Entry>>,
        published: &'a Vector<bool>,
        names: &'a Names,
        config: &'a Config,
    ) -> Self {
        Self {
            entries,
            published,
            names,
            config,
            asked: RefCell::default(),
        }
    }

    /// What the references of an entry lead to.
    pub(super) fn all(self, from: &Entry) -> Resolution {
        let references = from.references.iter();
        let targets = references
            .map(|reference| self.resolve(from, reference))
            .collect();
        let mut questions = self.asked.into_inner();
        questions.sort_unstable();
        questions.dedup();
        Resolution { targets, questions }
    }

    fn ask(&self, question: Question<'_>) {
        self.asked.borrow_mut().push(question.number());
    }

    fn of_file(&self, path: &str) -> Option<EntryIndex> {
        self.ask(Question::File(path));
        self.names.of_file(path)
    }

    fn at(&self, path: &str) -> Option<Place> {
        if path.is_ascii() {
            self.ask(Question::Place(path));
        } else {
            self.ask(Question::Place(&normalized(path)));
        }
        self.names.at(path)
    }

    /// What a reference of an entry leads to.
    fn resolve(&self, from: &Entry, reference: &Reference) -> Target {
        match &reference.kind {
            ReferenceKind::WikiLink => self.name(from, &reference.written),
            ReferenceKind::Relation(field) => self.relation(from, field, &reference.written),
            kind => self.address(Some(from), &reference.written, kind.is_media()),
        }
    }

    /// What an address leads to, seen from an entry or from the root of the site.
    pub(super) fn address(&self, from: Option<&Entry>, written: &str, is_media: bool) -> Target {
        // Browsers drop tabs and line breaks inside of an address (URL Standard, 4.4).
        let address: String = written
            .trim()
            .chars()
            .filter(|letter| !matches!(letter, '\t' | '\n' | '\r'))
            .collect();
        let mut address = address.as_str();
        if let Some(scheme) = scheme(address) {
            let scheme = scheme.to_ascii_lowercase();
            let harmless_data = is_media
                && address
                    .get(..11)
                    .is_some_and(|start| start.eq_ignore_ascii_case("data:image/"));
            if matches!(
                scheme.as_str(),
                "javascript" | "vbscript" | "data" | "file" | "blob"
            ) && !harmless_data
            {
                return Target::Unsafe;
            }
            let is_web = matches!(scheme.as_str(), "http" | "https");
            let is_slip = !is_web
                && scheme != "mailto"
                && nearest(&scheme, ["http", "https", "mailto"]).is_some();
            if is_slip || (is_web && !address[scheme.len() + 1..].starts_with("//")) {
                return missing(false, "");
            }
            match self.own(address) {
                Some(path) => address = path,
                None => return Target::External,
            }
        } else if address.starts_with("//") || address.starts_with("\\\\") {
            return Target::External;
        }
        let (rest, anchor) = match address.split_once('#') {
            Some((rest, anchor)) => (rest, Some(anchor)),
            None => (address, None),
        };
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (rest, None),
        };
        if path.is_empty() {
            return match from {
                Some(from) if anchor.is_some() || query.is_some() => {
                    let own = self.of_file(&from.source.path).unwrap_or(0);
                    self.entry(own, anchor, query, false)
                }
                _ => missing(is_media, ""),
            };
        }
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        let candidates = self.candidates(from, &decoded);
        for candidate in &candidates {
            if let Some(target) = self.place(candidate, anchor, query) {
                return target;
            }
        }
        let decoded = decoded.trim_end_matches('/');
        let decoded = [".md", "/index.html", ".html"]
            .into_iter()
            .find_map(|ending| decoded.strip_suffix(ending))
            .unwrap_or(decoded);
        let last = decoded.rsplit('/').next().unwrap_or("");
        let is_file = is_media
            || last.rsplit_once('.').is_some_and(|(stem, extension)| {
                !stem.is_empty()
                    && (2..=5).contains(&extension.len())
                    && extension.contains(|letter: char| letter.is_ascii_alphabetic())
                    && extension
                        .chars()
                        .all(|letter| letter.is_ascii_alphanumeric())
                    && !matches!(extension, "md" | "html" | "htm")
            });
        Target::Missing {
            is_asset: is_file,
            wanted: last.to_owned(),
            path: candidates.into_iter().next_back(),
        }
    }

    /// The path of an absolute address of this very site.
    fn own<'t>(&self, address: &'t str) -> Option<&'t str> {
        let base = self.config.site.base_url.as_ref()?;
        let rest = address.strip_prefix(base.origin.as_str())?;
        if !(rest.is_empty() || rest.starts_with(['/', '?', '#'])) {
            return None;
        }
        let rest = if rest.starts_with('/') { rest } else { "/" };
        if rest.strip_suffix('/').unwrap_or(rest) == base.path.trim_end_matches('/') {
            return Some("/");
        }
        // Another site may live beside this one on the same host.
        rest.starts_with(base.path.as_str()).then_some(rest)
    }

    /// The places that a path can mean, the likeliest first.
    fn candidates(&self, from: Option<&Entry>, path: &str) -> Vec<String> {
        let mut candidates = Vec::new();
        if let Some(absolute) = path.strip_prefix('/') {
            candidates.extend(joined("", absolute));
            let base = self.config.base_path();
            if base != "/"
                && let Some(rest) = format!("{}/", path.trim_end_matches('/')).strip_prefix(base)
            {
                candidates.extend(joined("", rest));
            }
            return candidates;
        }
        let file = from.map_or("", |from| {
            from.source
                .path
                .strip_prefix(CONTENT)
                .unwrap_or(&from.source.path)
        });
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        candidates.extend(joined(folder, path));
        if let Some(from) = from
            && self.config.site.urls == UrlStyle::Directory
            && !from.is_index
        {
            // What a browser would make of it: the page lies one level deeper than its file.
            candidates.extend(joined(&from.id, path));
        }
        candidates
    }

    /// What there is at a place: also by the name of its file, and with `.html` behind it.
    fn place(&self, path: &str, anchor: Option<&str>, query: Option<&str>) -> Option<Target> {
        let before = |ending: &str| {
            let at = path.len().checked_sub(ending.len())?;
            let end = path.get(at..)?;
            end.eq_ignore_ascii_case(ending).then(|| &path[..at])
        };
        let file = before(".md").or_else(|| before(".markdown"));
        if file.is_some()
            && let Some(entry) = self.of_file(&format!("{CONTENT}{path}"))
        {
            return Some(self.entry(entry, anchor, query, false));
        }
        let page = || match path {
            "index.html" => Some(""),
            _ => before("/index.html").or(file).or_else(|| before(".html")),
        };
        self.exact_place(path, anchor, query)
            .or_else(|| self.exact_place(page()?, anchor, query))
    }

    fn exact_place(&self, path: &str, anchor: Option<&str>, query: Option<&str>) -> Option<Target> {
        let suffix = || {
            let mut suffix = String::new();
            for (sign, text) in [('?', query), ('#', anchor)] {
                if let Some(text) = text {
                    suffix.push(sign);
                    suffix.push_str(text);
                }
            }
            suffix
        };
        Some(match self.at(path)? {
            Place::Entry(entry) => self.entry(entry, anchor, query, false),
            Place::Redirect(entry, _) => self.entry(entry, anchor, query, true),
            Place::Asset(asset) => Target::Asset {
                asset,
                suffix: suffix(),
            },
            Place::Page => Target::Page {
                path: path.to_owned(),
                suffix: suffix(),
            },
        })
    }

    /// An entry at a heading: the id as written, or the one heading with the same slug.
    fn entry(
        &self,
        entry: EntryIndex,
        anchor: Option<&str>,
        query: Option<&str>,
        redirected: bool,
    ) -> Target {
        let query = query.map(str::to_owned);
        let found = |anchor| Target::Entry {
            entry,
            anchor,
            query: query.clone(),
            redirected,
        };
        let Some(anchor) = anchor else {
            return found(None);
        };
        // A text fragment (`#:~:text=…`) is for the browser.
        if anchor.contains(":~:") {
            return found(Some(anchor.to_owned()));
        }
        let anchor = percent_decode_str(anchor).decode_utf8_lossy();
        if anchor.is_empty() || anchor == "top" {
            return found(None);
        }
        self.ask(Question::Anchors(entry));
        let body = &self.entries[entry].body;
        if body.anchors().any(|known| known == anchor) {
            return found(Some(anchor.into_owned()));
        }
        let wanted = slug(&anchor);
        let mut matching = body.anchors().filter(|known| slug(known) == wanted);
        match (matching.next(), matching.next()) {
            (Some(only), None) if !wanted.is_empty() => found(Some(only.to_owned())),
            // The page of a collection has the headings of its groups besides those of its text.
            _ if self.entries[entry].is_index && self.is_grouped(&self.entries[entry].id) => {
                found(Some(anchor.into_owned()))
            }
            _ => Target::MissingAnchor {
                entry,
                anchor: anchor.into_owned(),
            },
        }
    }

    fn is_grouped(&self, folder: &str) -> bool {
        let collections = &self.config.collections;
        collections
            .iter()
            .any(|collection| collection.folder == folder && collection.group_by.is_some())
    }

    /// What `[[Name]]`, `[[collection/Name]]`, `[[Name#Heading]]` or `[[#Heading]]` leads to.
    fn name(&self, from: &Entry, written: &str) -> Target {
        let (name, anchor) = match written.rsplit_once('#') {
            Some((name, anchor)) if !anchor.trim().is_empty() => (name.trim(), Some(anchor.trim())),
            _ => (written, None),
        };
        // The exact place of an entry comes first: it is how an ambiguous name is made plain.
        if name.contains('/')
            && let Some(target) = self.place(name.trim_matches('/'), anchor, None)
        {
            return target;
        }
        let whole = self.named(written, None);
        if !whole.is_empty() {
            return self.chosen(whole, None);
        }
        if name.is_empty() && anchor.is_some() {
            return self.address(Some(from), &format!("#{}", anchor.unwrap_or("")), false);
        }
        let found = self.named(name, None);
        if !found.is_empty() {
            return self.chosen(found, anchor);
        }
        // A place at the top of the site: `[[a-z]]`, `[[diagram.png]]`.
        self.place(name.trim_matches('/'), anchor, None)
            .unwrap_or_else(|| missing(false, name.rsplit('/').next().unwrap_or(name)))
    }

    /// What the value of a `ref` or `refs` field leads to.
    fn relation(&self, from: &Entry, field: &str, written: &str) -> Target {
        let to = self.config.relation_target(from.collection, field);
        if written.starts_with('/')
            || written.starts_with("./")
            || written.starts_with("../")
            || written.strip_suffix(".md").is_some()
        {
            return match self.address(Some(from), written, false) {
                Target::Entry { entry, .. } if self.entries[entry].collection != to => {
                    missing(false, written)
                }
                target => target,
            };
        }
        let found = self.named(written, Some(to));
        if !found.is_empty() {
            return self.chosen(found, None);
        }
        let folder = &self.config.collections[to].folder;
        if let Some(target) = joined(folder, written).and_then(|path| self.place(&path, None, None))
            && target.entry().is_some()
        {
            return target;
        }
        missing(false, written)
    }

    /// The entries with a name, in one collection or in all; `collection/name` names the collection.
    fn named(&self, name: &str, within: Option<usize>) -> Vec<EntryIndex> {
        let of = |name: &str, within: Option<usize>| -> Vec<EntryIndex> {
            let key = slug(name);
            if key.is_empty() {
                return Vec::new();
            }
            self.ask(Question::Name(&key));
            self.names
                .named(&key)
                .iter()
                .copied()
                .filter(|&entry| {
                    within.is_none_or(|collection| self.entries[entry].collection == collection)
                })
                .collect()
        };
        let found = of(name, within);
        if !found.is_empty() {
            return found;
        }
        if let Some((folder, name)) = name.split_once('/')
            && let Some(collection) = self.config.collection_named(folder.trim())
            && within.is_none_or(|within| within == collection)
        {
            return of(name, Some(collection));
        }
        Vec::new()
    }

    /// One of the entries with a name: a published one before a draft, an entry before the page of
    /// a collection.
    fn chosen(&self, found: Vec<EntryIndex>, anchor: Option<&str>) -> Target {
        let better = |keep: &dyn Fn(EntryIndex) -> bool, found: Vec<EntryIndex>| {
            let kept: Vec<EntryIndex> =
                found.iter().copied().filter(|&entry| keep(entry)).collect();
            if kept.is_empty() { found } else { kept }
        };
        let found = better(&|entry| self.published[entry], found);
        let found = better(&|entry| !self.entries[entry].is_index, found);
        match found.as_slice() {
            [only] => self.entry(*only, anchor, None, false),
            _ => Target::Ambiguous(found),
        }
    }
}

fn missing(is_asset: bool, wanted: &str) -> Target {
    Target::Missing {
        is_asset,
        wanted: wanted.to_owned(),
        path: None,
    }
}

/// The scheme of an address (RFC 3986, section 3.1).
fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let mut letters = scheme.chars();
    (letters.next()?.is_ascii_alphabetic()
        && letters.all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter)))
    .then_some(scheme)
}

/// A path from a folder, without `.` and `..`; nothing when it leads out of the site.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

//! A written reference and the names → what it leads to. The only place that decides it.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use super::address::{
    as_browsers_read, decoded, is_unsafe, joined, names_host, on_own_computer, scheme,
};
use super::graph::Glossary;
use super::names::{Question, distance};
use super::place::{Form, Occupant, normalized};
use super::target::{Choice, EntryIndex, Target};
use crate::asset::HtmlLink;
use crate::config::{Config, UrlStyle};
use crate::diagnostic::nearest::nearest;
use crate::entry::body::media::has_ending;
use crate::entry::slug::slug;
use crate::entry::{Entry, Reference, ReferenceKind};
use crate::source::{CONTENT, folder, last_part};

/// What an address is relative to.
#[derive(Clone, Copy)]
pub(super) enum Base<'a> {
    /// The root of the site.
    Site,
    /// An entry.
    Entry(&'a Entry),
    /// A file of the site, by its index among the assets.
    File(usize),
}

/// How likely a path means a place, seen from an entry.
#[derive(Clone, Copy)]
enum Likelihood {
    /// What the author of the entry sees.
    Likely,
    /// What a browser may make of it.
    Possible,
}

impl Glossary {
    /// What an address leads to, seen from the root of the site.
    pub fn resolve(&self, address: &str, config: &Config) -> Target {
        Resolver::new(self, config).address(Base::Site, address, false)
    }

    /// What a link of an HTML file leads to.
    pub fn resolve_in_file(&self, file: usize, link: &HtmlLink, config: &Config) -> Target {
        Resolver::new(self, config).address(Base::File(file), &link.address, link.is_media)
    }
}

/// Everything that a reference can lead to.
pub(super) struct Resolver<'a> {
    /// Its entries, names and places: no edges are needed.
    glossary: &'a Glossary,
    config: &'a Config,
    asked: RefCell<Vec<u32>>,
    /// Whether an old address of the settings is being followed: from one to the next nobody is led.
    follows: Cell<bool>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(glossary: &'a Glossary, config: &'a Config) -> Self {
        Self {
            glossary,
            config,
            asked: RefCell::default(),
            follows: Cell::new(false),
        }
    }

    /// What the references of an entry lead to, and the numbers of the questions that were asked to find it out,
    /// sorted.
    pub(super) fn all(self, from: &Entry) -> (Box<[Target]>, Box<[u32]>) {
        let references = from.references.iter();
        let targets = references
            .map(|reference| self.resolve(from, reference))
            .collect();
        let mut questions = self.asked.into_inner();
        questions.sort_unstable();
        questions.dedup();
        // A copy takes no more memory than it needs.
        (targets, questions.as_slice().into())
    }

    fn ask(&self, question: Question<'_>) {
        self.asked.borrow_mut().push(question.number());
    }

    fn of_file(&self, path: &str) -> Option<EntryIndex> {
        self.ask(Question::File(path));
        self.glossary.of_file(path)
    }

    fn at(&self, path: &str) -> Option<Occupant> {
        if path.is_ascii() {
            self.ask(Question::Place(path));
        } else {
            self.ask(Question::Place(&normalized(path)));
        }
        let place = self.glossary.places.at(path)?;
        (place.form != Form::Files).then_some(place.occupant)
    }

    /// What a reference of an entry leads to.
    fn resolve(&self, from: &Entry, reference: Reference<'_>) -> Target {
        match reference.kind {
            kind if kind.is_name() => self.name(from, reference.written()),
            ReferenceKind::Embed => self.embed(from, reference.written()),
            ReferenceKind::Relation(field) => self.relation(from, field, reference.written()),
            kind => self.address(Base::Entry(from), reference.written(), kind.is_media()),
        }
    }

    /// What `![[image.png]]` shows: the file at that address, or the only one whose path ends like this.
    fn embed(&self, from: &Entry, written: &str) -> Target {
        let target = self.address(Base::Entry(from), written, true);
        let path = written.split(['#', '?']).next().unwrap_or("");
        let path = normalized(path.trim_start_matches('/'));
        let name = last_part(&path);
        if name.is_empty() || !matches!(target, Target::Missing { .. }) {
            return target;
        }
        self.ask(Question::NamedFile(name));
        let found = self.glossary.places.file_ending(&path);
        found
            .and_then(|path| self.place(path, None, None))
            .unwrap_or(target)
    }

    /// What an address leads to.
    pub(super) fn address(&self, from: Base<'_>, written: &str, is_media: bool) -> Target {
        let whole = as_browsers_read(written);
        let mut address = &*whole;
        if let Some(scheme) = scheme(address) {
            match self.with_scheme(scheme, address, is_media) {
                Ok(path) => address = path,
                Err(target) => return target,
            }
        } else if names_host(address) {
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
                Base::Entry(from) if anchor.is_some() || query.is_some() => {
                    let own = self.of_file(&from.path).unwrap_or(0);
                    self.entry(own, anchor, query, false)
                }
                Base::File(asset) => Target::Asset {
                    asset,
                    suffix: suffix(query, anchor),
                },
                _ => missing(is_media, ""),
            };
        }
        // Zola writes `@/terms/a.md` for a file of the content.
        let path = path
            .strip_prefix('@')
            .filter(|path| path.starts_with('/'))
            .unwrap_or(path);
        let decoded = decoded(path);
        let mut last = None;
        for likelihood in [Likelihood::Likely, Likelihood::Possible] {
            let Some(candidate) = self.candidate(likelihood, from, &decoded) else {
                continue;
            };
            if let Some(target) = self.place(&candidate, anchor, query) {
                return target;
            }
            last = Some(candidate);
        }
        let without_index = |path: Cow<'_, str>| {
            let mut indices = ["/index.md", "/_index.md"].into_iter();
            let folder = indices.find_map(|index| path.strip_suffix(index));
            folder.unwrap_or(&path).into()
        };
        let path = last.map(without_index);
        let decoded = decoded.trim_end_matches('/');
        let page = [
            "/index.md",
            "/_index.md",
            ".md",
            "/index.html",
            ".html",
            ".htm",
        ]
        .into_iter()
        .find_map(|ending| decoded.strip_suffix(ending));
        let decoded = page.unwrap_or(decoded);
        let last = last_part(decoded);
        let is_file = is_media || (page.is_none() && has_ending(last));
        Target::Missing {
            is_asset: is_file,
            wanted: last.into(),
            path,
        }
    }

    /// The path of an address with a scheme, if it is one of this very site, else what it leads to.
    fn with_scheme<'t>(
        &self,
        scheme: &str,
        address: &'t str,
        is_media: bool,
    ) -> Result<&'t str, Target> {
        let scheme = scheme.to_ascii_lowercase();
        let harmless_data = is_media
            && address
                .get(..11)
                .is_some_and(|start| start.eq_ignore_ascii_case("data:image/"));
        // A drive of somebody's computer.
        if let [_] = scheme.as_bytes() {
            let name = address.rsplit(['/', '\\', ':']).next().unwrap_or("");
            return Err(missing(is_media, name.strip_suffix(".md").unwrap_or(name)));
        }
        let is_web = matches!(scheme.as_str(), "http" | "https");
        let is_slip = !is_web
            && scheme != "mailto"
            && nearest(&scheme, ["http", "https", "mailto"]).is_some();
        if is_slip || (is_web && !address[scheme.len() + 1..].starts_with("//")) {
            return Err(missing(false, ""));
        }
        let rest = &address[scheme.len() + 1..];
        let is_doubled = || rest.starts_with("//http://") || rest.starts_with("//https://");
        let is_nobody = || {
            let person = rest.split('?').next().unwrap_or("");
            !person.is_empty() && !person.contains(['@', '%'])
        };
        if (is_web && is_doubled()) || (scheme == "mailto" && is_nobody()) {
            return Err(missing(false, ""));
        }
        if is_web
            && let Some(path) = on_own_computer(rest).filter(|path| !path.is_empty())
            && let Some(path) = joined("", &decoded(path))
            && self.place(&path, None, None).is_some()
        {
            return Err(Target::Missing {
                is_asset: false,
                wanted: last_part(&path).into(),
                path: Some(path.into()),
            });
        }
        if is_unsafe(&scheme, self.config.markdown.html) && !harmless_data {
            return Err(Target::Unsafe);
        }
        self.own(address).ok_or(Target::External)
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

    /// A place that a path can mean.
    fn candidate<'t>(
        &self,
        likelihood: Likelihood,
        from: Base<'_>,
        path: &'t str,
    ) -> Option<Cow<'t, str>> {
        match (likelihood, path.strip_prefix('/')) {
            (Likelihood::Likely, Some(absolute)) => joined("", absolute),
            (Likelihood::Possible, Some(_)) => {
                let base = self.config.base_path();
                if base == "/" {
                    return None;
                }
                let path = format!("{}/", path.trim_end_matches('/'));
                let rest = path.strip_prefix(base)?;
                Some(joined("", rest)?.into_owned().into())
            }
            (Likelihood::Likely, None) => {
                let file = match from {
                    Base::Site => "",
                    Base::Entry(from) => from.path.strip_prefix(CONTENT).unwrap_or(&from.path),
                    Base::File(asset) => self.glossary.assets[asset].site_path(),
                };
                joined(folder(file), path)
            }
            // What a browser would make of it: the page lies one level deeper than its file.
            (Likelihood::Possible, None) => {
                let is_deeper = self.config.site.urls == UrlStyle::Directory;
                match from {
                    Base::Entry(from) if is_deeper && !from.is_index => joined(&from.id, path),
                    _ => None,
                }
            }
        }
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
            && let Some(entry) = self.of_file(&[CONTENT, path].concat())
        {
            return Some(self.entry(entry, anchor, query, false));
        }
        let page = || match path {
            "index.html" => Some(""),
            _ => before("/index.html").or(file).or_else(|| before(".html")),
        };
        self.exact_place(path, anchor, query)
            .or_else(|| self.exact_place(page()?, anchor, query))
            .or_else(|| {
                // A page that is a file of the site.
                let index = [path, if path.is_empty() { "" } else { "/" }, "index.html"].concat();
                self.exact_place(&index, anchor, query)
            })
            .or_else(|| match self.config.site.urls {
                UrlStyle::File => self.exact_place(&[path, ".html"].concat(), anchor, query),
                UrlStyle::Directory => None,
            })
    }

    fn exact_place(&self, path: &str, anchor: Option<&str>, query: Option<&str>) -> Option<Target> {
        Some(match self.at(path)? {
            Occupant::Entry(entry) => self.entry(entry, anchor, query, false),
            Occupant::Redirect(entry, _) => self.entry(entry, anchor, query, true),
            Occupant::Moved(number) => self.moved(number, path, anchor, query),
            Occupant::Asset(asset) => Target::Asset {
                asset,
                suffix: suffix(query, anchor),
            },
            Occupant::Page => Target::Page {
                path: path.into(),
                suffix: suffix(query, anchor),
            },
        })
    }

    /// What an old address of the settings leads to: an entry as by its alias, else the page at that address.
    fn moved(
        &self,
        number: usize,
        path: &str,
        anchor: Option<&str>,
        query: Option<&str>,
    ) -> Target {
        if !self.follows.replace(true) {
            let target = self.address(Base::Site, &self.config.redirects[number].to, false);
            self.follows.set(false);
            if let Target::Entry {
                entry,
                anchor: new,
                query: own,
                ..
            } = target
            {
                return self.entry(
                    entry,
                    anchor.or(new.as_deref()),
                    query.or(own.as_deref()),
                    true,
                );
            }
        }
        Target::Page {
            path: path.into(),
            suffix: suffix(query, anchor),
        }
    }

    /// An entry at a heading: the id as written, or the one heading with the same slug.
    fn entry(
        &self,
        entry: EntryIndex,
        anchor: Option<&str>,
        query: Option<&str>,
        redirected: bool,
    ) -> Target {
        let found = |anchor: Option<&str>| Target::Entry {
            entry,
            anchor: anchor.map(Into::into),
            query: query.map(Into::into),
            redirected,
        };
        let Some(anchor) = anchor else {
            return found(None);
        };
        // A text fragment (`#:~:text=…`) is for the browser.
        if anchor.contains(":~:") {
            return found(Some(anchor));
        }
        let anchor = &*decoded(anchor);
        if anchor.is_empty() || anchor == "top" {
            return found(None);
        }
        self.ask(Question::Anchors(entry));
        let of = self.glossary.entry(entry);
        match of.body.anchor(anchor) {
            Some(known) => found(Some(known)),
            // A list has the headings of its groups besides those of its text.
            _ if of.is_index && (anchor.starts_with('_') || self.is_grouped(&of.id)) => {
                found(Some(anchor))
            }
            _ => Target::MissingAnchor {
                entry,
                anchor: anchor.into(),
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
        let whole = self.named(from, written, None);
        if whole.count() > 0 {
            return self.chosen(whole, None);
        }
        if name.is_empty() && anchor.is_some() {
            return self.address(
                Base::Entry(from),
                &format!("#{}", anchor.unwrap_or("")),
                false,
            );
        }
        let found = self.named(from, name, None);
        if found.count() > 0 {
            return self.chosen(found, anchor);
        }
        // A place at the top of the site: `[[a-z]]`, `[[diagram.png]]`.
        self.place(name.trim_matches('/'), anchor, None)
            .unwrap_or_else(|| missing(false, last_part(name)))
    }

    /// What the value of a `ref` or `refs` field leads to.
    fn relation(&self, from: &Entry, field: &str, written: &str) -> Target {
        let to = self.config.relation_target(from.collection, field);
        if written.starts_with('/')
            || written.starts_with("./")
            || written.starts_with("../")
            || written.strip_suffix(".md").is_some()
        {
            return match self.address(Base::Entry(from), written, false) {
                Target::Entry { entry, .. } if self.glossary.entry(entry).collection != to => {
                    missing(false, written)
                }
                target => target,
            };
        }
        let found = self.named(from, written, Some(to));
        if found.count() > 0 {
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

    /// Whom a name means, in one collection or in all; `collection/name` names the collection.
    fn named(&self, from: &Entry, name: &str, within: Option<usize>) -> Choice {
        let found = self.exactly_named(from, name, within);
        if found.count() == 0
            && let Some((folder, name)) = name.split_once('/')
            && let Some(collection) = self.config.collection_named(folder.trim())
            && within.is_none_or(|within| within == collection)
        {
            return self.exactly_named(from, name, Some(collection));
        }
        found
    }

    fn exactly_named(&self, from: &Entry, name: &str, within: Option<usize>) -> Choice {
        let key = slug(name);
        if key.is_empty() {
            return Choice::default();
        }
        self.ask(Question::Name(&key));
        // A published entry comes before a draft, an entry before the page of a folder.
        let choice = self.glossary.names.choice(&key, within, |index| {
            let entry = self.glossary.entry(index);
            let is_draft = !self.glossary.is_published(index);
            let rank = 2 * u8::from(is_draft) + u8::from(entry.is_index);
            (rank, entry.collection)
        });
        if choice.count() < 2 {
            return choice;
        }
        self.nearest(from, name, within, choice)
    }

    /// Those of several with one name that are nearest to the entry that refers to them.
    fn nearest(&self, from: &Entry, name: &str, within: Option<usize>, choice: Choice) -> Choice {
        let name = name.trim();
        let mut nearest = Choice::default();
        if choice.first().count() == choice.count() {
            // Nobody refers to an entry from itself by a name that others have.
            let others = choice
                .first()
                .filter(|index| self.glossary.entry(*index).path != from.path);
            for index in others {
                nearest.add(index, distance(self.glossary.entry(index), name, from));
            }
            return nearest;
        }
        // There are too many to look at each for each reference.
        let beside = self.of_file(&format!("{}/{name}.md", from.path.folder()));
        let beside = beside.filter(|&index| {
            let collection = self.glossary.entry(index).collection;
            self.glossary.is_published(index) && within.is_none_or(|within| within == collection)
        });
        match beside {
            Some(index) => {
                nearest.add(index, 0);
                nearest
            }
            None => choice,
        }
    }

    fn has_one_place(&self, choice: Choice) -> bool {
        let mut ids = choice.first().map(|index| {
            self.ask(Question::Anchors(index));
            &self.glossary.entry(index).id
        });
        let first = ids.next();
        choice.first().count() == choice.count() && ids.all(|id| Some(id) == first)
    }

    fn chosen(&self, choice: Choice, anchor: Option<&str>) -> Target {
        match choice.first().next() {
            // Those that want one and the same place are at fault themselves.
            Some(first) if choice.count() == 1 || self.has_one_place(choice) => {
                self.entry(first, anchor, None, false)
            }
            _ => Target::Ambiguous(choice),
        }
    }
}

/// What stands behind a path, as it was written.
fn suffix(query: Option<&str>, anchor: Option<&str>) -> Box<str> {
    let mut suffix = String::new();
    for (sign, text) in [('?', query), ('#', anchor)] {
        if let Some(text) = text {
            suffix.push(sign);
            suffix.push_str(text);
        }
    }
    suffix.into()
}

fn missing(is_asset: bool, wanted: &str) -> Target {
    Target::Missing {
        is_asset,
        wanted: wanted.into(),
        path: None,
    }
}

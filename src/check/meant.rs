//! What a reference that leads nowhere was meant to be, among all that there is: entries, pages that the program
//! makes, files, and other sites.

use super::context::{
    Context, Pool, encoded, is_replaceable, is_same_but_for_form, rewritten, split, without_ending,
};
use crate::diagnostic::Diagnostic;
use crate::entry::slug::slug;
use crate::entry::{Reference, ReferenceKind};
use crate::glossary::address::meant_outside;
use crate::glossary::suggest::Offer;
use crate::glossary::{EntryIndex, Glossary};
use crate::source::{Location, folder, last_part};

/// Pictures have many endings: one is often replaced by another.
const PICTURES: &[&str] = &["avif", "gif", "jpeg", "jpg", "png", "svg", "webp"];

/// Something that a reference can have been meant to lead to.
#[derive(Clone, Copy, PartialEq)]
enum Meant<'a> {
    Entry(EntryIndex),
    /// A page that is no entry, or a file that the program makes, by its path.
    Page(&'a str),
    File(&'a str),
}

/// What to look for, and where it was looked for.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'w> {
    /// The entry that refers: it does not mean itself, unless it wrote its own address in another form.
    pub(super) from: Option<EntryIndex>,
    /// The name, or the last part of the address.
    pub(super) name: &'w str,
    /// The whole path on the site, where it is an address.
    pub(super) path: Option<&'w str>,
    /// Whether only a file will do.
    pub(super) is_media: bool,
}

/// What was meant: one, or one of a few.
#[derive(Default)]
pub(super) struct Meanings<'a> {
    certain: Option<Meant<'a>>,
    possible: Vec<Meant<'a>>,
}

impl<'a> Context<'a> {
    /// What was meant among the entries of one collection.
    pub(super) fn meant_in(&self, wanted: Wanted<'_>, collection: usize) -> Meanings<'a> {
        self.meant_entry(wanted, Pool::Collection(collection))
    }

    /// What was meant among everything.
    pub(super) fn meant(&self, wanted: Wanted<'_>) -> Meanings<'a> {
        let mut all = Vec::new();
        if !wanted.is_media {
            all.push(self.meant_entry(wanted, Pool::Entries));
        }
        if wanted.path.is_some() {
            all.push(self.meant_page(wanted));
        }
        if wanted.path.is_some() || wanted.is_media {
            all.push(self.meant_file(wanted));
        }
        let folder = wanted.folder(self.glossary);
        let certain = all.iter().filter_map(|meanings| meanings.certain);
        // What has the very name was moved; else what lies in the same folder is likelier.
        let is_named = |meant: &Meant<'_>| {
            let name = last_part(self.path_of(*meant));
            slug(without_ending(name)) == slug(without_ending(wanted.name))
        };
        let in_folder = |meant: &Meant<'_>| self.folder_of(*meant) == folder;
        let mut named = certain.clone().filter(is_named);
        let first = named.clone().find(in_folder).or_else(|| named.next());
        let first = first.or_else(|| certain.clone().find(in_folder));
        let certain = first.or_else(|| certain.clone().next());
        Meanings {
            certain,
            possible: all.into_iter().flat_map(|it| it.possible).collect(),
        }
    }

    fn meant_entry(&self, wanted: Wanted<'_>, pool: Pool) -> Meanings<'a> {
        let folder = wanted.folder(self.glossary);
        let preference = |index: EntryIndex| {
            let is_near = self.folder_of(Meant::Entry(index)) == folder;
            // An address that differs from that of its own page in its form only is meant so.
            let is_form = |path| is_same_but_for_form(path, &self.entry(index).id);
            let is_other = Some(index) != wanted.from || wanted.path.is_some_and(is_form);
            is_other.then_some(u8::from(is_near))
        };
        let offer = self.offer(pool, wanted.name, preference);
        Meanings::new(offer, |index| Some(Meant::Entry(index)))
    }

    fn meant_page(&self, wanted: Wanted<'_>) -> Meanings<'a> {
        let path = wanted.path.unwrap_or(wanted.name).trim_matches('/');
        let pages = self.pages();
        let depth = path.matches('/').count();
        let preference = |page: usize| {
            let is_meant = pages[page].matches('/').count() == depth;
            is_meant.then_some(0)
        };
        let offer = self.offer(Pool::Pages, without_ending(path), preference);
        Meanings::new(offer, |page| Some(Meant::Page(pages[page])))
    }

    fn meant_file(&self, wanted: Wanted<'_>) -> Meanings<'a> {
        let assets = &self.glossary.assets;
        let folder = wanted.folder(self.glossary);
        let (stem, ending) = split(wanted.name);
        let is_picture = |ending: &str| PICTURES.contains(&&*ending.to_ascii_lowercase());
        let preference = |index: usize| {
            let path = assets[index].site_path();
            let known = split(path).1;
            let is_same = known.eq_ignore_ascii_case(ending);
            let is_like = is_same || ending.is_empty() || (is_picture(ending) && is_picture(known));
            let is_near = self.folder_of(Meant::File(path)) == folder;
            is_like.then_some(u8::from(is_near) + u8::from(is_same))
        };
        let offer = self.offer(Pool::Assets, stem, preference);
        Meanings::new(offer, |index| {
            let path = assets[index].site_path();
            let (known, other) = split(last_part(path));
            // Another ending and another name are two differences.
            let is_same = other.eq_ignore_ascii_case(ending) || slug(known) == slug(stem);
            is_same.then_some(Meant::File(path))
        })
    }

    fn folder_of<'m>(&self, meant: Meant<'m>) -> &'m str
    where
        'a: 'm,
    {
        folder(self.path_of(meant))
    }

    fn path_of<'m>(&self, meant: Meant<'m>) -> &'m str
    where
        'a: 'm,
    {
        match meant {
            Meant::Entry(index) => &self.glossary.entry(index).id,
            Meant::Page(path) | Meant::File(path) => path,
        }
    }

    /// How a reference would be written to lead there.
    fn written(&self, reference: Reference<'_>, meant: Meant<'_>) -> String {
        let path = match meant {
            Meant::Entry(entry) => {
                let anchor = reference.written().rsplit_once('#');
                let is_relation = matches!(reference.kind, ReferenceKind::Relation(_));
                let anchor = anchor.filter(|_| !is_relation).map(|(_, anchor)| anchor);
                return rewritten(self, reference, self.entry(entry), anchor);
            }
            Meant::Page(path) | Meant::File(path) => path,
        };
        let rest = reference.written().find(['?', '#']);
        let rest = rest.map_or("", |rest| &reference.written()[rest..]);
        format!("/{}{rest}", encoded(path))
    }

    /// Whether what was meant is certain to be an entry whose place another one wants, too: that is the fault.
    pub(super) fn is_contested_meaning(&self, meanings: &Meanings<'_>) -> bool {
        match meanings.certain {
            Some(Meant::Entry(entry)) => self.is_contested(entry),
            _ => false,
        }
    }

    /// Offers what was meant: a repair where it is certain, else a few to choose from.
    pub(super) fn offering(
        &self,
        diagnostic: Diagnostic,
        reference: Reference<'_>,
        at: &Location,
        meanings: &Meanings<'_>,
    ) -> Diagnostic {
        if let Some(meant) = meanings.certain {
            let title = match meant {
                Meant::Entry(entry) => {
                    let name = &self.entry(entry).name;
                    format!("an entry with a similar name exists: `{name}`")
                }
                Meant::Page(page) => format!("there is a page with a similar address: `/{page}`"),
                Meant::File(_) => "there is a file with a similar name".to_owned(),
            };
            let text = self.written(reference, meant);
            let written = reference.written().split(['?', '#']).next().unwrap_or("");
            let is_certain = match meant {
                Meant::Entry(entry) => is_same_but_for_form(written, &self.entry(entry).id),
                Meant::Page(path) | Meant::File(path) => is_same_but_for_form(written, path),
            };
            let is_certain = is_certain && is_replaceable(reference, &text);
            let fault = diagnostic.fix(title, at.clone(), text);
            return fault.certain_if(is_certain);
        }
        let names = meanings.possible.iter().take(3);
        let names = names.map(|meant| self.written(reference, *meant));
        match did_you_mean(names) {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

impl<'a> Meanings<'a> {
    fn new(offer: Offer, meant: impl Fn(usize) -> Option<Meant<'a>>) -> Self {
        Self {
            certain: offer.certain.and_then(&meant),
            possible: offer.possible.into_iter().filter_map(&meant).collect(),
        }
    }

    pub(super) fn is_certain(&self) -> bool {
        self.certain.is_some()
    }

    /// The addresses of what was meant, for a reader who chooses.
    pub(super) fn addresses(&self, context: &Context<'_>) -> Vec<String> {
        let all = self.certain.iter().chain(&self.possible).take(3);
        let addresses = all.map(|meant| format!("/{}", encoded(context.path_of(*meant))));
        addresses.collect()
    }
}

impl<'w> Wanted<'w> {
    /// The folder that was meant: that of the address, or of the entry that names something.
    fn folder(&self, glossary: &'w Glossary) -> &'w str {
        let own = || self.from.map_or("", |from| &*glossary.entry(from).id);
        let path = self.path.unwrap_or_else(own);
        folder(path)
    }
}

/// An address on another site that was meant, with the sentence that says so.
pub(super) fn outside(
    context: &Context<'_>,
    diagnostic: Diagnostic,
    reference: Reference<'_>,
    at: &Location,
) -> Result<Diagnostic, Diagnostic> {
    let written = reference.written();
    let is_relation = matches!(reference.kind, ReferenceKind::Relation(_));
    let is_address = !is_relation && !reference.kind.is_name();
    let has_such_files = || {
        let (_, ending) = split(written);
        context
            .file_endings()
            .contains(&ending.to_ascii_lowercase())
    };
    match meant_outside(written).filter(|_| is_address) {
        Some(address) if written.starts_with("www.") || !has_such_files() => {
            let title = "an address on another site starts with its scheme";
            Ok(diagnostic.fix(title, at.clone(), address))
        }
        _ => Err(diagnostic),
    }
}

/// A question that names what may have been meant.
pub(super) fn did_you_mean(names: impl IntoIterator<Item = String>) -> Option<String> {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("did you mean {one}?")),
        [rest @ .., last] => Some(format!("did you mean {} or {last}?", rest.join(", "))),
    }
}

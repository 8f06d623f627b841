//! What every rule can ask: where things are written, what was probably meant, how it would be written.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use foldhash::fast::FixedState;
use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::asset::Asset;
use crate::config::Config;
use crate::diagnostic::nearest::{Budget, nearest};
use crate::entry::slug::slug;
use crate::entry::{Entry, Reference, ReferenceKind, Visibility, WordsKey};
use crate::glossary::place::{Form, Occupant, Place};
use crate::glossary::suggest::{Offer, Suggester};
use crate::glossary::{EntryIndex, Glossary, Target, unwritten_key};
use crate::source::{Location, SourcePath, Span};

/// What all rules share. Most of it is made when one of them first asks for it: by one thread alone, since one that
/// waits for others could be given a rule to run that asks for the same.
#[derive(Debug)]
pub(super) struct Shared<'a> {
    /// What names are compared with.
    suggesters: Mutex<HashMap<Pool, Arc<Suggester>>>,
    /// The paths of the pages that are no entries.
    pages: OnceLock<Vec<&'a str>>,
    /// The endings of all files.
    endings: OnceLock<HashSet<String>>,
    /// See [`Context::lost`].
    pub(super) lost_pages: OnceLock<LostPages<'a>>,
    /// The first folders of all entries.
    pub(super) folders: OnceLock<HashSet<&'a str>>,
    /// The paths of all files, sorted.
    files: OnceLock<Vec<&'a str>>,
    /// The paths that more than one thing wants.
    contested: OnceLock<HashSet<&'a str>>,
    /// See [`Context::has_damaged`].
    has_damaged: OnceLock<bool>,
    /// How many entries refer to what nobody wrote.
    unwritten: OnceLock<HashMap<String, usize>>,
    /// The collection in which most references look for what nobody wrote.
    homes: OnceLock<HashMap<String, usize>>,
    /// Who is called by the words of a link.
    pub(super) namesakes: OnceLock<Namesakes>,
    /// Which entries stand for addresses of other sites.
    pub(super) addresses: OnceLock<Addresses>,
    /// The relations that are written anywhere. To look for one of them in the entry where it would stand takes
    /// longer, as entries lie far apart.
    pub(super) relations: Relations<'a>,
}

/// Files that make no page because of their names, by what the pages would be called.
type LostPages<'a> = HashMap<String, &'a SourcePath>;

/// Who is called by some words; nothing where several are.
pub(super) type Namesakes = HashMap<WordsKey, Option<EntryIndex>, FixedState>;

/// Which entry stands for an address of another site; nothing where several do.
pub(super) type Addresses = HashMap<String, Option<EntryIndex>>;

/// Relations: from which entry to which, and by which field.
type Relations<'a> = HashSet<(EntryIndex, EntryIndex, &'a str), FixedState>;

impl<'a> Shared<'a> {
    pub(super) fn new(glossary: &'a Glossary, indices: &[EntryIndex]) -> Self {
        let relations = indices.par_iter().flat_map_iter(|&from| {
            let edges = glossary.edges_of(from);
            edges.filter_map(move |(reference, target)| match reference.kind {
                ReferenceKind::Relation(field) => Some((from, target.entry()?, &**field)),
                _ => None,
            })
        });
        let relations: Vec<_> = relations.collect();
        Self {
            suggesters: Mutex::default(),
            pages: OnceLock::new(),
            endings: OnceLock::new(),
            lost_pages: OnceLock::new(),
            folders: OnceLock::new(),
            files: OnceLock::new(),
            contested: OnceLock::new(),
            has_damaged: OnceLock::new(),
            unwritten: OnceLock::new(),
            homes: OnceLock::new(),
            namesakes: OnceLock::new(),
            addresses: OnceLock::new(),
            relations: relations.into_iter().collect(),
        }
    }
}

/// The names among which one is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Pool {
    Entries,
    Collection(usize),
    Pages,
    Assets,
    Headings(EntryIndex),
}

/// What a rule can look at.
pub(super) struct Context<'a> {
    pub(super) glossary: &'a Glossary,
    pub(super) config: &'a Config,
    pub(super) visibility: Visibility,
    pub(super) config_path: Option<&'a SourcePath>,
    pub(super) shared: &'a Shared<'a>,
    pub(super) budget: Budget,
}

impl<'a> Context<'a> {
    pub(super) fn entry(&self, index: EntryIndex) -> &'a Entry {
        self.glossary.entry(index)
    }

    pub(super) fn at(&self, from: EntryIndex, span: Span) -> Location {
        self.entry(from).at(span)
    }

    /// The references of an entry, with what they lead to.
    pub(super) fn edges_of(
        &self,
        from: EntryIndex,
    ) -> impl Iterator<Item = (Reference<'a>, &'a Target)> {
        self.glossary.edges_of(from)
    }

    /// The file that a target is, or that makes it.
    pub(super) fn file_of(&self, target: &Target) -> Option<SourcePath> {
        let file = match target {
            Target::Asset { asset, .. } => &self.glossary.assets[*asset].path,
            _ => &self.entry(target.entry()?).path,
        };
        Some(file.clone())
    }

    /// Where it is written that a place is wanted; nothing for a page that the program makes of itself.
    pub(super) fn location_of(&self, place: &Place) -> Option<Location> {
        let written = |index: EntryIndex, field: &str| {
            let entry = self.entry(index);
            let value = entry.fields.get(field);
            let start = Span::empty(entry.start as usize);
            entry.at(value.map_or(start, |value| value.span))
        };
        match place.occupant {
            Occupant::Entry(index) => Some(written(index, "slug")),
            Occupant::Redirect(index, alias) => {
                let entry = self.entry(index);
                Some(entry.at(entry.fields.alias_span(alias)))
            }
            Occupant::Moved(number) => self.config_path.map(|path| Location {
                path: path.clone(),
                span: self.config.redirects[number].from.span,
            }),
            Occupant::Asset(index) => Some(Location {
                path: self.glossary.assets[index].path.clone(),
                span: Span::default(),
            }),
            Occupant::Page => place.cause.map(|(index, field)| written(index, field)),
        }
    }

    /// Whether the settings say that what was at a place is elsewhere.
    pub(super) fn is_moved(&self, path: &str) -> bool {
        let place = self.glossary.places.at(path);
        place.is_some_and(|place| matches!(place.occupant, Occupant::Moved(_)))
    }

    /// Where an entry says when it is published.
    pub(super) fn date_span(&self, index: EntryIndex) -> Option<Span> {
        let entry = self.entry(index);
        let field = self.config.collections[entry.collection]
            .published_field
            .as_deref();
        let dates = field.into_iter().chain(["date"]);
        let mut values = dates.filter_map(|field| entry.fields.get(field));
        values.next().map(|value| value.span)
    }

    /// What a name was probably meant to be among those of a pool.
    pub(super) fn offer(
        &self,
        pool: Pool,
        written: &str,
        preference: impl Fn(usize) -> Option<u8>,
    ) -> Offer {
        let suggester = self.suggester(pool);
        suggester.offer(written, preference, &self.budget)
    }

    /// The paths of the pages that are no entries: those that the program makes, and those of folders.
    pub(super) fn pages(&self) -> &'a [&'a str] {
        let glossary = self.glossary;
        self.shared.pages.get_or_init(|| {
            let places = glossary
                .places
                .iter()
                .filter(|(_, place)| match place.occupant {
                    Occupant::Page => place.form != Form::Files,
                    Occupant::Entry(index) => place.has_page() && glossary.entry(index).is_index,
                    Occupant::Redirect(..) | Occupant::Moved(_) | Occupant::Asset(_) => false,
                });
            let paths = places.map(|(path, _)| path);
            paths.filter(|path| !path.is_empty()).collect()
        })
    }

    /// What to say where an HTML file has no place of a name, and the place that was meant. Nothing where it has it, or the
    /// file was not looked into.
    pub(super) fn missing_id(&self, file: usize, id: &str) -> Option<(String, Option<&'a str>)> {
        let asset = &self.glossary.assets[file];
        let html = asset.html.as_ref().filter(|known| !known.has(id))?;
        let is_allowed = self.budget.allows(html.ids().count());
        let near = is_allowed.then(|| nearest(id, html.ids())).flatten();
        let message = format!("`/{}` has nothing with the id `{id}`", asset.site_path());
        Some((message, near))
    }

    /// The endings of all files, in small letters.
    pub(super) fn file_endings(&self) -> &'a HashSet<String> {
        let assets = &self.glossary.assets;
        self.shared.endings.get_or_init(|| {
            let endings = assets.iter().map(|asset| split(asset.site_path()).1);
            endings.map(str::to_ascii_lowercase).collect()
        })
    }

    /// Whether others want the place of an entry, too.
    pub(super) fn is_contested(&self, index: EntryIndex) -> bool {
        let contested = self.shared.contested.get_or_init(|| {
            let conflicts = self.glossary.places.conflicts.iter();
            conflicts.map(|conflict| &*conflict.path).collect()
        });
        contested.contains(&*self.entry(index).id)
    }

    /// Whether the front matter of any entry cannot be read: nobody knows what it refers to.
    pub(super) fn has_damaged(&self) -> bool {
        *self.shared.has_damaged.get_or_init(|| {
            let mut indices = self.glossary.indices();
            indices.any(|index| self.entry(index).is_damaged())
        })
    }

    /// Whether any file lies in a folder of the site or below it. The path of the folder ends with a slash.
    pub(super) fn has_files(&self, folder: &str) -> bool {
        let files = self.shared.files.get_or_init(|| {
            let assets = self.glossary.assets.iter();
            let mut paths: Vec<&str> = assets.map(Asset::site_path).collect();
            paths.sort_unstable();
            paths
        });
        let first = files.partition_point(|path| *path < folder);
        files
            .get(first)
            .is_some_and(|path| path.starts_with(folder))
    }

    fn suggester(&self, pool: Pool) -> Arc<Suggester> {
        let mut known = self
            .shared
            .suggesters
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let made = known.entry(pool).or_insert_with(|| {
            Arc::new(match pool {
                Pool::Assets => {
                    let assets = self.glossary.assets.iter().enumerate();
                    Suggester::new(
                        assets.map(|(index, asset)| (index, split(asset.path.file_name()).0)),
                    )
                }
                Pool::Pages => {
                    let paths = self.pages().iter().map(|path| without_ending(path));
                    Suggester::new(paths.enumerate())
                }
                Pool::Headings(of) => {
                    let headings = self.entry(of).body.headings.iter().enumerate();
                    Suggester::new(headings.flat_map(|(number, heading)| {
                        [heading.id, heading.text].map(|name| (number, name))
                    }))
                }
                Pool::Entries => self.glossary.suggester(None),
                Pool::Collection(collection) => self.glossary.suggester(Some(collection)),
            })
        });
        Arc::clone(made)
    }

    /// For each thing that nobody wrote, the collection that most references name, by an address or a relation.
    fn homes(&self) -> HashMap<String, usize> {
        let mut votes: HashMap<String, BTreeMap<usize, usize>> = HashMap::new();
        for from in self.glossary.indices() {
            for (reference, target) in self.edges_of(from) {
                let Target::Missing { wanted, path, .. } = target else {
                    continue;
                };
                let own = self.entry(from).collection;
                let named = match reference.kind {
                    ReferenceKind::Relation(field) => Some(self.config.relation_target(own, field)),
                    _ => path
                        .as_deref()
                        .and_then(|path| self.config.collection_of(path)),
                };
                if let Some(collection) = named {
                    let votes = votes.entry(unwritten_key(wanted)).or_default();
                    *votes.entry(collection).or_default() += 1;
                }
            }
        }
        let most = |votes: BTreeMap<usize, usize>| {
            // Of two with as many, the first.
            let most = votes.into_iter().rev().max_by_key(|(_, count)| *count);
            most.map(|(collection, _)| collection)
        };
        let homes = votes.into_iter();
        homes
            .filter_map(|(key, votes)| Some((key, most(votes)?)))
            .collect()
    }

    /// A sentence for an entry that nobody wrote; `collection` is where the reference at hand looks for it.
    /// Nothing where no file can have its name.
    pub(super) fn unwritten(&self, collection: usize, wanted: &str) -> Option<String> {
        let command = self.command_for(collection, wanted)?;
        let unwritten = self
            .shared
            .unwritten
            .get_or_init(|| self.glossary.unwritten());
        Some(
            match unwritten.get(&unwritten_key(wanted)).copied().unwrap_or(0) {
                0 | 1 => format!("to write it, start with `{command}`"),
                many => format!("{many} entries want it: `{command}` starts it"),
            },
        )
    }

    /// The command that starts an entry which nobody wrote, in the collection where most references look for it.
    pub(super) fn command_for(&self, collection: usize, wanted: &str) -> Option<String> {
        let wanted = wanted.trim_end_matches(".md");
        let homes = self.shared.homes.get_or_init(|| self.homes());
        let collection = homes
            .get(&unwritten_key(wanted))
            .copied()
            .unwrap_or(collection);
        let collection = &self.config.collections[collection].name;
        // What a stranger named is pasted into a shell: there it must be a name and nothing else.
        let is_name = |text: &str| {
            !text.contains([
                '"', '\'', '$', '`', '\\', '!', '%', ';', '&', '|', '(', ')', '<', '>',
            ])
        };
        if slug(wanted).is_empty() || wanted.starts_with(['_', '-']) || wanted.contains(['{', '}'])
        {
            return None;
        }
        Some(if is_name(wanted) && is_name(collection) {
            let is_plain = slug(collection) == *collection;
            let quote = if is_plain { "" } else { "\"" };
            format!("primer new {quote}{collection}{quote} \"{wanted}\"")
        } else {
            "primer new".to_owned()
        })
    }
}

/// Who has a place, in words.
pub(super) fn occupant(place: &Place) -> &'static str {
    match place.occupant {
        Occupant::Entry(_) => "an entry",
        Occupant::Redirect(..) => "an alias",
        Occupant::Moved(_) => "an old address of the settings",
        Occupant::Asset(_) => "a file",
        Occupant::Page => "a page that the program makes",
    }
}

/// How an author would refer to an entry in the form that a reference already has.
pub(super) fn rewritten(
    context: &Context<'_>,
    reference: Reference<'_>,
    entry: &Entry,
    anchor: Option<&str>,
) -> String {
    let anchor = anchor
        .map(|anchor| format!("#{anchor}"))
        .unwrap_or_default();
    match reference.kind {
        kind if kind.is_name() => {
            let names = &context.glossary.names;
            let is_plain = names.named(&slug(&entry.name)).len() == 1;
            format!("{}{anchor}", if is_plain { &entry.name } else { &entry.id })
        }
        ReferenceKind::Relation(_) => entry.slug().to_owned(),
        _ => {
            let written = reference.written().split('#').next().unwrap_or("");
            let query = written.find('?').map_or("", |at| &written[at..]);
            let start = match &context.config.site.base_url {
                Some(base) if written.contains("://") => format!("{}{}", base.origin, base.path),
                _ => "/".to_owned(),
            };
            format!("{start}{}{query}{anchor}", encoded(&entry.id))
        }
    }
}

/// Whether an address can be replaced without a look at what is around it: it stands in the text as it is, in a link or an
/// attribute, and the new one needs no escapes there.
pub(super) fn is_replaceable(reference: Reference<'_>, address: &str) -> bool {
    let is_address = matches!(
        reference.kind,
        ReferenceKind::Link
            | ReferenceKind::Definition
            | ReferenceKind::Image
            | ReferenceKind::HtmlLink
    );
    let needs_none = |letter: char| {
        letter.is_alphanumeric() || matches!(letter, '/' | '#' | '-' | '_' | '.' | '%' | '?' | '=')
    };
    is_address
        && reference.span.range().len() == reference.written().len()
        && !reference.written().contains("://")
        && address.chars().all(needs_none)
}

/// Whether two paths differ only in case, in their Unicode form, in the signs between words, or in the ending of a page.
pub(super) fn is_same_but_for_form(one: &str, other: &str) -> bool {
    let folded = |path: &str| {
        let path = percent_encoding::percent_decode_str(path.trim_matches('/')).decode_utf8_lossy();
        let path: String = path.nfc().flat_map(char::to_lowercase).collect();
        let path = path.replace(['_', ' '], "-");
        let page = [".html", ".md"]
            .iter()
            .find_map(|end| path.strip_suffix(end));
        page.unwrap_or(&path).to_owned()
    };
    folded(one) == folded(other)
}

/// A path as it can stand in a link of Markdown. Letters beyond ASCII stay: people can read them.
pub(super) fn encoded(path: &str) -> String {
    const MARKDOWN: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
        .add(b' ')
        .add(b'%')
        .add(b'?')
        .add(b'#')
        .add(b'(')
        .add(b')')
        .add(b'<')
        .add(b'>')
        .add(b'"');
    path.chars()
        .map(|letter| {
            let mut buffer = [0; 4];
            let text = letter.encode_utf8(&mut buffer);
            if letter.is_ascii() {
                percent_encoding::utf8_percent_encode(text, MARKDOWN).to_string()
            } else {
                text.to_owned()
            }
        })
        .collect()
}

/// A name without its ending, and the ending.
pub(super) fn split(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && !ending.contains('/') => (stem, ending),
        _ => (name, ""),
    }
}

/// The path of a page without the ending of its file.
pub(super) fn without_ending(path: &str) -> &str {
    let endings = [".xml", ".html", ".txt", ".json"];
    let stem = endings.iter().find_map(|ending| path.strip_suffix(ending));
    stem.unwrap_or(path)
}

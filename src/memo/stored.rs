//! A memo as bytes: a head, and parts that are named by their hashes.
//!
//! In: a run. Out: what has to be kept so that a later program can go on from it, and the run again. A part
//! in which nothing is new is not made again, and one that is not exactly what its name says is
//! not read: then there is no memo, which is always right. Entries lie apart from what is asked of nearly all
//! of them, and are read and made when somebody asks for more.

use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Memo, PROGRAM, Run};
use crate::check::Findings;
use crate::config::{BaseUrl, Settings};
use crate::diagnostic::Diagnostic;
use crate::entry::highlight::Highlighter;
use crate::entry::{Reader, Visibility};
use crate::glossary::names::Names;
use crate::glossary::slots::{CHUNK, Slot};
use crate::glossary::stored::{Buffer, Record, Shelf};
use crate::glossary::{EntryIndex, Glossary};
use crate::output::{Built, theme};
use crate::page::Outline;
use crate::source::{Asset, Hash, Held, Source, SourcePath, Sources, Store};

/// So many chunks of slots are kept together: few enough that an edit writes little, enough to make few
/// files.
const CHUNKS: usize = 4;

/// So many bytes the names of an entry take: enough for most, so that the whole need not be moved.
const NAMES: usize = 256;

/// So many entries a part tells of.
const PART: usize = CHUNKS * CHUNK;

/// A run that is kept, and under which names.
#[derive(Clone, Debug)]
pub struct Kept {
    run: Arc<Run>,
    names: Hash,
    parts: Vec<Part>,
}

/// The names of what is kept of many entries together.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Part {
    /// What is asked of nearly every entry.
    items: Hash,
    /// The entries themselves, a chunk under each name: those of a chunk are read when somebody asks for one
    /// of them.
    entries: Vec<Hash>,
}

/// What makes a run of its parts.
#[derive(Debug)]
pub struct Bytes {
    /// What names all else.
    pub head: Vec<u8>,
    /// The names of all parts.
    pub names: Vec<Hash>,
}

/// What the settings of a run are made from, beside its content.
#[derive(Clone, Copy, Debug)]
pub struct Wishes<'a> {
    /// `primer.toml`.
    pub config: Option<&'a Source>,
    /// A base URL in place of that of `primer.toml`.
    pub base_url: Option<&'a BaseUrl>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    program: String,
    config: Option<Hash>,
    base_url: Option<String>,
    visibility: Visibility,
    /// Files below `content/` that are no entries.
    others: Vec<File>,
    assets: Vec<File>,
    templates: Vec<File>,
    glossary: Arc<Glossary>,
    of_site: Vec<Diagnostic>,
    order: Vec<Arc<Vec<EntryIndex>>>,
    built: Option<Built>,
    names: Hash,
    parts: Vec<Part>,
}

/// A file of which the content is not kept.
#[derive(Serialize, Deserialize)]
struct File {
    path: SourcePath,
    hash: Hash,
}

/// All that is kept of one index.
#[derive(Serialize, Deserialize)]
struct Item {
    file: File,
    record: Record,
    found: Option<Arc<[Diagnostic]>>,
}

/// A run that is being kept.
struct Keeping<'a, W> {
    run: &'a Run,
    last: Option<&'a Kept>,
    write: &'a W,
}

impl<E, W: Fn(&Hash, &[u8]) -> Result<(), E>> Keeping<'_, W> {
    /// Has bytes written, and gives the name that they have then.
    fn name(&self, bytes: &[u8]) -> Result<Hash, E> {
        let name = blake3::hash(bytes);
        (self.write)(&name, bytes).map(|()| name)
    }

    /// A part, made in a buffer, or the one that is there; nothing where it cannot be told in bytes.
    fn part(
        &self,
        number: usize,
        chunks: &[Arc<[Slot]>],
        buffer: &mut Vec<u8>,
    ) -> Result<Option<Part>, E> {
        let run = self.run;
        let last = self.last.and_then(|last| {
            let chunks = last.run.glossary.chunks().chunks(CHUNKS).nth(number)?;
            Some((last, chunks, last.parts.get(number)?))
        });
        if let Some((last, before, part)) = last
            && before.len() == chunks.len()
            && (chunks.iter().zip(before))
                .all(|(one, two)| Arc::ptr_eq(one, two) && is_kept(one, two))
            && (number * PART..(number + 1) * PART)
                .all(|index| run.findings.has_same(&last.run.findings, index))
        {
            return Ok(Some(part.clone()));
        }
        let mut items: Vec<Item> = Vec::with_capacity(PART);
        let mut entries = Vec::with_capacity(CHUNKS);
        for (chunk, slots) in chunks.iter().enumerate() {
            let known = last.and_then(|(_, before, part)| {
                is_kept(slots, before.get(chunk)?).then_some(part.entries.get(chunk)?)
            });
            buffer.clear();
            for slot in slots.iter() {
                let length = match slot.kept_length().filter(|_| known.is_some()) {
                    Some(length) => Ok(length),
                    None => slot.write_entry(buffer),
                };
                let Ok(length) = length else {
                    return Ok(None);
                };
                items.push(Item {
                    file: File::of(slot.source()),
                    record: slot.record(length, &run.settings.config),
                    found: run.findings.of(number * PART + items.len()).cloned(),
                });
            }
            entries.push(match known {
                Some(name) => *name,
                None => self.name(buffer)?,
            });
        }
        buffer.clear();
        if postcard::serialize_with_flavor(&items, Buffer(buffer)).is_err() {
            return Ok(None);
        }
        let items = self.name(buffer)?;
        Ok(Some(Part { items, entries }))
    }
}

/// What is read of one index: its file, the rest, and what the rules found.
type Read = (Source, Record, Option<Arc<[Diagnostic]>>);

/// Whether slots have the entries that other slots had when those were kept.
fn is_kept(slots: &[Slot], before: &[Slot]) -> bool {
    slots.len() == before.len()
        && (slots.iter().zip(before)).all(|(one, two)| one.has_same_entry(two))
        && slots.iter().all(|slot| slot.kept_length().is_some())
}

impl Part {
    fn into_names(self) -> impl Iterator<Item = Hash> {
        std::iter::once(self.items).chain(self.entries)
    }
}

impl File {
    fn of(source: &Source) -> Self {
        Self {
            path: source.path.clone(),
            hash: source.text.hash(),
        }
    }

    fn source(self, store: &Arc<dyn Store>) -> Source {
        Source {
            text: Held::stored(self.path.clone(), self.hash, Arc::clone(store)),
            path: self.path,
        }
    }

    fn asset(self, store: &Arc<dyn Store>, built_in: &[Asset]) -> Asset {
        let known = built_in
            .iter()
            .find(|asset| asset.path == self.path && asset.bytes.hash() == self.hash);
        known.cloned().unwrap_or_else(|| Asset {
            bytes: Held::stored(self.path.clone(), self.hash, Arc::clone(store)),
            path: self.path,
        })
    }
}

impl Memo {
    /// The memo as bytes; nothing where there is no run, or none worth keeping. `last` is what
    /// is kept now, and `write` takes the parts that are new, by their names.
    ///
    /// # Errors
    ///
    /// Those of `write`.
    pub fn keep<E: Send>(
        &self,
        wishes: Wishes<'_>,
        last: Option<&Kept>,
        write: &(impl Fn(&Hash, &[u8]) -> Result<(), E> + Sync),
    ) -> Result<Option<Bytes>, E> {
        let Some(run) = &self.run else {
            return Ok(None);
        };
        let glossary = &*run.glossary;
        // Most indices lead nowhere any more: it is time to start anew.
        if glossary.capacity() > 2 * glossary.len() + PART {
            return Ok(None);
        }
        let keeping = Keeping { run, last, write };
        let names = || match last {
            Some(last) if last.run.glossary.has_same_names(glossary) => Ok(Some(last.names)),
            _ => {
                let mut bytes = Vec::with_capacity(NAMES * glossary.len());
                match postcard::serialize_with_flavor(&glossary.names, Buffer(&mut bytes)) {
                    Ok(()) => keeping.name(&bytes).map(Some),
                    Err(_) => Ok(None),
                }
            }
        };
        let parts = || {
            let chunks = glossary.chunks().par_chunks(CHUNKS).enumerate();
            // New memory is dear: a buffer serves for many parts.
            chunks
                .map_init(Vec::new, |buffer, (number, chunks)| {
                    keeping.part(number, chunks, buffer)
                })
                .collect::<Result<Option<Vec<Part>>, E>>()
        };
        let (names, parts) = rayon::join(names, parts);
        let (names, parts) = (names?, parts?);
        let (Some(names), Some(parts)) = (names, parts) else {
            return Ok(None);
        };
        // Each entry has a file: where there are as many of both, no file is left.
        let files = Some(&run.content).filter(|files| files.len() != glossary.len());
        let others = files.into_iter().flat_map(Sources::iter);
        let others = others.filter(|source| glossary.of_file(&source.path).is_none());
        let head = Head {
            program: PROGRAM.to_owned(),
            config: wishes.config.map(|source| source.text.hash()),
            base_url: wishes.base_url.map(BaseUrl::whole),
            visibility: run.visibility,
            others: others.map(File::of).collect(),
            assets: glossary
                .assets
                .iter()
                .map(|asset| File {
                    path: asset.path.clone(),
                    hash: asset.bytes.hash(),
                })
                .collect(),
            templates: run.templates.iter().map(File::of).collect(),
            glossary: Arc::clone(&run.glossary),
            of_site: run.findings.of_site().to_vec(),
            order: run.outline.order().to_vec(),
            built: run.built.clone(),
            names,
            parts: parts.clone(),
        };
        let Ok(mut head) = postcard::to_stdvec(&head) else {
            return Ok(None);
        };
        let hash = blake3::hash(&head);
        head.extend_from_slice(hash.as_bytes());
        Ok(Some(Bytes {
            head,
            names: std::iter::once(names)
                .chain(parts.into_iter().flat_map(Part::into_names))
                .collect(),
        }))
    }

    /// The memo that was kept, if this program did it with the same settings. `part` gives a part by its
    /// name, and `store` has the files that it was made of.
    pub fn kept(
        head: &[u8],
        wishes: Wishes<'_>,
        part: impl Fn(&Hash) -> io::Result<Vec<u8>> + Clone + Send + Sync + 'static,
        store: &Arc<dyn Store>,
    ) -> Option<(Self, Kept)> {
        let (head, hash) = head.split_last_chunk::<32>()?;
        if blake3::hash(head) != Hash::from_bytes(*hash) {
            return None;
        }
        // The program comes first: what another one wrote is not even looked at.
        let (program, _) = postcard::take_from_bytes::<&str>(head).ok()?;
        if program != PROGRAM {
            return None;
        }
        let head: Head = postcard::from_bytes(head).ok()?;
        if head.config != wishes.config.map(|source| source.text.hash())
            || head.base_url != wishes.base_url.map(BaseUrl::whole)
        {
            return None;
        }
        let read = move |name: &Hash| {
            let bytes = part(name).ok()?;
            (blake3::hash(&bytes) == *name).then_some(bytes)
        };
        let (names, items): (Option<Names>, Option<Vec<Vec<Read>>>) = rayon::join(
            || postcard::from_bytes(&read(&head.names)?).ok(),
            || {
                let parts = head.parts.par_iter();
                parts
                    .map(|part| {
                        let items: Vec<Item> = postcard::from_bytes(&read(&part.items)?).ok()?;
                        let items = items.into_iter();
                        let read =
                            items.map(|item| (item.file.source(store), item.record, item.found));
                        Some(read.collect())
                    })
                    .collect()
            },
        );
        let (names, items) = (names?, items?);
        let others = head.others.into_iter().map(|file| file.source(store));
        let mut is_there = vec![false; items.iter().map(Vec::len).sum()];
        for index in names.in_order() {
            *is_there.get_mut(index)? = true;
        }
        let mut sources: Vec<Source> = Vec::with_capacity(is_there.len());
        let mut found = Vec::new();
        for (index, (source, _, diagnostics)) in items.iter().flatten().enumerate() {
            if is_there[index] {
                sources.push(source.clone());
            }
            found.extend(diagnostics.iter().map(|found| (index, Arc::clone(found))));
        }
        let content: Sources = sources.into_iter().chain(others).collect();
        let paths = content.iter().map(|source| &*source.path);
        let settings = Settings::new(wishes.config, wishes.base_url, paths);
        let highlighter = Arc::new(Highlighter::default());
        let reader = Arc::new(Reader {
            config: Arc::clone(&settings.config),
            highlighter: Arc::clone(&highlighter),
        });
        let mut slots: Vec<Slot> = Vec::with_capacity(is_there.len());
        for (part, items) in head.parts.iter().zip(items) {
            let mut items = items.into_iter();
            for &name in &part.entries {
                let read = read.clone();
                let shelf = Shelf::new(Box::new(move || read(&name)));
                let mut at = 0;
                let items = items.by_ref().take(CHUNK);
                slots.extend(
                    items.map(|(source, record, _)| record.slot(&shelf, &mut at, source, &reader)),
                );
            }
        }
        if slots.len() != is_there.len() {
            return None;
        }
        let built_in: Vec<Asset> = theme::built_in_assets().collect();
        let assets = head.assets.into_iter();
        let assets = assets.map(|file| file.asset(store, &built_in)).collect();
        let rest = Arc::into_inner(head.glossary)?;
        let glossary = Arc::new(rest.put_together(names, slots, Arc::new(assets)));
        let outline =
            Outline::ordered_so(head.order, &glossary, &settings.config, head.visibility)?;
        let templates = head.templates.into_iter();
        let run = Arc::new(Run {
            settings,
            visibility: head.visibility,
            content,
            glossary,
            findings: Findings::kept(found, head.of_site),
            outline: Arc::new(outline),
            templates: templates.map(|file| file.source(store)).collect(),
            engine: None,
            built: head.built,
        });
        let kept = Kept {
            run: Arc::clone(&run),
            names: head.names,
            parts: head.parts,
        };
        let memo = Self {
            run: Some(run),
            highlighter,
        };
        Some((memo, kept))
    }
}

//! A memo as bytes: a head, and parts that are named by their hashes.
//!
//! In: a run. Out: what has to be kept so that a later program can go on from it, and the run again. A part
//! in which nothing is new is not made again, and one that is not exactly what its name says is
//! not read: then there is no memo, which is always right.

use std::io;
use std::sync::Arc;

use postcard::ser_flavors::Flavor;
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
use crate::glossary::{EntryIndex, Glossary};
use crate::output::{Built, theme};
use crate::page::Outline;
use crate::source::{Asset, Hash, Held, Source, SourcePath, Sources, Store};

/// So many chunks of slots are kept together: few enough that an edit writes little, enough to make few
/// files.
const CHUNKS: usize = 4;

/// So many entries a part has.
const PART: usize = CHUNKS * CHUNK;

/// A run that is kept, and under which names.
#[derive(Clone, Debug)]
pub struct Kept {
    run: Arc<Run>,
    names: Hash,
    parts: Vec<Hash>,
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
    parts: Vec<Hash>,
}

/// A file of which the content is not kept.
#[derive(Serialize, Deserialize)]
struct File {
    path: SourcePath,
    hash: Hash,
}

/// All that is known of one index.
#[derive(Serialize, Deserialize)]
struct Record {
    file: File,
    slot: Slot,
    found: Option<Arc<[Diagnostic]>>,
}

/// Bytes in memory that is there already.
struct Buffer<'a>(&'a mut Vec<u8>);

impl Flavor for Buffer<'_> {
    type Output = ();

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
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
        let part = |bytes: postcard::Result<&[u8]>| {
            let Ok(bytes) = bytes else {
                return Ok(None);
            };
            let name = blake3::hash(bytes);
            write(&name, bytes).map(|()| Some(name))
        };
        let names = || match last {
            Some(last) if last.run.glossary.has_same_names(glossary) => Ok(Some(last.names)),
            _ => part(
                postcard::to_stdvec(&glossary.names)
                    .as_deref()
                    .map_err(Clone::clone),
            ),
        };
        let parts = || {
            let chunks = glossary.chunks().par_chunks(CHUNKS).enumerate();
            // New memory is dear: a buffer serves for many parts.
            chunks
                .map_init(Vec::new, |buffer, (number, chunks)| {
                    let known = last.and_then(|last| {
                        let before = last.run.glossary.chunks().chunks(CHUNKS).nth(number)?;
                        let start = number * PART;
                        let is_same = before.len() == chunks.len()
                            && (chunks.iter().zip(before)).all(|(one, two)| Arc::ptr_eq(one, two))
                            && (start..start + PART)
                                .all(|index| run.findings.has_same(&last.run.findings, index));
                        is_same.then(|| last.parts.get(number).copied()).flatten()
                    });
                    if known.is_some() {
                        return Ok(known);
                    }
                    let slots = chunks.iter().flat_map(|chunk| chunk.iter());
                    let records = slots.zip(number * PART..).map(|(slot, index)| Record {
                        file: File::of(&slot.entry.source),
                        slot: slot.clone(),
                        found: run.findings.of(index).cloned(),
                    });
                    let records: Vec<Record> = records.collect();
                    buffer.clear();
                    let written = postcard::serialize_with_flavor(&records, Buffer(buffer));
                    part(written.map(|()| buffer.as_slice()))
                })
                .collect::<Result<Option<Vec<Hash>>, E>>()
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
            names: [&[names], parts.as_slice()].concat(),
        }))
    }

    /// The memo that was kept, if this program did it with the same settings. `part` puts a part, by its
    /// name, into a buffer, and `store` has the files that it was made of.
    pub fn kept(
        head: &[u8],
        wishes: Wishes<'_>,
        part: impl Fn(&Hash, &mut Vec<u8>) -> io::Result<()> + Sync,
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
        // New memory is dear: a buffer serves for many parts.
        let read = |buffer: &mut Vec<u8>, name: &Hash| {
            buffer.clear();
            part(name, buffer).ok()?;
            (blake3::hash(buffer) == *name).then_some(())
        };
        let (names, records): (Option<Names>, Option<Vec<Vec<_>>>) = rayon::join(
            || {
                let mut buffer = Vec::new();
                read(&mut buffer, &head.names)?;
                postcard::from_bytes(&buffer).ok()
            },
            || {
                let parts = head.parts.par_iter();
                parts
                    .map_init(Vec::new, |buffer, name| {
                        read(buffer, name)?;
                        let records: Vec<Record> = postcard::from_bytes(buffer).ok()?;
                        let records = records.into_iter();
                        let records = records
                            .map(|record| (record.file.source(store), record.slot, record.found));
                        Some(records.collect())
                    })
                    .collect()
            },
        );
        let (names, records) = (names?, records?);
        let others = head.others.into_iter().map(|file| file.source(store));
        let mut is_there = vec![false; records.iter().map(Vec::len).sum()];
        for index in names.in_order() {
            *is_there.get_mut(index)? = true;
        }
        let mut sources: Vec<Source> = Vec::with_capacity(is_there.len());
        let mut slots: Vec<(Source, Slot)> = Vec::with_capacity(is_there.len());
        let mut found = Vec::new();
        for (index, (source, slot, diagnostics)) in records.into_iter().flatten().enumerate() {
            if is_there[index] {
                sources.push(source.clone());
            }
            slots.push((source, slot));
            found.extend(diagnostics.map(|diagnostics| (index, diagnostics)));
        }
        let content: Sources = sources.into_iter().chain(others).collect();
        let settings = Settings::new(wishes.config, wishes.base_url, &content, None);
        let highlighter = Arc::new(Highlighter::default());
        let reader = Arc::new(Reader {
            config: Arc::clone(&settings.config),
            highlighter: Arc::clone(&highlighter),
        });
        let slots: Vec<Slot> = slots
            .into_par_iter()
            .map(|(source, slot)| slot.of_file(source, &reader))
            .collect::<Option<_>>()?;
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

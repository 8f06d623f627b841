//! What an author wants to know about the page that is open: its problems, its neighbours, and what it
//! could link to, each with its exact place in a source.
//!
//! In: a round and a page. Out: the message of the panel. Nothing of it is part of the site.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::preview::{Faults, PreviewPage};
use super::round::Round;
use crate::entry::slug::slug;
use crate::entry::{Reference, ReferenceKind};
use crate::glossary::mention::NameIndex;
use crate::glossary::{EntryIndex, Target, unwritten_key};
use crate::source::{Location, SourcePath};

/// The message for a page, with the faults of now.
pub(super) fn message(page: &PreviewPage, faults: &Faults) -> Value {
    let mut message = json!({
        "type": "panel", "problems": [], "mentions": [], "backlinks": [], "wanted": [], "source": null
    });
    let Some((round, page)) = &page.origin else {
        return message;
    };
    let Some(source) = round.source_of(*page) else {
        return message;
    };
    let panel = Panel { round };
    message["source"] = json!({ "path": &*source, "line": 1, "column": 1 });
    message["problems"] = problems(&source, faults);
    if let Some(entry) = round.analysis.outline.entry_of(*page) {
        message["mentions"] = panel.mentions(entry);
        message["backlinks"] = panel.backlinks(entry);
        message["wanted"] = panel.wanted(entry, faults);
    }
    message
}

/// The faults of a file, at their places of now.
fn problems(source: &SourcePath, faults: &Faults) -> Value {
    faults
        .iter()
        .filter(|diagnostic| diagnostic.at.path == *source)
        .map(|diagnostic| {
            let mut help = diagnostic.help.clone();
            if let Some(fix) = &diagnostic.fix {
                let texts: Vec<String> = fix
                    .edits
                    .iter()
                    .map(|edit| format!("`{}`", edit.text))
                    .collect();
                help.push(format!("{}: write {}", fix.title, texts.join(", ")));
            }
            json!({
                "severity": diagnostic.severity.name(),
                "code": diagnostic.code.name(),
                "message": diagnostic.message,
                "help": help,
                "place": place(faults.round(), &diagnostic.at),
            })
        })
        .collect()
}

/// What is around a page, in the round that it is from.
struct Panel<'a> {
    round: &'a Round,
}

impl Panel<'_> {
    fn place(&self, at: &Location) -> Value {
        place(self.round, at)
    }

    fn mentions(&self, entry: EntryIndex) -> Value {
        let analysis = &self.round.analysis;
        let source = &analysis.glossary.entry(entry).path;
        let source = analysis.sources.get(source).into_iter();
        let names = NameIndex::new(&analysis.glossary, &analysis.config);
        source
            .flat_map(|source| names.unlinked(&analysis.glossary, entry, source))
            .map(|mention| {
                let name = &analysis.glossary.entry(mention.entry).name;
                json!({
                    "text": mention.text,
                    "title": name,
                    "url": analysis.outline.entry_url(mention.entry),
                    "place": self.place(&mention.at),
                })
            })
            .collect()
    }

    fn backlinks(&self, entry: EntryIndex) -> Value {
        let analysis = &self.round.analysis;
        analysis
            .glossary
            .referrers_of(entry)
            .links
            .iter()
            .map(|backlink| {
                let from = analysis.glossary.entry(backlink.from);
                let reference = from.references.at(backlink.reference);
                let sentence = reference.sentence.range();
                json!({
                    "title": from.name,
                    "url": analysis.outline.entry_url(backlink.from),
                    "sentence": from.body.quotes.get(sentence).unwrap_or(""),
                    "place": self.place(&from.at(reference.span)),
                })
            })
            .collect()
    }

    /// What the entry refers to and nobody wrote, but for what is probably misspelt.
    fn wanted(&self, entry: EntryIndex, faults: &Faults) -> Value {
        let analysis = &self.round.analysis;
        let glossary = &analysis.glossary;
        let from = glossary.entry(entry);
        let unwritten = OnceCell::new();
        let entries = |name: &str| {
            let counts = unwritten.get_or_init(|| glossary.unwritten());
            counts.get(&unwritten_key(name)).copied().unwrap_or(0)
        };
        let mut known = BTreeSet::new();
        let mut wanted = Vec::new();
        for (reference, target) in from.references.iter().zip(glossary.targets_of(entry)) {
            let Target::Missing {
                is_asset: false,
                wanted: name,
                path,
            } = target
            else {
                continue;
            };
            let name = name.trim_end_matches(".md");
            let key = slug(name);
            let Some(collection) = self.collection(entry, reference, path.as_deref()) else {
                continue;
            };
            let at = from.at(reference.span);
            let is_misspelt = faults
                .iter()
                .any(|fault| fault.at == at && fault.fix.is_some());
            if key.is_empty() || is_misspelt || !known.insert(key.clone()) {
                continue;
            }
            wanted.push(json!({
                "name": name,
                "entries": entries(name),
                "command": format!(
                    "primer new {} \"{name}\"",
                    analysis.config.collections[collection].name
                ),
                "place": self.place(&at),
            }));
        }
        Value::Array(wanted)
    }

    /// The collection that a missing entry would belong to.
    fn collection(
        &self,
        entry: EntryIndex,
        reference: Reference<'_>,
        path: Option<&str>,
    ) -> Option<usize> {
        let config = &self.round.analysis.config;
        let own = self.round.analysis.glossary.entry(entry).collection;
        match &reference.kind {
            kind if kind.is_name() => {
                let named = reference.written().split_once('/');
                Some(
                    named
                        .and_then(|(folder, _)| config.collection_named(folder.trim()))
                        .unwrap_or(own),
                )
            }
            ReferenceKind::Relation(field) => Some(config.relation_target(own, field)),
            _ => config.collection_of(path?),
        }
    }
}

/// A place in a source of a round, for people.
pub(super) fn place(round: &Round, at: &Location) -> Value {
    let position = round.analysis.sources.position(&at.path, at.span.start);
    let (line, column) = position.map_or((1, 1), |position| (position.line, position.column));
    json!({ "path": &*at.path, "line": line, "column": column })
}

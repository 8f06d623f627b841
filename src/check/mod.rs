//! What is wrong with the glossary: one file for each rule, and the table of them.
//!
//! In: the glossary and the configuration. Out: diagnostics. A rule reads and never changes, and
//! it says what it says of published entries only: a draft may be unfinished.

mod ambiguous_link;
mod broken_anchor;
mod broken_link;
mod broken_reference;
mod duplicate_name;
mod duplicate_reference;
mod duplicate_url;
mod link_to_draft;
mod link_to_redirect;
mod missing_asset;
mod one_way_relation;
mod orphan_entry;
mod self_reference;
mod unsafe_link;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::entry::{Entry, Reference, ReferenceKind};
use crate::glossary::suggest::Suggester;
use crate::glossary::{EntryIndex, Glossary, Target};
use crate::source::{Location, SourcePath, Span};

type Rule = fn(&Context<'_>, &mut Vec<Diagnostic>);

/// The rules in the order in which one would look: is each thing there once, does each reference
/// lead somewhere, and is it the right place.
const RULES: &[Rule] = &[
    duplicate_url::check,
    duplicate_name::check,
    broken_link::check,
    broken_anchor::check,
    broken_reference::check,
    ambiguous_link::check,
    missing_asset::check,
    link_to_draft::check,
    link_to_redirect::check,
    unsafe_link::check,
    self_reference::check,
    duplicate_reference::check,
    orphan_entry::check,
    one_way_relation::check,
];

/// Runs every rule.
pub fn check(
    glossary: &Glossary,
    config: &Config,
    config_path: Option<&SourcePath>,
) -> Vec<Diagnostic> {
    RULES
        .par_iter()
        .flat_map(|rule| {
            let context = Context {
                glossary,
                config,
                config_path,
                suggesters: RefCell::default(),
                wanted: OnceCell::new(),
            };
            let mut diagnostics = Vec::new();
            rule(&context, &mut diagnostics);
            diagnostics
        })
        .collect()
}

/// What a rule can look at. The dear things are made when a rule first asks for them.
struct Context<'a> {
    glossary: &'a Glossary,
    config: &'a Config,
    config_path: Option<&'a SourcePath>,
    /// By collection; without one, of all entries.
    suggesters: RefCell<HashMap<Option<usize>, Rc<Suggester>>>,
    wanted: OnceCell<HashMap<String, Vec<EntryIndex>>>,
}

impl<'a> Context<'a> {
    fn entry(&self, index: EntryIndex) -> &'a Entry {
        &self.glossary.entries[index]
    }

    fn at(&self, from: EntryIndex, span: Span) -> Location {
        self.entry(from).source.at(span)
    }

    /// Every reference of a published entry, with what it leads to.
    fn edges(&self) -> impl Iterator<Item = (EntryIndex, &'a Reference, &'a Target)> {
        self.glossary.edges()
    }

    /// The published entry that a name was probably meant to be, in one collection or in all.
    fn suggest(&self, written: &str, within: Option<usize>) -> Option<EntryIndex> {
        self.suggester(within).suggest(written)
    }

    /// The names of published entries, of one collection or of all.
    fn suggester(&self, within: Option<usize>) -> Rc<Suggester> {
        if let Some(known) = self.suggesters.borrow().get(&within) {
            return Rc::clone(known);
        }
        let made = Rc::new(Suggester::new(
            self.glossary
                .entries
                .iter()
                .enumerate()
                .filter(|(index, entry)| {
                    self.glossary.published[*index]
                        && !entry.is_index
                        && within.is_none_or(|collection| entry.collection == collection)
                })
                .flat_map(|(index, entry)| {
                    [entry.slug(), entry.name.as_str()]
                        .into_iter()
                        .chain(entry.built_in.aliases.iter().map(String::as_str))
                        .map(move |name| (index, name))
                }),
        ));
        self.suggesters
            .borrow_mut()
            .insert(within, Rc::clone(&made));
        made
    }

    /// The entries that refer to something that nobody wrote, by its slug.
    fn wanted_by(&self, wanted: &str) -> usize {
        self.wanted
            .get_or_init(|| {
                let mut by_name: HashMap<String, Vec<EntryIndex>> = HashMap::new();
                for (from, _, target) in self.glossary.edges() {
                    if let Target::Missing {
                        is_asset: false,
                        wanted,
                        ..
                    } = target
                    {
                        let from_them = by_name.entry(key(wanted)).or_default();
                        if from_them.last() != Some(&from) {
                            from_them.push(from);
                        }
                    }
                }
                by_name
            })
            .get(&key(wanted))
            .map_or(0, Vec::len)
    }

    /// A sentence for an entry that nobody wrote.
    fn unwritten(&self, collection: usize, wanted: &str) -> String {
        let wanted = wanted.trim_end_matches(".md");
        let command = format!(
            "primer new {} \"{wanted}\"",
            self.config.collections[collection].name
        );
        match self.wanted_by(wanted) {
            0 | 1 => format!("to write it, start with `{command}`"),
            many => format!("{many} entries want it: `{command}` starts it"),
        }
    }
}

fn key(wanted: &str) -> String {
    crate::entry::slug::slug(
        wanted
            .rsplit('/')
            .next()
            .unwrap_or(wanted)
            .trim_end_matches(".md"),
    )
}

/// How an author would refer to an entry in the form that a reference already has.
fn rewritten(
    context: &Context<'_>,
    reference: &Reference,
    entry: &Entry,
    anchor: Option<&str>,
) -> String {
    let anchor = anchor
        .map(|anchor| format!("#{anchor}"))
        .unwrap_or_default();
    match reference.kind {
        ReferenceKind::WikiLink => {
            let names = &context.glossary.names;
            let is_plain = names.named(&crate::entry::slug::slug(&entry.name)).len() == 1;
            format!("{}{anchor}", if is_plain { &entry.name } else { &entry.id })
        }
        ReferenceKind::Relation(_) => entry.slug().to_owned(),
        _ => {
            let written = reference.written.split('#').next().unwrap_or("");
            let query = written.find('?').map_or("", |at| &written[at..]);
            let start = match &context.config.site.base_url {
                Some(base) if written.contains("://") => format!("{}{}", base.origin, base.path),
                _ => "/".to_owned(),
            };
            format!("{start}{}{query}{anchor}", encoded(&entry.id))
        }
    }
}

/// A path as it can stand in a link of Markdown. Letters beyond ASCII stay: people can read them.
fn encoded(path: &str) -> String {
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

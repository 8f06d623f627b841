//! `mislabeled-link`: the words of a link are the name of another entry than the one that it leads to.

use super::context::{Context, Namesakes, encoded};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::slug::slug;
use crate::entry::{Entry, WordsKey};
use crate::glossary::{EntryIndex, Target};

pub(super) fn check(context: &Context<'_>, from: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    if !context.config.reports(Code::MislabeledLink) {
        return;
    }
    for (reference, target) in context.edges_of(from) {
        let (
            Some(words),
            Target::Entry {
                entry: to,
                anchor: None,
                ..
            },
        ) = (reference.words, target)
        else {
            continue;
        };
        let Some(named) = named_by(context, words) else {
            continue;
        };
        let (entry, to) = (context.entry(named), context.entry(*to));
        let is_other = entry.path != to.path && named != from;
        if !is_other || to.is_index || entry.is_index || !context.glossary.is_published(named) {
            continue;
        }
        if is_shortened(entry, to, words) || context.is_contested(named) {
            continue;
        }
        diagnostics.push(
            Diagnostic::new(
                Code::MislabeledLink,
                context.at(from, reference.span),
                format!(
                    "the words of this link name `{}`, but it leads to `{}`",
                    entry.name, to.name
                ),
            )
            .label(format!("leads to `{}`", to.name))
            .leads_to(Some(entry.path.clone()))
            .help(format!(
                "link to `/{}`, or use other words for the link",
                encoded(&entry.id)
            )),
        );
    }
}

/// The entry whose name some words are, if they are that of no other.
pub(super) fn named_by(context: &Context<'_>, words: WordsKey) -> Option<EntryIndex> {
    let namesakes = context.shared.namesakes.get_or_init(|| namesakes(context));
    namesakes.get(&words).copied().flatten()
}

/// The names of an entry.
fn names(entry: &Entry) -> impl Iterator<Item = &str> {
    let others = entry.built_in.other_names().map(String::as_str);
    [&*entry.name, &*entry.title].into_iter().chain(others)
}

/// Whether some words that name an entry are a part of what another one is called, too, be it by its file: then they are short
/// for that.
fn is_shortened(named: &Entry, to: &Entry, words: WordsKey) -> bool {
    let is_meant = |name: &&str| {
        let small = name.to_lowercase();
        [name, small.as_str()]
            .into_iter()
            .any(|name| WordsKey::of(name) == Some(words))
    };
    let wholes: Vec<String> = names(to).chain([to.slug()]).map(slug).collect();
    names(named).filter(is_meant).any(|name| {
        let part = format!("-{}-", slug(name));
        wholes
            .iter()
            .any(|whole| format!("-{whole}-").contains(&part))
    })
}

fn namesakes(context: &Context<'_>) -> Namesakes {
    let mut namesakes = Namesakes::default();
    let glossary = context.glossary;
    for index in glossary.indices() {
        let entry = context.entry(index);
        for name in names(entry) {
            let small = name.to_lowercase();
            // `IT` is not `it`.
            let is_plain = !has_capitals(name);
            let written = [Some(name), Some(small.as_str()).filter(|_| is_plain)];
            for key in written.into_iter().flatten().filter_map(WordsKey::of) {
                let known = namesakes.entry(key).or_insert(Some(index));
                if *known != Some(index) {
                    *known = None;
                }
            }
        }
    }
    namesakes
}

/// Whether a word of a name is in capitals.
fn has_capitals(name: &str) -> bool {
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| {
        word.chars().count() > 1
            && !word.contains(char::is_lowercase)
            && word.contains(char::is_uppercase)
    })
}

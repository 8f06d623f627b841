//! `unlinked-mention`: a text names another entry and does not link to it.

use std::collections::HashMap;

use super::context::{Context, encoded};
use crate::diagnostic::{Code, Diagnostic};
use crate::glossary::EntryIndex;
use crate::glossary::mention::Mention;
use crate::source::Source;

/// On so many pages at least, somebody links to an entry whose name is one word and may be a word of any text.
const LEAST_PAGES: usize = 2;

/// So many percent at least of the pages that name such an entry link to it.
const LEAST_SHARE: usize = 30;

/// Whether anybody asked for mentions.
pub(super) fn is_wanted(context: &Context<'_>) -> bool {
    context.config.reports(Code::UnlinkedMention)
}

/// What a text mentions.
pub(super) struct Mentioned {
    pub(super) from: EntryIndex,
    pub(super) mention: Mention,
    /// What to write in its place, where it is clear.
    link: Option<String>,
}

impl Mentioned {
    pub(super) fn new(
        context: &Context<'_>,
        from: EntryIndex,
        mention: Mention,
        source: &Source,
    ) -> Self {
        let range = mention.at.span.range();
        let written = source.slice(mention.at.span);
        let (before, behind) = (&source.text[..range.start], &source.text[range.end..]);
        // Beside these signs, brackets mean something else.
        let is_free = !before.ends_with(['[', '!', '\\', '^']) && !behind.starts_with([']', '[']);
        let is_plain = written == mention.text && is_free;
        let id = encoded(&context.entry(mention.entry).id);
        let link = is_plain.then(|| format!("[{written}](/{id})"));
        Self {
            from,
            mention,
            link,
        }
    }
}

/// Tells the mentions of all texts, but for those of words that the site uses as any other word: what it links says which.
pub(super) fn tell(
    context: &Context<'_>,
    mentions: Vec<Mentioned>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut unlinked: HashMap<EntryIndex, usize> = HashMap::new();
    for found in mentions.iter().filter(|found| found.mention.is_word) {
        *unlinked.entry(found.mention.entry).or_default() += 1;
    }
    let is_stopped = |(&entry, &unlinked): (&EntryIndex, &usize)| {
        let linked = context.glossary.referrers_of(entry).links.len();
        let is_name = linked >= LEAST_PAGES && linked * 100 >= LEAST_SHARE * (linked + unlinked);
        (!is_name).then_some(entry)
    };
    let stopped: Vec<EntryIndex> = unlinked.iter().filter_map(is_stopped).collect();
    for Mentioned {
        from,
        mention,
        link,
    } in mentions
    {
        if mention.is_word && stopped.contains(&mention.entry) {
            continue;
        }
        if context.is_contested(mention.entry) || context.is_contested(from) {
            continue;
        }
        let entry = context.entry(mention.entry);
        let fault = Diagnostic::new(
            Code::UnlinkedMention,
            mention.at.clone(),
            format!("`{}` is named here without a link", entry.name),
        )
        .label("names an entry")
        .leads_to(Some(entry.path.clone()));
        diagnostics.push(match link {
            Some(link) => fault.fix("link to it", mention.at, link).if_asked(),
            None => fault.help(format!("link to it: `[…](/{})`", encoded(&entry.id))),
        });
    }
}

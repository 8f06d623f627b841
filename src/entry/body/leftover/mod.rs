//! What was meant as markup and stays text: links, wiki-links and footnotes that miss a sign, and marks of other programs.
//!
//! In: the ranges of the Markdown that the parser left as text, block by block. Out: a report for each mark that nobody
//! writes as text. Most blocks have none of its signs and are not looked at.

mod block;
mod field;
mod foreign;
mod link;
mod scan;

use crate::config::LIST_LANGUAGE;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::nearest::slips;
use crate::source::{Source, Span};

pub(super) use scan::Leftovers;
use scan::fault;

/// Reports a field that stands behind the front matter: the first line of the text, if it is written like one of `fields`.
pub(in crate::entry) fn report_stray_field<'a>(
    source: &Source,
    body: usize,
    mut fields: impl Iterator<Item = &'a str>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let text = &source.text[body..];
    let start = body + text.len() - text.trim_start().len();
    let line = source.text[start..].lines().next().unwrap_or("").trim_end();
    let Some((name, value)) = line.split_once(": ") else {
        return;
    };
    if value.trim().is_empty() || !fields.any(|field| field == name) {
        return;
    }
    let at = source.at(Span::new(start, start + line.len()));
    let message = format!("the field `{name}` stands behind the front matter");
    diagnostics
        .push(fault(at, message).help("move it up, before the line that closes the front matter"));
}

/// Reports a mark in a value of a field, which stands at a place of the source.
pub(in crate::entry) fn report_field(
    source: &Source,
    name: &str,
    place: Span,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let written = source.slice(place);
    let Some(mark) = field::first_mark(written) else {
        return;
    };
    let at = source.at(Span::from(mark.at).shifted(place.start as usize));
    let fault = fault(at.clone(), mark.message);
    diagnostics.push(match mark.words {
        Some(words) if name == "title" => fault
            .help("a heading `# …` that opens the text is the title, too, and may have marks")
            .fix("take the signs out", at, &written[words]),
        Some(words) => fault.fix("take the signs out", at, &written[words]),
        None => {
            fault.help("write only the words here, and the rest in the text below the front matter")
        }
    });
}

/// Reports the address that a source of an entry begins with, if it is no link: there are words behind it.
pub(in crate::entry) fn report_source(
    source: &Source,
    place: Span,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let written = source.slice(place);
    let start = written.len() - written.trim_start_matches(['"', '\'']).len();
    let address = written[start..].split_whitespace().next().unwrap_or("");
    let is_web = ["http://", "https://"]
        .iter()
        .any(|scheme| address.starts_with(scheme));
    if is_web && !address.ends_with(['"', '\'']) {
        let at = Span::from(start..start + address.len()).shifted(place.start as usize);
        diagnostics.push(
            fault(source.at(at), "with words behind it, this address is no link")
                .help("an address has no spaces; to name it, write `{ title: \"…\", url: \"https://…\" }`"),
        );
    }
}

/// What is said of a block of code, at a place, whose language was probably meant as that of lists of entries.
pub(in crate::entry::body) fn misspelt_list(
    source: &Source,
    block: Span,
    language: &str,
) -> Option<Diagnostic> {
    if language != "entry" && slips(language, LIST_LANGUAGE, 2).is_none() {
        return None;
    }
    let written = source.slice(block).find(language)?;
    let place = Span::from(written..written + language.len());
    let at = source.at(place.shifted(block.start as usize));
    let message = format!("`{language}` is no language of code: was a list of entries meant?");
    let fault = fault(at.clone(), message).label("shown as code");
    Some(fault.fix(
        format!("a list is called `{LIST_LANGUAGE}`"),
        at,
        LIST_LANGUAGE,
    ))
}

//! Where a sentence starts and ends: the context that a backlink is shown in.

use std::ops::Range;

/// Words with a capital letter that end in a full stop within a sentence, as citations are full of
/// them. Single letters and words with a stop inside (`U.S.C.`) need no entry.
const CAPITAL: &[&str] = &[
    "am", "app", "art", "assn", "bd", "bros", "cal", "ch", "cir", "civ", "cl", "cnty", "co", "col",
    "commn", "commr", "corp", "crim", "ct", "cty", "dept", "dist", "div", "dr", "educ", "evid",
    "fed", "fig", "fla", "gen", "gov", "govt", "hosp", "ill", "inc", "indus", "ins", "intl", "jr",
    "llc", "lt", "ltd", "mass", "mich", "minn", "mr", "mrs", "ms", "mun", "natl", "no", "nos",
    "op", "pol", "prof", "pub", "rev", "sch", "sec", "serv", "servs", "sess", "sgt", "soc", "sr",
    "st", "stat", "supp", "tex", "univ", "vol", "wash",
];

/// Words in small letters that do.
const SMALL: &[&str] = &[
    "al", "cf", "ed", "eds", "eg", "etc", "ex", "ie", "para", "pp", "sec", "vol", "vs",
];

/// The sentence of `block` that holds the byte range `inner`.
pub(super) fn around(block: &str, inner: Range<usize>) -> Range<usize> {
    let mut start = 0;
    for end in ends(block) {
        if end > inner.start {
            if end >= inner.end {
                return trimmed(block, start..end);
            }
            // The link itself holds the end of a sentence: both sentences are shown.
            continue;
        }
        start = end;
    }
    trimmed(block, start..block.len())
}

fn trimmed(block: &str, range: Range<usize>) -> Range<usize> {
    let text = &block[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    let end = range.end - (text.len() - text.trim_end().len());
    start.min(end)..end
}

/// Offsets behind the last mark of each sentence.
fn ends(block: &str) -> impl Iterator<Item = usize> {
    block
        .char_indices()
        .filter_map(move |(at, mark)| match mark {
            '。' | '！' | '？' | '।' => Some(closed(block, at + mark.len_utf8())),
            '.' | '!' | '?' | '…' => {
                let end = closed(block, at + mark.len_utf8());
                let rest = &block[end..];
                let next = rest.trim_start();
                let starts = next.len() < rest.len()
                    && next
                        .chars()
                        .find(|letter| letter.is_alphanumeric() || *letter == '§')
                        .is_some_and(|letter| !letter.is_lowercase());
                (starts && !(mark == '.' && abbreviated(&block[..at], next))).then_some(end)
            }
            _ => None,
        })
}

/// Past quotes and brackets that close behind a mark.
fn closed(block: &str, mut at: usize) -> usize {
    while let Some(letter) = block[at..].chars().next() {
        if !matches!(letter, '"' | '\'' | '”' | '’' | '»' | ')' | ']') {
            break;
        }
        at += letter.len_utf8();
    }
    at
}

fn abbreviated(before: &str, next: &str) -> bool {
    let word = before
        .rsplit(|letter: char| letter.is_whitespace() || matches!(letter, '(' | '[' | '"' | '“'))
        .next()
        .unwrap_or("");
    let plain: String = word
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let single =
        plain.chars().count() == 1 && plain.chars().all(char::is_alphabetic) && plain != "i";
    let known = match word.chars().next() {
        Some(first) if first.is_uppercase() => CAPITAL,
        _ => SMALL,
    };
    single
        || (word.contains('.')
            && word
                .chars()
                .all(|letter| letter.is_alphabetic() || letter == '.'))
        || (word.contains(['\'', '’'])
            && next.starts_with(char::is_uppercase)
            && plain.ends_with('t'))
        || (matches!(plain.as_str(), "no" | "nos")
            && next.starts_with(|letter: char| letter.is_ascii_digit()))
        || known.binary_search(&plain.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{CAPITAL, SMALL, around};

    fn sentence<'a>(block: &'a str, inner: &str) -> &'a str {
        let at = block.find(inner).unwrap();
        &block[around(block, at..at + inner.len())]
    }

    #[test]
    fn abbreviations_are_sorted() {
        assert!(CAPITAL.is_sorted() && SMALL.is_sorted());
    }

    #[test]
    fn citations_do_not_end_a_sentence() {
        let block = "Start here. See Monell v. Dep't of Soc. Servs., 436 U.S. 658 (1978), on 42 U.S.C. § 1983 claims. Then stop.";
        assert_eq!(
            sentence(block, "claims"),
            "See Monell v. Dep't of Soc. Servs., 436 U.S. 658 (1978), on 42 U.S.C. § 1983 claims."
        );
        assert_eq!(sentence(block, "Start"), "Start here.");
        assert_eq!(sentence(block, "stop"), "Then stop.");
    }

    #[test]
    fn quotes_questions_and_other_scripts() {
        assert_eq!(sentence("He said \"no.\" They left.", "left"), "They left.");
        assert_eq!(sentence("Who? The officer did.", "Who"), "Who?");
        assert_eq!(sentence("因果関係。次の文。", "次"), "次の文。");
        assert_eq!(
            sentence("Version 1.5 is out, e.g. here", "1.5"),
            "Version 1.5 is out, e.g. here"
        );
    }
}

//! Common mistakes in templates, in words that say what to write.
//!
//! In: what the engine says, and the text of a template. Out: the message and the help of a report.

use super::calls::tags;
use crate::diagnostic::nearest::nearest;
use crate::source::Span;

/// Statements that another one closes.
const BLOCKS: &[&str] = &["block", "component", "filter", "for", "if", "raw"];

/// All other statements.
const STATEMENTS: &[&str] = &[
    "break",
    "continue",
    "elif",
    "else",
    "extends",
    "include",
    "set",
    "set_global",
];

/// The filters, functions and tests of the engine, and those of the program.
const NAMES: &[&str] = &[
    "abs",
    "absolute",
    "array",
    "asset",
    "bool",
    "capitalize",
    "containing",
    "default",
    "defined",
    "divisible_by",
    "ending_with",
    "entries",
    "entry",
    "escape_html",
    "escape_xml",
    "even",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "integer",
    "iterable",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "map",
    "newlines_to_br",
    "none",
    "nth",
    "number",
    "odd",
    "pairs",
    "pluralize",
    "range",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "starting_with",
    "str",
    "string",
    "throw",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "undefined",
    "unique",
    "upper",
    "url",
    "values",
    "word",
    "wordcount",
];

/// A message about a name that does not exist, and what was probably meant by it.
pub(super) fn meant(message: &str) -> Option<(String, String)> {
    let quoted = |text: &str| text.split('`').nth(1).map(ToOwned::to_owned);
    if let Some((field, known)) = message.split_once(" Available fields: ") {
        let written = quoted(field)?;
        let near = nearest(&written, known.split(", "));
        let message = field.trim_end_matches('.').to_owned();
        let help = match near {
            Some(near) => format!("a field with a similar name exists: `{near}`"),
            None => format!("there are {known}"),
        };
        return Some((message, help));
    }
    let kinds = ["Unknown filter", "Unknown function", "Unknown test"];
    if kinds.iter().any(|kind| message.starts_with(kind)) {
        let near = nearest(&quoted(message)?, NAMES.iter().copied())?;
        return Some((message.to_owned(), format!("did you mean `{near}`?")));
    }
    None
}

/// The first statement of a template that closes what is not open, or is never closed, with a message and help.
pub(super) fn unbalanced(text: &str) -> Option<(Span, String, String)> {
    let mut open: Vec<(&str, Span)> = Vec::new();
    for tag in tags(text).filter(|tag| tag.is_statement) {
        let is_letter = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
        let end = tag.inside.find(|letter| !is_letter(letter));
        let word = &tag.inside[..end.unwrap_or(tag.inside.len())];
        let span = Span::new(tag.at, tag.at + word.len());
        let is_assignment = matches!(word, "set" | "set_global") && tag.inside.contains('=');
        if BLOCKS.contains(&word) || (word.starts_with("set") && !is_assignment) {
            open.push((word, span));
            continue;
        }
        let Some(closed) = word.strip_prefix("end").filter(|word| !word.is_empty()) else {
            continue;
        };
        match open.last() {
            Some((top, _)) if *top == closed => _ = open.pop(),
            Some((top, at)) if open.iter().any(|(open, _)| *open == closed) => {
                return Some(never_closed(top, *at));
            }
            _ if BLOCKS.contains(&closed) || closed.starts_with("set") => {
                let message = format!("this `{word}` closes nothing");
                return Some((
                    span,
                    message,
                    format!("take it out, or open a `{closed}` before it"),
                ));
            }
            _ => return unknown(word, span),
        }
    }
    let others = tags(text).filter(|tag| tag.is_statement).find_map(|tag| {
        let word = tag.inside.split([' ', '\n', '-', '%']).next().unwrap_or("");
        let is_known =
            BLOCKS.contains(&word) || STATEMENTS.contains(&word) || word.starts_with("end");
        (!is_known).then(|| unknown(word, Span::new(tag.at, tag.at + word.len())))?
    });
    let unclosed = || open.first().map(|(word, at)| never_closed(word, *at));
    others.or_else(unclosed)
}

fn never_closed(word: &str, at: Span) -> (Span, String, String) {
    let message = format!("this `{word}` is never closed");
    (
        at,
        message,
        format!("write `{{% end{word} %}}` where it ends"),
    )
}

fn unknown(word: &str, span: Span) -> Option<(Span, String, String)> {
    let ends: Vec<String> = BLOCKS.iter().map(|word| format!("end{word}")).collect();
    let known = BLOCKS.iter().chain(STATEMENTS).copied();
    let near = nearest(word, known.chain(ends.iter().map(String::as_str)))?;
    let message = format!("there is no statement `{word}`");
    Some((span, message, format!("did you mean `{near}`?")))
}

#[cfg(test)]
mod tests {
    use super::{meant, unbalanced};

    #[test]
    fn blocks_that_are_not_closed_are_found_at_their_start() {
        for (text, place, message) in [
            ("{% if a %}{% endif %}", None, ""),
            ("{% set a = 1 %}{% set b %}x{% endset %}", None, ""),
            ("{% raw %}{% endraw %}{{ a }}", None, ""),
            (
                "{% block a %}{% if b %}{% endblock a %}",
                Some("if"),
                "this `if` is never closed",
            ),
            (
                "a {%- for x in y -%}",
                Some("for"),
                "this `for` is never closed",
            ),
            ("{% endif %}", Some("endif"), "this `endif` closes nothing"),
            (
                "{% if a %}{% endfi %}",
                Some("endfi"),
                "there is no statement `endfi`",
            ),
            (
                "{% inclde \"a\" %}",
                Some("inclde"),
                "there is no statement `inclde`",
            ),
        ] {
            let found = unbalanced(text);
            let at = found.as_ref().map(|(span, ..)| &text[span.range()]);
            assert_eq!(at, place, "{text}");
            assert_eq!(
                found.map(|(_, message, _)| message).unwrap_or_default(),
                message
            );
        }
    }

    #[test]
    fn names_that_do_not_exist_have_near_ones() {
        for (message, help) in [
            (
                "Field `titel` is not defined. Available fields: tags, title",
                "a field with a similar name exists: `title`",
            ),
            (
                "Field `x` is not defined. Available fields: tags, title",
                "there are tags, title",
            ),
            ("Unknown filter `uper`", "did you mean `upper`?"),
            ("Unknown function `aset`", "did you mean `asset`?"),
        ] {
            assert_eq!(meant(message).map(|(_, help)| help).as_deref(), Some(help));
        }
        assert_eq!(meant("Unknown test `qwertz`"), None);
        assert_eq!(meant("found `}` but expected }}"), None);
    }
}

//! What a stranger wrote → what a terminal, a log or the runner of a CI takes for nothing but text.

use std::fmt::Write;

use crate::source::character::{allowed, is_control, visible};

/// A text of a diagnostic has so many bytes at most. A name that is longer would stand in the report of each link to it.
const LONGEST: usize = 1000;

/// A text of one line; of a very long one, the start.
pub(super) fn line(mut text: String) -> String {
    if text.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|&end| text.is_char_boundary(end));
        text.truncate(end.unwrap_or_default());
        text.push('…');
    }
    match visible(&text) {
        std::borrow::Cow::Borrowed(_) => text,
        std::borrow::Cow::Owned(shown) => shown,
    }
}

/// A line with each control but tabs as an escape.
pub(super) fn visible_line(line: &str) -> String {
    let parts: Vec<_> = line.split('\t').map(visible).collect();
    parts.join("\t")
}

/// The lines of a source as long as they are, in bytes, without what a renderer of snippets passes on: it shows other
/// controls by signs of its own.
pub(super) fn masked(text: &str) -> std::borrow::Cow<'_, str> {
    let is_passed_on = |letter: char| is_control(letter) && !letter.is_ascii();
    if !text.contains(is_passed_on) {
        return text.into();
    }
    let mask = |letter: char| match letter.len_utf8() {
        _ if !is_passed_on(letter) => letter,
        2 => '\u{a4}',
        _ => char::REPLACEMENT_CHARACTER,
    };
    text.chars().map(mask).collect()
}

/// The places at which a log can hold a command to a runner, wherever in a line: `##[error]`, `##vso[task.setvariable …]`,
/// `##teamcity[…]`. Each is that of the bracket. Colours that are taken away later may stand before it.
fn commands(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices("##").filter_map(|(at, _)| {
        let mut rest = &text[at + 2..];
        loop {
            rest = rest
                .trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '#');
            match rest.strip_prefix("\u{1b}[") {
                Some(colour) => rest = &colour[colour.find('m')? + 1..],
                None => break,
            }
        }
        rest.starts_with('[').then_some(text.len() - rest.len())
    })
}

/// A report without commands to a runner: before the bracket stands a space that has no width.
pub(super) fn without_commands(text: String) -> String {
    with(text, |_| "\u{200b}[".to_owned())
}

/// A document of JSON whose strings are what they were, written so that neither a terminal nor a runner finds a command
/// in it.
pub(super) fn escaped_json(text: String) -> String {
    let text = with(text, |letter| format!("\\u{:04x}", u32::from(letter)));
    if !text.contains(|letter| is_control(letter) && letter != '\n') {
        return text;
    }
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_control(letter) && letter != '\n' {
            let _ = write!(escaped, "\\u{:04x}", u32::from(letter));
        } else {
            escaped.push(letter);
        }
    }
    escaped
}

/// A text of one line as it can stand in an element or attribute of XML: what no document can hold is an escape.
pub(super) fn xml_line(text: &str) -> String {
    let text = allowed(visible(text).into_owned());
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

/// A document of XML whose texts are what they were, in which a runner finds no command.
pub(super) fn escaped_xml(text: String) -> String {
    with(text, |letter| format!("&#{};", u32::from(letter)))
}

/// With something else in the place of the bracket of each command.
fn with(text: String, bracket: impl Fn(char) -> String) -> String {
    let mut at: Vec<usize> = commands(&text).collect();
    // A row of signs leads to one bracket several times.
    at.dedup();
    let Some(&first) = at.first() else {
        return text;
    };
    let mut changed = text[..first].to_owned();
    for (index, &start) in at.iter().enumerate() {
        changed.push_str(&bracket('['));
        let end = at.get(index + 1).copied().unwrap_or(text.len());
        changed.push_str(&text[start + 1..end]);
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::{escaped_json, line, masked, without_commands};

    #[test]
    fn a_command_to_a_runner_is_broken_wherever_it_stands() {
        for text in [
            "##[error]x",
            "a ##[stop-commands]x ##vso[task.setvariable variable=A]b",
            "####[debug]",
            "##\u{1b}[31m[error]\u{1b}[0m",
            "##teamcity\u{1b}[1m\u{1b}[4m[message]",
        ] {
            let clean = without_commands(text.to_owned());
            let plain = anstream_stripped(&clean);
            for command in ["##[", "##vso[", "##teamcity["] {
                assert!(!plain.contains(command), "{plain:?}");
            }
            assert_eq!(clean.replace('\u{200b}', ""), text);
        }
        for text in ["## [a]", "#[a]", "##", "a##b", "[a]"] {
            assert_eq!(without_commands(text.to_owned()), text);
        }
    }

    fn anstream_stripped(text: &str) -> String {
        let mut plain = String::new();
        let mut parts = text.split("\u{1b}[");
        plain.push_str(parts.next().unwrap_or(""));
        for part in parts {
            plain.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
        }
        plain
    }

    #[test]
    fn a_line_has_an_end() {
        let long = format!("a\n{}", "é".repeat(2000));
        let short = line(long);
        assert!(
            short.starts_with("a\\né") && short.ends_with("é…"),
            "{short}"
        );
        assert!(short.len() < 1010);
        assert_eq!(line("x".repeat(1000)), "x".repeat(1000));
    }

    #[test]
    fn strings_of_json_are_what_they_were() {
        let value = "##[a] \u{9b}31m \u{202e} ##vso[b]";
        let text = format!("\"{value}\"\n");
        let escaped = escaped_json(text);
        assert!(escaped.is_ascii(), "{escaped}");
        assert!(!escaped.contains("##["));
        assert_eq!(
            serde_json::from_str::<String>(&escaped).ok().as_deref(),
            Some(value)
        );
    }

    #[test]
    fn a_masked_text_keeps_its_places() {
        let text = "a\u{9b}b\u{2028}c\u{200f}d\u{1b}e\n";
        let masked = masked(text);
        assert_eq!(masked, "a\u{a4}b\u{fffd}c\u{fffd}d\u{1b}e\n");
        assert_eq!(masked.len(), text.len());
    }
}

//! YAML heads as plain as most are, read without a parser of YAML.
//!
//! In: the text of a front matter. Out: the very table that the engine makes of it, or nothing; then the
//! engine is to be asked. On each line stands a key with a text, or with a list of texts on the same
//! line or on lines of their own. Whatever could mean more is left to the engine: escapes, marks, blocks, tabs,
//! texts of several lines, tables in tables.

use std::ops::Range;

use super::value::{Data, MOST_KEYS, Pair, Table};
use super::yaml::plain_scalar;
use crate::source::{Span, Spanned};

/// Signs that mean something within `[…]`.
const SIGNS: [char; 15] = [
    '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`',
];

/// The fields of a head that starts at byte `base` of its file, if the head is plain.
pub(super) fn parse(head: &str, base: usize) -> Option<Table> {
    if !is_printable(head) {
        return None;
    }
    let mut reader = PlainReader { head, base, at: 0 };
    let mut pairs = Vec::with_capacity(16);
    while let Some(line) = reader.next() {
        if pairs.len() == MOST_KEYS {
            return None;
        }
        let key = line.start..line.start + head[line.clone()].find(':')?;
        let is_word = head[key.clone()].starts_with(|first: char| first.is_ascii_alphabetic())
            && (head[key.clone()].bytes())
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        let name = &head[key.clone()];
        if !is_word || !matches!(plain_scalar(name), Data::String(_)) {
            return None;
        }
        let value = reader.behind(key.end + 1..line.end);
        pairs.push(Pair {
            key: Spanned::new(name.to_owned(), reader.span(key.clone())),
            value: if value.is_empty() {
                reader.items()?
            } else if head[key.end + 1..].starts_with(' ') {
                reader.value(value)?
            } else {
                return None;
            },
        });
    }
    // What says nothing at all has several ways to do so.
    (!pairs.is_empty()).then_some(Table(pairs))
}

/// Whether there is nothing that a parser of YAML could take amiss or count in another way.
fn is_printable(head: &str) -> bool {
    let is_control = |byte: u8| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r');
    // Without a way out of the loop, many bytes are looked at at once.
    let has_control = head
        .bytes()
        .fold(false, |found, byte| found | is_control(byte));
    let ends_line = |at: usize| head.as_bytes().get(at + 1) == Some(&b'\n');
    let is_odd = |letter: char| {
        let is_space = letter.is_whitespace() && !letter.is_ascii();
        is_space
            || matches!(
                letter,
                '\u{80}'..='\u{9f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
            )
    };
    !has_control
        && memchr::memchr_iter(b'\r', head.as_bytes()).all(ends_line)
        && (head.is_ascii() || !head.contains(is_odd))
}

/// The lines that are still to be read.
struct PlainReader<'a> {
    head: &'a str,
    base: usize,
    at: usize,
}

impl PlainReader<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::from(range).shifted(self.base)
    }

    /// The next line that says something, without the spaces at its end.
    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            let rest = &self.head[self.at..];
            if rest.is_empty() {
                return None;
            }
            let start = self.at;
            let length = memchr::memchr(b'\n', rest.as_bytes());
            let line = &rest[..length.unwrap_or(rest.len())];
            self.at += length.map_or(rest.len(), |length| length + 1);
            let line = line.strip_suffix('\r').unwrap_or(line);
            let text = line.trim_end_matches(' ');
            if !text.is_empty() && !text.starts_with('#') {
                return Some(start..start + text.len());
            }
        }
    }

    /// A range without the spaces at its start.
    fn behind(&self, range: Range<usize>) -> Range<usize> {
        let text = &self.head[range.clone()];
        range.end - text.trim_start_matches(' ').len()..range.end
    }

    /// The items of a list below their key.
    fn items(&mut self) -> Option<Spanned<Data>> {
        let mut items = Vec::new();
        let mut whole: Option<Range<usize>> = None;
        let mut margin = 0;
        loop {
            let here = self.at;
            let Some(line) = self.next() else { break };
            let item = self.behind(line.clone());
            if !self.head[item.clone()].starts_with("- ") {
                self.at = here;
                break;
            }
            let indent = item.start - line.start;
            if whole.is_some() && indent != margin {
                return None;
            }
            margin = indent;
            let text = self.behind(item.start + 2..item.end);
            items.push(self.text(text.clone())?);
            // As the engine has it: at the margin, a list starts with its first text.
            let start = if indent == 0 { text.start } else { item.start };
            whole = Some(whole.map_or(start, |whole| whole.start)..item.end);
        }
        Some(Spanned::new(Data::List(items), self.span(whole?)))
    }

    /// A text, or a list between brackets.
    fn value(&self, range: Range<usize>) -> Option<Spanned<Data>> {
        let text = &self.head[range.clone()];
        let Some(inner) = text.strip_prefix('[') else {
            return self.text(range);
        };
        let inner = inner.strip_suffix(']')?;
        let mut items = Vec::new();
        let mut rest = self.behind(range.start + 1..range.start + 1 + inner.len());
        while !rest.is_empty() {
            let text = &self.head[rest.clone()];
            let length = match text.chars().next()? {
                quote @ ('"' | '\'') => 2 + text[1..].find(quote)?,
                _ => text.find(',').unwrap_or(text.len()),
            };
            let item = text[..length].trim_end_matches(' ');
            if !item.starts_with(['"', '\'']) && item.contains(SIGNS) {
                return None;
            }
            items.push(self.text(rest.start..rest.start + item.len())?);
            let behind = text[length..].trim_start_matches(' ');
            if behind.is_empty() {
                break;
            }
            // A comma at the end, and nothing between two commas, is for the engine.
            let next = behind.strip_prefix(',')?.trim_start_matches(' ');
            if next.is_empty() {
                return None;
            }
            rest = rest.end - next.len()..rest.end;
        }
        Some(Spanned::new(Data::List(items), self.span(range)))
    }

    /// A text in quotes or without, on one line.
    fn text(&self, range: Range<usize>) -> Option<Spanned<Data>> {
        let text = &self.head[range.clone()];
        let data = if let Some(quote @ ('"' | '\'')) = text.chars().next() {
            let inner = text[1..].strip_suffix(quote)?;
            if inner.contains(quote) || (quote == '"' && inner.contains('\\')) {
                return None;
            }
            Data::String(inner.to_owned())
        } else {
            let starts_plainly = text.starts_with(|first: char| {
                first.is_ascii_alphanumeric()
                    || !first.is_ascii()
                    || matches!(first, '/' | '.' | '(' | '_')
            });
            if !starts_plainly || text.contains(": ") || text.contains(" #") || text.ends_with(':')
            {
                return None;
            }
            plain_scalar(text)
        };
        Some(Spanned::new(data, self.span(range)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Notation, by_engine};
    use super::parse;

    const PIECES: &[&str] = &[
        "title: ",
        "tags: ",
        "related:\n",
        "a-b_2:",
        "null: ",
        "2: ",
        "---\n",
        "...\n",
        "  - ",
        "- ",
        "-",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\n\n",
        "\r",
        "\t",
        "# c\n",
        " # c",
        "#",
        ":",
        ": ",
        ",",
        ", ",
        "[",
        "]",
        "[a, b]",
        "[\"a\", 'b c' , d]",
        "[ ]",
        "\"",
        "'",
        "\"q\"",
        "'q'",
        "\"a\\n\"",
        "''",
        "word",
        "two words",
        "true",
        "12",
        "0x1f",
        "-1.5",
        ".5",
        "~",
        "/p/a?b=c#d",
        "2024-05-01",
        "http://e.org",
        "&a ",
        "*a",
        "!t ",
        "|\n",
        ">\n",
        "{a: b}",
        "%",
        "@",
        "`",
        "é",
        "ж",
        "§ 12",
        "\u{a0}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "(x)",
        "?",
        "? ",
        "=",
        "<<: ",
    ];

    const STARTS: &[&str] = &[
        "a: ",
        "b:  ",
        "c:\n  - ",
        "d:\n- ",
        "e:\n  - x\n  -  ",
        "f:\n- y\n- ",
        "g: [x, ",
        "h: [",
        "i_-2: ",
    ];
    const VALUES: &[&str] = &[
        "word",
        "two  words",
        "\"q: #\"",
        "'q\\'",
        "\"\"",
        "true",
        "null",
        "12",
        "0x1f",
        "1e3",
        "1.5",
        "/p/a?b=c#d",
        "2024-05-01",
        "é ж",
        "§ 12",
        "(x) & y",
        "it's",
        "a\"b",
        "x]",
        "\"q\"]",
        "y, z]",
        "http://e.org",
        "a, b",
    ];
    const ENDS: &[&str] = &[
        "\n",
        "\n",
        "\n",
        " \n",
        "\r\n",
        "]\n",
        "\n\n",
        "\n# c\n",
        "\n# c: d\r\n",
    ];
    const NOISE: &[&str] = &[
        "", "", "", "", " ", ":", ": ", " #", ",", "\n", "- ", "[", "'", "\"", "\\", "\t", "\r",
        "~", "&a ", "\u{a0}",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

        #[test]
        fn what_it_reads_the_engine_reads_alike(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 1..24),
        ) {
            let head = pieces.concat();
            if let Some(table) = parse(&head, 7) {
                prop_assert_eq!(Ok(table), by_engine(Notation::Yaml, &head, 7), "{:?}", head);
            }
        }

        #[test]
        fn whole_fields_too(
            fields in prop::collection::vec(
                (prop::sample::select(STARTS), prop::sample::select(VALUES), prop::sample::select(ENDS)),
                1..8,
            ),
            noise in prop::sample::select(NOISE),
            (line, letter) in any::<(prop::sample::Index, prop::sample::Index)>(),
        ) {
            let mut lines: Vec<String> = fields
                .into_iter()
                .map(|(start, value, end)| format!("{start}{value}{end}"))
                .collect();
            let line = line.index(lines.len());
            let places: Vec<usize> = lines[line].char_indices().map(|(at, _)| at).collect();
            lines[line].insert_str(places[letter.index(places.len())], noise);
            let head = lines.concat();
            if let Some(table) = parse(&head, 7) {
                prop_assert_eq!(Ok(table), by_engine(Notation::Yaml, &head, 7), "{:?}", head);
            }
        }
    }

    #[test]
    fn most_heads_are_plain() {
        for head in [
            "title: \"Cause — and § 12\"\nterm: Cause\ndate: 2024-05-01\norder: 2\ndraft: false\n",
            "related:\n  - \"a\"\n  - b c\n\n# more\ntags: [x, \"y z\", 'w']\n",
            "aliases: []\r\nlinks:\r\n- /p/a\r\n- https://example.org/?a=b\r\nnote: it's (so) fine, isn't it",
        ] {
            let table = parse(head, 4);
            assert_eq!(
                table.map(Ok),
                Some(by_engine(Notation::Yaml, head, 4)),
                "{head}"
            );
        }
    }

    #[test]
    fn what_may_mean_more_is_left_to_the_engine() {
        for head in [
            "",
            " title: a",
            "title:\n",
            "title: a\n  b",
            "title: \"a\\tb\"",
            "title: 'it''s'",
            "title: a: b",
            "title: a # b",
            "title: &a b",
            "title: |\n  a",
            "title: a\tb",
            "tags: [a, ]",
            "tags: [a, [b]]",
            "tags:\n  - a\n - b",
            "tags:\n  - a: b",
            "null: a",
            "{a: b}",
        ] {
            assert_eq!(parse(head, 0), None, "{head}");
        }
    }
}

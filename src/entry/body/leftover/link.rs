//! Links, wiki-links and footnotes that miss a sign.

use super::scan::{FARTHEST, LeftoverScan, NO_TEXT};
use crate::entry::body::prepare::unicase;

impl LeftoverScan<'_> {
    /// `[[` that the parser made no link of.
    pub(super) fn wiki_link(&mut self, at: usize) -> Option<usize> {
        let line = self.line(at + 2);
        let close = memchr::memchr2(b'[', b']', line);
        let name = &line[..close.unwrap_or(line.len())];
        let is_name = name
            .first()
            .is_some_and(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii())
            && name.len() > 1;
        let is_empty = name.first().is_none_or(|byte| *byte == b'|');
        match close.map(|close| (close, line[close], line.get(close + 1))) {
            Some((close, b']', Some(b']'))) if is_empty => {
                let end = at + 2 + close + 2;
                self.report(
                    at..end,
                    "this wiki-link has no name",
                    "write the name of an entry behind `[[`, or a backslash before it if no link is meant",
                    None,
                );
                Some(end)
            }
            // `[[t]he court]` is a quotation, and `[[a], [b]]` a formula.
            Some((close, b']', next)) if is_name && next.is_none_or(|next| ends_words(*next)) => {
                let end = at + 2 + close;
                if is_closed(self.rest(end + 1)) {
                    return None;
                }
                let fix = ("close it", end..end + 1, "]]".to_owned());
                self.report(at..end + 1, UNCLOSED_WIKI_LINK, CLOSE_WIKI_LINK, Some(fix));
                Some(end + 1)
            }
            None if is_name && self.last_bracket.is_none_or(|last| last < at) => {
                let end = at + 2 + name.trim_ascii_end().len();
                let is_line = at + 2 + line.len() == self.text.len()
                    || self.text[at + 2 + line.len()] == b'\n';
                let is_short = memchr::memchr_iter(b' ', name).count() < 2;
                let fix = (is_line && is_short && !name.contains(&NO_TEXT))
                    .then(|| ("close it", end..end, "]]".to_owned()));
                self.report(at..end, UNCLOSED_WIKI_LINK, CLOSE_WIKI_LINK, fix);
                Some(end)
            }
            _ => None,
        }
    }

    /// `]`: the end of the words of a link.
    pub(super) fn closing(&mut self, at: usize) -> Option<usize> {
        let open = self.open.pop();
        let next = self.text.get(at + 1).copied();
        let Some(open) = open else {
            let is_second = self.before(at) == b']';
            return match next {
                Some(b'(') if is_second => self.two_brackets(at),
                Some(b'(') => self.without_opening(at),
                _ => None,
            };
        };
        let words = &self.source[open + 1..at];
        let is_contents = matches!(words, "TOC" | "toc") && open == 0 && at + 1 == self.text.len();
        if is_contents {
            self.report(
                0..at + 1,
                "`[TOC]` is not known here",
                "a table of contents is made of the headings by itself: take the line out",
                None,
            );
            return None;
        }
        self.definition(open, at);
        match next {
            _ if words.ends_with('^') => self.late_footnote(open, at),
            Some(b'(') => self.unmade(open, at),
            Some(b' ') => self.spaced(words, at),
            Some(b'{') => self.in_braces(open, at),
            _ => self.without_parenthesis(open, at),
        }
    }

    /// `words](address)`.
    fn without_opening(&mut self, at: usize) -> Option<usize> {
        let line = self.line(at + 2);
        let length = closing_parenthesis(line)?;
        // With a backslash before the bracket, no link is meant.
        let before = self.source[..at].rsplit(']').next().unwrap_or("");
        if !is_address(&line[..length]) || before.contains("\\[") {
            return None;
        }
        let end = at + 2 + length + 1;
        self.report(
            at..end,
            "nothing opens the words of this link",
            "write `[` before its words",
            None,
        );
        Some(end)
    }

    /// `[words]/address)`.
    fn without_parenthesis(&mut self, open: usize, at: usize) -> Option<usize> {
        let line = self.line(at + 1);
        let length = memchr::memchr3(b'(', b')', b' ', line)?;
        if line[length] != b')' || !is_address(&line[..length]) {
            return None;
        }
        let end = at + 1 + length + 1;
        let fix = ("open it", at + 1..at + 1, "(".to_owned());
        self.report(
            open..end,
            "the parenthesis before the address of this link is missing",
            LINK,
            Some(fix),
        );
        self.certainly();
        Some(end)
    }

    /// `[words]{address}`.
    fn in_braces(&mut self, open: usize, at: usize) -> Option<usize> {
        let line = self.line(at + 2);
        let length = memchr::memchr(b'}', line)?;
        // `{#id}` is an attribute.
        if line.first() == Some(&b'#') || !is_address(&line[..length]) {
            return None;
        }
        let address = &self.source[at + 2..at + 2 + length];
        let end = at + 2 + length + 1;
        let fix = ("write them", at + 1..end, format!("({address})"));
        self.report(
            open..end,
            "the address of this link stands in braces, not in parentheses",
            LINK,
            Some(fix),
        );
        self.certainly();
        Some(end)
    }

    /// `[label^]`.
    fn late_footnote(&mut self, open: usize, at: usize) -> Option<usize> {
        let label = self.source[open + 1..at].strip_suffix('^')?;
        let is_label = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if label.is_empty() || !label.bytes().all(is_label) {
            return None;
        }
        let fix = ("write it before", open + 1..at, format!("^{label}"));
        self.report(
            open..at + 1,
            "the mark of this footnote stands behind its label",
            "a footnote is written `[^label]`",
            Some(fix),
        );
        Some(at + 1)
    }

    /// A bracket that is never closed before a link that is one.
    pub(super) fn bracket_before_link(&mut self) {
        let bytes = self.markdown.as_bytes();
        for at in std::mem::take(&mut self.open) {
            let is_text = self.text.get(at + 1).is_some_and(|byte| *byte != NO_TEXT);
            if !is_text && bytes.get(self.start + at + 1) == Some(&b'[') {
                self.report(
                    at..at + 1,
                    "this bracket before a link is never closed",
                    "a link is written `[words](/address)`: take the bracket out, or write a backslash before it",
                    Some(("take it out", at..at + 1, String::new())),
                );
            }
        }
    }

    /// `[label]` or `[words][label]` with a definition: the parser gave up.
    pub(super) fn definition(&mut self, open: usize, close: usize) {
        if self.definitions.is_empty() || close - open > FARTHEST {
            return;
        }
        let follows = self.text.get(close + 1) == Some(&b'[');
        let behind = follows
            .then(|| memchr::memchr(b']', self.rest(close + 2)))
            .flatten();
        let label = match behind {
            Some(length @ 1..) => &self.source[close + 2..close + 2 + length],
            _ => &self.source[open + 1..close],
        };
        // A label that stands behind words was counted with them.
        if self.before(open) == b']' || !self.definitions.contains_key(&unicase(label)) {
            return;
        }
        let place = self.start + open..self.start + close + 1;
        let unresolved = &mut self.leftovers.unresolved;
        unresolved.get_or_insert((place, 0)).1 += 1;
    }

    /// `[words]](address)`.
    pub(super) fn two_brackets(&mut self, at: usize) -> Option<usize> {
        let line = self.line(at + 2);
        let length = memchr::memchr(b')', line)?;
        if !is_address(&line[..length]) {
            return None;
        }
        let end = at + 2 + length + 1;
        let fix = ("take it out", at - 1..at + 1, "]".to_owned());
        self.report(
            at..end,
            "one bracket too many keeps this from being a link",
            LINK,
            Some(fix),
        );
        self.certainly();
        Some(end)
    }

    /// `[words](` that the parser made no link of.
    pub(super) fn unmade(&mut self, open: usize, close: usize) -> Option<usize> {
        let is_image = self.before(open) == b'!';
        let from = if is_image { open - 1 } else { open };
        let start = close + 2;
        let line = self.line(start);
        let word = line
            .iter()
            .position(|byte| byte.is_ascii_whitespace() || matches!(*byte, b')' | NO_TEXT));
        let word = &line[..word.unwrap_or(line.len())];
        let Some(length) = closing_parenthesis(line) else {
            if !is_address(word) {
                return None;
            }
            // The signs that end a sentence stand behind the bracket.
            let is_end = |byte: &u8| matches!(byte, b'.' | b',' | b';' | b':' | b'!' | b'?');
            let signs = word.iter().rev().take_while(|byte| is_end(byte)).count();
            let word = &word[..word.len() - signs];
            let end = start + word.len();
            let behind = line[word.len()..].trim_ascii_start();
            let has_title = matches!(behind.first(), Some(b'"' | b'\'' | b'('));
            let fix = (!has_title).then(|| ("close it", end..end, ")".to_owned()));
            self.report(
                from..end,
                "this link is never closed",
                "write `)` behind its address",
                fix,
            );
            return Some(end);
        };
        let (address, title) = with_title(&line[..length]);
        if !(is_address(word) || is_address(address)) || address.starts_with(b"<") {
            return None;
        }
        let whole = from..start + length + 1;
        let end = whole.end;
        if word.len() >= address.len() {
            self.report(whole, "this link stays as text", NO_LINK, None);
            return Some(end);
        }
        let place = start..start + address.len();
        let written = &self.source[place.clone()];
        if title.is_empty()
            && let Some(quote) = unclosed_title(address)
        {
            let fix = (
                "close it",
                place.end..place.end,
                char::from(quote).to_string(),
            );
            let message = "the title of this link is never closed";
            self.report(whole, message, NO_LINK, Some(fix));
            return Some(end);
        }
        let spaces = address.iter().filter(|byte| byte.is_ascii_whitespace());
        let signs = [b'<', b'>', b'"', NO_TEXT];
        let is_plain = spaces.count() <= MOST_SPACES
            && !address.iter().any(|byte| signs.contains(byte))
            && (title.is_empty() || title.len() > 1);
        let message = if is_image {
            "the address of this image has a space in it"
        } else {
            "the address of this link has a space in it"
        };
        let (path, anchor) = written.split_once('#').unwrap_or((written, ""));
        let is_page = !is_image && (path.starts_with('/') || path.is_empty()) && !names_file(path);
        if is_page {
            let anchor = if written.contains('#') {
                format!("#{}", dashed(anchor))
            } else {
                String::new()
            };
            let page = format!("{}{anchor}", dashed(path));
            let fix = is_plain.then_some(("write the address of a page", place, page));
            let help = "addresses of pages have dashes, no spaces; one that has spaces stands in `<` and `>`";
            self.report(whole, message, help, fix);
            return Some(end);
        }
        let fix = is_plain.then(|| ("put it in angle brackets", place, format!("<{written}>")));
        self.report(
            whole,
            message,
            "an address with spaces stands in `<` and `>`",
            fix,
        );
        self.certainly();
        Some(end)
    }

    /// `[words] (address)`.
    pub(super) fn spaced(&mut self, words: &str, at: usize) -> Option<usize> {
        let line = self.line(at + 1);
        let spaces = line.iter().take_while(|byte| **byte == b' ').count();
        let address = line[spaces..].strip_prefix(b"(")?;
        let length = memchr::memchr2(b')', b' ', address)?;
        let is_link = address[length] == b')' && is_address(&address[..length]);
        // `[ ]` and `[x]` are boxes to tick, and numbers those of a list of sources.
        let is_words = !matches!(words.trim(), "" | "x" | "X")
            && !words.contains('\\')
            && !words.bytes().all(|byte| byte.is_ascii_digit());
        if !is_link || !is_words || spaces > 3 {
            return None;
        }
        let end = at + 1 + spaces + 1 + length + 1;
        let fix = ("take the space out", at..at + 1 + spaces, "]".to_owned());
        let range = at - words.len() - 1..end;
        self.report(
            range,
            "a space keeps this from being a link",
            "the address stands right behind the words: `[words](/address)`",
            Some(fix),
        );
        Some(end)
    }

    /// `(words)[address]`.
    fn exchanged(&mut self, at: usize) -> Option<usize> {
        let line = self.line(at + 1);
        let length = memchr::memchr3(b'(', b')', NO_TEXT, line)?;
        let behind = line[length..].strip_prefix(b")[")?;
        let close = memchr::memchr3(b'[', b']', b' ', behind)?;
        // `[/b]` is a mark of forums.
        if behind[close] != b']' || !is_address(&behind[..close]) || close < 5 {
            return None;
        }
        let start = at + 1 + length + 2;
        let end = start + close + 1;
        let words = &self.source[at + 1..at + 1 + length];
        let link = format!("[{words}]({})", &self.source[start..start + close]);
        self.report(
            at..end,
            "the brackets and the parentheses of this link are exchanged",
            LINK,
            Some(("exchange them", at..end, link)),
        );
        self.certainly();
        Some(end)
    }

    /// `(address)[words]`.
    pub(super) fn swapped(&mut self, at: usize) -> Option<usize> {
        if let Some(end) = self.exchanged(at) {
            return Some(end);
        }
        let line = self.line(at + 1);
        let length = line.iter().position(|byte| {
            byte.is_ascii_whitespace() || matches!(*byte, b'(' | b')' | NO_TEXT)
        })?;
        let address = &line[..length];
        let behind = line[length..].strip_prefix(b")[")?;
        let close = behind
            .iter()
            .position(|byte| matches!(*byte, b'[' | b']' | NO_TEXT))?;
        let words = &behind[..close];
        let is_link = behind[close] == b']'
            && !words.trim_ascii().is_empty()
            && !words.starts_with(b"^")
            && !words.iter().all(u8::is_ascii_digit)
            && !matches!(behind.get(close + 1), Some(b'(' | b'[' | b':'));
        if !is_link || !is_address(address) {
            return None;
        }
        let words_at = at + 1 + length + 2;
        let end = words_at + close + 1;
        let source = self.source;
        let words = &source[words_at..words_at + close];
        let link = format!("[{words}]({})", &source[at + 1..at + 1 + length]);
        self.report(
            at..end,
            "the words and the address of this link are in the wrong order",
            "the words come first, in brackets: `[words](/address)`",
            Some(("change their order", at..end, link)),
        );
        Some(end)
    }
}

const UNCLOSED_WIKI_LINK: &str = "this wiki-link is never closed";
const CLOSE_WIKI_LINK: &str =
    "write `]]` behind the name, or a backslash before `[[` if no link is meant";
const LINK: &str = "a link is written `[words](/address)`";
const NO_LINK: &str =
    "a link is written `[words](/address \"title\")`; no link may stand in its words";

/// An address with more spaces may be a sentence.
const MOST_SPACES: usize = 3;

/// Whether a bracket is closed that was opened before some bytes.
fn is_closed(rest: &[u8]) -> bool {
    let mut depth = 0_usize;
    rest.iter().any(|byte| {
        match byte {
            b'[' => depth += 1,
            b']' if depth == 0 => return true,
            b']' => depth -= 1,
            _ => {}
        }
        false
    })
}

/// Where the parenthesis is closed that was opened before some bytes.
fn closing_parenthesis(line: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    line.iter().position(|byte| {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return true,
            b')' => depth -= 1,
            _ => {}
        }
        false
    })
}

/// Whether a byte may follow a word.
fn ends_words(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'.' | b';' | b'?' | b'!' | b'|')
}

/// An address, and the title in quotes behind it.
fn with_title(inside: &[u8]) -> (&[u8], &[u8]) {
    let inside = inside.trim_ascii_end();
    let quote = match inside.last() {
        Some(quote @ (b'"' | b'\'')) => *quote,
        _ => return (inside, &[]),
    };
    let rest = &inside[..inside.len() - 1];
    match memchr::memrchr(quote, rest) {
        Some(open) if open > 0 && rest[open - 1].is_ascii_whitespace() => {
            let (address, title) = inside.split_at(open);
            (address.trim_ascii_end(), title)
        }
        _ => (inside, &[]),
    }
}

/// The quotation mark of a title that is opened behind an address and never closed.
fn unclosed_title(inside: &[u8]) -> Option<u8> {
    let at = memchr::memchr2(b'"', b'\'', inside)?;
    let is_first = at > 0 && inside[at - 1].is_ascii_whitespace();
    let is_only = memchr::memchr(inside[at], &inside[at + 1..]).is_none();
    (is_first && is_only).then_some(inside[at])
}

/// A part of an address with dashes for its spaces.
fn dashed(part: &str) -> String {
    let words: Vec<&str> = part.split_whitespace().collect();
    words.join("-").to_lowercase()
}

/// Whether an address ends as those of files do.
fn names_file(address: &str) -> bool {
    let name = address.rsplit('/').next().unwrap_or(address);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    !ending.is_empty() && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether some bytes can be nothing but an address.
pub(super) fn is_address(bytes: &[u8]) -> bool {
    let starts = [
        &b"./"[..],
        b"../",
        b"http://",
        b"https://",
        b"mailto:",
        b"www.",
    ];
    let is_file = || {
        let name = bytes.rsplit(|byte| *byte == b'/').next().unwrap_or(bytes);
        let mut parts = name.rsplitn(2, |byte| *byte == b'.');
        let extension = parts.next().unwrap_or(b"");
        parts.next().is_some_and(|stem| !stem.is_empty())
            && FILES
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known.as_bytes()))
    };
    match bytes {
        [b'/' | b'#', next, ..] => next.is_ascii_alphanumeric() || !next.is_ascii(),
        _ => {
            starts
                .iter()
                .any(|start| bytes.len() > start.len() && bytes.starts_with(start))
                || is_file()
        }
    }
}

/// Extensions of files that links lead to.
const FILES: &[&str] = &[
    "md", "html", "htm", "pdf", "png", "jpg", "jpeg", "gif", "svg", "webp", "avif",
];

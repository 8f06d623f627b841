//! A block of text, and what in it looks like a mark.

use std::collections::HashMap;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::entry::body::prepare::COLON;
use crate::entry::html::has_byte;
use crate::source::{Location, Source, Span};

/// How far the end of a mark is looked for.
pub(super) const FARTHEST: usize = 1024;

/// A `:` that opens no definition.
pub(super) const LOOSE: u8 = COLON as u8;

/// Stands for what is no text: code, links, HTML, marks, and signs behind a backslash.
pub(super) const NO_TEXT: u8 = 0;

/// The text of a block, and what was found in those before it.
#[derive(Default)]
pub(in crate::entry::body) struct Leftovers {
    /// The ranges of the block that are text.
    texts: Vec<Range<usize>>,
    is_suspect: bool,
    found: Vec<Leftover>,
    /// Labels of footnotes that the parser knows no text of, and where they are used.
    pub(in crate::entry::body) footnotes: Vec<(String, Range<usize>)>,
    /// The first reference to a definition that was left as text, and how many there are.
    pub(super) unresolved: Option<(Range<usize>, usize)>,
}

/// A mark that was left as text.
struct Leftover {
    at: Range<usize>,
    message: &'static str,
    help: &'static str,
    /// What to do, where, and what to write there.
    fix: Option<Replacement>,
    is_certain: bool,
    /// What the mark is called, if it is one of another program.
    name: Option<String>,
}

type Replacement = (&'static str, Range<usize>, String);

impl Leftovers {
    /// Notes a range that is text.
    #[inline]
    pub(in crate::entry::body) fn note(&mut self, markdown: &str, range: &Range<usize>) {
        let text = &markdown[range.clone()];
        self.is_suspect |= has_byte(text, may_be_of_mark)
            || matches!(
                text.as_bytes(),
                [LOOSE, b':', b':', ..]
                    | [b'!', b'!', b'!', ..]
                    | [b'?', b'?', b'?', ..]
                    | [b'#', b'#', ..]
                    | [b'0'..=b'9', b'.' | b')', b'A'..=b'Z' | b'a'..=b'z', ..]
            );
        self.texts.push(range.clone());
    }

    /// Looks at the text of the block that ends.
    #[inline]
    pub(in crate::entry::body) fn end_block(
        &mut self,
        markdown: &str,
        definitions: &HashMap<String, Range<usize>>,
    ) {
        if self.is_suspect {
            self.search(markdown, definitions);
        }
        self.is_suspect = false;
        self.texts.clear();
    }

    fn search(&mut self, markdown: &str, definitions: &HashMap<String, Range<usize>>) {
        let (Some(first), Some(last)) = (self.texts.first(), self.texts.last()) else {
            return;
        };
        let whole = first.start..last.end.max(first.start);
        let text = text_alone(markdown, &self.texts, &whole);
        let mut search = LeftoverScan {
            markdown,
            source: &markdown[whole.clone()],
            text: &text,
            start: whole.start,
            last_bracket: memchr::memrchr(b']', &text),
            definitions,
            open: Vec::new(),
            leftovers: self,
        };
        search.run();
    }

    /// Notes that the id of a heading is written in several words, which the parser takes for one and more.
    pub(in crate::entry::body) fn note_split_id(&mut self, heading: &str, start: usize) {
        let Some((words, attributes)) = heading.rsplit_once('{') else {
            return;
        };
        let from = start + words.len();
        let inside = attributes.trim_end().trim_end_matches('}');
        let id: Vec<&str> = inside.split_whitespace().collect();
        self.found.push(Leftover {
            at: from..from + 1 + inside.len() + 1,
            message: "the id of a heading is one word",
            help: "an id is written `## Words {#one-word}`",
            fix: Some((
                "write dashes",
                from + 1..from + 1 + inside.len(),
                id.join("-"),
            )),
            is_certain: false,
            name: None,
        });
    }

    /// The reports of a whole body.
    pub(in crate::entry::body) fn report(
        self,
        source: &Source,
        start: usize,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let at = |range: Range<usize>| source.at(Span::from(range).shifted(start));
        for leftover in self.found {
            let message = leftover.message;
            let mut fault = fault(at(leftover.at), message).help(leftover.help);
            if let Some((title, range, text)) = leftover.fix {
                fault = (fault.fix(title, at(range), text)).certain_if(leftover.is_certain);
            }
            if let Some(name) = leftover.name {
                fault = fault.about(FOREIGN).target(name);
            }
            diagnostics.push(fault);
        }
        if let Some((first, count)) = self.unresolved {
            let others = match count - 1 {
                0 => String::new(),
                1 => ", as does 1 more behind it".to_owned(),
                others => format!(", as do {others} more behind it"),
            };
            let message = format!("this link to a definition stays as text{others}");
            let fault = fault(at(first), message);
            diagnostics.push(fault.help(
                "the addresses of all links to definitions would be longer than the whole file: use a shorter address, or divide the file",
            ));
        }
    }
}

/// Whether a byte may be of a mark: `[`, `]`, `{`, `|`, `^`, `<`, `=`, `%`, `*`, and some that are not, as that is quicker.
#[inline]
fn may_be_of_mark(byte: u8) -> bool {
    ((byte | 0x20).wrapping_sub(b'{') < 4) | (byte | 1 == b'=') | (byte == b'%') | (byte == b'*')
}

/// Whether a byte may be a part of a word.
pub(super) fn may_be_in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// What marks of other programs are called together.
const FOREIGN: &str = "marks of other programs are shown as text";

/// The report of a mark.
pub(super) fn fault(at: Location, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::MarkupLeftInText, at, message).label("shown as plain text")
}

/// Some Markdown with nothing but its text, at the places where it stands.
fn text_alone(markdown: &str, texts: &[Range<usize>], whole: &Range<usize>) -> Vec<u8> {
    let bytes = markdown.as_bytes();
    let mut alone = Vec::with_capacity(whole.len());
    let mask = |byte: &u8| if *byte == b'\n' { b'\n' } else { NO_TEXT };
    for text in texts {
        let from = whole.start + alone.len();
        if text.start < from {
            continue;
        }
        alone.extend(bytes[from..text.start].iter().map(mask));
        // The backslash before a text is none of it.
        let mut is_escaped = text.start > 0 && bytes[text.start - 1] == b'\\';
        for letter in &bytes[text.clone()] {
            let escapes = *letter == b'\\' && !is_escaped;
            let is_sign = is_escaped && letter.is_ascii_punctuation();
            alone.push(if escapes || is_sign { NO_TEXT } else { *letter });
            is_escaped = escapes;
        }
    }
    alone.resize(whole.len(), NO_TEXT);
    alone
}

/// A block that is being searched.
pub(super) struct LeftoverScan<'a> {
    pub(super) markdown: &'a str,
    pub(super) source: &'a str,
    /// The source with nothing but its text, and as long.
    pub(super) text: &'a [u8],
    /// Where the block starts in the Markdown.
    pub(super) start: usize,
    pub(super) last_bracket: Option<usize>,
    pub(super) definitions: &'a HashMap<String, Range<usize>>,
    /// Brackets that are open.
    pub(super) open: Vec<usize>,
    pub(super) leftovers: &'a mut Leftovers,
}

impl<'a> LeftoverScan<'a> {
    fn run(&mut self) {
        self.lines();
        let mut at = 0;
        while at < self.text.len() {
            let end = match self.text[at] {
                b'[' => self.opening(at),
                b']' => self.closing(at),
                b'(' => self.swapped(at),
                b'{' => self.braces(at),
                b'%' | b'=' => self.pair(at).or_else(|| self.tab(at)),
                b'^' => self.block_id(at),
                LOOSE | b'!' | b'?' => self.fence(at),
                b'<' => self.comment(at),
                b'*' => self.stars(at),
                _ => None,
            };
            at = end.unwrap_or(at + 1).max(at + 1);
        }
        self.bracket_before_link();
    }

    /// What stands from a byte on, as far as is looked.
    pub(super) fn rest(&self, at: usize) -> &'a [u8] {
        let at = at.min(self.text.len());
        let mut end = self.text.len().min(at + FARTHEST);
        while !self.source.is_char_boundary(end) {
            end -= 1;
        }
        &self.text[at..end.max(at)]
    }

    /// The same within its line.
    pub(super) fn line(&self, at: usize) -> &'a [u8] {
        let rest = self.rest(at);
        &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())]
    }

    pub(super) fn before(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(b'\n', |before| self.text[before])
    }

    /// Whether nothing but the marks of lists and quotations stands before a byte in its line.
    pub(super) fn is_line_start(&self, at: usize) -> bool {
        let before = &self.markdown.as_bytes()[..self.start + at];
        let mut before = before.iter().rev().take(FARTHEST);
        let mark = before.find(|byte| !matches!(*byte, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+'));
        mark.is_none_or(|byte| *byte == b'\n')
    }

    pub(super) fn report(
        &mut self,
        range: Range<usize>,
        message: &'static str,
        help: &'static str,
        fix: Option<Replacement>,
    ) {
        let place = |range: Range<usize>| self.start + range.start..self.start + range.end;
        let at = place(range);
        let fix = fix.map(|(title, range, text)| (title, place(range), text));
        self.leftovers.found.push(Leftover {
            at,
            message,
            help,
            fix,
            is_certain: false,
            name: None,
        });
    }

    /// Reports a mark of another program.
    pub(super) fn report_foreign(
        &mut self,
        range: Range<usize>,
        name: String,
        message: &'static str,
        help: &'static str,
    ) {
        self.report(range, message, help, None);
        if let Some(last) = self.leftovers.found.last_mut() {
            last.name = Some(name);
        }
    }

    /// Says of the last report that its fix is certain.
    pub(super) fn certainly(&mut self) {
        if let Some(last) = self.leftovers.found.last_mut() {
            last.is_certain = true;
        }
    }

    /// `[`: a wiki-link, a footnote, or the words of a link.
    fn opening(&mut self, at: usize) -> Option<usize> {
        match self.text.get(at + 1) {
            Some(b'[') if self.before(at) != b'[' => {
                if let Some(end) = self.wiki_link(at) {
                    return Some(end);
                }
            }
            Some(b'!') => {
                if let Some(end) = self.callout(at) {
                    return Some(end);
                }
            }
            Some(b'^') => {
                let rest = self.rest(at + 2);
                let end = rest.iter().position(|byte| {
                    matches!(*byte, b']' | b'[' | NO_TEXT) || byte.is_ascii_whitespace()
                });
                if let Some(length) = end.filter(|end| *end > 0 && rest[*end] == b']') {
                    let end = at + 2 + length;
                    let label = self.source[at + 2..end].to_owned();
                    let place = self.start + at..self.start + end + 1;
                    self.leftovers.footnotes.push((label, place));
                    return Some(end + 1);
                }
            }
            Some(b']') => {
                if let Some(end) = self.empty_box(at) {
                    return Some(end);
                }
            }
            Some(b'A'..=b'Z' | b'a'..=b'z') => {
                if let Some(end) = self.box_without_mark(at) {
                    return Some(end);
                }
            }
            _ => {}
        }
        self.open.push(at);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::may_be_of_mark;

    #[test]
    fn signs_of_marks_are_looked_at_and_words_are_not() {
        assert!(b"[]{|^<=%*".iter().copied().all(may_be_of_mark));
        let words =
            b"The 4th clause, 'as such' (see \"Wait\"): a-z; A/Z. Why? Yes! #1 & $5 + @_`\xc2\xa7";
        assert!(!words.iter().copied().any(may_be_of_mark));
    }
}

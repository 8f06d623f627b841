//! What was meant as markup and stays text: links, wiki-links and footnotes that miss a sign, and marks of other programs.
//!
//! In: the ranges of the Markdown that the parser left as text, block by block. Out: a report for each mark that nobody
//! writes as text. Most blocks have none of its signs and are not looked at.

use std::collections::HashMap;
use std::ops::Range;

use super::prepare::{COLON, unicase};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::html::has_byte;
use crate::source::{Source, Span};

/// How far the end of a mark is looked for.
const FARTHEST: usize = 1024;

/// A `:` that opens no definition.
const LOOSE: u8 = COLON as u8;

/// Stands for what is no text: code, links, HTML, marks, and signs behind a backslash.
const NO_TEXT: u8 = 0;

/// The text of a block, and what was found in those before it.
#[derive(Default)]
pub(super) struct Leftovers {
    /// The ranges of the block that are text.
    texts: Vec<Range<usize>>,
    is_suspect: bool,
    found: Vec<Leftover>,
    /// Labels of footnotes that the parser knows no text of, and where they are used.
    pub(super) footnotes: Vec<(String, Range<usize>)>,
    /// The first reference to a definition that was left as text, and how many there are.
    unresolved: Option<(Range<usize>, usize)>,
}

/// A mark that was left as text.
struct Leftover {
    at: Range<usize>,
    message: &'static str,
    help: &'static str,
    /// What to do, where, and what to write there.
    fix: Option<Replacement>,
}

type Replacement = (&'static str, Range<usize>, String);

impl Leftovers {
    /// Notes a range that is text.
    #[inline]
    pub(super) fn note(&mut self, markdown: &str, range: &Range<usize>) {
        let text = &markdown[range.clone()];
        self.is_suspect |= has_byte(text, |byte| {
            (byte == b'[')
                | (byte == b']')
                | (byte == b'{')
                | (byte == b'%')
                | (byte == b'=')
                | (byte == b'<')
        }) || matches!(
            text.as_bytes(),
            [LOOSE, b':', b':', ..] | [b'!', b'!', b'!', ..] | [b'?', b'?', b'?', ..]
        );
        self.texts.push(range.clone());
    }

    /// Looks at the text of the block that ends.
    #[inline]
    pub(super) fn end_block(
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

    /// The reports of a whole body.
    pub(super) fn report(self, source: &Source, start: usize, diagnostics: &mut Vec<Diagnostic>) {
        let at = |range: Range<usize>| source.at(Span::from(range).shifted(start));
        for leftover in self.found {
            let message = leftover.message;
            let mut fault = Diagnostic::new(Code::MarkupLeftInText, at(leftover.at), message)
                .label("shown as plain text")
                .help(leftover.help);
            if let Some((title, range, text)) = leftover.fix {
                fault = fault.fix(title, at(range), text);
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
            let fault = Diagnostic::new(Code::MarkupLeftInText, at(first), message)
                .label("shown as plain text");
            diagnostics.push(fault.help(
                "the addresses of all links to definitions would be longer than the whole file: use a shorter address, or divide the file",
            ));
        }
    }
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
struct LeftoverScan<'a> {
    markdown: &'a str,
    source: &'a str,
    /// The source with nothing but its text, and as long.
    text: &'a [u8],
    /// Where the block starts in the Markdown.
    start: usize,
    last_bracket: Option<usize>,
    definitions: &'a HashMap<String, Range<usize>>,
    /// Brackets that are open.
    open: Vec<usize>,
    leftovers: &'a mut Leftovers,
}

impl<'a> LeftoverScan<'a> {
    fn run(&mut self) {
        let mut at = 0;
        while at < self.text.len() {
            let end = match self.text[at] {
                b'[' => self.opening(at),
                b']' => self.closing(at),
                b'(' => self.swapped(at),
                b'{' => self.braces(at),
                b'%' | b'=' => self.pair(at),
                LOOSE | b'!' | b'?' => self.fence(at),
                b'<' => self.comment(at),
                _ => None,
            };
            at = end.unwrap_or(at + 1).max(at + 1);
        }
    }

    /// What stands from a byte on, as far as is looked.
    fn rest(&self, at: usize) -> &'a [u8] {
        let at = at.min(self.text.len());
        let mut end = self.text.len().min(at + FARTHEST);
        while !self.source.is_char_boundary(end) {
            end -= 1;
        }
        &self.text[at..end.max(at)]
    }

    /// The same within its line.
    fn line(&self, at: usize) -> &'a [u8] {
        let rest = self.rest(at);
        &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())]
    }

    fn before(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(b'\n', |before| self.text[before])
    }

    /// Whether nothing but the marks of lists and quotations stands before a byte in its line.
    fn is_line_start(&self, at: usize) -> bool {
        let before = &self.markdown.as_bytes()[..self.start + at];
        let mut before = before.iter().rev().take(FARTHEST);
        let mark = before.find(|byte| !matches!(*byte, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+'));
        mark.is_none_or(|byte| *byte == b'\n')
    }

    fn report(
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
        });
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
            _ => {}
        }
        self.open.push(at);
        None
    }

    /// `[[` that the parser made no link of.
    fn wiki_link(&mut self, at: usize) -> Option<usize> {
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
    fn closing(&mut self, at: usize) -> Option<usize> {
        let open = self.open.pop();
        let next = self.text.get(at + 1).copied();
        let Some(open) = open else {
            let is_second = self.before(at) == b']';
            if is_second && next == Some(b'(') {
                return self.two_brackets(at);
            }
            return None;
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
            Some(b'(') => self.unmade(open, at),
            Some(b' ') => self.spaced(words, at),
            _ => None,
        }
    }

    /// `[label]` or `[words][label]` with a definition: the parser gave up.
    fn definition(&mut self, open: usize, close: usize) {
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
    fn two_brackets(&mut self, at: usize) -> Option<usize> {
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
            "a link is written `[words](/address)`",
            Some(fix),
        );
        Some(end)
    }

    /// `[words](` that the parser made no link of.
    fn unmade(&mut self, open: usize, close: usize) -> Option<usize> {
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
        let spaces = address.iter().filter(|byte| byte.is_ascii_whitespace());
        let signs = [b'<', b'>', b'"', NO_TEXT];
        let is_plain = spaces.count() <= MOST_SPACES
            && !address.iter().any(|byte| signs.contains(byte))
            && (title.is_empty() || title.len() > 1);
        let fix = is_plain.then(|| {
            let address = &self.source[place.clone()];
            ("put it in angle brackets", place, format!("<{address}>"))
        });
        let message = if is_image {
            "the address of this image has a space in it"
        } else {
            "the address of this link has a space in it"
        };
        self.report(
            whole,
            message,
            "an address with spaces stands in `<` and `>`",
            fix,
        );
        Some(end)
    }

    /// `[words] (address)`.
    fn spaced(&mut self, words: &str, at: usize) -> Option<usize> {
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

    /// `(address)[words]`.
    fn swapped(&mut self, at: usize) -> Option<usize> {
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

    /// Marks of other programs in braces.
    fn braces(&mut self, at: usize) -> Option<usize> {
        let source = &self.source.as_bytes()[at + 1..];
        let (close, message, help): (&[u8], _, _) = match source {
            [b'{', b'<' | b'%', ..] => {
                (b"}}", "shortcodes of Hugo are not known here", NO_SHORTCODE)
            }
            // A variable of a script or of a build.
            [b'{', ..] if self.before(at) == b'$' => return None,
            [b'{', ..] => (
                b"}}",
                "expressions in a text are not known here",
                NO_SHORTCODE,
            ),
            [b'%', ..] => (
                b"%}",
                "tags of Liquid or Jinja are not known here",
                NO_SHORTCODE,
            ),
            _ => return self.attributes(at),
        };
        let rest = self.rest(at + 2);
        let length = memchr::memmem::find(rest, close)?;
        if rest[..length].trim_ascii().is_empty() {
            return None;
        }
        let end = at + 2 + length + 2;
        self.report(at..end, message, help, None);
        Some(end)
    }

    /// `{: .class}` and `{.class #id}`.
    fn attributes(&mut self, at: usize) -> Option<usize> {
        // A formula.
        if matches!(self.before(at), b'_' | b'^' | b'\\') {
            return None;
        }
        let line = self.line(at + 1);
        let length = memchr::memchr(b'}', line)?;
        let inside = line[..length].strip_prefix(b":");
        let has_colon = inside.is_some();
        let inside = inside.unwrap_or(&line[..length]).trim_ascii();
        let is_name =
            |word: &[u8]| matches!(word, [b'.' | b'#', first, ..] if first.is_ascii_alphabetic());
        let is_pair =
            |word: &[u8]| word.first().is_some_and(u8::is_ascii_alphabetic) && word.contains(&b'=');
        let mut words = inside.split(u8::is_ascii_whitespace);
        let are_attributes = words.clone().all(|word| is_name(word) || is_pair(word))
            && (has_colon || words.any(is_name));
        if !(are_attributes || has_colon && inside == b"toc") {
            return None;
        }
        let end = at + 1 + length + 1;
        self.report(
            at..end,
            "attributes in braces are known behind headings only",
            "take them out, or write the element in HTML",
            None,
        );
        Some(end)
    }

    /// `%%comment%%` and `==mark==`.
    fn pair(&mut self, at: usize) -> Option<usize> {
        let sign = self.text[at];
        let before = self.before(at);
        let opens = !before.is_ascii_alphanumeric() && before != sign && before.is_ascii();
        if self.text.get(at + 1) != Some(&sign) || !opens {
            return None;
        }
        let rest = self.rest(at + 2);
        let length = memchr::memmem::find(rest, &[sign, sign])?;
        let inside = &rest[..length];
        let behind = rest.get(length + 2).copied().unwrap_or(b'\n');
        let ends = !behind.is_ascii_alphanumeric() && behind != sign;
        let is_tight = inside.trim_ascii().len() == inside.len();
        if inside.trim_ascii().is_empty() || !ends || !(is_tight || sign == b'%') {
            return None;
        }
        let end = at + 2 + length + 2;
        let place = at..end;
        if sign == b'%' {
            self.report(
                place,
                "comments in `%%` are not known here: readers see this",
                "take it out, or write a comment of HTML: `<!-- … -->`",
                None,
            );
        } else {
            self.report(
                place,
                "marks with `==` are not known here",
                "write `<mark>words</mark>`",
                None,
            );
        }
        Some(end)
    }

    /// `:::note`, `!!! note` and `??? note`.
    fn fence(&mut self, at: usize) -> Option<usize> {
        let line = self.line(at);
        let sign = self.text[at];
        let next = if sign == LOOSE { b':' } else { sign };
        let behind = line.iter().skip(1).take_while(|byte| **byte == next);
        let signs = 1 + behind.count();
        if signs < 3 || !self.is_line_start(at) {
            return None;
        }
        let name = line[signs..].strip_prefix(b"+").unwrap_or(&line[signs..]);
        let name = name.trim_ascii_start();
        let is_name = name
            .first()
            .is_some_and(|first| first.is_ascii_alphabetic() || *first == b'{');
        // Words behind `!!!` may be an outcry.
        let kind = name.iter().take_while(|byte| byte.is_ascii_alphanumeric());
        let kind = &self.source[at + line.len() - name.len()..][..kind.count()];
        if !is_name || (sign != LOOSE && !ADMONITIONS.contains(&kind)) {
            return None;
        }
        let end = at + line.trim_ascii_end().len();
        self.report(
            at..end,
            "blocks of other programs are not known here",
            BOXES,
            None,
        );
        Some(end)
    }

    /// `[!INFO]` at the start of a quotation.
    fn callout(&mut self, at: usize) -> Option<usize> {
        let rest = self.line(at + 2);
        let kind = rest.iter().take_while(|byte| byte.is_ascii_alphabetic());
        let length = kind.count();
        if length == 0 || rest.get(length) != Some(&b']') || !self.is_line_start(at) {
            return None;
        }
        let end = at + 2 + length + 1;
        self.report(at..end, "this kind of box is not known here", BOXES, None);
        Some(end)
    }

    /// A comment that does not end in its block.
    fn comment(&mut self, at: usize) -> Option<usize> {
        if !self.text[at..].starts_with(b"<!--") {
            return None;
        }
        let end = at + self.line(at).trim_ascii_end().len();
        self.report(
            at..end,
            "this comment is never closed: readers see it",
            "write `-->` at its end, without an empty line between",
            None,
        );
        Some(end)
    }
}

const BOXES: &str = "a box is a quotation whose first line is `> [!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]`";
const UNCLOSED_WIKI_LINK: &str = "this wiki-link is never closed";
const CLOSE_WIKI_LINK: &str =
    "write `]]` behind the name, or a backslash before `[[` if no link is meant";
const NO_LINK: &str =
    "a link is written `[words](/address \"title\")`; no link may stand in its words";
const NO_SHORTCODE: &str =
    "write what it stands for, or put it in backticks if readers shall see it";

/// An address with more spaces may be a sentence.
const MOST_SPACES: usize = 3;

/// What `MkDocs` has behind `!!!` and `???`.
const ADMONITIONS: &[&str] = &[
    "abstract",
    "attention",
    "bug",
    "caution",
    "cite",
    "danger",
    "error",
    "example",
    "failure",
    "faq",
    "help",
    "hint",
    "important",
    "info",
    "note",
    "question",
    "quote",
    "success",
    "summary",
    "tip",
    "todo",
    "warning",
];

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

/// Whether some bytes can be nothing but an address.
fn is_address(bytes: &[u8]) -> bool {
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

//! Headings, lists, tables and emphasis that miss a sign.

use std::ops::Range;

use super::scan::{LeftoverScan, may_be_in_word};

impl LeftoverScan<'_> {
    /// Lines that were meant to start a block of their own.
    pub(super) fn lines(&mut self) {
        let mut lines: Vec<Range<usize>> = Vec::new();
        let mut from = 0;
        for line in self.text.split(|byte| *byte == b'\n') {
            lines.push(from..from + line.len());
            from += line.len() + 1;
        }
        for line in &lines {
            self.heading(line.clone());
        }
        for pair in lines.windows(2) {
            if self.items(&pair[0], &pair[1]) {
                break;
            }
        }
        self.table(&lines);
    }

    fn trimmed(&self, line: &Range<usize>) -> (usize, &[u8]) {
        let text = &self.text[line.clone()];
        let kept = text.trim_ascii_start();
        (line.start + text.len() - kept.len(), kept.trim_ascii_end())
    }

    /// `##Heading`.
    fn heading(&mut self, line: Range<usize>) {
        let (at, text) = self.trimmed(&line);
        let signs = text.iter().take_while(|byte| **byte == b'#').count();
        let opens_word = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
        if !(2..=6).contains(&signs) || !text.get(signs).is_some_and(opens_word) {
            return;
        }
        let (end, behind) = (at + text.len(), at + signs);
        self.report(
            at..end,
            "a space keeps the signs and the words of a heading apart",
            "a heading is written `## Words`",
            Some(("write it", behind..behind, " ".to_owned())),
        );
        self.certainly();
    }

    /// `1.First` above `2.Second`.
    fn items(&mut self, first: &Range<usize>, second: &Range<usize>) -> bool {
        let number = |line: &Range<usize>| {
            let (at, text) = self.trimmed(line);
            let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let is_item = matches!(text.get(digits..)?, [b'.' | b')', next, ..] if next.is_ascii_alphabetic());
            let number = self.source[at..at + digits].parse::<u32>().ok()?;
            is_item.then_some((number, at + digits + 1))
        };
        let (Some((one, behind)), Some((two, _))) = (number(first), number(second)) else {
            return false;
        };
        if one.checked_add(1) != Some(two) {
            return false;
        }
        let at = self.trimmed(first).0;
        self.report(
            at..behind,
            "a space keeps the number and the words of an item apart",
            "an item of a list is written `1. Words`",
            Some(("write it", behind..behind, " ".to_owned())),
        );
        true
    }

    /// Lines with bars that the parser made no table of.
    fn table(&mut self, lines: &[Range<usize>]) {
        if !self.text.contains(&b'|') {
            return;
        }
        let rows: Vec<(usize, &[u8])> = lines.iter().map(|line| self.trimmed(line)).collect();
        let is_rule = |row: &[u8]| {
            row.contains(&b'|')
                && row.contains(&b'-')
                && (row.iter()).all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
        };
        let rule = rows.iter().position(|(_, row)| is_rule(row));
        let range = |(at, row): (usize, &[u8])| at..at + row.len();
        match rule {
            Some(0) => {
                let message = "this line of dashes has no first row of a table above it";
                self.report(range(rows[0]), message, TABLE, None);
            }
            Some(1) => {
                let (above, dashes) = (cells(rows[0].1), cells(rows[1].1));
                if above == dashes {
                    return;
                }
                let message = if above > dashes {
                    "the line of dashes has fewer cells than the first row of this table"
                } else {
                    "the line of dashes has more cells than the first row of this table"
                };
                self.report(range(rows[1]), message, TABLE, None);
            }
            Some(rule) => {
                let (at, _) = rows[rule - 1];
                self.report(
                    range(rows[rule - 1]),
                    "a table starts behind an empty line",
                    TABLE,
                    Some(("write one", at..at, "\n".to_owned())),
                );
            }
            None => {
                let is_row = |row: &[u8]| {
                    let bars = memchr::memchr_iter(b'|', row).count();
                    row.starts_with(b"|") && row.ends_with(b"|") && bars > 2
                };
                if rows.len() > 1 && rows.iter().all(|(_, row)| is_row(row)) {
                    let dashes = "|---".repeat(cells(rows[0].1));
                    let behind = rows[0].0 + rows[0].1.len();
                    self.report(
                        range(rows[0]),
                        "a table has a line of dashes below its first row",
                        TABLE,
                        Some(("write one", behind..behind, format!("\n{dashes}|"))),
                    );
                }
            }
        }
    }

    /// `- []`.
    pub(super) fn empty_box(&mut self, at: usize) -> Option<usize> {
        let before = self.markdown[..self.start + at].trim_end_matches([' ', '\t']);
        let is_item = at == 0 && before.ends_with(['-', '*', '+']);
        if !is_item || !matches!(self.text.get(at + 2), None | Some(b' ')) {
            return None;
        }
        self.report(
            at..at + 2,
            "a box to tick has a space in it",
            "write `- [ ]` for what is open, and `- [x]` for what is done",
            Some(("write it", at..at + 2, "[ ]".to_owned())),
        );
        self.certainly();
        Some(at + 2)
    }

    /// `*words` without an end, in a line. At its start, the star may be that of a footnote.
    fn lone_star(&mut self, at: usize) {
        let rest = self.rest(at + 1);
        let opens = self.before(at) == b' ' && !self.is_line_start(at);
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphabetic());
        let word = &rest[..length.count()];
        // `*nix` and `*BSD` are names.
        let is_name = word == b"nix" || word.iter().all(u8::is_ascii_uppercase);
        if opens && !is_name && memchr::memchr(b'*', rest).is_none() {
            self.report(
                at..at + 1,
                "this star is never closed",
                "write `*` behind the last word that shall stand out, or a backslash before the star",
                None,
            );
        }
    }

    /// `** words**`.
    fn stars_before_space(&mut self, at: usize) -> Option<usize> {
        let line = self.line(at + 2);
        let words = line.len() - line.trim_ascii_start().len();
        let length = memchr::memmem::find(line, b"**")?;
        let is_tight = length > words && may_be_in_word(line[length - 1]);
        let behind = line.get(length + 2).copied().unwrap_or(b'\n');
        if !is_tight || may_be_in_word(behind) || behind == b'*' {
            return None;
        }
        let end = at + 2 + length + 2;
        self.report(
            at..end,
            "the opening stars are not read as such",
            "stars stand right before the first word that shall stand out",
            Some(("take the space out", at + 2..at + 2 + words, String::new())),
        );
        Some(end)
    }

    /// `**words` without an end, and `**words **`.
    pub(super) fn stars(&mut self, at: usize) -> Option<usize> {
        let text = self.text;
        let count = text[at..].iter().take_while(|byte| **byte == b'*').count();
        let next = text.get(at + 2).copied().unwrap_or(b'\n');
        if count == 1 {
            self.lone_star(at);
        }
        if count != 2 || may_be_in_word(self.before(at)) {
            return Some(at + count);
        }
        if next == b' ' {
            return self.stars_before_space(at);
        }
        if !may_be_in_word(next) {
            return Some(at + count);
        }
        let end = at + 2;
        let Some(length) = memchr::memmem::find(self.rest(end), b"**") else {
            self.report(
                at..end,
                "these stars are never closed",
                "write `**` behind the last word that shall stand out, or a backslash before each star",
                None,
            );
            return Some(end);
        };
        let close = end + length;
        let words = text[end..close].trim_ascii_end().len();
        let is_last = !may_be_in_word(text.get(close + 2).copied().unwrap_or(b'\n'));
        let fix = (words < length && is_last)
            .then(|| ("take the space out", end + words..close, String::new()));
        let help = if words < length {
            "stars stand right behind the last word that shall stand out"
        } else {
            "write a space or a sign behind the closing stars, or `<strong>words</strong>`"
        };
        let message = "the closing stars are not read as such";
        self.report(at..close + 2, message, help, fix);
        Some(close + 2)
    }
}

const TABLE: &str =
    "a table is written `| A | B |` behind an empty line, then `|---|---|`, then its rows";

/// How many cells a row of a table has.
fn cells(row: &[u8]) -> usize {
    let row = row.strip_prefix(b"|").unwrap_or(row);
    let row = row.strip_suffix(b"|").unwrap_or(row);
    memchr::memchr_iter(b'|', row).count() + 1
}

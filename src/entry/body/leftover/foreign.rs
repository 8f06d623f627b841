//! Marks of other programs.

use super::scan::{LOOSE, LeftoverScan};

impl LeftoverScan<'_> {
    /// Marks of other programs in braces.
    pub(super) fn braces(&mut self, at: usize) -> Option<usize> {
        let source = &self.source.as_bytes()[at + 1..];
        let (close, sign, message): (&[u8], _, _) = match source {
            [b'{', b'<' | b'%', ..] => (
                b"}}",
                &self.source[at..at + 3],
                "shortcodes of Hugo are not known here",
            ),
            // A variable of a script or of a build.
            [b'{', ..] if self.before(at) == b'$' => return None,
            [b'{', ..] => (b"}}", "{{", "expressions in a text are not known here"),
            [b'%', ..] => (b"%}", "{%", "tags of Liquid or Jinja are not known here"),
            _ => return self.attributes(at),
        };
        let rest = self.rest(at + 2);
        let length = memchr::memmem::find(rest, close)?;
        if rest[..length].trim_ascii().is_empty() {
            return None;
        }
        let end = at + 2 + length + 2;
        let inside = self.source[at + 2..end - 2].trim_start_matches(['<', '%', '-', ' ', '/']);
        let is_letter =
            |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
        let length = inside.find(|letter| !is_letter(letter));
        let word = &inside[..length.unwrap_or(inside.len())];
        let mut counterparts = COUNTERPARTS.iter();
        let known = counterparts.find(|(names, _)| names.contains(&word));
        let help = known.map_or(NO_SHORTCODE, |(_, help)| help);
        self.report_foreign(at..end, format!("{sign} {word}"), message, help);
        Some(end)
    }

    /// `{: .class}` and `{.class #id}`.
    pub(super) fn attributes(&mut self, at: usize) -> Option<usize> {
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
        self.report_foreign(
            at..end,
            "{: … }".to_owned(),
            "attributes in braces are known behind headings only",
            "take them out, or write the element in HTML",
        );
        Some(end)
    }

    /// `%%comment%%` and `==mark==`.
    pub(super) fn pair(&mut self, at: usize) -> Option<usize> {
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
            self.report_foreign(
                place,
                "%% … %%".to_owned(),
                "comments in `%%` are not known here: readers see this",
                "take it out, or write a comment of HTML: `<!-- … -->`",
            );
        } else {
            self.report_foreign(
                place,
                "==words==".to_owned(),
                "marks with `==` are not known here",
                "write `<mark>words</mark>`",
            );
        }
        Some(end)
    }

    /// `:::note`, `!!! note` and `??? note`.
    pub(super) fn fence(&mut self, at: usize) -> Option<usize> {
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
        let signs = if sign == LOOSE {
            ":::"
        } else {
            &self.source[at..at + 3]
        };
        self.report_foreign(
            at..end,
            format!("{signs} {kind}"),
            "blocks of other programs are not known here",
            BOXES,
        );
        Some(end)
    }

    /// `=== "Title"`.
    pub(super) fn tab(&mut self, at: usize) -> Option<usize> {
        let line = self.line(at);
        let title = line.strip_prefix(b"===")?;
        let title = title.strip_prefix(b"!").unwrap_or(title).trim_ascii();
        if !matches!(title, [b'"', .., b'"']) || !self.is_line_start(at) {
            return None;
        }
        let end = at + line.trim_ascii_end().len();
        self.report_foreign(
            at..end,
            "=== \"…\"".to_owned(),
            "tabs of other programs are not known here",
            "write a heading for each, or `<details><summary>Title</summary>`, an empty line, the text and `</details>`",
        );
        Some(end)
    }

    /// `^id` at the end of a block.
    pub(super) fn block_id(&mut self, at: usize) -> Option<usize> {
        let id = &self.text[at + 1..];
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        let is_own = matches!(self.before(at), b' ' | b'\n');
        if !is_own || id.len() < 4 || !id.iter().all(is_part) || id.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let end = self.text.len();
        self.report_foreign(
            at..end,
            "^id".to_owned(),
            "the ids of blocks are not known here: readers see this",
            "take it out, and link to the heading above: `[[Name#Heading]]`",
        );
        Some(end)
    }

    /// `[!INFO]` at the start of a quotation.
    pub(super) fn callout(&mut self, at: usize) -> Option<usize> {
        let rest = self.line(at + 2);
        let kind = rest.iter().take_while(|byte| byte.is_ascii_alphabetic());
        let length = kind.count();
        if length == 0 || rest.get(length) != Some(&b']') || !self.is_line_start(at) {
            return None;
        }
        let end = at + 2 + length + 1;
        let place = at + 2..end - 1;
        let kind = self.source[place.clone()].to_ascii_lowercase();
        if LIKE
            .iter()
            .any(|(known, _)| kind.eq_ignore_ascii_case(known))
        {
            let fix = Some(("put a space there", end..end, " ".to_owned()));
            let message = "the title of this box stands too close to its mark";
            self.report(at..end, message, BOXES, fix);
            return Some(end);
        }
        let like = LIKE
            .iter()
            .find(|(_, others)| others.contains(&kind.as_str()));
        let fix =
            like.map(|(kind, _)| ("write the one that is like it", place, (*kind).to_owned()));
        self.report(at..end, "this kind of box is not known here", BOXES, fix);
        Some(end)
    }

    /// `[WARNING]` at the start of a quotation.
    pub(super) fn box_without_mark(&mut self, at: usize) -> Option<usize> {
        let before = self.markdown[..self.start + at].trim_end_matches([' ', '\t']);
        if at > 0 || !before.ends_with('>') {
            return None;
        }
        let line = self.line(at + 1);
        let length = memchr::memchr(b']', line)?;
        let kind = &self.source[at + 1..at + 1 + length];
        let is_alone = line[length + 1..].trim_ascii().is_empty();
        let is_loud = kind.bytes().all(|byte| byte.is_ascii_uppercase());
        let lower = kind.to_ascii_lowercase();
        let is_kind = LIKE.iter().any(|(known, others)| {
            known.eq_ignore_ascii_case(kind) || others.contains(&lower.as_str())
        });
        if !is_kind || !(is_alone || is_loud) {
            return None;
        }
        let fix = ("write it", at + 1..at + 1, "!".to_owned());
        let end = at + 1 + length + 1;
        self.report(
            at..end,
            "a box needs a `!` before its kind",
            BOXES,
            Some(fix),
        );
        Some(end)
    }

    /// A comment that does not end in its block.
    pub(super) fn comment(&mut self, at: usize) -> Option<usize> {
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
const NO_SHORTCODE: &str =
    "write what it stands for, or put it in backticks if readers shall see it";

/// What is written in place of the shortcodes and tags of other programs, by their names.
const COUNTERPARTS: &[(&[&str], &str)] = &[
    (
        &["ref", "relref", "link", "post_url"],
        "write the address of the page: `[words](/folder/page)`, or `[[Name]]`",
    ),
    (
        &["figure", "image", "img", "picture"],
        "write `![description](/image.png)`",
    ),
    (
        &[
            "admonition",
            "alert",
            "attention",
            "callout",
            "caution",
            "danger",
            "hint",
            "info",
            "note",
            "notice",
            "tip",
            "warning",
        ],
        BOXES,
    ),
    (
        &["highlight", "endhighlight", "code"],
        "write a block of code between lines ```` ``` ````",
    ),
    (
        &["details", "expand", "collapse", "spoiler"],
        "write `<details><summary>Title</summary>`, an empty line, the text and `</details>`",
    ),
    (
        &["youtube", "vimeo", "tweet", "x", "gist", "instagram"],
        "link to it, or write the `<iframe>` that its site offers",
    ),
    (
        &["toc", "TOC", "table_of_contents"],
        "take it out: a table of contents is made of the headings by itself",
    ),
    (
        &["raw", "endraw"],
        "take it out: nothing in a text is run, and its signs stay as they are",
    ),
];

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

/// The kinds of boxes, each with those that other programs have for it.
const LIKE: &[(&str, &[&str])] = &[
    (
        "NOTE",
        &[
            "abstract", "cite", "example", "faq", "help", "info", "question", "quote", "summary",
            "tldr", "todo",
        ],
    ),
    ("IMPORTANT", &[]),
    ("TIP", &["check", "done", "hint", "success"]),
    ("WARNING", &["attention"]),
    (
        "CAUTION",
        &["bug", "danger", "error", "fail", "failure", "missing"],
    ),
];

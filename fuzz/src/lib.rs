//! Bytes → a primer that nobody would write, and what must hold of it all the same.
//!
//! The bytes are decisions: which file, which piece of a vocabulary that makes the parsers work, how often. So a change of one
//! byte is a small change of the primer, and every text is reached by some bytes.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};

use primer::asset::{Asset, AssetPlace};
use primer::data::{Notation, parse_front_matter, parse_toml};
use primer::diagnostic::{Diagnostic, Report, github, human, json, short};
use primer::entry::passages;
use primer::output::Sink;
use primer::pipeline::{Analysis, Inputs, analyze, render, update};
use primer::source::character::{is_control, is_forbidden};
use primer::source::{Source, SourcePath};

/// A text grows to so many bytes at most: 1 MB.
const LARGEST_TEXT: usize = 1_000_000;

/// A chain of edits has so many at most.
const EDITS: usize = 4;

/// The random bytes of a number: the same on every machine.
pub fn random_bytes(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    // One in 256 is long.
    let length = match next() % 256 {
        0 => next() % 16_384,
        1..32 => next() % 2_048,
        _ => next() % 256,
    };
    (0..length).map(|_| (next() >> 32) as u8).collect()
}

/// Bytes as decisions. Where there are none left, the first of each choice is taken.
struct Choices<'a> {
    bytes: &'a [u8],
}

impl<'a> Choices<'a> {
    fn byte(&mut self) -> usize {
        match self.bytes.split_first() {
            Some((&first, rest)) => {
                self.bytes = rest;
                usize::from(first)
            }
            None => 0,
        }
    }

    fn below(&mut self, count: usize) -> usize {
        (self.byte() * 256 + self.byte()) % count.max(1)
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    fn raw(&mut self, length: usize) -> &'a [u8] {
        let (raw, rest) = self.bytes.split_at(length.min(self.bytes.len()));
        self.bytes = rest;
        raw
    }

    /// A text of pieces.
    fn text(&mut self, pieces: &[&str]) -> String {
        let mut text = String::new();
        let count = self.byte() % 48;
        for _ in 0..count {
            if self.is_empty() {
                break;
            }
            match self.byte() {
                // Rarely many of one piece, so that what grows too fast is seen.
                0 => {
                    let piece = self.of(pieces);
                    let most = (LARGEST_TEXT - text.len()) / piece.len().max(1);
                    text.push_str(&piece.repeat((self.byte() * 16).min(most)));
                }
                1..16 => {
                    let length = self.byte() % 24;
                    let raw = self.raw(length);
                    text.push_str(&String::from_utf8_lossy(raw));
                }
                16..32 if !text.is_empty() => {
                    // A piece of what stands there already, also cut in the middle of a word.
                    let letters: Vec<char> = text.chars().take(4096).collect();
                    let start = self.below(letters.len());
                    let length = self.byte() % 40;
                    text.extend(letters[start..].iter().take(length));
                }
                _ => text.push_str(self.of(pieces)),
            }
        }
        text
    }

    /// A Markdown file: mostly one that begins as it should.
    fn file(&mut self) -> String {
        match self.byte() % 8 {
            0 => self.text(MARKDOWN),
            1 => format!("+++\n{}\n+++\n{}", self.text(TOML), self.text(MARKDOWN)),
            2 => format!("---\n{}---\n{}", self.text(YAML), self.text(MARKDOWN)),
            _ => {
                let title = self.of(NAMES);
                format!(
                    "---\ntitle: {title}\n{}---\n{}",
                    self.text(YAML),
                    self.text(MARKDOWN)
                )
            }
        }
    }

    fn path(&mut self, folders: &[&str], names: &[&str], endings: &[&str]) -> String {
        let mut path = self.of(folders).to_owned();
        if self.byte() == 0 {
            path.push_str(&self.text(NAMES).replace(['/', '\0'], "-"));
        }
        // No file of a primer has a backslash in its name.
        path = path + self.of(names) + self.of(endings);
        path.replace('\\', "-")
    }
}

const NAMES: &[&str] = &[
    "a",
    "b",
    "A",
    "Crème",
    "cre\u{301}me",
    "a-b",
    "a b",
    "x.y",
    "_index",
    "index",
    "404",
    "tags",
    "feed",
    "ı",
    "ẞ",
    "é",
    "\u{202e}a",
    "\u{1b}[1m",
    "\n::error::x",
    "##[error]",
    "%41",
    "%zz",
    "..",
    ".",
    "a?b",
    "a#b",
    "con",
    "漢字",
    "👩‍👩‍👧",
    "'",
    "\"",
    "<b>",
    "&amp;",
    "{{ x }}",
    "\\",
    ":",
    "[x]",
    "x(1)",
    "C++",
    ".NET",
    "§ 1983",
];

const FOLDERS: &[&str] = &[
    "",
    "p/",
    "q/",
    "P/",
    "p/deep/",
    "tags/",
    "categories/",
    "a-z/",
    "p/a/",
];

const YAML: &[&str] = &[
    "title: x\n",
    "term: A\n",
    "description: \"d [[A]] *x*\"\n",
    "related: [a, b, \"c d\"]\n",
    "related:\n  - a\n  - /p/b\n",
    "aliases: [/old, b, \"/p/x/\"]\n",
    "aliases: [\"/old?x\", \"\", \"..\"]\n",
    "tags: [t, T, \"t u\"]\n",
    "category: c\n",
    "slug: a\n",
    "slug: ../x\n",
    "date: 2026-01-31\n",
    "date: 2026-02-30\n",
    "date: 2027-01-01T10:00Z\n",
    "updated: 2026-01-01\n",
    "draft: true\n",
    "draft: maybe\n",
    "template: own.html\n",
    "template: no.html\n",
    "order: 1e999\n",
    "order: 0x1F\n",
    "image: /i.png\n",
    "court: appeals\n",
    "cites: [a, A, zz]\n",
    "leading: b\n",
    "short: &a x\n",
    "x: *a\n",
    "x: &a [*a]\n",
    "? x\n",
    "- y\n",
    "  indented: 1\n",
    "\tx: 1\n",
    "'",
    "\"",
    "|\n  text\n",
    ">\n",
    "{a: {b: [",
    "]}",
    "!!str 1\n",
    "%YAML 1.2\n",
    "...\n",
    "---\n",
    "# c\n",
    "a: b: c\n",
    "\u{feff}",
    "\r\n",
    "null: ~\n",
    "<<: *a\n",
    "\"\\u0001\\uFFFE\"\n",
    "title: \"\\e[1m\"\n",
    "x: [\n",
    "[",
    "{",
    "- ",
    "  ",
];

const TOML: &[&str] = &[
    "title = \"x\"\n",
    "term = 'A'\n",
    "date = 2026-01-31\n",
    "date = 1979-05-27T07:32:00Z\n",
    "related = [\"a\", \"b\"]\n",
    "tags = [\"t\"]\n",
    "draft = true\n",
    "[x]\n",
    "[[x]]\n",
    "x.y.z = 1\n",
    "a = {b = {c = [",
    "]}}\n",
    "\"\"\"\n",
    "'''\n",
    "# c\n",
    "n = 0xff\n",
    "n = 1e400\n",
    "n = 99999999999999999999\n",
    "= 1\n",
    "a\n",
    "title = \"\\u0001\"\n",
    "[[",
    "{",
    "\r\n",
    "x = nan\n",
];

const CONFIG: &[&str] = &[
    "[site]\n",
    "title = \"T\"\n",
    "description = \"d\"\n",
    "language = \"ar\"\n",
    "language = \"x y\"\n",
    "base_url = \"https://example.org/sub/\"\n",
    "base_url = \"javascript:x\"\n",
    "urls = \"file\"\n",
    "urls = \"directory\"\n",
    "exclude = [\"private\", \"**\", \"p/*.md\"]\n",
    "edit_url = \"https://example.org/{path}\"\n",
    "notice = \"n\"\n",
    "navigation = [{ title = \"A\", url = \"/p\" }, { title = \"B\", url = \"javascript:x\" }]\n",
    "[site.extra]\n",
    "k = { a = [1, 2.5] }\n",
    "[check]\n",
    "broken-link = \"warn\"\n",
    "broken-anchor = \"hint\"\n",
    "broken-reference = \"off\"\n",
    "missing-asset = \"off\"\n",
    "ambiguous-link = \"warn\"\n",
    "missing-field = \"off\"\n",
    "unknown-field = \"off\"\n",
    "no-front-matter = \"off\"\n",
    "orphan-entry = \"off\"\n",
    "unsafe-link = \"off\"\n",
    "wrong-type = \"warn\"\n",
    "unknown-value = \"warn\"\n",
    "duplicate-url = \"off\"\n",
    "nonsense = \"off\"\n",
    "[collections.p]\n",
    "title = \"Terms\"\n",
    "sort = \"title\"\n",
    "sort = \"-date\"\n",
    "group_by = \"category\"\n",
    "group_by = \"x\"\n",
    "folder = \"q\"\n",
    "folder = \"../x\"\n",
    "kind = \"page\"\n",
    "name = \"term\"\n",
    "template = \"own.html\"\n",
    "feed = false\n",
    "[collections.p.fields]\n",
    "short = \"string\"\n",
    "court = { type = \"enum\", values = [\"appeals\"] }\n",
    "cites = { type = \"refs\", to = \"q\", inverse = \"citedBy\" }\n",
    "leading = { type = \"ref\" }\n",
    "order = \"number!\"\n",
    "many = { type = \"list\", of = { name = \"string\", at = \"url?\" } }\n",
    "[fields]\n",
    "facts = \"text\"\n",
    "bad = \"int\"\n",
    "[collections.q]\n",
    "[a\n",
    "x = \n",
    "]\n",
    "\"\n",
    "# c\n",
    "\u{202e}",
    "\\",
];

const TEMPLATE: &[&str] = &[
    "{{ page.title }}",
    "{{ page.content | safe }}",
    "{% extends \"base.html\" %}",
    "{% extends \"own.html\" %}",
    "{% include \"own.html\" %}",
    "{% include \"text.html\" %}",
    "{% block main %}",
    "{% endblock main %}",
    "{% for c in entries(collection=\"p\") %}",
    "{% endfor %}",
    "{{ entry(path=\"/p/a\").title }}",
    "{{ url(path=\"/p/a#h\") }}",
    "{{ asset(path=\"i.png\") }}",
    "{{ absolute(path=\"/p/b\") }}",
    "{{ url(path=page.title) }}",
    "{{ entries(where={court: \"appeals\"}, sort=\"title\", limit=2) | length }}",
    "{% if page.x %}",
    "{% else %}",
    "{% endif %}",
    "{{ page.no.no }}",
    "{{ 1 / 0 }}",
    "{{ ((((1)))) }}",
    "{{ \"a\" ~ 1 | upper | safe }}",
    "{% component c(x) %}",
    "{% endcomponent c %}",
    "{{ <c x={1} /> }}",
    "{# c #}",
    "{{",
    "}}",
    "{%",
    "%}",
    "{% set a = [1, 2] %}",
    "{{ a[9] }}",
    "{{ site.extra }}",
    "{% raw %}",
    "{% endraw %}",
    "<p>",
    "\n",
    "\u{1b}",
];

const MARKDOWN: &[&str] = &[
    "# H\n",
    "## Ü {#id .c}\n",
    "###### x\n",
    "H\n===\n",
    "[x](/p/a)",
    "[x](b.md#h)",
    "[x](</p/a b>)",
    "[x](/p/%zz)",
    "[x](?q)",
    "[x](#h)",
    "[]( )",
    "[x](javascript:alert(1))",
    "[x](//evil.example)",
    "[[A]]",
    "[[a|b]]",
    "[[p/a#h|x]]",
    "[[a#b",
    "[[]]",
    "![i](/i.png \"t\")",
    "![[i.png]]",
    "[r][l]",
    "[l]: /p/b 'z'\n",
    "[l]: <x y> 'z'\n",
    "| a | b |\n|---|:-:|\n",
    "| [[a|b]] | `|` |\n",
    "> ",
    "> [!NOTE] t\n",
    "> [!TIP]\n",
    ">",
    "- ",
    "- [ ] ",
    "1. ",
    "+ x\n\n  y\n",
    "    code\n",
    "```rust\nfn x() {}\n```\n",
    "```js\nvar x=\"",
    "~~~\n",
    "<a href=\"/p/b\">",
    "<img src=x srcset=\"/i.png 2x, y\">",
    "<!-- ",
    "-->",
    "<div\n",
    "</div>",
    "<script>",
    "</script>",
    "<svg>",
    "<a href=&#106;avascript:x>",
    "<textarea>",
    "<p id=h>",
    "[^f]",
    "[^f]: note\n",
    "[^f]: [^f]\n",
    "t\n: d\n",
    "https://example.org/a_b",
    "a@example.org",
    "\\",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "&amp;",
    "&#8;",
    "&#0;",
    "&#xFFFE;",
    "\0",
    "\u{1f}",
    "\u{1e}",
    "é",
    "漢字。",
    "👩‍👩‍👧",
    "e\u{301}",
    "\u{202e}",
    "\u{2028}",
    "%",
    "{{ x }}",
    "{% y %}",
    "'",
    "\"",
    "...",
    "--",
    "$x$",
    ":",
    "}",
    "]]",
    "](",
    ")",
    "[",
    "]",
    "(",
    "!",
    "|",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    " ",
    "  \n",
    "---\n",
    "***\n",
    "x",
    "word ",
    "Long sentence without an end ",
    "^x^",
    "==x==",
    "%%x%%",
    ":::note\n",
    "§ 1983",
];

/// The primer that some bytes describe.
fn inputs(choices: &mut Choices<'_>) -> Inputs {
    let mut inputs = Inputs::default();
    if choices.byte() % 2 == 1 {
        inputs.config = Some(Source::new("primer.toml", choices.text(CONFIG)));
    }
    for _ in 0..=choices.byte() % 5 {
        edit(choices, &mut inputs);
    }
    inputs
}

/// The files of the primer that some bytes describe, after a number of edits: each with its path and text.
pub fn files(bytes: &[u8], edits: usize) -> Vec<(String, String)> {
    let choices = &mut Choices { bytes };
    let mut inputs = inputs(choices);
    for _ in 0..edits {
        edit(choices, &mut inputs);
    }
    let texts = inputs.content.iter().chain(&inputs.templates);
    texts
        .chain(&inputs.config)
        .map(|source| (source.path.to_string(), source.text.to_string()))
        .collect()
}

/// One thing that somebody does to a primer.
fn edit(choices: &mut Choices<'_>, inputs: &mut Inputs) {
    match choices.byte() % 16 {
        0 => {
            inputs.config = match choices.byte() % 4 {
                0 => None,
                _ => Some(Source::new("primer.toml", choices.text(CONFIG))),
            }
        }
        1 => {
            let path = format!(
                "templates/{}",
                choices.path(
                    &["", "x/"],
                    &["own", "entry", "home", "base", "components"],
                    &[".html", ".xml", ""]
                )
            );
            inputs.templates.retain(|known| *known.path != *path);
            inputs
                .templates
                .push(Source::new(&path, choices.text(TEMPLATE)));
            inputs.templates.sort_by(|a, b| a.path.cmp(&b.path));
        }
        2 => {
            let path = choices.path(
                &["static/", "content/p/", "content/"],
                NAMES,
                &["", ".png", ".svg", ".html", ".css"],
            );
            inputs.assets.retain(|known| *known.path != *path);
            let length = choices.byte();
            let asset = Asset::new(SourcePath::new(&path), choices.raw(length));
            inputs.assets.push(asset);
            inputs.assets.sort_by(|a, b| a.path.cmp(&b.path));
        }
        3 => inputs.options.visibility.drafts ^= true,
        4 => {
            let day = i8::try_from(choices.byte() % 28 + 1).unwrap_or(1);
            inputs.options.visibility.today = Some(jiff::civil::date(2026, 1, day));
        }
        5 => {
            let known: Vec<SourcePath> = inputs
                .content
                .iter()
                .map(|source| source.path.clone())
                .collect();
            if !known.is_empty() {
                let path = &known[choices.below(known.len())];
                inputs.content.remove(path);
            }
        }
        6 => {
            // A name moves.
            let known: Vec<Source> = inputs.content.iter().cloned().collect();
            if !known.is_empty() {
                let source = &known[choices.below(known.len())];
                inputs.content.remove(&source.path);
                let path = format!("content/{}", choices.path(FOLDERS, NAMES, &[".md"]));
                inputs.content.insert(Source::new(&path, &*source.text));
            }
        }
        _ => {
            let path = format!(
                "content/{}",
                choices.path(FOLDERS, NAMES, &[".md", ".markdown", ".MD"])
            );
            inputs.content.insert(Source::new(&path, choices.file()));
        }
    }
}

/// The files of a site.
#[derive(Default)]
struct Files(Mutex<Vec<(String, Vec<u8>)>>);

impl Sink for Files {
    type Error = Infallible;

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Infallible> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.push((path.to_owned(), bytes.to_vec()));
        Ok(())
    }

    fn copy(&self, path: &str, asset: &Asset) -> Result<(), Infallible> {
        match &asset.place {
            AssetPlace::Memory(bytes) => self.put(path, bytes),
            AssetPlace::Disk(_) => Ok(()),
        }
    }
}

/// The files of the site, sorted by path; none where it has faults.
fn site(analysis: &mut Analysis) -> Option<Vec<(String, Vec<u8>)>> {
    if analysis.has_errors() {
        return None;
    }
    let files = Files::default();
    let Ok(count) = render(analysis, &files, &|_| {});
    count?;
    let mut files = files.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    files.sort();
    Some(files)
}

/// A primer, a chain of edits, and what must hold after each.
///
/// # Panics
///
/// When something does not hold.
pub fn whole(bytes: &[u8]) {
    let choices = &mut Choices { bytes };
    let mut inputs = inputs(choices);
    let mut analysis = analyze(&inputs, &|_| {});
    let files = site(&mut analysis);
    holds(&analysis, files.as_deref());
    let mut rounds = 0;
    while !choices.is_empty() && rounds < EDITS {
        rounds += 1;
        edit(choices, &mut inputs);
        let mut warm = update(&inputs, &analysis);
        let mut cold = analyze(&inputs, &|_| {});
        assert_eq!(
            warm.diagnostics, cold.diagnostics,
            "a report that depends on what was there before"
        );
        let (warm_site, cold_site) = (site(&mut warm), site(&mut cold));
        assert!(
            warm_site == cold_site,
            "a site that depends on what was there before"
        );
        assert_eq!(warm.diagnostics, cold.diagnostics);
        holds(&warm, warm_site.as_deref());
        analysis = warm;
    }
}

/// What holds of every analysis and every site.
fn holds(analysis: &Analysis, files: Option<&[(String, Vec<u8>)]>) {
    assert_eq!(
        files.is_some(),
        !analysis.has_errors(),
        "what has no error can be built"
    );
    for diagnostic in &analysis.diagnostics {
        is_sound(analysis, diagnostic);
    }
    let report = Report {
        diagnostics: &analysis.diagnostics,
        sources: &analysis.sources,
        summary: analysis.summary(),
    };
    let count = analysis.diagnostics.len();
    let short = short::render(&report);
    assert_eq!(short.lines().count(), count);
    assert!(
        !short.contains(|letter| letter != '\n' && is_control(letter)),
        "{short:?}"
    );
    let github = github::render(&report);
    assert!(github.lines().count() <= count.min(30));
    assert!(github.lines().all(|line| line.starts_with("::")));
    let json: serde_json::Value =
        serde_json::from_str(&json::render(&report)).expect("a report that is JSON");
    assert_eq!(json["diagnostics"].as_array().map(Vec::len), Some(count));
    if count < 200 {
        let human = human::render(&report, 100);
        let is_raw = |letter: char| !matches!(letter, '\n' | '\u{1b}') && is_control(letter);
        assert!(!human.contains(is_raw), "{human:?}");
    }
    let mut paths = HashSet::new();
    for (path, bytes) in files.unwrap_or_default() {
        assert!(
            paths.insert(path.to_lowercase())
                || analysis
                    .diagnostics
                    .iter()
                    .any(|one| one.code.name() == "case-conflict"),
            "two files at {path:?}"
        );
        for name in path.split('/') {
            assert!(
                !matches!(name, "" | "." | "..") && name.len() <= 255,
                "{path:?}"
            );
        }
        assert!(!path.contains(['\\', '\0', '\n', '\r']), "{path:?}");
        // A file of the site itself, and what its templates write, may be anything.
        let page = std::str::from_utf8(bytes).ok();
        let page = page.filter(|text| text.starts_with("<!doctype") && !analysis.has_templates());
        assert!(
            !page.is_some_and(|text| text.contains(is_forbidden)),
            "{path}"
        );
    }
}

/// A diagnostic has one line for each of its texts, and places that are there.
fn is_sound(analysis: &Analysis, diagnostic: &Diagnostic) {
    let texts = [&diagnostic.message, &diagnostic.label];
    let labels = diagnostic.labels.iter().map(|label| &label.text);
    for text in texts.into_iter().chain(labels).chain(&diagnostic.help) {
        assert!(!text.contains(is_control), "{text:?}");
    }
    assert!(!diagnostic.message.is_empty());
    for at in diagnostic.places() {
        let Some(source) = analysis.sources.get(&at.path) else {
            continue;
        };
        let range = at.span.range();
        assert!(
            source.text.get(range).is_some(),
            "{diagnostic:?} has no place in {:?}",
            source.path
        );
    }
}

/// The parsers alone, which is faster.
///
/// # Panics
///
/// When something does not hold.
pub fn parsers(bytes: &[u8]) {
    let choices = &mut Choices { bytes };
    let head = match choices.byte() % 4 {
        0 => choices.text(TOML),
        1 => String::from_utf8_lossy(choices.raw(usize::MAX)).into_owned(),
        2 => choices.text(CONFIG),
        _ => choices.text(YAML),
    };
    for notation in [Notation::Yaml, Notation::Toml] {
        if let Err(faults) = parse_front_matter(notation, &head, 0) {
            assert!(!faults.is_empty());
            for fault in faults {
                assert!(
                    head.get(fault.span.range()).is_some(),
                    "{fault:?} in {head:?}"
                );
            }
        }
    }
    let _ = parse_toml(&head);
    let text = choices.file();
    let source = Source::new("content/p/a.md", text);
    for passage in passages(&source) {
        let _ = format!("{passage:?}");
    }
}

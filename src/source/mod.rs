//! A text and the places in it: what was read, under which path, and byte spans into it.
//!
//! In: nothing. Out: [`Source`], [`SourcePath`], [`Span`], [`Spanned`], [`Location`]. This room never
//! touches a disk; a position is always a byte offset into the real text, and lines and columns are made only
//! for a reader of a report.

pub mod character;
mod conflict;

use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::{Arc, Mutex, PoisonError};

use imbl::OrdMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use conflict::merge_conflict;

/// The folder of the entries, with its slash.
pub const CONTENT: &str = "content/";

/// The files of the built-in theme.
pub const THEME: &[&str] = &[
    "favicon.svg",
    "filter.js",
    "redirect.js",
    "search.css",
    "search.js",
    "site.js",
    "style.css",
];

/// A path from the root of the primer, with `/` between its parts on every system.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// A path from its text; backslashes become slashes.
    pub fn new(path: &str) -> Self {
        if path.contains('\\') {
            Self(path.replace('\\', "/").into())
        } else {
            Self(path.into())
        }
    }

    /// The path as text, for example `content/primer/causation.md`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path with a folder before it.
    #[must_use]
    pub fn below(&self, folder: &str) -> Self {
        Self::new(&format!("{folder}/{}", self.0))
    }

    /// The last part of the path, for example `causation.md`.
    pub fn file_name(&self) -> &str {
        last_part(&self.0)
    }

    /// The path of its folder, for example `content/primer`.
    pub fn folder(&self) -> &str {
        folder(&self.0)
    }
}

/// The last part of a path.
pub fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A path without its last part and the slash before that; empty where it has only one.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

impl Deref for SourcePath {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for SourcePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Serialize for SourcePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SourcePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|path| Self(path.into()))
    }
}

/// A text that was read, whole and unchanged: also its byte order mark and its line ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Where it was read from.
    pub path: SourcePath,
    /// What it says.
    pub text: Arc<str>,
}

impl Source {
    /// A source from its path and text.
    pub fn new(path: &str, text: impl Into<Arc<str>>) -> Self {
        Self {
            path: SourcePath::new(path),
            text: text.into(),
        }
    }

    /// The text of a span, or an empty text where the span does not fit.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// A span of this source together with its path.
    pub fn at(&self, span: Span) -> Location {
        Location {
            path: self.path.clone(),
            span,
        }
    }

    /// The length of a byte order mark at the start: 0 or 3 bytes.
    pub fn mark_length(&self) -> usize {
        if self.text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        }
    }
}

/// A line and a column, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

/// A range of bytes in a source.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// A span from its two offsets.
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end.max(start) as u32,
        }
    }

    /// An empty span at an offset.
    pub fn empty(at: usize) -> Self {
        Self::new(at, at)
    }

    /// The span as a range for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The span moved towards the end by a number of bytes.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self::new(self.start as usize + by, self.end as usize + by)
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands in its source.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value at a span.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A span and the path of the source that it lies in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Location {
    /// Which source.
    pub path: SourcePath,
    /// Which bytes of it.
    pub span: Span,
}

/// A position that is known with its offset.
#[derive(Clone, Copy, Debug)]
struct Mark {
    offset: usize,
    at: Position,
}

/// So many bytes are counted through to find a position: a line can be as long as its file.
const BETWEEN_MARKS: usize = 1024;

impl Mark {
    /// The start of a text, behind its byte order mark.
    fn start(source: &Source) -> Self {
        Self {
            offset: source.mark_length(),
            at: Position { line: 1, column: 1 },
        }
    }

    /// The position of a place behind it.
    fn count_to(self, text: &str, offset: usize) -> Position {
        let between = text.get(self.offset..offset).unwrap_or("");
        let lines = memchr::memchr_iter(b'\n', between.as_bytes()).count();
        let last = between
            .rfind('\n')
            .map_or(between, |end| &between[end + 1..]);
        let before = if lines == 0 { self.at.column } else { 1 };
        Position {
            line: self.at.line + lines,
            column: before + last.chars().count(),
        }
    }

    /// Marks from the start of a text to its end.
    fn all(source: &Source) -> Arc<[Self]> {
        let mut mark = Self::start(source);
        let mut marks = vec![mark];
        while mark.offset + BETWEEN_MARKS < source.text.len() {
            let mut offset = mark.offset + BETWEEN_MARKS;
            while !source.text.is_char_boundary(offset) {
                offset -= 1;
            }
            let at = mark.count_to(&source.text, offset);
            mark = Self { offset, at };
            marks.push(mark);
        }
        marks.into()
    }
}

/// Sources by their paths, in the order of the paths.
///
/// A copy shares everything with its original, however many files there are.
#[derive(Debug, Default)]
pub struct Sources {
    map: OrdMap<SourcePath, Source>,
    /// Marks to count lines and columns from, once somebody asked.
    marks: Mutex<HashMap<SourcePath, Arc<[Mark]>>>,
}

impl Clone for Sources {
    fn clone(&self) -> Self {
        Self::from(self.map.clone())
    }
}

impl From<OrdMap<SourcePath, Source>> for Sources {
    fn from(map: OrdMap<SourcePath, Source>) -> Self {
        Self {
            map,
            marks: Mutex::default(),
        }
    }
}

impl Sources {
    /// Puts a source in the place of the one with its path.
    pub fn insert(&mut self, source: Source) {
        self.marks
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&source.path);
        self.map.insert(source.path.clone(), source);
    }

    /// Takes a source out.
    pub fn remove(&mut self, path: &SourcePath) -> Option<Source> {
        self.map.remove(path)
    }

    /// The source at a path.
    pub fn get(&self, path: &SourcePath) -> Option<&Source> {
        self.map.get(path)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.map.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    /// The sources in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.map.values()
    }

    /// The sources at a path or, where that is a folder, below it.
    pub fn within<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Source> {
        self.map
            .range(SourcePath::new(path)..)
            .map(|(_, source)| source)
            .take_while(move |source| source.path.starts_with(path))
            .filter(move |source| {
                source.path.len() == path.len() || source.path[path.len()..].starts_with('/')
            })
    }

    /// Line and column of a byte offset, both counted from 1; a column is a character (a Unicode
    /// scalar value), and a byte order mark is not one. A source is counted through once for all its
    /// reports.
    pub fn position(&self, path: &SourcePath, offset: u32) -> Option<Position> {
        let source = self.map.get(path)?;
        let marks = Arc::clone(
            self.marks
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(path.clone())
                .or_insert_with(|| Mark::all(source)),
        );
        let offset = (offset as usize).min(source.text.len());
        let before = marks.partition_point(|mark| mark.offset <= offset);
        Some(marks[before.saturating_sub(1)].count_to(&source.text, offset))
    }

    /// The same sources with a folder before each path.
    #[must_use]
    pub fn below(&self, folder: &str) -> Self {
        let sources = self.iter().map(|source| Source {
            path: source.path.below(folder),
            text: source.text.clone(),
        });
        sources.collect()
    }
}

impl FromIterator<Source> for Sources {
    fn from_iter<I: IntoIterator<Item = Source>>(sources: I) -> Self {
        let pairs = sources
            .into_iter()
            .map(|source| (source.path.clone(), source));
        Self::from(pairs.collect::<OrdMap<_, _>>())
    }
}

impl Extend<Source> for Sources {
    fn extend<I: IntoIterator<Item = Source>>(&mut self, sources: I) {
        for source in sources {
            self.insert(source);
        }
    }
}

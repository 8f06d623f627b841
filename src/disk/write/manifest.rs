//! The list of the files that the program wrote: what each one holds, and how it looked on the disk.
//!
//! A text: the first line, a line with the key of the run, a line `hash stamp path` for each file,
//! sorted by path, and a last line. The hash is `-` for a file that was listed before it was written,
//! by a run that did not end, and `?` where it is not known; a stamp that is not known is `-`. The
//! manifests of earlier versions are lists of paths.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, Result};
use blake3::Hash;

use super::within;
use crate::disk::stamp::Stamp;
use crate::entry::html::has_byte;

const FIRST_LINE: &str =
    "# Written by primer. The files below are removed when no page needs them any more.\n";
const KEY: &str = "# key";
const LAST_LINE: &str = "# end\n";

/// What is known of the content of a file that is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// The last run that finished left this.
    Hash(Hash),
    /// The last run that finished left something.
    Something,
    /// No run that finished had it: one that did not end listed it.
    Nothing,
}

/// A list, read.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    text: String,
    lines: Vec<Line>,
    key: Option<String>,
    /// It is in the form of today and not damaged.
    pub(super) is_current: bool,
    /// It is there, and a part of it is missing.
    pub(super) is_damaged: bool,
    /// When it was written.
    time: u64,
}

/// Where a line and its path stand in the text.
#[derive(Clone, Copy, Debug)]
struct Line {
    start: usize,
    path: usize,
    end: usize,
}

impl Manifest {
    /// The manifest at a path; an empty one where there is none.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let read = || -> io::Result<(Vec<u8>, Metadata)> {
            let mut file = File::open(path)?;
            let data = file.metadata()?;
            let mut bytes = Vec::with_capacity(data.len() as usize + 1);
            file.read_to_end(&mut bytes)?;
            Ok((bytes, data))
        };
        match read() {
            Ok((bytes, data)) => {
                let text = String::from_utf8(bytes)
                    .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
                let mut manifest = Self::parse(text);
                manifest.time = Stamp::of(&data).modified;
                Ok(manifest)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("cannot read `{}`", path.display())),
        }
    }

    fn parse(text: String) -> Self {
        let is_new = text
            .strip_prefix(FIRST_LINE)
            .is_some_and(|rest| rest.starts_with(KEY));
        let mut key = None;
        let mut lines = Vec::with_capacity(text.len() / 128);
        let mut is_sound = true;
        let mut start = 0;
        // What follows the last line break is not a whole line.
        for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
            let line = &text[start..end];
            if let Some(text) = line.strip_prefix(KEY) {
                key = Some(text.trim()).filter(|key| !key.is_empty());
            } else if !line.starts_with('#') {
                let before = match columns(line) {
                    None if !is_new => Some(0),
                    before => {
                        is_sound &= is_new && before.is_some();
                        before
                    }
                };
                match before.filter(|&before| within(&line[before..]).is_ok()) {
                    Some(before) => lines.push(Line {
                        start,
                        path: start + before,
                        end,
                    }),
                    None => is_sound &= !is_new,
                }
            }
            start = end + 1;
        }
        let path = |line: &Line| &text[line.path..line.end];
        if !lines.is_sorted_by(|a, b| path(a) < path(b)) {
            lines.sort_by(|a, b| path(a).cmp(path(b)));
            lines.dedup_by(|a, b| path(a) == path(b));
        }
        let is_current = is_new && is_sound && text.ends_with(LAST_LINE);
        Self {
            key: key.filter(|_| is_current).map(str::to_owned),
            is_current,
            is_damaged: !is_current && (is_new || !is_sound || lines.is_empty()),
            lines,
            text,
            time: 0,
        }
    }

    /// What the last run said it was made of.
    pub(super) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// How many files are listed.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    pub(super) fn path(&self, line: usize) -> &str {
        let line = self.lines[line];
        &self.text[line.path..line.end]
    }

    /// The line of a path.
    pub(super) fn find(&self, path: &str) -> Option<usize> {
        self.lines
            .binary_search_by(|line| self.text[line.path..line.end].cmp(path))
            .ok()
    }

    /// What is known of a file.
    pub(super) fn known(&self, line: usize) -> Known {
        match self.columns(line).0 {
            "-" => Known::Nothing,
            hash => Hash::from_str(hash).map_or(Known::Something, Known::Hash),
        }
    }

    /// How a file looked when it was written or read last.
    pub(super) fn stamp(&self, line: usize) -> Option<Stamp> {
        Stamp::parse(self.columns(line).1)
    }

    /// Whether a file that looks like this was not touched since the line was written. The clock of a
    /// disk stands still for some milliseconds: a file that was changed while the manifest was written
    /// can be changed again without a sign.
    pub(super) fn vouches(&self, line: usize, now: Stamp) -> bool {
        let (hash, stamp) = self.columns(line);
        hash.len() == 64 && Stamp::parse(stamp) == Some(now) && now.changed < self.time
    }

    /// The columns before the path.
    fn columns(&self, line: usize) -> (&str, &str) {
        let line = self.lines[line];
        let before = self.text[line.start..line.path].trim_end();
        before.split_once(' ').unwrap_or(("?", "-"))
    }

    /// A line as it was read, for a manifest of today's form.
    fn line(&self, line: usize) -> &str {
        let line = self.lines[line];
        &self.text[line.start..line.end]
    }
}

/// Where the path starts in a line.
fn columns(line: &str) -> Option<usize> {
    let (hash, rest) = line.split_once(' ')?;
    let (stamp, _) = rest.split_once(' ')?;
    let is_hash = hash.len() == 64 && !has_byte(hash, |letter| !letter.is_ascii_hexdigit());
    (is_hash || hash == "-" || hash == "?").then_some(hash.len() + stamp.len() + 2)
}

/// The text of a manifest, while it is put together.
pub(super) struct Text(String);

impl Text {
    pub(super) fn new(key: &str, count: usize) -> Self {
        let mut text = String::with_capacity(200 + 192 * count);
        text.push_str(FIRST_LINE);
        text.push_str(KEY);
        if !key.is_empty() {
            text.push(' ');
            text.push_str(key);
        }
        text.push('\n');
        Self(text)
    }

    /// A line of another manifest.
    pub(super) fn copy(&mut self, manifest: &Manifest, line: usize) {
        self.0.push_str(manifest.line(line));
        self.0.push('\n');
    }

    pub(super) fn add(&mut self, known: Known, stamp: Option<Stamp>, path: &str) {
        match known {
            Known::Hash(hash) => self.0.push_str(&hash.to_hex()),
            Known::Something => self.0.push('?'),
            Known::Nothing => self.0.push('-'),
        }
        self.0.push(' ');
        match stamp {
            Some(stamp) => stamp.write(&mut self.0),
            None => self.0.push('-'),
        }
        self.0.push(' ');
        self.0.push_str(path);
        self.0.push('\n');
    }

    pub(super) fn end(mut self) -> String {
        self.0.push_str(LAST_LINE);
        self.0
    }
}

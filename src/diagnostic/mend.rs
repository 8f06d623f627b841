//! Fixes that are certain → texts without the faults, and what changes in them as a unified diff.
//!
//! In: diagnostics, and the text of a file. Out: for each file the edits that can be made together; the rest waits for the
//! next run. Bytes that no edit covers stay as they are.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use super::{Certainty, Code, Diagnostic, Edit};
use crate::source::SourcePath;

/// Lines of a diff around a change that say where it is.
const CONTEXT: usize = 3;

/// The edits of one file, in its order, none overlapping another; and how many faults they remove.
#[derive(Debug, Default)]
pub struct Mending<'a> {
    edits: BTreeMap<(u32, u32), &'a Edit>,
    /// How many faults go.
    pub faults: usize,
}

/// The certain fixes by the files that they change. With codes, only the fixes of those, with the ones that are made only for
/// who asks. A fix of several files is left to a person.
pub fn mendings<'a>(
    diagnostics: &'a [Diagnostic],
    codes: &[Code],
) -> BTreeMap<&'a SourcePath, Mending<'a>> {
    let mut files: BTreeMap<&SourcePath, Mending<'_>> = BTreeMap::new();
    let is_wanted = |diagnostic: &&Diagnostic| codes.is_empty() || codes.contains(&diagnostic.code);
    for diagnostic in diagnostics.iter().filter(is_wanted) {
        let fix = diagnostic.fix.as_ref();
        let fix = fix.filter(|fix| match fix.certainty {
            Certainty::Certain => true,
            Certainty::Asked => !codes.is_empty(),
            Certainty::Likely => false,
        });
        let Some([edit]) = fix.map(|fix| &*fix.edits) else {
            continue;
        };
        files.entry(&edit.at.path).or_default().add(edit);
    }
    files.retain(|_, mending| mending.faults > 0);
    files
}

impl<'a> Mending<'a> {
    /// Takes an edit in unless it touches another one. One that is there already removes both faults.
    fn add(&mut self, edit: &'a Edit) {
        let (start, end) = (edit.at.span.start, edit.at.span.end);
        if let Some(same) = self.edits.get(&(start, end)) {
            self.faults += usize::from(same.text == edit.text);
            return;
        }
        let before = self.edits.range(..(start, end)).next_back();
        let behind = self.edits.range((start, end)..).next();
        let is_free = before.is_none_or(|((_, before), _)| *before < start)
            && behind.is_none_or(|((behind, _), _)| *behind > end);
        if is_free {
            self.edits.insert((start, end), edit);
            self.faults += 1;
        }
    }

    /// The text with the edits made; none where they do not fit it.
    pub fn apply(&self, text: &str) -> Option<String> {
        edited(text, 0..text.len(), self.edits.values().copied())
    }

    /// The edits as a unified diff of a file, for `git apply` and `patch`.
    pub fn diff(&self, path: &str, text: &str) -> Option<String> {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let mut starts = vec![0];
        starts.extend(lines.iter().scan(0, |at, line| {
            *at += line.len();
            Some(*at)
        }));
        let line_of = |at: usize| starts.partition_point(|start| *start <= at) - 1;
        let last = lines.len().saturating_sub(1);
        // Lines that change, with the edits in them; then those that lie near each other as one hunk.
        let mut hunks: Vec<Vec<(usize, usize, Vec<&Edit>)>> = Vec::new();
        for edit in self.edits.values() {
            let range = edit.at.span.range();
            let first = line_of(range.start).min(last);
            let end = line_of(range.end).min(last) + 1;
            match hunks.last_mut().and_then(|hunk| hunk.last_mut()) {
                Some(block) if first < block.1 => {
                    block.1 = block.1.max(end);
                    block.2.push(edit);
                    continue;
                }
                Some(block) if first <= block.1 + 2 * CONTEXT => {}
                _ => hunks.push(Vec::new()),
            }
            hunks.last_mut()?.push((first, end, vec![edit]));
        }
        let mut diff = format!("--- a/{path}\n+++ b/{path}\n");
        let mut added: isize = 0;
        for hunk in hunks {
            let (first, end) = (hunk.first()?.0, hunk.last()?.1);
            let (first, end) = (
                first.saturating_sub(CONTEXT),
                (end + CONTEXT).min(lines.len()),
            );
            let (mut body, mut at, mut counts) = (String::new(), first, [0, 0]);
            let mut put = |sign: char, line: &str| {
                counts[0] += usize::from(sign != '+');
                counts[1] += usize::from(sign != '-');
                let end = if line.ends_with('\n') {
                    ""
                } else {
                    "\n\\ No newline at end of file\n"
                };
                let _ = write!(body, "{sign}{line}{end}");
            };
            for (from, to, edits) in hunk {
                lines[at..from].iter().for_each(|line| put(' ', line));
                lines[from..to].iter().for_each(|line| put('-', line));
                let new = edited(text, starts[from]..starts[to], edits)?;
                new.split_inclusive('\n').for_each(|line| put('+', line));
                at = to;
            }
            lines[at..end].iter().for_each(|line| put(' ', line));
            let start = (first + 1).saturating_add_signed(added);
            added += counts[1].cast_signed() - counts[0].cast_signed();
            let _ = writeln!(
                diff,
                "@@ -{},{} +{start},{} @@",
                first + 1,
                counts[0],
                counts[1]
            );
            diff.push_str(&body);
        }
        Some(diff)
    }
}

/// A part of a text with edits made that lie in it; none where they do not fit.
fn edited<'a>(
    text: &str,
    part: Range<usize>,
    edits: impl IntoIterator<Item = &'a Edit>,
) -> Option<String> {
    let mut edited = String::with_capacity(part.len());
    let mut from = part.start;
    for edit in edits {
        let range = edit.at.span.range();
        edited.push_str(text.get(from..range.start)?);
        edited.push_str(&edit.text);
        from = range.end;
    }
    edited.push_str(text.get(from..part.end)?);
    Some(edited)
}

/// A diff for a terminal or a log, which is no diff any more where its text could speak to either.
pub fn shown(diff: &str) -> String {
    let mut lines = String::with_capacity(diff.len());
    for line in diff.split_inclusive('\n') {
        let (line, end) = line
            .strip_suffix('\n')
            .map_or((line, ""), |line| (line, "\n"));
        let line = super::clean::visible_line(line);
        let is_command = line.trim_start().starts_with("::");
        let guard = if is_command { "\u{200b}" } else { "" };
        let _ = write!(lines, "{guard}{line}{end}");
    }
    super::clean::without_commands(lines)
}

//! The history of git → the day on which each text was changed last.
//!
//! In: the root, and the texts that are there. Out: [`History`]. The program `git` is asked once, and goes no further back than
//! it must; nothing is changed by it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::Path;
use std::process::Stdio;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::git::{DEEPEN, git};
use super::tree::CONTENT;
use crate::diagnostic::plural;
use crate::pipeline::History;
use crate::source::SourcePath;

/// What marks the line of a commit among the paths.
const COMMIT: u8 = 1;

/// The day of the last commit that changed each of some texts, in UTC. A change that is not committed does not count, and a
/// text that no commit has has no day.
pub(super) fn history<'a>(root: &Path, texts: impl Iterator<Item = &'a SourcePath>) -> History {
    let mut history = History::default();
    match read(root, texts, &mut history) {
        Ok(0) => {}
        Ok(cut) => {
            let were = if cut == 1 { "was" } else { "were" };
            let texts = plural(cut, "text");
            let message =
                format!("the history of git does not say when {texts} {were} changed last");
            history.trouble = Some((message, format!("this clone is shallow: {DEEPEN}")));
        }
        Err(said) => {
            history.days.clear();
            let help = if said.is_empty() {
                "run `primer` where the program `git` and the repository are, or take `dates` out"
                    .to_owned()
            } else {
                format!("git says: {said}")
            };
            let message = "git does not say when texts were changed last".to_owned();
            history.trouble = Some((message, help));
        }
    }
    history
}

/// Reads the history; gives the number of texts whose last change lies where a shallow clone is cut off. An error is what git
/// says.
fn read<'a>(
    root: &Path,
    texts: impl Iterator<Item = &'a SourcePath>,
    history: &mut History,
) -> Result<usize, String> {
    let edge = edge(root)?;
    let mut wanted: BTreeSet<&str> = texts.map(|path| &**path).collect();
    let mut git = git(
        root,
        &[
            "-c",
            "log.follow=false",
            "log",
            "-z",
            "--format=%x01%H %ct",
            "--name-only",
            "--relative",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--no-show-signature",
            "--no-color",
            "--",
            CONTENT,
        ],
    )
    .stdout(Stdio::piped())
    .stderr(Stdio::piped())
    .spawn()
    .map_err(|error| error.to_string())?;
    let (Some(out), Some(errors)) = (git.stdout.take(), git.stderr.take()) else {
        return Err(String::new());
    };
    // Who waits for the one end while the other is full waits for ever.
    let errors = std::thread::spawn(move || std::io::read_to_string(errors).unwrap_or_default());
    let (mut day, mut is_edge, mut cut) = (None, false, 0);
    for part in BufReader::new(out).split(0) {
        let part = part.map_err(|error| error.to_string())?;
        let part = part.strip_prefix(b"\n").unwrap_or(&part);
        if let Some((&COMMIT, commit)) = part.split_first() {
            let commit = String::from_utf8_lossy(commit);
            let (hash, time) = commit.trim().split_once(' ').unwrap_or_default();
            let time = time
                .parse()
                .ok()
                .and_then(|time| Timestamp::from_second(time).ok());
            day = time.map(|time| Offset::UTC.to_datetime(time).date());
            is_edge = edge.contains(hash);
            continue;
        }
        let path = String::from_utf8_lossy(part);
        if !wanted.remove(&*path) {
            continue;
        }
        if is_edge {
            cut += 1;
        } else if let Some(day) = day {
            history.days.insert(SourcePath::new(&path), day);
        }
        if wanted.is_empty() {
            // What is older does not matter.
            let _ = git.kill();
            let _ = git.wait();
            return Ok(cut);
        }
    }
    let is_whole = git.wait().is_ok_and(|status| status.success());
    let said = errors.join().unwrap_or_default();
    if is_whole {
        Ok(cut)
    } else {
        Err(in_one_line(&said))
    }
}

/// The commits behind which a shallow clone is cut off: they seem to have made all that there was before them.
fn edge(root: &Path) -> Result<BTreeSet<String>, String> {
    let output = git(
        root,
        &[
            "rev-parse",
            "--is-shallow-repository",
            "--git-path",
            "shallow",
        ],
    )
    // What it says is looked at.
    .env("LC_ALL", "C")
    .output();
    let output = match output {
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(String::new()),
        output => output.map_err(|error| error.to_string())?,
    };
    if !output.status.success() {
        let said = in_one_line(&String::from_utf8_lossy(&output.stderr));
        let is_nowhere = said.starts_with("not a git repository");
        return Err(if is_nowhere { String::new() } else { said });
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let Some(("true", file)) = said.trim_end().split_once('\n') else {
        return Ok(BTreeSet::new());
    };
    let commits = fs::read_to_string(root.join(file)).map_err(|error| error.to_string())?;
    Ok(commits.lines().map(str::to_owned).collect())
}

/// What git says, without what it starts and ends with.
fn in_one_line(said: &str) -> String {
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let said = lines.collect::<Vec<_>>().join(" ");
    said.strip_prefix("fatal: ").unwrap_or(&said).to_owned()
}

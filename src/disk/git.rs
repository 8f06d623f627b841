//! A revision of git → what differs from it in a primer, and what was there before.
//!
//! In: the root and the name of a revision. Out: [`GitChanges`]. The program `git` is asked; nothing is changed by it. What
//! lies on the branch of a revision and not on this one is no change: the point is looked at from which both went on.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, bail};

use super::read::{FileKind, kind};
use super::tree::{CONFIG, is_read, top};
use crate::asset::is_html;
use crate::source::SourcePath;

/// What differs from a revision: the paths from the root, each with what was there; nothing for a file that is new, or that
/// was no plain file.
pub type GitChanges = BTreeMap<SourcePath, Option<Vec<u8>>>;

/// What a hook is told of its repository: another folder has another one.
const OF_HOOKS: [&str; 4] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

/// The kind of a plain file in a tree, for everybody and to be run.
const PLAIN: [&str; 2] = ["100644", "100755"];

/// What helps where the history is cut off.
pub(super) const DEEPEN: &str = "fetch the whole history: `fetch-depth: 0` for the checkout of GitHub Actions, `GIT_DEPTH: 0` in GitLab, `git fetch --unshallow` elsewhere";

/// What differs from the revision.
///
/// # Errors
///
/// When git is not there, knows no such revision, or does not have what is needed of its history.
pub fn changes(root: &Path, revision: &str) -> Result<GitChanges> {
    if revision.is_empty() || revision.starts_with('-') {
        bail!("`--since {revision}`: that is no name of a revision");
    }
    let is_inside = asked(root, &["rev-parse", "--is-inside-work-tree"])?;
    if is_inside.as_deref() != Ok("true") {
        let said = is_inside.err();
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let error = said
            .filter(|said| !said.is_empty())
            .map(|said| anyhow!(said));
        let message = format!(
            "`--since`: `{}` lies in no working tree of git",
            root.display()
        );
        return Err(match error {
            Some(error) => error.context(message),
            None => anyhow!(message),
        });
    }
    let is_shallow = || -> Result<bool> {
        let is_shallow = asked(root, &["rev-parse", "--is-shallow-repository"])?;
        Ok(is_shallow.as_deref() == Ok("true"))
    };
    let commit = format!("{revision}^{{commit}}");
    let Ok(commit) = asked(root, &["rev-parse", "--verify", "--quiet", &commit])? else {
        if is_shallow()? {
            bail!(
                "`--since {revision}`: this clone is shallow and does not have that revision; {DEEPEN}"
            );
        }
        bail!("`--since {revision}`: git knows no such revision");
    };
    let base = match asked(root, &["merge-base", &commit, "HEAD"])? {
        Ok(base) => base,
        Err(_) if is_shallow()? => bail!(
            "`--since {revision}`: this clone is shallow and does not have the point from which both went on; {DEEPEN}"
        ),
        // Nothing is common to them.
        Err(_) => commit,
    };
    let mut changes = GitChanges::new();
    let mut blobs: Vec<(SourcePath, String)> = Vec::new();
    let diff = told(
        root,
        &[
            "diff",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-renames",
            "--no-ext-diff",
            "--ignore-submodules",
            "--relative",
            &base,
            "--",
            ".",
        ],
    )?;
    let mut parts = diff.split(|byte| *byte == 0).map(String::from_utf8_lossy);
    while let (Some(what), Some(path)) = (parts.next(), parts.next()) {
        // `:100644 100644 <old> <new> M`
        let mut words = what.trim_start_matches(':').split(' ');
        let (mode, blob) = (words.next(), words.nth(1));
        if !is_read(&path) {
            continue;
        }
        let path = SourcePath::new(&path);
        let is_plain = mode.is_some_and(|mode| PLAIN.contains(&mode));
        let is_text = *path == *CONFIG
            || is_html(&path)
            || kind(top(&path), Path::new(&*path)) != FileKind::Asset;
        match blob.filter(|_| is_plain) {
            Some(blob) if is_text => blobs.push((path.clone(), blob.to_owned())),
            _ => {}
        }
        // Of a file that is no text, it matters that it was there.
        changes.insert(path, (is_plain && !is_text).then(Vec::new));
    }
    let new = told(
        root,
        &[
            "ls-files",
            "--others",
            "--exclude-standard",
            "-z",
            "--",
            ".",
        ],
    )?;
    let new = new.split(|byte| *byte == 0).map(String::from_utf8_lossy);
    for path in new.filter(|path| is_read(path)) {
        changes.insert(SourcePath::new(&path), None);
    }
    read(root, blobs, &mut changes)?;
    Ok(changes)
}

/// Reads what was at paths.
fn read(root: &Path, blobs: Vec<(SourcePath, String)>, changes: &mut GitChanges) -> Result<()> {
    if blobs.is_empty() {
        return Ok(());
    }
    let mut git = git(root, &["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(absent)?;
    let failed = || "git does not have what was there before";
    let (Some(mut wishes), Some(answers)) = (git.stdin.take(), git.stdout.take()) else {
        bail!(failed());
    };
    let names: String = blobs.iter().map(|(_, blob)| format!("{blob}\n")).collect();
    // Who waits for the one end while the other is full waits for ever.
    let writer = std::thread::spawn(move || wishes.write_all(names.as_bytes()));
    let mut answers = BufReader::new(answers);
    for (path, _) in blobs {
        let mut head = String::new();
        answers.read_line(&mut head).with_context(failed)?;
        // `<name> blob <size>`
        let size = head
            .trim_end()
            .rsplit(' ')
            .next()
            .and_then(|size| size.parse().ok());
        let size: usize = size.with_context(failed)?;
        let mut bytes = Vec::new();
        let mut limited = answers.by_ref().take(size as u64 + 1);
        limited.read_to_end(&mut bytes).with_context(failed)?;
        bytes.truncate(size);
        changes.insert(path, Some(bytes));
    }
    drop(answers);
    let _ = writer.join();
    let _ = git.wait();
    Ok(())
}

/// The program, in the folder of a primer. Whatever the settings of the repository say, it starts nothing else, and writes
/// nothing.
pub(super) fn git(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .args([
            "--no-pager",
            "--no-optional-locks",
            "-c",
            "core.fsmonitor=false",
        ])
        // A folder of the sources may pretend to be a repository, and bring settings of its own.
        .args(["-c", "safe.bareRepository=explicit"])
        .args(arguments)
        .current_dir(root)
        .stdin(Stdio::null());
    for name in OF_HOOKS {
        command.env_remove(name);
    }
    command
}

fn absent(error: std::io::Error) -> anyhow::Error {
    let is_absent = error.kind() == ErrorKind::NotFound;
    let error = anyhow::Error::from(error);
    if is_absent {
        error.context("`--since` asks the program `git`, which is not there")
    } else {
        error.context("`--since` asks the program `git`, which cannot be started")
    }
}

/// What git answers, in one line; what it says where it fails.
fn asked(root: &Path, arguments: &[&str]) -> Result<Result<String, String>> {
    let output = git(root, arguments).output().map_err(absent)?;
    let line = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    Ok(if output.status.success() {
        Ok(line(&output.stdout))
    } else {
        Err(line(&output.stderr))
    })
}

/// All that git answers.
fn told(root: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
    let output = git(root, arguments).output().map_err(absent)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("git could not tell what changed: {}", said.trim());
    }
    Ok(output.stdout)
}

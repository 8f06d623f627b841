//! `primer check --fix`: the fixes that are certain, made in the sources or shown as a diff.

use std::collections::BTreeSet;
use std::io::IsTerminal;

use anyhow::{Context, Result, bail};

use super::run::tree;
use super::selection::Selection;
use super::terminal::{print, say};
use crate::cli::{FixArguments, Global};
use crate::diagnostic::mend::{mendings, shown};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic, plural};
use crate::disk::load::load;
use crate::disk::rewrite::{Rewriting, rewrite};
use crate::pipeline::{Options, analyze};
use crate::source::character::visible;
use crate::source::{SourcePath, Sources};

/// So many times at most, faults are mended that the mending of others brought to light.
const MOST_ROUNDS: usize = 8;

/// What is wanted of fixes.
pub(super) struct Fixing<'a> {
    global: &'a Global,
    codes: Vec<Code>,
    is_dry: bool,
    /// How many faults were mended, and where.
    mended: usize,
    files: BTreeSet<SourcePath>,
    /// The files of which it was said that they are left.
    told: BTreeSet<SourcePath>,
}

impl<'a> Fixing<'a> {
    /// What the arguments want; none without `--fix`.
    pub(super) fn wanted(global: &'a Global, arguments: &FixArguments) -> Result<Option<Self>> {
        let Some(names) = &arguments.fix else {
            return Ok(None);
        };
        let code = |name: &String| {
            if let Some(code) = Code::named(name) {
                return Ok(code);
            }
            match nearest(name, Code::ALL.iter().map(|code| code.name())) {
                Some(near) => {
                    bail!("`--fix={name}`: there is no fault `{name}`; did you mean `{near}`?")
                }
                None => bail!(
                    "`--fix={name}`: there is no fault `{name}`; `primer explain` lists them all"
                ),
            }
        };
        Ok(Some(Self {
            global,
            codes: names.iter().map(code).collect::<Result<_>>()?,
            is_dry: arguments.dry_run,
            mended: 0,
            files: BTreeSet::new(),
            told: BTreeSet::new(),
        }))
    }

    /// Mends what can be mended for certain, also what comes to light by that, and says how much it was. All that is
    /// analyzed here stays in memory: a file is written only where it still says that.
    pub(super) fn run(mut self, options: &Options, selection: &Selection) -> Result<()> {
        for _ in 0..MOST_ROUNDS {
            let inputs = load(&tree(self.global)?, options.clone())?;
            let analysis = analyze(&inputs, &|_| {});
            if !self.mend(&inputs.content, &analysis.diagnostics, selection)? {
                break;
            }
        }
        if !self.global.quiet {
            self.say();
        }
        Ok(())
    }

    /// Mends what can be mended in one go. Whether anything changed, so that another look is worth it.
    fn mend(
        &mut self,
        sources: &Sources,
        diagnostics: &[Diagnostic],
        selection: &Selection,
    ) -> Result<bool> {
        let tree = tree(self.global)?;
        let mut changed = false;
        for (path, mending) in mendings(diagnostics, &self.codes) {
            let Some(source) = sources.get(path).filter(|_| selection.holds(path)) else {
                continue;
            };
            if self.is_dry {
                let diff = mending.diff(path, &source.text);
                show(&diff.unwrap_or_default())?;
                self.files.insert(path.clone());
                self.mended += mending.faults;
                continue;
            }
            let Some(text) = mending.apply(&source.text) else {
                continue;
            };
            let rewritten = rewrite(&tree, path, &source.text, &text);
            let why = match rewritten.with_context(|| format!("cannot write `{path}`"))? {
                Rewriting::Done => {
                    self.files.insert(path.clone());
                    self.mended += mending.faults;
                    changed = true;
                    continue;
                }
                Rewriting::Linked => "lies behind a symbolic link",
                Rewriting::Changed => "has changed meanwhile",
            };
            if self.told.insert(path.clone()) {
                say(&format!("`{}` {why}: left as it is\n", visible(path)));
            }
        }
        Ok(changed)
    }

    /// Says what was done.
    fn say(&self) {
        let could = if self.is_dry { "could mend" } else { "mended" };
        let (faults, files) = (
            plural(self.mended, "fault"),
            plural(self.files.len(), "file"),
        );
        say(&match self.mended {
            0 => "nothing could be mended for certain\n".to_owned(),
            _ => format!("{could} {faults} in {files}\n"),
        });
    }
}

/// Prints a diff: to a pipe as it is, to a terminal or a log so that it says nothing to them.
fn show(diff: &str) -> Result<()> {
    let is_log = ["CI", "GITHUB_ACTIONS"]
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    if is_log || std::io::stdout().is_terminal() {
        print(shown(diff).as_bytes())
    } else {
        print(diff.as_bytes())
    }
}

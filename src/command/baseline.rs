//! `primer check --baseline`: the file of the faults that are known.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::terminal::say;
use crate::check::baseline::Baseline;
use crate::cli::{CheckArguments, Global};
use crate::diagnostic::{Diagnostic, plural};
use crate::disk::baseline::{open, write};
use crate::source::{Source, Sources};

/// The known faults of a check.
pub(super) struct KnownFaults {
    file: PathBuf,
    /// Those of the file; none where it is still to be written.
    baseline: Option<Baseline>,
    is_updated: bool,
    /// Whether other sites are asked: else nobody knows of the faults of their pages.
    is_asked: bool,
    is_quiet: bool,
}

/// A file that is damaged, and how.
pub(super) struct Damage {
    pub(super) source: Source,
    pub(super) faults: Vec<Diagnostic>,
}

impl KnownFaults {
    /// Those that the arguments name; none without `--baseline`.
    pub(super) fn wanted(
        global: &Global,
        arguments: &CheckArguments,
        foreign: &[&Path],
    ) -> Result<Result<Option<Self>, Damage>> {
        let Some(file) = &arguments.baseline else {
            return Ok(Ok(None));
        };
        let mut baseline = None;
        if let Some((source, trouble)) = open(file, &global.root, foreign)? {
            let read = match trouble {
                Some(trouble) => Err(vec![trouble]),
                None => Baseline::read(&source),
            };
            match read {
                Ok(known) => baseline = Some(known),
                Err(faults) => return Ok(Err(Damage { source, faults })),
            }
        }
        Ok(Ok(Some(Self {
            file: file.clone(),
            baseline,
            is_updated: arguments.update_baseline,
            is_asked: arguments.external.is_some(),
            is_quiet: global.quiet,
        })))
    }

    /// Takes out the faults that are known, and says how many they are. Where there is no file, all are, but for those that
    /// nobody can leave.
    pub(super) fn take_out(
        &self,
        diagnostics: &mut Vec<Diagnostic>,
        sources: &Sources,
    ) -> Result<usize> {
        let Some(known) = &self.baseline else {
            let of_file = diagnostics.iter().filter(|fault| fault.code.adjustable());
            let known = Baseline::of(of_file, sources);
            write(&self.file, &known.text())?;
            diagnostics.retain(|fault| !fault.code.adjustable());
            self.say(&format!(
                "{} written to `{}`: from now on only others are told",
                is_or_are(known.len(), "fault"),
                self.file.display()
            ));
            return Ok(known.len());
        };
        let mut left = known.clone();
        diagnostics.retain(|fault| !left.take(fault, sources));
        let found = known.len() - left.len();
        if !self.is_asked {
            left = left.without(&left.external());
        }
        let still = known.without(&left);
        let mended = known.len() - still.len();
        if mended > 0 && self.is_updated {
            write(&self.file, &still.text())?;
            self.say(&format!(
                "{} mended and taken out of `{}`",
                is_or_are(mended, "known fault"),
                self.file.display()
            ));
        } else if mended > 0 {
            self.say(&format!(
                "{} mended: `--update-baseline` takes what is mended out of `{}`",
                is_or_are(mended, "known fault"),
                self.file.display()
            ));
        }
        Ok(found)
    }

    fn say(&self, text: &str) {
        if !self.is_quiet {
            say(&format!("{text}\n"));
        }
    }
}

/// `1 fault is`, `2 faults are`.
fn is_or_are(count: usize, noun: &str) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} {verb}", plural(count, noun))
}

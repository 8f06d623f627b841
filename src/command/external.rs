//! `primer check --external`: asks other sites, and keeps what came of it in the cache folder of the user.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::cache_folder::cache_folder;
use super::progress::Progress;
use super::selection::Selection;
use super::terminal::say;
use crate::check::external::external_links;
use crate::cli::{CheckArguments, External};
use crate::diagnostic::plural;
use crate::disk::keep::{keep, kept};
use crate::disk::load::ContentFiles;
use crate::external::clock::SystemClock;
use crate::external::guard::GuardedResolver;
use crate::external::http::Http;
use crate::external::{Answered, Asking, AskingStep, Limits, Recollection};
use crate::pipeline::{Analysis, Inputs, Stage, add_verdicts};

/// The form of the file. Verdicts that take another form need another number.
const HEAD: &[u8] = b"primer external 1\n";

/// Its name in the cache folder.
const NAME: &str = "external";

/// What was found is kept so often, so that little is lost with a run that is ended.
const OFTEN: Duration = Duration::from_secs(10);

/// Asks for the addresses of the files that are told of, and adds what came of it to the faults. Without `--external`, nothing.
pub(super) fn ask(
    arguments: &CheckArguments,
    inputs: &Inputs<ContentFiles>,
    analysis: &mut Analysis,
    selection: &Selection,
    progress: &Progress,
) -> Option<Asked> {
    let wish = arguments.external?;
    progress.enter(Stage::Ask);
    let settings = inputs.config.as_ref().map(|source| &source.path);
    let mut links = external_links(&analysis.glossary, &analysis.config, settings);
    links.retain(|link| selection.holds(&link.at.path));
    let file = cache_folder(|name| std::env::var_os(name)).map(|folder| folder.join(NAME));
    let mut known: Recollection = file
        .as_ref()
        .and_then(|file| kept(file, HEAD))
        .unwrap_or_default();
    let asking = Asking {
        web: &Http::new(GuardedResolver::default()),
        clock: &SystemClock::default(),
        limits: Limits {
            total: Duration::from_secs(60).saturating_mul(arguments.external_limit),
            ..Limits::default()
        },
        at_once: wish == External::Now,
    };
    let mut last = Instant::now();
    let answered = asking.ask(
        links.iter().map(|link| link.address.as_str()),
        &mut known,
        &mut |step, known| match step {
            AskingStep::Start(addresses) => progress.length(addresses),
            AskingStep::Done => {
                progress.step();
                if last.elapsed() >= OFTEN {
                    // It is kept at the end, too, and told then what is wrong.
                    let _ = file.as_ref().map(|file| keep(file, HEAD, known));
                    last = Instant::now();
                }
            }
        },
    );
    let trouble = (answered.asked > 0)
        .then(|| not_kept(file, &known))
        .flatten();
    // Who believes one look misses nothing.
    let trouble = trouble.filter(|_| wish == External::Twice);
    add_verdicts(analysis, &links, &answered.verdicts);
    Some(Asked { answered, trouble })
}

/// Keeps what is known, or says why it cannot be kept.
fn not_kept(file: Option<PathBuf>, known: &Recollection) -> Option<String> {
    let Some(file) = file else {
        return Some("the environment names no folder for it".to_owned());
    };
    let error = keep(&file, HEAD, known).err()?;
    Some(format!("`{}`: {error}", file.display()))
}

/// How asking went.
pub(super) struct Asked {
    answered: Answered,
    /// Why what was found is not kept.
    trouble: Option<String>,
}

impl Asked {
    /// Whether no site could be reached, so that nothing was found out.
    pub(super) fn is_offline(&self) -> bool {
        self.answered.is_offline
    }

    /// Says how it went; to a quiet run, only what is wrong.
    pub(super) fn say(&self, is_quiet: bool) {
        let Answered {
            addresses,
            asked,
            late,
            is_offline,
            ..
        } = self.answered;
        if is_offline {
            say(
                "No other site answered, and no name can be looked up: is there a network? A proxy is not used.\n",
            );
        } else if !is_quiet {
            let left = match late {
                0 => String::new(),
                _ => format!(", {late} left for another run"),
            };
            let remembered = addresses - asked - late;
            say(&format!(
                "Of {} of other sites, {asked} asked, {remembered} remembered{left}\n",
                plural(addresses, "page")
            ));
        }
        if let Some(why) = &self.trouble {
            say(&format!(
                "What other sites answered could not be kept, so that no dead link is seen twice: {why}\n"
            ));
        }
    }
}

//! `primer serve`: a round for each burst of changes, and a line for each round.

use std::collections::BTreeSet;
use std::io;
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail};
use jiff::civil::Date;

use super::progress::{Progress, short};
use super::run::{options_of, tree};
use super::terminal::{closing, terminal_width};
use crate::asset::AssetPlace;
use crate::cli::{Global, ServeArguments};
use crate::diagnostic::group::leading;
use crate::diagnostic::{Code, Diagnostic, Report, Severity, Summary, human, plural};
use crate::disk::load::load;
use crate::disk::pieces::AssetFiles;
use crate::disk::watch::{Burst, POLL, Watch};
use crate::pipeline::{Inputs, Stage, analyze, update};
use crate::serve::editor::Editor;
use crate::serve::trust::Trust;
use crate::serve::{Faults, Opener, PreviewSettings, RoundStart, Server, http, listen};
use crate::source::character::visible;
use crate::source::{SourcePath, Sources};

/// So many faults are printed at once.
const MOST: usize = 20;

/// So many texts wait for a terminal that does not read; what comes then is left out.
const LINES: usize = 256;

/// So often somebody looks whether a page that was asked for has shown a fault.
const LOOK: Duration = Duration::from_secs(1);

pub(super) fn run(global: &Global, arguments: &ServeArguments) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("the system gives no threads")?;
    let (global, arguments) = (global.clone(), arguments.clone());
    let result = runtime.block_on(async {
        let (ready, is_ready) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            // The receiver is gone only where the program ends.
            match Session::start(&global, &arguments) {
                Ok((mut session, listeners)) => {
                    if ready
                        .send(Ok((Arc::clone(&session.server), listeners)))
                        .is_ok()
                    {
                        session.run();
                    }
                }
                Err(error) => {
                    let _ = ready.send(Err(error));
                }
            }
        });
        let serve = async {
            let (server, listeners) = is_ready.await.context("the preview could not start")??;
            http::serve(server, listeners).await?;
            Ok(())
        };
        tokio::select! {
            result = serve => result,
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    });
    // Nobody waits for a round or a page that nobody will see.
    runtime.shutdown_background();
    result.map(|()| ExitCode::SUCCESS)
}

/// A preview at work.
struct Session {
    server: Arc<Server>,
    watch: Watch,
    inputs: Inputs,
    terminal: Terminal,
    /// The folder of the primer as people write it, without a slash.
    folder: String,
    /// What was wrong when it was last printed.
    known: Option<Faults>,
}

impl Session {
    fn start(global: &Global, arguments: &ServeArguments) -> Result<(Self, Vec<TcpListener>)> {
        let options = options_of(
            arguments.drafts,
            arguments.base_url.as_deref(),
            arguments.untrusted,
        )?;
        let tree = tree(global)?;
        let editor = editor(arguments.editor.as_deref())?;
        let interval = arguments.poll.map(|interval| {
            interval.map_or(POLL, |interval| Duration::from_millis(interval.max(10)))
        });
        let terminal = Terminal::new(global.quiet);
        let progress = Progress::new(global.quiet);
        progress.enter(Stage::Load);
        // Whatever happens from here on is seen.
        let mut watch = Watch::start(&tree, interval);
        let inputs = load(&tree, options)?;
        let analysis = analyze(&inputs, &|stage| progress.enter(stage));
        let time = progress.finish();

        let host = arguments.host.as_deref().filter(|host| !host.is_empty());
        let listeners =
            listen::listen(host, arguments.port).map_err(|message| anyhow::anyhow!(message))?;
        let bound = listeners
            .iter()
            .map(|listener| Ok(listener.local_addr()?.ip()))
            .collect::<Result<Vec<_>>>()?;
        let Some(first) = listeners.first() else {
            bail!("there is no address to listen at");
        };
        let port = first.local_addr()?.port();
        let folder = super::terminal::shown(&global.root);
        let shown_root = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let is_local = bound.iter().all(std::net::IpAddr::is_loopback);
        let is_open = bound.iter().any(std::net::IpAddr::is_unspecified);
        let settings = PreviewSettings {
            root: std::path::absolute(&global.root)?,
            shown_root,
            follow: arguments.follow,
            editor,
            trust: Trust::new(host, bound),
            token: token(),
        };
        let server = Arc::new(Server::new(settings, analysis, opener()));
        let name = host.filter(|_| !is_local && !is_open);
        let name = name.map_or_else(
            || "localhost".to_owned(),
            |name| {
                if name.contains(':') && !name.starts_with('[') {
                    format!("[{name}]")
                } else {
                    name.to_owned()
                }
            },
        );
        let address = format!("http://{name}:{port}{}", server.home());
        terminal.address(&address);
        if port != arguments.port && arguments.port != 0 {
            terminal.remark(&format!("Port {} is taken.", arguments.port));
        }
        if !is_local {
            terminal.remark("Other machines can reach this server: show only what they may see.");
        }
        for remark in watch.remarks() {
            terminal.remark(&remark);
        }
        if arguments.open
            && let Err(error) = open::that_detached(&address)
        {
            terminal.remark(&format!("The browser cannot be opened: {error}"));
        }
        let mut session = Self {
            server,
            watch,
            inputs,
            terminal,
            folder,
            known: None,
        };
        let summary = session.server.current().analysis.summary();
        session.report();
        session.terminal.line(&format!(
            "{} and {} in {}: {}\n",
            plural(summary.entries, "entry"),
            plural(summary.references, "reference"),
            short(time),
            closing(summary)
        ));
        Ok((session, listeners))
    }

    /// A round for each burst of changes, for ever.
    fn run(&mut self) {
        loop {
            let change = self.watch.wait(&mut self.inputs, LOOK);
            for remark in self.watch.remarks() {
                self.terminal.remark(&remark);
            }
            let visibility = &mut self.inputs.options.visibility;
            if let Some(change) = due(change, &mut visibility.today, super::run::today()) {
                self.round(change);
            } else {
                self.report();
            }
        }
    }

    fn round(&mut self, change: Burst) {
        let start = Instant::now();
        let analysis = update(&self.inputs, &self.server.current().analysis);
        let analyzed = SystemTime::now();
        let entries = analysis.read;
        let edit = RoundStart {
            paths: change.paths,
            event: change.first,
            began: change.settled,
            analyzed,
        };
        self.server.round(analysis, &edit);
        let time = start.elapsed();
        let summary = self.server.faults().summary();
        let what = match edit.paths.as_slice() {
            [] => "a new day".to_owned(),
            [path] => visible(&self.shown(path)).into_owned(),
            paths => plural(paths.len(), "file"),
        };
        self.terminal.line(&format!(
            "\u{1b}[1m{what}\u{1b}[0m: {} read, all checked in {}; {}\n",
            plural(entries, "entry"),
            short(time),
            closing(summary)
        ));
        self.report();
    }

    fn shown(&self, path: &str) -> String {
        if self.folder.is_empty() {
            path.to_owned()
        } else {
            format!("{}/{path}", self.folder)
        }
    }

    /// Prints the faults that are new.
    fn report(&mut self) {
        let faults = self.server.faults();
        let known = self.known.replace(faults.clone());
        let is_same = |known: &Faults| known.iter().map(key).eq(faults.iter().map(key));
        if known.as_ref().is_some_and(is_same) {
            return;
        }
        let known: BTreeSet<_> = known.iter().flat_map(Faults::iter).map(key).collect();
        let new = faults
            .iter()
            .filter(|diagnostic| diagnostic.severity != Severity::Hint)
            .filter(|diagnostic| !known.contains(&key(diagnostic)));
        let (mut diagnostics, left) = leading(new, MOST);
        if diagnostics.is_empty() {
            return;
        }
        // Only the sources that are shown get the folder before their paths.
        let mut sources = Sources::default();
        for diagnostic in &diagnostics {
            let labels = diagnostic.labels.iter().map(|label| &label.at);
            let edits = diagnostic.fix.iter().flat_map(|fix| &fix.edits);
            for at in labels
                .chain(edits.map(|edit| &edit.at))
                .chain([&diagnostic.at])
            {
                if let Some(source) = faults.round().analysis.sources.get(&at.path) {
                    sources.insert(source.clone());
                }
            }
        }
        if !self.folder.is_empty() {
            sources = sources.below(&self.folder);
            for diagnostic in &mut diagnostics {
                diagnostic.move_below(&self.folder);
            }
        }
        let report = Report {
            diagnostics: &diagnostics,
            sources: &sources,
            summary: Summary::default(),
        };
        let mut text = human::render(&report, terminal_width());
        if left > 0 {
            text.push_str(&format!(
                "and {left} more: `primer check` lists them all\n\n"
            ));
        }
        self.terminal.fault(&text);
    }
}

/// What a round is for, if there is to be one: what changed, or a new day, on which what was scheduled for it is shown.
fn due(change: Option<Burst>, shown: &mut Option<Date>, today: Date) -> Option<Burst> {
    let is_new_day = shown.replace(today) != Some(today);
    let change = change.filter(|change| !change.paths.is_empty());
    change.or_else(|| is_new_day.then(Burst::none))
}

/// What makes a fault the same at another place.
fn key(diagnostic: &Diagnostic) -> (&SourcePath, Code, &str) {
    (&diagnostic.at.path, diagnostic.code, &diagnostic.message)
}

/// The editor of the arguments, else that of the environment.
fn editor(name: Option<&str>) -> Result<Option<Editor>> {
    if let Some(name) = name {
        let editor = Editor::parse(name);
        return editor
            .map(Some)
            .map_err(|message| anyhow::anyhow!("`--editor {name}`: {message}"));
    }
    let usual = ["VISUAL", "EDITOR"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|name| !name.trim().is_empty());
    Ok(usual.and_then(|name| Editor::usual(&name)))
}

/// What opens assets for the preview.
fn opener() -> Opener {
    let files = AssetFiles::default();
    Box::new(move |asset, from| match (&asset.place, &asset.facts) {
        (AssetPlace::Disk(path), Some(facts)) => Ok(Box::new(files.open(path, facts.hash, from)?)),
        _ => Err(io::ErrorKind::NotFound.into()),
    })
}

/// A secret of this run: the standard library seeds its hash maps from the system's random numbers.
fn token() -> String {
    use std::hash::{BuildHasher, RandomState};

    let numbers = [(); 4].map(|()| RandomState::new().hash_one(SystemTime::now()));
    numbers.map(|number| format!("{number:016x}")).concat()
}

/// Prints from a thread of its own, so that a terminal that does not read stops nothing.
struct Terminal {
    lines: SyncSender<(bool, String)>,
    is_quiet: bool,
}

impl Terminal {
    fn new(is_quiet: bool) -> Self {
        let (lines, waiting) = sync_channel::<(bool, String)>(LINES);
        std::thread::spawn(move || {
            for (is_result, text) in waiting {
                if is_result {
                    let _ = super::terminal::print(text.as_bytes());
                } else {
                    super::terminal::say(&text);
                }
            }
        });
        Self { lines, is_quiet }
    }

    /// The address goes to standard output: it is what the command makes.
    fn address(&self, address: &str) {
        let _ = self.lines.try_send((true, format!("{address}\n")));
    }

    /// What happened.
    fn line(&self, text: &str) {
        if !self.is_quiet {
            self.fault(text);
        }
    }

    /// What the operator should know.
    fn remark(&self, text: &str) {
        self.line(&format!("{text}\n"));
    }

    /// What is wrong.
    fn fault(&self, text: &str) {
        let _ = self.lines.try_send((false, text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::due;
    use crate::disk::watch::Burst;
    use crate::source::SourcePath;

    #[test]
    fn a_round_is_due_for_a_change_and_on_a_new_day() {
        let change = || Burst {
            paths: vec![SourcePath::new("content/a.md")],
            ..Burst::none()
        };
        let [monday, tuesday] = [date(2026, 3, 2), date(2026, 3, 3)];
        let mut shown = Some(monday);
        let mut due = |change, today| {
            let due = due(change, &mut shown, today);
            assert_eq!(shown, Some(today));
            due.map(|change| change.paths.len())
        };
        assert_eq!(due(None, monday), None);
        assert_eq!(due(Some(Burst::none()), monday), None);
        assert_eq!(due(Some(change()), monday), Some(1));
        assert_eq!(due(None, tuesday), Some(0));
        assert_eq!(due(None, tuesday), None);
        assert_eq!(due(Some(change()), monday), Some(1));
        assert_eq!(due(None, monday), None);
    }
}

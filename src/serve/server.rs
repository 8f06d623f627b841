//! The preview of a primer: its newest round, its tabs, and what the operator chose.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use super::editor::{Action, Editor};
use super::file_body::OpenFile;
use super::hub::Hub;
use super::preview::{Faults, Preview};
use super::round::{Round, lock};
use super::trust::Trust;
use crate::asset::Asset;
use crate::pipeline::Analysis;
use crate::source::SourcePath;

/// What the operator chose.
#[derive(Clone, Debug)]
pub struct PreviewSettings {
    /// The folder of the primer, as a full path.
    pub root: PathBuf,
    /// The same folder as people write it, with a slash; empty where the program runs in it.
    pub shown_root: String,
    /// Whether the browser goes to what was edited.
    pub follow: bool,
    /// What opens sources.
    pub editor: Option<Editor>,
    /// Who may ask.
    pub trust: Trust,
    /// A secret that only pages of this server know.
    pub token: String,
}

/// What a round began with.
#[derive(Clone, Debug)]
pub struct RoundStart {
    /// The paths from the root that hold something else than before.
    pub paths: Vec<SourcePath>,
    /// When the first event arrived.
    pub event: SystemTime,
    /// When work began.
    pub began: SystemTime,
    /// When the analysis was done.
    pub analyzed: SystemTime,
}

/// Opens an asset that is not in memory at a byte, or says that it does not hold any more what it did.
pub type Opener = Box<dyn Fn(&Asset, u64) -> io::Result<OpenFile> + Send + Sync>;

/// The preview of a primer.
pub struct Server {
    pub(super) settings: PreviewSettings,
    pub(super) open_asset: Opener,
    pub(super) preview: Preview,
    pub(super) hub: Mutex<Hub>,
    /// What a tab is told and what it shows must not cross: one of them at a time.
    pub(super) gate: Mutex<()>,
}

impl Server {
    /// A preview that begins with an analysis.
    pub fn new(settings: PreviewSettings, analysis: Analysis, open_asset: Opener) -> Self {
        let preview = Preview::new(analysis, settings.token.clone());
        preview.current().probe();
        Self {
            settings,
            open_asset,
            preview,
            hub: Mutex::default(),
            gate: Mutex::default(),
        }
    }

    /// The newest round.
    pub fn current(&self) -> Arc<Round> {
        self.preview.current()
    }

    /// What is wrong now.
    pub fn faults(&self) -> Faults {
        self.preview.faults()
    }

    /// The path of the home page on its host.
    pub fn home(&self) -> String {
        self.preview.home()
    }

    /// Shows an analysis from now on, and tells every tab what changed for it.
    pub fn round(&self, analysis: Analysis, edit: &RoundStart) {
        let _gate = lock(&self.gate);
        let before = self.preview.current();
        let round = Arc::new(Round::new(analysis));
        let retired = self.preview.advance(&round);
        self.tell(&before, &round, edit);
        // Taking a large site apart takes longer than showing what changed in it.
        std::thread::spawn(move || drop((before, retired)));
    }

    /// Opens a place of a source, if it is one of this primer: whether it worked, what to say, and what
    /// to copy.
    pub(super) fn open(
        &self,
        path: &str,
        line: usize,
        column: usize,
    ) -> (bool, String, Option<String>) {
        let current = self.preview.current();
        let known = SourcePath::new(path);
        let is_own =
            path == "primer.toml" || path.starts_with("content/") || path.starts_with("templates/");
        if !is_own || current.analysis.sources.get(&known).is_none() {
            return (false, format!("`{path}` is no file of this primer"), None);
        }
        let Some(editor) = &self.settings.editor else {
            return (
                false,
                "No editor is known: start `primer serve` with `--editor`, or set $VISUAL"
                    .to_owned(),
                None,
            );
        };
        let real = self.settings.root.join(path);
        let shown = format!("{}{path}", self.settings.shown_root);
        match editor.open(&real.to_string_lossy(), &shown, line, column) {
            Action::Copy(command) => (
                true,
                "This editor needs a terminal: the command is there to be copied".to_owned(),
                Some(command),
            ),
            Action::Address(address) => match open::that_detached(&address) {
                Ok(()) => (true, format!("Opened {path}:{line}"), None),
                Err(error) => (false, format!("Cannot open `{address}`: {error}"), None),
            },
            Action::Start(program, arguments) => {
                if start(&program, &arguments).is_ok() {
                    (true, format!("Opened {path}:{line}"), None)
                } else {
                    let message = format!("`{program}` cannot be started: is it installed?");
                    (false, message, None)
                }
            }
        }
    }
}

/// Starts a program and forgets it.
fn start(program: &str, arguments: &[String]) -> std::io::Result<()> {
    use std::process::{Command, Stdio};

    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // Somebody has to hear that it ended.
    std::thread::spawn(move || child.wait());
    Ok(())
}

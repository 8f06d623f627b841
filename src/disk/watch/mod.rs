//! What happens to the files of a primer → its inputs, kept up to date.
//!
//! In: a root and the inputs that were read there. Out: for each burst of changes, the paths that hold
//! something else than before. An event is a hint to look, never believed: a file that was saved
//! without a change is no change. This file never writes, and nothing that it reads wakes it.

mod apply;
mod native;
mod poll;
mod signal;

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant, SystemTime};

use super::tree::{CONTENT, Tree};
use crate::pipeline::Inputs;
use crate::source::SourcePath;
use native::Native;
use poll::Poll;
use signal::{Problem, Signal, everything};

/// A burst is over when nothing happened for so long. Editors need up to 10 ms between emptying a file
/// and writing it, or between moving it away and putting the new one in its place.
const QUIET: Duration = Duration::from_millis(20);

/// A burst of so many paths is no save of one person: a branch switch, a search that replaces.
const MANY: usize = 16;

/// After many paths quiet takes longer: what is written into new folders makes no event before they are
/// known, and one round for all is sooner over than two.
const QUIET_OF_MANY: Duration = Duration::from_millis(100);

/// A burst that does not end is worked on after so long.
const LONGEST: Duration = Duration::from_millis(300);

/// The same for one of many paths.
const LONGEST_OF_MANY: Duration = Duration::from_millis(1500);

/// So often a folder that is gone is looked for: no system tells when its parent comes back.
const SEARCH: Duration = Duration::from_millis(500);

/// How often files are looked at where no event tells of them, unless the operator says otherwise.
pub const POLL: Duration = Duration::from_millis(400);

/// A burst of changes.
#[derive(Clone, Debug)]
pub struct Burst {
    /// The paths from the root that hold something else than before, in their order.
    pub paths: Vec<SourcePath>,
    /// When the first of its events arrived.
    pub first: SystemTime,
    /// When it was over and work began.
    pub settled: SystemTime,
}

impl Burst {
    /// A burst without a change, for a round that has another reason.
    pub fn none() -> Self {
        let now = SystemTime::now();
        Self {
            paths: Vec::new(),
            first: now,
            settled: now,
        }
    }
}

enum Mode {
    Native(Native, Receiver<Signal>),
    Poll(Poll),
}

/// Watches a primer.
pub struct Watch {
    tree: Tree,
    mode: Mode,
    remarks: Vec<String>,
}

impl Watch {
    /// Starts to watch. With an interval files are looked at so often; without one the system tells of
    /// changes, where it can. Watch first and load then, and no change is lost in between.
    pub fn start(tree: &Tree, interval: Option<Duration>) -> Self {
        let root = tree.root();
        let tree = tree.at(std::path::absolute(root).unwrap_or_else(|_| root.to_owned()));
        let mut remarks = Vec::new();
        let mode = match (interval, poll::deaf(tree.root())) {
            (Some(interval), _) => Mode::Poll(Poll::new(&tree, interval)),
            (None, Some(kind)) => {
                remarks.push(format!(
                    "Looking for changes every {} ms: the file system `{kind}` does not tell of all of them. `--poll` sets the interval.",
                    POLL.as_millis()
                ));
                Mode::Poll(Poll::new(&tree, POLL))
            }
            (None, None) => match Native::start(&tree) {
                Ok((native, signals)) => Mode::Native(native, signals),
                Err(problem) => {
                    remarks.push(fallback(&problem));
                    Mode::Poll(Poll::new(&tree, POLL))
                }
            },
        };
        Self {
            tree,
            mode,
            remarks,
        }
    }

    /// What the operator should know about the way of watching; each remark is given once.
    pub fn remarks(&mut self) -> Vec<String> {
        std::mem::take(&mut self.remarks)
    }

    /// Waits for a burst of changes and brings the inputs up to date; nothing when none came in time.
    /// A burst that changed nothing has no paths.
    pub fn wait(&mut self, inputs: &mut Inputs, longest: Duration) -> Option<Burst> {
        let end = Instant::now() + longest;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let is_lost = apply::is_lost(inputs);
            let (first, paths) = match &mut self.mode {
                Mode::Poll(poll) => {
                    let due = poll.due.saturating_duration_since(Instant::now());
                    std::thread::sleep(due.min(left));
                    if due > left {
                        return None;
                    }
                    let paths = poll.look(&self.tree);
                    (SystemTime::now(), paths)
                }
                Mode::Native(native, signals) => {
                    let patience = if is_lost { left.min(SEARCH) } else { left };
                    match signals.recv_timeout(patience) {
                        Ok(signal) => {
                            let first = SystemTime::now();
                            match burst(signal, signals, native) {
                                Ok(paths) => (first, paths),
                                Err(problem) => {
                                    self.fall_back(&problem);
                                    (first, everything())
                                }
                            }
                        }
                        Err(RecvTimeoutError::Timeout) if is_lost => {
                            if !self.tree.root().join(CONTENT).is_dir() {
                                if left.is_zero() {
                                    return None;
                                }
                                continue;
                            }
                            native.refresh();
                            (SystemTime::now(), everything())
                        }
                        Err(RecvTimeoutError::Timeout) => return None,
                        Err(RecvTimeoutError::Disconnected) => {
                            self.fall_back(&Problem::Other(
                                "the system's watcher ended".to_owned(),
                            ));
                            (SystemTime::now(), everything())
                        }
                    }
                }
            };
            if paths.is_empty() {
                if left.is_zero() {
                    return None;
                }
                continue;
            }
            let settled = SystemTime::now();
            let paths = self.apply(inputs, &paths);
            return Some(Burst {
                paths,
                first,
                settled,
            });
        }
    }

    fn apply(&mut self, inputs: &mut Inputs, paths: &BTreeSet<String>) -> Vec<SourcePath> {
        let result = match &mut self.mode {
            Mode::Native(native, _) => apply::apply(&self.tree, inputs, paths, native),
            Mode::Poll(_) => apply::apply(&self.tree, inputs, paths, &mut apply::Nobody),
        };
        result.unwrap_or_else(|problem| {
            self.fall_back(&problem);
            apply::apply(&self.tree, inputs, &everything(), &mut apply::Nobody).unwrap_or_default()
        })
    }

    fn fall_back(&mut self, problem: &Problem) {
        self.remarks.push(fallback(problem));
        self.mode = Mode::Poll(Poll::new(&self.tree, POLL));
    }
}

/// Why files are looked at from time to time although nobody asked for it.
fn fallback(problem: &Problem) -> String {
    let interval = POLL.as_millis();
    match problem {
        Problem::Full => format!(
            "Looking for changes every {interval} ms: the system has no more watches for folders (fs.inotify.max_user_watches); `sudo sysctl fs.inotify.max_user_watches=524288` gives it more."
        ),
        Problem::Other(reason) => format!(
            "Looking for changes every {interval} ms: the system cannot tell of them, because {reason}."
        ),
    }
}

/// The paths of a burst that began with a signal.
fn burst(
    first: Signal,
    signals: &Receiver<Signal>,
    native: &Native,
) -> Result<BTreeSet<String>, Problem> {
    let mut paths = BTreeSet::new();
    let mut start = Instant::now();
    let mut signal = first;
    loop {
        match signal {
            Signal::At(path) => paths.extend(native.paths_of(&path)),
            Signal::Anywhere => paths.extend(everything()),
            Signal::Full => return Err(Problem::Full),
        }
        if paths.is_empty() {
            // What does not concern us begins no burst.
            start = Instant::now();
        }
        let (quiet, longest) = match paths.len() {
            0 => (Duration::ZERO, LONGEST),
            1..MANY => (QUIET, LONGEST),
            _ => (QUIET_OF_MANY, LONGEST_OF_MANY),
        };
        let left = longest.saturating_sub(start.elapsed());
        let patience = quiet.min(left);
        match signals.recv_timeout(patience) {
            Ok(next) => signal = next,
            Err(_) => return Ok(paths),
        }
        if left.is_zero() {
            if let Signal::At(path) = &signal {
                paths.extend(native.paths_of(path));
                return Ok(paths);
            }
            return Ok(everything());
        }
    }
}

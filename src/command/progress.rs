//! What a run is doing and how long it takes: a line on a terminal, and what `--timings` prints.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use serde::Serialize;

use crate::cli::Timings;
use crate::pipeline::Stage;

/// A run that is over sooner shows no line.
const PATIENCE: Duration = Duration::from_millis(400);

/// Watches the stages of a run.
pub(super) struct Progress {
    started: Instant,
    stages: Arc<Stages>,
    bar: ProgressBar,
}

/// What the line is made of. To count a step is to add to a number: the line is drawn from time to
/// time, by a thread of its own.
#[derive(Default)]
struct Stages {
    begun: Mutex<Vec<(Stage, Instant)>>,
    steps: AtomicUsize,
    length: AtomicUsize,
}

/// The times of a run, for programs.
#[derive(Serialize)]
struct TimingsJson {
    stages: Vec<Row>,
    total_ms: f64,
    entries: usize,
    files: Option<usize>,
}

#[derive(Serialize)]
struct Row {
    name: &'static str,
    ms: f64,
}

impl Progress {
    /// Starts the watch; a quiet one shows no line.
    pub(super) fn new(quiet: bool) -> Self {
        // The library itself draws on terminals only.
        let target = if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let started = Instant::now();
        let stages = Arc::new(Stages::default());
        if !bar.is_hidden()
            && let Ok(style) = ProgressStyle::with_template("{line}")
        {
            let shown = Arc::clone(&stages);
            let line = move |_: &ProgressState, out: &mut dyn fmt::Write| {
                if started.elapsed() >= PATIENCE {
                    let _ = out.write_str(&shown.line());
                }
            };
            bar.set_style(style.with_key("line", line));
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Self {
            started,
            stages,
            bar,
        }
    }

    /// A stage begins.
    pub(super) fn enter(&self, stage: Stage) {
        let mut begun = self.stages.begun();
        self.stages.steps.store(0, Ordering::Relaxed);
        self.stages.length.store(0, Ordering::Relaxed);
        begun.push((stage, Instant::now()));
    }

    /// The stage has so many steps.
    pub(super) fn length(&self, steps: usize) {
        self.stages.length.store(steps, Ordering::Relaxed);
    }

    /// A step of the stage is done; from any thread.
    pub(super) fn step(&self) {
        self.stages.steps.fetch_add(1, Ordering::Relaxed);
    }

    /// The run is over: takes the line away and says how long it took.
    pub(super) fn finish(&self) -> Duration {
        self.bar.finish_and_clear();
        self.started.elapsed()
    }

    /// How long each stage took, in the form that was asked for.
    pub(super) fn timings(&self, form: Timings, entries: usize, files: Option<usize>) -> String {
        let total = self.started.elapsed();
        let begun = self.stages.begun();
        let times = begun.iter().enumerate().map(|(index, (stage, start))| {
            let next = begun.get(index + 1).map(|(_, next)| *next);
            let end = next.unwrap_or(self.started + total);
            (name(*stage), end.duration_since(*start))
        });
        match form {
            Timings::Table => times
                .chain([("total", total)])
                .map(|(name, time)| row(name, time, total))
                .collect(),
            Timings::Json => {
                let stages = times.map(|(name, time)| Row { name, ms: ms(time) });
                let report = TimingsJson {
                    stages: stages.collect(),
                    total_ms: ms(total),
                    entries,
                    files,
                };
                serde_json::to_string(&report).unwrap_or_default() + "\n"
            }
        }
    }
}

impl Stages {
    fn begun(&self) -> MutexGuard<'_, Vec<(Stage, Instant)>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The line on a terminal, such as `rendering pages 4,210/10,073`.
    fn line(&self) -> String {
        let stage = self.begun().last().map(|(stage, _)| *stage);
        let what = match stage {
            Some(Stage::Load) | None => "reading files",
            Some(Stage::Parse) => "reading entries",
            Some(Stage::Link) => "resolving links",
            Some(Stage::Check) => "checking",
            Some(Stage::Ask) => "asking other sites",
            Some(Stage::Render) => "rendering pages",
            Some(Stage::Write) => "writing files",
        };
        match self.length.load(Ordering::Relaxed) {
            0 => what.to_owned(),
            length => {
                let steps = self.steps.load(Ordering::Relaxed).min(length);
                format!("{what} {}/{}", grouped(steps), grouped(length))
            }
        }
    }
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Load => "load",
        Stage::Parse => "parse",
        Stage::Link => "link",
        Stage::Check => "check",
        Stage::Ask => "ask",
        Stage::Render => "render",
        Stage::Write => "write",
    }
}

/// Milliseconds, to the microsecond.
fn ms(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

fn row(name: &str, time: Duration, total: Duration) -> String {
    let share = 100.0 * time.as_secs_f64() / total.as_secs_f64().max(f64::MIN_POSITIVE);
    format!(
        "{name:>8} {:>10.1} ms {share:>5.1} %\n",
        time.as_secs_f64() * 1000.0
    )
}

/// A number with commas between thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A time in the unit that suits it.
pub(super) fn short(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis().max(1))
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

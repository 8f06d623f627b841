//! What a run is doing and how long it takes: a line on a terminal, and the table of `--timings`.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::pipeline::Stage;

/// A run that is over sooner shows no line.
const PATIENCE: Duration = Duration::from_millis(400);

/// Watches the stages of a run.
pub(super) struct Progress {
    started: Instant,
    stages: Mutex<Vec<(Stage, Instant)>>,
    bar: ProgressBar,
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
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        Self {
            started: Instant::now(),
            stages: Mutex::new(Vec::new()),
            bar,
        }
    }

    /// A stage begins.
    pub(super) fn enter(&self, stage: Stage) {
        let now = Instant::now();
        self.stages
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((stage, now));
        if now.duration_since(self.started) >= PATIENCE {
            self.bar.set_message(match stage {
                Stage::Load => "reading files",
                Stage::Parse => "reading entries",
                Stage::Link => "resolving links",
                Stage::Check => "checking",
                Stage::Render => "rendering pages",
                Stage::Write => "writing files",
            });
            self.bar.enable_steady_tick(Duration::from_millis(100));
        }
    }

    /// The run is over: takes the line away and says how long it took.
    pub(super) fn finish(&self) -> Duration {
        self.bar.finish_and_clear();
        self.started.elapsed()
    }

    /// The table of the stages: time and share of each.
    pub(super) fn table(&self) -> String {
        let total = self.started.elapsed();
        let stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        for (index, (stage, start)) in stages.iter().enumerate() {
            let end = stages
                .get(index + 1)
                .map_or(self.started + total, |(_, next)| *next);
            let name = match stage {
                Stage::Load => "load",
                Stage::Parse => "parse",
                Stage::Link => "link",
                Stage::Check => "check",
                Stage::Render => "render",
                Stage::Write => "write",
            };
            text.push_str(&row(name, end.duration_since(*start), total));
        }
        text.push_str(&row("total", total, total));
        text
    }
}

fn row(name: &str, time: Duration, total: Duration) -> String {
    let share = 100.0 * time.as_secs_f64() / total.as_secs_f64().max(f64::MIN_POSITIVE);
    format!(
        "{name:>8} {:>10.1} ms {share:>5.1} %\n",
        time.as_secs_f64() * 1000.0
    )
}

/// A time in the unit that suits it.
pub(super) fn short(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis().max(1))
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

//! The time, as a value: tests have one of their own.

use std::thread::sleep;
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// What time it is.
pub trait Clock: Sync {
    /// By the calendar.
    fn now(&self) -> Timestamp;

    /// Since the clock was made; it never goes back.
    fn elapsed(&self) -> Duration;

    /// Returns when that much time has passed.
    fn wait(&self, time: Duration);
}

/// The clock of the system.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock(Instant);

impl Default for SystemClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn wait(&self, time: Duration) {
        sleep(time);
    }
}

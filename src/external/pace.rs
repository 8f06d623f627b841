//! Turns at servers: one request at a time to each, and a pause behind it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::clock::Clock;

/// Who waits for another request looks again after that time.
const GLANCE: Duration = Duration::from_millis(20);

/// The turns at all servers. Times are those of a [`Clock`].
pub(super) struct Pace<'a> {
    clock: &'a dyn Clock,
    /// Between the end of a request and the next one.
    interval: Duration,
    /// When nobody waits any more.
    end: Duration,
    lanes: Mutex<BTreeMap<String, Lane>>,
}

#[derive(Default)]
struct Lane {
    is_taken: bool,
    /// Nothing is asked before.
    ready: Duration,
    /// Nothing is asked any more.
    is_closed: bool,
}

/// A turn at a server, which ends when it is dropped.
pub(super) struct Turn<'a> {
    pace: &'a Pace<'a>,
    server: String,
    pause: Duration,
}

impl<'a> Pace<'a> {
    pub(super) fn new(clock: &'a dyn Clock, interval: Duration, end: Duration) -> Self {
        Self {
            clock,
            interval,
            end,
            lanes: Mutex::default(),
        }
    }

    fn lanes(&self) -> MutexGuard<'_, BTreeMap<String, Lane>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How much time is left.
    pub(super) fn left(&self) -> Duration {
        self.end.saturating_sub(self.clock.elapsed())
    }

    /// Waits for a turn; none where the server is left alone, or time is over before.
    pub(super) fn turn(&'a self, server: &str) -> Option<Turn<'a>> {
        loop {
            let now = self.clock.elapsed();
            let mut lanes = self.lanes();
            let lane = lanes.entry(server.to_owned()).or_default();
            if lane.is_closed || now >= self.end || lane.ready >= self.end {
                return None;
            }
            if !lane.is_taken && lane.ready <= now {
                lane.is_taken = true;
                return Some(Turn {
                    pace: self,
                    server: server.to_owned(),
                    pause: self.interval,
                });
            }
            let pause = lane.ready.saturating_sub(now).max(GLANCE);
            drop(lanes);
            self.clock.wait(pause);
        }
    }

    /// When a server can be asked next.
    pub(super) fn ready(&self, server: &str) -> Duration {
        let lanes = self.lanes();
        lanes.get(server).map_or(Duration::ZERO, |lane| lane.ready)
    }

    /// Leaves a server alone from now on.
    pub(super) fn close(&self, server: &str) {
        self.lanes().entry(server.to_owned()).or_default().is_closed = true;
    }
}

impl Turn<'_> {
    /// Lets a longer pause follow.
    pub(super) fn pause(&mut self, pause: Duration) {
        self.pause = self.pause.max(pause);
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let ready = self.pace.clock.elapsed() + self.pause;
        if let Some(lane) = self.pace.lanes().get_mut(&self.server) {
            lane.is_taken = false;
            lane.ready = ready;
        }
    }
}

//! The open tabs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;

use super::outbox::{MessageKind, Outbox};

/// The open tabs.
#[derive(Debug, Default)]
pub(super) struct Hub {
    pub(super) tabs: BTreeMap<u64, Tab>,
    /// Counts tabs and the moments at which one of them was looked at.
    pub(super) count: u64,
    pub(super) report: Option<String>,
}

#[derive(Debug)]
pub(super) struct Tab {
    pub(super) outbox: Arc<Outbox>,
    /// The decoded path that it shows; nothing before it says so.
    pub(super) path: Option<String>,
    pub(super) page: Arc<str>,
    pub(super) panel: String,
    /// When it was last looked at.
    pub(super) looked: u64,
}

impl Hub {
    /// Sends to the tabs that a test chooses.
    pub(super) fn send(
        &mut self,
        kind: MessageKind,
        message: &str,
        chosen: impl Fn(&mut Tab) -> bool,
    ) {
        let message = Utf8Bytes::from(message);
        for tab in self.tabs.values_mut() {
            if chosen(tab) {
                tab.outbox.put(kind, &message);
            }
        }
    }

    pub(super) fn paths(&self) -> BTreeSet<String> {
        let paths = self.tabs.values().filter_map(|tab| tab.path.clone());
        paths.collect()
    }
}

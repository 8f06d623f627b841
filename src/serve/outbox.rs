//! What waits to be sent to a tab.
//!
//! In: messages as rounds make them. Out: those that are still news when the tab can take them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use axum::extract::ws::Utf8Bytes;
use serde_json::json;
use tokio::sync::Notify;

use super::round::lock;

/// What kind of message; those that wait together are sent in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MessageKind {
    Page,
    Go,
    Report,
    Panel,
}

/// What waits for a tab: of each kind the newest message, so that a slow tab misses what is old by then
/// and nothing else, and a deaf one holds no more than that.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    waiting: Mutex<(BTreeSet<String>, BTreeMap<MessageKind, Utf8Bytes>)>,
    bell: Notify,
}

impl Outbox {
    /// Puts a message in the place of an older one of its kind.
    pub(super) fn put(&self, kind: MessageKind, message: &Utf8Bytes) {
        lock(&self.waiting).1.insert(kind, message.clone());
        self.bell.notify_one();
    }

    /// Files that changed: they add up.
    pub(super) fn put_files(&self, files: &[String]) {
        lock(&self.waiting).0.extend(files.iter().cloned());
        self.bell.notify_one();
    }

    /// Waits until there is something.
    pub(super) async fn rings(&self) {
        self.bell.notified().await;
    }

    /// What waits, in the order in which it is sent.
    pub(super) fn take(&self) -> Vec<Utf8Bytes> {
        let (files, messages) = std::mem::take(&mut *lock(&self.waiting));
        let files = (!files.is_empty()).then(|| {
            json!({ "type": "files", "paths": files })
                .to_string()
                .into()
        });
        files.into_iter().chain(messages.into_values()).collect()
    }
}

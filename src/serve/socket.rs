//! The open tabs: what each of them shows, and what it is told.
//!
//! In: messages of tabs, and rounds. Out: messages to those tabs that a round concerns. A tab that does
//! not read is let go, and no other tab waits for it.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::address;
use super::hub::Tab;
use super::outbox::{MessageKind, Outbox};
use super::preview::{Faults, PreviewPage, Shown};
use super::round::{Round, lock};
use super::server::{RoundStart, Server};
use super::{panel, report};

/// A tab that takes no message for so long is lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// A tab has nothing longer to say.
pub(super) const LONGEST: usize = 16 * 1024;

impl Server {
    /// Tells the tabs what a round changed for them.
    pub(super) fn tell(&self, before: &Round, round: &Arc<Round>, edit: &RoundStart) {
        let files = files(before, round, edit);
        if !files.is_empty() {
            for tab in lock(&self.hub).tabs.values() {
                tab.outbox.put_files(&files);
            }
        }
        let paths = lock(&self.hub).paths();
        let mut pages = Vec::new();
        for path in paths {
            if let Some(page) = self.watched(&path) {
                let times = json!({
                    "event": milliseconds(edit.event),
                    "round": milliseconds(edit.began),
                    "analyzed": milliseconds(edit.analyzed),
                });
                self.send_page(&path, &page, Some(times), None);
                pages.push((path, page));
            }
        }
        if self.settings.follow
            && let Some(url) = edited(before, round, edit)
        {
            let mut hub = lock(&self.hub);
            let last = hub.tabs.values().map(|tab| tab.looked).max();
            let message = json!({ "type": "go", "url": url }).to_string();
            hub.send(MessageKind::Go, &message, |tab| Some(tab.looked) == last);
        }
        round.try_again(before);
        if edit.paths.iter().any(|path| changes_templates(path)) {
            round.probe();
        }
        let faults = self.preview.faults();
        let message = report(&faults);
        {
            let mut hub = lock(&self.hub);
            if hub.report.as_ref() != Some(&message) {
                hub.send(MessageKind::Report, &message, |tab| tab.path.is_some());
                hub.report = Some(message);
            }
        }
        for (path, page) in pages {
            let message = panel::message(&page, &faults).to_string();
            lock(&self.hub).send(MessageKind::Panel, &message, |tab| {
                tab.path.as_deref() == Some(&path) && tab.show_panel(&message)
            });
        }
    }

    /// The page that a tab with a path shows.
    fn watched(&self, path: &str) -> Option<PreviewPage> {
        match self.preview.show(path) {
            Shown::Page(page) => Some(page),
            Shown::Moved(to) => {
                let to = address::decoded(&to)?;
                match self.preview.show(&to) {
                    Shown::Page(page) => Some(page),
                    _ => None,
                }
            }
            Shown::File { .. } => None,
        }
    }

    /// Sends a page to those who show another version of it.
    fn send_page(&self, path: &str, page: &PreviewPage, times: Option<Value>, only: Option<u64>) {
        let concerns = |number: u64, tab: &Tab| {
            tab.path.as_deref() == Some(path)
                && tab.page != page.hash
                && only.is_none_or(|only| only == number)
        };
        if !lock(&self.hub)
            .tabs
            .iter()
            .any(|(number, tab)| concerns(*number, tab))
        {
            return;
        }
        let message = if let Some(url) = &page.redirect {
            json!({ "type": "go", "url": url })
        } else {
            let bytes = self.preview.dressed(page, path);
            let mut message = json!({
                "type": "page",
                "page": &*page.hash,
                "html": String::from_utf8_lossy(&bytes),
            });
            if let Some(mut times) = times {
                times["rendered"] = json!(milliseconds(SystemTime::now()));
                message["times"] = times;
            }
            message
        };
        let kind = if page.redirect.is_some() {
            MessageKind::Go
        } else {
            MessageKind::Page
        };
        let message = Utf8Bytes::from(message.to_string());
        for (number, tab) in &mut lock(&self.hub).tabs {
            if concerns(*number, tab) {
                tab.page = Arc::clone(&page.hash);
                tab.outbox.put(kind, &message);
            }
        }
    }

    /// A tab says what it shows.
    fn watch(&self, number: u64, path: &str, page: &str) {
        let Some(path) = address::decoded(path) else {
            return;
        };
        let _gate = lock(&self.gate);
        {
            let mut hub = lock(&self.hub);
            let Some(tab) = hub.tabs.get_mut(&number) else {
                return;
            };
            tab.path = Some(path.clone());
            tab.page = page.into();
            tab.panel = String::new();
        }
        let page = self.watched(&path);
        if let Some(page) = &page {
            self.send_page(&path, page, None, Some(number));
        }
        let faults = self.preview.faults();
        let report = report(&faults);
        let panel = page.map(|page| panel::message(&page, &faults).to_string());
        let mut hub = lock(&self.hub);
        // Rendering may have shown a fault that nobody knew.
        let is_new = hub.report.as_ref() != Some(&report);
        hub.send(MessageKind::Report, &report, |tab| {
            is_new && tab.path.is_some()
        });
        if let Some(tab) = hub.tabs.get_mut(&number) {
            tab.outbox.put(MessageKind::Report, &report.as_str().into());
            if let Some(panel) = panel {
                tab.outbox.put(MessageKind::Panel, &panel.as_str().into());
                tab.panel = panel;
            }
        }
        hub.report = Some(report);
    }

    /// What a tab says; its answer, if it has one of its own.
    fn hear(&self, number: u64, text: &str) -> Option<String> {
        let message: Value = serde_json::from_str(text).ok()?;
        let text = |key: &str| message[key].as_str().unwrap_or("");
        let number_at = |key: &str| {
            message[key]
                .as_u64()
                .map_or(1, |number| number.max(1) as usize)
        };
        match text("type") {
            "watch" => self.watch(number, text("path"), text("page")),
            "focus" => {
                let mut hub = lock(&self.hub);
                hub.count += 1;
                let count = hub.count;
                if let Some(tab) = hub.tabs.get_mut(&number) {
                    tab.looked = count;
                }
            }
            "open" => {
                let (ok, message, copy) =
                    self.open(text("path"), number_at("line"), number_at("column"));
                let mut answer = json!({ "type": "opened", "ok": ok, "message": message });
                if let Some(copy) = copy {
                    answer["copy"] = json!(copy);
                }
                return Some(answer.to_string());
            }
            _ => {}
        }
        None
    }

    fn join(&self) -> (u64, Arc<Outbox>) {
        let outbox = Arc::new(Outbox::default());
        let mut hub = lock(&self.hub);
        hub.count += 1;
        let number = hub.count;
        hub.tabs.insert(
            number,
            Tab {
                outbox: Arc::clone(&outbox),
                path: None,
                page: "".into(),
                panel: String::new(),
                looked: number,
            },
        );
        (number, outbox)
    }
}

impl Tab {
    /// Whether a panel is another one than the tab has; it counts as shown.
    fn show_panel(&mut self, message: &str) -> bool {
        let is_new = self.panel != message;
        if is_new {
            message.clone_into(&mut self.panel);
        }
        is_new
    }
}

/// Serves a tab until it closes, breaks a rule or stops reading.
pub(super) async fn serve(server: Arc<Server>, mut socket: WebSocket) {
    let (number, outbox) = server.join();
    'open: loop {
        tokio::select! {
            () = outbox.rings() => {
                for message in outbox.take() {
                    let sent = timeout(PATIENCE, socket.send(Message::Text(message))).await;
                    if !matches!(sent, Ok(Ok(()))) {
                        break 'open;
                    }
                }
            }
            message = socket.recv() => {
                let Some(Ok(message)) = message else { break };
                let Message::Text(text) = message else { continue };
                let server = Arc::clone(&server);
                // Rendering takes its time, and other tabs have theirs.
                let heard = tokio::task::spawn_blocking(move || server.hear(number, &text)).await;
                let Ok(answer) = heard else { break };
                if let Some(answer) = answer {
                    let sent = timeout(PATIENCE, socket.send(Message::Text(answer.into()))).await;
                    if !matches!(sent, Ok(Ok(()))) {
                        break;
                    }
                }
            }
        }
    }
    lock(&server.hub).tabs.remove(&number);
}

/// The report of the errors of a round, as the browser shows it.
fn report(faults: &Faults) -> String {
    let summary = faults.summary();
    json!({
        "type": "report",
        "errors": summary.errors,
        "warnings": summary.warnings,
        "html": report::errors(faults),
    })
    .to_string()
}

/// Whether a path says how pages are made, rather than what is in one of them.
fn changes_templates(path: &str) -> bool {
    path.starts_with("templates/") || path == "primer.toml"
}

/// The addresses of files that changed.
fn files(before: &Round, round: &Round, edit: &RoundStart) -> Vec<String> {
    let outlines = [&round.analysis.outline, &before.analysis.outline];
    edit.paths
        .iter()
        .filter_map(|path| {
            let (folder, place) = path.split_once('/')?;
            let is_file = matches!(folder, "content" | "static")
                && outlines
                    .iter()
                    .any(|outline| outline.files.find(place).is_some());
            is_file.then(|| outlines[0].routes.file_url(place))
        })
        .collect()
}

/// The address of the entry that was edited, at the heading above the first change.
fn edited(before: &Round, round: &Round, edit: &RoundStart) -> Option<String> {
    let mut entries = edit.paths.iter().filter_map(|path| {
        let entry = round.analysis.glossary.of_file(path)?;
        round.analysis.glossary.is_published(entry).then_some(entry)
    });
    // Whoever edits many at once looks at none of them.
    let (Some(index), None) = (entries.next(), entries.next()) else {
        return None;
    };
    let entry = round.analysis.glossary.entry(index);
    let old = before.analysis.sources.get(&entry.path);
    let new = round.analysis.sources.get(&entry.path)?.text.as_bytes();
    let first = old.map_or(0, |old| {
        let bytes = old.text.as_bytes();
        let same = bytes.iter().zip(new).take_while(|(a, b)| a == b).count();
        same.min(new.len())
    });
    let heading = entry
        .body
        .headings
        .iter()
        .take_while(|heading| heading.span.start as usize <= first)
        .last();
    let mut url = round.analysis.outline.entry_url(index);
    if let Some(heading) = heading {
        url.push('#');
        url.push_str(&crate::page::route::encoded_fragment(heading.id));
    }
    Some(url)
}

/// Milliseconds since 1970.
fn milliseconds(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0.0, |since| since.as_secs_f64() * 1000.0)
}

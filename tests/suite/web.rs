//! A web and a clock for tests: what each address answers, and a time that passes only when somebody waits.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;
use primer::check::external::external_links;
use primer::check::verdict::{Bar, Doubt, Verdict};
use primer::external::web::{Method, NoReply, ServerReply};
use primer::external::{Answered, Asking, Clock, Limits, Recollection, Web};
use primer::pipeline::{Analysis, add_verdicts};
use primer::source::Source;
use url::Url;

/// What one address answers: one reply after the other, the last again and again.
type Replies = Vec<Result<ServerReply, NoReply>>;

/// A web in memory, which writes down what it is asked.
#[derive(Default)]
pub(crate) struct PaperWeb {
    replies: Mutex<BTreeMap<String, Replies>>,
    heads: BTreeMap<String, Result<ServerReply, NoReply>>,
    pub(crate) requests: Mutex<Vec<String>>,
    pub(crate) times: Mutex<Vec<(String, Duration)>>,
    pub(crate) is_offline: bool,
    clock: Option<&'static PaperClock>,
}

/// A reply as tests write it: `404`, `301 https://…`, `429 after 5`, `nohost`, `private`, `timeout`, `tls`.
fn reply(text: &str) -> Result<ServerReply, NoReply> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    match word {
        "nohost" => return Err(NoReply::NoHost),
        "private" => return Err(NoReply::Barred(Bar::Private)),
        "timeout" => return Err(NoReply::Failed(Doubt::TimedOut)),
        "tls" => return Err(NoReply::Failed(Doubt::Tls)),
        "broken" => return Err(NoReply::Failed(Doubt::Protocol)),
        _ => {}
    }
    let after = rest.strip_prefix("after ");
    let location = Some(rest).filter(|rest| !rest.is_empty() && after.is_none() && *rest != "wall");
    Ok(ServerReply {
        status: word.parse().expect("a status"),
        location: location.map(str::to_owned),
        retry_after: after.map(str::to_owned),
        is_challenge: rest == "wall",
    })
}

impl PaperWeb {
    /// Lines such as `https://example.org/ 301 https://example.org/new`; of replies with a semicolon between them, each is given
    /// once, the last one always. `HEAD:` before a reply keeps it to requests without a page.
    pub(crate) fn new(text: &str) -> Self {
        let mut web = Self::default();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let (address, replies) = line.trim().split_once(' ').expect("an address and a reply");
            for part in replies.split("; ") {
                if let Some(head) = part.strip_prefix("HEAD:") {
                    web.heads.insert(address.to_owned(), reply(head));
                } else {
                    let mut known = web.replies.lock().unwrap();
                    known
                        .entry(address.to_owned())
                        .or_default()
                        .push(reply(part));
                }
            }
        }
        web
    }

    /// The same, on a clock: it takes a moment to answer.
    pub(crate) fn on(mut self, clock: &'static PaperClock) -> Self {
        self.clock = Some(clock);
        self
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.requests.lock().unwrap())
    }
}

impl Web for PaperWeb {
    fn request(&self, method: Method, url: &Url, within: Duration) -> Result<ServerReply, NoReply> {
        let form = if method == Method::Head {
            "HEAD"
        } else {
            "GET"
        };
        self.requests.lock().unwrap().push(format!("{form} {url}"));
        if let Some(clock) = self.clock {
            let host = url.host_str().unwrap_or("").to_owned();
            self.times.lock().unwrap().push((host, clock.elapsed()));
            clock.wait(Duration::from_millis(100).min(within));
        }
        if let Some(head) = self
            .heads
            .get(url.as_str())
            .filter(|_| method == Method::Head)
        {
            return head.clone();
        }
        let mut replies = self.replies.lock().unwrap();
        let replies = replies.get_mut(url.as_str());
        let replies = replies.unwrap_or_else(|| panic!("nobody said what {url} answers"));
        // What a page answers, it answers to both forms.
        if replies.len() > 1 && (method == Method::Get || is_settled(&replies[0])) {
            return replies.remove(0);
        }
        replies[0].clone()
    }

    fn has_names(&self) -> bool {
        !self.is_offline
    }
}

/// Whether no `GET` follows a `HEAD` with this reply.
fn is_settled(reply: &Result<ServerReply, NoReply>) -> bool {
    match reply {
        Ok(reply) => reply.status < 400 || reply.status == 429 || reply.retry_after.is_some(),
        Err(NoReply::Failed(Doubt::Protocol | Doubt::TimedOut | Doubt::Unreachable)) => false,
        Err(_) => true,
    }
}

/// A clock that goes on only when somebody waits.
#[derive(Default)]
pub(crate) struct PaperClock(Mutex<Duration>);

impl PaperClock {
    pub(crate) fn pass(&self, time: Duration) {
        *self.0.lock().unwrap() += time;
    }

    pub(crate) fn made() -> &'static Self {
        Box::leak(Box::default())
    }
}

impl Clock for PaperClock {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-11-28T12:00:00Z".parse().unwrap();
        start + *self.0.lock().unwrap()
    }

    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    fn wait(&self, time: Duration) {
        self.pass(time);
    }
}

/// Asks by one thread, so that a clock for all of them is that of each.
pub(crate) fn ask(
    web: &dyn Web,
    clock: &dyn Clock,
    known: &mut Recollection,
    addresses: &[&str],
) -> Answered {
    let limits = Limits {
        threads: 1,
        ..Limits::default()
    };
    asking(web, clock, limits).ask(addresses.iter().copied(), known, &mut |_, _| {})
}

pub(crate) fn asking<'a>(web: &'a dyn Web, clock: &'a dyn Clock, limits: Limits) -> Asking<'a> {
    Asking {
        web,
        clock,
        limits,
        at_once: false,
    }
}

/// The verdict on one address, the first time that it is asked.
pub(crate) fn verdict(web: &PaperWeb, address: &str) -> Verdict {
    let answered = ask(
        web,
        &PaperClock::default(),
        &mut Recollection::default(),
        &[address],
    );
    answered.verdicts[address].clone()
}

/// Asks for the addresses of a primer twice, a day apart, and adds what came of it.
pub(crate) fn add_answers(analysis: &mut Analysis, settings: Option<&Source>, web: &str) {
    let settings = settings.map(|source| &source.path);
    let links = external_links(&analysis.glossary, &analysis.config, settings);
    let addresses: Vec<&str> = links.iter().map(|link| link.address.as_str()).collect();
    let (web, clock) = (PaperWeb::new(web), PaperClock::default());
    let mut known = Recollection::default();
    ask(&web, &clock, &mut known, &addresses);
    clock.pass(Duration::from_secs(25 * 60 * 60));
    let answered = ask(&web, &clock, &mut known, &addresses);
    add_verdicts(analysis, &links, &answered.verdicts);
}

//! All addresses of a site → a verdict for each: those that are not remembered are asked, several servers at a time.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

use url::Url;

use super::address::{read, server};
use super::clock::Clock;
use super::inquiry::Inquiry;
use super::limits::Limits;
use super::pace::Pace;
use super::recollection::Recollection;
use super::web::Web;
use crate::check::verdict::{Bar, DeathSign, Doubt, Verdict};

/// What came of asking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// The verdicts, by the addresses as they are written.
    pub verdicts: BTreeMap<String, Verdict>,
    /// How many addresses there are; those are one that differ in what is behind `#`.
    pub addresses: usize,
    /// How many were asked in this run, rather than remembered.
    pub asked: usize,
    /// How many were left for another run.
    pub late: usize,
    /// Whether not one server answered.
    pub is_offline: bool,
}

/// Who is asked, by which clock, and how.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// Who is asked.
    pub web: &'a dyn Web,
    /// By which clock.
    pub clock: &'a dyn Clock,
    /// How much, and how fast.
    pub limits: Limits,
    /// Whether one look that finds nothing is enough.
    pub at_once: bool,
}

/// What an observer is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskingStep {
    /// So many addresses are asked.
    Start(usize),
    /// One of them is done.
    Done,
}

/// A server, and the addresses that it is to be asked for.
struct ServerQueue<'a> {
    server: &'a str,
    urls: VecDeque<&'a Url>,
}

impl Asking<'_> {
    /// Asks for addresses, as they are written, unless it is remembered what came of it. `observer` is told how many are
    /// asked, and when one of them is done; what is remembered then can be kept.
    pub fn ask<'a>(
        &self,
        addresses: impl IntoIterator<Item = &'a str>,
        known: &mut Recollection,
        observer: &mut dyn FnMut(AskingStep, &Recollection),
    ) -> Answered {
        let addresses: BTreeSet<&str> = addresses.into_iter().collect();
        let read: Vec<(&str, Result<Url, Bar>)> = addresses
            .into_iter()
            .map(|address| (address, read(address)))
            .collect();
        let urls: BTreeSet<&Url> = read
            .iter()
            .filter_map(|(_, url)| url.as_ref().ok())
            .collect();
        let now = self.clock.now();
        known.forget(now);
        let open = urls.iter().filter(|url| !known.is_fresh(url.as_str(), now));
        let mut open: Vec<&Url> = open.copied().collect();
        // What a run leaves is first in the next one.
        open.sort_by_key(|url| known.seen(url.as_str()));
        observer(AskingStep::Start(open.len()), known);
        let run = self.run(&open, known, observer);
        let verdict = |url: &Url| match known.verdict(url.as_str(), self.at_once) {
            Some(verdict) if !run.late.contains(url) => verdict,
            _ => Verdict::Late,
        };
        let verdicts = read.iter().map(|(address, url)| {
            let verdict = match url {
                Ok(url) => verdict(url),
                Err(bar) => Verdict::Barred(*bar),
            };
            ((*address).to_owned(), verdict)
        });
        Answered {
            verdicts: verdicts.collect(),
            addresses: urls.len(),
            asked: open.len() - run.late.len(),
            late: run.late.len(),
            is_offline: run.is_offline,
        }
    }

    fn run<'u>(
        &self,
        open: &[&'u Url],
        known: &mut Recollection,
        observer: &mut dyn FnMut(AskingStep, &Recollection),
    ) -> AskingRun<'u> {
        let mut queues: BTreeMap<&str, VecDeque<&Url>> = BTreeMap::new();
        for url in open {
            queues.entry(server(url)).or_default().push_back(url);
        }
        let threads = self.limits.threads.min(queues.len());
        let queues = queues.into_iter();
        let queues = queues.map(|(server, urls)| ServerQueue { server, urls });
        let queues: Mutex<Vec<ServerQueue<'_>>> = Mutex::new(queues.collect());
        let end = self.clock.elapsed() + self.limits.total;
        let pace = Pace::new(self.clock, self.limits.interval, end);
        let inquiry = Inquiry {
            web: self.web,
            clock: self.clock,
            pace: &pace,
            limits: &self.limits,
        };
        let mut run = AskingRun::default();
        // Without a network, names are unknown and connections fail: until a server has answered, that proves nothing.
        let mut has_reply = false;
        let mut held: Vec<(&Url, Verdict)> = Vec::new();
        thread::scope(|scope| {
            let (sender, receiver) = mpsc::channel();
            for _ in 0..threads {
                let (sender, queues, inquiry) = (sender.clone(), &queues, &inquiry);
                scope.spawn(move || {
                    while let Some((queue, url)) = next(queues, inquiry.pace) {
                        let verdict = inquiry.verdict(url);
                        if !queue.urls.is_empty() {
                            lock(queues).push(queue);
                        }
                        if sender.send((url, verdict)).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            for (url, verdict) in receiver {
                has_reply |= is_reply(&verdict);
                match verdict {
                    Verdict::Late => {
                        run.late.insert(url);
                    }
                    Verdict::Barred(_) => known.see(url.as_str(), verdict, self.clock.now()),
                    verdict => held.push((url, verdict)),
                }
                if has_reply {
                    for (url, verdict) in held.drain(..) {
                        known.see(url.as_str(), verdict, self.clock.now());
                    }
                }
                observer(AskingStep::Done, known);
            }
        });
        run.is_offline = !held.is_empty() && !self.web.has_names();
        for (url, verdict) in held {
            if run.is_offline {
                run.late.insert(url);
            } else {
                known.see(url.as_str(), verdict, self.clock.now());
            }
        }
        run
    }
}

/// What a run was not able to find out.
#[derive(Default)]
struct AskingRun<'a> {
    late: BTreeSet<&'a Url>,
    is_offline: bool,
}

/// The next address, of the server that can be asked first, which nobody else asks meanwhile.
fn next<'a>(
    queues: &Mutex<Vec<ServerQueue<'a>>>,
    pace: &Pace<'_>,
) -> Option<(ServerQueue<'a>, &'a Url)> {
    let mut queues = lock(queues);
    let first = (0..queues.len()).min_by_key(|number| pace.ready(queues[*number].server))?;
    let mut queue = queues.swap_remove(first);
    let url = queue.urls.pop_front()?;
    Some((queue, url))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a server spoke.
fn is_reply(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Alive { .. } => true,
        Verdict::Dead { sign, .. } => matches!(sign, DeathSign::Status(_)),
        Verdict::Unknown(doubt) => matches!(
            doubt,
            Doubt::Status(_) | Doubt::Challenge | Doubt::Redirects | Doubt::Elsewhere
        ),
        Verdict::Barred(_) | Verdict::Late => false,
    }
}

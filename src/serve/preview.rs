//! What is shown for a path of the site: the page of now or, while it is at fault, its last good version.
//!
//! In: analyses, one after the other, and paths. Out: pages as `build` would write them, and files. A
//! page is made when it is asked for; nothing is written anywhere.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::round::{Made, Round, hash, lock};
use crate::asset::{Asset, AssetPlace};
use crate::diagnostic::{Diagnostic, Summary};
use crate::page::{Found, PageNumber};
use crate::pipeline::Analysis;
use crate::source::SourcePath;

/// Below this path the preview has its own files.
pub(super) const OWN: &str = "/.primer-preview/";

/// What there is at an address.
#[derive(Clone, Debug)]
pub(super) enum Shown {
    /// A page.
    Page(PreviewPage),
    /// A file, by its name on the site, and the status of the answer.
    File {
        name: String,
        asset: Asset,
        status: u16,
    },
    /// The page is at another address.
    Moved(String),
}

/// A page and how it is answered.
#[derive(Clone, Debug)]
pub(super) struct PreviewPage {
    /// As `build` would write it.
    pub(super) bytes: Arc<[u8]>,
    /// Names the bytes.
    pub(super) hash: Arc<str>,
    /// The status of the answer.
    pub(super) status: u16,
    /// The name of its file, by which its type is known.
    pub(super) file: String,
    /// Where it sends its reader, if it is the page of an old address.
    pub(super) redirect: Option<String>,
    /// The round and the page, where there is one behind it.
    pub(super) origin: Option<(Arc<Round>, PageNumber)>,
}

impl PreviewPage {
    /// Whether the script of the preview belongs into it.
    pub(super) fn has_script(&self) -> bool {
        self.redirect.is_none() && self.file.strip_suffix(".html").is_some()
    }
}

/// The rounds that pages are shown from.
#[derive(Debug)]
struct State {
    /// The newest.
    current: Arc<Round>,
    /// The newest that can be shown.
    good: Option<Arc<Round>>,
    /// The newest before that whose templates did not fail.
    fallback: Option<Arc<Round>>,
    /// For each file at fault, the last round in which it was good.
    held: BTreeMap<SourcePath, Arc<Round>>,
}

/// What is wrong in a round, with what only rendering showed.
#[derive(Clone, Debug)]
pub struct Faults {
    round: Arc<Round>,
    more: Vec<Diagnostic>,
}

impl Faults {
    /// Every fault in the order of a report.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.round.analysis.diagnostics.iter().chain(&self.more)
    }

    /// The round that they are of.
    pub fn round(&self) -> &Round {
        &self.round
    }

    /// The counts of the round.
    pub fn summary(&self) -> Summary {
        let mut summary = self.round.analysis.summary();
        summary.errors += self.more.len();
        summary
    }
}

/// What is shown.
#[derive(Debug)]
pub(super) struct Preview {
    state: Mutex<State>,
    token: String,
}

impl Preview {
    pub(super) fn new(analysis: Analysis, token: String) -> Self {
        let current = Arc::new(Round::new(analysis));
        let good = (!current.is_broken).then(|| Arc::clone(&current));
        Self {
            state: Mutex::new(State {
                current,
                good,
                fallback: None,
                held: BTreeMap::new(),
            }),
            token,
        }
    }

    /// Takes in the next round, and gives back those that nothing is shown from any more.
    pub(super) fn advance(&self, next: &Arc<Round>) -> Vec<Arc<Round>> {
        let mut state = lock(&self.state);
        let mut retired = vec![std::mem::replace(&mut state.current, Arc::clone(next))];
        if next.is_broken {
            return retired;
        }
        let last = state.good.replace(Arc::clone(next));
        let mut held = std::mem::take(&mut state.held);
        for path in &next.broken {
            let known = held.remove(path).or_else(|| {
                last.clone().filter(|last| {
                    !last.broken.contains(path) && last.analysis.glossary.of_file(path).is_some()
                })
            });
            if let Some(round) = known {
                state.held.insert(path.clone(), round);
            }
        }
        retired.extend(held.into_values());
        match last {
            Some(last) if last.faults().is_empty() => retired.extend(state.fallback.replace(last)),
            last => retired.extend(last),
        }
        retired
    }

    /// The newest round.
    pub(super) fn current(&self) -> Arc<Round> {
        Arc::clone(&lock(&self.state).current)
    }

    /// What is wrong now.
    pub(super) fn faults(&self) -> Faults {
        let round = self.current();
        let more = round.faults();
        Faults { round, more }
    }

    /// The address of the home page on its host, as it is written in links.
    pub(super) fn home(&self) -> String {
        self.shown().analysis.outline.routes.home().to_owned()
    }

    /// What is at a decoded path of the host.
    pub(super) fn show(&self, path: &str) -> Shown {
        let (current, good, fallback, held) = {
            let state = lock(&self.state);
            (
                Arc::clone(&state.current),
                state.good.clone(),
                state.fallback.clone(),
                state.held.clone(),
            )
        };
        let rounds = Rounds {
            current,
            good,
            fallback,
            held,
        };
        let home = self.home();
        let base = percent_encoding::percent_decode_str(&home)
            .decode_utf8_lossy()
            .into_owned();
        if path == "/" && base != "/" || format!("{path}/") == base {
            return Shown::Moved(home);
        }
        let Some(place) = path.strip_prefix(&base) else {
            return rounds.missing();
        };
        if place.is_empty() || place.ends_with('/') {
            let file = format!("{place}index.html");
            return rounds.at(&file).unwrap_or_else(|| rounds.missing());
        }
        if let Some(shown) = rounds.at(place) {
            return shown;
        }
        if let Some(shown) = rounds.at(&format!("{place}.html")) {
            return shown;
        }
        if rounds.has(&format!("{place}/index.html")) {
            let place = crate::page::route::encoded_path(place);
            return Shown::Moved(format!("{home}{place}/"));
        }
        rounds.missing()
    }

    /// The round that pages are shown from.
    pub(super) fn shown(&self) -> Arc<Round> {
        let state = lock(&self.state);
        Arc::clone(state.good.as_ref().unwrap_or(&state.current))
    }

    /// The secret of this run.
    pub(super) fn token(&self) -> &str {
        &self.token
    }
}

/// The rounds that an address is looked up in.
struct Rounds {
    current: Arc<Round>,
    good: Option<Arc<Round>>,
    fallback: Option<Arc<Round>>,
    held: BTreeMap<SourcePath, Arc<Round>>,
}

impl Rounds {
    /// What is at a path of the output.
    fn at(&self, file: &str) -> Option<Shown> {
        let file_of = |round: &Round, asset: usize| Shown::File {
            name: file.to_owned(),
            asset: round.analysis.outline.files.assets()[asset].clone(),
            status: 200,
        };
        if let Some(Found::File(asset)) = self.current.analysis.outline.find(file) {
            return Some(file_of(&self.current, asset));
        }
        // An older version of a page names files by marks of that time.
        let old = self.good.iter().chain(self.held.values());
        for round in old.chain(&self.fallback) {
            if let Some(asset) = round.analysis.outline.files.find_fingerprinted(file) {
                return Some(file_of(round, asset));
            }
        }
        let round = self.good.as_ref().unwrap_or(&self.current);
        if let Some(bytes) = round.analysis.outline.folder_file(file) {
            return Some(Shown::File {
                name: file.to_owned(),
                asset: Asset::new(SourcePath::new(file), bytes),
                status: 200,
            });
        }
        self.page(file).map(Shown::Page)
    }

    /// Whether there is a page or file at a path of the output.
    fn has(&self, file: &str) -> bool {
        self.held_at(file).is_some()
            || self
                .good
                .iter()
                .chain([&self.current])
                .any(|round| round.analysis.outline.find(file).is_some())
    }

    /// The last good version of a page whose file is at fault now.
    fn held_at(&self, file: &str) -> Option<(&Arc<Round>, PageNumber)> {
        self.held
            .iter()
            .find_map(|(source, round)| match round.analysis.outline.find(file)? {
                Found::Page(page) if round.source_of(page).as_ref() == Some(source) => {
                    Some((round, page))
                }
                _ => None,
            })
    }

    fn page(&self, file: &str) -> Option<PreviewPage> {
        let page_at = |round: &Round| match round.analysis.outline.find(file)? {
            Found::Page(page) => Some(page),
            Found::File(_) => None,
        };
        let Some(good) = &self.good else {
            // Nothing was ever good: what will be there when the fault goes?
            return page_at(&self.current).map(|_| blank());
        };
        let page = page_at(good);
        let is_good = page.is_some_and(|page| {
            let source = good.source_of(page);
            source.is_none_or(|source| !good.broken.contains(&source))
        });
        let Some(page) = page.filter(|_| is_good) else {
            let held = self.held_at(file);
            let made = held.and_then(|(round, page)| Some((round, round.page(page, file)?)));
            return match made {
                Some((round, made)) => Some(shown(round, made, file, 200)),
                None => page.map(|_| blank()),
            };
        };
        if let Some(made) = good.page(page, file) {
            return Some(shown(good, made, file, 200));
        }
        let old = self.fallback.as_ref().and_then(|round| {
            let made = round.page(page_at(round)?, file)?;
            Some(shown(round, made, file, 200))
        });
        Some(old.unwrap_or_else(blank))
    }

    /// The page for an address that leads nowhere.
    fn missing(&self) -> Shown {
        let round = self.good.as_ref().unwrap_or(&self.current);
        let outline = &round.analysis.outline;
        let own = outline.not_found().and_then(|page| outline.file_of(page));
        let file = own.unwrap_or_else(|| "404.html".to_owned());
        let mut page = match self.at(&file) {
            Some(Shown::Page(page)) => page,
            Some(Shown::File { name, asset, .. }) => match asset.place {
                AssetPlace::Memory(bytes) => PreviewPage {
                    hash: hash(&bytes),
                    bytes,
                    status: 404,
                    file,
                    redirect: None,
                    origin: None,
                },
                AssetPlace::Disk(_) => {
                    return Shown::File {
                        name,
                        asset,
                        status: 404,
                    };
                }
            },
            _ => blank(),
        };
        page.status = 404;
        Shown::Page(page)
    }
}

fn shown(round: &Arc<Round>, made: Made, file: &str, status: u16) -> PreviewPage {
    let page = round.analysis.outline.page(made.page);
    PreviewPage {
        bytes: made.bytes,
        hash: made.hash,
        status,
        file: file.to_owned(),
        redirect: page.and_then(|page| page.leads_to),
        origin: Some((Arc::clone(round), made.page)),
    }
}

/// Stands where nothing can be shown yet.
fn blank() -> PreviewPage {
    const BLANK: &str = "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
<title>Not yet</title>
</head>
<body>
<main>
<h1>Not yet</h1>
<p>An error stands in the way of this page. It will be here as soon as the error is gone.</p>
</main>
</body>
</html>
";
    PreviewPage {
        bytes: BLANK.as_bytes().into(),
        hash: hash(BLANK.as_bytes()),
        status: 503,
        file: "index.html".to_owned(),
        redirect: None,
        origin: None,
    }
}

//! `primer check --external`: what is asked of other sites, how politely, what is remembered, and what is told.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Output;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use primer::check::external::external_links;
use primer::check::verdict::{Bar, DeathSign, Doubt, Verdict};
use primer::disk::keep::{keep, kept};
use primer::external::clock::SystemClock;
use primer::external::guard::GuardedResolver;
use primer::external::http::Http;
use primer::external::{Limits, Recollection};
use ureq::unversioned::resolver::DefaultResolver;

use crate::builder::{Primer, report};
use crate::program::program;
use crate::web::{PaperClock, PaperWeb, add_answers, ask, asking, verdict};

const ALIVE: Verdict = Verdict::Alive { moved: None };
const HOUR: Duration = Duration::from_secs(60 * 60);

fn dead(status: u16, is_certain: bool) -> Verdict {
    let sign = DeathSign::Status(status);
    Verdict::Dead { sign, is_certain }
}

fn moved(to: &str) -> Verdict {
    let moved = Some(to.to_owned());
    Verdict::Alive { moved }
}

#[test]
fn verdicts() {
    let a = "https://a.org/";
    for (web, expected) in [
        ("200", ALIVE),
        ("404", dead(404, false)),
        ("410", dead(410, false)),
        ("404 wall", Verdict::Unknown(Doubt::Challenge)),
        ("403", Verdict::Unknown(Doubt::Status(403))),
        ("503", Verdict::Unknown(Doubt::Status(503))),
        ("999", Verdict::Unknown(Doubt::Status(999))),
        ("timeout", Verdict::Unknown(Doubt::TimedOut)),
        ("tls", Verdict::Unknown(Doubt::Tls)),
        ("private", Verdict::Barred(Bar::Private)),
        ("301", Verdict::Unknown(Doubt::Status(301))),
        // A form of request that is not answered well, or not at all.
        ("HEAD:404; 200", ALIVE),
        ("HEAD:405; 200", ALIVE),
        ("HEAD:501; 200", ALIVE),
        ("HEAD:403; 404", dead(404, false)),
        ("HEAD:timeout; 200", ALIVE),
        ("HEAD:broken; 200", ALIVE),
        ("HEAD:200; 404", ALIVE),
        // Redirects.
        ("301 /b\nhttps://a.org/b 200", moved("https://a.org/b")),
        (
            "308 //b.org/#c\nhttps://b.org/ 200",
            moved("https://b.org/#c"),
        ),
        ("301 /b\nhttps://a.org/b 302 /c\nhttps://a.org/c 200", ALIVE),
        ("302 /b\nhttps://a.org/b 301 /c\nhttps://a.org/c 200", ALIVE),
        ("303 /b\nhttps://a.org/b 200", ALIVE),
        ("301 /b\nhttps://a.org/b 404", dead(404, false)),
        (
            "301 /b\nhttps://a.org/b 500",
            Verdict::Unknown(Doubt::Status(500)),
        ),
        (
            "301 /b\nhttps://a.org/b private",
            Verdict::Unknown(Doubt::Elsewhere),
        ),
        ("301 http://localhost/", Verdict::Unknown(Doubt::Elsewhere)),
        ("301 http://a.org:22/", Verdict::Unknown(Doubt::Elsewhere)),
        ("301 https://u:p@a.org/", Verdict::Unknown(Doubt::Elsewhere)),
        ("301 file:///etc/passwd", Verdict::Unknown(Doubt::Elsewhere)),
        ("302 /", Verdict::Unknown(Doubt::Redirects)),
        ("302 /#cookies", Verdict::Unknown(Doubt::Redirects)),
        (
            "302 /b\nhttps://a.org/b 302 /",
            Verdict::Unknown(Doubt::Redirects),
        ),
    ] {
        assert_eq!(
            verdict(&PaperWeb::new(&format!("{a} {web}")), a),
            expected,
            "{web}"
        );
    }
    let hops = (0..20).map(|hop| format!("https://a.org/{hop} 302 /{}\n", hop + 1));
    let web = PaperWeb::new(&hops.collect::<String>());
    assert_eq!(
        verdict(&web, "https://a.org/0"),
        Verdict::Unknown(Doubt::Redirects)
    );
    assert_eq!(web.asked().len(), 9);
}

#[test]
fn an_unknown_name_is_a_sign_only_where_there_is_a_network() {
    let web = || PaperWeb::new("https://a.org/ nohost\nhttps://b.org/ timeout\nhttps://c.org/ 200");
    let no_host = Verdict::Dead {
        sign: DeathSign::NoHost,
        is_certain: false,
    };
    let all = ["https://a.org/", "https://b.org/", "https://c.org/"];
    for (is_offline, addresses, expected) in [
        (false, &all[..1], &no_host),
        (false, &all[..], &no_host),
        // Somebody answered.
        (true, &all[..], &no_host),
        (true, &all[..2], &Verdict::Late),
    ] {
        let mut web = web();
        web.is_offline = is_offline;
        let mut known = Recollection::default();
        let answered = ask(&web, &PaperClock::default(), &mut known, addresses);
        assert_eq!(answered.verdicts[all[0]], *expected);
        assert_eq!(answered.is_offline, *expected == Verdict::Late);
        assert_eq!(known.is_empty(), answered.is_offline);
    }
}

#[test]
fn an_address_is_asked_once_and_remembered() {
    let a = "https://a.org/";
    let web = PaperWeb::new("https://a.org/ 200\nhttps://b.org/ 404\nhttps://c.org/ 503");
    let (clock, mut known) = (PaperClock::default(), Recollection::default());
    let addresses = [
        a,
        "https://a.org/#b",
        "//A.org",
        "https://b.org/",
        "https://c.org/",
    ];
    let mut run = |after: Duration| {
        clock.pass(after);
        let answered = ask(&web, &clock, &mut known, &addresses);
        (web.asked(), answered)
    };
    let (asked, answered) = run(Duration::ZERO);
    let first = [
        "HEAD https://a.org/",
        "HEAD https://b.org/",
        "GET https://b.org/",
        "HEAD https://c.org/",
        "GET https://c.org/",
    ];
    let sorted = |mut asked: Vec<String>| {
        asked.sort_by_key(|asked| asked.split('/').nth(2).map(str::to_owned));
        asked
    };
    assert_eq!(sorted(asked), first);
    assert_eq!((answered.addresses, answered.asked), (3, 3));
    assert_eq!(answered.verdicts.len(), 5);
    assert_eq!(answered.verdicts["https://a.org/#b"], ALIVE);
    let (asked, answered) = run(HOUR / 2);
    assert!(asked.is_empty());
    assert_eq!(answered.verdicts["https://b.org/"], dead(404, false));
    assert_eq!((answered.addresses, answered.asked), (3, 0));
    // A day after the first time.
    let (asked, answered) = run(24 * HOUR);
    assert_eq!(sorted(asked), first[1..]);
    assert_eq!(answered.verdicts["https://b.org/"], dead(404, true));
    let (asked, _) = run(14 * 24 * HOUR);
    assert_eq!(sorted(asked), first);
}

#[test]
fn one_look_is_enough_for_who_says_so() {
    let web = PaperWeb::new("https://b.org/ 404");
    let clock = PaperClock::default();
    let mut asking = asking(&web, &clock, Limits::default());
    asking.at_once = true;
    let answered = asking.ask(
        ["https://b.org/"],
        &mut Recollection::default(),
        &mut |_, _| {},
    );
    assert_eq!(answered.verdicts["https://b.org/"], dead(404, true));
}

#[test]
fn a_server_is_not_hurried() {
    let clock = PaperClock::made();
    let web = PaperWeb::new(
        "https://a.org/1 404\nhttps://www.a.org/2 200\nhttps://a.org/3 200\nhttps://b.org/ 302 https://a.org/3",
    )
    .on(clock);
    let addresses = [
        "https://a.org/1",
        "https://www.a.org/2",
        "https://a.org/3",
        "https://b.org/",
    ];
    ask(&web, clock, &mut Recollection::default(), &addresses);
    let times = web.times.lock().unwrap();
    let of_a: Vec<Duration> = times
        .iter()
        .filter(|(host, _)| host.ends_with("a.org"))
        .map(|(_, time)| *time)
        .collect();
    assert_eq!(of_a.len(), 5, "{times:?}");
    for pair in of_a.windows(2) {
        // An answer takes a tenth of a second here.
        assert!(
            pair[1] >= pair[0] + Duration::from_millis(1100),
            "{times:?}"
        );
    }
}

/// Asks some pages of some names of this machine, and holds each name's turns apart. All of 127.0.0.0/8 is this machine, at
/// least on Linux.
fn ask_with_turns(server: &LocalServer, addresses: &[String]) -> Duration {
    let limits = Limits {
        interval: Duration::from_millis(30),
        ..Limits::default()
    };
    let started = Instant::now();
    let (web, clock) = (open_web(), SystemClock::default());
    let answered = asking(&web, &clock, limits).ask(
        addresses.iter().map(String::as_str),
        &mut Recollection::default(),
        &mut |_, _| {},
    );
    let took = started.elapsed();
    assert_eq!(answered.asked, addresses.len());
    assert!(answered.verdicts.values().all(|verdict| *verdict == ALIVE));
    let seen = server.seen.lock().unwrap();
    for host in 1..=5 {
        let host = format!("127.0.0.{host}");
        let mut times: Vec<_> = seen
            .iter()
            .filter(|seen| seen.host.starts_with(&host))
            .collect();
        times.sort_by_key(|seen| seen.start);
        for pair in times.windows(2) {
            let pause = pair[1].start.saturating_duration_since(pair[0].end);
            assert!(pause >= Duration::from_millis(25), "{host}: {pause:?}");
        }
    }
    took
}

#[test]
fn several_servers_are_asked_at_a_time_and_each_by_one() {
    let server = LocalServer::start(|_, _| {
        thread::sleep(Duration::from_millis(40));
        answer("200 OK", "")
    });
    let hosts: u8 = if cfg!(target_os = "linux") { 4 } else { 1 };
    let addresses: Vec<String> = (1..=hosts)
        .flat_map(|host| (0..4).map(move |page| (host, page)))
        .map(|(host, page)| format!("http://127.0.0.{host}:{}/{page}", server.port))
        .collect();
    let took = ask_with_turns(&server, &addresses);
    let one_by_one = Duration::from_millis(4 * 40 + 3 * 30);
    assert!(took >= one_by_one, "{took:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_server_to_which_others_redirect_is_not_hurried_either() {
    let server = LocalServer::start(|request, head| {
        if request.contains("/to") {
            let port = head
                .split("127.0.0.")
                .nth(1)
                .and_then(|host| host.split(':').nth(1));
            let port = port.and_then(|rest| rest.lines().next()).unwrap_or("");
            return answer(
                "302 Found",
                &format!("Location: http://127.0.0.1:{port}/\r\n"),
            );
        }
        thread::sleep(Duration::from_millis(40));
        answer("200 OK", "")
    });
    let addresses: Vec<String> = (1..=5)
        .map(|host| format!("http://127.0.0.{host}:{}/to", server.port))
        .collect();
    ask_with_turns(&server, &addresses);
}

#[test]
fn a_server_that_is_asked_too_much_is_left_alone() {
    let a = "https://a.org/1";
    let retried = |replies: &str| {
        let clock = PaperClock::made();
        let web = PaperWeb::new(&format!("{a} {replies}\nhttps://a.org/2 200")).on(clock);
        let addresses = [a, "https://a.org/2"];
        let answered = ask(&web, clock, &mut Recollection::default(), &addresses);
        let times = web.times.lock().unwrap();
        let pause = times.get(1).map_or(0, |(_, time)| time.as_secs());
        let verdicts = addresses.map(|address| answered.verdicts[address].clone());
        (pause, verdicts, answered.late)
    };
    let unknown = |status| Verdict::Unknown(Doubt::Status(status));
    assert_eq!(retried("429 after 5; 200"), (5, [ALIVE, ALIVE], 0));
    assert_eq!(retried("429; 200"), (10, [ALIVE, ALIVE], 0));
    assert_eq!(
        retried("429 after Sat, 28 Nov 2026 12:00:07 GMT"),
        (7, [unknown(429), Verdict::Late], 1)
    );
    assert_eq!(
        retried("429 after 3600"),
        (0, [unknown(429), Verdict::Late], 1)
    );
    // Nobody said how long: the next form of request, and the next page.
    assert_eq!(retried("503"), (1, [unknown(503), ALIVE], 0));
    assert_eq!(retried("503 after 3; 200"), (3, [ALIVE, ALIVE], 0));
}

#[test]
fn time_ends() {
    let clock = PaperClock::made();
    let addresses: Vec<String> = (0..100)
        .map(|page| format!("https://a.org/{page}"))
        .collect();
    let lines: Vec<String> = addresses
        .iter()
        .map(|address| format!("{address} 200"))
        .collect();
    let web = PaperWeb::new(&lines.join("\n")).on(clock);
    let limits = Limits {
        threads: 1,
        total: Duration::from_secs(11),
        ..Limits::default()
    };
    let mut known = Recollection::default();
    let mut run = || {
        let asking = asking(&web, clock, limits);
        asking.ask(
            addresses.iter().map(String::as_str),
            &mut known,
            &mut |_, _| {},
        )
    };
    let answered = run();
    assert_eq!((answered.asked, answered.late), (10, 90));
    assert_eq!(answered.verdicts["https://a.org/99"], Verdict::Late);
    assert!(clock_is_near(clock, 11));
    // The next run goes on, and first with what was left.
    let second = run();
    assert_eq!(second.late, 80);
    clock.pass(15 * 24 * HOUR);
    let third = run();
    assert_eq!((third.asked, third.late), (10, 90));
    let mut asked = third
        .verdicts
        .iter()
        .filter(|(_, verdict)| **verdict == ALIVE);
    assert!(asked.all(|(address, _)| second.verdicts[address] == Verdict::Late));
}

fn clock_is_near(clock: &PaperClock, seconds: u64) -> bool {
    let elapsed = primer::external::Clock::elapsed(clock).as_secs();
    (seconds - 1..=seconds + 1).contains(&elapsed)
}

/// A server on this machine: a function from a request to a reply.
struct LocalServer {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
}

struct Seen {
    request: String,
    host: String,
    start: Instant,
    end: Instant,
}

fn answer(status: &str, headers: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n")
}

impl LocalServer {
    fn start(reply: impl Fn(&str, &str) -> String + Send + Sync + 'static) -> Self {
        let any = SocketAddr::from(([0, 0, 0, 0], 0));
        let listener = TcpListener::bind(any).unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, reply) = (Arc::clone(&seen), Arc::new(reply));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (log, reply) = (Arc::clone(&log), Arc::clone(&reply));
                thread::spawn(move || Self::serve(stream, &log, &*reply));
            }
        });
        Self { port, seen }
    }

    fn serve(mut stream: TcpStream, log: &Mutex<Vec<Seen>>, reply: &dyn Fn(&str, &str) -> String) {
        let start = Instant::now();
        let mut lines = BufReader::new(stream.try_clone().unwrap())
            .lines()
            .map_while(Result::ok);
        let request = lines.next().unwrap_or_default();
        let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
        let head = head.join("\n").to_lowercase();
        let host = head.split("host: ").nth(1).unwrap_or("").to_owned();
        let text = reply(&request, &head);
        let end = Instant::now();
        log.lock().unwrap().push(Seen {
            request,
            host,
            start,
            end,
        });
        let _ = stream.write_all(text.as_bytes());
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn requests(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        let lines = seen
            .iter()
            .map(|seen| seen.request.trim_end_matches(" HTTP/1.1").to_owned());
        lines.collect()
    }
}

/// The web with this machine in it, as only a test may see it.
fn open_web() -> Http {
    Http::new(DefaultResolver::default())
}

/// The verdict over a real connection, beside one that shows that there is a network.
fn real(web: &Http, address: &str, server: &LocalServer) -> Verdict {
    let addresses = [address, &server.url("/here")];
    let limits = Limits {
        interval: Duration::from_millis(5),
        reply: Duration::from_millis(700),
        ..Limits::default()
    };
    let clock = SystemClock::default();
    let asking = asking(web, &clock, limits);
    let answered = asking.ask(addresses, &mut Recollection::default(), &mut |_, _| {});
    answered.verdicts[address].clone()
}

fn site() -> LocalServer {
    LocalServer::start(|request, head| {
        let (method, path) = request.split_once(' ').unwrap();
        let path = path.trim_end_matches(" HTTP/1.1");
        assert!(
            head.contains("user-agent: mozilla/5.0 (compatible; primer/"),
            "{head}"
        );
        assert!(!head.contains("authorization"), "{head}");
        match (method, path) {
            (_, "/here" | "/new") => answer("200 OK", ""),
            (_, odd) if odd.starts_with("/odd") => answer("200 OK", ""),
            (_, "/gone") => answer("410 Gone", ""),
            ("GET", "/no-head") => answer("200 OK", ""),
            ("HEAD", "/no-head") => answer("405 Method Not Allowed", ""),
            ("HEAD", "/hangs-up") => String::new(),
            ("GET", "/hangs-up") => answer("200 OK", ""),
            (_, "/moved") => answer("301 Moved Permanently", "Location: /new\r\n"),
            (_, "/inside") => answer("302 Found", "Location: http://169.254.169.254/latest/\r\n"),
            (_, "/slow") => {
                thread::sleep(Duration::from_secs(2));
                answer("200 OK", "")
            }
            (_, "/large") => format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(100_000)),
            (_, "/noise") => "SSH-2.0-OpenSSH_9.6\r\n".to_owned(),
            (_, "/wall") => answer("404 Not Found", "cf-mitigated: challenge\r\n"),
            _ => answer("404 Not Found", ""),
        }
    })
}

#[test]
fn real_connections() {
    let server = site();
    let paths = [
        ("/here#part", ALIVE),
        ("/missing", dead(404, false)),
        ("/gone", dead(410, false)),
        ("/no-head", ALIVE),
        ("/hangs-up", ALIVE),
        (
            "/odd|^`{}\"'[]()*;@$,&=+~!%zz%20ä?q=|^`{}\"'[]\\<>ö&amp;#x",
            ALIVE,
        ),
        ("/moved", moved(&server.url("/new"))),
        ("/slow", Verdict::Unknown(Doubt::TimedOut)),
        ("/large", ALIVE),
        ("/noise", Verdict::Unknown(Doubt::Protocol)),
        ("/wall", Verdict::Unknown(Doubt::Challenge)),
    ];
    for (path, expected) in paths {
        let url = server.url(path);
        assert_eq!(real(&open_web(), &url, &server), expected, "{path}");
    }
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let tls = format!("https://{}/", plain.local_addr().unwrap());
    thread::spawn(move || {
        for mut stream in plain.incoming().map_while(Result::ok) {
            let _ = stream.write_all(answer("400 Bad Request", "").as_bytes());
            thread::sleep(Duration::from_millis(200));
        }
    });
    assert_eq!(
        real(&open_web(), &tls, &server),
        Verdict::Unknown(Doubt::Tls)
    );
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed_url = format!("http://{}/", closed.local_addr().unwrap());
    drop(closed);
    assert_eq!(
        real(&open_web(), &closed_url, &server),
        Verdict::Unknown(Doubt::Unreachable)
    );
    let requests = server.requests();
    assert!(requests.contains(&"HEAD /here".to_owned()), "{requests:?}");
    assert!(!requests.contains(&"GET /here".to_owned()));
}

/// The web as a user has it: no form of an address of this machine, or of a network of its own, is dialled.
#[test]
fn private_addresses_are_refused() {
    let server = site();
    let port = server.port;
    let web = Http::new(GuardedResolver::default());
    for host in [
        "127.0.0.1",
        "127.0.0.2",
        "127.2",
        "2130706433",
        "0x7f000002",
        "0x7f.1",
        "0177.0.0.1",
        "127。0。0。1",
        "①②⑦.0.0.1",
        "0.0.0.0",
        "0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.2]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "10.0.0.1",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "localhost",
        "LOCALHOST.",
        "a.localhost",
    ] {
        let url = format!("http://{host}:{port}/here");
        assert_eq!(
            real(&web, &url, &server),
            Verdict::Barred(Bar::Private),
            "{host}"
        );
    }
    assert_eq!(server.requests(), Vec::<String>::new());
}

/// Redirects are dialled by the same resolver, which is asked each time.
#[test]
fn redirects_to_private_addresses_are_refused() {
    /// Lets the first host through and guards the others.
    #[derive(Debug)]
    struct FirstOnly(GuardedResolver, DefaultResolver);
    impl ureq::unversioned::resolver::Resolver for FirstOnly {
        fn resolve(
            &self,
            uri: &ureq::http::Uri,
            config: &ureq::config::Config,
            timeout: ureq::unversioned::transport::NextTimeout,
        ) -> Result<ureq::unversioned::resolver::ResolvedSocketAddrs, ureq::Error> {
            if uri.host() == Some("127.0.0.1") {
                self.1.resolve(uri, config, timeout)
            } else {
                self.0.resolve(uri, config, timeout)
            }
        }
    }
    let server = LocalServer::start(|request, _| match request.split(['=', ' ']).nth(2) {
        Some(to) if to.starts_with("http:") => answer("302 Found", &format!("Location: {to}\r\n")),
        _ => answer("200 OK", ""),
    });
    let web = Http::new(FirstOnly(
        GuardedResolver::default(),
        DefaultResolver::default(),
    ));
    for to in [
        format!("http://127.0.0.2:{}/", server.port),
        format!("http://0x7f000002:{}/", server.port),
        format!("http://[::ffff:127.0.0.2]:{}/", server.port),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
    ] {
        let before = server.requests().len();
        let url = server.url(&format!("/?to={to}"));
        assert_eq!(
            real(&web, &url, &server),
            Verdict::Unknown(Doubt::Elsewhere),
            "{to}"
        );
        // It, and the one beside it.
        assert_eq!(server.requests().len(), before + 2);
    }
}

#[test]
fn a_damaged_cache_is_none() {
    const HEAD: &[u8] = b"primer external 1\n";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("primer/external");
    let read = || kept::<Recollection>(&file, HEAD);
    assert_eq!(read(), None);
    let mut known = Recollection::default();
    ask(
        &PaperWeb::new("https://a.org/ 404"),
        &PaperClock::default(),
        &mut known,
        &["https://a.org/"],
    );
    keep(&file, HEAD, &known).unwrap();
    assert_eq!(read(), Some(known.clone()));
    let whole = fs::read(&file).unwrap();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&file, &bytes).unwrap();
        assert_eq!(read(), None, "byte {at}");
        fs::write(&file, &whole[..at]).unwrap();
        assert_eq!(read(), None, "{at} bytes");
    }
    fs::write(&file, &whole).unwrap();
    assert_eq!(kept::<Recollection>(&file, b"primer external 2\n"), None);
    #[cfg(unix)]
    {
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(kept::<Recollection>(&link, HEAD), None);
    }
}

/// What a check tells when other sites answer like this, and did so a day before.
fn told(primer: &Primer, web: &str) -> Vec<String> {
    let mut analysis = primer.analyze();
    add_answers(&mut analysis, primer.inputs.config.as_ref(), web);
    report(&analysis, &analysis.diagnostics)
        .lines()
        .filter(|line| !line.contains("[orphan-entry]"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn each_place_is_told_and_can_be_excused() {
    let gone = "https://gone.org/ 404";
    let page = |text: &str| Primer::new().page("a.md", "A", text);
    let count = |primer: &Primer| told(primer, gone).len();
    assert_eq!(
        count(&page("[x](https://gone.org/) [y](https://gone.org/#z)")),
        2
    );
    assert_eq!(count(&page("[x][l] [y][l]\n\n[l]: https://gone.org/")), 1);
    assert_eq!(
        count(&page(
            "<a href='https://gone.org/'>x</a> ![i](https://gone.org/)"
        )),
        2
    );
    let off = page("[x](https://gone.org/)");
    for settings in [
        "[check]\ndead-link = \"off\"",
        "[check.external]\nignore = [\"https://gone.org/*\"]",
        "[check.external]\nignore = [\"*gone*\"]",
        "[[check.except]]\npaths = [\"content/a.md\"]\ncodes = [\"dead-link\"]\nreason = \"It comes back.\"",
    ] {
        assert_eq!(
            told(&off.clone().config(settings), gone),
            Vec::<String>::new(),
            "{settings}"
        );
    }
    let ignored = page("<!-- primer-ignore: dead-link It comes back. -->\n[x](https://gone.org/)");
    assert_eq!(told(&ignored, gone), Vec::<String>::new());
    // What excuses it is of use in a run that asks nobody, as far as that can know.
    assert_eq!(ignored.check(), Vec::<String>::new());
    let warned = off.clone().config("[check]\ndead-link = \"warn\"");
    assert!(told(&warned, gone)[0].contains("warning[dead-link]"));
}

#[test]
fn what_is_no_page_for_readers_is_not_asked() {
    let primer = Primer::new()
        .entry("draft.md", "---\ntitle: D\ndraft: true\n---\n[x](https://draft.org/)")
        .page(
            "a.md",
            "A",
            "<form action='https://form.org/'></form> <blockquote cite='https://cite.org/'>x</blockquote>\n\n\
             [m](mailto:a@b.org) [t](tel:+12) `https://code.org/` <!-- https://comment.org/ -->",
        )
        .asset(
            "static/p.html",
            b"<link rel=preconnect href='https://fonts.org/'><a href='https://file.org/'>x</a>",
        )
        .config("[[site.navigation]]\ntitle = \"N\"\nurl = \"https://settings.org/\"");
    let analysis = primer.analyze();
    let settings = primer.inputs.config.as_ref().map(|source| &source.path);
    let links = external_links(&analysis.glossary, &analysis.config, settings);
    let mut addresses: Vec<&str> = links.iter().map(|link| link.address.as_str()).collect();
    addresses.sort_unstable();
    assert_eq!(addresses, ["https://file.org/", "https://settings.org/"]);
}

/// The program itself, on a primer that links to this machine.
fn check(folder: &std::path::Path, arguments: &[&str]) -> Output {
    program()
        .arg("check")
        .args(arguments)
        .current_dir(folder)
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("HTTP_PROXY", "http://127.0.0.1:9/")
        .output()
        .unwrap()
}

#[test]
fn the_program_asks_only_when_it_is_told_to() {
    let server = site();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("content")).unwrap();
    let page = format!(
        "---\ntitle: Home\n---\n[x]({}) [y](http://router.lan/)\n",
        server.url("/missing")
    );
    fs::write(folder.path().join("content/index.md"), page).unwrap();
    let plain = check(folder.path(), &[]);
    let text = String::from_utf8(plain.stderr).unwrap();
    assert!(
        plain.status.success() && text.contains("no problems"),
        "{text}"
    );
    let asked = check(folder.path(), &["--external=now", "--strict"]);
    let text = String::from_utf8(asked.stderr).unwrap();
    assert!(asked.status.success(), "{text}");
    assert!(
        text.contains("hint[unconfirmed-link]: `127.0.0.1:"),
        "{text}"
    );
    assert!(
        text.contains("`router.lan` is in a private network"),
        "{text}"
    );
    assert_eq!(server.requests(), Vec::<String>::new());
    assert!(
        !check(folder.path(), &["--external", "--wanted"])
            .status
            .success()
    );
    assert!(
        !check(folder.path(), &["--external-limit", "5"])
            .status
            .success()
    );
}

#[test]
fn a_run_that_asks_nobody_mends_no_known_fault_of_other_sites() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("content")).unwrap();
    let page = "---\ntitle: Home\n---\n[x](http://router.lan/)\n";
    fs::write(folder.path().join("content/index.md"), page).unwrap();
    let known = || fs::read_to_string(folder.path().join("known.toml")).unwrap();
    let run = |arguments: &[&str]| {
        let all = [&["--baseline", "known.toml"], arguments].concat();
        let output = check(folder.path(), &all);
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    run(&["--external"]);
    let first = known();
    assert!(first.contains("unconfirmed-link"), "{first}");
    let text = run(&["--update-baseline"]);
    assert!(!text.contains("mended"), "{text}");
    assert_eq!(known(), first);
    assert!(run(&["--external"]).contains("1 known problem"));
    fs::write(
        folder.path().join("content/index.md"),
        "---\ntitle: Home\n---\n",
    )
    .unwrap();
    run(&["--external", "--update-baseline"]);
    assert!(!known().contains("unconfirmed-link"));
}

#[test]
fn every_form_of_a_report_has_them() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("content")).unwrap();
    let page = "---\ntitle: Home\n---\n[x](http://router.lan/)\n";
    fs::write(folder.path().join("content/index.md"), page).unwrap();
    for form in ["short", "json", "github", "sarif", "gitlab"] {
        let output = check(folder.path(), &["--external", "--format", form]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("unconfirmed-link"), "{form}: {text}");
        assert!(output.stderr.is_empty(), "{form}");
    }
    fs::write(
        folder.path().join("primer.toml"),
        "[check]\nunconfirmed-link = \"warn\"",
    )
    .unwrap();
    assert!(
        !check(folder.path(), &["--external", "--strict"])
            .status
            .success()
    );
    // Other files than those that are named are not asked about.
    fs::write(
        folder.path().join("content/b.md"),
        "---\ntitle: B\n---\n[A](/)\n",
    )
    .unwrap();
    let output = check(
        folder.path(),
        &["--external", "--format", "short", "content/b.md"],
    );
    assert!(
        !String::from_utf8(output.stdout)
            .unwrap()
            .contains("unconfirmed")
    );
}

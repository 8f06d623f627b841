//! The preview as its visitors meet it: the real program, over real sockets.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use primer::disk::load::{Tree, load};
use primer::pipeline::{Options, build};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket};

use crate::program::{program, starter};

/// So long something may take on a busy machine.
const LONG: Duration = Duration::from_secs(10);

/// A server at work; it ends with the test.
struct Server {
    child: Child,
    port: u16,
    home: String,
    /// What it says, line by line; nothing where nobody listens.
    lines: Option<Receiver<String>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_str())
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Server {
    fn start(root: &Path, arguments: &[&str]) -> Self {
        Self::start_with(root, arguments, true)
    }

    fn start_with(root: &Path, arguments: &[&str], reads: bool) -> Self {
        let child = program()
            .args(["serve", "--port", "0", "--root"])
            .arg(root)
            .args(arguments)
            .env_remove("VISUAL")
            .env_remove("EDITOR")
            .env_remove("PRIMER_BASE_URL")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self::of(child, reads).unwrap_or_else(|reason| panic!("{reason}"))
    }

    /// A program that was started, as soon as it tells its address.
    fn of(mut child: Child, reads: bool) -> Result<Self, String> {
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut address = String::new();
        out.read_line(&mut address).unwrap();
        let lines = reads.then(|| {
            let (sender, lines) = channel();
            let err = BufReader::new(child.stderr.take().unwrap());
            std::thread::spawn(move || {
                for line in err.lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        break;
                    }
                }
            });
            lines
        });
        let rest = address.trim().strip_prefix("http://localhost:");
        let Some((port, home)) = rest.and_then(|rest| rest.split_once('/')) else {
            let said: Vec<String> = lines.into_iter().flatten().collect();
            return Err(format!("no address but `{address}`: {said:?}"));
        };
        Ok(Self {
            port: port.parse().unwrap(),
            home: format!("/{home}"),
            child,
            lines,
        })
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream
    }

    fn host(&self) -> String {
        format!("localhost:{}", self.port)
    }

    /// Sends bytes and reads one answer.
    fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        let _ = stream.write_all(request);
        read_answer(&mut stream, request.starts_with(b"HEAD"))
    }

    fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request.push_str(&format!("Host: {}\r\n", self.host()));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        self.raw(request.as_bytes())
    }

    fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, &[])
    }

    /// Asks until an answer is as it should be.
    fn until(&self, target: &str, what: &str, good: impl Fn(&Answer) -> bool) -> Answer {
        let start = Instant::now();
        loop {
            let answer = self.get(target);
            if good(&answer) {
                return answer;
            }
            assert!(
                start.elapsed() < LONG,
                "{what}: {target} stays {} {}",
                answer.status,
                answer.text()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Reads what it says up to a line.
    fn says(&self, what: &str) -> String {
        let start = Instant::now();
        let mut all = String::new();
        while start.elapsed() < LONG {
            let line = self.lines.as_ref().unwrap().recv_timeout(LONG);
            let Ok(line) = line else { break };
            all.push_str(&line);
            all.push('\n');
            if line.contains(what) {
                return all;
            }
        }
        panic!("it never says `{what}`: {all}");
    }

    fn token(&self) -> String {
        let page = self.get(&self.home).text();
        attribute(&page, "data-token")
    }

    fn tab(&self, path: &str) -> Tab {
        let page = self.get(path).text();
        self.tab_with(path, &attribute(&page, "data-page"))
    }

    fn tab_with(&self, path: &str, hash: &str) -> Tab {
        let url = format!(
            "ws://{}/.primer-preview/socket?token={}",
            self.host(),
            self.token()
        );
        let mut request = url.into_client_request().unwrap();
        let origin = format!("http://{}", self.host());
        request
            .headers_mut()
            .insert("Origin", origin.parse().unwrap());
        let (socket, _) = tungstenite::client(request, self.connect()).unwrap();
        let mut tab = Tab { socket };
        tab.say(&json!({ "type": "watch", "path": path, "page": hash }));
        tab
    }
}

/// A browser's tab.
struct Tab {
    socket: WebSocket<TcpStream>,
}

impl Tab {
    fn say(&mut self, message: &Value) {
        self.socket
            .send(Message::text(message.to_string()))
            .unwrap();
    }

    /// The next message of a kind.
    fn hear(&mut self, kind: &str) -> Value {
        loop {
            let message = self.socket.read().unwrap();
            let Message::Text(text) = message else {
                continue;
            };
            let value: Value = serde_json::from_str(&text).unwrap();
            if value["type"] == kind {
                return value;
            }
        }
    }

    /// The kinds of all messages that come for a while.
    fn kinds(&mut self, time: Duration) -> Vec<String> {
        self.socket.get_mut().set_read_timeout(Some(time)).unwrap();
        let mut kinds = Vec::new();
        while let Ok(message) = self.socket.read() {
            if let Message::Text(text) = message {
                let value: Value = serde_json::from_str(&text).unwrap();
                kinds.push(value["type"].as_str().unwrap().to_owned());
            }
        }
        self.socket.get_mut().set_read_timeout(Some(LONG)).unwrap();
        kinds
    }
}

fn attribute(html: &str, name: &str) -> String {
    let start = html
        .rfind(&format!("{name}=\""))
        .unwrap_or_else(|| panic!("no {name}: {html}"));
    let rest = &html[start + name.len() + 2..];
    rest[..rest.find('"').unwrap()].to_owned()
}

fn read_answer(stream: &mut TcpStream, no_body: bool) -> Answer {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 * 1024];
    let end = |bytes: &[u8]| bytes.windows(4).position(|part| part == b"\r\n\r\n");
    while end(&bytes).is_none() {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    }
    let Some(end) = end(&bytes) else {
        return Answer {
            status: 0,
            headers: Vec::new(),
            body: bytes,
        };
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .unwrap()
        .split(' ')
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let mut body = bytes[end + 4..].to_vec();
    let length = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .map_or(0, |(_, value)| value.parse().unwrap());
    while !no_body && status != 304 && body.len() < length {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(count) => body.extend_from_slice(&buffer[..count]),
        }
    }
    Answer {
        status,
        headers,
        body,
    }
}

/// A page without what the preview adds.
fn stripped(bytes: &[u8]) -> Vec<u8> {
    let start = bytes
        .windows(8)
        .rposition(|part| part == b"<script ")
        .filter(|&at| bytes[at..].starts_with(b"<script src=\"/.primer-preview/"));
    let Some(start) = start else {
        return bytes.to_vec();
    };
    let end = start
        + bytes[start..]
            .windows(9)
            .position(|part| part == b"</script>")
            .unwrap()
        + b"</script>".len();
    [&bytes[..start], &bytes[end..]].concat()
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn small() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("primer.toml", "[site]\ntitle = \"Small\"\n"),
        (
            "content/_index.md",
            "---\ntitle: Home\n---\n[A](/terms/a)\n",
        ),
        (
            "content/terms/a.md",
            "---\ntitle: Alpha wave\naliases: [\"/old/alpha\"]\n---\nFirst.\n\n## Part two\n\nSee [b](/terms/b).\n",
        ),
        (
            "content/terms/b.md",
            "---\ntitle: Beta wave\n---\nThe alpha wave is [a](/terms/a) thing. See [c](/terms/c).\n",
        ),
        (
            "content/terms/c.md",
            "---\ntitle: Gamma\n---\nAn *alpha* wave, `beta wave`.\n",
        ),
        ("static/movie.mp4", "0123456789"),
    ] {
        write(folder.path(), path, text);
    }
    folder
}

/// The files that a build would write.
fn built(root: &Path) -> Option<BTreeMap<String, Vec<u8>>> {
    let inputs = load(&Tree::new(root), Options::default()).ok()?;
    let files = build(&inputs, &|_| {}).files?;
    Some(
        files
            .into_iter()
            .map(|file| (file.path, file.bytes.to_vec()))
            .collect(),
    )
}

fn encoded(path: &str) -> String {
    primer::page::route::encoded_path(path).into_owned()
}

/// Every file of a build is served byte for byte.
fn compare(server: &Server, files: &BTreeMap<String, Vec<u8>>) {
    for (path, bytes) in files {
        let address = format!("{}{}", server.home, encoded(path));
        let answer = server.get(&address);
        assert_eq!(answer.status, 200, "{path}");
        assert!(
            stripped(&answer.body) == *bytes,
            "{path}\n--- expected\n{}\n--- served\n{}",
            String::from_utf8_lossy(bytes),
            answer.text()
        );
        // At its own address too.
        if let Some(folder) = path.strip_suffix("index.html") {
            let answer = server.get(&format!("{}{}", server.home, encoded(folder)));
            assert!(
                answer.status == 200 && stripped(&answer.body) == *bytes,
                "{path}"
            );
        }
    }
}

#[test]
fn what_is_served_is_what_is_built() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let sites =
        ["collections", "plain", "subfolder"].map(|name| root.join("tests/sites").join(name));
    for site in sites.iter().chain([&root]) {
        let server = Server::start(site, &[]);
        let files = built(site).unwrap();
        assert!(files.len() > 5);
        compare(&server, &files);
        let redirects = files
            .iter()
            .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("http-equiv=\"refresh\""));
        for (path, bytes) in redirects {
            let answer = server.get(&format!("{}{}", server.home, encoded(path)));
            assert!(answer.body == *bytes, "a redirect has no script: {path}");
        }
    }
}

#[test]
fn after_random_edits_too() {
    const TEXTS: &[&str] = &[
        "---\ntitle: Alpha\n---\nSee [b](/terms/b).\n",
        "---\ntitle: Beta\nrelated: [a]\n---\n[[Alpha]] and *more*.\n",
        "---\ntitle: Third\naliases: [\"/x/y\", Threes]\ncategory: doctrine\n---\nText.\n",
        "---\ntitle: [broken\n---\n",
        "---\ntitle: Dead\n---\n[x](/nowhere)\n",
        "---\ntitle: Fourth\ntags: [one, two]\ndate: 2026-01-31\n---\n## H\n",
        "",
    ];
    const PATHS: &[&str] = &[
        "content/terms/a.md",
        "content/terms/b.md",
        "content/terms/c.md",
        "content/cases/_index.md",
        "content/cases/d.md",
        "static/style.css",
        "static/note.txt",
        "templates/foot.html",
        "primer.toml",
    ];
    let number = proptest::num::u8::ANY;
    let script = proptest::collection::vec((number, number, number), 2..10);
    let config = Config {
        cases: 16,
        failure_persistence: None,
        ..Config::default()
    };
    let result = TestRunner::new(config).run(&script, |script| {
        let folder = small();
        let server = Server::start(folder.path(), &[]);
        for (number, (what, place, text)) in script.into_iter().enumerate() {
            let path = PATHS[usize::from(place) % PATHS.len()];
            if what % 4 == 0 {
                let _ = fs::remove_file(folder.path().join(path));
            } else if path == "primer.toml" {
                let text = ["[site]\ntitle = \"Other\"\n", "[site]\nlanguage = \"de\"\n"];
                write(folder.path(), path, text[usize::from(what) % 2]);
            } else {
                write(folder.path(), path, TEXTS[usize::from(text) % TEXTS.len()]);
            }
            // Several edits at once, too.
            if what % 3 == 0 {
                continue;
            }
            // Events come in their order: with the last one the others are known.
            let last = format!("last {number}");
            write(folder.path(), "static/last.txt", &last);
            server.until("/last.txt", "the last edit", |answer| answer.text() == last);
            // What was looked at before one round is looked at again after the next.
            if let Some(files) = built(folder.path()) {
                compare(&server, &files);
            }
        }
        Ok(())
    });
    result.unwrap();
}

#[test]
fn answers_keep_the_rules_of_the_protocol() {
    let folder = small();
    let server = Server::start(folder.path(), &[]);
    let page = server.get("/terms/a/");
    assert_eq!(page.status, 200);
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-cache"),
    ] {
        assert_eq!(page.header(name), Some(value), "{name}");
    }
    assert_eq!(page.header("access-control-allow-origin"), None);
    let tag = page.header("etag").unwrap().to_owned();
    assert!(tag.starts_with('"'));
    for known in [
        tag.clone(),
        "*".to_owned(),
        format!("\"x\", {tag}"),
        format!("W/{tag}"),
    ] {
        let answer = server.ask("GET", "/terms/a/", &[("If-None-Match", &known)]);
        assert_eq!((answer.status, answer.body.len()), (304, 0), "{known}");
        assert_eq!(answer.header("etag"), Some(tag.as_str()));
    }
    let other = server.ask("GET", "/terms/a/", &[("If-None-Match", "\"x\"")]);
    assert_eq!(other.status, 200);
    let head = server.ask("HEAD", "/terms/a/", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), page.header("content-length"));

    for (range, status, body, place) in [
        ("bytes=2-4", 206, "234", Some("bytes 2-4/10")),
        ("bytes=7-", 206, "789", Some("bytes 7-9/10")),
        ("bytes=-2", 206, "89", Some("bytes 8-9/10")),
        ("bytes=5-99", 206, "56789", Some("bytes 5-9/10")),
        ("bytes=10-", 416, "", Some("bytes */10")),
        ("bytes=-0", 416, "", Some("bytes */10")),
        ("bytes=4-2", 200, "0123456789", None),
        ("bytes=0-1,4-5", 200, "0123456789", None),
        ("lines=1-2", 200, "0123456789", None),
        ("bytes=a-b", 200, "0123456789", None),
    ] {
        let answer = server.ask("GET", "/movie.mp4", &[("Range", range)]);
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (status, body),
            "{range}"
        );
        assert_eq!(answer.header("content-range"), place, "{range}");
    }
    let stale = [("Range", "bytes=2-4"), ("If-Range", "\"x\"")];
    assert_eq!(server.ask("GET", "/movie.mp4", &stale).status, 200);
    assert_eq!(
        server.get("/movie.mp4").header("content-type"),
        Some("video/mp4")
    );
    let script = server.get("/.primer-preview/client.js");
    assert_eq!(
        (script.status, script.header("content-type")),
        (200, Some("text/javascript; charset=utf-8"))
    );

    let moved = server.get("/terms/a?x=1&y=%20");
    assert_eq!(
        (moved.status, moved.header("location")),
        (307, Some("/terms/a/?x=1&y=%20"))
    );
    assert_eq!(server.get("/terms/a.md").status, 404);
    assert!(
        server
            .get("/old/alpha/")
            .text()
            .contains("http-equiv=\"refresh\"")
    );
}

/// Bytes of which no two places are alike, for a file that is not held in memory.
fn large(seed: u8) -> Vec<u8> {
    let mut bytes = vec![0; 3 * 1024 * 1024 + 7];
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[seed]).finalize_xof().fill(&mut bytes);
    bytes
}

#[test]
fn a_large_file_is_served_as_it_is() {
    let folder = small();
    let path = folder.path().join("static/large.mp4");
    fs::write(&path, large(0)).unwrap();
    let server = Server::start(folder.path(), &[]);
    let mut bytes = large(0);
    for round in 1..4 {
        let whole = server.get("/large.mp4");
        assert_eq!(whole.status, 200);
        assert!(whole.body == bytes);
        let length = bytes.len().to_string();
        assert_eq!(whole.header("content-length"), Some(&*length));
        let tag = format!("\"{}\"", &blake3::hash(&bytes).to_hex()[..32]);
        assert_eq!(whole.header("etag"), Some(&*tag));
        let head = server.ask("HEAD", "/large.mp4", &[]);
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(head.header("content-length"), Some(&*length));
        let known = server.ask("GET", "/large.mp4", &[("If-None-Match", &tag)]);
        assert_eq!((known.status, known.body.len()), (304, 0));
        for (range, part) in [
            ("bytes=0-0", 0..1),
            ("bytes=1000000-2999999", 1_000_000..3_000_000),
            ("bytes=3145000-", 3_145_000..bytes.len()),
            ("bytes=-9", bytes.len() - 9..bytes.len()),
        ] {
            let answer = server.ask("GET", "/large.mp4", &[("Range", range), ("If-Range", &tag)]);
            assert_eq!(answer.status, 206, "{range}");
            assert!(answer.body == bytes[part], "{range}");
        }
        // Whatever is answered while it changes, no answer is of two versions.
        let next = large(round);
        fs::write(&path, &next).unwrap();
        server.until("/large.mp4", "the next version", |answer| {
            let is_old = answer.body == bytes;
            assert!(answer.status == 503 || is_old || answer.body == next);
            answer.body == next
        });
        bytes = next;
    }
    // Nobody has to take what is sent.
    for _ in 0..3 {
        let mut stream = server.connect();
        let request = format!("GET /large.mp4 HTTP/1.1\r\nHost: {}\r\n\r\n", server.host());
        stream.write_all(request.as_bytes()).unwrap();
        let mut start = [0; 100];
        stream.read_exact(&mut start).unwrap();
    }
    assert!(server.get("/large.mp4").body == bytes);
    fs::remove_file(&path).unwrap();
    server.until("/large.mp4", "no file", |answer| answer.status == 404);
}

#[test]
fn a_large_page_of_its_own_stands_for_what_is_missing() {
    let folder = small();
    let page = format!("<p>Not here</p>{}", " ".repeat(70_000));
    write(folder.path(), "static/404.html", &page);
    let server = Server::start(folder.path(), &[]);
    let answer = server.get("/nothing/");
    assert_eq!((answer.status, answer.text()), (404, page));
    assert_eq!(
        answer.header("content-type"),
        Some("text/html; charset=utf-8")
    );
}

#[test]
fn a_site_in_a_folder_is_served_there() {
    let folder = small();
    let server = Server::start(
        folder.path(),
        &["--base-url", "https://example.org/sub/path/"],
    );
    assert_eq!(server.home, "/sub/path/");
    for (from, to) in [
        ("/", "/sub/path/"),
        ("/sub/path", "/sub/path/"),
        ("/sub/path/terms/a", "/sub/path/terms/a/"),
    ] {
        let moved = server.get(from);
        assert_eq!(
            (moved.status, moved.header("location")),
            (307, Some(to)),
            "{from}"
        );
    }
    assert_eq!(server.get("/sub/path/terms/a/").status, 200);
    for path in ["/terms/a/", "/sub/", "/sub/pathological/"] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    assert_eq!(server.get("/sub/path/sitemap.xml").status, 200);

    write(folder.path(), "primer.toml", "[site]\nurls = \"file\"\n");
    let server = Server::start(folder.path(), &[]);
    let page = server.get("/terms/a");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Alpha wave"));
    assert_eq!(server.get("/terms/a.html").status, 200);
    assert_eq!(server.get("/terms/a/").status, 404);
    assert_eq!(server.get("/terms").header("location"), Some("/terms/"));
}

#[test]
fn a_missing_page_offers_the_nearest() {
    let folder = small();
    let server = Server::start(folder.path(), &[]);
    let page = server.get("/terms/alpha-waves/");
    assert_eq!(page.status, 404);
    let text = page.text();
    let near = text.find("<nav class=\"primer-nearest\"");
    assert!(near.is_some() && near < text.find("</main>"), "{text}");
    assert!(
        text.contains("<a href=\"/terms/a/\">Alpha wave</a>"),
        "{text}"
    );
    assert!(text.contains("client.js"), "a page that comes is shown");
    let page = server.get("/%3Cscript%3Ealpha%22wave/");
    assert_eq!(page.status, 404);
    assert!(!page.text().contains("<script>alpha"), "{}", page.text());
    let page = server.get("/zzz/");
    assert_eq!(page.status, 404);
    assert!(!page.text().contains("primer-nearest"));
    assert_eq!(
        stripped(&page.body),
        built(folder.path()).unwrap()["404.html"]
    );
}

#[test]
fn no_path_leaves_the_site() {
    let folder = small();
    write(folder.path(), "secret.txt", "secret");
    write(folder.path(), "content/.hidden.md", "secret");
    let server = Server::start(folder.path(), &[]);
    for target in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/%252e%252e%252fsecret.txt",
        "/.%2e/secret.txt",
        "/terms/../../secret.txt",
        "/terms/..;/..;/secret.txt",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/%e0%80%ae%e0%80%ae/secret.txt",
        "/%uff0e%uff0e/secret.txt",
        "/.hidden.md",
        "/content/.hidden.md",
        "/content/terms/a.md",
        "/primer.toml",
        "/secret.txt",
        "/secret.txt%00.html",
        "/terms/a%00/",
        "//secret.txt",
        "///etc/passwd",
        "/etc/passwd",
        "/%2fetc%2fpasswd",
        "/C:/secret.txt",
        "/file:///etc/passwd",
        "/%",
        "/%zz",
        "/%ff",
        "/terms/a/\u{1}",
        "/.primer-preview/",
        "/.primer-preview/../secret.txt",
        "/.primer-preview/%2e%2e/secret.txt",
        "/.primer-preview/client.js/../../secret.txt",
        "secret.txt",
        "*",
        "?",
    ] {
        let answer = server.ask("GET", target, &[]);
        assert!(
            matches!(answer.status, 400 | 403 | 404 | 307),
            "{target:?}: {}",
            answer.status
        );
        let text = answer.text();
        assert!(
            !text.contains("secret\n") && !text.ends_with("secret"),
            "{target}"
        );
        assert!(!text.contains("root:"), "{target}");
        if let Some(to) = answer.header("location") {
            assert!(
                !to.starts_with("//") && to.starts_with('/'),
                "{target} → {to}"
            );
        }
    }
    assert_eq!(server.get("/").status, 200, "after all of it");
}

#[test]
fn strange_requests_are_refused() {
    let folder = small();
    let server = Server::start(folder.path(), &[]);
    let host = server.host();
    for foreign in [
        "evil.example",
        "localhost.evil.example",
        "10.0.0.1:80",
        "",
        "a b",
        "[::2]",
    ] {
        let answer = server.ask("GET", "/", &[("Host", foreign)]);
        assert!(
            matches!(answer.status, 400 | 403),
            "{foreign}: {}",
            answer.status
        );
        assert!(!answer.text().contains("<html"), "{foreign}");
    }
    for known in [
        "localhost",
        "127.0.0.1:1",
        "[::1]",
        "LOCALHOST:7",
        "my.localhost",
    ] {
        assert_eq!(
            server.ask("GET", "/", &[("Host", known)]).status,
            200,
            "{known}"
        );
    }
    for request in [
        "GET / HTTP/1.1\r\n\r\n".to_owned(),
        "GET / HTTP/1.0\r\n\r\n".to_owned(),
        format!("GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n\r\n"),
        format!("GET http://evil.example/ HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n".to_owned(),
    ] {
        let answer = server.raw(request.as_bytes());
        assert!(
            matches!(answer.status, 400 | 403),
            "{request}: {}",
            answer.status
        );
    }
    let own = format!("GET http://{host}/terms/a/ HTTP/1.1\r\nHost: {host}\r\n\r\n");
    assert_eq!(server.raw(own.as_bytes()).status, 200);

    for method in [
        "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND",
    ] {
        for path in ["/", "/.primer-preview/socket", "/nowhere"] {
            let answer = server.ask(method, path, &[]);
            assert_eq!(
                (answer.status, answer.header("allow")),
                (405, Some("GET, HEAD")),
                "{method}"
            );
        }
    }
    let answer = server.raw(b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    assert!(
        matches!(answer.status, 400 | 403 | 405),
        "{}",
        answer.status
    );
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00"[..],
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"\r\n\r\n\r\n\r\n",
        b"GET\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /",
    ] {
        let mut stream = server.connect();
        stream.write_all(bytes).unwrap();
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let answer = read_answer(&mut stream, false);
        assert!(
            matches!(answer.status, 0 | 200 | 400 | 404 | 505),
            "{bytes:?}: {}",
            answer.status
        );
    }
    assert_eq!(server.get("/").status, 200, "after all of it");
}

#[test]
fn the_socket_is_for_own_pages() {
    let folder = small();
    let server = Server::start(folder.path(), &[]);
    let host = server.host();
    let token = server.token();
    let own = format!("http://{host}");
    let upgrade = |token: &str, headers: &[(&str, &str)]| {
        let mut all = vec![
            ("Upgrade", "websocket"),
            ("Connection", "Upgrade"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        all.extend_from_slice(headers);
        let target = format!("/.primer-preview/socket{token}");
        let mut request = format!("GET {target} HTTP/1.1\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request.push_str(&format!("Host: {host}\r\n"));
        }
        for (name, value) in all {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        server.raw((request + "\r\n").as_bytes()).status
    };
    let good = format!("?token={token}");
    assert_eq!(upgrade(&good, &[("Origin", &own)]), 101);
    assert_eq!(upgrade(&good, &[]), 403, "no origin");
    for origin in [
        "http://evil.example",
        "null",
        "http://localhost",
        "file://",
        "http://localhost:1",
    ] {
        assert_eq!(upgrade(&good, &[("Origin", origin)]), 403, "{origin}");
    }
    for bad in [
        "",
        "?token=",
        "?token=x",
        "?tokens=x",
        &format!("?token={token}x"),
    ] {
        assert_eq!(upgrade(bad, &[("Origin", &own)]), 403, "{bad}");
    }
    let foreign = [("Host", "evil.example"), ("Origin", "http://evil.example")];
    assert_eq!(upgrade(&good, &foreign), 403);
    assert_eq!(
        server
            .ask(
                "GET",
                &format!("/.primer-preview/socket{good}"),
                &[("Origin", &own)]
            )
            .status,
        400
    );
    // Nonsense and giants end the connection, and nothing else.
    for message in [
        Message::text("{"),
        Message::text("[1,2]"),
        Message::text("{\"type\":\"watch\",\"path\":\"/../x\",\"page\":7}"),
        Message::text("{\"type\":\"open\",\"path\":\"/etc/passwd\",\"line\":1,\"column\":1}"),
        Message::binary(vec![0; 100]),
        Message::text("x".repeat(1 << 20)),
    ] {
        let mut tab = server.tab("/");
        let _ = tab.socket.send(message);
    }
    let mut tab = server.tab("/");
    assert_eq!(tab.hear("report")["errors"], 0);
}

#[test]
fn pages_are_for_this_site_only() {
    let folder = small();
    let server = Server::start(folder.path(), &[]);
    let own = format!("http://{}", server.host());
    for target in [
        "/",
        "/nowhere",
        "/style.css",
        "/.primer-preview/client.js",
        "/terms/a",
    ] {
        let answer = server.get(target);
        let policy = answer.header("content-security-policy");
        assert_eq!(policy, Some("frame-ancestors 'self'"), "{target}");
        let status = answer.status;
        for foreign in [
            "http://evil.example",
            "null",
            "file://",
            "http://localhost:1",
            "x",
        ] {
            let answer = server.ask("GET", target, &[("Origin", foreign)]);
            assert_eq!(answer.status, 403, "{target} {foreign}");
            let both = [("Origin", own.as_str()), ("Origin", foreign)];
            assert_eq!(server.ask("GET", target, &both).status, 403);
        }
        assert_eq!(
            server.ask("GET", target, &[("Origin", &own)]).status,
            status
        );
    }
}

#[test]
fn a_client_that_takes_no_answer_is_let_go() {
    let folder = small();
    let bytes = vec![b'x'; 32 << 20];
    fs::create_dir_all(folder.path().join("static")).unwrap();
    fs::write(folder.path().join("static/large.bin"), &bytes).unwrap();
    let server = Server::start(folder.path(), &[]);
    assert_eq!(server.get("/large.bin").body.len(), bytes.len());
    let mut lazy = server.connect();
    let request = format!("GET /large.bin HTTP/1.1\r\nHost: {}\r\n\r\n", server.host());
    lazy.write_all(request.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_secs(13));
    let mut taken = Vec::new();
    let end = lazy.read_to_end(&mut taken);
    assert!(end.is_err() || taken.len() < bytes.len(), "{}", taken.len());
}

#[test]
fn endless_and_slow_requests_harm_nobody() {
    let folder = small();
    let server = Server::start(folder.path(), &[]);
    let host = server.host();
    let giant = format!(
        "GET / HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n\r\n",
        "x".repeat(200_000)
    );
    let answer = server.raw(giant.as_bytes());
    assert!(matches!(answer.status, 0 | 400 | 431), "{}", answer.status);
    let long = format!(
        "GET /{} HTTP/1.1\r\nHost: {host}\r\n\r\n",
        "x".repeat(200_000)
    );
    let answer = server.raw(long.as_bytes());
    assert!(
        matches!(answer.status, 0 | 400 | 404 | 414 | 431),
        "{}",
        answer.status
    );
    // Headers without an end.
    let mut endless = server.connect();
    endless
        .write_all(format!("GET / HTTP/1.1\r\nHost: {host}\r\n").as_bytes())
        .unwrap();
    let ended = (0..1_000_000).any(|number| {
        endless
            .write_all(format!("X-{number}: y\r\n").as_bytes())
            .is_err()
    });
    assert!(ended, "endless headers are read for ever");
    // Many who say nothing, and a body that never comes.
    let mut slow: Vec<TcpStream> = (0..40).map(|_| server.connect()).collect();
    slow[0].write_all(b"GET / HT").unwrap();
    let mut body = server.connect();
    let head = format!("GET / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000000000\r\n\r\n");
    body.write_all(head.as_bytes()).unwrap();
    assert_eq!(read_answer(&mut body, false).status, 200);
    let start = Instant::now();
    assert_eq!(server.get("/").status, 200);
    assert!(start.elapsed() < Duration::from_secs(2));
    // They are not waited for.
    let mut rest = Vec::new();
    let _ = slow[0].read_to_end(&mut rest);
    assert!(
        start.elapsed() < Duration::from_secs(9),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn tabs_are_told_what_concerns_them() {
    let folder = small();
    let root = folder.path();
    let server = Server::start(root, &["--editor", "vim"]);
    let mut a = server.tab("/terms/a/");
    let mut home = server.tab("/");
    let mut late = server.tab_with("/terms/b/", "old");
    assert_eq!(a.hear("report")["html"], "");
    let panel = a.hear("panel");
    assert_eq!(panel["source"]["path"], "content/terms/a.md");
    let backlink = &panel["backlinks"][1];
    assert_eq!(backlink["title"], "Beta wave");
    assert_eq!(backlink["sentence"], "The alpha wave is a thing.");
    assert_eq!(
        backlink["place"],
        json!({ "path": "content/terms/b.md", "line": 4, "column": 23 })
    );
    home.hear("panel");
    let page = late.hear("page");
    assert!(page["html"].as_str().unwrap().contains("Beta wave"));
    assert!(page.get("times").is_none());
    late.hear("panel");

    // A fault that leaves the page.
    write(
        root,
        "content/terms/a.md",
        "---\ntitle: Alpha wave\naliases: [\"/old/alpha\"]\n---\nFirst.\n\n## Part two\n\nSee [b](/terms/bb) & [[Delta]].\n",
    );
    let page = a.hear("page");
    let html = page["html"].as_str().unwrap();
    assert!(html.contains("<a class=\"broken\""), "{html}");
    assert_eq!(attribute(html, "data-page"), page["page"].as_str().unwrap());
    assert_eq!(html, server.get("/terms/a/").text());
    let times = &page["times"];
    let time = |name: &str| times[name].as_f64().unwrap();
    assert!(time("event") <= time("round") && time("round") <= time("analyzed"));
    assert!(time("analyzed") <= time("rendered"));
    let report = a.hear("report");
    assert_eq!(report["errors"], 2);
    let html = report["html"].as_str().unwrap();
    assert!(
        html.contains("<a data-path=\"content/terms/a.md\" data-line=\"9\" data-column=\"9\">"),
        "{html}"
    );
    assert!(html.contains("class=\"ansi-bold ansi-red\""), "{html}");
    let panel = a.hear("panel");
    assert_eq!(panel["problems"].as_array().unwrap().len(), 2, "{panel}");
    assert_eq!(panel["wanted"][1]["name"], "Delta");
    assert_eq!(panel["wanted"][1]["command"], "primer new terms \"Delta\"");
    // The page that lists A as one that mentions it has changed; the home page has not.
    late.hear("page");
    assert_eq!(late.hear("report")["errors"], 2);
    let kinds = home.kinds(Duration::from_millis(150));
    assert!(!kinds.contains(&"page".to_owned()), "{kinds:?}");
    assert!(kinds.contains(&"report".to_owned()), "{kinds:?}");

    // Names without a link, by their exact places.
    let mut c = server.tab("/terms/c/");
    let panel = c.hear("panel");
    assert_eq!(
        panel["mentions"],
        json!([{
            "text": "alpha wave", "title": "Alpha wave", "url": "/terms/a/",
            "place": { "path": "content/terms/c.md", "line": 4, "column": 5 },
        }])
    );

    // Files.
    write(root, "static/note.txt", "x");
    assert_eq!(a.hear("files")["paths"], json!(["/note.txt"]));

    // A place in an editor.
    a.say(&json!({ "type": "open", "path": "content/terms/a.md", "line": 9, "column": 9 }));
    let opened = a.hear("opened");
    assert_eq!(opened["ok"], true);
    let copy = opened["copy"].as_str().unwrap();
    assert!(
        copy.starts_with("vim '+call cursor(9,9)' ") && copy.ends_with("content/terms/a.md"),
        "{copy}"
    );
    for path in [
        "content/terms/nothing.md",
        "../x",
        "/etc/passwd",
        "static/note.txt",
        "primer/base.html",
    ] {
        a.say(&json!({ "type": "open", "path": path, "line": 1, "column": 1 }));
        assert_eq!(a.hear("opened")["ok"], false, "{path}");
    }

    // A page that goes, and one that comes.
    fs::remove_file(root.join("content/terms/c.md")).unwrap();
    let page = c.hear("page");
    assert!(page["html"].as_str().unwrap().contains("Page not found"));
    assert_eq!(c.hear("panel")["source"], Value::Null);
    write(root, "content/terms/c.md", "---\ntitle: Gamma again\n---\n");
    assert!(
        c.hear("page")["html"]
            .as_str()
            .unwrap()
            .contains("Gamma again")
    );
    // A page that moves takes its readers along.
    fs::rename(
        root.join("content/terms/c.md"),
        root.join("content/terms/g.md"),
    )
    .unwrap();
    c.hear("page");
    write(
        root,
        "content/terms/g.md",
        "---\ntitle: Gamma\naliases: [\"/terms/c\"]\n---\n",
    );
    assert_eq!(c.hear("go")["url"], "/terms/g/");
}

#[test]
fn a_browser_that_follows_goes_to_what_was_edited() {
    let folder = small();
    let root = folder.path();
    let server = Server::start(root, &["--follow"]);
    let mut one = server.tab("/");
    let mut two = server.tab("/terms/b/");
    one.hear("panel");
    two.hear("panel");
    one.say(&json!({ "type": "focus" }));
    one.say(&json!({ "type": "open", "path": "x", "line": 1, "column": 1 }));
    one.hear("opened");
    let text = fs::read_to_string(root.join("content/terms/a.md")).unwrap();
    fs::write(root.join("content/terms/a.md"), format!("{text}\nMore.\n")).unwrap();
    assert_eq!(one.hear("go")["url"], "/terms/a/#part-two");
    fs::write(
        root.join("content/terms/a.md"),
        text.replace("First", "Other"),
    )
    .unwrap();
    assert_eq!(one.hear("go")["url"], "/terms/a/");
    let kinds = two.kinds(Duration::from_millis(100));
    assert!(!kinds.contains(&"go".to_owned()), "{kinds:?}");
}

#[test]
fn faults_show_the_last_good_version() {
    let folder = small();
    let root = folder.path();
    let server = Server::start(root, &[]);
    let a = root.join("content/terms/a.md");
    let text = fs::read_to_string(&a).unwrap();
    let good = server.get("/terms/a/").body;
    let mut tab = server.tab("/terms/a/");
    tab.hear("panel");
    let mut told = |errors: u64| {
        let report = loop {
            let report = tab.hear("report");
            if report["errors"] == errors {
                break report;
            }
        };
        report["html"].as_str().unwrap().to_owned()
    };

    // The front matter of one file.
    fs::write(&a, "---\ntitle: [x\n---\nBroken.\n").unwrap();
    assert!(told(1).contains("content/terms/a.md"));
    assert_eq!(server.get("/terms/a/").body, good);
    // Others go on.
    write(
        root,
        "content/terms/b.md",
        "---\ntitle: Beta wave\n---\nOther [a](/terms/a), [c](/terms/c).\n",
    );
    server.until("/terms/b/", "another page", |answer| {
        answer.text().contains("Other")
    });
    assert_eq!(server.get("/terms/a/").body, good);
    fs::write(&a, text.replace("First", "Mended")).unwrap();
    assert_eq!(told(0), "");
    server.until("/terms/a/", "the mended page", |answer| {
        answer.text().contains("Mended")
    });

    // The settings.
    write(root, "primer.toml", "[site\n");
    assert!(told(1).contains("primer.toml"));
    assert!(server.get("/terms/a/").text().contains("Mended"));
    fs::write(&a, text.replace("First", "Meanwhile")).unwrap();
    write(root, "primer.toml", "[site]\ntitle = \"Anew\"\n");
    told(0);
    let page = server.get("/terms/a/").text();
    assert!(
        page.contains("Anew") && page.contains("Meanwhile"),
        "{page}"
    );

    // A template that cannot be read, and one that fails while a page is rendered.
    for bad in ["{% if %}", "{{ page.nothing.at_all }}"] {
        write(root, "templates/entry.html", bad);
        assert!(told(1).contains("templates/entry.html"), "{bad}");
        assert_eq!(server.get("/terms/a/").text(), page, "{bad}");
        write(
            root,
            "templates/entry.html",
            "{% extends \"primer/entry.html\" %}",
        );
        told(0);
    }

    // The content itself.
    fs::rename(root.join("content"), root.join("gone")).unwrap();
    assert!(told(1).contains("content"));
    assert_eq!(server.get("/terms/a/").text(), page);
    fs::rename(root.join("gone"), root.join("content")).unwrap();
    told(0);
    fs::write(&a, text.replace("First", "Alive")).unwrap();
    server.until("/terms/a/", "after all of it", |answer| {
        answer.text().contains("Alive")
    });
}

#[test]
fn a_page_that_was_never_good_comes_when_it_is() {
    let folder = small();
    let root = folder.path();
    write(root, "content/terms/d.md", "---\ntitle: [x\n---\n");
    let server = Server::start(root, &[]);
    let page = server.get("/terms/d/");
    assert_eq!(page.status, 503);
    assert!(page.text().contains("client.js"));
    assert_eq!(server.get("/terms/a/").status, 200);
    let mut tab = server.tab("/terms/d/");
    assert_eq!(tab.hear("report")["errors"], 1);
    write(root, "content/terms/d.md", "---\ntitle: Dawn\n---\n");
    assert!(tab.hear("page")["html"].as_str().unwrap().contains("Dawn"));

    write(root, "primer.toml", "[site\n");
    let server = Server::start(root, &[]);
    assert_eq!(server.get("/terms/a/").status, 503);
    assert_eq!(server.get("/nowhere/").status, 404);
    write(root, "primer.toml", "[site]\n");
    server.until("/terms/a/", "the first good round", |answer| {
        answer.status == 200
    });
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_reported() {
    use std::os::unix::fs::PermissionsExt;

    let folder = small();
    let root = folder.path();
    let server = Server::start(root, &[]);
    let a = root.join("content/terms/a.md");
    let mut tab = server.tab("/terms/a/");
    tab.hear("panel");
    let good = server.get("/terms/a/").body;
    fs::set_permissions(&a, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&a).is_ok() {
        eprintln!("SKIPPED: this user may read every file");
        return;
    }
    let report = tab.hear("report");
    assert!(
        report["html"]
            .as_str()
            .unwrap()
            .contains("permission denied"),
        "{report}"
    );
    assert_eq!(server.get("/terms/a/").body, good);
    fs::set_permissions(&a, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(tab.hear("report")["errors"], 0);
}

#[test]
fn a_line_for_each_round() {
    let folder = small();
    let root = folder.path();
    let server = Server::start(root, &[]);
    server.says("4 references");
    write(
        root,
        "content/terms/c.md",
        "---\ntitle: Gamma\n---\n[x](/nowhere)\n",
    );
    let said = server.says("leads nowhere");
    assert!(
        said.contains("content/terms/c.md: 1 entry read, "),
        "{said}"
    );
    assert!(said.contains("; 1 error"), "{said}");
    assert!(said.contains("error[broken-link]"), "{said}");
    // The same again is not the same news again.
    write(
        root,
        "content/terms/c.md",
        "---\ntitle: Gamma\n---\nA line.\n\n[x](/nowhere)\n",
    );
    let said = server.says("; 1 error");
    write(root, "content/terms/c.md", "---\ntitle: Gamma\n---\n");
    let said = said + &server.says("no problems");
    assert!(!said.contains("broken-link"), "{said}");
    // A save without a change is nothing.
    write(root, "content/terms/c.md", "---\ntitle: Gamma\n---\n");
    write(root, "static/a.txt", "a");
    let said = server.says("a.txt");
    assert!(!said.contains("c.md"), "{said}");
    assert!(!said.contains('\u{1b}'), "{said}");
}

#[test]
fn a_terminal_that_does_not_read_stops_nothing() {
    let folder = small();
    let root = folder.path();
    let server = Server::start_with(root, &[], false);
    // Each round has a report of some 20 lines: far more than a pipe holds.
    for number in 0..60 {
        let text: String = (0..20)
            .map(|link| format!("[x](/nowhere-{number}-{link})\n\n"))
            .collect();
        write(
            root,
            "content/terms/c.md",
            &format!("---\ntitle: G{number}\n---\n{text}"),
        );
        let title = format!("G{number}</h1>");
        server.until("/terms/c/", "a round", |answer| {
            answer.text().contains(&title)
        });
    }
}

#[test]
fn a_tab_that_does_not_read_is_let_go() {
    let folder = small();
    let root = folder.path();
    let server = Server::start(root, &[]);
    let deaf = server.tab("/terms/c/");
    let mut tab = server.tab("/terms/c/");
    tab.hear("panel");
    let start = Instant::now();
    for number in 0..120 {
        let text = format!("---\ntitle: R{number}\n---\n{}", "word ".repeat(40_000));
        write(root, "content/terms/c.md", &text);
        let title = format!("R{number}</h1>");
        while !tab.hear("page")["html"].as_str().unwrap().contains(&title) {}
    }
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
    // What was sent before is still there to be read, and then nothing more comes.
    std::thread::sleep(Duration::from_secs(11));
    let mut deaf = deaf;
    let mut count = 0;
    while deaf.socket.read().is_ok() {
        count += 1;
    }
    assert!(count < 120, "{count} messages");
    assert_eq!(server.get("/terms/c/").status, 200);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_at_once() {
    let folder = small();
    for reads in [true, false] {
        let mut server = Server::start_with(folder.path(), &[], reads);
        let _tab = server.tab("/");
        let _slow = server.connect();
        let id = server.child.id().to_string();
        let start = Instant::now();
        assert!(
            Command::new("kill")
                .args(["-INT", &id])
                .status()
                .unwrap()
                .success()
        );
        let status = server.child.wait().unwrap();
        let time = start.elapsed();
        assert_eq!(status.code(), Some(0));
        assert!(time < Duration::from_millis(200), "{time:?}");
    }
}

#[test]
fn a_taken_port_is_no_trouble() {
    let folder = small();
    let first = Server::start(folder.path(), &[]);
    let port = first.port.to_string();
    let mut child = program()
        .args(["serve", "--port", &port, "--root"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut address)
        .unwrap();
    let mut said = String::new();
    BufReader::new(child.stderr.take().unwrap())
        .read_line(&mut said)
        .unwrap();
    let _ = child.kill();
    let _ = child.wait();
    assert!(address.starts_with("http://localhost:"), "{address}");
    assert!(!address.contains(&format!(":{port}/")), "{address}");
    assert_eq!(said, format!("Port {port} is taken.\n"));
}

#[test]
fn what_cannot_run_says_why() {
    let folder = small();
    for (arguments, reason) in [
        (&["--host", "nowhere.invalid"][..], "nowhere.invalid"),
        (&["--host", "192.0.2.1"], "192.0.2.1"),
        (&["--editor", "typewriter"], "{path}"),
        (&["--base-url", "ftp://x"], "ftp://x"),
        (&["--root", "nowhere"], "nowhere"),
        (&["--port", "70000"], "70000"),
    ] {
        let output = program()
            .arg("serve")
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {said}");
        assert!(said.starts_with("error") && said.contains(reason), "{said}");
        assert_eq!(output.stdout, b"", "{arguments:?}");
    }
}

#[test]
fn nothing_is_written() {
    let folder = small();
    let root = folder.path();
    let list = || -> Vec<PathBuf> {
        walkdir::WalkDir::new(root)
            .sort_by_file_name()
            .into_iter()
            .map(|item| item.unwrap().into_path())
            .collect()
    };
    let before = list();
    let server = Server::start(root, &[]);
    write(root, "content/terms/c.md", "---\ntitle: Changed\n---\n");
    server.until("/terms/c/", "a round", |answer| {
        answer.text().contains("Changed")
    });
    server.get("/style.css");
    assert_eq!(list(), before);
}

#[test]
fn drafts_are_shown_when_they_are_asked_for() {
    let folder = small();
    write(
        folder.path(),
        "content/terms/d.md",
        "---\ntitle: Draft\ndraft: true\n---\n",
    );
    let server = Server::start(folder.path(), &[]);
    assert_eq!(server.get("/terms/d/").status, 404);
    let server = Server::start(folder.path(), &["--drafts", "--poll=50", "--quiet"]);
    assert_eq!(server.get("/terms/d/").status, 200);
    write(
        folder.path(),
        "content/terms/d.md",
        "---\ntitle: Later\ndraft: true\n---\n",
    );
    server.until("/terms/d/", "a change", |answer| {
        answer.text().contains("Later")
    });
}

#[cfg(target_os = "linux")]
#[test]
fn without_watches_it_looks_from_time_to_time() {
    let folder = small();
    // A namespace has limits of its own, so that nobody else is touched.
    let script =
        "echo 3 > /proc/sys/user/max_inotify_watches && exec primer serve --port 0 --root \"$0\"";
    let child = starter("unshare")
        .args(["--user", "--map-root-user", "sh", "-c", script])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let server = child.ok().and_then(|child| Server::of(child, true).ok());
    let Some(server) = server else {
        eprintln!("SKIPPED: this system gives no namespace of users");
        return;
    };
    let said = server.says("Looking for changes");
    assert!(said.contains("fs.inotify.max_user_watches"), "{said}");
    assert!(said.contains("sudo sysctl"), "{said}");
    write(
        folder.path(),
        "content/terms/c.md",
        "---\ntitle: Seen\n---\n",
    );
    server.until("/terms/c/", "a change", |answer| {
        answer.text().contains("Seen")
    });
}

//! A new kind of page is one file and one line in the table; here, both stand in a test.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, LazyLock};

use primer::asset::Asset;
use primer::glossary::place::{Claim, Form, Place};
use primer::page::kind::{ALL, Ground, Kind, Kinds, made};
use primer::page::link::Link;
use primer::page::{Outline, Page, Render};
use primer::pipeline::update;
use primer::serve::trust::Trust;
use primer::serve::{OpenFile, PreviewSettings, Server, http, listen};

use crate::builder::{Primer, full_report};

/// `humans.txt`: who made the site (<https://humanstxt.org>).
#[derive(Debug)]
struct Humans;

impl Kind for Humans {
    fn places(&self, _ground: &Ground<'_>) -> Vec<(String, Place)> {
        let (path, mut place) = made("humans.txt", Form::File, 0);
        place.claim = Claim::Made;
        vec![(path, place)]
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        let (path, place) = at;
        let text = format!("The humans of {}\n", outline.site.title);
        Page {
            file: place.file(path, outline.config.site.urls),
            render: Render::Bytes(text.into_bytes()),
            leads_to: None,
        }
    }

    fn navigation(&self, outline: &Outline) -> Vec<Link> {
        vec![Link {
            title: "Humans".to_owned(),
            url: outline.routes.url("humans.txt", Form::File),
        }]
    }
}

/// The table of the program with one line more.
static KINDS: LazyLock<Vec<&dyn Kind>> = LazyLock::new(|| {
    let own: &'static dyn Kind = &Humans;
    ALL.iter().copied().chain([own]).collect()
});

fn site(text: &str) -> Primer {
    let mut primer = Primer::new()
        .config("[site]\ntitle = \"T\"\nbase_url = \"https://example.org/x/\"\n")
        .page("_index.md", "Home", text);
    primer.inputs.options.kinds = Kinds::new(&KINDS);
    primer
}

#[test]
fn a_kind_of_a_test_is_a_kind_like_any_other() {
    let primer = site("By [humans](/humans.txt).");
    assert_eq!(primer.check(), [""; 0]);
    assert_eq!(primer.output("humans.txt"), "The humans of T\n");
    let html = primer.html("index.html");
    assert!(html.contains("href=\"/x/humans.txt\""), "{html}");
    let page = primer.output("404.html");
    assert!(
        page.contains("<a href=\"/x/humans.txt\">Humans</a>"),
        "{page}"
    );
    let sitemap = primer.output("sitemap.xml");
    assert!(
        sitemap.contains("<loc>https://example.org/x/humans.txt</loc>"),
        "{sitemap}"
    );
    // Without its line, there is no such page.
    let mut without = primer.clone();
    without.inputs.options.kinds = Kinds::default();
    let said = without.check();
    assert!(said[0].contains("error[missing-asset]"), "{said:?}");
}

#[test]
fn its_places_are_suggested_and_kept() {
    let report = full_report(&site("By [humans](/human.txt).").analyze());
    assert!(report.contains("/humans.txt"), "{report}");
    for primer in [
        site("").asset("static/humans.txt", b"mine"),
        site("").entry("a.md", "---\ntitle: A\naliases: [/humans.txt]\n---\n"),
    ] {
        let said = primer.check();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(
            said[0].contains("error[duplicate-url]: the URL `/humans.txt`"),
            "{said:?}"
        );
    }
    let below = site("").entry("a.md", "---\ntitle: A\naliases: [/humans.txt/x]\n---\n");
    let said = below.check();
    assert!(said[0].contains("error[unwritable-path]"), "{said:?}");
}

fn answer(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

fn in_memory(_: &Asset, _: u64) -> io::Result<OpenFile> {
    Err(io::ErrorKind::NotFound.into())
}

#[test]
fn the_preview_shows_its_pages() {
    let primer = site("By [humans](/humans.txt).");
    let listeners = listen::listen(Some("127.0.0.1"), 0).unwrap();
    let address = listeners[0].local_addr().unwrap();
    let settings = PreviewSettings {
        root: "/".into(),
        shown_root: String::new(),
        follow: false,
        editor: None,
        trust: Trust::new(None, vec![address.ip()]),
        token: "secret".to_owned(),
    };
    let analysis = update(&primer.inputs, &primer.analyze());
    let server = Arc::new(Server::new(settings, analysis, Box::new(in_memory)));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.spawn(http::serve(server, listeners));
    let shown = answer(address.port(), "/x/humans.txt");
    assert!(shown.starts_with("HTTP/1.1 200 "), "{shown}");
    assert!(shown.ends_with("\r\n\r\nThe humans of T\n"), "{shown}");
    assert!(answer(address.port(), "/x/human.txt").starts_with("HTTP/1.1 404 "));
    runtime.shutdown_background();
}

//! Feeds: which there are, what they say, and that any program can read them.

use proptest::prelude::*;
use roxmltree::{Document, Node};

use crate::builder::Primer;

const BASE: &str = "[site]\ntitle = \"Law\"\nbase_url = \"https://example.org/sub/\"\n";

fn primer(feeds: &str) -> Primer {
    Primer::new()
        .config(&format!("{BASE}{feeds}"))
        .entry(
            "terms/a.md",
            "---\ntitle: A & <b>B</b>\ndate: 2026-01-05\n---\nSee [c](/cases/c#part), [[#Own]] and a note.[^1]\n\n## Own\n\n![x](x.png)\n\n[^1]: The note.\n",
        )
        .entry("cases/c.md", "---\ntitle: C\ndate: 2026-02-01\n---\n## Part\n\nText with ]]> in it.\n")
        .entry("cases/d.md", "---\ntitle: D\n---\nNo date.\n")
        .asset("content/terms/x.png", b"x")
}

fn text<'a>(of: Node<'a, '_>, name: &str) -> &'a str {
    let found = of.children().find(|node| node.tag_name().name() == name);
    found.and_then(|node| node.text()).unwrap_or("")
}

fn titles(xml: &str, name: &str) -> Vec<String> {
    let document = Document::parse(xml).expect(xml);
    let items = document.descendants();
    let items = items.filter(|node| node.has_tag_name(name) || node.tag_name().name() == name);
    items.map(|item| text(item, "title").to_owned()).collect()
}

#[test]
fn a_site_that_names_no_feed_has_the_usual_one() {
    let primer = primer("");
    let xml = primer.output("feed.xml");
    assert_eq!(titles(&xml, "entry"), ["C", "A & <b>B</b>"]);
    assert!(xml.contains("<id>https://example.org/sub/</id>"), "{xml}");
    let page = primer.output("cases/c/index.html");
    let link = "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Law\" href=\"/sub/feed.xml\">";
    assert!(page.contains(link), "{page}");
}

#[test]
fn feeds_stand_where_their_readers_look() {
    let primer = primer(
        "[[feeds]]\npath = \"/blog/rss.xml\"\nformat = \"rss\"\ncontent = \"full\"\n\
         [[feeds]]\npath = \"/cases.atom\"\ncollections = [\"cases\"]\nlimit = 1\n",
    );
    let rss = primer.output("blog/rss.xml");
    assert_eq!(titles(&rss, "item"), ["C", "A & <b>B</b>"]);
    assert!(
        rss.contains("<pubDate>Mon, 05 Jan 2026 00:00:00 GMT</pubDate>"),
        "{rss}"
    );
    let document = Document::parse(&rss).unwrap();
    let items = document
        .descendants()
        .filter(|node| node.has_tag_name("item"));
    let full: Vec<&str> = items.map(|item| text(item, "encoded")).collect();
    assert!(full[0].contains("<h2 id=\"part\">Part</h2>"), "{}", full[0]);
    assert!(full[0].contains("]]&gt;"), "{}", full[0]);
    for address in [
        "href=\"https://example.org/sub/cases/c/#part\"",
        "href=\"https://example.org/sub/terms/a/#own\"",
        "href=\"https://example.org/sub/terms/a/#_fn-1\"",
        "src=\"https://example.org/sub/terms/x.",
    ] {
        assert!(full[1].contains(address), "{address}: {}", full[1]);
    }
    // What a program takes for HTML is HTML, not the text of it.
    let item = document
        .descendants()
        .find(|node| node.has_tag_name("item"));
    assert_eq!(
        text(item.unwrap(), "description"),
        "Text with ]]&gt; in it."
    );

    let atom = primer.output("cases.atom");
    assert_eq!(titles(&atom, "entry"), ["C"]);
    assert_eq!(titles(&atom, "feed"), ["Law · Cases"]);
    assert!(
        atom.contains("<id>https://example.org/sub/cases.atom</id>"),
        "{atom}"
    );
    let alternate =
        "<link rel=\"alternate\" type=\"text/html\" href=\"https://example.org/sub/cases/\"/>";
    assert!(atom.contains(alternate), "{atom}");
    assert!(!atom.contains("<content"), "{atom}");

    let page = primer.output("cases/c/index.html");
    for part in [
        "application/rss+xml\" title=\"Law\" href=\"/sub/blog/rss.xml",
        "application/atom+xml\" title=\"Law · Cases\" href=\"/sub/cases.atom",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let sitemap = primer.output("sitemap.xml");
    assert!(
        !sitemap.contains("rss") && !sitemap.contains("atom<"),
        "{sitemap}"
    );
    let analysis = primer.analyze();
    assert!(analysis.outline.find("feed.xml").is_none());
}

#[test]
fn a_link_to_a_feed_is_checked() {
    let named = primer("[[feeds]]\npath = \"/rss.xml\"\n");
    let broken = |address: &str| {
        let text = format!("[Follow]({address})");
        let report = named.clone().page("terms/r.md", "R", &text).check();
        report
            .iter()
            .any(|line| line.starts_with("content/terms/r.md"))
    };
    assert!(!broken("/rss.xml"));
    assert!(broken("/feed.xml"));
}

#[test]
fn what_is_wrong_with_a_feed_is_said() {
    for (feeds, expected) in [
        ("feeds = 1\n", "`feeds` must be a list of tables"),
        ("feeds = [1]\n", "`feeds` must be a list of tables"),
        ("[[feeds]]\n", "a feed needs a `path`"),
        (
            "[[feeds]]\npath = \"/feed/\"\n",
            "`/feed/` is no address of a feed",
        ),
        (
            "[[feeds]]\npath = \"/.xml\"\n",
            "`/.xml` is no address of a feed",
        ),
        (
            "[[feeds]]\npath = \"/../a.xml\"\n",
            "`/../a.xml` is no address of a feed",
        ),
        (
            "[[feeds]]\npath = \"/a.xml\"\n[[feeds]]\npath = \"a.xml\"\n",
            "there are two feeds at `/a.xml`",
        ),
        (
            "[[feeds]]\npath = \"/a.xml\"\nlimit = 0\n",
            "`limit` must be a whole number from 1 up",
        ),
        (
            "[[feeds]]\npath = \"/a.xml\"\nformat = \"json\"\n",
            "`format` must be `atom` or `rss`",
        ),
        (
            "[[feeds]]\npath = \"/a.xml\"\ncollections = [\"case\"]\n",
            "there is no collection `case`",
        ),
        (
            "[[feeds]]\npath = \"/a.xml\"\nlimits = 3\n",
            "unknown key `limits` in `[[feeds]]`",
        ),
    ] {
        let primer = Primer::new().config(feeds).page("cases/a.md", "A", "x");
        let report = primer.check();
        assert_eq!(report.len(), 1, "{feeds}: {report:?}");
        assert!(report[0].contains(expected), "{feeds}: {report:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Every feed can be read, whatever it holds.
    #[test]
    fn feeds_are_well_formed(
        title in any::<String>(),
        body in prop::collection::vec(prop_oneof![
            any::<String>(),
            "[<>&\"'\\]\\[!-]{1,6}",
            Just("]]>".to_owned()),
            Just("<![CDATA[".to_owned()),
            Just("&nbsp;&#0;&#xFFFF;&bogus;".to_owned()),
            Just("\u{1}\u{8}\u{b}\u{ffff}\u{fffe}".to_owned()),
            Just("<p title='a>b' href=/x srcset=\"/a&amp;b 1x, //c 2x\">".to_owned()),
            Just("\n\n## H\n\n".to_owned()),
        ], 0..12),
    ) {
        let title = serde_json::to_string(&title).unwrap();
        let body = body.concat();
        for format in ["atom", "rss"] {
            let feed = format!("{BASE}description = {title}\n[[feeds]]\npath = \"/f.xml\"\nformat = \"{format}\"\ncontent = \"full\"\ntitle = {title}\n[check]\nbroken-link = \"off\"\nmissing-asset = \"off\"\n");
            let primer = Primer::new()
                .config(&feed)
                .entry("terms/a.md", &format!("---\ntitle: {title}\ndate: 2026-01-05\n---\n{body}"));
            let build = primer.build();
            let Some(files) = build.files else { continue };
            if let Some(file) = files.iter().find(|file| file.path == "f.xml") {
                let xml = String::from_utf8(file.bytes.to_vec()).unwrap();
                prop_assert!(Document::parse(&xml).is_ok(), "{:?}\n{xml}", Document::parse(&xml).err());
            }
        }
    }
}

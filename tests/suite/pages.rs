//! What holds for every page that is written: each address leads to a file of the site, each anchor
//! to an id, no id stands twice, and what machines read can be read.

use primer::config::vocabulary;

use crate::builder::{Primer, text_of};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use html5gum::{Token, Tokenizer};
use primer::asset::AssetPlace;
use primer::config::{BaseUrl, ON_PAPER, PAPER};
use primer::disk::load::{Tree, load};
use primer::output::{self, OutputFile};
use primer::page::Found;
use primer::pipeline::{Analysis, Inputs, Options, build};

/// The ids and the addresses of a page.
fn read(html: &str) -> (HashSet<String>, Vec<String>) {
    let (mut ids, mut addresses) = (HashSet::new(), Vec::new());
    for token in Tokenizer::new(html).flatten() {
        let Token::StartTag(tag) = token else {
            continue;
        };
        for (name, value) in &tag.attributes {
            let value = String::from_utf8_lossy(value).into_owned();
            match name.as_slice() {
                b"id" => assert!(ids.insert(value.clone()), "the id `{value}` stands twice"),
                b"href" | b"src" => addresses.push(value),
                b"content" if value.starts_with("0; url=") => addresses.push(value[7..].to_owned()),
                _ => {}
            }
        }
    }
    (ids, addresses)
}

/// Asked for a file of the site, the outline finds what makes it, and nothing where there is none.
fn finds(analysis: &Analysis, files: &[OutputFile]) {
    let theme = analysis.theme.as_ref().unwrap();
    for file in files {
        let bytes = match analysis.outline.find(&file.path) {
            Some(Found::Page(page)) => {
                let page = output::page(&analysis.outline, theme, page)
                    .unwrap()
                    .unwrap();
                assert_eq!(page.path, file.path);
                page.bytes
            }
            Some(Found::File(asset)) => match &analysis.outline.files.assets()[asset].place {
                AssetPlace::Memory(bytes) => Arc::clone(bytes),
                AssetPlace::Disk(_) => panic!("{} is not in memory", file.path),
            },
            None => analysis.outline.folder_file(&file.path).expect(&file.path),
        };
        assert_eq!(bytes, file.bytes, "{}", file.path);
        for other in [
            format!("{}/index.html", file.path),
            format!("x/{}", file.path),
            file.path.replace(".html", ".htm"),
            file.path.replace("/index.html", ""),
        ] {
            let is_file = files.iter().any(|file| file.path == other);
            let is_found = analysis.outline.find(&other).is_some()
                || analysis.outline.folder_file(&other).is_some();
            assert_eq!(is_found, is_file, "{other}");
        }
    }
}

fn check(inputs: &Inputs, base: &str, origin: &str) {
    let made = build(inputs, &|_| {});
    finds(&made.analysis, made.files.as_deref().unwrap_or_default());
    let files = made.files.expect("the site builds");
    let by_path: HashMap<&str, &OutputFile> = files
        .iter()
        .map(|file| (file.path.as_str(), file))
        .collect();
    let pages: HashMap<&str, (HashSet<String>, Vec<String>)> = files
        .iter()
        .filter(|file| file.path.strip_suffix(".html").is_some())
        .map(|file| {
            (
                file.path.as_str(),
                read(std::str::from_utf8(&file.bytes).unwrap()),
            )
        })
        .collect();
    let mut count = 0;
    for (path, (own_ids, addresses)) in &pages {
        for address in addresses {
            let address = address.strip_prefix(origin).unwrap_or(address);
            let (place, anchor) = address
                .split_once('#')
                .map_or((address, None), |(place, anchor)| (place, Some(anchor)));
            if place.contains("://") || place.starts_with("mailto:") {
                continue;
            }
            count += 1;
            let anchor = anchor
                .map(|anchor| percent_encoding::percent_decode_str(anchor).decode_utf8_lossy());
            let ids = if place.is_empty() {
                own_ids
            } else {
                let inside = place
                    .strip_prefix(base)
                    .unwrap_or_else(|| panic!("{path}: `{address}` is not below `{base}`"));
                let inside = percent_encoding::percent_decode_str(inside).decode_utf8_lossy();
                let inside = inside.split('?').next().unwrap();
                let candidates = match inside.strip_suffix('/') {
                    _ if inside.is_empty() => vec!["index.html".to_owned()],
                    Some(folder) => vec![format!("{folder}/index.html")],
                    None => vec![inside.to_owned(), format!("{inside}.html")],
                };
                let found = candidates
                    .iter()
                    .find(|candidate| by_path.contains_key(candidate.as_str()));
                let found = found.unwrap_or_else(|| panic!("{path}: `{address}` leads to no file"));
                match pages.get(found.as_str()) {
                    Some((ids, _)) => ids,
                    None => continue,
                }
            };
            if let Some(anchor) = anchor {
                assert!(
                    ids.contains(anchor.as_ref()),
                    "{path}: `{address}` leads to no id"
                );
            }
        }
    }
    assert!(count > 50, "there are addresses to check");
    for (path, file) in &by_path {
        let text = String::from_utf8_lossy(&file.bytes);
        for part in text.split("<script type=\"application/ld+json\">").skip(1) {
            let json = part.split("</script>").next().unwrap();
            let data: serde_json::Value =
                serde_json::from_str(json).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert_eq!(data["@context"], "https://schema.org");
            for thing in data["@graph"].as_array().unwrap() {
                holds_to_the_vocabulary(thing, path);
            }
        }
    }
}

/// Each type and each property of structured data is one of schema.org.
fn holds_to_the_vocabulary(thing: &serde_json::Value, path: &str) {
    let of = thing["@type"].as_str().unwrap();
    let known = vocabulary::properties(of);
    assert!(!known.is_empty(), "{path}: `{of}`");
    for (key, value) in thing.as_object().unwrap() {
        let is_own = key.starts_with('@') || key == "query-input";
        assert!(
            is_own || known.contains(key.as_str()),
            "{path}: `{key}` of `{of}`"
        );
        let values = value
            .as_array()
            .map_or(std::slice::from_ref(value), Vec::as_slice);
        for value in values.iter().filter(|value| value.is_object()) {
            holds_to_the_vocabulary(value, path);
        }
    }
}

#[test]
fn every_address_of_every_page_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in [
        "",
        "examples/library",
        "tests/sites/collections",
        "tests/sites/subfolder",
        "tests/sites/plain",
    ] {
        let mut inputs = load(&Tree::new(&root.join(folder)), Options::default()).unwrap();
        for (base, origin) in [
            ("/", "https://primer.example"),
            ("/deep/down/", "https://primer.example"),
        ] {
            inputs.options.base_url = Some(BaseUrl::parse(&format!("{origin}{base}")).unwrap());
            check(&inputs, base, origin);
        }
    }
}

#[test]
fn blocks_have_numbers_that_backlinks_lead_to() {
    let text = "One.\n\n- [b](b.md)\n\n## First\n\nTwo.\n\n> [b](b.md)\n>\n> Three.\n\n## Second\n\n| a |\n|---|\n| [c](c.md) |\n\nFour[^1].\n\n[^1]: [d](d.md)\n";
    let primer = Primer::new()
        .page("t/a.md", "A", text)
        .page("t/b.md", "B", "")
        .page("t/c.md", "C", "")
        .page("t/d.md", "D", "");
    let page = primer.output("t/a/index.html");
    for part in [
        "<p id=\"0.1\">One.</p>",
        "<ul id=\"0.2\">",
        "<h2 id=\"first\"><a class=\"permalink number\" href=\"#first\">1</a> First</h2>",
        "<p id=\"1.1\">Two.</p>",
        "<blockquote id=\"1.2\">",
        // What stands in a block has the number of that.
        "<p>Three.</p>",
        "<div class=\"table\" id=\"2.1\"",
        "<p id=\"2.2\">Four",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    for (place, link) in [
        ("b", "href=\"/t/a/#0.2\""),
        ("c", "href=\"/t/a/#2.1\""),
        // A footnote stands elsewhere than where it is written.
        ("d", "<li><a href=\"/t/a/\">A</a>"),
    ] {
        let page = primer.output(&format!("t/{place}/index.html"));
        assert!(page.contains(link), "{link}\n{page}");
    }
    let plain = primer.clone().config("[look]\nnumbers = false");
    let page = plain.output("t/a/index.html");
    assert!(!page.contains("numbered") && !page.contains("permalink number"));
    assert!(page.contains("<p id=\"1.1\">Two.</p>"));
    assert!(page.contains(
        "<h2 id=\"first\">First <a class=\"permalink\" href=\"#first\" aria-labelledby=\"first\">#</a></h2>"
    ));
}

#[test]
fn a_site_has_colors_of_its_own() {
    let primer = Primer::new().page("t/a.md", "A", "");
    let plain = primer.output("style.css");
    // What the contrast of others is compared with.
    for (name, colors, _) in ON_PAPER.iter().copied().chain([("paper", PAPER, 0.0)]) {
        for color in colors {
            assert!(
                plain.contains(&format!("--{name}: {color};")),
                "{name}: {color}"
            );
        }
    }
    let config = "[look]\nlink = [\"#A03\", \"#fa8\"]\nrule = \"#123456\"\nmeasure = \"40.5ch\"\n";
    let own = primer.clone().config(config);
    assert_eq!(own.check(), [""; 0]);
    let style = own.output("style.css");
    let (before, added) = style.split_at(plain.len());
    assert_eq!(before, plain);
    assert_eq!(
        added,
        "\n/* From the settings of the site */\n@media screen {\n  \
         :root { --link: #aa0033; --rule: #123456; --measure: 40.5ch; }\n  \
         @media (prefers-color-scheme: dark) { :root:not([data-colors=\"light\"]) { --link: #ffaa88; } }\n  \
         :root[data-colors=\"dark\"] { --link: #ffaa88; }\n}\n"
    );
    // Its name changes with it, and a stylesheet of the site stays as it is.
    let name = |page: &str| page.split("/style.").nth(1).unwrap()[..10].to_owned();
    assert_ne!(
        name(&own.output("t/a/index.html")),
        name(&primer.output("t/a/index.html"))
    );
    let whole = own.asset("static/style.css", b"p {}");
    assert_eq!(whole.output("style.css"), "p {}");
    for (value, message) in [
        ("link = \"blue\"", "`blue` is no color"),
        ("link = [\"#000\", \"#00000\"]", "`#00000` is no color"),
        (
            "link = [\"#000\"]",
            "`link` must be a color or a list of two",
        ),
        ("paper = 1", "`paper` must be a color or a list of two"),
        ("measure = \"wide\"", "`wide` is no length"),
        ("measure = \"1.rem\"", "`1.rem` is no length"),
        ("measure = \"1px; }\"", "`1px; }` is no length"),
        ("measure = \"-1px\"", "`-1px` is no length"),
    ] {
        let found = primer.clone().config(&format!("[look]\n{value}\n")).check();
        assert!(
            found.len() == 1 && found[0].contains(message),
            "{value}: {found:?}"
        );
    }
}

/// What stands where in the picture of a page: the sides, the labels and the addresses on them.
fn picture(page: &str) -> String {
    let Some((_, picture)) = page.split_once("<nav class=\"neighborhood\"") else {
        return String::new();
    };
    let (picture, _) = picture.split_once("</nav>").unwrap();
    let marks = [
        "<g class=\"",
        "<g role=\"list\" aria-label=\"",
        "<a href=\"/t/",
    ];
    let mut found = String::new();
    for piece in picture.split('<') {
        let piece = format!("<{piece}");
        for (mark, sign) in marks.iter().zip(["\n", " · ", " "]) {
            if let Some(rest) = piece.strip_prefix(mark) {
                found += sign;
                found += rest.split(['"', '/']).next().unwrap();
            }
        }
    }
    found
}

#[test]
fn a_page_has_a_picture_of_what_is_around_it() {
    let links = |ids: &str| -> String {
        let ids = ids.split_whitespace();
        ids.map(|id| format!("[{id}](/t/{id}) ")).collect()
    };
    let settings = |more: &str| {
        let needs = "{ type = \"refs\", label = \"Needs\", inverse = \"leadsTo\" }";
        format!("{more}[fields]\nneeds = {needs}\n")
    };
    let mut primer = Primer::new()
        .config(&settings(""))
        .entry(
            "t/m.md",
            &format!(
                "---\ntitle: M\ncategory: near\nneeds: [A, B]\nrelated: [C]\n---\n{}\n",
                // `e` is named most, `g` names it, too; `a` and `c` have their places already.
                links("a c d e e e f g h i j")
            ),
        )
        .entry("t/k.md", "---\ntitle: K\nneeds: [M]\n---\n[m](/t/m)\n")
        .page("t/g.md", "G", &links("m"))
        .page("t/x.md", "X", &links("m"))
        .entry(
            "t/y.md",
            &format!("---\ntitle: Y\ncategory: near\n---\n{}\n", links("m")),
        )
        .page("t/_index.md", "All", &links("m"));
    for id in ["a", "b", "c", "d", "e", "f", "h", "i", "j"] {
        primer = primer.page(&format!("t/{id}.md"), &id.to_uppercase(), "");
    }
    let page = primer.output("t/m/index.html");
    assert_eq!(
        picture(&page),
        "\nthis\nbefore · Needs a b · Words on this page g e\
         \nafter · Leads to k · Mentioned in y x\nbelow · Related c"
    );
    // The other end of a relation has it on its other side.
    let other = primer.output("t/a/index.html");
    assert_eq!(picture(&other), "", "two are no picture");
    let other = primer.output("t/k/index.html");
    assert_eq!(picture(&other), "", "one is none, whatever it is for");
    // Lines of relations are told apart from those of links.
    let drawing = page.split_once("<svg").unwrap().1;
    assert_eq!(
        drawing
            .split("</svg>")
            .next()
            .unwrap()
            .matches("<path d=\"M")
            .count(),
        2
    );
    assert_eq!(drawing.matches("<path class=\"links\" d=\"M").count(), 1);
    let mirrored = primer
        .clone()
        .config(&settings("[site]\nlanguage = \"ar\"\n"));
    let mirrored = mirrored.output("t/m/index.html");
    let x = |page: &str, side: &str| -> usize {
        let start = format!("<g class=\"{side}\" transform=\"translate(");
        let rest = page.split_once(&start).unwrap().1;
        rest.split(' ').next().unwrap().parse().unwrap()
    };
    assert!(x(&page, "before") < x(&page, "after"));
    assert_eq!(x(&mirrored, "before"), 576 - x(&page, "before"));
    let plain = primer.config(&settings("[look]\nneighborhood = false\n"));
    assert_eq!(picture(&plain.output("t/m/index.html")), "");
}

#[test]
fn a_page_shows_the_part_of_its_list_around_it() {
    let mut primer = Primer::new();
    for number in 10..60 {
        primer = primer.page(&format!("t/{number}.md"), &format!("Term {number}"), "");
    }
    let page = primer.output("t/30/index.html");
    let list = page.split("<details class=\"siblings\">").nth(1).unwrap();
    let list = list.split("</details>").next().unwrap();
    let links: Vec<&str> = list
        .split("<li>")
        .skip(1)
        .map(|item| {
            item.split("</a>")
                .next()
                .unwrap()
                .rsplit('>')
                .next()
                .unwrap()
        })
        .collect();
    assert_eq!(links.len(), 20);
    assert_eq!(
        (links[0], links[10], links[19]),
        ("Term 20", "Term 30", "Term 39")
    );
    assert!(list.contains("<a href=\"/t/30/\" aria-current=\"page\">Term 30</a>"));
    assert!(
        list.contains("10 more") && list.contains("20 more"),
        "{list}"
    );
    // At both ends it has as many.
    for (place, first, last) in [("10", "Term 10", "Term 29"), ("59", "Term 40", "Term 59")] {
        let page = primer.output(&format!("t/{place}/index.html"));
        let list = page.split("<details class=\"siblings\">").nth(1).unwrap();
        let list = list.split("</details>").next().unwrap();
        assert!(list.contains(&format!(">{first}</a>")) && list.contains(&format!(">{last}</a>")));
        assert_eq!(list.matches("<li>").count(), 20);
    }
    // An entry that is alone has no neighbors.
    let alone = Primer::new().page("t/a.md", "A", "");
    assert!(!alone.output("t/a/index.html").contains("siblings"));
}

#[test]
fn previous_and_next_keep_to_their_group() {
    let config = "[collections.t]\ngroup_by = \"category\"";
    let entry =
        |title: &str, category: &str| format!("---\ntitle: {title}\ncategory: {category}\n---\n");
    let primer = Primer::new()
        .config(config)
        .entry("t/a.md", &entry("A", "x"))
        .entry("t/b.md", &entry("B", "y"))
        .entry("t/c.md", &entry("C", "x"))
        .page("t/d.md", "D", "");
    let page = primer.output("t/a/index.html");
    assert!(page.contains("<link rel=\"next\" href=\"/t/c/\">") && !page.contains("rel=\"prev\""));
    let list = primer.output("t/index.html");
    assert!(
        list.contains("<h2 id=\"_x\"><a href=\"/categories/x/\">X</a>"),
        "{list}"
    );
    assert!(list.contains("<h2 id=\"_other\">Other <"), "{list}");
}

#[test]
fn a_title_that_starts_with_the_name_is_shown_in_two() {
    for (title, term, shown) in [
        (
            "Causation: who did it",
            "causation",
            "Causation</h1>\n<p class=\"subtitle\">who did it</p>",
        ),
        (
            "Causation — who",
            "Causation",
            "Causation</h1>\n<p class=\"subtitle\">who</p>",
        ),
        ("Causation who", "Causation", "Causation who</h1>\n"),
        ("Causation:", "Causation", "Causation:</h1>\n"),
        ("İstanbul: x", "istanbul", "İstanbul: x</h1>\n"),
    ] {
        let primer = Primer::new().entry(
            "t/a.md",
            &format!("---\ntitle: \"{title}\"\nterm: \"{term}\"\n---\n"),
        );
        let page = primer.output("t/a/index.html");
        assert!(
            page.contains(&format!("tabindex=\"-1\">{shown}")),
            "{title}\n{page}"
        );
    }
}

/// Court cases whose day, summary and image are fields of their own.
const ROLES: &str = "[site]\ntitle = \"T\"\nbase_url = \"https://example.org/\"\n\
    [collections.cases]\ndate = \"decided\"\nsummary = \"holding\"\nimage = \"portrait\"\n\
    kind = \"article\"\n[collections.cases.fields]\ndecided = \"date\"\nholding = \"text\"\n\
    portrait = \"url\"\n";

#[test]
fn the_day_of_an_entry_need_not_be_that_of_its_publication() {
    let mut primer = Primer::new()
        .config(ROLES)
        .page("_index.md", "Home", "")
        .entry(
            "cases/a.md",
            "---\ntitle: A\ndecided: 1989-02-28\ndate: 2026-01-02\n---\n",
        )
        .entry("cases/b.md", "---\ntitle: B\ndecided: 2031-05-06\n---\n");
    // A day to come that is no day of publication hides nothing.
    primer.inputs.options.visibility.today = Some("2026-11-01".parse().unwrap());
    let page = primer.output("cases/a/index.html");
    let day = "<div><dt>Decided</dt><dd><time datetime=\"1989-02-28\">February 28, 1989</time>";
    assert!(page.contains(day), "{page}");
    assert_eq!(page.matches("1989-02-28").count(), 1, "{page}");
    assert!(page.contains("\"datePublished\":\"2026-01-02\""), "{page}");
    let page = primer.output("cases/b/index.html");
    assert!(!page.contains("datePublished"), "{page}");
    let feed = primer.output("feed.xml");
    assert!(feed.contains("<published>2026-01-02T00:00:00Z"), "{feed}");
    assert!(!feed.contains("<title>B</title>"), "{feed}");
    let home = primer.output("index.html");
    assert!(home.contains("January 2, 2026"), "{home}");
    assert!(!home.contains("1989") && !home.contains("2031"), "{home}");
    // Where the same field says when entries were published, they wait for that day.
    let config = ROLES.replace("kind =", "published = \"decided\"\nkind =");
    let report = primer.config(&config).build();
    let files = report.files.unwrap();
    let is_b = |path: &str| path == "cases/b/index.html";
    assert!(!files.iter().any(|file| is_b(&file.path)));
}

#[test]
fn a_day_with_the_name_of_a_day_of_publication_is_one() {
    let primer = Primer::new()
        .config(
            "[site]\nbase_url = \"https://example.org/\"\n[collections.articles]\n\
             date = \"pubDate\"\n[collections.articles.fields]\npubDate = \"date\"\n",
        )
        .entry("articles/a.md", "---\ntitle: A\npubDate: 2026-01-02\n---\n");
    let page = primer.output("articles/a/index.html");
    assert!(page.contains("<dt>Published</dt>"), "{page}");
    assert!(page.contains("\"datePublished\":\"2026-01-02\""), "{page}");
    assert!(primer.output("feed.xml").contains("2026-01-02T00:00:00Z"));
}

#[test]
fn fields_describe_and_picture_an_entry() {
    let holding = "holding: |\n  A city is\n  a person.\n\n  It is liable.\n";
    let primer = Primer::new()
        .config(ROLES)
        .asset("static/a.svg", b"<svg width=\"20\" height=\"10\"></svg>")
        .asset("static/a.pdf", b"%PDF")
        .entry(
            "cases/a.md",
            &format!("---\ntitle: A\ndescription: Other.\n{holding}portrait: /a.svg\n---\n"),
        )
        .entry(
            "cases/b.md",
            "---\ntitle: B\ndescription: Own.\nportrait: /a.pdf\n---\n",
        );
    let page = primer.output("cases/a/index.html");
    let said = "A city is a person. It is liable.";
    assert!(
        page.contains(&format!("<p class=\"lead\">{said}</p>")),
        "{page}"
    );
    let meta = format!("<meta name=\"description\" content=\"{said}\">");
    assert!(page.contains(&meta), "{page}");
    assert!(
        !page.contains("<dt>Holding</dt>") && !page.contains("<dt>Portrait</dt>"),
        "{page}"
    );
    let image = page.split_once("<img class=\"portrait\" src=\"").unwrap().1;
    let image = image.split_once('>').unwrap().0;
    assert!(
        image.starts_with("/a.") && image.contains("alt=\"A\" width=\"20\" height=\"10\""),
        "{image}"
    );
    let list = primer.output("cases/index.html");
    assert!(list.contains(&format!("<p>{said}</p>")), "{list}");
    assert!(list.contains("<p>Own.</p>"), "{list}");
    // What is no image is no portrait, and still there.
    let page = primer.output("cases/b/index.html");
    assert!(!page.contains("<img"), "{page}");
    assert!(page.contains("<dt>Portrait</dt>"), "{page}");
}

/// Five cases of three courts.
fn cases(settings: &str) -> Primer {
    let fields = "decided = \"date\"\njudge = { type = \"ref\", to = \"judges\" }\n\
        court = { type = \"enum\", values = [\"supreme\", \"appeals\", \"district\"] }\n";
    let mut primer = Primer::new()
        .config(&format!(
            "[collections.cases]\n{settings}[collections.cases.fields]\n{fields}[collections.judges]\n"
        ))
        .page("judges/ito.md", "Ito <J.>", "");
    for (name, court, day) in [
        ("Alpha", "appeals", "1989-02-28"),
        ("Beta", "district", "2001-01-01"),
        ("Écart", "supreme", "1989-02-28"),
        ("Eta", "appeals", "2011-03-29"),
    ] {
        primer = primer.entry(
            &format!("cases/{}.md", primer::entry::slug::slug(name)),
            &format!(
                "---\ntitle: {name}\ndecided: {day}\ncourt: {court}\njudge: ito\ncategory: facts\ntags: [\"a & b\"]\n---\n"
            ),
        );
    }
    primer.entry("cases/zeta.md", "---\ntitle: Zeta\n---\n")
}

/// The headings of the groups of a list, and the names in it, in their order.
fn order_of(list: &str) -> String {
    let list = list.split_once("class=\"text\"").unwrap().1;
    let lines = list.lines().filter_map(|line| {
        let heading = line.split_once("<h2 id=\"_").map(|(_, rest)| {
            let title = rest.split_once('>').unwrap().1;
            let title = title.split(" <").next().unwrap().trim_end_matches("</a>");
            format!("{}:", title.rsplit('>').next().unwrap())
        });
        let name = || {
            let link = line.strip_prefix("<a href=\"/")?;
            let (_, text) = link.split_once("/\">")?;
            Some(text.split_once("</a>")?.0.to_owned())
        };
        heading.or_else(name)
    });
    lines.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_list_is_sorted_by_several_fields_and_grouped_as_it_asks() {
    for (settings, expected) in [
        (
            "sort = [\"decided\", \"-name\"]\n",
            "Écart Alpha Beta Eta Zeta",
        ),
        (
            "sort = [\"-decided\", \"name\"]\n",
            "Eta Beta Alpha Écart Zeta",
        ),
        (
            "group_by = \"letter\"\n",
            "A: Alpha B: Beta E: Écart Eta Z: Zeta",
        ),
        (
            "group_by = \"letter\"\nsort = \"-name\"\n",
            "Z: Zeta E: Eta Écart B: Beta A: Alpha",
        ),
        (
            "date = \"decided\"\ngroup_by = \"year\"\n",
            "1989: Alpha Écart 2001: Beta 2011: Eta Other: Zeta",
        ),
        (
            "date = \"decided\"\ngroup_by = \"year\"\nsort = \"-decided\"\n",
            "2011: Eta 2001: Beta 1989: Alpha Écart Other: Zeta",
        ),
        (
            "group_by = \"court\"\n",
            "Supreme: Écart Appeals: Alpha Eta District: Beta Other: Zeta",
        ),
        (
            "group_by = \"court\"\ngroup_order = \"name\"\n",
            "Appeals: Alpha Eta District: Beta Supreme: Écart Other: Zeta",
        ),
        (
            "group_by = \"court\"\ngroup_order = \"first\"\nsort = \"-decided\"\n",
            "Appeals: Eta Alpha District: Beta Supreme: Écart Other: Zeta",
        ),
        (
            "group_by = \"court\"\ngroup_order = [\"district\"]\n",
            "District: Beta Appeals: Alpha Eta Supreme: Écart Other: Zeta",
        ),
    ] {
        let primer = cases(settings);
        assert_eq!(primer.check(), [""; 0], "{settings}");
        let list = primer.output("cases/index.html");
        assert_eq!(order_of(&list), expected, "{settings}");
    }
}

#[test]
fn a_field_with_the_name_of_a_group_is_that_field() {
    let primer = Primer::new()
        .config(
            "[collections.notes]\ngroup_by = \"letter\"\n[collections.notes.fields]\nletter = \"string\"\n",
        )
        .entry("notes/a.md", "---\ntitle: A\nletter: from home\n---\n");
    let list = primer.output("notes/index.html");
    assert!(list.contains(">From home <"), "{list}");
}

#[test]
fn lists_show_the_fields_that_a_collection_chooses() {
    let card = "card = [\"court\", \"decided\", \"judge\", \"category\", \"tags\"]\n";
    let shown = [
        "<dt class=\"unseen\">Court</dt><dd>appeals",
        "<time datetime=\"1989-02-28\">February 28, 1989</time>",
        "<a href=\"/judges/ito/\">Ito &lt;J.&gt;</a>",
        "<dt class=\"unseen\">Category</dt><dd><ul><li><a href=\"/categories/facts/\">Facts</a>",
        "<dt class=\"unseen\">Tags</dt><dd><ul><li><a href=\"/tags/a-b/\">A &amp; b</a>",
    ];
    let page = cases(card).output("cases/index.html");
    for part in shown {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert_eq!(page.matches("<dl class=\"of\">").count(), 4, "{page}");
    // The category, too, has a list, and its cards are the same.
    let category = cases(card).output("categories/facts/index.html");
    assert_eq!(
        category.matches("<dl class=\"of\">").count(),
        4,
        "{category}"
    );
    let page = cases(&format!("layout = \"cards\"\n{card}")).output("cases/index.html");
    assert!(page.contains("<ul class=\"cards boxes\">"), "{page}");
    assert!(page.contains(shown[2]), "{page}");
}

#[test]
fn a_list_can_be_a_table() {
    let settings = "layout = \"table\"\nname = \"title\"\ncard = [\"court\", \"judge\"]\ngroup_by = \"year\"\n";
    let page = cases(settings).output("cases/index.html");
    let table = page.split_once("<table class=\"entries\">").unwrap().1;
    let table = table.split_once("</table>").unwrap().0.replace('\n', "");
    let head = "<thead><tr><th scope=\"col\">Title</th><th scope=\"col\">Court</th><th scope=\"col\">Judge</th></tr></thead>";
    assert!(
        table.starts_with("<caption class=\"unseen\">Other</caption>"),
        "{table}"
    );
    assert!(table.contains(head), "{table}");
    let row = "<tr><th scope=\"row\"><a href=\"/cases/alpha/\">Alpha</a></th><td>appeals</td><td><ul><li><a href=\"/judges/ito/\">";
    assert!(table.contains(row), "{table}");
    // What has no value has an empty cell.
    assert!(
        table.contains(">Zeta</a></th><td></td><td></td></tr>"),
        "{table}"
    );
    assert!(
        page.contains("role=\"region\" aria-label=\"Other\" tabindex=\"0\""),
        "{page}"
    );
}

#[test]
fn a_long_list_has_several_pages() {
    let site = "[site]\ntitle = \"T\"\nbase_url = \"https://example.org/x/\"\n";
    let config = format!(
        "{site}[collections.a]\n[collections.cases]\npaginate = 2\ngroup_by = \"letter\"\n[collections.z]\n"
    );
    let mut primer = Primer::new().config(&config);
    for name in ["Alpha", "Amber", "Apex", "Beta", "Gamma"] {
        let path = format!("cases/{}.md", name.to_lowercase());
        primer = primer.page(&path, name, "");
    }
    // A link may lead to a page, and the text of the collection is on the first one.
    let primer = primer
        .page("_index.md", "Home", "See [the rest](/cases/page/3/).")
        .page("cases/_index.md", "Decisions", "All of them.");
    assert_eq!(primer.check(), [""; 0]);
    let pages = ["", "page/2/", "page/3/"].map(|page| {
        let page = primer.output(&format!("cases/{page}index.html"));
        (order_of(&page.replace("href=\"/x/", "href=\"/")), page)
    });
    let shown = pages.each_ref().map(|(order, _)| order.as_str());
    assert_eq!(shown, ["A: Alpha Amber", "A: Apex B: Beta", "G: Gamma"]);
    let [(_, first), (_, second), (_, third)] = &pages;
    assert!(first.contains("All of them.") && !second.contains("All of them."));
    assert!(!first.contains("rel=\"prev\""), "{first}");
    for part in [
        "<title>Cases · Page 2 of 3 · T</title>",
        "<link rel=\"canonical\" href=\"https://example.org/x/cases/page/2/\">",
        "<link rel=\"prev\" href=\"/x/cases/\">",
        "<link rel=\"next\" href=\"/x/cases/page/3/\">",
        "<a href=\"/x/cases/page/2/\" aria-current=\"page\" aria-label=\"Page 2 of 3\">2</a>",
    ] {
        assert!(second.contains(part), "{part}\n{second}");
    }
    assert!(!third.contains("rel=\"next\""), "{third}");
    let sitemap = primer.output("sitemap.xml");
    assert!(sitemap.contains("/x/cases/page/3/</loc>"), "{sitemap}");
    // A group is found on the page where it begins.
    let mut many = primer.clone();
    for number in 0..25 {
        many = many.page(
            &format!("cases/bee-{number}.md"),
            &format!("Bee {number}"),
            "",
        );
    }
    let page = many.output("cases/bee-24/index.html");
    assert!(page.contains("href=\"/x/cases/page/2/#_b\">"), "{page}");
    // Where all entries fit, there is nothing to turn.
    let primer = primer.page("_index.md", "Home", "");
    let all = primer.config(&config.replace("paginate = 2", "paginate = 5"));
    let files = all.build().files.unwrap();
    assert!(!files.iter().any(|file| file.path.contains("/page/")));
    assert!(!all.output("cases/index.html").contains("class=\"pages\""));
}

#[test]
fn an_entry_at_the_place_of_a_page_of_a_list_is_reported() {
    let primer = Primer::new()
        .config("[collections.cases]\npaginate = 1\n")
        .page("cases/a.md", "A", "")
        .page("cases/page/2.md", "B", "");
    let report = primer.check();
    assert_eq!(report.len(), 1, "{report:?}");
    assert!(
        report[0].starts_with("content/cases/page/2.md:1:1: error[duplicate-url]"),
        "{report:?}"
    );
}

#[test]
fn a_list_of_many_pages_links_to_few_of_them() {
    let mut primer = Primer::new().config("[collections.cases]\npaginate = 1\n");
    for number in 1..=20 {
        primer = primer.page(&format!("cases/{number}.md"), &format!("Case {number}"), "");
    }
    let page = primer.output("cases/page/10/index.html");
    let nav = page.split_once("<nav class=\"pages\"").unwrap().1;
    let nav = nav.split_once("</nav>").unwrap().0;
    let links = nav.split("<li").skip(1).map(|item| {
        let (_, text) = item.trim_end().rsplit_once("\">").unwrap();
        text.split('<').next().unwrap()
    });
    let shown = links.collect::<Vec<_>>().join(" ");
    assert_eq!(shown, "Previous 1 … 8 9 10 11 12 … 20 Next");
}

#[test]
fn a_collection_chooses_what_stands_where_on_the_page_of_an_entry() {
    let fields = "[collections.cases.fields]\ndecided = \"date\"\ncourt = \"string\"\ndocket = \"string\"\n\
        judge = { type = \"ref\", to = \"judges\" }\nsealed = \"bool\"\n\
        source = { type = \"url\", text = \"View on \\\"Listener\\\"\" }\n\
        officers = { type = \"list\", of = { name = \"string\", office = \"string?\", profile = { type = \"url\", required = false, text = \"Profile\" } } }\n\
        [collections.judges]\n";
    let primer = |settings: &str, officers: &str| {
        Primer::new()
            .config(&format!("[collections.cases]\ndate = \"decided\"\n{settings}{fields}"))
            .page("judges/ito.md", "Ito", "")
            .entry(
                "cases/a.md",
                &format!("---\ntitle: A\ndecided: 1989-02-28\ncourt: Appeals\ndocket: 1-2\njudge: ito\nsealed: true\nsource: https://example.com/a\nupdated: 2026-01-02\ntags: [x]\nofficers: {officers}\n---\nText.\n"),
            )
    };
    let two = "[{ name: Roe, office: Chief, profile: https://example.com/roe }, { name: Poe }]";
    let part = |page: &str, from: &str| {
        let (_, part) = page
            .split_once(from)
            .unwrap_or_else(|| panic!("{from}: {page}"));
        part.split_once("\n</dl>").unwrap().0.to_owned()
    };
    let labels = |list: &str| {
        let labels = list.split("<dt>").skip(1);
        let labels = labels.map(|label| label.split_once("</dt>").unwrap().0);
        labels.collect::<Vec<_>>().join(" ")
    };
    let page = primer("", two).output("cases/a/index.html");
    let header = part(&page, "<dl class=\"facts\">");
    assert_eq!(
        labels(&header),
        "Decided Updated Court Docket Sealed Source"
    );
    assert_eq!(
        labels(&part(&page, "<dl class=\"facts rows\">")),
        "Officers"
    );
    assert!(header.contains(">View on “Listener”</a>"), "{header}");

    let settings =
        "header = [\"judge\", \"decided\"]\nhide = [\"sealed\", \"updated\", \"tags\"]\n";
    let page = primer(settings, two).output("cases/a/index.html");
    let header = part(&page, "<dl class=\"facts\">");
    assert_eq!(labels(&header), "Judge Decided", "{header}");
    assert!(
        header.contains("<a href=\"/judges/ito/\">Ito</a>"),
        "{header}"
    );
    let facts = part(&page, "<dl class=\"facts rows\">");
    assert_eq!(labels(&facts), "Court Docket Source Officers", "{facts}");
    assert!(
        !page.contains("Updated") && !page.contains("class=\"chips\""),
        "{page}"
    );
    // Several records are a table, and one is a line.
    let head = "<thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Office</th><th scope=\"col\">Profile</th></tr></thead>";
    assert!(facts.contains(head), "{facts}");
    let row = "<tr><td>Poe</td><td></td><td></td></tr>";
    assert!(facts.contains(row), "{facts}");
    assert!(facts.contains(">Profile</a>"), "{facts}");
    let page = primer(settings, "[{ name: Roe, office: Chief }]").output("cases/a/index.html");
    let line = "<li><span class=\"unseen\">Name: </span>Roe, <span class=\"unseen\">Office: </span>Chief</li>";
    assert!(page.contains(line), "{page}");
}

#[test]
fn a_relation_that_is_hidden_is_on_no_page_of_its_collection() {
    let primer = |settings: &str| {
        Primer::new()
            .config(&format!("[collections.t]\n{settings}"))
            .entry(
                "t/a.md",
                "---\ntitle: A\nrelated: [b]\nrequires: [b]\n---\n",
            )
            .page("t/b.md", "B", "")
            .output("t/a/index.html")
    };
    let page = primer("");
    assert!(
        page.contains(">Related</h2>") && page.contains(">Read first<"),
        "{page}"
    );
    let page = primer("hide = [\"related\", \"requires\"]\n");
    assert!(
        !page.contains(">Related</h2>") && !page.contains(">Read first<"),
        "{page}"
    );
}

#[test]
fn the_pages_of_steps_say_where_a_reader_is() {
    let mut primer = Primer::new().config(
        "[collections.way]\nsteps = true\ncard = [\"mover\"]\ngroup_by = \"phase\"\n\
         [collections.way.fields]\nmover = \"string\"\nphase = { type = \"enum\", values = [\"before\", \"after\"] }\n",
    );
    for (number, (name, phase)) in [
        ("Ask", "before"),
        ("File", "before"),
        ("Serve", "after"),
        ("Try", "after"),
    ]
    .into_iter()
    .enumerate()
    {
        primer = primer.entry(
            &format!("way/{}.md", name.to_lowercase()),
            &format!(
                "---\ntitle: {name}\norder: {number}\nphase: {phase}\nmover: The <plaintiff>\n---\n"
            ),
        );
    }
    let page = primer.output("way/serve/index.html");
    assert!(page.contains("<p class=\"step\">Step 3 of 4</p>"), "{page}");
    let nav = page
        .split_once("<details class=\"siblings\" open>")
        .unwrap()
        .1;
    assert!(nav.contains("<ol start=\"3\">"), "{nav}");
    let here = "<a href=\"/way/serve/\" aria-current=\"step\">Serve</a>";
    assert!(nav.contains(here), "{nav}");
    assert!(nav.contains("<dd>The &lt;plaintiff&gt;</dd>"), "{nav}");
    // The way goes on from group to group.
    assert!(
        page.contains("<a rel=\"prev\" href=\"/way/file/\">"),
        "{page}"
    );
    assert!(
        page.contains("<a rel=\"next\" href=\"/way/try/\">"),
        "{page}"
    );
    let page = primer.output("way/file/index.html");
    assert!(
        page.contains("<a rel=\"next\" href=\"/way/serve/\">"),
        "{page}"
    );
}

#[test]
fn a_subfolder_with_a_text_is_a_section() {
    let primer = |settings: &str| {
        let entry = |title: &str| format!("---\ntitle: {title}\n---\n");
        Primer::new()
            .config(&format!("[collections.t]\n{settings}"))
            .entry("t/_index.md", &entry("All"))
            .entry(
                "t/b/_index.md",
                "---\ntitle: Trial \"and\" error\norder: 2\n---\nOf trials.\n",
            )
            .entry("t/b/two.md", &entry("Two"))
            .entry("t/b/deep/_index.md", &entry("Deep"))
            .entry("t/b/deep/three.md", &entry("Three"))
            .entry(
                "t/c/_index.md",
                "---\ntitle: Pleading\norder: 1\n---\nOf pleadings.\n",
            )
            .entry("t/c/four.md", &entry("Four"))
            .entry(
                "t/plain/one.md",
                "---\ntitle: One\n---\n[A](/t#_pleading), [B](/t/b#_deep).\n",
            )
            .entry(
                "t/hidden/_index.md",
                "---\ntitle: Hidden\ndraft: true\n---\n",
            )
            .entry("t/hidden/zero.md", &entry("Zero"))
            .entry("t/lonely/_index.md", &entry("Lonely"))
    };
    let plain = primer("");
    assert_eq!(plain.check(), [""; 0]);
    let list = plain.output("t/index.html");
    let names = "One Zero Pleading: Four Trial “and” error: Three Two";
    assert_eq!(order_of(&list), names, "{list}");
    assert!(list.contains("<a href=\"/t/c/\">Pleading</a>"), "{list}");
    // The page of a section has its text and the list of what lies in it, in its own sections.
    let section = plain.output("t/b/index.html");
    assert_eq!(order_of(&section), "Two Deep: Three", "{section}");
    assert!(section.contains("Of trials."), "{section}");
    let lonely = plain.output("t/lonely/index.html");
    assert!(!lonely.contains("class=\"cards\""), "{lonely}");
    // The way to an entry leads through its sections.
    let entry = plain.output("t/b/deep/three/index.html");
    let way: Vec<usize> = ["href=\"/t/\"", "href=\"/t/b/\"", "href=\"/t/b/deep/\""]
        .iter()
        .map(|part| {
            entry
                .find(part)
                .unwrap_or_else(|| panic!("{part}\n{entry}"))
        })
        .collect();
    assert!(way.is_sorted(), "{entry}");
    // Its neighbors are those of its section, whose page they lead to.
    assert!(entry.contains("rel=\"next\" href=\"/t/b/two/\""), "{entry}");
    assert!(!entry.contains("/t/c/four/"), "{entry}");
    // Another order, and another grouping.
    let list = primer("sort = \"-name\"").output("t/index.html");
    assert!(
        order_of(&list).starts_with("Zero One Trial “and” error: Two Three"),
        "{list}"
    );
    let list = primer("group_by = \"letter\"").output("t/index.html");
    assert!(order_of(&list).starts_with("F: Four O: One"), "{list}");
}

#[test]
fn an_entry_can_stay_out_of_lists_and_of_search_engines() {
    let primer = |fields: &str| {
        let entry = format!(
            "---\ntitle: Quiet\ncategory: K\ntags: [t]\ndate: 2026-01-02\n{fields}---\nHushed.\n\n## One\n\n## Two\n\n## Three\n"
        );
        Primer::new()
            .config("[site]\nbase_url = \"https://example.org\"")
            .entry("t/quiet.md", &entry)
            .entry(
                "t/loud.md",
                "---\ntitle: Loud\ndate: 2026-01-01\n---\n[There](/t/quiet).\n",
            )
            .entry("t/last.md", "---\ntitle: Ruckus\n---\n[There](/t/quiet).\n")
    };
    let lists = |primer: &Primer| {
        let files = primer.build().files.unwrap();
        let mut lists = Vec::new();
        for file in files {
            let text = String::from_utf8_lossy(&file.bytes);
            let is_page = ["t/quiet/", "t/loud/", "t/last/"].iter();
            let is_page = is_page.clone().any(|page| file.path.starts_with(page));
            if !is_page
                && (text.contains("Quiet")
                    || (file.path == "sitemap.xml" && text.contains("/t/quiet/")))
            {
                lists.push(file.path.clone());
            }
        }
        lists.sort();
        lists
    };
    let noindex = "<meta name=\"robots\" content=\"noindex\">";
    let plain = primer("");
    let all = lists(&plain);
    for list in [
        "t/index.html",
        "a-z/index.html",
        "sitemap.xml",
        "feed.xml",
        "index.html",
    ] {
        assert!(all.iter().any(|path| path == list), "{list} {all:?}");
    }
    assert!(
        all.iter().any(|path| path.starts_with("search/")),
        "{all:?}"
    );
    assert!(!plain.output("t/quiet/index.html").contains(noindex));
    let unlisted = primer("unlisted: true\n");
    assert_eq!(lists(&unlisted), [""; 0]);
    assert_eq!(unlisted.check(), [""; 0]);
    let page = unlisted.output("t/quiet/index.html");
    assert!(
        page.contains(noindex) && !page.contains("rel=\"next\""),
        "{page}"
    );
    assert!(
        unlisted
            .output("t/loud/index.html")
            .contains("href=\"/t/quiet/\"")
    );
    let noindexed = primer("noindex: true\n");
    assert!(!lists(&noindexed).contains(&"sitemap.xml".to_owned()));
    assert!(lists(&noindexed).contains(&"t/index.html".to_owned()));
    assert!(noindexed.output("t/quiet/index.html").contains(noindex));
    // A page of three headings has a table of them, unless its author does without.
    let contents = "<details class=\"toc\">";
    assert!(plain.output("t/quiet/index.html").contains(contents));
    assert!(
        !primer("toc: false\n")
            .output("t/quiet/index.html")
            .contains(contents)
    );
}

#[test]
fn an_image_is_shown_and_shared() {
    let primer = |fields: &str, text: &str| {
        Primer::new()
            .config("[site]\nbase_url = \"https://example.org/law/\"")
            .asset("static/face.png", b"a")
            .asset("static/face.svg", b"<svg></svg>")
            .entry("t/a.md", &format!("---\ntitle: A\n{fields}---\n{text}\n"))
            .output("t/a/index.html")
    };
    let page = primer("image: /face.png\n", "Text.");
    assert!(
        page.contains("<img class=\"portrait\" src=\"/law/face."),
        "{page}"
    );
    let shared = "<meta property=\"og:image\" content=\"https://example.org/law/face.";
    assert!(page.contains(shared), "{page}");
    let page = primer("", "![a face](/face.png)");
    assert!(
        page.contains(shared) && !page.contains("portrait"),
        "{page}"
    );
    for page in [primer("image: /face.svg\n", "Text."), primer("", "Text.")] {
        assert!(!page.contains("og:image"), "{page}");
    }
    let nowhere = Primer::new().entry("t/a.md", "---\ntitle: A\nimage: /fase.png\n---\n");
    let report = nowhere.check();
    assert!(
        report[0].contains("there is no file `/fase.png`"),
        "{report:?}"
    );
}

#[test]
fn pages_of_one_title_are_told_apart() {
    let overview = "---\ntitle: Overview\n---\n";
    let primer = Primer::new()
        .config("[site]\ntitle = \"Law\"\n[collections.a]\ntitle = \"Trials \\\"and\\\" errors\"\n")
        .entry("a/overview.md", overview)
        .entry("b/_index.md", "---\ntitle: Appeals\n---\n")
        .entry("b/c/_index.md", "---\ntitle: Briefs\n---\n")
        .entry("b/c/overview.md", overview)
        .entry("b/hidden.md", "---\ntitle: Alone\ndraft: true\n---\n")
        .entry("b/alone.md", "---\ntitle: Alone\n---\n")
        .entry("overview.md", overview);
    for (path, title) in [
        ("a/overview", "Overview · Trials “and” errors · Law"),
        ("b/c/overview", "Overview · Briefs · Law"),
        ("overview", "Overview · Law"),
        ("b/alone", "Alone · Law"),
    ] {
        let page = primer.output(&format!("{path}/index.html"));
        assert!(page.contains(&format!("<title>{title}</title>")), "{page}");
    }
}

fn labelled() -> Primer {
    let case = |title: &str, fields: &str| format!("---\ntitle: {title}\n{fields}\n---\n");
    Primer::new()
        .config(
            "[site]\nbase_url = \"https://example.org\"\nindex_tags = 2\n\
             [categories.evidence]\nlabel = \"The law of evidence\"\ndescription = \"What a \\\"jury\\\" sees.\"\n\
             [tags]\nrule-12 = \"Rule 12\"\n[tag_groups]\n\"How it ended\" = [\"lost\", \"won\"]\n\
             [collections.cases]\ngroup_by = \"court\"\nfilter = [\"court\", \"overruled\", \"cites\", \"category\", \"tags\"]\n\
             [collections.cases.fields]\noverruled = \"bool\"\ncites = { type = \"refs\", inverse = \"citedBy\" }\n\
             [collections.cases.fields.court]\ntype = \"enum\"\n\
             values = { supreme = { label = \"Supreme Court\", description = \"Of last resort.\" }, appeals = \"Court of Appeals\" }\n",
        )
        .entry("cases/a.md", &case("A", "court: appeals\noverruled: true\ntags: [won, Rule 12]\ncategory: Evidence"))
        .entry("cases/b.md", &case("B", "court: supreme\noverruled: false\ntags: [lost]\ncites: [a]\ncategory: other"))
        .entry("cases/c.md", &case("C", "court: supreme\ntags: [won, rule-12, rare]\ncites: [a, b]\ncategory: evidence"))
        .entry("cases/d.md", &case("D", "court: appeals\ndraft: true"))
}

#[test]
fn readers_see_the_labels_of_values() {
    let primer = labelled();
    let list = primer.output("cases/index.html");
    // The groups of an enum are in its order.
    let (supreme, appeals) = (">Supreme Court <", ">Court of Appeals <");
    assert!(list.find(supreme) < list.find(appeals), "{list}");
    assert!(
        list.contains("<p class=\"note\">Of last resort.</p>"),
        "{list}"
    );
    let entry = primer.output("cases/a/index.html");
    assert!(entry.contains("<dd>Court of Appeals</dd>"), "{entry}");
    assert!(entry.contains(">The law of evidence</a>"), "{entry}");
    assert!(entry.contains(">Rule 12</a>"), "{entry}");
    let category = primer.output("categories/evidence/index.html");
    assert!(
        category.contains("<p class=\"lead\">What a “jury” sees.</p>"),
        "{category}"
    );
    let tags = primer.output("tags/index.html");
    assert_eq!(
        order_of(&tags),
        "How it ended: Lost Won Other: Rare Rule 12",
        "{tags}"
    );
    // A tag that one entry has is for readers only.
    let sitemap = primer.output("sitemap.xml");
    assert!(
        primer
            .output("tags/rare/index.html")
            .contains("content=\"noindex\"")
    );
    assert!(
        !sitemap.contains("/tags/rare/") && sitemap.contains("/tags/won/"),
        "{sitemap}"
    );
}

#[test]
fn a_list_is_filtered_by_the_values_of_its_entries() {
    let primer = labelled();
    assert_eq!(primer.check(), [""; 0]);
    let list = primer.output("cases/index.html");
    let (_, filter) = list.split_once("<details class=\"filter\"").unwrap();
    let links: Vec<&str> = filter
        .split("<a href=\"")
        .skip(1)
        .map(|it| it.split('"').next().unwrap())
        .take(11)
        .collect();
    let expected = [
        "/cases/court/supreme/",
        "/cases/court/appeals/",
        "/cases/overruled/true/",
        "/cases/overruled/false/",
        "/cases/a/",
        "/cases/b/",
        "/categories/other/",
        "/categories/evidence/",
        "/tags/lost/",
        "/tags/won/",
        "/tags/rule-12/",
    ];
    assert_eq!(links, expected, "{filter}");
    let data = "{\"category\":{\"evidence\":[1,2],\"other\":[0]},\"cites\":{\"cases/a\":[0,1],\"cases/b\":[1]},\
                \"court\":{\"appeals\":[2],\"supreme\":[0,1]},\"how-it-ended\":{\"lost\":[0],\"won\":[1,2]},\
                \"overruled\":{\"false\":[0],\"true\":[2]},\"tags\":{\"rare\":[1],\"rule-12\":[1,2]}}";
    assert!(list.contains(data), "{list}");
    let page = primer.output("cases/court/supreme/index.html");
    assert_eq!(order_of(&page), "B C", "{page}");
    assert!(
        page.contains("<h1 id=\"_text\" tabindex=\"-1\">Court: Supreme Court</h1>"),
        "{page}"
    );
    assert!(
        page.contains("data-value=\"supreme\" aria-current=\"page\""),
        "{page}"
    );
    assert!(!page.contains("filter.js"), "{page}");
    // Where the list is on several pages, links lead to those of values.
    let mut paginated = labelled();
    let config = paginated.inputs.config.take().unwrap();
    let config = config.text.replace("filter =", "paginate = 2\nfilter =");
    let list = paginated.config(&config).output("cases/index.html");
    assert!(
        list.contains("/cases/court/supreme/") && !list.contains("filter.js"),
        "{list}"
    );
    // Nothing of it is anywhere else.
    let off = Primer::new()
        .page("cases/a.md", "A", "")
        .output("cases/index.html");
    assert!(!off.contains("filter"), "{off}");
}

#[test]
fn lists_stand_in_texts() {
    let case = |title: &str, fields: &str| {
        format!("---\ntitle: {title}\ndescription: About {title}.\n{fields}\n---\nText.\n")
    };
    let block = |asked: &str| format!("\n```entries\ncollection = \"cases\"\n{asked}\n```\n");
    let text = [
        "---\ntitle: Home\n---\nAll {count:cases} cases, `{count:cases}` {count: x} {count:}.\n"
            .to_owned(),
        block("where = { court = \"supreme\", tags = \"Rule 12\" }\nsort = \"-name\""),
        block("limit = 1\nlayout = \"table\"\nfields = [\"court\"]"),
        block("where = { cites = \"a\" }\nlayout = \"cards\""),
        block("where = { pages = 3, overruled = false }\ndrafts = true"),
    ];
    let primer = Primer::new()
        .config(
            "[site]\nbase_url = \"https://example.org\"\n[[feeds]]\npath = \"/full.xml\"\ncontent = \"full\"\n\
             [collections.cases.fields]\ncourt = { type = \"enum\", values = { supreme = \"Supreme Court\", appeals = \"Appeals\" } }\n\
             pages = \"number\"\noverruled = \"bool\"\ncites = { type = \"refs\", inverse = \"citedBy\" }\n",
        )
        .entry("_index.md", &text.concat())
        .entry("cases/a.md", &case("A", "court: supreme\ntags: [rule-12]\npages: 3\noverruled: false"))
        .entry("cases/b.md", &case("B", "court: supreme\ntags: [Rule 12, x]\ncites: [a]"))
        .entry("cases/c.md", &case("C", "court: appeals\ntags: [Rule 12]\ncites: [b]"))
        .entry("cases/d.md", &case("D", "draft: true\npages: 3\noverruled: false"))
        .entry("notes/n.md", &format!("---\ntitle: N\ndate: 2026-01-01\n---\n{}", block("limit = 2")));
    assert_eq!(primer.check(), [""; 0]);
    let home = primer.output("index.html");
    let text = text_of(&home);
    assert!(
        text.contains("All 3 cases, <code>{count:cases}</code> {count: x} {count:}."),
        "{text}"
    );
    let lists: Vec<&str> = text
        .split("<a href=\"/cases/")
        .skip(1)
        .map(|rest| &rest[..1])
        .collect();
    assert_eq!(lists.concat(), "baaba", "{text}");
    assert!(text.contains("<th scope=\"col\">Court</th>"), "{text}");
    assert!(text.contains("<td>Supreme Court</td>"), "{text}");
    assert!(text.contains("<ul class=\"cards boxes\">"), "{text}");
    // What is not published has a name and a description, and no address.
    assert!(
        text.contains("<b>D</b> <span class=\"badge\">Coming soon</span>"),
        "{text}"
    );
    assert!(
        !home.contains("/cases/d/") && !home.contains("<!--"),
        "{home}"
    );
    let feed = primer.output("full.xml");
    assert!(
        feed.contains("&lt;a href=&quot;https://example.org/cases/a/&quot;&gt;A&lt;/a&gt;"),
        "{feed}"
    );
}

#[test]
fn the_navigation_has_two_levels_and_the_foot_columns() {
    let primer = |settings: &str| {
        Primer::new()
            .config(settings)
            .page("terms/a.md", "A", "Text.")
            .entry("news.md", "---\ntitle: News\nunlisted: true\n---\n## Soon\n\nSee [A](/terms/a), one of {count:terms}.\n")
            .asset("static/logo.svg", br#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>"#)
            .asset("static/share.png", b"p")
            .asset("static/fonts/text.woff2", b"f")
    };
    let whole = primer(
        "[site]\nbase_url = \"https://example.org/\"\nbanner = \"/news\"\nimage = \"/share.png\"\n\
         navigation = [{ title = \"T\", url = \"/terms\", items = [{ title = \"A\", url = \"/terms/a\" }, { title = \"Out\", url = \"https://example.com/\" }] }, { title = \"News\", url = \"/news\" }]\n\
         footer = [{ title = \"Read\", items = [{ title = \"All\", url = \"/a-z\" }] }]\n\
         [look]\nlogo = \"/logo.svg\"\nicon = \"/logo.svg\"\nfont_text = \"/fonts/text.woff2\"\nfont_code = \"Menlo, monospace\"\n",
    );
    assert_eq!(whole.check(), [""; 0]);
    let page = whole.output("terms/a/index.html");
    let parts = [
        "<details class=\"sub\" name=\"_sub\"><summary>T</summary>",
        "<a href=\"/terms/\" aria-current=\"true\">T</a>",
        "<a href=\"/terms/a/\" aria-current=\"page\">A</a>",
        "<a href=\"https://example.com/\" class=\"external\" rel=\"external\">Out</a>",
        "<h2 id=\"_column-1\">Read</h2>",
        "<li><a href=\"/a-z/\">All</a></li>",
        "<p>See <a href=\"/terms/a/\">A</a>, one of 1.</p>",
        "<meta property=\"og:image\" content=\"https://example.org/share.png\">",
        "<meta name=\"twitter:card\" content=\"summary_large_image\">",
        "<link rel=\"preload\" href=\"/fonts/text.woff2\" as=\"font\" crossorigin>",
        "alt=\"\" width=\"40\" height=\"20\">A primer".trim_end_matches("A primer"),
    ];
    for part in parts {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let (_, banner) = page.split_once("<aside class=\"banner\"").unwrap();
    assert!(
        !banner.split("</aside>").next().unwrap().contains(" id="),
        "{banner}"
    );
    let style = page.split("href=\"/style.").nth(1).unwrap();
    let style = style.split('"').next().unwrap();
    let css = whole.output(&format!("style.{style}"));
    assert!(css.contains("src: url(\"fonts/text.woff2\")"), "{css}");
    assert!(css.contains("--mono: Menlo, monospace;"), "{css}");
    let faulty = primer(
        "[site]\nbanner = \"/a-z\"\nimage = \"/news\"\nfooter = [{ title = \"Read\", url = \"/a-z\" }]\n\
         navigation = [{ title = \"T\", items = [{ title = \"A\", url = \"/terms/b\" }] }, { title = \"No\" }]\n\
         [look]\nlogo = \"/fonts/text.woff2\"\nicon = \"/no.svg\"\nfont_text = \"/terms/a.woff2\"\nfont_code = \"x; } body {\"\n",
    );
    let report = faulty.check();
    let messages = report
        .iter()
        .map(|line| line.split_once("]: ").map_or("", |it| it.1));
    let messages: Vec<&str> = messages.collect();
    let expected = [
        "`/a-z` is no entry: there is no text to show",
        "`/news` is no image of this site",
        "a column of `footer` needs `items`",
        "nothing is at `/terms/b`",
        "an item of `navigation` needs `title` and `url`",
        "`/fonts/text.woff2` is no image of this site",
        "nothing is at `/no.svg`",
        "nothing is at `/terms/a.woff2`",
        "`x; } body {` is no font",
    ];
    assert_eq!(messages, expected);
}

#[test]
fn structured_data_say_what_entries_are() {
    let primer = |settings: &str| {
        Primer::new()
            .config(&format!(
                "[site]\nbase_url = \"https://example.org/\"\nauthor = \"A & <B>\"\npublisher = \"organization\"\n\
                 [collections.cases]\n{settings}\n[collections.cases.fields]\ncitation = \"string\"\npages = \"number\"\n\
                 opinion = \"url\"\ncites = {{ type = \"refs\", inverse = \"citedBy\" }}\n\
                 [collections.way]\nsteps = true\nschema = \"HowTo\"\n[collections.news]\nkind = \"article\"\n"
            ))
            .entry("cases/a.md", "---\ntitle: A\ncitation: 1 U.S. 2\npages: 3\nopinion: /cases/b\ncites: [b]\n---\n")
            .page("cases/b.md", "B", "")
            .page("way/one.md", "One", "")
            .entry("news/n.md", "---\ntitle: N\ndate: 2026-01-02\n---\n")
    };
    let whole = primer(
        "schema = \"Report\"\nproperties = { reportNumber = \"citation\", numberOfItems = \"pages\" }",
    );
    assert!(whole.check()[0].contains("`numberOfItems` is no property of `Report` of schema.org"));
    assert!(
        primer("schema = \"LegalCase\"").check()[0].contains("schema.org has no type `LegalCase`")
    );
    let whole = primer(
        "schema = \"Report\"\nproperties = { reportNumber = \"citation\", copyrightYear = \"pages\", sameAs = \"opinion\", citation = \"cites\" }",
    );
    assert_eq!(whole.check(), [""; 0]);
    let page = whole.output("cases/a/index.html");
    let said = "\"reportNumber\":\"1 U.S. 2\",\"copyrightYear\":3,\"sameAs\":\"https://example.org/cases/b/\",\
                \"citation\":[{\"@type\":\"Report\",\"@id\":\"https://example.org/cases/b/\",\"name\":\"B\",\"url\":\"https://example.org/cases/b/\"}],\
                \"headline\":\"A\"";
    assert!(page.contains(said), "{page}");
    let by = "\"author\":{\"@type\":\"Organization\",\"name\":\"A & \\u003cB>\"}";
    assert!(whole.output("news/n/index.html").contains(by), "{page}");
    let list = |path: &str| whole.output(&format!("{path}/index.html"));
    assert!(list("cases").contains("\"@type\":\"CollectionPage\""));
    assert!(list("way").contains("\"step\":[{\"@type\":\"HowToStep\""));
    assert!(list("way/one").contains("{\"@type\":\"HowToStep\",\"@id\""));
    let home = whole.output("index.html");
    let search = "\"urlTemplate\":\"https://example.org/search/?q={search_term_string}\"";
    assert!(home.contains(search), "{home}");
}

#[test]
fn pages_show_what_is_about_the_same() {
    let text = |fields: &str, links: &str| format!("---\ntitle: T\n{fields}---\n{links}\n");
    let mut primer = Primer::new()
        .config("[collections.a]\nkeep_reading = [\"a\", \"b\"]\n")
        .entry(
            "a/0.md",
            &text(
                "tags: [x]\ncategory: k\nrelated: [\"1\"]\n",
                "[c](/c/one) [d](/c/two)",
            ),
        )
        .entry("a/1.md", &text("tags: [x]\n", "[c](/c/one)"))
        .entry("a/2.md", &text("category: k\n", ""))
        .entry("a/3.md", &text("tags: [x]\n", ""))
        .entry("b/4.md", &text("", "[c](/c/one)"))
        .entry("b/5.md", &text("", "[c](/c/one) [d](/c/two)"))
        .entry("b/6.md", &text("draft: true\n", "[c](/c/one) [d](/c/two)"))
        .entry("c/7.md", &text("tags: [x]\n", "[d](/c/two)"))
        .page("c/one.md", "One", "")
        .page("c/two.md", "Two", "");
    let found = |primer: &Primer| -> Vec<String> {
        let page = primer.output("a/0/index.html");
        let Some((_, part)) = page.split_once("<h2 id=\"_keep-reading\">Keep reading</h2>") else {
            return Vec::new();
        };
        let part = part.split("</section>").next().unwrap();
        let links = part.split("<a href=\"").skip(1);
        links
            .map(|link| link.split('"').next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(found(&primer), ["/b/5/", "/b/4/", "/a/3/", "/a/2/"]);
    // What many share does not count.
    for number in 10..80 {
        primer = primer.entry(&format!("b/{number}.md"), &text("", "[c](/c/one)"));
    }
    assert_eq!(found(&primer), ["/b/5/", "/a/3/", "/a/2/"]);
}

#[test]
fn sounds_and_films_are_players_and_images_with_a_title_figures() {
    let html = Primer::new()
        .asset("static/a.mp3", b"a")
        .asset("static/b.webm", b"b")
        .asset("static/c.png", b"c")
        .page(
            "t/x.md",
            "X",
            "![Oral \"argument\"](/a.mp3) and ![[b.webm]]\n\n![A court](/c.png \"The *old* <court> & more\")\n\nSee ![it](/c.png \"T\") here.\n",
        )
        .html("t/x/index.html");
    let parts = [
        "<p><audio controls=\"\" src=\"/a.",
        "\" preload=\"metadata\" aria-label=\"Oral “argument”\"></audio> and <video controls=\"\" src=\"/b.",
        "<figure><img src=\"/c.",
        " alt=\"A court\" /><figcaption>The *old* &lt;court&gt; &amp; more</figcaption></figure>",
        " alt=\"it\" title=\"T\" /> here.</p>",
    ];
    for part in parts {
        assert!(html.contains(part), "{part}\n{html}");
    }
}

//! Raw HTML in texts: its addresses.

use crate::builder::Primer;

/// Faults are warnings, so that every page is made.
const LENIENT: &str = "[check]\nunsafe-link = \"warn\"\nbroken-link = \"warn\"\nbroken-anchor = \"warn\"\nmissing-asset = \"warn\"\nambiguous-link = \"warn\"\nduplicate-anchor = \"warn\"\n";

fn with() -> Primer {
    Primer::new()
        .config(&format!(
            "[site]\nbase_url = \"https://example.org/sub/\"\n{LENIENT}"
        ))
        .page("terms/b.md", "B", "")
        .asset("content/terms/one.png", b"1")
        .asset("static/two.png", b"2")
        .asset("static/film.svg", b"<svg/>")
}

fn text(markdown: &str) -> String {
    with()
        .page("terms/a.md", "A", markdown)
        .html("terms/a/index.html")
}

#[test]
fn every_address_is_rewritten() {
    let one = "/sub/terms/one.";
    let text = text(
        "<img src=\"one.png\" srcset=\"one.png 2x, /two.png 3x,https://example.com/a,b 4x\" alt=\"\">\n\n\
         <picture><source srcset=/terms/one.png media=\"(min-width: 40rem)\"></picture>\n\n\
         <object data=\"one.png\"></object> <form action=\"/terms/b\"><button formaction=b.md></button></form>\n\n\
         <q cite=\"b.md\">q</q> <a ping=\" /terms/b  b.md \" href=b.md>x</a> <svg><a XLINK:HREF='b.md'></a><use href=\"#x\"/><g id=\"x\"/></svg>\n\n\
         <table background=\"one.png\"></table>\n\n\
         <meta http-equiv=refresh content=\"5; url='/terms/b'\"><meta name=x content=\"5;url=/terms/b\">",
    );
    for part in [
        "srcset=\"/sub/terms/one.",
        ".png 2x, /sub/two.",
        ".png 3x,https://example.com/a,b 4x\" alt=\"\">",
        "<source srcset=\"/sub/terms/one.",
        "\" media=\"(min-width: 40rem)\">",
        "<object data=\"/sub/terms/one.png\">",
        "<form action=\"/sub/terms/b/\"><button formaction=\"/sub/terms/b/\">",
        "<q cite=\"/sub/terms/b/\">",
        "<a ping=\" /sub/terms/b/  /sub/terms/b/ \" href=\"/sub/terms/b/\">",
        "<a xlink:href=\"/sub/terms/b/\"></a><use href=\"#x\"/>",
        "<table background=\"/sub/terms/one.",
        "content=\"5; url='/sub/terms/b/'\"",
        "<meta name=x content=\"5;url=/terms/b\">",
    ] {
        assert!(text.contains(part), "no {part}\n{text}");
    }
    assert_eq!(text.matches(one).count(), 5, "{text}");
}

#[test]
fn every_address_is_checked_where_it_stands() {
    let primer = with()
        .config("")
        .page(
            "terms/a.md",
            "A",
            "<img src=\"one.png\" srcset=\"one.png 2x, gone.png 3x\" alt=\"\">\n\n\
             > <object\n> data='gone.svg'></object> <form action=\"/gone\"></form>\n\n\
             <img srcset=\"one.png&#32;2x, g&#x6f;ne.png\" alt=\"\"> <q cite=\"#gone\">x</q>\n\n\
             <meta http-equiv=\"Refresh\" content=\"0;URL=/gone\"> <a href=\"b.md\" ping=\"/gone b.md\">x</a>\n",
        );
    let places = [
        "4:40: error[missing-asset]",
        "7:9: error[missing-asset]",
        "7:43: error[broken-link]",
        "9:14: error[missing-asset]",
        "9:62: error[broken-anchor]",
        "11:43: error[broken-link]",
        "11:72: error[broken-link]",
    ];
    let found = primer.check();
    let found = found
        .iter()
        .map(|line| line.strip_prefix("content/terms/a.md:").unwrap());
    let found: Vec<&str> = found.map(|line| line.split(": ").next().unwrap()).collect();
    let places: Vec<&str> = places
        .iter()
        .map(|place| place.split(": ").next().unwrap())
        .collect();
    assert_eq!(found, places, "{:#?}", primer.check());
}

#[test]
fn an_address_that_does_not_hold_is_left_out_with_its_attribute() {
    for (written, shown) in [
        (
            "<a href=\"\">x</a> <img src='' alt=\"\">",
            "<a href=\"\">x</a> <img src='' alt=\"\">",
        ),
        ("<a id=\"i\" href>x</a>", "<a id=\"i\" href>x</a>"),
        (
            "<a title=t href = 'javascript:x'>x</a>",
            "<a title=t >x</a>",
        ),
        ("<a href=vbscript:x>x</a>", "<a >x</a>"),
        (
            "<img srcset=\"data:text/html,x 2x, /two.png 3x\">",
            "<img srcset=\", /sub/two.",
        ),
        ("<img srcset=\"blob:x 1x,\" alt>", "<img  alt>"),
        (
            "<i><meta http-equiv=refresh content=\"0;url=data:x\"></i>",
            "<meta http-equiv=refresh >",
        ),
    ] {
        let text = text(&format!("p {written}"));
        assert!(text.contains(shown), "{written}\n{text}");
    }
}

#[test]
fn what_is_not_followed_is_no_mention() {
    let primer = with().page(
        "terms/a.md",
        "A",
        "<form action=\"b.md\"></form> <form action=\"a.md\"></form>",
    );
    assert!(!primer.output("terms/b/index.html").contains("Mentioned in"));
    assert!(
        !primer
            .check()
            .iter()
            .any(|line| line.contains("self-reference"))
    );
}

/// Spellings of addresses that browsers take for code or a document, in HTML and in Markdown.
const UNSAFE: &[&str] = &[
    "<a href=javascript:alert(1)>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<A HREF=\"JAVASCRIPT:alert(1)\">x</A>",
    "<a href=\" javascript:alert(1)\">x</a>",
    "<a href=\"\tjavascript:alert(1)\">x</a>",
    "<a href=\"\njavascript:alert(1)\">x</a>",
    "<a href=\"&#1;javascript:alert(1)\">x</a>",
    "<a href=\"&#x1fjavascript:alert(1)\">x</a>",
    "<a href=\"&#32;&#8;javascript:alert(1)\">x</a>",
    "<a href=\"\u{7}javascript:alert(1)\">x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"java\nscript:alert(1)\">x</a>",
    "<a href=\"java\r\nscript:alert(1)\">x</a>",
    "<a href=\"javascript\t:alert(1)\">x</a>",
    "<a href=\"java&#9;script:alert(1)\">x</a>",
    "<a href=\"java&#09script:alert(1)\">x</a>",
    "<a href=\"java&#xA;script:alert(1)\">x</a>",
    "<a href=\"java&#x0D;script:alert(1)\">x</a>",
    "<a href=\"java&Tab;script:alert(1)\">x</a>",
    "<a href=\"java&NewLine;script:alert(1)\">x</a>",
    "<a href=\"javascript&colon;alert(1)\">x</a>",
    "<a href=\"javascript&#58;alert(1)\">x</a>",
    "<a href=\"javascript&#58alert(1)\">x</a>",
    "<a href=\"javascript&#x3a;alert(1)\">x</a>",
    "<a href=\"javascript&#x0003Ax\">x</a>",
    "<a href=\"&#106;avascript:alert(1)\">x</a>",
    "<a href=\"&#106avascript:alert(1)\">x</a>",
    "<a href=\"&#0000106avascript:alert(1)\">x</a>",
    "<a href=\"&#X6A;avascript:alert(1)\">x</a>",
    "<a href=\"&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;x\">x</a>",
    "<a\nhref =\n'javascript:alert(1)'>x</a>",
    "<a/href=javascript:alert(1)>x</a>",
    "<a class=\"y\"href=\"javascript:alert(1)\">x</a>",
    "<a href=vbscript:msgbox(1)>x</a>",
    "<a href=data:text/html,x>x</a>",
    "<a href=\"data:image/svg+xml,x\">x</a>",
    "<a href=\"da\tta:text/html,x\">x</a>",
    "<a href=file:///etc/passwd>x</a>",
    "<a href=blob:https://example.org/x>x</a>",
    "<area href=javascript:alert(1)>",
    "<base href=javascript:x>",
    "<link rel=stylesheet href=data:text/css,x>",
    "<img src=javascript:alert(1)>",
    "<img src=data:text/html,x>",
    "<img srcset=javascript:alert(1)>",
    "<img srcset=\"/two.png 1x, javascript:alert(1) 2x\">",
    "<img srcset=\"/two.png, &#106;avascript:x\">",
    "<source srcset=data:text/html,x>",
    "<link rel=preload imagesrcset=data:text/html,x>",
    "<video poster=javascript:x></video>",
    "<audio src=vbscript:x></audio>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe src=data:image/svg+xml,x></iframe>",
    "<embed src=data:text/html,x>",
    "<object data=data:image/svg+xml,x></object>",
    "<object data=javascript:x></object>",
    "<form action=javascript:alert(1)></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input type=submit formaction=' javascript:alert(1)'>",
    "<svg><a xlink:href=javascript:alert(1)>x</a></svg>",
    "<svg><A XLINK:HREF=\"java&Tab;script:x\">x</A></svg>",
    "<svg><use href=data:image/svg+xml,x></use></svg>",
    "<math xlink:href=javascript:x>x</math>",
    "<body background=javascript:x>",
    "<table background=vbscript:x></table>",
    "<blockquote cite=javascript:x>x</blockquote>",
    "<a ping='/terms/b javascript:x'>x</a>",
    "<meta http-equiv=refresh content='0;url=javascript:x'>",
    "<meta http-equiv=REFRESH content='0, URL = \"data:text/html,x\"'>",
    "<meta content=\"0 javascript:x\" http-equiv=\"Refresh\">",
    "[x](javascript:alert(1))",
    "[x](&#1;javascript:alert(1))",
    "[x](<java&Tab;script:alert(1)>)",
    "[x](javascript&colon;alert(1))",
    "<javascript:alert(1)>",
    "![x](data:text/html,x)",
    "[x][y]\n\n[y]: javascript:alert(1)",
];

#[test]
fn every_spelling_of_an_unsafe_address_is_reported() {
    for text in UNSAFE {
        for around in ["{}", "> - a {}", "<div>\n{}\n</div>"] {
            let is_markdown = text.starts_with(['[', '!']) || text.starts_with("<javascript");
            if text.contains('\n') && around.contains('>') || is_markdown && around.contains("div")
            {
                continue;
            }
            let written = around.replace("{}", text);
            let primer = Primer::new().page("terms/b.md", "B", "");
            let primer = primer.asset("static/two.png", b"2");
            let primer = primer.page("terms/a.md", "A", &written);
            if primer
                .clone()
                .config(LENIENT)
                .html("terms/a/index.html")
                .contains("&lt;")
            {
                // Markdown takes it for text.
                continue;
            }
            let found = primer.check();
            let is_reported = found.iter().any(|line| line.contains("[unsafe-link]"));
            assert!(is_reported, "{written}\n{found:?}");
        }
    }
}

#[test]
fn fine_addresses_are_not_unsafe() {
    let text = "<a href=\"/?q=javascript:x\">1</a> <a href=\"#javascript:x\">2</a> <img src=\"data:image/png;base64,AA==\" \
                srcset=\"data:image/png;base64,AA== 2x\"> <a href=\"mailto:a@example.org\">3</a> <a href=\"foo:bar\">4</a> \
                <button onclick=\"x()\">5</button> <meta name=x content=\"0;url=javascript:x\"> <x-y data=\"javascript:x\" action=\"javascript:x\">6</x-y>";
    let found = Primer::new().page("terms/a.md", "A", text).check();
    assert!(
        !found.iter().any(|line| line.contains("unsafe")),
        "{found:?}"
    );
}

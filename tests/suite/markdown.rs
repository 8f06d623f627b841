//! The extensions of Markdown: what is written and the HTML that it becomes.

use crate::builder::Primer;

fn html(markdown: &str) -> String {
    Primer::new()
        .page("primer/a.md", "A", markdown)
        .html("primer/a/index.html")
}

#[track_caller]
fn holds(markdown: &str, parts: &[&str]) {
    let html = html(markdown);
    for part in parts {
        assert!(
            html.contains(part),
            "{markdown}\n--- has no\n{part}\n--- but is\n{html}"
        );
    }
}

#[test]
fn tables_scroll_by_themselves() {
    holds(
        "| a | b |\n|:--|--:|\n| c | d |",
        &[
            "<div class=\"table\" role=\"group\" aria-label=\"Table 1\" tabindex=\"0\"><table>",
            "<th scope=\"col\" class=\"left\">a</th><th scope=\"col\" class=\"right\">b</th>",
            "</table>\n</div>",
        ],
    );
}

#[test]
fn wiki_links_stand_in_tables() {
    let primer = Primer::new().page("primer/b.md", "Bee", "").page(
        "primer/a.md",
        "A",
        "| a | b |\n|---|---|\n| c | [[Bee|the bee]] |\n| d | `[[x|y]]` |",
    );
    let html = primer.html("primer/a/index.html");
    assert!(
        html.contains("<td><a href=\"/primer/b/\">the bee</a></td>"),
        "{html}"
    );
    assert!(html.contains("<code>[[x|y]]</code>"), "{html}");
}

#[test]
fn footnotes_lead_there_and_back() {
    holds(
        "One[^a] and again[^a].\n\n[^a]: The note.",
        &[
            "<a href=\"#_fn-1\" id=\"_fnref-1\" role=\"doc-noteref\">1</a>",
            "id=\"_fnref-1-2\"",
            "<li id=\"_fn-1\">",
            "The note.",
            "href=\"#_fnref-1\" role=\"doc-backlink\"",
            "href=\"#_fnref-1-2\"",
        ],
    );
}

#[test]
fn alerts_have_a_kind_and_may_have_a_title() {
    holds(
        "> [!WARNING]\n> Mind the step.",
        &[
            "<div class=\"alert alert-warning\" role=\"note\">",
            "<p class=\"alert-title\">Warning</p>",
            "<p>Mind the step.</p>",
        ],
    );
    holds(
        "> [!NOTE] Mind *this*\n> The text.",
        &[
            "<p class=\"alert-title\"><span class=\"alert-kind\">Note</span> Mind <em>this</em></p>",
            "<p>The text.</p>",
        ],
    );
    holds(
        "> [!TIP] Only a title",
        &[
            "<p class=\"alert-title\"><span class=\"alert-kind\">Tip</span> Only a title</p>\n</div>",
        ],
    );
    holds(
        "> [!NOTE] T\n> One.\n>\n> Two.\n\nThree.",
        &["<p>One.</p>\n<p>Two.</p>\n</div>\n<p>Three.</p>"],
    );
    // What is open in the title ends in it.
    holds(
        "> [!NOTE] Mind *this\n> and* that\n> step.",
        &[
            "<p class=\"alert-title\"><span class=\"alert-kind\">Note</span> Mind <em>this\nand</em> that</p>",
            "<p>step.</p>",
        ],
    );
    holds("> [!OTHER] T\n> x", &["<blockquote>"]);
}

#[test]
fn the_heading_that_is_the_title_keeps_its_marks() {
    let page = |text: &str| {
        Primer::new()
            .page("primer/b.md", "B", "")
            .entry("primer/a.md", text)
            .output("primer/a/index.html")
    };
    let heading = |html: &str| {
        let start = html.find("<h1").unwrap();
        html[start..start + html[start..].find("</h1>").unwrap()].to_owned()
    };
    let html = page(
        "---\ntags: []\n---\n# The `--flag` of [B](/primer/b), *H<sub>2</sub>O* & more {#own}\n\nText.",
    );
    assert_eq!(
        heading(&html),
        "<h1 id=\"own\" tabindex=\"-1\">The <code>--flag</code> of <a href=\"/primer/b/\">B</a>, <em>H<sub>2</sub>O</em> &amp; more"
    );
    assert!(
        html.contains("<title>The --flag of B, H2O &amp; more"),
        "{html}"
    );
    assert!(html.contains("<p id=\"0.1\">Text.</p>"), "{html}");
    // A title of other words, or in other letters, is what its author wrote.
    let html = page("---\ntitle: The flag of b\n---\n# The *flag* of B\n\nText.");
    assert!(heading(&html).ends_with(">The flag of b"), "{html}");
    // Text alone is the title.
    let html = page("---\ntags: []\n---\n# A & B: more\n\nText.");
    assert!(heading(&html).ends_with(">A &amp; B: more"), "{html}");
}

#[test]
fn alerts_may_be_folded() {
    holds(
        "> [!note]- Mind *this*\n> The text.\n\nBehind.",
        &[
            "<details class=\"alert alert-note\">\n<summary class=\"alert-title\">",
            "<span class=\"alert-kind\">Note</span> Mind <em>this</em></summary>\n<p>The text.</p>\n</details>\n<p>Behind.</p>",
        ],
    );
    holds(
        "> [!TIP]+\n> The text.",
        &[
            "<details class=\"alert alert-tip\" open=\"\">\n<summary class=\"alert-title\">Tip</summary>\n<p>The text.</p>\n</details>",
        ],
    );
    holds(
        "> [!TIP]-Title\n> > Quoted.",
        &["Title</summary>\n<blockquote>\n<p>Quoted.</p>\n</blockquote>\n</details>"],
    );
    holds(
        "> [!CAUTION]-",
        &["<summary class=\"alert-title\">Caution</summary>\n</details>"],
    );
    holds("> [!NOTE]Title", &["<blockquote>"]);
}

#[test]
fn lists_of_definitions_and_of_tasks() {
    holds(
        "Term\n: Definition",
        &["<dl>\n<dt>Term</dt>\n<dd>Definition</dd>\n</dl>"],
    );
    holds(
        "- [x] done\n- [ ] open",
        &[
            "type=\"checkbox\" checked=\"\" aria-label=\"Done\" />\ndone",
            "type=\"checkbox\" aria-label=\"Not done\" />\nopen",
        ],
    );
}

#[test]
fn headings_have_ids_in_any_script_and_each_its_own() {
    holds(
        "## The \"But I Don't Know\" Problem\n\n## Причинная связь\n\n## 因果関係\n\n## Same\n\n## Same\n\n## Chosen {#same}\n\n## Same-1\n\n## ***",
        &[
            "<h2 id=\"the-but-i-dont-know-problem\">",
            "<h2 id=\"причинная-связь\">",
            "<h2 id=\"因果関係\">",
            "<h2 id=\"same\"><a class=\"permalink number\" href=\"#same\">6</a> Chosen",
            "<h2 id=\"same-1\"><a class=\"permalink number\" href=\"#same-1\">4</a> Same<",
            "<h2 id=\"same-2\"><a class=\"permalink number\" href=\"#same-2\">5</a> Same<",
            "<h2 id=\"same-1-1\"><a class=\"permalink number\" href=\"#same-1-1\">7</a> Same-1<",
        ],
    );
}

#[test]
fn a_heading_that_opens_the_text_is_the_title_of_the_page() {
    let primer = Primer::new().entry(
        "primer/a.md",
        "---\nterm: A\n---\n# The long title\n\nText.",
    );
    let page = primer.output("primer/a/index.html");
    assert!(
        page.contains("<h1 id=\"the-long-title\" tabindex=\"-1\">The long title</h1>"),
        "{page}"
    );
    assert_eq!(page.matches("<h1").count(), 1);
}

#[test]
fn bare_addresses_are_links() {
    holds(
        "See https://example.org/a_b_c?d=(e), and (https://example.org/f).",
        &[
            "href=\"https://example.org/a_b_c?d=(e)\"",
            "href=\"https://example.org/f\"",
            "</a>).",
        ],
    );
    let html = html("`https://example.org` and [https://example.org](/primer/a#x)\n\n## x");
    assert!(!html.contains("href=\"https://example.org"), "{html}");
}

#[test]
fn quotes_are_typographic_unless_switched_off() {
    let primer = Primer::new().page("primer/a.md", "A", "\"Don't\" -- he said...");
    assert!(
        primer
            .html("primer/a/index.html")
            .contains("“Don’t” – he said…")
    );
    let primer = primer.config("[site]\nsmart_punctuation = false");
    assert!(
        primer
            .html("primer/a/index.html")
            .contains("\"Don't\" -- he said...")
    );
}

#[test]
fn code_is_highlighted_with_short_classes() {
    holds(
        "```rust\nfn main() { let x = \"a<b\"; } // note\n```",
        &[
            "<code class=\"language-rust\">",
            "<span class=\"k\">fn </span>",
            "<span class=\"s\">&quot;a&lt;b&quot;</span>",
            "<span class=\"c\">// note\n</span>",
        ],
    );
    holds(
        "```nonsense\na < b\n```",
        &["<code class=\"language-nonsense\">a &lt; b\n</code>"],
    );
    holds("```toml\na = 1\n```", &["<span class=\"n\">1"]);
}

#[test]
fn images_know_their_size() {
    // A PNG of 3 by 2 pixels: signature, header chunk.
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend([0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0]);
    png.extend([0; 8]);
    let primer = Primer::new()
        .asset("static/dot.png", &png)
        .asset(
            "static/pic.svg",
            b"<svg xmlns='x' viewBox='0 0 40 30'></svg>",
        )
        .page(
            "primer/a.md",
            "A",
            "![a \"dot\"](/dot.png \"T\") ![](/pic.svg)",
        );
    let html = primer.html("primer/a/index.html");
    assert!(html.contains("width=\"3\" height=\"2\""), "{html}");
    assert!(html.contains("width=\"40\" height=\"30\""), "{html}");
    assert!(
        html.contains("alt=\"a &quot;dot&quot;\" title=\"T\"")
            || html.contains("alt=\"a “dot”\" title=\"T\""),
        "{html}"
    );
    let source = html
        .split("src=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert!(
        source.starts_with("/dot.")
            && source.strip_suffix(".png").is_some()
            && source.len() > "/dot.png".len()
    );
    assert_eq!(
        primer
            .build()
            .files
            .unwrap()
            .iter()
            .filter(|file| file.path.contains("dot."))
            .count(),
        2
    );
}

#[test]
fn a_backlink_shows_what_stands_around_it() {
    let words = "word ".repeat(100);
    let mut primer = Primer::new()
        .config("[check]\nduplicate-name = \"off\"")
        .page("p/a.md", "A", "x")
        .page("p/b.md", "Aa", &format!("{words}[to it](/p/a) {words}"));
    for number in 0..120 {
        primer = primer.page(&format!("p/b{number}.md"), "B", "See [a](/p/a).");
    }
    let page = primer.output("p/a/index.html");
    assert_eq!(page.matches("<mark>").count(), 100);
    assert!(page.contains("121 pages mention this one"), "{page}");
    let (_, quote) = page.split_once("<p>… word ").unwrap();
    let (quote, _) = quote.split_once(" word …</p>").unwrap();
    assert!(quote.contains("word <mark>to it</mark> word"), "{quote}");
    assert!(quote.len() < 300, "{quote}");
}

#[test]
fn backlinks_carry_their_sentence() {
    let primer = Primer::new().page("primer/b.md", "B", "").page(
        "primer/a.md",
        "A",
        "First one. As held in Doe v. Roe, 1 U.S. 1, the [bee *rule*](/primer/b) binds. Last one.",
    );
    let page = primer.output("primer/b/index.html");
    assert!(
        page.contains("<p>As held in Doe v. Roe, 1 U.S. 1, the <mark>bee rule</mark> binds.</p>"),
        "{page}"
    );
}

#[test]
fn raw_html_is_kept_and_its_addresses_are_resolved() {
    let primer = Primer::new()
        .config("[site]\nbase_url = \"https://example.org/sub/\"")
        .asset("static/pic.svg", b"<svg/>")
        .page("primer/b.md", "B", "")
        .page("primer/a.md", "A", "<figure class=\"x\"><a href=\"/primer/b\"><img src='/pic.svg' alt=\"\"></a></figure>\n\nand <b title=\"href='/x'\">bold</b>.");
    let html = primer.html("primer/a/index.html");
    assert!(
        html.contains("<a href=\"/sub/primer/b/\"><img src=\"/sub/pic."),
        "{html}"
    );
    assert!(html.contains("<b title=\"href='/x'\">bold</b>"), "{html}");
}

#[test]
fn code_and_raw_html_stand_as_they_were_written() {
    holds("```\n| [[ $x =~ a\\|b ]] || exit\n```", &["a\\|b"]);
    let html = html("<pre>[[a|b]] | c</pre>");
    assert!(
        !html.contains('\u{1f}') && html.contains("[[a|b]] | c"),
        "{html}"
    );
}

#[test]
fn an_address_cannot_leave_its_quotes() {
    let html = html(
        "<a href='https://e.org/&#39; onclick=&#39;alert(1)'>x</a> <a href=mailto:a@example.org>a@example.org</a>",
    );
    assert!(
        html.contains("<a href=\"https://e.org/' onclick='alert(1)\">"),
        "{html}"
    );
    assert_eq!(html.matches("<a ").count(), 2, "{html}");
}

#[test]
fn an_alert_that_opens_with_no_paragraph_is_whole() {
    for text in [
        "> [!NOTE] T\n> ---\n> x",
        "> [!NOTE]: x\n\ny",
        "> [!TIP] a\n> # b\n> c",
        "> [!TIP]- a\n> # b\n> c",
        "> [!TIP]+\n>\n> c",
        "> [!TIP]- *a\n\nb*",
    ] {
        let html = html(text);
        assert_eq!(
            html.matches("<p").count(),
            html.matches("</p>").count(),
            "{text}\n{html}"
        );
        assert_eq!(
            html.matches("<summary").count(),
            html.matches("</summary>").count(),
            "{text}\n{html}"
        );
    }
}

#[test]
fn footnotes_are_found_without_regard_to_case() {
    holds(
        "x[^DUP] and [^dup].\n\n[^Dup]: The note.",
        &["href=\"#_fn-1\" id=\"_fnref-1-2\"", "The note."],
    );
}

#[test]
fn no_control_character_reaches_a_page() {
    let primer = Primer::new()
        .config("[site]\nbase_url = \"https://example.org/\"")
        .entry(
            "p/a.md",
            "---\ntitle: \"A\\x07\"\ndescription: \"b\\0c\"\ndate: 2026-01-01\n---\nx\u{c}y [[A|`a|b`]] is | z <!-- [[x|y]] | -->\n\n| [x](/p/a \"[[a|b]]\") |\n|--|\n| [[A|`a|b`]] |",
        );
    for file in primer.build().files.unwrap() {
        if file.path.ends_with("ml") {
            let text = String::from_utf8(file.bytes.to_vec()).unwrap();
            let control = text.find(|letter: char| letter.is_control() && !"\n\t".contains(letter));
            assert_eq!(control, None, "{}", file.path);
        }
    }
}

#[test]
fn a_colon_opens_a_definition_before_a_space_only() {
    holds("Term\n: The definition.", &["<dd>The definition.</dd>"]);
    for (written, expected) in [
        (":tada: Done.", "<p>:tada: Done.</p>"),
        ("Wait\n:warning: hot", "<p>Wait\n:warning: hot</p>"),
        ("Wait\n\n:warning: hot", "<p>:warning: hot</p>"),
        ("> Wait\n>\n> :x y", "<p>:x y</p>"),
        ("Wait\n  :x [:y](/primer/a#:z)", "#:z\">:y</a></p>"),
        ("```text\n:x\n  :y\n```", ":x\n  :y\n"),
        ("    :x", "<code>:x</code>"),
        ("`a\n:b`", "<code>a :b</code>"),
        (
            "<div>\n:x <b title=\"\n:y\">z</b></div>",
            "<div>\n:x <b title=\"\n:y\">z</b></div>",
        ),
        ("# A\n\n## Wait\n\n:x", "<p>:x</p>"),
        ("![a\n:b](/c.png \"d\n:e\")", "alt=\"a :b\" title=\"d\n:e\""),
    ] {
        let primer = Primer::new()
            .asset("static/c.png", b"")
            .config("[check]\nself-reference = \"off\"\nbroken-anchor = \"off\"")
            .page("primer/a.md", "A", written);
        let html = primer.html("primer/a/index.html");
        assert!(html.contains(expected), "{written}\n---\n{html}");
        assert!(!html.contains('\u{1d}'), "{written}\n---\n{html}");
    }
}

#[test]
fn wiki_links_stand_in_tables_without_bars_around_them() {
    for table in [
        "Term | Meaning\n---|---\n[[Bee|the bee]] | one\n",
        "[[Bee|the bee]] | Meaning\n:-- | --:\none | two\n",
        "> Term | Meaning\n> --- | ---\n> [[Bee\\|the bee]] | one\n",
        "Before.\r\n\r\nTerm | Meaning\r\n---|---\r\n[[Bee|the bee]] | one\r\n",
    ] {
        let primer = Primer::new().page("primer/b.md", "Bee", "");
        let html = primer
            .page("primer/a.md", "A", table)
            .html("primer/a/index.html");
        let link = "><a href=\"/primer/b/\">the bee</a></t";
        assert!(html.contains(link), "{table}\n---\n{html}");
    }
    let primer = Primer::new().page("primer/b.md", "Bee", "");
    let html = primer
        .page(
            "primer/a.md",
            "A",
            "See [[Bee|the *bee*]].\n\na | b\n--|--\nc | d\n",
        )
        .html("primer/a/index.html");
    assert!(html.contains(">the <em>bee</em></a>"), "{html}");
}

#[test]
fn bare_addresses_stay_as_they_are_written() {
    for (written, shown) in [
        (
            "See https://b.example/watch?v=a--b7 -- now",
            "<a href=\"https://b.example/watch?v=a--b7\">https://b.example/watch?v=a--b7</a> – now",
        ),
        (
            "See https://b.example/x...y",
            ">https://b.example/x...y</a>",
        ),
        (
            "See https://b.example/it's \"so\"",
            ">https://b.example/it's</a> “so”",
        ),
        ("See https://b.example/\"q\"", ">https://b.example/</a>“q”"),
        (
            "See https://b.example/?a=1&amp;b=2--3",
            ">https://b.example/?a=1&amp;b=2--3</a>",
        ),
        (
            "Write to first--last@b.example -- now",
            "href=\"mailto:first--last@b.example\"",
        ),
        (
            "\"Own\" http://own.example/primer/b--c",
            "href=\"/primer/b--c/\"",
        ),
    ] {
        let html = Primer::new()
            .config("[site]\nbase_url = \"http://own.example/\"")
            .page("primer/b--c.md", "B", "")
            .page("primer/a.md", "A", written)
            .html("primer/a/index.html");
        let shown = shown.replace(" class=\"external\" rel=\"external\"", "");
        assert!(
            html.replace(" class=\"external\" rel=\"external\"", "")
                .contains(&shown),
            "{written}\n---\n{html}"
        );
    }
    // The place of an address is that of the address alone.
    let report = Primer::new()
        .config("[site]\nbase_url = \"http://own.example/\"")
        .page(
            "primer/a.md",
            "A",
            "It's -- \"so\" -- http://own.example/nope--x.",
        )
        .check();
    assert!(
        report[0].starts_with("content/primer/a.md:4:17: error[broken-link]"),
        "{report:?}"
    );
}

//! What a page shows of the entries that its text embeds, and what it does not.

use std::collections::HashSet;

use crate::builder::{Primer, text_of};

const BETA: &str = "---\ntitle: Beta\ndescription: The \"second\" & more.\n---\nIntro.\n\n## Exceptions {#ex}\n\nNone[^1] \
    but [here](#sub), [Alpha](a.md#own) and ![i](i.png).\n\n![[Alpha]]\n\n### Sub {.x}\n\nDeep. {count:terms}\n\n> ## Quoted\n> Said.\n\n\
    ```entries\ncollection = \"terms\"\n```\n\n## Next\n\nNot this.\n\n[^1]: A note.\n";

fn primer(text: &str) -> Primer {
    Primer::new()
        .config("[site]\nbase_url = \"https://example.org/\"\n[[feeds]]\npath = \"/feed.xml\"\ncontent = \"full\"\n")
        .entry(
            "terms/a.md",
            &format!("---\ntitle: Alpha\ndate: 2026-01-05\n---\n{text}\n\n## Own\n\nText of its own.\n"),
        )
        .entry("terms/beta.md", BETA)
        .asset("content/terms/i.png", b"i")
}

fn html(text: &str) -> String {
    let html = primer(text).html("terms/a/index.html");
    let end = html.find("\n<h2").unwrap();
    html[..end].to_owned()
}

#[test]
fn an_embed_shows_the_definition() {
    assert_eq!(
        html("![[Beta]]"),
        "<figure class=\"embed\"><figcaption><a href=\"/terms/beta/\">Beta</a></figcaption><blockquote>\n\
         <p>The “second” &amp; more.</p>\n</blockquote></figure>"
    );
    for (written, shown) in [
        ("![[terms/beta]]", ">beta</a>"),
        ("  ![[beta|other *words*]]  ", ">other <em>words</em></a>"),
        ("> ![[Beta]]", ">Beta</a>"),
        ("- One\n\n- ![[Beta]]", ">Beta</a>"),
    ] {
        let html = html(written);
        assert!(html.contains(shown) && html.contains("more.</p>"), "{html}");
    }
}

/// Without a description it is the start of the text, as in lists.
#[test]
fn a_definition_may_be_the_start_of_the_text() {
    let page =
        primer("![[Gamma]]").page("terms/c.md", "Gamma", "The *third* <b>letter</b>.\n\nMore.");
    let html = page.html("terms/a/index.html");
    assert!(
        html.contains("<blockquote>\n<p>The third letter.</p>\n</blockquote>"),
        "{html}"
    );
}

#[test]
fn an_embed_shows_the_part_below_a_heading() {
    let html = html("![[Beta#Exceptions]]");
    let start = html.find("<blockquote>").unwrap();
    assert_eq!(
        &html[start..],
        "<blockquote>\n<p>None<sup class=\"footnote-reference\"><a href=\"/terms/beta/#_fn-1\" role=\"doc-noteref\">1</a></sup> but \
         <a href=\"/terms/beta/#sub\">here</a>, <a href=\"/terms/a/#own\">Alpha</a> and \
         <img src=\"/terms/i.e9c0ba0801.png\" loading=\"lazy\" decoding=\"async\" alt=\"i\" />.</p>\n\
         <figure class=\"embed\"><figcaption><a href=\"/terms/a/\">Alpha</a></figcaption></figure>\n\
         <p class=\"x\"><strong>Sub</strong></p>\n<p>Deep. 2</p>\n<blockquote>\n<p><strong>Quoted</strong></p>\n<p>Said.</p>\n</blockquote>\n\
         <ul>\n<li><a href=\"/terms/a/\">Alpha</a></li>\n<li><a href=\"/terms/beta/\">Beta</a></li>\n</ul>\n</blockquote></figure>"
    );
}

#[test]
fn a_part_ends_with_what_is_around_it() {
    let own = "<details><summary>S</summary>\n\n## Inner\n\n<p>Open\n\nText.\n\n</details>\n\nBehind.\n\n> ## Quoted\n>\n> Said.\n\nAfter.\n";
    let primer = primer("![[Gamma#Inner]]\n\n![[Gamma#Quoted]]").page("terms/c.md", "Gamma", own);
    let html = primer.html("terms/a/index.html");
    assert!(
        html.contains("Text.</p>") && html.contains("<p>Said.</p>\n</blockquote></figure>"),
        "{html}"
    );
    assert!(
        !html.contains("Behind") && !html.contains("After"),
        "{html}"
    );
    assert_eq!(
        html.matches("<blockquote>").count(),
        html.matches("</blockquote>").count()
    );
}

/// A page has each id once, and no link of what it embeds leads to an id of its own page.
#[test]
fn nothing_in_what_is_embedded_has_an_id() {
    let raw = "## Exceptions\n\n<label for=\"f\">x</label><input id=\"f\"><a name=\"n\"></a> [^1] [s](#sub)\n\n### Sub\n\n[^1]: Note.\n";
    let text = "## Exceptions\n\n### Sub\n\nA note.[^1]\n\n![[Gamma#Exceptions]]\n\n[^1]: Own.\n";
    let page = primer(text)
        .page("terms/c.md", "Gamma", raw)
        .output("terms/a/index.html");
    let mut ids = HashSet::new();
    for part in page.split(" id=\"").skip(1) {
        let id = part.split('"').next().unwrap();
        assert!(ids.insert(id), "`{id}` stands twice");
    }
    let text = text_of(&page);
    let embedded = &text[text.find("<blockquote>").unwrap()..text.find("</blockquote>").unwrap()];
    assert!(
        !embedded.contains(" for=") && !embedded.contains(" name="),
        "{embedded}"
    );
    assert!(
        !embedded.contains("href=\"#") && !embedded.contains("<h3"),
        "{embedded}"
    );
}

#[test]
fn elsewhere_an_embed_is_a_link() {
    for written in [
        "See ![[Beta]] here.",
        "![[Beta]] ![[Beta]]",
        "- ![[Beta]]",
        "| ![[Beta]] |\n|---|\n| ![[Beta\\|b]] |",
        "**![[Beta]]**",
        "A note.[^n]\n\n[^n]: ![[Beta]]",
    ] {
        let html = primer(written).html("terms/a/index.html");
        assert!(html.contains("<a href=\"/terms/beta/\">"), "{html}");
        assert!(
            !html.contains("<blockquote>") && !html.contains("<img"),
            "{html}"
        );
    }
}

#[test]
fn an_embed_of_a_file_shows_the_file() {
    let html = html("![[i.png]]\n\n![[terms/i.png|300]]");
    assert_eq!(html.matches("<img src=\"/terms/i.").count(), 2);
    assert!(!html.contains("embed"), "{html}");
}

#[test]
fn what_is_embedded_knows_it() {
    let page = primer("![[Beta]]").output("terms/beta/index.html");
    assert!(
        page.contains("id=\"_backlinks\"") && page.contains("/terms/a/#0.1"),
        "{page}"
    );
}

/// A feed has the text as the page has it, with full addresses; the search and descriptions leave each word to its entry.
#[test]
fn what_is_embedded_is_text_in_feeds_and_none_in_the_search() {
    let primer = primer("![[Beta#Exceptions]]\n\nA start.");
    let feed = primer.output("feed.xml");
    let full = "None&lt;sup class=&quot;footnote-reference&quot;&gt;&lt;a href=&quot;https://example.org/terms/beta/#_fn-1&quot;";
    assert!(feed.contains(full), "{feed}");
    assert!(feed.contains("<summary>A start.</summary>"), "{feed}");
    let analysis = primer.analyze();
    let entry = analysis.glossary.of_file("content/terms/a.md").unwrap();
    let searched = analysis.glossary.entry(entry).html().hollow().to_owned();
    assert!(
        searched.contains("Beta: Exceptions") && !searched.contains("None"),
        "{searched}"
    );
}

#[test]
fn a_text_shows_as_many_embeds_as_it_may() {
    let many = vec!["![[Beta]]"; 51].join("\n\n");
    let primer = primer(&many);
    let relaxed = "[check]\ninvalid-embed = \"warn\"\n";
    let html = primer.config(relaxed).html("terms/a/index.html");
    assert_eq!(html.matches("<figure class=\"embed\">").count(), 51);
    assert_eq!(html.matches("<blockquote>").count(), 50);
}

#[test]
fn a_part_that_is_too_long_is_a_link() {
    let relaxed = "[check]\ninvalid-embed = \"warn\"\n";
    for (length, shown) in [(20_000 - 3, 1), (20_000 - 1, 0)] {
        let long = format!("## Part\n\n{}\n", "x".repeat(length));
        let primer = primer("![[Gamma#Part]]")
            .page("terms/c.md", "Gamma", &long)
            .config(relaxed);
        let html = primer.html("terms/a/index.html");
        assert_eq!(html.matches("<blockquote>").count(), shown, "{length}");
        assert_eq!(
            primer
                .check()
                .iter()
                .any(|line| line.contains("invalid-embed")),
            shown == 0
        );
    }
}

/// Nobody reads what is not published yet.
#[test]
fn a_draft_is_not_embedded() {
    let relaxed = "[check]\nlink-to-draft = \"warn\"\n";
    let primer = primer("![[Gamma]]").config(relaxed);
    let primer = primer.entry(
        "terms/c.md",
        "---\ntitle: Gamma\ndescription: Secret.\ndraft: true\n---\n",
    );
    let html = primer.html("terms/a/index.html");
    assert!(
        !html.contains("Secret") && html.contains("class=\"broken\""),
        "{html}"
    );
    assert!(
        primer
            .drafts()
            .html("terms/a/index.html")
            .contains("Secret")
    );
}

#[test]
fn elements_without_an_end_are_not_closed_behind_a_part() {
    let text = "## Part\n\nOne.\n\n<hr>\n\nTwo.";
    let page = primer("![[Gamma#Part]]").page("terms/c.md", "Gamma", text);
    let html = page.html("terms/a/index.html");
    assert!(html.contains("<hr>") && html.contains("Two."), "{html}");
    assert!(!html.contains("</hr>"), "{html}");
}

//! Single slips of a hand in an otherwise sound primer: each gets one report, which says what to write.

use std::fs;

use primer::diagnostic::group::grouped;
use primer::disk::load::{Tree, load};
use primer::pipeline::Options;

use crate::builder::{Primer, full_report};

/// A sound primer whose page `primer/a.md` says a text.
fn saying(text: &str) -> Primer {
    sound().entry("primer/a.md", &format!("---\ntitle: A\n---\n\n{text}\n"))
}

fn sound() -> Primer {
    Primer::new()
        .config("[check]\norphan-entry = \"off\"\n")
        .entry("primer/deed.md", "---\ntitle: Deed\n---\n\n## The seal\n")
        .asset("static/my file.pdf", b"pdf")
        .asset("static/img/a.png", b"png")
}

/// The only group of a report in the short words of its first fault: its place, its message, and what helps.
fn report(primer: &Primer) -> Vec<String> {
    let analysis = primer.analyze();
    let groups = grouped(&analysis.diagnostics);
    let mut told = Vec::new();
    for group in groups {
        let fault = group.first;
        let fix = fault.fix.iter().flat_map(|fix| &fix.edits);
        let fix = fix.map(|edit| format!("→ {:?}", edit.text));
        let help = fault.help.iter().cloned().chain(fix);
        let help: Vec<String> = help.collect();
        told.push(format!(
            "{}: {} | {}",
            fault.code,
            fault.message,
            help.join(" | ")
        ));
    }
    assert!(told.len() < 4, "{}", full_report(&analysis));
    told
}

/// Marks that miss a sign, what is said of each, and what helps.
const MARKS: &[(&str, &str, &str)] = &[
    (
        "[M]/primer/deed)",
        "the parenthesis before the address of this link is missing",
        "a link is written `[words](/address)` | → \"(\"",
    ),
    (
        "(The deed)[/primer/deed]",
        "the brackets and the parentheses of this link are exchanged",
        "a link is written `[words](/address)` | → \"[The deed](/primer/deed)\"",
    ),
    (
        "M](/primer/deed)",
        "nothing opens the words of this link",
        "write `[` before its words",
    ),
    (
        "[M]{/primer/deed}",
        "the address of this link stands in braces, not in parentheses",
        "a link is written `[words](/address)` | → \"(/primer/deed)\"",
    ),
    (
        "[[M](/primer/deed) and more",
        "this bracket before a link is never closed",
        "a link is written `[words](/address)`: take the bracket out, or write a backslash before it | → \"\"",
    ),
    (
        "[M](/primer/deed \"title)",
        "the title of this link is never closed",
        "a link is written `[words](/address \"title\")`; no link may stand in its words | → \"\\\"\"",
    ),
    (
        "[M](/primer/The deed #The seal)",
        "the address of this link has a space in it",
        "addresses of pages have dashes, no spaces; one that has spaces stands in `<` and `>` | → \"/primer/the-deed#the-seal\"",
    ),
    (
        "[M](/my file.pdf)",
        "the address of this link has a space in it",
        "an address with spaces stands in `<` and `>` | → \"</my file.pdf>\"",
    ),
    (
        "A claim[iqbal^].",
        "the mark of this footnote stands behind its label",
        "a footnote is written `[^label]` | → \"^iqbal\"",
    ),
    (
        "##The seal",
        "a space keeps the signs and the words of a heading apart",
        "a heading is written `## Words` | → \" \"",
    ),
    (
        "Words.\n###The seal",
        "a space keeps the signs and the words of a heading apart",
        "a heading is written `## Words` | → \" \"",
    ),
    (
        "1.First\n2.Second\n3.Third",
        "a space keeps the number and the words of an item apart",
        "an item of a list is written `1. Words` | → \" \"",
    ),
    (
        "## The seal {#the seal}",
        "the id of a heading is one word",
        "an id is written `## Words {#one-word}` | → \"#the-seal\"",
    ),
    (
        "- []  answer",
        "a box to tick has a space in it",
        "write `- [ ]` for what is open, and `- [x]` for what is done | → \"[ ]\"",
    ),
    (
        "> [WARNING] Do not wait.",
        "a box needs a `!` before its kind",
        "a box is a quotation whose first line is `> [!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]` | → \"!\"",
    ),
    (
        "> [Note]\n> Do not wait.",
        "a box needs a `!` before its kind",
        "a box is a quotation whose first line is `> [!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]` | → \"!\"",
    ),
    (
        "**The deed and its seal",
        "these stars are never closed",
        "write `**` behind the last word that shall stand out, or a backslash before each star",
    ),
    (
        "**The deed ** is",
        "the closing stars are not read as such",
        "stars stand right behind the last word that shall stand out | → \"\"",
    ),
    (
        "** The deed** is",
        "the opening stars are not read as such",
        "stars stand right before the first word that shall stand out | → \"\"",
    ),
    (
        "**中文。**中文",
        "the closing stars are not read as such",
        "write a space or a sign behind the closing stars, or `<strong>words</strong>`",
    ),
    (
        "what did *this person do?",
        "this star is never closed",
        "write `*` behind the last word that shall stand out, or a backslash before the star",
    ),
    (
        "| a | b |\n|---|\n| c | d |",
        "the line of dashes has fewer cells than the first row of this table",
        "a table is written `| A | B |` behind an empty line, then `|---|---|`, then its rows",
    ),
    (
        "| a | b |\n|---|---|---|\n| c | d |",
        "the line of dashes has more cells than the first row of this table",
        "a table is written `| A | B |` behind an empty line, then `|---|---|`, then its rows",
    ),
    (
        "|---|---|\n| c | d |",
        "this line of dashes has no first row of a table above it",
        "a table is written `| A | B |` behind an empty line, then `|---|---|`, then its rows",
    ),
    (
        "| a | b |\n| c | d |",
        "a table has a line of dashes below its first row",
        "a table is written `| A | B |` behind an empty line, then `|---|---|`, then its rows | → \"\\n|---|---|\"",
    ),
];

#[test]
fn marks_that_miss_a_sign_are_told_with_it() {
    for (text, message, help) in MARKS {
        let expected = format!("markup-left-in-text: {message} | {help}");
        assert_eq!(report(&saying(text)), [expected], "{text}");
    }
}

#[test]
fn signs_that_are_meant_as_they_stand_are_silent() {
    for text in [
        "A [Ex. 3] (b)(6) [sic] [t]he [0, 1) [[1](/primer/deed), [2](/primer/deed)].",
        "2**3, f**k, src/**/x, a * b * c, and 5 ** 2.",
        "5 dollars*\n\n*Tax is not in it.",
        "On *nix and *BSD, a*b, (*p) and *.rs.",
        "#MeToo and # 1, 1.5 and 2.5, a | b.",
        "1.5 meters\n2.5 meters",
        "| a |\n\n|x| and |y|",
        "> [Note] the court wrote",
        "- [ ] open\n- [x] done\n- [] (an empty list)",
        "(see there)[1] and (a)[/b] and [x]{.y",
        "## Seal {#seal}\n\n## Other {#other .class key=value}",
        "**[Deed](/primer/deed)** and **`code`**",
        "text\n\n---\n\nmore",
        "`[M]/primer/deed)` and \\[M]/primer/deed)",
    ] {
        let told = report(&saying(text));
        let told: Vec<&String> = told
            .iter()
            .filter(|line| !line.contains("[] (an"))
            .collect();
        let is_known = |line: &&String| {
            line.contains("attributes in braces") || line.contains("a box to tick")
        };
        assert!(told.iter().all(is_known), "{text}: {told:?}");
    }
}

#[test]
fn a_field_behind_the_front_matter_is_told() {
    let help = "move it up, before the line that closes the front matter";
    let expected =
        format!("markup-left-in-text: the field `draft` stands behind the front matter | {help}");
    for text in ["draft: true\n\nText.", "\n\ndraft: true"] {
        let primer = sound().entry("primer/a.md", &format!("---\ntitle: A\n---\n{text}\n"));
        assert_eq!(report(&primer), [expected.as_str()], "{text}");
    }
    for text in [
        "title: A",
        "draft:",
        "Draft: a text",
        "note: a text",
        "Text.\n\ndraft: true",
    ] {
        assert!(report(&saying(text)).is_empty(), "{text}");
    }
}

#[test]
fn references_to_blocks_name_what_is_there_instead() {
    let expected = [
        "broken-anchor: `Deed` has no heading with the id `^37066d` | blocks have no names here: write the heading above it | `[[Deed]]` links to the page itself",
        "broken-link: no entry is called `Deed^37066d` | blocks have no names here: write `[[Deed]]`, or `[[Deed#Heading]]` with the heading above it",
    ];
    assert_eq!(
        report(&saying("[[Deed#^37066d]] and [[Deed^37066d]].")),
        expected
    );
    for text in ["x ^2 and 10 ^6", "The n ^th", "2^1024", "A list ^10000"] {
        assert!(report(&saying(text)).is_empty(), "{text}");
    }
}

#[test]
fn html_that_is_not_closed_or_leads_nowhere_is_told() {
    for (text, expected) in [
        (
            "The <Plaintiff> must prove.",
            "unclosed-html: the element `<Plaintiff>` is never closed | HTML has no such element: write `\\<Plaintiff` if no HTML is meant",
        ),
        (
            "The <b>plaintiff must prove.",
            "unclosed-html: the element `<b>` is never closed | write `</b>` at its end, or a backslash before `<` if no HTML is meant",
        ),
        (
            "Some </div> text.",
            "unclosed-html: `</div>` closes no element of this text | take it out, or open the element before it",
        ),
        (
            "An <a herf=\"/primer/deed\">x</a>.",
            "unclosed-html: this element leads nowhere | write one: `<a href=\"/…\">`",
        ),
        (
            "| a | b |\n|---|---|\n| c | d | e | f |",
            "excess-cell: this row has more cells than the table has columns | give the first row and the line of dashes another cell, or write `\\|` for a bar in a cell",
        ),
    ] {
        assert_eq!(report(&saying(text)), [expected], "{text}");
    }
    for text in [
        "<svg><path d=\"M0 0\"></path></svg> <a id=\"x\"></a> <a name=\"y\"></a> a<br></br>b",
        "<p>One<p>Two</p>\n\n<div>\n\nText.\n\n</div>",
        "| a | b |\n|---|---|\n| c |\n| c | d |\n| `x\\|y` | d | ",
    ] {
        assert!(
            report(&saying(text)).is_empty(),
            "{text}: {:?}",
            report(&saying(text))
        );
    }
}

#[test]
fn addresses_that_no_reader_can_follow_are_told() {
    for (text, expected) in [
        (
            "[M](mailto:me)",
            "broken-link: `mailto:me` is no address of a person | ",
        ),
        (
            "[M](http://localhost:4000/primer/deed)",
            "broken-link: `http://localhost:4000/primer/deed` is an address on your own computer | → \"/primer/deed\"",
        ),
        (
            "[M](http://127.0.0.1:4000/primer/deed#the-seal)",
            "broken-link: `http://127.0.0.1:4000/primer/deed#the-seal` is an address on your own computer | → \"/primer/deed#the-seal\"",
        ),
        (
            "[M](https://http://example.org/a)",
            "broken-link: nothing is at `https://http://example.org/a` | → \"http://example.org/a\"",
        ),
        (
            "[M](/primer/deed/index.md)",
            "broken-link: nothing is at `/primer/deed/index.md` | → \"/primer/deed\"",
        ),
        (
            "![M](/img/)",
            "missing-asset: `/img/` is a folder, not a file to show | write the name of the file behind it, with its ending",
        ),
    ] {
        assert_eq!(report(&saying(text)), [expected], "{text}");
    }
    for text in [
        "[M](mailto:me@example.org) [M](mailto:?subject=x) <me@example.org>",
        "[M](http://localhost:3000/) [M](http://localhost:8080/another) [M](https://web.archive.org/web/https://example.org/)",
        "[M](http://localhost.example.org/primer/deed)",
    ] {
        assert!(
            report(&saying(text)).is_empty(),
            "{text}: {:?}",
            report(&saying(text))
        );
    }
}

#[test]
fn a_file_that_makes_no_page_is_the_cause_of_links_to_it() {
    for name in [
        "causation.txt",
        "causation.md.txt",
        "causation.markdown.bak",
        "Causation.old",
    ] {
        let page = name.split('.').next().unwrap();
        let primer = saying("[a](/primer/causation), [b](/primer/causation#x), [[Causation]].")
            .asset(
                &format!("content/primer/{name}"),
                b"---\ntitle: Causation\n---\n",
            );
        let expected = format!(
            "broken-link: nothing is at `/primer/causation` | `content/primer/{name}` makes no page, as only `.md` and `.markdown` do: call it `{page}.md`, not `{name}`"
        );
        assert_eq!(report(&primer), [expected], "{name}");
    }
    let elsewhere = saying("[a](/primer/causation)").asset("content/other/causation.txt", b"x");
    assert!(!report(&elsewhere)[0].contains("makes no page"));
    let picture = saying("[a](/primer/causation)").asset("content/primer/causation.png", b"x");
    assert!(!report(&picture)[0].contains("makes no page"));
}

#[test]
fn a_folder_that_was_renamed_is_one_fault() {
    let mut primer = Primer::new().config(
        "[check]\norphan-entry = \"off\"\n[collections.primer.fields]\nsee = { type = \"refs\", to = \"primer\" }\n",
    );
    for name in ["deed", "title", "lease"] {
        let text = format!(
            "---\ntitle: {name}\n---\n\n[a](/primer/lease) [b](/primer/title#x) [c](/primer/lost)\n"
        );
        primer = primer.entry(&format!("law/{name}.md"), &text);
    }
    let told = report(&primer);
    assert_eq!(
        told,
        [
            "unused-setting: `[collections.primer]` has no folder `content/primer` | there is `content/law`, which belongs to no collection of this file: was it meant? Then write `folder = \"law\"`",
            "broken-link: nothing is at `/primer/lease` | → \"/law/lease\"",
        ]
    );
    // A relation to its entries has the same cause.
    let related = "---\ntitle: Lease\nsee: [deed, title]\n---\n";
    let primer = primer.config(
        "[check]\norphan-entry = \"off\"\n[collections.primer]\n[fields]\nsee = { type = \"refs\", to = \"primer\" }\n",
    );
    assert_eq!(report(&primer.entry("law/lease.md", related)), told);
}

#[test]
fn front_matter_is_told_at_the_slip_itself() {
    for (head, expected) in [
        (
            "---\ntitle: A\n--\n\nText.\n",
            "unclosed-front-matter: the front matter is never closed | → \"---\"",
        ),
        (
            "---\ntitle: A\n———\n\nText.\n",
            "unclosed-front-matter: the front matter is never closed | → \"---\"",
        ),
        (
            "+++\ntitle = \"A\"\n++\n\nText.\n",
            "unclosed-front-matter: the front matter is never closed | → \"+++\"",
        ),
        (
            "---\ntitle: A\nText.\n",
            "unclosed-front-matter: the front matter is never closed | put a line `---` between the fields and the text",
        ),
        (
            "+++\ntitle: A\ntags: [a]\n+++\n\nText.\n",
            "invalid-front-matter: the front matter is not valid TOML: its fields are written as YAML | put `---` above and below the fields in place of `+++`",
        ),
        (
            "---\ntitle = \"A\"\ntags = [\"a\"]\n---\n\nText.\n",
            "invalid-front-matter: the front matter is not valid YAML: its fields are written as TOML | put `+++` above and below the fields in place of `---`",
        ),
        (
            "---\ntitle: \"A\nterm: \"B\"\n---\n\nText.\n",
            "invalid-front-matter: the front matter is not valid YAML: the quotation mark that stands here is never closed | put a `\"` behind the text",
        ),
        (
            "---\ntitle: A\ndescription: >\nThe text\nof it.\n---\n\nText.\n",
            "invalid-front-matter: the front matter is not valid YAML: this text belongs to `description`, but is not indented | put two spaces before each of its lines",
        ),
        (
            "---\ntitel: A\n---\n\nText.\n",
            "unknown-field: `primer` has no field `titel` | → \"title\"",
        ),
    ] {
        let primer = Primer::new()
            .config("[check]\norphan-entry = \"off\"\n[collections.primer.fields]\ntitle = \"string!\"\n")
            .entry("primer/a.md", head);
        assert_eq!(report(&primer), [expected], "{head}");
    }
}

#[test]
fn a_field_that_is_missing_and_a_misspelt_one_are_one_error() {
    let config = "[check]\norphan-entry = \"off\"\n[fields]\ncategory = \"string!\"\n";
    for (line, expected) in [
        (
            "catgory: a",
            "unknown-field: `primer` has no field `catgory` | → \"category\"",
        ),
        (
            "categories: a",
            "unknown-field: there is no field `categories` | an entry has one category here, `category`, and any number of `tags`",
        ),
        (
            "category: \"\"",
            "missing-field: the field `category` is empty | add `category: …` with a string",
        ),
        (
            "category:",
            "missing-field: the field `category` is empty | add `category: …` with a string",
        ),
    ] {
        let text = format!("---\ntitle: A\n{line}\n---\n");
        let primer = Primer::new().config(config).entry("primer/a.md", &text);
        assert_eq!(report(&primer), [expected], "{line}");
        assert!(primer.analyze().summary().errors > 0, "{line}");
    }
    // Where unknown fields are allowed, the missing one is told by itself.
    let config = format!("{config}\n[check]\n").replace("[check]\norphan-entry = \"off\"\n", "")
        + "orphan-entry = \"off\"\nunknown-field = \"off\"\n";
    let primer = Primer::new()
        .config(&config)
        .entry("primer/a.md", "---\ntitle: A\ncatgory: a\n---\n");
    assert_eq!(
        report(&primer),
        ["missing-field: the field `category` is missing | add `category: …` with a string"]
    );
}

#[test]
fn settings_without_effect_and_in_the_wrong_table_are_told() {
    for (config, expected) in [
        (
            "[site]\nexclude = [\"drafts/**\"]",
            "unused-setting: `drafts/**` fits nothing in `content/` | a pattern is a path below `content/`: `notes` for a folder, `*/notes-*.md` for files in folders",
        ),
        (
            "[collections.cases]\ntitle = \"Cases\"",
            "unused-setting: `[collections.cases]` has no folder `content/cases` | there is `content/primer`, which belongs to no collection of this file: was it meant? Then write `folder = \"primer\"`",
        ),
        (
            "[[feeds]]\npath = \"/rss.xml\"",
            "unused-setting: the feed `/rss.xml` is not written | add `base_url = \"https://…\"` to `[site]`",
        ),
        (
            "[collections.primer]\nauthor = \"A\"",
            "invalid-config: unknown key `author` in `[collections.primer]` | `author` belongs to `[site]`",
        ),
        (
            "title = \"A\"\nlanguage = \"en\"",
            "invalid-config: unknown key `title` in `primer.toml` | `title` belongs to `[site]`, `[collections.…]` or `[[feeds]]`",
        ),
        (
            "[site]\nredirects = \"netlify\"",
            "invalid-config: `redirects` must be a list of strings, but this is a string | for example `redirects = [\"netlify\", \"json\"]`",
        ),
        (
            "[collections.primer]\npaginate = \"200\"",
            "invalid-config: `paginate` must be a whole number from 1 on | for example `paginate = 200`",
        ),
        (
            "[collections.primer]\nfolder = \"content/primer\"",
            "invalid-config: `folder` is a path below `content/`, which is not written with it | write `folder = \"primer\"`",
        ),
        (
            "[site]\nlanguage = \"english\"",
            "invalid-config: `english` is not a language tag | write a BCP 47 tag such as `en` or `pt-BR`",
        ),
        (
            "[fields]\na = { type = \"enum\", values = [\"b\" \"c\"] }",
            "invalid-config: `primer.toml` is not valid TOML: a comma is missing before this value | put commas between the values",
        ),
        (
            "[fields]\na = { type = \"enum\", values = [\"b\", \"c\" }",
            "invalid-config: `primer.toml` is not valid TOML: the bracket that opens here is never closed, or a comma is missing behind a value | put commas between the values, and `]` behind the last",
        ),
    ] {
        let config = format!("{config}\n[check]\norphan-entry = \"off\"\n");
        let primer = Primer::new()
            .config(&config)
            .page("primer/a.md", "A", "Text.");
        assert_eq!(report(&primer), [expected], "{config}");
    }
    for config in [
        "[site]\nexclude = [\"primer/b.md\", \"*.psd\"]\nlanguage = \"nds\"",
        "[site]\nbase_url = \"https://example.org\"\n[[feeds]]\npath = \"/rss.xml\"",
        "[collections.all]\nfolder = \".\"\n[collections.primer]",
    ] {
        let config = format!("{config}\n[check]\norphan-entry = \"off\"\n");
        let primer = Primer::new()
            .config(&config)
            .page("primer/a.md", "A", "Text.")
            .page("primer/b.md", "B", "Text.")
            .asset("content/x.psd", b"");
        assert!(
            report(&primer).is_empty(),
            "{config}: {:?}",
            report(&primer)
        );
    }
}

#[test]
fn the_address_of_a_source_with_a_space_in_it_is_told() {
    let citing = |source: &str| {
        let text = format!("---\ntitle: A\nsources: [{source}]\n---\n\nWords.\n");
        report(&sound().entry("primer/a.md", &text))
    };
    for source in [
        "\"https://example.org/text /42\"",
        "https://example.org (read in May)",
    ] {
        assert_eq!(
            citing(source),
            [
                "markup-left-in-text: with words behind it, this address is no link | an address has no spaces; \
                 to name it, write `{ title: \"…\", url: \"https://…\" }`"
            ],
            "{source}"
        );
    }
    for source in [
        "\"https://example.org/text\"",
        "\"Fed. R. Civ. P. 12, see https://example.org\"",
        "'https://example.org'",
    ] {
        assert_eq!(citing(source), [""; 0], "{source}");
    }
}

#[test]
fn days_to_come_are_no_days_of_a_review() {
    let on = |today: i8| {
        let text = "---\ntitle: A\nupdated: 2026-03-11\nreviewed: 2026-03-12\n---\n\nWords.\n";
        let mut primer = sound().entry("primer/a.md", text);
        primer.inputs.options.visibility.today = Some(jiff::civil::date(2026, 3, today));
        report(&primer)
    };
    let told = |name, day| {
        format!(
            "implausible-date: the day in `{name}` is still to come: 2026-03-{day} | look at its year and its month"
        )
    };
    assert_eq!(on(12), [""; 0]);
    // In the east, the next day begins before it does here.
    assert_eq!(on(11), [""; 0]);
    assert_eq!(on(10), [told("reviewed", 12)]);
    assert_eq!(on(9), [told("updated", 11), told("reviewed", 12)]);
}

#[test]
fn a_link_whose_words_stand_before_its_name_is_told() {
    assert_eq!(
        report(&saying("See [[the paper|Deed]].")),
        [
            "broken-link: no entry is called `the paper` | the name stands before the words that readers see: \
             `[[Deed|the paper]]`"
        ]
    );
}

#[test]
fn settings_under_another_name_are_not_passed_over() {
    for (name, is_meant) in [
        ("Primer.toml", true),
        ("primer.tml", true),
        ("primer.toml.txt", true),
        ("primer.yaml", true),
        ("cargo.toml", false),
        ("primer.rs", false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        fs::write(folder.path().join(name), "").unwrap();
        let loaded = load(&Tree::new(folder.path()), Options::default());
        let told = loaded.err().map(|error| error.to_string());
        let expected = format!(
            "`primer.toml`: the settings are in `{name}`, where nobody looks for them; call it `primer.toml`, and \
             write it as TOML"
        );
        assert_eq!(told, is_meant.then_some(expected), "{name}");
        // On a disk that ignores case, it is the same file.
        fs::write(folder.path().join("primer.toml"), "").unwrap();
        load(&Tree::new(folder.path()), Options::default()).unwrap();
    }
}

#[test]
fn slips_in_tables_of_settings_are_told_with_what_to_write() {
    for (settings, expected) in [
        (
            "[git]\ndate = true",
            "invalid-config: unknown key `date` in `[git]` | → \"dates\"",
        ),
        (
            "[feeds]\npath = \"/a.xml\"",
            "invalid-config: `feeds` must be a list of tables, but this is one table | write two brackets around its name, \
             such as `[[feeds]]`: each of the list has them",
        ),
        (
            "[redirects]\n\"/old\" = \"/primer/*\"",
            "broken-link: nothing is at `/primer/*` | `*` stands for nothing here: each address is written out",
        ),
        (
            "[look]\nlogo = \"/logo.svg\"",
            "broken-link: nothing is at `/logo.svg` | put it at `static/logo.svg`",
        ),
    ] {
        let settings = format!("{settings}\n\n[check]\norphan-entry = \"off\"\n");
        assert_eq!(report(&sound().config(&settings)), [expected], "{settings}");
    }
}

#[test]
fn a_misspelt_list_of_entries_is_told_and_code_is_not() {
    for language in ["entires", "entrie", "entry", "entreis"] {
        let told = report(&saying(&format!(
            "```{language}\ncollection = \"primer\"\n```"
        )));
        let expected = format!(
            "markup-left-in-text: `{language}` is no language of code: was a list of entries meant? | → \"entries\""
        );
        assert_eq!(told, [expected]);
    }
    for language in ["", "text", "rust", "elm", "erlang"] {
        assert_eq!(report(&saying(&format!("```{language}\nx\n```"))), [""; 0]);
    }
}

//! Names of entries that stand in a text without a link: each with its exact place, and no false ones.

use primer::glossary::mention::NameIndex;

use crate::builder::Primer;

fn primer(text: &str) -> Primer {
    Primer::new()
        .entry("t/text.md", text)
        .entry("t/cause.md", "---\ntitle: Cause\n---\n")
        .entry(
            "t/probable-cause.md",
            "---\ntitle: Probable cause\naliases: [\"PC\", \"good cause\", \"C++\", \"PRC\"]\n---\n",
        )
        .entry("t/draft.md", "---\ntitle: Secret draft\ndraft: true\n---\n")
        .entry("t/deadline.md", "---\ntitle: Deadline\n---\n")
        .entry("u/deadline.md", "---\ntitle: Deadline\n---\n")
        .entry("v/deadline.md", "---\ntitle: Deadline\n---\n")
        .entry("about.md", "---\ntitle: About this primer\n---\n")
        .entry(
            "t/act.md",
            "---\ntitle: The act, explained\nterm: Tort Act\n---\n",
        )
        .entry("t/_index.md", "---\ntitle: Terms\n---\n")
}

/// The mentions of a text, as they stand in the file.
fn found(text: &str) -> Vec<String> {
    let primer = primer(text);
    let analysis = primer.analyze();
    let glossary = &analysis.glossary;
    let index = glossary.of_file("content/t/text.md").unwrap();
    let source = &analysis.sources.get(&glossary.entry(index).path).unwrap();
    NameIndex::new(glossary, &analysis.config)
        .unlinked(glossary, index, source)
        .into_iter()
        .map(|mention| {
            let written = source.slice(mention.at.span);
            if written == mention.text {
                format!("{written} → {}", glossary.entry(mention.entry).name)
            } else {
                format!(
                    "{written} ({}) → {}",
                    mention.text,
                    glossary.entry(mention.entry).name
                )
            }
        })
        .collect()
}

#[test]
fn the_longest_name_counts_and_once() {
    for (body, expected) in [
        (
            "No probable cause was found. Probable cause again.",
            &["probable cause → Probable cause"][..],
        ),
        (
            "A cause, and probable cause.",
            &["cause → Cause", "probable cause → Probable cause"],
        ),
        ("Without good cause!", &["good cause → Probable cause"]),
        ("(probable cause)", &["probable cause → Probable cause"]),
        (
            "“Probable cause’s” end",
            &["Probable cause → Probable cause"],
        ),
        ("Two causes' end", &["causes → Cause"]),
        (
            "A probable-cause hearing",
            &["probable-cause → Probable cause"],
        ),
        ("Probable. Cause", &["Cause → Cause"]),
        ("Probable cause-and-effect", &[]),
        ("a PRC, not a prc", &["PRC → Probable cause"]),
        ("some PRCs", &["PRCs → Probable cause"]),
        ("Written in C++.", &["C++ → Probable cause"]),
        ("It is about an act.", &[]),
        ("It is the Tort Act.", &["Tort Act → Tort Act"]),
        (
            "probable\ncause over two lines",
            &["probable\ncause (probable cause) → Probable cause"],
        ),
        (
            "*probable* cause",
            &["probable* cause (probable cause) → Probable cause"],
        ),
        ("**probable cause**", &["probable cause → Probable cause"]),
        ("| a | b |\n|---|---|\n| x | a cause |", &["cause → Cause"]),
        ("> quoted cause\n\n- cause in a list", &["cause → Cause"]),
        ("Tom &amp; a cause", &["cause → Cause"]),
        ("[undefined] cause", &["cause → Cause"]),
        ("Étude → cause", &["cause → Cause"]),
    ] {
        assert_eq!(
            found(&format!("---\ntitle: Text\n---\n{body}\n")),
            expected,
            "{body}"
        );
    }
}

#[test]
fn what_is_no_mention() {
    for body in [
        "## A cause",
        "See [the cause](/t/cause). A cause.",
        "See [[Cause]] and cause.",
        "[a cause of it](https://example.org/) is elsewhere",
        "`cause` in code",
        "```\ncause\n```",
        "<a href=\"https://example.org\">cause</a>",
        "<div>cause</div>",
        "![cause](x.png)",
        "because cause-effect",
        "the deadline of two entries",
        "the secret draft",
        "terms",
        "the text itself",
        "PC is too short a name",
        "probable `x` cause\u{301}",
    ] {
        assert_eq!(
            found(&format!("---\ntitle: Text\n---\n{body}\n")),
            Vec::<String>::new(),
            "{body}"
        );
    }
}

#[test]
fn places_are_those_of_the_file() {
    let text = "\u{feff}---\r\ntitle: Text\r\n---\r\nÜber\r\n\r\nA probable cause.\r\n";
    assert_eq!(found(text), ["probable cause → Probable cause"]);
    assert_eq!(
        found("---\ntitle: Text\ndescription: cause\n---\n"),
        Vec::<String>::new()
    );
}

/// A name of one word may be a word of any text: the site says by its links whether it is.
#[test]
fn a_word_is_a_name_where_enough_of_the_pages_with_it_link_to_it() {
    let told = |linked: usize, unlinked: usize| {
        let mut primer = Primer::new()
            .config("[check]\nunlinked-mention = \"warn\"\norphan-entry = \"off\"\n")
            .entry("t/seal.md", "---\ntitle: Seal\n---\n");
        for number in 0..linked {
            let text = format!("---\ntitle: L{number}\n---\nA [seal](/t/seal).\n");
            primer = primer.entry(&format!("t/l{number}.md"), &text);
        }
        for number in 0..unlinked {
            let text = format!("---\ntitle: U{number}\n---\nA seal.\n");
            primer = primer.entry(&format!("t/u{number}.md"), &text);
        }
        primer.analyze().diagnostics.len()
    };
    assert_eq!(told(1, 1), 0);
    assert_eq!(told(2, 1), 1);
    assert_eq!(told(2, 4), 4);
    assert_eq!(told(2, 5), 0);
    assert_eq!(told(3, 7), 7);
    assert_eq!(told(3, 8), 0);
}

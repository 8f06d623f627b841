//! The search: words, the index of them, and what of a site is in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use primer::output::OutputFile;
use primer::search::{Document, WordIndex, fold, index, text};
use proptest::prelude::{ProptestConfig, prop, proptest};
use proptest::{prop_assert, prop_assert_eq};
use serde_json::Value;

use crate::builder::Primer;

/// What the script reads in an index: for each word, whether it is clipped, and its documents with what it says there.
type Words = BTreeMap<String, (bool, Vec<(u32, u32)>)>;

fn number(bytes: &mut &[u8]) -> usize {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let (&byte, rest) = bytes.split_first().unwrap();
        *bytes = rest;
        value |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}

fn read(shard: &[u8], words: &mut Words) -> Vec<String> {
    let mut bytes = shard;
    let mut word: Vec<u8> = Vec::new();
    let mut order = Vec::new();
    while !bytes.is_empty() {
        let shared = number(&mut bytes);
        word.truncate(shared);
        assert_eq!(word.len(), shared);
        let length = number(&mut bytes);
        word.extend_from_slice(&bytes[..length]);
        bytes = &bytes[length..];
        let count = number(&mut bytes);
        let mut document = 0;
        let postings = (0..count >> 1).map(|_| {
            let posting = number(&mut bytes) as u32;
            document += posting >> 3;
            (document, posting & 7)
        });
        let postings = postings.collect();
        let text = String::from_utf8(word.clone()).unwrap();
        order.push(text.clone());
        let known = words.insert(text, (count % 2 == 1, postings));
        assert!(known.is_none(), "each word stands in the index once");
    }
    order
}

fn read_all(index: &WordIndex) -> Words {
    let mut words = Words::new();
    let mut all = Vec::new();
    for shard in &index.shards {
        let order = read(&shard.bytes, &mut words);
        assert_eq!(order[0], shard.first);
        all.extend(order);
    }
    let units = |word: &String| word.encode_utf16().collect::<Vec<u16>>();
    assert!(all.is_sorted_by_key(units), "{all:?}");
    words
}

fn names(index: &WordIndex) -> Vec<String> {
    let mut last: Vec<char> = Vec::new();
    let names = index.names.lines().map(|line| {
        let mut letters = line.chars();
        let shared = letters.next().unwrap().to_digit(36).unwrap();
        last.truncate(shared as usize);
        last.extend(letters);
        last.iter().collect()
    });
    names.collect()
}

#[test]
fn texts_are_folded_as_the_table_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/search/words.json");
    let rows: Vec<(String, Vec<String>)> =
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    assert!(rows.len() > 30);
    for (text, expected) in rows {
        assert_eq!(fold::words(&text), expected, "{text}");
    }
}

#[test]
fn a_reader_sees_text_and_no_marks() {
    for (html, expected) in [
        ("<p>One <em>t</em>wo</p><p>three</p>", "One two three"),
        ("a rule<sup><a href=\"#_1\">1</a></sup>", "a rule 1"),
        (
            "Q&amp;A &lt;b&gt; &#39;x&#x27; A&T &copy; &nope",
            "Q&A <b> 'x' A&T &nope",
        ),
        ("<a title=\"1 > 0\" href='x'>link</a>", "link"),
        ("<script>if (a < b) {}</script>text<!-- no > no -->", "text"),
        ("<style>p { }</STYLE>text", "text"),
        ("a < b, <3", "a < b, <3"),
        ("text <script>never closed", "text"),
        ("text <a href=\"never closed", "text"),
        ("text <!-- never closed", "text"),
        ("", ""),
    ] {
        let mut seen = String::new();
        text::visible_into(html, &mut seen);
        let seen: Vec<&str> = seen.split_whitespace().collect();
        assert_eq!(seen.join(" "), expected, "{html}");
    }
}

#[test]
fn a_word_says_more_the_shorter_the_name() {
    let documents = [
        Document {
            labels: vec!["Monell", "sue the city"],
            headings: vec!["The custom"],
            description: "A policy or custom.".into(),
            html: "<p>Policy, policy, policy and policy; a city.</p>",
        },
        Document {
            labels: vec!["Monell claim"],
            description: "Once.".into(),
            html: "<p>A custom</p>",
            ..Document::default()
        },
    ];
    let index = index(2, |number| documents[number].clone());
    let words = read_all(&index);
    let of = |word: &str| words[word].1.as_slice();
    assert_eq!(of("monell"), [(0, 7), (1, 6)]);
    assert_eq!(of("city"), [(0, 5)]);
    assert_eq!(of("custom"), [(0, 3), (1, 0)]);
    assert_eq!(of("policy"), [(0, 2)]);
    assert_eq!(of("and"), [(0, 0)]);
    assert_eq!(names(&index), ["city", "claim", "monell", "sue", "the"]);
}

#[test]
fn a_word_that_is_everywhere_is_not_looked_for_in_texts() {
    let index = index(600, |number| Document {
        labels: vec![if number == 7 { "The rule" } else { "Rule" }],
        html: if number % 3 == 0 {
            "the the rare"
        } else {
            "the"
        },
        ..Document::default()
    });
    let words = read_all(&index);
    assert_eq!(words["the"], (true, vec![(7, 6)]));
    assert_eq!(words["rare"], (true, vec![]));
    // Of what says most nothing is left out.
    assert_eq!(words["rule"].1.len(), 599);
}

/// The same words as a long text needs them: each of them alone, in documents that follow each other.
fn many(count: usize, extra: &str) -> WordIndex {
    let texts: Vec<String> = (0..count)
        .map(|number| {
            let words =
                (0..40).map(|word| format!("w{:x}", (number * 7919 + word * 104_729) % 9973));
            let words: Vec<String> = words.collect();
            let extra = if number == count / 2 { extra } else { "" };
            format!("<p>{} {extra}</p>", words.join(" "))
        })
        .collect();
    index(count, |number| Document {
        html: &texts[number],
        ..Document::default()
    })
}

#[test]
fn a_new_word_changes_its_shard_and_no_other() {
    let shards = |index: WordIndex| {
        let shards = index.shards.into_iter();
        shards.map(|shard| shard.bytes).collect::<Vec<_>>()
    };
    // More documents than one thread reads at once.
    let (before, after) = (shards(many(2500, "")), shards(many(2500, "w500x")));
    assert!(before.len() > 8, "{}", before.len());
    let known: BTreeSet<&Vec<u8>> = before.iter().collect();
    let new = after.iter().filter(|shard| !known.contains(shard)).count();
    assert!(new <= 2, "{new} of {}", after.len());
    assert!(after.iter().all(|shard| shard.len() < 24 * 1024));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any text: its words are words, and the index says which documents have them.
    #[test]
    fn every_word_of_a_text_is_found(texts in prop::collection::vec("\\PC{0,80}", 1..6)) {
        let documents: Vec<String> = texts.iter().map(|text| primer::entry::html::escaped(text)).collect();
        let index = index(texts.len(), |number| Document { html: &documents[number], ..Document::default() });
        let words = read_all(&index);
        let mut expected: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for (number, text) in texts.iter().enumerate() {
            for word in fold::words(text) {
                prop_assert!(!word.is_empty() && word.chars().count() <= 32);
                expected.entry(word).or_default().insert(number as u32);
            }
        }
        let found: BTreeMap<String, BTreeSet<u32>> = words
            .into_iter()
            .map(|(word, (_, postings))| (word, postings.into_iter().map(|(document, _)| document).collect()))
            .collect();
        prop_assert_eq!(found, expected);
    }

    /// Words are in their last form.
    #[test]
    fn a_folded_word_folds_to_itself(text in "\\PC{0,40}") {
        for word in fold::words(&text) {
            let pairs = fold::words(&word);
            prop_assert!(pairs[0] == word || pairs.concat().starts_with(&word), "{:?} {:?}", word, pairs);
        }
    }
}

fn files(primer: &Primer) -> Vec<OutputFile> {
    primer.build().files.unwrap()
}

fn file<'f>(files: &'f [OutputFile], path: &str) -> Option<&'f OutputFile> {
    files.iter().find(|file| file.path == path)
}

fn json(files: &[OutputFile], path: &str) -> Value {
    serde_json::from_slice(&file(files, path).unwrap().bytes).unwrap()
}

fn small() -> Primer {
    Primer::new()
        .config("[site]\nbase_url = \"https://example.org/sub/\"\n[collections.secret]\nlisted = false\n")
        .page("_index.md", "Home", "homeword")
        .page("terms/_index.md", "Terms", "listword")
        .page("404.md", "Lost", "lostword")
        .page("about.md", "About", "aboutword")
        .page("secret/a.md", "Secret", "secretword")
        .entry("terms/draft.md", "---\ntitle: Draft\ndraft: true\n---\ndraftword")
        .entry(
            "terms/seizure.md",
            "---\ntitle: Seizure\ndescription: A stop.\naliases: [Arrest, /old]\nplain: [\"they grabbed me\"]\n---\n\n\
             Text with *em*phasis.\n\n## The stop {#stop}\n\nMore.\n",
        )
}

#[test]
fn the_index_holds_what_is_listed() {
    let files = files(&small());
    let start = json(&files, "search/index/start.json");
    assert_eq!(start["count"], 1);
    assert_eq!(start["home"], "/sub/");
    assert_eq!(start["page"], "/sub/search/");
    let description = start["descriptions"][0].as_str().unwrap();
    let described = json(&files, &format!("search/index/d-{description}.json"));
    let expected = serde_json::json!([[
        "Seizure",
        "",
        "terms/seizure/",
        "A stop.",
        "Terms",
        ["Arrest"],
        ["they grabbed me"],
        [["stop", "The stop"]]
    ]]);
    assert_eq!(described, expected);
    let mut words = Words::new();
    for shard in start["shards"].as_array().unwrap() {
        let shard = format!("search/index/w-{}.bin", shard.as_str().unwrap());
        read(&file(&files, &shard).unwrap().bytes, &mut words);
    }
    let words: Vec<&str> = words.keys().map(String::as_str).collect();
    assert_eq!(
        words,
        [
            "a", "arrest", "emphasis", "grabbed", "me", "more", "seizure", "stop", "text", "the",
            "they", "with"
        ]
    );
    // Nothing else lies in the folder.
    let below = files
        .iter()
        .filter(|file| file.path.starts_with("search/index/"));
    assert_eq!(below.count(), 4);
    let page =
        String::from_utf8(file(&files, "search/index.html").unwrap().bytes.to_vec()).unwrap();
    assert!(
        page.contains("<meta name=\"robots\" content=\"noindex\">"),
        "{page}"
    );
    let sitemap = String::from_utf8(file(&files, "sitemap.xml").unwrap().bytes.to_vec()).unwrap();
    assert!(!sitemap.contains("search"), "{sitemap}");
}

#[test]
fn a_draft_that_is_shown_is_found() {
    let start = json(&files(&small().drafts()), "search/index/start.json");
    assert_eq!(start["count"], 2);
}

#[test]
fn it_can_be_switched_off() {
    let off = small().config("[search]\nenabled = false\n");
    let paths: Vec<String> = files(&off).into_iter().map(|file| file.path).collect();
    assert!(
        !paths.iter().any(|path| path.starts_with("search/")),
        "{paths:?}"
    );
    assert!(!off.output("index.html").contains("role=\"search\""));
    let said = off.clone().page("a.md", "A", "[search](/search)").check();
    assert!(
        said.iter().any(|line| line.contains("error[broken-link]")),
        "{said:?}"
    );
}

#[test]
fn the_same_entries_make_the_same_files_on_any_number_of_threads() {
    let mut primer = small();
    for number in 0..40 {
        primer = primer.page(
            &format!("terms/t{number}.md"),
            &format!("Term {number}"),
            "Some text.",
        );
    }
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| files(&primer))
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn its_page_has_a_text_and_an_address_like_any_other() {
    let primer = small().page("search.md", "Look it up", "Type a word.");
    assert_eq!(primer.check(), [""; 0]);
    let page = primer.output("search/index.html");
    assert!(
        page.contains("tabindex=\"-1\">Look it up</h1>") && page.contains("Type a word."),
        "{page}"
    );
    let primer = small().page("terms/b.md", "B", "[Look](/search/).");
    assert_eq!(primer.check(), [""; 0]);
}

#[test]
fn nothing_else_lies_among_its_files_and_no_link_leads_there() {
    let said = small()
        .page("terms/b.md", "B", "[Look](/search/index).")
        .check();
    assert!(
        said.iter().any(|line| line.contains("error[broken-link]")),
        "{said:?}"
    );
    let said = small()
        .asset("static/search/index/mine.json", b"{}")
        .check();
    assert!(
        said.iter()
            .any(|line| line.contains("error[unwritable-path]")),
        "{said:?}"
    );
    let said = small().asset("static/search/index", b"{}").check();
    assert!(
        said.iter()
            .any(|line| line.contains("error[duplicate-url]")),
        "{said:?}"
    );
    let said = small().page("search/index/a.md", "A", "").check();
    assert!(said.iter().any(|line| line.contains("error[")), "{said:?}");
    assert_eq!(
        small().asset("static/search/mine.png", b"").check(),
        [""; 0]
    );
}

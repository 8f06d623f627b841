//! The words of the program that readers see: none stands anywhere but in the tables of words.

use html5gum::{Token, Tokenizer};
use primer::words::{Phrase, built_in};

use crate::builder::Primer;

/// Every word of the program is its name in brackets.
fn marked() -> String {
    let english = built_in("en").unwrap();
    let words = english.iter().map(|(name, word)| match word {
        Phrase::List(items) => {
            let items = vec![format!("\"⟦{name}⟧\""); items.len()];
            format!("{name} = [{}]\n", items.join(", "))
        }
        Phrase::Plain(_) | Phrase::Plural(_) => format!("{name} = \"⟦{name}⟧\"\n"),
    });
    format!("[words]\n{}", words.collect::<String>())
}

/// A site with everything that the theme has words for, whose author writes no Latin letter.
fn site() -> Primer {
    let text = "Слово[^1] \"да\" и [б](/ф/1) и [[Слово 2]].\n\n[^1]: Сноска.\n\n## Раз\n\n| а | б |\n|--|--|\n| в | г |\n\n## Два\n\n- [x] да\n- [ ] нет\n\n## Три\n\n> [!WARNING]\n> Смотри.\n\n> [!TIP] Так\n> и так.\n\n> [!NOTE]\n> а\n\n> [!IMPORTANT]\n> б\n\n> [!CAUTION]\n> в\n\n".to_owned()
        + &"слово ".repeat(900);
    let mut primer = Primer::new()
        .config(&format!(
            "[site]\ntitle = \"Словарь\"\nlanguage = \"ru\"\nbase_url = \"https://example.org/\"\nauthor = \"Кто-то\"\nedit_url = \"https://example.org/{{path}}\"\nfooter = [{{ title = \"Низ\", items = [{{ title = \"Слово\", url = \"/ф/1\" }}] }}]\n[collections.\"ф\"]\ntitle = \"Слова\"\ngroup_by = \"category\"\nfilter = [\"поле\"]\nkeep_reading = [\"т\"]\n[collections.\"т\"]\ntitle = \"Столы\"\nlayout = \"table\"\ncard = [\"category\", \"order\"]\npaginate = 1\nsteps = true\n[fields]\n\"поле\" = {{ type = \"bool\", label = \"Поле\" }}\n[review]\nafter = \"1 year\"\n{}",
            marked()
        ))
        .drafts()
        .entry("ф/1.md", &format!("---\ntitle: Слово\ndescription: Одно.\naliases: [Иначе, /ф/было]\ncategory: род\ntags: [метка]\nrelated: [Слово 2]\nrequires: [Слово 4]\ndate: 2026-01-31\nupdated: 2026-02-01\nreviewed: 2024-02-01\nsources: [Книга]\nполе: true\n---\n{text}"))
        .entry("ф/2.md", "---\ntitle: Слово 2\ndraft: true\nupdated: 2024-02-01\nполе: false\n---\nТекст.");
    for number in [1, 2] {
        primer = primer.entry(
            &format!("т/{number}.md"),
            &format!("---\ntitle: Стол {number}\norder: {number}\ncategory: род\n---\n"),
        );
    }
    for number in 3..120 {
        let date = match number {
            3 => {
                "date: 2999-01-01
"
            }
            4 => {
                "category: вид
"
            }
            _ => "",
        };
        primer = primer.entry(
            &format!("ф/{number}.md"),
            &format!("---\ntitle: Слово {number}\n{date}---\nКак [тут](/ф/1)."),
        );
    }
    primer.inputs.options.visibility.today = Some(jiff::civil::date(2026, 11, 28));
    primer
}

/// The words of a page that are in no brackets, with letters of the Latin alphabet in them.
fn foreign(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |text: &str| {
        let mut rest = text;
        let mut outside = String::new();
        while let Some((before, behind)) = rest.split_once('⟦') {
            outside.push_str(before);
            rest = behind.split_once('⟧').unwrap().1;
        }
        outside.push_str(rest);
        if outside.contains(|letter: char| letter.is_ascii_alphabetic()) {
            found.push(text.trim().to_owned());
        }
    };
    let mut is_data = false;
    for Ok(token) in Tokenizer::new(page) {
        match token {
            Token::StartTag(tag) => {
                is_data = tag.name.as_slice() == b"script";
                let is_meta = tag.name.as_slice() == b"meta";
                let attribute = |name: &[u8]| {
                    tag.attributes
                        .get(name)
                        .map(|value| String::from_utf8_lossy(value).into_owned())
                };
                let name = attribute(b"name").or(attribute(b"property"));
                for (key, value) in &tag.attributes {
                    let is_read = match key.as_slice() {
                        b"aria-label" | b"title" | b"alt" | b"placeholder" => true,
                        b"content" => {
                            is_meta
                                && name.as_deref().is_some_and(|name| {
                                    name.ends_with("description") || name.ends_with("title")
                                })
                        }
                        _ => false,
                    };
                    if is_read {
                        look(&String::from_utf8_lossy(value));
                    }
                }
            }
            Token::String(text) if !is_data => look(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    found
}

#[test]
fn no_word_stands_outside_of_the_tables() {
    let files = site().build().files.unwrap();
    let pages = files.iter().filter(|file| file.path.ends_with("html"));
    let mut count = 0;
    let mut seen = String::new();
    for file in pages {
        let page = std::str::from_utf8(&file.bytes).unwrap();
        // The address of the page is printed below it.
        let page = page.replace("https://example.org/", "");
        assert_eq!(foreign(&page), [] as [&str; 0], "{}", file.path);
        seen.push_str(&page);
        count += 1;
    }
    assert!(count > 120, "{count}");
    let index = files.iter().find(|file| file.path.ends_with("start.json"));
    seen.push_str(std::str::from_utf8(&index.unwrap().bytes).unwrap());
    let page = Primer::new()
        .config(&marked())
        .page(
            "ч/1.md",
            "Число",
            "```entries\ncollection = \"ч\"\ndrafts = true\n```\n",
        )
        .entry("ч/2.md", "---\ntitle: Чаща\ndraft: true\n---\n")
        .output("ч/1/index.html");
    seen.push_str(&page);
    let unused: Vec<&String> = built_in("en")
        .unwrap()
        .keys()
        .filter(|name| !seen.contains(&format!("⟦{name}⟧")))
        .collect();
    assert_eq!(unused, ["months"] as [&str; 1], "nothing says these");
}

#[test]
fn the_page_is_in_the_language_of_the_site() {
    let primer = |language: &str| {
        Primer::new()
            .config(&format!("[site]\nlanguage = \"{language}\""))
            .entry(
                "a/a.md",
                "---\ntitle: A\ndate: 2026-01-31\n---\n> [!NOTE]\n> x",
            )
            .page("a/b.md", "B", "[A](a.md)")
    };
    for (language, parts) in [
        (
            "de",
            [
                "<html lang=\"de\" dir=\"ltr\">",
                "31. Januar 2026",
                ">Hinweis<",
                "Erwähnt in",
            ],
        ),
        (
            "ar",
            [
                "<html lang=\"ar\" dir=\"rtl\">",
                "31 يناير 2026",
                ">ملاحظة<",
                "ذُكر في",
            ],
        ),
        (
            "en-GB",
            [
                "<html lang=\"en-GB\" dir=\"ltr\">",
                "January 31, 2026",
                ">Note<",
                "Mentioned in",
            ],
        ),
    ] {
        let page = primer(language).output("a/a/index.html");
        for part in parts {
            assert!(page.contains(part), "{language}: {part}\n{page}");
        }
    }
}

#[test]
fn lists_are_in_the_order_of_the_language() {
    let names = ["Ål", "Alm", "Zebra", "Ärta", "42"];
    let site = |language: &str| {
        let config = format!(
            "[site]\nlanguage = \"{language}\"\n[collections.o]\ngroup_by = \"category\"\n"
        );
        (names.iter().zip(1..)).fold(Primer::new().config(&config), |primer, (name, number)| {
            let head = format!(
                "title: \"{name}\"\ncategory: \"{name}\"\ntags: [\"1\", \"{name}\"]\naliases: [Ö{number}]"
            );
            primer.entry(&format!("o/{number}.md"), &format!("---\n{head}\n---\n"))
        })
    };
    let links = |page: &str, start: &str| -> String {
        let pieces = page.split(start).skip(1);
        let names = pieces.map(|piece| {
            let piece = piece.split_once('>').unwrap().1;
            piece.split(['<', ' ']).next().unwrap().to_owned()
        });
        names.collect::<Vec<_>>().join(" ")
    };
    for (language, order, letters) in [
        ("sv", "42 Alm Zebra Ål Ärta", "0–9 A Z Å Ä Ö"),
        ("de", "42 Ål Alm Ärta Zebra", "0–9 A O Z"),
    ] {
        let site = site(language);
        let list = site.output("tags/1/index.html");
        let list = list.split_once("<ul class=\"cards\">").unwrap().1;
        let list = list.split_once("</ul>").unwrap().0;
        assert_eq!(links(list, "<a href=\"/o/"), order, "{language}");
        let tags = site.output("tags/index.html");
        let tags = tags.split_once("<ul class=\"cards\">").unwrap().1;
        assert!(
            links(tags, "<a href=\"/tags/").starts_with(&format!("1 {order}")),
            "{language}: {tags}"
        );
        let groups = site.output("o/index.html");
        assert!(
            links(&groups, "<a href=\"/categories/").starts_with(order),
            "{language}: {groups}"
        );
        let page = site.output("a-z/index.html");
        assert_eq!(links(&page, "<h2 id=\""), letters, "{language}");
    }
}

#[test]
fn quotation_marks_are_those_of_the_language() {
    let site = |config: &str| {
        Primer::new().config(config).entry(
            "o/a.md",
            "---\ntitle: 'The \"A\" of § 1'\nterm: '\"A\"'\ndescription: Say 'no', it's \"all\".\nfact: '\"Yes\"'\ncategory: o'b\n---\nHe said \"I said 'no *way*', it's 'off'\" and `\"code\"` at § 1983, §§ 1-2.\n\nDogs' days, 'open\n\nThe end' of it: “mine” https://example.org/it's.\n\n    § 1 \"x\"\n",
        )
    };
    let fields = "[fields]\nfact = \"string\"\n";
    let german = site(&format!("[site]\nlanguage = \"de\"\n{fields}"));
    let html = german.html("o/a/index.html");
    assert_eq!(
        html,
        "<p>He said „I said ‚no <em>way</em>‘, it’s ‚off‘“ and <code>\"code\"</code> at §\u{a0}1983, §§\u{a0}1-2.</p>\n\
         <p>Dogs’ days, ’open</p>\n\
         <p>The end’ of it: “mine” <a href=\"https://example.org/it's\" class=\"external\" rel=\"external\">https://example.org/it's</a>.</p>\n\
         <pre tabindex=\"0\"><code>§ 1 &quot;x&quot;\n</code></pre>"
    );
    let page = german.output("o/a/index.html");
    for part in [
        ">The „A“ of §\u{a0}1</h1>",
        "<p class=\"lead\">Say ‚no‘, it’s „all“.</p>",
        "<dd>„Yes“",
        ">O’b</a>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(german.output("a-z/index.html").contains(">„A“</a>"));
    assert!(german.output("o/index.html").contains(">„A“</a>"));
    let french = site(&format!("[site]\nlanguage = \"fr\"\n{fields}"));
    assert!(
        french
            .html("o/a/index.html")
            .contains("«\u{202f}I said “no")
    );
    let own = site(&format!(
        "[words]\nquotes = [\"<\", \">\", \"(\", \")\"]\n{fields}"
    ));
    assert!(
        own.html("o/a/index.html").contains("&lt;I said (no"),
        "{}",
        own.html("o/a/index.html")
    );

    let straight = site(&format!(
        "[site]\nlanguage = \"de\"\nsmart_punctuation = false\n{fields}"
    ));
    assert!(
        straight
            .html("o/a/index.html")
            .contains("\"I said 'no <em>way</em>', it's 'off'\" and")
    );
    assert!(straight.html("o/a/index.html").contains("§ 1983"));
    assert!(
        straight
            .output("o/a/index.html")
            .contains("The &quot;A&quot; of § 1</h1>")
    );
}

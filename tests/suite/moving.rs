//! What sites of other generators bring along: understood as it is meant, or named once with what to write here.

use std::fs;

use primer::diagnostic::Code;
use primer::disk::load::{Tree, load};
use primer::entry::Entry;
use primer::pipeline::{Analysis, Options};

use crate::builder::{Primer, full_report};

fn entry<'a>(analysis: &'a Analysis, path: &str) -> &'a Entry {
    let index = analysis.glossary.of_file(&format!("content/{path}"));
    analysis.glossary.entry(index.unwrap())
}

/// The entry that a head makes, and the report without what is said of all small primers.
fn read(head: &str) -> (Analysis, Vec<String>) {
    let text = format!("---\ntitle: Crema\n{head}---\n");
    let primer = Primer::new().entry("t/crema.md", &text);
    (primer.analyze(), primer.check())
}

#[test]
fn what_is_not_published_is_a_draft() {
    for (head, is_draft) in [
        ("published: false\n", true),
        ("publish: false\n", true),
        ("publish: true\n", false),
        ("draft: false\npublished: false\n", false),
    ] {
        let (analysis, report) = read(head);
        assert_eq!(
            entry(&analysis, "t/crema.md").built_in.draft,
            is_draft,
            "{head}"
        );
        assert_eq!(report, [""; 0], "{head}");
    }
    let declared = Primer::new()
        .config("[fields]\npublished = \"bool\"\n")
        .entry("t/a.md", "---\ntitle: A\npublished: false\n---\n");
    assert!(!entry(&declared.analyze(), "t/a.md").built_in.draft);
    assert_eq!(read("published: 2026-01-31\n").1.len(), 1);
}

#[test]
fn categories_tags_and_aliases_are_lists_or_texts() {
    for (head, category, tags) in [
        ("category: [foam]\n", Some("foam"), &[][..]),
        (
            "category: [foam, milk]\ntags: [hot, milk]\n",
            Some("foam"),
            &["hot", "milk"],
        ),
        ("categories: [foam, milk]\n", Some("foam"), &["milk"]),
        ("categories: foam, milk\n", Some("foam"), &["milk"]),
        ("category: []\n", None, &[]),
        ("tags: hot\n", None, &["hot"]),
        ("tags: hot, very strong , \n", None, &["hot", "very strong"]),
        ("tags: \"hot, cold\"\n", None, &["hot", "cold"]),
        ("tags: [hot, \"\", \" \"]\n", None, &["hot"]),
    ] {
        let (analysis, report) = read(head);
        let built_in = &entry(&analysis, "t/crema.md").built_in;
        assert_eq!(built_in.category.as_deref(), category, "{head}");
        assert_eq!(built_in.tags, tags, "{head}");
        assert_eq!(report, [""; 0], "{head}");
    }
    // Each alias has its own place, also where it clashes.
    let text = "---\ntitle: A\naliases: \"one, /../up\"\n---\n";
    let analysis = Primer::new().entry("t/a.md", text).analyze();
    let mut found = analysis.diagnostics.iter();
    let found = found
        .find(|found| found.code == Code::InvalidAlias)
        .unwrap();
    let source = analysis.sources.get(&found.at.path).unwrap();
    assert_eq!(source.slice(found.at.span), "/../up");
}

#[test]
fn a_field_of_another_generator_is_named_once_with_its_counterpart() {
    let mut primer = Primer::new();
    for number in 0..20 {
        let text = format!(
            "---\ntitle: N{number}\nweight: 1\nlastmod: 2026-01-31\npermalink: /x\nmood: calm\n---\nSee [next](/t{}/n{}).\n",
            (number + 1) % 2,
            (number + 1) % 20
        );
        primer = primer.entry(&format!("t{}/n{number}.md", number % 2), &text);
    }
    let analysis = primer.analyze();
    assert_eq!(analysis.diagnostics.len(), 80);
    let report = full_report(&analysis);
    for text in [
        "4 fields are not known here",
        "`weight` (20 places): the place in lists is called `order` here",
        "`lastmod` (20 places): the day of the last change is called `updated` here",
        "`permalink` (20 places): the address of an entry is the path of its file",
        "`mood` (20 places): declare it in `primer.toml`, such as `mood = \"string\"` below `[fields]`",
        "and 77 more places",
    ] {
        assert_eq!(report.matches(text).count(), 1, "{text}\n{report}");
    }
    // What has the field already is not offered it.
    let report = Primer::new().entry("t/a.md", "---\ntitle: A\norder: 1\nweight: 2\n---\n");
    let analysis = report.analyze();
    assert!(analysis.diagnostics.iter().all(|found| found.fix.is_none()));
}

#[test]
fn marks_of_another_generator_are_one_fault_with_a_line_for_each() {
    let text = "---\ntitle: A\n---\n{{< figure src=\"/a.png\" >}} and {{< ref \"b.md\" >}}\n\n{{% notice tip %}}\nYes.\n{{% /notice %}}\n\n{{< unheard >}} ==marked== {: .x}\n\n=== \"Tab\"\n\nText ^37066d\n";
    let analysis = Primer::new()
        .config("[check]\norphan-entry = \"off\"\n")
        .entry("t/a.md", text)
        .entry("t/b.md", &text.replace("title: A", "title: B"))
        .analyze();
    let report = full_report(&analysis);
    assert_eq!(report.matches("warning[").count(), 1, "{report}");
    for text in [
        "8 marks of other programs are shown as text",
        "`{{< figure` (2 places): write `![description](/image.png)`",
        "`{{< ref` (2 places): write the address of the page",
        "`{{% notice` (4 places): a box is a quotation",
        "`{{< unheard` (2 places): write what it stands for",
        "`==words==` (2 places): write `<mark>words</mark>`",
        "`{: … }` (2 places)",
        "`=== \"…\"` (2 places)",
        "`^id` (2 places)",
    ] {
        assert!(report.contains(text), "{text}\n{report}");
    }
}

#[test]
fn a_long_list_of_names_is_cut() {
    let fields: String = (0..40).map(|number| format!("own{number}: 1\n")).collect();
    let text = format!("---\ntitle: A\n{fields}---\n");
    let report = full_report(&Primer::new().entry("t/a.md", &text).analyze());
    assert!(report.contains("40 fields are not known here"), "{report}");
    assert!(report.contains("and 16 more of them"), "{report}");
}

#[test]
fn a_path_from_the_root_of_the_content_is_a_link() {
    let primer = Primer::new()
        .entry(
            "t/a.md",
            "---\ntitle: A\n---\n[b](@/t/b.md#up) [c](@/t/c.md)\n\n## Up\n",
        )
        .entry("t/b.md", "---\ntitle: B\n---\n[a](@/t/a.md)\n\n## Up\n");
    let report = primer.check();
    assert_eq!(report.len(), 1, "{report:?}");
    assert!(report[0].contains("nothing is at `@/t/c.md`"), "{report:?}");
}

#[test]
fn hidden_files_of_static_go_to_the_site() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("content")).unwrap();
    for (path, is_wanted) in [
        ("static/.nojekyll", true),
        ("static/.well-known/security.txt", true),
        ("static/.git/config", false),
        ("static/.DS_Store", false),
        ("static/.a.txt.swp", false),
        ("static/.#lock", false),
        ("static/a.txt~", false),
        ("content/.obsidian/app.json", false),
        ("content/.hidden.md", false),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "x").unwrap();
        let inputs = load(&Tree::new(folder.path()), Options::default()).unwrap();
        let name = path.strip_prefix(folder.path()).unwrap().to_str().unwrap();
        let is_there = inputs.assets.iter().any(|asset| &*asset.path == name);
        assert_eq!(is_there, is_wanted, "{name}");
        assert!(inputs.troubles.is_empty());
    }
}

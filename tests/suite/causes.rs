//! A slip is one fault: what follows from it is silent, and equal faults are one for people.

use primer::diagnostic::{Diagnostic, Severity};

use crate::builder::{Primer, full_report};

const CONFIG: &str = "\
[site]
title = \"Drinks\"

[collections.drinks.fields]
strength = \"number!\"
served = { type = \"enum\", values = [\"hot\", \"cold\"] }
base = { type = \"refs\", inverse = \"base_of\" }

[collections.places]
sort = \"name\"
";

/// A primer without a fault, in which everything is linked.
fn sound(config: &str) -> Primer {
    sound_in(config, "drinks")
}

fn sound_in(config: &str, folder: &str) -> Primer {
    let mut primer = Primer::new().config(config);
    let names = [
        "crema",
        "espresso",
        "mocha",
        "ristretto",
        "lungo",
        "cortado",
    ];
    for (number, name) in names.iter().enumerate() {
        let next = names[(number + 1) % names.len()];
        let text = format!(
            "---\ntitle: {name}\nstrength: {number}\nserved: hot\nbase: [{next}]\n---\nSee [it](/drinks/{next}), [[{next}]].\n"
        );
        primer = primer.entry(&format!("{folder}/{name}.md"), &text);
    }
    let hall = "---\ntitle: Hall\n---\nHas [[crema]]; next is [[Yard]].\n";
    let yard = "---\ntitle: Yard\n---\nHas [crema](/drinks/crema); next is [[Hall]].\n";
    primer
        .entry("places/hall.md", hall)
        .entry("places/yard.md", yard)
}

/// The report must be one error, at a place in the settings.
fn one_error(primer: &Primer, start: &str) -> Diagnostic {
    let analysis = primer.analyze();
    let report = full_report(&analysis);
    let [only] = analysis.diagnostics.as_slice() else {
        panic!("{} diagnostics:\n{report}", analysis.diagnostics.len());
    };
    assert_eq!(only.severity, Severity::Error, "{report}");
    assert!(only.message.starts_with(start), "{report}");
    only.clone()
}

#[test]
fn a_slip_in_the_settings_is_one_error() {
    assert_eq!(full_report(&sound(CONFIG).analyze()), "");
    for (from, to, start) in [
        ("\"cold\"]", "\"cold\"", "`primer.toml` is not valid TOML"),
        (
            "[site]",
            "author: Ada\n[site]",
            "`primer.toml` is not valid TOML",
        ),
        (
            "[collections.drinks.fields]",
            "[collections.drinks.fields",
            "`primer.toml` is not valid TOML",
        ),
        ("\"number!\"", "\"int!\"", "there is no type `int`"),
        (
            ", values = [\"hot\", \"cold\"]",
            "",
            "an enum needs its values",
        ),
        ("values =", "vaules =", "unknown key `vaules`"),
        (
            "inverse = \"base_of\"",
            "to = \"drink\"",
            "there is no collection `drink`",
        ),
        (
            "[collections.drinks.fields]",
            "[collections.drinks.feilds]",
            "unknown key `feilds`",
        ),
        ("[collections.", "[colections.", "unknown key `colections`"),
        (
            "[collections.drinks",
            "[collections.drink",
            "`[collections.drink]` has no folder",
        ),
    ] {
        let config = CONFIG.replace(from, to);
        assert_ne!(config, CONFIG, "{from}");
        let fault = one_error(&sound(&config), start);
        assert_eq!(&*fault.at.path, "primer.toml", "{from}");
    }
    // A field whose declaration is wrong can be named.
    let sorted = CONFIG.replace("\"number!\"", "\"int!\"");
    let sorted = sorted.replace(
        "[collections.drinks.fields]",
        "[collections.drinks]\nsort = \"-strength\"\n\n[collections.drinks.fields]",
    );
    one_error(&sound(&sorted), "there is no type `int`");
}

#[test]
fn a_folder_that_was_renamed_is_one_error() {
    let renamed = one_error(
        &sound_in(CONFIG, "Drinks"),
        "`[collections.drinks]` has no folder",
    );
    assert!(renamed.help[0].contains("`content/Drinks`"));
    // A collection that is still to be filled is none.
    let config = format!("{CONFIG}\n[collections.makers]\ntitle = \"Makers\"\n");
    assert_eq!(full_report(&sound(&config).analyze()), "");
}

#[test]
fn two_entries_that_are_alike_are_one_error() {
    let twin = "---\ntitle: crema\nslug: crema\nstrength: 1\nserved: hot\nbase: [mocha]\n---\n";
    let primer = sound(CONFIG).entry("drinks/zz.md", twin);
    one_error(&primer, "the URL `/drinks/crema` is already taken");
    // What the second one links to, and who links to it, is no fault of its own.
    let twin = "---\ntitle: Amber\nslug: crema\nstrength: 1\nserved: hot\nbase: [mocha]\n---\n[[Crema]], [it](/drinks/crema)\n";
    let primer = sound(CONFIG).entry("drinks/zz.md", twin);
    one_error(&primer, "the URL `/drinks/crema` is already taken");
    // The files of two are called otherwise, so that nothing tells them apart.
    let twins = |config: &str| {
        let twin = "---\ntitle: Flat white\nstrength: 1\nserved: hot\nbase: [mocha]\n---\nIn the [hall](/places/hall).\n";
        let asking = "---\ntitle: Bar\n---\n[[Flat white]], [[flat white|it]] and [[Flat white]], in the [[Hall]].\n";
        let listed = "---\ntitle: Hall\n---\nHas [[crema]]; next are [[Yard]] and [[Bar]].\n";
        sound(config)
            .entry("drinks/yy.md", twin)
            .entry("drinks/zz.md", twin)
            .entry("places/bar.md", asking)
            .entry("places/hall.md", listed)
    };
    let fault = one_error(
        &twins(CONFIG),
        "another entry of `drinks` is already called `Flat white`",
    );
    assert_eq!(
        fault.help.last().unwrap(),
        "3 links cannot be resolved until then"
    );
    // Where nothing is said of the name, the links speak for themselves.
    let silent = format!("{CONFIG}\n[check]\nduplicate-name = \"off\"\norphan-entry = \"off\"\n");
    let links = twins(&silent);
    let codes: Vec<&str> = links
        .analyze()
        .diagnostics
        .iter()
        .map(|found| found.code.name())
        .collect();
    assert_eq!(codes, ["ambiguous-link"; 3]);
}

#[test]
fn a_file_that_was_deleted_is_one_report_with_one_command() {
    let mut primer = sound(CONFIG);
    let whole: Vec<_> = primer.inputs.content.iter().cloned().collect();
    let kept = whole
        .into_iter()
        .filter(|source| !source.path.ends_with("crema.md"));
    primer.inputs.content = kept.collect();
    let analysis = primer.analyze();
    // A link, a name and a relation of the one before it, and one from each place.
    assert_eq!(
        analysis
            .diagnostics
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .count(),
        5
    );
    let report = full_report(&analysis);
    assert_eq!(report.matches("primer new").count(), 1, "{report}");
    assert!(report.contains("`primer new drinks \"crema\"`"), "{report}");
    assert!(report.contains("and 2 more places"), "{report}");
}

#[test]
fn settings_come_before_templates_and_templates_before_content() {
    let primer = Primer::new()
        .config("[site]\ntitel = \"x\"\n")
        .template("entry.html", "{% if %}")
        .entry("a/b.md", "[x](/nowhere)");
    let analysis = primer.analyze();
    let paths: Vec<&str> = analysis
        .diagnostics
        .iter()
        .map(|found| &*found.at.path)
        .collect();
    assert_eq!(paths[..2], ["primer.toml", "templates/entry.html"]);
    assert!(paths[2..].iter().all(|path| *path == "content/a/b.md") && paths.len() > 2);
}

#[test]
fn front_matter_that_cannot_be_read_is_one_error() {
    let read = |twin: &str| {
        Primer::new()
            .entry("t/a.md", twin)
            .page("t/b.md", "B", "")
            .entry(
                "t/c.md",
                "---\ntitle: C\nrelated: [a]\n---\n[A](/t/a#part)\n",
            )
    };
    let sound = "---\ntitle: A\nrelated: [c]\n---\n## Part\n\n[B](/t/b)\n";
    assert_eq!(full_report(&read(sound).analyze()), "");
    one_error(
        &read(&sound.replace("[c]\n---", "[c]")),
        "the front matter is never closed",
    );
    one_error(
        &read(&sound.replace("title: A", "title: A: b")),
        "the front matter is not valid YAML",
    );
    one_error(
        &read(&sound.replace("related: [c]", "\trelated: [c]")),
        "the front matter is not valid YAML",
    );
    // A relation of an entry whose place another one has.
    let twin = sound.replace("title: A", "title: Z\nslug: a");
    one_error(
        &read(sound).entry("t/z.md", &twin),
        "the URL `/t/a` is already taken",
    );
}

#[test]
fn an_entry_that_was_moved_is_offered_where_it_is() {
    let primer = Primer::new()
        .entry("t/immunity/_index.md", "---\ntitle: Immunity\n---\n")
        .entry(
            "t/immunity/qualified-immunity.md",
            "---\ntitle: Qualified immunity\n---\n",
        )
        .entry(
            "t/a.md",
            "---\ntitle: A\n---\n[it](/t/qualified-immunity#who)\n",
        );
    let analysis = primer.analyze();
    let faults = analysis.diagnostics.iter();
    let fault = faults
        .clone()
        .find(|fault| fault.code.name() == "broken-link");
    let fix = &fault.unwrap().fix.as_ref().unwrap().edits[0].text;
    assert_eq!(fix, "/t/immunity/qualified-immunity#who");
}

#[test]
fn links_to_an_entry_that_took_the_place_of_another_are_silent() {
    let entry = |title: &str, more: &str| format!("---\ntitle: {title}\n{more}---\n");
    let primer = Primer::new()
        .entry("t/bar.md", &entry("Bar", ""))
        .entry("t/causation.md", &entry("Causation", "slug: bar\n"))
        .entry(
            "t/z.md",
            &(entry("Z", "") + "[c](/t/causation) [b](/t/bar)\n"),
        );
    assert_eq!(primer.check().len(), 1, "{:?}", primer.check());
}

#[test]
fn a_draft_that_many_link_to_is_one_fault() {
    let mut primer = Primer::new().entry("t/draft.md", "---\ntitle: Draft\ndraft: true\n---\n");
    for name in ["a", "b", "c"] {
        let text = format!(
            "---\ntitle: {name}\nrelated: [draft]\n---\n[[Draft]] [x](/t/draft#y) [[a]] [[b]]\n"
        );
        primer = primer.entry(&format!("t/{name}.md"), &text);
    }
    let report = full_report(&primer.analyze());
    assert_eq!(report.matches("[link-to-draft]").count(), 1, "{report}");
}

#[test]
fn a_merge_in_the_settings_is_one_error() {
    let config = format!("{CONFIG}<<<<<<< HEAD\n[site]\n=======\n[look]\n>>>>>>> other\n");
    one_error(
        &sound(&config),
        "`primer.toml` is not valid TOML: two versions",
    );
}

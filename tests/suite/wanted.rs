//! `primer check --wanted`: what nobody wrote, ranked by how many entries ask for it.

use std::path::Path;

use serde_json::Value;

use crate::command::{page, primer, write};
use crate::reports::unfit_for;

fn site(root: &Path) {
    let config = "[check]\norphan-entry = \"off\"\n\n[[check.except]]\npaths = [\"content/drafts/**\"]\ncodes = [\"broken-link\"]\nreason = \"Work in progress.\"\n\n[collections.terms]\n[collections.cases]\n";
    write(root, "primer.toml", config);
    let texts = [
        (
            "terms/a",
            "A",
            "[one](/cases/lost-case) [again](/cases/lost-case#part) [[Res judicata]]",
        ),
        (
            "terms/b",
            "B",
            "[[lost case]] and [a](/terms/aa) [pic](/no.png) [[Causatoin]]",
        ),
        (
            "terms/c",
            "Causation",
            "[[Res judicata]]\n\n[[Mute]] <!-- primer-ignore: broken-link Not yet. -->",
        ),
        ("drafts/d", "D", "[x](/terms/only-here)"),
    ];
    for (path, name, text) in texts {
        write(root, &format!("content/{path}.md"), &page(name, text));
    }
    let related = "---\ntitle: E\nrelated: [res-judicata]\n---\n";
    write(root, "content/terms/e.md", related);
    let draft = "---\ntitle: F\ndraft: true\n---\n[[Only a draft wants it]]\n";
    write(root, "content/terms/f.md", draft);
}

#[test]
fn what_most_entries_want_stands_first() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path());
    let run = primer(folder.path(), &["check", "--wanted"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.err, "");
    assert_eq!(
        run.out,
        "3 entries want `Res judicata`: `primer new terms \"Res judicata\"` starts it
  content/terms/a.md:5:58: Res judicata
  content/terms/c.md:5:3: Res judicata
  content/terms/e.md:3:11: res-judicata
2 entries want `lost-case`: `primer new cases \"lost-case\"` starts it
  content/terms/a.md:5:7: /cases/lost-case
  content/terms/a.md:5:33: /cases/lost-case#part
  content/terms/b.md:5:3: lost case
1 entry wants `aa`: `primer new terms \"aa\"` starts it
  content/terms/b.md:5:23: /terms/aa
"
    );
    let run = primer(
        folder.path(),
        &["check", "--wanted", "content/terms/b.md", "content/drafts"],
    );
    assert!(run.out.starts_with("1 entry wants `aa`"), "{}", run.out);
    assert!(!run.out.contains("judicata"), "{}", run.out);
}

#[test]
fn the_list_for_programs_is_what_its_schema_says() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path());
    let run = primer(folder.path(), &["check", "--wanted", "--format", "json"]);
    let document: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        unfit_for("docs/wanted.schema.json", &document),
        Vec::<String>::new()
    );
    assert_eq!(document["wanted"][0]["entries"], 3);
    assert_eq!(document["wanted"][0]["places"][0]["start"]["column"], 58);
    let run = primer(folder.path(), &["check", "--wanted", "--format", "sarif"]);
    assert_eq!(run.code, 2);
    let run = primer(folder.path(), &["check", "--wanted", "--strict"]);
    assert_eq!(run.code, 2);
}

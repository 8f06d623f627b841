//! The forms of reports: each is what its readers expect, whatever a primer holds.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use primer::diagnostic::{
    Code, Diagnostic, Report, Summary, github, gitlab, json, junit, sarif, step_summary,
};
use primer::source::{Source, Sources, Span};
use serde_json::{Value, json};

use crate::builder::Primer;
use crate::command::{Run, primer, run, started};
use crate::program::program;

/// A primer with faults of many kinds, one with a picture in the place of a text.
fn faulty() -> Primer {
    Primer::new()
        .page(
            "terms/a.md",
            "A",
            "é [x](/nowhere) ä [y](/terms/Be)\n\n[two\nlines](/no\n)\n\n## H {#h}\n\n## I {#h}",
        )
        .page(
            "terms/b.md",
            "B",
            "[same](/nowhere), [same](/nowhere)\n\n[c](c d.md)",
        )
        .entry("terms/ü b.md", "---\ntitle: 1\nno: \"]]>\"\n---\n")
        .asset("static/x.png", b"x")
        .asset("static/X.png", b"x")
        .config("[check]\nbroken-anchor = \"hint\"\n")
}

/// A report of a primer in a form.
fn rendered(primer: &Primer, form: fn(&Report<'_>) -> String) -> (String, Vec<Diagnostic>) {
    let analysis = primer.analyze();
    let report = Report {
        diagnostics: &analysis.diagnostics,
        sources: &analysis.sources,
        summary: analysis.summary(),
    };
    (form(&report), analysis.diagnostics.clone())
}

/// As many faults as are asked for, in files of a hundred lines.
fn many(count: usize) -> (Vec<Diagnostic>, Sources) {
    let text = "A line with [a link](/to/nowhere) in it.\n".repeat(100);
    let files = (0..count.div_ceil(100)).map(|file| format!("content/terms/t{file}.md"));
    let sources: Vec<Source> = files
        .map(|path| Source::new(&path, text.as_str()))
        .collect();
    let faults = (0..count).map(|number| {
        let line = number % 100 * 41;
        let at = sources[number / 100].at(Span::new(line + 12, line + 33));
        let code = [Code::OrphanEntry, Code::BrokenLink][number % 2];
        Diagnostic::new(
            code,
            at.clone(),
            format!("nothing is at `/to/nowhere{}`", number % 7),
        )
        .help("write it")
        .fix("a page with a similar name exists", at, "/terms/t1")
    });
    (faults.collect(), sources.into_iter().collect())
}

/// What of a document does not fit a schema. Knows the words that the schema of this project uses, and no others.
pub(crate) fn unfit(
    schema: &Value,
    root: &Value,
    value: &Value,
    place: &str,
    faults: &mut Vec<String>,
) {
    let mut complain = |what: String| faults.push(format!("{place}: {what}"));
    for (word, wanted) in schema.as_object().unwrap() {
        match word.as_str() {
            "$schema" | "title" | "description" | "$defs" | "properties" => {}
            "$ref" => {
                let name = wanted.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                let target = &root["$defs"][name];
                assert!(target.is_object(), "there is no {name}");
                unfit(target, root, value, place, faults);
                return;
            }
            "type" => {
                let fits = match wanted.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "integer" => value.is_u64() || value.is_i64(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    other => panic!("the test knows no type {other}"),
                };
                if !fits {
                    complain(format!("{value} is no {wanted}"));
                    return;
                }
            }
            "const" if wanted != value => complain(format!("{value} is not {wanted}")),
            "enum" if !wanted.as_array().unwrap().contains(value) => {
                complain(format!("{value} is none of {wanted}"));
            }
            "minimum" if value.as_i64() < wanted.as_i64() => complain(format!("{value} is less")),
            "const" | "enum" | "minimum" => {}
            "required" => {
                let names = wanted.as_array().unwrap().iter();
                let missing = names.filter(|name| value.get(name.as_str().unwrap()).is_none());
                missing.for_each(|name| complain(format!("{name} is missing")));
            }
            "additionalProperties" => {}
            "items" | "anyOf" => {}
            other => panic!("the test does not know `{other}`"),
        }
    }
    if let Some(items) = schema.get("items") {
        for (number, item) in value.as_array().unwrap().iter().enumerate() {
            unfit(items, root, item, &format!("{place}/{number}"), faults);
        }
    }
    if let Some(choices) = schema.get("anyOf") {
        let fits = choices.as_array().unwrap().iter().any(|choice| {
            let mut faults = Vec::new();
            unfit(choice, root, value, place, &mut faults);
            faults.is_empty()
        });
        if !fits {
            faults.push(format!("{place}: {value} fits no choice"));
        }
    }
    let (known, others) = (schema.get("properties"), schema.get("additionalProperties"));
    if known.is_some() || others.is_some() {
        for (name, value) in value.as_object().unwrap() {
            let known = known.and_then(|known| known.get(name));
            match known.or(others.filter(|others| others.is_object())) {
                Some(schema) => unfit(schema, root, value, &format!("{place}/{name}"), faults),
                None => faults.push(format!("{place}: `{name}` is not in the schema")),
            }
        }
    }
}

fn unfit_report(document: &Value) -> Vec<String> {
    unfit_for("docs/report.schema.json", document)
}

/// What of a document does not fit the schema of a file.
pub(crate) fn unfit_for(schema: &str, document: &Value) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(schema);
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut faults = Vec::new();
    unfit(&schema, &schema, document, "", &mut faults);
    faults
}

#[test]
fn json_is_what_its_schema_says() {
    let (text, _) = rendered(&faulty(), json::render);
    let mut document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(unfit_report(&document), Vec::<String>::new());
    assert!(document["diagnostics"].as_array().unwrap().len() > 8);
    // The test sees what does not fit.
    document["diagnostics"][0]["start"]["line"] = json!(0);
    document["diagnostics"][1]["severity"] = json!("warn");
    document["diagnostics"][2]["new"] = json!(1);
    document["summary"].as_object_mut().unwrap().remove("hints");
    document["version"] = json!(2);
    assert_eq!(
        unfit_report(&document).len(),
        5,
        "{:?}",
        unfit_report(&document)
    );
}

#[test]
fn sarif_has_what_the_standard_asks_for() {
    let (text, diagnostics) = rendered(&faulty(), sarif::render);
    let log: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(log["runs"].as_array().unwrap().len(), 1);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["tool"]["driver"]["name"], "primer");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        assert!(Code::named(rule["id"].as_str().unwrap()).is_some());
        for text in ["/shortDescription/text", "/help/text", "/help/markdown"] {
            assert!(!rule.pointer(text).unwrap().as_str().unwrap().is_empty());
        }
    }
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), diagnostics.len());
    let mut prints = BTreeSet::new();
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        let level = result["level"].as_str().unwrap();
        assert!(["error", "warning", "note"].contains(&level));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.is_ascii() && !uri.contains([' ', '\\', '#']), "{uri}");
        if let Some(region) = place.get("region") {
            let number = |key: &str| region[key].as_u64().unwrap();
            let start = (number("startLine"), number("startColumn"));
            assert!(
                start.0 > 0 && start.1 > 0 && start <= (number("endLine"), number("endColumn"))
            );
        } else {
            assert!(uri.to_lowercase().contains("static/x.png"), "{uri}");
        }
        let own = result["partialFingerprints"].as_object().unwrap();
        assert_eq!(own.keys().collect::<Vec<_>>(), ["primerFault/v1"]);
        assert!(prints.insert(own["primerFault/v1"].to_string()), "{result}");
    }
    let broken = results
        .iter()
        .find(|result| result["ruleId"] == "broken-link");
    let region = &broken.unwrap()["locations"][0]["physicalLocation"]["region"];
    assert_eq!(
        *region,
        json!({"startLine": 4, "startColumn": 7, "endLine": 4, "endColumn": 15})
    );
    let fixes: Vec<&Value> = results
        .iter()
        .filter_map(|result| result.get("fixes"))
        .collect();
    assert!(fixes.len() > 1);
    for fix in fixes {
        let change = &fix[0]["artifactChanges"][0];
        assert!(change["artifactLocation"]["uri"].is_string());
        assert!(change["replacements"][0]["deletedRegion"]["startLine"].is_u64());
        assert!(change["replacements"][0]["insertedContent"]["text"].is_string());
    }
}

#[test]
fn a_fault_that_moves_keeps_its_fingerprint() {
    let prints = |text: &str| -> Vec<String> {
        let primer = Primer::new().page("terms/a.md", "A", text);
        let log: Value = serde_json::from_str(&rendered(&primer, sarif::render).0).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap().iter();
        let broken = results.filter(|result| result["ruleId"] == "broken-link");
        broken
            .map(|result| result["partialFingerprints"]["primerFault/v1"].to_string())
            .collect()
    };
    let before = prints("[x](/b) [y](/b) [z](/c)");
    let behind = prints("# New\n\nMuch.\n\n[x](/b) and\n\n[y](/b) [z](/c)");
    assert_eq!(before.len(), 3);
    assert_eq!(before, behind);
}

#[test]
fn sarif_of_many_faults_is_cut_and_fast() {
    let (diagnostics, sources) = many(26_000);
    let summary = Summary::count(260, 26_000, &diagnostics);
    let report = Report {
        diagnostics: &diagnostics,
        sources: &sources,
        summary,
    };
    let begun = Instant::now();
    let text = sarif::render(&report);
    let time = begun.elapsed();
    // A second when it is optimized.
    let most = if cfg!(debug_assertions) { 20 } else { 1 };
    assert!(time < Duration::from_secs(most), "{time:?}");
    let log: Value = serde_json::from_str(&text).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 25_000);
    // The least serious are left out.
    let errors = results
        .iter()
        .filter(|result| result["level"] == "error")
        .count();
    assert_eq!(errors, 13_000);
    let note = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert!(
        note["message"]["text"]
            .as_str()
            .unwrap()
            .contains("1,000 faults"),
        "{note}"
    );
}

#[test]
fn code_quality_has_what_gitlab_asks_for() {
    let (text, diagnostics) = rendered(&faulty(), gitlab::render);
    let issues: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(issues.len(), diagnostics.len());
    let mut prints = BTreeSet::new();
    for (issue, diagnostic) in issues.iter().zip(&diagnostics) {
        assert!(
            issue["description"]
                .as_str()
                .unwrap()
                .starts_with(&diagnostic.message)
        );
        assert_eq!(issue["check_name"], diagnostic.code.name());
        let severity = issue["severity"].as_str().unwrap();
        assert!(["info", "minor", "major"].contains(&severity));
        assert_eq!(issue["location"]["path"], *diagnostic.at.path);
        assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0);
        assert!(prints.insert(issue["fingerprint"].to_string()), "{issue}");
    }
    let (nothing, _) = rendered(&Primer::new(), gitlab::render);
    assert_eq!(nothing, "[]\n");
}

/// The elements of a document of XML, each with its attributes, which is well-formed as far as they and their texts go.
fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut open: Vec<String> = Vec::new();
    let mut all = Vec::new();
    let mut rest = xml
        .strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        .unwrap();
    while let Some((text, behind)) = rest.split_once('<') {
        assert!(!text.contains('>'), "{text}");
        let (tag, after) = behind.split_once('>').unwrap();
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        let inside = tag.trim_end_matches('/');
        let (name, mut attributes) = inside.split_once(' ').unwrap_or((inside, ""));
        let mut found = Vec::new();
        while let Some((key, behind)) = attributes.split_once("=\"") {
            let (value, after) = behind.split_once('"').unwrap();
            assert!(!value.contains('\n'));
            found.push((key.trim().to_owned(), value.to_owned()));
            attributes = after;
        }
        if !tag.ends_with('/') {
            open.push(name.to_owned());
        }
        all.push((name.to_owned(), found));
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "{open:?} {rest}");
    all
}

#[test]
fn junit_is_a_table_of_tests() {
    let (text, diagnostics) = rendered(&faulty(), junit::render);
    let elements = elements(&text);
    let count = |name: &str| elements.iter().filter(|element| element.0 == name).count();
    let errors = diagnostics
        .iter()
        .filter(|fault| fault.severity.name() == "error")
        .count();
    assert!(errors > 2 && errors < diagnostics.len());
    assert_eq!(count("testcase"), diagnostics.len());
    assert_eq!(count("failure"), errors);
    assert_eq!(count("system-out"), diagnostics.len() - errors);
    let suite = &elements
        .iter()
        .find(|element| element.0 == "testsuite")
        .unwrap()
        .1;
    let value = |key: &str| suite.iter().find(|pair| pair.0 == key).unwrap().1.clone();
    assert_eq!(value("tests"), diagnostics.len().to_string());
    assert_eq!(value("failures"), errors.to_string());
    assert!(text.contains("&quot;]]&gt;") || !text.contains("]]>"));
    let (nothing, _) = rendered(&Primer::new(), junit::render);
    assert!(nothing.contains("tests=\"1\" failures=\"0\""), "{nothing}");
    assert!(nothing.contains("name=\"no problems\"/>"), "{nothing}");
}

#[test]
fn github_gets_as_many_annotations_as_it_shows_and_the_worst_first() {
    let (diagnostics, sources) = many(100);
    let summary = Summary::count(1, 100, &diagnostics);
    let report = Report {
        diagnostics: &diagnostics,
        sources: &sources,
        summary,
    };
    let text = github::render(&report);
    let starts = |line: &&str| line.split([' ', ':']).nth(2).unwrap().to_owned();
    let levels: Vec<String> = text.lines().map(|line| starts(&line)).collect();
    let expected = [vec!["error"; 10], vec!["warning"; 10], vec!["notice"]].concat();
    assert_eq!(levels, expected);
    assert!(text.contains("::80 more are not shown here"), "{text}");
    let page = step_summary::render(&report);
    assert_eq!(page.matches("<tr>").count(), 101);
    let (diagnostics, sources) = many(5000);
    let report = Report {
        diagnostics: &diagnostics,
        sources: &sources,
        summary,
    };
    let page = step_summary::render(&report);
    assert!(
        page.len() < 1 << 20 && page.contains("4800 more"),
        "{}",
        page.len()
    );
}

fn in_actions(folder: &Path, arguments: &[&str]) -> Run {
    run(program()
        .args(arguments)
        .current_dir(folder)
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", folder.join("summary.md")))
}

fn with_fault() -> tempfile::TempDir {
    let folder = started();
    let text = "---\ntitle: X\n---\nSee [it](/nowhere), [[Entry]].\n";
    fs::write(folder.path().join("content/terms/x.md"), text).unwrap();
    folder
}

#[test]
fn in_github_actions_faults_are_annotated_unless_another_form_is_asked_for() {
    let folder = with_fault();
    let summary = || fs::read_to_string(folder.path().join("summary.md")).unwrap_or_default();
    let check = in_actions(folder.path(), &["check"]);
    assert_eq!(check.code, 1);
    assert!(
        check
            .out
            .starts_with("::error file=content/terms/x.md,line=4"),
        "{}",
        check.out
    );
    assert!(check.err.contains("error[broken-link]"), "{}", check.err);
    assert!(summary().contains("<code>/nowhere</code>"), "{}", summary());
    let once = summary().len();
    in_actions(folder.path(), &["build"]);
    assert_eq!(summary().len(), 2 * once, "a second step adds to it");
    let short = in_actions(folder.path(), &["check", "--format", "short"]);
    assert!(!short.out.contains("::"), "{}", short.out);
    let list = in_actions(folder.path(), &["build", "--changes", "-"]);
    assert!(!list.out.contains("::"), "{}", list.out);
    assert_eq!(summary().len(), 2 * once);
}

#[test]
fn one_run_writes_several_reports() {
    let folder = with_fault();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let forms = [
        "human", "short", "json", "github", "sarif", "gitlab", "junit",
    ];
    let arguments = forms.map(|form| format!("--report={form}={form}.out"));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    for command in ["check", "build"] {
        let run = primer(
            folder.path(),
            &[&[command, "--quiet"], &*arguments].concat(),
        );
        assert_eq!(run.code, 1, "{}", run.err);
        for form in forms {
            let shown = primer(folder.path(), &[command, "--format", form]);
            let printed = if form == "human" {
                shown.err
            } else {
                shown.out
            };
            assert!(
                printed.starts_with(read(&format!("{form}.out")).trim_end()),
                "{form}"
            );
            assert!(!read(&format!("{form}.out")).is_empty());
        }
    }
    let run = primer(folder.path(), &["check", "--report", "sarif"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("sarif=primer.sarif"), "{}", run.err);
    let run = primer(folder.path(), &["check", "--report", "pdf=x"]);
    assert!(
        run.err.contains("`pdf` is no form") && run.err.contains("junit"),
        "{}",
        run.err
    );
}

#[test]
fn a_report_replaces_a_report_and_nothing_else() {
    let folder = with_fault();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("thesis"), "Mine.").unwrap();
    for target in [
        "sarif=thesis",
        "json=content/x.md",
        "short=static/x",
        "junit=no/where",
    ] {
        let run = primer(folder.path(), &["check", "--report", target]);
        assert_eq!(run.code, 2, "{target} {}", run.err);
    }
    assert_eq!(fs::read_to_string(at("thesis")).unwrap(), "Mine.");
    assert_eq!(
        primer(folder.path(), &["check", "--report", "sarif=a"]).code,
        1
    );
    assert_eq!(
        primer(folder.path(), &["check", "--report", "sarif=a"]).code,
        1
    );
}

#[cfg(unix)]
#[test]
fn a_report_is_not_written_through_a_link_of_the_tree() {
    use std::os::unix::fs::symlink;
    let folder = with_fault();
    let outside = tempfile::tempdir().unwrap();
    let victim = outside.path().join("victim");
    fs::write(&victim, "Mine.").unwrap();
    symlink(&victim, folder.path().join("a.txt")).unwrap();
    symlink(outside.path().join("new"), folder.path().join("b.txt")).unwrap();
    symlink(outside.path(), folder.path().join("reports")).unwrap();
    for file in [
        "a.txt",
        "b.txt",
        "reports/c.txt",
        "./reports/../reports/victim",
    ] {
        let argument = format!("short={file}");
        let run = primer(folder.path(), &["check", "--report", &argument]);
        assert_eq!(run.code, 2, "{file} {}", run.err);
        assert!(run.err.contains("link"), "{}", run.err);
    }
    assert_eq!(fs::read_to_string(&victim).unwrap(), "Mine.");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
    // The operator's own links are none of the tree.
    let way = outside.path().join("way");
    symlink(folder.path(), &way).unwrap();
    let argument = format!("short={}", way.join("d.txt").display());
    assert_eq!(
        primer(folder.path(), &["check", "--report", &argument]).code,
        1
    );
    assert!(folder.path().join("d.txt").is_file());
}

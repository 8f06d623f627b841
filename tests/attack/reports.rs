//! Names and texts that would speak to a terminal or to the runner of a CI: a report shows them and no more.

use primer::diagnostic::{Report, github, gitlab, human, json, junit, sarif, short, step_summary};
use primer::source::character::is_control;

use crate::builder::Primer;

/// What must not reach a log as it is.
const HOSTILE: &[&str] = &[
    "\n::error file=a,line=1::injected",
    "\r\n  ::stop-commands::x",
    "\n##[error]injected",
    "##vso[task.setvariable variable=PATH]x",
    "##teamcity[message text='x']",
    "\u{1b}[2J\u{1b}]0;title\u{7}",
    "\u{9b}2J",
    "\u{85}::warning::x",
    "\u{2028}::warning::x",
    "\u{202e}txt.exe",
    "\u{2066}a\u{2069}",
    "\u{200f}\u{61c}\u{200e}",
    "\u{8}\u{8}\u{8}ok",
    "\0",
];

/// A primer with a text in every place that a report can quote.
fn primers(text: &str) -> Vec<Primer> {
    let quoted = serde_json::to_string(text).unwrap();
    let title = |rest: &str| format!("---\ntitle: A\n{rest}---\n");
    let entry = |rest: &str| Primer::new().entry("terms/a.md", &title(rest));
    vec![
        entry(&format!("related: [{quoted}]\n")),
        entry(&format!("slug: {quoted}\n")),
        entry(&format!("{quoted}: 1\n{quoted}: 2\n")),
        entry(&format!("date: {quoted}\n")),
        entry(&format!("template: {quoted}\n")),
        entry(&format!("aliases: [{quoted}, \"/{0}\"]\n", text.escape_default())),
        Primer::new().entry("terms/a.md", &format!("---\ntitle: [\n{text}: \"\n---\n")),
        Primer::new().page("terms/a.md", "A", &format!("[x](/terms/{text}) [[{text}]] ![y]({text}.png)")),
        Primer::new().page("terms/a.md", "A", &format!("[x](</terms/{text}>) <a href=\"/x{text}\">y</a> <a href=\"javascript:{text}\">z</a>")),
        Primer::new().page("terms/a.md", "A", &format!("# {text} {{#x}}\n\n## B {{#x}}\n\n[y](#x{text})\n\n[z][{text}]")),
        Primer::new().entry(&format!("terms/{text}.md"), "---\nno: 1\n---\n[x](/y)"),
        Primer::new().entry(&format!("{text}/a.md"), &title("related: [b]\n")),
        Primer::new().page("terms/a.md", text, "").page("terms/b.md", text, "[x](/y)"),
        entry("").config(&format!("[collections.terms.fields]\n{quoted} = {quoted}\n")),
        entry("").config(&format!("{quoted} = {{ x = {quoted} }}\n[site]\ntitle = {quoted}\nbase_url = {quoted}\n")),
        entry("").config(&format!("[site]\nexclude = [{quoted}]\nnavigation = [{{ title = {quoted}, url = {quoted} }}]\n[check]\n{quoted} = \"off\"\n")),
        entry("").config(&format!("a = {text}")),
        entry("x: 1\n").template("entry.html", &format!("{{{{ url(path={quoted}) }}}}")),
        entry("x: 1\n").template("entry.html", &format!("{{{{ page.{text} }}}} {{% include {quoted} %}}")),
        entry("x: 1\n").template(&format!("{text}.html"), "{{ x"),
        entry("x: 1\n").asset(&format!("static/{text}"), b"x").asset(&format!("static/{}", text.to_uppercase()), b"x"),
    ]
}

fn is_command(line: &str) -> bool {
    let line = line.trim_start();
    // The last is how a report names a second place; `:` is no command.
    let own = ["::error file=", "::warning file=", "::notice file=", "::: "];
    line.starts_with("::") && !own.iter().any(|own| line.starts_with(own))
}

#[test]
fn no_text_of_a_primer_speaks_to_a_terminal_or_a_runner() {
    let mut count = 0;
    for text in HOSTILE {
        for (number, primer) in primers(text).iter().enumerate() {
            let build = primer.build();
            let analysis = &build.analysis;
            count += analysis.diagnostics.len();
            let report = Report {
                diagnostics: &analysis.diagnostics,
                sources: &analysis.sources,
                summary: analysis.summary(),
            };
            let human = human::render(&report, 100);
            let plain = anstream::adapter::strip_str(&human).to_string();
            // What is stripped must be colours, and nothing that could hide a text.
            let colours = human.replace("\u{1b}[", "").matches('\u{1b}').count();
            assert_eq!(colours, 0, "{text:?} {number}");
            let (short, github) = (short::render(&report), github::render(&report));
            let json = json::render(&report);
            for (form, shown) in [
                ("human", &plain),
                ("short", &short),
                ("github", &github),
                ("json", &json),
                ("sarif", &sarif::render(&report)),
                ("gitlab", &gitlab::render(&report)),
                ("junit", &junit::render(&report)),
                ("summary", &step_summary::render(&report)),
            ] {
                let found = shown
                    .chars()
                    .find(|letter| *letter != '\n' && is_control(*letter));
                assert_eq!(found, None, "{text:?} {number} {form}: {shown:?}");
                for command in ["##[", "##vso[", "##teamcity["] {
                    assert!(
                        !shown.contains(command),
                        "{text:?} {number} {form}: {shown}"
                    );
                }
                if form == "github" {
                    let shown_all = analysis.diagnostics.len().min(31);
                    assert!(shown.lines().count() <= shown_all, "{shown}");
                    assert!(shown.lines().all(|line| line.starts_with("::")));
                }
                assert!(
                    !shown.lines().any(is_command),
                    "{text:?} {number} {form}: {shown}"
                );
                if form == "short" {
                    assert_eq!(shown.lines().count(), analysis.diagnostics.len());
                }
            }
            let count = analysis.diagnostics.len();
            let sarif: serde_json::Value = serde_json::from_str(&sarif::render(&report)).unwrap();
            let results = sarif["runs"][0]["results"].as_array().unwrap();
            assert_eq!(results.len(), count);
            let gitlab: Vec<serde_json::Value> =
                serde_json::from_str(&gitlab::render(&report)).unwrap();
            assert_eq!(gitlab.len(), count);
            let page = step_summary::render(&report);
            // Nothing in it is seen by Markdown: its table has no empty line, and its tags are those of the table.
            assert_eq!(page.matches("\n\n").count(), 2, "{page}");
            let tags = ["tr", "th", "td", "code", "table", "br"];
            for tag in page.split('<').skip(1) {
                let name = tag.trim_start_matches('/').split('>').next().unwrap();
                assert!(tags.contains(&name), "{page}");
            }
            let parsed: serde_json::Value = serde_json::from_str(&json).unwrap();
            let shown = parsed["diagnostics"].as_array().unwrap();
            assert_eq!(shown.len(), analysis.diagnostics.len());
            for (shown, real) in shown.iter().zip(&analysis.diagnostics) {
                assert_eq!(
                    shown["path"].as_str(),
                    Some(real.at.path.as_str()),
                    "the real path"
                );
                assert!(!real.message.contains(is_control), "{:?}", real.message);
                for help in &real.help {
                    assert!(!help.contains(is_control), "{help:?}");
                }
            }
        }
    }
    assert!(count > 400, "only {count} faults were found");
}

#[test]
fn a_command_that_is_offered_runs_nothing_else() {
    for name in [
        "$(touch x)",
        "`touch x`",
        "a\"; touch x; \"",
        "a & b",
        "%PATH%",
        "a\\b",
    ] {
        let primer = Primer::new().page(
            "terms/a.md",
            "A",
            &format!("[[{name}]] [x](</terms/{name}>)"),
        );
        let analysis = primer.analyze();
        let help: Vec<&String> = analysis
            .diagnostics
            .iter()
            .flat_map(|fault| &fault.help)
            .collect();
        let commands = help.iter().filter(|help| help.contains("primer new"));
        assert!(
            commands
                .clone()
                .all(|help| !help.contains("touch") && !help.contains("PATH")),
            "{help:?}"
        );
    }
    let primer = Primer::new().page("terms/a.md", "A", "[[Probable cause]]");
    let analysis = primer.analyze();
    let offers = |help: &String| help.contains("`primer new terms \"Probable cause\"`");
    assert!(
        analysis
            .diagnostics
            .iter()
            .flat_map(|fault| &fault.help)
            .any(offers)
    );
}

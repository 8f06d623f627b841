//! The examples of CommonMark 0.31.2 through the program's own Markdown.
//!
//! The examples are those that come with the Markdown parser's own source, as its tests: they are
//! found where cargo keeps that, so that nothing of them is copied here. What our extensions change
//! on purpose is listed, with the reason.

use std::path::PathBuf;
use std::process::Command;

use primer::entry::ReferenceKind;
use primer::glossary::Target;
use primer::pipeline::Analysis;

use crate::builder::Primer;

/// Examples that an extension changes on purpose.
const CHANGED: &[(&[usize], &str)] = &[
    (&[548, 559, 590], "`[[name]]` is a wiki-link"),
    (
        &[572],
        "an image with a title that stands alone is a figure",
    ),
    (&[602, 606, 608, 611, 612], "bare addresses are links"),
];

struct Example {
    number: usize,
    markdown: String,
    html: String,
}

fn parser_source() -> PathBuf {
    let cargo = env!("CARGO");
    let version = Command::new(cargo).arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    // A machine that built the program has the packages of its own system only.
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--offline", "--locked"])
        .args(["--filter-platform", host.unwrap()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let package = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .find(|package| package["name"] == "pulldown-cmark")
        .unwrap();
    PathBuf::from(package["manifest_path"].as_str().unwrap())
        .parent()
        .unwrap()
        .join("tests/suite/spec.rs")
}

fn examples() -> Vec<Example> {
    let text = std::fs::read_to_string(parser_source()).unwrap();
    let literal = |rest: &str, name: &str| -> String {
        let start = rest.find(&format!("let {name} = r##\"")).unwrap();
        let rest = &rest[start + format!("let {name} = r##\"").len()..];
        rest[..rest.find("\"##;").unwrap()].to_owned()
    };
    text.split("fn spec_test_")
        .skip(1)
        .map(|part| Example {
            number: part[..part.find('(').unwrap()].parse().unwrap(),
            markdown: literal(part, "original"),
            html: literal(part, "expected"),
        })
        .collect()
}

/// Links that lead nowhere have no address on the page: here they get what was written.
fn with_addresses(html: &str, analysis: &Analysis) -> String {
    let glossary = &analysis.glossary;
    let entry = glossary.of_file("content/x.md").unwrap();
    let edges = glossary.edges_of(entry);
    let broken = edges.filter(|(reference, target)| {
        let leads_nowhere = matches!(
            target,
            Target::Missing { .. } | Target::Unsafe | Target::Ambiguous(_)
        );
        reference.kind.is_link() && *reference.kind != ReferenceKind::HtmlLink && leads_nowhere
    });
    let mut out = String::new();
    let mut rest = html;
    for (reference, _) in broken {
        let Some((before, behind)) = rest.split_once("<a class=\"broken\"") else {
            break;
        };
        let written = reference
            .written()
            .replace('&', "&amp;")
            .replace('"', "&quot;");
        out.push_str(&format!("{before}<a href=\"{written}\""));
        rest = behind;
    }
    out + rest
}

/// What the program adds to every page and the specification does not know: ids and permalinks of
/// headings, focus for what scrolls, marks on links; and differences that no browser sees.
fn normalized(html: &str) -> String {
    use html5gum::{Token, Tokenizer};
    let mut text = String::new();
    let mut in_permalink = false;
    let mut in_pre = 0_usize;
    for token in Tokenizer::new(html).flatten() {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attribute = |name: &[u8]| {
                    tag.attributes
                        .iter()
                        .find(|(key, _)| key.as_slice() == name)
                        .map(|(_, value)| String::from_utf8_lossy(value).into_owned())
                };
                if attribute(b"class").is_some_and(|class| class.starts_with("permalink")) {
                    in_permalink = true;
                    continue;
                }
                if name == "span" && attribute(b"class").is_some_and(|class| class.len() == 1) {
                    continue;
                }
                in_pre += usize::from(name == "pre");
                text.push('<');
                text.push_str(&name);
                for (key, value) in &tag.attributes {
                    let key = String::from_utf8_lossy(key).into_owned();
                    let value = String::from_utf8_lossy(value).into_owned();
                    let added = match key.as_str() {
                        "tabindex" | "loading" | "decoding" => true,
                        "rel" => value == "external",
                        "class" => value == "external",
                        "id" => {
                            let number = value.split_once('.');
                            let is_number =
                                number.is_some_and(|(section, _)| section.parse::<u16>().is_ok());
                            is_number || (name.len() == 2 && name.starts_with('h'))
                        }
                        _ => false,
                    };
                    let value = if key == "href" || key == "src" {
                        percent_encoding::percent_decode_str(&value)
                            .decode_utf8_lossy()
                            .into_owned()
                    } else {
                        value
                    };
                    if !added {
                        text.push_str(&format!(" {key}={value:?}"));
                    }
                }
                text.push('>');
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if in_permalink && name == "a" {
                    in_permalink = false;
                    continue;
                }
                if name == "span" && in_pre > 0 {
                    continue;
                }
                in_pre = in_pre.saturating_sub(usize::from(name == "pre"));
                text.push_str(&format!("</{name}>"));
            }
            Token::String(string) if !in_permalink => {
                let string = String::from_utf8_lossy(&string).into_owned();
                if in_pre > 0 {
                    text.push_str(&string);
                } else {
                    // Line ends between blocks are nothing.
                    text.push_str(
                        &string
                            .split('\n')
                            .map(str::trim_end)
                            .collect::<Vec<_>>()
                            .join("\n"),
                    );
                }
            }
            Token::Comment(comment) => {
                text.push_str(&format!("<!--{}-->", String::from_utf8_lossy(&comment)));
            }
            _ => {}
        }
    }
    let mut text = text
        .replace(">\n", ">")
        .replace("\n<", "<")
        .replace(" </h", "</h");
    while text.ends_with(['\n', ' ']) {
        text.pop();
    }
    text.trim_start().to_owned()
}

#[test]
fn the_examples_pass_where_no_extension_changes_them() {
    let examples = examples();
    assert_eq!(examples.len(), 652);
    let mut failed = Vec::new();
    let mut report = String::new();
    for example in &examples {
        let template = "<div class=\"text\">\n{{ page.content | safe }}</div>";
        let primer = Primer::new()
            .config("[site]\nsmart_punctuation = false\n[check]\nbroken-link = \"off\"\nbroken-anchor = \"off\"\nmissing-asset = \"off\"\nunsafe-link = \"off\"\nundefined-label = \"off\"\nambiguous-link = \"off\"\nself-reference = \"off\"")
            .template("page.html", template)
            // A paragraph before keeps a heading of level 1 from becoming the title of the page.
            .entry("x.md", &format!("---\ntitle: x\n---\n***\n\n{}", example.markdown));
        let page = primer.output("x/index.html");
        let html = page
            .trim_start()
            .strip_prefix("<div class=\"text\">\n")
            .and_then(|html| html.trim_end().strip_suffix("</div>"))
            .unwrap();
        let actual = normalized(&with_addresses(html, &primer.analyze()));
        let actual = actual.strip_prefix("<hr>").unwrap_or(&actual);
        // A heading stands behind its number.
        let actual = actual.replace("<h2> ", "<h2>");
        let expected = normalized(&example.html);
        if actual != expected {
            failed.push(example.number);
            report.push_str(&format!(
                "{}: {:?}\n  expected {expected:?}\n  actual   {actual:?}\n",
                example.number, example.markdown
            ));
        }
    }
    let mut changed: Vec<usize> = CHANGED
        .iter()
        .flat_map(|(numbers, _)| numbers.iter().copied())
        .collect();
    changed.sort_unstable();
    assert_eq!(failed, changed, "{report}");
}

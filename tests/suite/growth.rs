//! Input that grows without measure, and input that nests without end: the program's work grows no faster than what it
//! reads, and it ends with a report.
//!
//! Each input is a folder for a child process: its time is its own, and if it aborts, the test does not.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use wait4::Wait4;

use crate::program::{program, starter};

/// Four times the input may take so many times the work: less than a square would, more than a busy machine adds.
const MOST: f64 = 6.0;

/// Shorter runs say more of the start of the program than of its input.
const LEAST_SECONDS: f64 = 0.05;

/// A child takes over what its parent has: less memory says nothing.
const LEAST_BYTES: f64 = 64e6;

/// A file of a primer: its path and what it says.
type File = (String, String);

/// What one run took, and left behind.
struct Spent {
    seconds: f64,
    bytes: f64,
    output: f64,
    /// What was said, and whether the program came to its own end.
    said: String,
    has_ended: bool,
}

fn run(command: &str, files: &[File]) -> Spent {
    run_by(program(), command, files)
}

/// The program, with no more than so much memory. What the system reports of a child may be that of the tests, from which it
/// started.
fn within(kib: usize) -> Command {
    let mut shell = starter("sh");
    let limited = format!("ulimit -d {kib} && exec \"$PRIMER\" \"$@\"");
    shell.args(["-c", &limited, "sh"]);
    shell
}

fn run_by(mut program: Command, command: &str, files: &[File]) -> Spent {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    fs::create_dir_all(at("content")).unwrap();
    for (path, text) in files {
        fs::create_dir_all(at(path).parent().unwrap()).unwrap();
        fs::write(at(path), text).unwrap();
    }
    let said = fs::File::create(at("said")).unwrap();
    let mut child = program
        .args(command.split(' '))
        .arg("--root")
        .arg(folder.path())
        // What works on a small stack works on a larger one.
        .env("RUST_MIN_STACK", "2097152")
        .stdin(Stdio::null())
        .stdout(said.try_clone().unwrap())
        .stderr(said)
        .spawn()
        .unwrap();
    let used = child.wait4().unwrap();
    let said = fs::read(at("said")).unwrap();
    #[expect(clippy::cast_precision_loss, reason = "a site is far below 2^52 bytes")]
    Spent {
        seconds: (used.rusage.utime + used.rusage.stime).as_secs_f64(),
        bytes: used.rusage.maxrss as f64,
        output: (size(&at("public")) + said.len() as u64) as f64,
        said: String::from_utf8_lossy(&said).into_owned(),
        has_ended: matches!(used.status.code(), Some(0 | 1)),
    }
}

fn size(folder: &Path) -> u64 {
    let files = walkdir::WalkDir::new(folder).into_iter().flatten();
    let sizes = files.filter_map(|file| file.metadata().ok());
    sizes
        .filter(std::fs::Metadata::is_file)
        .map(|file| file.len())
        .sum()
}

/// An input of a size.
type Input = fn(usize) -> Vec<File>;

/// What grows faster than its input, if anything does.
fn growth(name: &str, command: &str, most: usize, input: Input) -> Option<String> {
    let (few, many) = (input(most / 4), input(most));
    let mut spent = [&few, &many].map(|files| run(command, files));
    // Time is measured again where others may have disturbed it.
    for _ in 0..3 {
        let [one, four] = &spent;
        if four.seconds < MOST * one.seconds.max(LEAST_SECONDS) {
            break;
        }
        let again = [&few, &many].map(|files| run(command, files));
        for (known, again) in spent.iter_mut().zip(again) {
            known.seconds = known.seconds.min(again.seconds);
        }
    }
    let [one, four] = spent;
    if !one.has_ended || !four.has_ended {
        return Some(format!("{name} is cut off: {}", four.said));
    }
    let ratios = [
        ("seconds", four.seconds, one.seconds.max(LEAST_SECONDS)),
        ("bytes of memory", four.bytes, one.bytes.max(LEAST_BYTES)),
        ("bytes of output", four.output, one.output.max(1e5)),
    ];
    let grown = ratios.iter().find(|(_, four, one)| *four >= MOST * one);
    grown.map(|(what, four, one)| format!("{name} takes {one} {what}, then {four}"))
}

fn entry(head: &str, text: &str) -> Vec<File> {
    let text = format!("---\ntitle: A\n{head}---\n{text}\n");
    vec![("content/terms/a.md".to_owned(), text)]
}

/// One entry with a text.
fn body(text: &str) -> Vec<File> {
    entry("", text)
}

/// A text for each number.
fn each(n: usize, text: impl Fn(usize) -> String) -> String {
    (0..n).map(text).collect()
}

/// A word for each number, unlike those of others.
fn word(number: usize) -> String {
    let mut rest = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let letters = (0..8).map(|_| {
        let letter = b'a' + (rest % 26) as u8;
        rest /= 26;
        char::from(letter)
    });
    letters.collect()
}

/// An entry for each number.
fn entries(n: usize, text: impl Fn(usize) -> String) -> Vec<File> {
    let path = |at: usize| format!("content/terms/t{at}.md");
    (0..n).map(|at| (path(at), text(at))).collect()
}

fn code(language: &str, line: &str) -> Vec<File> {
    body(&format!("```{language}\n{line}\n```"))
}

/// A name, a command, the larger of two sizes, and the input.
type Case = (&'static str, &'static str, usize, Input);

fn assert_linear(cases: &[Case]) {
    let grown = cases
        .iter()
        .filter_map(|(name, command, most, input)| growth(name, command, *most, *input));
    let grown: Vec<String> = grown.collect();
    assert!(grown.is_empty(), "{}", grown.join("\n"));
}

const SHORT: &str = "check --format short";

#[test]
fn reports_grow_no_faster_than_their_faults() {
    assert_linear(&[
        ("faults on lines", "check", 1600, |n| {
            body(&each(n, |at| format!("[x](/nope/it{at})\n\n")))
        }),
        ("faults on a line", "check", 1600, |n| {
            body(&each(n, |at| format!("[x](/nope/it{at}) ")))
        }),
        ("faults on a line, in short", SHORT, 6000, |n| {
            body(&each(n, |at| format!("[x](/nope/it{at}) ")))
        }),
        ("places far from each other", "check", 1600, |n| {
            body(&"## H {#x}\n\n".repeat(n))
        }),
        ("misspelt anchors", SHORT, 1600, |n| {
            body(&each(n, |at| {
                format!("## Heading {at}\n\n[x](#headign-{at})\n\n")
            }))
        }),
        ("links of an HTML file", SHORT, 3000, |n| {
            let links = each(n, |at| {
                format!(
                    "<a id=\"part-{at}\" href=\"/terms/x{at}\">a</a><a href=\"#prt-{at}\">b</a>\n"
                )
            });
            let mut files = body("Text.");
            files.push(("static/a.html".to_owned(), links));
            files
        }),
        ("misspelt names", SHORT, 800, |n| {
            entries(n, |at| {
                let word = word(at);
                format!("---\ntitle: Term{word}\n---\n[[Trem{word}]]\n")
            })
        }),
        ("keys that nobody knows", SHORT, 1000, |n| {
            entry(&each(n, |at| format!("key{at}: x\n")), "")
        }),
        ("misspelt keys", SHORT, 900, |n| {
            let mut files = entry(&each(n, |at| format!("fiedl{at}: x\n")), "");
            let fields = each(n, |at| format!("field{at} = \"string\"\n"));
            let config = format!("[collections.terms.fields]\n{fields}");
            files.push(("primer.toml".to_owned(), config));
            files
        }),
        ("one key again and again", SHORT, 8000, |n| {
            entry(&"key: x\n".repeat(n), "")
        }),
        ("one key of TOML again and again", SHORT, 8000, |n| {
            let text = format!("+++\n{}+++\n", "key = 1\n".repeat(n));
            vec![("content/terms/a.md".to_owned(), text)]
        }),
    ]);
}

#[test]
fn what_excuses_faults_is_asked_about_each_so_often_and_no_more() {
    const COMMENT: &str = "<!-- primer-ignore: broken-link, missing-alt -->";
    assert_linear(&[
        ("comments", SHORT, 8000, |n| {
            body(&each(n, |_| {
                format!("{COMMENT}\n[x](/nope)\n\n[y](/nope)\n\n")
            }))
        }),
        ("comments that wait", SHORT, 16_000, |n| {
            body(&(format!("{COMMENT}\n").repeat(n) + "[x](/nope)\n\n[a]: /nope\n"))
        }),
        ("comments of a block of HTML", SHORT, 16_000, |n| {
            body(&format!(
                "<div>\n{}</div>",
                format!("{COMMENT}\n").repeat(n)
            ))
        }),
        ("comments on a line", SHORT, 16_000, |n| {
            body(&format!("[x](/nope) {}", COMMENT.repeat(n)))
        }),
        ("comments of a front matter", SHORT, 16_000, |n| {
            entry(&"# primer-ignore: broken-link\n".repeat(n), "")
        }),
        ("values that look like comments", SHORT, 16_000, |n| {
            let item = "\n  - '# primer-ignore: broken-link'";
            entry(&format!("tags:{}\n", item.repeat(n)), "")
        }),
        ("codes of a comment", SHORT, 40_000, |n| {
            body(&format!(
                "<!-- primer-ignore: {}missing-alt -->\n[x](/nope)",
                "broken-link, ".repeat(n)
            ))
        }),
        ("comments of many files", SHORT, 1600, |n| {
            entries(n, |at| {
                format!("---\ntitle: T{at}\n---\n{COMMENT}\n\n![](/x.png)\n\n[x](/nope)\n")
            })
        }),
        ("patterns of exceptions", SHORT, 6000, |n| {
            let mut files = entries(n / 10, |at| format!("---\ntitle: T{at}\n---\n[x](/nope)\n"));
            let patterns = each(n, |at| format!("\"content/**/t{at}.md\", "));
            let exception =
                format!("paths = [{patterns}]\ncodes = [\"broken-link\"]\nreason = \"r\"\n");
            files.push((
                "primer.toml".to_owned(),
                format!("[[check.except]]\n{exception}"),
            ));
            files
        }),
        ("exceptions", SHORT, 1600, |n| {
            let mut files = entries(n, |at| format!("---\ntitle: T{at}\n---\n[x](/nope)\n"));
            let exception = |at| {
                format!(
                    "[[check.except]]\npaths = [\"content/terms/t{at}.md\"]\ncodes = [\"broken-link\"]\nreason = \"r\"\n"
                )
            };
            files.push(("primer.toml".to_owned(), each(n, exception)));
            files
        }),
    ]);
}

#[test]
fn names_and_headings_are_found_without_a_walk() {
    assert_linear(&[
        ("links to headings", SHORT, 6000, |n| {
            body(&each(n, |at| format!("## H {at}\n\n[[#H {at}]]\n\n")))
        }),
        ("entries of one name", SHORT, 2000, |n| {
            entries(n, |_| "---\ntitle: Same\n---\n[[Same]]\n".to_owned())
        }),
        ("relations to one name", SHORT, 1200, |n| {
            entries(n, |_| "---\ntitle: Same\nrelated: [Same]\n---\n".to_owned())
        }),
        ("folders", SHORT, 1600, |n| {
            let file = |at| format!("content/c{at}/a.md");
            let text = |at| format!("---\ntitle: T{at}\n---\n");
            (0..n).map(|at| (file(at), text(at))).collect()
        }),
        ("an alias of all", SHORT, 1200, |n| {
            entries(n, |at| format!("---\ntitle: T{at}\naliases: [same]\n---\n"))
        }),
        ("aliases of two", SHORT, 8000, |n| {
            let aliases = each(n, |at| format!("\n  - alias {at}"));
            entries(2, |at| {
                format!("---\ntitle: T{at}\naliases:{aliases}\n---\n")
            })
        }),
        ("a long list of relations", SHORT, 8000, |n| {
            let mut files = entries(n / 8, |at| format!("---\ntitle: T{at}\n---\n"));
            let list = each(n / 8, |at| format!("\n  - t{at}"));
            files.extend(entry(&format!("related:{list}\n"), ""));
            files
        }),
    ]);
}

#[test]
fn pages_grow_no_faster_than_their_texts() {
    assert_linear(&[
        ("mentions", "build", 600, |n| {
            let mut files = entries(n, |at| format!("---\ntitle: Term number {at}\n---\n"));
            let all = each(n, |at| format!("[[Term number {at}]], "));
            files.extend(body(&all));
            files
        }),
        ("mentions without spaces", "build", 3000, |n| {
            let mut files = body(&"กขคงจฉชซฌญฎฏฐฑฒณ[[t0]]".repeat(n));
            files.extend(entries(1, |_| "---\ntitle: T\n---\n".to_owned()));
            files
        }),
        ("a string", "build", 16_000, |n| {
            code("js", &format!("var x = \"{}\"", "QUJD".repeat(n)))
        }),
        ("a number", "build", 8000, |n| {
            code("js", &format!("const x = \"0x{}\";", "deadbeef".repeat(n)))
        }),
        ("links in images", SHORT, 8000, |n| {
            body(&format!(
                "{}x{}",
                "![[".repeat(n),
                "](/a)](b.png)".repeat(n)
            ))
        }),
        ("open brackets", SHORT, 100_000, |n| body(&"[".repeat(n))),
        ("open names", SHORT, 40_000, |n| body(&"[[a ".repeat(n))),
        ("quotations", SHORT, 20_000, |n| body(&">".repeat(n))),
        ("lists in quotations", SHORT, 10_000, |n| {
            body(&format!("{}x", "> - ".repeat(n)))
        }),
        ("blank lines in lists", SHORT, 20_000, |n| {
            body(&format!("{}x{}x", "- ".repeat(n), "\n".repeat(n)))
        }),
        ("full stops", SHORT, 40_000, |n| {
            body(&format!("{}[[A]]", ". - ".repeat(n)))
        }),
        ("emphasis", SHORT, 40_000, |n| body(&"*a **b _c ".repeat(n))),
        ("code spans", SHORT, 400, |n| {
            body(&each(n, |at| "`".repeat(at) + " "))
        }),
        ("definitions", SHORT, 8000, |n| {
            let uses = each(n, |at| format!("[x][b{at}] "));
            body(&format!(
                "{}\n\n{uses}",
                each(n, |at| format!("[b{at}]: /terms/a\n"))
            ))
        }),
        ("footnotes", SHORT, 8000, |n| {
            body(&each(n, |at| format!("x[^{at}]\n\n[^{at}]: y\n\n")))
        }),
        ("cells", SHORT, 20_000, |n| {
            body(&format!(
                "|{}\n|{}\n|{}",
                "a|".repeat(n),
                "-|".repeat(n),
                "[[x]]|".repeat(n)
            ))
        }),
    ]);
}

#[test]
fn aliases_of_a_notation_repeat_no_more_than_allowed() {
    let text = "x".repeat(200_000);
    let repeated = format!("a: &a \"{text}\"\nb: [{}]\n", "*a,".repeat(20_000));
    let spent = run_by(within(256 << 10), SHORT, &entry(&repeated, ""));
    assert!(
        spent.said.contains("aliases repeat more than"),
        "{}",
        spent.said
    );
    let doubled = each(40, |at| {
        format!("a{}: &a{} [*a{at}, *a{at}]\n", at + 1, at + 1)
    });
    let spent = run(SHORT, &entry(&format!("a0: &a0 [x]\n{doubled}"), ""));
    assert!(spent.said.contains("there are more than"), "{}", spent.said);
}

/// So deep, no one nests anything.
const DEEP: usize = 20_000;

fn around(open: &str, close: &str) -> String {
    format!("{}1{}", open.repeat(DEEP), close.repeat(DEEP))
}

/// An input by its name, and what its report says at least.
type Nested = (&'static str, Vec<File>, &'static str);

fn assert_reported(cases: Vec<Nested>) {
    let mut faults = String::new();
    for (name, files, code) in cases {
        let spent = run("build", &files);
        if !spent.has_ended || !spent.said.contains(code) {
            let said: String = spent.said.chars().take(2000).collect();
            let _ = writeln!(faults, "{name}: {said}");
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn values_nest_so_deep_and_no_deeper() {
    let yaml = |name, value: String| {
        let head = format!("{value}\n");
        (name, entry(&head, ""), "invalid-front-matter")
    };
    let toml = |name, text: String| {
        let files = vec![("primer.toml".to_owned(), text)];
        (name, files, "invalid-config")
    };
    let indented = each(300, |at| format!("{}a:\n", " ".repeat(at)));
    let keys = "{a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=".repeat(70);
    assert_reported(vec![
        yaml("lists", format!("a: {}", around("[", "]"))),
        yaml("tables", format!("a: {}", around("{a: ", "}"))),
        yaml("open lists", format!("a: {}", "[".repeat(DEEP))),
        yaml("lists in a line", format!("a:\n  {}x", "- ".repeat(DEEP))),
        yaml("keys", "? ".repeat(DEEP)),
        yaml("blocks", indented),
        yaml("anchors", format!("a: {}", around("&a [", "]"))),
        toml("TOML lists", format!("a = {}", around("[", "]"))),
        toml("TOML tables", format!("a = {}", around("{a=", "}"))),
        toml("TOML keys", format!("a{} = 1", ".a".repeat(DEEP))),
        toml("tables of keys", format!("a = {keys}1{}", "}".repeat(70))),
        toml("TOML headers", format!("[a{}]", ".a".repeat(DEEP))),
    ]);
}

#[test]
fn texts_nest_so_deep_and_no_deeper() {
    let images = format!("{}x{}", "![".repeat(DEEP), "](/b.png)".repeat(DEEP));
    let emphasis = format!("{}x{}", "*a **b ".repeat(DEEP), "** *".repeat(DEEP));
    assert_reported(vec![
        ("quotations", body(&">".repeat(DEEP)), "deep-nesting"),
        (
            "lists",
            body(&format!("{}x", "- ".repeat(DEEP))),
            "deep-nesting",
        ),
        ("elements", body(&"<div>".repeat(DEEP)), ""),
        ("images", body(&images), "missing-asset"),
        ("emphasis", body(&emphasis), ""),
    ]);
}

#[test]
fn templates_nest_so_deep_and_no_deeper() {
    let template = |name, text: String| {
        let mut files = body("x");
        files.push(("templates/entry.html".to_owned(), text));
        (name, files, "template-error")
    };
    let chain = |way: &'static str| {
        let next = |at: usize| format!("{{% {way} \"t{at}.html\" %}}");
        let (name, mut files, code) = template(way, next(0));
        let path = |at: usize| format!("templates/t{at}.html");
        files.extend((0..900).map(|at| (path(at), next(at + 1))));
        files.push((path(900), "x".to_owned()));
        (name, files, code)
    };
    assert_reported(vec![
        template("parentheses", format!("{{{{ {} }}}}", around("(", ")"))),
        template("conditions", around("{% if true %}", "{% endif %}")),
        template(
            "branches",
            format!("{{% if a %}}{}{{% endif %}}", "{% elif a %}x".repeat(DEEP)),
        ),
        template("filters", format!("{{{{ 1{} }}}}", " | str".repeat(DEEP))),
        template(
            "negations",
            format!("{{{{ {}true }}}}", "not ".repeat(DEEP)),
        ),
        chain("include"),
        chain("extends"),
    ]);
}

#[test]
fn a_component_within_itself_is_reported_at_its_call() {
    let component = "{% component a() %}\n{{ <b /> }}\n{% endcomponent a %}\n\
         {% component b() %}\n{% if true %}{{ <a /> }}{% endif %}\n{% endcomponent b %}\n{{ <a /> }}";
    let mut files = body("x");
    files.push(("templates/entry.html".to_owned(), component.to_owned()));
    let spent = run("build", &files);
    let place = "templates/entry.html:2:5";
    assert!(spent.said.contains(place), "{}", spent.said);
}

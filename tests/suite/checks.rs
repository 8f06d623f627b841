//! `docs/checks.md` has every fault that the program knows, as `primer explain` tells it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use primer::diagnostic::{Code, Severity};

const PAGE: &str = "docs/checks.md";

/// What stands before the list of all faults.
const MARK: &str = "<!-- checks -->\n";

/// A table of all faults, and below it each with its explanation.
fn list() -> String {
    let mut text = String::from("| code | what it finds | level |\n|---|---|---|\n");
    let level = |code: Code| match code.severity() {
        _ if code.on_request() => "off",
        Severity::Error => "error",
        Severity::Warning => "warn",
        Severity::Hint => "hint",
    };
    for code in Code::ALL {
        let summary = code.summary().replace('|', "\\|");
        let _ = writeln!(
            text,
            "| [`{code}`](#{code}) | {summary} | {} |",
            level(*code)
        );
    }
    for code in Code::ALL {
        let level = match (level(*code), code.adjustable()) {
            ("off", _) => "Off, unless `[check]` gives it a level.".to_owned(),
            (level, true) => format!("Level: `{level}`."),
            (level, false) => format!("Level: `{level}`, always."),
        };
        let _ = write!(
            text,
            "\n## {code}\n\n{level}\n\n{}\n",
            code.explanation().trim()
        );
    }
    text
}

#[test]
fn the_page_of_all_checks_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let written = fs::read_to_string(&path).unwrap();
    let start = written.find(MARK).expect("the page has the mark") + MARK.len();
    let current = format!("{}\n{}", &written[..start], list());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, current).unwrap();
    } else {
        assert!(written == current, "{PAGE} is old: UPDATE=1 makes it anew");
    }
}

#[test]
fn every_check_says_what_it_does_not_report() {
    for code in Code::ALL {
        let mut parts = code.explanation().split("\n\n");
        assert!(
            parts.any(|part| part.starts_with("Not reported: ")),
            "{code}"
        );
    }
}

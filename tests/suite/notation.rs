//! Slips in YAML and TOML: each is one fault, at its place, in words that an author knows, with its repair.

use crate::builder::{Primer, full_report};

/// The place of the first fault of a file, its message behind the last colon, and its help.
fn fault(text: &str) -> (String, String, String) {
    let analysis = Primer::new().entry("t/a.md", text).analyze();
    let found = analysis.diagnostics.iter();
    let found: Vec<_> = found
        .filter(|found| found.code.name() != "orphan-entry")
        .collect();
    let [only] = found.as_slice() else {
        panic!("{text}{}", full_report(&analysis));
    };
    let source = analysis.sources.get(&only.at.path).unwrap();
    let place = source.slice(only.at.span).to_owned();
    let help = only.help.join("; ");
    let fix = only.fix.iter().flat_map(|fix| &fix.edits);
    let fix = fix.map(|edit| edit.text.clone()).collect::<String>();
    (
        place,
        only.message.clone(),
        if help.is_empty() { fix } else { help },
    )
}

#[test]
fn a_slip_in_yaml_is_told_with_its_repair() {
    for (head, place, message, help) in [
        (
            "title: [Draft] Coffee",
            "[Draft] Coffee",
            "starts with `[`",
            "`title: \"[Draft] Coffee\"`",
        ),
        (
            "title: *star*",
            "*star*",
            "starts with `*`",
            "`title: \"*star*\"`",
        ),
        (
            "title: \"Coffee\" and milk",
            "and milk",
            "the quotation ends",
            "`title: '\"Coffee\" and milk'`",
        ),
        (
            "title: 'It's'",
            "s'",
            "the quotation ends",
            "`title: \"It's\"`",
        ),
        (
            "related: [crema\ntitle: A",
            "[",
            "never closed",
            "close it with `]`",
        ),
        (
            "title = \"Coffee\"",
            "title = \"Coffee\"",
            "is TOML",
            "`title: \"Coffee\"`",
        ),
        (
            "title: A\ndraft = true",
            "draft = true",
            "is TOML",
            "`draft: true`",
        ),
        ("title: A\ntags:\n\t- a", "\t", "a tab", "spaces"),
        ("title: A: B", ":", "`: ` in it", "`title: \"A: B\"`"),
        ("title:Coffee", ":", "a space is missing", "`title: Coffee`"),
        ("title: @me", "@me", "starts with `@`", "`title: \"@me\"`"),
        ("title: `code`", "`code`", "starts with ```", "quotes"),
        ("title: \"A", "\"", "never closed", "behind the text"),
        ("title: A\ntags: - a", "- a", "below its field", "`[…]`"),
        ("title: A\n  draft: true", "", "indented", "margin"),
        ("title: | text", "| text", "on the next line", "quotes"),
        (
            "title: A\ntags:\n  - a\n - b",
            "",
            "interrupted",
            "same indent",
        ),
        ("title: \"a\\q\"", "", "escape", "`\\\\`"),
        ("title: A\njust text", "", "no field", "a colon"),
        ("title: &", "&", "`&`", "quotes"),
        (
            "title: A\ndate: 2026",
            "2026",
            "must be a date",
            "`2026-01-01`",
        ),
        (
            "title: A\ndate: 20260131",
            "20260131",
            "must be a date",
            "2026-01-31",
        ),
        (
            "title: A\ndate: 31.01.2026",
            "31.01.2026",
            "must be a date",
            "2026-01-31",
        ),
        (
            "title: A\ndate: \"31.01.2026\"",
            "\"31.01.2026\"",
            "must be a date",
            "\"2026-01-31\"",
        ),
        (
            "title: A\ndate: 02/01/2026",
            "02/01/2026",
            "must be a date",
            "`2026-01-02` or `2026-02-01`",
        ),
        ("title: A\norder: 1e999", "1e999", "must be a number", ""),
        (
            "title: [Draft]",
            "[Draft]",
            "must be a string",
            "needs quotes",
        ),
    ] {
        let found = fault(&format!("---\n{head}\n---\n"));
        assert_eq!(found.0, place, "{head}: {found:?}");
        assert!(found.1.contains(message), "{head}: {found:?}");
        assert!(found.2.contains(help), "{head}: {found:?}");
    }
}

#[test]
fn a_slip_in_toml_is_told_with_its_repair() {
    for (head, place, message, help) in [
        (
            "title: Coffee",
            "title: Coffee",
            "is YAML",
            "`title = \"Coffee\"`",
        ),
        ("draft: true", "draft: true", "is YAML", "`draft = true`"),
        (
            "title = Coffee",
            "Coffee",
            "in quotes",
            "`title = \"Coffee\"`",
        ),
        (
            "title = \"Coffee",
            "",
            "never closed",
            "the mark that opens it",
        ),
        (
            "tags = [\"a\", \"b\"\ntitle = \"x\"",
            "[",
            "never closed",
            "commas",
        ),
        ("[extra\ntitle = \"x\"", "", "name of a table", "`]`"),
        ("title =", "", "no value", "`title = \"Coffee\"`"),
        (
            "title = \"a\" b",
            "",
            "more stands on the line",
            "quotes as a whole",
        ),
        (
            "title = \"A\"\norder = 0012",
            "",
            "no number",
            "plain number",
        ),
    ] {
        let found = fault(&format!("+++\n{head}\n+++\n"));
        if !place.is_empty() {
            assert_eq!(found.0, place, "{head}: {found:?}");
        }
        assert!(found.1.contains(message), "{head}: {found:?}");
        assert!(found.2.contains(help), "{head}: {found:?}");
    }
}

#[test]
fn dots_end_a_head_of_yaml() {
    let analysis = Primer::new()
        .entry("t/a.md", "---\ntitle: A\n...\nText.\n")
        .analyze();
    assert!(!full_report(&analysis).contains("error"));
}

/// Each fault that the parser of YAML tells, with a head that provokes it. Those that are left out cannot happen: no text
/// was found for them among many millions, or they are about what a head is never read with (files and streams, limits,
/// several documents, resolvers of others).
const PROVOKED: &[(&str, &str)] = &[
    ("BlockEntryInFlowCollection", "k: [-"),
    ("BlockSequenceEntryNotAllowed", "[]-"),
    ("BomInsideDocument", "k: {\u{feff}"),
    ("CommentInterceptedScalar", "~ #\n- "),
    ("CommentNotSeparated", "k: |#"),
    ("DocumentIndicatorInQuotedScalar", "\"\n..."),
    ("DuplicateTagDirective", "%TAG ! x\n%TAG ! x\n"),
    ("DuplicateVersionDirective", "%YAML 1.2\n%YAML 2.0\n"),
    ("ExpectedBlockMappingKey", "{}a:"),
    ("ExpectedBlockSequenceEntry", "- |\n,"),
    ("ExpectedDocumentStart", "%*"),
    ("ExpectedFlowMappingSeparator", "k: {!\r?"),
    ("ExpectedFlowSequenceSeparator", "k: [&a ? "),
    ("FlowMappingValueAdjacentCollection", "{a:["),
    ("InvalidBlockEntryWhitespace", "-\t-"),
    ("InvalidBlockScalarHeader", "k: >!"),
    ("InvalidBlockScalarIndent", "|\n \n\t"),
    ("InvalidColonPlacement", "[\\q\ra:"),
    ("InvalidDirectiveName", "%~\u{1}"),
    ("InvalidDirectiveTerminator", "%: \u{1}"),
    ("InvalidDocumentEnd", "... %"),
    ("InvalidLowSurrogate", r#"k: "\ud800\ud800"#),
    ("InvalidQuotedScalarHexEscape", r#"k: "\x1"#),
    ("InvalidTagEscape", "k: !%"),
    ("InvalidTagTerminator", "k: !{"),
    ("InvalidTagUtf8LeadingByte", "k: !%ff"),
    ("InvalidTagUtf8TrailingByte", "k: !%c3%41"),
    ("InvalidTrailingDoubleQuotedScalar", r#"k: ""\"#),
    ("InvalidTrailingSingleQuotedScalar", "k: ''{"),
    ("InvalidUnicodeEscape", r#"k: "\U00110000""#),
    ("MappingKeyNotAllowed", "?\t?"),
    ("MappingValueNotAllowed", "?\t: "),
    ("MismatchedFlowCollectionEnd", "k: {]"),
    ("MisplacedFlowCollectionEnd", "k: }"),
    ("MissingAnchorOrAliasName", "k: *"),
    ("MissingDirectiveName", "%"),
    ("MissingDocumentEndBeforeDirective", "!\r%&"),
    ("MissingLowSurrogate", r#"k: "\ud800"#),
    ("MissingTagUri", "k: !!"),
    ("MissingYamlVersion", "%YAML "),
    ("PlainScalarStartsWithDashFlowIndicator", "k: [-]"),
    ("SimpleKeyExpected", "?\r!"),
    ("TabAtBlockScalarStart", "k: >\n\t"),
    ("TabInBlockIndentation", "-\n\t%"),
    ("TabInPlainScalar", ": ~\n\t>"),
    ("TabNotAllowed", "?\n\t]"),
    ("UnclosedFlowCollection", "k: {"),
    ("UnclosedQuotedScalar", "k: '"),
    ("UnclosedVerbatimTag", "k: !<,"),
    ("UndeclaredTagHandle", "k: !e!x "),
    ("UnexpectedCharacter", "k: @"),
    ("UnexpectedEofBlockMapping", ": ,"),
    ("UnexpectedEofBlockSequence", ","),
    ("UnexpectedEofImplicitFlowMapping", "[,]"),
    ("UnknownAnchor", "k: *a"),
    ("UnknownQuotedScalarEscape", r#"k: "\q"#),
    ("UnpairedLowSurrogate", r#"k: "\udc00"#),
    ("UnsupportedYamlMajorVersion", "%YAML 2.0\n"),
    ("ZeroBlockScalarIndent", "k: |0\n"),
];

#[test]
fn every_fault_of_the_parser_has_words_of_our_own() {
    let mut bare = Vec::new();
    for (name, head) in PROVOKED {
        let told = granit_parser::Parser::new_from_str(head).find_map(Result::err);
        let told = told.unwrap_or_else(|| panic!("{name}: {head:?} is fine"));
        let kind = format!("{:?}", told.kind());
        assert!(kind.starts_with(name), "{head:?} is {kind}, not {name}");
        let text = format!("---\n{head}\n---\n");
        let analysis = Primer::new().entry("t/a.md", &text).analyze();
        let found = analysis.diagnostics.first();
        let found = found.unwrap_or_else(|| panic!("{name}: {text} is fine"));
        let is_foreign = found.message.contains(&told.kind().to_string());
        if is_foreign || (found.help.is_empty() && found.fix.is_none()) {
            bare.push(format!("{name}: {}", found.message));
        }
    }
    assert!(bare.is_empty(), "{bare:#?}");
}

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

/// A head, what is at fault in it, and words of the message and of the help.
const SLIPS_IN_YAML: &[(&str, &str, &str, &str)] = &[
    (
        "tags:\n  - \"a\",\n  - \"b\"",
        ",",
        "a comma",
        "take it out",
    ),
    (
        "title: \"A\",\ndate: 2026-01-31",
        ",",
        "a comma",
        "take it out",
    ),
    (
        "tags:\n  - \"a\"\n  -\"b\"\n  - \"c\"",
        "-\"b\"",
        "`-` and a space",
        "`- \"b\"`",
    ),
    (
        "title: A\n\tdate: 1",
        "\t",
        "a tab stands",
        "indented with spaces",
    ),
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
        "---",
        "written as TOML",
        "put `+++` above and below",
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
];

#[test]
fn a_slip_in_yaml_is_told_with_its_repair() {
    for (head, place, message, help) in SLIPS_IN_YAML {
        let found = fault(&format!("---\n{head}\n---\n"));
        assert_eq!(found.0, *place, "{head}: {found:?}");
        assert!(found.1.contains(message), "{head}: {found:?}");
        assert!(found.2.contains(help), "{head}: {found:?}");
    }
}

#[test]
fn a_slip_in_toml_is_told_with_its_repair() {
    for (head, place, message, help) in [
        (
            "title: Coffee",
            "+++",
            "written as YAML",
            "put `---` above and below",
        ),
        (
            "title = \"A\"\ntags: [a]\nterm: Coffee",
            "tags: [a]",
            "is YAML",
            "`tags = [a]`",
        ),
        (
            "title = \"A\"\ndraft: true",
            "draft: true",
            "is YAML",
            "`draft = true`",
        ),
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
        ("title = “Coffee”", "", "neither", "`title = \"Coffee\"`"),
        (
            "term = \"x\"\ntitle: \"Coffee, black\"",
            "",
            "YAML",
            "`title = \"Coffee, black\"`",
        ),
        (
            "<<<<<<< a\ntitle = 1\n=======\ntitle = 2\n>>>>>>> b",
            "<<<<<<< a",
            "two versions",
            "<<<<<<<",
        ),
        ("date = 31.01.2026", "", "no number", "`date = 2026-01-31`"),
        ("date = 2026-1-5", "", "no day", "`date = 2026-01-05`"),
        ("date = 2026-01", "", "no day", "`date = 2026-01-31`"),
        ("draft = True", "", "neither", "`draft = true`"),
        (
            "tags = [coffee, 12]",
            "",
            "neither",
            "`tags = [\"coffee\", 12]`",
        ),
        ("version = 1.2.3", "", "no number", "`version = \"1.2.3\"`"),
        (r#"title = "a \U0011FFFF""#, "", "escape", "single quotes"),
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

/// A head of TOML for each message of the parser that some minutes of random heads could provoke. It has one more, for half
/// of a line end: such ends are made whole before a text is parsed.
const PROVOKED_IN_TOML: &[(&str, &str)] = &[
    ("`_` may only go between digits", "b=_"),
    (
        "cannot extend value of type boolean with a dotted key",
        "a = true\na.b = 1",
    ),
    (
        "cannot extend value of type datetime with a dotted key",
        "a =  1979-05-27\na.b = 112",
    ),
    (
        "cannot extend value of type float with a dotted key",
        "a = nan\na.b = 1",
    ),
    (
        "cannot extend value of type integer with a dotted key",
        "a = 1\na.b = 1",
    ),
    (
        "cannot extend value of type string with a dotted key",
        "a = \"x\"\na.b = 1",
    ),
    ("duplicate key", "[a]\n[a]"),
    ("extra `=`", "=="),
    ("extra assignment between key-value pairs", "={a=1="),
    ("extra comma in array", "=[,"),
    ("extra comma in inline table", "={,"),
    ("integers with a radix cannot be signed", "Z=-0xZ"),
    ("invalid basic string", "a=\""),
    ("invalid binary number", "b=0b1T"),
    ("invalid boolean", "Z=T"),
    ("invalid comment character", "#\u{1}"),
    ("invalid date", "x = 1-"),
    ("invalid date-time", "_=1979-05-27-"),
    ("invalid datetime", "a = -00-"),
    ("invalid exponent", "-=1e"),
    ("invalid float", "a=1.0x"),
    ("invalid fraction", "-=1."),
    ("invalid hexadecimal number", "-=0xT"),
    ("invalid inline table element", "={]"),
    ("invalid key-value pair", ","),
    ("invalid literal string", "a='"),
    ("invalid mantissa", "a=."),
    ("invalid multi-line basic string", "-=\"\"\""),
    ("invalid multi-line literal string", "_='''"),
    ("invalid octal number", "b=0o7e"),
    (
        "invalid offset",
        "a = 1979-05-27T07:32:00trueé1e1979-02-30\\xé",
    ),
    ("invalid time", "b=07:60"),
    ("invalid unquoted key", "\\="),
    ("invalid value", "a = \"\\U0011FFFF\""),
    ("key with no value", "T"),
    ("keys cannot be multi-line basic strings", "\"\"\"\"\"\"="),
    ("keys cannot be multi-line literal strings", "''''''="),
    ("missing array opening", "=]"),
    ("missing assignment between key-value pairs", "={\\{"),
    ("missing comma between array elements", "=[1{"),
    ("missing comma between key-value pairs", "={a=1\n."),
    ("missing escaped value", "a = \" \\\t\""),
    ("missing inline table opening", "=}"),
    ("missing key for inline table element", "={{"),
    ("missing opening quote", "_=+'"),
    ("missing table open", "]"),
    ("missing value for key", "."),
    ("radix must be lowercase", "b=0X1"),
    ("redundant numeric sign", "e=-+"),
    ("string values must be quoted", "b="),
    ("too few unicode value digits", "a = \"\\x\""),
    ("unclosed array", "=["),
    ("unclosed array table", "[[\u{7f}"),
    ("unclosed inline table", "={"),
    ("unclosed table", "[Z"),
    ("unexpected `=` in array", "=[="),
    ("unexpected key or value", "=,"),
    ("unexpected leading zero", "a=00"),
    ("unexpected sign", "Z=0x-"),
    ("unquoted keys cannot be empty", "="),
];

#[test]
fn every_fault_of_the_toml_parser_has_words_of_our_own() {
    let mut bare = Vec::new();
    for (words, head) in PROVOKED_IN_TOML {
        let (_, told) = toml::de::DeTable::parse_recoverable(head);
        let told = told
            .first()
            .unwrap_or_else(|| panic!("{words}: {head:?} is fine"));
        let about = told.message().split(", expected").next();
        assert_eq!(about, Some(*words), "{head:?}");
        let text = format!("+++\n{head}\n+++\n");
        let analysis = Primer::new().entry("t/a.md", &text).analyze();
        let found = analysis.diagnostics.first();
        let found = found.unwrap_or_else(|| panic!("{words}: {text} is fine"));
        let is_foreign = found.message.contains(words) && *words != "duplicate key";
        if is_foreign || (found.help.is_empty() && found.fix.is_none()) {
            bare.push(format!("{words}: {}", found.message));
        }
    }
    assert!(bare.is_empty(), "{bare:#?}");
}

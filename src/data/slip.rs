//! Where a parser gave up → what the author did, in words that do not presume to know the notation.
//!
//! In: the text, and what its parser says. Out: a [`Fault`] at the slip itself, with its repair. A parser notices most slips
//! late: the lines before the place are looked at for one that explains it.

use granit_parser::ErrorKind;

use super::day::{PossibleDay, meant};
use super::value::{Fault, REPEATED_KEY};
use crate::source::{Span, merge_conflict};

/// A line of a head that is no comment.
struct Line<'a> {
    /// What stands on it, without white space around it.
    text: &'a str,
    /// Where that starts.
    at: usize,
    /// The key, if one stands at its start, and the value behind it.
    key: Option<&'a str>,
    value: &'a str,
    value_at: usize,
}

impl<'a> Line<'a> {
    /// A line of YAML; the mark of an item of a list belongs to nothing.
    fn of_yaml(whole: &'a str, start: usize) -> Self {
        let mut text = whole.trim();
        let mut at = start + (whole.len() - whole.trim_start().len());
        while let Some(rest) = text.strip_prefix("- ") {
            at += text.len() - rest.trim_start().len();
            text = rest.trim_start();
        }
        let colon = text
            .find(": ")
            .or_else(|| text.strip_suffix(':').map(str::len));
        let colon = colon.filter(|&colon| is_key(&text[..colon]));
        let value = colon.map_or(text, |colon| text[colon + 1..].trim_start());
        Self {
            text,
            at,
            key: colon.map(|colon| &text[..colon]),
            value,
            value_at: at + text.len() - value.len(),
        }
    }

    fn whole(&self) -> Span {
        Span::new(self.at, self.at + self.text.len())
    }

    fn value_span(&self) -> Span {
        Span::new(self.value_at, self.value_at + self.value.len())
    }

    /// How the value is written with quotes around it.
    fn with_quotes(&self) -> String {
        let quoted = in_quotes(self.value);
        match self.key {
            Some(key) => format!("put quotes around the whole: `{key}: {quoted}`"),
            None => format!("put quotes around the whole: `{quoted}`"),
        }
    }
}

/// A quoted text of more letters is not repeated in a report.
const LONGEST: usize = 60;

fn in_quotes(text: &str) -> String {
    if text.chars().count() > LONGEST {
        return "\"…\"".to_owned();
    }
    let text = without_quotes(text).replace("''", "'");
    if text.contains(['"', '\\']) && !text.contains('\'') {
        format!("'{text}'")
    } else {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// A text without the quotation marks around it: those of another notation, or typographic ones.
fn without_quotes(text: &str) -> &str {
    let pairs = [
        ("\"", "\""),
        ("'", "'"),
        ("“", "”"),
        ("„", "“"),
        ("‘", "’"),
        ("«", "»"),
    ];
    let mut inner = pairs.into_iter().filter_map(|(open, close)| {
        let inner = text.strip_prefix(open)?.strip_suffix(close)?;
        (!inner.contains([open, close].map(|mark| mark.chars().next().unwrap_or(' '))))
            .then_some(inner)
    });
    inner.next().unwrap_or(text)
}

fn is_key(text: &str) -> bool {
    let is_word =
        |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | ' ' | '.');
    !text.is_empty() && text.chars().all(is_word) && !text.starts_with([' ', '-'])
}

/// What is wrong with YAML whose parser stopped at a place.
pub(super) fn of_yaml(text: &str, place: usize, kind: &ErrorKind) -> Fault {
    let mut start = 0;
    let mut block: Option<usize> = None;
    let mut header: Option<&str> = None;
    for whole in text.split_inclusive('\n') {
        let end = start + whole.len();
        let indent = whole.len() - whole.trim_start().len();
        let is_here = end > place || end == text.len();
        let is_within = block.is_some_and(|margin| indent > margin);
        if !whole.trim().is_empty() && !is_within {
            let line = Line::of_yaml(whole, start);
            if let Some(key) = header.take().filter(|_| is_here && line.key.is_none()) {
                let message = format!("this text belongs to `{key}`, but is not indented");
                let fault = Fault::new(line.whole(), message);
                return fault.help("put two spaces before each of its lines");
            }
            if let Some(fault) = yaml_slip(text, whole, start, is_here) {
                return fault;
            }
            let is_block = |line: &str| {
                let mark = line.rsplit(": ").next().unwrap_or("");
                mark.starts_with(['|', '>']) && mark.len() <= 3
            };
            block = is_block(whole.trim()).then_some(indent);
            header = line.key.filter(|_| block.is_some());
        }
        if is_within {
            header = None;
        }
        if is_here {
            break;
        }
        start = end;
    }
    let line = line_at(text, place);
    let (message, help) = if line.trim_start().starts_with("- ") {
        (Some(LIST.0), LIST.1)
    } else if line.starts_with(' ') && line.contains(": ") {
        (
            Some("this field is indented like a part of what stands above it"),
            "start all fields at the margin",
        )
    } else {
        yaml_words(kind)
    };
    let message = message.map_or_else(|| kind.to_string(), str::to_owned);
    let place = place.min(text.len());
    // The parser stops where the value starts in which a tab stands.
    let tab = text[place..].find('\t').filter(|_| help == NO_TABS);
    let span = tab.map_or(Span::empty(place), |tab| {
        Span::new(place + tab, place + tab + 1)
    });
    Fault::new(span, message).help(help)
}

/// The line around a place.
fn line_at(text: &str, place: usize) -> &str {
    let place = place.min(text.len());
    let start = text[..place].rfind('\n').map_or(0, |end| end + 1);
    text[start..].lines().next().unwrap_or("")
}

const NO_TABS: &str = "YAML is indented with spaces, never with tabs";

const LIST: (&str, &str) = (
    "the list is interrupted here",
    "start each value of a list with `- `, all of them with the same indent",
);

/// What is wrong with a text that holds no fields at all, at its place in the file that it starts in at a byte.
pub(super) fn of_text(text: &str, base: usize) -> Option<Fault> {
    let mut start = base;
    for whole in text.split_inclusive('\n') {
        let line = Line::of_yaml(whole, start);
        start += whole.len();
        if !line.text.is_empty() && !line.text.starts_with('#') {
            return without_key(&line);
        }
    }
    None
}

/// The slip on one line; `is_here` says that it is the line at which the parser stopped.
fn yaml_slip(text: &str, whole: &str, start: usize, is_here: bool) -> Option<Fault> {
    let indent = &whole[..whole.len() - whole.trim_start().len()];
    if let Some(tab) = indent.find('\t') {
        let fault = Fault::new(
            Span::new(start + tab, start + tab + 1),
            "a line starts with a tab",
        );
        return Some(fault.help(NO_TABS));
    }
    let line = Line::of_yaml(whole, start);
    if line.text.starts_with('#') {
        return None;
    }
    if is_here
        && let Some(value) = line.text.strip_prefix('-')
        && value.starts_with(|letter: char| letter.is_alphabetic() || "\"'".contains(letter))
    {
        let fault = Fault::new(
            line.whole(),
            "an item of a list starts with `-` and a space",
        );
        return Some(fault.help(format!("write `- {value}`")));
    }
    if line.key.is_none()
        && let Some(fault) = without_key(&line)
    {
        return Some(fault);
    }
    let first = line.value.chars().next()?;
    match first {
        '[' | '{' => brackets(text, &line, first, is_here),
        '"' | '\'' => quotes(text, &line, first),
        '*' if is_here && !has_anchor(&text[..start], &line.value[1..]) => {
            let message =
                "a text that starts with `*` needs quotes: YAML looks for an anchor of this name";
            Some(Fault::new(line.value_span(), message).help(line.with_quotes()))
        }
        '%' | '@' | '`' => Some(sign(&line, first)),
        '&' | '!' if is_here => Some(sign(&line, first)),
        '|' | '>' if is_here && line.value.len() > 3 => {
            let message = format!("behind `{first}` a text starts on the next line");
            let fault = Fault::new(line.value_span(), message);
            Some(fault.help(format!("{}, or move it down", line.with_quotes())))
        }
        '-' if line.value.starts_with("- ") && line.key.is_some() => {
            let fault = Fault::new(line.value_span(), "a list starts below its field");
            Some(
                fault.help(
                    "put each value on a line of its own, behind `- `, or all of them in `[…]`",
                ),
            )
        }
        _ => {
            let plain = line.value.split(" #").next().unwrap_or("").trim_end();
            let colon = plain
                .find(": ")
                .or_else(|| plain.strip_suffix(':').map(str::len))?;
            line.key?;
            let at = line.value_at + colon;
            let fault = Fault::new(Span::new(at, at + 1), "a text with `: ` in it needs quotes");
            Some(fault.help(line.with_quotes()))
        }
    }
}

fn sign(line: &Line<'_>, first: char) -> Fault {
    let message =
        format!("a text that starts with `{first}` needs quotes: the sign means something in YAML");
    Fault::new(line.value_span(), message).help(line.with_quotes())
}

fn has_anchor(before: &str, name: &str) -> bool {
    let name = name.split_whitespace().next().unwrap_or("");
    !name.is_empty() && before.contains(&format!("&{name}"))
}

/// A line that is no field, but was meant to be one.
fn without_key(line: &Line<'_>) -> Option<Fault> {
    if let Some((key, value)) = line.text.split_once('=')
        && is_key(key.trim())
        && !key.trim().contains(' ')
    {
        let value = value.trim();
        let fault = Fault::new(
            line.whole(),
            "this line is TOML, but between `---` stands YAML",
        );
        let help = format!(
            "write `{}: {value}`, or put `+++` above and below instead of `---`",
            key.trim()
        );
        return Some(fault.help(help));
    }
    let (key, value) = line.text.split_once(':')?;
    let is_field = is_key(key) && !key.contains(' ') && !value.starts_with("//");
    is_field.then(|| {
        let at = line.at + key.len();
        let fault = Fault::new(
            Span::new(at, at + 1),
            format!("a space is missing behind `{key}:`"),
        );
        fault.help(format!("write `{key}: {value}`"))
    })
}

/// A list or table in brackets that is not closed, or has more behind it.
fn brackets(text: &str, line: &Line<'_>, first: char, is_here: bool) -> Option<Fault> {
    let (what, close) = if first == '[' {
        ("list", ']')
    } else {
        ("table", '}')
    };
    if let Some(end) = closing(line.value) {
        let behind = line.value[end..].trim_start();
        let is_more = !behind.is_empty() && !behind.starts_with(['#', ',', ':']);
        let is_template = first == '{' && line.value.starts_with("{{") && is_here;
        return (is_more || is_template).then(|| {
            let message =
                format!("a text that starts with `{first}` needs quotes: it reads as a {what}");
            Fault::new(line.value_span(), message).help(line.with_quotes())
        });
    }
    let behind = text[line.value_at..].lines().skip(1);
    let mut own = behind.take_while(|line| {
        let is_field = line.split_once(':').is_some_and(|(key, _)| is_key(key));
        !is_field || first == '{'
    });
    let is_closed = own.any(|line| line.contains(close));
    (!is_closed).then(|| {
        let at = Span::new(line.value_at, line.value_at + 1);
        let fault = Fault::new(at, format!("the {what} that starts here is never closed"));
        fault.help(format!("close it with `{close}`"))
    })
}

/// The end of what is in brackets, on its line.
fn closing(value: &str) -> Option<usize> {
    let mut depth = 0;
    let mut quote = None;
    for (at, letter) in value.char_indices() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// A text in quotes that is not closed, or has more behind it.
fn quotes(text: &str, line: &Line<'_>, quote: char) -> Option<Fault> {
    let inner = &line.value[1..];
    let mut end = None;
    let mut letters = inner.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        if letter == '\\' && quote == '"' || letter == quote && quote == '\'' && next == Some('\'')
        {
            letters.next();
        } else if letter == quote {
            end = Some(at + 2);
            break;
        }
    }
    let Some(end) = end else {
        let behind = &text[line.value_at + line.value.len()..];
        // A text that goes on in the next line is indented there.
        let next = behind.lines().find(|line| !line.trim().is_empty());
        let is_field =
            next.is_some_and(|next| !next.starts_with(' ') && Line::of_yaml(next, 0).key.is_some());
        return (!behind.contains(quote) || is_field).then(|| {
            let at = Span::new(line.value_at, line.value_at + 1);
            let fault = Fault::new(at, "the quotation mark that stands here is never closed");
            fault.help(format!("put a `{quote}` behind the text"))
        });
    };
    let behind = line.value[end..].trim_start();
    let before = &text[..line.at];
    let is_field = line.key.is_some() || before.ends_with("- ");
    if behind == "," && is_field && open_bracket(before).is_none() {
        let at = line.value_at + line.value.len() - 1;
        let fault = Fault::new(Span::new(at, at + 1), "a comma stands behind this value");
        return Some(fault.help("take it out: a value ends with its line"));
    }
    if behind.is_empty() || behind.starts_with([':', '#', ',', ']', '}']) {
        return None;
    }
    let at = line.value_at + line.value.len() - behind.len();
    let span = Span::new(at, at + behind.len());
    let fault = Fault::new(
        span,
        "the quotation ends before this: a value is in quotes as a whole, or not at all",
    );
    let all = line.value;
    // `'It's'` was meant as a whole.
    let meant = all[1..].strip_suffix(quote).unwrap_or(all);
    let quoted = in_quotes(meant);
    Some(fault.help(match line.key {
        Some(key) => format!("write `{key}: {quoted}`"),
        None => format!("write `{quoted}`"),
    }))
}

const FIELD: &str = "a field is a name, a colon, a space and its value: `title: Coffee`";

const QUOTES: &str = "put quotes around the whole value";

/// What a fault of the parser means to an author, if its own words do not say it, and what to do.
fn yaml_words(kind: &ErrorKind) -> (Option<&'static str>, &'static str) {
    use ErrorKind as E;
    const ESCAPE: &str =
        "in double quotes `\\` starts an escape: write `\\\\`, or use single quotes";
    match kind {
        E::UnexpectedEofFlowSequence | E::ExpectedFlowSequenceSeparator => (
            Some("a list in `[…]` is not closed, or a comma is missing in it"),
            "put commas between the values, and `]` behind the last",
        ),
        E::UnexpectedEofFlowMapping
        | E::UnexpectedEofImplicitFlowMapping
        | E::ExpectedFlowMappingSeparator
        | E::FlowMappingValueAdjacentCollection => (
            Some("a table in `{…}` is not closed, or a comma is missing in it"),
            "put commas between the fields, and `}` behind the last",
        ),
        E::MisplacedFlowCollectionEnd => (
            Some("this bracket closes nothing"),
            "remove it, or put quotes around the whole text",
        ),
        E::MismatchedFlowCollectionEnd { .. } => (
            Some("this bracket closes one of another kind"),
            "close `[` with `]` and `{` with `}`",
        ),
        E::UnclosedFlowCollection { .. } => (
            Some("a bracket is never closed"),
            "close `[` with `]` and `{` with `}`",
        ),
        E::UnexpectedEofBlockSequence
        | E::ExpectedBlockSequenceEntry
        | E::BlockSequenceEntryNotAllowed
        | E::BlockEntryInFlowCollection
        | E::InvalidBlockEntryWhitespace => (Some(LIST.0), LIST.1),
        E::UnexpectedEofBlockMapping
        | E::ExpectedBlockMappingKey
        | E::SimpleKeyExpected
        | E::InvalidSimpleKey
        | E::MappingKeyNotAllowed
        | E::ExpectedNodeContent
        | E::UnexpectedEof => (Some("this line is no field"), FIELD),
        E::InvalidIndentation => (
            Some("this line has another indent than those around it"),
            "start all fields at the margin, and indent the values of a list alike",
        ),
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabAtBlockScalarStart
        | E::TabInPlainScalar => (Some("a tab stands where YAML wants spaces"), NO_TABS),
        E::UnknownAnchor => (
            Some("a text that starts with `*` needs quotes: YAML looks for an anchor of this name"),
            QUOTES,
        ),
        E::MissingAnchorOrAliasName => (
            Some(
                "a text that starts with `&` or `*` needs quotes: the sign means something in YAML",
            ),
            QUOTES,
        ),
        E::UnclosedQuotedScalar => (
            Some("a quotation mark is never closed"),
            "put the same mark behind the text",
        ),
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => (
            Some("the quotation ends before this: a value is in quotes as a whole, or not at all"),
            "write `\\\"` for a quotation mark inside of double quotes, `''` inside of single ones",
        ),
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => (Some("this escape stands for no character"), ESCAPE),
        E::InvalidQuotedScalarIndent | E::InvalidFlowScalarIndent | E::InvalidBlockScalarIndent => {
            (
                Some("this line belongs to the value above it, but has less of an indent"),
                "indent it like the line before it",
            )
        }
        E::CommentInterceptedScalar => (
            Some("a comment stands within a text of several lines"),
            "move it above the field, or put quotes around the text",
        ),
        E::CommentNotSeparated => (
            Some("a comment starts right behind a value"),
            "put a space before `#`",
        ),
        E::ZeroBlockScalarIndent | E::InvalidBlockScalarHeader => (
            Some("behind `|` or `>` a text starts on the next line"),
            "move the text down, or put it in quotes instead",
        ),
        E::MappingValueNotAllowed => (
            Some("a colon stands here, where no field can start"),
            QUOTES,
        ),
        E::PlainScalarStartsWithDashFlowIndicator => {
            (Some("a value in brackets starts with `-`"), QUOTES)
        }
        _ => signs(kind),
    }
}

/// The same, of what few authors know that YAML has.
fn signs(kind: &ErrorKind) -> (Option<&'static str>, &'static str) {
    use ErrorKind as E;
    const TAG: &str = "a text that starts with `!` needs quotes: the sign means something in YAML";
    match kind {
        E::ExpectedTagBang
        | E::InvalidGlobalTagCharacter
        | E::InvalidTagTerminator
        | E::MissingTagUri
        | E::UnclosedVerbatimTag
        | E::InvalidTagEscape
        | E::InvalidTagUtf8LeadingByte
        | E::InvalidTagUtf8TrailingByte
        | E::InvalidTagUtf8
        | E::UndeclaredTagHandle => (Some(TAG), QUOTES),
        E::ExpectedTagDirectiveBang
        | E::InvalidTagDirectiveTerminator
        | E::DuplicateTagDirective
        | E::DuplicateVersionDirective
        | E::UnsupportedYamlMajorVersion
        | E::InvalidDirectiveTerminator
        | E::DirectiveDisallowed
        | E::MissingYamlVersionSeparator
        | E::MissingDirectiveName
        | E::InvalidDirectiveName
        | E::YamlVersionTooLong
        | E::MissingYamlVersion
        | E::MissingDocumentEndBeforeDirective
        | E::ExpectedDocumentStart => (
            Some("a front matter is one document without directives"),
            "remove the lines that start with `%`, and keep one set of fields",
        ),
        E::InvalidDocumentEnd | E::DocumentIndicatorInQuotedScalar => (
            Some("the front matter ends here, inside of a value"),
            "indent the line, or put the value in quotes",
        ),
        E::BomInsideDocument => (
            Some("an invisible character (a byte order mark) stands here"),
            "remove it",
        ),
        E::UnexpectedCharacter { .. } => (Some("no value can start with this character"), QUOTES),
        E::RecursionLimitExceeded => (Some("values are nested too deep here"), "write it flatter"),
        _ => (None, FIELD),
    }
}

/// What is wrong with TOML, by the words of its parser at a place.
pub(super) fn of_toml(text: &str, span: Span, message: &str) -> Fault {
    if message == REPEATED_KEY {
        return Fault::new(span, message).help("keep one of the two");
    }
    if !is_lost(message) {
        let fault = Fault::new(span, "this table was written as one value before");
        return fault.help("write all of its fields in one place");
    }
    Fault {
        is_lost: true,
        ..lost(text, span, message)
    }
}

/// Whether the parser of TOML, by what it says, has lost its way.
pub(super) fn is_lost(message: &str) -> bool {
    message != REPEATED_KEY && !message.starts_with("cannot extend")
}

/// A fault behind which the parser has lost its way.
fn lost(text: &str, span: Span, message: &str) -> Fault {
    if let Some(span) = merge_conflict(text) {
        let fault = Fault::new(span, "two versions stand here, with the marks of a merge");
        return fault.help("keep what is right of both, and remove the lines with the marks");
    }
    let place = (span.start as usize).min(text.len());
    let start = text[..place].rfind('\n').map_or(0, |end| end + 1);
    let whole = text[start..].lines().next().unwrap_or("");
    let about = message.split(", expected").next().unwrap_or(message);
    let line = Line::of_yaml(whole, start);
    if let Some(key) = line.key.filter(|_| !whole.contains('=')) {
        let value = toml_value(line.value);
        let fault = Fault::new(line.whole(), "this line is YAML, but TOML is wanted here");
        return fault.help(format!("write `{} = {value}`", key.trim()));
    }
    let next = text[place..].trim_start_matches([' ', '\t', '\n', '\r']);
    if about.starts_with("missing comma") && next.starts_with(['"', '\'']) {
        let at = text.len() - next.len();
        let fault = Fault::new(
            Span::new(at, at + 1),
            "a comma is missing before this value",
        );
        return fault.help("put commas between the values");
    }
    let mut is_within = ["array", "`=`", "inline table"].iter();
    if is_within.any(|word| about.contains(word))
        && let Some(at) = open_bracket(&text[..place])
    {
        let close = if text[at..].starts_with('[') {
            ']'
        } else {
            '}'
        };
        let fault = Fault::new(
            Span::new(at, at + 1),
            "the bracket that opens here is never closed, or a comma is missing behind a value",
        );
        return fault.help(format!(
            "put commas between the values, and `{close}` behind the last"
        ));
    }
    let is_without_value = |(_, value): (&str, &str)| value.trim().is_empty();
    let is_behind_field = text[start..place].contains('=');
    let about = match about {
        _ if whole.split_once('=').is_some_and(is_without_value) => "missing value",
        "unexpected key or value" | "key with no value" if is_behind_field => "unexpected content",
        _ => about,
    };
    let field = whole.split_once('=');
    let field = field.map(|(key, value)| (key.trim(), value.trim()));
    let is_quoted = field.is_some_and(|(_, value)| value.starts_with('"'));
    let (words, help) = match toml_words(about) {
        // The parser calls a character that does not exist a value.
        (_, VALUE) if is_quoted => (Some(BAD_ESCAPE), ESCAPE),
        told => told,
    };
    let help = field
        .filter(|_| matches!(help, VALUE | NUMBER | DAY))
        .and_then(|(key, value)| repaired(key, value, help))
        .unwrap_or_else(|| help.to_owned());
    Fault::new(span, words.unwrap_or(message)).help(help)
}

/// How a value that TOML does not know has to be written.
fn repaired(key: &str, value: &str, help: &str) -> Option<String> {
    let small = value.to_ascii_lowercase();
    let is_number = value.replace('_', "").parse::<f64>().is_ok();
    if let [PossibleDay::Day(day)] = meant(value)[..] {
        Some(format!("write the day as `{key} = {day}`"))
    } else if matches!(small.as_str(), "true" | "false") {
        Some(format!("write it in small letters: `{key} = {small}`"))
    } else if value.is_empty() || value.len() > LONGEST || help == DAY || is_number {
        None
    } else if let Some(list) = value.strip_prefix('[') {
        let values = list.trim_end_matches(']').split(',').map(str::trim);
        let values: Vec<String> = values.map(toml_value).collect();
        let values = values.join(", ");
        Some(format!("put each text in quotes: `{key} = [{values}]`"))
    } else {
        Some(format!(
            "put a text in quotes: `{key} = {}`",
            in_quotes(value)
        ))
    }
}

/// A value of YAML as TOML.
fn toml_value(value: &str) -> String {
    let is_plain = matches!(value, "true" | "false")
        || value.parse::<f64>().is_ok()
        || value.starts_with(['"', '\'', '[']);
    if value.is_empty() {
        "\"…\"".to_owned()
    } else if is_plain && value.len() <= LONGEST {
        value.to_owned()
    } else {
        in_quotes(value)
    }
}

/// Where the last bracket before a place stands that is not closed before it.
fn open_bracket(before: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut quote = None;
    let mut is_line_start = true;
    for (at, letter) in before.char_indices() {
        match (quote, letter) {
            (_, '\n') => quote = None,
            (Some(mark), _) if mark == letter => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            // A header of a table starts anew.
            (None, '[') if is_line_start => open.clear(),
            (None, '[' | '{') => open.push(at),
            (None, ']' | '}') => _ = open.pop(),
            _ => {}
        }
        is_line_start = letter == '\n' || (is_line_start && matches!(letter, ' ' | '['));
    }
    open.last().copied()
}

const VALUE: &str = "put a text in quotes: `title = \"Coffee\"`";
const NUMBER: &str = "write a plain number such as `12` or `0.5`, or put a text in quotes";
const DAY: &str = "write year, month and day: `date = 2026-01-31`";
const BAD_ESCAPE: &str = "this escape stands for no character";
const ESCAPE: &str = "in double quotes `\\` starts an escape: write `\\\\`, or use single quotes";

/// What a fault of the parser of TOML means to an author, if its own words do not say it, and what to do.
fn toml_words(about: &str) -> (Option<&'static str>, &'static str) {
    const KEY: &str = "a field is a name, `=` and its value: `title = \"Coffee\"`";
    const HEADER: &str =
        "a table starts with its name in brackets, on a line of its own: `[fields]`";
    match about {
        "string values must be quoted" | "invalid value" | "invalid boolean" => (
            Some("this value is neither a number nor a text in quotes"),
            VALUE,
        ),
        "missing value" | "missing value for key" | "key with no value" => {
            (Some("this field has no value"), KEY)
        }
        "unclosed table" | "unclosed array table" | "missing table open" => (
            Some("the name of a table is not closed"),
            "close it with as many `]` as open it",
        ),
        "invalid unquoted key"
        | "unquoted keys cannot be empty"
        | "invalid key-value pair"
        | "unexpected key or value" => (Some("this line is no field"), KEY),
        "keys cannot be multi-line basic strings" | "keys cannot be multi-line literal strings" => {
            (Some("the name of a field is on one line"), KEY)
        }
        "extra `=`"
        | "extra assignment between key-value pairs"
        | "missing assignment between key-value pairs" => (
            Some("a field has one `=`, between its name and its value"),
            KEY,
        ),
        "missing comma between key-value pairs" | "missing comma between array elements" => (
            Some("a comma is missing here"),
            "put commas between the values",
        ),
        "extra comma in array" | "extra comma in inline table" => (
            Some("nothing stands between two commas here"),
            "remove one of them",
        ),
        "unclosed array" => (Some("a list is never closed"), "close it with `]`"),
        "unclosed inline table" => (
            Some("a table in `{…}` is never closed"),
            "close it with `}`",
        ),
        "missing array opening" | "missing inline table opening" => {
            (Some("this bracket closes nothing"), "remove it")
        }
        "invalid inline table element"
        | "missing key for inline table element"
        | "unexpected `=` in array" => (
            Some("this is no field of a table in `{…}`"),
            "a field in it is a name, `=` and its value; put commas between them",
        ),
        "missing opening quote" => (Some("a quotation mark is missing"), VALUE),
        "missing escaped value" | "too few unicode value digits" => (Some(BAD_ESCAPE), ESCAPE),
        "missing comment start"
        | "unexpected content"
        | "unexpected content between comment and newline" => (
            Some("more stands on the line than one field"),
            "put a field on a line of its own, a comment behind `#`, and a text in quotes as a whole",
        ),
        "invalid comment character" => (
            Some("a comment holds a character that is not to be seen"),
            "remove it",
        ),
        "carriage return must be followed by newline" => (
            Some("the line ends with half of a line end"),
            "save the file with line ends of one kind",
        ),
        "invalid date" | "invalid date-time" | "invalid datetime" | "invalid offset"
        | "invalid time" => (Some("this is no day as TOML writes it"), DAY),
        "`_` may only go between digits"
        | "invalid binary number"
        | "invalid exponent"
        | "invalid float"
        | "invalid fraction"
        | "invalid hexadecimal number"
        | "invalid mantissa"
        | "invalid octal number"
        | "integers with a radix cannot be signed"
        | "radix must be lowercase"
        | "redundant integer number prefix"
        | "redundant numeric sign"
        | "unexpected leading zero"
        | "unexpected sign" => (Some("this is no number as TOML writes it"), NUMBER),
        "cannot recurse further; max recursion depth met" | "recursion limit" => {
            (Some("values are nested too deep here"), "write it flatter")
        }
        "invalid basic string"
        | "invalid literal string"
        | "invalid multi-line basic string"
        | "invalid multi-line literal string" => (
            Some("a quotation mark is never closed"),
            "close a text with the mark that opens it, on the same line",
        ),
        _ if about.contains("string") => (
            None,
            "close a text with the mark that opens it, on the same line",
        ),
        _ if about.contains("key") || about.contains("table") => (None, HEADER),
        _ => (None, KEY),
    }
}

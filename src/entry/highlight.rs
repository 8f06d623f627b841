//! Code as HTML with a short class for each kind of token.
//!
//! In: code and the name of its language. Out: HTML, or nothing for a language that is not known.
//! The syntaxes are loaded when the first block of code asks for them, and a block that was seen
//! before is not read again.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

use super::html::escape_into;

/// Larger blocks are data rather than code to read; they stay plain.
const LARGEST_BLOCK: usize = 256 * 1024;

/// Longer lines are data too: a syntax may look at a line once for each letter of it.
const LONGEST_LINE: usize = 1024;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// The classes, by the scope that a token has: the first of a token's scopes, from the innermost
/// outwards, that starts with one of these decides.
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    [
        ("comment", "c"),
        ("string", "s"),
        ("constant.character.escape", "e"),
        ("constant.numeric", "n"),
        ("constant", "l"),
        ("keyword.operator", "o"),
        ("keyword", "k"),
        ("storage", "k"),
        ("entity.name.tag", "k"),
        ("entity.name.function", "f"),
        ("support.function", "f"),
        ("variable.function", "f"),
        ("entity.name", "t"),
        ("support.type", "t"),
        ("support.class", "t"),
        ("entity.other.attribute-name", "a"),
        ("meta.mapping.key", "a"),
        ("markup.inserted", "i"),
        ("markup.deleted", "d"),
        ("markup.heading", "k"),
    ]
    .into_iter()
    .filter_map(|(name, class)| Some((Scope::new(name).ok()?, class)))
    .collect()
});

/// By language and code: the HTML, or nothing for a language that is not known.
type Blocks = HashMap<(String, String), Option<Arc<str>>>;

/// The highlighted forms of the blocks of code seen so far.
#[derive(Debug, Default)]
pub struct Highlighter {
    blocks: Mutex<Blocks>,
}

impl Highlighter {
    /// The code as HTML, or `None` when its language is not known.
    pub fn highlight(&self, language: &str, code: &str) -> Option<Arc<str>> {
        if language.is_empty() || code.len() > LARGEST_BLOCK {
            return None;
        }
        let key = (language.to_owned(), code.to_owned());
        let lock = || self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&key) {
            return known.clone();
        }
        let html = write(language, code);
        lock().insert(key, html.clone());
        html
    }
}

fn write(language: &str, code: &str) -> Option<Arc<str>> {
    let syntax = SYNTAXES.find_syntax_by_token(language)?;
    if syntax.name == "Plain Text" {
        return None;
    }
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut html = String::with_capacity(code.len() * 2);
    let mut open: Option<&str> = None;
    for line in syntect::util::LinesWithEndings::from(code) {
        if line.len() > LONGEST_LINE {
            push(&mut html, &mut open, None, line);
            continue;
        }
        let operations = state.parse_line(line, &SYNTAXES).ok()?;
        let mut from = 0;
        for (at, operation) in operations {
            push(&mut html, &mut open, class(&stack), &line[from..at]);
            from = at;
            stack.apply(&operation).ok()?;
        }
        push(&mut html, &mut open, class(&stack), &line[from..]);
    }
    if open.is_some() {
        html.push_str("</span>");
    }
    Some(html.into())
}

fn class(stack: &ScopeStack) -> Option<&'static str> {
    stack.as_slice().iter().rev().find_map(|scope| {
        CLASSES
            .iter()
            .find(|(prefix, _)| prefix.is_prefix_of(*scope))
            .map(|(_, class)| *class)
    })
}

/// Tokens of one class that follow each other share one element; white space joins either side.
fn push(
    html: &mut String,
    open: &mut Option<&'static str>,
    class: Option<&'static str>,
    text: &str,
) {
    if text.is_empty() {
        return;
    }
    if *open != class && !text.trim().is_empty() {
        if open.is_some() {
            html.push_str("</span>");
        }
        if let Some(class) = class {
            html.push_str("<span class=\"");
            html.push_str(class);
            html.push_str("\">");
        }
        *open = class;
    }
    escape_into(text, html);
}

//! `cut-value`: a value of YAML ends before a `#` that was meant as a part of it.
//!
//! In: the fields of a head, with their places. Out: a report for each value that a comment without a space behind its
//! `#` follows.

use crate::data::{Data, Table};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span, Spanned};

pub(super) fn report(source: &Source, table: &Table, diagnostics: &mut Vec<Diagnostic>) {
    for pair in &table.0 {
        if pair.value.value == Data::Null {
            // Nothing is at no place of its own: it is looked for behind the colon.
            let key = pair.key.span.end as usize;
            let colon = source.text.get(key..).and_then(|rest| rest.find(':'));
            diagnostics.extend(colon.and_then(|at| cut(source, Span::empty(key + at + 1))));
        } else {
            look_at(source, &pair.value, diagnostics);
        }
    }
}

fn look_at(source: &Source, value: &Spanned<Data>, diagnostics: &mut Vec<Diagnostic>) {
    match &value.value {
        Data::List(values) => {
            for value in values {
                look_at(source, value, diagnostics);
            }
        }
        Data::Table(table) => report(source, table, diagnostics),
        Data::String(_) => diagnostics.extend(cut(source, value.span)),
        Data::Null | Data::Bool(_) | Data::Integer(_) | Data::Float(_) => {}
    }
}

fn cut(source: &Source, span: Span) -> Option<Diagnostic> {
    let written = source.slice(span);
    let behind = source.text.get(span.end as usize..)?.lines().next()?;
    let comment = behind.trim();
    let is_joined = comment
        .strip_prefix('#')?
        .starts_with(char::is_alphanumeric);
    let is_plain = !written.starts_with(['"', '\'', '|', '>', '[', '{']) && !written.contains('\n');
    if !(behind.starts_with([' ', '\t']) && is_joined && is_plain) {
        return None;
    }
    let start = span.end as usize + behind.len() - behind.trim_start().len();
    let at = Span::new(start, start + comment.len());
    let whole = Span::new(span.start as usize, at.end as usize);
    let whole = if written.is_empty() { at } else { whole };
    let text = source.slice(whole);
    let quoted = if text.contains(['"', '\\']) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{text}\"")
    };
    let message = if written.is_empty() {
        "this value is empty, as `#` starts a comment"
    } else {
        "this value ends before the `#`, which starts a comment"
    };
    Some(
        Diagnostic::new(Code::CutValue, source.at(at), message)
            .label("no part of the value")
            .fix("put quotes around the whole", source.at(whole), quoted)
            .help("if a comment is meant, put a space behind the `#`"),
    )
}

//! The built-in templates as compiled code (`build/compile.rs`), and what that code calls.
//!
//! It writes what the engine would, without making a value of each page first. Only the templates of a
//! site need the engine.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::entry::html::{has_byte, replace_into};
use crate::page::view::{Card, Content, Day, DayText, FieldView, Link, ValueView};

#[expect(
    clippy::explicit_iter_loop,
    clippy::too_many_lines,
    reason = "nobody reads the code of templates"
)]
mod templates {
    use super::{Asset, FieldValue, Raw, Show, Truthy, escaped, plain};
    use crate::page::view::{Card, Section, SiteView, TocItem, View};

    include!(concat!(env!("OUT_DIR"), "/compiled.rs"));
}

pub(super) use templates::render;

/// The address of a file, by its path.
type Asset<'a> = &'a dyn Fn(&str) -> String;

/// Writes a text.
type Write = fn(&str, &mut String);

#[inline]
fn plain(text: &str, out: &mut String) {
    out.push_str(text);
}

/// Writes a text as content or quoted attribute, as the engine does.
fn escaped(text: &str, out: &mut String) {
    let escape = |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        _ => None,
    };
    let is_special =
        |byte| (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"') | (byte == b'\'');
    // Most texts have nothing to replace.
    if has_byte(text, is_special) {
        replace_into(text, out, escape);
    } else {
        out.push_str(text);
    }
}

/// What can be written.
trait Show {
    fn show(&self, write: Write, out: &mut String);
}

impl Show for str {
    #[inline]
    fn show(&self, write: Write, out: &mut String) {
        write(self, out);
    }
}

impl Show for String {
    #[inline]
    fn show(&self, write: Write, out: &mut String) {
        write(self, out);
    }
}

impl Show for Cow<'_, str> {
    #[inline]
    fn show(&self, write: Write, out: &mut String) {
        write(self, out);
    }
}

impl Show for usize {
    #[inline]
    fn show(&self, write: Write, out: &mut String) {
        write(&self.to_string(), out);
    }
}

impl Show for Date {
    fn show(&self, write: Write, out: &mut String) {
        write(&self.to_string(), out);
    }
}

impl Show for DayText {
    fn show(&self, write: Write, out: &mut String) {
        write(&self.to_string(), out);
    }
}

impl<T: Show + ?Sized> Show for &T {
    #[inline]
    fn show(&self, write: Write, out: &mut String) {
        (**self).show(write, out);
    }
}

impl<T: Show> Show for Option<T> {
    #[inline]
    fn show(&self, write: Write, out: &mut String) {
        if let Some(value) = self {
            value.show(write, out);
        }
    }
}

/// What is markup already.
trait Raw {
    fn raw(&self, out: &mut String);
}

impl Raw for String {
    fn raw(&self, out: &mut String) {
        out.push_str(self);
    }
}

impl Raw for Content<'_> {
    fn raw(&self, out: &mut String) {
        self.write(out);
    }
}

/// What can be a condition: what is neither empty nor zero nor nothing.
trait Truthy {
    fn is_truthy(&self) -> bool;
}

impl Truthy for bool {
    fn is_truthy(&self) -> bool {
        *self
    }
}

impl Truthy for usize {
    fn is_truthy(&self) -> bool {
        *self != 0
    }
}

impl Truthy for str {
    fn is_truthy(&self) -> bool {
        !self.is_empty()
    }
}

impl Truthy for String {
    fn is_truthy(&self) -> bool {
        !self.is_empty()
    }
}

impl Truthy for &str {
    fn is_truthy(&self) -> bool {
        !self.is_empty()
    }
}

impl Truthy for Cow<'_, str> {
    fn is_truthy(&self) -> bool {
        !self.is_empty()
    }
}

impl<T> Truthy for Vec<T> {
    fn is_truthy(&self) -> bool {
        !self.is_empty()
    }
}

impl Truthy for Day {
    fn is_truthy(&self) -> bool {
        true
    }
}

impl Truthy for Link<'_> {
    fn is_truthy(&self) -> bool {
        true
    }
}

impl<T: Truthy> Truthy for Option<T> {
    fn is_truthy(&self) -> bool {
        self.as_ref().is_some_and(Truthy::is_truthy)
    }
}

/// A value of a field as templates see it: of each kind, what it has.
#[derive(Clone, Copy, Default)]
struct FieldValue<'v> {
    kind: &'static str,
    text: &'v str,
    paragraphs: &'v [&'v str],
    day: Option<&'v Day>,
    value: bool,
    url: &'v str,
    items: &'v [ValueView<'v>],
    fields: &'v [FieldView<'v>],
    entries: &'v [Card<'v>],
}

impl<'v> From<&'v ValueView<'_>> for FieldValue<'v> {
    fn from(value: &'v ValueView<'_>) -> Self {
        let mut view = Self::default();
        match value {
            ValueView::String { text } => {
                view.kind = "string";
                view.text = text;
            }
            ValueView::Text { paragraphs } => {
                view.kind = "text";
                view.paragraphs = paragraphs;
            }
            ValueView::Date { day } => {
                view.kind = "date";
                view.day = Some(day);
            }
            ValueView::Bool { value } => {
                view.kind = "bool";
                view.value = *value;
            }
            ValueView::Url { text, url } => {
                view.kind = "url";
                view.text = text;
                view.url = url;
            }
            ValueView::List { items } => {
                view.kind = "list";
                view.items = items;
            }
            ValueView::Record { fields } => {
                view.kind = "record";
                view.fields = fields;
            }
            ValueView::Entries { entries } => {
                view.kind = "entries";
                view.entries = entries;
            }
        }
        view
    }
}

impl<'v> From<&'v FieldView<'_>> for FieldValue<'v> {
    fn from(field: &'v FieldView<'_>) -> Self {
        Self::from(&field.value)
    }
}

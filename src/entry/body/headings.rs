//! The headings of a body, kept close together: each entry has some, and few are looked at.

use crate::source::Span;

/// The headings of a body in their order, each with its id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headings {
    /// The id and the text of each, one behind the other.
    names: String,
    places: Vec<HeadingRow>,
    has_title: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct HeadingRow {
    level: u8,
    is_nested: bool,
    /// Where the id and the text end in the names.
    id: u32,
    text: u32,
    span: Span,
}

/// A heading and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading<'a> {
    /// 1 to 6.
    pub level: u8,
    /// The id of the element, unique within its entry.
    pub id: &'a str,
    /// The text without marks.
    pub text: &'a str,
    /// Whether it stands in a list or a quotation.
    pub is_nested: bool,
    /// Where it was written.
    pub span: Span,
}

impl Headings {
    /// The heading of level 1 that opens the body, which the page shows as its title.
    pub fn title(&self) -> Option<Heading<'_>> {
        self.has_title.then(|| self.at(0))
    }

    /// The other headings.
    pub fn iter(&self) -> impl Iterator<Item = Heading<'_>> {
        self.all().skip(usize::from(self.has_title))
    }

    /// Whether there are none beside the title.
    pub fn is_empty(&self) -> bool {
        self.places.len() == usize::from(self.has_title)
    }

    /// All of them, the title too.
    pub(super) fn all(&self) -> impl ExactSizeIterator<Item = Heading<'_>> {
        (0..self.places.len()).map(|number| self.at(number))
    }

    /// One of them, the title too.
    pub(super) fn at(&self, number: usize) -> Heading<'_> {
        let HeadingRow {
            level,
            is_nested,
            id,
            text,
            span,
        } = self.places[number];
        let before = number.checked_sub(1);
        let start = before.map_or(0, |before| self.places[before].text as usize);
        let (id, text) = (id as usize, text as usize);
        Heading {
            level,
            id: &self.names[start..id],
            text: &self.names[id..text],
            is_nested,
            span,
        }
    }

    pub(super) fn push(&mut self, heading: Heading<'_>) {
        self.names.push_str(heading.id);
        let id = self.names.len() as u32;
        self.names.push_str(heading.text);
        self.places.push(HeadingRow {
            level: heading.level,
            is_nested: heading.is_nested,
            id,
            text: self.names.len() as u32,
            span: heading.span,
        });
    }

    /// There will be no more of them.
    pub(super) fn close(&mut self, has_title: bool) {
        self.has_title = has_title;
        // A copy takes no more memory than it needs.
        self.names = self.names.clone();
        self.places = self.places.clone();
    }
}

impl<'a> IntoIterator for &'a Headings {
    type Item = Heading<'a>;
    type IntoIter = Box<dyn Iterator<Item = Heading<'a>> + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

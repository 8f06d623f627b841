//! What is wrong, where, and what to do about it; one file per form that a report can take.
//!
//! In: facts from any later room. Out: [`Diagnostic`] values, and reports of them as text. This
//! room decides nothing about content: it is the language that the other rooms speak.

mod cause;
mod clean;
pub mod code;
pub mod github;
pub mod gitlab;
pub mod group;
pub mod human;
mod identity;
pub mod json;
pub mod junit;
pub mod mend;
pub mod nearest;
pub mod sarif;
mod severity;
pub mod short;
pub mod step_summary;
pub mod wanted;
mod worst;

use serde::{Deserialize, Serialize};

use crate::source::{Location, Position, Source, SourcePath, Sources, Span};
pub use cause::{settle, sort};
pub use code::Code;
pub use severity::Severity;

/// A second place that explains the first one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Where.
    pub at: Location,
    /// What there is to see.
    pub text: String,
}

/// A replacement of one span of one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What to replace.
    pub at: Location,
    /// What to write there.
    pub text: String,
}

/// Text edits that remove the fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What the edits do, as a sentence without its full stop.
    pub title: String,
    /// The edits, none overlapping another.
    pub edits: Vec<Edit>,
    /// Whether they may be made without a person who looks at them.
    pub certainty: Certainty,
}

/// How sure it is that a fix is what the author means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Certainty {
    /// Probably: a person decides.
    #[default]
    Likely,
    /// It is right, but changes what a reader finds: `primer check --fix` makes it only where its code is named.
    Asked,
    /// What is written can mean nothing else, and the edits change nothing but the fault: `primer check --fix` makes them.
    Certain,
}

/// One fault: what it is, where it is, and what to do. Each of its texts is one line: a control character in it is an escape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The kind of fault.
    pub code: Code,
    /// How serious it is.
    pub severity: Severity,
    /// The fault in one line, without a full stop.
    pub message: String,
    /// The exact place.
    pub at: Location,
    /// A few words under the place itself; may be empty.
    pub label: String,
    /// Other places that explain it.
    pub labels: Vec<Label>,
    /// What to do, one sentence each.
    pub help: Vec<String>,
    /// Edits that remove it, where the program knows them.
    pub fix: Option<Fix>,
    /// What it is about, where others that are worded differently are about the same.
    pub topic: Option<String>,
    /// What is at fault, where that is not what is written at the place.
    pub target: Option<String>,
    /// The file that the faulty reference leads to: a change of it may be the cause.
    pub leads_to: Option<SourcePath>,
}

impl Diagnostic {
    /// A diagnostic of a kind, with the severity that the kind has by default.
    pub fn new(code: Code, at: Location, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: clean::line(message.into()),
            at,
            label: String::new(),
            labels: Vec::new(),
            help: Vec::new(),
            fix: None,
            topic: None,
            target: None,
            leads_to: None,
        }
    }

    /// Is about the same as others with this topic, however each is worded.
    #[must_use]
    pub fn about(mut self, topic: impl Into<String>) -> Self {
        self.topic = Some(topic.into());
        self
    }

    /// Is the fault of something that is not written at its place.
    #[must_use]
    pub fn target(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// Comes of a reference to a file.
    #[must_use]
    pub fn leads_to(mut self, file: Option<SourcePath>) -> Self {
        self.leads_to = file;
        self
    }

    /// Says a few words under the place itself.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = clean::line(text.into());
        self
    }

    /// Points at another place that explains this one.
    #[must_use]
    pub fn see(mut self, at: Location, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            at,
            text: clean::line(text.into()),
        });
        self
    }

    /// Adds a sentence that says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(clean::line(text.into()));
        self
    }

    /// Adds a single edit that removes the fault.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, at: Location, text: impl Into<String>) -> Self {
        self.fix = Some(Fix {
            title: clean::line(title.into()),
            edits: vec![Edit {
                at,
                text: text.into(),
            }],
            certainty: Certainty::Likely,
        });
        self
    }

    /// Lets the fix be made for who asks for its code: see [`Certainty::Asked`].
    #[must_use]
    pub fn if_asked(mut self) -> Self {
        if let Some(fix) = &mut self.fix {
            fix.certainty = Certainty::Asked;
        }
        self
    }

    /// Lets the fix be made without a person who looks at it, where a condition holds: see [`Certainty::Certain`].
    #[must_use]
    pub fn certain_if(mut self, is_certain: bool) -> Self {
        if let Some(fix) = self.fix.as_mut().filter(|_| is_certain) {
            fix.certainty = Certainty::Certain;
        }
        self
    }
}

impl Diagnostic {
    /// Every place that it names.
    pub fn places(&self) -> impl Iterator<Item = &Location> {
        let labels = self.labels.iter().map(|label| &label.at);
        let edits = self.fix.iter().flat_map(|fix| &fix.edits);
        let edits = edits.map(|edit| &edit.at);
        [&self.at].into_iter().chain(labels).chain(edits)
    }

    /// Every file that it stands in, that explains it, or in which its cause may lie.
    pub fn files(&self) -> impl Iterator<Item = &SourcePath> {
        let places = self.places().map(|at| &at.path);
        places.chain(&self.leads_to)
    }

    /// The message, and below it what to do.
    pub(crate) fn in_full(&self) -> String {
        let mut text = self.message.clone();
        let titles = self.fix.iter().map(|fix| &fix.title);
        for help in self.help.iter().chain(titles) {
            text.push_str("\nhelp: ");
            text.push_str(help);
        }
        text
    }

    /// Puts a folder before each path.
    pub fn move_below(&mut self, folder: &str) {
        let labels = self.labels.iter_mut().map(|label| &mut label.at);
        let edits = self
            .fix
            .iter_mut()
            .flat_map(|fix| &mut fix.edits)
            .map(|edit| &mut edit.at);
        for at in labels.chain(edits).chain([&mut self.at]) {
            at.path = at.path.below(folder);
        }
    }
}

/// How many things were read, and how many diagnostics of each severity came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Entries and index pages read.
    pub entries: usize,
    /// Links, images and front-matter references resolved.
    pub references: usize,
    /// Diagnostics that are errors.
    pub errors: usize,
    /// Diagnostics that are warnings.
    pub warnings: usize,
    /// Diagnostics that are hints.
    pub hints: usize,
    /// Faults that a baseline knows: they are not among the diagnostics.
    pub known: usize,
}

impl Summary {
    /// Counts the diagnostics of a run.
    pub fn count(entries: usize, references: usize, diagnostics: &[Diagnostic]) -> Self {
        let of = |severity| {
            diagnostics
                .iter()
                .filter(|diagnostic| diagnostic.severity == severity)
                .count()
        };
        Self {
            entries,
            references,
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            hints: of(Severity::Hint),
            known: 0,
        }
    }

    /// The counts in words, such as `2 errors and 1 warning`; `no problems` when all are zero. Known faults stand behind them.
    pub fn words(&self) -> String {
        match (self.known, self.told()) {
            (0, None) => "no problems".to_owned(),
            (0, Some(told)) => told,
            (known, told) => {
                let told = told.unwrap_or_else(|| "no new problems".to_owned());
                format!("{told}; {}", plural(known, "known problem"))
            }
        }
    }

    fn told(&self) -> Option<String> {
        let parts: Vec<String> = [
            (self.errors, "error"),
            (self.warnings, "warning"),
            (self.hints, "hint"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| plural(count, word))
        .collect();
        match parts.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            [rest @ .., last] => Some(format!("{} and {last}", rest.join(", "))),
        }
    }
}

/// A count with its noun: `1 link`, `2 links`, `1,024 entries`.
pub fn plural(count: usize, noun: &str) -> String {
    let noun = match (count, noun.strip_suffix('y')) {
        (1, _) => noun.to_owned(),
        (_, Some(stem)) => format!("{stem}ies"),
        (_, None) => format!("{noun}s"),
    };
    let digits = count.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {noun}")
}

/// Everything that a report is made from.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The diagnostics in the order of the report.
    pub diagnostics: &'a [Diagnostic],
    /// The texts that they point into.
    pub sources: &'a Sources,
    /// The counts of the run.
    pub summary: Summary,
}

/// First and last position of a location; the very start where its source is not known.
pub(crate) fn positions(sources: &Sources, at: &Location) -> (Position, Position) {
    let origin = Position { line: 1, column: 1 };
    let position = |offset| sources.position(&at.path, offset).unwrap_or(origin);
    (position(at.span.start), position(at.span.end))
}

/// A span that lies within its source, on character boundaries, whatever it was before.
pub(crate) fn fitted(source: &Source, span: Span) -> Span {
    let text = &source.text;
    let mut start = (span.start as usize).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = (span.end as usize).clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    Span::new(start, end)
}

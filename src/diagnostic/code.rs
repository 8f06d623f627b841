//! The kinds of fault: their names, their severities, and the explanation of each.
//!
//! A name is what an author types into `primer explain` and `[check]`, and it never changes. The
//! explanations are Markdown files beside this one, one for each name.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::severity::Severity;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $severity:ident, $level:ident, $page:ident;)*) => {
        /// The kind of a fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[$doc])* $variant,)*
        }

        impl Code {
            /// Every code, in the order in which the stages can meet it.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stable kebab-case name, for example `broken-link`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The severity that the code has unless `[check]` says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// Whether `[check]` may change the severity, and exceptions and comments excuse it: not for
            /// faults without whose repair no site can be made.
            pub fn adjustable(self) -> bool {
                match self { $(Self::$variant => codes!(@$level),)* }
            }

            /// Whether it is reported only where `[check]` gives it a level.
            pub fn on_request(self) -> bool {
                match self { $(Self::$variant => codes!(@asked $level),)* }
            }

            /// Whether nobody knows what the front matter says in which it is.
            pub fn hides_fields(self) -> bool {
                matches!(
                    self,
                    Self::UnclosedFrontMatter | Self::InvalidFrontMatter | Self::MergeConflict
                )
            }

            /// Whether nobody knows which of the text stays in which it is.
            pub fn hides_text(self) -> bool {
                matches!(self, Self::MergeConflict)
            }

            /// Whether the page of a file with this fault is still what its author meant, but for a
            /// link or a list: then the preview shows it.
            pub fn leaves_page(self) -> bool {
                match self { $(Self::$variant => codes!(@$page),)* }
            }

            /// What the fault means, an example of it and its repair, as Markdown.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("explanations/", $name, ".md")),)* }
            }
        }
    };
    (@adjustable) => { true };
    (@on_request) => { true };
    (@fixed) => { false };
    (@asked on_request) => { true };
    (@asked $level:ident) => { false };
    (@leaves_page) => { true };
    (@spoils_page) => { false };
}

codes! {
    /// `primer.toml` cannot be understood.
    InvalidConfig = "invalid-config", Error, fixed, spoils_page;
    /// A setting has no effect.
    UnusedSetting = "unused-setting", Warning, adjustable, leaves_page;
    /// A color of the settings can hardly be seen.
    LowContrast = "low-contrast", Warning, adjustable, leaves_page;
    /// The settings name a category or a tag that no entry has.
    UnusedLabel = "unused-label", Warning, adjustable, leaves_page;
    /// Git does not say when texts were changed.
    UnknownDate = "unknown-date", Hint, adjustable, leaves_page;
    /// A file is not UTF-8 text.
    NotUtf8 = "not-utf8", Error, fixed, spoils_page;
    /// Letters of a text were read in another encoding.
    GarbledText = "garbled-text", Warning, adjustable, spoils_page;
    /// A file is larger than any text.
    FileTooLarge = "file-too-large", Error, fixed, spoils_page;
    /// A file or folder cannot be read.
    UnreadableFile = "unreadable-file", Error, fixed, spoils_page;
    /// A symbolic link leads back to a folder above it.
    SymlinkLoop = "symlink-loop", Error, fixed, spoils_page;
    /// A symbolic link leads to what does not belong to the primer.
    ForeignLink = "foreign-link", Error, fixed, spoils_page;
    /// An entry has no front matter.
    NoFrontMatter = "no-front-matter", Error, adjustable, spoils_page;
    /// The front matter has no closing fence.
    UnclosedFrontMatter = "unclosed-front-matter", Error, fixed, spoils_page;
    /// A merge that is not resolved left two versions in a file.
    MergeConflict = "merge-conflict", Error, fixed, spoils_page;
    /// The front matter is indented, or does not start at the beginning of its file.
    IndentedFrontMatter = "indented-front-matter", Warning, adjustable, spoils_page;
    /// The front matter holds no field.
    EmptyFrontMatter = "empty-front-matter", Error, adjustable, spoils_page;
    /// The front matter is not valid YAML or TOML.
    InvalidFrontMatter = "invalid-front-matter", Error, fixed, spoils_page;
    /// A key stands twice in one front matter.
    DuplicateKey = "duplicate-key", Error, fixed, spoils_page;
    /// A required field is missing.
    MissingField = "missing-field", Error, adjustable, spoils_page;
    /// A field has a value of another type.
    WrongType = "wrong-type", Error, adjustable, spoils_page;
    /// A list of entries is shorter or longer than it may be.
    WrongCount = "wrong-count", Error, adjustable, leaves_page;
    /// A value is not among those of its enum.
    UnknownValue = "unknown-value", Error, adjustable, spoils_page;
    /// A field is not in the schema.
    UnknownField = "unknown-field", Warning, adjustable, spoils_page;
    /// A `slug` cannot be part of a URL.
    InvalidSlug = "invalid-slug", Error, fixed, spoils_page;
    /// A value of the front matter ends at a `#` that was meant as a part of it.
    CutValue = "cut-value", Warning, adjustable, spoils_page;
    /// An entry was changed before it was published, or reviewed on a day to come.
    ImplausibleDate = "implausible-date", Warning, adjustable, leaves_page;
    /// The name of a file makes an address that cannot be typed as it is.
    UnwieldyAddress = "unwieldy-address", Warning, adjustable, leaves_page;
    /// An alias is neither a name nor an old address.
    InvalidAlias = "invalid-alias", Error, adjustable, leaves_page;
    /// Quotations and lists stand in one another without end.
    DeepNesting = "deep-nesting", Error, adjustable, spoils_page;
    /// Two headings or elements of one entry have the same id.
    DuplicateAnchor = "duplicate-anchor", Warning, adjustable, leaves_page;
    /// A reference link uses a label that no definition has.
    UndefinedLabel = "undefined-label", Warning, adjustable, leaves_page;
    /// Two definitions of links have one label.
    DuplicateLabel = "duplicate-label", Warning, adjustable, leaves_page;
    /// What was meant as markup stays as text.
    MarkupLeftInText = "markup-left-in-text", Warning, adjustable, leaves_page;
    /// A link has no words.
    EmptyLink = "empty-link", Warning, adjustable, leaves_page;
    /// An image has no description.
    MissingAlt = "missing-alt", Hint, adjustable, leaves_page;
    /// A heading has no words.
    EmptyHeading = "empty-heading", Warning, adjustable, leaves_page;
    /// A text has a heading of the level of its title.
    SecondTitle = "second-title", Hint, adjustable, leaves_page;
    /// An element of raw HTML is open at the end of its text.
    UnclosedHtml = "unclosed-html", Warning, adjustable, leaves_page;
    /// A block of code is open at the end of its text.
    UnclosedCode = "unclosed-code", Warning, adjustable, leaves_page;
    /// A row of a table has more cells than there are columns.
    ExcessCell = "excess-cell", Warning, adjustable, leaves_page;
    /// A footnote is used that has no text.
    UndefinedFootnote = "undefined-footnote", Warning, adjustable, leaves_page;
    /// Nothing refers to the text of a footnote.
    UnusedFootnote = "unused-footnote", Warning, adjustable, leaves_page;
    /// Two texts of footnotes have one label.
    DuplicateFootnote = "duplicate-footnote", Warning, adjustable, leaves_page;
    /// HTML in a text is left out, as the settings allow only what is safe.
    UnsafeHtml = "unsafe-html", Warning, adjustable, leaves_page;
    /// A comment that says that a fault is meant cannot be understood.
    InvalidIgnore = "invalid-ignore", Warning, adjustable, leaves_page;
    /// A list in a text cannot be understood, or asks for what there is not.
    InvalidList = "invalid-list", Error, adjustable, leaves_page;
    /// What a text embeds cannot stand there.
    InvalidEmbed = "invalid-embed", Error, adjustable, leaves_page;
    /// Two pages have the same URL.
    DuplicateUrl = "duplicate-url", Error, fixed, spoils_page;
    /// A path of the site can be no file beside the others.
    UnwritablePath = "unwritable-path", Error, fixed, spoils_page;
    /// Two paths of the site differ only in case.
    CaseConflict = "case-conflict", Warning, adjustable, leaves_page;
    /// Two entries of one collection have the same name.
    DuplicateName = "duplicate-name", Warning, adjustable, leaves_page;
    /// A link in a text leads nowhere.
    BrokenLink = "broken-link", Error, adjustable, leaves_page;
    /// A link leads to a heading that its page does not have.
    BrokenAnchor = "broken-anchor", Error, adjustable, leaves_page;
    /// A link of an HTML file leads nowhere.
    BrokenHtmlLink = "broken-html-link", Warning, adjustable, leaves_page;
    /// A reference in the front matter leads nowhere.
    BrokenReference = "broken-reference", Error, adjustable, leaves_page;
    /// A link fits more than one entry.
    AmbiguousLink = "ambiguous-link", Error, adjustable, leaves_page;
    /// A file that is linked or shown does not exist.
    MissingAsset = "missing-asset", Error, adjustable, leaves_page;
    /// Files that another generator makes pages of are copied as they are.
    ForeignPage = "foreign-page", Warning, adjustable, leaves_page;
    /// A published entry links to a draft.
    LinkToDraft = "link-to-draft", Error, adjustable, leaves_page;
    /// A link uses the old address of an entry.
    LinkToRedirect = "link-to-redirect", Warning, adjustable, leaves_page;
    /// The words of a link are the name of another entry than it leads to.
    MislabeledLink = "mislabeled-link", Warning, adjustable, leaves_page;
    /// A link leads to a page of another site for which this one has an entry.
    LinkPastEntry = "link-past-entry", Hint, adjustable, leaves_page;
    /// An address of another site is not there any more.
    DeadLink = "dead-link", Error, adjustable, leaves_page;
    /// An address of another site leads on to a new one for good.
    MovedLink = "moved-link", Hint, adjustable, leaves_page;
    /// Nobody can say whether an address of another site is there.
    UnconfirmedLink = "unconfirmed-link", Hint, adjustable, leaves_page;
    /// A link runs code or hides its content.
    UnsafeLink = "unsafe-link", Error, adjustable, leaves_page;
    /// An entry lists itself.
    SelfReference = "self-reference", Warning, adjustable, leaves_page;
    /// A list names the same entry twice.
    DuplicateReference = "duplicate-reference", Warning, adjustable, leaves_page;
    /// Nothing links to an entry.
    OrphanEntry = "orphan-entry", Warning, adjustable, leaves_page;
    /// A text names an entry and does not link to it.
    UnlinkedMention = "unlinked-mention", Hint, on_request, leaves_page;
    /// A relation is written on one side only.
    OneWayRelation = "one-way-relation", Hint, on_request, leaves_page;
    /// A relation and its inverse are both written, and do not agree.
    UnevenRelation = "uneven-relation", Hint, adjustable, leaves_page;
    /// A relation that must not leads in a circle.
    CircularRelation = "circular-relation", Warning, adjustable, leaves_page;
    /// Entries require one another to be read first.
    CircularPrerequisite = "circular-prerequisite", Warning, adjustable, leaves_page;
    /// An entry names a template that does not exist.
    UnknownTemplate = "unknown-template", Error, fixed, spoils_page;
    /// A template cannot be read or rendered.
    TemplateError = "template-error", Error, fixed, spoils_page;
    /// A comment says that a fault is meant which is not there.
    UnusedIgnore = "unused-ignore", Warning, adjustable, leaves_page;
    /// An exception of the settings excuses nothing.
    UnusedException = "unused-exception", Warning, adjustable, leaves_page;
    /// The file of known faults cannot be understood.
    InvalidBaseline = "invalid-baseline", Error, fixed, leaves_page;
}

/// What a kind of fault takes for granted. Where that is in doubt itself, nothing is said of the fault: it may be a
/// consequence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Premise {
    /// Nothing.
    #[default]
    Nothing,
    /// That the declarations of collections and fields are understood.
    Schemas,
    /// That the settings are understood at all.
    Settings,
}

impl Code {
    /// The names of the kinds that settings, exceptions and comments can name.
    pub fn adjustable_names() -> impl Iterator<Item = &'static str> {
        let adjustable = Self::ALL.iter().filter(|code| code.adjustable());
        adjustable.map(|code| code.name())
    }

    /// The kinds that explain others.
    pub(super) const CAUSES: &[Self] = &[
        Self::AmbiguousLink,
        Self::DuplicateName,
        Self::DuplicateUrl,
        Self::UnknownField,
    ];

    /// What the kind takes for granted.
    fn premise(self) -> Premise {
        match self {
            Self::InvalidConfig
            | Self::NotUtf8
            | Self::FileTooLarge
            | Self::UnreadableFile
            | Self::SymlinkLoop
            | Self::ForeignLink
            | Self::TemplateError
            | Self::InvalidBaseline => Premise::Nothing,
            Self::MissingField
            | Self::WrongType
            | Self::UnknownField
            | Self::BrokenReference
            | Self::OneWayRelation
            | Self::UnevenRelation
            | Self::CircularRelation
            | Self::WrongCount
            | Self::LinkPastEntry
            | Self::CircularPrerequisite
            | Self::OrphanEntry
            | Self::UnusedIgnore
            | Self::UnusedException => Premise::Schemas,
            _ => Premise::Settings,
        }
    }

    /// Whether a fault of the kind is one, though the settings are in doubt.
    pub fn holds(self, doubt: Premise) -> bool {
        self.premise() == Premise::Nothing || doubt < self.premise()
    }

    /// The kinds that explain a fault of this kind, if they are about the same place.
    pub(super) fn explained_by(self) -> &'static [Self] {
        match self {
            Self::MissingField => &[Self::UnknownField],
            Self::AmbiguousLink => &[Self::DuplicateName, Self::DuplicateUrl],
            Self::DuplicateName => &[Self::DuplicateUrl],
            Self::OrphanEntry => &[Self::AmbiguousLink, Self::DuplicateUrl],
            _ => &[],
        }
    }

    /// What its cause calls a fault of this kind when it counts what it explains.
    pub(super) fn counted_as(self) -> Option<&'static str> {
        matches!(self, Self::AmbiguousLink).then_some("link")
    }

    /// Whether faults of the kind that are about one topic name different things, each with its own help.
    pub(super) fn is_listed(self) -> bool {
        matches!(self, Self::UnknownField | Self::MarkupLeftInText)
    }

    /// Whether faults of the kind come and go with the options of a run, such as `--drafts` and `--untrusted`: of what
    /// excuses them nobody can say that it is of no use.
    pub fn depends_on_options(self) -> bool {
        matches!(
            self,
            Self::LinkToDraft | Self::UnsafeHtml | Self::UnknownDate
        ) || self.is_external()
    }

    /// Whether faults of the kind are found only by asking other sites.
    pub fn is_external(self) -> bool {
        matches!(
            self,
            Self::DeadLink | Self::MovedLink | Self::UnconfirmedLink
        )
    }

    /// The first sentence of the explanation, without its full stop.
    pub fn summary(self) -> String {
        let first = self.explanation().split("\n\n").next();
        let first = first.unwrap_or("").replace('\n', " ");
        let sentence = first.split_once(". ");
        let sentence = sentence.map_or(first.as_str(), |(sentence, _)| sentence);
        sentence.trim_end_matches('.').to_owned()
    }

    /// The code with a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name: &str = Deserialize::deserialize(deserializer)?;
        let code = Self::ALL.iter().find(|code| code.name() == name);
        code.copied()
            .ok_or_else(|| D::Error::custom("no such code"))
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

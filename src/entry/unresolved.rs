//! `merge-conflict`: two versions of a text stand in it, and nobody has decided between them.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, merge_conflict};

/// The conflict of a file. Whatever else is found in it may be of either version.
pub(super) fn report(source: &Source) -> Option<Diagnostic> {
    let span = merge_conflict(&source.text)?;
    let message = "two versions of the text stand here, with the marks of a merge";
    let diagnostic = Diagnostic::new(Code::MergeConflict, source.at(span), message);
    let diagnostic = diagnostic.label("the first of the two starts here");
    Some(diagnostic.help(
        "keep what is right of both, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`",
    ))
}

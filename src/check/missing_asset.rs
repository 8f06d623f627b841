//! `missing-asset`: an image or another file that an entry shows or links to is not there.

use super::context::{Context, encoded};
use super::meant::{Wanted, outside};
use crate::asset::is_file_name;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::slug::slug;
use crate::entry::{Reference, ReferenceKind};
use crate::glossary::{EntryIndex, Target};

pub(super) fn check(
    context: &Context<'_>,
    from: EntryIndex,
    reference: Reference<'_>,
    target: &Target,
) -> Option<Diagnostic> {
    if reference.kind.is_media()
        && matches!(
            target,
            Target::Entry { .. } | Target::MissingAnchor { .. } | Target::Page { .. }
        )
    {
        let message = format!("`{}` is a page, not a file to show", reference.written());
        let at = context.at(from, reference.span);
        let diagnostic = Diagnostic::new(Code::MissingAsset, at, message).label("no such file");
        return Some(diagnostic.help("name an image, or make it a link: `[…](…)` without the `!`"));
    }
    let Target::Missing {
        is_asset: true,
        wanted,
        path,
    } = target
    else {
        return None;
    };
    if matches!(reference.kind, ReferenceKind::Relation(_)) {
        return None;
    }
    let at = context.at(from, reference.span);
    if *reference.kind == ReferenceKind::Embed
        && !context
            .glossary
            .names
            .named(&slug(reference.written()))
            .is_empty()
    {
        let name = reference.written();
        let message = format!("`{name}` is an entry, not a file to show");
        let diagnostic = Diagnostic::new(Code::MissingAsset, at, message);
        let diagnostic = diagnostic.label("no such file");
        return Some(diagnostic.help(format!(
            "link to it: `[[{name}]]`, without the `!`; to embed it, write its place: `![[folder/name]]`"
        )));
    }
    if reference.kind.is_media() && reference.written().ends_with('/') {
        let message = format!("`{}` is a folder, not a file to show", reference.written());
        let diagnostic = Diagnostic::new(Code::MissingAsset, at, message).label("no such file");
        return Some(diagnostic.help("write the name of the file behind it, with its ending"));
    }
    let message = format!("there is no file `{}`", reference.written());
    let diagnostic = Diagnostic::new(Code::MissingAsset, at.clone(), message).label("no such file");
    let diagnostic = match outside(context, diagnostic, reference, &at) {
        Ok(diagnostic) => return Some(diagnostic),
        Err(diagnostic) => diagnostic,
    };
    let near = context.meant(Wanted {
        from: Some(from),
        name: wanted,
        path: path.as_deref(),
        is_media: reference.kind.is_media() || is_file_name(wanted),
    });
    let diagnostic = context.offering(diagnostic, reference, &at, &near);
    if near.is_certain() {
        return Some(diagnostic);
    }
    Some(if reference.written().starts_with('/') {
        let path = reference.written().split(['?', '#']).next().unwrap_or("");
        let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
        if let Some(rest) = path.strip_prefix("/static/") {
            return Some(diagnostic.help(format!(
                "what lies in `static/` is at the top of the site: write `/{}`, and put the file at `static/{rest}`",
                encoded(rest)
            )));
        }
        let diagnostic = diagnostic.help(format!("put it at `static{path}`"));
        match path[1..].rsplit_once('/') {
            // One cause for all that it would hold.
            Some((folder, _)) if !context.has_files(&format!("{folder}/")) => diagnostic
                .label(format!("no such file, and none in `static/{folder}/`"))
                .about(format!("files of {folder}")),
            _ => diagnostic,
        }
    } else {
        diagnostic.help("put it beside this file, or into `static/` and start its address with `/`")
    })
}

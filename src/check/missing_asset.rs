//! `missing-asset`: an image or another file that an entry shows or links to is not there.

use super::context::{Context, encoded};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::{Reference, ReferenceKind};
use crate::glossary::place::Form;
use crate::glossary::{EntryIndex, Target};

/// `?query` and `#anchor` as written.
fn suffix(written: &str) -> &str {
    written.find(['?', '#']).map_or("", |at| &written[at..])
}

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
        ..
    } = target
    else {
        return None;
    };
    if matches!(reference.kind, ReferenceKind::Relation(_)) {
        return None;
    }
    let assets = &context.glossary.assets;
    let at = context.at(from, reference.span);
    let mut diagnostic = Diagnostic::new(
        Code::MissingAsset,
        at.clone(),
        format!("there is no file `{}`", reference.written()),
    )
    .label("no such file");
    let near = context.suggest_asset(wanted);
    let near = near.map(|index| assets[index].site_path());
    let near = near.or_else(|| {
        let made = context.suggest_page(wanted)?;
        let is_file = context.glossary.places.at(made)?.form == Form::File;
        (is_file && !reference.kind.is_media()).then_some(made)
    });
    diagnostic = match near {
        Some(path) => diagnostic.fix(
            "there is a file with a similar name",
            at,
            format!("/{}{}", encoded(path), suffix(reference.written())),
        ),
        None if reference.written().starts_with('/') => {
            let path = reference.written().split(['?', '#']).next().unwrap_or("");
            let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
            diagnostic.help(format!("put it at `static{path}`"))
        }
        None => diagnostic
            .help("put it beside this file, or into `static/` and start its address with `/`"),
    };
    Some(diagnostic)
}

//! `missing-asset`: an image or another file that an entry shows or links to is not there.

use super::context::{Context, encoded};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::ReferenceKind;
use crate::glossary::place::Form;
use crate::glossary::{EntryIndex, Target};

/// `?query` and `#anchor` as written.
fn suffix(written: &str) -> &str {
    written.find(['?', '#']).map_or("", |at| &written[at..])
}

pub(super) fn check(context: &Context<'_>, from: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    for (reference, target) in context.edges_of(from) {
        if reference.kind.is_media()
            && matches!(
                target,
                Target::Entry { .. } | Target::MissingAnchor { .. } | Target::Page { .. }
            )
        {
            diagnostics.push(
                Diagnostic::new(
                    Code::MissingAsset,
                    context.at(from, reference.span),
                    format!("`{}` is a page, not a file to show", reference.written()),
                )
                .label("no such file")
                .help("name an image, or make it a link: `[…](…)` without the `!`"),
            );
            continue;
        }
        let Target::Missing {
            is_asset: true,
            wanted,
            ..
        } = target
        else {
            continue;
        };
        if matches!(reference.kind, ReferenceKind::Relation(_)) {
            continue;
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
        diagnostics.push(diagnostic);
    }
}

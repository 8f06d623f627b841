//! The table `[redirects]` of `primer.toml`: old addresses that belong to no entry, each with the new one.

use percent_encoding::percent_decode_str;

use super::key::KeyReader;
use crate::data::Table;
use crate::source::Spanned;

/// An old address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// What it was: a path from the top of the site.
    pub from: Spanned<String>,
    /// Where it leads: an address on this site or on another one.
    pub to: Spanned<String>,
}

/// Reads the table.
pub(super) fn read(reader: &mut KeyReader<'_>, table: &Table) -> Vec<Redirect> {
    let mut redirects = Vec::new();
    for pair in &table.0 {
        let from = &pair.key;
        let path = from
            .strip_prefix('/')
            .map(|path| path.trim_end_matches('/'));
        let is_path =
            path.is_some_and(|path| is_place(&percent_decode_str(path).decode_utf8_lossy()));
        if !is_path {
            let message = format!("`{}` is no old address of this site", from.value);
            let fault = reader.diagnostic(from.span, message);
            reader.report(fault.help(
                "write the path from the top of the site, without `?` and `#`: `\"/old/path\"`",
            ));
            continue;
        }
        let Some(to) = reader.placed(pair) else {
            continue;
        };
        let is_address = ["/", "https://", "http://"]
            .iter()
            .any(|start| to.starts_with(start));
        if !is_address || to.starts_with("//") {
            let message = format!("`{}` is no address to lead readers to", to.value);
            let fault = reader.diagnostic(pair.value.span, message);
            reader.report(fault.help(
                "write a path from the top of the site, or an address of another one: `\"/new\"`, `\"https://…\"`",
            ));
            continue;
        }
        let from = Spanned::new(from.value.clone(), reader.place(from.span));
        redirects.push(Redirect { from, to });
    }
    redirects
}

/// Whether a path is a place within the site.
pub fn is_place(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(|letter: char| letter.is_control() || "\\?#".contains(letter))
        && !path.starts_with(".primer-")
        && path
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
}

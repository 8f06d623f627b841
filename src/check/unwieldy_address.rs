//! `unwieldy-address`: the name of a file or folder makes an address that nobody can type or link to as it is.

use super::context::{Context, encoded, split};
use crate::config::is_place;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::slug::{is_unfit, slug};
use crate::glossary::EntryIndex;
use crate::glossary::names::old_address;
use crate::source::last_part;

pub(super) fn check(context: &Context<'_>, index: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    let entry = context.entry(index);
    let is_unwieldy = |part: &&str| part.contains(is_unfit);
    let Some(part) = entry.id.split('/').find(is_unwieldy) else {
        return;
    };
    let (stem, ending) = split(last_part(&entry.path));
    let better = slug(part);
    let better = if better.is_empty() { "a-name" } else { &better };
    let (what, help) = if stem == part {
        let is_number = better.bytes().all(|byte| byte.is_ascii_digit());
        let quote = if is_number { "\"" } else { "" };
        let help = format!(
            "call the file `{better}.{ending}`, or write its address into it: `slug: {quote}{better}{quote}`"
        );
        ("file", help)
    } else {
        ("folder", format!("call the folder `{better}`"))
    };
    let mut fault = Diagnostic::new(
        Code::UnwieldyAddress,
        entry.at(entry.name_span),
        "the address of this page has signs in it that every link must escape",
    )
    .label(format!("its {what} is called `{part}`"))
    .help(help);
    let path = encoded(&entry.id);
    if is_place(&old_address(&path, context.config)) {
        fault = fault.help(format!(
            "where others link to the page already, keep its old address: `aliases: [\"/{path}\"]`"
        ));
    }
    diagnostics.push(fault);
}

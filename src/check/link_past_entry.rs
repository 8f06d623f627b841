//! `link-past-entry`: a link leads to a page of another site, and this one has an entry that stands for it.

use std::slice;

use percent_encoding::percent_decode_str;

use super::context::{Addresses, Context, encoded};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::field::FieldValue;
use crate::entry::{ReferenceKind, WordsKey};
use crate::glossary::{EntryIndex, Target};

pub(super) fn check(context: &Context<'_>, from: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    if !context.config.reports(Code::LinkPastEntry) {
        return;
    }
    let addresses = context.shared.addresses.get_or_init(|| addresses(context));
    if addresses.is_empty() {
        return;
    }
    for (reference, target) in context.edges_of(from) {
        if *target != Target::External || !reference.kind.is_link() {
            continue;
        }
        let address = common(reference.written());
        let Some(&Some(to)) = address.and_then(|address| addresses.get(&address)) else {
            continue;
        };
        if to == from || context.is_contested(to) {
            continue;
        }
        let entry = context.entry(to);
        let (at, own) = (
            context.at(from, reference.span),
            format!("/{}", encoded(&entry.id)),
        );
        let fault = Diagnostic::new(
            Code::LinkPastEntry,
            at.clone(),
            format!("this site has an entry for this address: `{}`", entry.name),
        )
        .label("leads out of the site")
        .leads_to(Some(entry.path.clone()));
        // `<https://…>` and a bare address are no links any more without their scheme.
        let is_plain = reference.kind == &ReferenceKind::HtmlLink
            || reference
                .words
                .is_some_and(|words| Some(words) != WordsKey::of(reference.written()));
        let is_whole = reference.span.range().len() == reference.written().len();
        diagnostics.push(if is_plain && is_whole {
            fault.fix("link to the entry", at, own).if_asked()
        } else {
            fault.help(format!("link to the entry: `[…]({own})`"))
        });
    }
}

fn addresses(context: &Context<'_>) -> Addresses {
    let mut addresses = Addresses::new();
    let (glossary, collections) = (context.glossary, &context.config.collections);
    let stand_for = collections.iter().map(|collection| {
        let mut fields = collection.fields.iter();
        fields.any(|field| collection.stands_for(&field.name))
    });
    let stand_for: Vec<bool> = stand_for.collect();
    for index in glossary
        .indices()
        .filter(|&index| glossary.is_published(index))
    {
        let collection = context.entry(index).collection;
        if !stand_for[collection] {
            continue;
        }
        let entry = context.entry(index);
        let fields = entry.fields.iter();
        let fields = fields.filter(|(name, _)| collections[collection].stands_for(name));
        let values = fields.flat_map(|(_, value)| match &value.value {
            FieldValue::List(values) => values.as_slice(),
            one => slice::from_ref(one),
        });
        for value in values {
            let (FieldValue::Url(address, Some(reference))
            | FieldValue::Source(_, address, Some(reference))) = value
            else {
                continue;
            };
            if glossary.targets_of(index)[*reference] != Target::External {
                continue;
            }
            if let Some(address) = common(address) {
                let known = addresses.entry(address).or_insert(Some(index));
                if *known != Some(index) {
                    *known = None;
                }
            }
        }
    }
    addresses
}

/// What addresses of one page have in common, but for their scheme, the case of their host, percent signs and a last slash.
/// Nothing for one that is not of the web, or of a passage on a page.
fn common(address: &str) -> Option<String> {
    let (scheme, rest) = address.trim().split_once("://")?;
    let is_web = ["http", "https"]
        .iter()
        .any(|web| scheme.eq_ignore_ascii_case(web));
    if !is_web || rest.contains('#') {
        return None;
    }
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut common = host.to_lowercase();
    common.push_str(&percent_decode_str(path).decode_utf8_lossy());
    Some(common)
}

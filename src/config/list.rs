//! How the list of a collection looks, as `[collections.<name>]` says it.
//!
//! In: the values of its keys. Out: [`ListSettings`]. The fields that they name are looked up in `collection`.

use std::num::NonZeroUsize;

use super::key::KeyReader;
use crate::data::{Data, Pair};
use crate::source::Spanned;

/// How the list of a collection looks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListSettings {
    /// The fields that others show of an entry beside its name.
    pub card: Vec<String>,
    /// In which form.
    pub layout: Layout,
    /// In which order its groups are.
    pub group_order: GroupOrder,
    /// The fields by whose values readers choose what they see of it.
    pub filter: Vec<String>,
    /// So many entries stand on a page of it; without it all do.
    pub paginate: Option<NonZeroUsize>,
}

/// The form of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Names, one below another.
    #[default]
    List,
    /// Boxes, with the image of each entry.
    Cards,
    /// A row for each entry, a column for each field of its card.
    Table,
}

impl Layout {
    /// Its name in `primer.toml` and for templates.
    pub fn name(self) -> &'static str {
        let named = LAYOUTS.iter().find(|(_, layout)| *layout == self);
        named.map_or("", |(name, _)| name)
    }
}

/// The forms by their names.
pub(super) const LAYOUTS: &[(&str, Layout)] = &[
    ("list", Layout::List),
    ("cards", Layout::Cards),
    ("table", Layout::Table),
];

/// The order of the groups of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum GroupOrder {
    /// That of the values of an enum; that of the list, where it is sorted by the same field; else by name.
    #[default]
    Usual,
    /// By name.
    Name,
    /// By the first entry of each.
    First,
    /// These groups first, the others behind them by name.
    Values(Vec<Spanned<String>>),
}

/// A word for an order, or a list of the groups themselves.
pub(super) fn group_order(reader: &mut KeyReader<'_>, pair: &Pair) -> GroupOrder {
    if matches!(pair.value.value, Data::List(_)) {
        return GroupOrder::Values(reader.placed_list(pair));
    }
    let words = [("name", GroupOrder::Name), ("first", GroupOrder::First)];
    if let Data::String(text) = &pair.value.value
        && let Some((_, order)) = words.into_iter().find(|(word, _)| word == text)
    {
        return order;
    }
    let message = "`group_order` must be `name`, `first` or a list of groups";
    let diagnostic = reader.diagnostic(pair.value.span, message);
    reader.report(diagnostic.help(
        "`name` sorts the groups by name, `first` by their first entries; `[\"supreme\", \"appeals\"]` names them",
    ));
    GroupOrder::Usual
}

/// How many entries a page holds.
pub(super) fn paginate(reader: &mut KeyReader<'_>, pair: &Pair) -> Option<NonZeroUsize> {
    let number = match pair.value.value {
        Data::Integer(number) => usize::try_from(number).ok(),
        _ => None,
    };
    let number = number.and_then(NonZeroUsize::new);
    if number.is_none() {
        let message = "`paginate` must be a whole number from 1 on";
        reader.fault(pair.value.span, message);
    }
    number
}

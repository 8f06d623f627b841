//! The other side of a relation: which field it is, and whether somebody keeps it.

use crate::config::Config;
use crate::config::schema::Field;
use crate::entry::field::FieldValue;

/// The field that leads back from one collection to another, by the declaration of either. Where the inverse is no field of
/// its own, it cannot be written at all.
pub(super) fn inverse<'a>(
    config: &'a Config,
    [from, to]: [usize; 2],
    field: &str,
) -> Option<&'a str> {
    let back = &config.collections[to];
    let Some(inverse) = config.relation(from, field)?.inverse.as_deref() else {
        let mut fields = back.fields.iter();
        let is_inverse = |back: &&Field| {
            let relation = back.kind.relation();
            relation.is_some_and(|relation| relation.inverse.as_deref() == Some(field))
                && config.relation_target(to, &back.name) == from
        };
        return fields.find(is_inverse).map(|back| back.name.as_str());
    };
    let back = back.field(inverse)?;
    back.kind.relation().map(|_| inverse)
}

/// Whether somebody keeps a list by hand: one without values may be there for another program.
pub(super) fn is_kept(value: &FieldValue) -> bool {
    matches!(value, FieldValue::References(named) if !named.is_empty())
}

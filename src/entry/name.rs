//! The names of files as names of entries.

/// The name of a file without what only orders it among others: `03-shared-state` and `ch16-03-shared-state` are
/// `shared-state`, `2026-01-31-rent` is `rent`. Other numbers may belong to the name, as in `12-factor-app`.
pub(super) fn without_order(name: &str) -> &str {
    let day = name.split_at_checked(10).filter(|(day, _)| {
        let signs = day.bytes().enumerate();
        signs.into_iter().all(|(at, sign)| match at {
            4 | 7 => sign == b'-',
            _ => sign.is_ascii_digit(),
        })
    });
    let mut rest = day.map_or(name, |(_, rest)| rest);
    let mut is_ordered = false;
    while let Some((first, behind)) = rest.split_once(['-', '_', '.', ' ']) {
        let number = first
            .strip_prefix("chapter")
            .or_else(|| first.strip_prefix("ch"))
            .unwrap_or(first);
        let is_number = !number.is_empty() && number.bytes().all(|sign| sign.is_ascii_digit());
        let orders = is_number
            && number.len() < 4
            && (is_ordered || number.starts_with('0') || number.len() < first.len());
        if !orders && !first.is_empty() {
            break;
        }
        is_ordered |= orders;
        rest = behind;
    }
    let has_words = rest.contains(char::is_alphabetic);
    if has_words && (is_ordered || day.is_some()) {
        rest
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::without_order;

    #[test]
    fn numbers_that_order_files_are_no_part_of_a_name() {
        for (name, expected) in [
            ("03-shared-state", "shared-state"),
            ("03. Shared state", "Shared state"),
            ("ch16-03-shared-state", "shared-state"),
            ("chapter2_memory", "memory"),
            ("2026-01-31-rent", "rent"),
            ("12-factor-app", "12-factor-app"),
            ("1099-form", "1099-form"),
            ("2026-01-31", "2026-01-31"),
            ("ch16", "ch16"),
            ("01-02", "01-02"),
            ("change", "change"),
            ("_draft-note", "_draft-note"),
            ("", ""),
            ("é", "é"),
        ] {
            assert_eq!(without_order(name), expected, "{name}");
        }
    }
}

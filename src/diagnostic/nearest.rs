//! The known name that a misspelt one was probably meant to be.

use std::cell::Cell;

/// Longer words are no slip of the finger: letters are compared with letters, each with each.
const LONGEST: usize = 64;

/// So many names are compared letter by letter; where more would be, there are other troubles than spelling.
const COMPARISONS: usize = 200_000;

/// How many comparisons are still to be made.
#[derive(Debug)]
pub struct Budget(Cell<usize>);

impl Default for Budget {
    fn default() -> Self {
        Self(Cell::new(COMPARISONS))
    }
}

impl Budget {
    /// The budget of each of several, who together make no more than some times as many comparisons as one may.
    pub fn shared_by(many: usize) -> Self {
        Self(Cell::new(COMPARISONS.min(COMPARISONS * 200 / many.max(1))))
    }

    /// Takes so many comparisons, if that many are left. Nothing is left where they are not.
    pub fn allows(&self, more: usize) -> bool {
        let left = self.0.get().checked_sub(more);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// How many slips of the finger lie between two words, where there are no more than `most`.
pub fn slips(one: &str, other: &str, most: usize) -> Option<usize> {
    let lengths = [one, other].map(|word| word.chars().count());
    if lengths[0].abs_diff(lengths[1]) > most || lengths[0].max(lengths[1]) > LONGEST {
        return None;
    }
    Some(strsim::damerau_levenshtein(one, other)).filter(|slips| *slips <= most)
}

/// The one candidate that is a likely spelling of `written`, without regard to case, `_` and `-`.
///
/// Nothing when none is near, or when two are equally near: a wrong suggestion is worse than none.
pub fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let wanted = folded(written);
    let most = match wanted.chars().count() {
        0..=2 => 0,
        // `created` is not `related`.
        3..=7 => 1,
        8..=10 => 2,
        _ => 3,
    };
    let mut best: Option<(usize, &str)> = None;
    let mut tie = false;
    for candidate in candidates {
        let known = folded(candidate);
        let distance = slips(&wanted, &known, most);
        // Cut short or drawn out: `warning` is `warn`.
        let is_form = || known.len() > 3 && wanted.len() > 3 && is_begun_by(&wanted, &known);
        let Some(distance) = distance.or_else(|| is_form().then_some(most + 1)) else {
            continue;
        };
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, other)) if distance == least => tie |= other != candidate,
            _ => {
                best = Some((distance, candidate));
                tie = false;
            }
        }
    }
    best.filter(|_| !tie).map(|(_, candidate)| candidate)
}

/// Whether one word is the other with an ending.
fn is_begun_by(one: &str, other: &str) -> bool {
    one.len().abs_diff(other.len()) <= 3 && (one.starts_with(other) || other.starts_with(one))
}

fn folded(name: &str) -> String {
    name.chars()
        .filter(|letter| !matches!(letter, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_or_nothing() {
        let known = [
            "related",
            "tags",
            "warn",
            "error",
            "title",
            "description",
            "date",
        ];
        for (written, expected) in [
            ("tag", Some("tags")),
            ("warning", Some("warn")),
            ("errors", Some("error")),
            ("Title", Some("title")),
            ("tilte", Some("title")),
            ("desciprtion", Some("description")),
            ("created", None),
            ("updated", None),
            ("data", Some("date")),
            ("to", None),
        ] {
            assert_eq!(nearest(written, known), expected, "{written}");
        }
    }
}

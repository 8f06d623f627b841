//! The one rule from a name to an identifier.
//!
//! Entries, aliases, headings, categories and tags, and whatever is written to refer to them, are
//! compared and addressed by the same slug.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The slug of a name: lower-case letters and digits of any script, `-` between words.
///
/// The name is brought to the composed form (Unicode Standard Annex 15, NFKC), apostrophes are
/// dropped, so `Dep't` is `dept`, and a `+` or `#` behind a letter is a word, so that `C++` and
/// `C#` differ. A name without a letter or digit has an empty slug.
pub fn slug(name: &str) -> String {
    if name.is_ascii() || is_nfkc_quick(name.chars()) == IsNormalized::Yes {
        // Most names are in the composed form.
        from_composed(name.chars(), name.len())
    } else {
        from_composed(name.nfkc(), name.len())
    }
}

/// What tells names of one slug apart: `.NET` and `NET`, `§ 1983` and `1983`, `R&D` and `R D` are different names. Capital
/// letters, spaces and punctuation do not count: `St. Louis!` and `st-louis` are one.
pub fn spelling(name: &str) -> String {
    let is_sign = |letter: char| "+#§&@$%=<>^~|*".contains(letter);
    let name = name.trim_start_matches(|letter: char| {
        !(letter == '.' || is_sign(letter) || letter.is_alphanumeric())
    });
    let first = name.chars().next().filter(|first| *first == '.');
    let letters = name
        .nfkc()
        .filter(|&letter| letter.is_alphanumeric() || is_sign(letter));
    first
        .into_iter()
        .chain(letters.flat_map(char::to_lowercase))
        .collect()
}

/// Whether a character cannot stand in an address as it is: it means something there, or in a file system, or cannot be
/// seen.
pub fn is_unfit(letter: char) -> bool {
    letter.is_control() || letter.is_whitespace() || "/\\?#%&:*\"<>|".contains(letter)
}

fn from_composed(letters: impl Iterator<Item = char>, capacity: usize) -> String {
    let mut slug = String::with_capacity(capacity);
    let mut gap = false;
    let mut before = ' ';
    let separate = |slug: &mut String, gap: &mut bool| {
        if *gap && !slug.is_empty() {
            slug.push('-');
        }
        *gap = false;
    };
    for letter in letters {
        match letter {
            'a'..='z' | '0'..='9' => {
                separate(&mut slug, &mut gap);
                slug.push(letter);
            }
            ' ' => gap = true,
            '\'' | '\u{2019}' | '\u{2bc}' | '\u{200b}'..='\u{200d}' => continue,
            '+' if before.is_alphanumeric() || before == '+' => {
                gap |= before != ' ';
                separate(&mut slug, &mut gap);
                slug.push_str("plus");
            }
            '#' if before.is_alphanumeric() => {
                gap = true;
                separate(&mut slug, &mut gap);
                slug.push_str("sharp");
            }
            _ if letter.is_ascii_alphanumeric() => {
                separate(&mut slug, &mut gap);
                slug.push(letter.to_ascii_lowercase());
            }
            _ if letter.is_alphanumeric() || is_mark(letter) => {
                separate(&mut slug, &mut gap);
                slug.extend(letter.to_lowercase());
            }
            _ => gap = true,
        }
        before = letter;
    }
    slug
}

/// Combining marks belong to the letter before them, in Devanagari as in Hebrew.
fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn names_of_many_kinds() {
        for (name, expected) in [
            ("Motion to dismiss", "motion-to-dismiss"),
            (
                "  The \"But I Don't Know\" Problem ",
                "the-but-i-dont-know-problem",
            ),
            ("42 U.S.C. § 1983", "42-u-s-c-1983"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("The #1 killer", "the-1-killer"),
            ("CI/CD", "ci-cd"),
            ("Übermaß", "übermaß"),
            ("e\u{301}tat", "état"),
            ("Причинная связь", "причинная-связь"),
            ("因果関係", "因果関係"),
            ("हिन्दी", "हिन्दी"),
            ("already-a-slug", "already-a-slug"),
            ("—", ""),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
    }

    #[test]
    fn a_slug_is_its_own_slug() {
        for name in ["C++", "Dep't of A & B", "§ 1983", "ﬁnding", "ǅ"] {
            let once = slug(name);
            assert_eq!(slug(&once), once, "{name}");
        }
    }
}

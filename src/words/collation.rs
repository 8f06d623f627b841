//! How a language sorts names, and the letters that they stand under: the collation of CLDR.
//!
//! In: a language and a name. Out: a key that sorts as its bytes do, made once for each name; and a letter.

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// By what a name sorts among others.
pub type SortKey = Box<[u8]>;

/// The collation of a language.
#[derive(Debug)]
pub(super) struct Collation {
    /// Tells all letters apart; numbers sort by their value.
    whole: Option<CollatorBorrowed<'static>>,
    /// Tells only those letters apart that have a place of their own in the alphabet.
    letters: Option<CollatorBorrowed<'static>>,
    /// Whether Chinese characters sort by their sound in Mandarin.
    has_pinyin: bool,
}

impl Collation {
    /// The collation of a language; that of the root where it has none of its own.
    pub(super) fn new(locale: Option<&Locale>) -> Self {
        let collator = |strength| {
            let mut preferences = locale.map(CollatorPreferences::from).unwrap_or_default();
            preferences.numeric_ordering = Some(CollationNumericOrdering::True);
            let mut options = CollatorOptions::default();
            options.strength = Some(strength);
            CollatorBorrowed::try_new(preferences, options).ok()
        };
        let mut collation = Self {
            whole: collator(Strength::Tertiary),
            letters: collator(Strength::Primary),
            has_pinyin: false,
        };
        let mut sounds = PINYIN.windows(2);
        collation.has_pinyin = sounds.all(|pair| collation.is_before(pair[0].0, pair[1].0));
        collation
    }

    /// A key by which names sort as a reader looks for them: without regard to signs, word by word.
    pub(super) fn key(&self, name: &str) -> SortKey {
        let bare = bare(name);
        let Some(collator) = &self.whole else {
            return bare.to_lowercase().into_bytes().into();
        };
        let mut key = Vec::with_capacity(2 * bare.len() + 8);
        let Ok(()) = collator.write_sort_key_to(&bare, &mut key);
        key.into()
    }

    /// The letter that a name stands under; `0–9` for digits, `#` for signs.
    pub(super) fn letter(&self, name: &str) -> String {
        let is_letter = |letter: &char| letter.is_alphanumeric() && !is_combining_mark(*letter);
        let Some(first) = name.nfc().find(is_letter) else {
            return "#".to_owned();
        };
        match first {
            digit if digit.is_numeric() => "0–9".to_owned(),
            '가'..='힣' => {
                let initial = (first as usize - '가' as usize) / ('까' as usize - '가' as usize);
                INITIALS
                    .chars()
                    .nth(initial)
                    .map_or_else(String::new, String::from)
            }
            'ぁ'..='ゖ' | 'ァ'..='ヶ' => self.kana(first).to_string(),
            _ if is_han(first) => self.han(first),
            _ => self.alphabetic(first),
        }
    }

    /// The letter without the marks that do not give it a place of its own: `Å` is an `A` but in Scandinavia.
    fn alphabetic(&self, letter: char) -> String {
        let capital = |letter: char| letter.to_uppercase().next().unwrap_or(letter);
        let base = std::iter::once(letter).nfd().next().unwrap_or(letter);
        let (own, base) = (capital(letter).to_string(), capital(base).to_string());
        let expansions = EXPANSIONS.iter().filter(|(known, _)| *known == own);
        let expansions = expansions.map(|(_, expansion)| *expansion);
        let plain = Some(base.as_str()).filter(|base| *base != own);
        let mut candidates = plain.into_iter().chain(expansions);
        let same = candidates.find(|candidate| self.is_same(candidate, &own));
        let same = same.and_then(|same| same.chars().next());
        same.map_or(own, String::from)
    }

    /// The syllable in Hiragana, without the marks that do not give it a place of its own.
    fn kana(&self, letter: char) -> char {
        let base = std::iter::once(letter).nfd().next().unwrap_or(letter);
        let hiragana = match base {
            'ァ'..='ヶ' => char::from_u32(base as u32 - 0x60).unwrap_or(base),
            _ => base,
        };
        // A small syllable stands before the large one.
        let next = char::from_u32(hiragana as u32 + 1).unwrap_or(hiragana);
        if self.is_same(&hiragana.to_string(), &next.to_string()) {
            std::iter::once(next)
                .nfd()
                .next()
                .filter(|base| *base == next)
                .unwrap_or(hiragana)
        } else {
            hiragana
        }
    }

    /// The first letter of the sound where names sort by it; else all Chinese characters stand together.
    fn han(&self, letter: char) -> String {
        let letter = letter.to_string();
        let sounds = PINYIN.iter().filter(|_| self.has_pinyin);
        let sound = sounds
            .take_while(|(first, _)| !self.is_before(&letter, first))
            .last();
        sound.map_or("漢", |(_, sound)| sound).to_owned()
    }

    fn is_same(&self, one: &str, other: &str) -> bool {
        let letters = self.letters.as_ref();
        letters.is_some_and(|letters| letters.compare(one, other).is_eq())
    }

    fn is_before(&self, one: &str, other: &str) -> bool {
        let letters = self.letters.as_ref();
        letters.is_some_and(|letters| letters.compare(one, other).is_lt())
    }
}

/// Letters that can count as others and have no decomposition.
const EXPANSIONS: &[(&str, &str)] = &[
    ("Æ", "AE"),
    ("Œ", "OE"),
    ("Ø", "O"),
    ("Đ", "D"),
    ("Ð", "D"),
    ("Ł", "L"),
    ("Þ", "TH"),
    ("Ħ", "H"),
];

/// The first sounds of Korean syllables, the tense ones under the plain ones.
const INITIALS: &str = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ";

/// The first character of each initial letter of Pinyin.
const PINYIN: &[(&str, &str)] = &[
    ("阿", "A"),
    ("八", "B"),
    ("嚓", "C"),
    ("咑", "D"),
    ("妸", "E"),
    ("发", "F"),
    ("旮", "G"),
    ("哈", "H"),
    ("丌", "J"),
    ("咔", "K"),
    ("垃", "L"),
    ("妈", "M"),
    ("拏", "N"),
    ("噢", "O"),
    ("妑", "P"),
    ("七", "Q"),
    ("呥", "R"),
    ("仨", "S"),
    ("他", "T"),
    ("屲", "W"),
    ("夕", "X"),
    ("丫", "Y"),
    ("帀", "Z"),
];

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// A name without signs, and one space between its words.
fn bare(name: &str) -> String {
    let mut bare = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_alphanumeric() || is_combining_mark(letter) {
            bare.push(letter);
        } else if !bare.is_empty()
            && !bare.ends_with(' ')
            && (letter.is_whitespace() || letter == '-')
        {
            bare.push(' ');
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::words::Wording;

    fn sorted(language: &str, names: &str) -> String {
        let words = Wording::new(language, &BTreeMap::new());
        let mut names: Vec<&str> = names.split(", ").collect();
        names.sort_unstable();
        names.sort_by_key(|name| words.key(name));
        names.join(", ")
    }

    #[test]
    fn names_sort_as_readers_of_the_language_look_for_them() {
        for (language, expected) in [
            (
                "en",
                "apple, “Doe” defendants, émigré, emu, Rule 8, Rule 012, Rule 12a, Zebra",
            ),
            ("en", "New York, New-York City, Newark"),
            ("en", "Åland, Albania, resume, Resume, résumé, resumed"),
            ("de", "Ärger, Argument, Öl, Olive, Straße, Strasse 2, Übung"),
            ("sv", "Alm, Zebra, Ål, Ärta, Öl"),
            ("da", "Alm, Zebra, Ærlig, Øl, Ål"),
            ("es", "nube, ñandú, ola"),
            ("fr", "cote, coté, côte, côté"),
            ("ar", "أب, باب, تاج, ثوب"),
            ("ja", "あさ, アジア, かき, ガラス, さくら"),
            ("zh", "爱, 八, 北京, 上海, 中国"),
            ("ko", "가구, 나무, 다리"),
            ("ru", "ёлка, Ель, яма"),
            ("xx", "Alpha, Beta, Ärger"),
        ] {
            let mut mixed: Vec<&str> = expected.split(", ").collect();
            mixed.reverse();
            if language == "xx" {
                assert_eq!(sorted(language, &mixed.join(", ")), "Alpha, Ärger, Beta");
            } else {
                assert_eq!(sorted(language, &mixed.join(", ")), expected, "{language}");
            }
        }
    }

    #[test]
    fn names_stand_under_the_letters_of_the_language() {
        for (language, name, expected) in [
            ("en", "“Doe” defendants", "D"),
            ("en", "État", "E"),
            ("en", "42 U.S.C.", "0–9"),
            ("en", "§", "#"),
            ("en", "", "#"),
            ("en", "Ærø", "A"),
            ("en", "øre", "O"),
            ("en", "ﬁle", "F"),
            ("de", "Ärger", "A"),
            ("de", "ßtest", "S"),
            ("sv", "ärta", "Ä"),
            ("sv", "A\u{30a}l", "Å"),
            ("da", "Ærlig", "Æ"),
            ("es", "ñandú", "Ñ"),
            ("es", "ámbar", "A"),
            ("fr", "œuf", "O"),
            ("pl", "łódź", "Ł"),
            ("ar", "أب", "ا"),
            ("ru", "ёлка", "Е"),
            ("el", "Άλφα", "Α"),
            ("ja", "ガラス", "か"),
            ("ja", "ぁ", "あ"),
            ("ja", "っ", "つ"),
            ("ja", "漢字", "漢"),
            ("ko", "까치", "ㄱ"),
            ("ko", "힘", "ㅎ"),
            ("zh", "北京", "B"),
            ("zh", "中国", "Z"),
            ("zh", "阿", "A"),
            ("zh-Hant", "北京", "漢"),
            ("th", "กา", "ก"),
            ("hi", "किताब", "क"),
        ] {
            let words = Wording::new(language, &BTreeMap::new());
            assert_eq!(words.letter(name), expected, "{language} {name}");
        }
    }
}

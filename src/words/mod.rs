//! Every word that a reader sees and no author wrote, in the language of the site.
//!
//! In: a language, and words of the site's own. Out: [`Wording`]. A language is one TOML file here and one line in
//! `LANGUAGES`; its plurals are those of CLDR.

mod collation;
mod punctuation;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use collation::Collation;
pub use collation::SortKey;
use punctuation::Quotes;

type PhraseTable = BTreeMap<String, Phrase>;

/// The languages that are built in, by their primary tags; each is read when it is asked for.
static LANGUAGES: [(&str, LazyLock<PhraseTable>); 5] = [
    ("en", LazyLock::new(|| read(include_str!("en.toml")))),
    ("ar", LazyLock::new(|| read(include_str!("ar.toml")))),
    ("de", LazyLock::new(|| read(include_str!("de.toml")))),
    ("es", LazyLock::new(|| read(include_str!("es.toml")))),
    ("fr", LazyLock::new(|| read(include_str!("fr.toml")))),
];

fn read(text: &str) -> PhraseTable {
    toml::from_str(text).unwrap_or_default()
}

/// Languages that are written from right to left, by their primary tags.
const RIGHT_TO_LEFT: &[&str] = &[
    "ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi",
];

/// What a word is: one form, a form for each plural, or several in a row, such as the names of the months.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Phrase {
    /// The same for every number.
    Plain(String),
    /// By the names of the plurals in CLDR: `one`, `few`, `other`.
    Plural(BTreeMap<String, String>),
    /// Several in a row.
    List(Vec<String>),
}

/// The words of a language.
#[derive(Clone, Debug)]
pub struct Wording {
    language: String,
    table: Arc<BTreeMap<String, Phrase>>,
    locale: Option<Locale>,
    collation: Arc<Collation>,
    /// `rtl` or `ltr`.
    pub direction: &'static str,
}

impl Default for Wording {
    fn default() -> Self {
        Self::new("en", &BTreeMap::new())
    }
}

impl PartialEq for Wording {
    fn eq(&self, other: &Self) -> bool {
        (&self.language, &self.table) == (&other.language, &other.table)
    }
}

/// The words of a language that is built in, by its primary tag.
pub fn built_in(language: &str) -> Option<&'static BTreeMap<String, Phrase>> {
    let language = primary(language);
    let mut languages = LANGUAGES.iter();
    languages
        .find(|(known, _)| *known == language)
        .map(|(_, table)| &**table)
}

/// The names of all words.
pub fn names() -> impl Iterator<Item = &'static str> {
    let english = built_in("en").into_iter();
    english.flat_map(|words| words.keys().map(String::as_str))
}

fn primary(language: &str) -> String {
    language
        .split('-')
        .next()
        .unwrap_or("")
        .to_ascii_lowercase()
}

/// A script says the direction, else the language: `az-Arab` is written from right to left, `ur-Latn` is not.
fn direction(language: &str) -> &'static str {
    let mut subtags = language.split('-').skip(1);
    let script =
        subtags.find(|subtag| subtag.len() == 4 && subtag.starts_with(char::is_alphabetic));
    let is_to_left = match script.map(str::to_ascii_lowercase).as_deref() {
        Some(script) => ["adlm", "arab", "hebr", "nkoo", "syrc", "thaa"].contains(&script),
        None => RIGHT_TO_LEFT.contains(&primary(language).as_str()),
    };
    if is_to_left { "rtl" } else { "ltr" }
}

impl Wording {
    /// The words of a language, with those of the site's own over them. A language that is not built in has English
    /// ones.
    pub fn new(language: &str, own: &BTreeMap<String, Phrase>) -> Self {
        let base = built_in(language).or_else(|| built_in("en"));
        let mut table = base.cloned().unwrap_or_default();
        table.extend(own.clone());
        let locale = Locale::try_from_str(language).ok();
        Self {
            language: language.to_owned(),
            table: Arc::new(table),
            collation: Arc::new(Collation::new(locale.as_ref())),
            locale,
            direction: direction(language),
        }
    }

    /// A word with all its forms.
    pub fn phrase(&self, name: &str) -> Option<&Phrase> {
        self.table.get(name)
    }

    /// A word that needs nothing to be filled in; empty for one that does not exist.
    pub fn get(&self, name: &str) -> &str {
        match self.table.get(name) {
            Some(Phrase::Plain(word)) => word,
            _ => "",
        }
    }

    /// A word with its number and its other parts filled in; nothing for one that does not exist.
    pub fn fill(
        &self,
        name: &str,
        number: Option<usize>,
        parts: &[(&str, &str)],
    ) -> Option<Cow<'_, str>> {
        let form = match self.table.get(name)? {
            Phrase::Plain(word) => word,
            Phrase::Plural(forms) => {
                let category = self.category(number.unwrap_or(0));
                forms.get(category).or_else(|| forms.get("other"))?
            }
            Phrase::List(_) => return None,
        };
        let number = number.map(|number| number.to_string());
        let number = number.as_deref().map(|number| ("n", number));
        Some(filled(form, |part| {
            let mut parts = parts.iter().copied().chain(number);
            parts.find(|(name, _)| *name == part).map(|(_, text)| text)
        }))
    }

    fn category(&self, number: usize) -> &'static str {
        let locale = self.locale.as_ref();
        let rules = locale.and_then(|locale| PluralRules::try_new_cardinal(locale.into()).ok());
        match rules.map(|rules| rules.category_for(number)) {
            Some(PluralCategory::Zero) => "zero",
            Some(PluralCategory::One) => "one",
            Some(PluralCategory::Two) => "two",
            Some(PluralCategory::Few) => "few",
            Some(PluralCategory::Many) => "many",
            Some(PluralCategory::Other) | None => "other",
        }
    }

    fn quotes(&self) -> Quotes<'_> {
        let marks = match self.table.get("quotes") {
            Some(Phrase::List(marks)) => marks.as_slice(),
            _ => &[],
        };
        let mark = |number: usize, usual| marks.get(number).map_or(usual, String::as_str);
        Quotes {
            open: mark(0, "“"),
            close: mark(1, "”"),
            inner_open: mark(2, "‘"),
            inner_close: mark(3, "’"),
        }
    }

    /// The quotation mark of the language for one of English.
    pub fn quote(&self, english: char) -> Option<&str> {
        let quotes = self.quotes();
        match english {
            '“' => Some(quotes.open),
            '”' => Some(quotes.close),
            '‘' => Some(quotes.inner_open),
            '’' => Some(quotes.inner_close),
            _ => None,
        }
    }

    /// A text without markup as readers see it: with typographic punctuation, and the quotation marks of the language.
    pub fn typographic<'t>(&self, text: &'t str) -> Cow<'t, str> {
        punctuation::typographic(text, || self.quotes())
    }

    /// A key by which names sort as readers of the language look for them: its bytes sort as the names do.
    pub fn key(&self, name: &str) -> SortKey {
        self.collation.key(name)
    }

    /// The letter that a name stands under; `0–9` for digits, `#` for signs.
    pub fn letter(&self, name: &str) -> String {
        self.collation.letter(name)
    }

    /// A day as the language writes it.
    pub fn day(&self, date: Date) -> String {
        let Some(Phrase::List(months)) = self.table.get("months") else {
            return date.to_string();
        };
        let month = usize::from(date.month().unsigned_abs()) - 1;
        let (day, year) = (date.day().to_string(), date.year().to_string());
        let parts = [
            ("day", day.as_str()),
            ("month", months.get(month).map_or("", String::as_str)),
            ("year", year.as_str()),
        ];
        let written = self.fill("date", None, &parts);
        written.map_or_else(|| date.to_string(), Cow::into_owned)
    }
}

/// A text with what stands for each `{name}` in it; one that nothing stands for stays.
fn filled<'t, 'v>(text: &'t str, value: impl Fn(&str) -> Option<&'v str>) -> Cow<'t, str> {
    if !text.contains('{') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        match behind.split_once('}') {
            Some((name, after)) if value(name).is_some() => {
                out.push_str(value(name).unwrap_or_default());
                rest = after;
            }
            _ => {
                out.push('{');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out.into()
}

/// The parts that a word has to be filled with: the names in braces.
pub fn parts(text: &str) -> Vec<&str> {
    let pieces = text.split('{').skip(1);
    pieces
        .filter_map(|piece| Some(piece.split_once('}')?.0))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use icu_locale_core::Locale;
    use icu_plurals::PluralRules;
    use jiff::civil::date;

    use super::{LANGUAGES, Phrase, Wording, built_in, filled, parts};

    fn words(language: &str) -> Wording {
        Wording::new(language, &BTreeMap::new())
    }

    #[test]
    fn every_language_has_every_word_with_its_parts_and_plurals() {
        let english = built_in("en").unwrap();
        for (language, read) in &LANGUAGES {
            assert!(!read.is_empty(), "{language} is not valid TOML");
            let names =
                |words: &BTreeMap<String, Phrase>| words.keys().cloned().collect::<BTreeSet<_>>();
            assert_eq!(names(read), names(english), "{language}");
            let rules =
                PluralRules::try_new_cardinal((&Locale::try_from_str(language).unwrap()).into());
            let known: BTreeSet<String> = rules
                .unwrap()
                .categories()
                .map(|category| format!("{category:?}").to_lowercase())
                .collect();
            for (name, word) in read.iter() {
                match (word, &english[name]) {
                    (Phrase::Plain(word), Phrase::Plain(english)) => {
                        let sorted = |text| parts(text).into_iter().collect::<BTreeSet<_>>();
                        assert_eq!(sorted(word), sorted(english), "{language}: {name}");
                        assert!(!word.trim().is_empty());
                    }
                    (Phrase::Plural(forms), Phrase::Plural(_)) => {
                        let own: BTreeSet<String> = forms.keys().cloned().collect();
                        assert_eq!(own, known, "{language}: {name}");
                    }
                    (Phrase::List(own), Phrase::List(english)) => {
                        assert_eq!(own.len(), english.len());
                    }
                    _ => panic!("{language}: {name}"),
                }
            }
        }
    }

    #[test]
    fn numbers_have_the_plurals_of_their_language() {
        let minutes = |language, n| {
            let words = words(language);
            words.fill("minutes", Some(n), &[]).unwrap().into_owned()
        };
        assert_eq!(minutes("en", 1), "1 minute");
        assert_eq!(minutes("en-US", 3), "3 minutes");
        assert_eq!(minutes("fr", 0), "0 minute");
        assert_eq!(minutes("ar", 2), "دقيقتان");
        assert_eq!(minutes("ar", 4), "4 دقائق");
        assert_eq!(minutes("ar", 11), "11 دقيقة");
        // Another language has English words.
        assert_eq!(minutes("xx", 1), "1 minutes");
        assert_eq!(words("en").fill("minute", Some(1), &[]), None);
    }

    #[test]
    fn days_are_written_as_in_their_language() {
        let day = |language| words(language).day(date(2026, 1, 31));
        assert_eq!(day("en"), "January 31, 2026");
        assert_eq!(day("de-AT"), "31. Januar 2026");
        assert_eq!(day("es"), "31 de enero de 2026");
    }

    #[test]
    fn words_of_a_site_stand_over_those_built_in() {
        let own = BTreeMap::from([("next".to_owned(), Phrase::Plain("Onward".to_owned()))]);
        let words = Wording::new("en", &own);
        assert_eq!(
            (words.get("next"), words.get("previous")),
            ("Onward", "Previous")
        );
        assert_eq!(
            (words.direction, Wording::new("he-IL", &own).direction),
            ("ltr", "rtl")
        );
        assert_eq!(words.get("minutes"), "");
    }

    #[test]
    fn a_language_has_the_direction_of_its_script() {
        for (language, expected) in [
            ("en", "ltr"),
            ("fa-IR", "rtl"),
            ("az-Arab", "rtl"),
            ("ur-Latn-PK", "ltr"),
            ("de-1996", "ltr"),
            ("ar-1996", "rtl"),
        ] {
            assert_eq!(super::direction(language), expected, "{language}");
        }
    }

    #[test]
    fn braces_without_a_part_stay() {
        let value = |name: &str| (name == "a").then_some("{b}");
        assert_eq!(filled("{a} {b} {a", value), "{b} {b} {a");
        assert_eq!(filled("{{a}}", value), "{{b}}");
    }
}

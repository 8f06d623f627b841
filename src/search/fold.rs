//! Texts → the words by which they are found: without case, accents and signs, in one form for all ways to write them.
//!
//! `static/search.js` folds what a reader types by the same rules; `tests/search/words.json` holds both to them.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word is cut behind so many characters: nobody types more of an address or a number.
const LONGEST: usize = 32;

/// Takes texts apart; what it needs for that is used again.
#[derive(Debug, Default)]
pub struct Folder {
    lower: String,
    folded: String,
    composed: String,
    word: String,
}

impl Folder {
    /// Hands on each word of a text, in the order of the text. Where words are written without spaces, as in Chinese, each
    /// pair of neighbours is a word, and so is the last character alone: by it, one character is found everywhere.
    pub fn words(&mut self, text: &str, each: &mut impl FnMut(&str)) {
        let mut lower = std::mem::take(&mut self.lower);
        lower.clear();
        lower.push_str(text);
        lower.make_ascii_lowercase();
        let (mut start, mut seen) = (0, OUTSIDE);
        for (at, &byte) in lower.as_bytes().iter().enumerate() {
            let class = CLASSES[byte as usize];
            if class != OUTSIDE {
                seen |= class;
                continue;
            }
            if seen != OUTSIDE {
                self.run(&lower[start..at], seen, each);
                seen = OUTSIDE;
            }
            start = at + 1;
        }
        if seen != OUTSIDE {
            self.run(&lower[start..], seen, each);
        }
        self.lower = lower;
    }

    /// Hands on the words of a run without anything between them.
    fn run(&mut self, run: &str, seen: u8, each: &mut impl FnMut(&str)) {
        if seen == PLAIN {
            each(&run[..run.len().min(LONGEST)]);
        } else if run.chars().all(is_folded) {
            self.split(run, each);
        } else {
            self.fold(run);
            let composed = std::mem::take(&mut self.composed);
            self.split(&composed, each);
            self.composed = composed;
        }
    }

    /// Brings a text into the form in which texts are compared.
    fn fold(&mut self, text: &str) {
        self.folded.clear();
        for letter in text.nfkd().filter(|letter| !is_dropped(*letter)) {
            for letter in letter.to_lowercase() {
                match plain(letter) {
                    Some(plain) => self.folded.push_str(plain),
                    None => self.folded.push(letter),
                }
            }
        }
        self.composed.clear();
        self.composed.extend(self.folded.nfc());
    }

    /// Hands on the words of what was folded. `don't` is `dont`, `city's` is `city`, and `l'homme` is two words.
    fn split(&mut self, text: &str, each: &mut impl FnMut(&str)) {
        let is_outside = |letter: char| !is_apostrophe(letter) && !is_of_word(letter);
        for run in text.split(is_outside) {
            self.word.clear();
            for part in run.split(is_apostrophe).filter(|part| !part.is_empty()) {
                let is_ending = !self.word.is_empty() && part.chars().nth(2).is_none();
                if is_ending && part == "s" {
                    continue;
                }
                if !is_ending {
                    by_script(&self.word, each);
                    self.word.clear();
                }
                self.word.push_str(part);
            }
            by_script(&self.word, each);
        }
    }
}

/// The words of a text, as a list.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    Folder::default().words(text, &mut |word| words.push(word.to_owned()));
    words
}

/// Hands on a word, or its pairs where it is written without spaces.
fn by_script(word: &str, each: &mut impl FnMut(&str)) {
    if word.is_ascii() && !word.is_empty() {
        return each(&word[..word.len().min(LONGEST)]);
    }
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let is_dense = is_unspaced(first);
        let end = rest.find(|letter| is_unspaced(letter) != is_dense);
        let (run, behind) = rest.split_at(end.unwrap_or(rest.len()));
        rest = behind;
        if !is_dense {
            let end = run.char_indices().nth(LONGEST);
            each(&run[..end.map_or(run.len(), |(end, _)| end)]);
            continue;
        }
        for (start, letter) in run.char_indices() {
            let next = run[start + letter.len_utf8()..].chars().next();
            let length = letter.len_utf8() + next.map_or(0, char::len_utf8);
            each(&run[start..start + length]);
        }
    }
}

/// What a byte may be: of no word; a letter or digit that stands for itself; of something that is to be folded.
const CLASSES: [u8; 256] = {
    let mut classes = [OUTSIDE; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => PLAIN,
            b'\'' | 0x80.. => FOLDED,
            _ => OUTSIDE,
        };
        byte += 1;
    }
    classes
};
const OUTSIDE: u8 = 0;
const PLAIN: u8 = 1;
const FOLDED: u8 = 2;

/// Whether folding makes no other words with a letter that is small already: letters of ASCII, and the signs of typographic
/// punctuation.
fn is_folded(letter: char) -> bool {
    letter.is_ascii() || matches!(letter, '\u{2010}'..='\u{2016}' | '\u{2018}'..='\u{2027}')
}

fn is_of_word(letter: char) -> bool {
    let is_sign = !letter.is_ascii() && is_folded(letter);
    !is_sign && (letter.is_alphanumeric() || is_combining_mark(letter))
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}' | '\u{2bc}')
}

/// What a writer may leave out: marks of accents, of Hebrew and Arabic vowels, and characters without a shape. Marks of
/// other scripts are letters.
fn is_dropped(letter: char) -> bool {
    if matches!(
        letter,
        '\u{ad}' | '\u{640}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
    ) {
        return true;
    }
    let is_optional = matches!(
        letter,
        '\u{300}'..='\u{36f}'
            | '\u{483}'..='\u{487}'
            | '\u{591}'..='\u{5c7}'
            | '\u{610}'..='\u{61a}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{6d6}'..='\u{6ed}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
    );
    is_optional && is_combining_mark(letter)
}

/// Letters that are no others with a mark, as they are written on a keyboard without them.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ł' => "l",
        'ı' => "i",
        'ħ' => "h",
        'ς' => "σ",
        'ة' => "ه",
        'ى' => "ي",
        _ => return None,
    })
}

/// Scripts that have no space between words: Thai and Lao, Myanmar, Khmer, kana and Chinese characters.
fn is_unspaced(letter: char) -> bool {
    matches!(
        letter,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{31f0}'..='\u{31ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// The order of the words: that of a browser, which compares units of UTF-16. There, characters of two units come before
/// the last ones of one unit.
pub fn order(one: &str, other: &str) -> Ordering {
    let rank = |byte: u8| match byte {
        0xee | 0xef => byte + 5,
        0xf0.. => byte - 2,
        byte => byte,
    };
    let mut pairs = one.bytes().zip(other.bytes());
    match pairs.find(|(one, other)| one != other) {
        Some((one, other)) => rank(one).cmp(&rank(other)),
        None => one.len().cmp(&other.len()),
    }
}

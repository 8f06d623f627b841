//! Where a sentence starts and ends: the context that a backlink is shown in.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// Words with a capital letter that end in a full stop within a sentence, as citations are full of
/// them. Single letters and words with a stop inside (`U.S.C.`) need no entry.
const CAPITAL: &[&str] = &[
    "am", "app", "art", "assn", "bd", "bros", "cal", "ch", "cir", "civ", "cl", "cnty", "co", "col",
    "commn", "commr", "corp", "crim", "ct", "cty", "dept", "dist", "div", "dr", "educ", "evid",
    "fed", "fig", "fla", "gen", "gov", "govt", "hosp", "ill", "inc", "indus", "ins", "intl", "jr",
    "llc", "lt", "ltd", "mass", "mich", "minn", "mr", "mrs", "ms", "mun", "natl", "no", "nos",
    "op", "pol", "prof", "pub", "rev", "sch", "sec", "serv", "servs", "sess", "sgt", "soc", "sr",
    "st", "stat", "supp", "tex", "univ", "vol", "wash",
];

/// Words in small letters that do.
const SMALL: &[&str] = &[
    "al", "cf", "ed", "eds", "eg", "etc", "ex", "ie", "para", "pp", "sec", "vol", "vs",
];

/// The longest of these words; a longer one without a sign is none of them.
const LONGEST_SMALL: usize = 4;

/// Before its first word, a sentence has no more signs than so many.
const MOST_SIGNS: usize = 32;

/// The sentences of a block of text, found as far as they are asked for.
#[derive(Default)]
pub(super) struct Sentences {
    /// Where sentences that follow each other end; the first of them may be the start of the block.
    ends: Vec<usize>,
    /// How far the block is known behind them.
    known: usize,
}

impl Sentences {
    /// The sentence of `block` that holds the byte range `inner`. The block is the same each time.
    pub(super) fn around(&mut self, block: &str, inner: Range<usize>) -> Range<usize> {
        if self.ends.first().is_none_or(|first| *first > inner.start) {
            let start = last_end(block, inner.start);
            self.ends.clear();
            self.ends.push(start);
            self.known = start;
        }
        let wanted = inner.end.max(inner.start + 1);
        while self.known < block.len() && self.ends.last().is_none_or(|last| *last < wanted) {
            self.find_next(block);
        }
        let before = self.ends.partition_point(|end| *end <= inner.start);
        let start = before.checked_sub(1).map_or(0, |last| self.ends[last]);
        // Where the link itself holds the end of a sentence, both sentences are shown.
        let end = self.ends[before..].iter().find(|end| **end >= inner.end);
        trimmed(block, start..end.map_or(block.len(), |end| *end))
    }

    /// Another block follows.
    pub(super) fn start_anew(&mut self) {
        self.ends.clear();
    }

    /// Goes on to the next end of a sentence.
    fn find_next(&mut self, block: &str) {
        while let Some(at) = block.as_bytes()[self.known..]
            .iter()
            .position(|byte| may_start(*byte))
        {
            let mark = self.known + at;
            self.known = mark + 1;
            if let Some(end) = end_at(block, mark) {
                self.ends.push(end);
                return;
            }
        }
        self.known = block.len();
    }
}

/// The last end of a sentence before a byte, or the start of the block.
fn last_end(block: &str, before: usize) -> usize {
    let mut mark = before;
    while let Some(at) = block.as_bytes()[..mark]
        .iter()
        .rposition(|byte| may_start(*byte))
    {
        mark = at;
        if let Some(end) = end_at(block, mark).filter(|end| *end <= before) {
            return end;
        }
    }
    0
}

fn trimmed(block: &str, range: Range<usize>) -> Range<usize> {
    let text = &block[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    let end = range.end - (text.len() - text.trim_end().len());
    start.min(end)..end
}

/// By the first byte of a letter, whether it may be a mark: most are none.
const MAY_START: [bool; 256] = {
    let mut may_start = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        may_start[byte] = matches!(byte as u8, b'.' | b'!' | b'?' | 0xe0 | 0xe2 | 0xe3 | 0xef);
        byte += 1;
    }
    may_start
};

fn may_start(byte: u8) -> bool {
    MAY_START[byte as usize]
}

/// Where the sentence ends whose mark may stand here.
fn end_at(block: &str, at: usize) -> Option<usize> {
    let mark = block[at..].chars().next()?;
    let end = || closed(block, at + mark.len_utf8());
    match mark {
        '。' | '！' | '？' | '।' => Some(end()),
        '.' | '!' | '?' | '…' => {
            let end = end();
            let rest = &block[end..];
            let next = rest.trim_start();
            let starts = next.len() < rest.len()
                && next
                    .chars()
                    .take(MOST_SIGNS)
                    .find(|letter| letter.is_alphanumeric() || *letter == '§')
                    .is_some_and(|letter| !letter.is_lowercase());
            (starts && !(mark == '.' && abbreviated(&block[..at], next))).then_some(end)
        }
        _ => None,
    }
}

/// Past quotes and brackets that close behind a mark.
fn closed(block: &str, mut at: usize) -> usize {
    while let Some(letter) = block[at..].chars().next() {
        if !matches!(letter, '"' | '\'' | '”' | '’' | '»' | ')' | ']') {
            break;
        }
        at += letter.len_utf8();
    }
    at
}

fn abbreviated(before: &str, next: &str) -> bool {
    let word = before
        .rsplit(|letter: char| letter.is_whitespace() || matches!(letter, '(' | '[' | '"' | '“'))
        .next()
        .unwrap_or("");
    // Most words are already what is compared.
    let plain: Cow<'_, str> = if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        if word.len() > LONGEST_SMALL {
            return false;
        }
        word.into()
    } else {
        let letters = word.chars().filter(|letter| letter.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let single =
        plain.chars().count() == 1 && plain.chars().all(char::is_alphabetic) && plain != "i";
    let is_known = || match word.chars().next() {
        Some(first) if first.is_uppercase() => CAPITAL.binary_search(&&*plain).is_ok(),
        _ => SMALL.contains(&&*plain),
    };
    single
        || (word.contains('.')
            && word
                .chars()
                .all(|letter| letter.is_alphabetic() || letter == '.'))
        || (word.contains(['\'', '’'])
            && next.starts_with(char::is_uppercase)
            && plain.ends_with('t'))
        || (matches!(&*plain, "no" | "nos")
            && next.starts_with(|letter: char| letter.is_ascii_digit()))
        || is_known()
}

/// An excerpt has no more characters than so many.
const LONGEST_EXCERPT: usize = 280;

/// The part of a sentence to show around a link: the whole where it is short, else what stands next to the link, cut
/// between words where there are spaces.
pub(super) fn excerpt(plain: &str, sentence: Range<usize>, link: Range<usize>) -> Range<usize> {
    let count = |range: Range<usize>, most| plain[range].chars().take(most).count();
    if count(sentence.clone(), LONGEST_EXCERPT + 1) <= LONGEST_EXCERPT {
        return sentence;
    }
    // A link without words may stand in the space before its sentence.
    let start = link.start.clamp(sentence.start, sentence.end);
    let link = start..link.end.clamp(start, sentence.end);
    let room = LONGEST_EXCERPT - count(link.clone(), LONGEST_EXCERPT);
    let before = &plain[sentence.start..link.start];
    let behind = &plain[link.end..sentence.end];
    // What one side does not need is left to the other one.
    let wanted = |side: &str| side.chars().take(room).count();
    let least = room / 2;
    let left = least
        .max(room - wanted(behind).min(least))
        .min(wanted(before));
    let right = room - left;
    let start = link.start - tail(before, left).len();
    let end = if room == 0 {
        let shown = &plain[link.clone()];
        link.start + head(shown, LONGEST_EXCERPT).len()
    } else {
        link.end + head(behind, right).len()
    };
    start..end
}

/// The start of a text, to the end of a word within so many characters.
fn head(text: &str, most: usize) -> &str {
    let Some((end, next)) = text.char_indices().nth(most) else {
        return text;
    };
    let start = &text[..end];
    if next.is_whitespace() {
        return start.trim_end();
    }
    match start.rfind(char::is_whitespace) {
        Some(gap) => start[..gap].trim_end(),
        // A mark stays with its letter.
        None if is_combining_mark(next) => {
            let letter = start.rfind(|letter| !is_combining_mark(letter));
            &start[..letter.unwrap_or(0)]
        }
        None => start,
    }
}

/// The end of a text, from the start of a word within so many characters.
fn tail(text: &str, most: usize) -> &str {
    let Some(most) = most.checked_sub(1) else {
        return "";
    };
    let Some((start, _)) = text.char_indices().nth_back(most).filter(|(at, _)| *at > 0) else {
        return text;
    };
    let end = &text[start..];
    if text[..start].ends_with(char::is_whitespace) {
        return end.trim_start();
    }
    match end.find(char::is_whitespace) {
        Some(gap) => end[gap..].trim_start(),
        None => end.trim_start_matches(is_combining_mark),
    }
}

#[cfg(test)]
mod tests {
    use super::{CAPITAL, LONGEST_EXCERPT, LONGEST_SMALL, SMALL, Sentences, excerpt, tail};

    #[test]
    fn the_end_of_a_text_starts_with_a_word() {
        for (most, end) in [
            (0, ""),
            (1, "d"),
            (2, "cd"),
            (3, "cd"),
            (4, "cd"),
            (5, "ab cd"),
            (6, "ab cd"),
        ] {
            assert_eq!(tail("ab cd", most), end, "{most}");
        }
    }

    fn shown(plain: &str, link: &str) -> String {
        let at = plain.find(link).unwrap();
        let range = excerpt(plain, 0..plain.len(), at..at + link.len());
        plain[range].to_owned()
    }

    #[test]
    fn an_excerpt_stands_around_its_link() {
        assert_eq!(shown("A short one.", "short"), "A short one.");
        let words = "word ".repeat(100);
        let long = format!("{words}LINK {words}");
        let middle = shown(&long, "LINK");
        assert!(middle.starts_with("word word") && middle.ends_with("word word"));
        assert!(middle.contains("word LINK word"));
        assert!((270..=LONGEST_EXCERPT).contains(&middle.chars().count()));
        for (plain, start, end) in [
            (format!("LINK {words}"), "LINK word", " word"),
            (format!("{words}LINK"), "word ", " LINK"),
        ] {
            let shown = shown(&plain, "LINK");
            assert!(shown.starts_with(start) && shown.ends_with(end), "{shown}");
            assert!((270..=LONGEST_EXCERPT).contains(&shown.chars().count()));
        }
        let thai = "ที่นี่".repeat(100);
        let shown_thai = shown(&format!("{thai}LINK{thai}"), "LINK");
        assert!(shown_thai.contains("LINK"));
        assert!((250..=LONGEST_EXCERPT).contains(&shown_thai.chars().count()));
        assert_eq!(
            shown(&format!("a {}", "x".repeat(500)), &"x".repeat(500)),
            "x".repeat(LONGEST_EXCERPT)
        );
    }

    #[test]
    fn a_link_without_words_may_stand_beside_its_sentence() {
        let plain = format!(" {} ", "word ".repeat(100).trim());
        let sentence = 1..plain.len() - 1;
        for at in [0, plain.len()] {
            let shown = excerpt(&plain, sentence.clone(), at..at);
            assert!(sentence.start <= shown.start && shown.end <= sentence.end);
            assert!(!plain[shown].is_empty());
        }
    }

    fn sentence<'a>(block: &'a str, inner: &str) -> &'a str {
        let at = block.find(inner).unwrap();
        &block[Sentences::default().around(block, at..at + inner.len())]
    }

    #[test]
    fn abbreviations_are_sorted() {
        assert!(CAPITAL.is_sorted());
        assert!(SMALL.iter().all(|word| word.len() <= LONGEST_SMALL));
    }

    #[test]
    fn sentences_are_the_same_in_any_order() {
        let block = "One. Two (no. 2) goes on. \"Three?\" Four… Five is e.g. the last";
        let words = [
            "One", "Two", "2", "Three", "Four", "Five", "last", "One", "Four",
        ];
        let mut sentences = Sentences::default();
        for word in words {
            let at = block.find(word).unwrap();
            let found = sentences.around(block, at..at + word.len());
            assert_eq!(&block[found], sentence(block, word), "{word}");
        }
    }

    #[test]
    fn citations_do_not_end_a_sentence() {
        let block = "Start here. See Monell v. Dep't of Soc. Servs., 436 U.S. 658 (1978), on 42 U.S.C. § 1983 claims. Then stop.";
        assert_eq!(
            sentence(block, "claims"),
            "See Monell v. Dep't of Soc. Servs., 436 U.S. 658 (1978), on 42 U.S.C. § 1983 claims."
        );
        assert_eq!(sentence(block, "Start"), "Start here.");
        assert_eq!(sentence(block, "stop"), "Then stop.");
    }

    #[test]
    fn quotes_questions_and_other_scripts() {
        assert_eq!(sentence("He said \"no.\" They left.", "left"), "They left.");
        assert_eq!(sentence("Who? The officer did.", "Who"), "Who?");
        assert_eq!(sentence("因果関係。次の文。", "次"), "次の文。");
        assert_eq!(
            sentence("Version 1.5 is out, e.g. here", "1.5"),
            "Version 1.5 is out, e.g. here"
        );
    }
}

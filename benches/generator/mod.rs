//! A primer of any size, made by rule: a function of the number of terms alone.
//!
//! An entry is like one that people write: some 6 kB of headings, quotations, lists, a table, a
//! footnote and ten links. A few entries are linked to by very many others and most by a few, one entry in
//! a hundred shows code, one in fifty is written in another script than the Latin one. `primer check
//! --strict` finds no fault in it, from 14 terms on.

// Long lists of short words are easier to read as paragraphs.
#[rustfmt::skip]
mod words;

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use words::{
    ADJECTIVES, CATEGORIES, CODE, CONTEXTS, DOES, HEADINGS, HOW, LABELS, LINKED_SECTIONS, NAMES,
    NOUNS, PROMISES, SCRIPTS, STEPS, Script, TAGS, WHAT, WHO, WHY,
};

/// The collections, and how many of ten terms are in each.
const COLLECTIONS: [(&str, usize); 4] = [
    ("terms", 6),
    ("doctrines", 2),
    ("remedies", 1),
    ("articles", 1),
];
const SHARES: usize = 10;
const ARTICLES: usize = 3;

/// How many links the text of a term has.
const LINKS: usize = 10;

/// How much the most wanted term stands out: with more, less. With none, every second link would lead to
/// one of a handful of terms.
const FLATNESS: usize = 4;

/// Numbers that only look random: the same on every machine (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^ (number >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (((self.next() >> 32) * bound as u64) >> 32) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, choice: &[&'a T]) -> &'a T {
        choice[self.below(choice.len())]
    }

    /// One of `count` terms, by inverse transform: the one of rank `r` with a probability in proportion
    /// to `1 / (r + FLATNESS)`. Of the two parts of a binary logarithm that is everywhere as probable, the
    /// whole one says how often to double. 2^x is taken from a polynomial, as libraries differ in the last
    /// bit.
    fn popular(&mut self, count: usize) -> usize {
        let (least, most) = (FLATNESS, FLATNESS + count);
        loop {
            let octave =
                least.ilog2() as usize + self.below((most.ilog2() - least.ilog2() + 1) as usize);
            let part = f64::from((self.next() >> 32) as u32) / 4_294_967_296.0;
            let power = 1.0 + part * (0.695_5 + part * (0.227_3 + part * 0.077_2));
            let place = whole(power * f64::from(1_u32 << octave));
            if (least..most).contains(&place) {
                // The ranks are spread over the collections.
                let step = if count.is_multiple_of(7919) {
                    7907
                } else {
                    7919
                };
                return ((place - least) * step + count / 3) % count;
            }
        }
    }
}

fn whole(number: f64) -> usize {
    #[expect(clippy::cast_sign_loss, reason = "no number here is below zero")]
    let number = number as usize;
    number
}

/// The script of a term, if it is another one than the Latin.
fn script(number: usize) -> Option<&'static Script> {
    (number % 50 == 49).then(|| &SCRIPTS[number / 50 % SCRIPTS.len()])
}

/// What a term is called.
pub(crate) fn name(number: usize) -> String {
    if let Some(script) = script(number) {
        let number = number / 50 / SCRIPTS.len();
        let (first, second) = (script.first.len(), script.second.len());
        let round = number / first;
        let name = format!(
            "{}{}{}",
            script.first[number % first],
            script.space,
            script.second[(number % first + round) % second]
        );
        return match round / second {
            0 => name,
            round => format!("{name} {}", round + 1),
        };
    }
    let (round, first) = (number / ADJECTIVES.len(), number % ADJECTIVES.len());
    let adjective = ADJECTIVES[first];
    let noun = NOUNS[(first + round) % NOUNS.len()];
    match round / NOUNS.len() {
        0 => format!("{adjective} {noun}"),
        round => {
            let context = CONTEXTS[(round - 1) % CONTEXTS.len()];
            match (round - 1) / CONTEXTS.len() {
                0 => format!("{adjective} {noun} {context}"),
                round => format!("{adjective} {noun} {context} {}", round + 1),
            }
        }
    }
}

fn slug(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

/// The collection of a term, and its place in it.
fn place(number: usize) -> (usize, usize) {
    let mut rest = number % SHARES;
    let mut collection = 0;
    while rest >= COLLECTIONS[collection].1 {
        rest -= COLLECTIONS[collection].1;
        collection += 1;
    }
    (
        collection,
        number / SHARES * COLLECTIONS[collection].1 + rest,
    )
}

/// The term at a place of a collection.
fn term_at(collection: usize, place: usize) -> usize {
    let before: usize = COLLECTIONS[..collection].iter().map(|known| known.1).sum();
    let share = COLLECTIONS[collection].1;
    place / share * SHARES + before + place % share
}

/// How many of `count` terms a collection has.
fn size(collection: usize, count: usize) -> usize {
    let before: usize = COLLECTIONS[..collection].iter().map(|known| known.1).sum();
    let share = COLLECTIONS[collection].1;
    count / SHARES * share + (count % SHARES).saturating_sub(before).min(share)
}

/// The path of a term's file below `content/`, without its ending; its page has the same address.
pub(crate) fn path(number: usize) -> String {
    format!("{}/{}", COLLECTIONS[place(number).0].0, slug(&name(number)))
}

/// A heading of a term.
fn heading(number: usize, section: usize) -> &'static str {
    match script(number) {
        Some(script) => script.headings[section],
        None => Numbers((number * HEADINGS.len() + section) as u64).pick(HEADINGS[section]),
    }
}

/// What a term names as related, and what names it: neighbours at some distances, around the
/// collection, and one on the other side of it.
fn related(number: usize, count: usize) -> Vec<usize> {
    let (collection, own) = place(number);
    let all = size(collection, count);
    // Of an odd number, the last has nobody on the other side.
    let even = all / 2 * 2;
    let mut places = vec![own + 1, own + all - 1, own + 3, own + all.max(3) - 3];
    for place in &mut places {
        *place %= all;
    }
    if own < even {
        places.push((own + even / 2) % even);
    }
    places.sort_unstable();
    places.dedup();
    places.retain(|place| *place != own);
    let mut terms: Vec<usize> = places
        .into_iter()
        .map(|place| term_at(collection, place))
        .collect();
    Numbers(number as u64).shuffle(&mut terms);
    terms
}

impl Numbers {
    fn shuffle(&mut self, items: &mut [usize]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// The text of one term while it is written.
struct Term {
    number: usize,
    numbers: Numbers,
    /// The terms that it links to and has not linked to yet.
    targets: Vec<usize>,
    text: String,
}

impl Term {
    fn new(number: usize, count: usize) -> Self {
        let mut numbers = Numbers((number as u64) << 20);
        // Every term is linked to by the one before it.
        let mut targets = vec![(number + 1) % count];
        for _ in 0..LINKS * 8 {
            if targets.len() == LINKS {
                break;
            }
            let target = numbers.popular(count);
            if target != number && !targets.contains(&target) {
                targets.push(target);
            }
        }
        numbers.shuffle(&mut targets);
        Self {
            number,
            numbers,
            targets,
            text: String::with_capacity(8 * 1024),
        }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn sentence(&mut self) {
        let start = self.text.len();
        if let Some(script) = script(self.number) {
            for word in 0..6 + self.numbers.below(8) {
                if word > 0 {
                    self.push(script.space);
                }
                let word = self.numbers.pick(script.words);
                self.push(word);
            }
            self.push(script.stop);
        } else {
            for (part, choice) in [WHO, DOES, WHAT, HOW].into_iter().enumerate() {
                if part > 0 {
                    self.push(" ");
                }
                let words = self.numbers.pick(choice);
                self.push(words);
            }
            if self.numbers.below(3) == 0 {
                let why = self.numbers.pick(WHY);
                let _ = write!(self.text, ", {why}");
            }
            self.push(".");
        }
        debug_assert!(self.text.len() > start);
    }

    fn sentences(&mut self, count: usize) {
        for number in 0..count {
            if number > 0 {
                self.push(" ");
            }
            self.sentence();
        }
    }

    fn paragraph(&mut self, sentences: usize) {
        self.sentences(sentences);
        self.push("\n\n");
    }

    /// A link to the next target, in one of the forms that people use.
    fn link(&mut self) {
        let Some(target) = self.targets.pop() else {
            return;
        };
        let (name, path) = (name(target), path(target));
        let (own, _) = place(self.number);
        let (other, _) = place(target);
        let section = self.numbers.below(LINKED_SECTIONS);
        let anchor = || slug(heading(target, section));
        let _ = match self.numbers.below(10) {
            0 => write!(self.text, "[[{name}]]"),
            1 => write!(self.text, "[[{name}|{}]]", name.to_lowercase()),
            2 => write!(self.text, "[{name}](/{path}#{})", anchor()),
            3 => write!(self.text, "[its test](/{path}/#{})", anchor()),
            4 if own == other => write!(self.text, "[{name}]({}.md)", slug(&name)),
            4 => write!(self.text, "[{name}](../{path}.md)"),
            5 => write!(self.text, "[what that takes](../{path}.md#{})", anchor()),
            _ => write!(self.text, "[{}](/{path})", name.to_lowercase()),
        };
    }

    /// A paragraph with so many links.
    fn linked(&mut self, links: usize) {
        for _ in 0..links {
            self.sentence();
            let before = [
                "See",
                "This is where",
                "Compare",
                "Read it with",
                "More under",
            ];
            let before = self.numbers.pick(&before);
            let _ = write!(self.text, " {before} ");
            self.link();
            self.push(" **before you go on**. ");
        }
        self.sentence();
        self.push("\n\n");
    }

    fn heading(&mut self, section: usize) {
        let heading = heading(self.number, section);
        let _ = write!(self.text, "## {heading}\n\n");
    }

    fn quotation(&mut self, label: &str) {
        let _ = write!(self.text, "**{label}:**\n\n> \"");
        self.sentences(2);
        self.push("\"\n\n");
    }

    fn front_matter(&mut self, count: usize) {
        let number = self.number;
        let (collection, own) = place(number);
        let name = name(number);
        let promise = PROMISES[number % PROMISES.len()];
        let _ = write!(
            self.text,
            "---\ntitle: \"{name} — {promise}\"\nterm: \"{name}\"\ndescription: \""
        );
        self.sentence();
        let _ = write!(
            self.text,
            "\"\ncategory: \"{}\"\ntags: [\"{}\", \"{}\"]\n",
            CATEGORIES[number / 3 % CATEGORIES.len()],
            TAGS[number % 23],
            TAGS[23 + number % 17],
        );
        if collection == ARTICLES {
            let (year, month, day) = (2010 + own % 15, 1 + own / 15 % 12, 1 + own % 28);
            let _ = writeln!(self.text, "date: {year}-{month:02}-{day:02}");
        }
        // A name turned around, and now and then an address that it had before.
        let turned = name.split_once(' ').filter(|_| script(number).is_none());
        if number % 4 == 1
            && let Some((first, second)) = turned
        {
            let first = first.to_lowercase();
            let _ = write!(self.text, "aliases:\n  - \"{second}, {first}\"\n");
            if number % 40 == 1 {
                let _ = writeln!(self.text, "  - \"/old/{}\"", slug(&name));
            }
        }
        let related = related(number, count);
        if !related.is_empty() {
            self.push("related:\n");
        }
        for other in related {
            let _ = writeln!(self.text, "  - \"{}\"", slug(&self::name(other)));
        }
        self.push("---\n\n");
    }

    fn body(&mut self) {
        self.linked(2);
        self.paragraph(2);

        self.heading(0);
        self.paragraph(3);
        self.linked(2);

        self.heading(1);
        for _ in 0..2 {
            let label = self.numbers.pick(LABELS);
            self.quotation(label);
            self.paragraph(1);
        }
        self.linked(1);

        self.heading(2);
        self.paragraph(1);
        let label = self.numbers.pick(LABELS);
        self.quotation(label);
        self.linked(2);

        self.heading(3);
        let first = self.numbers.below(STEPS.len());
        for step in 0..3 {
            if script(self.number).is_none() {
                let title = STEPS[(first + step) % STEPS.len()];
                let _ = write!(self.text, "### {}. {title}\n\n", step + 1);
            }
            self.paragraph(1);
            match step {
                0 => self.list("1. "),
                1 => self.table(),
                _ => {}
            }
        }

        self.heading(4);
        for stage in ["**At the start:** ", "**Later:** ", "**At the end:** "] {
            self.push(stage);
            self.paragraph(2);
        }
        self.linked(1);

        self.heading(5);
        self.list("- ");
        self.linked(2);
        self.sentence();
        self.push("[^1]\n\n[^1]: ");
        self.sentence();
        self.push("\n");
        if self.number % 100 == 42 {
            let (language, code) = CODE[self.number / 100 % CODE.len()];
            let _ = write!(self.text, "\n```{language}\n{code}```\n");
        }
    }

    fn list(&mut self, mark: &str) {
        for _ in 0..3 {
            self.push(mark);
            self.sentence();
            self.push("\n");
        }
        self.push("\n");
    }

    fn table(&mut self) {
        self.push("| Who | What | Where to look |\n| --- | --- | --- |\n");
        for _ in 0..4 {
            let (who, what, how) = (
                self.numbers.pick(NAMES),
                self.numbers.pick(WHAT),
                self.numbers.pick(HOW),
            );
            let _ = writeln!(self.text, "| {who} | {what} | {how} |");
        }
        self.push("\n");
    }
}

/// The file of one term of a primer of `count`.
fn term(number: usize, count: usize) -> String {
    let mut term = Term::new(number, count);
    term.front_matter(count);
    term.body();
    term.text
}

/// The files that do not depend on the number of terms.
fn pages() -> Vec<(String, String)> {
    let mut pages = vec![(
        "content/_index.md".to_owned(),
        "---\ntitle: \"A generated primer\"\ndescription: \"Terms that a rule made, to measure with.\"\n---\n\nEvery entry of this primer is made by a rule.\n"
            .to_owned(),
    )];
    for (folder, _) in COLLECTIONS {
        pages.push((
            format!("content/{folder}/_index.md"),
            format!(
                "---\ntitle: \"All {folder}\"\ndescription: \"Every one of the {folder}.\"\n---\n\nWhat there is to know about {folder}.\n"
            ),
        ));
    }
    pages
}

/// The settings: schemas like those of a primer with care for its fields.
fn settings() -> String {
    let mut text = "[site]\ntitle = \"Generated\"\nbase_url = \"https://example.org/\"\ndescription = \"Terms that a rule made.\"\nlanguage = \"en\"\nnotice = \"Nothing here is true.\"\n".to_owned();
    for (folder, _) in COLLECTIONS {
        let _ = write!(text, "\n[collections.{folder}]\n");
        text.push_str(if folder == COLLECTIONS[ARTICLES].0 {
            "date = \"date\"\nsort = \"-date\"\n"
        } else {
            "group_by = \"category\"\n"
        });
        let _ = write!(
            text,
            "\n[collections.{folder}.fields]\ntitle = \"string!\"\nterm = \"string\"\ndescription = \"text!\"\ncategory = {{ type = \"enum\", values = {CATEGORIES:?} }}\n"
        );
    }
    text
}

/// The files of `content/` of a primer of `count` terms, each with its path.
pub(crate) fn content(count: usize) -> impl ParallelIterator<Item = (String, String)> {
    let terms = (0..count)
        .into_par_iter()
        .map(move |number| (format!("content/{}.md", path(number)), term(number, count)));
    terms.chain(pages())
}

/// Writes a primer of `count` terms.
pub(crate) fn generate(count: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    for (collection, _) in COLLECTIONS {
        fs::create_dir_all(folder.join("content").join(collection))?;
    }
    fs::write(folder.join("primer.toml"), settings())?;
    content(count).try_for_each(|(path, text)| fs::write(folder.join(path), text))?;
    Ok(())
}

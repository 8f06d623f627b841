//! A primer of any size, made by rule: a function of the number of terms alone.

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use primer::source::{Source, Sources};

const ADJECTIVES: &[&str] = &[
    "Absolute",
    "Adverse",
    "Bilateral",
    "Binding",
    "Collateral",
    "Constructive",
    "Declaratory",
    "Direct",
    "Equitable",
    "Express",
    "Federal",
    "Final",
    "General",
    "Implied",
    "Interim",
    "Joint",
    "Limited",
    "Material",
    "Mutual",
    "Nominal",
    "Ordinary",
    "Partial",
    "Personal",
    "Primary",
    "Public",
    "Qualified",
    "Relative",
    "Remedial",
    "Several",
    "Special",
    "Statutory",
    "Summary",
    "Tacit",
    "Vested",
    "Voluntary",
];
const NOUNS: &[&str] = &[
    "abatement",
    "action",
    "appeal",
    "bar",
    "burden",
    "cause",
    "claim",
    "clause",
    "consent",
    "contract",
    "damage",
    "decree",
    "defense",
    "discovery",
    "duty",
    "estoppel",
    "evidence",
    "finding",
    "fraud",
    "holding",
    "immunity",
    "injury",
    "joinder",
    "judgment",
    "jurisdiction",
    "liability",
    "motion",
    "notice",
    "order",
    "party",
    "pleading",
    "privilege",
    "record",
    "relief",
    "remedy",
    "review",
    "rule",
    "sanction",
    "service",
    "standing",
    "stay",
    "title",
    "trial",
    "venue",
    "waiver",
    "warrant",
    "witness",
    "writ",
];
const WORDS: &[&str] = &[
    "a", "court", "may", "grant", "the", "request", "when", "facts", "in", "question", "are",
    "plain", "and", "neither", "side", "has", "asked", "for", "more", "time", "to", "answer", "it",
    "must", "then", "say", "why", "so", "that", "others", "can", "follow", "its", "reasons",
    "step", "by",
];

/// Numbers that only look random: the same on every machine (a linear congruential generator with
/// the constants of Knuth's MMIX).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % bound as u64).unwrap_or(0)
    }
}

/// What a term is called.
pub(crate) fn name(number: usize) -> String {
    let adjective = ADJECTIVES[number % ADJECTIVES.len()];
    let noun = NOUNS[number / ADJECTIVES.len() % NOUNS.len()];
    match number / (ADJECTIVES.len() * NOUNS.len()) {
        0 => format!("{adjective} {noun}"),
        round => format!("{adjective} {noun} {}", round + 1),
    }
}

/// The name of the file of a term, without its ending.
pub(crate) fn slug(number: usize) -> String {
    name(number).to_lowercase().replace(' ', "-")
}

fn sentence(numbers: &mut Numbers, text: &mut String) {
    for word in 0..8 + numbers.below(10) {
        let next = WORDS[numbers.below(WORDS.len())];
        if word == 0 {
            text.push_str(&next[..1].to_uppercase());
            text.push_str(&next[1..]);
        } else {
            text.push(' ');
            text.push_str(next);
        }
    }
    text.push_str(". ");
}

/// One term of a glossary of `count`: some 6 KB, a dozen links, a table, a footnote, and in every
/// twentieth a block of code.
fn term(number: usize, count: usize) -> String {
    let mut numbers = Numbers(number as u64 + 1);
    let mut text = format!(
        "---\ntitle: \"{0} — what it means\"\nterm: \"{0}\"\ndescription: \"{0} in one sentence.\"\ncategory: \"c{1}\"\ntags: [\"t{2}\", \"t{3}\"]\nrelated:\n",
        name(number),
        number % 12,
        number % 40,
        number % 7 + 40,
    );
    for distance in [1, 7] {
        let _ = writeln!(text, "  - \"{}\"", slug((number + distance) % count));
        let _ = writeln!(
            text,
            "  - \"{}\"",
            slug((number + count - distance) % count)
        );
    }
    text.push_str("---\n\n");
    for section in 0..6 {
        let _ = write!(text, "## Part {}\n\n", section + 1);
        for _ in 0..3 {
            for _ in 0..3 {
                sentence(&mut numbers, &mut text);
            }
            let other = numbers.below(count);
            let link = match numbers.below(4) {
                0 => format!("[[{}]]", name(other)),
                1 => format!("[{}](/terms/{}#part-2)", name(other), slug(other)),
                _ => format!("[{}](/terms/{})", name(other), slug(other)),
            };
            let _ = write!(text, "See {link} **for more**. ");
            sentence(&mut numbers, &mut text);
            text.push_str("\n\n");
        }
    }
    text.push_str("| Step | What |\n|------|------|\n| 1 | File |\n| 2 | Wait |\n\nA note[^1].\n\n[^1]: Said below.\n");
    if number.is_multiple_of(20) {
        let _ = write!(
            text,
            "\n```rust\nfn step(number: u32) -> u32 {{\n    number + {number}\n}}\n```\n"
        );
    }
    text
}

pub(crate) fn content(count: usize) -> Sources {
    (0..count)
        .map(|number| {
            Source::new(
                &format!("content/terms/{}.md", slug(number)),
                term(number, count),
            )
        })
        .collect()
}

/// Writes a primer of `count` terms.
pub(crate) fn generate(count: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder.join("content/terms"))?;
    fs::write(
        folder.join("primer.toml"),
        "[site]\ntitle = \"Generated\"\nbase_url = \"https://example.org/\"\n",
    )?;
    for source in content(count).iter() {
        fs::write(folder.join(&*source.path), &*source.text)?;
    }
    Ok(())
}

//! The table `[words]` of `primer.toml`: words of the program that readers see, in place of those built in.
//!
//! In: the table. Out: the words by their names, each with the parts that it has to be filled with.

use std::collections::BTreeMap;

use super::key::KeyReader;
use crate::data::{Data, Pair, Table};
use crate::words::{Phrase, built_in, names, parts};

/// Reads the words of a site.
pub(super) fn read(reader: &mut KeyReader<'_>, table: &Table) -> BTreeMap<String, Phrase> {
    let mut words = BTreeMap::new();
    for pair in &table.0 {
        let Some(english) = built_in("en").and_then(|words| words.get(&*pair.key)) else {
            let known: Vec<&str> = names().collect();
            reader.report_unknown(&pair.key, "`[words]`", &known);
            continue;
        };
        if let Some(word) = read_word(reader, pair, english) {
            words.insert(pair.key.value.clone(), word);
        }
    }
    words
}

fn read_word(reader: &mut KeyReader<'_>, pair: &Pair, english: &Phrase) -> Option<Phrase> {
    match (english, &pair.value.value) {
        (Phrase::List(english), Data::List(_)) => {
            let list = reader.strings(&pair.value, &pair.key);
            if list.len() == english.len() {
                return Some(Phrase::List(list));
            }
            let message = format!(
                "`{}` must be a list of {} strings",
                *pair.key,
                english.len()
            );
            reader.fault(pair.value.span, message);
            None
        }
        (Phrase::Plural(_), Data::Table(table)) => {
            let mut forms = BTreeMap::new();
            for form in &table.0 {
                if CATEGORIES.contains(&form.key.as_str()) {
                    forms.insert(form.key.value.clone(), reader.string(form)?);
                } else {
                    reader.report_unknown(&form.key, "a word with a number", CATEGORIES);
                }
            }
            if forms.contains_key("other") {
                return Some(Phrase::Plural(forms));
            }
            let message = format!("`{}` has no form `other`", *pair.key);
            reader.fault(pair.value.span, message);
            None
        }
        (Phrase::List(_), _) => {
            reader.expected(&pair.value, &pair.key, "a list of strings");
            None
        }
        (english, _) => {
            let text = reader.string(pair)?;
            let may_have = match english {
                Phrase::Plain(english) => parts(english),
                Phrase::Plural(forms) => forms
                    .get("other")
                    .map(|form| parts(form))
                    .unwrap_or_default(),
                Phrase::List(_) => Vec::new(),
            };
            if let Some(part) = parts(&text).iter().find(|part| !may_have.contains(part)) {
                let message = format!("nothing can be filled in for `{{{part}}}` here");
                let help = match may_have.as_slice() {
                    [] => "this word has no parts: write it without braces".to_owned(),
                    known => format!("this word has `{{{}}}`", known.join("}`, `{")),
                };
                let diagnostic = reader.diagnostic(pair.value.span, message);
                reader.report(diagnostic.help(help));
                return None;
            }
            Some(Phrase::Plain(text))
        }
    }
}

/// The names of plurals in CLDR.
const CATEGORIES: &[&str] = &["zero", "one", "two", "few", "many", "other"];

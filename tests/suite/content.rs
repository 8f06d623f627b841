//! Our own primer is clean, and every page of it can be reached by links in the text.

use std::collections::{HashSet, VecDeque};
use std::path::Path;

use primer::disk::load::{Tree, load};
use primer::pipeline::{Options, build};

use crate::builder::full_report;

#[test]
fn our_own_primer_has_no_faults() {
    let inputs = load(
        &Tree::new(Path::new(env!("CARGO_MANIFEST_DIR"))),
        Options::default(),
    )
    .unwrap();
    let made = build(&inputs, &|_| {});
    assert_eq!(full_report(&made.analysis), "");
    let files = made.files.unwrap();
    assert!(
        files
            .iter()
            .any(|file| file.path == "primer/causation/index.html")
    );
}

#[test]
fn every_page_of_our_own_primer_can_be_reached_from_the_home_page() {
    let inputs = load(
        &Tree::new(Path::new(env!("CARGO_MANIFEST_DIR"))),
        Options::default(),
    )
    .unwrap();
    let analysis = primer::pipeline::analyze(&inputs, &|_| {});
    let glossary = &analysis.glossary;
    let home = glossary.of_file("content/_index.md").unwrap();
    let mut reached = HashSet::from([home]);
    let mut queue = VecDeque::from([home]);
    while let Some(from) = queue.pop_front() {
        for (reference, target) in glossary.edges_of(from) {
            if let Some(to) = target.entry().filter(|_| reference.kind.is_link())
                && reached.insert(to)
            {
                queue.push_back(to);
            }
        }
    }
    for index in glossary.indices() {
        assert!(
            reached.contains(&index),
            "{} cannot be reached",
            glossary.entry(index).path
        );
    }
}

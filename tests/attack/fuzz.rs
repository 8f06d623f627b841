//! Random primers, a bounded number of them; `fuzz/` runs as many as one likes.

#[expect(unreachable_pub, dead_code, reason = "it is a crate of its own too")]
#[path = "../../fuzz/src/lib.rs"]
mod random;

use random::{parsers, random_bytes, whole};

#[test]
fn random_primers_do_no_harm() {
    (0..300).for_each(|seed| whole(&random_bytes(seed)));
}

#[test]
fn random_texts_do_no_harm_to_the_parsers() {
    (0..3_000).for_each(|seed| parsers(&random_bytes(seed)));
}

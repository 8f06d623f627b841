//! `cargo +nightly fuzz run --features libfuzzer parsers`

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| primer_fuzz::parsers(bytes));

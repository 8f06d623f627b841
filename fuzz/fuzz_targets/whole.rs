//! `cargo +nightly fuzz run --features libfuzzer whole`

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| primer_fuzz::whole(bytes));

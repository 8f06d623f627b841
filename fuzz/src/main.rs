//! `cargo run --release -- whole 200000 [seed]`: runs of random bytes, with any compiler. A run that fails ends the program and
//! leaves its number, with which it can be run alone, `cargo run --release -- whole 1 NUMBER`, and looked at, `… -- show NUMBER EDITS`.

use std::alloc::System;

use cap::Cap;
use primer_fuzz::{files, parsers, random_bytes, whole};

/// A run of at most some megabytes needs no more than this: 512 MiB for all threads together. One that asks for more ends the
/// program.
const MEMORY: usize = 512 << 20;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, MEMORY);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, without: u64| {
        let text = arguments.get(at);
        text.map_or(without, |text| text.parse().expect("a number"))
    };
    if arguments.first().is_some_and(|first| first == "show") {
        for (path, text) in files(&random_bytes(number(1, 0)), number(2, 0) as usize) {
            println!("=== {path} ({} bytes)\n{text}", text.len());
        }
        return;
    }
    let target = match arguments.first().map(String::as_str) {
        Some("whole") => whole,
        Some("parsers") => parsers,
        _ => panic!("whole or parsers, how many runs, and the number of the first"),
    };
    let (count, first) = (number(1, 1000), number(2, 0));
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || {
                for seed in (first + thread..first + count).step_by(threads as usize) {
                    let run = std::panic::catch_unwind(|| target(&random_bytes(seed)));
                    if run.is_err() {
                        eprintln!("run {seed} failed");
                        std::process::exit(1);
                    }
                }
            });
        }
    });
    let most = ALLOCATOR.max_allocated() >> 20;
    println!("{count} runs, none failed; at most {most} MiB were in use");
}

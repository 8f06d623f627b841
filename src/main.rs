//! Arguments → command → exit code, nothing else.

use std::process::ExitCode;

/// Builds are many small texts made on all cores, where the system's allocator is the bottleneck.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    primer::command::run(primer::cli::parse())
}

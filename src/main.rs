//! Arguments → command → exit code, nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    primer::command::run(primer::cli::parse())
}

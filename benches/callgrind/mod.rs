//! How many instructions a run of the program takes, counted by Valgrind: on a noisy machine, too, the
//! same run gives nearly the same number.

use std::env;
use std::error::Error;
use std::io;
use std::path::Path;
use std::process::Command;

/// What to do where Valgrind is missing.
pub(crate) const MISSING: &str =
    "Valgrind is missing: on Debian, `sudo apt-get install valgrind` brings it";

/// The instructions of one run in a folder, with a cache folder, on one thread; nothing where Valgrind is
/// missing.
pub(crate) fn instructions(
    program: &Path,
    folder: &Path,
    cache: &Path,
    arguments: &[&str],
) -> Result<Option<u64>, Box<dyn Error>> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(arguments)
        .current_dir(folder)
        // Nothing of the surroundings may reach the program.
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .env("XDG_CACHE_HOME", cache)
        .env("RAYON_NUM_THREADS", "1")
        .env("SOURCE_DATE_EPOCH", "1750000000")
        .output();
    let output = match output {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        output => output?,
    };
    let report = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("`primer {}` failed:\n{report}", arguments.join(" ")).into());
    }
    let count = report
        .lines()
        .find_map(|line| line.split_once("Collected :"))
        .ok_or_else(|| format!("Valgrind gave no count:\n{report}"))?
        .1;
    Ok(Some(count.trim().parse()?))
}

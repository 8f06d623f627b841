//! The program, to be started: the only place that does it, so that no test touches the caches of whoever runs it.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

const PROGRAM: &str = env!("CARGO_BIN_EXE_primer");

/// A cache folder for all tests that need none of their own.
static CACHE: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache");
    let _ = fs::remove_dir_all(&folder);
    folder
});

/// The program.
pub(crate) fn program() -> Command {
    starter(PROGRAM)
}

/// Another program that starts this one: as `primer`, or as `$PRIMER`.
pub(crate) fn starter(other: impl AsRef<OsStr>) -> Command {
    let own = Path::new(PROGRAM).parent().unwrap().to_owned();
    let folders = env::var_os("PATH").unwrap_or_default();
    let folders = [own].into_iter().chain(env::split_paths(&folders));
    let mut command = Command::new(other);
    command
        .env("PATH", env::join_paths(folders).unwrap())
        .env("PRIMER", PROGRAM)
        // The tests may run in a CI themselves.
        .env_remove("CI")
        .env_remove("GITHUB_ACTIONS")
        .env_remove("GITHUB_STEP_SUMMARY")
        .env("XDG_CACHE_HOME", &*CACHE);
    command
}

#[test]
fn the_program_is_started_here_only() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let is_here = path.ends_with("program.rs");
        assert_eq!(text.contains("CARGO_BIN_EXE"), is_here, "{path:?}");
    }
}

#[test]
fn nothing_is_left_in_the_cache_of_whoever_runs_the_tests() {
    let run = starter("sh").args(["-c", "echo $XDG_CACHE_HOME"]).output();
    let said = String::from_utf8(run.unwrap().stdout).unwrap();
    assert_eq!(Path::new(said.trim()), &*CACHE);
    let folder = crate::command::started();
    let run = crate::command::primer(folder.path(), &["build", "--quiet"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(CACHE.join("primer").is_dir());
}

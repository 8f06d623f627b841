//! The preview and the theme in a real browser: runs the tests in `tests/browser/`, which drive the program itself.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::program::starter;

fn program(names: &[&str]) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    names
        .iter()
        .flat_map(|name| env::split_paths(&folders).map(move |folder| folder.join(name)))
        .find(|path| path.is_file())
}

/// The programs that drive a browser, or what is missing and how to get it.
fn tools(folder: &Path) -> Result<(PathBuf, PathBuf), String> {
    let node = program(&["node"]).ok_or("Node.js is not installed: apt-get install nodejs npm")?;
    let chromium = env::var_os("CHROMIUM")
        .map(PathBuf::from)
        .or_else(|| program(&["chromium", "chromium-browser", "google-chrome"]))
        .ok_or("Chromium is not installed: apt-get install chromium")?;
    for package in ["playwright-core", "axe-core", "html-validate"] {
        if !folder.join("node_modules").join(package).is_dir() {
            return Err(format!(
                "{package} is not installed: npm ci --prefix tests/browser"
            ));
        }
    }
    Ok((node, chromium))
}

#[test]
fn the_preview_and_the_theme_work_in_a_browser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let (node, chromium) = match tools(&folder) {
        Ok(tools) => tools,
        Err(missing) => {
            let is_required = env::var("PRIMER_BROWSER").is_ok_and(|value| value == "required");
            assert!(!is_required, "{missing}");
            // Past the capture of the test runner, which shows nothing of a test that passes.
            let note = format!(
                "\nSKIPPED: the tests of the preview and the theme in a browser. {missing}\n"
            );
            writeln!(io::stderr(), "{note}").unwrap();
            return;
        }
    };
    let mut tests: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|item| item.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    tests.sort();
    let output = starter(node)
        .arg("--test")
        .args(tests)
        .env("CHROMIUM", chromium)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

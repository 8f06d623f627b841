//! `primer schema`: what `primer.toml` may hold, for editors.

use std::process::ExitCode;

use anyhow::Result;

use super::terminal::print;
use crate::config::settings_schema;

pub(super) fn run() -> Result<ExitCode> {
    let mut text = serde_json::to_string_pretty(&settings_schema())?;
    text.push('\n');
    print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

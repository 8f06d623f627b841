//! `primer explain`: what a fault means.

use std::process::ExitCode;

use anyhow::{Result, bail};

use super::print;
use crate::diagnostic::Code;
use crate::diagnostic::nearest::nearest;

pub(super) fn run(code: Option<&str>) -> Result<ExitCode> {
    let Some(name) = code else {
        let mut text = String::new();
        for code in Code::ALL {
            let first = code
                .explanation()
                .split("\n\n")
                .next()
                .unwrap_or("")
                .replace('\n', " ");
            let sentence = first
                .split_once(". ")
                .map_or(first.as_str(), |(sentence, _)| sentence);
            text.push_str(&format!(
                "{:<22} {:<8} {}\n",
                code.name(),
                code.severity().name(),
                sentence.trim_end_matches('.')
            ));
        }
        print(text.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    };
    let Some(code) = Code::named(name) else {
        match nearest(name, Code::ALL.iter().map(|code| code.name())) {
            Some(near) => bail!("there is no fault `{name}`; did you mean `{near}`?"),
            None => bail!("there is no fault `{name}`; `primer explain` lists them all"),
        }
    };
    let text = format!(
        "{code} ({})\n\n{}\n",
        code.severity().name(),
        code.explanation().trim()
    );
    print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

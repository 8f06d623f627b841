//! `primer explain`: what a fault means.

use std::process::ExitCode;

use anyhow::{Result, bail};

use super::terminal::print;
use crate::diagnostic::Code;
use crate::diagnostic::nearest::nearest;

pub(super) fn run(code: Option<&str>) -> Result<ExitCode> {
    let Some(name) = code else {
        let mut text = String::new();
        for code in Code::ALL {
            text.push_str(&format!(
                "{:<22} {:<8} {}\n",
                code.name(),
                level(*code),
                code.summary()
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
        level(code),
        code.explanation().trim()
    );
    print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The level that a fault has unless the settings give it another one.
fn level(code: Code) -> &'static str {
    if code.on_request() {
        "off"
    } else {
        code.severity().name()
    }
}

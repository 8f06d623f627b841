//! The commands: they join the disk and the terminal to the pipeline. The only room that prints.
//!
//! A command prints its result to standard output and everything else to standard error. It ends
//! with 0 when all is well, with 1 when the content has errors, and with 2 when it could not run.

mod baseline;
mod build;
pub mod cache_folder;
mod changes;
mod check;
mod explain;
mod external;
mod fix;
mod init;
mod new;
mod progress;
mod report;
mod run;
mod schema;
mod selection;
mod serve;
mod terminal;
mod theme;

use std::process::ExitCode;

use crate::cli::{Cli, Color, Command, ThemeCommand};
use crate::disk;
use crate::source::character::visible;
use terminal::{print, say};

/// Runs a command and says how it ended.
pub fn run(cli: Cli) -> ExitCode {
    let choice = match cli.global.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
    let mut global = cli.global;
    if global.root.as_os_str().is_empty() {
        let working = std::env::current_dir().unwrap_or_default();
        global.root = disk::load::root(&working);
    }
    let result = match cli.command {
        Command::Build {
            output,
            changes,
            content,
        } => build::run(&global, output, changes, &content),
        Command::Check(arguments) => check::run(&global, &arguments),
        Command::Serve(arguments) => serve::run(&global, &arguments),
        Command::New { collection, name } => new::run(&global, &collection, &name),
        Command::Init { folder } => init::run(&global, &folder),
        Command::Schema => schema::run(),
        Command::Explain { code } => explain::run(code.as_deref()),
        Command::Theme { command } => match command {
            ThemeCommand::List => theme::list(),
            ThemeCommand::Show { name } => theme::show(&name),
        },
        Command::Completions { shell } => {
            print(&crate::cli::completions(shell)).map(|()| ExitCode::SUCCESS)
        }
    };
    result.unwrap_or_else(|error| {
        let message = error.to_string();
        let message = visible(&message);
        let mut text = format!("\u{1b}[1;31merror\u{1b}[0m\u{1b}[1m: {message}\u{1b}[0m\n");
        for cause in error.chain().skip(1) {
            text.push_str(&format!("  because {}\n", visible(&cause.to_string())));
        }
        say(&text);
        ExitCode::from(2)
    })
}

//! The tests of the whole program, one binary: a module for each thing that is promised.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "../attack/mod.rs"]
mod attack;

mod again;
mod assets;
mod baseline;
mod browser;
mod builder;
mod causes;
mod changes;
mod checks;
mod command;
mod commonmark;
mod configuration;
mod content;
mod diagnostics;
mod edits;
mod embeds;
mod exceptions;
mod external;
mod facts;
mod feeds;
mod fixes;
mod growth;
mod history;
mod html;
mod kinds;
mod links;
mod markdown;
mod mentions;
mod moving;
mod notation;
mod pages;
mod paths;
mod program;
mod properties;
mod readme;
mod record;
mod releases;
mod reports;
mod search;
mod selection;
mod serve;
mod sites;
mod slips;
mod suggestions;
mod templates;
mod tidy;
mod wanted;
mod watch;
mod web;
mod words;
mod write;

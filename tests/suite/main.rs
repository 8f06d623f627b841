//! The tests of the whole program, one binary: a module for each thing that is promised.

mod builder;
mod command;
mod commonmark;
mod content;
mod diagnostics;
mod links;
mod markdown;
mod properties;
mod readme;
mod sites;
mod tidy;
mod write;

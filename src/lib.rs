//! primer
pub mod check;
pub mod cli;
pub mod command;
pub mod config;
pub mod data;
pub mod diagnostic;
pub mod disk;
pub mod entry;
pub mod glossary;
pub mod memo;
pub mod output;
pub mod page;
pub mod pipeline;
pub mod source;

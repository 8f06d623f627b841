//! The disk: the only room that reads and writes files.
//!
//! In: paths from the operator. Out: [`crate::pipeline::Inputs`], loaded once or kept up to date; and the
//! site, written, with a list of what changed, and a record of it. What an author did wrong is a
//! diagnostic; what only the operator can mend is an error with a sentence.

pub mod baseline;
pub mod git;
mod history;
pub mod keep;
pub mod list;
pub mod load;
pub mod named;
pub mod pieces;
mod read;
pub mod record;
mod replace;
pub mod report;
pub mod rewrite;
mod stamp;
mod tree;
mod walk;
pub mod watch;
pub mod write;

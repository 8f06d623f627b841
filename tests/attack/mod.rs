//! What a stranger's change may contain, and what must not come of it: a module for each way in.
//!
//! Everything here runs on this machine only and in bounded time.

mod fuzz;
mod links;
mod output;
mod reports;

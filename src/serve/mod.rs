//! The preview: pages over HTTP, and changes over a socket, to whoever may ask.
//!
//! In: analyses, one for each round of changes. Out: what `build` would write, made when it is asked
//! for, with the script that keeps an open page up to date. This room opens and writes no file: what is not in memory is
//! opened by whoever starts it. Its only sockets are those of a server that answers to trusted names.

mod address;
mod dress;
pub mod editor;
mod file_body;
pub mod http;
mod hub;
pub mod listen;
mod outbox;
mod panel;
mod preview;
mod report;
mod round;
mod server;
mod socket;
pub mod trust;

pub use file_body::OpenFile;
pub use preview::Faults;
pub use round::Round;
pub use server::{Opener, PreviewSettings, RoundStart, Server};

//! Addresses of other sites → whether they are there: asked politely, each once, and remembered.
//!
//! In: addresses as they are written, what is remembered of them, a [`Web`], a [`Clock`] and [`Limits`]. Out: a
//! [`Verdict`](crate::check::verdict::Verdict) for each. Knows no entry, and no file: the caller keeps the [`Recollection`].

mod address;
mod ask;
pub mod clock;
pub mod guard;
pub mod http;
mod inquiry;
mod limits;
mod pace;
mod recollection;
pub mod web;

pub use ask::{Answered, Asking, AskingStep};
pub use clock::Clock;
pub use limits::Limits;
pub use recollection::Recollection;
pub use web::Web;

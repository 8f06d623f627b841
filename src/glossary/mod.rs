//! All entries together, every reference resolved or not, with edges both ways.
//!
//! In: entries, the places that the kinds of pages want, and files. Out: a [`Glossary`]. Making it cannot fail: a
//! reference that leads nowhere is a [`Target`] like any other, and whether that is a fault is said in `check`.
//! [`link`] makes one from nothing; a preview goes on from the last one (`update`), and gets the same.

pub(crate) mod address;
mod choice;
mod graph;
mod grouping;
pub mod mention;
pub mod names;
pub mod place;
mod resolve;
pub mod suggest;
mod target;
pub mod taxonomy;
pub mod update;

use std::sync::Arc;

use crate::asset::Asset;
use crate::config::Config;
use crate::entry::Entry;
pub use graph::{Backlink, Glossary, Referrers, unwritten_key};
use place::Places;
pub use target::{Choice, EntryIndex, Inbound, Target};

/// The glossary of all that there is, made from nothing: `places` says for its entries which places there are.
pub fn link(
    entries: Vec<Arc<Entry>>,
    places: impl FnOnce(&Glossary) -> Places,
    assets: Arc<Vec<Asset>>,
    config: &Config,
    visibility: crate::entry::Visibility,
) -> Glossary {
    let delta = update::Delta {
        gone: Vec::new(),
        read: entries,
    };
    let census = update::Census::new(&Glossary::default(), delta, config, visibility);
    let places = places(census.entries());
    census.link(places, assets, config)
}

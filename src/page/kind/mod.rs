//! The kinds of pages and files that the program makes, one file for each.
//!
//! A kind says which places it has, before anything is linked, and makes the page of each. All else that depends on
//! which kinds there are reads the table: the linker and the checks (by way of the places), the sitemap, the
//! navigation, the preview. A new kind is one file here and one line in [`ALL`].

mod a_to_z;
mod category;
mod collection;
mod entry;
mod facet;
mod feed;
mod ground;
mod group;
mod home;
mod not_found;
mod redirect;
mod robots;
mod search;
mod sitemap;
mod start;
mod tag;

pub use ground::{Ground, Kind, Kinds, made};

/// The kinds of the program, in the order of the sitemap and of the navigation.
pub static ALL: &[&dyn Kind] = &[
    &home::Home,
    &collection::Collections,
    &a_to_z::AToZ,
    &search::Search,
    &not_found::NotFound,
    &entry::Entries,
    &start::Start,
    &category::Categories,
    &tag::Tags,
    &facet::FacetPages,
    &redirect::Redirects,
    &sitemap::Sitemap,
    &feed::Feeds,
    &robots::Robots,
];

impl Default for Kinds {
    fn default() -> Self {
        Self(ALL)
    }
}

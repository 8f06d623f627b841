//! `robots.txt`: where the sitemap is (RFC 9309).

use super::ground::{Ground, Kind, made};
use crate::glossary::place::{Form, Place};
use crate::page::context::Draft;
use crate::page::{Outline, Page};

/// The file for crawlers.
#[derive(Debug)]
pub(super) struct Robots;

impl Kind for Robots {
    fn places(&self, _ground: &Ground<'_>) -> Vec<(String, Place)> {
        vec![made("robots.txt", Form::File, 0)]
    }

    fn page(&self, outline: &Outline, at: (&str, &Place)) -> Page {
        Draft::new("robots", "").finish_bare(outline, at, "robots.txt")
    }

    fn is_in_sitemap(&self) -> bool {
        false
    }
}

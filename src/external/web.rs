//! What is asked of a server, and what it answers: one request without redirects. [`Http`](super::http::Http) is the real
//! one.

use std::time::Duration;

use url::Url;

use crate::check::verdict::{Bar, Doubt};

/// The form of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Without the page.
    Head,
    /// With the page, which nobody reads.
    Get,
}

/// What a server says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerReply {
    /// The status code.
    pub status: u16,
    /// `Location`: where a redirect leads.
    pub location: Option<String>,
    /// `Retry-After`: a number of seconds, or a date.
    pub retry_after: Option<String>,
    /// Whether a person has to prove to be one first.
    pub is_challenge: bool,
}

/// Why there is no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoReply {
    /// There is no such host.
    NoHost,
    /// The host is none to be asked.
    Barred(Bar),
    /// Something else.
    Failed(Doubt),
}

/// Who is asked.
pub trait Web: Sync {
    /// Makes one request, whose reply must come within a time.
    ///
    /// # Errors
    ///
    /// Why there is no reply.
    fn request(&self, method: Method, url: &Url, within: Duration) -> Result<ServerReply, NoReply>;

    /// Whether names of hosts can be looked up at all. Without a network, no name is known.
    fn has_names(&self) -> bool;
}

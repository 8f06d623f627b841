//! An address of another site, and what is known of it: whether it is there. Who asks is elsewhere; the rules only read it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::source::Location;

/// An address of another site, at one of the places where it is written.
#[derive(Clone, Debug)]
pub struct ExternalLink {
    /// What is written.
    pub address: String,
    /// Where.
    pub at: Location,
    /// Whether another address can be written there without a look at what is around it.
    pub(super) is_plain: bool,
}

impl ExternalLink {
    /// The page that it leads to, whatever the place on it.
    pub(super) fn page(&self) -> &str {
        let page = self.address.split('#').next();
        page.unwrap_or(&self.address)
    }
}

/// What came of asking for an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It is there; `moved` is where permanent redirects led to it.
    Alive {
        /// The new address.
        moved: Option<String>,
    },
    /// It is not there.
    Dead {
        /// Who says so.
        sign: DeathSign,
        /// Whether it was so at least a day before, too, or one look is enough.
        is_certain: bool,
    },
    /// It may be there or not.
    Unknown(Doubt),
    /// It is never asked.
    Barred(Bar),
    /// It was not asked this time, as the time was over or its server wanted to be left alone.
    Late,
}

/// By what an address is known to be dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeathSign {
    /// What its server answered: 404 or 410.
    Status(u16),
    /// There is no such host.
    NoHost,
}

/// Why nobody knows whether an address is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// The server answered something else.
    Status(u16),
    /// The server wants to see a person first.
    Challenge,
    /// No answer came in time.
    TimedOut,
    /// There was no secure connection.
    Tls,
    /// There was no connection.
    Unreachable,
    /// The name could not be looked up.
    Lookup,
    /// What came is no HTTP.
    Protocol,
    /// Redirects lead in a circle, or there are too many.
    Redirects,
    /// A redirect leads out of the public web.
    Elsewhere,
}

/// Why an address is never asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bar {
    /// Its host is in a network of its own: there, a stranger's address could reach what is not for strangers.
    Private,
    /// Its host has a name that is for examples, or that only some programs can look up.
    Reserved,
    /// Its port is one of other protocols.
    Port,
    /// It has a name or a password in it.
    Credentials,
    /// It cannot be understood.
    Malformed,
}

impl fmt::Display for DeathSign {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(formatter, "its server answers {}", named(*status)),
            Self::NoHost => formatter.write_str("there is no host of this name"),
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(formatter, "it answers {}", named(*status)),
            Self::Challenge => formatter.write_str("it wants to see a person first"),
            Self::TimedOut => formatter.write_str("no answer came in time"),
            Self::Tls => formatter.write_str("there was no secure connection"),
            Self::Unreachable => formatter.write_str("there was no connection"),
            Self::Lookup => formatter.write_str("its name could not be looked up"),
            Self::Protocol => formatter.write_str("its answer is no HTTP"),
            Self::Redirects => formatter.write_str("it redirects without end"),
            Self::Elsewhere => formatter.write_str("it redirects out of the public web"),
        }
    }
}

/// A status with its name, where programs are likely to meet it.
fn named(status: u16) -> String {
    let name = match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        410 => "Gone",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => return status.to_string(),
    };
    format!("{status} {name}")
}

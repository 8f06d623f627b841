//! The web over HTTP: one request, by a connection of its own.
//!
//! The roots of trust are those of Mozilla, built into the program: every machine judges a certificate alike, and whoever
//! reads traffic by a root of their own makes an address unknown, never dead. No proxy is used, whatever the environment
//! says: it would look names up itself, and reach what is not to be reached.

use std::io;
use std::net::ToSocketAddrs;
use std::time::Duration;

use ureq::http::{HeaderMap, Response};
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};
use url::Url;

use super::guard::LookupError;
use super::web::{Method, NoReply, ServerReply, Web};
use crate::check::verdict::Doubt;

/// Who asks: servers that know nothing of a program often refuse it when it has another form than this.
const USER_AGENT: &str = concat!(
    "Mozilla/5.0 (compatible; primer/",
    env!("CARGO_PKG_VERSION"),
    "; +",
    env!("CARGO_PKG_REPOSITORY"),
    ")"
);

/// What a browser accepts.
const ACCEPT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// A connection is made in that time or not.
const CONNECT: Duration = Duration::from_secs(10);

/// A name that is always there (RFC 2606).
const KNOWN_NAME: &str = "example.com:443";

/// The web.
#[derive(Debug)]
pub struct Http(Agent);

impl Http {
    /// The web, as far as a resolver leads: [`GuardedResolver`](super::guard::GuardedResolver) for what strangers wrote.
    pub fn new(resolver: impl Resolver) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .max_idle_connections(0)
            .timeout_connect(Some(CONNECT))
            .user_agent(USER_AGENT)
            .accept(ACCEPT)
            .build();
        Self(Agent::with_parts(
            config,
            DefaultConnector::default(),
            resolver,
        ))
    }
}

impl Web for Http {
    fn request(&self, method: Method, url: &Url, within: Duration) -> Result<ServerReply, NoReply> {
        let request = match method {
            Method::Head => self.0.head(url.as_str()),
            Method::Get => self.0.get(url.as_str()),
        };
        let request = request.header("Accept-Language", "en,*;q=0.5");
        let request = request.config().timeout_global(Some(within)).build();
        // The body is never read: the connection ends with it.
        request
            .call()
            .map(|reply| understood(&reply))
            .map_err(|error| no_reply(&error))
    }

    fn has_names(&self) -> bool {
        KNOWN_NAME.to_socket_addrs().is_ok()
    }
}

fn understood(reply: &Response<Body>) -> ServerReply {
    let headers = reply.headers();
    ServerReply {
        status: reply.status().as_u16(),
        location: text(headers, "location"),
        retry_after: text(headers, "retry-after"),
        is_challenge: ["cf-mitigated", "x-amzn-waf-action", "x-vercel-mitigated"]
            .iter()
            .any(|name| headers.contains_key(*name)),
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.as_bytes();
    Some(String::from_utf8_lossy(value).trim().to_owned())
}

fn no_reply(error: &ureq::Error) -> NoReply {
    NoReply::Failed(match error {
        ureq::Error::Other(why) => match why.downcast_ref::<LookupError>() {
            Some(LookupError(why)) => return *why,
            None => Doubt::Protocol,
        },
        ureq::Error::Timeout(_) => Doubt::TimedOut,
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::TlsRequired => Doubt::Tls,
        ureq::Error::HostNotFound => Doubt::Lookup,
        ureq::Error::ConnectionFailed => Doubt::Unreachable,
        ureq::Error::Io(error) => match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Doubt::TimedOut,
            // What is wrong with a certificate.
            io::ErrorKind::InvalidData => Doubt::Tls,
            _ => Doubt::Unreachable,
        },
        _ => Doubt::Protocol,
    })
}

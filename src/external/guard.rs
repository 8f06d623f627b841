//! Which addresses of the network are dialled: those of the public one. A link that a stranger wrote must not make the
//! machine on which it is checked knock at doors that only that machine can reach.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::config::Config as AgentConfig;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::web::NoReply;
use crate::check::verdict::{Bar, Doubt};

/// Looks names up and gives public addresses only. What it gives is what is dialled, so a name cannot be one thing when it is
/// judged and another when it is used.
#[derive(Debug, Default)]
pub struct GuardedResolver(DefaultResolver);

/// What is wrong with a name, as an error that the client hands through.
#[derive(Debug)]
pub(super) struct LookupError(pub(super) NoReply);

impl fmt::Display for LookupError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.0)
    }
}

impl std::error::Error for LookupError {}

impl Resolver for GuardedResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &AgentConfig,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let failed = |why| ureq::Error::Other(Box::new(LookupError(why)));
        let found = self.0.resolve(uri, config, timeout).map_err(|error| {
            failed(match error {
                ureq::Error::Io(error) if says_no_host(&error) => NoReply::NoHost,
                ureq::Error::Timeout(_) => NoReply::Failed(Doubt::TimedOut),
                _ => NoReply::Failed(Doubt::Lookup),
            })
        })?;
        let mut public = self.empty();
        for address in found.iter().filter(|address| is_public(address.ip())) {
            public.push(*address);
        }
        if public.is_empty() {
            return Err(failed(NoReply::Barred(Bar::Private)));
        }
        Ok(public)
    }
}

/// Whether a failed lookup says that there is no such name. The standard library hands on only the words of the system: those
/// of glibc, musl, macOS and the BSDs, and a number on Windows. A name without an address, and a server that does not answer,
/// are something else.
fn says_no_host(error: &io::Error) -> bool {
    const NO_SUCH_HOST: i32 = 11001;
    if error.raw_os_error() == Some(NO_SUCH_HOST) {
        return cfg!(windows);
    }
    let words = [
        "Name or service not known",
        "Name does not resolve",
        "nodename nor servname provided",
    ];
    let text = error.to_string();
    words.iter().any(|word| text.contains(word))
}

/// Whether an address belongs to the public network, where anybody may knock.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// The registry of special addresses (RFC 6890 and what came after it), and one that looks public and is not.
fn is_public_v4(address: Ipv4Addr) -> bool {
    /// The services of a cloud for its own machines (Azure).
    const PLATFORM: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);
    match address.octets() {
        // This network; private ones.
        [0 | 10 | 127, ..] | [192, 168, ..] => false,
        [172, 16..=31, ..] => false,
        // Between a provider and its customers.
        [100, 64..=127, ..] => false,
        // Link-local, with the metadata of most clouds.
        [169, 254, ..] => false,
        // Protocols; documentation; a relay that is no more; measurements.
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [203, 0, 113, _] => false,
        [198, 51, 100, _] => false,
        [198, 18 | 19, ..] => false,
        // Multicast, reserved and broadcast.
        [224..=255, ..] => false,
        _ => address != PLATFORM,
    }
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // Networks without IPv4 reach it by these (NAT64, 6to4).
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => embedded(high, low),
        // Teredo, benchmarks and other protocols; documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // All that is given out is here: not loopback, link-local, unique local, multicast.
        [first, ..] => (0x2000..=0x3fff).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{is_public, says_no_host};

    #[test]
    fn only_public_addresses_are_dialled() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "192.1.0.1",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2001:4860:4860::8888",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2002:101:101::1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.2",
            "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn a_name_that_cannot_be_looked_up_is_not_one_that_is_not_there() {
        for (words, expected) in [
            ("Name or service not known", true),
            ("Name does not resolve", true),
            ("nodename nor servname provided, or not known", true),
            ("Temporary failure in name resolution", false),
            ("No address associated with hostname", false),
            ("Try again", false),
        ] {
            let text = format!("failed to lookup address information: {words}");
            assert_eq!(says_no_host(&io::Error::other(text)), expected, "{words}");
        }
    }
}

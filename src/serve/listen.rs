//! Where the server listens.
//!
//! In: a host and a port. Out: listeners at the first port that is free, or a sentence. Nothing is
//! answered here.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs};

/// The port that is tried first.
pub const PORT: u16 = 7878;

/// So many ports are tried, one after the other.
const TRIES: u16 = 20;

/// Finds a port that is free and listens there: at both addresses of this machine, or at a host.
///
/// # Errors
///
/// A sentence that says what stands in the way.
pub fn listen(host: Option<&str>, port: u16) -> Result<Vec<TcpListener>, String> {
    let addresses = match host {
        None | Some("localhost") => vec![
            IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(Ipv6Addr::LOCALHOST),
        ],
        Some(host) => {
            let name = host.trim_matches(['[', ']']);
            let found = (name, 0)
                .to_socket_addrs()
                .map_err(|_| format!("no address of a host `{host}` is known"))?;
            let mut addresses: Vec<IpAddr> = found.map(|address| address.ip()).collect();
            addresses.dedup();
            addresses
        }
    };
    let last = port.saturating_add(TRIES - 1);
    for port in port..=last {
        match at(&addresses, port) {
            Ok(listeners) => return Ok(listeners),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && port > 0 => {}
            Err(error) => {
                let name = host.unwrap_or("localhost");
                let text = error.to_string();
                let reason = text.split(" (os error").next().unwrap_or(&text);
                return Err(format!(
                    "cannot listen at `{name}`, port {port}: {}",
                    reason.to_lowercase()
                ));
            }
        }
    }
    Err(format!(
        "the ports from {port} to {last} are all taken: choose another one with `--port`"
    ))
}

/// Listens at a port of several addresses. One that this machine does not have is left out, unless it
/// is the only one.
fn at(addresses: &[IpAddr], port: u16) -> io::Result<Vec<TcpListener>> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    let mut reason = io::Error::from(io::ErrorKind::AddrNotAvailable);
    let is_any = port == 0;
    let mut port = port;
    for &address in addresses {
        match TcpListener::bind(SocketAddr::new(address, port)) {
            Ok(listener) => {
                listener.set_nonblocking(true)?;
                // Any port: the one that the system chose, for the others too.
                port = listener.local_addr()?.port();
                listeners.push(listener);
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && !is_any => return Err(error),
            Err(error) => reason = error,
        }
    }
    if listeners.is_empty() {
        Err(reason)
    } else {
        Ok(listeners)
    }
}

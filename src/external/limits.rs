//! How much other sites are asked, and how fast.

use std::time::Duration;

/// How much is asked, and how fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// So many servers at a time.
    pub threads: usize,
    /// From the end of a request to the next one to the same server.
    pub interval: Duration,
    /// A reply comes in that time or not.
    pub reply: Duration,
    /// A longer pause that a server asks for is not waited for.
    pub longest_pause: Duration,
    /// All of it takes so long at most.
    pub total: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            threads: 8,
            interval: Duration::from_secs(1),
            reply: Duration::from_secs(20),
            longest_pause: Duration::from_secs(30),
            total: Duration::from_secs(10 * 60),
        }
    }
}

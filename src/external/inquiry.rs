//! One address → the verdict: by `HEAD`, where that is not answered well by `GET`, and along its redirects.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use url::Url;

use super::address::{allowed, server};
use super::clock::Clock;
use super::limits::Limits;
use super::pace::Pace;
use super::web::{Method, NoReply, ServerReply, Web};
use crate::check::verdict::{DeathSign, Doubt, Verdict};

/// So many redirects are followed.
const MOST_REDIRECTS: usize = 8;

/// How long a server that is asked too much is left alone when it does not say how long.
const USUAL_PAUSE: Duration = Duration::from_secs(10);

/// All that asking for an address takes.
pub(super) struct Inquiry<'a> {
    pub(super) web: &'a dyn Web,
    pub(super) clock: &'a dyn Clock,
    pub(super) pace: &'a Pace<'a>,
    pub(super) limits: &'a Limits,
}

/// Why there is no reply to go on with.
enum Stop {
    Late,
    Failed(NoReply),
}

impl Inquiry<'_> {
    /// What is known of an address when it was asked.
    pub(super) fn verdict(&self, url: &Url) -> Verdict {
        let mut chain = vec![url.clone()];
        let mut is_permanent = true;
        // The anchor of a new address is not asked, but belongs to it.
        let mut address = url.clone();
        loop {
            let at = &chain[chain.len() - 1];
            let reply = match self.reply(at) {
                Ok(reply) => reply,
                Err(Stop::Late) => return Verdict::Late,
                Err(Stop::Failed(NoReply::NoHost)) => return dead(DeathSign::NoHost),
                Err(Stop::Failed(NoReply::Barred(bar))) if chain.len() == 1 => {
                    return Verdict::Barred(bar);
                }
                Err(Stop::Failed(NoReply::Barred(_))) => return Verdict::Unknown(Doubt::Elsewhere),
                Err(Stop::Failed(NoReply::Failed(doubt))) => return Verdict::Unknown(doubt),
            };
            let is_redirect = matches!(reply.status, 301 | 302 | 303 | 307 | 308);
            let Some(location) = reply.location.as_ref().filter(|_| is_redirect) else {
                let moved = (is_permanent && chain.len() > 1).then(|| address.to_string());
                return judged(&reply, moved);
            };
            let Ok(mut next) = at.join(location) else {
                return Verdict::Unknown(Doubt::Redirects);
            };
            is_permanent &= matches!(reply.status, 301 | 308);
            address = next.clone();
            next.set_fragment(None);
            if allowed(&next).is_err() {
                return Verdict::Unknown(Doubt::Elsewhere);
            }
            if chain.contains(&next) || chain.len() > MOST_REDIRECTS {
                return Verdict::Unknown(Doubt::Redirects);
            }
            chain.push(next);
        }
    }

    /// The reply of an address. Some servers answer `HEAD` with an error, with the wrong one, or not at all.
    fn reply(&self, url: &Url) -> Result<ServerReply, Stop> {
        use Doubt::{Protocol, TimedOut, Unreachable};
        match self.exchange(Method::Head, url) {
            Ok(reply) if reply.status >= 400 && self.pause(&reply).is_none() => {}
            Err(Stop::Failed(NoReply::Failed(Protocol | TimedOut | Unreachable))) => {}
            settled => return settled,
        }
        self.exchange(Method::Get, url)
    }

    /// A request and its reply; twice where the server asks for a pause that is not too long.
    fn exchange(&self, method: Method, url: &Url) -> Result<ServerReply, Stop> {
        let server = server(url);
        let mut is_first = true;
        loop {
            let mut turn = self.pace.turn(server).ok_or(Stop::Late)?;
            let within = self.limits.reply.min(self.pace.left());
            let reply = match self.web.request(method, url, within) {
                Ok(reply) => reply,
                Err(_) if self.pace.left().is_zero() => return Err(Stop::Late),
                Err(failed) => return Err(Stop::Failed(failed)),
            };
            let Some(wish) = self.pause(&reply) else {
                return Ok(reply);
            };
            if !is_first || wish > self.limits.longest_pause {
                self.pace.close(server);
                return Ok(reply);
            }
            turn.pause(wish);
            is_first = false;
        }
    }

    /// How long a server wants to be left alone, if it does.
    fn pause(&self, reply: &ServerReply) -> Option<Duration> {
        let wish = reply.retry_after.as_deref();
        let wish = wish.and_then(|text| seconds_of(text, self.clock.now()));
        match reply.status {
            429 => wish.or(Some(USUAL_PAUSE)),
            503 => wish,
            _ => None,
        }
    }
}

/// What the last reply says.
fn judged(reply: &ServerReply, moved: Option<String>) -> Verdict {
    match reply.status {
        200..=299 | 304 => Verdict::Alive { moved },
        _ if reply.is_challenge => Verdict::Unknown(Doubt::Challenge),
        404 | 410 => dead(DeathSign::Status(reply.status)),
        status => Verdict::Unknown(Doubt::Status(status)),
    }
}

fn dead(sign: DeathSign) -> Verdict {
    Verdict::Dead {
        sign,
        is_certain: false,
    }
}

/// A pause that is written as a number of seconds, or as a date.
fn seconds_of(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    let seconds = until.as_second().saturating_sub(now.as_second());
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::{judged, seconds_of};
    use crate::check::verdict::{DeathSign, Doubt, Verdict};
    use crate::external::web::ServerReply;

    #[test]
    fn what_a_status_says() {
        let verdict = |status| {
            let reply = ServerReply {
                status,
                ..ServerReply::default()
            };
            judged(&reply, None)
        };
        for status in [200, 201, 204, 206, 304] {
            assert_eq!(verdict(status), Verdict::Alive { moved: None }, "{status}");
        }
        for status in [404, 410] {
            let dead = Verdict::Dead {
                sign: DeathSign::Status(status),
                is_certain: false,
            };
            assert_eq!(verdict(status), dead);
        }
        for status in [
            300, 301, 400, 401, 402, 403, 405, 406, 407, 408, 418, 421, 429, 451, 500, 502, 503,
            504, 520, 530, 999,
        ] {
            assert_eq!(verdict(status), Verdict::Unknown(Doubt::Status(status)));
        }
        let wall = ServerReply {
            status: 404,
            is_challenge: true,
            ..ServerReply::default()
        };
        assert_eq!(judged(&wall, None), Verdict::Unknown(Doubt::Challenge));
    }

    #[test]
    fn a_server_says_how_long_to_wait() {
        let now: Timestamp = "2026-11-28T12:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("0", Some(0)),
            ("120", Some(120)),
            ("Sat, 28 Nov 2026 12:00:07 GMT", Some(7)),
            ("Sat, 28 Nov 2026 11:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
            ("", None),
        ] {
            assert_eq!(
                seconds_of(text, now),
                expected.map(Duration::from_secs),
                "{text}"
            );
        }
    }
}
